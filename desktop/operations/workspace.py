"""Workspaces as files: making, copying, checking, and telling their history."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop.core.errors import OfftakeError, Problem
from desktop.core.i18n import Text
from desktop.core.validation import check
from desktop.operations.example import example_changes
from desktop.storage.backups import copy_file
from desktop.storage.store import Store

SUFFIX = ".offtake"


def new(path: Path, example: bool = False, replace: bool = False) -> Store:
    """Make a workspace file, with the example in it if asked; it must not exist unless `replace`.

    What was there before is there until the new file takes its place, whole. Raises
    `OfftakeError`, `OSError`.
    """
    if not (replace and path.is_file()):
        return _made(path, example)
    with TemporaryDirectory(prefix="offtake-", ignore_cleanup_errors=True) as folder:
        made = Path(folder) / path.name
        _made(made, example).close()
        copy_file(made, path)
    # What a crash left beside the former file is of no use to the new one.
    path.with_name(path.name + "-journal").unlink(missing_ok=True)
    return Store.open(path)


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
