"""Rows on their way to records: where they stand, their cells read as typed values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Any

from desktop.core.dataset import Dataset, folded_code
from desktop.core.errors import FieldError, Problem
from desktop.core.fields import (
    ChoiceField,
    ChoicesField,
    CodeField,
    Field,
    NumberField,
    TextField,
)
from desktop.core.i18n import Text
from desktop.core.merge import Row
from desktop.core.records import Record
from desktop.exchange.columns import TypeSheet
from desktop.exchange.values import is_blank, read_value, written


@dataclass(frozen=True)
class Origin:
    """What a workbook is compared with.

    `base` is the dataset as it was exported, None where that is not known; `trusted` tells that
    the IDs in the workbook are those of this workspace; `checked` that a damaged ID matters.
    New records get negative ids under `below`.
    """

    ours: Dataset
    base: Dataset | None = None
    trusted: bool = True
    checked: bool = True
    below: int = 0


@dataclass(frozen=True)
class RowPlace:
    """Where a row stands."""

    sheet: TypeSheet
    row: int

    def cell(self, name: str) -> str:
        """Give the address of a field's cell."""
        return self.sheet.cell(self.row, name)

    @property
    def number(self) -> int:
        """The row's number as the sheet shows it."""
        return self.row + 1


@dataclass
class FoundRow:
    """A row on its way to its record."""

    place: RowPlace
    raw: Sequence[Any]
    code: str = ""
    id: int | None = None
    copy_of: int | None = None
    new_code: str = ""
    problems: list[Problem] = field(default_factory=list)
    doubtful: bool = False


_LONG = 1e15  # from here on Excel has lost digits
#: Texts and numbers of a column that are remembered with what they mean.
_REMEMBERED = 5000


def _getter(make: Callable[..., Callable[[Any], Any]], keys: Sequence[Any]) -> Callable[[Any], Any]:
    """Give a function that takes several things out at once, as a tuple even of one or none."""
    if len(keys) > 1:
        return make(*keys)
    if not keys:
        return lambda _: ()
    one = make(keys[0])
    return lambda of: (one(of),)


def exported(type_name: str, id: int, origin: Origin) -> tuple[Record | None, Dataset]:
    """Give the record that a row was written from, and the dataset that it was part of."""
    for dataset in (origin.base, origin.ours):
        found = dataset.get(type_name, id) if dataset is not None else None
        if dataset is not None and found is not None:
            return found, dataset
    return None, origin.ours


class Codes:
    """Finds records by code: first those of the workbook, then as exported, then as now."""

    def __init__(self, origin: Origin) -> None:
        self._datasets = [d for d in (origin.base, origin.ours) if d is not None]
        self._ids: dict[tuple[str, str], int] = {}
        self._codes: dict[tuple[str, int], str] = {}

    def add(self, type_name: str, code: str, id: int) -> None:
        """Take note of a row's code; the first row of a code keeps it."""
        self._ids.setdefault((type_name, folded_code(code)), id)
        self._codes.setdefault((type_name, id), code)

    def find(self, type_name: str, code: str) -> int | None:
        """Give the id of the record with this code, negative for a new one, or None."""
        found = self._ids.get((type_name, folded_code(code)))
        for dataset in self._datasets if found is None else ():
            found = dataset.find(type_name, code)
            if found is not None:
                break
        return found

    def code_of(self, type_name: str, id: int) -> str | None:
        """Give the code of a record, that of the workbook first."""
        found = self._codes.get((type_name, id))
        for dataset in reversed(self._datasets) if found is None else ():
            found = dataset.code_of(type_name, id)
            if found is not None:
                break
        return found


def row_problem(row: FoundRow, name: str, message: Text, severity: str = "error") -> Problem:
    """Make a problem of a row, at a field's cell or (with no name) at its ID."""
    sheet = row.place.sheet
    id_cell = sheet.sheet.address(row.place.row, sheet.id_column or 0)
    cell = row.place.cell(name) if name else id_cell
    return Problem(severity, sheet.type.name, row.code, name, message, row.id, cell)


