"""The capacity chart in a scenario, and what is promised of what it shows."""

from __future__ import annotations

import math
from typing import Any

import pytest

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.model.agreements import FIRMNESS
from desktop.planning.months import Horizon
from desktop.planning.promises import promises
from desktop.planning.timeline import BY_MATERIAL, Choices, Timeline, timeline
from desktop.planning.timeline_promises import cumulative
from desktop.planning.timeline_text import interval, summary, table, title
from tests.planning.builder import build

YEARS = Horizon.of_years(2026, 5)


def plan(adjustment: list[dict[str, Any]] | None = None, **more: Any) -> Dataset:
    """Gives 12 t of germanium from 2028-01 at P, 20 t at Q always, 5 t of gallium joint with P."""
    return build(
        material=["GE", "GA"],
        organization=[{"code": "KZ", "roles": "supplier"}, {"code": "US", "roles": "consumer"},
                      {"code": "NEW", "roles": "supplier"}],
        plant=[{"code": "P", "owner": "KZ"}, {"code": "Q", "owner": "KZ", "country": "CN"}],
        capacity=[{"code": "LATE", "plant": "P", "nameplate": 12, "start": "2028-01"},
                  {"code": "NOW", "plant": "Q", "nameplate": 20},
                  {"code": "JOINT", "plant": "P", "material": "GA", "nameplate": 5,
                   "start": "2028-01", "joint_with": "LATE"}],
        demand=[{"organization": "US", "quantity": 6}],
        scenario=[{"code": "S", "name": "Late", "color": "#d68910"}],
        adjustment=[{"scenario": "S", **one} for one in adjustment or ()],
        **more,
    )  # fmt: skip


def shown(dataset: Dataset, scenario: str | None = None, **choices: Any) -> Timeline:
    return timeline(dataset, Choices(**{"material": 1, **choices}), YEARS, scenario=scenario)


SHIFT = {"kind": "shift start", "capacity": "LATE", "amount": 12}
STOP = {"kind": "stop supply", "country": "CN", "from_": "2027-01", "until": "2027-12"}


def test_a_scenario_is_shown_beside_what_it_changes() -> None:
    chart = shown(plan([SHIFT]), "S")
    assert chart.total == pytest.approx([20, 20, 20, 32, 32])
    assert chart.base == pytest.approx([20, 20, 32, 32, 32])
    assert chart.scenario is not None and chart.scenario.code == "S"
    assert shown(plan([SHIFT])).base is None


def test_the_title_and_the_summary_name_the_scenario() -> None:
    chart = shown(plan([SHIFT]), "S")
    assert title(chart) == (
        "Effective germanium capacity by plant, t contained per year, scenario “Late”"
    ).replace("germanium", "GE")
    assert "The scenario takes away up to 12 t (2028)." in summary(chart)
    assert "The scenario changes none of it." in summary(shown(plan(), "S"))


def test_lanes_move_and_remember_where_they_were() -> None:
    now, late = shown(plan([SHIFT, STOP]), "S").lanes
    assert (late.code, late.likely, late.recorded, late.shift) == (
        "LATE", 2029 * 12, 2028 * 12, 12
    )  # fmt: skip
    assert now.stops == ((2027 * 12, 2027 * 12 + 11),)
    (joint,) = shown(plan([SHIFT]), "S", material=2).lanes
    assert joint.shift == 12


def test_the_order_of_bands_and_lanes_is_that_without_the_scenario() -> None:
    early = {"kind": "shift start", "capacity": "LATE", "amount": -120}
    dataset = plan([early, {"kind": "scale capacity", "plant": "Q", "amount": 1}])
    before, after = shown(dataset), shown(dataset, "S")
    assert [b.key for b in before.bands] == [b.key for b in after.bands] == ["2", "1"]
    assert [lane.id for lane in before.lanes] == [lane.id for lane in after.lanes]


def test_a_band_that_is_stopped_altogether_leaves_the_others_in_place() -> None:
    stop = {"kind": "stop supply", "country": "CN"}
    assert [b.key for b in shown(plan([stop]), "S").bands] == ["1"]


def test_demand_of_a_scenario_stands_beside_that_on_record() -> None:
    chart = shown(plan([{"kind": "scale demand", "amount": 150}]), "S")
    assert chart.demand == pytest.approx([9] * 5)
    assert chart.base_demand == pytest.approx([6] * 5)


def test_an_unknown_scenario_is_told() -> None:
    with pytest.raises(OfftakeError):
        shown(plan(), "NONE")


