"""How long work tells how far it is, and learns that it should stop."""

from __future__ import annotations

from collections.abc import Callable

from desktop.core.errors import Cancelled
from desktop.core.i18n import Text


class Progress:
    """Told by an operation now and then; raises `Cancelled` there once `cancel` was called.

    `report(done, total, what)` is called in the thread that does the work.
    """

    def __init__(self, report: Callable[[int, int, Text], None] | None = None) -> None:
        self._report = report
        self._cancelled = False

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._cancelled = True

    @property
    def is_cancelled(self) -> bool:
        """Whether the work was asked to stop."""
        return self._cancelled

    def step(self, done: int, total: int, what: Text) -> None:
        """Tell that `done` of `total` steps are done; raises `Cancelled` when asked to stop."""
        if self._cancelled:
            raise Cancelled
        if self._report is not None:
            self._report(done, total, what)
