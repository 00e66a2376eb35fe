"""Dates as people type them: partial dates where certain, a question where day and month may swap.

Beside what `PartialDate` reads: `26/3/5`, `2026.3.5`, `3월말`, `W14 2026`, `FY26`, Excel serials.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.core.errors import FieldError
from desktop.core.fields import clean
from desktop.core.partial_date import PartialDate
from desktop.exchange.foreign.numbers import ERRORS, is_noted, is_unknown

#: What is ambiguous: which of two numbers is the day, what a fiscal year is, which year is meant.
ORDERS = ("dmy", "mdy")
_NUMERIC = re.compile(r"(\d{1,4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,4})\.?(?:[T ][\d:.]+)?")
_YEARLESS = re.compile(r"(\d{1,2})월\s*(말|초|중순|상순|하순|(\d{1,2})일)?")
_MONTH_END = re.compile(r"(?:(\d{4}|\d{2})\s*(?:년|[-/.]))\s*(\d{1,2})\s*월?\s*(말|초|중순|중|경)")
_WEEK = re.compile(
    r"(?:w|wk|week)\s*(\d{1,2})[ ,/\-]*'?(\d{4}|\d{2})|"
    r"'?(\d{4})[ \-/]*(?:w|wk|week)\s*(\d{1,2})|(\d{4})년\s*(\d{1,2})주차?"
)
_FISCAL = re.compile(r"fy\s*'?(\d{4}|\d{2})")
_KOREAN_SHORT = re.compile(r"'?(\d{2})년\s*(.*)")
_HALF_WORDS = ((r"1st half(?: of)?|first half(?: of)?|1st-half|early half", "H1"),
               (r"2nd half(?: of)?|second half(?: of)?|2nd-half", "H2"))  # fmt: skip
_ABOUT = re.compile(r"^(?:~|≈|약|ca\.?|circa|around|about|approx\.?|est\.?|expected|예상|예정|"
                    r"early|mid|late|before|after|by|end of|from)[\s:]*|"
                    r"\s*(?:경|쯤|무렵|예정|예상|초|말|중순|중|이후|이전|\+|\(e\)|e)$")  # fmt: skip
#: Words at a date that leave it as certain as it is written.
_SURE = ("예정", "예상", "from", "expected", "est", "est.")


@dataclass(frozen=True)
class Moment:
    """What a text says: `kind` is date, unknown, about, swap, year, fiscal, error or none.

    `swap` waits for the order of day and month, `year` for the year of a month, `fiscal` for what
    a fiscal year is; `note` tells that the reading is not the plain one.
    """

    kind: str
    date: PartialDate | None = None
    note: str = ""
    month: int = 0


@functools.lru_cache(maxsize=65536)
def read_moment(raw: str, order: str = "", year: int = 0, fiscal: int = 0) -> Moment:
    """Read a text; `order` dmy or mdy, `year` for months without one, `fiscal` first month.

    A fiscal year is named after the calendar year in which it ends; `fiscal` 1 is the calendar
    year itself, 0 means nobody has told.
    """
    if is_noted(raw):
        return Moment("none")
    text = unicodedata.normalize("NFKC", clean(raw)).casefold().strip()
    if text in ERRORS:
        return Moment("error")
    if is_unknown(text):
        return Moment("unknown")
    found = _read(text, order, year, fiscal)
    if found.kind != "none":
        return found
    rest = _ABOUT.sub("", text).strip(" ()")
    if rest and rest != text:
        inner = _read(rest, order, year, fiscal)
        if inner.kind == "date":
            word = text.replace(rest, "").strip(" ():")
            sure = word in _SURE
            return Moment("date" if sure else "about", inner.date, note=raw)
    return found


def _read(text: str, order: str, year: int, fiscal: int) -> Moment:
    numeric = _NUMERIC.fullmatch(text)
    if numeric is not None:
        return _numeric(numeric, order)
    found = _special(text, year, fiscal)
    if found is not None:
        return found
    for pattern, half in _HALF_WORDS:
        text = re.sub(rf"^(?:{pattern})\s*", f"{half} ", text)
    short = _KOREAN_SHORT.fullmatch(text)
    if short is not None:
        text = f"20{short[1]}년 {short[2]}".strip()
    text = re.sub(r"^(\d{2})\.([1-4])q$", r"20\1-q\2", text)
    text = re.sub(r"^'(\d{2})$", r"20\1", text)
    text = re.sub(r"^(\d{4})[.\s]*([1-4])\s*q$", r"\1-q\2", text)
    try:
        return Moment("date", PartialDate.parse(text))
    except FieldError:
        return Moment("none")


def _numeric(match: re.Match[str], order: str) -> Moment:
    a, b, c = match[1], match[2], match[3]
    if len(a) == 4:
        return _day(int(a), int(b), int(c))
    if len(c) == 4 or (len(c) == 2 and order):
        year = int(c) if len(c) == 4 else 2000 + int(c)
        first, second = int(a), int(b)
        if first > 12 or first == second:
            return _day(year, second, first)
        if second > 12:
            return _day(year, first, second)
        if not order:
            return Moment("swap")
        return _day(year, second, first) if order == "dmy" else _day(year, first, second)
    if len(a) == 2 and len(c) <= 2 and 20 <= int(a) <= 60 and int(a) > 31:
        return _day(2000 + int(a), int(b), int(c))
    if len(a) == 2 and len(c) == 2 and int(c) > 31:
        return _numeric(re.fullmatch(r"(\d+)/(\d+)/(\d+)", f"{a}/{b}/20{c}"), order)  # type: ignore[arg-type]
    if len(a) == 2 and 20 <= int(a) <= 60 and (len(c) == 1 or len(b) == 1 or int(b) > 12):
        # 26/3/5: nobody leaves a zero out of a day and a month, and then writes a short year.
        return _day(2000 + int(a), int(b), int(c))
    if len(a) == 2 and len(c) == 2:
        return Moment("swap")
    return Moment("none")


def _day(year: int, month: int, day: int) -> Moment:
    try:
        return Moment("date", PartialDate.of_day(dt.date(year, month, day)))
    except ValueError:
        return Moment("none")


def _special(text: str, year: int, fiscal: int) -> Moment | None:
    """Read month ends, weeks, fiscal years, and months without a year."""
    end = _MONTH_END.fullmatch(text)
    if end is not None:
        number = int(end[1]) if len(end[1]) == 4 else 2000 + int(end[1])
        return _part_of_month(number, int(end[2]), end[3])
    bare = _YEARLESS.fullmatch(text)
    if bare is not None and 1 <= int(bare[1]) <= 12:
        if not year:
            return Moment("year", month=int(bare[1]))
        if bare[3]:
            return _day(year, int(bare[1]), int(bare[3]))
        return _part_of_month(year, int(bare[1]), bare[2] or "")
    week = _WEEK.fullmatch(text)
    if week is not None:
        return _week(week)
    name = _FISCAL.fullmatch(text)
    if name is not None:
        number = int(name[1]) if len(name[1]) == 4 else 2000 + int(name[1])
        # A fiscal year that is not the calendar year is no partial date.
        return Moment("date", PartialDate(number)) if fiscal == 1 else Moment("fiscal")
    return None


def _part_of_month(year: int, month: int, part: str) -> Moment:
    if not 1 <= month <= 12:
        return Moment("none")
    if part == "말":
        last = calendar.monthrange(year, month)[1]
        return Moment("date", PartialDate(year, "month", month), note=f"{year}-{month:02d}-{last}")
    return Moment("date", PartialDate(year, "month", month))


def _week(match: re.Match[str]) -> Moment:
    """Give the month of a week's Thursday, by which the week belongs to its year (ISO 8601)."""
    week = int(match[1] or match[4] or match[6])
    shown = match[2] or match[3] or match[5]
    year = int(shown) if len(shown) == 4 else 2000 + int(shown)
    try:
        thursday = dt.date.fromisocalendar(year, week, 4)
    except ValueError:
        return Moment("none")
    return Moment("date", PartialDate(thursday.year, "month", thursday.month), note="week")


