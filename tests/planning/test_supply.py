"""Capacity month by month: the known answers of the planning rules."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from desktop.core.errors import OfftakeError
from desktop.planning import curves
from desktop.planning.curves import PROFILES, ramp
from desktop.planning.groups import grouped
from desktop.planning.memory import afresh
from desktop.planning.months import Horizon
from desktop.planning.result import capacity_json
from desktop.planning.scenarios import adjusted
from desktop.planning.supply import Supply, supply
from tests.planning.builder import build, supplier
from tests.planning.random_records import Maker

YEAR = Horizon.parse("2028-01", "2028-12")
LONG = Horizon.parse("2027-01", "2030-12")


def of_one(horizon: Horizon = YEAR, nameplate: float | None = 12, **capacity: Any) -> Supply:
    return supply(build(**supplier(nameplate, **capacity)), horizon, "GE")


def yearly(nameplate: float, **capacity: Any) -> float:
    return float(of_one(YEAR, nameplate, **capacity).nameplate.sum())


@pytest.mark.parametrize(
    ("capacity", "tonnes"),
    [
        ({"nameplate": 10, "basis": "gross", "form": "GEO2"}, 6.9417),
        ({"nameplate": 60, "basis": "gross", "form": "GECL4"}, 20.3226),
        ({"nameplate": 10, "basis": "contained", "form": "GEO2"}, 10.0),
        ({"nameplate": 10000, "unit": "kg", "basis": "gross", "form": "GEO2"}, 6.9417),
        ({"nameplate": 180, "unit": "kg"}, 0.18),
    ],
)
def test_figures_are_contained_metal(capacity: dict[str, Any], tonnes: float) -> None:
    assert yearly(**capacity) == pytest.approx(tonnes, abs=1e-9)


def test_gross_and_contained_add_up_as_metal() -> None:
    records = supplier(10, basis="gross", form="GEO2")
    records["capacity"] = [*records["capacity"], {"code": "D", "nameplate": 5}]
    found = supply(build(**records), YEAR, "GE")
    assert found.nameplate.sum() == pytest.approx(11.9417, abs=1e-9)


def share(k: int, profile: str, ramp_up: float) -> float:
    kind = np.array([PROFILES[profile]], dtype=np.int8)
    return float(ramp(np.array([[k]], dtype=np.int64), np.array([ramp_up]), kind)[0, 0])


@pytest.mark.parametrize(
    ("profile", "ramp_up", "k", "expected"),
    [
        ("step", 12, 0, 1.0),
        ("step", 12, -1, 0.0),
        ("linear", 0, 0, 1.0),
        ("linear", 12, -1, 0.0),
        ("linear", 12, 0, 0.5 / 12),
        ("linear", 12, 5, 5.5 / 12),
        ("linear", 12, 11, 11.5 / 12),
        ("linear", 12, 12, 1.0),
        ("linear", 0.4, 0, 1.0),
        # R = 2: the means of 3x² - 2x³ over [0, 1/2] and [1/2, 1] are 3/16 and 13/16.
        ("s-curve", 2, -1, 0.0),
        ("s-curve", 2, 0, 3 / 16),
        ("s-curve", 2, 1, 13 / 16),
        ("s-curve", 2, 2, 1.0),
        ("s-curve", 1, 0, 0.5),
        # R = 1/2: half a month rises (mean 1/2), half a month is full.
        ("s-curve", 0.5, 0, 0.75),
        ("s-curve", 0, 0, 1.0),
        ("s-curve", 600, 100_000, 1.0),
    ],
)
def test_ramps(profile: str, ramp_up: float, k: int, expected: float) -> None:
    assert share(k, profile, ramp_up) == pytest.approx(expected, abs=1e-12)


def test_the_s_curve_is_the_mean_over_the_month() -> None:
    for k in range(9):
        x = np.clip((k + (np.arange(20000) + 0.5) / 20000) / 7.3, 0, 1)
        assert share(k, "s-curve", 7.3) == pytest.approx(np.mean(3 * x**2 - 2 * x**3), abs=1e-8)


@pytest.mark.parametrize(
    ("start", "month"),
    [
        ("2028", "2028-07"),
        ("2028-H1", "2028-04"),
        ("2028-H2", "2028-10"),
        ("2028-Q1", "2028-02"),
        ("2028-Q2", "2028-05"),
        ("2028-Q3", "2028-08"),
        ("2028-Q4", "2028-11"),
        ("2028-03", "2028-03"),
        ("2028-03-31", "2028-03"),
    ],
)
def test_a_partial_date_counts_from_its_likely_month(start: str, month: str) -> None:
    found = of_one(LONG, start=start, end=start)
    running = np.flatnonzero(found.nameplate[0])
    assert [LONG.periods("month").labels[at] for at in running] == [month]


def test_no_start_runs_already_at_full_ramp() -> None:
    found = of_one(ramp_up=24, utilization=50)
    assert found.effective[0].tolist() == [0.5] * 12


def test_blank_profile_is_linear_and_blank_utilization_full() -> None:
    found = of_one(start="2028-01", ramp_up=12)
    assert found.effective[0] == pytest.approx((np.arange(12) + 0.5) / 12)
    assert found.nameplate[0].tolist() == [1.0] * 12


@pytest.mark.parametrize(
    ("stage", "nameplate", "effective", "expected"),
    [
        ("operating", 12.0, 12.0, 11.76),
        ("commissioning", 12.0, 12.0, 10.8),
        ("construction", 12.0, 12.0, 9.6),
        ("committed", 12.0, 12.0, 7.8),
        ("announced", 12.0, 12.0, 5.4),
        ("feasibility", 12.0, 12.0, 3.0),
        ("concept", 12.0, 12.0, 1.2),
        ("on hold", 12.0, 0.0, 0.0),
        ("closed", 0.0, 0.0, 0.0),
        ("cancelled", 0.0, 0.0, 0.0),
    ],
)
def test_stages(stage: str, nameplate: float, effective: float, expected: float) -> None:
    found = of_one(stage=stage)
    sums = [found.nameplate.sum(), found.effective.sum(), found.expected.sum()]
    assert sums == pytest.approx([nameplate, effective, expected])


def test_a_record_may_state_its_own_probability() -> None:
    assert of_one(stage="announced", probability=0).expected.sum() == 0.0
    assert of_one(stage="announced", probability=70).expected.sum() == pytest.approx(8.4)


def test_the_assumed_probability_comes_from_the_preferences() -> None:
    records = supplier(12, stage="announced")
    records["preferences"] = [{"code": "PREFERENCES", "probability_announced": 50}]
    assert supply(build(**records), YEAR, "GE").expected.sum() == pytest.approx(6.0)


@pytest.mark.parametrize(
    ("start", "early", "late"),
    [
        ("2028", "2028-01", "2028-12"),
        ("2028-H1", "2028-01", "2028-06"),
        ("2028-Q3", "2028-07", "2028-09"),
        ("2028-03", "2028-03", "2028-03"),
        ("2028-03-15", "2028-03", "2028-03"),
    ],
)
def test_an_unsure_start_has_an_early_and_a_late_curve(start: str, early: str, late: str) -> None:
    found = of_one(LONG, start=start, ramp_up=6, ramp_profile="s-curve", utilization=80)
    for curve, month in ((found.effective_early, early), (found.effective_late, late)):
        sure = of_one(LONG, start=month, ramp_up=6, ramp_profile="s-curve", utilization=80)
        assert np.array_equal(curve, sure.effective)


@pytest.mark.parametrize("fault", [{"nameplate": None}, {"nameplate": 10, "basis": "gross"}])
def test_an_unknown_nameplate_is_listed_and_counted_nowhere(fault: dict[str, Any]) -> None:
    records = supplier(12)
    records["capacity"] = [*records["capacity"], {"code": "D", **fault}]
    found = capacity_json(supply(build(**records), YEAR, "GE"), "year")
    assert (found["nameplate"], found["at_least"], found["unknown"]) == ([12.0], True, ["D"])
    assert found["by_record"]["D"]["nameplate"] == [None]


@pytest.mark.parametrize("stage", ["closed", "cancelled"])
def test_what_is_closed_gives_nothing_and_is_not_unknown(stage: str) -> None:
    found = of_one(YEAR, None, stage=stage)
    assert (found.unknown_codes, found.at_least) == ([], False)


def test_an_unknown_record_that_does_not_run_touches_no_total() -> None:
    found = of_one(YEAR, None, start="2029")
    assert (found.unknown_codes, found.at_least) == (["C"], False)
    later = capacity_json(of_one(LONG, None, start="2029-H1"), "year")
    # In January 2029 it may run: the early curve is a total, too.
    assert later["at_least_periods"] == [False, False, True, True]


def test_metal_flows_through_the_likely_month_of_the_end() -> None:
    assert of_one(end="2028").nameplate[0].tolist() == [1.0] * 7 + [0.0] * 5


def test_other_materials_are_left_out() -> None:
    records = supplier(12)
    records["material"] = ["GE", "GA"]
    dataset = build(**records)
    assert supply(dataset, YEAR, "GA").records == ()
    assert len(supply(dataset, YEAR).records) == 1


def test_no_capacity_is_no_error() -> None:
    found = capacity_json(supply(build(material=["GE"]), YEAR, "GE"), "quarter")
    assert found["effective"] == [0.0] * 4
    assert found["by_record"] == {}


def test_an_unknown_material_is_told() -> None:
    with pytest.raises(OfftakeError, match="no material “XX”; choose one of: GE"):
        supply(build(material=["GE"]), YEAR, "xx".upper())


@pytest.mark.parametrize("by", ["month", "quarter", "year"])
def test_periods_sum_the_months(by: str) -> None:
    horizon = Horizon.parse("2027-11", "2030-02")
    found = of_one(horizon, start="2028", ramp_up=18)
    given = capacity_json(found, by)
    for name in ("nameplate", "effective", "expected", "effective_early", "effective_late"):
        assert sum(given[name]) == pytest.approx(getattr(found, name).sum(), abs=1e-12)


def test_groups_add_up_to_the_whole() -> None:
    records = supplier(12)
    records["organization"] = [*records["organization"], "ZINC"]
    records["plant"] = ["P", {"code": "Q", "owner": "ZINC", "country": "CN", "name": "Alpha"}]
    records["capacity"] = [
        {"code": "C1", "nameplate": 12},
        {"code": "C2", "plant": "Q", "nameplate": 24, "stage": "concept"},
        {"code": "C3", "plant": "Q", "nameplate": None, "stage": "announced"},
    ]
    found = supply(build(**records), YEAR, "GE")
    names = {by: [g.name for g in grouped(found, by)]
             for by in ("plant", "supplier", "country", "stage", "material")}  # fmt: skip
    assert names == {
        "plant": ["Alpha", "P"],
        "supplier": ["KZ", "ZINC"],
        "country": ["China", "South Korea"],
        "stage": ["concept", "announced", "operating"],
        "material": ["GE"],
    }
    for by in names:
        groups = grouped(found, by)
        assert np.sum([g.sum("effective") for g in groups], axis=0) == pytest.approx(
            found.effective.sum(axis=0)
        )
    assert grouped(found, "plant")[0].unknown_ids == (3,)
    with pytest.raises(OfftakeError, match="“owner” is not a grouping"):
        grouped(found, "owner")


def test_many_records_are_worked_out_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = adjusted(Maker(20_000).records(), "S")
    with afresh():
        at_once = supply(plan, LONG)
        monkeypatch.setattr(curves, "_BLOCK", 2)
        in_blocks = supply(plan, LONG)
    assert len(at_once.records) > 2
    for name in ("nameplate", "effective", "expected", "effective_early", "effective_late",
                 "touched", "possible"):  # fmt: skip
        assert np.array_equal(getattr(at_once, name), getattr(in_blocks, name)), name
