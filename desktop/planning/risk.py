"""Risk: concentration and the cost of each loss for one year, as JSON of the command line."""

from __future__ import annotations

from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.partial_date import FIRST_YEAR, LAST_YEAR, month_text
from desktop.model.preferences import preferences_of
from desktop.planning.balance import opening_stock
from desktop.planning.concentration import (
    Amounts,
    hhi,
    losses,
    receipts_by_origin,
    supply_by_origin,
)
from desktop.planning.demand import demand
from desktop.planning.drawing import LOWEST
from desktop.planning.months import Horizon
from desktop.planning.promises import book
from desktop.planning.scenarios import Adjusted, adjusted
from desktop.planning.selection import Whom, find_id, find_organizations, organization_codes
from desktop.planning.supply import supply


def risk_json(
    dataset: Dataset | Adjusted,
    material: str | int,
    year: int,
    for_: Whom = None,
    scenario: str | int | None = None,
    horizon: Horizon | None = None,
) -> dict[str, Any]:
    """Give where a year's metal comes from and what the loss of each source would cost.

    The balance runs over `horizon`: by default from the first year of the preferences, so that
    stock is used up as in the plan, through the year; from the year itself where they name none.
    `receipts` and `hhi` are of agreements, the low end;
    `market` holds the same of all effective capacity. An index of nothing is [None, None].
    Raises `OfftakeError` for what does not exist and for a year outside the horizon.
    """
    plan = adjusted(dataset, scenario)
    wanted = find_id(plan.dataset, "material", material)
    organizations = find_organizations(plan.dataset, for_)
    horizon = _horizon(plan.dataset, year, horizon)
    months = horizon.slice(year * 12, year * 12 + 11)
    found = supply(plan, horizon, wanted)
    promised = book(plan, found, wanted)
    ledger = promised.ledger([LOWEST], keep_portions=True)
    whom = "all" if organizations is None else tuple(organizations)
    need = demand(plan, horizon, wanted, whom).total
    stock, _ = opening_stock(plan.dataset, horizon, wanted, organizations)
    receipts = receipts_by_origin(ledger, organizations, months)
    market = supply_by_origin(found, months)
    return {
        "material": plan.dataset["material"][wanted].code,
        "year": year,
        "for": organization_codes(plan.dataset, organizations),
        "receipts": receipts,
        "hhi": _indices(receipts),
        "n_minus_1": [
            {
                "kind": loss.kind,
                "code": loss.code,
                "shortage_added": loss.shortage_added,
                "first_short": None
                if loss.first_short is None
                else month_text(horizon.first + loss.first_short),
            }
            for loss in losses(promised, organizations, stock, need, months)
        ],
        "market": {
            "effective": market,
            "hhi": _indices(market),
            "at_least": bool(found.touched[:, months].any()),
        },
    }


def _indices(by_origin: dict[str, Amounts]) -> dict[str, list[float | None]]:
    return {origin: list(hhi(amounts) or (None, None)) for origin, amounts in by_origin.items()}


def _horizon(dataset: Dataset, year: int, horizon: Horizon | None) -> Horizon:
    """Give the horizon of the balance, which must hold the year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OfftakeError(
            Text("“{value}” is outside the years {first} to {last}", value=year,
                 first=FIRST_YEAR, last=LAST_YEAR)
        )  # fmt: skip
    if horizon is None:
        begin = min(preferences_of(dataset).horizon_start or year, year)
        return Horizon.of_years(begin, year - begin + 1)
    months = horizon.slice(year * 12, year * 12 + 11)
    if months.start >= months.stop:
        raise OfftakeError(
            Text("The year {year} lies outside the horizon {first} to {last}",
                 year=year, first=horizon.from_text, last=horizon.to_text)
        )  # fmt: skip
    return horizon
