"""Totals: what the figures of some records come to, and their metal in tonnes contained."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from desktop.core.dataset import Dataset, Table
from desktop.core.errors import OfftakeError
from desktop.core.fields import Field, NumberField, PercentField, YearField, plain
from desktop.core.i18n import Text
from desktop.core.quantity import contained_tonnes
from desktop.core.records import Record, RecordType

#: The fields that hold a quantity of metal, beside Unit, Basis and Form.
_QUANTITIES = ("nameplate", "volume", "quantity")
_MEASURE = ("unit", "basis", "form")
#: What figures of a field are given in, where that is told by another field.
_GIVEN_IN = {"capex": ("currency",)}
_DIGITS = 6
_Source = tuple[Table[Record], Table[Any]]


def quantity_field(type: RecordType) -> Field | None:
    """Give the field of a type that holds a quantity of metal, None where it has none."""
    if not set(_MEASURE) <= set(type.by_name):
        return None
    return next((type.by_name[name] for name in _QUANTITIES if name in type.by_name), None)


@dataclass(frozen=True)
class Metal:
    """Tonnes of contained metal of those records where it is known, and of how many it is not.

    `yearly` tells that these are tonnes a year; `known` counts the records that are in it.
    """

    tonnes: float
    known: int
    unknown: int
    yearly: bool

    @property
    def text(self) -> Text:
        """The figure as it is read, with “at least” where some are unknown."""
        if not self.known:
            return Text("unknown")
        figure = short(self.tonnes)
        if self.unknown and self.yearly:
            return Text("at least {figure} t/year contained", figure=figure)
        if self.unknown:
            return Text("at least {figure} t contained", figure=figure)
        if self.yearly:
            return Text("{figure} t/year contained", figure=figure)
        return Text("{figure} t contained", figure=figure)

    @property
    def brief(self) -> Text:
        """The figure as it stands under a column, whose label tells whether it is a year's."""
        if not self.known:
            return Text("unknown")
        figure = short(self.tonnes)
        if self.unknown:
            return Text("≥ {figure} t contained", figure=figure)
        return Text("{figure} t contained", figure=figure)


@dataclass(frozen=True)
class Figures:
    """What the known figures of one column come to; `total` only where adding makes sense.

    `alike` tells whether all are given in the same unit, basis and currency.
    """

    count: int
    total: float | None
    least: float
    most: float
    mean: float
    alike: bool = True


class Contained:
    """The contained tonnes of each record of a type; after a change only those touched anew."""

    def __init__(self) -> None:
        # One pair, so that two threads that ask at once never get figures of another table.
        self._kept: tuple[_Source, dict[int, float | None]] | None = None

    def of(self, dataset: Dataset, type: RecordType) -> Mapping[int, float | None]:
        """Give record id -> tonnes, None where unknown; empty for types without a quantity."""
        field = quantity_field(type)
        if field is None:
            return {}
        source = (dataset[type.name], dataset["form"])
        kept = self._kept
        if kept is None or kept[0] != source:
            kept = self._kept = (source, self._follow(source, field.name))
        return kept[1]

    def _follow(self, source: _Source, name: str) -> dict[int, float | None]:
        table, forms = source
        convert, kept = _converter(forms, name), self._kept
        if kept is None or kept[0][1] is not forms:
            return {record.id: convert(record) for record in table}
        (before, _), known = kept
        return {
            record.id: known[record.id] if before.get(record.id) is record else convert(record)
            for record in table
        }


def _converter(forms: Table[Any], name: str) -> Callable[[Record], float | None]:
    """Give what turns a record into contained tonnes; a gross one without a form is unknown."""
    value = attrgetter(name, *_MEASURE)
    contents: dict[int | None, float | None] = {None: None}
    contents.update((id, forms[id].metal_content) for id in forms.ids)

    def convert(record: Record) -> float | None:
        quantity, unit, basis, form = value(record)
        try:
            return contained_tonnes(quantity, unit, basis, contents.get(form))
        except OfftakeError:
            return None

    return convert


def metal(ids: Iterable[int], tonnes: Mapping[int, float | None], type: RecordType) -> Metal | None:
    """Give the contained metal of records; None for a type without a quantity."""
    field = quantity_field(type)
    if field is None:
        return None
    figures = [tonnes.get(id) for id in ids]
    known = [figure for figure in figures if figure is not None]
    yearly = "year" in field.unit
    return Metal(math.fsum(known), len(known), len(figures) - len(known), yearly)


