"""Safekeeping: backups that are made quietly as one works, and a look whether the file is sound."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer

from desktop.core.changes import Revision
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.ui.jobs import Job, Jobs
from desktop.ui.session import Session

#: Milliseconds after opening until the first backup: what the user waits for comes first.
FIRST = 4_000
#: Milliseconds of work between two backups.
EVERY = 30 * 60_000


class Safekeeping(QObject):
    """Makes a backup after opening, and every half hour if something was changed since.

    It has a worker of its own: no job of the user waits for it, nor is it shown as work. What goes
    wrong is told once for each file.
    """

    def __init__(self, session: Session, parent: QObject, first: int = FIRST) -> None:
        super().__init__(parent)
        self._session = session
        self.jobs = Jobs(self)
        self._changed = False
        self._told: set[str] = set()
        self._first = QTimer(self, singleShot=True, interval=first)
        self._first.timeout.connect(self.keep)
        self.timer = QTimer(self, interval=EVERY)
        self.timer.timeout.connect(self._keep_changed)
        # The file may be closed, and even replaced, as soon as this signal is through.
        session.letting_go.connect(self._stop)
        session.workspace_changed.connect(self._start)
        session.changed.connect(self._on_changed)

    def _start(self) -> None:
        self._changed = False
        self._told.clear()
        if self._session.is_open and not self._session.store.read_only:
            self._first.start()
            self.timer.start()

    def _stop(self) -> None:
        self._first.stop()
        self.timer.stop()
        self.jobs.finish()

    def _on_changed(self, _: Revision) -> None:
        self._changed = True

    def _keep_changed(self) -> None:
        if self._changed:
            self.keep()

    def keep(self) -> Job | None:
        """Make a backup unless the newest says the same, and check the file; None if one runs."""
        if not self._session.is_open or self.jobs.running:
            return None
        store = self._session.store
        self._changed = False

        def work(progress: Any) -> None:
            from desktop.operations.backups import keep_or_check

            keep_or_check(store, progress)

        job = self.jobs.start(Text("Making a backup"), work)
        job.failed.connect(self._on_failed)
        return job

    def _on_failed(self, error: OfftakeError) -> None:
        from desktop.operations.opening import is_damage

        self._changed = True  # to be tried again
        told = str(error)
        gone = self._session.path is not None and not self._session.path.exists()
        if told in self._told or gone:  # the watcher tells of a file that is gone
            return
        self._told.add(told)
        if is_damage(error):
            self._session.tell_error(error)
        else:
            self._session.tell(
                Text("There is no fresh backup: {reason}", reason=error.message), "warning"
            )
