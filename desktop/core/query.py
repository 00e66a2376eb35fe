"""Query: which records of a table are shown, and in which order.

A filter is what a person types above a column: `ge` (contains), `=Onsan` (equals), `>100`,
`<=2028-H1`, `10..20`, `blank`, `!blank`, `!word` (does not contain). Several parts separated
by `|` mean any of them. A word is looked for in what the cell shows, and also in the name behind
a code and in the English word behind a translated one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError
from desktop.core.fields import (
    ChoiceField,
    ChoicesField,
    Field,
    NumberField,
    PartialDateField,
    ReferenceField,
    TextField,
    folded,
)
from desktop.core.i18n import LANGUAGES, Text, locale, variants
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record, RecordType
from desktop.core.territory import CountryField, CurrencyField

Test = Callable[[Any], bool]
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}
#: Which end of a partial date a limit means: `<=2028` takes in all of 2028, `>2028` none of it.
_LAST_DAY_COUNTS = {"<=", ">"}
_BETWEEN = "\n"  # stands between the texts of a value; no filter can hold it


@dataclass(frozen=True)
class Query:
    """Filters by field name, a search over all fields, and sort keys (field, descending)."""

    filters: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    sort: Sequence[tuple[str, bool]] = ()

    @property
    def narrows(self) -> bool:
        """Whether a filter or a search may leave records out."""
        return bool(self.search.strip()) or any(text.strip() for text in self.filters.values())


def run(
    query: Query, dataset: Dataset, type: RecordType, among: Iterable[int] | None = None
) -> list[int]:
    """Give the ids of the records that pass, in order. Raises `FieldError` on a bad filter.

    With `among`, only these records are looked at, and without a sort they keep their order.
    """
    table = dataset[type.name]
    records: list[Record] = list(table) if among is None else [table[id] for id in among]
    for name, text in query.filters.items():
        if text.strip():
            test, value = filter_test(type.by_name[name], text, dataset), attrgetter(name)
            records = [record for record in records if test(value(record))]
    if query.search.strip():
        records = _found(records, query.search, dataset, type)
    for name, descending in reversed(query.sort):
        records = _sorted(records, type.by_name[name], descending, dataset)
    return [record.id for record in records]


def filter_test(field: Field, text: str, dataset: Dataset) -> Test:
    """Give the test that a filter text means for a field."""
    parts = [_one_test(field, part.strip(), dataset) for part in text.split("|") if part.strip()]
    if not parts:
        return lambda value: True
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
    shown = _texts_of(field, dataset)
    if exact:
        return lambda value: wanted in shown(value).split(_BETWEEN)
    if negative:
        return lambda value: wanted not in shown(value)
    return lambda value: wanted in shown(value)


def _texts_of(field: Field, dataset: Dataset) -> Callable[[Any], str]:
    """Give what makes the folded texts of a value; each value is folded once."""
    known: dict[Any, str] = {None: ""}

    def shown(value: Any) -> str:
        text = known.get(value)
        if text is None:
            words = [field.format(value, lookup=dataset), *_also(field, value, dataset)]
            text = known[value] = _BETWEEN.join(dict.fromkeys(map(_folded, words)))
        return text

    return shown


def _also(field: Field, value: Any, dataset: Dataset) -> Iterable[str]:
    """Give the other words by which a value is known."""
    if isinstance(field, ReferenceField):
        target = dataset.get(field.target, value)
        return () if target is None else (target.display_name(),)
    if isinstance(field, (CountryField, CurrencyField)):
        return [field.names(language).get(value, "") for language in LANGUAGES]
    if isinstance(field, ChoicesField):
        return tuple(value)
    return (value,) if isinstance(field, ChoiceField) else ()


def _folded(text: str) -> str:
    """Fold; plain ASCII, which is most text, by the short way."""
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().replace("-", " ").replace("_", " ").split())
    return folded(text)


def _ordered_test(field: Field, text: str) -> Test | None:
    key = _day_key if isinstance(field, PartialDateField) else _number_key
    for sign, compare in _COMPARE.items():
        if text.startswith(sign):
            limit = key(field, text[len(sign) :], text, sign in _LAST_DAY_COUNTS)
            return lambda value: value is not None and compare(_ordered(value), limit)
    low, dots, high = text.partition("..")
    if dots:
        least = key(field, low, text, False) if low.strip() else None
        most = key(field, high, text, True) if high.strip() else None
        return lambda value: (
            value is not None
            and (least is None or _ordered(value) >= least)
            and (most is None or _ordered(value) <= most)
        )
    if isinstance(field, NumberField):
        try:
            wanted = field.parse(text)
        except FieldError:
            return None
        return lambda value: bool(value == wanted)
    return None


def _ordered(value: Any) -> Any:
    """Give what is compared with a limit: a number, or the earliest day."""
    return value.earliest if isinstance(value, PartialDate) else value


def _number_key(field: Field, text: str, whole: str, last: bool) -> Any:
    # A limit may lie outside what the field itself takes: >-1 is a fair question.
    value = NumberField(label=field.label).parse(text.strip().removesuffix("%"))
    return _wanted(value, whole)


def _day_key(field: Field, text: str, whole: str, last: bool) -> Any:
    date = _wanted(PartialDateField(label=field.label).parse(text), whole)
    return date.latest if last else date.earliest


def _wanted(value: Any, whole: str) -> Any:
    if value is None:
        raise FieldError(Text("The filter “{filter}” lacks a value", filter=whole))
    return value


def _found(
    records: Sequence[Record], search: str, dataset: Dataset, type: RecordType
) -> list[Record]:
    """Give the records in which every word occurs, in whatever field."""
    left = list(records)
    for word in folded(search).split():
        ids: set[int] = set()
        for shown in type.shown_fields:
            value = attrgetter(shown.name)
            # Values repeat, so each is looked at once; that is what keeps large tables quick.
            hits = _hits(shown, word, set(map(value, left)) - {None}, dataset)
            if hits:
                ids.update(record.id for record in left if value(record) in hits)
        left = [record for record in left if record.id in ids]
    return left


def _hits(field: Field, word: str, values: set[Any], dataset: Dataset) -> set[Any]:
    """Give the values in which a word occurs."""
    if isinstance(field, NumberField):
        figure = word.replace(locale().group, "").replace(locale().decimal, ".")
        if not any(character.isdecimal() for character in figure):
            return set()
        return {value for value in values if figure in str(value)}
    if isinstance(field, TextField):
        return {value for value in values if word in _folded(value)}
    shown = _texts_of(field, dataset)
    return {value for value in values if word in shown(value)}


def _sorted(
    records: Sequence[Record], field: Field, descending: bool, dataset: Dataset
) -> list[Record]:
    """Sort by one field, stably; unknown values stand last in both directions."""
    value = attrgetter(field.name)
    known = [r for r in records if value(r) is not None]
    unknown = [r for r in records if value(r) is None]
    if isinstance(field, NumberField):
        known.sort(key=value, reverse=descending)
    else:
        keys = {v: field.sort_key(v, dataset) for v in set(map(value, known))}
        known.sort(key=lambda r: keys[value(r)], reverse=descending)
    return [*known, *unknown]
