"""Values in cells: how a field's value is written into a workbook, and read back from it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.core.fields import (
    ChoiceField,
    DateField,
    Field,
    Lookup,
    NumberField,
    PartialDateField,
    PercentField,
    ReferenceField,
    TextField,
)
from desktop.core.i18n import Locale
from desktop.core.partial_date import PartialDate

#: Workbooks hold what the field types read in any language; written is the canonical English.
_PLAIN = Locale()
# Excel counts a 29 February 1900 that never was: days before it are written as text.
FIRST_DAY = dt.date(1900, 3, 1)
_DIGITS = 15  # that Excel counts with; what stands behind them is noise of its arithmetic

Cell = str | float | int | dt.date | None


def written(field: Field, value: Any, lookup: Lookup) -> Cell:
    """Give what a cell holds for a value: text, number, day, or None for blank."""
    if value is None or isinstance(field, (NumberField, TextField)):
        return value  # type: ignore[no-any-return]
    if isinstance(field, ReferenceField):
        return field.format(value, _PLAIN, lookup)
    if isinstance(field, DateField) and isinstance(value, dt.date):
        return value if value >= FIRST_DAY else value.isoformat()
    if isinstance(field, PartialDateField):
        return str(value)
    return field.format(value, _PLAIN, lookup)


def read_value(
    field: Field,
    raw: Any,
    lookup: Lookup,
    *,
    percent: bool = False,
    known: Any = None,
) -> Any:
    """Read a cell that is not blank. Raises `FieldError`.

    `percent` tells that the cell is formatted as a percentage, so that 0.5 shows as 50 %;
    `known` is the value exported there, to see through what Excel makes of `2028-03`.
    """
    if isinstance(field, NumberField) and isinstance(raw, float):
        raw = plain_figure(raw)
    if isinstance(field, PercentField) and percent and isinstance(raw, (int, float)):
        raw = round(raw * 100, 10)
    if isinstance(raw, bool) and isinstance(field, ChoiceField) and "yes" in field.choices:
        raw = "yes" if raw else "no"
    value = field.parse(raw, None, lookup)
    if isinstance(raw, dt.date) and isinstance(known, PartialDate):
        return _as_typed(value, known)
    return value


def plain_figure(raw: float) -> float:
    """Give a number without the noise of arithmetic behind the digits that Excel counts with."""
    return float(f"{raw:.{_DIGITS}g}")


def _as_typed(value: Any, known: PartialDate) -> Any:
    """Give `2028-03` back where Excel turned that text into the first of March 2028."""
    first = PartialDate(known.year, "day", known.part, 1)
    return known if known.precision == "month" and value == first else value


def is_blank(raw: Any) -> bool:
    """Tell whether a cell holds nothing that a person would see."""
    return raw is None or (isinstance(raw, str) and not raw.strip(" \t\r\n\u00a0\u200b\ufeff"))
