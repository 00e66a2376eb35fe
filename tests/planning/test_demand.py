"""Demand month by month: the known answers of the planning rules."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.planning.demand import demand
from desktop.planning.months import Horizon
from tests.planning.builder import build, supplier

LONG = Horizon.parse("2026-01", "2029-12")


def months(**line: Any) -> list[float]:
    dataset = build(**supplier(), demand=[{"code": "D", **line}])
    found: list[float] = demand(dataset, LONG, "GE").total.tolist()
    return found


def test_demand_is_a_twelfth_a_month() -> None:
    assert months(quantity=12, start="2026-01") == [1.0] * 48


def test_demand_counts_contained_metal() -> None:
    gross = months(quantity=12000, unit="kg", basis="gross", form="GEO2")
    assert gross == pytest.approx([0.69417] * 48)


def test_demand_lasts_from_the_likely_start_through_the_likely_end() -> None:
    assert months(quantity=12, start="2026-H1", end="2027") == ([0.0] * 3 + [1.0] * 16 + [0.0] * 29)


def test_growth_steps_on_each_anniversary_of_the_start() -> None:
    found = months(quantity=12, start="2026-03", growth=10)
    assert found[:14] == pytest.approx([0.0] * 2 + [1.0] * 12)
    assert found[14:26] == pytest.approx([1.1] * 12)
    assert found[26:38] == pytest.approx([1.21] * 12)


def test_growth_from_before_the_horizon_is_there_at_its_start() -> None:
    assert months(quantity=12, start="2024-01", growth=-50)[:13] == pytest.approx(
        [0.25] * 12 + [0.125]
    )


def test_demand_is_of_one_of_several_or_of_all() -> None:
    lines = [
        {"organization": "US", "quantity": 12},
        {"organization": "KZ", "quantity": 24},
        {"organization": "KR", "quantity": 48},
    ]
    records = supplier()
    records["organization"] = [*records["organization"], "KR"]
    dataset = build(**records, demand=lines)
    for whom, monthly in (("US", 1.0), (["US", "KR"], 5.0), ("all", 7.0), (None, 7.0)):
        assert demand(dataset, LONG, "GE", whom).total.tolist() == [monthly] * 48


def test_demand_without_a_form_is_listed_and_does_not_stop_the_plan() -> None:
    dataset = build(**supplier(), demand=[{"code": "D", "quantity": 5, "basis": "gross"}])
    found = demand(dataset, LONG, "GE")
    assert (found.unknown_codes, found.total.sum()) == (("D",), 0.0)
