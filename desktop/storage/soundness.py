"""Soundness: whether a workspace file still holds what was written into it.

Each value stands in the file twice, in the record's row and in the history that made it. What a
failing disk or a bad copy alters is therefore noticed, which SQLite, without checksums, does not.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.storage import workspace_file

#: A file up to this size (bytes) is looked through in less than a tenth of a second.
GLANCED = 24 * 1024**2
_OPCODES = 20_000  # of SQLite between two looks at whether to stop; about a millisecond

State = dict[tuple[str, int], dict[str, Any]]


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
            _compare(file, _replayed(file))
            (number,) = file.execute("SELECT max(number) FROM revision").fetchone()
    except (_UnsoundError, ValueError, TypeError, KeyError, AttributeError) as error:
        # Of what a flipped bit makes of JSON or a number, nothing is known beforehand.
        raise workspace_file.DamagedError(workspace_file.damaged(known)) from error
    return int(number or 0)


def _replayed(file: sqlite3.Connection) -> State:
    """Give the stored values of all records by the history; every change must fit the state."""
    known = {number for (number,) in file.execute("SELECT number FROM revision")}
    if known != set(range(1, len(known) + 1)):
        raise _UnsoundError
    state: State = {}
    rows = file.execute(
        "SELECT revision, type, record, before, after FROM change ORDER BY revision, position"
    )
    for revision, type, id, before, after in rows:
        old = None if before is None else json.loads(before)
        new = None if after is None else json.loads(after)
        held = state.get((type, id))
        if revision not in known or (old is None) != (held is None):
            raise _UnsoundError
        if held is not None and any(held.get(name) != value for name, value in (old or {}).items()):
            raise _UnsoundError
        if new is None:
            state.pop((type, id))
        else:
            state[type, id] = {**(held or {}), **new}
    return state


def _compare(file: sqlite3.Connection, state: State) -> None:
    """Raise unless the tables hold exactly the records of the history."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    tables = {name for (name,) in file.execute(query)} - {"workspace", "revision", "change"}
    held = 0
    for table in sorted(tables):
        name = table.replace('"', '""')
        rows = file.execute(f'SELECT * FROM "{name}"')
        names = [column[0] for column in rows.description][1:]
        for id, *values in rows:
            held += 1
            by_history = state[table, id]
            if any(by_history.get(n) != value for n, value in zip(names, values, strict=True)):
                raise _UnsoundError
    if held != len(state):
        raise _UnsoundError
