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
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.model.plants import GONE, Capacity
from desktop.model.preferences import preferences_of, stage_probability
from desktop.model.rules import contained
from desktop.planning.months import Flags, Horizon, Months, Numbers
from desktop.planning.scenarios import Adjusted, Effect, adjusted
from desktop.planning.selection import find_id

_LONG_AGO, _NEVER = -(10**6), 10**6


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
    return _curves(records, plan, horizon)


def _curves(records: tuple[Capacity, ...], plan: Adjusted, horizon: Horizon) -> Supply:
    facts = _Facts.read(records, plan)
    ids = [record.id for record in records]
    scale = factors(plan.scaled, ids, horizon)
    stop = factors(plan.stopped, ids, horizon)
    # What is not scaled or stopped stays one column: the arithmetic spreads it over the months.
    monthly = facts.yearly[:, None] / 12.0 * (1.0 if scale is None else scale)
    full = monthly * facts.share[:, None] * (1.0 if stop is None else stop)
    months = horizon.months[None, :]
    everyone = np.arange(len(records))
    early, likely, late = facts.starts

    ramps = _Ramps(facts)
    k = _months_running(facts, months, likely, everyone)
    nameplate = monthly * (k >= 0)
    output = ramps.of(k, everyone)
    effective: Numbers = full * output

    def shifted(starts: Months) -> Numbers:
        """Give effective capacity with other starts; only rows that differ are computed anew."""
        rows = np.flatnonzero(starts != likely)
        if not rows.size:
            return effective
        other = effective.copy()
        other[rows] = full[rows] * ramps.of(_months_running(facts, months, starts, rows), rows)
        return other

    touched = np.zeros(nameplate.shape, dtype=np.bool_)
    possible = touched.copy()
    rows = np.flatnonzero(facts.unknown)
    if rows.size:
        left = 1.0 if scale is None else scale[rows]
        gives = facts.share[rows, None] * (1.0 if stop is None else stop[rows])
        may_run = _months_running(facts, months, early, rows) >= 0
        touched[rows] = may_run & np.greater(left, 0.0)
        possible[rows] = output[rows] * left * gives > 0.0
    return Supply(
        plan.dataset,
        horizon,
        records,
        nameplate,
        effective,
        effective * facts.probability[:, None],
        shifted(early),
        shifted(late),
        facts.unknown,
        touched,
        possible,
    )


def _months_running(
    facts: _Facts, months: Months, starts: Months, rows: npt.NDArray[np.intp]
) -> Months:
    """Give k, the months since the start, for some rows; negative before it and after the End."""
    k = months - starts[rows, None]
    ending = np.flatnonzero(facts.ends[rows] <= months[0, -1])
    if ending.size:
        k[ending] = np.where(months <= facts.ends[rows[ending], None], k[ending], -1)
    return k


