"""What planning remembers is never out of date: every answer equals one worked out afresh."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.i18n import Locale
from desktop.planning import memory as planning_memory
from desktop.planning import pools
from desktop.planning.drawing import Turns
from desktop.planning.memory import Memory, afresh, forget
from desktop.planning.months import Horizon
from desktop.planning.promises import book, promises
from desktop.planning.result import plan_json, promises_json
from desktop.planning.scenarios import adjusted
from desktop.planning.supply import supply
from desktop.planning.timeline import Choices, timeline
from tests.planning.builder import build
from tests.planning.random_records import _FIELDS, Maker

HORIZON = Horizon.parse("2025-05", "2029-02")
_MORE = {"form": {"metal_content": ["0.5", "0.9"]}, "agreement": {"rank": ["2", ""]},
         "preferences": {"probability_announced": ["20", "60"]}}  # fmt: skip


@pytest.fixture(autouse=True)
def keep_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small amounts are kept, too, so that small records can be tried."""
    monkeypatch.setattr(pools, "WORTH_KEEPING", 0)


def edited(dataset: Dataset, chance: random.Random) -> Dataset:
    """Gives the dataset after an edit of one cell, a removal or a copy of an agreement."""
    kind = chance.choice(("cell", "cell", "cell", "cell", "remove", "copy"))
    if kind != "cell":
        set_ = {adjustment.agreement for adjustment in dataset["adjustment"]}
        known = [one for one in dataset["agreement"] if one.id not in set_]
        one = chance.choice(known) if known else None
        if one is None:
            return dataset
        values = {n: v for n, v in one.type.values(one).items() if v is not None}
        if kind == "remove":
            return dataset.with_changes([Change("agreement", one.id, values, None)])
        new = max(dataset["agreement"].ids) + 1
        values["code"] = f"B{new}"
        return dataset.with_changes([Change("agreement", new, None, values)])
    name = chance.choice((*_FIELDS, *_MORE))
    fields: dict[str, list[str]] = {**_FIELDS.get(name, {}), **_MORE.get(name, {})}
    field = chance.choice(list(fields))
    records = list(dataset[name])
    if not records:
        return dataset
    value = (
        dataset.types[name].by_name[field].parse(chance.choice(fields[field]), Locale(), dataset)
    )
    return dataset.with_changes([Change(name, chance.choice(records).id, {}, {field: value})])


def all_figures(dataset: Dataset, scenario: str | None) -> list[Any]:
    """Gives all that the views show, as plain values."""
    shown = timeline(dataset, Choices(1, "plant", "month"), HORIZON, scenario=scenario)
    return [
        plan_json(dataset, "GE", HORIZON, "month", "all", scenario),
        promises_json(dataset, HORIZON, "month", None, scenario),
        [shown.total.tolist(), shown.demand.tolist(), shown.at_least.tolist(), shown.lanes],
        [(band.key, band.values.tolist(), band.unknown) for band in shown.bands],
        [(one.codes, one.parts_low.tolist(), one.parts_high.tolist()) for one in shown.promised],
    ]


@given(st.integers(0, 10_000_000))
@settings(derandomize=True, max_examples=60, deadline=None)
def test_an_answer_after_any_edits_is_the_one_worked_out_from_the_start(seed: int) -> None:
    chance, dataset = random.Random(seed), Maker(seed).records()
    for _ in range(6):
        scenario = chance.choice((None, None, "S"))
        with afresh():
            wanted = all_figures(dataset, scenario)
        assert all_figures(dataset, scenario) == wanted
        # An edit that goes back and forth meets answers that were kept before.
        dataset = edited(dataset, chance) if chance.random() < 0.8 else Maker(seed).records()


def small() -> Dataset:
    """Gives two suppliers with a plant each, and two agreements on each plant."""
    return build(
        material=["GE"],
        organization=[{"code": code, "roles": "supplier", "country": "KR"} for code in "ABC"],
        plant=[{"code": f"P{code}", "owner": code, "country": "KR"} for code in "AB"],
        capacity=[
            {"code": f"C{code}", "plant": f"P{code}", "material": "GE", "stage": "operating",
             "nameplate": 12, "unit": "t", "basis": "contained"}
            for code in "AB"
        ],
        agreement=[
            {"code": f"{code}{n}", "seller": code, "buyer": "C", "material": "GE",
             "volume": 8, "unit": "t", "basis": "contained"}
            for code in "AB"
            for n in (1, 2)
        ],
    )  # fmt: skip


