"""Query: which records of a table are shown, in which order and in which groups.

What a filter may say is told in `filters`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.fields import ChoicesField
from desktop.core.filters import filter_test
from desktop.core.ordering import Group, grouped, sorted_records, token_of
from desktop.core.records import Record, RecordType
from desktop.core.search_lines import lines_of, words_of

Step = Callable[[], None]
#: Up to so many records are looked at one by one, more by columns.
_FEW = 500


@dataclass(frozen=True)
class Query:
    """Filters by field name, a search over all fields, sort keys (field, descending), groups.

    `group` names the field by whose values the records stand in groups; empty for none.
    """

    filters: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    sort: Sequence[tuple[str, bool]] = ()
    group: str = ""

    @property
    def narrows(self) -> bool:
        """Whether a filter or a search may leave records out."""
        return bool(self.search.strip()) or any(text.strip() for text in self.filters.values())

    def within(self, type: RecordType) -> Query:
        """Give the query without what names fields that a type does not show."""
        known = {field.name for field in type.shown_fields}
        kept = {name: text for name, text in self.filters.items() if name in known}
        sort = tuple(key for key in self.sort if key[0] in known)
        return Query(kept, self.search, sort, self.group if self.group in known else "")


def run(
    query: Query,
    dataset: Dataset,
    type: RecordType,
    among: Iterable[int] | None = None,
    step: Step = lambda: None,
) -> list[int]:
    """Give the ids of the records that pass, in order. Raises `FieldError` on a bad filter.

    With `among`, only these records are looked at, and without a sort they keep their order.
    `step` is called between the parts of the work and may raise to stop it.
    """
    table = dataset[type.name]
    ids = list(table.ids if among is None else among)
    filters = [(name, text) for name, text in query.filters.items() if text.strip()]
    if not query.narrows and not query.sort:
        return ids
    if len(ids) > _FEW:
        # Arrays are loaded when there is something for them to do.
        from desktop.core.columns import arranged_ids

        every = None if among is None else ids
        return arranged_ids(every, filters, query.search, query.sort, dataset, type, step)
    records: list[Record] = [table[id] for id in ids]
    for name, text in filters:
        step()
        test, value = filter_test(type.by_name[name], text, dataset), attrgetter(name)
        records = [record for record in records if test(value(record))]
    if query.search.strip():
        step()
        records = _found(records, query.search, dataset, type)
    for name, descending in reversed(query.sort):
        step()
        records = sorted_records(records, type.by_name[name], descending, dataset)
    return [record.id for record in records]


def values_of(
    query: Query, name: str, dataset: Dataset, type: RecordType, among: Iterable[int] | None = None
) -> list[tuple[Any, int]]:
    """Give the values of a field and how often each is there, in order, the unknown one last.

    Counted are the records that pass all other filters. Each word of several choices counts.
    """
    field = type.by_name[name]
    others = {key: text for key, text in query.filters.items() if key != name}
    table, value = dataset[type.name], attrgetter(name)
    ids = run(Query(others, query.search), dataset, type, among)
    token = token_of(field)
    marks: Counter[Any] = Counter()
    held: dict[Any, Any] = {}
    for id in ids:
        one = value(table[id])
        mark = one if token is None else token(one)
        marks[mark] += 1
        held[mark] = one
    counts: Counter[Any] = Counter()
    for mark, one in held.items():
        words = ((word,) for word in one) if one and isinstance(field, ChoicesField) else (one,)
        for word in words:
            counts[word] += marks[mark]
    blank = counts.pop(None, 0)
    known = sorted(counts, key=lambda value: field.sort_key(value, dataset))
    found: list[tuple[Any, int]] = [(value, counts[value]) for value in known]
    return [*found, (None, blank)] if blank else found


def groups_of(query: Query, ids: Sequence[int], dataset: Dataset, type: RecordType) -> list[Group]:
    """Give the groups in which ids stand that a query gave in this order; none without one."""
    if not query.group:
        return []
    descending = dict(query.sort).get(query.group, False)
    return grouped(ids, type.by_name[query.group], descending, dataset, type)


def _found(
    records: list[Record], search: str, dataset: Dataset, type: RecordType
) -> list[Record]:  # fmt: skip
    """Give the records in which every word occurs, in whatever field."""
    words = words_of(search)
    return [
        record
        for record, (texts, figures) in zip(records, lines_of(records, dataset, type), strict=True)
        if all(w.text in texts or (w.figure is not None and w.figure in figures) for w in words)
    ]
