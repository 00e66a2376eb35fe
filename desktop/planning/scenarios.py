"""Scenarios: what their adjustments, stacked in order, make of the records.

The records stay as they are. `adjusted` gives the dataset with `set value` laid over it, and
beside it what no field can hold: starts moved by months (a start known as a year stays a range
of twelve months), outputs scaled or stopped for a time, demand scaled, agreements ended.

An adjustment is matched with the records as the adjustments before it left them:

- capacity by its material, its plant, the plant's country and owner, or itself;
- an agreement by its material, seller or buyer, named capacity and that one's plant, or itself;
  its country is that of the named capacity's plant, else the seller's;
- demand by its material, its organization and that one's country, or itself;
- naming a kind of target that a record has nothing of (an agreement, for capacity) leaves the
  record alone.

From and Until mean whole periods: "from 2028 until 2028" is January to December 2028.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError, OfftakeError
from desktop.core.i18n import Locale, Text
from desktop.model.agreements import Agreement
from desktop.model.demand import Demand
from desktop.model.plants import Capacity
from desktop.model.scenarios import Adjustment, find_field
from desktop.planning.selection import find_id


@dataclass(frozen=True, slots=True)
class Effect:
    """A factor on the figures of some records (ids) in the months first to last (None: open)."""

    ids: frozenset[int]
    first: int | None
    last: int | None
    factor: float


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A dataset as a scenario sees it.

    `shifts` gives by record type and id the months by which a start is moved; `ends` by id the
    last month of an agreement that was ended; the effects multiply nameplate (`scaled`),
    effective capacity (`stopped`, factor 0), demand (`needs`) and what an agreement may draw
    (`halted`, factor 0).
    """

    dataset: Dataset
    shifts: Mapping[tuple[str, int], int] = field(default_factory=dict)
    ends: Mapping[int, int] = field(default_factory=dict)
    scaled: Sequence[Effect] = ()
    stopped: Sequence[Effect] = ()
    needs: Sequence[Effect] = ()
    halted: Sequence[Effect] = ()


def adjusted(dataset: Dataset | Adjusted, scenario: str | int | None = None) -> Adjusted:
    """Give a dataset as a scenario (code or id; None: the records as they are) sees it.

    What is already adjusted is given back as it is when no scenario is named. Raises
    `OfftakeError` for an unknown scenario and for a `set value` that cannot be read.
    """
    if isinstance(dataset, Adjusted):
        if scenario is None:
            return dataset
        dataset = dataset.dataset
    if scenario is None:
        return Adjusted(dataset)
    return with_adjustments(dataset, adjustments_of(dataset, scenario))


def adjustments_of(dataset: Dataset, scenario: str | int) -> list[Adjustment]:
    """Give the enabled adjustments of a scenario as they stack: by order, blank last, then id."""
    id = find_id(dataset, "scenario", scenario)
    own = [a for a in dataset.table(Adjustment) if a.scenario == id and a.enabled == "yes"]
    return sorted(own, key=lambda a: (a.order is None, a.order or 0, a.id))


def with_adjustments(dataset: Dataset, adjustments: Iterable[Adjustment]) -> Adjusted:
    """Give a dataset with adjustments stacked in the order given, enabled or not."""
    stack = _Stack(dataset)
    for adjustment in adjustments:
        stack.lay(adjustment)
    return Adjusted(
        stack.dataset, stack.shifts, stack.ends, tuple(stack.scaled), tuple(stack.stopped),
        tuple(stack.needs), tuple(stack.halted),
    )  # fmt: skip


