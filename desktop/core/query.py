"""Query: which records of a table are shown, and in which order.

A filter is what a person types above a column: `ge` (contains), `=Onsan` (equals), `>100`,
`<=2028-H1`, `10..20`, `blank`, `!blank`, `!word` (does not contain). Several parts separated
by `|` mean any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError
from desktop.core.fields import Field, NumberField, PartialDateField, folded
from desktop.core.i18n import Text, variants
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record, RecordType

Test = Callable[[Any], bool]
# A bound is the least and the greatest key that what was typed may mean: `>2028` means after
# the last day of 2028, `<=2028` on or before it.
_COMPARE: Mapping[str, Callable[[Any, tuple[Any, Any]], bool]] = {
    ">=": lambda key, bound: bool(key >= bound[0]),
    "<=": lambda key, bound: bool(key <= bound[1]),
    ">": lambda key, bound: bool(key > bound[1]),
    "<": lambda key, bound: bool(key < bound[0]),
}


@dataclass(frozen=True)
class Query:
    """Filters by field name, a search over all fields, and sort keys (field, descending)."""

    filters: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    sort: Sequence[tuple[str, bool]] = ()


def run(query: Query, dataset: Dataset, type: RecordType) -> list[int]:
    """Give the ids of the records that pass, in order. Raises `FieldError` on a bad filter."""
    records: list[Record] = list(dataset[type.name])
    for name, text in query.filters.items():
        if text.strip():
            test = filter_test(type.by_name[name], text, dataset)
            records = [record for record in records if test(getattr(record, name))]
    if query.search.strip():
        records = _found(records, query.search, dataset, type)
    for name, descending in reversed(query.sort):
        records = _sorted(records, type.by_name[name], descending, dataset)
    return [record.id for record in records]


def filter_test(field: Field, text: str, dataset: Dataset) -> Test:
    """Give the test that a filter text means for a field."""
    parts = [_one_test(field, part.strip(), dataset) for part in text.split("|") if part.strip()]
    if len(parts) == 1:
        return parts[0]
    return lambda value: any(part(value) for part in parts)


def _one_test(field: Field, text: str, dataset: Dataset) -> Test:
    blanks = {folded(word) for word in variants("blank")}
    if folded(text) in blanks:
        return lambda value: value is None
    if text.startswith("!") and folded(text[1:]) in blanks:
        return lambda value: value is not None
    if isinstance(field, (NumberField, PartialDateField)):
        ordered = _ordered_test(field, text)
        if ordered is not None:
            return ordered
    negative, exact = text.startswith("!"), text.startswith("=")
    wanted = folded(text[1:] if negative or exact else text)

    def shown(value: Any) -> str:
        return folded(field.format(value, lookup=dataset))

    if exact:
        return lambda value: shown(value) == wanted
    if negative:
        return lambda value: wanted not in shown(value)
    return lambda value: wanted in shown(value)


def _ordered_test(field: Field, text: str) -> Test | None:
    for sign, compare in _COMPARE.items():
        if text.startswith(sign):
            bound = _bound(field, text[len(sign) :], text)
            return lambda value: value is not None and compare(_key(value), bound)
    low, dots, high = text.partition("..")
    if dots:
        least = _bound(field, low, text)[0] if low.strip() else None
        most = _bound(field, high, text)[1] if high.strip() else None
        return lambda value: (
            value is not None
            and (least is None or _key(value) >= least)
            and (most is None or _key(value) <= most)
        )
    if isinstance(field, NumberField):
        try:
            wanted = field.parse(text)
        except FieldError:
            return None
        return lambda value: bool(value == wanted)
    return None


def _key(value: Any) -> Any:
    """Compare a date by its earliest day, as it is sorted."""
    return value.earliest if isinstance(value, PartialDate) else value


def _bound(field: Field, text: str, whole: str) -> tuple[Any, Any]:
    typed = PartialDateField(label=field.label) if isinstance(field, PartialDateField) else field
    value = typed.parse(text)
    if value is None:
        raise FieldError(Text("The filter “{filter}” lacks a value", filter=whole))
    return (value.earliest, value.latest) if isinstance(value, PartialDate) else (value, value)


def _found(
    records: Sequence[Record], search: str, dataset: Dataset, type: RecordType
) -> list[Record]:
    words = folded(search).split()
    found = []
    for record in records:
        shown = folded(
            " ".join(
                f.format(getattr(record, f.name), lookup=dataset)
                for f in type.fields
                if getattr(record, f.name) is not None
            )
        )
        if all(word in shown for word in words):
            found.append(record)
    return found


def _sorted(
    records: Sequence[Record], field: Field, descending: bool, dataset: Dataset
) -> list[Record]:
    """Sort by one field, stably; unknown values stand last in both directions."""
    known = [r for r in records if getattr(r, field.name) is not None]
    unknown = [r for r in records if getattr(r, field.name) is None]
    known.sort(key=lambda r: field.sort_key(getattr(r, field.name), dataset), reverse=descending)
    return [*known, *unknown]
