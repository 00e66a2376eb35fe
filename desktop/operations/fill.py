"""Fill: the first row or column copied over the others, and series that go on by themselves."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from desktop.core.dataset import Dataset, folded_code
from desktop.core.fields import CodeField, DateField, Field, IntegerField, NumberField, TextField
from desktop.core.fields import PartialDateField as PartialDates
from desktop.core.i18n import Text
from desktop.core.partial_date import FIRST_YEAR, LAST_YEAR, PartialDate
from desktop.core.records import RecordType
from desktop.operations.block import Block, Label, read_block
from desktop.operations.cells import Reader, Typed

#: The next value, the one after it and so on; None where it does not go on.
Ahead = Iterator[Any]
_MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_COUNTED = re.compile(r"(.*?)(\d{1,15})(\D*)", re.DOTALL)


def filled_down(
    dataset: Dataset, type: RecordType, ids: Sequence[int], names: Sequence[str]
) -> Block:
    """Give what copies the cells of the first record into the others."""
    first = dataset[type.name][ids[0]]
    values = {name: Typed(getattr(first, name)) for name in names}
    raw = {id: dict(values) for id in ids[1:]}
    return read_block(Reader(dataset), type, raw, _down(type, names), "grid")


def filled_right(
    dataset: Dataset, type: RecordType, ids: Sequence[int], names: Sequence[str]
) -> Block:
    """Give what copies the cells of the first column into the others, as they would be typed."""
    source = type.by_name[names[0]]
    raw = {
        id: {
            name: _as_typed(source, type.by_name[name], getattr(dataset[type.name][id], names[0]),
                            dataset)
            for name in names[1:]
        }
        for id in ids
    }  # fmt: skip

    def label(n: int) -> Text:
        return Text.count(n, "Fill right {n} cell", "Fill right {n} cells")

    return read_block(Reader(dataset), type, raw, label, "grid")


def _as_typed(source: Field, target: Field, value: Any, dataset: Dataset) -> Any:
    if value is None or type(source) is type(target):
        return Typed(value)
    if isinstance(source, NumberField) and not isinstance(value, bool):
        return float(value) if isinstance(target, NumberField) else source.format(value)
    return str(value) if isinstance(source, PartialDates) else source.format(value, lookup=dataset)


def _down(type: RecordType, names: Sequence[str]) -> Label:
    def label(n: int) -> Text:
        if len(names) == 1:
            return Text("Fill down {field}", field=type.by_name[names[0]].title)
        return Text.count(n, "Fill down {n} cell", "Fill down {n} cells")

    return label


def filled_series(
    dataset: Dataset,
    type: RecordType,
    seeds: Sequence[int],
    ids: Sequence[int],
    names: Sequence[str],
    counts: bool = True,
) -> Block:
    """Give what continues the cells of the records `seeds` in the records `ids`.

    `ids` go away from the seeds: to fill upwards, give both from the bottom up. One number alone
    is counted on only where `counts`, else it is repeated.
    """
    spans = {name: (seeds, ids) for name in names}
    return _series(dataset, type, spans, counts)


def series_within(
    dataset: Dataset, type: RecordType, ids: Sequence[int], names: Sequence[str]
) -> Block:
    """Give what continues, in each column, the cells that are filled from the top on.

    Where all are filled, the first goes on in the others.
    """
    spans = {}
    for name in names:
        values = [getattr(dataset[type.name][id], name) for id in ids]
        filled = next((n for n, value in enumerate(values) if value is None), len(values))
        filled = 1 if filled == len(values) else filled
        if filled:
            spans[name] = (ids[:filled], ids[filled:])
    return _series(dataset, type, spans, counts=True)


def _series(
    dataset: Dataset,
    type: RecordType,
    spans: Mapping[str, tuple[Sequence[int], Sequence[int]]],
    counts: bool,
) -> Block:
    raw: dict[int, dict[str, Any]] = {}
    for name, (seeds, ids) in spans.items():
        of = type.by_name[name]
        values = [getattr(dataset[type.name][id], name) for id in seeds]
        taken = _other_codes(dataset, type, ids) if isinstance(of, CodeField) else frozenset()
        for id, value in zip(ids, ahead(of, values, counts, taken), strict=False):
            raw.setdefault(id, {})[name] = Typed(value)

    def label(n: int) -> Text:
        if len(spans) == 1:
            return Text("Fill series in {field}", field=type.by_name[next(iter(spans))].title)
        return Text.count(n, "Fill series in {n} cell", "Fill series in {n} cells")

    return read_block(Reader(dataset), type, raw, label, "grid")


def _other_codes(dataset: Dataset, type: RecordType, ids: Sequence[int]) -> frozenset[str]:
    own = set(ids)
    return frozenset(folded_code(r.code) for r in dataset[type.name] if r.id not in own)


def ahead(
    of: Field, values: Sequence[Any], counts: bool = True, taken: Iterable[str] = ()
) -> Ahead:
    """Give what follows some values of a field, without end.

    Numbers follow their line, partial dates their step in years, halves, quarters, months or
    days, texts that end in a number count up past the codes in `taken`; others are repeated.
    """
    found: Ahead | None = None
    if None not in values:
        if isinstance(of, NumberField):
            found = _numbers(of, values, counts)
        elif isinstance(of, DateField):
            days = [PartialDate.of_day(day) for day in values]
            steps = _dates(days)
            found = None if steps is None else (step.earliest for step in steps)
        elif isinstance(of, PartialDates):
            found = _dates(values)
        elif isinstance(of, TextField):
            found = _texts(values, frozenset(taken))
    return _repeated(values) if found is None else found


def _repeated(values: Sequence[Any]) -> Ahead:
    while True:
        yield from values


def _numbers(of: NumberField, values: Sequence[float], counts: bool) -> Ahead | None:
    """Continue an even step exactly, other numbers along the line of least squares."""
    if len(values) == 1 and not counts:
        return None
    exact = [Decimal(repr(value)) for value in values]
    steps = {b - a for a, b in itertools.pairwise(exact)} or {Decimal(1)}
    if len(steps) == 1:
        start, step = exact[-1], steps.pop()
    else:
        n, middle = len(exact), Decimal(len(exact) - 1) / 2
        mean = sum(exact, Decimal(0)) / n
        over = sum(((i - middle) * (value - mean) for i, value in enumerate(exact)), Decimal(0))
        step = over / sum(((i - middle) ** 2 for i in range(n)), Decimal(0))
        start = mean + step * middle
    whole = isinstance(of, IntegerField)

    def line() -> Ahead:
        k = 0
        while True:
            k += 1
            value = round(start + step * k, 10)
            yield int(value) if whole and value == int(value) else float(value)

    return line()


def _dates(values: Sequence[PartialDate]) -> Ahead | None:
    """Continue dates of one precision that are evenly apart; one alone takes the next step."""
    precision = values[0].precision
    if any(value.precision != precision for value in values):
        return None
    if precision != "day":
        size = _MONTHS[precision]
        places = [value.months[0] // size for value in values]
        step = _even(places, 1)
        return (
            None
            if step is None
            else _steps(lambda k: _of_place(precision, size, places[-1] + step * k))
        )
    last = values[-1].earliest
    months = [value.months[0] for value in values]
    monthly = _even(months, 0)
    if monthly and len({value.day for value in values}) == 1:
        return _steps(lambda k: _day_of(months[-1] + monthly * k, values[0].day))
    daily = _even([value.earliest.toordinal() for value in values], 1)
    if daily is None:
        return None
    return _steps(lambda k: PartialDate.of_day(last + dt.timedelta(days=daily * k)))


def _even(places: Sequence[int], alone: int) -> int | None:
    steps = {b - a for a, b in itertools.pairwise(places)} or {alone}
    return steps.pop() if len(steps) == 1 else None


def _steps(nth: Callable[[int], PartialDate]) -> Ahead:
    k = 0
    while True:
        k += 1
        yield nth(k)


def _of_place(precision: str, size: int, place: int) -> PartialDate:
    months = place * size
    year = min(max(months // 12, FIRST_YEAR), LAST_YEAR)
    return PartialDate(year, precision, 0 if size == 12 else months % 12 // size + 1)


def _day_of(month: int, day: int) -> PartialDate:
    """Give a day of a month, its last where it is shorter."""
    last = PartialDate.of_month(month).latest
    return PartialDate.of_day(last.replace(day=min(day, last.day)))


def _texts(values: Sequence[str], taken: frozenset[str]) -> Ahead | None:
    """Count up the last number of texts that differ in it alone."""
    parts = [_COUNTED.fullmatch(value) for value in values]
    if not all(parts):
        return None
    found = [part.groups() for part in parts if part is not None]
    (before, digits, behind), numbers = found[-1], [int(part[1]) for part in found]
    step = _even(numbers, 1)
    if step is None or any((part[0], part[2]) != (before, behind) for part in found):
        return None

    def counted() -> Ahead:
        number = numbers[-1]
        while True:
            number += step
            text = f"{before}{max(number, 0):0{len(digits) if digits[0] == '0' else 0}d}{behind}"
            if folded_code(text) not in taken or step == 0 or number < 0:
                yield text

    return counted()
