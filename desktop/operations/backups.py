"""Backups of workspaces: made as one works, listed, looked at, and restored; and salvage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.errors import Cancelled, OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.paths import backup_folder
from desktop.storage import workspace_file
from desktop.storage.backups import Backup, Backups, copy_file
from desktop.storage.salvage import Salvaged, salvage
from desktop.storage.store import Store

__all__ = ["Backup", "Backups", "Preview", "Rescue", "Salvaged", "backups_of", "keep",
           "keep_or_check", "look_into", "rescue_of", "restore", "salvage"]  # fmt: skip

_COUNTED = ("added", "changed", "removed")


def keep(
    store: Store, progress: Progress | None = None, folder: Path | None = None
) -> Backup | None:
    """Make an automatic backup of an open workspace unless its newest one says the same.

    Kept in the user's own backup folder; raises `OfftakeError` when that cannot be written.
    """
    backups = Backups(folder or backup_folder())
    dataset = store.dataset
    now = dt.datetime.now(dt.UTC)
    return backups.make(store.path, dataset.workspace, dataset.revision, now, progress)


def keep_or_check(store: Store, progress: Progress | None = None) -> Backup | None:
    """Make an automatic backup, which checks all that is copied; where none is due, only check.

    Raises `DamagedError` when the file is not sound, `OfftakeError`, `Cancelled`. Nobody who
    writes to the file waits for it: a copy is checked, not the file.
    """
    made = keep(store, progress)
    if made is None:
        with TemporaryDirectory(prefix="offtake-", ignore_cleanup_errors=True) as folder:
            copy_file(store.path, Path(folder) / store.path.name, progress)
    return made


def backups_of(path: Path, folder: Path | None = None) -> list[Backup]:
    """Give the automatic backups of the workspace at a path, the newest first.

    They are found by its identity and, for a file that cannot be read any more, by where it was.
    """
    backups = Backups(folder or backup_folder())
    try:
        with Store.open(path, read_only=True) as store:
            found = backups.of(store.dataset.workspace)
    except OfftakeError:
        found = []
    return found or backups.of_file(path)


@dataclass(frozen=True)
class Preview:
    """What a backup holds: its newest revision, and how the present file differs from it.

    `records` counts by type; `back` says what restoring would add, change and remove, None where
    the present file cannot be read.
    """

    path: Path
    revision: int
    time: dt.datetime
    label: Text
    records: dict[str, int]
    back: dict[str, int] | None

    def to_json(self) -> dict[str, Any]:
        """Give the JSON shape of the command line."""
        return {
            "backup": str(self.path),
            "revision": self.revision,
            "time": self.time.isoformat(),
            "label": str(self.label),
            "records": self.records,
            "restoring": self.back,
        }


def look_into(backup: Path, path: Path | None = None) -> Preview:
    """Open a backup read-only and compare it with the file that it may replace.

    Raises `OfftakeError` when the backup is not sound.
    """
    with Store.open(backup, read_only=True) as store:
        then = store.dataset
        newest = store.revision_at(then.revision)
    back: dict[str, int] | None = None
    if path is not None:
        try:
            with Store.open(path, read_only=True) as present:
                back = _differences(present.dataset, then)
        except OfftakeError:
            back = None
    records = {name: len(then[name]) for name in then.types if len(then[name])}
    return Preview(backup, then.revision, newest.time, newest.label, records, back)


def _differences(now: Dataset, then: Dataset) -> dict[str, int]:
    """Count the records that going from `now` to `then` adds, changes and removes."""
    found = dict.fromkeys(_COUNTED, 0)
    for name in then.types:
        ours, theirs = set(now[name].ids), set(then[name].ids)
        found["added"] += len(theirs - ours)
        found["removed"] += len(ours - theirs)
        found["changed"] += sum(now[name][id] != then[name][id] for id in ours & theirs)
    return found


@dataclass(frozen=True)
class Rescue:
    """What is left of a damaged file: records by type that can be read, and its newest backup.

    `lost` counts records that were seen but can not be kept; `backup` is the newest sound one.
    """

    records: Mapping[str, int]
    lost: int
    backup: Backup | None
    preview: Preview | None


def rescue_of(path: Path, progress: Progress | None = None) -> Rescue:
    """Give what could be had again of a file that cannot be opened; nothing is written beside it.

    Raises `Cancelled`.
    """
    records: Mapping[str, int] = {}
    lost = 0
    with TemporaryDirectory(prefix="offtake-", ignore_cleanup_errors=True) as folder:
        try:
            found = salvage(
                path, Path(folder) / f"salvage{workspace_file.SUFFIX}", progress=progress
            )
            records, lost = found.records, sum(len(ids) for ids in found.lost.values())
        except Cancelled:
            raise
        except OfftakeError:  # nothing of it can be read
            pass
    for backup in backups_of(path):
        with suppress(OfftakeError):
            return Rescue(records, lost, backup, look_into(backup.path))
    return Rescue(records, lost, None, None)


def restore(backup: Path, path: Path) -> Path | None:
    """Put a sound backup in the place of a workspace file, and give where the file went.

    The present file, damaged or not, is kept beside under a name of its own; None where there is
    none. Raises `OfftakeError`, and then the present file is as it was.
    """
    if backup.resolve() == path.resolve():
        raise OfftakeError(
            Text("“{file}” is the backup itself; choose another backup", file=path.name)
        )
    kept: Path | None = None
    fresh = path.with_name(f".offtake-restore-{dt.datetime.now():%H%M%S%f}{path.suffix}")
    try:
        copy_file(backup, fresh)
        if path.exists():
            kept = _free_name(path)
            path.replace(kept)
            # What a crash left beside the damaged file belongs to that file, not to the backup.
            journal = path.with_name(path.name + "-journal")
            if journal.exists():
                journal.replace(kept.with_name(kept.name + "-journal"))
        fresh.replace(path)
    except OSError as error:
        if kept is not None and not path.exists():
            kept.replace(path)
        raise workspace_file.WriteProtectedError(
            Text("“{file}” could not be replaced: {reason}; close it in other programs and try "
                 "again", file=path.name, reason=error.strerror or str(error))
        ) from error  # fmt: skip
    finally:
        fresh.unlink(missing_ok=True)
    return kept


def _free_name(path: Path) -> Path:
    stamp = f"{dt.datetime.now():%Y-%m-%d %H%M%S}"
    found, count = path.with_name(f"{path.stem} before restore {stamp}{path.suffix}"), 1
    while found.exists():
        count += 1
        found = path.with_name(f"{path.stem} before restore {stamp} {count}{path.suffix}")
    return found
