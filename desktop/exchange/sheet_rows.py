"""Rows on their way to records: where they stand, their cells read as typed values."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from desktop.core.dataset import Dataset, folded_code
from desktop.core.errors import FieldError, Problem
from desktop.core.fields import (
    ChoiceField,
    ChoicesField,
    CodeField,
    Field,
    TextField,
)
from desktop.core.i18n import Text
from desktop.core.merge import Row, Unchanged
from desktop.core.records import Record
from desktop.exchange.columns import TypeSheet
from desktop.exchange.sheet_columns import UNSURE, Cells, ColumnReader, Expected, cells_of
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


@dataclass(slots=True)
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


@dataclass(slots=True)
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


#: The place of a row among others, and its values.
_Told = tuple[int, Mapping[str, Any]]
_LONG = 1e15  # from here on Excel has lost digits


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
        self._ids: dict[str, dict[str, int]] = {}
        self._codes: dict[str, dict[int, str]] = {}

    def add(self, type_name: str, code: str, id: int) -> None:
        """Take note of a row's code; the first row of a code keeps it."""
        self._ids.setdefault(type_name, {}).setdefault(folded_code(code), id)
        self._codes.setdefault(type_name, {}).setdefault(id, code)

    def add_all(self, type_name: str, codes: Sequence[str], ids: Sequence[int]) -> None:
        """Take note of the codes of all rows of a type that was not spoken of before."""
        # From the last on, so that the first row of a code is what stays.
        back = range(len(codes) - 1, -1, -1)
        folded = list(map(folded_code, codes))
        self._ids[type_name] = {folded[at]: ids[at] for at in back}
        self._codes[type_name] = {ids[at]: codes[at] for at in back}

    def find(self, type_name: str, code: str) -> int | None:
        """Give the id of the record with this code, negative for a new one, or None."""
        found = self._ids.get(type_name, {}).get(folded_code(code))
        for dataset in self._datasets if found is None else ():
            found = dataset.find(type_name, code)
            if found is not None:
                break
        return found

    def code_of(self, type_name: str, id: int) -> str | None:
        """Give the code of a record, that of the workbook first."""
        found = self._codes.get(type_name, {}).get(id)
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


def _without_blanks(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


class RowReader:
    """Reads the cells of one sheet's rows.

    All that can be is read a column at a time: rows that nobody has touched are told by what was
    written for their records, and new ones by what each value of a column means. The others, and
    those of which something is to be said, are read cell by cell.
    """

    def __init__(self, sheet: TypeSheet, origin: Origin, codes: Codes) -> None:
        self._sheet = sheet
        self._origin = origin
        self._codes = codes
        self._fields = [(sheet.type.by_name[name], c) for name, c in sheet.columns.items()]
        self._names = tuple(sheet.columns)
        fields = sheet.type.fields
        self._defaults = [(of.name, of.default) for of in fields
                          if of.name not in sheet.columns and of.default is not None]  # fmt: skip
        self._required = [of for of in fields if of.required]
        self._width = max(sheet.columns.values(), default=-1) + 1
        self._marked = sheet.sheet.marks.rows_to_look_at
        self._columns = [
            ColumnReader(of, functools.partial(self._read_alone, of, c)) for of, c in self._fields
        ]
        self._exported = origin.base or origin.ours
        self._expected = [Expected(of, self._exported) for of, _ in self._fields]

    def read_all(self, rows: Sequence[FoundRow]) -> list[Row]:
        """Give rows with their values; what cannot be read becomes a problem."""
        values: list[Mapping[str, Any] | None] = [None] * len(rows)
        new: list[int] = []
        known: list[int] = []
        marked, width = self._marked, self._width
        for at, row in enumerate(rows):
            plain = row.copy_of is None and row.place.row not in marked and len(row.raw) >= width
            if plain and not row.new_code:
                (new if row.id is not None and row.id < 0 else known).append(at)
        for at, told in (*self._untouched(rows, known), *self._new(rows, new)):
            values[at] = told
        return [
            Row(row.id or 0, told or self._read(row), row.place, row.copy_of, row.problems,
                row.doubtful)
            for row, told in zip(rows, values, strict=True)
        ]  # fmt: skip

    def _cells(self, rows: Sequence[FoundRow]) -> list[Cells]:
        """Give the cells of the fields, column by column."""
        return cells_of([row.raw for row in rows], list(self._sheet.columns.values()))

    def _untouched(self, rows: Sequence[FoundRow], places: Sequence[int]) -> list[_Told]:
        """Give the rows that say what was written for their records, with their values."""
        find = self._exported[self._sheet.type.name].get
        found = [(at, record) for at in places if (record := find(rows[at].id)) is not None]
        if not found:
            return []
        records = [record for _, record in found]
        touched: set[int] = set()
        cells = self._cells([rows[at] for at, _ in found])
        for expected, column in zip(self._expected, cells, strict=True):
            touched.update(expected.differing(records, column))
        if touched:
            found = [one for number, one in enumerate(found) if number not in touched]
        return [(at, Unchanged(record, self._names)) for at, record in found]

    def _new(self, rows: Sequence[FoundRow], places: Sequence[int]) -> list[_Told]:
        """Give the new rows of which there is nothing to say, with their values."""
        names = [*self._names, *(name for name, _ in self._defaults)]
        if not places or not all(of.name in names for of in self._required):
            return []
        apart: set[int] = set()
        cells = self._cells([rows[at] for at in places])
        read = [reader.read(c, apart) for reader, c in zip(self._columns, cells, strict=True)]
        columns = [values for values, _ in read]
        columns += [[default] * len(places) for _, default in self._defaults]
        told = map(dict, map(zip, repeat(names), zip(*columns, strict=True)))
        if any(has_blanks for _, has_blanks in read):
            told = map(_without_blanks, told)
        found: list[_Told] = list(zip(places, told, strict=True))
        return [one for number, one in enumerate(found) if number not in apart] if apart else found

    def _read_alone(self, of: Field, column: int, raw: Any) -> Any:
        """Give what a cell of a new row means, `UNSURE` if anything is to be said of it."""
        row = FoundRow(RowPlace(self._sheet, -1), (), id=-1)
        try:
            value = self._value(row, of, column, raw, None, self._origin.ours)
        except FieldError:
            return UNSURE
        return UNSURE if row.problems else value

    def _read(self, row: FoundRow) -> dict[str, Any]:
        """Read a row cell by cell."""
        assert row.id is not None
        known, dataset = exported(self._sheet.type.name, row.copy_of or row.id, self._origin)
        values: dict[str, Any] = {}
        for of, column in self._fields:
            raw = row.raw[column] if column < len(row.raw) else None
            try:
                values[of.name] = self._value(row, of, column, raw, known, dataset)
            except FieldError as fault:
                message = Text("{label}: {fault}", label=of.title, fault=fault.message)
                row.problems.append(row_problem(row, of.name, message))
        if row.new_code:
            values["code"] = row.new_code
        if row.id < 0:
            self._complete(row, values)
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
                Text("the formula was never calculated; type its value in its place, or ask "
                     "whoever sent the workbook for values")
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
