"""Where a workbook and the workspace differ, cell by cell, and how a column would say a value."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.core.likeness import same
from desktop.core.merge import ALTERED, CHANGED, CLEARED, CONFLICT, Cell, Item, compare
from desktop.exchange.cautions import look_at
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


def doubts(found: Comparison, differing: Iterable[Difference]) -> dict[str, Text]:
    """Give what is odd about cells of a workbook, by `Difference.key`, as an import would say it.

    What was changed here is not doubted: a person did that, and saw the figure.
    """
    items: dict[tuple[str, int], Item] = {}
    found_odd: dict[str, Text] = {}
    for one in differing:
        row = one.row
        if found.asked and one.kind == CLEARED:
            found_odd[one.key] = Text("a blank in a questionnaire that came back may be no answer")
        if one.kind in (CHANGED, TWO_WAY) and one.here is not None:
            item = items.setdefault(
                (row.type.name, row.id),
                Item(row.type.name, row.id, row.code, ALTERED, place=row.place),
            )
            before = one.here if one.kind == TWO_WAY else one.then
            item.cells = [*item.cells, Cell(one.name, CHANGED, before, one.here, one.there)]
    look_at(items.values(), found.ours)
    for item in items.values():
        for cell in item.cells:
            if cell.doubt is not None:
                found_odd[f"{item.type}:{item.id}:{cell.field}"] = cell.doubt
    return found_odd


def told(value: Any) -> str:
    """Give a value in a form that can be kept and compared."""
    return "" if value is None else str(value)


class Columns:
    """The columns of a workbook: how each of them spells its field."""

    def __init__(self, target: Target, found: Comparison) -> None:
        self._target = target
        self._found = found
        self._known: dict[tuple[str, str, int], Spelling] = {}

    def learn(self, cells: Collection[tuple[FoundRow, str]]) -> None:
        """Look at all columns of some cells in one go: each row of a large sheet is read once."""
        wanted = {self._key(row, name) for row, name in cells} - self._known.keys()
        names = {name for _, name, _ in wanted}
        found: dict[tuple[str, str, int], list[Sample]] = {key: [] for key in wanted}
        for row in self._found.rows if wanted else ():
            for name in names & row.places.keys():
                key = self._key(row, name)
                if key in found and row.values.get(name) is not None:
                    found[key].append(self._sample(row, name))
        types = {self._key(row, name): row.type for row, name in cells}
        for key, samples in found.items():
            self._known[key] = Spelling(
                types[key].by_name[key[1]], samples, self._found.ours,
                plain=self._found.in_our_layout,
            )  # fmt: skip

    def spell(self, row: FoundRow, name: str, value: Any) -> Any:
        """Give what a value is in the cell of a row. Raises `FieldError`."""
        self.learn([(row, name)])
        fresh = row.places[name][1] < 0
        old = Sample(None, None, row.unit) if fresh else self._sample(row, name)
        return self._known[self._key(row, name)].spell(value, old)

    @staticmethod
    def _key(row: FoundRow, name: str) -> tuple[str, str, int]:
        sheet, _, column = row.places[name]
        return sheet, name, column

    def _sample(self, row: FoundRow, name: str) -> Sample:
        state = self._target.cell(*row.places[name])
        value = float(state.value) if isinstance(state.value, Decimal) else state.value
        return Sample(value, row.values.get(name), row.unit, state.number_format)
