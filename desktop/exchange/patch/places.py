"""Places in a sheet: cells and ranges, counted from 0 as everywhere in the exchange."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.exchange.layout import LAST_COLUMN, LAST_ROW, column_number, letters

Place = tuple[int, int]

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Range:
    """A block of cells; all four bounds belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, place: Place) -> bool:
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right

    def __str__(self) -> str:
        first = address(self.top, self.left)
        last = address(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    def with_cell(self, row: int, column: int) -> Range:
        """Give the smallest range that holds this one and a cell."""
        return Range(
            min(self.top, row), min(self.left, column),
            max(self.bottom, row), max(self.right, column),
        )  # fmt: skip


def address(row: int, column: int) -> str:
    """Give a cell's address within its sheet: `B2`."""
    return f"{letters(column)}{row + 1}"


def parse_cell(text: str) -> Place | None:
    """Read `B2`; None for what is no address of a cell that a sheet can have."""
    match = _CELL.fullmatch(text)
    if match is None:
        return None
    row, column = int(match[2]) - 1, column_number(match[1].upper())
    return (row, column) if 0 <= row < LAST_ROW and column < LAST_COLUMN else None


def parse_range(text: str) -> Range | None:
    """Read `B2`, `B2:C9`, `B:C` or `2:9`; None for anything else."""
    first, _, last = text.replace("$", "").partition(":")
    if last and first.isalpha() and last.isalpha():
        first, last = f"{first}1", f"{last}{LAST_ROW}"
    elif last and first.isdigit() and last.isdigit():
        first, last = f"A{first}", f"{letters(LAST_COLUMN - 1)}{last}"
    start, end = parse_cell(first), parse_cell(last or first)
    if start is None or end is None:
        return None
    return Range(
        min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])
    )


def parse_ranges(text: str) -> list[Range]:
    """Read a list of ranges with blanks between them, leaving out what is none."""
    return [found for part in text.split() if (found := parse_range(part)) is not None]
