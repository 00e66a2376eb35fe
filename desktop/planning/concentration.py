"""Concentration: on how few sources metal depends, and what the loss of each would cost.

HHI = the sum of squared shares, from 0 to 1: 1 for a single source, 1/n for n equal ones. Where
part of the metal has no known origin, it is an interval: least if that part were split endlessly,
most if all of it belonged to the largest source.

What an agreement delivers comes from the plants of the capacity that it draws on: supplier is the
plant's owner, parent the owner's ultimate parent, feed the plant's feed country. What a seller
without capacity on record delivers comes from the seller and its country, the feed unknown.
Only what is sure counts: the low end of every interval.

N-1 takes away one supplier, plant or country at a time and draws and balances anew. Without a
supplier, its plants give nothing and what it sells is not delivered; without a country, its
plants give nothing, nor do its sellers without capacity on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.planning.balance import NO_SHORTAGE
from desktop.planning.drawing import LOWEST, Turns
from desktop.planning.months import Flags, Numbers
from desktop.planning.promises import Book, Ledger
from desktop.planning.supply import Supply

#: By what shares are taken.
ORIGINS = ("supplier", "country", "parent", "feed")
#: What can be lost, in the order in which equal losses are listed.
LOSSES = ("supplier", "plant", "country")
UNKNOWN = "unknown"
_AT_ONCE = 64  # losses that are drawn together; more would cost memory, not save time

#: Tonnes by the code of an organization or country, or `UNKNOWN`.
Amounts = dict[str, float]


@dataclass(frozen=True, slots=True)
class Loss:
    """What the loss of one source (its kind and code) would do.

    `shortage_added` is t contained in the months asked for; `first_short` the place of the first
    short month in the horizon, None when there is none; `shortage` is that with the loss, in t
    contained per month.
    """

    kind: str
    code: str
    shortage_added: float
    first_short: int | None
    shortage: Numbers = field(compare=False, repr=False)


def hhi(amounts: Mapping[str, float]) -> tuple[float, float] | None:
    """Give the Herfindahl-Hirschman index as an interval; None where there is nothing to share."""
    known = [amount for key, amount in amounts.items() if key != UNKNOWN]
    unknown = amounts.get(UNKNOWN, 0.0)
    total = sum(known) + unknown
    if total <= 0.0:
        return None
    low = sum(((amount / total) ** 2 for amount in known), 0.0)
    if not unknown:
        return low, low
    largest = max(known, default=0.0)
    high = low - (largest / total) ** 2 + ((largest + unknown) / total) ** 2
    return low, high


def supply_by_origin(supply: Supply, months: slice) -> dict[str, Amounts]:
    """Give effective capacity in some months of the horizon, in t contained, by each origin."""
    return _by_origin(supply, supply.effective[:, months].sum(axis=1).tolist(), {})


def receipts_by_origin(
    ledger: Ledger, organizations: frozenset[int] | None, months: slice
) -> dict[str, Amounts]:
    """Give what organizations (ids; None: all) receive under agreements, by each origin.

    In t contained, in some months of the horizon. The ledger must have been made with the run
    `LOWEST` alone and with its portions.
    """
    found = ledger.book
    of_rows = np.zeros(len(found.supply.records))
    of_sellers: dict[int, float] = {}
    for place, agreement in enumerate(found.agreements):
        draw = found.draws[place]
        bought = organizations is None or agreement.buyer in organizations
        # An undisclosed volume may be nothing at all.
        if not bought or draw.ask is None:
            continue
        if draw.at_word:
            amount = float(ledger.turns.grants[place, 0, months].sum())
            of_sellers[agreement.seller] = of_sellers.get(agreement.seller, 0.0) + amount
        elif draw.rows.size:
            of_rows[draw.rows] += ledger.portions(place)[:, 0, months].sum(axis=1)
    return _by_origin(found.supply, of_rows.tolist(), of_sellers)


def _by_origin(
    supply: Supply, of_rows: Sequence[float], of_sellers: Mapping[int, float]
) -> dict[str, Amounts]:
    dataset = supply.dataset
    found: dict[str, Amounts] = {origin: {} for origin in ORIGINS}

    def add(owner: int, country: str | None, feed: str | None, amount: float) -> None:
        keys = (
            dataset.code_of("organization", owner),
            country,
            dataset.code_of("organization", ultimate_parent(dataset, owner)),
            feed,
        )
        for origin, key in zip(ORIGINS, keys, strict=True):
            amounts = found[origin]
            amounts[key or UNKNOWN] = amounts.get(key or UNKNOWN, 0.0) + amount

    for capacity, amount in zip(supply.records, of_rows, strict=True):
        if amount > 0.0:
            plant = dataset["plant"][capacity.plant]
            add(plant.owner, plant.country, plant.feed_country, amount)
    for seller, amount in of_sellers.items():
        if amount > 0.0:
            add(seller, dataset["organization"][seller].country, None, amount)
    return {
        origin: dict(sorted(amounts.items(), key=lambda pair: (-pair[1], pair[0])))
        for origin, amounts in found.items()
    }


def ultimate_parent(dataset: Dataset, organization: int) -> int:
    """Give the id of the organization that controls another in the end, or its own."""
    seen = {organization}
    while True:
        above = dataset["organization"][organization].parent
        if above is None or above in seen:
            return organization
        seen.add(above)
        organization = above


def losses(
    book: Book,
    organizations: frozenset[int] | None,
    opening: float,
    demand: Numbers,
    months: slice,
    progress: Progress | None = None,
) -> list[Loss]:
    """Give what the loss of each supplier, plant and country would do, the worst first.

    Shortage is that of the cumulative non-binding band in `months` of the horizon, with the
    opening stock and the demand (months) of the organizations, in t contained. Raises
    `Cancelled` through `progress`.
    """
    told = progress or Progress()
    removals = _removals(book)
    places = [
        place
        for place, agreement in enumerate(book.agreements)
        if book.draws[place].ask is not None
        and (organizations is None or agreement.buyer in organizations)
    ]
    reach = _Reach.of(book, places)
    nothing = _Removal("", "", frozenset(), frozenset())
    usual = _shortages(book, [nothing], reach, opening, demand)[0]
    base = float(usual[months].sum())
    shortages: dict[_Removal, Numbers] = dict.fromkeys(removals, usual)
    felt = [removal for removal in removals if reach.feels(removal)]
    for begin in range(0, len(felt), _AT_ONCE):
        told.step(begin, len(felt), Text("Working out the risk"))
        some = felt[begin : begin + _AT_ONCE]
        shortages.update(zip(some, _shortages(book, some, reach, opening, demand), strict=True))
    found: list[Loss] = []
    for removal, shortage in shortages.items():
        short = np.flatnonzero(shortage)
        first = int(short[0]) if short.size else None
        added = float(shortage[months].sum()) - base
        # What the order of additions leaves over is no damage.
        added = 0.0 if abs(added) < NO_SHORTAGE else added
        found.append(Loss(removal.kind, removal.code, added, first, shortage))
    return sorted(found, key=lambda x: (-x.shortage_added, LOSSES.index(x.kind), x.code))


@dataclass(frozen=True, slots=True, eq=False)
class _Removal:
    """The rows of capacity that give nothing, and the agreements (places) not delivered."""

    kind: str
    code: str
    rows: frozenset[int]
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Reach:
    """What the deliveries to the organizations hang on.

    `places` are their agreements, `drawing` all that share a pool of capacity with one of these,
    pool by pool in order, and `rows` the capacity of those pools.
    """

    places: tuple[int, ...]
    drawing: tuple[int, ...]
    rows: frozenset[int]

    @classmethod
    def of(cls, book: Book, places: Sequence[int]) -> _Reach:
        """Find what hangs together with the agreements at some places."""
        pools = book.pools((LOWEST,))
        own = set(places)
        near = [one for one, its in pools.places.items() if not own.isdisjoint(its)]
        return cls(
            tuple(places),
            tuple(place for one in near for place in pools.places[one]),
            frozenset(np.flatnonzero(np.isin(pools.of_rows, near)).tolist()),
        )

    def feels(self, removal: _Removal) -> bool:
        """Tell whether a removal can change what is delivered."""
        return not (self.rows.isdisjoint(removal.rows) and removal.places.isdisjoint(self.drawing))


def _removals(book: Book) -> list[_Removal]:
    """Give every supplier, plant and country of the material's capacity and agreements."""
    dataset = book.supply.dataset
    rows: dict[tuple[str, str], set[int]] = {}
    places: dict[tuple[str, str], set[int]] = {}
    for row, capacity in enumerate(book.supply.records):
        plant = dataset["plant"][capacity.plant]
        owner = dataset["organization"][plant.owner]
        for key in (("supplier", owner.code), ("plant", plant.code), ("country", plant.country)):
            rows.setdefault(key, set()).add(row)
    for place, agreement in enumerate(book.agreements):
        seller = dataset["organization"][agreement.seller]
        places.setdefault(("supplier", seller.code), set()).add(place)
        if book.draws[place].at_word and seller.country is not None:
            places.setdefault(("country", seller.country), set()).add(place)
    return [
        _Removal(kind, code, frozenset(rows.get((kind, code), ())),
                 frozenset(places.get((kind, code), ())))
        for kind, code in dict.fromkeys([*rows, *places])
    ]  # fmt: skip


