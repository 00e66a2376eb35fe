"""Cells on their way to values: figures, dates, words and texts, read by the column's evidence.

Whatever is not certain becomes a question of the column, asked once with the cells that make it
so; whatever cannot be read raises a sentence. Nothing is guessed and nothing becomes zero.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.core.errors import FieldError
from desktop.core.fields import (
    ChoiceField,
    ChoicesField,
    CodeField,
    DateField,
    Field,
    NumberField,
    PartialDateField,
    PercentField,
    TextField,
    folded,
)
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.core.territory import CurrencyField
from desktop.exchange.foreign.dates import (
    Moment,
    column_order,
    of_serial,
    read_moment,
)
from desktop.exchange.foreign.doubts import (
    ask_decimal,
    ask_fiscal,
    ask_fraction,
    ask_order,
    ask_word,
    ask_year,
)
from desktop.exchange.foreign.grid import Grid
from desktop.exchange.foreign.mapping import ColumnMap
from desktop.exchange.foreign.numbers import (
    ERRORS,
    Figure,
    column_decimal,
    is_unknown,
    read_figure,
)
from desktop.exchange.foreign.questions import Evidence, Questions
from desktop.exchange.foreign.units import Unit, read_currency, read_unit
from desktop.exchange.values import is_blank

_LONG_CODE = 10**15  # from here on Excel has lost digits


@dataclass(frozen=True)
class Reading:
    """What a cell says. `waiting`: a question is open. `about`: the words of an approximation.

    `bounds` are the figures or dates of an approximation; `unit` and `currency` stood in the cell.
    """

    value: Any = None
    unit: Unit | None = None
    currency: str = ""
    waiting: bool = False
    about: str = ""
    bounds: tuple[Any, ...] = ()
    warning: Text | None = None
    blank: bool = False


BLANK = Reading(blank=True)
WAITING = Reading(waiting=True)


class Column:
    """One column of a table that is read as a field."""

    def __init__(
        self,
        grid: Grid,
        rows: Sequence[int],
        column: ColumnMap,
        of: Field,
        questions: Questions,
        from_1904: bool,
    ) -> None:
        self.map = column
        self.of = of
        self.grid = grid
        self.mapped: dict[str, str] = {}
        self.text_figures = 0
        self._rows = rows
        self._questions = questions
        self._from_1904 = from_1904

    def read(self, row: int) -> Reading:
        """Read the cell of a row. Raises `FieldError` with what is wrong."""
        place = self.grid.origin(row, self.map.column)
        raw = self.grid.value(row, self.map.column)
        self._refuse_marked(place, raw)
        if is_blank(raw):
            return BLANK
        of = self.of
        if isinstance(of, NumberField):
            return self._number(row, place, raw)
        if isinstance(of, PartialDateField):
            return self._date(row, raw)
        if isinstance(of, ChoiceField):
            return self._choice(row, raw)
        if isinstance(raw, str) and is_unknown(folded(raw)) and not isinstance(of, TextField):
            return BLANK
        if isinstance(of, CurrencyField) and read_currency(str(raw)):
            return Reading(read_currency(str(raw)))
        if isinstance(of, TextField):
            return self._text(row, raw)
        return Reading(of.parse(raw))

    def evidence(self, row: int) -> Evidence:
        """Give the cell of a row as evidence."""
        place = self.grid.origin(row, self.map.column)
        return Evidence(self.grid.address(*place), self.grid.text(*place))

    def _refuse_marked(self, place: tuple[int, int], raw: Any) -> None:
        marks = self.grid.sheet.marks
        if place in self.grid.sheet.looks.noted and not isinstance(self.of, TextField):
            raise FieldError(
                Text("“{value}” ends in raised digits, as a footnote has them; type it without "
                     "them", value=raw)
            )  # fmt: skip
        error = marks.errors.get(place)
        if error is None and isinstance(raw, str) and raw.strip().casefold() in ERRORS:
            error = raw.strip()
        if error is not None:
            raise FieldError(
                Text("the cell shows the error {error}; type a value, or clear the cell",
                     error=error)
            )  # fmt: skip
        if place in marks.uncalculated:
            raise FieldError(
                Text("the formula was never calculated; type its value in its place, or ask "
                     "whoever sent the workbook for values")
            )  # fmt: skip

    # Figures

    def _number(self, row: int, place: tuple[int, int], raw: Any) -> Reading:
        if isinstance(raw, (bool, dt.date, dt.datetime, dt.time)):
            raise FieldError(Text("“{value}” is not a number", value=raw))
        if isinstance(raw, (int, float)):
            return self._plain_number(row, place, float(raw))
        figure = read_figure(str(raw), self.map.decimal or self._decimal)
        match figure.kind:
            case "unknown":
                return BLANK
            case "ambiguous":
                return self._ambiguous(row, str(raw))
            case "about":
                return Reading(None, figure.unit, figure.currency, about=str(raw).strip(),
                               bounds=figure.bounds)  # fmt: skip
            case "figure":
                self.text_figures += 1
                return self._of_figure(row, figure)
        raise FieldError(Text("“{value}” is not a number; it was not read", value=raw))

    def _of_figure(self, row: int, figure: Figure) -> Reading:
        value = figure.value
        assert value is not None
        if figure.percent:
            value = round(value / 100, 12) if self.of.unit == "fraction" else value
            return Reading(value)
        if self._is_percent and self._fractions:
            return self._fraction(row, value)
        if self.of.unit == "fraction" and self.map.unit == "%":
            value = round(value / 100, 12)
        return Reading(value, figure.unit, figure.currency)

    def _plain_number(self, row: int, place: tuple[int, int], value: float) -> Reading:
        if place in self.grid.sheet.marks.percents:
            return Reading(round(value * 100, 10) if self._is_percent else value)
        if self._is_percent and self._fractions:
            return self._fraction(row, value)
        if self.of.unit == "fraction" and self.map.unit == "%":
            value = round(value / 100, 12)
        word = self.grid.sheet.looks.units.get(place) if self.grid.sheet.looks.units else None
        unit = read_unit(word) if word else None  # one that only the format of the cell shows
        if unit is not None and unit.currency:
            return Reading(value * unit.factor, currency=unit.currency)
        return Reading(value, unit if unit is not None and unit.mass else None)

    @property
    def _is_percent(self) -> bool:
        return isinstance(self.of, PercentField) or self.of.unit == "%/year"

    @functools.cached_property
    def _fractions(self) -> bool:
        """Whether the column of a percentage holds nothing above 1, and something below."""
        marks = self.grid.sheet.marks
        figures = []
        for row in self._rows:
            raw = self.grid.value(row, self.map.column)
            if isinstance(raw, str):
                figure = read_figure(raw, self._decimal)
                if figure.kind == "figure" and figure.value is not None and not figure.percent:
                    figures.append(figure.value)
            elif (
                isinstance(raw, (int, float))
                and not isinstance(raw, bool)
                and self.grid.origin(row, self.map.column) not in marks.percents
            ):
                figures.append(float(raw))
        sizes = [abs(figure) for figure in figures]
        return bool(sizes) and max(sizes) <= 1 and any(0 < size < 1 for size in sizes)

    def _fraction(self, row: int, value: float) -> Reading:
        meant = self.map.percent or ask_fraction(
            self._questions, self.map, self.name, self.evidence(row)
        )
        if meant is None:
            return WAITING
        return Reading(round(value * 100, 10) if meant == "fraction" else value)

    @functools.cached_property
    def _decimal(self) -> str:
        """The decimal sign that the column proves or a person told, blank for neither."""
        sign, _ = column_decimal(self._texts)
        return "" if sign == "both" else sign

    @functools.cached_property
    def _texts(self) -> list[str]:
        values = (self.grid.value(row, self.map.column) for row in self._rows)
        return [value for value in values if isinstance(value, str)]

    def _ambiguous(self, row: int, raw: str) -> Reading:
        meant = ask_decimal(self._questions, self.map, self.name, self.evidence(row))
        if meant is None:
            return WAITING
        self.text_figures += 1
        return self._of_figure(row, read_figure(raw, meant))

    @property
    def name(self) -> str:
        """What questions about the column are called: its field."""
        return self.of.name

    # Dates

    def _date(self, row: int, raw: Any) -> Reading:
        if isinstance(raw, dt.datetime):
            raw = raw.date()
        if isinstance(raw, dt.date):
            return Reading(raw if isinstance(self.of, DateField) else PartialDate.of_day(raw))
        if isinstance(raw, (bool, dt.time, dt.timedelta)):
            raise FieldError(Text("“{value}” is not a date", value=raw))
        if isinstance(raw, (int, float)):
            return self._dated(row, str(raw), self._of_number(float(raw)))
        order = self.map.order or self._order
        return self._dated(row, str(raw), read_moment(str(raw), order, *self._told))

    def _of_number(self, raw: float) -> Moment:
        if raw.is_integer():
            day = of_serial(raw, self._from_1904)
            if day is not None:
                return Moment("date", PartialDate.of_day(day))
            return read_moment(str(int(raw)))
        year, _, part = f"{raw:.10g}".partition(".")
        # 2028.1 may have been typed as 2028.10: as a number they are the same.
        return read_moment(f"{year}-{int(part):02d}") if part != "1" else Moment("none")

    @functools.cached_property
    def _order(self) -> str:
        order, _ = column_order(self._texts)
        return "" if order == "both" else order

    @property
    def _told(self) -> tuple[int, int]:
        """The year of months without one, and what a fiscal year is, as far as answered."""
        year = self._answers.get(f"{self.name}:year", "")
        fiscal = self._answers.get("fiscal", "")
        return int(year) if year.isdecimal() else 0, int(fiscal) if fiscal.isdecimal() else 0

    @property
    def _answers(self) -> dict[str, str]:
        return {q.name: q.answer for q in self._questions.all if q.answer is not None}

    def _dated(self, row: int, raw: str, moment: Moment) -> Reading:
        match moment.kind:
            case "unknown":
                return BLANK
            case "swap":
                order = ask_order(self._questions, self.map, self.name, self.evidence(row))
                return WAITING if order is None else self._dated(
                    row, raw, read_moment(raw, order, *self._told))  # fmt: skip
            case "year":
                year = ask_year(self._questions, self.map, self.name, self.evidence(row))
                if year is None:
                    return WAITING
                if not year.isdecimal() or not 1900 <= int(year) <= 2199:
                    raise FieldError(Text("“{value}” is not a year", value=year))
                return self._dated(row, raw, read_moment(raw, "", int(year), self._told[1]))
            case "fiscal":
                return WAITING if ask_fiscal(self._questions, self.evidence(row)) is None else (
                    self._refused(raw))  # fmt: skip
            case "about":
                return Reading(about=raw.strip(), bounds=(moment.date,))
            case "date":
                return self._day_of(raw, moment)
        return self._refused(raw)

    def _refused(self, raw: str) -> Reading:
        raise FieldError(
            Text("“{value}” is not a date; write 2028, 2028-H1, 2028-Q3, 2028-03 or 2028-03-15",
                 value=raw)
        )  # fmt: skip

    def _day_of(self, raw: str, moment: Moment) -> Reading:
        date = moment.date
        assert date is not None
        warning = None
        if moment.note == "week":
            warning = Text("“{value}” was read as {date}, the month of the week's Thursday",
                           value=raw, date=date)  # fmt: skip
        if not isinstance(self.of, DateField):
            return Reading(date, warning=warning)
        if date.precision != "day" and moment.note[:4].isdecimal():
            return Reading(dt.date.fromisoformat(moment.note))
        return Reading(self.of.parse(date))

    # Words and texts

    def _choice(self, row: int, raw: Any) -> Reading:
        of = self.of
        assert isinstance(of, ChoiceField)
        if isinstance(raw, bool):
            raw = "yes" if raw else "no"
        if is_unknown(folded(str(raw))) and folded(str(raw)) not in of.choices:
            return BLANK
        try:
            return Reading(of.parse(raw))
        except FieldError:
            pass
        parts = [part for part in _parts(of, str(raw)) if part.strip()]
        found = [self._word(row, of, part) for part in parts]
        if any(word is None for word in found):
            return WAITING
        told = [word for word in found if word]
        if not told:
            return BLANK
        return Reading(of.parse(tuple(told) if isinstance(of, ChoicesField) else told[0]))

    def _word(self, row: int, of: ChoiceField, raw: str) -> str | None:
        try:
            one = of.parse(raw)
            if one is not None:
                return one[0] if isinstance(one, tuple) else str(one)
        except FieldError:
            pass
        found = of.meant(raw)
        if found is not None:
            self.mapped[raw.strip()] = found
            return found
        answer = ask_word(self._questions, self.map, of, raw.strip(), self.evidence(row))
        if answer is not None and answer != "-":
            self.mapped[raw.strip()] = answer
        return "" if answer == "-" else answer

    def _text(self, row: int, raw: Any) -> Reading:
        of = self.of
        warning = None
        if isinstance(raw, (dt.date, dt.datetime)):
            day = str(raw)[:10]
            fault = Text("Excel has made a date of it, {value}; type it as text", value=day)
            if isinstance(of, CodeField):
                raise FieldError(fault)
            warning = fault
        elif isinstance(raw, float) and abs(raw) >= _LONG_CODE:
            warning = Text("“{value}” has more digits than Excel keeps; the last ones may be wrong",
                           value=int(raw))  # fmt: skip
        elif isinstance(raw, str) and is_unknown(folded(raw)) and isinstance(of, CodeField):
            return BLANK
        return Reading(of.parse(raw), warning=warning)


def _parts(of: ChoiceField, raw: str) -> list[str]:
    if not isinstance(of, ChoicesField):
        return [raw]
    for separator in ";/、，&+\n":
        raw = raw.replace(separator, ",")
    return raw.split(",")
