"""What is proposed for a column or a constant of a table, and what a person decided instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.core.i18n import Text
from desktop.exchange.foreign.mapping import ColumnMap
from desktop.exchange.foreign.questions import Option


@dataclass
class ColumnProposal:
    """One column: what it is proposed for, how sure, why, its first values, other fields."""

    column: int
    letter: str
    header: str
    field: str
    score: float
    why: Text
    unit: str
    samples: list[str]
    alternatives: list[tuple[str, float]]
    note: Text | None = None
    unit_options: tuple[str, ...] = ()


@dataclass
class ConstantProposal:
    """A value that holds for all rows, why, and the cell that says it."""

    field: str
    label: Text
    value: str
    why: Text
    cell: str | None = None
    options: Sequence[Option] = ()


@dataclass
class Choices:
    """What a person, or a mapping that was kept, decided about one table; the rest is proposed."""

    type: str | None = None
    include: bool | None = None
    columns: dict[int, str] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    kept: dict[int, ColumnMap] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    key: list[str] = field(default_factory=list)
    wide: str = ""
    rows: dict[int, bool] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
