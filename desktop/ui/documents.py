"""Documents: what the File menu does, with every fault told as one sentence."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.ui.dialogs.file_chooser import FileChooser
from desktop.ui.import_pages import read_for_import
from desktop.ui.jobs import Job
from desktop.ui.ownership import Claim, Owner, Ownership, claim
from desktop.ui.safekeeping import Safekeeping
from desktop.ui.session import Session
from desktop.ui.surroundings import Surroundings
from desktop.ui.window_state import WindowState

if TYPE_CHECKING:
    from desktop.storage.store import Store

SUFFIX = ".offtake"
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv")


class Documents(QObject):
    """Opens, makes, copies and closes workspaces, and takes workbooks in and out."""

    #: Workbooks were read and wait for their review, or for a word on how they are read: a Reading.
    workbooks_read = Signal(object)
    recent_changed = Signal()
    #: A file turned out to be damaged: path and OfftakeError.
    damaged = Signal(object, object)

    def __init__(
        self, session: Session, state: WindowState, window: QWidget, chooser: FileChooser
    ) -> None:
        super().__init__(window)
        self._session = session
        self._state = state
        self._window = window
        self.chooser = chooser
        self.ownership = Ownership(session, self)
        self.ownership.lost.connect(self.reopen)
        self.safekeeping = Safekeeping(session, self)
        self.surroundings = Surroundings(session, state, self)

    def new(self) -> None:
        """Ask where, and make an empty workspace there."""
        self.ask_place(Text("New workspace"), str(Text("Plan")), lambda to: self._make(to, False))

    def open_example(self) -> None:
        """Ask where, and make a workspace filled with the example there."""
        self.ask_place(Text("Open the example"), "example", lambda to: self._make(to, True))

    def open(self) -> None:
        """Ask which workspace, and open it."""
        self._ask_file("workspace", Text("Open workspace"), _workspace_filters(), self.open_path)

    def open_path(self, path: Path, then: Callable[[], object] = lambda: None) -> None:
        """Open a workspace, or tell why not; `then` is done once it is open."""
        path = path.absolute()
        if self._session.path == path:
            return
        # What is there and no file, such as a folder, is told by the store.
        if not path.exists():
            self._tell(
                Text("“{file}” is not in {folder} any more; open it from where it is now.",
                     file=path.name, folder=path.parent)
            )  # fmt: skip
            self.recent_changed.emit()
            return
        self._open(path, then)

    def reopen(self) -> None:
        """Open the workspace anew, for editing where that is possible now."""
        path = self._session.path
        if path is not None:
            self.ownership.let_go()
            self._open(path, lambda: None)

    def _open(self, path: Path, then: Callable[[], object]) -> None:
        def work(progress: Progress) -> tuple[Store, Claim | Owner]:
            from desktop.operations.opening import open_workspace

            held = claim(path)
            try:
                return open_workspace(path, isinstance(held, Owner), progress), held
            except BaseException:
                if isinstance(held, Claim):
                    held.release()
                raise

        def done(opened: tuple[Store, Claim | Owner]) -> None:
            store, held = opened
            self.ownership.prepare(held)
            self._attach(store)
            then()

        def failed(error: OfftakeError) -> None:
            from desktop.operations.opening import is_damage

            if is_damage(error):
                self.damaged.emit(path, error)
            else:
                self._session.tell_error(error)

        job = self._start(Text("Opening {file}", file=path.name), work)
        job.finished.connect(done)
        job.failed.connect(failed)

    def drop(self, *paths: Path) -> None:
        """Take files that were dropped on the window: a workspace, or one or more workbooks."""
        workbooks = [path for path in paths if path.suffix.casefold() in WORKBOOKS]
        workspaces = [path for path in paths if path.suffix.casefold() == SUFFIX]
        others = [path for path in paths if path not in workbooks and path not in workspaces]
        if workspaces:
            self.open_path(workspaces[0])
        elif workbooks:
            self.import_paths(workbooks)
        if others:
            self._tell(
                Text("“{file}” is neither a workspace ({suffix}) nor a workbook; drop one of "
                     "these here.", file=others[0].name, suffix=SUFFIX)
            )  # fmt: skip

    def close(self) -> None:
        """Close the workspace; everything is saved already."""
        self._session.attach(None)

    def save_copy(self) -> None:
        """Ask where, and copy the workspace there."""
        path = self._session.store.path
        proposed = self._state.folder("workspace") / f"{path.stem} {Text('copy')}{SUFFIX}"
        self._ask_save(
            "workspace", Text("Save a copy"), _workspace_filters(), proposed, self._copy_to
        )

    def export_workbook(self, view: QWidget | None = None) -> None:
        """Ask what and where, and write it to a workbook there; `view` is what is shown now."""
        from desktop.ui.dialogs.export_dialog import ExportDialog, shown_in

        dialog = ExportDialog(self._session, shown_in(view), self._window)
        dialog.chosen.connect(self._ask_export)
        dialog.open()

    def _ask_export(self, choice: Any, language: str, name: str) -> None:
        allowed = re.sub(r'[\\/:*?"<>|]', " ", name)
        proposed = self._state.folder("workbook") / f"{allowed}.xlsx"
        self._ask_save(
            "workbook", Text("Export workbook"), [f"{Text('Workbook')} (*.xlsx)"], proposed,
            lambda to: self._export_to(to, choice, language),
        )  # fmt: skip

    def import_workbook(self) -> None:
        """Ask which workbooks, read them, and show what they would change."""
        pattern = " ".join(f"*{suffix}" for suffix in WORKBOOKS)
        self.chooser.open_several(
            self._window, str(Text("Import workbooks")), [f"{Text('Workbooks')} ({pattern})"],
            self._state.folder("workbook"), self._take_workbooks,
        )  # fmt: skip

    def _take_workbooks(self, paths: list[Path]) -> None:
        if paths:
            self._state.keep_folder("workbook", paths[0].parent)
            self.import_paths([path.absolute() for path in paths])

    def import_path(self, path: Path) -> None:
        """Read one workbook and show what it would change."""
        self.import_paths([path])

    def import_paths(
        self, paths: Sequence[Path], mappings: Mapping[Path, Any] | None = None
    ) -> None:
        """Read workbooks and show what they would change; without a workspace, make one first.

        `mappings` says of some how they are read.
        """
        first, count = paths[0], len(paths)
        if not self._session.is_open:
            self.ask_place(
                Text("New workspace for “{file}”", file=first.name),
                first.stem,
                lambda to: self._make(to, False, then=lambda: self.import_paths(paths)),
            )
            return
        if self._session.past is not None:
            self._tell(Text("A workbook is compared with the workspace as it is now; go back to "
                            "now to import it"))  # fmt: skip
            return
        store = self._session.store

        job = self._start(
            Text.count(count, "Reading {file}", "Reading {n} workbooks", file=first.name),
            lambda progress: read_for_import(store, paths, progress, mappings),
        )
        job.finished.connect(self.workbooks_read)
        job.failed.connect(self._session.tell_error)

    def ask_workbook(self, title: Text, chosen: Callable[[Path], None]) -> None:
        """Ask which workbook to write into."""
        filters = [f"{Text('Workbook')} (*.xlsx *.xlsm)"]
        self._ask_file("workbook", title, filters, chosen)

    def ask_other_workbook(self, path: Path, chosen: Callable[[Path], None]) -> None:
        """Ask under which other name than its own a workbook is written."""
        proposed = path.with_stem(f"{path.stem} {dt.date.today():%Y-%m-%d}")
        filters = [f"{Text('Workbook')} (*{path.suffix})"]
        self._ask_save("workbook", Text("Write to another file"), filters, proposed, chosen)

    def save_problem_copy(self, review: Any) -> None:
        """Ask where, and write a copy of a reviewed workbook there that says what is wrong."""
        from desktop.operations.problem_copy import proposed_name

        proposed = self._state.folder("workbook") / proposed_name(review)
        filters = [f"{Text('Workbook')} (*{proposed.suffix})"]
        self._ask_save(
            "workbook", Text("Save a copy with notes"), filters, proposed,
            lambda to: self._copy_noted(review, to),
        )  # fmt: skip

    def _copy_noted(self, review: Any, path: Path) -> None:
        def work(progress: Progress) -> Path:
            from desktop.operations.problem_copy import problem_copy

            return problem_copy(review, path, progress)

        self._run(Text("Writing {file}", file=path.name), work, self._tell_exported)

    def _make(self, path: Path, example: bool, then: Callable[[], None] | None = None) -> None:
        if path == self._session.path:
            self._tell(Text("“{file}” is open now; choose another name.", file=path.name))
            return

        def work(_: Progress) -> Store:
            from desktop.operations import workspace

            # The system's dialog has asked already whether the file there may be replaced.
            return workspace.new(path, example, replace=True)

        def done(store: Store) -> None:
            self._attach(store)
            if then is not None:
                then()

        self._run(Text("Making {file}", file=path.name), work, done)

    def _attach(self, store: Store) -> None:
        self._state.add_recent(store.path)
        self._session.attach(store)
        self.recent_changed.emit()

    def tell_how_opened(self) -> None:
        """Tell what the user should know about the workspace just opened."""
        store = self._session.store
        self.surroundings.tell()
        if store.notice is not None:
            self._session.tell(store.notice)
        if store.read_only and self.ownership.owner is None:
            self._session.tell(
                Text("“{file}” is write-protected, so it can be looked at but not changed; save a "
                     "copy to work on.", file=store.path.name),
                "warning",
            )  # fmt: skip

    def _copy_to(self, path: Path) -> None:
        store = self._session.store
        if path == store.path:
            self._tell(Text("“{file}” is this very file; choose another name.", file=path.name))
            return

        def work(_: Progress) -> Path:
            from desktop.operations import workspace

            path.unlink(missing_ok=True)
            return workspace.backup(store, path)

        self._run(Text("Copying to {file}", file=path.name), work, self._tell_written)

    def _export_to(self, path: Path, choice: Any, language: str) -> None:
        dataset = self._session.dataset

        def work(progress: Progress) -> Path:
            from desktop.operations.export_workbook import export
            from desktop.operations.linked_workbooks import LinkedWorkbooks

            export(dataset, path, language, choice, progress)
            with contextlib.suppress(OfftakeError):  # it is written, remembered or not
                LinkedWorkbooks(dataset.workspace).keep_exported(path, dataset)
            return path

        self._run(Text("Exporting to {file}", file=path.name), work, self._tell_exported)

    def _tell_exported(self, path: Path) -> None:
        folder = QUrl.fromLocalFile(str(path.parent))
        self._session.tell(
            Text("Written to {path}", path=path),
            action=(Text("Show in folder"), lambda: QDesktopServices.openUrl(folder)),
        )

    def _tell_written(self, path: Path) -> None:
        self._session.tell(Text("Written to {path}", path=path))

    def ask_place(self, title: Text, stem: str, chosen: Callable[[Path], None]) -> None:
        """Ask where a new workspace should be; `stem` is the proposed name."""
        proposed = self._state.folder("workspace") / f"{stem}{SUFFIX}"
        self._ask_save("workspace", title, _workspace_filters(), proposed, chosen)

    def _ask_file(
        self, purpose: str, title: Text, filters: list[str], chosen: Callable[[Path], None]
    ) -> None:
        folder = self._state.folder(purpose)
        keep = self._keeping(purpose, chosen)
        self.chooser.open(self._window, str(title), filters, folder, keep)

    def _ask_save(
        self,
        purpose: str,
        title: Text,
        filters: list[str],
        proposed: Path,
        chosen: Callable[[Path], None],
    ) -> None:
        keep = self._keeping(purpose, chosen)
        self.chooser.save(self._window, str(title), filters, proposed, keep)

    def _keeping(self, purpose: str, chosen: Callable[[Path], None]) -> Callable[[Path], None]:
        def take(path: Path) -> None:
            self._state.keep_folder(purpose, path.parent)
            chosen(path.absolute())

        return take

    def _run(
        self, label: Text, work: Callable[[Progress], Any], done: Callable[[Any], None]
    ) -> None:
        job = self._start(label, work)
        job.finished.connect(done)
        job.failed.connect(self._session.tell_error)

    def _start(self, label: Text, work: Callable[[Progress], Any]) -> Job:
        def spoken(progress: Progress) -> Any:
            # A locked or protected file is the user's to mend, not a fault of the program.
            try:
                return work(progress)
            except OSError as error:
                raise _in_words(error) from error

        job = self._session.jobs.start(label, spoken)
        job.cancelled.connect(self._tell_stopped)
        return job

    def _tell_stopped(self) -> None:
        self._session.tell(Text("Stopped. Nothing was changed."))

    def _tell(self, text: Text) -> None:
        self._session.tell(text, "error")


def _workspace_filters() -> list[str]:
    return [f"{Text('Offtake workspace')} (*{SUFFIX})", f"{Text('All files')} (*)"]


def _in_words(error: OSError) -> OfftakeError:
    name = ""
    with contextlib.suppress(TypeError):
        name = Path(error.filename or "").name
    if isinstance(error, PermissionError):
        return OfftakeError(
            Text("“{file}” cannot be written: it is open in another program, or its folder is "
                 "protected. Close it there, or choose another place.", file=name)
        )  # fmt: skip
    return OfftakeError(
        Text("“{file}” cannot be used ({reason}); choose another file or place.",
             file=name, reason=error.strerror or type(error).__name__)
    )  # fmt: skip
