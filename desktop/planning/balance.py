"""Balance: stock and receipts against demand, month by month, in four cumulative bands.

    opening stock + receipts - demand = closing stock

Where stock would fall below zero it stops at zero and the rest is shortage; it is not made up
for later, and less than 1e-9 t is none. Receipts come in bands: binding, then with conditional,
then with non-binding agreements, then with the free capacity of organizations with the role
supplier. A band counts what is sure: the low end of every interval.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.fields import folded
from desktop.model.agreements import FIRMNESS
from desktop.model.demand import Stock
from desktop.model.rules import contained
from desktop.planning.demand import demand
from desktop.planning.months import Horizon, Numbers
from desktop.planning.promises import Ledger, book
from desktop.planning.scenarios import Adjusted, adjusted
from desktop.planning.selection import Whom, find_id, find_organizations
from desktop.planning.supply import supply

FREE = "free capacity"
#: The bands in the order in which they are added.
BANDS = (*FIRMNESS, FREE)
#: A shortage below this many tonnes is rounding, not shortage.
NO_SHORTAGE = 1e-9


@dataclass(frozen=True, eq=False)
class Band:
    """Stock and shortage with the receipts of a band and all bands before it.

    `shortage` and `closing_stock` are t contained (months). `first_short` is the place of the
    first short month in the horizon, None when there is none. `cover_months` is how many months
    from the start of the horizon demand is met, the part month by interpolation; without a
    shortage it is the length of the horizon, and cover is at least that.
    """

    shortage: Numbers
    closing_stock: Numbers
    first_short: int | None
    cover_months: float

    @property
    def total_shortage(self) -> float:
        """The shortage of the whole horizon in t contained."""
        return float(self.shortage.sum())


@dataclass(frozen=True, eq=False)
class Balance:
    """The balance of organizations (ids; None: all) for one material.

    `demand` is t contained per month (months); `receipts` and `receipts_high` are those of each
    band alone, by its name (see `BANDS`), at the low and the high end; a high end may be
    infinite. `not_converted` are codes of demand and stock that are gross without a form and are
    counted nowhere.
    """

    horizon: Horizon
    organizations: frozenset[int] | None
    demand: Numbers
    opening_stock: float
    receipts: dict[str, Numbers]
    receipts_high: dict[str, Numbers]
    bands: dict[str, Band]
    not_converted: tuple[str, ...]


def balance(
    dataset: Dataset | Adjusted,
    horizon: Horizon,
    material: str | int,
    whom: Whom = None,
    scenario: str | int | None = None,
) -> Balance:
    """Give the balance of organizations (see `Whom`) for a material.

    Raises `OfftakeError` for an unknown material, organization or scenario.
    """
    plan = adjusted(dataset, scenario)
    wanted = find_id(plan.dataset, "material", material)
    ledger = book(plan, supply(plan, horizon, wanted), wanted).ledger()
    return balance_of(plan, ledger, wanted, find_organizations(plan.dataset, whom))


def balance_of(
    plan: Adjusted, ledger: Ledger, material: int, organizations: frozenset[int] | None
) -> Balance:
    """Give the balance that follows from a ledger of the same plan and material."""
    horizon = ledger.book.supply.horizon
    whom = "all" if organizations is None else tuple(organizations)
    need = demand(plan, horizon, material, whom)
    stock, faulty = opening_stock(plan.dataset, horizon, material, organizations)
    low, high = receipts(ledger, organizations)
    total = need.total
    return Balance(
        horizon, organizations, total, stock, low, high, bands(stock, low, total),
        (*need.unknown_codes, *faulty),
    )  # fmt: skip


def receipts(
    ledger: Ledger, organizations: frozenset[int] | None
) -> tuple[dict[str, Numbers], dict[str, Numbers]]:
    """Give what each band alone brings to organizations, at the low and at the high end."""
    low, high = {}, {}
    agreements = ledger.book.agreements
    for firmness in FIRMNESS:
        places = [
            place
            for place, agreement in enumerate(agreements)
            if agreement.firmness == firmness
            and (organizations is None or agreement.buyer in organizations)
        ]
        got = ledger.received(places)
        low[firmness], high[firmness] = got.low, got.high
    free = ledger.free_of(_rows_of_suppliers(ledger))
    low[FREE], high[FREE] = free.low, free.high
    return low, high


def _rows_of_suppliers(ledger: Ledger) -> list[int]:
    found = ledger.book.supply
    plants, organizations = found.dataset["plant"], found.dataset["organization"]
    suppliers = {o.id for o in organizations if "supplier" in (o.roles or ())}
    return [
        row
        for row, capacity in enumerate(found.records)
        if capacity.plant in plants and plants[capacity.plant].owner in suppliers
    ]


def bands(opening: float, receipts: dict[str, Numbers], demand: Numbers) -> dict[str, Band]:
    """Give the cumulative bands that follow from opening stock, receipts and demand."""
    found = {}
    available = np.zeros_like(demand)
    for name in receipts:
        available = available + receipts[name]
        found[name] = band(opening, available, demand)
    return found


def band(opening: float, receipts: Numbers, demand: Numbers) -> Band:
    """Give stock and shortage month by month; all in t contained, arrays by month."""
    stock = opening
    closing: list[float] = []
    shortage: list[float] = []
    first: int | None = None
    cover = float(len(demand))
    # Stock depends on the month before, so plain numbers are as fast as arrays here.
    for place, (more, need) in enumerate(zip(receipts.tolist(), demand.tolist(), strict=True)):
        available = stock + more
        short = need - available
        if short < NO_SHORTAGE:
            short = 0.0
        elif first is None:
            first, cover = place, place + available / need
        stock = max(available - need, 0.0)
        closing.append(stock)
        shortage.append(short)
    return Band(np.array(shortage), np.array(closing), first, cover)


def opening_stock(
    dataset: Dataset, horizon: Horizon, material: int, organizations: frozenset[int] | None
) -> tuple[float, list[str]]:
    """Give usable stock in t contained at the start of the horizon, and codes not converted.

    For each organization, location and form, the last count on or before the first day of the
    horizon counts, else the first one after it; of several on one day, the one recorded last.
    """
    first = dt.date(horizon.first // 12, horizon.first % 12 + 1, 1)
    chosen: dict[tuple[int, str, int | None], Stock] = {}
    for count in dataset.table(Stock):
        if count.material != material:
            continue
        if organizations is not None and count.organization not in organizations:
            continue
        place = (count.organization, folded(count.location or ""), count.form)
        other = chosen.get(place)
        if other is None or _closer(count, other, first):
            chosen[place] = count
    return _sum(chosen.values(), dataset)


def _closer(count: Stock, other: Stock, first: dt.date) -> bool:
    """Tell whether a count stands for the first day rather than another of a lower id."""
    if count.as_of <= first:
        return other.as_of > first or count.as_of >= other.as_of
    return other.as_of > first and count.as_of <= other.as_of


def _sum(counts: Iterable[Stock], dataset: Dataset) -> tuple[float, list[str]]:
    total, faulty = 0.0, []
    for count in counts:
        try:
            tonnes = contained(count, dataset, "quantity") or 0.0
        except OfftakeError:
            faulty.append(count.code)
            continue
        total += tonnes * (1.0 if count.usable is None else count.usable / 100.0)
    return total, faulty
