"""What a new workspace file begins with."""

from __future__ import annotations

import datetime as dt
import sqlite3
import uuid
from collections.abc import Mapping

from desktop import __version__
from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.storage.outgoing import insert_all


def make_tables(connection: sqlite3.Connection, types: Mapping[str, RecordType]) -> None:
    """Create all tables, and write what the file says of itself: its identity, when, by what."""
    from desktop.storage.schema import creation, schema_of

    for statement in creation(schema_of(types)):
        connection.execute(statement)
    values = {
        "identity": str(uuid.uuid4()),
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "program": __version__,
    }
    insert_all(connection, "workspace", ("key", "value"), list(values.items()))


def first_changes(types: Mapping[str, RecordType]) -> ChangeSet:
    """Give the ChangeSet that makes the single records at their defaults."""
    single = [type for type in types.values() if type.single]
    changes = [
        Change(type.name, -1, None, {f.name: f.default for f in type.fields}) for type in single
    ]
    return ChangeSet(Text("New workspace"), "new", changes)
