"""The balance: the known answers of the planning rules."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from desktop.core.errors import OfftakeError
from desktop.planning.balance import BANDS, balance, band
from desktop.planning.months import Horizon
from desktop.planning.result import plan_json
from tests.planning.builder import Given, build, supplier

HORIZON = Horizon.parse("2026-01", "2027-12")


def need(tonnes: float, **more: Any) -> Given:
    return {"code": "D", "organization": "US", "quantity": tonnes, **more}


def held(tonnes: float, **more: Any) -> Given:
    return {"organization": "US", "quantity": tonnes, **more}


def test_stock_of_180_kg_at_20_kg_a_month_covers_nine_months() -> None:
    dataset = build(
        **{**supplier(), "capacity": []},
        demand=[need(240, unit="kg")],
        stock=[held(180, unit="kg")],
    )
    for name, found in balance(dataset, HORIZON, "GE", "US").bands.items():
        assert found.cover_months == pytest.approx(9.0, abs=1e-9), name
        assert found.first_short == 9
        assert found.total_shortage == pytest.approx(15 * 0.02)


def test_part_months_of_cover_are_interpolated() -> None:
    found = band(3.0, np.array([0.0, 0.0, 0.5, 0.0]), np.array([1.0, 1.0, 2.0, 1.0]))
    assert found.cover_months == pytest.approx(2.75)
    assert found.shortage.tolist() == [0.0, 0.0, 0.5, 1.0]


def test_a_shortage_is_not_made_up_for_later() -> None:
    found = band(0.0, np.array([0.0, 5.0]), np.array([1.0, 1.0]))
    assert found.shortage.tolist() == [1.0, 0.0]
    assert found.closing_stock.tolist() == [0.0, 4.0]


def test_without_a_shortage_cover_is_the_whole_horizon() -> None:
    found = band(0.0, np.array([1.0, 1.0]), np.array([1.0, 1.0 + 9e-10]))
    assert (found.cover_months, found.first_short, found.total_shortage) == (2.0, None, 0.0)


def test_no_demand_is_no_shortage() -> None:
    found = balance(build(**supplier()), HORIZON, "GE", "US")
    assert {band.cover_months for band in found.bands.values()} == {24.0}


def test_bands_add_up() -> None:
    agreements = [
        {"seller": "KZ", "buyer": "US", "volume": volume, "firmness": firmness}
        for volume, firmness in ((1.2, "binding"), (2.4, "conditional"), (3.6, "non-binding"))
    ]
    dataset = build(**supplier(12), agreement=agreements, demand=[need(24)])
    found = balance(dataset, HORIZON, "GE", "US")
    monthly = [found.receipts[name][0] for name in BANDS]
    assert monthly == pytest.approx([0.1, 0.2, 0.3, 0.4])
    shortages = [found.bands[name].total_shortage for name in BANDS]
    assert shortages == pytest.approx([45.6, 40.8, 33.6, 24.0])
    covers = [found.bands[name].cover_months for name in BANDS]
    assert covers == pytest.approx([0.05, 0.15, 0.3, 0.5])


def test_free_capacity_counts_for_organizations_with_the_role_supplier() -> None:
    records = supplier(12)
    records["organization"] = [{"code": "KZ", "roles": "trader"}, "US"]
    found = balance(build(**records), HORIZON, "GE", "US")
    assert found.receipts["free capacity"].sum() == 0.0


def test_what_others_buy_is_no_receipt() -> None:
    records = supplier(12)
    records["organization"] = [*records["organization"], "EU"]
    agreements = [{"seller": "KZ", "buyer": "EU", "volume": 6}]
    dataset = build(**records, agreement=agreements)
    assert balance(dataset, HORIZON, "GE", "US").receipts["binding"].sum() == 0.0
    for whom in ("EU", ["US", "EU"], "all"):
        assert balance(dataset, HORIZON, "GE", whom).receipts["binding"].sum() == 12.0


def test_an_undisclosed_volume_counts_with_its_low_end() -> None:
    agreements = [{"seller": "KZ", "buyer": "US", "volume": None}]
    dataset = build(**supplier(12), agreement=agreements)
    given = plan_json(dataset, "GE", HORIZON, "year", "US")["balance"]
    assert given["receipts"]["binding"] == [0.0, 0.0]
    assert given["receipts_high"]["binding"] == [12.0, 12.0]
    assert given["receipts"]["free capacity"] == [0.0, 0.0]
    assert given["receipts_high"]["free capacity"] == [12.0, 12.0]


@pytest.mark.parametrize(
    ("counts", "tonnes"),
    [
        ([held(5, as_of="2025-06-30"), held(3, as_of="2025-12-31")], 3.0),
        ([held(3, as_of="2026-01-01"), held(5, as_of="2025-06-30")], 3.0),
        ([held(9, as_of="2026-01-02"), held(5, as_of="2024-06-30")], 5.0),
        ([held(9, as_of="2027-01-02"), held(5, as_of="2026-06-30")], 5.0),
        ([held(5), held(3)], 3.0),
        ([held(5, location="Houston"), held(3)], 8.0),
        ([held(5, form="GEO2"), held(3)], 8.0),
        ([held(5, organization="KZ"), held(3)], 3.0),
        ([held(5, usable=40)], 2.0),
        ([held(1000, unit="kg", basis="gross", form="GEO2")], 0.69417),
        ([held(5, basis="gross")], 0.0),
    ],
)
def test_the_last_count_opens_the_balance(counts: list[Given], tonnes: float) -> None:
    found = balance(build(**supplier(), stock=counts), HORIZON, "GE", "US")
    assert found.opening_stock == pytest.approx(tonnes)


def test_the_plan_has_the_shape_of_the_command_line() -> None:
    records = supplier(12)
    records["preferences"] = [{"code": "PREFERENCES", "own_organization": "US"}]
    records["scenario"] = ["SLIP"]
    dataset = build(**records, demand=[need(24)], stock=[held(3)])
    found = plan_json(dataset, "ge", HORIZON, "year", None, "slip")
    json.dumps(found, allow_nan=False)
    assert {name: found[name] for name in list(found)[:6]} == {
        "material": "GE",
        "from": "2026-01",
        "to": "2027-12",
        "by": "year",
        "scenario": "SLIP",
        "periods": ["2026", "2027"],
    }
    assert found["balance"]["for"] == ["US"]
    assert found["balance"]["opening_stock"] == 3.0
    binding = found["balance"]["bands"]["binding"]
    assert binding["shortage"] == pytest.approx([21.0, 24.0])
    assert binding["closing_stock"] == [0.0, 0.0]
    assert (binding["first_short"], binding["cover_months"]) == ("2026-02", 1.5)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"material": "XX"}, "There is no material “XX”"),
        ({"for_": "XX"}, "There is no organization “XX”"),
        ({"scenario": "XX"}, "There is no scenario “XX”: the file has none yet"),
        ({"by": "week"}, "“week” is not a length of period"),
    ],
)
def test_what_does_not_exist_is_told(asked: dict[str, str], told: str) -> None:
    with pytest.raises(OfftakeError, match=told):
        plan_json(build(**supplier()), **{"material": "GE", "horizon": HORIZON, **asked})  # type: ignore[arg-type]
