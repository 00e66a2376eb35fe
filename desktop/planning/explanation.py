"""Explanation: why a month is short, in sentences whose tonnes sum to the shortage.

The shortage is given to causes in this order, to each no more than it could have covered, until
nothing is left:

1. demand that the scenario raises above the records;
2. agreements of the band that run in the month and get less than they ask, in the order in
   which they draw (see `desktop.planning.causes` for why);
3. agreements that deliver but are less firm than the band;
   for the band of free capacity instead: what suppliers have not free, since the scenario holds
   it back, others draw it, or it is not running yet, the largest first;
4. agreements that have ended, the last first, or not begun, the next first, with what they
   brought in their last month or bring at most, less what the same seller delivers instead;
5. demand that has begun or grown since the first month of the horizon, the largest first;
6. agreements of undisclosed volume, which count as nothing;
7. the rest: nothing on record covers it.

What stock is left at the beginning of a short month has already covered its part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError, OfftakeError
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.planning.balance import BANDS, FREE, NO_SHORTAGE, Balance, balance_of
from desktop.planning.causes import lacking
from desktop.planning.gaps import (
    grown_demand,
    less_firm,
    not_free,
    raised_demand,
    supplier_rows,
    undisclosed,
)
from desktop.planning.lapses import not_running
from desktop.planning.months import Horizon
from desktop.planning.promises import Ledger, book
from desktop.planning.reasons import Reason, reason
from desktop.planning.scenarios import adjustments_of, with_adjustments
from desktop.planning.selection import Whom, find_id, find_organizations
from desktop.planning.situation import Situation
from desktop.planning.supply import supply
from desktop.planning.timeline_text import tonnes


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a month (its number) is short in a cumulative band; all in t contained.

    demand - stock - receipts = shortage, where there is one; `stock` is that at the beginning of
    the month. The tonnes of `reasons` sum to `shortage`; both are empty when there is none.
    """

    month: int
    band: str
    demand: float
    stock: float
    receipts: float
    shortage: float
    reasons: tuple[Reason, ...]

    @property
    def heading(self) -> Text:
        """The month in one sentence."""
        places: dict[str, Any] = {
            "month": PartialDate.of_month(self.month),
            "need": tonnes(self.demand),
            "stock": tonnes(self.stock),
            "receipts": tonnes(self.receipts),
        }
        if not self.shortage:
            return Text("{month}: {need} needed, {receipts} received and {stock} in stock: "
                        "not short", **places)  # fmt: skip
        return Text("{month}: {need} needed, {receipts} received and {stock} in stock: "
                    "{short} short", short=tonnes(self.shortage), **places)  # fmt: skip


def explain(
    dataset: Dataset,
    horizon: Horizon,
    material: str | int,
    month: str | int,
    whom: Whom = None,
    scenario: str | int | None = None,
    band: str = "non-binding",
) -> Explanation:
    """Explain the shortage of organizations (see `Whom`) in a month ("2028-03" or its number).

    Raises `OfftakeError` for what does not exist and for a month outside the horizon.
    """
    if band not in BANDS:
        raise OfftakeError(
            Text("“{value}” is not one of: {choices}", value=band, choices=", ".join(BANDS))
        )
    adjustments = () if scenario is None else tuple(adjustments_of(dataset, scenario))
    plan = with_adjustments(dataset, adjustments)
    wanted = find_id(dataset, "material", material)
    organizations = find_organizations(dataset, whom)
    now = Situation(
        dataset, plan, adjustments,
        None if scenario is None else find_id(dataset, "scenario", scenario),
        wanted, organizations, _month(month, horizon),
    )  # fmt: skip
    ledger = book(plan, supply(plan, horizon, wanted), wanted).ledger()
    return explain_month(now, balance_of(plan, ledger, wanted, organizations), ledger, band)


def explain_month(now: Situation, found: Balance, ledger: Ledger, band: str) -> Explanation:
    """Explain a month of a balance that is already there, with the ledger it was made from."""
    place = now.month - found.horizon.first
    shown = found.bands[band]
    stock = found.opening_stock if place == 0 else float(shown.closing_stock[place - 1])
    received = sum(float(found.receipts[name][place]) for name in BANDS[: BANDS.index(band) + 1])
    shortage = float(shown.shortage[place])
    reasons = _reasons(now, ledger, band, shortage) if shortage else ()
    return Explanation(
        now.month, band, float(found.demand[place]), stock, received, shortage, reasons
    )


