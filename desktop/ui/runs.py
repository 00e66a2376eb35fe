"""Runs: a mark that each start leaves until it ends, so that the next one knows of a crash.

Beside the mark stands what Python could still write down when the process died. Nothing of it
leaves this machine by itself. A start that the system asked to end, as it does when somebody logs
off, is no crash, even where it is not given the time to end.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import faulthandler
import json
import os
import platform
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile, QTimer, qVersion

from desktop import __version__
from desktop.paths import APP_NAME, log_file, run_folder
from desktop.ui.session import Session

_BEAT = 60_000  # milliseconds between two signs of life, by which the report knows the last


@dataclass(frozen=True)
class Crash:
    """A start of the program that came to no end: the file that was open, and the report."""

    path: Path | None
    time: dt.datetime
    report: Path

    def text(self) -> str:
        """Give the report as it was saved."""
        try:
            return self.report.read_text(encoding="utf-8")
        except OSError:
            return ""


class Run:
    """The mark of this start; nothing stands in the way of working where it cannot be left."""

    def __init__(self, folder: Path | None = None) -> None:
        self._mark = (folder or run_folder()) / f"{uuid.uuid4().hex[:12]}.json"
        self._lock = QLockFile(str(self._mark.with_suffix(".lock")))
        self._lock.setStaleLockTime(0)
        self._faults = None
        self._started = dt.datetime.now().isoformat(timespec="seconds")
        self._path, self._leaving = "", False
        self._beat = QTimer(interval=_BEAT)
        self._beat.timeout.connect(self.beat)
        self._beat.start()
        with contextlib.suppress(OSError):
            self._mark.parent.mkdir(parents=True, exist_ok=True)
            self._lock.tryLock(0)
            self._write()
            self._faults = self._mark.with_suffix(".faults").open("w", encoding="utf-8")
            faulthandler.enable(self._faults)

    def follow(self, session: Session) -> None:
        """Keep in the mark which workspace is open."""
        session.workspace_changed.connect(lambda: self._open(session.path))

    def beat(self) -> None:
        """Give a sign of life; who gives one after it was asked to leave was not taken away."""
        if self._leaving:
            self._leaving = False
            self._write()
            return
        with contextlib.suppress(OSError):
            os.utime(self._mark)

    def leave(self) -> None:
        """Note that the system asked the program to end, which may end it at any moment now."""
        self._leaving = True
        self._write()

    def _open(self, path: Path | None) -> None:
        self._path = str(path or "")
        self._write()

    def _write(self) -> None:
        told = {"started": self._started, "path": self._path, "leaving": self._leaving}
        with contextlib.suppress(OSError):
            self._mark.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")

    def end(self) -> None:
        """Take the mark away: the program ends as it should."""
        self._beat.stop()
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()
        _remove(self._mark)
        self._lock.unlock()


def crashes(folder: Path | None = None, reports: Path | None = None) -> list[Crash]:
    """Give the starts that came to no end, the latest last, and write a report of each.

    Each is given once: its mark is taken away.
    """
    found: list[Crash] = []
    with contextlib.suppress(OSError):
        for mark in (folder or run_folder()).glob("*.json"):
            found += _ended(mark, reports or log_file().parent)
    return sorted(found, key=lambda crash: crash.time)


def _ended(mark: Path, reports: Path) -> Iterator[Crash]:
    lock = QLockFile(str(mark.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        return  # it goes on in another window
    try:
        told = json.loads(mark.read_text(encoding="utf-8"))
        if told.get("leaving"):
            return  # it was asked to end, and ended
        path, started = str(told["path"]), dt.datetime.fromisoformat(told["started"])
        faults = mark.with_suffix(".faults")
        said = faults.read_text(encoding="utf-8", errors="replace") if faults.exists() else ""
        # The mark gives a sign of life each minute, the faults are written at the end.
        last = max(file.stat().st_mtime for file in (mark, faults) if file.exists())
        time = dt.datetime.fromtimestamp(last)
        report = reports / f"{APP_NAME.lower()} crash {time:%Y-%m-%d %H%M%S} {mark.stem[:4]}.txt"
        reports.mkdir(parents=True, exist_ok=True)
        report.write_text(_report(started, time, said), encoding="utf-8")
        yield Crash(Path(path) if path else None, time, report)
    except (OSError, ValueError, TypeError, KeyError):
        pass  # a mark that was never written whole tells nothing
    finally:
        _remove(mark)
        lock.unlock()


def _report(started: dt.datetime, time: dt.datetime, said: str) -> str:
    """Give the text of a report: versions, times, where the program stood. No names, no data."""
    lines = [
        f"{APP_NAME} {__version__}, Python {platform.python_version()}, Qt {qVersion()}, "
        f"{platform.platform(terse=True)}",
        f"Started {started:%Y-%m-%d %H:%M:%S}, last seen {time:%Y-%m-%d %H:%M:%S}.",
        "",
        said.strip()
        or "Nothing was written down when it ended: it was ended from outside, or "
        "the computer stopped.",
        "",
    ]
    return "\n".join(lines).replace(str(Path.home()), "~")


def _remove(mark: Path) -> None:
    for suffix in (".faults", ".json"):
        with contextlib.suppress(OSError):
            mark.with_suffix(suffix).unlink(missing_ok=True)
