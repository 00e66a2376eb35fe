"""Review index: the rows of a review by kind and by what is searched for, and its ticks counted.

Everything is counted once; after that each tick alters the counts by what it alters, so that a
review of very many rows answers at once.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence

from desktop.core.fields import folded
from desktop.core.i18n import Text
from desktop.core.merge import (
    ADDED,
    ALTERED,
    CLEARED,
    CONFLICT,
    COPIED,
    MISSING,
    REMOVED,
    Cell,
    Item,
)
from desktop.core.progress import Progress
from desktop.exchange.review import Review

#: By what rows can be looked at alone. One with cleared cells stands under its kind as well.
FILTERS = ("all", "added", "changed", "cleared", "missing", "conflict", "problem")
#: States of a tick.
NO, PARTLY, YES = 0, 1, 2

_BATCH = 2000


def kind_of(item: Item) -> str:
    """Give under which filter an item stands first: what needs the user before what does not."""
    if item.problems and item.is_faulty:
        return "problem"
    kind = item.kind
    if kind == MISSING:
        return "conflict" if item.edited else "missing"
    if kind == REMOVED:
        return "conflict"
    if item.accepted is None or _has(item, CONFLICT):
        return "conflict"
    return "added" if kind in (ADDED, COPIED) else "changed"


def _has(item: Item, kind: str) -> bool:
    return not item.is_untouched and any(cell.kind == kind for cell in item.cells)


def check(item: Item, cells: Sequence[Cell]) -> int:
    """Give the tick of a record: `YES`, `NO` or `PARTLY`, seen from those of its cells."""
    accepted = item.accepted
    if accepted is None:
        return PARTLY
    if not accepted:
        return NO
    if item.kind != ALTERED and (item.is_untouched or not cells):
        return YES
    some = every = None
    for cell in cells:
        if cell.accepted is None:
            return PARTLY
        some, every = some or cell.accepted, cell.accepted and every is not False
    return YES if every else PARTLY if some else NO


class Group:
    """The rows of one record type that are looked at; `shown` limits their cells."""

    def __init__(self, type_name: str, items: Sequence[Item], shown: Shown | None = None) -> None:
        self.type_name = type_name
        self.items = items
        self._shown = shown
        self._states: list[int] | None = None
        #: How often ticks were changed, for those who keep what they have seen.
        self.version = 0

    @property
    def is_limited(self) -> bool:
        """Whether of some records not all cells are looked at."""
        return self._shown is not None

    def cells(self, item: Item) -> Sequence[Cell]:
        """Give the cells of a record that are looked at."""
        return item.cells if self._shown is None else self._shown.cells(item)

    def check(self, item: Item) -> int:
        """Give the tick of a record, seen from the cells that are looked at."""
        return check(item, item.cells if self._shown is None else self._shown.cells(item))

    def state(self) -> int:
        """Give the tick of all that are looked at together."""
        if self._states is None:
            self._states = [0, 0, 0]
            for item in self.items:
                if not (item.problems and item.is_faulty):
                    self._states[self.check(item)] += 1
        no, partly, yes = self._states
        if partly or (no and yes):
            return PARTLY
        return YES if yes else NO

    def position(self, item: Item) -> int:
        """Give the place of a record among those looked at."""
        return self.places[id(item)]

    @functools.cached_property
    def places(self) -> dict[int, int]:
        """The place of each record, by the identity of the object."""
        return {id(item): n for n, item in enumerate(self.items)}

    def moved(self, before: int, after: int) -> None:
        """Take note that the tick of one record is another now."""
        self.version += 1
        if self._states is not None:
            self._states[before] -= 1
            self._states[after] += 1

    def forget(self) -> None:
        """Count anew when asked next."""
        self.version += 1
        self._states = None

    def all_are(self, state: int, count: int) -> None:
        """Take note that all sound rows have one tick now."""
        self.version += 1
        self._states = [0, 0, 0]
        self._states[state] = count


class Shown:
    """Which cells of a record are looked at, by filter and by what is searched for."""

    def __init__(self, index: ReviewIndex, filter: str, wanted: str) -> None:
        self._index = index
        self._kind = {"cleared": CLEARED}.get(filter)
        self._wanted = wanted

    def cells(self, item: Item) -> Sequence[Cell]:
        """Give the cells of the kind looked at; of these, those found, if any is found alone."""
        cells: Sequence[Cell] = item.cells
        if self._kind is not None:
            cells = [cell for cell in cells if cell.kind == self._kind]
        if not self._wanted or self._wanted in self._index.head(item):
            return cells
        found = [cell for cell in cells if self._wanted in self._index.cell_text(item, cell)]
        return found or cells


class ReviewIndex:
    """The rows of a review in order, with counts that follow each decision.

    `counts` is how many rows stand under each filter, `cleared` counting cells; `taken` is how
    many records taking over now would change; `undecided` how many conflicts wait.
    """

    def __init__(self, review: Review, progress: Progress | None = None) -> None:
        self.review = review
        self._texts: dict[int, str] = {}
        self._rows: dict[str, dict[str, list[Item]]] = {name: {} for name in FILTERS}
        self.counts = dict.fromkeys(FILTERS, 0)
        self.taken = self.undecided = 0
        spoken = progress or Progress()
        order: dict[str, list[Item]] = {name: [] for name in review.dataset.types}
        for number, item in enumerate(review.items):
            if number % _BATCH == 0:
                spoken.step(number, len(review.items), Text("Sorting the rows"))
            order[item.type].append(item)
            self._sort_in(item, kind_of(item))
        self._rows["all"] = {name: items for name, items in order.items() if items}
        self._groups: dict[str, list[Group]] = {}
        for group in self.groups():
            group.state()
        self.counts["all"] = len(review.items)
        self.counts["problem"] += len(review.general)

    def _sort_in(self, item: Item, kind: str) -> None:
        self.counts[kind] += 1
        self._rows[kind].setdefault(item.type, []).append(item)
        cleared = _has(item, CLEARED) and sum(cell.kind == CLEARED for cell in item.cells)
        if cleared:
            self.counts["cleared"] += cleared
            self._rows["cleared"].setdefault(item.type, []).append(item)
        self.taken += item.is_taken
        self.undecided += item.undecided

    def groups(
        self, filter: str = "all", text: str = "", progress: Progress | None = None
    ) -> list[Group]:
        """Give what stands under a filter and holds a text: in a code, field, value or address."""
        wanted = folded(text)
        if not wanted and filter in self._groups:
            return self._groups[filter]
        rows = self._rows[filter]
        shown = Shown(self, filter, wanted) if wanted or filter == "cleared" else None
        found = []
        for name in self.review.dataset.types:
            items = rows.get(name, [])
            if wanted:
                items = list(self._holding(items, wanted, progress or Progress()))
            if items:
                found.append(Group(name, items, shown))
        if not wanted:
            self._groups[filter] = found
        return found

    def conflicts(self, group: Group, waiting: bool) -> list[int]:
        """Give the places of a group's records with conflicts: those that wait, or all."""
        items = self._rows["conflict"].get(group.type_name, ())
        places = (group.places.get(id(item)) for item in items if item.undecided or not waiting)
        return sorted(place for place in places if place is not None)

    def _forget_others(self, group: Group) -> None:
        for groups in self._groups.values():
            for other in groups:
                if other is not group and other.type_name == group.type_name:
                    other.forget()

    @property
    def is_spelled_out(self) -> bool:
        """Whether every row was searched before, so that the next search is quick."""
        return len(self._texts) == len(self.review.items)

    def _holding(self, items: Iterable[Item], wanted: str, progress: Progress) -> Iterator[Item]:
        for number, item in enumerate(items):
            if number % _BATCH == 0:
                progress.step(number, self.counts["all"], Text("Searching"))
            text = self._texts.get(id(item))
            if text is None:
                parts = [self.head(item), *(self.cell_text(item, cell) for cell in item.cells)]
                parts += [folded(str(problem.message)) for problem in item.problems]
                text = self._texts[id(item)] = "\n".join(parts)
            if wanted in text:
                yield item

    def head(self, item: Item) -> str:
        """Give what is searched of a record beside its cells: code, name, senders."""
        return folded(" ".join((item.code, name_of(self.review, item), *item.senders)))

    def cell_text(self, item: Item, cell: Cell) -> str:
        """Give what is searched of a cell: field, values, addresses."""
        of = self.review.dataset.types[item.type].by_name[cell.field]
        values = [cell.base, cell.ours, cell.theirs, *(offer.value for offer in cell.offers)]
        known = [self.review.shown(item, cell.field, v) for v in values if v is not None]
        places = [offer.place for offer in cell.offers] or [item.place]
        cells = [place.cell(cell.field) for place in places if place is not None]
        return folded("\n".join((str(of.title), *known, *cells)))

    def decide(self, group: Group, item: Item, wanted: bool) -> None:
        """Take or leave a record: those of its cells that are looked at, with their conflicts.

        What several workbooks do not agree on stays open: `choose` decides that.
        """
        if not item.is_faulty:
            before = group.check(item)
            self._alter(item, group.cells(item), wanted, bulk=False)
            group.moved(before, group.check(item))
            self._forget_others(group)

    def decide_all(self, group: Group, items: Iterable[Item], wanted: bool) -> None:
        """Take or leave many records at once; no conflict is decided by that."""
        group.forget()
        self._forget_others(group)
        limited = group.is_limited
        count = 0
        for item in items:
            if not (item.problems and item.is_faulty):
                count += 1
                self._alter(item, group.cells(item) if limited else item.cells, wanted, bulk=True)
        if items is group.items and not limited and not self.undecided:
            group.all_are(YES if wanted else NO, count)

    def decide_cell(self, group: Group, item: Item, cell: Cell, wanted: bool) -> None:
        """Take or leave one cell."""
        before = group.check(item)
        self._alter(item, (cell,), wanted, bulk=False)
        group.moved(before, group.check(item))
        self._forget_others(group)

    def choose(self, group: Group, item: Item, cell: Cell, number: int | None) -> None:
        """Take what one of several workbooks says of a cell; None keeps what holds now."""
        before = group.check(item)
        taken, waiting = item.is_taken, item.undecided
        cell.accepted = number is not None
        if number is not None:
            cell.theirs = cell.offers[number].value
            item.accepted = True
        self.undecided += item.undecided - waiting
        self.taken += item.is_taken - taken
        group.moved(before, group.check(item))
        self._forget_others(group)

    def columns(self, type_name: str) -> dict[str, int]:
        """Give the fields that differ in the rows of a type, with how many rows, in their order."""
        found: dict[str, int] = {}
        for item in self._rows["all"].get(type_name, ()):
            if not (item.problems and item.is_faulty):
                for name in item.fields:
                    found[name] = found.get(name, 0) + 1
        return {name: found[name] for name in self.review.dataset.types[type_name].names
                if name in found}  # fmt: skip

    def decide_column(self, type_name: str, field: str, wanted: bool) -> None:
        """Take or leave a field in all rows of a type, looked at or not; no conflict is decided.

        Groups found by searching must `forget` after it.
        """
        for groups in self._groups.values():
            for group in groups:
                if group.type_name == type_name:
                    group.forget()
        for item in self._rows["all"].get(type_name, ()):
            if item.problems and item.is_faulty:
                continue
            for cell in item.cells:
                if cell.field == field:
                    self._alter(item, (cell,), wanted, bulk=True)

    def _alter(self, item: Item, cells: Sequence[Cell], wanted: bool, bulk: bool) -> None:
        # One loop and few calls: a tick may go to very many rows.
        if item.accepted is None and bulk:
            return
        taken, waiting = item.is_taken, item.undecided
        whole = wanted and cells is item.cells and item.is_untouched
        for cell in () if whole else cells:
            if cell.accepted is None and (bulk or cell.disputed):
                continue
            if cell.field != "code" or not is_fixed(item, cell):
                cell.accepted = wanted
        if wanted or cells is item.cells:
            item.accepted = wanted
        if waiting or not taken:
            self.undecided += item.undecided - waiting
        if wanted is not taken:
            self.taken += item.is_taken - taken

    def recount(self) -> None:
        """Count all decisions anew, after many were made at once."""
        for groups in self._groups.values():
            for group in groups:
                group.forget()
        self.taken = sum(item.is_taken for item in self.review.items)
        self.undecided = sum(item.undecided for item in self.review.items)


def is_fixed(item: Item, cell: Cell) -> bool:
    """Whether a cell goes with its row: a new record is nothing without its code."""
    return item.kind != ALTERED and cell.field == "code" and cell.kind != CONFLICT


def name_of(review: Review, item: Item) -> str:
    """Give the name of a record, as it is here or in the workbook; empty if it has none."""
    record = review.dataset.get(item.type, item.id)
    if record is not None:
        name = str(record.display_name())
        return name if name != item.code else ""
    named = (cell.theirs for cell in item.cells if cell.field in ("name", "title"))
    return str(next(named, None) or "")
