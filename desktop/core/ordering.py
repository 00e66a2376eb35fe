"""Ordering: sorting and grouping of records by what a field holds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from desktop.core.dataset import Dataset, Table
from desktop.core.fields import ChoicesField, Field, PartialDateField
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record, RecordType


def token_of(field: Field) -> Callable[[Any], Hashable] | None:
    """Give what tells values of a field apart quickly; None where that is the value itself.

    Dates are told apart by which object they are: comparing them takes far longer, and equal
    dates read from a file are mostly one object.
    """
    return id if isinstance(field, (PartialDateField, ChoicesField)) else None


def sorted_records(
    records: Sequence[Record], field: Field, descending: bool, dataset: Dataset
) -> list[Record]:
    """Sort records by one field, stably; unknown values stand last in both directions."""
    value = attrgetter(field.name)
    known = [record for record in records if value(record) is not None]
    known.sort(key=lambda record: field.sort_key(value(record), dataset), reverse=descending)
    return [*known, *(record for record in records if value(record) is None)]


@dataclass(frozen=True)
class Group:
    """Records that share a value, or the year of a date; `key` is None where it is unknown."""

    key: Any
    ids: Sequence[int]


def grouped(
    ids: Sequence[int], field: Field, descending: bool, dataset: Dataset, type: RecordType
) -> list[Group]:
    """Give groups by the value of a field, in its order; in each, ids keep their order."""
    table: Table[Record] = dataset[type.name]
    by_year = isinstance(field, PartialDateField)
    value, token = attrgetter(field.name), token_of(field)
    keys: dict[Hashable, Any] = {}
    heaps: dict[Hashable, list[int]] = {}
    for id in ids:
        held = value(table[id])
        mark: Any = held
        if held is not None and token is not None:
            mark = held.year if by_year else token(held)
        heap = heaps.get(mark)
        if heap is None:
            heap, keys[mark] = heaps.setdefault(mark, []), _key(held)
        heap.append(id)
    known = [mark for mark in heaps if mark is not None]
    if by_year:
        known.sort(key=lambda mark: int(str(mark)), reverse=descending)
    else:
        known.sort(key=lambda mark: field.sort_key(keys[mark], dataset), reverse=descending)
    merged = _merged((keys[mark], heaps[mark]) for mark in known)
    return merged + ([Group(None, heaps[None])] if None in heaps else [])


def _key(held: Any) -> Any:
    if held is None:
        return None
    year = getattr(held, "year", None)
    return PartialDate(year) if isinstance(year, int) else held


def _merged(found: Iterable[tuple[Any, list[int]]]) -> list[Group]:
    """Put groups of equal keys together: equal values may be several objects."""
    heaps: dict[Any, list[int]] = {}
    for key, heap in found:
        present = heaps.setdefault(key, heap)
        if present is not heap:
            present.extend(heap)
    return [Group(key, heap) for key, heap in heaps.items()]