class _Ramps:
    """Ramps by lookup: many records share few lengths and profiles."""

    def __init__(self, facts: _Facts) -> None:
        # One number for length and profile: lengths are below a thousand.
        kinds, self.which = np.unique(facts.ramp_up + 1000.0 * facts.profiles, return_inverse=True)
        lengths = kinds % 1000.0
        self.longest = math.ceil(lengths.max(initial=0.0)) + 1
        span = np.arange(-1, self.longest + 1, dtype=np.int64)
        self.width = span.size
        spans = np.broadcast_to(span, (kinds.size, span.size))
        self.table = ramp(spans, lengths, (kinds // 1000.0).astype(np.int8)).ravel()

    def of(self, k: Months, rows: npt.NDArray[np.intp]) -> Numbers:
        """Give the ramp of some rows, k months after their start."""
        places = np.clip(k, -1, self.longest)
        places += (1 + self.which[rows] * self.width)[:, None]
        return self.table.take(places)


def ramp(k: Months, ramp_up: Numbers, profiles: npt.NDArray[np.int8]) -> Numbers:
    """Give the share of full output k months after the start month (0 for k < 0).

    `k` is records x months, `ramp_up` R in months and `profiles` (see `PROFILES`) one per
    record. Step, or R = 0: 1. Linear: min(1, (k + 1/2) / R). S-curve: the mean over the month
    of s(x) = 3x² - 2x³ with x = t / R clipped to 0-1, whose integral is x³ - x⁴/2.
    """
    share: Numbers = (k >= 0).astype(np.float64)
    rows = np.flatnonzero((profiles == PROFILES["linear"]) & (ramp_up > 0))
    if rows.size:
        share[rows] = np.clip((k[rows] + 0.5) / ramp_up[rows, None], 0.0, 1.0)
    rows = np.flatnonzero((profiles == PROFILES["s-curve"]) & (ramp_up > 0))
    if rows.size:
        t, r = k[rows].astype(np.float64), ramp_up[rows, None]
        begin, end = np.clip(t / r, 0.0, 1.0), np.clip((t + 1.0) / r, 0.0, 1.0)
        rising = r * (_integral(end) - _integral(begin))
        # The part of the month after the ramp has full output.
        share[rows] = rising + np.clip(t + 1.0 - r, 0.0, 1.0)
    return share


def _integral(x: Numbers) -> Numbers:
    cube = x * x * x
    return cube - 0.5 * cube * x


#: Ramp profiles by number; blank is linear.
PROFILES = {"step": 0, "linear": 1, "s-curve": 2}


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


def start_months(record: Capacity, shift: int) -> tuple[int, int, int]:
    """Give the earliest, likely and latest start month, each moved by `shift` months."""
    if record.start is None:
        return _LONG_AGO, _LONG_AGO, _LONG_AGO
    first, last = record.start.months
    return first + shift, record.start.likely_month + shift, last + shift


@dataclass(frozen=True, slots=True, eq=False)
class _Facts:
    """What the records say, one number per record; `starts` early, likely and late."""

    yearly: Numbers
    share: Numbers
    probability: Numbers
    ramp_up: Numbers
    profiles: npt.NDArray[np.int8]
    starts: Months
    ends: Months
    unknown: Flags

    @classmethod
    def read(cls, records: Sequence[Capacity], plan: Adjusted) -> _Facts:
        dataset = plan.dataset
        preferences = preferences_of(dataset)
        yearly = [yearly_tonnes(record, dataset) for record in records]
        gone = [record.stage in GONE for record in records]
        return cls(
            np.array([0.0 if g else y or 0.0 for y, g in zip(yearly, gone, strict=True)]),
            np.array([_running_share(record) for record in records], dtype=np.float64),
            np.array(
                [
                    stage_probability(preferences, r.stage) / 100.0
                    if r.probability is None
                    else r.probability / 100.0
                    for r in records
                ],
                dtype=np.float64,
            ),
            np.array([record.ramp_up or 0.0 for record in records], dtype=np.float64),
            np.array([PROFILES[r.ramp_profile or "linear"] for r in records], dtype=np.int8),
            np.array(
                [start_months(r, plan.shifts.get(("capacity", r.id), 0)) for r in records],
                dtype=np.int64,
            ).reshape(len(records), 3).T,
            np.array(
                [_NEVER if r.end is None else r.end.likely_month for r in records],
                dtype=np.int64,
            ),
            np.array(
                [y is None and not g for y, g in zip(yearly, gone, strict=True)], dtype=np.bool_
            ),
        )  # fmt: skip


def _running_share(record: Capacity) -> float:
    """Give utilization as a fraction; 0 for capacity that gives nothing."""
    if record.stage == "on hold" or record.stage in GONE:
        return 0.0
    return 1.0 if record.utilization is None else record.utilization / 100.0


def yearly_tonnes(record: Capacity, dataset: Dataset) -> float | None:
    """Give the nameplate in t contained a year; None when unknown or not convertible."""
    try:
        return contained(record, dataset, "nameplate")
    except OfftakeError:
        return None
