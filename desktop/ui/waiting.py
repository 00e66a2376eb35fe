"""Waiting: tries again what cannot be written while another program writes to the same file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QObject, QTimer, Signal

from desktop.core.errors import BusyError

_EVERY = 50  # milliseconds in which the window goes on between two attempts
_Made = TypeVar("_Made")


class Waiting(QObject):
    """Keeps the window drawn and its clocks going while an edit waits for its turn.

    Keys and clicks wait, too, and are taken up in their order afterwards: what is typed next
    belongs to where the edit leads.
    """

    #: Whether something waits now.
    changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.patience = 10_000  # milliseconds until it is told that it could not be written

    def until_free(self, act: Callable[[], _Made], wanted: Callable[[], bool]) -> _Made:
        """Do something as soon as nobody else writes.

        Raises `BusyError` when that takes too long, or it is not `wanted` any more.
        """
        deadline = QDeadlineTimer(self.patience)
        told = False
        try:
            while True:
                try:
                    return act()
                except BusyError:
                    if deadline.hasExpired() or not wanted():
                        raise
                if not told:
                    told = True
                    self.changed.emit(True)
                self._go_on()
        finally:
            if told:
                self.changed.emit(False)

    def _go_on(self) -> None:
        loop = QEventLoop()
        QTimer.singleShot(_EVERY, loop.quit)
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
