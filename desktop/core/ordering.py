"""Ordering: sorting and grouping of records by what their columns hold, quick for large tables.

A column gives each record a rank. Ranks are found out once for a table and kept, and records
are laid into one heap for each rank, so that another thread is never kept waiting for long.
"""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any

from desktop.core.dataset import Dataset, Table
from desktop.core.fields import ChoicesField, Field, PartialDateField, ReferenceField
from desktop.core.i18n import locale
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record, RecordType

#: Fewer records are sorted at once.
_FEW = 20_000
_MARKS = 200
#: From so many records for a value on, records are laid into a heap for each value.
_REPEATED = 2
_KEPT = 8  # columns whose ranks are kept


@dataclass(frozen=True)
class Ranks:
    """The rank of each record of a table in one column; `unknown` is the rank of no value."""

    of: Mapping[int, int]
    unknown: int


def ranks(field: Field, dataset: Dataset, type: RecordType) -> Ranks:
    """Give the ranks of all records of a type by one field; equal values have equal ranks."""
    target = dataset[field.target] if isinstance(field, ReferenceField) else None
    return _ranks(dataset[type.name], field, target, locale().language)


class _Codes:
    """Looks up codes in one table: all that sorting by a reference needs of a dataset."""

    def __init__(self, table: Table[Any] | None) -> None:
        self._table = table

    def code_of(self, type_name: str, id: int) -> str | None:
        found = None if self._table is None else self._table.get(id)
        return None if found is None else str(found.code)

    def find(self, type_name: str, code: str) -> int | None:
        found = None if self._table is None else self._table.by_code(code)
        return None if found is None else int(found.id)


@functools.lru_cache(maxsize=_KEPT)
def _ranks(table: Table[Record], field: Field, target: Table[Any] | None, language: str) -> Ranks:
    lookup, token = _Codes(target), token_of(field)
    values = list(map(attrgetter(field.name), table))
    marks: list[Hashable] = values if token is None else list(map(token, values))
    held = dict(zip(marks, values, strict=True))
    blank = None if token is None else token(None)
    held.pop(blank, None)
    keys: dict[Hashable, Any] = {}
    for mark, one in held.items():
        key = field.sort_key(one, lookup)
        keys[mark] = tuple(key) if isinstance(key, list) else key
    place = {key: rank for rank, key in enumerate(_in_order(list(set(keys.values()))))}
    unknown = len(place)
    rank_of: dict[Hashable, int] = {mark: place[key] for mark, key in keys.items()}
    rank_of[blank] = unknown
    return Ranks(dict(zip(table.ids, map(rank_of.__getitem__, marks), strict=True)), unknown)


def token_of(field: Field) -> Callable[[Any], Hashable] | None:
    """Give what tells values of a field apart quickly; None where that is the value itself.

    Dates are told apart by which object they are: comparing them takes far longer, and equal
    dates read from a file are mostly one object.
    """
    return id if isinstance(field, (PartialDateField, ChoicesField)) else None


def _in_order(loose: Sequence[Any]) -> list[Any]:
    """Sort; many are first laid into heaps between marks, each of which is sorted alone.

    One long sort would keep every other thread waiting until it is done.
    """
    if len(loose) <= _FEW:
        return sorted(loose)
    marks = sorted(loose[:: max(1, len(loose) // _MARKS)])
    heaps: list[list[Any]] = [[] for _ in range(len(marks) + 1)]
    for one in loose:
        heaps[bisect_right(marks, one)].append(one)
    return [one for heap in heaps for one in sorted(heap)]


def sorted_ids(
    ids: Sequence[int], field: Field, descending: bool, dataset: Dataset, type: RecordType
) -> list[int]:
    """Sort ids by one field, stably; unknown values stand last in both directions."""
    found = ranks(field, dataset, type)
    rank, unknown = found.of, found.unknown
    if len(ids) < _FEW:
        last = [id for id in ids if rank[id] == unknown]
        known = [id for id in ids if rank[id] != unknown] if last else ids
        return [*sorted(known, key=rank.__getitem__, reverse=descending), *last]
    if unknown > len(ids) // _REPEATED:
        return _one_by_one(ids, rank, unknown, descending)
    heaps: list[list[int]] = [[] for _ in range(unknown + 1)]
    for id in ids:
        heaps[rank[id]].append(id)
    last = heaps.pop()
    if descending:
        heaps.reverse()
    return [*chain.from_iterable(heaps), *last]


def _one_by_one(
    ids: Sequence[int], rank: Mapping[int, int], unknown: int, descending: bool
) -> list[int]:
    """Lay ids out by ranks that are mostly there once: a list for each would be slow to make."""
    first: list[int | None] = [None] * unknown
    more: dict[int, list[int]] = {}
    for one in ids:
        place = rank[one]
        if place < unknown and first[place] is None:
            first[place] = one
        else:
            more.setdefault(place, []).append(one)
    last = more.pop(unknown, [])
    places = range(unknown - 1, -1, -1) if descending else range(unknown)
    if not more:
        return [*(id for place in places if (id := first[place]) is not None), *last]
    found: list[int] = []
    for place in places:
        alone = first[place]
        if alone is not None:
            found.append(alone)
            found += more.get(place, ())
    return found + last


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
    rank = ranks(field, dataset, type).of
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
    known.sort(key=lambda mark: rank[heaps[mark][0]], reverse=descending)
    if by_year:
        known.sort(key=lambda mark: int(str(mark)), reverse=descending)
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
