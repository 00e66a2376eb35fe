"""Moving the start of capacity: in the record itself, or in a scenario only."""

from __future__ import annotations

import math
from typing import Any

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset, proposed_code
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.partial_date import FIRST_YEAR, LAST_YEAR, PartialDate
from desktop.model.plants import Capacity
from desktop.model.scenarios import Adjustment, find_field
from desktop.operations.edit import removal
from desktop.planning.scenarios import adjusted, adjustments_of, with_joint

#: The months that a start can be moved to.
FIRST_MONTH, LAST_MONTH = FIRST_YEAR * 12, LAST_YEAR * 12 + 11

_ORIGIN = "timeline"


def move_start(
    dataset: Dataset, capacity: int, month: int, scenario: int | None = None
) -> ChangeSet:
    """Give the ChangeSet that moves the likely start of a record (ids) to a month number.

    Without a scenario, Start becomes that month. With one, the record stays as it is: the
    scenario's own shift of its start is set, added, or removed when nothing is left of it, so
    that the record starts in that month with all other adjustments in force. Raises
    `OfftakeError` for a record without a start.
    """
    record = dataset.table(Capacity)[capacity]
    if scenario is None:
        return _edit(record, month)
    return _adjust(dataset, record, month, scenario)


def joint_codes(dataset: Dataset, capacity: int) -> list[str]:
    """Give the codes of the records that are joint with one, directly or through others."""
    table = dataset.table(Capacity)
    return sorted(table[id].code for id in with_joint(dataset, {capacity}) - {capacity})


def no_start(code: str) -> OfftakeError:
    """Give what is said of a record that has no start to move."""
    return OfftakeError(
        Text("{code} has no start that could be moved: it runs already. Give it a Start first",
             code=code)
    )  # fmt: skip


def _edit(record: Capacity, month: int) -> ChangeSet:
    if record.start is None:
        raise no_start(record.code)
    target = PartialDate.of_month(month)
    label = Text("Move start of {code} to {month}", code=record.code, month=target)
    if record.start.likely_month == month:
        return ChangeSet(label, _ORIGIN, ())
    after = {"start": target}
    change = Change("capacity", record.id, {"start": record.start}, after)
    return ChangeSet(label, _ORIGIN, (change,))


def _adjust(dataset: Dataset, record: Capacity, month: int, scenario: int) -> ChangeSet:
    plan = adjusted(dataset, scenario)
    seen = plan.dataset.table(Capacity)[record.id]
    if seen.start is None:
        raise no_start(record.code)
    label = Text(
        "Move start of {code} to {month} in {scenario}", code=record.code,
        month=PartialDate.of_month(month), scenario=dataset["scenario"][scenario].code,
    )  # fmt: skip
    now = seen.start.likely_month + plan.shifts.get(("capacity", record.id), 0)
    if now == month:
        return ChangeSet(label, _ORIGIN, ())
    own = _own_shift(dataset, record.id, scenario)
    if own is None:
        change = _added(dataset, record.id, scenario, month - now)
    else:
        change = _changed(own, month - now)
    return ChangeSet(label, _ORIGIN, (change,))


def _own_shift(dataset: Dataset, capacity: int, scenario: int) -> Adjustment | None:
    """Give the last adjustment in force that shifts this record alone, None if there is none.

    One that stands before a start set by the scenario is without effect: it is none.
    """
    own = None
    for one in adjustments_of(dataset, scenario):
        if one.kind == "set value" and one.target_type() == "capacity":
            field = find_field(Capacity.type, one.field)
            if one.capacity == capacity and field is not None and field.name == "start":
                own = None
        if one.kind == "shift start" and one.capacity == capacity and _names_only(one):
            own = one
    return own


def _names_only(adjustment: Adjustment) -> bool:
    """Tell whether an adjustment names one record and nothing else."""
    return adjustment.target_type() is not None and adjustment.country is None


def _added(dataset: Dataset, capacity: int, scenario: int, months: int) -> Change:
    table = dataset.table(Adjustment)
    siblings = [one for one in table if one.scenario == scenario]
    orders = [one.order for one in siblings if one.order is not None]
    values: dict[str, Any] = {
        "code": proposed_code(table),
        "scenario": scenario,
        "enabled": "yes",
        "kind": "shift start",
        "capacity": capacity,
        "amount": float(months),
    }
    # It has to stand last: a blank order does where others are blank too.
    if all(one.order is not None for one in siblings):
        values["order"] = max(orders, default=0) + 1
    return Change("adjustment", -1, None, values)


def _changed(own: Adjustment, months: int) -> Change:
    # As planning rounds it.
    amount = float(math.floor((own.amount or 0.0) + 0.5) + months)
    if amount:
        return Change("adjustment", own.id, {"amount": own.amount}, {"amount": amount})
    return removal(Adjustment.type, own)
