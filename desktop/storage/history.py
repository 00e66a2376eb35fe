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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from desktop.core.changes import Change, ChangeSet, Revision, counts
from desktop.core.i18n import Text
from desktop.storage import workspace_file
from desktop.storage.rows import Encoder, Stored
from desktop.storage.schema import Schema, insert_statement

FIRST = 1  # the revision that makes the workspace; it is never undone
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


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

    def conditions(self, table: sa.Table) -> list[sa.ColumnElement[bool]]:
        """Give what a row of the revision table must meet."""
        found = [table.c.number > self.after]
        if self.numbers is not None:
            found.append(table.c.number.in_(self.numbers))
        if self.origin:
            found.append(table.c.origin == self.origin)
        if self.type:
            # The counts are JSON that this program wrote: kind -> type -> number.
            found.append(table.c.counts.contains(f'"{self.type}":', autoescape=True))
        if self.since is not None:
            found.append(table.c.time >= _utc(self.since))
        if self.until is not None:
            found.append(table.c.time < _utc(self.until))
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

    def __init__(self, connection: sa.Connection, schema: Schema, encoder: Encoder) -> None:
        self._connection = connection
        self._schema = schema
        self._encoder = encoder

    def latest(self) -> int:
        """Give the number of the newest revision, 0 when there is none."""
        query = sa.select(sa.func.max(self._schema.revision.c.number))
        return self._connection.execute(query).scalar_one() or 0

    def undo_stack(self) -> UndoStack:
        """Read the undo stack."""
        stack, table = UndoStack(), self._schema.revision
        query = sa.select(table.c.number, table.c.kind, table.c.cancels, table.c.label)
        for number, kind, cancels, label in self._connection.execute(
            query.order_by(table.c.number)
        ):
            stack.add(number, kind, cancels, label)
        return stack

    def write(
        self, revision: Revision, before: Sequence[Stored | None], after: Sequence[Stored | None]
    ) -> None:
        """Write a revision and its changes, whose values are given in stored form."""
        row = {
            "number": revision.number,
            "time": written_time(revision),
            # Arguments are figures, texts and file names; a name may hold what UTF-8 cannot.
            "label": json.dumps(revision.label.to_json(), default=str),
            "origin": revision.origin,
            "kind": revision.kind,
            "cancels": revision.cancels,
            "counts": _to_json(counts(revision.changes)),
        }
        self._connection.execute(self._schema.revision.insert(), row)
        number = revision.number
        workspace_file.driver(self._connection).executemany(
            insert_statement(self._schema.change),
            (
                (number, position, change.type, change.id, _encoded(old), _encoded(new))
                for position, (change, old, new) in enumerate(
                    zip(revision.changes, before, after, strict=True)
                )
            ),
        )

    def revisions(
        self, limit: int | None = None, before: int | None = None, wanted: Wanted | None = None
    ) -> list[Revision]:
        """Give revisions without changes, newest first, those older than `before`."""
        table = self._schema.revision
        query = sa.select(table).order_by(table.c.number.desc())
        if before is not None:
            query = query.where(table.c.number < before)
        if wanted is not None:
            query = query.where(*wanted.conditions(table))
        if limit is not None:
            query = query.limit(limit)
        return [
            _revision(row, (), json.loads(row.counts)) for row in self._connection.execute(query)
        ]

    def labels(self, limit: int, before: int | None, wanted: Wanted) -> list[tuple[int, Text]]:
        """Give the numbers and labels of revisions, newest first; equal labels are one object."""
        table = self._schema.revision
        query = sa.select(table.c.number, table.c.label).order_by(table.c.number.desc())
        if before is not None:
            query = query.where(table.c.number < before)
        rows = self._connection.execute(query.where(*wanted.conditions(table)).limit(limit))
        return [(number, _label(label)) for number, label in rows]

    def revision(self, number: int) -> Revision | None:
        """Give one revision with its changes."""
        table = self._schema.revision
        row = self._connection.execute(sa.select(table).where(table.c.number == number)).first()
        if row is None:
            return None
        change = self._schema.change
        rows = self._changes(change.c.revision == number, change.c.position)
        return _revision(row, tuple(c for _, c in rows))

    def of_record(self, type: str, id: int) -> list[Revision]:
        """Give the revisions that touched a record, newest first, with only its change."""
        table, change = self._schema.revision, self._schema.change
        here = sa.and_(change.c.record == id, change.c.type == type)
        found = dict(self._changes(here, change.c.revision))
        numbers = sa.select(change.c.revision).where(here)
        query = sa.select(table).where(table.c.number.in_(numbers))
        return [
            _revision(row, (found[row.number],))
            for row in self._connection.execute(query.order_by(table.c.number.desc()))
        ]

    def inverses(self, newest: int, oldest: int) -> Iterator[Change]:
        """Give the changes that lead from one revision back to an older one, in that order."""
        change = self._schema.change
        between = sa.and_(change.c.revision <= newest, change.c.revision > oldest)
        order = (change.c.revision.desc(), change.c.position.desc())
        for _, found in self._changes(between, *order):
            yield found.inverse()

    def time_of(self, number: int) -> str | None:
        """Give the time of a revision as it is written, by which another file is noticed."""
        table = self._schema.revision
        query = sa.select(table.c.time).where(table.c.number == number)
        return self._connection.execute(query).scalar()

    def cancelled(self) -> set[int]:
        """Give the revisions that are undone or taken back, and not done again since."""
        table = self._schema.revision
        query = sa.select(table.c.number, table.c.cancels).where(table.c.cancels.is_not(None))
        cancelled: set[int] = set()
        # From the newest back: by the time one is reached, its own fate is known.
        for canceller, target in self._connection.execute(query.order_by(table.c.number.desc())):
            if canceller not in cancelled:
                cancelled.add(target)
        return cancelled

    def _changes(self, condition: Any, *order: Any) -> Iterator[tuple[int, Change]]:
        table = self._schema.change
        query = sa.select(
            table.c.revision, table.c.type, table.c.record, table.c.before, table.c.after
        )
        cursor = self._connection.execute(query.where(condition).order_by(*order)).cursor
        assert cursor is not None
        # Plain tuples of the driver, as a past import can have a change for each of 100,000
        # records; all of them now, as a cursor left open would hold a lock on the file.
        for revision, name, record, before, after in cursor.fetchall():
            type = self._schema.types.get(name)
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
    return time.astimezone(dt.UTC).isoformat(timespec="microseconds")


@functools.lru_cache(maxsize=50_000)
def _label(stored: str) -> Text:
    """Read a label; long histories repeat the same ones over and over."""
    return Text.from_json(json.loads(stored))


def _revision(row: Any, changes: tuple[Change, ...], tally: Any = None) -> Revision:
    return Revision(
        row.number,
        dt.datetime.fromisoformat(row.time),
        _label(row.label),
        row.origin,
        row.kind,
        row.cancels,
        changes,
        tally,
    )


def _encoded(stored: Stored | None) -> str | None:
    return None if stored is None else _to_json(stored)


def _decoded(text: str | None) -> Any:
    return None if text is None else json.loads(text)
