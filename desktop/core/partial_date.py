"""Partial dates: `2028`, `2028-H1`, `2028-Q3`, `2028-03`, `2028-03-15`.

Each has an earliest day, a latest day and a likely month (year -> July, H1 -> April,
H2 -> October, Q1..Q4 -> February, May, August, November). Months are counted as
`year * 12 + month - 1`, so they can be subtracted.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from desktop.core.errors import FieldError
from desktop.core.i18n import Locale, Shown, Text, locale

FIRST_YEAR, LAST_YEAR = 1900, 2199
_MONTH_NAMES = {name.casefold(): i for i, name in enumerate(calendar.month_abbr) if name}
_MONTH_NAMES |= {name.casefold(): i for i, name in enumerate(calendar.month_name) if name}
_MONTH_NAMES |= {"sept": 9}


def month_index(year: int, month: int) -> int:
    """Give the number of a month on the axis that all planning uses."""
    return year * 12 + month - 1


def month_text(index: int) -> str:
    """Give `2028-03` for a month number."""
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


@dataclass(frozen=True, slots=True)
class PartialDate(Shown):
    """A date known to the year, half, quarter, month or day.

    `precision` is one of year, half, quarter, month, day; `part` the half, quarter or month
    (0 for a year); `day` 0 unless precise to the day. Sorted by its earliest day.
    """

    year: int
    precision: str = "year"
    part: int = 0
    day: int = 0

    kind: ClassVar[str] = "date"

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read any accepted spelling; raises `FieldError` with what would be right."""
        return _parse(text)

    @classmethod
    def of_month(cls, index: int) -> PartialDate:
        """Give the partial date of a month number."""
        return cls(index // 12, "month", index % 12 + 1)

    @classmethod
    def of_day(cls, day: dt.date) -> PartialDate:
        """Give the partial date of a calendar day."""
        return cls(day.year, "day", day.month, day.day)

    def __str__(self) -> str:
        match self.precision:
            case "year":
                return f"{self.year:04d}"
            case "half":
                return f"{self.year:04d}-H{self.part}"
            case "quarter":
                return f"{self.year:04d}-Q{self.part}"
            case "month":
                return f"{self.year:04d}-{self.part:02d}"
        return f"{self.year:04d}-{self.part:02d}-{self.day:02d}"

    @property
    def months(self) -> tuple[int, int]:
        """Give the first and the last month number that the date may mean."""
        first = self.year * 12
        match self.precision:
            case "year":
                return first, first + 11
            case "half":
                return first + 6 * (self.part - 1), first + 6 * self.part - 1
            case "quarter":
                return first + 3 * (self.part - 1), first + 3 * self.part - 1
        return first + self.part - 1, first + self.part - 1

    @property
    def likely_month(self) -> int:
        """Give the month number that planning uses."""
        match self.precision:
            case "year":
                return self.year * 12 + 6
            case "half":
                return self.year * 12 + (3, 9)[self.part - 1]
            case "quarter":
                return self.year * 12 + (1, 4, 7, 10)[self.part - 1]
        return self.year * 12 + self.part - 1

    @property
    def earliest(self) -> dt.date:
        """Give the first day that the date may mean."""
        first, _ = self.months
        return dt.date(first // 12, first % 12 + 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        """Give the last day that the date may mean."""
        _, last = self.months
        year, month = last // 12, last % 12 + 1
        return dt.date(year, month, self.day or calendar.monthrange(year, month)[1])

    def __lt__(self, other: PartialDate) -> bool:
        return (self.earliest, self.latest) < (other.earliest, other.latest)

    def shown(self, where: Locale | None = None) -> str:
        """Give the date as a person reads it in a locale: in words unless that keeps to ISO."""
        where = where or locale()
        return str(self) if where.iso else self.format(where.language)

    @classmethod
    def from_kind(cls, text: str) -> PartialDate:
        """Read the canonical text."""
        return _parse(text)

    def format(self, language: str) -> str:
        """Give the date as shown on screen: canonical in English, with 년/월/일 in Korean."""
        if language != "ko":
            return str(self)
        match self.precision:
            case "year":
                return f"{self.year}년"
            case "half":
                return f"{self.year}년 {'상반기' if self.part == 1 else '하반기'}"
            case "quarter":
                return f"{self.year}년 {self.part}분기"
            case "month":
                return f"{self.year}년 {self.part}월"
        return f"{self.year}년 {self.part}월 {self.day}일"


_YEAR = r"(?P<y>\d{4})"
_SHORT = r"'?(?P<y>\d{4}|\d{2})"
_SEP = r"[-/. ]"
_PATTERNS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}(?:년)?",
        rf"{_YEAR}(?:년)?{_SEP}?\s*(?:H(?P<h>[12])|(?P<h2>[12])H)",
        rf"(?:H(?P<h>[12])|(?P<h2>[12])H)\s*{_SEP}?\s*{_SHORT}",
        rf"{_YEAR}년?\s*(?P<kh>상|하)반기",
        rf"{_YEAR}(?:년)?{_SEP}?\s*(?:Q(?P<q>[1-4])|(?P<q2>[1-4])Q)",
        rf"(?:Q(?P<q>[1-4])|(?P<q2>[1-4])Q)\s*{_SEP}?\s*{_SHORT}",
        rf"{_YEAR}년?\s*(?P<q>[1-4])\s*(?:사)?분기",
        rf"{_YEAR}{_SEP}(?P<m>\d{{1,2}})",
        rf"(?P<m>\d{{1,2}})[-/.]{_YEAR}",
        rf"{_YEAR}년\s*(?P<m>\d{{1,2}})월",
        rf"(?P<mn>[A-Za-z]{{3,9}})\.?\s*{_SEP}?\s*{_SHORT}",
        rf"{_YEAR}{_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<d>\d{{1,2}})\.?(?:[T ]00:00(?::00(?:\.0+)?)?)?",
        r"(?P<y>(?:19|20|21)\d{2})(?P<m>\d{2})(?P<d>\d{2})",
        rf"{_YEAR}년\s*(?P<m>\d{{1,2}})월\s*(?P<d>\d{{1,2}})일",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[- ]?(?P<mn>[A-Za-z]{{3,9}})\.?[-, ]\s*{_YEAR}",
        rf"(?P<mn>[A-Za-z]{{3,9}})\.?\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
    )
]
_DAY_MONTH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


