"""Review rows: the rows of the review of a workbook, with their texts and their ticks."""

from __future__ import annotations

import functools

from PySide6.QtCore import Qt

from desktop.core.errors import Problem
from desktop.core.i18n import Text
from desktop.core.merge import ALTERED, CLEARED, CONFLICT, MISSING, REMOVED, Cell, Item
from desktop.exchange.review import Review

#: What can be looked at alone.
FILTERS = {
    "all": Text("All"),
    "added": Text("New"),
    "changed": Text("Changed"),
    "missing": Text("Missing"),
    "conflict": Text("Conflicts"),
    "problem": Text("Problems"),
}
_UNCHECKED, _CHECKED = Qt.CheckState.Unchecked, Qt.CheckState.Checked
_PARTLY = Qt.CheckState.PartiallyChecked


def kind_of(item: Item) -> str:
    """Give under which filter an item stands first: what needs the user before what does not."""
    if any(problem.severity == "error" for problem in item.problems):
        return "problem"
    if item.kind == REMOVED or any(cell.kind == CONFLICT for cell in item.cells):
        return "conflict"
    if item.kind == MISSING:
        return "conflict" if item.edited else "missing"
    return "changed" if item.kind == ALTERED else "added"


def counted(review: Review) -> dict[str, int]:
    """Give how many items stand under each filter."""
    found = dict.fromkeys(FILTERS, 0)
    for item in review.items:
        found[kind_of(item)] += 1
    found["all"] = len(review.items)
    found["problem"] += len(review.general)
    return found


def is_taken(item: Item) -> bool:
    """Whether importing now would change something for an item."""
    if not item.accepted:
        return False
    return item.kind != ALTERED or any(cell.accepted for cell in item.cells)


class Node:
    """One row of the tree: a sheet, a record, a cell or a problem; children come when asked for."""

    def __init__(
        self,
        review: Review,
        parent: Node | None,
        row: int,
        of: str | Item | Cell | Problem | None,
        items: list[Item] | None = None,
    ) -> None:
        self.review = review
        self.parent = parent
        self.row = row
        self.of = of
        self.items = items or []

    @functools.cached_property
    def children(self) -> list[Node]:
        """The rows under this one."""
        if isinstance(self.of, str):
            return [Node(self.review, self, n, item) for n, item in enumerate(self.items)]
        if isinstance(self.of, Item):
            inside: list[Cell | Problem] = [*self.of.problems, *self.of.cells]
            return [Node(self.review, self, n, part) for n, part in enumerate(inside)]
        return []

    @property
    def has_children(self) -> bool:
        """Whether there are any, without making them."""
        if isinstance(self.of, Item):
            return bool(self.of.cells or self.of.problems)
        return bool(self.items) if isinstance(self.of, str) else bool(self.__dict__.get("children"))

    @property
    def item(self) -> Item | None:
        """The record that this row belongs to."""
        if isinstance(self.of, Item):
            return self.of
        return self.parent.item if self.parent is not None else None

    @property
    def kind(self) -> str:
        """How the row is marked."""
        if isinstance(self.of, Item):
            return kind_of(self.of)
        if isinstance(self.of, Problem):
            return "problem" if self.of.severity == "error" else "warning"
        if isinstance(self.of, Cell) and self.of.kind == CONFLICT:
            return "conflict"
        return ""

    @property
    def sign_column(self) -> int:
        """Where the mark of the kind stands."""
        return 0 if isinstance(self.of, Problem) else 1

    def text(self, column: int) -> str:
        """What stands in a column."""
        match self.of:
            case str():
                return self._sheet_text(column)
            case Item():
                return self._item_text(self.of, column)
            case Cell():
                return self._cell_text(self.of, column)
            case Problem():
                return self._problem_text(self.of, column)
        return ""

    def _sheet_text(self, column: int) -> str:
        assert isinstance(self.of, str)
        if column == 0:
            return str(self.review.dataset.types[self.of].title)
        if column == 1:
            return str(Text.count(len(self.items), "{n} record", "{n} records"))
        return ""

    def _item_text(self, item: Item, column: int) -> str:
        if column == 0:
            name = self._name(item)
            return f"{item.code}   {name}" if name else item.code or "?"
        if column == 1:
            return str(_what(item))
        if column == 5 and item.place is not None:
            return item.place.cell("code")
        if len(item.cells) == 1 and item.kind == ALTERED:
            return self._values(item, item.cells[0], column)
        return ""

    def _name(self, item: Item) -> str:
        record = self.review.dataset.get(item.type, item.id)
        if record is not None:
            name = record.display_name()
            return name if name != item.code else ""
        named = (cell.theirs for cell in item.cells if cell.field in ("name", "title"))
        return str(next(named, ""))

    def _cell_text(self, cell: Cell, column: int) -> str:
        item = self.item
        assert item is not None
        if column == 0:
            return str(self.review.dataset.types[item.type].by_name[cell.field].title)
        if column == 1:
            return str(_cell_what(cell))
        if column == 5 and item.place is not None:
            return item.place.cell(cell.field)
        return self._values(item, cell, column)

    def _values(self, item: Item, cell: Cell, column: int) -> str:
        if column not in (2, 3, 4):
            return ""
        value = (cell.ours, cell.theirs, cell.base)[column - 2]
        if value is None:
            return str(Text("(blank)")) if column == 3 and cell.kind == CLEARED else "–"
        return self.review.shown(item, cell.field, value).replace("\n", " ")

    def _problem_text(self, problem: Problem, column: int) -> str:
        # One sentence over the whole width, beginning with the cell that it is about.
        place = problem.cell or problem.code
        text = f"{place}   {problem.message}" if place else str(problem.message)
        return text if column == 0 else ""

    def check(self) -> Qt.CheckState | None:
        """Give the tick, or None where there is nothing to decide."""
        if isinstance(self.of, Item):
            return _item_check(self.of)
        if isinstance(self.of, Cell) and self.parent is not None:
            item = self.item
            if item is not None and item.kind != ALTERED:
                return None
            return _PARTLY if self.of.accepted is None else _state(self.of.accepted)
        if isinstance(self.of, str) and self.items:
            states = {_item_check(item) for item in self.items if not _is_faulty(item)}
            return states.pop() if len(states) == 1 else _PARTLY if states else _UNCHECKED
        return None

    def can_check(self) -> bool:
        """Whether the user may tick the row."""
        if isinstance(self.of, Problem) or self.check() is None:
            return False
        item = self.item
        return item is None or not _is_faulty(item)

    def set_check(self, wanted: bool) -> None:
        """Take what the workbook says, or leave it."""
        match self.of:
            case Item():
                _decide(self.of, wanted)
            case Cell():
                self.of.accepted = wanted
                item = self.item
                if item is not None and wanted:
                    item.accepted = True
            case str():
                for item in self.items:
                    if not _is_faulty(item):
                        _decide(item, wanted)