def figures(
    cells: Mapping[str, Sequence[int]], dataset: Dataset, type: RecordType
) -> Figures | None:
    """Give what the numbers in some cells (field name -> record ids) come to; None without any.

    There is a total only where all figures are of one kind: one field, or fields of one unit,
    given in the same unit, basis and currency; percentages and years are never added up.
    """
    numbers: list[float] = []
    kinds: set[Any] = set()
    for name, ids in cells.items():
        field = type.by_name[name]
        if not isinstance(field, NumberField):
            continue
        table, value = dataset[type.name], attrgetter(name)
        measure = _measure(field, type)
        for id in ids:
            record = table[id]
            number = value(record)
            if number is not None:
                numbers.append(number)
                kinds.add((adds_up(field), field.unit, *(getattr(record, n) for n in measure)))
    if not numbers:
        return None
    alike = len(kinds) == 1
    total = math.fsum(numbers)
    return Figures(
        len(numbers),
        total if alike and next(iter(kinds))[0] else None,
        min(numbers),
        max(numbers),
        total / len(numbers),
        alike,
    )


def adds_up(field: Field) -> bool:
    """Whether a sum over a field means something."""
    return (
        isinstance(field, NumberField)
        and not isinstance(field, (PercentField, YearField))
        and (field.name in (*_QUANTITIES, *_GIVEN_IN))
    )


def _measure(field: Field, type: RecordType) -> Sequence[str]:
    """Give the fields that tell what a figure is given in."""
    names = (*_MEASURE[:2], "form") if field.name in _QUANTITIES else _GIVEN_IN.get(field.name, ())
    return [name for name in names if name in type.by_name and name != "form"]


def column_total(
    field: Field, ids: Sequence[int], dataset: Dataset, type: RecordType
) -> Text | None:
    """Give what stands under a column of numbers: its sum, or else its average; None without."""
    found = figures({field.name: ids}, dataset, type)
    if found is None:
        return None
    if found.total is not None:
        return Text("Sum {figure}", figure=short(found.total))
    if not found.alike:
        return Text("mixed units")
    mean = short(found.mean)
    if isinstance(field, YearField):
        return None
    return Text("Average {figure}", figure=f"{mean}%" if isinstance(field, PercentField) else mean)


def short(value: float) -> str:
    """Give a figure with six digits at most, in the signs of the locale."""
    if value == 0 or not math.isfinite(value):
        return plain(value)
    places = _DIGITS - 1 - math.floor(math.log10(abs(value)))
    return plain(round(value, max(0, places)))


@dataclass(frozen=True)
class Summary:
    """What some cells come to: how many there are, their numbers, and their contained metal."""

    cells: int
    records: int
    numbers: Figures | None
    held: Metal | None

    def parts(self) -> list[Text]:
        """Give the sentence under a grid, piece by piece; nothing for a single cell."""
        if self.cells < 2:
            return [] if self.held is None or not self.held.known else [self.held.text]
        n = plain(self.cells)
        said = [Text("{n} cells in {rows} records", n=n, rows=plain(self.records))]
        if self.records == 1:
            said = [Text("{n} cells", n=n)]
        of = self.numbers
        if of is not None:
            said.append(Text("{n} numbers", n=plain(of.count)))
            if of.total is not None:
                said.append(Text("Sum {figure}", figure=short(of.total)))
            if not of.alike:
                said.append(Text("mixed units"))
                return said if self.held is None else [*said, self.held.text]
            said.append(Text("Min {figure}", figure=short(of.least)))
            said.append(Text("Max {figure}", figure=short(of.most)))
            said.append(Text("Average {figure}", figure=short(of.mean)))
        return said if self.held is None else [*said, self.held.text]


def summary(
    cells: Mapping[str, Sequence[int]],
    dataset: Dataset,
    type: RecordType,
    tonnes: Callable[[], Mapping[int, float | None]],
) -> Summary:
    """Give what some cells (field name -> record ids) come to.

    Numbers of several columns are of several kinds and are not put together; the metal of a
    quantity is found for each record in its own unit, basis and form.
    """
    numeric = [name for name in cells if isinstance(type.by_name[name], NumberField)]
    quantity = quantity_field(type)
    held = None
    if quantity is not None and quantity.name in cells:
        held = metal(cells[quantity.name], tonnes(), type)
    one = {numeric[0]: cells[numeric[0]]} if len(numeric) == 1 else {}
    return Summary(
        sum(map(len, cells.values())),
        len(set().union(*({id(ids): ids for ids in cells.values()}).values())),
        figures(one, dataset, type),
        held,
    )


def column_totals(
    ids: Sequence[int],
    dataset: Dataset,
    type: RecordType,
    tonnes: Callable[[], Mapping[int, float | None]],
) -> dict[str, Text]:
    """Give what stands under each column of some records, by field name."""
    found: dict[str, Text] = {}
    quantity = quantity_field(type)
    for field in type.shown_fields:
        if quantity is not None and field.name == quantity.name:
            held = metal(ids, tonnes(), type)
            total = None if held is None else held.brief
        else:
            total = column_total(field, ids, dataset, type)
        if total is not None:
            found[field.name] = total
    return found
