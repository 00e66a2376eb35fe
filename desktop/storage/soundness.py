"""Soundness: whether a workspace file still holds what was written into it.

Each value stands in the file twice, in the record's row and in the history that made it. What a
failing disk or a bad copy alters is therefore noticed, which SQLite, without checksums, does not.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.storage import workspace_file

#: A file up to this size (bytes) is looked through in less than a tenth of a second.
GLANCED = 24 * 1024**2
_OPCODES = 20_000  # of SQLite between two looks at whether to stop; about a millisecond

Values = dict[str, Any]


class _UnsoundError(Exception):
    """The history contradicts itself or the records."""


def glance(path: Path) -> None:
    """Look through a small file for broken pages; raises `DamagedError`, takes milliseconds.

    A larger file than `GLANCED` is not looked at.
    """
    if path.stat().st_size > GLANCED:
        return
    with (
        workspace_file.spoken(path),
        closing(sqlite3.connect(f"{workspace_file.uri(path)}?mode=ro", uri=True)) as file,
    ):
        (verdict,) = file.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise workspace_file.DamagedError(workspace_file.damaged(path))


def verify(path: Path, shown: Path | None = None, progress: Progress | None = None) -> int:
    """Give the newest revision of a sound file; raises `OfftakeError` for any other.

    Sound means: SQLite's integrity check finds nothing, every reference points somewhere, the
    history follows from its first revision on, and every record is what the history made of it.
    Can be stopped at any moment by `progress`, with `Cancelled`.
    """
    steps = progress or Progress()

    def look_up() -> None:
        # What it raises makes SQLite stop.
        steps.step(0, 0, Text("Checking"))

    look_up()
    try:
        return _verified(path, shown or path, look_up)
    except OfftakeError:
        look_up()
        raise


def _verified(path: Path, known: Path, look_up: Callable[[], None]) -> int:
    try:
        with (
            workspace_file.spoken(known),
            closing(sqlite3.connect(f"{workspace_file.uri(path)}?mode=ro", uri=True)) as file,
        ):
            file.set_progress_handler(look_up, _OPCODES)
            (verdict,) = file.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict != "ok" or file.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise _UnsoundError
            _compare(file)
            (number,) = file.execute("SELECT max(number) FROM revision").fetchone()
    except (_UnsoundError, ValueError, TypeError, KeyError, AttributeError) as error:
        # Of what a flipped bit makes of JSON or a number, nothing is known beforehand.
        raise workspace_file.DamagedError(workspace_file.damaged(known)) from error
    return int(number or 0)


def _compare(file: sqlite3.Connection) -> None:
    """Raise unless the tables hold exactly what the history makes of each record.

    Records are gone through one after the other, in the history and in the tables alike, so that
    a large file takes no more memory than a small one.
    """
    known = {number for (number,) in file.execute("SELECT number FROM revision")}
    if known != set(range(1, len(known) + 1)):
        raise _UnsoundError
    tables = _tables(file)
    history = file.execute(
        "SELECT record, type, revision, before, after FROM change "
        "ORDER BY record, type, revision, position"
    )
    for (id, type), changes in groupby(history, key=itemgetter(0, 1)):
        values = _replayed(changes, known)
        if values is not None:
            names, rows = tables[type]
            held, *row = next(rows, (None,))
            if held != id or any(
                values.get(name) != value for name, value in zip(names, row, strict=True)
            ):
                raise _UnsoundError
    if any(next(rows, None) is not None for _, rows in tables.values()):
        raise _UnsoundError


def _tables(file: sqlite3.Connection) -> dict[str, tuple[list[str], Iterator[tuple[Any, ...]]]]:
    """Give the names of the fields of each record type, and its rows in the order of their ids."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    names = {name for (name,) in file.execute(query)} - {"workspace", "revision", "change"}
    found: dict[str, tuple[list[str], Iterator[tuple[Any, ...]]]] = {}
    for table in sorted(names):
        quoted = table.replace('"', '""')
        rows = file.execute(f'SELECT * FROM "{quoted}" ORDER BY 1')
        found[table] = [column[0] for column in rows.description][1:], rows
    return found


def _replayed(changes: Iterable[tuple[Any, ...]], known: set[int]) -> Values | None:
    """Give the stored values of one record by the history; every change must fit the one before."""
    held: Values | None = None
    for _, _, revision, before, after in changes:
        old = None if before is None else json.loads(before)
        new = None if after is None else json.loads(after)
        if revision not in known or (old is None) != (held is None):
            raise _UnsoundError
        stated = (old or {}).items()
        if held is not None and any(held.get(name) != value for name, value in stated):
            raise _UnsoundError
        held = None if new is None else {**(held or {}), **new}
    return held
