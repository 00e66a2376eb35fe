"""The turns of a ledger, whichever way they are gone through."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import numpy as np
import pytest

from desktop.planning.drawing import Turns
from desktop.planning.months import Horizon
from desktop.planning.pools import Pools
from desktop.planning.promises import Book, book
from desktop.planning.scenarios import adjusted
from desktop.planning.supply import supply
from tests.planning.random_records import Maker

HORIZON = Horizon.parse("2025-05", "2029-02")
SEEDS = range(20_000, 20_012)


def promised(seed: int) -> Book:
    plan = adjusted(Maker(seed).records(), "S")
    return book(plan, supply(plan, HORIZON))


def turns(pools: Pools, places: Iterable[int] | None) -> Turns:
    made = Turns.begin(
        len(pools.draws), pools.effective, pools.possible, pools.unknown, pools.runs, True
    )
    made.take_all(pools.draws, places=places)
    return made


@pytest.mark.parametrize("seed", SEEDS)
def test_pool_by_pool_everyone_gets_what_he_gets_in_the_order_of_all(seed: int) -> None:
    found = promised(seed)
    pools = found.pools(found.runs(portions=True), keep_portions=True)
    one, other = turns(pools, None), turns(pools, chain(*pools.places.values()))
    assert one.grants == pytest.approx(other.grants, abs=1e-12)
    assert one.left == pytest.approx(other.left, abs=1e-12)
    assert one.portions.keys() == other.portions.keys()
    for place, portions in one.portions.items():
        assert portions == pytest.approx(other.portions[place], abs=1e-12)
    for row in one.drawn.keys() | other.drawn.keys():
        assert one.drawn_of(row) == pytest.approx(other.drawn_of(row), abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_sums_are_those_of_the_single_ranges(seed: int) -> None:
    ledger = promised(seed).ledger()
    some = list(range(0, len(ledger.book.agreements), 2))
    received = ledger.received(some)
    assert received.low == pytest.approx(ledger.granted.low[some].sum(axis=0))
    assert received.high == pytest.approx(ledger.granted.high[some].sum(axis=0))
    rows = list(range(0, len(ledger.book.supply.records), 2))
    free = ledger.free_of(rows)
    assert free.low == pytest.approx(ledger.free.low[rows].sum(axis=0))
    assert free.high == pytest.approx(ledger.free.high[rows].sum(axis=0))


def test_nothing_adds_up_to_nothing() -> None:
    ledger = promised(SEEDS[0]).ledger()
    for found in (ledger.received([]), ledger.free_of([])):
        assert not np.any(found.low) and not np.any(found.high)
