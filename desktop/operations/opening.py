"""Opening a workspace: looked through first, read-only where it cannot or must not be written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from desktop.core.errors import OfftakeError
from desktop.core.progress import Progress
from desktop.paths import backup_folder
from desktop.storage import leftovers
from desktop.storage.backups import Backups
from desktop.storage.soundness import glance
from desktop.storage.store import Store
from desktop.storage.workspace_file import DamagedError, NotWorkspaceError, WriteProtectedError


def open_workspace(path: Path, read_only: bool = False, progress: Progress | None = None) -> Store:
    """Open a workspace file; read-only where it or its folder is write-protected.

    What a killed process left beside it is removed. Raises `DamagedError` for a file that is a
    workspace no more, also where it does not even look like one but has backups, and
    `OfftakeError` with one sentence for anything else.
    """
    try:
        try:
            store = Store.open(path, read_only=read_only)
        except WriteProtectedError:
            store = Store.open(path, read_only=True)
    except NotWorkspaceError as error:
        if Backups(backup_folder()).of_file(path):
            raise DamagedError(error.message) from error
        raise
    try:
        # After the store: only now what a crash left half written is rolled back.
        glance(path)
    except OfftakeError:
        store.close()
        raise
    if not store.read_only:
        leftovers.clear(path.parent, dt.datetime.now(dt.UTC))
    return store


def is_damage(error: OfftakeError) -> bool:
    """Tell whether a backup or salvage may help against what kept a file from opening."""
    return isinstance(error, DamagedError)
