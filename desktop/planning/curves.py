"""Curves: what each capacity record gives month by month, worked out for all of them at once.

The formulas are told in `desktop.planning.supply`. Every row follows from the facts of its own
record and from what a scenario does to it, so after an edit only rows whose facts differ are
computed anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from desktop.core.dataset import Dataset, Table
from desktop.core.errors import OfftakeError
from desktop.model.plants import GONE, Capacity
from desktop.model.preferences import Preferences, preferences_of, stage_probability
from desktop.model.rules import contained
from desktop.planning.arrays import apart, fixed
from desktop.planning.memory import Memory
from desktop.planning.months import Flags, Horizon, Months, Numbers

Rows = npt.NDArray[np.intp]

_LONG_AGO, _NEVER = -(10**6), 10**6
#: Ramp profiles by number; blank is linear.
PROFILES = {"step": 0, "linear": 1, "s-curve": 2}


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """The arrays of a `Supply`, records x months; see there."""

    nameplate: Numbers
    effective: Numbers
    expected: Numbers
    effective_early: Numbers
    effective_late: Numbers
    touched: Flags
    possible: Flags

    def with_rows(self, rows: Rows, new: Curves) -> Curves:
        """Give the curves with some rows replaced."""
        made = {f.name: getattr(self, f.name).copy() for f in fields(self)}
        for name, array in made.items():
            array[rows] = getattr(new, name)
        return Curves(**made)


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What the records say, a row per record; `starts` are early, likely and late (records x 3)."""

    yearly: Numbers
    share: Numbers
    probability: Numbers
    ramp_up: Numbers
    profiles: npt.NDArray[np.int8]
    starts: Months
    ends: Months
    unknown: Flags

    @classmethod
    def read(cls, records: Sequence[Capacity], dataset: Dataset) -> Facts:
        """Read all records, without what a scenario does to them."""
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
            np.array([start_months(r, 0) for r in records], dtype=np.int64).reshape(-1, 3),
            np.array(
                [_NEVER if r.end is None else r.end.likely_month for r in records],
                dtype=np.int64,
            ),
            np.array(
                [y is None and not g for y, g in zip(yearly, gone, strict=True)], dtype=np.bool_
            ),
        )  # fmt: skip

    def take(self, rows: Rows) -> Facts:
        """Give some rows."""
        return Facts(*(getattr(self, f.name)[rows] for f in fields(self)))

    def with_rows(self, rows: Rows, new: Facts) -> Facts:
        """Give the facts with some rows replaced."""
        made = [getattr(self, f.name).copy() for f in fields(self)]
        for array, f in zip(made, fields(self), strict=True):
            array[rows] = getattr(new, f.name)
        return Facts(*made)

    def moved(self, months: Months) -> Facts:
        """Give the facts with starts moved; what runs already has no start to move."""
        if not months.any():
            return self
        starts = np.where(self.starts > _LONG_AGO, self.starts + months[:, None], self.starts)
        others = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "starts"}
        return Facts(starts=starts, **others)

    def apart(self, other: Facts) -> Flags:
        """Tell which rows differ from those of other facts, of as many records."""
        differ = [apart(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)]
        found: Flags = np.logical_or.reduce(differ)
        return found


#: Rows that are worked out together.
_BLOCK = 1_000
#: Answers that differ in so few rows are near enough: no better one is looked for.
_FEW = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """Facts that were read, and all that they were read from."""

    records: tuple[Capacity, ...]
    forms: Table[Any]
    preferences: Preferences
    facts: Facts


@dataclass(frozen=True, slots=True, eq=False)
class _Drawing:
    """Curves that were worked out, and all that they follow from."""

    facts: Facts
    scale: Numbers | None
    stop: Numbers | None
    horizon: Horizon
    curves: Curves


_readings: Memory[_Reading] = Memory()
_drawings: Memory[_Drawing] = Memory()


def facts_of(records: tuple[Capacity, ...], dataset: Dataset) -> Facts:
    """Give the facts of capacity records; only those that were not read lately are read."""
    forms, preferences = dataset["form"], preferences_of(dataset)

    def differences(known: _Reading) -> list[int] | None:
        fits = known.forms is forms and known.preferences == preferences
        if not fits or len(known.records) != len(records):
            return None
        pairs = zip(records, known.records, strict=True)
        return [row for row, (now, then) in enumerate(pairs) if now is not then]

    nearest = _readings.nearest(differences, enough=_FEW)
    if nearest is None:
        facts = Facts.read(records, dataset)
    else:
        rows, facts = nearest[1], nearest[0].facts
        if rows:
            read = Facts.read([records[row] for row in rows], dataset)
            facts = facts.with_rows(np.array(rows, dtype=np.intp), read)
    _readings.keep(_Reading(records, forms, preferences, facts))
    return facts