def agreements() -> dict[str, Any]:
    common = {"seller": "KZ", "buyer": "US", "status": "active", "material": "GE"}
    return {"agreement": [
        {**common, "code": "FIRM", "capacity": "NOW", "volume": 10, "rank": 1},
        {**common, "code": "OPEN", "capacity": "NOW", "rank": 2},
        {**common, "code": "IF", "capacity": "LATE", "volume": 4, "firmness": "conditional"},
        {**common, "code": "MOU", "kind": "mou", "capacity": "LATE", "volume": 5,
         "firmness": "non-binding"},
        {**common, "code": "WORD", "seller": "NEW", "volume": 3},
        {**common, "code": "DRAFT", "capacity": "NOW", "volume": 7, "status": "draft"},
    ]}  # fmt: skip


@pytest.mark.parametrize("by", ["month", "quarter", "year"])
@pytest.mark.parametrize("scenario", [None, "S"])
def test_contracted_is_what_the_ledger_grants(by: str, scenario: str | None) -> None:
    dataset = plan([SHIFT, STOP], **agreements())
    chart = shown(dataset, scenario, by=by)
    ledger = promises(dataset, YEARS, "GE", scenario)
    for one in chart.promised:
        rows = [i for i, a in enumerate(ledger.book.agreements) if a.firmness == one.firmness]
        for values, granted in ((one.low, ledger.granted.low), (one.high, ledger.granted.high)):
            assert values == pytest.approx(chart.periods.sums(granted[rows].sum(axis=0)))


def test_contracted_of_a_year_by_head() -> None:
    chart = shown(plan(**agreements()))
    binding, conditional, mou = chart.promised
    assert (binding.firmness, conditional.firmness, mou.firmness) == FIRMNESS
    assert binding.codes == ("FIRM", "OPEN", "WORD") and binding.at_word == (False, False, True)
    # 10 t and 3 t on word; the undisclosed one may have the 10 t that are left.
    assert (binding.low[0], binding.high[0]) == pytest.approx((13, 23))
    assert conditional.low == pytest.approx([0, 0, 4, 4, 4])
    assert cumulative(chart.promised, "conditional") == pytest.approx([13, 13, 17, 17, 17])
    assert mou.low[-1] == pytest.approx(5)


def test_nothing_conditional_is_no_line() -> None:
    assert cumulative(shown(plan()).promised, "conditional") is None


def test_all_materials_stand_side_by_side_and_are_never_added_up() -> None:
    chart = shown(plan([SHIFT], **agreements()), "S", material=None)
    assert not chart.is_sum and chart.promised == () and chart.early is None
    assert not chart.total.any() and not chart.demand.any()
    assert {b.label: b.values[-1] for b in chart.bands} == pytest.approx({"GE": 32, "GA": 5})
    assert "not added up" in title(chart) and "scenario “Late”" in title(chart)
    assert "different metals" in summary(chart)
    assert table(chart)[0] == ["t contained per year", "GE", "GA"]
    assert BY_MATERIAL not in ("plant", "stage")


def test_the_table_has_the_scenario_and_the_promises() -> None:
    rows = table(shown(plan([SHIFT], **agreements()), "S"))
    columns = dict(zip(map(str, rows[0]), map(list, zip(*rows[1:], strict=True)), strict=True))
    assert columns["Total"] == pytest.approx([20, 20, 20, 32, 32])
    assert columns["Total without the scenario"] == pytest.approx([20, 20, 32, 32, 32])
    assert columns["Promised, binding, at least"] == pytest.approx([13] * 5)
    assert columns["Promised, binding, at most"] == pytest.approx([23] * 5)


def test_intervals_are_shown_as_such() -> None:
    assert interval(0, 2) == "0–2 t"
    assert interval(3, 3) == "3 t"
    assert interval(1.5, math.inf) == "1.5 t or more"


def test_a_moved_lane_keeps_its_range() -> None:
    dataset = build(plant=[{"code": "P"}], material=["GE"], organization=["KZ"],
                    capacity=[{"code": "C", "nameplate": 1, "start": "2028-H1"}])  # fmt: skip
    (lane,) = shown(dataset).lanes
    moved = lane.moved(9)
    assert moved.likely == 2029 * 12 and moved.shift == 9
    assert (lane.early, lane.late) == (2028 * 12, 2028 * 12 + 5)
    assert (moved.early, moved.late) == (2028 * 12 + 9, 2028 * 12 + 14)
