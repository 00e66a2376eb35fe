"""Backups: copies of a workspace that are made as one works, checked, and thinned by age.

They are kept in a folder of the user's own, one folder a workspace, never beside the file: what
damages a synced or shared folder does not reach them. A copy is made by SQLite's online backup
from a connection of its own, a few pages at a time, so that nobody who edits waits for it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.storage import leftovers, workspace_file
from desktop.storage.soundness import verify

_PAGES = 1_000  # copied between two looks at whether somebody wants to write
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(?P<time>\d{8}T\d{6}Z) r(?P<revision>\d{1,12})")
_ABOUT = "workspace.json"
_HOUR, _DAY, _MONTH = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(days=31)


@dataclass(frozen=True)
class Backup:
    """One copy: when it was made (UTC) and the newest revision in it."""

    path: Path
    time: dt.datetime
    revision: int


class Backups:
    """The copies of all workspaces of a user, in a folder that is made when it is needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, identity: str) -> list[Backup]:
        """Give the copies of a workspace by its identity, the newest first."""
        return sorted(_in_folder(self.folder / identity), key=_age, reverse=True)

    def of_file(self, path: Path) -> list[Backup]:
        """Give the copies of whatever was last open at a path, which may be beyond reading."""
        found: list[Backup] = []
        for about in self.folder.glob(f"*/{_ABOUT}"):
            with suppress(OSError, ValueError):
                known = json.loads(about.read_text(encoding="utf-8"))
                if Path(known["path"]) == path.absolute():
                    found += _in_folder(about.parent)
        return sorted(found, key=_age, reverse=True)

    def make(
        self,
        path: Path,
        identity: str,
        revision: int,
        now: dt.datetime,
        progress: Progress | None = None,
    ) -> Backup | None:
        """Copy a workspace unless its newest copy is of the same revision; then thin the copies.

        `now` is UTC. Raises `OfftakeError` when no copy could be made or it is not sound, and
        `Cancelled`; half a copy never stays.
        """
        newest = next(iter(self.of(identity)), None)
        if newest is not None and newest.revision == revision:
            # After a restore the same numbers are given again, to other edits.
            stamps = [_stamp(file, revision) for file in (newest.path, path)]
            if None not in stamps and stamps[0] == stamps[1]:
                return None
        folder = self.folder / identity
        try:
            folder.mkdir(parents=True, exist_ok=True)
            about = json.dumps({"path": str(path.absolute())}, ensure_ascii=False)
            (folder / _ABOUT).write_text(about, encoding="utf-8")
        except OSError as error:
            raise OfftakeError(
                Text("No backup could be made in “{folder}”: {reason}", folder=str(folder),
                     reason=error.strerror or str(error))
            ) from error  # fmt: skip
        target = folder / f"{now.strftime(_STAMP)} r{revision}{workspace_file.SUFFIX}"
        copied = copy_file(path, target, progress)
        if copied != revision:  # somebody else was quicker
            target = target.replace(folder / f"{now.strftime(_STAMP)} r{copied}{target.suffix}")
        made = Backup(target, _whole_seconds(now), copied)
        self.thin(identity, now, made)
        return made

    def thin(self, identity: str, now: dt.datetime, made: Backup | None = None) -> list[Backup]:
        """Remove what is too close together for its age, and give what was removed.

        One an hour is kept for a day, one a day for a month, one a month beyond; the newest stays,
        and so does the one `made` just now, which need not be the newest where a clock was set
        back.
        """
        copies = self.of(identity)
        kept = _worth_keeping(copies, now) | ({made} if made is not None else set())
        gone = [copy for copy in copies if copy not in kept]
        leftovers.clear(self.folder / identity, now)
        for copy in gone:
            with suppress(OSError):  # another program has it open; next time
                copy.path.unlink()
        return gone


def _stamp(path: Path, revision: int) -> str | None:
    """Give the time of a revision as it is written in a file; None where it cannot be read."""
    query = "SELECT time FROM revision WHERE number = ?"
    try:
        with closing(sqlite3.connect(f"{workspace_file.uri(path)}?mode=ro", uri=True)) as file:
            row = file.execute(query, (revision,)).fetchone()
    except sqlite3.Error:
        return None
    return None if row is None else str(row[0])


def _age(copy: Backup) -> tuple[dt.datetime, int]:
    return copy.time, copy.revision


def _in_folder(folder: Path) -> Iterable[Backup]:
    for path in folder.glob(f"*{workspace_file.SUFFIX}"):
        match = _NAME.fullmatch(path.stem)
        if match is not None:
            time = dt.datetime.strptime(match["time"], _STAMP).replace(tzinfo=dt.UTC)
            yield Backup(path, time, int(match["revision"]))


def _whole_seconds(moment: dt.datetime) -> dt.datetime:
    return moment.replace(microsecond=0)


def _worth_keeping(newest_first: list[Backup], now: dt.datetime) -> set[Backup]:
    """Give the newest copy, and the newest of each hour, day or month, by age."""
    kept: dict[str, Backup] = {}
    for copy in newest_first:
        age = now - copy.time
        pattern = "%Y%m%d%H" if age < _DAY else "%Y%m%d" if age < _MONTH else "%Y%m"
        kept.setdefault(copy.time.strftime(pattern), copy)
    return {*newest_first[:1], *kept.values()}


def copy_file(path: Path, target: Path, progress: Progress | None = None) -> int:
    """Copy a workspace file while others may use it; gives the newest revision in the copy.

    The copy is checked whole (see `soundness.verify`) before it gets its name. Raises
    `OfftakeError`.
    """
    steps = progress or Progress()

    def copied(_: int, remaining: int, total: int) -> None:
        steps.step(total - remaining, total, Text("Making a backup"))

    source = workspace_file.connect(path, "ro")
    try:
        # Each page is copied once: none of them needs to be kept.
        source.execute(f"PRAGMA cache_size = {_PAGES:d}")
        with workspace_file.unfinished(target) as part, workspace_file.spoken(path):
            with closing(sqlite3.connect(part)) as copy:
                source.backup(copy, pages=_PAGES, progress=copied, sleep=0.005)
                # A copy is looked at through a symlink, a read-only disk, anything: no side files.
                copy.execute("PRAGMA journal_mode = DELETE")
            return verify(part, path, steps)
    finally:
        source.close()
