"""What to export: types, records and columns, as the window and the command line choose them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError, OfftakeError
from desktop.core.fields import Field, NumberField, folded
from desktop.core.filters import Test, filter_test
from desktop.core.i18n import LANGUAGES, Text, translate, variants
from desktop.core.records import RecordType
from desktop.exchange.parts import Inquiry, Part

_CONDITION = re.compile(r"\s*(?P<field>[^=<>!~]+?)\s*(?P<sign>!=|>=|<=|=|<|>|~)(?P<text>.*)", re.S)


@dataclass(frozen=True)
class Choice:
    """What goes into a workbook.

    `types` are names of record types, all unless given; `rows` are the ids, in order, of the
    types of which only some records go out; `columns` the names of fields likewise. The code is
    never left out: it is how a row is known when its ID is lost.
    """

    types: Sequence[str] | None = None
    rows: Mapping[str, Sequence[int]] = field(default_factory=dict)
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    inquiry: Inquiry | None = None

    @property
    def inquiry_code(self) -> str:
        """The code of the organization that is asked; empty unless this is a questionnaire."""
        return self.inquiry.code if self.inquiry is not None else ""

    def parts(self, dataset: Dataset) -> list[Part]:
        """Give the sheets that this means. Raises `OfftakeError` for a type that there is not."""
        for name in (*(self.types or ()), *self.rows, *self.columns):
            if name not in dataset.types:
                _refuse_type(name, dataset)
        chosen = set(dataset.types if self.types is None else self.types)
        return [self._part(type, dataset) for name, type in dataset.types.items() if name in chosen]

    def narrowed(self, rows: Mapping[str, Sequence[int]]) -> Choice:
        """Give the choice with, of some types, only those records that are among `rows` too."""
        both = {
            name: [id for id in self.rows.get(name, ids) if id in set(ids)]
            for name, ids in rows.items()
        }
        return replace(self, rows={**self.rows, **both})

    def _part(self, type: RecordType, dataset: Dataset) -> Part:
        table = dataset[type.name]
        fields = type.shown_fields
        if type.name in self.columns:
            wanted = {*self.columns[type.name], type.fields[0].name}
            fields = tuple(of for of in fields if of.name in wanted)
        if type.name not in self.rows:
            return Part(type, list(table), fields)
        found = [table.get(id) for id in self.rows[type.name]]
        return Part(type, [r for r in found if r is not None], fields, whole=False)


def named_types(names: Iterable[str], dataset: Dataset) -> list[str]:
    """Give the names of record types that people call by name or sheet, in any language.

    Raises `OfftakeError` for an unknown one, with the nearest that there is.
    """
    return [named_type(name, dataset).name for name in names if name.strip()]


def named_type(name: str, dataset: Dataset) -> RecordType:
    """Give one record type likewise."""
    known = {
        folded(spelling): type
        for type in dataset.types.values()
        for spelling in (type.name, *variants(type.sheet, "sheet"), *variants(type.name, "type"))
    }
    return known.get(folded(name)) or _refuse_type(name, dataset)


def named_columns(names: Iterable[str], dataset: Dataset, types: Sequence[str] | None = None,
                  ) -> dict[str, list[str]]:  # fmt: skip
    """Give columns by type: `capacity.start`, or `start` for every chosen type that has it.

    Raises `OfftakeError` for an unknown one, with the nearest that there is.
    """
    found: dict[str, list[str]] = {}
    for name in filter(None, map(str.strip, names)):
        of_type, dot, of_field = name.partition(".")
        if dot:
            type = named_type(of_type, dataset)
            _refuse_unless_chosen(type, types)
            found.setdefault(type.name, []).append(named_field(of_field, type).name)
            continue
        among = [dataset.types[t] for t in (dataset.types if types is None else types)]
        having = [(t, _fields(t)[folded(name)]) for t in among if folded(name) in _fields(t)]
        if not having:
            known = {spelling: of.name for t in among for spelling, of in _fields(t).items()}
            raise OfftakeError(
                Text("No chosen sheet has a column “{name}”; {hint}",
                     name=name, hint=nearest(name, known))
            )  # fmt: skip
        for type, of in having:
            found.setdefault(type.name, []).append(of.name)
    return found


def named_field(name: str, type: RecordType) -> Field:
    """Give a shown field of a type by its name, label or header in any language."""
    known = _fields(type)
    found = known.get(folded(name))
    if found is None:
        names = {spelling: of.name for spelling, of in known.items()}
        raise OfftakeError(
            Text("“{sheet}” has no column “{name}”; {hint}",
                 sheet=type.title, name=name, hint=nearest(name, names))
        )  # fmt: skip
    return found


def named_rows(
    conditions: Iterable[str], dataset: Dataset, types: Sequence[str] | None = None
) -> dict[str, list[int]]:
    """Give the ids of the records that meet conditions such as `capacity.material=GE`, by type.

    Signs are = != < <= > >= and ~ (contains); several words with | between them mean any of
    them. Conditions on one type must all hold. Raises `OfftakeError` for what cannot be read.
    """
    tests: dict[str, list[tuple[str, Test]]] = {}
    for condition in conditions:
        match = _CONDITION.fullmatch(condition)
        of_type, dot, of_field = match["field"].partition(".") if match else ("", "", "")
        if match is None or not dot:
            raise OfftakeError(
                Text("“{condition}” is no condition; write it like capacity.material=GE",
                     condition=condition)
            )  # fmt: skip
        type = named_type(of_type, dataset)
        _refuse_unless_chosen(type, types)
        of = named_field(of_field, type)
        test = _test(of, match["sign"], match["text"].strip(), condition, dataset)
        tests.setdefault(type.name, []).append((of.name, test))
    return {
        name: [
            record.id
            for record in dataset[name]
            if all(test(getattr(record, field)) for field, test in of_type_)
        ]
        for name, of_type_ in tests.items()
    }


def _test(of: Field, sign: str, text: str, condition: str, dataset: Dataset) -> Test:
    if sign == "!=":
        equal = _test(of, "=", text, condition, dataset)
        return lambda value: not equal(value)
    if sign == "=" and not text:
        return lambda value: value is None
    exact = "" if sign == "~" or (sign == "=" and isinstance(of, NumberField)) else sign
    parts = [exact + part.strip() for part in text.split("|") if part.strip()]
    try:
        if not parts:
            raise FieldError(Text("The filter “{filter}” lacks a value", filter=condition))
        return filter_test(of, "|".join(parts), dataset)
    except FieldError as fault:
        raise OfftakeError(
            Text("“{condition}”: {fault}", condition=condition, fault=fault.message)
        ) from None


def _refuse_unless_chosen(type: RecordType, types: Sequence[str] | None) -> None:
    if types is not None and type.name not in types:
        raise OfftakeError(
            Text("“{sheet}” is not among the sheets to export; choose it too, or leave it out",
                 sheet=type.title)
        )  # fmt: skip


def _refuse_type(name: str, dataset: Dataset) -> NoReturn:
    known = {
        folded(spelling): type.name
        for type in dataset.types.values()
        for spelling in (type.name, type.sheet, translate(type.sheet, "sheet"))
    }
    raise OfftakeError(
        Text("There is no record type “{name}”; {hint}", name=name, hint=nearest(name, known))
    )


def nearest(name: str, known: Mapping[str, str]) -> Text:
    """Give what may have been meant: the nearest name, else all of them."""
    if not known:
        return Text("there are none to choose from")
    near = difflib.get_close_matches(folded(name), list(known), 1, 0.5)
    if near:
        return Text("did you mean “{near}”?", near=known[near[0]])
    return Text("there are: {names}", names=", ".join(dict.fromkeys(known.values())))


def _fields(type: RecordType) -> dict[str, Field]:
    """Give the shown fields by every spelling of their names, folded."""
    found: dict[str, Field] = {}
    for of in type.shown_fields:
        labels = [translate(of.label, "", language) for language in LANGUAGES]
        for spelling in (of.name, of.header, *labels):
            found.setdefault(folded(spelling), of)
    return found
