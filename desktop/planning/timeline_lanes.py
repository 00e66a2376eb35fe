"""Timeline lanes: every capacity record as a bar over time, as a scenario sees it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.core.dataset import Dataset, Table
from desktop.core.fields import folded
from desktop.core.i18n import Text
from desktop.model.plants import GONE, Capacity
from desktop.planning.curves import yearly_tonnes
from desktop.planning.memory import Memory
from desktop.planning.scenarios import Adjusted

#: The first month and the last (None: open) of a time without output.
Stop = tuple[int | None, int | None]


@dataclass(frozen=True)
class Lane:
    """One capacity record as a bar over time.

    `early`, `likely` and `late` are the months that the start may mean (None: runs already);
    `end` is the last month in which metal flows (None: open); `ramp` is in months; `nameplate`
    is t contained a year (None: unknown). `recorded` is the likely start of the record itself,
    without a scenario; `stops` are the times in which a scenario stops it.
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
    recorded: int | None = None
    stops: tuple[Stop, ...] = ()

    @property
    def shift(self) -> int:
        """The months by which the scenario moves the start."""
        if self.likely is None or self.recorded is None:
            return 0
        return self.likely - self.recorded

    def moved(self, months: int) -> Lane:
        """Give the lane with another start; the range of an uncertain start moves along."""
        if self.early is None or self.likely is None or self.late is None:
            return self
        return replace(
            self, early=self.early + months, likely=self.likely + months, late=self.late + months
        )


def lanes(plan: Adjusted, records: Iterable[Capacity], recorded: Dataset) -> list[Lane]:
    """Give a lane per record: those of a plant together, plants in order of their first start.

    What runs already comes first, the largest plant before the others; what is closed, last.
    The order follows the records as they are in `recorded`, so a scenario moves bars, not lanes.
    """
    stops: dict[int, list[Stop]] = {}
    for effect in plan.stopped:
        for id in effect.ids:
            stops.setdefault(id, []).append((effect.first, effect.last))
    made = _made(plan, records, recorded, {id: tuple(found) for id, found in stops.items()})
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
    return -math.inf if lane.recorded is None else lane.recorded


@dataclass(frozen=True, slots=True)
class _Terms:
    """All that lanes are made of beside the records; tables are equal only as the same objects."""

    plants: Table[Any]
    forms: Table[Any]
    shifts: Mapping[tuple[str, int], int]
    stops: Mapping[int, tuple[Stop, ...]]


#: Lanes by the id of the record, with the record as the scenario sees it and as it was recorded.
_Made = dict[int, tuple[Capacity, Capacity, Lane]]
_known: Memory[tuple[_Terms, _Made]] = Memory()


def _made(
    plan: Adjusted,
    records: Iterable[Capacity],
    recorded: Dataset,
    stops: Mapping[int, tuple[Stop, ...]],
) -> list[Lane]:
    """Give a lane per record; those of the same records on the same terms are kept."""
    terms = _Terms(plan.dataset["plant"], plan.dataset["form"], plan.shifts, stops)
    nearest = _known.nearest(lambda known: () if known[0] == terms else None)
    before: _Made = {} if nearest is None else nearest[0][1]
    made: _Made = {}
    for record in records:
        was = recorded.table(Capacity)[record.id]
        kept = before.get(record.id)
        if kept is None or kept[0] is not record or kept[1] is not was:
            kept = record, was, _lane(plan, record, was, stops.get(record.id, ()))
        made[record.id] = kept
    _known.keep((terms, made))
    return [lane for _, _, lane in made.values()]


def _lane(plan: Adjusted, record: Capacity, recorded: Capacity, stops: tuple[Stop, ...]) -> Lane:
    start, shift = record.start, plan.shifts.get(("capacity", record.id), 0)
    was = recorded.start
    plant = plan.dataset["plant"][record.plant]
    return Lane(
        record.id,
        record.code,
        record.name or "",
        plant.display_name(),
        plant.id,
        record.stage,
        start.months[0] + shift if start else None,
        start.likely_month + shift if start else None,
        start.months[1] + shift if start else None,
        record.ramp_up or 0.0 if record.ramp_profile != "step" else 0.0,
        record.ramp_profile or "linear",
        record.end.likely_month if record.end else None,
        yearly_tonnes(record, plan.dataset),
        was.likely_month if was else None,
        stops,
    )


def matching(lanes: Sequence[Lane], words: str) -> list[Lane]:
    """Give the lanes whose code, name, plant or stage hold all the words."""
    wanted = folded(words).split()
    if not wanted:
        return list(lanes)
    return [
        lane
        for lane in lanes
        if all(
            word in folded(f"{lane.code} {lane.name} {lane.plant} {lane.stage}"
                           f" {Text(lane.stage, context='Stage')}")
            for word in wanted
        )
    ]  # fmt: skip
