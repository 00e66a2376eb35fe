"""Collector: looks for unused circles of objects in a moment when nobody waits for the window.

Python looks for them by itself whenever many objects were made, and then walks all that there
are, in whichever thread it happens. With thousands of records that stops the window for longer
than a person overlooks; and a part of the window that is found unused by a worker would be taken
away in the worker's thread, which Qt does not survive. So only the window's thread looks for
them. Records, answers and their arrays hold no circles and go without it.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.ui.session import Session

#: From so many new objects on they are walked now and then; more than `_GROWN` wait until it is
#: quiet, and are then, as what a workspace is made of, never walked again.
_YOUNG, _GROWN = 10_000, 200_000
#: Milliseconds between two looks at how many there are.
_OFTEN = 1000
#: So long, in milliseconds, nothing was edited and no job ran: a quiet moment.
_QUIET = 3000
#: Seconds; a longer job may have made more than can be walked without being noticed.
_LONG = 0.2


class Collector(QObject):
    """Collects in quiet moments; what a workspace needs and what long jobs made is not walked."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._had_workspace = session.is_open
        self._began: float | None = None
        gc.disable()
        gc.freeze()  # the program itself
        self._timer = QTimer(self, singleShot=True, interval=_QUIET)
        self._timer.timeout.connect(self.collect)
        self._often = QTimer(self, interval=_OFTEN)
        self._often.timeout.connect(self._collect_young)
        session.workspace_changed.connect(self._on_workspace)
        session.changed.connect(self._timer.start)
        session.jobs.started.connect(self._on_started)
        session.jobs.idle.connect(self._on_idle)
        self._timer.start()
        self._often.start()

    @Slot()
    def collect(self) -> None:
        """Look for what is unused, unless a job has begun."""
        if self._session.jobs.running:
            return
        has_grown = gc.get_count()[0] > _GROWN
        gc.collect()
        if has_grown:
            gc.freeze()

    @Slot()
    def _collect_young(self) -> None:
        if self._session.jobs.running:
            return
        made = gc.get_count()[0]
        if made > _GROWN:
            if not self._timer.isActive():
                self._timer.start()
        elif made > _YOUNG:
            gc.collect(1)

    @Slot()
    def _on_started(self) -> None:
        if self._began is None:
            self._began = time.monotonic()

    @Slot()
    def _on_idle(self) -> None:
        """Leave alone what a long job made: records, rows, lines. A walk would stop the window."""
        began, self._began = self._began, None
        if began is not None and time.monotonic() - began > _LONG:
            gc.freeze()
        self._timer.start()

    @Slot()
    def _on_workspace(self) -> None:
        if self._had_workspace:
            # Now, while somebody waits for the next one anyway, and not when they work with it.
            QTimer.singleShot(0, self, self._collect_all)
        self._had_workspace = self._session.is_open
        self._timer.start()

    @Slot()
    def _collect_all(self) -> None:
        """Let go of what belonged to the workspace before."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()
