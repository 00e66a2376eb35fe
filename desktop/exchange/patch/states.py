"""What a cell holds, as a person would say it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from desktop.exchange.patch.cells import RawCell
from desktop.exchange.patch.places import Range
from desktop.exchange.patch.shared_strings import SharedStrings
from desktop.exchange.patch.styles import Style
from desktop.exchange.patch.values import Value, from_serial, shown_text


@dataclass(frozen=True)
class CellState:
    """A cell: `kind` is blank, number, date, text, boolean or error.

    `value` of a formula cell is the result that was last saved, None if there is none; of an
    error cell its name (`#N/A`). `formula` is None for a cell without one and blank for one that
    shares the formula of another cell. `locked` is true only where the sheet is protected.
    `merged` is the block that the cell belongs to.
    """

    row: int
    column: int
    kind: str = "blank"
    value: Value = None
    formula: str | None = None
    locked: bool = False
    number_format: str = "General"
    style: int = 0
    hidden: bool = False
    merged: Range | None = None
    exists: bool = False

    @property
    def error(self) -> str | None:
        """Give the error that the cell shows, None without one."""
        return str(self.value) if self.kind == "error" else None


def content_of(
    cell: RawCell, style: Style, strings: SharedStrings, date_1904: bool
) -> tuple[str, Value]:
    """Give the kind and the value of a stored cell."""
    value = cell.value
    match cell.type:
        case "inlineStr":
            text = cell.text if cell.text is not None else value
            return ("text", shown_text(text)) if text else ("blank", None)
        case _ if value is None or value == "":
            return "blank", None
        case "s":
            shared = strings[int(value)] if value.strip().isdigit() else None
            return ("text", shared) if shared else ("blank", None)
        case "str":
            return "text", shown_text(value)
        case "b":
            return "boolean", value.strip() in ("1", "true")
        case "e":
            return "error", value
        case "d":
            return _iso(value.strip())
    return _number(value, style, date_1904)


def _number(value: str, style: Style, date_1904: bool) -> tuple[str, Value]:
    try:
        number = float(value)
    except ValueError:
        return "text", value
    if style.shows_day:
        day = from_serial(number, date_1904)
        if day is not None:
            return "date", day
    return "number", int(number) if abs(number) < 1e15 and number == int(number) else number


def _iso(value: str) -> tuple[str, Value]:
    try:
        moment = dt.datetime.fromisoformat(value.removesuffix("Z"))
    except ValueError:
        return "text", value
    return "date", moment.date() if moment.time() == dt.time() and "T" not in value else moment
