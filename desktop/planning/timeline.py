"""Timeline: what the capacity chart of one material shows, as arrays and labels.

Bands are stacked from the first to the last: by stage the surest lie at the bottom, else what
runs first and gives most. All figures are tonnes of contained metal per period; how they come
about is told in `desktop.planning.supply`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text, locale
from desktop.model.materials import Material
from desktop.model.plants import Capacity
from desktop.model.preferences import preferences_of
from desktop.model.scenarios import Scenario
from desktop.planning.demand import demand
from desktop.planning.groups import Group, grouped
from desktop.planning.months import Flags, Horizon, Numbers, Periods
from desktop.planning.scenarios import Adjusted, adjusted
from desktop.planning.supply import Supply, supply
from desktop.planning.timeline_lanes import Lane, lanes
from desktop.planning.timeline_promises import Promised, promised

GROUPS = ("plant", "supplier", "country", "stage")
#: The only grouping of all materials: tonnes of different metals cannot stand for each other.
BY_MATERIAL = "material"
VALUES = ("nameplate", "effective", "expected")
OTHERS = "others"


@dataclass(frozen=True)
class Choices:
    """What is asked for: material id, grouping, length of period and kind of figure.

    Without a material, all of them are shown side by side, and the grouping is by material.
    """

    material: int | None
    group: str = "plant"
    by: str = "year"
    value: str = "effective"


@dataclass(frozen=True, eq=False)
class Band:
    """One area of the stack.

    `values` is t per period, `parts` records x periods for the records of `ids`; `unknown` are
    those of them whose nameplate is unknown, and `at_least` marks the periods in which one of
    these runs. The band `others` has the bands put together in it as `members`.
    """

    key: str
    label: str
    ids: tuple[int, ...]
    values: Numbers
    parts: Numbers
    unknown: tuple[int, ...]
    at_least: Flags
    members: tuple[Band, ...] = ()

    def largest(self, period: int) -> int:
        """Give the id of the record that gives most in a period, else that gives most in all."""
        now = self.parts[:, period]
        most = now if now.any() else self.parts.sum(axis=1)
        return self.ids[int(np.argmax(most))]


@dataclass(frozen=True, eq=False)
class Timeline:
    """The chart: `edges` holds the month in which each period begins, and the end of the last.

    `dataset` holds the records as the scenario sees them. `early` and `late` are the total if
    every start that is known as a range is early or late; None unless effective capacity is
    shown. `base` and `base_demand` are total and demand without the scenario, None while none is
    active. `promised` is what agreements get of it, the binding ones first. `unknown` are the
    records that run in the horizon and are counted nowhere, since their nameplate is unknown.
    """

    choices: Choices
    material: str
    dataset: Dataset
    scenario: Scenario | None
    periods: Periods
    edges: tuple[int, ...]
    bands: tuple[Band, ...]
    total: Numbers
    early: Numbers | None
    late: Numbers | None
    base: Numbers | None
    demand: Numbers
    base_demand: Numbers | None
    promised: tuple[Promised, ...]
    at_least: Flags
    unknown: tuple[int, ...]
    lanes: tuple[Lane, ...]

    @property
    def is_sum(self) -> bool:
        """Whether the bands add up to something: those of different metals do not."""
        return self.choices.material is not None

    def band_of(self, id: int) -> Band | None:
        """Give the band that a record belongs to."""
        return next((band for band in self.bands if id in band.ids), None)


def horizon_of(dataset: Dataset, this_year: int | None = None) -> Horizon:
    """Give the horizon of the preferences; a blank start is this year."""
    preferences = preferences_of(dataset)
    first = preferences.horizon_start or this_year or dt.date.today().year
    return Horizon.of_years(first, preferences.horizon_years)


def materials_with_capacity(dataset: Dataset) -> list[Material]:
    """Give the materials of which there is capacity on record, in order of their ids."""
    used = {record.material for record in dataset.table(Capacity)}
    return [material for material in dataset.table(Material) if material.id in used]


def material_name(material: Material) -> str:
    """Give the name of a material in the language in use."""
    return material.local_name or material.name if locale().language == "ko" else material.name


def timeline(
    dataset: Dataset,
    choices: Choices,
    horizon: Horizon | None = None,
    most: int = 10,
    scenario: str | int | None = None,
) -> Timeline:
    """Give what the chart of a material shows; beyond `most` bands the smallest are one.

    `scenario` is a code or an id. Raises `OfftakeError` for a material or scenario that does not
    exist, and for a scenario that cannot be laid over the records.
    """
    horizon = horizon or horizon_of(dataset)
    plan = adjusted(dataset, scenario)
    active = None if scenario is None else _scenario(dataset, scenario)
    periods = horizon.periods(choices.by)
    found = supply(plan, horizon, choices.material)
    basis = found if active is None else supply(dataset, horizon, choices.material)
    touched = np.logical_or.reduce(found.touched, axis=1).tolist()
    ranged = choices.value == "effective" and choices.material is not None
    material = choices.material
    return Timeline(
        choices,
        "" if material is None else material_name(plan.dataset["material"][material]),
        plan.dataset,
        active,
        periods,
        (*(horizon.first + int(start) for start in periods.starts), horizon.last + 1),
        _bands(found, basis, periods, choices, most),
        _total(found, periods, choices),
        periods.sums(found.effective_early.sum(axis=0)) if ranged else None,
        periods.sums(found.effective_late.sum(axis=0)) if ranged else None,
        None if active is None else _total(basis, periods, choices),
        _needed(plan, periods, material),
        None if active is None else _needed(Adjusted(dataset), periods, material),
        () if material is None else tuple(promised(plan, found, material, periods)),
        periods.any(_any_record(found.touched)),
        tuple(r.id for r, runs in zip(found.records, touched, strict=True) if runs),
        tuple(lanes(plan, found.records, dataset)),
    )


def _scenario(dataset: Dataset, wanted: str | int) -> Scenario | None:
    id = dataset.find("scenario", wanted) if isinstance(wanted, str) else wanted
    return dataset.table(Scenario).get(id)


def _total(found: Supply, periods: Periods, choices: Choices) -> Numbers:
    """Give the sum of all records; nothing for all materials, whose sum would mean nothing."""
    if choices.material is None:
        return np.zeros(periods.count)
    monthly: Numbers = getattr(found, choices.value)
    return periods.sums(monthly.sum(axis=0))


def _needed(plan: Adjusted, periods: Periods, material: int | None) -> Numbers:
    if material is None:
        return np.zeros(periods.count)
    return periods.sums(demand(plan, periods.horizon, material).total)


def _any_record(touched: Flags) -> Flags:
    marked: Flags = np.logical_or.reduce(touched, axis=0)
    return marked


def _bands(
    found: Supply, basis: Supply, periods: Periods, choices: Choices, most: int
) -> tuple[Band, ...]:
    """Give the bands, in the order and with the others that `basis` gives.

    The basis is the supply without the scenario, so that a stack keeps its order in all of them.
    """
    group = BY_MATERIAL if choices.material is None else choices.group
    by_period = periods.sums(getattr(found, choices.value))
    marked = periods.any(found.touched)

    def band(one: Group) -> Band:
        parts, at_least = by_period[one.rows], _any_record(marked[one.rows])
        return Band(str(one.key), _label(one, group, found.dataset), one.ids, parts.sum(axis=0),
                    parts, one.unknown_ids, at_least)  # fmt: skip

    groups = grouped(found, group)
    bands = [band(one) for one in groups]
    sizes = {str(one.key): one.sum(choices.value) for one in (
        groups if basis is found else grouped(basis, group))}  # fmt: skip
    nothing = np.zeros(periods.horizon.count)

    def size(one: Band) -> Numbers:
        found_size: Numbers = sizes.get(one.key, nothing)
        return found_size

    if group == "stage":
        bands.reverse()
    else:
        bands.sort(key=lambda one: (_first(size(one)), -float(size(one).sum())))
    # What the scenario takes away altogether is no band, but it took its place in the order.
    kept = {one.key for one in sorted(bands, key=lambda one: -float(size(one).sum()))[: most - 1]}
    shown = [one for one in bands if one.values.any()]
    return tuple(together(shown, most, kept))


def _label(group: Group, by: str, dataset: Dataset) -> str:
    return material_name(dataset["material"][int(group.key)]) if by == BY_MATERIAL else group.name


def _first(values: Numbers) -> int:
    """Give the first period with something in it."""
    return int(np.argmax(values > 0))


def together(bands: Sequence[Band], most: int, kept: Collection[str] = ()) -> list[Band]:
    """Give at most `most` bands: all but those `kept` are put together on top, as `others (n)`.

    Kept are the largest, unless their keys are given.
    """
    if len(bands) <= most:
        return list(bands)
    if not kept:
        by_size = sorted(bands, key=lambda b: -float(b.values.sum()))
        kept = {b.key for b in by_size[: most - 1]}
    rest = [b for b in bands if b.key not in kept]
    parts = np.concatenate([b.parts for b in rest])
    others = Band(
        OTHERS,
        str(Text("others ({n})", n=len(rest))),
        tuple(id for b in rest for id in b.ids),
        parts.sum(axis=0),
        parts,
        tuple(id for b in rest for id in b.unknown),
        np.logical_or.reduce([b.at_least for b in rest]),
        tuple(sorted(rest, key=lambda b: -float(b.values.sum()))),
    )
    return [*(b for b in bands if b.key in kept), others]
