"""What must hold for any records whatever."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.changes import Change
from desktop.planning.balance import BANDS, balance
from desktop.planning.months import Horizon
from desktop.planning.promises import book, promises
from desktop.planning.result import plan_json
from desktop.planning.scenarios import adjusted
from desktop.planning.supply import supply
from tests.planning.random_records import Maker

SEEDS = st.integers(10_000, 10_000_000)
HORIZON = Horizon.parse("2025-05", "2029-02")
TOLERANCE = 1e-9
often = settings(derandomize=True, max_examples=60)


@given(SEEDS)
@often
def test_granted_and_free_make_effective(seed: int) -> None:
    dataset = Maker(seed).records()
    plan = adjusted(dataset, "S")
    ledger = book(plan, supply(plan, HORIZON)).ledger(keep_portions=True)
    found, turns, draws = ledger.book.supply, ledger.turns, ledger.book.draws
    given = np.zeros_like(turns.left)
    for place, draw in enumerate(draws):
        portions = ledger.portions(place)
        assert draw.at_word or portions.sum(axis=0) == pytest.approx(turns.grants[place])
        for at, row in enumerate(draw.rows):
            given[row] += portions[at]
    known = ~found.unknown
    effective = np.repeat(found.effective[known][:, None], len(turns.runs), axis=1)
    assert (given + turns.left)[known] == pytest.approx(effective, abs=TOLERANCE)
    for low, high in ((ledger.given.low, ledger.free.high), (ledger.given.high, ledger.free.low)):
        assert (low + high)[known] == pytest.approx(found.effective[known], abs=TOLERANCE)


@given(SEEDS)
@often
def test_intervals_are_in_order_and_nobody_gets_more_than_asked(seed: int) -> None:
    ledger = promises(Maker(seed).records(), HORIZON, "GE", "S")
    for found in (ledger.asked, ledger.granted, ledger.short, ledger.free, ledger.given):
        assert (found.low >= -TOLERANCE).all()
        assert (found.low <= found.high + TOLERANCE).all()
    assert (ledger.granted.high <= ledger.asked.high + TOLERANCE).all()


@given(SEEDS, st.sampled_from(["conditional", "binding"]))
@often
def test_bands_never_fall_as_supply_is_added(seed: int, firmness: str) -> None:
    maker = Maker(seed)
    dataset = maker.records()
    found = balance(dataset, HORIZON, "GE", "O4", "S")
    for before, after in itertools.pairwise(BANDS):
        narrow, wide = found.bands[before], found.bands[after]
        assert (wide.closing_stock >= narrow.closing_stock - TOLERANCE).all()
        assert (wide.shortage <= narrow.shortage + TOLERANCE).all()
        assert wide.cover_months >= narrow.cover_months - TOLERANCE
    values = {
        **{name: None for name in dataset.types["agreement"].names},
        "code": "MORE", "title": "More", "kind": "supply", "firmness": firmness, "seller": 6,
        "buyer": 4, "material": 1, "volume": 3.0, "unit": "t", "basis": "contained",
        "status": "active",
    }  # fmt: skip
    more = dataset.with_changes([Change("agreement", 1000, None, values)])
    # Seller O6 owns no plant, so this is new metal; only a stop of its supply may halt it.
    wider = balance(more, HORIZON, "GE", "O4", "S")
    for name in BANDS:
        assert (wider.bands[name].shortage <= found.bands[name].shortage + TOLERANCE).all()


@given(SEEDS)
@often
def test_more_nameplate_never_makes_anyone_shorter(seed: int) -> None:
    dataset = Maker(seed).records()
    bigger = dataset.with_changes(
        Change("capacity", c.id, {}, {"nameplate": c.nameplate * 2})
        for c in dataset["capacity"]
        if c.nameplate is not None
    )
    before, after = promises(dataset, HORIZON, "GE"), promises(bigger, HORIZON, "GE")
    assert (after.granted.low >= before.granted.low - TOLERANCE).all()
    assert (after.free.low >= before.free.low - TOLERANCE).all()


@given(SEEDS)
@often
def test_early_and_late_enclose_the_likely_curve(seed: int) -> None:
    found = supply(Maker(seed).records(), HORIZON, scenario="S")
    assert (found.effective_early >= found.effective - TOLERANCE).all()
    assert (found.effective_late <= found.effective + TOLERANCE).all()
    assert (found.expected <= found.effective + TOLERANCE).all()
    assert (found.effective <= found.nameplate + TOLERANCE).all()


@given(SEEDS)
@often
def test_quarters_and_years_are_sums_of_months(seed: int) -> None:
    dataset = Maker(seed).records()
    plans = {by: plan_json(dataset, "GE", HORIZON, by, "all", "S")
             for by in ("month", "quarter", "year")}  # fmt: skip
    for by in ("quarter", "year"):
        periods = HORIZON.periods(by)
        for part, name in (
            *(("capacity", curve) for curve in ("nameplate", "effective", "effective_late")),
            ("balance", "demand"),
        ):
            summed = periods.sums(np.array(plans["month"][part][name]))
            assert plans[by][part][name] == pytest.approx(summed)
        for band in BANDS:
            months, longer = (plans[x]["balance"] for x in ("month", by))
            assert longer["receipts"][band] == pytest.approx(
                periods.sums(np.array(months["receipts"][band]))
            )
            for name in ("total_shortage", "first_short", "cover_months"):
                assert longer["bands"][band][name] == months["bands"][band][name]
            assert longer["bands"][band]["closing_stock"] == pytest.approx(
                periods.lasts(np.array(months["bands"][band]["closing_stock"]))
            )
