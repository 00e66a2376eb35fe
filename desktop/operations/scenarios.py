"""Edits of whole scenarios: a scenario and its adjustments as one ChangeSet for `Store.apply`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from desktop.core.changes import ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.model.scenarios import Adjustment, Scenario
from desktop.operations import edit


def stack_of(dataset: Dataset, scenario: int) -> list[Adjustment]:
    """Give all adjustments of a scenario (id) as they stack, those switched off among them."""
    own = [a for a in dataset.table(Adjustment) if a.scenario == scenario]
    return sorted(own, key=lambda a: (a.order is None, a.order or 0, a.id))


def duplicate_scenario(dataset: Dataset, scenario: int, origin: str = "grid") -> ChangeSet:
    """Give the ChangeSet that adds a copy of a scenario (id) and of all its adjustments."""
    made = edit.duplicate(dataset, Scenario.type, [scenario], origin)
    (first,) = made.changes
    name = str(Text("{name} (copy)", name=dataset["scenario"][scenario].name))
    copy = replace(first, after={**(first.after or {}), "name": name})
    ids = [adjustment.id for adjustment in stack_of(dataset, scenario)]
    steps = edit.duplicate(dataset, Adjustment.type, ids, origin).changes if ids else ()
    # Within a ChangeSet every new record has an id of its own; -1 is the scenario's.
    copies = [
        replace(step, id=step.id - 1, after={**(step.after or {}), "scenario": copy.id})
        for step in steps
    ]
    return replace(made, changes=(copy, *copies))


def delete_scenario(dataset: Dataset, scenario: int, origin: str = "grid") -> ChangeSet:
    """Give the ChangeSet that removes a scenario (id) with all its adjustments."""
    made = edit.delete(dataset, Scenario.type, [scenario], origin)
    steps = [edit.removal(Adjustment.type, one) for one in stack_of(dataset, scenario)]
    return replace(made, changes=(*steps, *made.changes))


def switch(dataset: Dataset, ids: Iterable[int], on: bool, origin: str = "grid") -> ChangeSet:
    """Give the ChangeSet that switches adjustments (ids) on or off."""
    edits = {id: {"enabled": "yes" if on else "no"} for id in ids}
    made = edit.set_values(dataset, Adjustment.type, edits, origin)
    if len(made.changes) != 1:
        return made
    code = dataset["adjustment"][made.changes[0].id].code
    label = Text("Switch on {code}", code=code) if on else Text("Switch off {code}", code=code)
    return replace(made, label=label)


def move(dataset: Dataset, adjustment: int, step: int, origin: str = "grid") -> ChangeSet:
    """Give the ChangeSet that moves an adjustment (id) up (-1) or down (1) in its stack.

    The whole stack is numbered anew from 1 on, so that no two have the same place.
    """
    moved = dataset["adjustment"][adjustment]
    ids = [one.id for one in stack_of(dataset, moved.scenario)]
    here = ids.index(adjustment)
    there = min(max(here + step, 0), len(ids) - 1)
    ids.insert(there, ids.pop(here))
    edits = {id: {"order": place} for place, id in enumerate(ids, start=1)}
    made = edit.set_values(dataset, Adjustment.type, edits if there != here else {}, origin)
    way = Text("Move {code} up", code=moved.code)
    return replace(made, label=way if step < 0 else Text("Move {code} down", code=moved.code))
