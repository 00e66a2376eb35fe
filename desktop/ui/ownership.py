"""Ownership: which window writes to a workspace file: the one that opened it first.

The others look at it until that one is gone. It is about windows only: the command line may write
at any time, and every window follows. A lock in the user's own folder serves for this machine; on
a network folder a small hidden file beside the workspace tells other machines, too.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import hashlib
import json
import os
import platform
import uuid
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from desktop.operations.places import place_of
from desktop.paths import lock_folder
from desktop.ui.session import Session

_LOOK = 3_000  # milliseconds between two looks at whether the other window is gone
_BEAT = 60_000  # milliseconds between two signs of life on a network folder
_DEAD = 300  # seconds without a sign of life after which a window elsewhere counts as gone


@dataclass(frozen=True)
class Owner:
    """The other window: since when (local time), and where if it is on another machine."""

    since: dt.datetime
    where: str = ""


class Claim:
    """The right of this window to write to a file, until it is released."""

    def __init__(self, path: Path, lock: QLockFile | None, hint: Path | None) -> None:
        self.path = path
        self._lock = lock
        self._hint = hint

    def beat(self) -> Owner | None:
        """Give a sign of life to other machines, or the window there that has the file by now.

        A computer that sleeps gives no sign, and after a while counts as gone.
        """
        if self._hint is None:
            return None
        other = _hinted(self.path)
        if other is None:
            _leave_hint(self.path)
        return other

    def release(self) -> None:
        """Let others have the file."""
        if self._hint is not None and _hinted(self.path) is None:
            with contextlib.suppress(OSError):
                self._hint.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.unlock()


def claim(path: Path) -> Claim | Owner:
    """Claim a file for a window, or give who has it; a window that has died has nothing.

    Where no lock can be made at all, nobody is kept from working.
    """
    elsewhere = _hinted(path)
    if elsewhere is not None:
        return elsewhere
    lock: QLockFile | None = None
    with contextlib.suppress(OSError):
        folder = lock_folder()
        folder.mkdir(parents=True, exist_ok=True)
        name = os.path.normcase(os.path.realpath(path))
        file = folder / f"{hashlib.sha256(os.fsencode(name)).hexdigest()[:32]}.lock"
        lock = QLockFile(str(file))
        # However old: only a process that is gone has let go.
        lock.setStaleLockTime(0)
        if not lock.tryLock(0):
            if lock.error() == QLockFile.LockError.LockFailedError:
                return Owner(_changed(file))
            lock = None
    return Claim(path, lock, _leave_hint(path))


def hint_of(path: Path) -> Path:
    """Give the file that tells other machines who has a workspace open."""
    return path.with_name(f".~{path.name}.open")


def _changed(path: Path) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(path.stat().st_mtime)
    except OSError:  # it went this moment
        return dt.datetime.now()


def _hinted(path: Path) -> Owner | None:
    """Give the window on another machine that has the file, as far as it shows."""
    hint = hint_of(path)
    try:
        told = json.loads(hint.read_text(encoding="utf-8"))
        where, since = str(told["where"]), dt.datetime.fromisoformat(told["since"])
        silent = _now_there(path) - hint.stat().st_mtime
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if told.get("machine") == platform.node() or silent > _DEAD:
        return None
    return Owner(since, where)


def _now_there(path: Path) -> float:
    """Give the time by the clock of the machine that has the folder."""
    probe = path.with_name(f".offtake-{uuid.uuid4().hex[:12]}.part")
    probe.touch()
    try:
        return probe.stat().st_mtime
    finally:
        probe.unlink()


def _leave_hint(path: Path) -> Path | None:
    place = place_of(path)
    if place is None or place.synced:
        return None
    where = platform.node()
    with contextlib.suppress(OSError, KeyError, ImportError):
        where = f"{platform.node()} ({getpass.getuser()})"
    since = dt.datetime.now().isoformat(timespec="seconds")
    told = {"machine": platform.node(), "where": where, "since": since}
    hint = hint_of(path)
    try:
        hint.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    except OSError:  # a folder that cannot be written holds nobody's edits
        return None
    return hint


class Ownership(QObject):
    """The claim that goes with the open workspace; tells when another window lets go of it."""

    #: Another window has the file, or has it no more.
    changed = Signal()
    #: A window on another machine took the file over while this one gave no sign of life.
    lost = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._claim: Claim | None = None
        self._coming: Claim | Owner | None = None
        #: Whether the file came free only after it was opened to be looked at.
        self._came_free = False
        #: The window that keeps this one from writing; None where there is none any more.
        self.owner: Owner | None = None
        self._look = QTimer(self, interval=_LOOK)
        self._look.timeout.connect(self.look)
        self._beat = QTimer(self, interval=_BEAT)
        self._beat.timeout.connect(self.beat)
        session.workspace_changed.connect(self._on_workspace)

    @property
    def can_take_over(self) -> bool:
        """Whether the file is shown read-only for a window that is gone meanwhile."""
        session = self._session
        return session.is_open and session.store.read_only and self._came_free

    def prepare(self, found: Claim | Owner) -> None:
        """Take over what was claimed for the workspace that is attached next."""
        self._coming = found

    def look(self) -> None:
        """See whether the other window is gone, and claim the file then."""
        path = self._session.path
        if self.owner is None or path is None:
            self._look.stop()
            return
        found = claim(path)
        if isinstance(found, Claim):
            self._claim, self.owner, self._came_free = found, None, True
            self._look.stop()
            self._beat.start()
            self.changed.emit()

    def beat(self) -> None:
        """Tell other machines that this window is there, unless the file is theirs by now."""
        if self._claim is not None and self._claim.beat() is not None:
            self._beat.stop()
            self.lost.emit()

    def let_go(self) -> None:
        """Release the claim, so that the file can be opened anew."""
        if self._claim is not None:
            self._claim.release()
        self._claim = self.owner = None
        self._came_free = False
        self._look.stop()
        self._beat.stop()

    def _on_workspace(self) -> None:
        self.let_go()
        coming, self._coming = self._coming, None
        if self._session.path is not None:
            if coming is None and not self._session.store.read_only:
                coming = claim(self._session.path)
            if isinstance(coming, Claim):
                self._claim = coming
                self._beat.start()
            elif coming is not None and self._session.store.read_only:
                self.owner = coming
                self._look.start()
        self.changed.emit()