class _Stack:
    """The adjustments laid so far."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.shifts: dict[tuple[str, int], int] = {}
        self.ends: dict[int, int] = {}
        self.scaled: list[Effect] = []
        self.stopped: list[Effect] = []
        self.needs: list[Effect] = []
        self.halted: list[Effect] = []

    def lay(self, adjustment: Adjustment) -> None:
        match adjustment.kind:
            case "shift start":
                self._shift(adjustment)
            case "scale capacity":
                ids = _matching(adjustment, self.dataset, Capacity)
                self.scaled.append(_effect(adjustment, ids, _part(adjustment)))
            case "stop supply":
                ids = _matching(adjustment, self.dataset, Capacity)
                self.stopped.append(_effect(adjustment, ids, 0.0))
                self.halted.append(_effect(adjustment, self._word_only(adjustment), 0.0))
            case "scale demand":
                ids = _matching(adjustment, self.dataset, Demand)
                self.needs.append(_effect(adjustment, ids, _part(adjustment)))
            case "end agreement":
                self._end(adjustment)
            case "set value":
                self._set_value(adjustment)

    def _shift(self, adjustment: Adjustment) -> None:
        """Move starts: of capacity, or of the agreement or demand that is named."""
        # Planning knows whole months only; a half is rounded up.
        months = math.floor((adjustment.amount or 0.0) + 0.5)
        if adjustment.agreement is not None:
            hit, type_name = _matching(adjustment, self.dataset, Agreement), "agreement"
        elif adjustment.demand is not None:
            hit, type_name = _matching(adjustment, self.dataset, Demand), "demand"
        else:
            hit, type_name = _matching(adjustment, self.dataset, Capacity), "capacity"
            hit = with_joint(self.dataset, hit)
        for id in hit:
            self.shifts[type_name, id] = self.shifts.get((type_name, id), 0) + months

    def _word_only(self, adjustment: Adjustment) -> set[int]:
        """Give the agreements that a stop of supply halts themselves.

        Those are one that it names, and those of sellers without capacity on record: their
        word stands in for capacity, so a stop of their country or of them stops it too.
        """
        hit = _matching(adjustment, self.dataset, Agreement)
        if adjustment.agreement is not None:
            return hit
        plants, agreements = self.dataset["plant"], self.dataset["agreement"]
        known = {
            (plants[c.plant].owner, c.material)
            for c in self.dataset.table(Capacity)
            if c.plant in plants
        }
        return {
            id
            for id in hit
            if agreements[id].capacity is None
            and (agreements[id].seller, agreements[id].material) not in known
            and _matches_seller(adjustment, agreements[id])
        }

    def _end(self, adjustment: Adjustment) -> None:
        if adjustment.from_ is None:
            return
        last = adjustment.from_.likely_month
        for id in _matching(adjustment, self.dataset, Agreement):
            self.ends[id] = min(self.ends.get(id, last), last)

    def _set_value(self, adjustment: Adjustment) -> None:
        type_name = adjustment.target_type()
        if type_name is None:
            raise _fault(adjustment, Text("“set value” needs exactly one record as target"))
        type = self.dataset.types[type_name]
        record = self.dataset.get(type_name, getattr(adjustment, type_name))
        changed = find_field(type, adjustment.field)
        if record is None or changed is None:
            raise _fault(
                adjustment,
                Text("“{field}” is not a field of {type}", field=adjustment.field or "",
                     type=type.singular),
            )  # fmt: skip
        try:
            value = changed.parse(adjustment.value, Locale(), self.dataset)
        except FieldError as fault:
            raise _fault(
                adjustment, Text("{label}: {fault}", label=changed.title, fault=fault.message)
            ) from None
        if value is None and changed.required:
            raise _fault(adjustment, Text("{label} is required", label=changed.title))
        before = {changed.name: getattr(record, changed.name)}
        change = Change(type_name, record.id, before, {changed.name: value})
        self.dataset = self.dataset.with_changes([change])
        # A date that is set replaces what earlier adjustments made of the old one.
        if changed.name == "start":
            self.shifts.pop((type_name, record.id), None)
        if changed.name == "end" and type_name == "agreement":
            self.ends.pop(record.id, None)


def with_joint(dataset: Dataset, ids: set[int]) -> set[int]:
    """Give capacity ids with all that are joint with them, directly or through others.

    Each counts once, so a record that is both named and joint with a named one moves once.
    """
    followers: dict[int, list[int]] = {}
    for capacity in dataset.table(Capacity):
        if capacity.joint_with is not None:
            followers.setdefault(capacity.joint_with, []).append(capacity.id)
    found, waiting = set(ids), list(ids)
    while waiting:
        for id in followers.get(waiting.pop(), ()):
            if id not in found:
                found.add(id)
                waiting.append(id)
    return found


def _matching(adjustment: Adjustment, dataset: Dataset, record_class: type[Any]) -> set[int]:
    """Give the ids of all records of a class that match every target that is named."""
    wanted = {
        name: value
        for name in (
            "material", "country", "organization", "plant", "capacity", "agreement", "demand",
        )
        if (value := getattr(adjustment, name)) is not None
    }  # fmt: skip
    facts = _FACTS[record_class]
    found = set()
    for record in dataset.table(record_class):
        known = facts(record, dataset)
        if all(value in known.get(name, ()) for name, value in wanted.items()):
            found.add(record.id)
    return found


def _capacity_facts(capacity: Capacity, dataset: Dataset) -> Mapping[str, tuple[Any, ...]]:
    plant = dataset.get("plant", capacity.plant)
    return {
        "material": (capacity.material,),
        "plant": (capacity.plant,),
        "capacity": (capacity.id,),
        "country": () if plant is None else (plant.country,),
        "organization": () if plant is None else (plant.owner,),
    }


def _agreement_facts(agreement: Agreement, dataset: Dataset) -> Mapping[str, tuple[Any, ...]]:
    capacity = dataset.get("capacity", agreement.capacity)
    plant = None if capacity is None else dataset.get("plant", capacity.plant)
    seller = dataset.get("organization", agreement.seller)
    return {
        "material": (agreement.material,),
        "organization": (agreement.seller, agreement.buyer),
        "agreement": (agreement.id,),
        "capacity": (agreement.capacity,),
        "plant": () if plant is None else (plant.id,),
        "country": (plant.country if plant else seller.country if seller else None,),
    }


def _demand_facts(demand: Demand, dataset: Dataset) -> Mapping[str, tuple[Any, ...]]:
    organization = dataset.get("organization", demand.organization)
    return {
        "material": (demand.material,),
        "organization": (demand.organization,),
        "demand": (demand.id,),
        "country": () if organization is None else (organization.country,),
    }


_FACTS: Mapping[type[Any], Any] = {
    Capacity: _capacity_facts,
    Agreement: _agreement_facts,
    Demand: _demand_facts,
}


def _matches_seller(adjustment: Adjustment, agreement: Agreement) -> bool:
    """Tell whether a named organization is the seller: a stop at the buyer stops no supply."""
    return adjustment.organization in (None, agreement.seller)


def _part(adjustment: Adjustment) -> float:
    return 1.0 if adjustment.amount is None else adjustment.amount / 100.0


def _effect(adjustment: Adjustment, ids: set[int], factor: float) -> Effect:
    first = None if adjustment.from_ is None else adjustment.from_.months[0]
    last = None if adjustment.until is None else adjustment.until.months[1]
    return Effect(frozenset(ids), first, last, factor)


def _fault(adjustment: Adjustment, fault: Text) -> OfftakeError:
    return OfftakeError(Text("Adjustment {code}: {fault}", code=adjustment.code, fault=fault))
