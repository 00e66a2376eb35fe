"""Demand: what organizations need month by month, in tonnes of contained metal per month.

demand(m) = contained quantity / 12 x (1 + growth)^(whole years since the start month), from the
likely month of Start through the likely month of End.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from desktop.core.dataset import Dataset, Table
from desktop.core.errors import OfftakeError
from desktop.model.demand import Demand
from desktop.model.rules import contained
from desktop.planning.arrays import fixed
from desktop.planning.memory import Memory
from desktop.planning.months import Horizon, Numbers
from desktop.planning.scenarios import Adjusted, Effect, adjusted
from desktop.planning.selection import Whom, find_id, find_organizations
from desktop.planning.supply import factors

#: So many lines are worked out together; more would not fit into the processor's own memory.
_TOGETHER = 128


@dataclass(frozen=True, eq=False)
class DemandSeries:
    """Demand lines, month by month.

    `records` are the lines that could be converted, in order of their ids; `lines` is records x
    months and `total` months, in t contained per month. `unknown_codes` are lines whose quantity
    cannot be converted (gross without a form): the total is without them.
    """

    horizon: Horizon
    records: tuple[Demand, ...]
    lines: Numbers
    unknown_codes: tuple[str, ...]

    @property
    def total(self) -> Numbers:
        """The sum of all lines (months)."""
        total: Numbers = self.lines.sum(axis=0)
        return total


def demand(
    dataset: Dataset | Adjusted,
    horizon: Horizon,
    material: str | int | None = None,
    whom: Whom = "all",
    scenario: str | int | None = None,
) -> DemandSeries:
    """Give the demand of organizations (see `Whom`) for a material (None: all materials).

    Raises `OfftakeError` for an unknown material, organization or scenario.
    """
    plan = adjusted(dataset, scenario)
    wanted = None if material is None else find_id(plan.dataset, "material", material)
    organizations = find_organizations(plan.dataset, whom)
    shifts = {id: months for (type, id), months in plan.shifts.items() if type == "demand"}
    asked = _Asked(
        horizon, wanted, organizations, plan.dataset["demand"], plan.dataset["form"], shifts,
        tuple(plan.needs),
    )  # fmt: skip
    nearest = _known.nearest(lambda known: () if known[0] == asked else None)
    answer = (asked, _found(asked, plan.dataset)) if nearest is None else nearest[0]
    _known.keep(answer)
    return answer[1]


@dataclass(frozen=True, slots=True)
class _Asked:
    """All that demand follows from; tables are equal only where they are the same objects."""

    horizon: Horizon
    material: int | None
    organizations: frozenset[int] | None
    demand: Table[Demand]
    forms: Table[Any]
    shifts: Mapping[int, int]
    needs: tuple[Effect, ...]


_known: Memory[tuple[_Asked, DemandSeries]] = Memory(8)


def _found(asked: _Asked, dataset: Dataset) -> DemandSeries:
    records: list[Demand] = []
    yearly: list[float] = []
    unknown: list[str] = []
    for line in asked.demand:
        if asked.material is not None and line.material != asked.material:
            continue
        if asked.organizations is not None and line.organization not in asked.organizations:
            continue
        quantity = _tonnes(line, dataset)
        if quantity is None:
            unknown.append(line.code)
            continue
        records.append(line)
        yearly.append(quantity)
    lines = _series(records, yearly, asked)
    fixed(lines)
    return DemandSeries(asked.horizon, tuple(records), lines, tuple(unknown))


def _series(records: Sequence[Demand], yearly: Sequence[float], asked: _Asked) -> Numbers:
    horizon = asked.horizon
    starts = np.array(
        [r.start.likely_month + asked.shifts.get(r.id, 0) for r in records], dtype=np.int64
    )
    growth = np.array([1.0 + (r.growth or 0.0) / 100.0 for r in records], dtype=np.float64)
    # Each line grows once a year: powers of whole years are looked up, not computed per month.
    first = np.maximum((horizon.first - starts) // 12, 0).min(initial=10**6)
    last = np.maximum((horizon.last - starts) // 12, 0).max(initial=0)
    exponents = np.arange(min(first, last), last + 1)
    lines = np.empty((len(records), horizon.count))
    monthly = np.array(yearly, dtype=np.float64) / 12.0
    for at in range(0, len(records), _TOGETHER):
        part = slice(at, at + _TOGETHER)
        k = horizon.months[None, :] - starts[part, None]
        powers = growth[part, None] ** exponents[None, :]
        years = np.maximum(k // 12, 0) - exponents[0]
        np.multiply(monthly[part, None], np.take_along_axis(powers, years, axis=1), out=lines[part])
        lines[part][k < 0] = 0.0
    for row, record in enumerate(records):
        if record.end is not None:
            lines[row, horizon.slice(record.end.likely_month + 1, None)] = 0.0
    scale = factors(asked.needs, [record.id for record in records], horizon)
    return lines if scale is None else lines * scale


def _tonnes(line: Demand, dataset: Dataset) -> float | None:
    try:
        return contained(line, dataset, "quantity")
    except OfftakeError:
        return None
