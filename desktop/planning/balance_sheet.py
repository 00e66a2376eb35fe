"""Balance sheet: a balance by periods, as the chart and the table of the Balance view show it.

Flows (demand, receipts, shortage) are summed over a period; stock is what there is at its start
and at its end. All figures are tonnes of contained metal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop.core.dataset import Dataset
from desktop.model.demand import Demand, Stock
from desktop.model.materials import Material
from desktop.model.organizations import Organization
from desktop.model.scenarios import Scenario
from desktop.planning.balance import BANDS, NO_SHORTAGE, Balance, balance
from desktop.planning.months import Horizon, Numbers, Periods
from desktop.planning.selection import ALL
from desktop.planning.timeline import material_name


@dataclass(frozen=True)
class Question:
    """What is asked for: material id, organization ids (None: all), period and scenario id."""

    material: int
    whom: tuple[int, ...] | None
    by: str = "quarter"
    scenario: int | None = None


@dataclass(frozen=True, eq=False)
class BalanceSheet:
    """The balance that a question has as its answer.

    `edges` holds the month in which each period begins, and the end of the last. By the name of
    a band: `receipts` and `receipts_high` are those of the band alone, `opening`, `closing` and
    `shortage` those with all bands before it (see `Balance`).
    """

    question: Question
    material: str
    whom: str
    scenario: str
    found: Balance
    periods: Periods
    edges: tuple[int, ...]
    demand: Numbers
    receipts: dict[str, Numbers]
    receipts_high: dict[str, Numbers]
    opening: dict[str, Numbers]
    closing: dict[str, Numbers]
    shortage: dict[str, Numbers]

    @property
    def horizon(self) -> Horizon:
        """The months of the balance."""
        return self.found.horizon

    def cumulative(self, band: str, high: bool = False) -> Numbers:
        """Give the receipts of a band and all before it, at the low or the high end."""
        alone = self.receipts_high if high else self.receipts
        total: Numbers = np.sum([alone[name] for name in counted(band)], axis=0)
        return total

    def first_short(self, band: str) -> int | None:
        """Give the number of the first short month, None when there is none."""
        place = self.found.bands[band].first_short
        return None if place is None else self.horizon.first + place

    def short_months(self, band: str) -> list[int]:
        """Give the numbers of all short months."""
        places = np.flatnonzero(self.found.bands[band].shortage > NO_SHORTAGE)
        return [self.horizon.first + int(place) for place in places]

    def short_month_in(self, band: str, period: int, near: float | None = None) -> int | None:
        """Give the short month of a period that lies nearest to a month, else its first one."""
        start, end = self.edges[period], self.edges[period + 1]
        inside = [month for month in self.short_months(band) if start <= month < end]
        if not inside:
            return None
        return inside[0] if near is None else min(inside, key=lambda m: abs(m + 0.5 - near))

    def shortage_in(self, band: str, month: int) -> float:
        """Give the shortage of a month in t contained."""
        return float(self.found.bands[band].shortage[month - self.horizon.first])

    def period_of(self, month: int) -> int:
        """Give the period that a month lies in."""
        return int(np.searchsorted(self.edges, month, side="right")) - 1

    def stock(self, band: str) -> Numbers:
        """Give stock at the start of the horizon and at the end of each month."""
        line: Numbers = np.concatenate(
            ([self.found.opening_stock], self.found.bands[band].closing_stock)
        )
        return line


def counted(band: str) -> tuple[str, ...]:
    """Give the bands that are counted up to a band."""
    return BANDS[: BANDS.index(band) + 1]


def balance_sheet(dataset: Dataset, question: Question, horizon: Horizon) -> BalanceSheet:
    """Give the balance by periods. Raises `OfftakeError` for what does not exist."""
    whom = ALL if question.whom is None else question.whom
    found = balance(dataset, horizon, question.material, whom, question.scenario)
    periods = horizon.periods(question.by)
    closing = {name: periods.lasts(found.bands[name].closing_stock) for name in BANDS}
    scenario = dataset.table(Scenario).get(question.scenario)
    names = [dataset["organization"][id].display_name() for id in question.whom or ()]
    return BalanceSheet(
        question,
        material_name(dataset["material"][question.material]),
        ", ".join(names),
        scenario.name if scenario else "",
        found,
        periods,
        (*(horizon.first + int(start) for start in periods.starts), horizon.last + 1),
        periods.sums(found.demand),
        {name: periods.sums(found.receipts[name]) for name in BANDS},
        {name: periods.sums(found.receipts_high[name]) for name in BANDS},
        {name: np.append(found.opening_stock, closing[name][:-1]) for name in BANDS},
        closing,
        {name: periods.sums(found.bands[name].shortage) for name in BANDS},
    )


def materials_to_balance(dataset: Dataset) -> list[Material]:
    """Give the materials that somebody needs or has in stock, else all, in order of their ids."""
    used = {line.material for line in dataset.table(Demand)}
    used |= {count.material for count in dataset.table(Stock)}
    every = list(dataset.table(Material))
    return [material for material in every if material.id in used] or every


def consumers(dataset: Dataset) -> list[Organization]:
    """Give the organizations with the role consumer or with demand on record, by name."""
    needing = {line.organization for line in dataset.table(Demand)}
    found = [
        organization
        for organization in dataset.table(Organization)
        if organization.id in needing or "consumer" in (organization.roles or ())
    ]
    return sorted(found, key=lambda o: o.display_name().casefold())
