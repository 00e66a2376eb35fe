"""A worksheet as a person sees it: merged cells filled, errors not blank, empty ends cut off."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from desktop.core.fields import clean
from desktop.exchange.layout import cell_address
from desktop.exchange.reader import Row, Sheet
from desktop.exchange.surroundings import Area
from desktop.exchange.values import is_blank


class Grid:
    """The cells of one sheet; rows and columns are counted from 0."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        marked = {row for row, _ in (*sheet.marks.errors, *sheet.marks.uncalculated)}
        # A row that is blank throughout is told by one comparison: sheets may have a million.
        empty = {width: [""] * width for width in {len(row) for row in sheet.rows}}
        self.used = [
            number
            for number, row in enumerate(sheet.rows)
            if (row != empty[len(row)] and not all(map(is_blank, row))) or number in marked
        ]
        self._used = frozenset(self.used)
        self.height = height = self.used[-1] + 1 if self.used else 0
        self.rows: Sequence[Row] = sheet.rows[:height]
        self.width = max(map(len, self.rows), default=0)
        self._merged: dict[tuple[int, int], tuple[int, int]] = {}
        self.merged: list[Area] = []
        for area in sheet.around.merged:
            first, left, last, right = area
            if first < height and (last - first + 1) * (right - left + 1) <= 200_000:
                self.merged.append(area)
                for row in range(first, min(last, height - 1) + 1):
                    for column in range(left, right + 1):
                        self._merged[row, column] = (first, left)

    def is_used(self, row: int) -> bool:
        """Tell whether a row holds anything."""
        return row in self._used

    def used_between(self, first: int, last: int) -> list[int]:
        """Give the rows that hold anything, from one to another, both included."""
        return self.used[bisect_left(self.used, first) : bisect_right(self.used, last)]

    def raw(self, row: int, column: int) -> Any:
        """Give what a cell itself holds; nothing for the cells inside of a merged area."""
        if self._merged and self._merged.get((row, column), (row, column)) != (row, column):
            return None
        cells = self.rows[row] if 0 <= row < self.height else ()
        return cells[column] if column < len(cells) else None

    def value(self, row: int, column: int) -> Any:
        """Give what a cell shows, or the merged area that it is part of."""
        if not self._merged:
            return self.raw(row, column)
        return self.raw(*self._merged.get((row, column), (row, column)))

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """Give the cell that holds what a cell shows."""
        return self._merged.get((row, column), (row, column))

    def text(self, row: int, column: int) -> str:
        """Give a cell's own content as clean text."""
        value = self.raw(row, column)
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return clean(str(value))

    def blank(self, row: int, column: int) -> bool:
        """Tell whether a cell shows nothing; an error is something."""
        marks = self.sheet.marks
        place = (row, column)
        if marks.errors and place in marks.errors:
            return False
        if marks.uncalculated and place in marks.uncalculated:
            return False
        return is_blank(self.value(row, column))

    def filled(self, row: int, first: int = 0, last: int | None = None) -> list[int]:
        """Give the columns of a row whose own cells hold something."""
        marks = self.sheet.marks
        end = self.width - 1 if last is None else last
        if not (self._merged or marks.errors or marks.uncalculated) and 0 <= row < self.height:
            cells = self.rows[row][first : end + 1]
            return [first + at for at, cell in enumerate(cells) if not is_blank(cell)]
        return [
            column
            for column in range(first, end + 1)
            if not is_blank(self.raw(row, column))
            or (row, column) in marks.errors
            or (row, column) in marks.uncalculated
        ]

    def address(self, row: int, column: int) -> str:
        """Give the address of a cell, such as `Capacity!H14`."""
        return cell_address(self.sheet.name, row, column)
