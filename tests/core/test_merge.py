"""Merging what came back: known cases, and what must hold for any three datasets."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.accepted import changes_of, undecided
from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.i18n import Text
from desktop.core.likeness import most_like, same
from desktop.core.merge import (
    ALTERED,
    CHANGED,
    CLEARED,
    CONFLICT,
    COPIED,
    MISSING,
    NEW,
    OURS,
    REMOVED,
    SAME,
    Item,
    Row,
    Unchanged,
    blanks,
    compare,
    merge,
)
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES

MATERIAL, FORM = TYPES["material"], TYPES["form"]
NAME, COVER = MATERIAL.by_name["name"], MATERIAL.by_name["target_cover"]
NOTE = MATERIAL.by_name["note"]

texts = st.one_of(st.none(), st.sampled_from(["a", "b", "게르마늄", "two\nlines", "-"]))
numbers = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 0.1 + 0.2, 1e9]))
materials = st.fixed_dictionaries(
    {"name": st.sampled_from(["x", "y"]), "note": texts, "target_cover": numbers}
)
# Records of the same id in all three states have the same code, so that codes never collide.
states = st.dictionaries(st.integers(1, 6), materials, max_size=6)


def dataset(state: Mapping[int, Mapping[str, Any]]) -> Dataset:
    changes = [
        Change("material", id, None, {"code": f"M{id}", **values})
        for id, values in sorted(state.items())
    ]
    return Dataset(TYPES).with_changes(changes)


def rows_of(state: Dataset, known: Dataset | None = None) -> list[Row]:
    """Gives the rows as they come back; records that were not exported are new."""
    exported = state if known is None else known
    return [
        Row(
            record.id if record.id in exported["material"] else -record.id,
            MATERIAL.values(record),
        )
        for record in state["material"]
    ]


def merged(base: Dataset | None, ours: Dataset, rows: list[Row], **options: Any) -> list[Item]:
    return merge(
        MATERIAL,
        None if base is None else base["material"],
        ours["material"],
        rows,
        spare=itertools.count(-1000, -1).__next__,
        **options,
    )


def result(items: list[Item], ours: Dataset, theirs: bool = False) -> dict[str, Any]:
    after = ours.with_changes(changes_of(items, ours, theirs))
    return {r.code: {**MATERIAL.values(r)} for r in after["material"]}


def by_code(state: Dataset) -> dict[str, Any]:
    return {r.code: {**MATERIAL.values(r)} for r in state["material"]}


@given(states, states)
def test_what_only_they_changed_is_taken_over(first: Any, second: Any) -> None:
    base, theirs = dataset(first), dataset(second)
    items = merged(base, base, rows_of(theirs, base))
    for item in items:
        item.accepted = True
    assert undecided(items) == 0
    assert result(items, base) == by_code(theirs)


@given(states, states)
def test_what_only_we_changed_stays(first: Any, second: Any) -> None:
    base, ours = dataset(first), dataset(second)
    items = merged(base, ours, rows_of(base))
    assert [item for item in items if item.kind != MISSING] == []
    assert result(items, ours) == by_code(ours)


@given(states, states, states)
def test_every_difference_is_told_and_conflicts_go_either_way(a: Any, b: Any, c: Any) -> None:
    base, ours, theirs = dataset(a), dataset(b), dataset(c)
    rows = rows_of(theirs, base)
    kept = result(merged(base, ours, rows), ours)
    taken = result(merged(base, ours, rows), ours, theirs=True)
    for row in rows:
        code = row.values["code"]
        now, then = ours["material"].get(row.id), base["material"].get(row.id)
        if now is None or then is None:
            continue
        for name, value in row.values.items():
            of = MATERIAL.by_name[name]
            kind = compare(of, getattr(then, name), getattr(now, name), value)
            mine, yours = kept[code][name], taken[code][name]
            assert mine == (value if kind in (CHANGED, CLEARED) else getattr(now, name))
            assert yours == (getattr(now, name) if kind in (SAME, OURS) else value)


@given(states, states, states, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_says_nothing(
    a: Any, b: Any, c: Any, chance: random.Random
) -> None:
    base, ours, theirs = dataset(a), dataset(b), dataset(c)
    rows = rows_of(theirs, base)
    mixed = []
    for row in rows:
        names = list(row.values)
        chance.shuffle(names)
        mixed.append(Row(row.id, {name: row.values[name] for name in names}))
    chance.shuffle(mixed)
    for theirs_win in (False, True):
        straight = result(merged(base, ours, rows), ours, theirs_win)
        assert result(merged(base, ours, mixed), ours, theirs_win) == straight


@given(states, states)
def test_missing_columns_change_nothing(first: Any, second: Any) -> None:
    base, theirs = dataset(first), dataset(second)
    rows = [Row(row.id, {}) for row in rows_of(theirs) if row.id in base["material"]]
    assert [item for item in merged(base, base, rows) if item.kind != MISSING] == []


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "kind"),
    [
        ("a", "a", "a", SAME),
        ("a", "b", "b", SAME),
        ("a", "b", "a", OURS),
        ("a", "a", "b", CHANGED),
        ("a", "a", None, CLEARED),
        ("a", "b", "c", CONFLICT),
        ("a", "b", None, CONFLICT),
        ("a", None, "b", CONFLICT),
        (None, None, "b", CHANGED),
        (None, "b", None, OURS),
        (None, "b", "c", CONFLICT),
    ],
)
def test_kinds_of_cells(base: Any, ours: Any, theirs: Any, kind: str) -> None:
    assert compare(NAME, base, ours, theirs) == kind


def test_equal_but_for_the_way_through_other_programs() -> None:
    assert same(COVER, 0.1 + 0.2, 0.3) and same(COVER, 3, 3.0)
    assert not same(COVER, 3.0, 3.0000001) and not same(COVER, 0.0, 1e-15)
    assert same(NAME, "two  words", "two words ") and same(NAME, "a b", "a\u00a0b")
    assert same(NOTE, "one\r\ntwo", "one\ntwo\n") and not same(NOTE, "one\ntwo", "one two")
    assert same(NAME, "한", "한") and not same(NAME, "a", None)
    start = TYPES["capacity"].by_name["start"]
    assert not same(start, PartialDate.parse("2028"), PartialDate.parse("2028-H1"))
    assert same(TYPES["stock"].by_name["as_of"], dt.date(2028, 1, 1), dt.date(2028, 1, 1))


BASE = dataset({1: {"name": "x", "note": "n"}, 2: {"name": "y", "target_cover": 3.0}})


def test_blank_clears_only_against_a_base() -> None:
    row = Row(1, {"name": "x", "note": None})
    (item,) = merged(BASE, BASE, [row], complete=False)
    assert [(c.field, c.kind, c.accepted) for c in item.cells] == [("note", CLEARED, True)]
    assert merged(None, BASE, [row]) == []
    assert merged(BASE, BASE, [row], complete=False, clears=False) == []


def test_two_way_takes_every_difference() -> None:
    (item,) = merged(None, BASE, [Row(1, {"name": "z"})])
    assert item.cells[0].kind == CHANGED and item.cells[0].accepted


def test_conflict_waits_for_a_decision() -> None:
    ours = dataset({1: {"name": "ours", "note": "n"}})
    items = merged(BASE, ours, [Row(1, {"name": "theirs", "note": "m"})], complete=False)
    (item,) = items
    assert [(c.kind, c.accepted) for c in item.cells] == [(CONFLICT, None), (CHANGED, True)]
    assert undecided(items) == 1
    assert changes_of(items, ours)[0].after == {"note": "m"}
    assert changes_of(items, ours, theirs=True)[0].after == {"name": "theirs", "note": "m"}


def test_missing_is_offered_and_never_taken() -> None:
    ours = dataset({1: {"name": "x", "note": "n"}, 2: {"name": "edited", "target_cover": 3.0}})
    items = merged(BASE, ours, [])
    assert [(i.kind, i.accepted, i.edited) for i in items] == [
        (MISSING, False, False), (MISSING, False, True),
    ]  # fmt: skip
    assert changes_of(items, ours) == []
    items[0].accepted = True
    assert [c.kind for c in changes_of(items, ours)] == ["removed"]


def test_what_was_removed_here_and_changed_there_may_return() -> None:
    base = BASE.with_changes(
        [Change("form", 1, None, {"code": "F", "name": "f", "material": 2, "metal_content": 1.0})]
    )
    ours = dataset({1: {"name": "x", "note": "n"}})
    items = merged(base, ours, [Row(1, {}), Row(2, {"name": "z"})])
    (item,) = items
    assert (item.kind, item.accepted, item.code) == (REMOVED, None, "M2") and undecided(items) == 1
    form = Item("form", -7, "F", "added", [])
    form.cells = merge(FORM, None, ours["form"], [Row(-7, {"code": "F", "material": 2})])[0].cells
    material, new_form = changes_of([item, form], ours, theirs=True)
    assert material.before is None and material.after is not None
    assert material.after["name"] == "z" and material.after["target_cover"] == 3.0
    assert new_form.after == {"code": "F", "material": material.id}
    assert changes_of([item], ours) == []
    assert merged(base, ours, [Row(1, {}), Row(2, {"name": "y"})]) == []


def test_the_row_most_like_the_record_keeps_its_identity() -> None:
    record = BASE["material"][1]
    exact = {"code": "M1", "name": "x", "note": "n"}
    assert most_like(MATERIAL, record, [{**exact, "code": "M9"}, {**exact, "note": "m"}]) == 1
    assert most_like(MATERIAL, record, [{**exact, "note": "m"}, exact]) == 1


def test_a_copy_and_an_unreadable_row() -> None:
    problem = Problem("error", "material", "M2", "name", Text("bad"))
    items = merged(
        BASE, BASE, [Row(1, {}), Row(-1, {"code": "M3", "name": "x"}, copy_of=1),
                     Row(2, {"target_cover": 4.0}, problems=(problem,))],
    )  # fmt: skip
    assert [(i.kind, i.accepted) for i in items] == [(COPIED, True), (ALTERED, False)]
    assert [c.kind for c in changes_of(items, BASE)] == ["added"]
    assert items[1].problems == [problem]


def test_preferences_are_never_missing() -> None:
    type = TYPES["preferences"]
    base = Dataset(TYPES).with_changes([Change("preferences", 1, None, {"code": "PREFERENCES"})])
    assert merge(type, base["preferences"], base["preferences"], []) == []


def test_blanks_are_told_apart_and_nothing_of_them_is_accepted() -> None:
    ours = dataset({1: {"name": "x", "note": "a", "target_cover": 1.0}})["material"]
    row = Row(1, {"name": None, "note": None, "target_cover": 1.0, "symbol": None})
    assert merge(MATERIAL, None, ours, [row]) == []
    (item,) = blanks(MATERIAL, ours, [row])
    assert [(c.field, c.kind, c.accepted) for c in item.cells] == [("note", CLEARED, False)]
    faulty = Row(1, {"note": None}, problems=[Problem("error", "material", "M1", "", Text("x"))])
    assert blanks(MATERIAL, ours, [faulty, Row(-1, {"note": None})]) == []


def test_a_row_that_another_claims_to_be_waits() -> None:
    ours = dataset({1: {"name": "x"}})["material"]
    (item,) = merge(MATERIAL, ours, ours, [Row(1, {"name": "y"}, doubtful=True)])
    assert item.accepted is None and undecided([item]) == 1
    assert merge(MATERIAL, ours, ours, [Row(1, {"name": "x"}, doubtful=True)]) == []


@given(base=materials, ours=materials, theirs=materials)
def test_what_both_changed_never_wins_and_a_fault_never_becomes_blank(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    then, now = dataset({1: base}), dataset({1: ours})
    row = Row(1, {"code": "M1", **theirs})
    items = merge(MATERIAL, then["material"], now["material"], [row])
    after = now.with_changes(changes_of(items, now))["material"][1]
    for name in ("name", "note", "target_cover"):
        b, o, t = base[name], ours[name], theirs[name]
        if o not in (b, t) and t != b:
            assert getattr(after, name) == o
    # A value that could not be read is not among the values of its row, and stays as it is.
    fault = Problem("error", "material", "M1", "note", Text("wrong"))
    partly = {name: value for name, value in theirs.items() if name != "note"}
    items = merge(MATERIAL, then["material"], now["material"], [Row(1, partly, problems=[fault])])
    assert now.with_changes(changes_of(items, now)) == now


def test_the_cells_of_a_new_record_are_made_when_somebody_looks() -> None:
    ours = dataset({1: {"name": "x"}})
    row = Row(-1, {"code": "IN", "name": "indium", "note": None})
    (item,) = merge(ours.types["material"], None, ours["material"], [row])
    (change,) = changes_of([item], ours)
    assert change.after == {"code": "IN", "name": "indium"} and item.is_untouched
    assert item.is_taken and item.undecided == 0 and not item.conflicts() and item.is_untouched
    assert changes_of([item], ours)[0] is change  # nothing is made twice
    assert [(c.field, c.kind, c.theirs) for c in item.cells] == [
        ("code", NEW, "IN"), ("name", NEW, "indium")]  # fmt: skip
    item.cells[1].accepted = False
    assert changes_of([item], ours)[0].after == {"code": "IN"} and not item.is_untouched


def test_a_row_nobody_touched_says_what_its_record_says_and_changes_nothing() -> None:
    ours = dataset({1: {"name": "x"}})
    table = ours["material"]
    record = next(iter(table))
    told = Unchanged(record, ("code", "name"))
    assert dict(told) == {"code": record.code, "name": record.name} and "note" not in told
    row = Row(record.id, told)
    assert not merge(ours.types["material"], table, table, [row], complete=False)
    later = ours.with_changes([Change("material", record.id, {"name": "x"}, {"name": "z"})])
    assert not merge(ours.types["material"], table, later["material"], [row], complete=False)
    (item,) = merge(ours.types["material"], None, later["material"], [row])
    assert [cell.theirs for cell in item.cells] == [record.name]  # touched by us, seen two ways