def _shortages(
    book: Book,
    removals: Sequence[_Removal],
    reach: _Reach,
    opening: float,
    demand: Numbers,
) -> Numbers:
    """Give shortage without each removal, removals x months: each is one run of the ledger."""
    supply = book.supply
    effective = np.repeat(supply.effective[:, None, :], len(removals), axis=1)
    blocked: dict[int, Flags] = {}
    for run, removal in enumerate(removals):
        effective[list(removal.rows), run] = 0.0
        for place in removal.places:
            blocked.setdefault(place, np.zeros(len(removals), dtype=np.bool_))[run] = True
    turns = Turns.begin(
        len(book.draws), effective, supply.possible, supply.unknown, [LOWEST] * len(removals)
    )
    turns.take_all(book.draws, blocked, reach.drawing)
    receipts = _sum(turns.grants, reach.places)
    stock = np.full(len(removals), opening)
    shortages = np.zeros_like(receipts)
    for month in range(demand.size):
        balance = stock + receipts[:, month] - demand[month]
        shortages[:, month] = np.where(-balance < NO_SHORTAGE, 0.0, -balance)
        stock = np.maximum(balance, 0.0)
    return shortages


def _sum(grants: Numbers, places: Iterable[int]) -> Numbers:
    total = np.zeros(grants.shape[1:])
    for place in places:
        total += grants[place]
    return total
