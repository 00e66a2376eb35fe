"""The store: one open workspace file, its current dataset, and the one way to change it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from desktop.core.changes import ChangeSet, Revision
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError, ProblemsError
from desktop.core.garbage import without_collection
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.core.records import RecordType
from desktop.core.validation import validate
from desktop.model import TYPES
from desktop.storage import workspace_file
from desktop.storage.admission import admitted, as_asked
from desktop.storage.first_revision import first_changes, make_tables
from desktop.storage.history import FIRST, History, Wanted, next_revision, unwrapped, written_time
from desktop.storage.migrations import MIGRATIONS, SCHEMA_VERSION, Migration, migrate
from desktop.storage.outgoing import Outgoing
from desktop.storage.rows import Encoder, highest_ids, read_dataset
from desktop.storage.take_back import Choices, ConflictsError, Settlement, settled

#: Gives the change to write, looking at the newest dataset; None if there is nothing to do.
Maker = Callable[[], ChangeSet | None]


class Store:
    """One workspace file, open.

    `dataset` may be read from any thread at any time: it is replaced, never altered. Everything
    else may be called from any thread too, but waits for a change that is being written.
    `notice` is a sentence to show after opening (a migration), else None.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        types: Mapping[str, RecordType],
        version: int,
        read_only: bool,
        notice: Text | None = None,
    ) -> None:
        """Read the file behind a connection; use `Store.open` or `Store.create` instead."""
        self.path = path
        self.read_only = read_only
        self.notice = notice
        #: Called with each revision, in order, once `dataset` is the state after it; in the
        #: thread that made the change, under the store's lock.
        self.on_changed: list[Callable[[Revision], None]] = []
        self._lock = threading.RLock()
        self._connection = connection
        self._types = types
        self._closed = False
        self._version = version
        self._encoder = Encoder(types)
        self._history = History(connection, types, self._encoder)
        with workspace_file.readable(path), workspace_file.transaction(connection, "DEFERRED"):
            number = self._history.latest()
            stamp = self._history.time_of(number) or ""
            query = "SELECT value FROM workspace WHERE key = 'identity'"
            identity = workspace_file.scalar(connection, query)
            if identity is None:
                raise workspace_file.DamagedError(workspace_file.damaged(path))
            self.dataset = read_dataset(connection, types, number, identity, stamp)
            #: Like `dataset`, and ahead of it while listeners are still told what led there.
            self._newest = self.dataset
            self._undo_stack = self._history.undo_stack()
            self._highest = highest_ids(connection, types)
            self._seen = self._data_version()

    @classmethod
    def create(cls, path: Path, types: Mapping[str, RecordType] = TYPES) -> Store:
        """Make a new workspace file with its single records at their defaults, and open it.

        Raises `OfftakeError` where a file exists or none can be made. The file appears whole.
        """
        path = Path(path)
        workspace_file.refuse_target(path)
        with workspace_file.unfinished(path) as part:
            connection = workspace_file.connect(part, "rwc", shown=path)
            try:
                workspace_file.settle(connection, path)
                with workspace_file.spoken(path), workspace_file.transaction(connection):
                    make_tables(connection, types)
                    workspace_file.mark(connection, SCHEMA_VERSION)
                store = cls(connection, path, types, SCHEMA_VERSION, read_only=False)
                store.apply(first_changes(types))
            finally:
                connection.close()
            workspace_file.refuse_target(path)
        return cls.open(path, types, version=SCHEMA_VERSION)

    @classmethod
    def open(
        cls,
        path: Path,
        types: Mapping[str, RecordType] = TYPES,
        read_only: bool = False,
        *,
        migrations: Mapping[int, Migration] = MIGRATIONS,
        version: int = SCHEMA_VERSION,
        backups: Path | None = None,
    ) -> Store:
        """Open a workspace file, bringing an older one up to date after a backup.

        Raises `OfftakeError` with one sentence for what is no workspace, is of a newer version,
        or cannot be written (`WriteProtectedError`; it can then be opened read-only).
        """
        path = Path(path)
        workspace_file.refuse_unusable(path, read_only)
        connection = workspace_file.connect(path, "ro" if read_only else "rw")
        try:
            found = workspace_file.recognise(connection, path, version)
            if read_only and found < version:
                raise workspace_file.OtherVersionError(
                    Text("“{name}” is of an older version of Offtake; open it for editing once, "
                         "to bring it up to date", name=path.name)
                )  # fmt: skip
            # Only now: nothing is done to a file that is not ours.
            workspace_file.settle(connection, path, read_only)
            notice = migrate(connection, path, migrations, version, backups)
            return cls(connection, path, types, version, read_only, notice)
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        """Close the file; nothing is left beside it. The dataset stays usable."""
        with self._lock:
            self._closed = True
            self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def revision(self) -> int:
        """The number of the revision that `dataset` shows."""
        return self.dataset.revision

    @property
    def undo_label(self) -> Text | None:
        """What undo would take back, such as “Paste 12 cells”; None if there is nothing."""
        return self._undo_stack.label(self._undo_stack.next_undo)

    @property
    def redo_label(self) -> Text | None:
        """What redo would do again; None if there is nothing."""
        return self._undo_stack.label(self._undo_stack.next_redo)

    def apply(self, changes: ChangeSet, progress: Progress | None = None) -> Revision | None:
        """Write an edit, whole or not at all; None (and no revision) if it changes nothing.

        New records have negative ids, which references in the same ChangeSet may use; the
        revision has the real ones. Raises `StaleError` where “before” no longer holds,
        `ProblemsError` with everything that is wrong, `OfftakeError` when the file cannot be
        written, `Cancelled` through `progress`.
        """
        if changes.kind not in ("edit", "restore"):
            raise ValueError(f"apply writes edits; use undo, redo or take_back for {changes.kind}")
        return self._commit(lambda: changes, progress or Progress())

    def briefly(self) -> AbstractContextManager[None]:
        """Let what is done inside raise `BusyError` soon, in place of waiting for others."""
        return workspace_file.briefly(self._connection, self._lock, self.path)

    def undo(self, origin: str = "undo") -> Revision | None:
        """Take back the latest edit not yet undone, as a new revision; None if there is none."""
        return self._commit(lambda: self._turned(self._undo_stack.next_undo, origin, "undo"))

    def redo(self, origin: str = "redo") -> Revision | None:
        """Do again what was undone last, as a new revision; None if there is nothing."""
        return self._commit(lambda: self._turned(self._undo_stack.next_redo, origin, "redo"))

    def take_back(
        self, number: int, origin: str = "take back", choices: Choices | None = None
    ) -> Revision | None:
        """Take back one past revision alone, as a new revision; None if nothing would change.

        Raises `ConflictsError` with all conflicts, such as cells edited since, that `choices`
        does not decide; nothing is written then.
        """
        return self._commit(lambda: self._taken_back(number, origin, choices or {}))

    def settlement(self, number: int, choices: Choices | None = None) -> Settlement:
        """Give what taking back a revision would do now; raises `OfftakeError` if it cannot be."""
        with self._lock, without_collection(), workspace_file.spoken(self.path):
            return settled(self._inverse(number).changes, self._newest, choices or {})

    def _turned(self, number: int | None, origin: str, kind: str) -> ChangeSet | None:
        if number is None:
            return None
        revision = self.revision_at(number)
        label = unwrapped(revision.label)
        if kind == "undo":
            return revision.inverse(Text("Undo: {label}", label=label), origin, kind)
        return revision.inverse(Text("Redo: {label}", label=label), origin, kind)

    def _inverse(self, number: int, origin: str = "take back") -> ChangeSet:
        revision = self.revision_at(number)
        if number == FIRST:
            raise OfftakeError(Text("The first revision cannot be taken back"))
        if number in self._history.cancelled():
            raise OfftakeError(
                Text("“{label}” is already undone or taken back", label=revision.label)
            )
        label = Text("Take back: {label}", label=revision.label)
        return revision.inverse(label, origin, "take back")

    def _taken_back(self, number: int, origin: str, choices: Choices) -> ChangeSet:
        whole = self._inverse(number, origin)
        found = settled(whole.changes, self._newest, choices)
        undecided = found.open(choices)
        if undecided:
            raise ConflictsError(undecided, self._newest)
        return replace(whole, changes=found.changes)

    def _commit(self, make: Maker, progress: Progress | None = None) -> Revision | None:
        """Write what `make` gives, seen from the newest state of the file, in one transaction."""
        with self._lock:
            if self.read_only:
                raise workspace_file.WriteProtectedError(
                    Text("“{name}” is open read-only; nothing was changed", name=self.path.name)
                )
            arrived: list[tuple[Revision, Dataset]] = []
            try:
                with (
                    without_collection(),
                    workspace_file.spoken(self.path),
                    workspace_file.transaction(self._connection),
                ):
                    arrived += self._catch_up()
                    changes = make()
                    written = changes and self._write(changes, progress or Progress())
                if written:
                    arrived.append(written)
                    self._take_over(*written)
            finally:
                self._publish(arrived)
            return written[0] if written else None

    def _write(self, changes: ChangeSet, progress: Progress) -> tuple[Revision, Dataset] | None:
        """Check a ChangeSet and write it; gives the revision and the dataset after it."""
        before = self._newest
        progress.step(0, 1, Text("Checking"))
        bring_back = changes.kind != "edit"
        going, given = admitted(changes.changes, before, self.dataset, self._highest, bring_back)
        if not going:
            return None
        revision = next_revision(before.revision + 1, changes, going)
        time = written_time(revision)
        after = before.with_changes(revision.changes, revision.number, time)
        # What was found sound on this very dataset need not be looked at twice.
        problems = [] if changes.sound_on is before else validate(after, revision.changes)
        if problems:
            raise ProblemsError(as_asked(problems, given))
        outgoing = Outgoing(self._types, self._encoder, revision.changes)
        progress.step(0, len(going), Text("Writing"))
        self._history.write(revision, outgoing.before, outgoing.after)
        outgoing.write(self._connection, progress)
        return revision, after

    def refresh(self) -> list[Revision]:
        """Pick up what other processes wrote meanwhile; gives their revisions, oldest first.

        Costs next to nothing when nothing was written.
        """
        with self._lock:
            if self._closed:
                return []
            with workspace_file.spoken(self.path):
                if self._data_version() == self._seen:
                    return []
                with workspace_file.transaction(self._connection, "DEFERRED"):
                    arrived = self._catch_up()
            self._publish(arrived)
            return [revision for revision, _ in arrived]

    def _catch_up(self) -> list[tuple[Revision, Dataset]]:
        """Read what is newer in the file, inside a transaction; listeners are told later."""
        if workspace_file.schema_version(self._connection) != self._version:
            raise workspace_file.OtherVersionError(
                Text("“{name}” was brought up to date by a newer version of Offtake; close it and "
                     "open it there", name=self.path.name)
            )  # fmt: skip
        known = self._newest.revision
        if (self._history.time_of(known) or "") != self._newest.stamp:
            # A synced folder put another copy in place of the file that was opened.
            raise OfftakeError(
                Text("“{name}” was replaced by another copy while it was open; open it again",
                     name=self.path.name)
            )  # fmt: skip
        arrived: list[tuple[Revision, Dataset]] = []
        dataset = self._newest
        for number in range(known + 1, self._history.latest() + 1):
            revision = self.revision_at(number)
            dataset = dataset.with_changes(revision.changes, number, written_time(revision))
            arrived.append((revision, dataset))
        for step in arrived:
            self._take_over(*step)
        self._seen = self._data_version()
        return arrived

    def _take_over(self, revision: Revision, dataset: Dataset) -> None:
        """Take note of a revision that is in the file."""
        self._newest = dataset
        self._undo_stack.add(revision.number, revision.kind, revision.cancels, revision.label)
        for change in revision.changes:
            if change.id > self._highest[change.type]:
                self._highest[change.type] = change.id

    def _publish(self, arrived: list[tuple[Revision, Dataset]]) -> None:
        """Swap the dataset and tell listeners, revision by revision.

        A listener that fails keeps no other one from being told; its error is raised at the end.
        """
        failed: Exception | None = None
        for revision, dataset in arrived:
            self.dataset = dataset
            for listener in tuple(self.on_changed):
                try:
                    listener(revision)
                except Exception as error:
                    failed = failed or error
        if failed is not None:
            raise failed

    def history(
        self, limit: int | None = None, before: int | None = None, wanted: Wanted | None = None
    ) -> list[Revision]:
        """Give revisions newest first, those before the number `before`, without changes.

        Their `counts()` tell how many records each touched.
        """
        with self._lock, workspace_file.readable(self.path):
            return self._history.revisions(limit, before, wanted)

    def labels(self, limit: int, before: int | None, wanted: Wanted) -> list[tuple[int, Text]]:
        """Give numbers and labels of revisions as `history` does; equal labels are one object."""
        with self._lock, workspace_file.readable(self.path):
            return self._history.labels(limit, before, wanted)

    def cancelled(self) -> frozenset[int]:
        """Give the numbers of the revisions that are undone or taken back now."""
        with self._lock, workspace_file.spoken(self.path):
            return frozenset(self._history.cancelled())

    def revision_at(self, number: int) -> Revision:
        """Give one revision with its changes; raises `OfftakeError` if there is none."""
        with self._lock, without_collection(), workspace_file.readable(self.path):
            found = self._history.revision(number)
        if found is None:
            raise OfftakeError(Text("There is no revision {number}", number=number))
        return found

    def record_history(self, type: str, id: int) -> list[Revision]:
        """Give the revisions that touched a record, newest first, each with only its change."""
        with self._lock, workspace_file.readable(self.path):
            return self._history.of_record(type, id)

    def at(self, number: int) -> Dataset:
        """Give the dataset as it was right after a revision; raises `OfftakeError` if none was."""
        with self._lock, without_collection(), workspace_file.readable(self.path):
            now = self._newest
            if not FIRST <= number <= now.revision:
                raise OfftakeError(Text("There is no revision {number}", number=number))
            if number == now.revision:
                return now
            undone = self._history.inverses(now.revision, number)
            return now.with_changes(undone, number, self._history.time_of(number) or "")

    def backup(self, path: Path, replace: bool = False) -> None:
        """Copy the file as it is to `path`, whole and checked; raises `OfftakeError`.

        An existing file is overwritten only with `replace`.
        """
        with self._lock:
            if Path(path).resolve() == self.path.resolve():
                raise OfftakeError(Text("A file cannot be its own backup; choose another name"))
            workspace_file.copy(self._connection, Path(path), replace)

    def _data_version(self) -> int:
        return int(workspace_file.scalar(self._connection, "PRAGMA data_version"))
