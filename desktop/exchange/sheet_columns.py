"""Columns of many rows at once: each value that stands in a column is read a single time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import compress, count, islice
from operator import attrgetter, ne
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.fields import Field, NumberField, PercentField, TextField, are_clean
from desktop.core.records import Record
from desktop.exchange.values import plain_figure, written

#: Stands for a cell that must be looked at together with its row: it cannot be read, or something
#: is to be said of it.
UNSURE: Any = object()
Cells = tuple[Any, ...]  # of one column


class ColumnReader:
    """Reads the cells of one column where nothing is known of the records.

    `read_one` gives what a single cell means, or `UNSURE`.
    """

    def __init__(self, of: Field, read_one: Callable[[Any], Any]) -> None:
        self._of = of
        self._read_one = read_one
        self._meanings: dict[Any, Any] = {"": None, None: None, UNSURE: UNSURE}
        self._blank: set[Any] = {"", None}
        self._unsure: set[Any] = {UNSURE}

    def read(self, cells: Sequence[Any], apart: set[int]) -> tuple[Sequence[Any], bool]:
        """Give the value of each cell, and whether any is blank.

        Added to `apart` are the places of the rows that must be looked at as a whole.
        """
        kinds = set(map(type, cells))
        if bool in kinds:  # True is equal to 1.0, and means something else
            cells = [UNSURE if isinstance(cell, bool) else cell for cell in cells]
        distinct = set(cells)
        values: Sequence[Any]
        if kinds == {str} and isinstance(self._of, TextField) and self._are_plain(distinct):
            has_blanks = "" in distinct
            values = [text or None for text in cells] if has_blanks else cells
        else:
            self._learn(distinct.difference(self._meanings), kinds)
            has_blanks = not self._blank.isdisjoint(distinct)
            values = list(map(self._meanings.__getitem__, cells))
            if not self._unsure.isdisjoint(distinct):
                apart.update(place for place, value in enumerate(values) if value is UNSURE)
        if has_blanks and self._of.required:
            apart.update(place for place, value in enumerate(values) if value is None)
        return values, has_blanks

    def _are_plain(self, texts: set[str]) -> bool:
        """Tell whether texts are values as they stand, but for the empty one."""
        some = texts - {""}
        return are_clean(some) and self._of.passes(some)

    def _learn(self, fresh: Collection[Any], kinds: set[type]) -> None:
        if kinds <= {float, str} and type(self._of) in (NumberField, PercentField):
            figures = [figure for figure in fresh if type(figure) is float]
            values = [plain_figure(figure) + 0.0 for figure in figures]
            if self._of.passes(values):
                self._meanings.update(zip(figures, values, strict=True))
                fresh = [cell for cell in fresh if type(cell) is not float]
        for cell in fresh:
            value = self._meanings[cell] = self._read_one(cell)
            if value is None:
                self._blank.add(cell)
            elif value is UNSURE:
                self._unsure.add(cell)


class Expected:
    """Knows what was written for the records of a dataset in one field; each value is told once."""

    def __init__(self, of: Field, dataset: Dataset) -> None:
        self._of = of
        self._dataset = dataset
        self._value = attrgetter(of.name)
        self._stands_as_it_is = isinstance(of, (NumberField, TextField))
        self._spelled: dict[Any, Any] = {None: ""}

    def differing(self, records: Sequence[Record], cells: Cells) -> Iterable[int]:
        """Give the places of the cells that hold something else than was written for a record."""
        values: Cells = tuple(map(self._value, records))
        if self._stands_as_it_is:
            if values == cells:
                return ()
            expected = tuple(["" if value is None else value for value in values])
        else:
            spelled = self._spelled
            for value in set(values).difference(spelled):
                spelled[value] = written(self._of, value, self._dataset)
            expected = tuple(map(spelled.__getitem__, values))
        return () if expected == cells else compress(count(), map(ne, cells, expected))


def cells_of(rows: Sequence[Sequence[Any]], columns: Sequence[int]) -> list[Cells]:
    """Give the cells of some columns, column by column; every row must reach to all of them."""
    width = max(columns, default=-1) + 1
    if width > 2 * len(columns):
        return [tuple([row[column] for row in rows]) for column in columns]
    every = list(islice(zip(*rows, strict=False), width))
    return [every[column] for column in columns]
