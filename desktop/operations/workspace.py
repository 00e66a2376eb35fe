"""Workspaces as files: making, copying, checking, and telling their history."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from pathlib import Path

from desktop.core.errors import OfftakeError, Problem
from desktop.core.i18n import Text
from desktop.core.validation import check
from desktop.operations.example import example_changes
from desktop.storage.store import Store

SUFFIX = ".offtake"


def new(path: Path, example: bool = False, replace: bool = False) -> Store:
    """Make a workspace file, with the example in it if asked; it must not exist unless `replace`.

    Where it cannot be made, what was there before is there again. Raises `OfftakeError`, `OSError`.
    """
    former: Path | None = None
    if replace and path.is_file():
        former = path.with_name(f".offtake-{uuid.uuid4().hex[:12]}.former")
        path.replace(former)
    try:
        store = _made(path, example)
    except BaseException:
        if former is not None:
            former.replace(path)
        raise
    if former is not None:
        with contextlib.suppress(OSError):  # another program has it open
            former.unlink()
    return store


def _made(path: Path, example: bool) -> Store:
    """Make a workspace file; one whose example could not be written is taken away again."""
    store = Store.create(path)
    if example:
        try:
            store.apply(example_changes(store.dataset))
        except BaseException:
            store.close()
            path.unlink(missing_ok=True)
            raise
    return store


def problems(store: Store) -> list[Problem]:
    """Give everything that is wrong or doubtful in a workspace, errors first."""
    return check(store.dataset)


def backup(store: Store, to: Path | None = None) -> Path:
    """Copy a workspace, verified; beside it with the time in its name unless told where."""
    if to is None:
        stamp = dt.datetime.now().strftime("%Y-%m-%d %H%M%S")
        to = store.path.with_name(f"{store.path.stem} backup {stamp}{SUFFIX}")
    if to.exists():
        raise OfftakeError(
            Text("{file} exists already; choose another name for the backup", file=to.name)
        )
    store.backup(to)
    return to
