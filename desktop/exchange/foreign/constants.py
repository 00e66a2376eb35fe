"""What a sheet says once for all its rows: in its title, its name, its file's name, or not at all.

A material or a day that stands above the table counts for every row. What nothing says is a
question, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.core.errors import FieldError
from desktop.core.fields import (
    ChoiceField,
    DateField,
    Field,
    PartialDateField,
    ReferenceField,
    TextField,
)
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.exchange.foreign.dates import read_moment
from desktop.exchange.foreign.draft import Context
from desktop.exchange.foreign.questions import Evidence, Option, Questions, words
from desktop.exchange.foreign.references import References
from desktop.exchange.foreign.tables import Table
from desktop.exchange.foreign.units import Unit, basis_of, read_unit

_UNIT = re.compile(r"(?:단위|units?)\s*[:：=]?\s*([^)\]）,;]+)", re.IGNORECASE)
_DAY = re.compile(r"(\d{4}\s*[-./년]\s*\d{1,2}\s*[-./월]\s*\d{1,2}\s*일?|\d{1,2}/\d{1,2}/\d{4})")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_MOST = 30  # options of a question about a record


@dataclass(frozen=True)
class Constant:
    """A value that holds for all rows of a table: typed, as text, why, and from which cell."""

    field: str
    value: Any
    shown: str
    why: Text
    cell: str | None = None


class Constants:
    """Finds or asks for what a table says once."""

    def __init__(
        self,
        table: Table,
        type: RecordType,
        given: Mapping[str, str],
        context: Context,
        references: References,
        questions: Questions,
    ) -> None:
        self._table = table
        self._type = type
        self._given = given
        self._context = context
        self._references = references
        self._questions = questions
        self.used: dict[str, Constant] = {}
        self.problems: dict[str, Text] = {}

    def get(self, name: str) -> Constant | None:
        """Give a value that a person gave or the titles say; None where there is none."""
        if name in self.used:
            return self.used[name]
        found = self._of_person(name) if name in self._given else self._of_titles(name)
        if found is not None:
            self.used[name] = found
        return found

    def ask(self, name: str, evidence: Evidence | None = None) -> Constant | None:
        """Give a value for all rows, asking for it if need be; None while the question is open."""
        found = self.get(name)
        if found is not None or name in self.problems:
            return found
        of = self._type.by_name[name]
        answer = self._questions.ask(
            name, _question(of, self._table.grid.sheet.name), list(self._options(of)), evidence,
            free=not isinstance(of, ChoiceField), field=name,
        )  # fmt: skip
        if answer is None:
            return None
        try:
            value = self._references.parsed(of, answer)
        except FieldError as fault:
            self.problems[name] = fault.message
            return None
        if value is None:
            return None
        found = self.used[name] = Constant(name, value, answer, Text("answered"))
        return found

    def titles(self) -> Iterator[tuple[str, str | None]]:
        """Give the texts above the table with their cells, then the names of sheet and file."""
        grid = self._table.grid
        for row, column, text in reversed(self._table.above):
            yield text, grid.address(row, column)
        if self._table.name:
            yield self._table.name.replace("_", " "), None
        yield grid.sheet.name.replace("_", " "), None
        yield self._context.path.stem.replace("_", " "), None

    def unit(self) -> Unit | None:
        """Give the unit that is stated above the table, None for none."""
        given = self._given.get("unit")
        if given:
            return read_unit(given)
        for text, _ in self.titles():
            for match in _UNIT.finditer(text):
                found = read_unit(match[1].strip())
                if found is not None and (found.mass or found.currency):
                    return found
        return None

    def year(self) -> tuple[int, str] | None:
        """Give the only year that the titles name, with the title."""
        for text, _ in self.titles():
            years = set(_YEAR.findall(text))
            if len(years) == 1:
                return int(years.pop()), text
        return None

    def _of_person(self, name: str) -> Constant | None:
        of = self._type.by_name.get(name)
        if of is None:
            return None
        try:
            value = self._references.parsed(of, self._given[name])
        except FieldError as fault:
            self.problems[name] = fault.message
            return None
        return Constant(name, value, self._given[name], Text("set by hand"))

    def _of_titles(self, name: str) -> Constant | None:
        of = self._type.by_name[name]
        for text, cell in self.titles():
            found = self._in_title(of, text)
            if found is not None:
                why = (
                    Text("from “{text}”", text=text) if cell
                    else Text("from the name “{text}”", text=text)
                )  # fmt: skip
                return Constant(name, found[0], found[1], why, cell)
        return None

    def _in_title(self, of: Field, text: str) -> tuple[Any, str] | None:
        if isinstance(of, ReferenceField):
            ids = self._context.names.named_in(of.target, text)
            if len(ids) == 1:
                return ids[0], self._context.names.code(of.target, ids[0])
        elif of.name == "basis":
            basis = basis_of(text)
            return (basis, basis) if basis else None
        elif isinstance(of, DateField):
            for match in _DAY.finditer(text):
                date = read_moment(match[1]).date
                if date is not None and date.precision == "day":
                    return date.earliest, date.earliest.isoformat()
        return None

    def _options(self, of: Field) -> Iterator[Option]:
        if isinstance(of, ChoiceField):
            yield from words(of.choices, of.label)
        elif isinstance(of, ReferenceField):
            for number, (code, shown) in enumerate(self._context.names.options(of.target)):
                if number < _MOST:
                    yield Option(code, shown)


def _question(of: Field, sheet: str) -> Text:
    if of.name == "basis":
        return Text("{sheet}: are the quantities contained metal or gross weight?", sheet=sheet)
    if of.name == "unit":
        return Text("{sheet}: are the quantities tonnes or kilograms?", sheet=sheet)
    return Text("{sheet}: what is the {label} of all rows? No column says it", sheet=sheet,
                label=of.title)  # fmt: skip


def is_askable(of: Field) -> bool:
    """Tell whether one answer can hold for all rows of a table."""
    return isinstance(of, (ChoiceField, ReferenceField, PartialDateField)) or (
        isinstance(of, TextField) and of.required and of.name not in ("code", "name", "title")
    )