@functools.lru_cache(maxsize=65536)
def _parse(raw: str) -> PartialDate:
    """Read a partial date; cached, so equal dates of many records share one object."""
    text = " ".join(unicodedata.normalize("NFKC", raw).split())
    numeric = _DAY_MONTH.fullmatch(text)
    if numeric:
        first, second, year = (int(part) for part in numeric.groups())
        if first <= 12 and second <= 12 and first != second:
            raise FieldError(
                Text(
                    "“{value}” can be read as day/month or month/day; write {a} or {b}",
                    value=raw,
                    a=f"{year}-{second:02d}-{first:02d}",
                    b=f"{year}-{first:02d}-{second:02d}",
                )
            )
        day, month = (first, second) if second <= 12 else (second, first)
        return _checked(raw, PartialDate(year, "day", month, day))
    for pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match:
            found = _from_groups({k: v for k, v in match.groupdict().items() if v})
            if found is not None:
                return _checked(raw, found)
    raise _not_a_date(raw)


def _from_groups(groups: dict[str, str]) -> PartialDate | None:
    year = int(groups["y"])
    if len(groups["y"]) == 2:
        year += 2000
    half = groups.get("h") or groups.get("h2")
    if "kh" in groups:
        half = "1" if groups["kh"] == "상" else "2"
    if half:
        return PartialDate(year, "half", int(half))
    quarter = groups.get("q") or groups.get("q2")
    if quarter:
        return PartialDate(year, "quarter", int(quarter))
    month = int(groups.get("m", "0"))
    if "mn" in groups:
        month = _MONTH_NAMES.get(groups["mn"].casefold(), 0)
        if not month:
            return None
    if "d" in groups:
        return PartialDate(year, "day", month, int(groups["d"]))
    if "m" in groups or "mn" in groups:
        return PartialDate(year, "month", month)
    return PartialDate(year)


def _checked(raw: str, found: PartialDate) -> PartialDate:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise FieldError(
            Text("“{value}” is outside the years {first} to {last}; write a year in between",
                 value=raw, first=FIRST_YEAR, last=LAST_YEAR)
        )  # fmt: skip
    if found.precision in ("month", "day") and not 1 <= found.part <= 12:
        raise _not_a_date(raw)
    if found.precision == "day":
        try:
            dt.date(found.year, found.part, found.day)
        except ValueError:
            last = calendar.monthrange(found.year, found.part)[1]
            raise FieldError(
                Text("“{value}” is not a day of the calendar; that month has the days {first} to "
                     "{last}", value=raw,
                     first=str(PartialDate(found.year, "day", found.part, 1)),
                     last=str(PartialDate(found.year, "day", found.part, last)))
            ) from None  # fmt: skip
    return found


def _not_a_date(raw: str) -> FieldError:
    return FieldError(
        Text("“{value}” is not a date; write 2028, 2028-H1, 2028-Q3, 2028-03 or 2028-03-15",
             value=raw)
    )  # fmt: skip
