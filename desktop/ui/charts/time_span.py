"""The stretch of time that charts under one another show together."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QObject, Signal

from desktop.core.partial_date import month_index

#: Nobody zooms in further than this.
FEWEST_MONTHS = 6.0


def this_day() -> float:
    """Give where today stands among the months, the day as a part of its month."""
    today = dt.date.today()
    return month_index(today.year, today.month) + (today.day - 1) / 31


class TimeSpan(QObject):
    """The months in view, shared by all charts of a view.

    Months are counted as `year * 12 + month - 1`; the month m reaches from m to m + 1. `pointer`
    is where the pointer stands in any of the charts, None when it is outside.
    """

    changed = Signal()
    pointed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.first, self.last = 0.0, 12.0
        self.low, self.high = self.first, self.last
        self.pointer: float | None = None

    @property
    def width(self) -> float:
        """How many months are in view."""
        return self.high - self.low

    @property
    def is_fitted(self) -> bool:
        """Whether everything is in view."""
        return self.low <= self.first and self.high >= self.last

    def set_limits(self, first: float, last: float) -> None:
        """Set the months that there are; what was in view stays in view as far as it can."""
        if (first, last) == (self.first, self.last):
            return
        fitted = self.is_fitted
        self.first, self.last = first, last
        if fitted or self.high <= first or self.low >= last:
            self.fit()
        else:
            self._show(self.low, self.high)

    def fit(self) -> None:
        """Bring everything into view."""
        self._show(self.first, self.last)

    def show(self, first: float, last: float) -> None:
        """Bring the months from `first` to `last` into view, and some more if they are few."""
        fewest = min(FEWEST_MONTHS, self.last - self.first)
        low, high = max(first, self.first), min(last, self.last)
        spare = max(fewest - (high - low), 0.0) / 2
        self._show(low - spare, high + spare)

    def reveal(self, month: float) -> None:
        """Move on until a month is in view, if it is one of those that there are."""
        if month < self.low:
            self.pan(month - self.low - self.width * 0.1)
        elif month > self.high:
            self.pan(month - self.high + self.width * 0.1)

    def zoom(self, factor: float, about: float | None = None) -> None:
        """Show `factor` times as many months, keeping the month `about` where it stands."""
        centre = (self.low + self.high) / 2 if about is None else about
        fewest = min(FEWEST_MONTHS, self.last - self.first)
        width = min(max(self.width * factor, fewest), self.last - self.first)
        share = (centre - self.low) / self.width
        low = centre - share * width
        self._show(low, low + width)

    def pan(self, months: float) -> None:
        """Move what is in view; forward is positive."""
        self._show(self.low + months, self.high + months)

    def point(self, month: float | None) -> None:
        """Tell where the pointer stands."""
        if month != self.pointer:
            self.pointer = month
            self.pointed.emit()

    def _show(self, low: float, high: float) -> None:
        width = min(high - low, self.last - self.first)
        low = min(max(low, self.first), self.last - width)
        if (low, low + width) != (self.low, self.high):
            self.low, self.high = low, low + width
            self.changed.emit()
