"""Header rows: where they stand, and what each column is called when two rows are read as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.core.fields import clean
from desktop.exchange.foreign.grid import Grid
from desktop.exchange.foreign.numbers import read_figure
from desktop.exchange.foreign.periods import Period, read_period
from desktop.exchange.foreign.units import read_unit
from desktop.exchange.foreign.words import Vocabulary, key

LOOKED_AT = 30  # rows from the top of a sheet in which its first header is looked for
_LONG = 80  # characters from which a text is a sentence, not a header


@dataclass(frozen=True)
class Header:
    """The header of a table: its rows, and the text of each column that has one."""

    first: int
    last: int
    texts: Mapping[int, str]
    known: float = 0.0

    @property
    def columns(self) -> list[int]:
        """The columns that have a header."""
        return sorted(self.texts)

    def periods(self, grid: Grid) -> dict[int, Period]:
        """Give the columns whose header is a period."""
        found = {}
        for column, text in self.texts.items():
            value = grid.value(self.last, column)
            is_day = isinstance(value, (dt.date, dt.datetime))
            period = read_period(value if is_day else text)
            if period is not None:
                found[column] = period
        return found


def find_header(grid: Grid, words: Vocabulary, row: int, first: int, last: int) -> Header | None:
    """Give the header that begins in a row between two columns, None if the row is none."""
    single = _single(grid, words, row, first, last)
    double = _double(grid, words, row, first, last)
    if double is not None and (single is None or double.known > single.known):
        return double
    return single


def _single(grid: Grid, words: Vocabulary, row: int, first: int, last: int) -> Header | None:
    texts = {c: shown(grid, row, c) for c in range(first, last + 1) if shown(grid, row, c)}
    known = _known(grid, words, row, texts)
    if len(texts) < 2 or known is None:
        return None
    if _is_units(grid, row + 1, first, last):
        texts = {c: _joined_unit(grid, row, c, text) for c, text in texts.items()}
        return Header(row, row + 1, texts, known)
    return Header(row, row, texts, known)


def _double(grid: Grid, words: Vocabulary, row: int, first: int, last: int) -> Header | None:
    """Read two rows as one header: `2026년` over `1월`, or merged cells beside them."""
    if row + 1 >= grid.height or _is_units(grid, row + 1, first, last):
        return None
    last = _end_below(grid, row, last)
    above = _filled_right(grid, row, first, last)
    below = {c: shown(grid, row + 1, c) for c in range(first, last + 1)}
    spans = any(grid.origin(row, c) != (row, c) or grid.origin(row + 1, c) == (row, c)
                for c in range(first, last + 1))  # fmt: skip
    years = sum(
        (period := read_period(above[c])) is not None and period.kind == "year"
        and _bare(below[c]) for c in above
    )  # fmt: skip
    if not spans and years < 2:
        return None
    if any(_is_data(grid, row + 1, c) for c in range(first, last + 1)):
        return None
    texts: dict[int, str] = {}
    for column in range(first, last + 1):
        top, bottom = above.get(column, ""), below[column]
        if grid.origin(row + 1, column) == grid.origin(row, column):
            bottom = ""
        text = f"{top} / {bottom}" if top and bottom and top != bottom else bottom or top
        if text:
            texts[column] = text
    own_above = sum(grid.origin(row, c) == (row, c) and bool(shown(grid, row, c)) for c in texts)
    if len(texts) < 2 or own_above < 1 or not any(below.values()):
        return None
    known = _known(grid, words, row + 1, texts)
    return None if known is None else Header(row, row + 1, texts, known + 0.5)


def _end_below(grid: Grid, row: int, last: int) -> int:
    """Give where two rows end: below the last year, months go on under blank cells."""
    while (
        last + 1 < grid.width
        and not shown(grid, row, last + 1)
        and _bare(shown(grid, row + 1, last + 1))
    ):
        last += 1
    return last


def _bare(text: str) -> bool:
    period = read_period(text)
    return period is not None and period.year is None


def _filled_right(grid: Grid, row: int, first: int, last: int) -> dict[int, str]:
    """Give the texts of an upper header row; a year holds for the blank cells on its right."""
    found: dict[int, str] = {}
    running = ""
    for column in range(first, last + 1):
        text = shown(grid, row, column)
        if text:
            running = text if read_period(text) is not None else ""
        found[column] = text or running
    return found


def shown(grid: Grid, row: int, column: int) -> str:
    """Give a header cell as text, merged areas filled; years without a decimal part."""
    value = grid.value(row, column)
    if value is None:
        return ""
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()[:7] if value.day == 1 else value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean(str(value))


def _known(grid: Grid, words: Vocabulary, row: int, texts: Mapping[int, str]) -> float | None:
    """Give how many texts are headers that we know; None when the row cannot be a header."""
    if any(_is_data(grid, row, c) or len(texts[c]) > _LONG for c in texts):
        return None
    distinct = {key(text) for text in texts.values()}
    if len(distinct) < 2:
        return None
    known = {key(text) for text in texts.values() if words.is_known(text)}
    periods = sum(read_period(text) is not None for text in set(texts.values()))
    return len(known) + 0.9 * (periods + _substances(grid, words, row, texts))


def _substances(grid: Grid, words: Vocabulary, row: int, texts: Mapping[int, str]) -> int:
    """Give how many materials stand over figures; a material in a row of data stands over none."""
    count = len({
        named[0] for column, text in texts.items()
        if (named := words.substance(text)) is not None
        and _has_figure(grid, row, column)
    })  # fmt: skip
    return count if count > 1 else 0


def _has_figure(grid: Grid, row: int, column: int) -> bool:
    below = (grid.value(at, column) for at in range(row + 1, min(row + 4, grid.height)))
    return any(isinstance(v, (int, float)) and not isinstance(v, bool) for v in below)


def _is_data(grid: Grid, row: int, column: int) -> bool:
    """Tell whether a cell is a figure or an error, which no header is; years may be headers."""
    place = grid.origin(row, column)
    if place in grid.sheet.marks.errors:
        return True
    value = grid.value(row, column)
    if isinstance(value, bool):
        return True
    if isinstance(value, (int, float)):
        return read_period(value) is None
    if isinstance(value, str):
        text = clean(value)
        return (
            bool(text) and text[0].isdigit() and read_period(text) is None
            and read_figure(text).kind in ("figure", "ambiguous", "about")
        )  # fmt: skip
    return False


def _is_units(grid: Grid, row: int, first: int, last: int) -> bool:
    """Tell whether a row holds nothing but units, such as `(t)`."""
    texts = [clean(str(grid.raw(row, c))) for c in grid.filled(row, first, last)]
    return bool(texts) and all(
        bool(text) and not text[0].isdigit() and read_unit(text) is not None for text in texts
    )


def _joined_unit(grid: Grid, row: int, column: int, text: str) -> str:
    unit = shown(grid, row + 1, column).strip("()[]")
    return f"{text} ({unit})" if unit and unit != text else text


class Repeats:
    """Tells which rows repeat a header, as on a new printed page."""

    def __init__(self, grid: Grid, header: Header) -> None:
        self._grid = grid
        self._first, self._last = min(header.texts), max(header.texts)
        texts = ((c, key(shown(grid, header.last, c))) for c in header.texts)
        self._wanted = [(c, text) for c, text in texts if text]

    def at(self, row: int) -> bool:
        """Tell whether a row says what the header says."""
        unlike, most = 0, 0.2 * len(self._wanted)
        for column, text in self._wanted:
            unlike += not self._is_said(row, column, text)
            if unlike > most:  # so it is with nearly every row, at its first cells
                return False
        filled = self._grid.filled(row, self._first, self._last)
        texts = all(isinstance(self._grid.raw(row, c), str) for c in filled[:2])
        return texts and len(filled) >= 2 and len(self._wanted) - unlike >= 2

    def _is_said(self, row: int, column: int, text: str) -> bool:
        value = self._grid.value(row, column)
        if isinstance(value, str) and value.isascii():
            # What is left of a plain text is no longer than it, and begins as it begins: nearly all
            # that is no header is told by that.
            begins = value[:1].isalnum() and value[0].casefold() != text[0]
            if begins or len(value) < len(text):
                return False
        return key(shown(self._grid, row, column)) == text
