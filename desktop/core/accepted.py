"""What the accepted items of a merge do: the changes that they make, and what still waits."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.merge import ALTERED, MISSING, REMOVED, Item, NewCells


def undecided(items: Iterable[Item]) -> int:
    """Give how many conflicts wait for a decision: cells, and records removed here."""
    return sum(item.undecided for item in items)


def changes_of(
    items: Iterable[Item], dataset: Dataset, theirs: bool = False, proposed: bool = False
) -> list[Change]:
    """Give the changes that the accepted items make; undecided ones only with `theirs`.

    With `proposed`, new records have their undecided cells, too, as nothing else could stand
    there: for a look ahead, not for writing.
    """
    taken = [item for item in items if item.accepted or (item.accepted is None and theirs)]
    returned = {(i.type, i.copy_of): i.id for i in taken if i.kind == REMOVED}
    found = [
        _change(item, dataset, theirs or (proposed and item.kind != ALTERED)) for item in taken
    ]
    made = [change for change in found if change is not None]
    return [_pointed(change, dataset, returned) for change in made] if returned else made


def _change(item: Item, dataset: Dataset, theirs: bool) -> Change | None:
    type = dataset.types[item.type]
    if item.kind == MISSING:
        values = type.values(dataset[item.type][item.id])
        return Change(item.type, item.id, {k: v for k, v in values.items() if v is not None}, None)
    if isinstance(item.cells, NewCells) and not item.cells.are_made:
        known = item.cells.change
        if known is None or known.id != item.id:
            known = item.cells.change = Change(item.type, item.id, None, item.cells.values)
        return known
    cells = [c for c in item.cells if c.accepted or (c.accepted is None and theirs)]
    after = {cell.field: cell.theirs for cell in cells}
    if item.kind == ALTERED:
        before = {cell.field: cell.ours for cell in cells}
        return Change(item.type, item.id, before, after) if after else None
    return Change(item.type, item.id, None, after)


def _pointed(
    change: Change, dataset: Dataset, returned: Mapping[tuple[str, int | None], int]
) -> Change:
    """Point references at records that return under a new id."""
    if change.after is None:
        return change
    new = {
        of.name: returned[of.target, change.after[of.name]]
        for of in dataset.types[change.type].references
        if (of.target, change.after.get(of.name)) in returned
    }
    return dataclasses.replace(change, after={**change.after, **new}) if new else change
