"""What a change writes into the file: rows of the record tables, and its texts in the history.

New records go a column at a time, as an import brings in very many: a value that many of them
share is made into its stored form, and into its text, once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, repeat
from json.encoder import encode_basestring
from operator import itemgetter, methodcaller
from typing import Any

from desktop.core.changes import Change
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.core.records import RecordType
from desktop.storage.rows import Encoder, Stored

#: A kind of statement: table, kind of change, and the fields that are set.
_Kind = tuple[str, str, tuple[str, ...]]
_Row = tuple[Any, ...]
_BATCH = 20_000  # rows between two steps of progress
_AT_ONCE = 20  # rows that one step of an INSERT brings in
_MANY = 10_000  # new rows from which on indexes are rather made anew
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
#: How values of one kind become JSON; any other way would take several calls for each.
_TEXTS: Mapping[type, Callable[[Any], str]] = {
    str: encode_basestring, float: float.__repr__, int: int.__repr__,
}  # fmt: skip


class Outgoing:
    """The rows and texts of changes; `before` and `after` are JSON by position, None for none."""

    def __init__(
        self, types: Mapping[str, RecordType], encoder: Encoder, changes: Sequence[Change]
    ) -> None:
        self.before: list[str | None] = [None] * len(changes)
        self.after: list[str | None] = [None] * len(changes)
        self._types = types
        self._encoder = encoder
        self._rows: dict[_Kind, list[_Row]] = {}
        new: dict[str, list[int]] = {}
        for at, change in enumerate(changes):
            if change.before is None:
                new.setdefault(change.type, []).append(at)
            else:
                self._alter(at, change)
        for name, places in new.items():
            self._add(types[name], places, [changes[at] for at in places])

    def _alter(self, at: int, change: Change) -> None:
        self.before[at] = _text(self._encoder.stored(change.type, change.before))
        after = self._encoder.stored(change.type, change.after)
        if after is None:
            self._rows.setdefault((change.type, "removed", ()), []).append((change.id,))
            return
        self.after[at] = _text(after)
        names = tuple(name for name in self._types[change.type].names if name in after)
        row = (*(after[name] for name in names), change.id)
        self._rows.setdefault((change.type, "changed", names), []).append(row)

    def _add(self, type: RecordType, places: Sequence[int], changes: Sequence[Change]) -> None:
        values = [change.after or {} for change in changes]
        known = set().union(*values)
        names = tuple(name for name in type.names if name in known)
        full = set(map(len, values)) == {len(known)}
        columns = []
        for name in names:
            get: Callable[[Stored], Any] = itemgetter(name) if full else methodcaller("get", name)
            columns.append(self._encoder.column(type.name, name, list(map(get, values))))
        parts = list(map(_texts, names, columns))
        ids = [change.id for change in changes]
        self._rows[type.name, "added", ("id", *names)] = list(zip(ids, *columns, strict=True))
        # Every part begins with a comma, of which the first is one too many.
        texts = zip(*parts, strict=True) if parts else repeat(("",), len(values))
        for at, text in zip(places, texts, strict=True):
            self.after[at] = f"{{{''.join(text)[1:]}}}"

    def write(self, connection: sqlite3.Connection, progress: Progress) -> None:
        """Write the rows: one statement each for removing and each set of fields."""
        done, total = 0, len(self.after)
        for (type, kind, names), rows in self._rows.items():
            new = len(rows) if kind == "added" else 0
            with without_indexes(connection, type, new):
                for start in range(0, len(rows), _BATCH):
                    progress.step(done, total, Text("Writing"))
                    batch = rows[start : start + _BATCH]
                    if new:
                        insert_all(connection, type, names, batch)
                    else:
                        _alter_all(connection, type, names, batch)
                    done += len(batch)


def insert_all(
    connection: sqlite3.Connection, table: str, names: Sequence[str], rows: Sequence[_Row]
) -> None:
    """Insert rows with values of some columns, several in one step: that takes half the time."""
    step = _AT_ONCE if len(rows) >= _AT_ONCE else 1
    even = len(rows) - len(rows) % step
    several = (
        tuple(chain.from_iterable(rows[start : start + step])) for start in range(0, even, step)
    )
    connection.executemany(_insertion(table, names, step), several)
    connection.executemany(_insertion(table, names, 1), rows[even:])


def _insertion(table: str, names: Sequence[str], rows: int) -> str:
    named = ", ".join(f'"{name}"' for name in names)
    row = f"({', '.join('?' * len(names))})"
    return f'INSERT INTO "{table}" ({named}) VALUES {", ".join([row] * rows)}'


def _alter_all(
    connection: sqlite3.Connection, table: str, names: Sequence[str], rows: Sequence[_Row]
) -> None:
    """Set some fields of rows, or with none remove them; the id stands last."""
    settings = ", ".join(f'"{name}" = ?' for name in names)
    what = f'UPDATE "{table}" SET {settings}' if names else f'DELETE FROM "{table}"'
    written = connection.executemany(f"{what} WHERE id = ?", rows).rowcount
    if written != len(rows):
        # The file no longer holds what the history says: nothing is built on that.
        raise OfftakeError(
            Text("The workspace file is damaged: records are missing in “{table}”; open a backup "
                 "of it", table=table)
        )  # fmt: skip


@contextmanager
def without_indexes(connection: sqlite3.Connection, table: str, new: int) -> Iterator[None]:
    """Let a table grow to more than twice its rows, and make its indexes then, each in one go."""
    indexes = []
    if new >= _MANY and new > connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]:
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
            "AND tbl_name = ? ORDER BY rowid", (table,)
        ).fetchall()  # fmt: skip
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    yield
    for _, statement in indexes:
        connection.execute(statement)


def _text(stored: Stored | None) -> str | None:
    return None if stored is None else to_json(stored)


def _texts(name: str, column: Sequence[Any]) -> list[str]:
    """Give for each value of a field what stands for it in JSON: `,"name":value`, blank if None."""
    start = f",{to_json(name)}:"
    kinds = set(map(type, column)) - {type(None)}
    encode: Callable[[Any], str] = to_json
    if len(kinds) == 1:  # 1, 1.0 and True are equal: a dictionary would hold only one
        encode = _TEXTS.get(next(iter(kinds)), to_json)
        distinct = set(column)
        if 2 * len(distinct) < len(column):
            known = {value: start + encode(value) for value in distinct if value is not None}
            known[None] = ""
            return list(map(known.__getitem__, column))
    return ["" if value is None else start + encode(value) for value in column]
