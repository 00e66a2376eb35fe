"""Migrations: what brings a file of an older version of the program up to date.

A new field of a record type is one line here:

    MIGRATIONS = {1: lambda file: add_column(file, TYPES["plant"], "region")}

and SCHEMA_VERSION one higher. A migration works on the tables of the file as they are at its
version, in SQL, and does not write a revision: what the user typed stays as it was.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.storage import workspace_file

Migration = Callable[[sqlite3.Connection], None]

#: The version of the tables that this program writes.
SCHEMA_VERSION = 1
#: What brings a file from a version (the key) to the next.
MIGRATIONS: Mapping[int, Migration] = {}


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    migrations: Mapping[int, Migration],
    version: int,
    backups: Path | None = None,
) -> Text | None:
    """Bring a file up to `version`; gives a sentence to show, None if it was up to date.

    First a checked copy of the file is made, beside it or in the folder `backups`. All steps
    happen in one transaction: should one fail, the file is as it was.
    """
    found = workspace_file.schema_version(connection)
    if found >= version:
        return None
    missing = [step for step in range(found, version) if step not in migrations]
    if missing:
        raise workspace_file.OtherVersionError(
            Text("“{name}” was made by a version of Offtake that is too old for this one",
                 name=path.name)
        )  # fmt: skip
    backup = backup_path(path, found, backups)
    workspace_file.copy(connection, backup)
    # A table that is rebuilt is dropped for a moment; SQLite allows this change only here.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        with workspace_file.spoken(path), workspace_file.transaction(connection):
            # Asked again: another process may have done it while the copy was made.
            for step in range(workspace_file.schema_version(connection), version):
                migrations[step](connection)
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise OfftakeError(
                    Text("“{name}” could not be brought up to date: a reference in it points "
                         "nowhere. Nothing was changed.", name=path.name)
                )  # fmt: skip
            workspace_file.mark(connection, version)
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
    return Text(
        "“{name}” was brought up to date for this version of Offtake; as it was before, it is "
        "kept as “{backup}”",
        name=path.name,
        backup=str(backup if backups is not None else backup.name),
    )


def backup_path(path: Path, version: int, folder: Path | None = None) -> Path:
    """Give a free name for the copy made before a migration: `plan.v1-20260315-091500.offtake`."""
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%d-%H%M%S")
    place = path.parent if folder is None else folder
    if folder is not None:
        place.mkdir(parents=True, exist_ok=True)
    stem = f"{path.stem}.v{version}-{stamp}"
    found, count = place / f"{stem}{path.suffix}", 1
    while found.exists():
        count += 1
        found = place / f"{stem}-{count}{path.suffix}"
    return found


def add_column(connection: sqlite3.Connection, type: RecordType, field: str) -> None:
    """Add the column of a field, blank in every record; `type` already declares the field."""
    from desktop.storage.schema import column_addition

    for statement in column_addition(type, field):
        connection.execute(statement)


def add_table(
    connection: sqlite3.Connection, type: RecordType, types: Mapping[str, RecordType]
) -> None:
    """Add the table of a record type that is new; `types` are all types by then."""
    from desktop.storage.schema import schema_of, table_creation

    for statement in table_creation(schema_of(types).records[type.name]):
        connection.execute(statement)
