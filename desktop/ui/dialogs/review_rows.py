"""Review rows: the rows of the review of a workbook, with their texts and their ticks."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt

from desktop.core.errors import Problem
from desktop.core.i18n import Text, plain
from desktop.core.merge import (
    ADDED,
    ALTERED,
    CLEARED,
    CONFLICT,
    MISSING,
    REMOVED,
    Cell,
    Item,
)
from desktop.exchange.review_index import (
    NO,
    PARTLY,
    YES,
    Group,
    ReviewIndex,
    is_fixed,
    kind_of,
    name_of,
)
from desktop.ui.dialogs.review_words import words_of

#: What can be looked at alone.
FILTER_NAMES = {
    "all": Text("All"),
    "added": Text("New"),
    "changed": Text("Changed"),
    "cleared": Text("Cleared cells"),
    "missing": Text("Missing"),
    "conflict": Text("Conflicts"),
    "problem": Text("Problems"),
}
#: The columns: what it is, how it differs, the three values, and where it stands.
SUBJECT, WHAT, SENT, OURS, THEIRS, PLACE = range(6)
#: A sheet with more rows than this is shown in parts of this many.
PART = 1000

_STATES = {
    NO: Qt.CheckState.Unchecked,
    PARTLY: Qt.CheckState.PartiallyChecked,
    YES: Qt.CheckState.Checked,
}


@dataclass(frozen=True)
class Part:
    """Some of the rows of a sheet that has very many: from one place up to another."""

    first: int
    last: int


@dataclass(frozen=True)
class Choice:
    """One answer to a cell on which several workbooks do not agree; None keeps what holds now."""

    number: int | None


Of = str | Part | Item | Cell | Choice | Problem | None


class Node:
    """One row of the tree; what is under it is made when asked for."""

    def __init__(
        self,
        index: ReviewIndex,
        parent: Node | None,
        row: int,
        of: Of,
        group: Group | None = None,
        items: Sequence[Item] = (),
    ) -> None:
        self.index = index
        self.parent = parent
        self.row = row
        self.of = of
        self.group = group
        self.items = items
        self._seen: tuple[int, int] | None = None

    @functools.cached_property
    def children(self) -> list[Node]:
        """The rows under this one."""
        match self.of:
            case str() if len(self.items) > 2 * PART:
                starts = range(0, len(self.items), PART)
                return [
                    self._under(n, Part(first, first + len(part)), part)
                    for n, first in enumerate(starts)
                    for part in [self.items[first : first + PART]]
                ]
            case str() | Part():
                return [self._under(n, item) for n, item in enumerate(self.items)]
            case Item():
                assert self.group is not None
                inside: list[Of] = [*self.of.problems, *self.group.cells(self.of)]
                return [self._under(n, part) for n, part in enumerate(inside)]
            case Cell() if self.of.disputed:
                numbers = [None, *range(len(self.of.offers))]
                return [self._under(n, Choice(number)) for n, number in enumerate(numbers)]
        return []

    def _under(self, row: int, of: Of, items: Sequence[Item] = ()) -> Node:
        return Node(self.index, self, row, of, self.group, items)

    def part(self) -> None:
        """Cut loose the rows under this one: they point up and down, and would outlast the tree."""
        for child in self.__dict__.pop("children", ()):
            child.parent = None
            child.part()

    @property
    def has_children(self) -> bool:
        """Whether there are any, without making them."""
        match self.of:
            case Item():
                return bool(self.of.cells or self.of.problems)
            case Cell():
                return self.of.disputed
            case str() | Part():
                return bool(self.items)
            case None:
                return bool(self.children)
        return False

    @property
    def item(self) -> Item | None:
        """The record that this row belongs to."""
        if isinstance(self.of, Item):
            return self.of
        return self.parent.item if self.parent is not None else None

    @property
    def cell(self) -> Cell | None:
        """The cell that this row belongs to, or shows as the only one of its record."""
        if isinstance(self.of, Cell):
            return self.of
        if isinstance(self.of, Item) and self.of.kind == ALTERED and len(self.of.cells) == 1:
            return self.of.cells[0]
        return self.parent.cell if isinstance(self.of, Choice) and self.parent else None

    @property
    def kind(self) -> str:
        """How the row is marked."""
        match self.of:
            case Item():
                return kind_of(self.of)
            case Problem():
                return "problem" if self.of.severity == "error" else "warning"
            case Cell():
                return self.of.kind if self.of.kind in (CONFLICT, CLEARED) else ""
        return ""

    def check(self) -> Qt.CheckState | None:
        """Give the tick, or None where there is nothing to decide."""
        item, cell = self.item, self.cell
        match self.of:
            case str() if self.group is not None:
                return _STATES[self.group.state()]
            case Part() if self.group is not None:
                return _STATES[self._part_state(self.group)]
            case Item() if self.group is not None:
                return _STATES[self.group.check(self.of)]
            case Cell() if item is not None:
                if item.is_faulty or self.of.disputed or is_fixed(item, self.of):
                    return None
                if self.of.accepted is None:
                    return _STATES[PARTLY]
                return _STATES[YES if self.of.accepted and item.accepted is not False else NO]
            case Choice() if item is not None and cell is not None:
                return _STATES[YES if item.accepted and _is_chosen(self.of, cell) else NO]
        return None

    def can_check(self) -> bool:
        """Whether the user may tick the row."""
        item = self.item
        if self.group is None or isinstance(self.of, Problem):
            return False
        if item is None or isinstance(self.of, Item):
            return item is None or not item.is_faulty
        return self.check() is not None

    def _part_state(self, group: Group) -> int:
        """Give the tick of a part's rows together, counted again only after another tick."""
        if self._seen is None or self._seen[0] != group.version:
            state = -1
            for item in self.items:
                if item.problems and item.is_faulty:
                    continue
                one = group.check(item)
                if one == PARTLY or state not in (-1, one):
                    state = PARTLY
                    break
                state = one
            self._seen = (group.version, max(state, NO))
        return self._seen[1]

    def set_check(self, wanted: bool) -> None:
        """Take what the workbook says, or leave it."""
        group, item, cell = self.group, self.item, self.cell
        assert group is not None
        match self.of:
            case str() | Part():
                self.index.decide_all(group, self.items, wanted)
            case Item():
                self.index.decide(group, self.of, wanted)
            case Cell() if item is not None:
                self.index.decide_cell(group, item, self.of, wanted)
            case Choice() if item is not None and cell is not None and wanted:
                self.index.choose(group, item, cell, self.of.number)

    def text(self, column: int) -> str:
        """What stands in a column."""
        match self.of:
            case str() | Part():
                return self._heading_text(column)
            case Item():
                return self._item_text(self.of, column)
            case Cell():
                return self._cell_text(self.of, column)
            case Choice():
                return self._choice_text(self.of, column)
            case Problem():
                return _problem_text(self.of, column)
        return ""

    def _heading_text(self, column: int) -> str:
        if column == WHAT:
            return str(Text.count(len(self.items), "{n} record", "{n} records"))
        if column != SUBJECT:
            return ""
        if isinstance(self.of, Part):
            return str(Text("Rows {first} to {last}", first=plain(self.of.first + 1),
                            last=plain(self.of.last)))  # fmt: skip
        return str(self.index.review.dataset.types[str(self.of)].title)

    def _item_text(self, item: Item, column: int) -> str:
        if column == SUBJECT:
            name = name_of(self.index.review, item)
            return f"{item.code}   {name}" if name else item.code or "?"
        if column == WHAT:
            return str(self._what_alone(item) or self._what(item))
        if column == PLACE and item.place is not None:
            return _from(item.senders, item.place.cell("code"))
        if len(item.cells) == 1 and item.kind == ALTERED:
            return self._values(item, item.cells[0], column)
        return ""

    def _what_alone(self, item: Item) -> Text | None:
        """Name the field of a record of which nothing else changes: its values stand beside it."""
        if item.kind != ALTERED or len(item.cells) != 1 or item.accepted is None:
            return None
        if item.conflicts():
            return None
        field = self.index.review.dataset.types[item.type].by_name[item.cells[0].field]
        return Text("{field} changed", field=field.title)

    def _cell_text(self, cell: Cell, column: int) -> str:
        item = self.item
        assert item is not None
        if column == SUBJECT:
            return str(self.index.review.dataset.types[item.type].by_name[cell.field].title)
        if column == WHAT:
            return str(self._cell_what(cell))
        if column == PLACE:
            place = cell.offers[0].place if cell.offers else item.place
            senders = [offer.sender for offer in cell.offers]
            return "" if place is None else _from(senders, place.cell(cell.field))
        return self._values(item, cell, column)

    def _what(self, item: Item) -> Text:
        if item.kind == MISSING:
            return (
                Text("not in the workbook, but changed here since; tick to delete it")
                if item.edited
                else Text("not in the workbook; tick to delete it")
            )
        if item.kind == REMOVED:
            return words_of(self.index.review).removed
        if item.accepted is None:
            return Text("possible duplicate: decide")
        undecided = len(item.conflicts())
        if undecided:
            return Text.count(undecided, "{n} conflict to decide", "{n} conflicts to decide")
        if item.kind != ALTERED:
            return Text("new") if item.kind == ADDED else Text("new, copied from another row")
        if item.cells:
            return Text.count(len(item.cells), "{n} cell changed", "{n} cells changed")
        return Text("left out")

    def _cell_what(self, cell: Cell) -> Text:
        if cell.kind == CONFLICT:
            if cell.accepted is None:
                senders = cell.disputed
                return Text("senders disagree: decide") if senders else Text("both changed: decide")
            taken = words_of(self.index.review).taken
            return taken if cell.accepted else Text("keeps what is here")
        return Text("cleared") if cell.kind == CLEARED else Text("")

    def _choice_text(self, choice: Choice, column: int) -> str:
        item, cell = self.item, self.cell
        assert item is not None and cell is not None
        if choice.number is None:
            if column == SUBJECT:
                return str(Text("Keep what is here"))
            return self._shown(item, cell, cell.ours) if column == OURS else ""
        offer = cell.offers[choice.number]
        if column == SUBJECT:
            return offer.sender
        if column == THEIRS:
            return self._shown(item, cell, offer.value, there=True)
        return offer.place.cell(cell.field) if column == PLACE and offer.place else ""

    def _values(self, item: Item, cell: Cell, column: int) -> str:
        if column == SENT and self.index.review.base_revision is not None:
            return self._shown(item, cell, cell.base)
        if column == OURS:
            return self._shown(item, cell, cell.ours)
        if column != THEIRS:
            return ""
        if cell.disputed and cell.accepted is None:
            told = dict.fromkeys(
                self._shown(item, cell, offer.value, there=True) for offer in cell.offers
            )
            return " / ".join(told)
        return self._shown(item, cell, cell.theirs, there=True)

    def _shown(self, item: Item, cell: Cell, value: object, there: bool = False) -> str:
        if value is None:
            return str(Text("(blank)")) if there else "–"
        return self.index.review.shown(item, cell.field, value).replace("\n", " ")


def _is_chosen(choice: Choice, cell: Cell) -> bool:
    if choice.number is None:
        return cell.accepted is False
    return bool(cell.accepted) and cell.offers[choice.number].value == cell.theirs


def _from(senders: Sequence[str], place: str) -> str:
    """Give an address with the file it is in, where there are several."""
    if not senders:
        return place
    more = f" +{len(senders) - 1}" if len(senders) > 1 else ""
    return f"{place} · {senders[0]}{more}"


def _problem_text(problem: Problem, column: int) -> str:
    # One sentence over the whole width, beginning with the cell that it is about.
    place = problem.cell or problem.code
    text = f"{place}   {problem.message}" if place else str(problem.message)
    return text if column == SUBJECT else ""