def _state(accepted: bool) -> Qt.CheckState:
    return _CHECKED if accepted else _UNCHECKED


def _is_faulty(item: Item) -> bool:
    return any(problem.severity == "error" for problem in item.problems)


def _decide(item: Item, wanted: bool) -> None:
    item.accepted = wanted
    if item.kind == ALTERED:
        for cell in item.cells:
            cell.accepted = wanted


def _item_check(item: Item) -> Qt.CheckState:
    if item.accepted is None:
        return _PARTLY
    if not item.accepted:
        return _UNCHECKED
    states = {cell.accepted for cell in item.cells} if item.kind == ALTERED else {True}
    return _state(states == {True}) if len(states) == 1 and None not in states else _PARTLY


def _what(item: Item) -> Text:
    if item.kind == MISSING:
        return (
            Text("not in the workbook, but changed here since; tick to delete it")
            if item.edited
            else Text("not in the workbook; tick to delete it")
        )
    if item.kind == REMOVED:
        return Text("deleted here, changed in the workbook; tick to bring it back")
    if item.kind != ALTERED:
        return Text("new") if item.kind == "added" else Text("new, copied from another row")
    undecided = len(item.conflicts())
    if undecided:
        return Text.count(undecided, "{n} conflict to decide", "{n} conflicts to decide")
    if item.cells:
        return Text.count(len(item.cells), "{n} cell changed", "{n} cells changed")
    return Text("left out")


def _cell_what(cell: Cell) -> Text:
    if cell.kind == CONFLICT:
        if cell.accepted is None:
            return Text("both changed: decide")
        return Text("takes the workbook’s") if cell.accepted else Text("keeps what is here")
    return Text("cleared") if cell.kind == CLEARED else Text("")
