"""Inquiry: what a view wants to know of its records; only the answer to the latest counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.ui.charts.veil import Veil
from desktop.ui.jobs import Job
from desktop.ui.session import Session

#: Up to so many capacity records and agreements, nobody notices the time that planning takes.
SMALL = 500


def is_small(dataset: Dataset) -> bool:
    """Tell whether planning with these records is done before anybody notices."""
    return len(dataset["capacity"]) + len(dataset["agreement"]) <= SMALL


class Inquiry(QObject):
    """Works out an answer, at once or in a Job; meanwhile what is shown lies under a veil.

    What `ask` asked ends with one of `answered` (the result), `refused` (an OfftakeError) and
    `stopped` (the user cancelled the job), unless `ask` or `drop` follow before that.
    """

    answered = Signal(object)
    refused = Signal(object)
    stopped = Signal()

    def __init__(self, session: Session, veil: Veil, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._veil = veil
        self._job: Job | None = None
        # What comes later is of a workspace, or of a time, that is looked at no more.
        session.closing.connect(self.drop)

    @property
    def is_open(self) -> bool:
        """Whether an answer is still to come."""
        return self._job is not None

    def ask(self, label: Text, work: Callable[[Progress], Any], at_once: bool = False) -> None:
        """Ask anew; `label` says in the status bar what a job does."""
        self._let_go()
        if at_once:
            self._veil.lift()
            try:
                found = work(Progress())
            except OfftakeError as error:
                self.refused.emit(error)
            else:
                self.answered.emit(found)
            return
        self._veil.lay()
        self._job = self._session.jobs.start(label, work)
        self._job.finished.connect(self._on_finished)
        self._job.failed.connect(self._on_failed)
        self._job.cancelled.connect(self._on_cancelled)

    @Slot()
    def drop(self) -> None:
        """Ask nothing any more."""
        self._let_go()
        self._veil.lift()

    def _let_go(self) -> None:
        """Forget what is being worked out: it would come too late."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _ends(self) -> bool:
        """Tell whether the sender is what was asked last, which then is answered."""
        if self.sender() is not self._job:
            return False
        self._job = None
        self._veil.lift()
        return True

    @Slot(object)
    def _on_finished(self, found: object) -> None:
        if self._ends():
            self.answered.emit(found)

    @Slot(object)
    def _on_failed(self, error: OfftakeError) -> None:
        if self._ends():
            self.refused.emit(error)

    @Slot()
    def _on_cancelled(self) -> None:
        if self._ends():
            self.stopped.emit()
