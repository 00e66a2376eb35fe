"""What is to be written, what stands against it, and what a person should know about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop.core.i18n import Text
from desktop.exchange.layout import cell_address
from desktop.exchange.patch.splice import SheetPatch
from desktop.exchange.patch.values import Value

if TYPE_CHECKING:
    from desktop.exchange.patch.target import Target


@dataclass(frozen=True)
class Edit:
    """A cell is to hold a value; None clears it. Row and column count from 0.

    `sheet` is a name, in any case, or a number among all sheets from 1.
    """

    sheet: str | int
    row: int
    column: int
    value: Value


@dataclass(frozen=True)
class Append:
    """Rows to put right below the data of a table, or of a sheet (`table` None).

    Each row gives values by column, counted from 0 from the left edge of the sheet. `last` is the
    row, from 0, that holds the last record where the caller knows it; a table knows its own, and
    without both it is the last row of the sheet that holds anything.
    """

    sheet: str | int
    table: str | None
    rows: Sequence[Mapping[int, Value]]
    last: int | None = None


@dataclass(frozen=True)
class Note:
    """A note to show at a cell, in a copy of the workbook."""

    sheet: str | int
    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Refusal:
    """One reason why nothing is written: the cell (blank if it is none) and a sentence.

    `allowed_by` names the option of `Options` with which it would be written all the same.
    """

    cell: str
    message: Text
    allowed_by: str = ""

    def __str__(self) -> str:
        return f"{self.cell}: {self.message}" if self.cell else str(self.message)


@dataclass(frozen=True)
class Options:
    """What the planner has agreed to beforehand."""

    overwrite_formulas: bool = False
    even_protected: bool = False
    dates_as_text: bool = False


@dataclass(frozen=True)
class CellChange:
    """One cell that changes: what it held and what it will hold."""

    sheet: str
    row: int
    column: int
    before: Value
    after: Value
    formula: str | None = None

    @property
    def cell(self) -> str:
        """Give the address with its sheet."""
        return cell_address(self.sheet, self.row, self.column)

    def to_json(self) -> dict[str, Any]:
        """Give the JSON shape of a receipt."""
        found: dict[str, Any] = {
            "cell": self.cell, "before": _plain(self.before), "after": _plain(self.after)
        }  # fmt: skip
        if self.formula is not None:
            found["formula"] = self.formula
        return found


@dataclass
class Plan:
    """What a write would do; with `refusals` it does nothing.

    `formulas` names the cells whose formula goes, `unchanged` counts cells that hold their new
    value already.
    """

    target: Target
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    changes: list[CellChange] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    unchanged: int = 0
    appended: int = 0
    noted: int = 0
    #: Worksheet parts that change, by `Entry.key`.
    patches: dict[str, SheetPatch] = field(default_factory=dict)
    #: Other parts with their new content, parts that go, and parts that come, by `Entry.key`
    #: (new ones by name).
    replaced: dict[str, bytes] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    added: dict[str, bytes] = field(default_factory=dict)


def _plain(value: Value) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else float(value)
