"""Collector: looks for unused circles of objects in a moment when nobody waits for the window.

Python looks for them by itself whenever many objects were made, and then walks all that there
are, in whichever thread it happens: with thousands of records that stops the window for longer
than a person overlooks. Records, answers and their arrays hold no circles and go without it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.ui.session import Session

#: After how many new objects the young ones are walked, and after how many walks the older ones.
#: All of them are walked by this count only where there never is a quiet moment.
_THRESHOLDS = (10_000, 20, 100)
#: So long, in milliseconds, nothing was edited and no job ran: a quiet moment.
_QUIET = 3000


class Collector(QObject):
    """Collects in quiet moments; what a workspace needs as it opens is never walked again."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._is_new, self._frozen = True, 0
        gc.set_threshold(*_THRESHOLDS)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_QUIET)
        self._timer.timeout.connect(self.collect)
        session.workspace_changed.connect(self._on_workspace)
        session.changed.connect(self._timer.start)
        session.jobs.idle.connect(self._timer.start)
        self._timer.start()

    @Slot()
    def collect(self) -> None:
        """Look for what is unused, unless a job has begun."""
        if self._session.jobs.running:
            return
        # Long work freezes what it made, and with it whatever there was at that time.
        walk_all = self._is_new or gc.get_freeze_count() > self._frozen
        if walk_all:
            gc.unfreeze()
        gc.collect()
        if walk_all:
            self._is_new = False
            gc.freeze()
            self._frozen = gc.get_freeze_count()

    @Slot()
    def _on_workspace(self) -> None:
        self._is_new = True
        self._timer.start()
