"""Rows: the ids that a grid shows, in its own order, and what a new dataset does to them."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.core.dataset import Dataset, Table
from desktop.core.ordering import Group
from desktop.core.query import Query, Step, groups_of, run
from desktop.core.records import Record, RecordType

#: In a longer sorted table newcomers stand at the end: sorting all of it again would be felt.
_SORTED_AGAIN = 20_000


@dataclass(frozen=True)
class Difference:
    """What two tables of a type do not share, as ids."""

    added: list[int]
    removed: set[int]
    changed: list[int]


def difference(old: Table[Record], new: Table[Record]) -> Difference:
    """Compare two tables; of versions of one table only what was edited is looked at."""
    found = Difference([], set(), [])
    for id in new.differing(old):
        if id not in new:
            found.removed.add(id)
        else:
            (found.changed if id in old else found.added).append(id)
    return found


def renamed(old: Table[Record], new: Table[Record]) -> bool:
    """Tell whether records that stayed have other codes, by which others show them."""
    return any(old[id].code != new[id].code for id in difference(old, new).changed)


def shown_ids(
    query: Query,
    preset: Query,
    dataset: Dataset,
    type: RecordType,
    step: Step = lambda: None,
) -> list[int]:
    """Give the ids that pass the preset and the query, in order. Raises `FieldError`."""
    if not preset.narrows:
        return run(query, dataset, type, step=step)
    return run(query, dataset, type, run(preset, dataset, type, step=step), step)


@dataclass(frozen=True)
class Arrangement:
    """What a query shows of a dataset: ids in order, and the groups in which they stand."""

    query: Query
    dataset: Dataset
    ids: list[int]
    groups: Sequence[Group] = ()


def arranged(
    query: Query,
    preset: Query,
    dataset: Dataset,
    type: RecordType,
    step: Step = lambda: None,
) -> Arrangement:
    """Find out what a query shows; may run beside the window. Raises `FieldError`."""
    ids = shown_ids(query, preset, dataset, type, step)
    step()
    return Arrangement(query, dataset, ids, groups_of(query, ids, dataset, type))


def newcomers(
    ids: Sequence[int],
    candidates: Sequence[int],
    query: Query,
    preset: Query,
    dataset: Dataset,
    type: RecordType,
) -> list[int]:
    """Give those candidates that pass and are not shown yet, in the order of the query."""
    if not candidates:
        return []
    passing = run(preset, dataset, type, candidates)
    present = set(ids)
    return [id for id in run(query, dataset, type, passing) if id not in present]


def places(
    ids: Sequence[int], coming: Sequence[int], query: Query, dataset: Dataset, type: RecordType
) -> list[tuple[int, int]]:
    """Give (row, id) for each newcomer, to be inserted one after the other.

    What is shown stays where it is, even where an edit has put it out of order.
    """
    if not coming:
        return []
    if not query.sort:
        rows = list(ids)
        found = []
        for id in sorted(coming):
            row = bisect(rows, id)
            rows.insert(row, id)
            found.append((row, id))
        return found
    if len(ids) > _SORTED_AGAIN:
        return [(len(ids) + place, id) for place, id in enumerate(coming)]
    order = run(replace(query, filters={}, search="", group=""), dataset, type, [*ids, *coming])
    row_of = {id: row for row, id in enumerate(ids)}
    new, row, found = set(coming), 0, []
    for id in order:
        if id in new:
            found.append((row, id))
            row += 1
        else:
            row = row_of[id] + 1 + len(found)
    # Rows that an edit put out of order may have led astray; rows must not run backwards.
    return _ascending(found)


def _ascending(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    least, straight = 0, []
    for row, id in found:
        least = max(least, row)
        straight.append((least, id))
    return straight