class RowReader:
    """Reads the cells of one sheet's rows.

    Rows that nobody has touched are told by one comparison with what was written for their
    records, and a text or number that stands in a column many times is read once.
    """

    def __init__(self, sheet: TypeSheet, origin: Origin, codes: Codes) -> None:
        self._sheet = sheet
        self._origin = origin
        self._codes = codes
        self._fields = [(sheet.type.by_name[name], c) for name, c in sheet.columns.items()]
        self._texts: list[dict[Any, Any]] = [{} for _ in self._fields]
        self._names = list(sheet.columns)
        fields = sheet.type.fields
        self._defaults = [(of.name, of.default) for of in fields
                          if of.name not in sheet.columns and of.default is not None]  # fmt: skip
        self._required = [of for of in fields if of.required]
        self._width = max(sheet.columns.values(), default=-1) + 1
        marks = sheet.sheet.marks
        self._marked = {row for row, _ in (*marks.errors, *marks.uncalculated, *marks.percents)}
        self._pick = _getter(itemgetter, list(sheet.columns.values()))
        self._values = _getter(attrgetter, self._names)
        self._spelled: list[dict[Any, Any]] = [{} for _ in self._fields]

    def read(self, row: FoundRow) -> Row:
        """Give the row with its values; what cannot be read becomes a problem."""
        assert row.id is not None
        known, dataset = exported(self._sheet.type.name, row.copy_of or row.id, self._origin)
        values = self._untouched(row, known, dataset) or self._read(row, known, dataset)
        if row.new_code:
            values["code"] = row.new_code
        if row.id < 0:
            self._complete(row, values)
        return Row(row.id, values, row.place, row.copy_of, tuple(row.problems), row.doubtful)

    def _untouched(
        self, row: FoundRow, known: Record | None, dataset: Dataset
    ) -> dict[str, Any] | None:
        """Give the record's own values if the row says what was written for it."""
        if known is None or len(row.raw) < self._width or row.place.row in self._marked:
            return None
        values = self._values(known)
        raw = self._pick(row.raw)
        for (of, _), spelled, value, cell in zip(
            self._fields, self._spelled, values, raw, strict=True
        ):
            if value is None:
                expected: Any = ""
            elif isinstance(of, (NumberField, TextField)):
                expected = value  # stands as it is; the rest is spelled, each value once
            else:
                if value not in spelled:
                    spelled[value] = written(of, value, dataset)
                expected = spelled[value]
            if cell != expected:
                return None
        return dict(zip(self._names, values, strict=True))

    def _read(self, row: FoundRow, known: Record | None, dataset: Dataset) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for (of, column), texts in zip(self._fields, self._texts, strict=True):
            raw = row.raw[column] if column < len(row.raw) else None
            again = known is None and row.place.row not in self._marked
            # Equal numbers of other kinds are not the same: True is no 1.0.
            again = again and (isinstance(raw, str) or type(raw) is float)
            if again and raw in texts:
                values[of.name] = texts[raw]
                continue
            said = len(row.problems)
            try:
                value = values[of.name] = self._value(row, of, column, raw, known, dataset)
            except FieldError as fault:
                message = Text("{label}: {fault}", label=of.title, fault=fault.message)
                row.problems.append(row_problem(row, of.name, message))
                continue
            if again and said == len(row.problems) and len(texts) < _REMEMBERED:
                texts[raw] = value
        return values

    def _value(
        self,
        row: FoundRow,
        of: Field,
        column: int,
        raw: Any,
        known: Record | None,
        dataset: Dataset,
    ) -> Any:
        percent = row.place.row in self._marked and self._is_percent((row.place.row, column))
        if is_blank(raw):
            return None
        value = getattr(known, of.name) if known is not None else None
        if value is not None and not percent and raw == written(of, value, dataset):
            return value  # nobody has touched it
        if isinstance(of, TextField):
            self._refuse_altered(row, of, raw)
        try:
            return read_value(of, raw, self._codes, percent=percent, known=value)
        except FieldError:
            meant = of.meant(raw) if isinstance(of, ChoiceField) and isinstance(raw, str) else None
            if meant is None or isinstance(of, ChoicesField):
                raise
        message = Text("{label}: “{value}” was read as {choice}", label=of.title, value=raw.strip(),
                       choice=Text(meant, of.label))  # fmt: skip
        row.problems.append(row_problem(row, of.name, message, "warning"))
        return meant

    def _is_percent(self, place: tuple[int, int]) -> bool:
        """Tell whether a cell of a marked row shows a percentage; refuse what shows no value."""
        marks = self._sheet.sheet.marks
        if place in marks.errors:
            raise FieldError(
                Text("the cell shows the error {error}; type a value, or clear the cell",
                     error=marks.errors[place])
            )  # fmt: skip
        if place in marks.uncalculated:
            raise FieldError(
                Text("the formula was never calculated; open the workbook in Excel and save it "
                     "first")
            )  # fmt: skip
        return place in marks.percents

    def _refuse_altered(self, row: FoundRow, of: Field, raw: Any) -> None:
        """Refuse a code of which Excel has made a date; say it of other texts of new records."""
        if isinstance(raw, (dt.date, dt.datetime)):
            fault = Text("Excel has made a date of it, {value}; type it as text",
                         value=str(raw)[:10])  # fmt: skip
            if isinstance(of, CodeField):
                raise FieldError(fault)
        elif isinstance(raw, float) and abs(raw) >= _LONG:
            fault = Text("“{value}” has more digits than Excel keeps; the last ones may be wrong",
                         value=str(int(raw)))  # fmt: skip
        else:
            return
        if row.id is not None and row.id < 0:
            message = Text("{label}: {fault}", label=of.title, fault=fault)
            row.problems.append(row_problem(row, of.name, message, "warning"))

    def _complete(self, row: FoundRow, values: dict[str, Any]) -> None:
        """Give a new record the defaults of columns that are not there; miss what is required."""
        unreadable = {problem.field for problem in row.problems}
        for name, default in self._defaults:
            values.setdefault(name, default)
        for of in self._required:
            if values.get(of.name) is None and of.name not in unreadable:
                message = Text("{label} is required", label=of.title)
                row.problems.append(row_problem(row, of.name, message))