def test_an_edit_draws_anew_only_where_it_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, drawn = small(), []
    promises(dataset, HORIZON, "GE")
    take_all = Turns.take_all

    def counted(self: Any, draws: Any, blocked: Any = None, places: Any = None) -> None:
        drawn.append(range(len(draws)) if places is None else list(places))
        take_all(self, draws, blocked, places)

    monkeypatch.setattr(Turns, "take_all", counted)
    more = dataset.with_changes([Change("capacity", 2, {}, {"nameplate": 24.0})])
    ledger = promises(more, HORIZON, "GE")
    assert drawn == [[2, 3]]
    assert ledger.granted.low[:, 0].tolist() == pytest.approx([8 / 12, 4 / 12, 8 / 12, 8 / 12])
    promises(more, HORIZON, "GE")
    assert drawn == [[2, 3]]


def test_capacity_that_nobody_draws_on_any_more_is_free_again() -> None:
    dataset = small()
    one = {n: v for n, v in dataset["capacity"].type.values(dataset["capacity"][1]).items() if v}
    dataset = dataset.with_changes([Change("capacity", 3, None, {**one, "code": "CA2"})])
    drawn_on = promises(dataset, HORIZON, "GE").free.low[:, 0].tolist()
    assert drawn_on == pytest.approx([1 / 3, 0.0, 1 / 3])
    gone = [Change("agreement", id, {}, None) for id in (1, 2)]
    free = promises(dataset.with_changes(gone), HORIZON, "GE").free
    assert free.low[:, 0].tolist() == [1.0, 0.0, 1.0]


def test_nothing_is_kept_of_what_is_to_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, drawn = small(), []
    take_all = Turns.take_all

    def counted(self: Any, draws: Any, blocked: Any = None, places: Any = None) -> None:
        drawn.append(len(draws))
        take_all(self, draws, blocked, places)

    promises(dataset, HORIZON, "GE")
    monkeypatch.setattr(Turns, "take_all", counted)
    promises(dataset, HORIZON, "GE")
    assert drawn == []
    forget()
    promises(dataset, HORIZON, "GE")
    assert drawn != []


def test_another_assumption_counts_for_records_that_were_read_before() -> None:
    dataset = small().with_changes([Change("capacity", 1, {}, {"stage": "announced"})])
    assert supply(dataset, HORIZON, "GE").expected[0, 0] == pytest.approx(0.45)
    values = {"code": "PREFERENCES", "probability_announced": 20.0}
    fields = dataset.types["preferences"].fields
    usual = {f.name: f.default for f in fields if f.default is not None}
    other = dataset.with_changes([Change("preferences", 1, None, {**usual, **values})])
    assert supply(other, HORIZON, "GE").expected[0, 0] == pytest.approx(0.2)


def test_what_is_shared_cannot_be_written_to() -> None:
    found = supply(small(), HORIZON, "GE")
    ledger = book(adjusted(small()), found).ledger()
    for array in (found.effective, found.nameplate, ledger.turns.grants, ledger.turns.left):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 1.0


def test_a_memory_keeps_the_latest_answers_and_gives_the_nearest() -> None:
    memory: Memory[str] = Memory(2)
    for answer in ("a", "abc", "abcdef"):
        memory.keep(answer)
    assert memory.nearest(lambda kept: "x" if kept == "a" else None) is None
    assert memory.nearest(lambda kept: kept) == ("abc", "abc")
    assert memory.nearest(lambda kept: kept, enough=9) == ("abcdef", "abcdef")
    with afresh():
        assert memory.nearest(lambda kept: kept) is None


def test_large_answers_leave_room_for_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning_memory, "_ROOM", 100)
    memory: Memory[str] = Memory(3)

    def kept() -> list[str]:
        found: list[str] = []
        memory.nearest(found.append)
        return found

    for answer, size in (("a", 10), ("b", 60), ("c", 40)):
        memory.keep(answer, size)
    assert kept() == ["c", "b"]
    memory.keep("too large", 101)
    assert kept() == ["c", "b"]
    memory.keep("d", 100)
    assert kept() == ["d"]
