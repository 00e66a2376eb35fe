"""Clock: notices a new day, and that the computer slept; neither comes as an event everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

_LOOK = 20_000  # milliseconds between two looks
#: Seconds between two looks from which on the computer must have slept: a busy window is faster.
_SLEPT = 120


class Clock(QObject):
    """Tells a window that stays open for days when today is another day, and when it wakes.

    `now` gives the time of the wall clock (local).
    """

    new_day = Signal()
    woke = Signal()

    def __init__(
        self, parent: QObject | None = None, now: Callable[[], dt.datetime] = dt.datetime.now
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._seen = now()
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Compare the time with that of the last look, and tell what follows from it."""
        before, self._seen = self._seen, self._now()
        if (self._seen - before).total_seconds() > _SLEPT:
            self.woke.emit()
        if self._seen.date() != before.date():
            self.new_day.emit()