def curves_of(
    facts: Facts, scale: Numbers | None, stop: Numbers | None, horizon: Horizon
) -> Curves:
    """Give the curves of all rows; `scale` multiplies nameplate, `stop` effective capacity.

    Both are records x months, None where nothing is changed. The arrays cannot be written to.
    """

    def differences(known: _Drawing) -> Rows | None:
        if known.horizon != horizon or known.facts.yearly.size != facts.yearly.size:
            return None
        stirred = _apart(scale, known.scale) | _apart(stop, known.stop)
        return np.flatnonzero(facts.apart(known.facts) | stirred)

    nearest = _drawings.nearest(differences, enough=_FEW)
    if nearest is None:
        made = _worked_out(facts, scale, stop, horizon)
    else:
        rows, made = nearest[1], nearest[0].curves
        if rows.size:
            part = _worked_out(facts.take(rows), _rows(scale, rows), _rows(stop, rows), horizon)
            made = made.with_rows(rows, part)
    arrays = [getattr(made, f.name) for f in fields(made)]
    fixed(*arrays)
    size = sum(array.nbytes for array in arrays)
    _drawings.keep(_Drawing(facts, scale, stop, horizon, made), size)
    return made


def _apart(one: Numbers | None, other: Numbers | None) -> Flags:
    if one is None or other is None:
        some = other if one is None else one
        return np.zeros(1, dtype=np.bool_) if some is None else (some != 1.0).any(axis=1)
    return apart(one, other)


def _rows(factors: Numbers | None, rows: Rows) -> Numbers | None:
    return None if factors is None else factors[rows]


def _worked_out(
    facts: Facts, scale: Numbers | None, stop: Numbers | None, horizon: Horizon
) -> Curves:
    count = facts.yearly.size
    if count <= _BLOCK:
        return _block(facts, scale, stop, horizon)
    # A block at a time: what is needed in between takes several times as much as what comes out.
    made: Curves | None = None
    for start in range(0, count, _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, count))
        part = _block(facts.take(rows), _rows(scale, rows), _rows(stop, rows), horizon)
        if made is None:
            arrays = (getattr(part, f.name) for f in fields(part))
            made = Curves(*(np.empty((count, *one.shape[1:]), one.dtype) for one in arrays))
        for f in fields(part):
            getattr(made, f.name)[rows] = getattr(part, f.name)
    assert made is not None
    return made


def _block(facts: Facts, scale: Numbers | None, stop: Numbers | None, horizon: Horizon) -> Curves:
    # What is not scaled or stopped stays one column: the arithmetic spreads it over the months.
    monthly = facts.yearly[:, None] / 12.0 * (1.0 if scale is None else scale)
    full = monthly * facts.share[:, None] * (1.0 if stop is None else stop)
    months = horizon.months[None, :]
    everyone = np.arange(facts.yearly.size)
    early, likely, late = facts.starts.T

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
    expected = effective * facts.probability[:, None]
    return Curves(nameplate, effective, expected, shifted(early), shifted(late), touched, possible)


def _months_running(facts: Facts, months: Months, starts: Months, rows: Rows) -> Months:
    """Give k, the months since the start, for some rows; negative before it and after the End."""
    k = months - starts[rows, None]
    ending = np.flatnonzero(facts.ends[rows] <= months[0, -1])
    if ending.size:
        k[ending] = np.where(months <= facts.ends[rows[ending], None], k[ending], -1)
    return k


class _Ramps:
    """Ramps by lookup: many records share few lengths and profiles."""

    def __init__(self, facts: Facts) -> None:
        # One number for length and profile: lengths are below a thousand.
        kinds, self.which = np.unique(facts.ramp_up + 1000.0 * facts.profiles, return_inverse=True)
        lengths = kinds % 1000.0
        self.longest = math.ceil(lengths.max(initial=0.0)) + 1
        span = np.arange(-1, self.longest + 1, dtype=np.int64)
        self.width = span.size
        spans = np.broadcast_to(span, (kinds.size, span.size))
        self.table = ramp(spans, lengths, (kinds // 1000.0).astype(np.int8)).ravel()

    def of(self, k: Months, rows: Rows) -> Numbers:
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


def start_months(record: Capacity, shift: int) -> tuple[int, int, int]:
    """Give the earliest, likely and latest start month, each moved by `shift` months."""
    if record.start is None:
        return _LONG_AGO, _LONG_AGO, _LONG_AGO
    first, last = record.start.months
    return first + shift, record.start.likely_month + shift, last + shift


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
