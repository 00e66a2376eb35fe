"""Preparation: makes ready in quiet moments what sorting, filters and search need of many records.

The first sort or search of a large table would otherwise wait for it.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.core.columns import prepare
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.ui.grid.table import RecordsTable
from desktop.ui.jobs import Job, Jobs

#: Milliseconds in which nobody scrolled and nothing was shown anew.
_QUIET = 300


class Preparation(QObject):
    """Works beside the window, for a table of more than `large` records; scrolling puts it off."""

    def __init__(self, table: RecordsTable, beside: Jobs, large: int) -> None:
        super().__init__(table)
        self._table, self._beside, self._large = table, beside, large
        self._job: Job | None = None
        self._done: object = None
        self._timer = QTimer(self, singleShot=True, interval=_QUIET)
        self._timer.timeout.connect(self._start)
        table.records.modelReset.connect(self.put_off)
        for bar in (table.verticalScrollBar(), table.horizontalScrollBar()):
            bar.valueChanged.connect(self.put_off)

    @Slot()
    def put_off(self) -> None:
        """Stop, and go on when it has been quiet for a while."""
        if self._job is not None:
            self._job.cancel()
        records = self._table.records
        if records.total > self._large and self._done is not records.dataset[records.type.name]:
            self._timer.start()

    @Slot()
    def _start(self) -> None:
        if self._beside.running:
            self._timer.start()
            return
        if not self._table.isVisible():
            return
        dataset, type, label = (
            self._table.records.dataset,
            self._table.records.type,
            Text("Arranging"),
        )

        def work(progress: Progress) -> object:
            prepare(dataset, type, lambda: progress.step(0, 0, label))
            return dataset[type.name]

        self._job = job = self._beside.start(label, work)
        job.finished.connect(self._take)
        job.ended.connect(self._forget)

    @Slot(object)
    def _take(self, table: object) -> None:
        self._done = table

    @Slot()
    def _forget(self) -> None:
        self._job = None
