"""A later version of the program, made up: record types with more fields, and the migrations."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from desktop.core.fields import Field, ReferenceField, TextField
from desktop.core.records import Record, RecordType, declare, record
from desktop.model import TYPES, Material, Plant
from desktop.storage.migrations import SCHEMA_VERSION, Migration, add_column


def with_field(name: str, field: Field, of: RecordType = Plant.type) -> Mapping[str, RecordType]:
    """Give the record types with a field added to one of them, as a new version would have it."""
    cls: type[Record] = type(
        "Extended",
        (of.record_class,),
        {"__annotations__": {name: Any}, name: declare(field), "__module__": __name__},
    )
    made = record(of.name, sheet=of.sheet, prefix=of.prefix, watches=tuple(of.watches))(cls)
    return {**TYPES, of.name: made.type}


_GRADED = with_field("grade_note", TextField(label="Grade note"), Material.type)
#: The record types of the later version.
LATER = with_field("parent", ReferenceField(label="Parent", target="material"), _GRADED["material"])


def _grade(file: sqlite3.Connection) -> None:
    add_column(file, _GRADED["material"], "grade_note")


def _parent(file: sqlite3.Connection) -> None:
    add_column(file, LATER["material"], "parent")


def _rebuilt(file: sqlite3.Connection) -> None:
    """Write every row of the history anew, as a change of how it is stored would."""
    file.execute("CREATE TABLE moved AS SELECT * FROM change")
    file.execute("UPDATE change SET before = NULL, after = NULL")
    file.execute(
        "UPDATE change SET (before, after) = (SELECT before, after FROM moved"
        " WHERE moved.revision = change.revision AND moved.position = change.position)"
    )
    file.execute("DROP TABLE moved")


#: What brings a file of the present version to the later one.
STEPS: Mapping[int, Migration] = dict(enumerate((_grade, _rebuilt, _parent), start=SCHEMA_VERSION))
VERSION = SCHEMA_VERSION + len(STEPS)
