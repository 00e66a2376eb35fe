"""The history in the file: revisions and their changes, and how they stand to each other.

The history is also the undo stack. Read from the oldest to the newest revision:

- an edit, or taking a past revision back, can be undone, and ends what could be redone;
- an undo takes the latest of those away and can be redone;
- a redo brings it back, now to be undone under the redo's own number.

So undo and redo need nothing but the file, and work after closing it and from another process.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, repeat
from operator import attrgetter
from typing import Any

from desktop.core.changes import Change, ChangeSet, Revision, counts
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.storage.outgoing import insert_all, to_json, without_indexes
from desktop.storage.rows import Encoder
from desktop.storage.workspace_file import scalar

#: A row of the revisions is number, time, label, origin, kind, cancels, counts.
_REVISIONS = "SELECT number, time, label, origin, kind, cancels, counts FROM revision"
_LABELS = "SELECT number, label FROM revision"
_OF_REVISION = ("number", "time", "label", "origin", "kind", "cancels", "counts")
_OF_CHANGE = ("revision", "position", "type", "record", "before", "after")
_CHANGES = "SELECT revision, type, record, before, after FROM change"
Row = tuple[Any, ...]

FIRST = 1  # the revision that makes the workspace; it is never undone


@dataclass(frozen=True)
class Wanted:
    """Which revisions are asked for; what is left out does not matter.

    `type` is a record type that they touched, `since` and `until` aware times (`until` itself
    does not belong), `after` a revision number that they are newer than, `numbers` those that
    alone are asked for.
    """

    origin: str = ""
    type: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    after: int = 0
    numbers: tuple[int, ...] | None = None

    def conditions(self) -> list[tuple[str, object]]:
        """Give what a row of the revisions must meet, each with the value it is compared with."""
        found: list[tuple[str, object]] = [("number > ?", self.after)]
        if self.numbers is not None:
            listed = json.dumps(self.numbers)
            found.append(("number IN (SELECT value FROM json_each(?))", listed))
        if self.origin:
            found.append(("origin = ?", self.origin))
        if self.type:
            # The counts are JSON that this program wrote: kind -> type -> number.
            found.append(("instr(counts, ?) > 0", f'"{self.type}":'))
        if self.since is not None:
            found.append(("time >= ?", _utc(self.since)))
        if self.until is not None:
            found.append(("time < ?", _utc(self.until)))
        return found


class UndoStack:
    """Which revision is undone next and which undo is redone next."""

    def __init__(self) -> None:
        self._labels: dict[int, str | Text] = {}
        self._done: list[int] = []
        self._undone: list[int] = []

    def add(self, number: int, kind: str, cancels: int | None, label: str | Text) -> None:
        """Take note of a revision, the newest so far; the label may still be JSON."""
        if number == FIRST:
            return
        if kind == "undo":
            source, target = self._done, self._undone
        elif kind == "redo":
            source, target = self._undone, self._done
        else:
            source, target = self._undone, self._done
            for ended in self._undone:
                self._labels.pop(ended, None)
            self._undone.clear()
        if cancels is not None and source and source[-1] == cancels:
            source.pop()
            self._labels.pop(cancels, None)
        self._labels[number] = label
        target.append(number)

    @property
    def next_undo(self) -> int | None:
        """The revision that undo cancels."""
        return self._done[-1] if self._done else None

    @property
    def next_redo(self) -> int | None:
        """The undo that redo cancels."""
        return self._undone[-1] if self._undone else None

    def label(self, number: int | None) -> Text | None:
        """Give what was edited, without the “Undo” and “Redo” around it."""
        label = None if number is None else self._labels.get(number)
        if isinstance(label, str):
            label = Text.from_json(json.loads(label))
        return None if label is None else unwrapped(label)


def unwrapped(label: Text) -> Text:
    """Give the label of the edit that a label like “Redo: Paste 12 cells” is about."""
    while label.source in ("Undo: {label}", "Redo: {label}"):
        inner = label.args["label"]
        if not isinstance(inner, Text):
            break
        label = inner
    return label


class History:
    """Reads and writes revisions; every method is used under the store's lock."""

    def __init__(
        self, connection: sqlite3.Connection, types: Mapping[str, RecordType], encoder: Encoder
    ) -> None:
        self._connection = connection
        self._types = types
        self._encoder = encoder

    def latest(self) -> int:
        """Give the number of the newest revision, 0 when there is none."""
        return scalar(self._connection, "SELECT max(number) FROM revision") or 0

    def undo_stack(self) -> UndoStack:
        """Read the undo stack."""
        stack = UndoStack()
        query = "SELECT number, kind, cancels, label FROM revision ORDER BY number"
        for number, kind, cancels, label in self._rows(query):
            stack.add(number, kind, cancels, label)
        return stack

    def write(
        self, revision: Revision, before: Sequence[str | None], after: Sequence[str | None]
    ) -> None:
        """Write a revision and its changes, whose values are given as JSON of stored ones."""
        number, changes = revision.number, revision.changes
        row = (
            number,
            written_time(revision),
            # Arguments are figures, texts and file names; a name may hold what UTF-8 cannot.
            json.dumps(revision.label.to_json(), default=str),
            revision.origin,
            revision.kind,
            revision.cancels,
            to_json(counts(changes)),
        )
        insert_all(self._connection, "revision", _OF_REVISION, [row])
        types, records = map(attrgetter("type"), changes), map(attrgetter("id"), changes)
        numbers = repeat(number, len(changes))
        rows = list(zip(numbers, count(), types, records, before, after, strict=False))
        with without_indexes(self._connection, "change", len(rows)):
            insert_all(self._connection, "change", _OF_CHANGE, rows)

    def revisions(
        self, limit: int | None = None, before: int | None = None, wanted: Wanted | None = None
    ) -> list[Revision]:
        """Give revisions without changes, newest first, those older than `before`."""
        rows = self._newest(_REVISIONS, limit, before, wanted)
        return [_revision(row, (), json.loads(row[-1])) for row in rows]

    def labels(self, limit: int, before: int | None, wanted: Wanted) -> list[tuple[int, Text]]:
        """Give the numbers and labels of revisions, newest first; equal labels are one object."""
        rows = self._newest(_LABELS, limit, before, wanted)
        return [(number, _label(label)) for number, label in rows]

    def _newest(
        self, query: str, limit: int | None, before: int | None, wanted: Wanted | None
    ) -> list[Row]:
        conditions = [] if wanted is None else wanted.conditions()
        if before is not None:
            conditions.append(("number < ?", before))
        where = f" WHERE {' AND '.join(text for text, _ in conditions)}" if conditions else ""
        values = [*(value for _, value in conditions), -1 if limit is None else limit]
        return self._rows(f"{query}{where} ORDER BY number DESC LIMIT ?", *values)

    def revision(self, number: int) -> Revision | None:
        """Give one revision with its changes."""
        for row in self._rows(f"{_REVISIONS} WHERE number = ?", number):
            changes = self._changes("revision = ? ORDER BY position", number)
            return _revision(row, tuple(change for _, change in changes))
        return None

    def of_record(self, type: str, id: int) -> list[Revision]:
        """Give the revisions that touched a record, newest first, with only its change."""
        found = dict(self._changes("record = ? AND type = ?", id, type))
        numbers = Wanted(numbers=tuple(found))
        rows = self._newest(_REVISIONS, None, None, numbers)
        return [_revision(row, (found[row[0]],)) for row in rows]

    def inverses(self, newest: int, oldest: int) -> Iterator[Change]:
        """Give the changes that lead from one revision back to an older one, in that order."""
        between = "revision <= ? AND revision > ? ORDER BY revision DESC, position DESC"
        for _, found in self._changes(between, newest, oldest):
            yield found.inverse()

    def time_of(self, number: int) -> str | None:
        """Give the time of a revision as it is written, by which another file is noticed."""
        time = scalar(self._connection, "SELECT time FROM revision WHERE number = ?", number)
        return None if time is None else str(time)

    def cancelled(self) -> set[int]:
        """Give the revisions that are undone or taken back, and not done again since."""
        cancelled: set[int] = set()
        # From the newest back: by the time one is reached, its own fate is known.
        query = "SELECT number, cancels FROM revision WHERE cancels IS NOT NULL"
        for canceller, target in self._rows(f"{query} ORDER BY number DESC"):
            if canceller not in cancelled:
                cancelled.add(target)
        return cancelled

    def _rows(self, query: str, *values: object) -> list[Row]:
        """Give all rows at once: a cursor left open would hold a lock on the file."""
        return self._connection.execute(query, values).fetchall()

    def _changes(self, condition: str, *values: object) -> Iterator[tuple[int, Change]]:
        rows = self._rows(f"{_CHANGES} WHERE {condition}", *values)
        for revision, name, record, before, after in rows:
            type = self._types.get(name)
            if type is None:  # a type that the program no longer has
                continue
            old = self._encoder.typed(type, _decoded(before))
            new = self._encoder.typed(type, _decoded(after))
            yield revision, Change(name, record, old, new)


def next_revision(number: int, changes: ChangeSet, admitted: Sequence[Change]) -> Revision:
    """Give the revision that a ChangeSet becomes."""
    return Revision(
        number,
        dt.datetime.now(dt.UTC),
        changes.label,
        changes.origin,
        changes.kind,
        changes.cancels,
        tuple(admitted),
    )


def written_time(revision: Revision) -> str:
    """Give the time of a revision as it is written in the file."""
    return _utc(revision.time)


def _utc(time: dt.datetime) -> str:
    """Give a time as the file has it: of the same length always, so that texts sort like times."""
    return time.astimezone(dt.UTC).isoformat(timespec="microseconds")


@functools.lru_cache(maxsize=50_000)
def _label(stored: str) -> Text:
    """Read a label; long histories repeat the same ones over and over."""
    return Text.from_json(json.loads(stored))


def _revision(row: Row, changes: tuple[Change, ...], tally: Any = None) -> Revision:
    number, time, label, origin, kind, cancels, _ = row
    moment = dt.datetime.fromisoformat(time)
    return Revision(number, moment, _label(label), origin, kind, cancels, changes, tally)


def _decoded(text: str | None) -> Any:
    return None if text is None else json.loads(text)
