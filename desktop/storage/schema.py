"""The tables of a workspace file: one per record type, derived from its fields, and the history.

Nothing about a record is declared here a second time. Required fields, limits and the uniqueness
of codes are validation's business; the database only keeps ids from being used twice and
references from pointing nowhere.

SQLAlchemy declares the tables here, and makes the statements that create and alter them, which the
driver runs. It is loaded for a new file and for one of an older version. Rows are read and written
in plain SQL made from the record types: loading SQLAlchemy takes several times as long as opening
a file, and would hold up each start.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from desktop.core.fields import Field, ReferenceField
from desktop.core.records import RecordType

_COLUMN_TYPES: Mapping[str, type[sa.types.TypeEngine[Any]]] = {
    "text": sa.Text,
    "real": sa.REAL,
    "integer": sa.Integer,
}
#: Names of the tables that are not record types.
HISTORY_TABLES = frozenset({"workspace", "revision", "change"})
DIALECT = sqlite.dialect(paramstyle="qmark")


@dataclass(frozen=True)
class Schema:
    """The tables for a set of record types; `records` holds those of the types by name."""

    types: Mapping[str, RecordType]
    records: Mapping[str, sa.Table]
    workspace: sa.Table
    revision: sa.Table
    change: sa.Table


def schema_of(types: Mapping[str, RecordType]) -> Schema:
    """Give the schema for record types; a field added to a type is a column here."""
    return _schema_of(tuple(types.values()))


@functools.lru_cache(maxsize=8)
def _schema_of(all_types: tuple[RecordType, ...]) -> Schema:
    types = {type.name: type for type in all_types}
    taken = HISTORY_TABLES & types.keys()
    if taken:
        raise ValueError(f"a record type cannot be named {', '.join(sorted(taken))}")
    metadata = sa.MetaData()
    records = {name: _record_table(type, metadata) for name, type in types.items()}
    workspace = sa.Table(
        "workspace",
        metadata,
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    revision = sa.Table(
        "revision",
        metadata,
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("time", sa.Text, nullable=False),  # UTC, ISO 8601
        sa.Column("label", sa.Text, nullable=False),  # Text.to_json
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("cancels", sa.Integer),
        sa.Column("counts", sa.Text, nullable=False),  # kind -> type -> number of records
    )
    change = sa.Table(
        "change",
        metadata,
        sa.Column("revision", sa.Integer, sa.ForeignKey("revision.number"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("record", sa.Integer, nullable=False),
        sa.Column("before", sa.Text),  # JSON of stored values, NULL for an added record
        sa.Column("after", sa.Text),  # JSON of stored values, NULL for a removed record
        sa.Index("change_of_record", "record", "type"),
        sqlite_with_rowid=False,  # kept in the order of the history, in which it is read
    )
    return Schema(types, records, workspace, revision, change)


def _record_table(type: RecordType, metadata: sa.MetaData) -> sa.Table:
    table = sa.Table(
        type.name,
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        *(column_of(field) for field in type.fields),
        # AUTOINCREMENT: SQLite remembers the highest id ever used, also over deletions.
        sqlite_autoincrement=True,
    )
    for reference in type.references:
        reference_index(table, reference)
    return table


def column_of(field: Field) -> sa.Column[Any]:
    """Give the column of a field."""
    column: sa.Column[Any] = sa.Column(field.name, _COLUMN_TYPES[field.stored_as]())
    if isinstance(field, ReferenceField):
        # Deferred to the commit, so that the order of rows within a change does not matter.
        column.append_foreign_key(
            sa.ForeignKey(f"{field.target}.id", deferrable=True, initially="DEFERRED")
        )
    return column


def reference_index(table: sa.Table, reference: ReferenceField) -> sa.Index:
    """Give the index by which SQLite finds what still refers to a record being deleted.

    Without it each deleted row would cost a walk through every table that can refer to it.
    Blank references are left out: most optional ones are blank.
    """
    column = table.c[reference.name]
    return sa.Index(f"{table.name}_{reference.name}", column, sqlite_where=column.is_not(None))


def creation(schema: Schema) -> list[str]:
    """Give the statements that create all tables with their indexes."""
    tables = (*schema.records.values(), schema.workspace, schema.revision, schema.change)
    return [statement for table in tables for statement in table_creation(table)]


def table_creation(table: sa.Table) -> list[str]:
    """Give the statements that create a table and its indexes."""
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    return [_text(CreateTable(table)), *(_text(CreateIndex(index)) for index in indexes)]


def column_addition(type: RecordType, field: str) -> list[str]:
    """Give the statements that add the column of a field to a table that is there."""
    targets = {reference.target for reference in type.references} - {type.name}
    # The column needs to know of its target's table, of which only the name matters here.
    metadata = sa.MetaData()
    for target in targets:
        sa.Table(target, metadata, sa.Column("id", sa.Integer, primary_key=True))
    table = schema_of({type.name: type}).records[type.name]
    column, quote = table.c[field], DIALECT.identifier_preparer.quote
    definition = _text(CreateColumn(column))
    for key in column.foreign_keys:
        target = quote(key.target_fullname.removesuffix(".id"))
        definition += f" REFERENCES {target} (id) DEFERRABLE INITIALLY DEFERRED"
    indexes = [index for index in table.indexes if index.name == f"{type.name}_{field}"]
    added = f"ALTER TABLE {quote(type.name)} ADD COLUMN {definition}"
    return [added, *(_text(CreateIndex(index)) for index in indexes)]


def _text(element: sa.schema.ExecutableDDLElement | CreateColumn) -> str:
    return str(element.compile(dialect=DIALECT))
