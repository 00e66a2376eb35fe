"""Clipboard HTML: the table that Excel, LibreOffice and others put beside the text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: The day 0 of spreadsheets.
DAY_ZERO = dt.date(1899, 12, 30)
_LAST_DAY = 2_958_465  # 9999-12-31
#: What a format says besides its signs: quoted words, escaped signs, colours, currencies.
_ASIDE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_LIKE_A_DAY = re.compile(r"\d[-/:년월]\s?\d|\d\.\s?\d+\.|[^\W\d]{3,}[-/. ]\d")
_WIDEST = 16_384  # columns of a sheet


class Percent(float):
    """A number that its cell shows as a percentage: 0.5 is seen as 50 %."""


#: A cell as it came: text, or typed where the other program said so exactly.
Raw = str | float | Percent | dt.date


@dataclass
class Table:
    """A table of cells; `exact` where it holds more than the text beside it."""

    rows: list[list[Raw]] = field(default_factory=list)
    exact: bool = False


@dataclass
class _Cell:
    marks: dict[str, str | None]
    text: str = ""

    def value(self) -> Raw:
        """Give the exact number or day where there is one and the text shows it as such."""
        lines = (re.sub(" +", " ", line).strip(" ") for line in self.text.split("\n"))
        # A hard space is meant, one beside another in the source is not.
        shown = "\n".join(lines).strip("\n").replace("\u00a0", " ")
        number = _number(self.marks.get("sdval") or self.marks.get("x:num"))
        if number is None or not re.search(r"[\d#]", shown):
            return shown
        shape = (self.marks.get("sdnum") or "").split(";", 2)[-1]
        if "%" in shape or shown.endswith("%"):
            return Percent(number)
        if _is_day(shape):
            whole = 0 < number <= _LAST_DAY and number.is_integer()
            return DAY_ZERO + dt.timedelta(days=int(number)) if whole else shown
        # Without a format, a day is known only by how it looks: then what is seen counts.
        return shown if _LIKE_A_DAY.search(shown) else number


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _is_day(shape: str) -> bool:
    letters = _ASIDE.sub("", shape).upper()
    return "Y" in letters or ("D" in letters and "STANDARD" not in letters)


class _Reader(HTMLParser):
    """Reads the first table; hidden rows are left out, as they are in the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.table = Table()
        self.tables = 0
        self._cell: _Cell | None = None
        self._row: list[Raw] | None = None
        self._hidden = False
        self._in_tab = False
        #: Cells that reach down into later rows: column -> (rows still to come, value).
        self._spans: dict[int, tuple[int, Raw]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = dict(attrs)
        if tag == "table":
            self.tables += 1
        elif tag == "tr":
            self._end_row()
            self._row = []
            self._hidden = "display:none" in (marks.get("style") or "").replace(" ", "")
        elif tag in ("td", "th"):
            self._end_cell()
            self._cell = _Cell(marks)
        elif tag == "br" and self._cell is not None:
            self._cell.text += "\n"
        elif tag == "span" and "mso-tab-count" in (marks.get("style") or ""):
            self._in_tab = self._cell is not None
            self._add("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
        elif tag == "span":
            self._in_tab = False

    def handle_data(self, data: str) -> None:
        if not self._in_tab:
            # A line break in the source is a space on the page.
            self._add(re.sub(r"[ \t\r\n]+", " ", data))

    def _add(self, text: str) -> None:
        if self._cell is not None:
            self._cell.text += text

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None or self._row is None:
            return
        self._fill_from_above()
        value = cell.value()
        if self._hidden:
            self._row.append(value)
            return
        if not isinstance(value, str):
            self.table.exact = True
        down, right = _span(cell.marks.get("rowspan")), _span(cell.marks.get("colspan"))
        if down > 1:
            self.table.exact = True
            self._spans[len(self._row)] = (down - 1, value)
            for column in range(len(self._row) + 1, len(self._row) + right):
                self._spans[column] = (down - 1, "")
        self._row += [value, *[""] * (right - 1)]

    def _fill_from_above(self) -> None:
        """A value that spans rows counts for each of them."""
        assert self._row is not None
        while len(self._row) in self._spans:
            column = len(self._row)
            left, value = self._spans.pop(column)
            if left > 1:
                self._spans[column] = (left - 1, value)
            self._row.append(value)

    def _end_row(self) -> None:
        self._end_cell()
        row, self._row = self._row, None
        if row is None:
            return
        self._row = row
        self._fill_from_above()
        self._row = None
        if row and not self._hidden:
            self.table.rows.append(row)


def _span(text: str | None) -> int:
    return min(int(text), _WIDEST) if text and text.isascii() and text.isdecimal() else 1


def read_table(markup: str) -> Table | None:
    """Read the one table of a page; None where there is none, more than one, or no markup."""
    reader = _Reader()
    try:
        reader.feed(markup)
        reader.close()
    except AssertionError:  # how the parser refuses declarations such as “<![x<?”
        return None
    if reader.tables != 1 or not reader.table.rows:
        return None
    wide = max(len(row) for row in reader.table.rows)
    for row in reader.table.rows:
        row += [""] * (wide - len(row))
    return reader.table
