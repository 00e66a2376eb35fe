"""What a part of the window shows: its words, the cells of its tables, the figures of its charts.

Fonts and the size of the window change nothing of it, so a picture that was made elsewhere can be
told from one that is stale by comparing what both show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMenuBar,
    QTableView,
    QTreeView,
    QWidget,
)

from desktop.core.report import Chart
from desktop.planning.timeline_lanes import Lane
from desktop.ui.charts.chart_widget import ChartWidget
from desktop.ui.charts.lane_facts import lane_label, nameplate_text, stage_text
from desktop.ui.charts.lanes import LanesChart
from desktop.ui.main_window import MainWindow
from desktop.ui.printing.view_reports import report_of
from desktop.ui.views.view import View

#: Rows of a table, and of a list, that are told at most.
_ROWS, _LISTED = 14, 40
#: A time of day, which is another one elsewhere.
_TIME = re.compile(r"\d:\d\d")


def showing(root: QWidget) -> dict[str, Any]:
    """Give what a widget shows, as JSON values."""
    parts = [part for part in (root, *root.findChildren(QWidget)) if _counts(part, root)]
    words = [_words(part) for part in parts if not isinstance(part, QAbstractItemView)]
    tables = [part for part in parts if isinstance(part, QAbstractItemView)]
    told: dict[str, Any] = {
        "words": [one for one in words if one and not _TIME.search(one)],
        "tables": [_table(table) for table in tables if table.model() is not None],
    }
    view = root if isinstance(root, View) else None
    if isinstance(root, MainWindow):
        view = root.stack.view
    report = report_of(view)
    told["charts"] = [_chart(chart) for chart in report.charts()] if report is not None else []
    return told


def _counts(part: QWidget, root: QWidget) -> bool:
    """Tell whether a part says something of its own that does not change from day to day."""
    above: QWidget | None = part
    while above is not None and above is not root:
        if isinstance(above, (QHeaderView, QMenuBar)) or above.objectName() == "qt_scrollarea":
            return False
        if above.objectName() in ("status", "problems dock") or "Status" in type(above).__name__:
            return False  # it tells when the file was saved
        above = above.parentWidget()
    inner = isinstance(part.parentWidget(), (QComboBox, QAbstractSpinBox))
    return part.isVisibleTo(root) and not inner


def _words(part: QWidget) -> str:
    if isinstance(part, QComboBox):
        return part.currentText()
    if isinstance(part, QLabel | QAbstractButton):
        return _plain(part.text()) or part.accessibleName()
    if isinstance(part, QAbstractSpinBox):
        return part.text()
    if isinstance(part, QLineEdit):
        return part.text() or part.placeholderText()
    if isinstance(part, LanesChart):
        return "; ".join((part.accessibleName(), *map(_lane, part.lanes)))
    if isinstance(part, ChartWidget):
        return " ".join((part.accessibleName(), part.accessibleDescription())).strip()
    return part.accessibleName()


def _lane(lane: Lane) -> str:
    span = f"{lane.early} {lane.likely} {lane.late} {lane.ramp:g}"
    return f"{lane_label(lane)}, {stage_text(lane.stage)}, {nameplate_text(lane.nameplate)}, {span}"


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


def _table(table: QAbstractItemView) -> dict[str, Any]:
    model = table.model()
    if isinstance(table, QListView):
        listed = (model.index(row, table.modelColumn()).data() for row in range(model.rowCount()))
        return {"rows": [str(said or "") for said in islice(listed, _LISTED)]}
    columns = [n for n in range(model.columnCount()) if not _hidden(table, n)]
    heads = [str(model.headerData(n, Qt.Orientation.Horizontal) or "") for n in columns]
    rows = []
    for index in _rows(table, model):
        cells = [index.siblingAtColumn(n).data() for n in columns]
        rows.append(["" if cell is None else str(cell) for cell in cells])
        if len(rows) == _ROWS:
            break
    return {"heads": heads, "rows": rows}


def _hidden(table: QAbstractItemView, column: int) -> bool:
    return isinstance(table, QTableView | QTreeView) and table.isColumnHidden(column)


def _rows(table: QAbstractItemView, model: QAbstractItemModel) -> Iterator[QModelIndex]:
    if isinstance(table, QTreeView):
        index = model.index(0, 0)
        while index.isValid():
            yield index
            index = table.indexBelow(index)
        return
    for row in range(model.rowCount()):
        yield model.index(row, 0)


def _chart(chart: Chart) -> dict[str, Any]:
    """Give the bands and lines of a chart, each with its figures."""
    series = [*chart.areas, *chart.lines]
    return {
        "title": chart.title, "unit": chart.unit, "periods": list(chart.periods),
        "mark": chart.mark_text,
        "series": {one.name: [f"{value:.4g}" for value in one.values] for one in series},
    }  # fmt: skip


def differences(was: Any, now: Any, place: str = "") -> Iterator[str]:
    """Give what differs between two accounts, each with its place."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key in [*was, *(key for key in now if key not in was)]:
            yield from differences(was.get(key), now.get(key), f"{place} {key}".strip())
    elif isinstance(was, list) and isinstance(now, list):
        if len(was) == len(now):
            for number, (one, other) in enumerate(zip(was, now, strict=True), start=1):
                yield from differences(one, other, f"{place} {number}")
        else:
            gone = [one for one in was if one not in now]
            new = [one for one in now if one not in was]
            yield f"{place}: {gone!r} became {new!r}"
    elif was != now:
        yield f"{place}: {was!r} became {now!r}"
