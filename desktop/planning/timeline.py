"""Timeline: what the capacity chart of one material shows, as arrays and labels.

Bands are stacked from the first to the last: by stage the surest lie at the bottom, else what
runs first and gives most. All figures are tonnes of contained metal per period; how they come
about is told in `desktop.planning.supply`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from desktop.core.dataset import Dataset
from desktop.core.fields import folded
from desktop.core.i18n import Text, locale
from desktop.model.materials import Material
from desktop.model.plants import Capacity
from desktop.model.preferences import preferences_of
from desktop.planning.demand import demand
from desktop.planning.groups import Group, grouped
from desktop.planning.months import Flags, Horizon, Numbers, Periods
from desktop.planning.supply import GONE, Supply, supply, yearly_tonnes

GROUPS = ("plant", "supplier", "country", "stage")
VALUES = ("nameplate", "effective", "expected")
OTHERS = "others"


@dataclass(frozen=True)
class Choices:
    """What is asked for: material id, grouping, length of period and kind of figure."""

    material: int
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


@dataclass(frozen=True)
class Lane:
    """One capacity record as a bar over time.

    `early`, `likely` and `late` are the months that the start may mean (None: runs already);
    `end` is the last month in which metal flows (None: open); `ramp` is in months; `nameplate`
    is t contained a year (None: unknown).
    """

    id: int
    code: str
    name: str
    plant: str
    plant_id: int
    stage: str
    early: int | None
    likely: int | None
    late: int | None
    ramp: float
    profile: str
    end: int | None
    nameplate: float | None


@dataclass(frozen=True, eq=False)
class Timeline:
    """The chart: `edges` holds the month in which each period begins, and the end of the last.

    `early` and `late` are the total if every start that is known as a range is early or late;
    None unless effective capacity is shown. `unknown` are the records that run in the horizon
    and are counted nowhere, since their nameplate is unknown.
    """

    choices: Choices
    material: str
    periods: Periods
    edges: tuple[int, ...]
    bands: tuple[Band, ...]
    total: Numbers
    early: Numbers | None
    late: Numbers | None
    demand: Numbers
    at_least: Flags
    unknown: tuple[int, ...]
    lanes: tuple[Lane, ...]

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
    dataset: Dataset, choices: Choices, horizon: Horizon | None = None, most: int = 10
) -> Timeline:
    """Give what the chart of a material shows; beyond `most` bands the smallest are one.

    Raises `OfftakeError` for a material that does not exist.
    """
    horizon = horizon or horizon_of(dataset)
    periods = horizon.periods(choices.by)
    found = supply(dataset, horizon, choices.material)
    bands = _bands(found, periods, choices)
    touched = np.logical_or.reduce(found.touched, axis=1).tolist()
    effective = choices.value == "effective"
    return Timeline(
        choices,
        material_name(dataset["material"][choices.material]),
        periods,
        (*(horizon.first + int(start) for start in periods.starts), horizon.last + 1),
        tuple(together(bands, most)),
        periods.sums(getattr(found, choices.value).sum(axis=0)),
        periods.sums(found.effective_early.sum(axis=0)) if effective else None,
        periods.sums(found.effective_late.sum(axis=0)) if effective else None,
        periods.sums(demand(dataset, horizon, choices.material).total),
        periods.any(_any_record(found.touched)),
        tuple(r.id for r, runs in zip(found.records, touched, strict=True) if runs),
        tuple(lanes(dataset, found.records)),
    )


def _any_record(touched: Flags) -> Flags:
    marked: Flags = np.logical_or.reduce(touched, axis=0)
    return marked


def _bands(found: Supply, periods: Periods, choices: Choices) -> list[Band]:
    monthly: Numbers = getattr(found, choices.value)

    def band(group: Group) -> Band:
        parts = periods.sums(monthly[group.rows])
        at_least = periods.any(_any_record(found.touched[group.rows]))
        return Band(str(group.key), group.name, group.ids, parts.sum(axis=0), parts,
                    group.unknown_ids, at_least)  # fmt: skip

    bands = [band(group) for group in grouped(found, choices.group)]
    if choices.group == "stage":
        bands.reverse()
    else:
        bands.sort(key=lambda b: (_first(b.values), -float(b.values.sum())))
    return [b for b in bands if b.values.any()]


def _first(values: Numbers) -> int:
    """Give the first period with something in it."""
    return int(np.argmax(values > 0))


def together(bands: Sequence[Band], most: int) -> list[Band]:
    """Give at most `most` bands: the smallest are put together on top, as `others (n)`."""
    if len(bands) <= most:
        return list(bands)
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


def lanes(dataset: Dataset, records: Iterable[Capacity]) -> list[Lane]:
    """Give a lane per record: those of a plant together, plants in order of their first start.

    What runs already comes first, the largest plant before the others; what is closed, last.
    """
    made = [_lane(dataset, record) for record in records]
    by_plant: dict[int, list[Lane]] = {}
    for lane in made:
        by_plant.setdefault(lane.plant_id, []).append(lane)

    def place(plant: list[Lane]) -> tuple[bool, float, float, str, int]:
        return (
            all(lane.stage in GONE for lane in plant),
            min(_begin(lane) for lane in plant),
            -sum(lane.nameplate or 0.0 for lane in plant),
            plant[0].plant.casefold(),
            plant[0].plant_id,
        )

    return [
        lane
        for plant in sorted(by_plant.values(), key=place)
        for lane in sorted(plant, key=lambda lane: (_begin(lane), lane.code.casefold()))
    ]


def _begin(lane: Lane) -> float:
    return -math.inf if lane.likely is None else lane.likely


def _lane(dataset: Dataset, record: Capacity) -> Lane:
    start = record.start
    plant = dataset["plant"][record.plant]
    return Lane(
        record.id,
        record.code,
        record.name or "",
        plant.display_name(),
        plant.id,
        record.stage,
        start.months[0] if start else None,
        start.likely_month if start else None,
        start.months[1] if start else None,
        record.ramp_up or 0.0 if record.ramp_profile != "step" else 0.0,
        record.ramp_profile or "linear",
        record.end.likely_month if record.end else None,
        yearly_tonnes(record, dataset),
    )


def matching(lanes: Sequence[Lane], words: str) -> list[Lane]:
    """Give the lanes whose code, name, plant or stage hold all the words."""
    wanted = folded(words).split()
    return [
        lane
        for lane in lanes
        if all(
            word in folded(f"{lane.code} {lane.name} {lane.plant} {lane.stage}"
                           f" {Text(lane.stage, context='Stage')}")
            for word in wanted
        )
    ]  # fmt: skip
