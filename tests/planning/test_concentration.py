"""Concentration and N-1: known answers, and every loss against a rerun by force."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.planning.balance import balance
from desktop.planning.concentration import hhi, ultimate_parent
from desktop.planning.months import Horizon
from desktop.planning.promises import promises
from desktop.planning.risk import risk_json
from tests.planning.builder import build, supplier
from tests.planning.random_records import Maker


@pytest.mark.parametrize(
    ("amounts", "low", "high"),
    [
        ({"A": 10.0}, 1.0, 1.0),
        ({"A": 3.0, "B": 3.0, "C": 3.0, "D": 3.0}, 0.25, 0.25),
        ({"A": 68.0, "B": 32.0}, 0.5648, 0.5648),
        ({"unknown": 10.0}, 0.0, 1.0),
        # Split endlessly: 0.25 + 0.04; all of the largest: 0.8² + 0.2².
        ({"A": 50.0, "B": 20.0, "unknown": 30.0}, 0.29, 0.68),
    ],
)
def test_the_index_of_concentration(amounts: dict[str, float], low: float, high: float) -> None:
    assert hhi(amounts) == pytest.approx((low, high), abs=1e-12)


def test_the_index_of_nothing_is_unknown() -> None:
    assert hhi({}) is None


def world(**more: Any) -> Dataset:
    records = {
        "material": ["GE"],
        "organization": [
            {"code": "GROUP", "country": "CA"},
            {"code": "KZ", "roles": "supplier", "country": "KR", "parent": "GROUP"},
            {"code": "TECK", "roles": "supplier", "country": "CA", "parent": "GROUP"},
            {"code": "WORD", "roles": "trader"},
            {"code": "US", "roles": "consumer", "country": "US"},
        ],
        "plant": [
            {"code": "ONSAN", "owner": "KZ", "country": "KR", "feed_country": "AU"},
            {"code": "TRAIL", "owner": "TECK", "country": "CA"},
        ],
        "capacity": [{"code": "C1", "plant": "ONSAN", "nameplate": 12},
                     {"code": "C2", "plant": "TRAIL", "nameplate": 24}],
        "agreement": [
            {"code": "A1", "seller": "KZ", "buyer": "US", "volume": 10},
            {"code": "A2", "seller": "TECK", "buyer": "US", "volume": 20, "rank": 1,
             "firmness": "conditional"},
            {"code": "A3", "seller": "WORD", "buyer": "US", "volume": 10,
             "firmness": "non-binding"},
            {"code": "A4", "seller": "TECK", "buyer": "US", "volume": None, "rank": 9},
        ],
        "demand": [{"code": "D", "organization": "US", "quantity": 36}],
    }  # fmt: skip
    return build(**{**records, **more})


def test_receipts_have_an_origin() -> None:
    found = risk_json(world(), "GE", 2028, "US")
    json.dumps(found, allow_nan=False)
    assert found["receipts"] == {
        "supplier": pytest.approx({"TECK": 20, "KZ": 10, "WORD": 10}),
        "country": pytest.approx({"CA": 20, "KR": 10, "unknown": 10}),
        "parent": pytest.approx({"GROUP": 30, "WORD": 10}),
        "feed": pytest.approx({"unknown": 30, "AU": 10}),
    }
    assert found["hhi"] == {
        "supplier": pytest.approx([0.375, 0.375]),
        "country": pytest.approx([0.25 + 1 / 16, 9 / 16 + 1 / 16]),
        "parent": pytest.approx([0.625, 0.625]),
        "feed": pytest.approx([1 / 16, 1.0]),
    }
    assert found["market"]["effective"]["supplier"] == pytest.approx({"TECK": 24, "KZ": 12})
    assert found["market"]["hhi"]["country"] == pytest.approx([5 / 9, 5 / 9])


def test_receipts_of_a_trader_come_from_the_plant_it_draws_on() -> None:
    dataset = build(
        **supplier(12),
        agreement=[{"seller": "US", "buyer": "KZ", "volume": 6, "capacity": "C"}],
    )
    assert risk_json(dataset, "GE", 2028, "KZ")["receipts"]["supplier"] == pytest.approx({"KZ": 6})


def test_losses_are_listed_the_worst_first() -> None:
    found = risk_json(world(), "GE", 2028, "US")["n_minus_1"]
    # 40 t come to 36 t of demand: 20 t less leaves 16 t short, 10 t less leaves 6 t.
    assert [(x["kind"], x["code"], round(x["shortage_added"], 9)) for x in found] == [
        ("supplier", "TECK", 16.0),
        ("plant", "TRAIL", 16.0),
        ("country", "CA", 16.0),
        ("supplier", "KZ", 6.0),
        ("supplier", "WORD", 6.0),
        ("plant", "ONSAN", 6.0),
        ("country", "KR", 6.0),
    ]
    assert {x["first_short"] for x in found} == {"2028-01"}


def test_stock_delays_the_first_short_month() -> None:
    dataset = world(stock=[{"organization": "US", "quantity": 2, "as_of": "2027-12-31"}])
    found = risk_json(dataset, "GE", 2028, "US")["n_minus_1"]
    assert (found[0]["code"], found[0]["first_short"]) == ("TECK", "2028-02")
    assert round(found[0]["shortage_added"], 9) == 14.0


def test_stock_is_used_up_from_the_first_year_of_the_preferences() -> None:
    stock = [{"organization": "US", "quantity": 2, "as_of": "2025-12-31"}]
    preferences = [{"code": "PREFERENCES", "horizon_start": 2026}]
    found = risk_json(world(stock=stock, preferences=preferences), "GE", 2028, "US")["n_minus_1"]
    # 4 t a year are left over, so 10 t are in stock when the year begins, unless TECK is lost.
    assert (found[0]["code"], found[0]["first_short"]) == ("TECK", "2026-02")
    assert round(found[0]["shortage_added"], 9) == 16.0
    again = risk_json(world(preferences=[{**preferences[0], "horizon_start": 2030}]), "GE", 2028)
    assert again["n_minus_1"][0]["first_short"] == "2028-01"


def test_the_seller_whose_plants_are_lost_is_not_taken_at_its_word() -> None:
    found = risk_json(world(), "GE", 2028, "US")["n_minus_1"]
    assert [x["shortage_added"] for x in found if x["code"] == "TRAIL"] == pytest.approx([16.0])


def test_nothing_received_is_no_index() -> None:
    found = risk_json(world(), "GE", 2028, "GROUP")
    assert found["hhi"]["supplier"] == [None, None]
    assert found["receipts"]["supplier"] == {}


@pytest.mark.parametrize("year", [0, 1800, 3000])
def test_a_year_out_of_range_is_told(year: int) -> None:
    with pytest.raises(OfftakeError, match="outside the years"):
        risk_json(world(), "GE", year)


def test_a_year_outside_the_horizon_is_told() -> None:
    horizon = Horizon.parse("2026", "2027")
    with pytest.raises(OfftakeError, match="2028 lies outside the horizon 2026-01 to 2027-12"):
        risk_json(world(), "GE", 2028, horizon=horizon)


def test_a_circle_of_parents_has_an_end() -> None:
    dataset = build(organization=[{"code": "A", "parent": "B"}, {"code": "B", "parent": "A"}])
    assert ultimate_parent(dataset, 1) == 2


def without(dataset: Dataset, kind: str, code: str, horizon: Horizon) -> Dataset:
    """Gives the dataset with one source shut down by hand."""
    plants, owners = dataset["plant"], dataset["organization"]
    changes = []
    for c in dataset["capacity"]:
        plant = plants[c.plant]
        facts = {"plant": plant.code, "country": plant.country,
                 "supplier": owners[plant.owner].code}  # fmt: skip
        if facts[kind] == code:
            changes.append(Change("capacity", c.id, {}, {"stage": "cancelled"}))
    at_word = set(promises(dataset, horizon, "GE").not_on_record)
    for a in dataset["agreement"]:
        seller = owners[a.seller]
        gone = kind == "supplier" and seller.code == code
        if gone or (kind == "country" and a.code in at_word and seller.country == code):
            changes.append(Change("agreement", a.id, {}, {"status": "terminated"}))
    return dataset.with_changes(changes)


def test_every_loss_equals_a_rerun_by_force() -> None:
    horizon = Horizon.parse("2026-07", "2028-12")
    year = horizon.slice(2027 * 12, 2027 * 12 + 11)
    seen = set()
    for seed in range(60):
        dataset = Maker(seed).records()

        def shortage(of: Dataset) -> Any:
            return balance(of, horizon, "GE", "all").bands["non-binding"]

        base = shortage(dataset).shortage[year].sum()
        found = risk_json(dataset, "GE", 2027, "all", None, horizon)["n_minus_1"]
        damages = [x["shortage_added"] for x in found]
        assert damages == sorted(damages, reverse=True)
        for loss in found:
            rerun = shortage(without(dataset, loss["kind"], loss["code"], horizon))
            added = rerun.shortage[year].sum() - base
            assert loss["shortage_added"] == pytest.approx(added, abs=1e-9), (seed, loss)
            first = rerun.first_short
            labels = horizon.periods("month").labels
            assert loss["first_short"] == (None if first is None else labels[first]), (seed, loss)
            seen.add((loss["kind"], bool(added > 0)))
    assert {(kind, True) for kind in ("supplier", "plant", "country")} <= seen


def test_risk_sees_the_scenario() -> None:
    dataset = world(
        scenario=["S"],
        adjustment=[{"scenario": "S", "kind": "stop supply", "country": "KR"}],
    )
    found = risk_json(dataset, "GE", 2028, "US", "S")
    assert found["receipts"]["supplier"] == pytest.approx({"TECK": 20, "WORD": 10})
    assert dataclasses.asdict(dataset["capacity"][1])["nameplate"] == 12
