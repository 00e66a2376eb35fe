"""Drafts: rows of a foreign table on their way to records."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.core.dataset import Dataset, folded_code, proposed_code
from desktop.core.errors import Problem
from desktop.core.fields import Field
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.exchange.foreign.grid import Grid
from desktop.exchange.foreign.names import Names

#: The quantity of each type that has one in a unit and basis.
QUANTITY = {"capacity": "nameplate", "agreement": "volume", "demand": "quantity",
            "stock": "quantity"}  # fmt: skip


@dataclass(frozen=True)
class ForeignPlace:
    """Where a row stands; knows the cell of each field, its first cell for any other."""

    grid: Grid
    row: int
    columns: Mapping[str, int]
    first: int

    def cell(self, name: str) -> str:
        """Give the address of a field's cell in the workbook that was read."""
        return self.grid.address(*self.grid.origin(self.row, self.columns.get(name, self.first)))

    @property
    def number(self) -> int:
        """The row's number as the sheet shows it."""
        return self.row + 1


@dataclass(frozen=True)
class About:
    """An approximation: the field, its words and the values they name."""

    field: str
    words: str
    values: tuple[Any, ...]


@dataclass
class Draft:
    """One record to be: what its cells say, and what is still open.

    `related` are texts for records that it refers to (`plant.owner`); `selfs` references to its
    own type, read when all rows are known. `stated` tells that the unit came with the figure, so
    that it may be converted to that of a known record. `id` is negative for a new record.
    """

    type: RecordType
    place: ForeignPlace
    values: dict[str, Any] = field(default_factory=dict)
    related: dict[str, str] = field(default_factory=dict)
    selfs: dict[str, str] = field(default_factory=dict)
    abouts: list[About] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stated: bool = False
    waiting: bool = False
    spread: bool = False
    #: Fields that wait for the answer to another question.
    waits: set[str] = field(default_factory=set)
    id: int | None = None

    def say(self, name: str, message: Text, severity: str = "error") -> None:
        """Note a problem at a field's cell."""
        code = str(self.values.get("code") or "")
        self.problems.append(
            Problem(severity, self.type.name, code, name, message, self.id, self.place.cell(name))
        )

    def fault(self, of: Field, message: Text) -> None:
        """Note what is wrong with a field's cell."""
        self.say(of.name, Text("{label}: {fault}", label=of.title, fault=message))


class Context:
    """What all tables of a workbook share while they are read."""

    def __init__(
        self, dataset: Dataset, path: Path, from_1904: bool, create: bool, below: int = 0
    ) -> None:
        self.dataset = dataset
        self.path = path
        self.from_1904 = from_1904
        self.create = create
        self.names = Names(dataset)
        #: New sources of claims by their publisher.
        self.sources: dict[str, int] = {}
        self._ids = itertools.count(below - 1, -1)
        self._taken: dict[str, set[str]] = {}
        self._numbers: dict[str, int] = {}

    def spare(self) -> int:
        """Give an id for a new record."""
        return next(self._ids)

    def take_code(self, type: str, code: str) -> None:
        """Keep a code of the workbook from being proposed."""
        self._taken.setdefault(type, set()).add(folded_code(code))

    def new_code(self, type: str, wanted: str = "") -> str:
        """Give a free code: the one wanted, if it is free."""
        taken = self._taken.setdefault(type, set())
        table = self.dataset[type]
        if wanted and folded_code(wanted) not in taken and table.by_code(wanted) is None:
            taken.add(folded_code(wanted))
            return wanted
        number = self._numbers.get(type)
        if number is None:
            number = int(proposed_code(table, taken).rpartition("-")[2])
        code = f"{table.type.prefix}-{number}"
        while folded_code(code) in taken or table.by_code(code) is not None:
            number += 1
            code = f"{table.type.prefix}-{number}"
        self._numbers[type] = number + 1
        taken.add(folded_code(code))
        return code
