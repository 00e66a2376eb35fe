"""Where a workbook and the workspace differ, cell by cell, and how a column would say a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.merge import CHANGED, CLEARED, CONFLICT, compare, same
from desktop.exchange.patch import Target
from desktop.exchange.spelling import Sample, Spelling
from desktop.operations.workbook_rows import Comparison, FoundRow

#: Kinds of differences besides those of a merge: nobody knows who changed it; it was left so.
TWO_WAY, LEFT = "two-way", "left"


@dataclass(frozen=True)
class Difference:
    """A cell in which workbook and workspace differ; `kind` tells who changed it since the export.

    `kind` is one of ours, changed, cleared, conflict; two-way where that is not known, and left
    where the difference was there and left at the last write. `then` is what both held before.
    """

    row: FoundRow
    name: str
    here: Any
    there: Any
    kind: str
    then: Any = None

    @property
    def is_theirs(self) -> bool:
        """Whether somebody changed the cell in the workbook."""
        return self.kind in (CHANGED, CLEARED, CONFLICT)

    @property
    def cell(self) -> str:
        """The address of the cell."""
        return self.row.cell(self.name)

    @property
    def key(self) -> str:
        """By what the cell is known however rows and columns move."""
        return f"{self.row.type.name}:{self.row.id}:{self.name}"


@dataclass(frozen=True)
class Synced:
    """What was known when a workbook was last read or written: the dataset of that moment.

    `left` has the cells that differed then and were left, by `Difference.key`, as they were there.
    """

    dataset: Dataset
    left: Mapping[str, str]


def differences(found: Comparison, synced: Synced | None = None) -> Iterator[Difference]:
    """Give the cells that differ, in the order of the rows."""
    base = synced.dataset if synced is not None else found.base
    for row in found.rows:
        record = found.ours.get(row.type.name, row.id)
        if record is None:
            continue
        then = None if base is None else base.get(row.type.name, row.id)
        for name in row.places:
            if name not in row.values:
                continue
            of, here, there = row.type.by_name[name], getattr(record, name), row.values[name]
            if same(of, here, there):
                continue
            before = None if then is None else getattr(then, name)
            if base is None or (there is None and not found.in_our_layout):
                # A blank cell of a planner's own workbook says nothing.
                yield Difference(row, name, here, there, TWO_WAY)
                continue
            one = Difference(row, name, here, there, compare(of, before, here, there), before)
            if synced is not None and synced.left.get(one.key) == told(there):
                one = Difference(row, name, here, there, LEFT)
            yield one


def told(value: Any) -> str:
    """Give a value in a form that can be kept and compared."""
    return "" if value is None else str(value)


class Columns:
    """The columns of a workbook: how each of them spells its field."""

    def __init__(self, target: Target, found: Comparison) -> None:
        self._target = target
        self._found = found
        self._known: dict[tuple[str, str, int], Spelling] = {}

    def spell(self, row: FoundRow, name: str, value: Any) -> Any:
        """Give what a value is in the cell of a row. Raises `FieldError`."""
        sheet, number, column = row.places[name]
        of = row.type.by_name[name]
        key = (sheet, name, column)
        if key not in self._known:
            samples = [
                self._sample(other, name)
                for other in self._found.rows
                if other.places.get(name, ("", 0, -1))[::2] == (sheet, column)
                and other.values.get(name) is not None
            ]
            self._known[key] = Spelling(
                of, samples, self._found.ours, plain=self._found.in_our_layout
            )
        old = self._sample(row, name) if number >= 0 else Sample(None, None, row.unit)
        return self._known[key].spell(value, old)

    def _sample(self, row: FoundRow, name: str) -> Sample:
        state = self._target.cell(*row.places[name])
        value = float(state.value) if isinstance(state.value, Decimal) else state.value
        return Sample(value, row.values.get(name), row.unit, state.number_format)
