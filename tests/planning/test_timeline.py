"""What the capacity chart shows, with known answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from desktop.core import i18n
from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.partial_date import PartialDate, month_index
from desktop.model import TYPES
from desktop.planning.months import Horizon
from desktop.planning.timeline import (
    OTHERS,
    Choices,
    Timeline,
    horizon_of,
    materials_with_capacity,
    timeline,
    together,
)
from desktop.planning.timeline_lanes import matching
from desktop.planning.timeline_text import figure, period_name, summary, table, title, tonnes

YEARS = Horizon.of_years(2026, 5)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("en")


def capacity(code: str, plant: int = 1, **values: Any) -> dict[str, Any]:
    given = {"code": code, "plant": plant, "material": 1, "stage": "operating", "unit": "t",
             "basis": "contained", **values}  # fmt: skip
    for name in ("start", "end"):
        if name in given:
            given[name] = PartialDate.parse(given[name])
    return given


def made(*records: dict[str, Any], demand: float | None = None) -> Dataset:
    rows: dict[str, list[dict[str, Any]]] = {
        "material": [{"code": "GE", "name": "Germanium", "local_name": "게르마늄"},
                     {"code": "IN", "name": "Indium"}],
        "organization": [{"code": "KZ", "name": "Korea Zinc", "roles": ("supplier",)},
                         {"code": "TECK", "name": "Teck", "roles": ("supplier",)}],
        "plant": [{"code": "ONSAN", "name": "Onsan", "owner": 1, "country": "KR"},
                  {"code": "TRAIL", "name": "Trail", "owner": 2, "country": "CA"}],
        "capacity": list(records),
    }  # fmt: skip
    if demand is not None:
        rows["demand"] = [{"code": "D", "name": "Lenses", "organization": 1, "material": 1,
                           "quantity": demand, "unit": "t", "basis": "contained",
                           "start": PartialDate(2026, "month", 1)}]  # fmt: skip
    changes = [
        Change(name, id, None, values)
        for name, given in rows.items()
        for id, values in enumerate(given, start=1)
    ]
    return Dataset(TYPES).with_changes(changes)


def shown(dataset: Dataset, most: int = 10, **choices: Any) -> Timeline:
    return timeline(dataset, Choices(1, **choices), YEARS, most)


RAMPING = capacity("CAP-1", nameplate=12.0, start="2028-H1", ramp_up=12.0, ramp_profile="linear")


def test_a_linear_ramp_from_the_first_half_of_2028() -> None:
    # It starts in April; month k of 2028 gives (k + 1/2) / 12 t: 0.5 + ... + 8.5 = 40.5 / 12.
    chart = shown(made(RAMPING))
    assert chart.total == pytest.approx([0, 0, 40.5 / 12, 12 - 4.5 / 12, 12])
    (band,) = chart.bands
    assert (band.label, band.ids) == ("Onsan", (1,))
    assert band.values == pytest.approx(chart.total)


def test_nameplate_and_expected() -> None:
    dataset = made(capacity("CAP-1", nameplate=12.0, utilization=50.0, probability=25.0))
    assert shown(dataset, value="nameplate").total[0] == pytest.approx(12)
    assert shown(dataset, value="effective").total[0] == pytest.approx(6)
    assert shown(dataset, value="expected").total[0] == pytest.approx(1.5)


def test_periods_add_up() -> None:
    dataset = made(RAMPING)
    by_month, by_quarter = shown(dataset, by="month"), shown(dataset, by="quarter")
    assert len(by_month.total) == 60
    assert by_month.total.reshape(20, 3).sum(axis=1) == pytest.approx(by_quarter.total)
    assert by_month.edges[0] == month_index(2026, 1)
    assert by_quarter.edges[-1] == month_index(2031, 1)


def test_early_and_late_totals_enclose_the_likely_one() -> None:
    chart = shown(made(RAMPING), by="month")
    assert chart.early is not None and chart.late is not None
    assert (chart.early >= chart.total).all() and (chart.total >= chart.late).all()
    january = month_index(2028, 1) - YEARS.first
    assert chart.early[january] == pytest.approx(0.5 / 12)
    assert chart.late[january + 4] == 0 and chart.late[january + 5] > 0
    assert shown(made(RAMPING), value="nameplate").early is None


def test_bands_follow_the_grouping() -> None:
    dataset = made(
        capacity("A", nameplate=5.0), capacity("B", 2, nameplate=7.0, stage="announced"),
        capacity("C", 2, nameplate=1.0),
    )  # fmt: skip
    found = {g: [(b.label, round(float(b.values[0]), 9)) for b in shown(dataset, group=g).bands]
             for g in ("plant", "supplier", "country", "stage")}  # fmt: skip
    assert found["plant"] == [("Trail", 8.0), ("Onsan", 5.0)]
    assert found["supplier"] == [("Teck", 8.0), ("Korea Zinc", 5.0)]
    assert found["country"] == [("Canada", 8.0), ("South Korea", 5.0)]
    assert found["stage"] == [("operating", 6.0), ("announced", 7.0)]


def test_what_runs_first_lies_lowest() -> None:
    later = capacity("B", 2, nameplate=100.0, start="2028-01")
    assert [b.label for b in shown(made(capacity("A", nameplate=1.0), later)).bands] == [
        "Onsan", "Trail",
    ]  # fmt: skip


def test_an_unknown_nameplate_is_told_and_never_zero() -> None:
    dataset = made(capacity("A", nameplate=5.0), capacity("B", 2, start="2028"))
    chart = shown(dataset)
    assert chart.unknown == (2,)
    # From its earliest month on, the total is only a lower bound.
    assert chart.at_least.tolist() == [False, False, True, True, True]
    assert [b.label for b in chart.bands] == ["Onsan"]
    assert "1 record of unknown nameplate is not counted." in summary(chart)


def test_a_band_with_an_unknown_record_is_at_least() -> None:
    chart = shown(made(capacity("A", nameplate=5.0), capacity("B", start="2029")))
    (band,) = chart.bands
    assert band.unknown == (2,)
    assert band.at_least.tolist() == [False, False, False, True, True]


def test_closed_capacity_is_neither_counted_nor_unknown() -> None:
    chart = shown(made(capacity("A", nameplate=5.0), capacity("B", stage="closed")))
    assert chart.unknown == () and not chart.at_least.any()
    assert [lane.code for lane in chart.lanes] == ["A", "B"]


def test_the_largest_record_of_a_band() -> None:
    chart = shown(made(capacity("A", nameplate=5.0, end="2027-06"), capacity("B", nameplate=2.0)))
    (band,) = chart.bands
    assert band.largest(0) == 1
    assert band.largest(4) == 2


def test_small_bands_are_put_together_and_keep_their_figures() -> None:
    records = [capacity(f"C{i}", 1 + i % 2, nameplate=float(i + 1)) for i in range(4)]
    chart = shown(made(*records), most=1)
    (others,) = chart.bands
    assert (others.key, others.label) == (OTHERS, "others (2)")
    assert others.values == pytest.approx(chart.total)
    assert [member.label for member in others.members] == ["Trail", "Onsan"]
    assert sorted(others.ids) == [1, 2, 3, 4]
    assert [float(part[0]) for part in others.parts] == [float(id) for id in others.ids]
    assert together(others.members, 2) == list(others.members)
    head = table(chart)[0]
    assert "Trail" in head and "Onsan" in head


def test_lanes_hold_what_is_drawn() -> None:
    dataset = made(RAMPING, capacity("CAP-2", nameplate=60.0, unit="kg", end="2027"))
    first, second = shown(dataset).lanes
    assert (first.code, first.likely, first.end) == ("CAP-2", None, month_index(2027, 7))
    assert first.nameplate == pytest.approx(0.06)
    assert (second.early, second.likely, second.late) == (
        month_index(2028, 1), month_index(2028, 4), month_index(2028, 6)
    )  # fmt: skip
    assert (second.ramp, second.profile, second.nameplate) == (12.0, "linear", 12.0)


def test_lanes_are_ordered_by_start_and_plants_stay_together() -> None:
    dataset = made(
        capacity("A", 1, start="2027"), capacity("B", 2, start="2026"),
        capacity("C", 2, start="2029"), capacity("D", 1, start="2028"),
    )  # fmt: skip
    assert [lane.code for lane in shown(dataset).lanes] == ["B", "C", "A", "D"]


def test_a_filter_of_lanes_wants_all_words() -> None:
    dataset = made(capacity("A", name="Dioxide line"), capacity("B", 2, name="Ingot line"))
    lanes = shown(dataset).lanes
    assert [lane.code for lane in matching(lanes, "line TRAIL")] == ["B"]
    assert [lane.code for lane in matching(lanes, "operating")] == ["A", "B"]
    assert matching(lanes, "nothing") == []


def test_nothing_on_record_gives_an_empty_chart() -> None:
    chart = shown(made())
    assert chart.bands == () and chart.lanes == () and not chart.total.any()
    assert not np.asarray(chart.demand).any()
    assert materials_with_capacity(made()) == []
    assert [m.code for m in materials_with_capacity(made(RAMPING))] == ["GE"]


def test_the_horizon_comes_from_the_preferences() -> None:
    assert horizon_of(made(), 2031) == Horizon.of_years(2031, 10)
    change = Change("preferences", 1, None, {
        "code": "PREFERENCES", "horizon_start": 2027, "horizon_years": 3,
    })  # fmt: skip
    assert horizon_of(made().with_changes([change]), 2031) == Horizon.of_years(2027, 3)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.58, "0.58"), (97.44, "97.4"), (1234.6, "1,235"), (0.012345, "0.0123"),
     (3.0, "3"), (999.6, "1,000"), (-2.345, "-2.35")],
)  # fmt: skip
def test_figures_keep_three_digits(value: float, text: str) -> None:
    assert figure(value) == text


def test_tonnes_name_their_unit() -> None:
    assert tonnes(12.0) == "12 t"
    assert tonnes(12.0, at_least=True) == "at least 12 t"


def test_the_title_says_what_is_shown() -> None:
    dataset = made(RAMPING)
    assert title(shown(dataset)) == "Effective germanium capacity by plant, t contained per year"
    assert title(shown(dataset, value="expected", group="stage", by="month")) == (
        "Expected germanium capacity by stage, t contained per month"
    )


def test_the_summary_tells_the_course_and_the_first_shortage() -> None:
    rising = summary(shown(made(RAMPING, demand=11.0)))
    assert rising.startswith("Rises from 0 t in 2026 to 12 t in 2030.")
    assert "Demand on record passes it in 2026: 11 t against 0 t." in rising
    falling = summary(shown(made(capacity("A", nameplate=5.0, end="2028-12")), by="quarter"))
    assert falling == "Falls from 1.25 t in 2026-Q1 to 0 t in 2030-Q4."
    assert (
        summary(shown(made(capacity("A", nameplate=5.0)))) == "5 t in 2026, and again 5 t in 2030."
    )


def test_periods_are_named_as_dates_are_written() -> None:
    dataset = made(RAMPING)
    assert period_name(shown(dataset, by="month"), 1) == "2026-02"
    assert period_name(shown(dataset, by="quarter"), 5) == "2027-Q2"
    i18n.use("ko")
    assert period_name(shown(dataset, by="quarter"), 5) == "2027년 2분기"
    assert shown(dataset).material == "게르마늄"


def test_the_table_has_a_row_per_period() -> None:
    rows = table(shown(made(RAMPING, demand=2.0)))
    assert rows[0][:4] == ["t contained per year", "Onsan", "Total", "Demand"]
    assert len(rows) == 6
    assert rows[5][:4] == ["2030", pytest.approx(12), pytest.approx(12), pytest.approx(2)]
