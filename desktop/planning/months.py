"""Months: the horizon of a plan, and how months are added up to quarters and years.

Months are counted as `year * 12 + month - 1` (see `desktop.core.partial_date`). Arrays of
planning have months as their last axis; they hold tonnes of contained metal per month, so
quarters and years are sums. A quarter or year that lies only partly in the horizon sums the
months that it has there.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from desktop.core.errors import FieldError, OfftakeError
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate, month_text

#: The lengths of period in which results are given.
PERIODS = ("month", "quarter", "year")

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Months = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Horizon:
    """The months of a plan: the number of the first one, and how many there are."""

    first: int
    count: int

    @classmethod
    def parse(cls, first: str, last: str) -> Horizon:
        """Read a horizon such as "2026-01" to "2032-12"; both months belong to it.

        Any partial date is understood: it begins with its earliest and ends with its latest
        month. Raises `OfftakeError` for what is no date and for a start after the end.
        """
        begin, end = _parse(first).months[0], _parse(last).months[1]
        if begin > end:
            raise OfftakeError(
                Text("The plan would start in {first}, after its end in {last}; swap the two",
                     first=PartialDate.of_month(begin), last=PartialDate.of_month(end))
            )  # fmt: skip
        return cls(begin, end - begin + 1)

    @classmethod
    def of_years(cls, first: int, count: int = 1) -> Horizon:
        """Give the horizon of `count` whole years from the year `first` on."""
        return cls(first * 12, count * 12)

    @property
    def last(self) -> int:
        """The number of the last month."""
        return self.first + self.count - 1

    @property
    def months(self) -> Months:
        """The numbers of all months, in order."""
        return np.arange(self.first, self.first + self.count, dtype=np.int64)

    @property
    def from_text(self) -> str:
        """The first month as `2026-01`."""
        return month_text(self.first)

    @property
    def to_text(self) -> str:
        """The last month as `2032-12`."""
        return month_text(self.last)

    def slice(self, first: int | None, last: int | None) -> slice:
        """Give where the months `first` to `last` stand in the horizon (None is open).

        The slice is empty when none of them lies in the horizon.
        """
        begin = 0 if first is None else min(max(first - self.first, 0), self.count)
        end = self.count if last is None else min(max(last - self.first + 1, 0), self.count)
        return slice(begin, max(begin, end))

    def periods(self, by: str) -> Periods:
        """Give the periods of the horizon; `by` is month, quarter or year."""
        return _periods(self, by)


@dataclass(frozen=True, slots=True, eq=False)
class Periods:
    """The months of a horizon grouped to periods: labels and where each begins."""

    horizon: Horizon
    by: str
    labels: tuple[str, ...]
    starts: npt.NDArray[np.intp]

    @property
    def count(self) -> int:
        """How many periods there are."""
        return len(self.labels)

    def sums(self, monthly: Numbers) -> Numbers:
        """Add monthly figures (last axis) up to periods."""
        if self.by == "month":
            return monthly
        summed: Numbers = np.add.reduceat(monthly, self.starts, axis=-1)
        return summed

    def lasts(self, monthly: Numbers) -> Numbers:
        """Give the figure of each period's last month, as for a stock."""
        ends = np.append(self.starts[1:], self.horizon.count) - 1
        taken: Numbers = monthly[..., ends]
        return taken

    def any(self, monthly: Flags) -> Flags:
        """Tell in which periods at least one month is marked."""
        marked: Flags = np.logical_or.reduceat(monthly, self.starts, axis=-1)
        return marked


def json_numbers(numbers: Numbers) -> Any:
    """Give an array as nested lists for JSON: what has no bound is unknown, so None."""
    if np.isfinite(numbers).all():
        return numbers.tolist()
    if numbers.ndim > 1:
        return [json_numbers(row) for row in numbers]
    return [number if np.isfinite(number) else None for number in numbers.tolist()]


def _parse(text: str) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except FieldError:
        raise OfftakeError(
            Text("“{value}” is not a month; write it like 2026-01", value=text)
        ) from None


@functools.lru_cache(maxsize=64)
def _periods(horizon: Horizon, by: str) -> Periods:
    if by not in PERIODS:
        raise OfftakeError(
            Text("“{value}” is not a length of period; choose month, quarter or year", value=by)
        )
    labels: list[str] = []
    starts: list[int] = []
    for place in range(horizon.count):
        label = _label(horizon.first + place, by)
        if not labels or labels[-1] != label:
            labels.append(label)
            starts.append(place)
    return Periods(horizon, by, tuple(labels), np.array(starts, dtype=np.intp))


def _label(month: int, by: str) -> str:
    if by == "month":
        return month_text(month)
    year = f"{month // 12:04d}"
    return year if by == "year" else f"{year}-Q{month % 12 // 3 + 1}"
