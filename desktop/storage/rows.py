"""Records as rows: reading all of them quickly, and writing what changes do to them.

Both work a column or a table at a time, so that opening a file of 100,000 records is a matter of
half a second instead of two.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from desktop.core.dataset import Dataset, Table
from desktop.core.fields import Field
from desktop.core.garbage import without_collection
from desktop.core.records import Record, RecordType

Stored = Mapping[str, Any]
#: How values of a field become str, int, float or None; None where they are that already.
Converter = Callable[[Any], Any] | None
_PAGES = 200  # of the file, kept while all of it is read
_PART = 500  # rows read and made into records at once: as many as the processor has near by
#: Up to so many values of a column are kept as one object each, even where few are there twice.
_FEW = 5_000


def read_dataset(
    connection: sqlite3.Connection,
    types: Mapping[str, RecordType],
    revision: int,
    workspace: str,
    stamp: str,
) -> Dataset:
    """Read all records of a file."""
    (pages,) = connection.execute("PRAGMA cache_size").fetchone()
    # Each page is read once: none of them needs to be kept.
    connection.execute(f"PRAGMA cache_size = {_PAGES:d}")
    with without_collection():
        tables = {name: _read_table(connection, type) for name, type in types.items()}
    connection.execute(f"PRAGMA cache_size = {pages:d}")
    return Dataset(types, tables, revision, workspace, stamp)


def _read_table(connection: sqlite3.Connection, type: RecordType) -> Table[Record]:
    columns_asked = ", ".join(f'"{name}"' for name in ("id", *type.names))
    rows = connection.execute(f'SELECT {columns_asked} FROM "{type.name}" ORDER BY id')
    readings = [_Reading(_converter(field, "from_stored")) for field in type.fields]
    records: dict[int, Record] = {}
    # A part at a time, so that the place of rows that were read serves the next ones.
    while part := rows.fetchmany(_PART):
        ids, *columns = zip(*part, strict=True)
        values = (reading.of(column) for reading, column in zip(readings, columns, strict=True))
        records.update(zip(ids, type.make_all(ids, values), strict=True))
    return Table(type, records)


class _Reading:
    """Makes typed values of a column, part by part; equal ones become one object.

    Each row comes from the file with texts and figures of its own, which would take most of the
    memory: a word that 200,000 records share is kept once. A column in which most values are there
    only once is taken as it comes.
    """

    def __init__(self, convert: Converter) -> None:
        self._convert = convert
        self._known: dict[Any, Any] = {None: None}
        self._repeats = True

    def of(self, column: Sequence[Any]) -> Iterable[Any]:
        """Give the typed values of the next part of the column."""
        known, convert = self._known, self._convert
        if convert is None and not self._repeats:
            return column
        new = set(column).difference(known)
        if convert is not None:
            known.update((stored, convert(stored)) for stored in new)
        elif new:
            known.update(zip(new, new, strict=True))
            self._repeats = len(known) < _FEW or 2 * len(new) < len(column)
        return map(known.__getitem__, column)


def _converter(field: Field, method: str) -> Converter:
    """Give a field's conversion, or None where it would give back what it is given."""
    if getattr(type(field), method) is getattr(Field, method):
        return None
    convert: Callable[[Any], Any] = getattr(field, method)
    return convert


class Encoder:
    """Turns typed values of records into stored ones; knows each type's conversions."""

    def __init__(self, types: Mapping[str, RecordType]) -> None:
        self._to = {name: _converters(type, "to_stored") for name, type in types.items()}
        self._from = {name: _converters(type, "from_stored") for name, type in types.items()}

    def stored(self, type: str, values: Mapping[str, Any] | None) -> Stored | None:
        """Give stored values by attribute name, in the order of `values`."""
        if values is None:
            return None
        to = self._to[type]
        found = dict(values)
        for name, convert in to.items():
            value = found.get(name)
            if value is not None:
                found[name] = convert(value)
        return found

    def column(self, type: str, name: str, values: list[Any]) -> list[Any]:
        """Give the stored values of one field of many records; each value is made once."""
        convert = self._to[type].get(name)
        if convert is None:
            return values
        known = {value: convert(value) for value in set(values) if value is not None}
        known[None] = None
        return list(map(known.__getitem__, values))

    def typed(self, type: RecordType, stored: Stored | None) -> dict[str, Any] | None:
        """Read stored values; fields that the program no longer has are left out."""
        if stored is None:
            return None
        found = dict(stored)
        if not found.keys() <= type.by_name.keys():
            found = {name: value for name, value in found.items() if name in type.by_name}
        for name, convert in self._from[type.name].items():
            value = found.get(name)
            if value is not None:
                found[name] = convert(value)
        return found


def _converters(type: RecordType, method: str) -> dict[str, Callable[[Any], Any]]:
    found = {field.name: _converter(field, method) for field in type.fields}
    return {name: convert for name, convert in found.items() if convert is not None}


def highest_ids(connection: sqlite3.Connection, types: Mapping[str, RecordType]) -> dict[str, int]:
    """Give for each type the highest id that was ever used, also by records deleted since."""
    rows = connection.execute("SELECT name, seq FROM sqlite_sequence")
    found = {str(name): int(highest) for name, highest in rows}
    return {name: found.get(name, 0) for name in types}