def _reasons(now: Situation, ledger: Ledger, band: str, shortage: float) -> tuple[Reason, ...]:
    """Give the shortage to the causes in their order."""
    horizon = ledger.book.supply.horizon
    shares = _Shares(shortage)
    shares.give(raised_demand(now))
    for place, agreement in enumerate(now.ledger.book.agreements):
        draw = now.ledger.book.draws[place]
        runs = draw.months.start < draw.months.stop
        if shares.left > 0.0 and runs and draw.ask is not None and now.counts(agreement, band):
            shares.spread(lacking(now, place))
    if band == FREE:
        shares.give(not_free(now), told_before=True)
    else:
        shares.give(less_firm(now, BANDS.index(band)))
    shares.give(not_running(now, ledger, band))
    shares.give(grown_demand(now, horizon.first))
    shares.give(undisclosed(now, ledger, band))
    return shares.close(now, band)


@dataclass
class _Shares:
    """The shortage that is left to explain, in t, and the reasons that have a share in it."""

    left: float
    reasons: list[Reason] = field(default_factory=list)

    def give(self, reasons: Iterable[Reason], told_before: bool = False) -> None:
        """Give each in turn as much as it could have covered.

        With `told_before`, what a record has been given already is taken off.
        """
        told: dict[tuple[str, int], float] = {}
        for known in self.reasons if told_before else ():
            told[known.key] = told.get(known.key, 0.0) + known.tonnes
        for one in reasons:
            credit = min(told.get(one.key, 0.0), one.tonnes)
            if credit:
                told[one.key] -= credit
            self._add(one, min(one.tonnes - credit, self.left))

    def spread(self, reasons: Sequence[Reason]) -> None:
        """Give all in proportion to what they could have covered."""
        whole = sum(one.tonnes for one in reasons)
        if whole <= 0.0:
            return
        part = min(1.0, self.left / whole)
        for one in reasons:
            self._add(one, min(one.tonnes * part, self.left))

    def _add(self, one: Reason, amount: float) -> None:
        if amount >= NO_SHORTAGE:
            self.reasons.append(replace(one, tonnes=amount))
            self.left -= amount

    def close(self, now: Situation, band: str) -> tuple[Reason, ...]:
        """Give all reasons; what is left is a reason of its own."""
        if self.left >= NO_SHORTAGE:
            self.reasons.append(_uncovered(now, band, self.left))
        elif self.reasons:
            # Less than is called a shortage: rounding, which must not be lost either.
            last = self.reasons[-1]
            self.reasons[-1] = replace(last, tonnes=last.tonnes + self.left)
        return tuple(self.reasons)


def _uncovered(now: Situation, band: str, left: float) -> Reason:
    material = now.plan.dataset["material"][now.material]
    free = now.ledger.book.ledger().free_of(supplier_rows(now))
    low, high = float(free.low[0]), float(free.high[0])
    text = Text("Nothing on record covers the remaining {n}", n=tonnes(left))
    if band != FREE and low >= NO_SHORTAGE:
        text = Text("No agreement on record covers the remaining {n}; suppliers have {free} free",
                    n=tonnes(left), free=tonnes(low))  # fmt: skip
        if high - low >= NO_SHORTAGE:
            text = Text("No agreement on record covers the remaining {n}; suppliers have at least "
                        "{free} free", n=tonnes(left), free=tonnes(low))  # fmt: skip
    return reason(now, text, left, material)


def _month(month: str | int, horizon: Horizon) -> int:
    if isinstance(month, str):
        try:
            number = PartialDate.parse(month).likely_month
        except FieldError:
            raise OfftakeError(
                Text("“{value}” is not a month; write it like 2026-01", value=month)
            ) from None
    else:
        number = month
    if not horizon.first <= number <= horizon.last:
        raise OfftakeError(
            Text("{month} lies outside the plan from {first} to {last}",
                 month=PartialDate.of_month(number), first=PartialDate.of_month(horizon.first),
                 last=PartialDate.of_month(horizon.last))
        )  # fmt: skip
    return number
