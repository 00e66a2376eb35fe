"""Records as rows: reading all of them quickly, and writing what changes do to them.

Both work a column or a table at a time, so that opening a file of 100,000 records is a matter of
half a second instead of two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from desktop.core.changes import Change
from desktop.core.dataset import Dataset, Table
from desktop.core.errors import OfftakeError
from desktop.core.fields import Field
from desktop.core.garbage import without_collection
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.core.records import Record, RecordType
from desktop.storage import workspace_file
from desktop.storage.schema import (
    Schema,
    delete_statement,
    insert_statement,
    select_statement,
    update_statement,
)

Stored = Mapping[str, Any]
#: How values of a field become str, int, float or None; None where they are that already.
Converter = Callable[[Any], Any] | None
_BATCH = 20_000  # rows between two steps of progress


def read_dataset(
    connection: sa.Connection, schema: Schema, revision: int, workspace: str, stamp: str
) -> Dataset:
    """Read all records of a file."""
    with without_collection():
        tables = {name: _read_table(connection, schema, name) for name in schema.types}
    return Dataset(schema.types, tables, revision, workspace, stamp)


def _read_table(connection: sa.Connection, schema: Schema, name: str) -> Table[Record]:
    type = schema.types[name]
    cursor = workspace_file.driver(connection).execute(select_statement(schema.records[name]))
    rows = cursor.fetchall()
    if not rows:
        return Table(type)
    columns = list(zip(*rows, strict=True))
    converters = [_converter(field, "from_stored") for field in type.fields]
    values = (
        column if convert is None else map(convert, column)
        for convert, column in zip(converters, columns[1:], strict=True)
    )
    return Table(type, dict(zip(columns[0], type.make_all(columns[0], values), strict=True)))


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


def write_rows(
    connection: sa.Connection,
    schema: Schema,
    changes: Sequence[Change],
    stored: Sequence[Stored | None],
    progress: Progress,
) -> None:
    """Write into the record tables what `changes` do; `stored` holds their values after.

    Rows of a type go in one statement each for adding, removing and each set of changed fields.
    """
    batches: dict[tuple[str, str, tuple[str, ...]], list[tuple[Any, ...]]] = {}
    for change, after in zip(changes, stored, strict=True):
        names: tuple[str, ...] = ()
        if after is None:
            row: tuple[Any, ...] = (change.id,)
        elif change.before is None:
            row = (change.id, *map(after.get, schema.types[change.type].names))
        else:
            names = tuple(n for n in schema.types[change.type].names if n in after)
            row = (*(after[n] for n in names), change.id)
        batches.setdefault((change.type, change.kind, names), []).append(row)
    done = 0
    for (type, kind, names), rows in batches.items():
        statement = _statement(schema.records[type], kind, names)
        for start in range(0, len(rows), _BATCH):
            progress.step(done, len(changes), Text("Writing"))
            batch = rows[start : start + _BATCH]
            written = workspace_file.driver(connection).executemany(statement, batch).rowcount
            if written != len(batch):
                # The file no longer holds what the history says: nothing is built on that.
                raise OfftakeError(
                    Text("The workspace file is damaged: records are missing in “{table}”; "
                         "open a backup of it", table=type)
                )  # fmt: skip
            done += len(batch)


def _statement(table: sa.Table, kind: str, names: tuple[str, ...]) -> str:
    if kind == "added":
        return insert_statement(table)
    return delete_statement(table) if kind == "removed" else update_statement(table, names)


def highest_ids(connection: sa.Connection, schema: Schema) -> dict[str, int]:
    """Give for each type the highest id that was ever used, also by records deleted since."""
    rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    found = {str(name): int(highest) for name, highest in rows}
    return {name: found.get(name, 0) for name in schema.types}
