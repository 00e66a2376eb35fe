"""Periods as headers: months, quarters, halves and years that stand side by side."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.core.errors import FieldError
from desktop.core.fields import clean
from desktop.core.partial_date import PartialDate, month_text

LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_FIRST, _LAST = 1990, 2099
_FISCAL = re.compile(r"fy\s*'?(?P<y>\d{4}|\d{2})(?:\s*(?:[-/]?\s*q(?P<q>[1-4])))?")
_MONTHS = {name: number for number, names in enumerate(
    ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
     "aug august", "sep sept september", "oct october", "nov november", "dec december"), start=1)
    for name in names.split()}  # fmt: skip
_ADDED = re.compile(r"\((?:e|f|p|a|est|plan|actual|forecast|예상|계획|실적)\)$|(?<=\d)\s?[efpa]$|"
                    r"\s*(?:년도|plan|forecast|actual|계획|실적|예상)$")  # fmt: skip


@dataclass(frozen=True)
class Period:
    """A period: its kind, the year (None where the header names none), the part within it.

    `fiscal` tells that the year is a fiscal one.
    """

    kind: str
    year: int | None
    part: int = 0
    fiscal: bool = False

    @property
    def length(self) -> int:
        """How many months it has."""
        return LENGTHS[self.kind]

    def months(self, year: int | None = None, starts: int = 1) -> tuple[int, int]:
        """Give the first and last month number; `year` where the header names none.

        `starts` is the month in which a fiscal year begins; it is named after the year it ends in.
        """
        number = self.year if self.year is not None else year
        if number is None:
            raise ValueError("a period without a year has no months")
        first = number * 12 + max(self.part - 1, 0) * self.length
        if self.fiscal and starts > 1:
            first += starts - 1 - 12
        return first, first + self.length - 1

    def __str__(self) -> str:
        letter = {"month": "", "quarter": "Q", "half": "H", "year": ""}[self.kind]
        year = ("FY" if self.fiscal else "") + (f"{self.year}" if self.year is not None else "?")
        if self.kind == "year":
            return year
        return f"{year}-{letter}{self.part:02d}" if not letter else f"{year}-{letter}{self.part}"


def read_period(value: Any) -> Period | None:
    """Read a header as a period, None if it is none."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        ends = value.day == 1 or value.day > 27
        return Period("month", value.year, value.month) if ends else None
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return Period("year", int(value)) if value in range(_FIRST, _LAST + 1) else None
    text = unicodedata.normalize("NFKC", clean(str(value))).casefold().strip()
    if not text or len(text) > 40:
        return None
    joined = [part.strip() for part in text.split(" / ")]
    if len(joined) == 2:
        return _joined(*joined)
    return _plain(re.sub(r"[\[(（][^\])）]*[\])）]$", "", text).strip() or text)


def _joined(above: str, below: str) -> Period | None:
    """Read a month under its year, either way round."""
    one, two = _plain(above), _plain(below)
    for year, part in ((one, two), (two, one)):
        if year is not None and part is not None and year.kind == "year" and part.year is None:
            return Period(part.kind, year.year, part.part, year.fiscal)
    if one is None:
        return two if two is not None and two.year is not None else None
    return None if two is not None else one if one.year is not None else None


def _plain(text: str) -> Period | None:
    text = _ADDED.sub("", text.strip(" .'’"))
    match = _FISCAL.fullmatch(text)
    if match is not None:
        year = _year(match["y"])
        return Period("quarter", year, int(match["q"]), True) if match["q"] else Period(
            "year", year, 0, True)  # fmt: skip
    if text in _MONTHS:
        return Period("month", None, _MONTHS[text])
    for pattern, kind in (
        (r"(\d{1,2})월", "month"), (r"m(\d{1,2})", "month"),
        (r"q([1-4])|([1-4])q|([1-4])(?:사)?분기", "quarter"), (r"h([12])|([12])h", "half"),
    ):  # fmt: skip
        bare = re.fullmatch(pattern, text)
        if bare is not None:
            part = int(next(group for group in bare.groups() if group))
            return Period(kind, None, part) if 1 <= part <= 12 // LENGTHS[kind] else None
    if text in ("상반기", "하반기"):
        return Period("half", None, 1 if text == "상반기" else 2)
    short = re.fullmatch(r"'?(\d{2})년\s*(.*)|(\d{2})\.([1-4])q", text)
    if short is not None:
        text = f"20{short[1]}년 {short[2]}".strip() if short[1] else f"20{short[3]}-q{short[4]}"
    try:
        date = PartialDate.parse(text)
    except FieldError:
        return None
    if date.precision == "day":
        return Period("month", date.year, date.part) if date.day == 1 or date.day > 27 else None
    if not _FIRST <= date.year <= _LAST:
        return None
    return Period(date.precision, date.year, date.part)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def settle_kinds(periods: Sequence[Period | None]) -> list[Period | None]:
    """Give days that stand a year or a quarter apart as years or quarters; they came as months."""
    known = [p for p in periods if p is not None and p.year is not None and p.kind == "month"]
    if len(known) < 2 or len(known) < len([p for p in periods if p is not None]):
        return list(periods)
    firsts = [p.months()[0] for p in known]
    gaps = {later - earlier for earlier, later in itertools.pairwise(firsts)}
    kind = "year" if gaps == {12} else "quarter" if gaps == {3} else ""
    if not kind:
        return list(periods)
    return [
        None if p is None or p.year is None
        else Period("year", p.year) if kind == "year"
        else Period("quarter", p.year, (p.part - 1) // 3 + 1)
        for p in periods
    ]  # fmt: skip


def month_of(index: int) -> PartialDate:
    """Give a month number as the partial date of that month."""
    return PartialDate.parse(month_text(index))
