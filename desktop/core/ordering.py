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
#: From so many records for a value on, records are laid into heaps.
_REPEATED = 8
_MARKS = 200
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
    value, lookup, token = attrgetter(field.name), _Codes(target), token_of(field)
    keys: dict[Hashable, Any] = {}
    tokens = {}
    for record in table:
        held = value(record)
        if held is None:
            continue
        mark = tokens[record.id] = token(held)
        if mark not in keys:
            key = field.sort_key(held, lookup)
            keys[mark] = tuple(key) if isinstance(key, list) else key
    place = {key: rank for rank, key in enumerate(_in_order(list(set(keys.values()))))}
    rank_of = {mark: place[key] for mark, key in keys.items()}
    unknown = len(place)
    of = {id: rank_of[tokens[id]] if id in tokens else unknown for id in table.ids}
    return Ranks(of, unknown)


def token_of(field: Field) -> Callable[[Any], Hashable]:
    """Give what tells values of a field apart quickly.

    Dates are told apart by which object they are: comparing them takes far longer, and equal
    dates read from a file are mostly one object.
    """
    return id if isinstance(field, (PartialDateField, ChoicesField)) else lambda value: value


def _in_order(
    loose: Sequence[Any], key: Callable[[Any], Any] | None = None, descending: bool = False
) -> list[Any]:
    """Sort stably; many are first laid into heaps between marks, each of which is sorted alone.

    One long sort would keep every other thread waiting until it is done.
    """
    if len(loose) <= _FEW:
        return sorted(loose, key=key, reverse=descending)
    of = key or (lambda one: one)
    marks = sorted(of(one) for one in loose[:: max(1, len(loose) // _MARKS)])
    heaps: list[list[Any]] = [[] for _ in range(len(marks) + 1)]
    for one in loose:
        heaps[bisect_right(marks, of(one))].append(one)
    if descending:
        heaps.reverse()
    return [one for heap in heaps for one in sorted(heap, key=key, reverse=descending)]


def sorted_ids(
    ids: Sequence[int], field: Field, descending: bool, dataset: Dataset, type: RecordType
) -> list[int]:
    """Sort ids by one field, stably; unknown values stand last in both directions."""
    found = ranks(field, dataset, type)
    rank, unknown = found.of, found.unknown
    last = [id for id in ids if rank[id] == unknown]
    known = [id for id in ids if rank[id] != unknown] if last else list(ids)
    if len(known) < _FEW or unknown > len(known) // _REPEATED:
        return [*_in_order(known, rank.__getitem__, descending), *last]
    heaps: list[list[int]] = [[] for _ in range(unknown)]
    for id in known:
        heaps[rank[id]].append(id)
    if descending:
        heaps.reverse()
    return [*chain.from_iterable(heaps), *last]


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
        mark: Any = None if held is None else held.year if by_year else token(held)
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
