"""Columns: how wide the columns are, in which order, and how that is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from desktop.ui import theme
from desktop.ui.grid.header import Header
from desktop.ui.grid.model import RecordsModel

#: Rows that are looked at to find out how wide a column should be.
_SAMPLE = 120
_NARROWEST, _WIDEST = 3.2, 17.0  # in heights of a line


def fitting_width(header: Header, model: RecordsModel, column: int) -> int:
    """Give the width at which label and content of a column can be read, within limits."""
    metrics = header.fontMetrics()
    # The label is bold and leaves room for the sort arrow.
    label = metrics.horizontalAdvance(str(model.headerData(column, header.orientation()))) * 1.1
    texts = {model.text_at(row, column).partition("\n")[0] for row in range(_rows(model))}
    widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
    signs = any(model.problems_at(row, column) for row in range(_rows(model)))
    content = widest + theme.space(1.0) + (theme.space(1.1) if signs else 0)
    wanted = max(label + theme.space(1.9), content)
    return round(min(max(wanted, theme.space(_NARROWEST)), theme.space(_WIDEST)))


def _rows(model: RecordsModel) -> int:
    return min(_SAMPLE, model.rowCount())


def fit(header: Header, model: RecordsModel) -> None:
    """Make every column as wide as its content wants."""
    for column in range(model.columnCount()):
        header.resizeSection(column, fitting_width(header, model, column))


def state(header: Header, model: RecordsModel) -> list[list[Any]]:
    """Give field names and widths in the order on screen; the width of a hidden one is kept."""
    order = [header.logicalIndex(place) for place in range(header.count())]
    return [[model.fields[column].name, _width(header, column)] for column in order]


def _width(header: Header, column: int) -> int:
    if not header.isSectionHidden(column):
        return header.sectionSize(column)
    # Qt tells no width of what is hidden, so it is shown for as long as it takes to ask.
    header.blockSignals(True)
    header.showSection(column)
    width = header.sectionSize(column)
    header.hideSection(column)
    header.blockSignals(False)
    return width


def shown(header: Header) -> list[int]:
    """Give the columns that are not hidden, in the order on screen."""
    order = (header.logicalIndex(place) for place in range(header.count()))
    return [column for column in order if not header.isSectionHidden(column)]


def hidden(header: Header, model: RecordsModel) -> list[str]:
    """Give the names of the fields that are not shown."""
    fields = enumerate(model.fields)
    return [field.name for column, field in fields if header.isSectionHidden(column)]


def hide(header: Header, model: RecordsModel, names: Iterable[str]) -> None:
    """Show all columns but those of some fields; one column always stays."""
    gone = set(names)
    if gone >= {field.name for field in model.fields}:
        gone.discard(model.fields[0].name)
    for column, field in enumerate(model.fields):
        if header.isSectionHidden(column) != (field.name in gone):
            header.setSectionHidden(column, field.name in gone)


def restore(header: Header, model: RecordsModel, state: list[list[Any]]) -> None:
    """Take up order and widths; fields that are new since then keep their place and width."""
    column_of = {field.name: column for column, field in enumerate(model.fields)}
    known = [(column_of[name], width) for name, width in state if name in column_of]
    for place, (column, width) in enumerate(known):
        header.moveSection(header.visualIndex(column), place)
        header.resizeSection(column, int(width))


def reset(header: Header, model: RecordsModel) -> None:
    """Show all columns in the order of the declaration, as wide as their content wants."""
    hide(header, model, ())
    restore(header, model, [[field.name, 0] for field in model.fields])
    fit(header, model)
