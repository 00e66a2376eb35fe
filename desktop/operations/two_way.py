"""Two-way comparison: where workbook and workspace differ, and which side is to hold each cell.

Nothing is written by it. Every cell says why it cannot be written into the workbook or taken over
here; a formula, a conflict, an odd figure, and what is unknown here wait for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.core.errors import Problem
from desktop.core.i18n import Text
from desktop.core.merge import CHANGED, CLEARED, OURS
from desktop.exchange.foreign.mapping import Mapping
from desktop.operations.workbook_differences import TWO_WAY, Difference
from desktop.operations.workbook_rows import Comparison

#: Which side a value goes to; a cell that is left stays different.
TO_WORKBOOK, TO_OFFTAKE, LEAVE = "workbook", "offtake", ""


@dataclass(eq=False, slots=True)
class Pair:
    """One cell that differs, and the choice for it.

    `formula` is what the workbook's cell calculates; `against_workbook` and `against_offtake` say
    why a side cannot take the value of the other; `doubt` says what is odd about the difference.
    """

    difference: Difference
    formula: str | None = None
    against_workbook: Text | None = None
    against_offtake: Text | None = None
    doubt: Text | None = None
    choice: str = LEAVE

    def allows(self, choice: str) -> bool:
        """Whether the choice can be made."""
        if choice == TO_WORKBOOK:
            return self.against_workbook is None
        return choice == LEAVE or self.against_offtake is None

    def propose(self) -> None:
        """Choose what nobody would wonder about: the side that was changed; else leave it."""
        one = self.difference
        wanted = LEAVE
        if one.kind == OURS or (one.kind == TWO_WAY and one.here is not None):
            wanted = TO_WORKBOOK
        elif one.kind in (CHANGED, CLEARED):
            wanted = TO_OFFTAKE
        plain = self.formula is None and self.doubt is None
        self.choice = wanted if plain and self.allows(wanted) else LEAVE


@dataclass(eq=False, slots=True)
class NewRow:
    """A record that the workbook lacks; it can be appended to the rows of its type."""

    type: str
    id: int
    code: str
    name: str
    against_workbook: Text | None = None
    choice: str = LEAVE

    def allows(self, choice: str) -> bool:
        """Whether the choice can be made."""
        return choice == LEAVE or (choice == TO_WORKBOOK and self.against_workbook is None)


Line = Pair | NewRow


@dataclass(eq=False)
class RowPart:
    """The cells of one row that differ; `place` is its first cell of them."""

    code: str
    name: str
    pairs: list[Pair] = field(default_factory=list)


@dataclass(eq=False)
class SheetPart:
    """What differs on one sheet in the records of one type, and the records that it lacks."""

    sheet: str
    type: str
    rows: list[RowPart] = field(default_factory=list)
    new: list[NewRow] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """All that can be chosen for."""
        return [*(pair for row in self.rows for pair in row.pairs), *self.new]

    def columns(self) -> dict[str, list[Pair]]:
        """Give the cells by field, in the order of the fields' first cells."""
        found: dict[str, list[Pair]] = {}
        for row in self.rows:
            for pair in row.pairs:
                found.setdefault(pair.difference.name, []).append(pair)
        return found


@dataclass(eq=False)
class TwoWay:
    """A workbook beside the workspace, read once: `digest` is the fingerprint of the file then.

    `mapping` says how a workbook of any other make was read.
    """

    path: Path
    digest: str
    found: Comparison
    sheets: list[SheetPart]
    has_base: bool
    notes: Sequence[Text] = ()
    mapping: Mapping | None = None

    @property
    def unread(self) -> Sequence[Problem]:
        """What of the workbook could not be read."""
        return self.found.unread

    @property
    def lines(self) -> list[Line]:
        """All that can be chosen for."""
        return [line for sheet in self.sheets for line in sheet.lines]

    @property
    def pairs(self) -> Iterator[Pair]:
        """The cells that differ."""
        for sheet in self.sheets:
            for row in sheet.rows:
                yield from row.pairs

    def chosen(self, choice: str) -> list[Pair]:
        """Give the cells for which a choice was made."""
        return [pair for pair in self.pairs if pair.choice == choice]

    @property
    def appended(self) -> list[NewRow]:
        """The records that are to be appended."""
        return [new for sheet in self.sheets for new in sheet.new if new.choice == TO_WORKBOOK]

    @property
    def is_idle(self) -> bool:
        """Whether nothing is to be written anywhere."""
        return not any(line.choice for line in self.lines)

    def shown(self, one: Difference, value: Any) -> str:
        """Give a value of a cell as a person reads it; blank for none."""
        return one.row.type.by_name[one.name].format(value, None, self.found.ours)

    def take_up(self, earlier: TwoWay) -> None:
        """Choose again what was chosen at an earlier look, where both values are still the same."""
        known = {(p.difference.key, repr(p.difference.here), repr(p.difference.there)): p.choice
                 for p in earlier.pairs}  # fmt: skip
        for pair in self.pairs:
            one = pair.difference
            choice = known.get((one.key, repr(one.here), repr(one.there)))
            if choice is not None and pair.allows(choice):
                pair.choice = choice
        wanted = {(new.type, new.id) for new in earlier.appended}
        for sheet in self.sheets:
            choose([new for new in sheet.new if (new.type, new.id) in wanted], TO_WORKBOOK)


def choose(lines: Iterable[Line], choice: str) -> None:
    """Make a choice for all lines that allow it; the others are left as they are."""
    for line in lines:
        if line.allows(choice):
            line.choice = choice


def share(lines: Iterable[Line], choice: str) -> float | None:
    """Give how many of the lines that allow a choice have it, 0 to 1; None where none allows it."""
    able = [line for line in lines if line.allows(choice)]
    return sum(line.choice == choice for line in able) / len(able) if able else None


def next_choice(lines: Sequence[Line]) -> str:
    """Give the choice that comes after that of the lines: workbook, Offtake, leave, and again."""
    order = [TO_WORKBOOK, TO_OFFTAKE, LEAVE]
    now = next((c for c in order if share(lines, c) == 1), LEAVE)
    if now == LEAVE and any(line.choice for line in lines):
        return TO_WORKBOOK  # they differ: begin anew
    turned = order[order.index(now) + 1 :] + order[: order.index(now)]
    return next((c for c in turned if share(lines, c) is not None), LEAVE)
