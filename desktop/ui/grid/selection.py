"""Selection: the cells that are selected, as records and fields in the order on screen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QItemSelectionModel

from desktop.core.fields import Field
from desktop.ui.grid.columns import shown
from desktop.ui.grid.header import Header
from desktop.ui.grid.model import RecordsModel


@dataclass(frozen=True)
class Selection:
    """Rows and columns of a grid that are touched, in the order on screen, and which cells."""

    rows: Sequence[int]
    columns: Sequence[int]
    #: The columns of each row, where they are not the same for all.
    _ragged: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, chosen: QItemSelectionModel, header: Header) -> Selection:
        """Give what is selected; with nothing selected, the current cell."""
        parts = [
            (range(part.top(), part.bottom() + 1), range(part.left(), part.right() + 1))
            for part in list(chosen.selection())  # type: ignore[call-overload]
        ]
        current = chosen.currentIndex()
        if not parts and current.isValid():
            parts = [(range(current.row(), current.row() + 1),
                      range(current.column(), current.column() + 1))]  # fmt: skip
        model, order = chosen.model(), shown(header)
        heads = model.is_head if isinstance(model, RecordsModel) else lambda row: False
        if len({(rows.start, rows.stop) for rows, _ in parts}) == 1:
            touched = {column for _, columns in parts for column in columns}
            seen = [column for column in order if column in touched]
            # Heads of groups hold no records.
            return cls([row for row in parts[0][0] if not heads(row)], seen)
        by_row: dict[int, set[int]] = {}
        for rows, columns in parts:
            for row in rows:
                if not heads(row):
                    by_row.setdefault(row, set()).update(columns)
        touched = set().union(*by_row.values())
        seen = [column for column in order if column in touched]
        same = len({frozenset(columns) for columns in by_row.values()}) <= 1
        ragged = {} if same else {
            row: tuple(column for column in order if column in columns)
            for row, columns in by_row.items()
        }  # fmt: skip
        return cls(sorted(by_row), seen, ragged)

    @property
    def is_block(self) -> bool:
        """Whether every row has the same columns."""
        return not self._ragged

    @property
    def count(self) -> int:
        """How many cells there are."""
        if self._ragged:
            return sum(map(len, self._ragged.values()))
        return len(self.rows) * len(self.columns)

    def columns_of(self, row: int) -> Sequence[int]:
        """Give the selected columns of a row that is among `rows`."""
        return self._ragged.get(row, self.columns)

    def has(self, row: int, column: int) -> bool:
        """Whether a cell is selected."""
        place = bisect_left(self.rows, row)
        inside = place < len(self.rows) and self.rows[place] == row
        return inside and column in self.columns_of(row)

    def after(self, row: int, column: int, rows: int, columns: int) -> tuple[int, int]:
        """Give the next cell to go to: row by row for a step aside, else column by column."""
        step = rows or columns
        if self._ragged:
            cells = [(r, c) for r in self.rows for c in self.columns_of(r)]
            if rows:
                cells.sort(key=lambda cell: (self.columns.index(cell[1]), cell[0]))
            return cells[(cells.index((row, column)) + step) % len(cells)]
        down, right = bisect_left(self.rows, row), self.columns.index(column)
        tall, wide = len(self.rows), len(self.columns)
        if rows:
            place = (right * tall + down + step) % self.count
            return self.rows[place % tall], self.columns[place // tall]
        place = (down * wide + right + step) % self.count
        return self.rows[place // wide], self.columns[place % wide]

    def ids(self, model: RecordsModel) -> list[int]:
        """Give the ids of the records."""
        return [model.ids[row] for row in self.rows]

    def fields(self, model: RecordsModel) -> list[Field]:
        """Give the fields of the columns."""
        return [model.fields[column] for column in self.columns]

    def cells(self, model: RecordsModel) -> dict[int, list[str]]:
        """Give the names of the selected fields of each record."""
        return {model.ids[row]: _names(model, self.columns_of(row)) for row in self.rows}


def _names(model: RecordsModel, columns: Iterable[int]) -> list[str]:
    return [model.fields[column].name for column in columns]
