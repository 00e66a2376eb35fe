"""Cautions: differences so odd that they count only if a person says so.

A figure that became zero, a thousand times as much, a percentage a hundredth of what it was, a
day that moved by the four years and a day between Excel's two calendars, a text of which Excel
made a number: each may be meant, and none is taken without a tick.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.fields import DateField, PercentField, TextField, plain
from desktop.core.i18n import Text
from desktop.core.merge import ALTERED, CHANGED, Cell, Item
from desktop.core.partial_date import PartialDate
from desktop.exchange.altered_codes import is_altered
from desktop.exchange.sheet_rows import RowPlace

#: The quantity of each type that has one in a unit.
_QUANTITIES = ("nameplate", "volume", "quantity")
_ABSURD = 1000.0  # times as much, or as little
_CALENDARS = 1462  # days between the calendars that begin in 1900 and in 1904
_TONNES = {"t": 1.0, "kg": 0.001}
_LONG = 1e15  # from here on Excel has lost digits


def look_at(items: Iterable[Item], ours: Dataset) -> None:
    """Take the tick from odd differences, and say at each cell what is odd about it."""
    for item in items:
        if item.kind != ALTERED:
            continue
        for cell in item.cells:
            if cell.kind == CHANGED and cell.accepted:
                doubt = _doubt(item, cell, ours)
                if doubt is not None:
                    _leave(item, cell, doubt, ours)


def doubtful(items: Iterable[Item]) -> Iterator[tuple[Item, Cell]]:
    """Give the cells that wait for a tick."""
    for item in items:
        if not item.is_untouched and not item.is_faulty:
            for cell in item.cells:
                if cell.doubt is not None and cell.accepted is False:
                    yield item, cell


def _leave(item: Item, cell: Cell, doubt: Text, ours: Dataset) -> None:
    of = ours.types[item.type].by_name[cell.field]
    message = Text("{label}: {doubt}; is that meant?", label=of.title, doubt=doubt)
    cell.accepted, cell.doubt = False, doubt
    place = None if item.place is None else item.place.cell(cell.field)
    item.problems.append(
        Problem("warning", item.type, item.code, cell.field, message, item.id, place)
    )


def _doubt(item: Item, cell: Cell, ours: Dataset) -> Text | None:
    of = ours.types[item.type].by_name[cell.field]
    if cell.field in _QUANTITIES or cell.field == "unit":
        return _of_quantity(item, cell, ours)
    if isinstance(of, PercentField):
        return _of_percent(cell)
    if isinstance(of, DateField) or isinstance(cell.theirs, PartialDate):
        return _of_day(cell)
    if isinstance(of, TextField):
        return _of_text(item, cell)
    return None


def _of_quantity(item: Item, cell: Cell, ours: Dataset) -> Text | None:
    """Give what is odd about a quantity, seen in tonnes: 12 t may well become 12,000 kg."""
    record = ours.get(item.type, item.id)
    if record is None:
        return None
    type = ours.types[item.type]
    name = next((name for name in _QUANTITIES if name in type.by_name), None)
    if name is None:
        return None
    cells = {one.field: one for one in item.cells}
    now, unit = getattr(record, name), getattr(record, "unit", "t")
    before = cells[name].base if name in cells else now
    after = cells[name].theirs if name in cells else now
    unit_before = cells["unit"].base if "unit" in cells else unit
    unit_after = cells["unit"].theirs if "unit" in cells else unit
    if not before or after is None:
        return None
    of = type.by_name[name]
    if after == 0:
        return Text("{before} became 0, which is none at all, not unknown",
                    before=of.format(before))  # fmt: skip
    many = after * _TONNES.get(unit_after, 1.0) / (before * _TONNES.get(unit_before, 1.0))
    if not _is_absurd(many):
        return None
    given = {"before": of.format(before), "unit": unit_before or "",
             "after": of.format(after), "other": unit_after or ""}  # fmt: skip
    if abs(many) > 1:
        return Text("{before} {unit} became {after} {other}, {many} times as much", **given,
                    many=plain(float(f"{many:.3g}")))  # fmt: skip
    return Text("{before} {unit} became {after} {other}, a part in {many}", **given,
                many=plain(float(f"{1 / many:.3g}")))  # fmt: skip


def _is_absurd(many: float) -> bool:
    return not 1 / _ABSURD * (1 + 1e-9) < many < _ABSURD * (1 - 1e-9)


def _of_percent(cell: Cell) -> Text | None:
    if cell.base and cell.theirs and abs(cell.theirs * 100 / cell.base - 1) < 1e-9:
        return Text("{after} % is a hundredth of {before} %; percentages are typed as {before}",
                    after=plain(cell.theirs), before=plain(cell.base))  # fmt: skip
    return None


def _of_day(cell: Cell) -> Text | None:
    first, second = _day(cell.base), _day(cell.theirs)
    if first is None or second is None or abs((second - first).days) != _CALENDARS:
        return None
    return Text("{before} moved by 1,462 days to {after}, as days do between workbooks that count "
                "from 1900 and from 1904", before=PartialDate.of_day(first),
                after=PartialDate.of_day(second))  # fmt: skip


def _day(value: Any) -> dt.date | None:
    if isinstance(value, PartialDate):
        return value.earliest if value.precision == "day" else None
    return value if isinstance(value, dt.date) else None


def _of_text(item: Item, cell: Cell) -> Text | None:
    """Give what Excel has made of a text, by what really stands in the cell."""
    place = cell.offers[0].place if cell.offers else item.place
    if not isinstance(place, RowPlace) or cell.field not in place.sheet.columns:
        return None
    cells, column = place.sheet.sheet.rows[place.row], place.sheet.columns[cell.field]
    raw = cells[column] if column < len(cells) else None
    if isinstance(raw, (dt.date, dt.datetime)):
        return Text("Excel has made a date of it, {value}; type it as text",
                    value=str(raw)[:10])  # fmt: skip
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        return None
    if isinstance(cell.base, str) and is_altered(cell.base, float(raw)):
        return Text("{after} is what Excel makes of “{before}”", after=str(cell.theirs),
                    before=cell.base)  # fmt: skip
    if abs(raw) >= _LONG:
        return Text("“{value}” has more digits than Excel keeps; the last ones may be wrong",
                    value=str(int(raw)))  # fmt: skip
    return None
