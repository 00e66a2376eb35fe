"""The rows of a review by kind and text, and counts that follow every tick."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.i18n import Text
from desktop.core.merge import ADDED, ALTERED, CHANGED, CLEARED, CONFLICT, MISSING, NEW, Cell, Item
from desktop.exchange.review import Review
from desktop.exchange.review_index import NO, PARTLY, YES, Group, ReviewIndex
from desktop.model import TYPES


class Place:
    def __init__(self, row: int) -> None:
        self.row = row

    def cell(self, name: str) -> str:
        return f"Materials!{name[0].upper()}{self.row}"


def materials(count: int) -> Dataset:
    return Dataset(TYPES).with_changes(
        Change("material", n, None, {"code": f"M{n}", "name": f"metal {n}"})
        for n in range(1, count + 1)
    )


def changed(n: int, *cells: Cell) -> Item:
    return Item("material", n, f"M{n}", ALTERED, list(cells), Place(n + 1))


def name(theirs: str = "other", kind: str = CHANGED) -> Cell:
    return Cell("name", kind, "a", "a", theirs, None if kind == CONFLICT else True)


def index_of(*items: Item) -> ReviewIndex:
    dataset = materials(9)
    return ReviewIndex(Review(Path("a.xlsx"), dataset, None, 1, list(items), dataset))


@pytest.fixture
def index() -> ReviewIndex:
    """Gives one row of each kind."""
    wrong = changed(5, name())
    wrong.problems.append(Problem("error", "material", "M5", "note", Text("no date")))
    wrong.accepted = False
    return index_of(
        changed(1, name("gold"), Cell("note", CLEARED, "n", "n", None)),
        changed(2, name("silver", CONFLICT), Cell("note", CHANGED, "n", "n", "copper")),
        Item("material", -1, "NEW", ADDED, [Cell("code", NEW, None, None, "NEW"), name("tin")]),
        Item("material", 4, "M4", MISSING, accepted=False),
        wrong,
    )


def codes(groups: list[Group]) -> list[str]:
    return [item.code for group in groups for item in group.items]


def test_rows_stand_under_their_kind(index: ReviewIndex) -> None:
    assert index.counts == {"all": 5, "added": 1, "changed": 1, "cleared": 1, "missing": 1,
                            "conflict": 1, "problem": 1}  # fmt: skip
    assert codes(index.groups("conflict")) == ["M2"]
    assert codes(index.groups("cleared")) == ["M1"]
    assert (index.taken, index.undecided) == (3, 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [("gold", ["M1"]), ("METAL 2", ["M2"]), ("symbol", []), ("name", ["M1", "M2", "NEW", "M5"]),
     ("materials!n3", ["M2"]), ("no date", ["M5"]), ("m4", ["M4"])],
)  # fmt: skip
def test_search_goes_over_codes_names_fields_values_cells_and_faults(
    index: ReviewIndex, text: str, found: list[str]
) -> None:
    assert codes(index.groups("all", text)) == found


def test_of_what_is_found_only_the_cells_found_are_looked_at(index: ReviewIndex) -> None:
    (group,) = index.groups("all", "copper")
    (item,) = group.items
    assert [cell.field for cell in group.cells(item)] == ["note"]
    index.decide(group, item, False)
    assert [cell.accepted for cell in item.cells] == [None, False]


def test_many_at_once_decide_no_conflict(index: ReviewIndex) -> None:
    (group,) = index.groups()
    for wanted in (False, True, True):
        index.decide_all(group, group.items, wanted)
    assert index.undecided == 1 and index.taken == 4
    assert group.state() == PARTLY
    index.decide_column("material", "name", True)
    assert index.undecided == 1
    index.decide(group, group.items[1], True)
    assert index.undecided == 0
    assert group.state() == YES


def test_a_faulty_row_is_never_taken(index: ReviewIndex) -> None:
    (group,) = index.groups("problem")
    index.decide(group, group.items[0], True)
    index.decide_all(group, group.items, True)
    index.decide_column("material", "name", True)
    assert group.items[0].accepted is False and group.state() == NO


def test_a_new_record_keeps_its_code_whatever_of_it_is_left(index: ReviewIndex) -> None:
    (group,) = index.groups("added")
    (item,) = group.items
    index.decide(group, item, False)
    index.decide_cell(group, item, item.cells[1], True)
    assert [item.accepted, *(cell.accepted for cell in item.cells)] == [True, True, True]
    index.decide_column("material", "name", False)
    assert (item.is_taken, group.check(item)) == (True, PARTLY)


def test_counts_follow_any_ticks(index: ReviewIndex) -> None:
    chance = random.Random(4)
    items = index.review.items
    groups = [*index.groups(), *index.groups("all", "name"), *index.groups("cleared")]
    for _ in range(300):
        group = chance.choice(groups)
        wanted = chance.random() < 0.5
        item = chance.choice(group.items)
        match chance.randrange(4):
            case 0:
                index.decide(group, item, wanted)
            case 1:
                index.decide_all(group, group.items, wanted)
            case 2 if item.kind not in (MISSING,) and not item.is_faulty:
                index.decide_cell(group, item, chance.choice(item.cells), wanted)
            case _:
                index.decide_column("material", chance.choice(["name", "note"]), wanted)
        for other in groups:
            if other is not group:
                other.forget()
        assert index.taken == sum(item.is_taken for item in items)
        assert index.undecided == sum(item.undecided for item in items)


def test_the_state_of_a_group_is_that_of_its_rows(index: ReviewIndex) -> None:
    chance = random.Random(5)
    (group,) = index.groups()
    for _ in range(100):
        index.decide(group, chance.choice(group.items), chance.random() < 0.5)
        states = {group.check(item) for item in group.items if not item.is_faulty}
        assert group.state() == (states.pop() if len(states) == 1 else PARTLY)


def test_columns_count_the_rows_that_differ_in_them(index: ReviewIndex) -> None:
    assert index.columns("material") == {"code": 1, "name": 3, "note": 2}


def test_searching_can_be_stopped(index: ReviewIndex) -> None:
    from desktop.core.errors import Cancelled
    from desktop.core.progress import Progress

    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        index.groups("all", "x", progress)
    with pytest.raises(Cancelled):
        ReviewIndex(index.review, progress)


def test_blanks_join_the_rows_and_leave_them_again() -> None:
    blank: list[Any] = [
        Item("material", n, f"M{n}", ALTERED, [Cell("note", CLEARED, "n", "n", None, False)])
        for n in (1, 2)
    ]
    dataset = materials(3)
    items = [changed(1, name())]
    review = Review(Path("a.xlsx"), dataset, None, None, items, dataset, blanks=blank)
    assert review.blank_cells == 2
    review.clear_blanks(True)
    assert [(i.code, len(i.cells), i.is_taken) for i in review.items] == [
        ("M1", 2, True), ("M2", 1, True),
    ]  # fmt: skip
    assert ReviewIndex(review).counts["cleared"] == 2
    review.clear_blanks(False)
    assert [(i.code, len(i.cells)) for i in review.items] == [("M1", 1)]
