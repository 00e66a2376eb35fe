"""Scenarios: what each kind of adjustment does to the plan, and how they stack."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.planning.balance import balance
from desktop.planning.demand import demand
from desktop.planning.months import Horizon
from desktop.planning.promises import promises
from desktop.planning.supply import Supply, supply
from tests.planning.builder import Given, build, supplier

HORIZON = Horizon.parse("2028-01", "2029-12")


def scenario(*adjustments: dict[str, Any], **records: Any) -> Dataset:
    rows = [{"scenario": "S", **adjustment} for adjustment in adjustments]
    return build(**{**supplier(), **records}, scenario=["S"], adjustment=rows)


def adjusted_supply(*adjustments: dict[str, Any], **records: Any) -> Supply:
    return supply(scenario(*adjustments, **records), HORIZON, scenario="S")


def line(code: str = "C", **more: Any) -> Given:
    return {"code": code, "nameplate": 12, **more}


def starts(found: Supply) -> dict[str, str]:
    labels = HORIZON.periods("month").labels
    return {
        record.code: next((labels[at] for at in np.flatnonzero(row)), "never")
        for record, row in zip(found.records, found.nameplate, strict=True)
    }


def shift(months: float, **targets: Any) -> dict[str, Any]:
    return {"kind": "shift start", "amount": months, **targets}


def test_a_shift_keeps_the_range_of_the_start() -> None:
    found = adjusted_supply(shift(3, capacity="C"), capacity=[line(start="2028")])
    begun = [np.flatnonzero(curve[0])[0] for curve in
             (found.effective_early, found.effective, found.effective_late)]  # fmt: skip
    assert begun == [3, 9, 14]


def test_shifts_stack_and_may_bring_forward() -> None:
    found = adjusted_supply(shift(6), shift(-2), capacity=[line(start="2028-06")])
    assert starts(found) == {"C": "2028-10"}


def test_what_runs_already_does_not_shift() -> None:
    assert starts(adjusted_supply(shift(6))) == {"C": "2028-01"}


def test_a_shift_leaves_the_end_where_it_is() -> None:
    found = adjusted_supply(shift(6), capacity=[line(start="2028-02", end="2028-09")])
    assert np.flatnonzero(found.nameplate[0]).tolist() == [7, 8]


def test_joint_records_move_the_same_months_and_once() -> None:
    capacity = [
        line("C1", start="2028-01"),
        line("C2", start="2028-02", joint_with="C1"),
        line("C3", start="2028-03", joint_with="C2"),
        line("C4", start="2028-04"),
    ]
    found = adjusted_supply(shift(5, capacity="C1"), capacity=capacity)
    assert starts(found) == {"C1": "2028-06", "C2": "2028-07", "C3": "2028-08", "C4": "2028-04"}
    # All three are hit by their plant, and joint besides: still five months each.
    found = adjusted_supply(shift(5, plant="P"), capacity=capacity[:3])
    assert starts(found) == {"C1": "2028-06", "C2": "2028-07", "C3": "2028-08"}
    # The one that follows does not pull the one that leads.
    found = adjusted_supply(shift(5, capacity="C2"), capacity=capacity)
    assert starts(found) == {"C1": "2028-01", "C2": "2028-07", "C3": "2028-08", "C4": "2028-04"}


def test_a_joint_record_of_another_metal_moves_too() -> None:
    capacity = [line("C1", start="2028-01"),
                line("C2", start="2028-02", joint_with="C1", material="GA")]  # fmt: skip
    found = adjusted_supply(shift(5, material="GE"), capacity=capacity, material=["GE", "GA"])
    assert starts(found) == {"C1": "2028-06", "C2": "2028-07"}


def test_a_shift_may_name_an_agreement_or_a_demand_line() -> None:
    agreements = [{"code": "A", "seller": "KZ", "buyer": "US", "volume": 12, "start": "2028-01"}]
    lines = [{"code": "D", "organization": "US", "quantity": 12, "start": "2028-01"}]
    dataset = scenario(
        shift(4, agreement="A"), shift(2, demand="D"), agreement=agreements, demand=lines
    )
    found = balance(dataset, HORIZON, "GE", "US", "S")
    assert np.flatnonzero(found.receipts["binding"])[0] == 4
    assert np.flatnonzero(found.demand)[0] == 2


def test_capacity_is_scaled_within_from_and_until() -> None:
    found = adjusted_supply(
        {"kind": "scale capacity", "amount": 50, "from_": "2028-03", "until": "2028-05"},
        {"kind": "scale capacity", "amount": 120, "from_": "2028-05"},
    )
    for curve in (found.nameplate, found.effective, found.effective_late):
        assert curve[0] == pytest.approx([1.0] * 2 + [0.5] * 2 + [0.6] + [1.2] * 19)


def test_a_year_from_and_until_is_the_whole_year() -> None:
    found = adjusted_supply({"kind": "stop supply", "from_": "2028", "until": "2028"})
    assert found.effective[0].tolist() == [0.0] * 12 + [1.0] * 12


def test_a_stop_leaves_the_nameplate() -> None:
    found = adjusted_supply({"kind": "stop supply", "until": "2028-06"})
    assert found.nameplate.sum() == 24.0
    for curve in (found.effective, found.expected, found.effective_early):
        assert curve[0, :6].tolist() == [0.0] * 6
        assert curve[0, 6:].all()


def test_what_is_unknown_and_stopped_gives_nothing() -> None:
    stop = {"kind": "stop supply"}
    found = adjusted_supply(stop, capacity=[line(nameplate=None)])
    assert found.at_least
    assert not found.possible.any()
    scaled = adjusted_supply(
        {"kind": "scale capacity", "amount": 0}, capacity=[line(nameplate=None)]
    )
    assert not scaled.at_least


@pytest.mark.parametrize(
    ("targets", "hit"),
    [
        ({}, {"C1", "C2", "C3"}),
        ({"material": "GE"}, {"C1", "C2"}),
        ({"country": "CN"}, {"C2", "C3"}),
        ({"country": "CN", "material": "GE"}, {"C2"}),
        ({"organization": "KZ"}, {"C1"}),
        ({"plant": "Q"}, {"C2", "C3"}),
        ({"capacity": "C3"}, {"C3"}),
        ({"capacity": "C3", "country": "KR"}, set()),
        ({"demand": "D"}, set()),
    ],
)
def test_an_adjustment_hits_what_matches_all_its_targets(
    targets: dict[str, str], hit: set[str]
) -> None:
    found = adjusted_supply(
        {"kind": "stop supply", **targets},
        material=["GE", "GA"],
        organization=["KZ", "ZINC"],
        plant=["P", {"code": "Q", "owner": "ZINC", "country": "CN"}],
        capacity=[line("C1"), line("C2", plant="Q"), line("C3", plant="Q", material="GA")],
        demand=[{"code": "D"}],
    )
    stopped = {r.code for r, row in zip(found.records, found.effective, strict=True)
               if not row.any()}  # fmt: skip
    assert stopped == hit


def test_demand_is_scaled() -> None:
    records = {
        "organization": ["KZ", {"code": "US", "country": "US"}],
        "demand": [{"code": "D1", "organization": "KZ", "quantity": 12},
                   {"code": "D2", "organization": "US", "quantity": 12}],
    }  # fmt: skip
    change = {"kind": "scale demand", "amount": 150, "country": "US", "from_": "2029"}
    found = demand(scenario(change, **records), HORIZON, "GE", "all", "S")
    assert found.total.tolist() == [2.0] * 12 + [2.5] * 12


def granted(*adjustments: dict[str, Any], **records: Any) -> dict[str, float]:
    found = promises(scenario(*adjustments, **records), HORIZON, "GE", "S")
    totals = found.granted.low.sum(axis=1).tolist()
    pairs = zip(found.book.agreements, totals, strict=True)
    return {agreement.code: round(total, 9) for agreement, total in pairs}


def sale(code: str = "A", **more: Any) -> Given:
    return {"code": code, "seller": "KZ", "buyer": "US", "volume": 12, **more}


def test_an_agreement_is_ended_at_from() -> None:
    end = {"kind": "end agreement", "agreement": "A", "from_": "2028-06"}
    assert granted(end, agreement=[sale()]) == {"A": 6.0}
    assert granted(end, agreement=[sale(end="2028-02")]) == {"A": 2.0}
    earlier = {**end, "from_": "2028-03"}
    assert granted(earlier, end, agreement=[sale()]) == {"A": 3.0}


def test_an_end_that_is_set_replaces_the_one_before() -> None:
    end = {"kind": "end agreement", "agreement": "A", "from_": "2028-06"}
    change = {"kind": "set value", "agreement": "A", "field": "end", "value": "2028-09"}
    assert granted(end, change, agreement=[sale()]) == {"A": 9.0}
    assert granted(change, end, agreement=[sale()]) == {"A": 6.0}


@pytest.mark.parametrize("targets", [{"organization": "US"}, {"country": "KR"}, {"plant": "P"}])
def test_agreements_are_found_by_their_parties_and_their_plant(targets: dict[str, str]) -> None:
    end = {"kind": "end agreement", "from_": "2028-06", **targets}
    agreements = [sale(capacity="C"), sale("B", buyer="EU", seller="US", volume=0)]
    organizations = ["KZ", "US", "EU"]
    assert granted(end, agreement=agreements, organization=organizations)["A"] == 6.0


def test_a_stop_of_supply_stops_those_who_are_taken_at_their_word() -> None:
    records = {
        "organization": ["KZ", "US", {"code": "CHINA", "country": "CN"}],
        "agreement": [sale(), sale("W", seller="CHINA")],
    }
    stop = {"kind": "stop supply", "until": "2028"}
    assert granted({**stop, "country": "CN"}, **records) == {"A": 24.0, "W": 12.0}
    assert granted({**stop, "organization": "CHINA"}, **records) == {"A": 24.0, "W": 12.0}
    assert granted({**stop, "organization": "US"}, **records) == {"A": 24.0, "W": 24.0}
    assert granted({**stop, "agreement": "A"}, **records) == {"A": 12.0, "W": 24.0}


@pytest.mark.parametrize(
    ("change", "effective"),
    [
        ({"field": "Nameplate", "value": "24", "capacity": "C"}, 48.0),
        ({"field": "nameplate", "value": "1,200", "capacity": "C"}, 2400.0),
        ({"field": "Utilization", "value": "50%", "capacity": "C"}, 12.0),
        ({"field": "단위", "value": "kg", "capacity": "C"}, 0.024),
        ({"field": "stage", "value": "On hold", "capacity": "C"}, 0.0),
        ({"field": "Start", "value": "2029", "capacity": "C"}, 6.0),
        ({"field": "Ramp-up", "value": "", "capacity": "C"}, 24.0),
    ],
)
def test_one_value_is_set(change: dict[str, str], effective: float) -> None:
    found = adjusted_supply({"kind": "set value", **change})
    assert found.effective.sum() == pytest.approx(effective)


def test_a_nameplate_set_blank_is_unknown() -> None:
    found = adjusted_supply({"kind": "set value", "field": "Nameplate", "capacity": "C"})
    assert found.unknown_codes == ["C"]


def test_a_date_that_is_set_replaces_what_was_shifted_before_and_not_after() -> None:
    change = {"kind": "set value", "field": "start", "value": "2028-06", "capacity": "C"}
    records = {"capacity": [line(start="2028-01")]}
    assert starts(adjusted_supply(shift(3), change, **records)) == {"C": "2028-06"}
    assert starts(adjusted_supply(change, shift(3), **records)) == {"C": "2028-09"}


def test_later_adjustments_see_the_values_that_were_set() -> None:
    move = {"kind": "set value", "field": "country", "value": "China", "plant": "P"}
    stop = {"kind": "stop supply", "country": "CN"}
    assert adjusted_supply(move, stop).effective.sum() == 0.0
    assert adjusted_supply(stop, move).effective.sum() == 24.0


def test_order_counts_and_blank_order_is_last() -> None:
    change = {"kind": "set value", "field": "start", "value": "2028-06", "capacity": "C"}
    records = {"capacity": [line(start="2028-01")]}
    found = adjusted_supply(shift(3), {**change, "order": 1}, **records)
    assert starts(found) == {"C": "2028-09"}
    found = adjusted_supply({**shift(3), "order": 2}, {**change, "order": 10}, **records)
    assert starts(found) == {"C": "2028-06"}


def test_a_disabled_adjustment_and_another_scenario_do_nothing() -> None:
    dataset = build(
        **supplier(),
        scenario=["S", "T"],
        adjustment=[
            {"scenario": "S", "kind": "stop supply", "enabled": "no"},
            {"scenario": "T", "kind": "stop supply"},
        ],
    )
    assert supply(dataset, HORIZON, scenario="S").effective.sum() == 24.0
    assert supply(dataset, HORIZON).effective.sum() == 24.0
    assert supply(dataset, HORIZON, scenario="t").effective.sum() == 0.0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"field": "Colour", "value": "1", "capacity": "C"}, "ADJ-1: “Colour” is not a field"),
        ({"field": "Nameplate", "value": "much", "capacity": "C"}, "ADJ-1: .*not a number"),
        ({"field": "Stage", "value": "", "capacity": "C"}, "ADJ-1: Stage is required"),
        ({"field": "Stage", "value": "closed"}, "ADJ-1: .*exactly one record"),
    ],
)
def test_a_value_that_cannot_be_set_is_told(change: dict[str, str], told: str) -> None:
    with pytest.raises(OfftakeError, match=told):
        adjusted_supply({"kind": "set value", **change})


def test_the_records_stay_as_they_are() -> None:
    dataset = scenario({"kind": "set value", "field": "Nameplate", "value": "24", "capacity": "C"})
    supply(dataset, HORIZON, scenario="S")
    assert dataset["capacity"][1].nameplate == 12
