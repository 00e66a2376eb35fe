"""Jobs: long work beside the window, one at a time, with progress, cancel and one way home."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMetaObject, QObject, QRunnable, Qt, QTimer, Signal, Slot

from desktop.core.errors import Cancelled, OfftakeError
from desktop.core.garbage import give_back
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.ui.worker import Worker

log = logging.getLogger(__name__)

#: How long, in seconds, a job may keep Python to itself. Drawing one picture, the window's thread
#: takes it up hundreds of times, and may wait so long each time.
_TURN = 0.0002
#: Seconds; after a longer job, memory that is free again is given back.
_LONG = 0.05
#: Milliseconds without a job, after which it is: who makes or frees an object waits meanwhile.
_QUIET = 1500


class Job(QObject):
    """One piece of long work: `work(progress)` runs beside the window.

    Exactly one of `finished` (with the result), `failed` (with an OfftakeError) and `cancelled`
    is emitted in the window's thread; `progressed` tells steps done, steps in all and what.
    """

    progressed = Signal(int, int, object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    def __init__(self, label: Text, work: Callable[[Progress], Any], parent: QObject) -> None:
        super().__init__(parent)
        self.label = label
        self._work = work
        self.progress = Progress(self.progressed.emit)

    def cancel(self) -> None:
        """Ask the work to stop at its next step; nothing is changed then."""
        self.progress.cancel()

    def run(self) -> None:
        """Do the work; called by the worker."""
        try:
            self.progress.step(0, 0, self.label)  # it may have been cancelled while it waited
            result = self._work(self.progress)
        except Cancelled:
            self.cancelled.emit()
        except OfftakeError as error:
            self.failed.emit(error)
        except Exception as error:
            log.exception("job failed: %s", self.label)
            self.failed.emit(
                OfftakeError(
                    Text("“{job}” stopped for an unknown reason ({name}). Nothing was changed.",
                         job=self.label, name=type(error).__name__)
                )
            )  # fmt: skip
        else:
            self.finished.emit(result)
        self.ended.emit()


class _Runner(QRunnable):
    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job

    def run(self) -> None:
        self._job.run()
        # Not when it has ended for the window: what it has still to tell others goes with it. And
        # as a call that waits its turn: a bare deletion may overtake what was told before it.
        QMetaObject.invokeMethod(self._job, "deleteLater", Qt.ConnectionType.QueuedConnection)


class Jobs(QObject):
    """Runs jobs one after another; `started` and `idle` let the window show what goes on."""

    started = Signal(object)
    idle = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = Worker()
        self._open: list[Job] = []
        self._held: list[Job] | None = None
        self._began: float | None = None
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self._give_back)
        sys.setswitchinterval(_TURN)

    @property
    def running(self) -> list[Job]:
        """Jobs that have not ended yet, the oldest first."""
        return list(self._open)

    def start(self, label: Text, work: Callable[[Progress], Any]) -> Job:
        """Start a job, or queue it behind the one that runs."""
        job = Job(label, work, self)
        job.ended.connect(self._on_ended)
        self._open.append(job)
        if self._began is None:
            self._began = time.monotonic()
        self._quiet.stop()
        self.started.emit(job)
        # Not at once: a quick job would be over before its starter has connected to its signals.
        QTimer.singleShot(0, job, lambda: self._begin(job))
        return job

    def _begin(self, job: Job) -> None:
        if self._held is not None:
            self._held.append(job)
        elif job.progress.is_cancelled:
            # At once: the worker must not begin with anything when all has been finished.
            _Runner(job).run()
        else:
            self._worker.start(_Runner(job))

    def hold(self) -> None:
        """Let jobs wait that are started from now on."""
        if self._held is None:
            self._held = []

    @Slot()
    def go_on(self) -> None:
        """Begin with the jobs that were held."""
        held, self._held = self._held or (), None
        for job in held:
            self._begin(job)

    @Slot()
    def _on_ended(self) -> None:
        job = self.sender()
        if job in self._open:
            self._open.remove(job)
        if not self._open:
            if self._began is not None and time.monotonic() - self._began > _LONG:
                self._quiet.start()
            else:
                self._began = None
            self.idle.emit()

    @Slot()
    def _give_back(self) -> None:
        self._began = None
        self._worker.start(give_back)

    def finish(self) -> None:
        """Ask everything to stop and wait for it; called when the window closes."""
        for job in self._open:
            job.cancel()
        self._quiet.stop()
        self.go_on()
        self._worker.wait()
