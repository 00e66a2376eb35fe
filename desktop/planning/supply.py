"""Supply: what all capacity gives month by month, in tonnes of contained metal per month.

    supply(dataset, Horizon.parse("2026-01", "2032-12"), "GE", scenario="SLIP")

For record c and month m, with k months since the likely start month (0 in that month):

    nameplate(c, m) = contained nameplate / 12   while k >= 0 and m is not past the End
    effective(c, m) = nameplate x ramp(k) x utilization
    expected(c, m)  = effective x probability (blank: the stage's default of the Preferences)

A start known as a year, half or quarter also has an early and a late effective curve, from the
earliest and the latest month that it may mean; for all other records both equal `effective`.
Closed and cancelled capacity gives 0 everywhere; capacity on hold keeps its nameplate and gives
0 effective and expected.

A blank nameplate is unknown, and so is one that cannot be converted (gross without a form). Its
rows are 0 in all arrays, the record is marked in `unknown`, and totals that it touches are "at
least". Closed and cancelled records are never unknown: they give 0 whatever their nameplate.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desktop.core.dataset import Dataset
from desktop.model.plants import Capacity
from desktop.planning.curves import curves_of, facts_of
from desktop.planning.months import Flags, Horizon, Numbers
from desktop.planning.scenarios import Adjusted, Effect, adjusted
from desktop.planning.selection import find_id


@dataclass(frozen=True, eq=False)
class Supply:
    """All capacity records of a material (or of all), month by month.

    `records` are as the scenario sees them, in order of their ids; `dataset` likewise. The five
    arrays are records x months in t contained per month. `unknown` marks records (records);
    `touched` the months in which an unknown record runs, by its earliest start, and `possible`
    those in which it gives an unknown amount more than 0 (both records x months, false for all
    known records).
    """

    dataset: Dataset
    horizon: Horizon
    records: tuple[Capacity, ...]
    nameplate: Numbers
    effective: Numbers
    expected: Numbers
    effective_early: Numbers
    effective_late: Numbers
    unknown: Flags
    touched: Flags
    possible: Flags

    @functools.cached_property
    def rows(self) -> dict[int, int]:
        """The row of each record by its id."""
        return {record.id: row for row, record in enumerate(self.records)}

    @property
    def unknown_codes(self) -> list[str]:
        """The codes of the records whose nameplate is unknown."""
        marked = zip(self.records, self.unknown.tolist(), strict=True)
        return [record.code for record, unknown in marked if unknown]

    @property
    def at_least(self) -> bool:
        """Whether an unknown record runs in the horizon, so that totals are "at least"."""
        return bool(self.touched.any())


def supply(
    dataset: Dataset | Adjusted,
    horizon: Horizon,
    material: str | int | None = None,
    scenario: str | int | None = None,
) -> Supply:
    """Give what all capacity of a material (code or id; None: of all materials) gives.

    Raises `OfftakeError` for an unknown material or scenario.
    """
    plan = adjusted(dataset, scenario)
    wanted = None if material is None else find_id(plan.dataset, "material", material)
    records = tuple(
        c for c in plan.dataset.table(Capacity) if wanted is None or c.material == wanted
    )
    ids = [record.id for record in records]
    scale, stop = (factors(effects, ids, horizon) for effects in (plan.scaled, plan.stopped))
    shifts = [plan.shifts.get(("capacity", id), 0) for id in ids]
    facts = facts_of(records, plan.dataset).moved(np.array(shifts, dtype=np.int64))
    made = curves_of(facts, scale, stop, horizon)
    return Supply(
        plan.dataset, horizon, records, made.nameplate, made.effective, made.expected,
        made.effective_early, made.effective_late, facts.unknown, made.touched, made.possible,
    )  # fmt: skip


def factors(effects: Sequence[Effect], ids: Sequence[int], horizon: Horizon) -> Numbers | None:
    """Give the product of effects for records x months; None when nothing is changed."""
    product: Numbers | None = None
    for effect in effects:
        months = horizon.slice(effect.first, effect.last)
        rows = [row for row, id in enumerate(ids) if id in effect.ids]
        if rows and months.start < months.stop:
            if product is None:
                product = np.ones((len(ids), horizon.count))
            product[rows, months] *= effect.factor
    return product
