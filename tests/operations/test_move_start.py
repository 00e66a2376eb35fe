"""Moving starts: what becomes of the record, or of the scenario."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.partial_date import PartialDate
from desktop.model.scenarios import Adjustment
from desktop.operations.move_start import joint_codes, move_start
from desktop.planning.scenarios import adjusted
from tests.planning.builder import build

GE, GA, RUNS = 1, 2, 3
JANUARY_2029 = 2029 * 12


def plan(*adjustment: dict[str, Any]) -> Dataset:
    return build(
        material=["M"],
        organization=["KZ"],
        plant=["P"],
        capacity=[{"code": "GE", "start": "2028-H1"},
                  {"code": "GA", "start": "2028-07", "joint_with": "GE"}, {"code": "RUNS"}],
        scenario=["S", "OTHER"],
        adjustment=[{"scenario": "S", "kind": "shift start", **one} for one in adjustment],
    )  # fmt: skip


def start_of(dataset: Dataset, capacity: int, scenario: int = 1) -> int:
    """Gives the likely start of a record in a scenario."""
    seen = adjusted(dataset, scenario)
    start = seen.dataset["capacity"][capacity].start
    likely: int = start.likely_month + seen.shifts.get(("capacity", capacity), 0)
    return likely


def only(changes: ChangeSet) -> Change:
    (change,) = changes.changes
    return change


def test_without_a_scenario_the_record_gets_a_month() -> None:
    changes = move_start(plan(), GE, JANUARY_2029)
    assert str(changes.label) == "Move start of GE to 2029-01"
    assert changes.origin == "timeline"
    change = only(changes)
    assert change.before == {"start": PartialDate.parse("2028-H1")}
    assert change.after == {"start": PartialDate.parse("2029-01")}


def test_a_start_that_stays_changes_nothing() -> None:
    assert move_start(plan(), GE, 2028 * 12 + 3).changes == ()
    assert move_start(plan(), GE, 2028 * 12 + 3, 1).changes == ()


def test_a_scenario_gets_an_adjustment_of_whole_months() -> None:
    changes = move_start(plan(), GE, JANUARY_2029, 1)
    assert str(changes.label) == "Move start of GE to 2029-01 in S"
    after = only(changes).after
    assert after is not None
    wanted = {"scenario": 1, "kind": "shift start", "capacity": GE, "amount": 9.0, "order": 1}
    assert {name: after[name] for name in wanted} == wanted
    moved = plan().with_changes([Change("adjustment", 1, None, after)])
    assert start_of(moved, GE) == JANUARY_2029
    # What is joint with it moves as much.
    assert start_of(moved, GA) == 2028 * 12 + 6 + 9


def test_its_own_shift_is_set_anew() -> None:
    dataset = plan({"capacity": "GE", "amount": 6})
    change = only(move_start(dataset, GE, JANUARY_2029, 1))
    assert (change.id, change.before, change.after) == (1, {"amount": 6.0}, {"amount": 9.0})
    assert start_of(dataset.with_changes([change]), GE) == JANUARY_2029


def test_a_shift_of_nothing_is_taken_out() -> None:
    change = only(move_start(plan({"capacity": "GE", "amount": 6}), GE, 2028 * 12 + 3, 1))
    assert change.kind == "removed" and change.id == 1


@pytest.mark.parametrize(
    "others",
    [
        ({"plant": "P", "amount": 3},),
        ({"capacity": "GE", "amount": 6, "enabled": "no"},),
        ({"capacity": "GE", "amount": 6, "country": "KR"},),
        ({"capacity": "GE", "amount": 6}, {"plant": "P", "amount": -2}),
        ({"capacity": "GE", "amount": 6, "order": 1},
         {"kind": "set value", "capacity": "GE", "field": "Start", "value": "2030", "order": 2}),
    ],
)  # fmt: skip
def test_it_starts_in_that_month_whatever_else_the_scenario_does(
    others: tuple[dict[str, Any], ...],
) -> None:
    dataset = plan(*others)
    change = only(move_start(dataset, GE, JANUARY_2029, 1))
    id = len(dataset.table(Adjustment)) + 1 if change.id < 0 else change.id
    moved = dataset.with_changes([Change("adjustment", id, change.before, change.after)])
    assert start_of(moved, GE) == JANUARY_2029
    assert start_of(moved, GE, 2) == 2028 * 12 + 3


def test_a_record_without_a_start_has_none_to_move() -> None:
    for scenario in (None, 1):
        with pytest.raises(OfftakeError, match="RUNS has no start"):
            move_start(plan(), RUNS, JANUARY_2029, scenario)


def test_joint_records_are_named() -> None:
    assert joint_codes(plan(), GE) == ["GA"]
    assert joint_codes(plan(), GA) == []