def column_order(texts: Iterable[str]) -> tuple[str, list[str]]:
    """Give the order that the texts of a column prove, and those that may be read either way.

    The order is `dmy` or `mdy`; blank when nothing proves one, `both` when they prove both.
    """
    proved: set[str] = set()
    open_ones: list[str] = []
    for raw in texts:
        match = _NUMERIC.fullmatch(unicodedata.normalize("NFKC", clean(raw)))
        if match is None or len(match[1]) > 2:
            continue
        first, second = int(match[1]), int(match[2])
        if len(match[3]) == 4 or int(match[3] or 0) > 31 or (first <= 31 and first < 20):
            if first > 12 >= second:
                proved.add("dmy")
            elif second > 12 >= first:
                proved.add("mdy")
            elif first != second:
                open_ones.append(raw)
        elif _numeric(match, "").kind == "swap":
            open_ones.append(raw)
    if len(proved) == 2:
        return "both", open_ones
    return next(iter(proved), ""), open_ones


def of_serial(serial: float, from_1904: bool) -> dt.date | None:
    """Give the day of an Excel serial number, None where it is none of this age."""
    if not 20_000 <= serial <= 80_000:
        return None
    start = dt.date(1904, 1, 1) if from_1904 else dt.date(1899, 12, 30)
    return start + dt.timedelta(days=int(serial))
