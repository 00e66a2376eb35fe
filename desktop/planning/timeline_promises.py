"""Timeline promises: how much of what is shown has been promised, by firmness and agreement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop.model.agreements import FIRMNESS
from desktop.planning.months import Numbers, Periods
from desktop.planning.promises import Ledger, Range, book
from desktop.planning.scenarios import Adjusted
from desktop.planning.supply import Supply


@dataclass(frozen=True, eq=False)
class Promised:
    """What the active agreements of one firmness get, t per period.

    `low` and `high` are their sums at the low and at the high end of the ledger, `high` infinite
    where it has no bound. `codes` name the agreements; `parts_low` and `parts_high` hold what
    each gets, agreements x periods. `at_word` marks those whose sellers have no capacity on
    record: they draw on nothing that the chart shows.
    """

    firmness: str
    codes: tuple[str, ...]
    low: Numbers
    high: Numbers
    parts_low: Numbers
    parts_high: Numbers
    at_word: tuple[bool, ...]


def promised(plan: Adjusted, found: Supply, material: int, periods: Periods) -> list[Promised]:
    """Give what is promised of a supply of one material: binding, conditional, non-binding."""
    ledger = book(plan, found, material).ledger()
    granted = Range(periods.sums(ledger.granted.low), periods.sums(ledger.granted.high))
    return [_of(ledger, firmness, granted) for firmness in FIRMNESS]


def _of(ledger: Ledger, firmness: str, granted: Range) -> Promised:
    agreements = ledger.book.agreements
    places = [place for place, one in enumerate(agreements) if one.firmness == firmness]
    low, high = granted.low[places], granted.high[places]
    return Promised(
        firmness,
        tuple(agreements[place].code for place in places),
        low.sum(axis=0),
        high.sum(axis=0),
        low,
        high,
        tuple(ledger.book.draws[place].at_word for place in places),
    )


def cumulative(promises: list[Promised] | tuple[Promised, ...], last: str) -> Numbers | None:
    """Give the low end of all promises up to a firmness; None where that adds nothing."""
    places = [one.firmness for one in promises]
    if last not in places:
        return None
    taken = promises[: places.index(last) + 1]
    if not taken[-1].low.any():
        return None
    total: Numbers = np.sum([one.low for one in taken], axis=0)
    return total
