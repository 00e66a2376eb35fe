"""Reading a mapped table: every row becomes a draft, or several where periods stand in columns."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop.core.errors import FieldError
from desktop.core.fields import CodeField, Field, NumberField, ReferenceField, clean
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.exchange.foreign.cells import BLANK, Column, Reading
from desktop.exchange.foreign.constants import Constants
from desktop.exchange.foreign.doubts import ask_fiscal
from desktop.exchange.foreign.draft import QUANTITY, About, Context, Draft, ForeignPlace
from desktop.exchange.foreign.mapping import MATERIAL, PERIOD, ColumnMap, TableMap
from desktop.exchange.foreign.numbers import column_decimal, is_unknown
from desktop.exchange.foreign.periods import Period
from desktop.exchange.foreign.questions import Evidence, Option, Questions
from desktop.exchange.foreign.references import References
from desktop.exchange.foreign.skipping import Skipped
from desktop.exchange.foreign.substances import Headings, headed, refer, split
from desktop.exchange.foreign.tables import Table
from desktop.exchange.foreign.units import Unit, read_unit
from desktop.exchange.foreign.wide import Spread, expand, yearly
from desktop.exchange.foreign.words import Vocabulary, take_apart
from desktop.model.evidence import CLAIMED_FIELDS


class TableReader:
    """Reads one table as records of one type."""

    def __init__(
        self,
        table: Table,
        map: TableMap,
        type: RecordType,
        periods: Mapping[int, Period],
        context: Context,
        references: References,
        questions: Questions,
        words: Vocabulary,
    ) -> None:
        self._words = words
        self.table = table
        self.map = map
        self.type = type
        self.questions = questions
        self.constants = Constants(table, type, map.constants, context, references, questions)
        self._periods = periods
        self._context = context
        self._references = references
        self._rows: Sequence[int] = ()
        self._columns: list[tuple[str, Column]] = []
        self._spread: list[tuple[Period, Column]] = []
        self._substances: dict[int, tuple[str, Column]] = {}
        self.quantity = QUANTITY.get(type.name, "")

    def read(self, rows: Sequence[int], skipped: Sequence[Skipped] = ()) -> list[Draft]:
        """Give the drafts of rows, without ids; `skipped` may be headings that say more."""
        self._rows = rows
        self._prepare()
        mapped = {name for name, _ in self._columns} | ({"material"} if self._substances else set())
        free = headed(self.type, mapped, lambda name: self.constants.get(name) is not None)
        self.headings = Headings(skipped, self.type, free, self._words, self._references,
                                 self.questions)  # fmt: skip
        drafts: list[Draft] = []
        for row in rows:
            draft = self._draft(row)
            self.headings.fill(draft, row)
            if self._spread:
                drafts += self._expanded(draft, row)
            elif self._substances:
                drafts += split(draft, self._substances, functools.partial(self._figure, row))
            elif draft.values or draft.problems or draft.abouts or draft.waiting:
                drafts.append(draft)
        for draft in drafts:
            self._fill_constants(draft)
        return drafts

    @property
    def columns(self) -> Iterable[Column]:
        """The columns that are read, periods too."""
        return [*(c for _, c in self._columns), *(c for _, c in self._spread),
                *(c for _, c in self._substances.values())]  # fmt: skip

    def _prepare(self) -> None:
        by_name = self.type.by_name
        shared = self._shared_decimal()
        for one in self.map.columns:
            if one.field == PERIOD and one.column in self._periods and self.quantity:
                # All periods are one figure: what one column proves holds for all.
                copy = ColumnMap(**{**vars(one), "decimal": one.decimal or shared})
                column = self._column(copy, by_name[self.quantity])
                self._spread.append((self._periods[one.column], column))
            elif one.field == MATERIAL and self.quantity:
                column = self._column(one, by_name[self.quantity])
                named = self._words.substance(one.header)
                self._substances[one.column] = named[1] if named else one.header, column
            elif one.field.partition(".")[0] in by_name:
                of = by_name[one.field.partition(".")[0]]
                self._columns.append((one.field, self._column(one, of)))

    def _column(self, one: ColumnMap, of: Field) -> Column:
        return Column(self.table.grid, self._rows, one, of, self.questions,
                      self._context.from_1904)  # fmt: skip

    def _shared_decimal(self) -> str:
        grid = self.table.grid
        columns = [one.column for one in self.map.columns if one.field == PERIOD]
        values = (grid.value(row, column) for row in self._rows for column in columns)
        sign, _ = column_decimal(value for value in values if isinstance(value, str))
        return sign if sign in (".", ",") else ""

    def _figure(self, row: int, draft: Draft, at: int) -> None:
        """Read the material and the figure of a column that is a material."""
        text, column = self._substances[at]
        header = Evidence(self.table.grid.address(self.table.header.last, at), text)
        if not column.grid.blank(row, at):
            refer(draft, "material", text, self._references, self.questions, header)
        self._read_cell(draft, column, row)

    # One row

    def _draft(self, row: int) -> Draft:
        columns = {name: column.map.column for name, column in self._columns}
        place = ForeignPlace(self.table.grid, row, columns, self.table.first_column)
        draft = Draft(self.type, place)
        later: list[tuple[str, Column]] = []
        for name, column in self._columns:
            if "." in name:
                text = clean(str(column.grid.value(row, column.map.column) or ""))
                if text and not is_unknown(text.casefold()):
                    draft.related[name] = text
            elif isinstance(column.of, ReferenceField):
                later.append((name, column))
            else:
                self._read_cell(draft, column, row)
        # A form is told from others of its name by the material: what names one comes first.
        for _, column in sorted(later, key=lambda pair: pair[0] == "form"):
            self._read_reference(draft, column, row)
        return draft

    def _read_cell(self, draft: Draft, column: Column, row: int) -> None:
        of = column.of
        if of.name == "unit" and self.quantity:
            return  # read with its figure
        if of.name == self.quantity:
            self._put_header_unit(draft, column, row)
        try:
            reading = column.read(row)
        except FieldError as fault:
            draft.fault(of, fault.message)
            return
        if reading.warning is not None:
            draft.say(of.name, reading.warning, "warning")
        if reading.about:
            self._approximate(draft, column, row, reading)
        elif reading.waiting:
            draft.waiting = True
        elif of.name == self.quantity:
            self._put_quantity(draft, column, row, reading)
        elif isinstance(of, NumberField) and reading.value is not None:
            self._put_number(draft, column, reading)
        else:
            self._put(draft, of, reading.value)

    def _put(self, draft: Draft, of: Field, value: Any) -> None:
        fault = None if value is None else of.check(value)
        if fault is not None:
            draft.fault(of, fault)
            return
        draft.values[of.name] = value
        if isinstance(of, CodeField) and value:
            self._context.take_code(self.type.name, str(value))

    def _put_number(self, draft: Draft, column: Column, reading: Reading) -> None:
        of, value = column.of, reading.value
        header = take_apart(column.map.header).unit
        unit = read_unit(column.map.unit) if column.map.unit else header
        currency = reading.currency or (unit.currency if unit is not None else "")
        if unit is not None and unit.currency and not reading.currency:
            value *= unit.factor
        if of.name == "capex" and currency:
            draft.values.setdefault("currency", currency)
        try:
            self._put(draft, of, of.parse(value))
        except FieldError as fault:
            draft.fault(of, fault.message)

    def _read_reference(self, draft: Draft, column: Column, row: int) -> None:
        of = column.of
        assert isinstance(of, ReferenceField)
        grid, place = column.grid, column.grid.origin(row, column.map.column)
        error = grid.sheet.marks.errors.get(place)
        raw = grid.value(row, column.map.column)
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        text = clean(str(raw if raw is not None else ""))
        if error or place in grid.sheet.marks.uncalculated or text.startswith("#"):
            try:
                column.read(row)
            except FieldError as fault:
                draft.fault(of, fault.message)
            return
        if not text or is_unknown(text.casefold()):
            return
        if of.target == self.type.name:
            draft.selfs[of.name] = text
            return
        refer(draft, of.name, text, self._references, self.questions, column.evidence(row))

    def read_selfs(self, drafts: Sequence[Draft]) -> None:
        """Read the references to records of the table's own type, now that all are known."""
        for draft in drafts:
            for name, text in draft.selfs.items():
                at = Evidence(draft.place.cell(name), text)
                refer(draft, name, text, self._references, self.questions, at)

    # Quantities

    def _put_header_unit(self, draft: Draft, column: Column, row: int) -> None:
        """Put in the unit that holds for a figure even where it is unknown or cannot be read."""
        unit = self._unit(draft, column, row, BLANK)
        if unit is not None:
            draft.values["unit"] = unit.mass
            self._note_basis(draft, unit)

    def _put_quantity(self, draft: Draft, column: Column, row: int, reading: Reading) -> None:
        if reading.value is None:
            return
        unit = self._unit(draft, column, row, reading)
        value = reading.value
        if unit is not None:
            value = value * unit.factor
            if column.of.unit == "per year":
                value *= unit.a_year
            draft.values["unit"] = unit.mass
            draft.stated = True
            self._note_basis(draft, unit)
        if reading.currency:
            draft.fault(column.of, Text("“{value}” is an amount of money, not of metal",
                                        value=column.evidence(row).shown))  # fmt: skip
            return
        self._put(draft, column.of, round(value, 12))

    def _note_basis(self, draft: Draft, unit: Unit) -> None:
        if unit.basis and "basis" not in draft.values:
            draft.values["basis"] = unit.basis

    def _unit(self, draft: Draft, column: Column, row: int, reading: Reading) -> Unit | None:
        """Give the unit of a figure: its own, that of its row, its header, its sheet."""
        if reading.unit is not None and reading.unit.mass:
            return reading.unit
        own = next((c for name, c in self._columns if name == "unit"), None)
        if own is not None:
            raw = own.grid.value(row, own.map.column)
            found = read_unit(str(raw)) if raw not in (None, "") else None
            if found is not None and found.mass:
                return found
            if raw not in (None, ""):
                self._read_unit_word(draft, own, row)
                word = draft.values.get("unit")
                return read_unit(word) if word else None
        header = take_apart(column.map.header)
        found = read_unit(column.map.unit) if column.map.unit else header.unit
        if header.basis and "basis" not in draft.values:
            draft.values["basis"] = header.basis
        if found is not None and found.mass:
            return found
        return self.constants.unit()

    def _read_unit_word(self, draft: Draft, own: Column, row: int) -> None:
        try:
            reading = own.read(row)
        except FieldError as fault:
            draft.fault(own.of, fault.message)
            return
        draft.waiting = draft.waiting or reading.waiting
        draft.values["unit"] = reading.value

    def _approximate(self, draft: Draft, column: Column, row: int, reading: Reading) -> None:
        """Ask whether an approximation is kept as a claim, where claims can hold it."""
        of = column.of
        can_claim = self.type.name == "capacity" and of.name in CLAIMED_FIELDS
        if not can_claim:
            draft.fault(of, Text("“{value}” is no exact figure; type one", value=reading.about))
            return
        unit = None
        if of.name == self.quantity:
            unit = self._unit(draft, column, row, reading)
            if unit is not None:
                draft.values["unit"] = unit.mass
        answer = self.questions.ask(
            f"{of.name}:about",
            Text("“{header}” has approximations, which are no figures: what becomes of them?",
                 header=column.map.header),
            [Option("claim", Text("Keep each as a claim of its source; the field stays unknown")),
             Option("blank", Text("Leave the field unknown"))],
            column.evidence(row), column=column.map.column, field=of.name,
        )  # fmt: skip
        if answer is None:
            draft.waiting = True
            return
        draft.values.setdefault(of.name, None)
        if answer == "claim":
            factor = 1.0 if unit is None else unit.factor * unit.a_year
            values = tuple(
                round(bound * factor, 12) if isinstance(bound, float) else bound
                for bound in reading.bounds
            )
            draft.abouts.append(About(of.name, reading.about, values))
        else:
            draft.say(of.name, Text("“{value}” was left unknown", value=reading.about), "warning")

    # Periods

    def _expanded(self, base: Draft, row: int) -> list[Draft]:
        found: list[Spread] = []
        for period, column in self._spread:
            try:
                reading = column.read(row)
            except FieldError as fault:
                base.place.columns[self.quantity] = column.map.column  # type: ignore[index]
                base.fault(column.of, fault.message)
                continue
            if reading.about:
                base.place.columns[self.quantity] = column.map.column  # type: ignore[index]
                base.fault(column.of, Text("“{value}” is no exact figure; type one",
                                           value=reading.about))  # fmt: skip
                continue
            base.waiting = base.waiting or reading.waiting
            months = self._months(period, column, row)
            if reading.value is None or months is None:
                continue
            unit = self._unit(base, column, row, reading)
            if unit is not None:
                self._note_basis(base, unit)
            rate = yearly(reading.value, period.length, unit)
            found.append(
                Spread(column.map.column, *months, rate, "" if unit is None else unit.mass)
            )
        drafts = expand(base, found, self.quantity, self.map.wide or "runs")
        if not drafts and (base.problems or base.waiting):
            return [base]
        return drafts

    def _months(self, period: Period, column: Column, row: int) -> tuple[int, int] | None:
        year: int | None = None
        if period.year is None:
            title = self.constants.year()
            options = [Option(str(title[0]), f"{title[0]} ({title[1]})")] if title else []
            answer = self.questions.ask(
                "year", Text("The columns name months or quarters without a year: which year?"),
                options, Evidence(self.table.grid.address(self.table.header.last,
                                                          column.map.column),
                                  column.map.header), free=True,
            )  # fmt: skip
            if answer is None or not answer.isdecimal():
                return None
            year = int(answer)
        starts = 1
        if period.fiscal:
            at = Evidence(self.table.grid.address(self.table.header.last, column.map.column),
                          column.map.header)  # fmt: skip
            told = ask_fiscal(self.questions, at)
            if told is None:
                return None
            starts = int(told)
        return period.months(year, starts)

    # What no column says

    def _fill_constants(self, draft: Draft) -> None:
        """Put in what the titles or a person said for all rows."""
        mapped = {name for name, _ in self._columns}
        for of in self.type.shown_fields:
            if of.name in mapped or of.name in ("code", "unit") or of.name in draft.values:
                continue
            if of.required or of.name in self.map.constants:
                found = self.constants.get(of.name)
                if found is not None:
                    draft.values[of.name] = found.value
        if "unit" in self.map.constants and "unit" not in mapped:
            found = self.constants.get("unit")
            if found is not None and "unit" not in draft.values:
                draft.values["unit"], draft.stated = found.value, True
