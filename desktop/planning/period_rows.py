"""Period rows: lines of a table whose columns are periods, on the screen and in a workbook."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

from desktop.core.i18n import Text
from desktop.planning.balance import NO_SHORTAGE
from desktop.planning.months import Numbers
from desktop.planning.timeline_text import figure


@dataclass(frozen=True, eq=False)
class PeriodRow:
    """A line: figures per period, `high` where they are intervals; `key` tells it from others.

    `tone` tells how it is shown: `strong`, `warning` (figures above zero are bad news) or blank.
    """

    key: str
    label: str
    low: Numbers
    high: Numbers | None = None
    tone: str = ""

    @functools.cached_property
    def texts(self) -> list[str]:
        """The figures of all periods with three significant digits."""
        low = self.low.tolist()
        high = low if self.high is None else self.high.tolist()
        return [interval_text(*ends) for ends in zip(low, high, strict=True)]

    def text(self, period: int) -> str:
        """Give the figure of a period with three significant digits."""
        return self.texts[period]


def interval_text(low: float, high: float) -> str:
    """Give an interval such as `0–0.06`; one figure where both ends are alike."""
    if math.isinf(high):
        return f"≥ {figure(low)}"
    first, last = figure(low), figure(high)
    return first if first == last else f"{first}–{last}"


def plain_rows(row: PeriodRow, first: int, last: int) -> list[list[str | float]]:
    """Give a line from a period to another as rows of numbers, each behind its label.

    Intervals make two rows, the low and the high end; an end without a bound is left blank.
    """
    low = row.low[first : last + 1].tolist()
    high = low if row.high is None else row.high[first : last + 1].tolist()
    if all(b - a <= NO_SHORTAGE for a, b in zip(low, high, strict=True)):
        return [[row.label, *low]]
    most: list[str | float] = ["" if math.isinf(value) else value for value in high]
    return [
        [str(Text("{label}, at least", label=row.label)), *low],
        [str(Text("{label}, at most", label=row.label)), *most],
    ]
