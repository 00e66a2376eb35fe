"""Two-way rows: the rows of the comparison of a workbook, with their texts and their choices."""

from __future__ import annotations

import functools

from PySide6.QtCore import Qt

from desktop.core.errors import Problem
from desktop.core.i18n import Text
from desktop.core.merge import CHANGED, CLEARED, CONFLICT, OURS
from desktop.operations.two_way import (
    TO_OFFTAKE,
    TO_WORKBOOK,
    Line,
    NewRow,
    Pair,
    RowPart,
    SheetPart,
    TwoWay,
    share,
)
from desktop.operations.workbook_differences import LEFT

#: The columns: what it is, both values around their ticks, who changed it, what it was, where.
SUBJECT, HERE, INTO_WORKBOOK, INTO_OFFTAKE, THERE, WHAT, THEN, PLACE = range(8)
#: The choice that a column of ticks makes.
CHOICES = {INTO_WORKBOOK: TO_WORKBOOK, INTO_OFFTAKE: TO_OFFTAKE}
_KINDS = {
    OURS: Text("changed here"),
    CHANGED: Text("changed in the workbook"),
    CLEARED: Text("cleared in the workbook"),
    CONFLICT: Text("both changed: decide"),
    LEFT: Text("left last time"),
}


class Lacking:
    """The records that a sheet lacks, as one row above them."""

    def __init__(self, rows: list[NewRow]) -> None:
        self.rows = rows


Of = TwoWay | SheetPart | RowPart | Lacking | Pair | NewRow | Problem | None


class Node:
    """One row of the tree; what is under it is made when asked for."""

    def __init__(self, both: TwoWay, parent: Node | None, row: int, of: Of) -> None:
        self.both = both
        self.parent = parent
        self.row = row
        self.of = of
        self._counted: dict[str, tuple[int, float | None]] = {}

    @functools.cached_property
    def children(self) -> list[Node]:
        """The rows under this one."""
        inside: list[Of] = []
        match self.of:
            case None:
                inside = [*self.both.unread, self.both] if self.both.lines else [*self.both.unread]
            case TwoWay():
                inside = [*self.of.sheets]
            case SheetPart():
                inside = [*self.of.rows, *([Lacking(self.of.new)] if self.of.new else [])]
            case RowPart():
                inside = [*self.of.pairs]
            case Lacking():
                inside = [*self.of.rows]
        return [Node(self.both, self, n, of) for n, of in enumerate(inside)]

    @functools.cached_property
    def lines(self) -> list[Line]:
        """All that a choice at this row is made for."""
        match self.of:
            case TwoWay() | SheetPart():
                return self.of.lines
            case RowPart():
                return [*self.of.pairs]
            case Lacking():
                return [*self.of.rows]
            case Pair() | NewRow():
                return [self.of]
        return []

    @property
    def pair(self) -> Pair | None:
        """The cell that the row shows: its own, or the only one of a record."""
        if isinstance(self.of, RowPart) and len(self.of.pairs) == 1:
            return self.of.pairs[0]
        return self.of if isinstance(self.of, Pair) else None

    @property
    def is_hindered(self) -> bool:
        """Whether something is in the way of the cell or row, which its text tells."""
        if isinstance(self.of, NewRow):
            return self.of.against_workbook is not None
        pair = self.pair
        if pair is None:
            return False
        told = (pair.formula, pair.doubt, pair.against_workbook, pair.against_offtake)
        return any(one is not None for one in told)

    def check(self, choice: str, version: int) -> Qt.CheckState | None:
        """Give the tick for a choice, None where it cannot be made; counted once for a version."""
        known = self._counted.get(choice)
        if known is None or known[0] != version:
            known = self._counted[choice] = (version, share(self.lines, choice))
        part = known[1]
        if part is None:
            return None
        if part in (0, 1):
            return Qt.CheckState.Checked if part else Qt.CheckState.Unchecked
        return Qt.CheckState.PartiallyChecked

    def text(self, column: int) -> str:
        """What stands in a column."""
        if column == SUBJECT:
            return self._subject()
        match self.of:
            case TwoWay() | SheetPart() if column == WHAT:
                cells = sum(isinstance(line, Pair) for line in self.lines)
                if not cells:
                    return ""
                return str(Text.count(cells, "{n} cell differs", "{n} cells differ"))
            case Lacking() if column == WHAT:
                return str(Text.count(len(self.of.rows), "{n} record", "{n} records"))
            case NewRow() if column == WHAT:
                return str(_what_new(self.of))
            case RowPart() if column == WHAT and len(self.of.pairs) > 1:
                cells = len(self.of.pairs)
                return str(Text.count(cells, "{n} cell differs", "{n} cells differ"))
        return "" if self.pair is None else self._pair_text(self.pair, column)

    def _subject(self) -> str:
        types = self.both.found.ours.types
        match self.of:
            case TwoWay():
                return self.of.path.name
            case SheetPart():
                return sheet_name(self.of, str(types[self.of.type].title))
            case RowPart() | NewRow():
                # The name last: where there is little room, it is what is cut.
                only = f" · {_label(self.pair)}" if self.pair is not None else ""
                return f"{self.of.code}{only}   {self.of.name}".rstrip()
            case Lacking():
                return str(Text("Not in the workbook"))
            case Pair():
                return _label(self.of)
            case Problem():
                return str(self.of)
        return ""

    def _pair_text(self, pair: Pair, column: int) -> str:
        one = pair.difference
        match column:
            case _ if column == WHAT:
                return str(what_of(pair))
            case _ if column == PLACE:
                return one.cell
            case _ if column == HERE:
                return self._shown(pair, one.here)
            case _ if column == THERE:
                return self._shown(pair, one.there)
            case _ if column == THEN and one.kind in (OURS, CHANGED, CLEARED, CONFLICT):
                return self._shown(pair, one.then)
        return ""

    def _shown(self, pair: Pair, value: object) -> str:
        if value is None:
            return str(Text("(blank)"))
        return self.both.shown(pair.difference, value).replace("\n", " ")


def sheet_name(part: SheetPart, title: str) -> str:
    """Give what a sheet is called, and what it lists where its name does not say so."""
    if part.sheet == title:
        return title
    return str(Text("{sheet}: {type}", sheet=part.sheet, type=title))


def _label(pair: Pair) -> str:
    return str(pair.difference.row.type.by_name[pair.difference.name].title)


def what_of(pair: Pair) -> Text:
    """Give who changed a cell, and what is in the way of writing it."""
    what = _KINDS.get(pair.difference.kind, Text("differs"))
    if pair.formula:
        what = Text("{what}; the cell holds the formula ={formula}", what=what,
                    formula=pair.formula)  # fmt: skip
    elif pair.formula is not None:
        what = Text("{what}; the cell holds a formula", what=what)
    if pair.doubt is not None:
        what = Text("{what}; {doubt}; is that meant?", what=what, doubt=pair.doubt)
    if pair.against_workbook is not None:
        what = Text("{what}; not into the workbook: {reason}", what=what,
                    reason=pair.against_workbook)  # fmt: skip
    if pair.against_offtake is not None:
        what = Text("{what}; not into Offtake: {reason}", what=what, reason=pair.against_offtake)
    return what


def _what_new(new: NewRow) -> Text:
    if new.against_workbook is not None:
        return Text("cannot be appended: {reason}", reason=new.against_workbook)
    return Text("tick to append it as a new row")
