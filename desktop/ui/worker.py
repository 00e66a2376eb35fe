"""A worker: a thread that does one thing after another beside the window."""

from __future__ import annotations

import weakref
from collections.abc import Callable

from PySide6.QtCore import QRunnable, QThreadPool


class Worker:
    """Does one thing after another, until nobody knows it any more.

    Its thread has no parent in Qt: a parent waits for it when it goes. Where Qt was called in a way
    that keeps Python to itself, the two would wait for each other for ever.
    """

    def __init__(self) -> None:
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(1)
        # Here, Python goes on while it is waited for.
        weakref.finalize(self, self._pool.waitForDone)

    def start(self, work: QRunnable | Callable[[], object]) -> None:
        """Do something as soon as what was started before is done."""
        self._pool.start(work)

    def wait(self) -> None:
        """Wait until everything is done."""
        self._pool.waitForDone()
