"""What the lanes draw: a bar per capacity record, and its label at the left.

Only the lanes in view are drawn, so thousands of them scroll as easily as ten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from desktop.planning.timeline_lanes import Lane
from desktop.ui.charts.axes import time_cells
from desktop.ui.charts.chart_widget import Layer
from desktop.ui.charts.ink import Ink, faded, level, mixed, small, text_on, upright, width_of
from desktop.ui.charts.lane_bar import TIP, UNKNOWN, BarShape, draw_bar, draw_ghost
from desktop.ui.charts.lane_facts import ended_text, lane_label, nameplate_text, stage_text
from desktop.ui.theme import stage_color

if TYPE_CHECKING:
    from desktop.ui.charts.lanes import LanesChart

_GONE = ("closed", "cancelled", "on hold")
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft

#: Where a text stands, what it says, its colour, and its ground where it needs one.
Words = tuple[QRectF, str, QColor, QColor | None]


class LaneLabels(pg.AxisItem):  # type: ignore[misc]
    """The names and nameplates, where other charts have their left axis."""

    def __init__(self) -> None:
        super().__init__("left")
        self.setWidth(200)
        self.chart: LanesChart | None = None

    def paint(self, painter: QPainter, option: Any, widget: QWidget | None = None) -> None:
        """Draw the labels of the lanes in view."""
        chart = self.chart
        if chart is None:
            return
        ink, width = chart.ink(), self.geometry().width()
        painter.setClipRect(QRectF(0, 0, width, self.geometry().height()))
        for lane, top in chart.lanes_in_view():
            box = QRectF(0, top, width, chart.row_height)
            _draw_ground(painter, chart, lane, box, ink)
            self._draw_label(painter, lane, box.adjusted(6, 0, -10, 0), ink, chart)

    def _draw_label(
        self, painter: QPainter, lane: Lane, box: QRectF, ink: Ink, chart: LanesChart
    ) -> None:
        chosen = lane.id == chart.selected
        middle = Qt.AlignmentFlag.AlignVCenter
        figure, font = nameplate_text(lane.nameplate), small(chart.font(), 0.95, chosen)
        quiet = small(chart.font(), 0.9)
        quiet.setItalic(lane.nameplate is None)
        painter.setFont(quiet)
        painter.setPen(ink.muted)
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, figure)
        room = box.width() - width_of(figure, quiet) - 12
        painter.setFont(font)
        painter.setPen(ink.muted if lane.stage in _GONE else ink.text)
        metrics = QFontMetricsF(font)
        name = metrics.elidedText(lane_label(lane), Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, name)


def _draw_ground(painter: QPainter, chart: LanesChart, lane: Lane, box: QRectF, ink: Ink) -> None:
    """Draw what lies under a lane: the mark of the chosen one, and a rule before a new plant."""
    if lane.id == chart.selected:
        painter.fillRect(box, faded(ink.accent, 0.16))
    elif lane.id == chart.pointed_lane:
        painter.fillRect(box, faded(ink.text, 0.05))
    if chart.begins_plant(lane):
        level(painter, box.top() + 0.5, box.left(), box.right(), ink.grid)


class LaneLayer(Layer):
    """The bars."""

    chart: LanesChart

    def __init__(self, chart: LanesChart) -> None:
        super().__init__(chart)
        self.today: float | None = None
        #: How many lanes were drawn last.
        self.drawn = 0
        chart.span.pointed.connect(self.update)

    def draw(self, painter: QPainter, ink: Ink) -> None:
        """Draw the lanes in view, the lines that cross them all, and a start on the move."""
        chart, box = self.chart, self.boundingRect()
        seen = list(chart.lanes_in_view())
        self.drawn = len(seen)
        for lane, top in seen:
            row = QRectF(0, top, box.width(), chart.row_height)
            _draw_ground(painter, chart, lane, row, ink)
        self._draw_years(painter, ink, box)
        ghost = chart.mover.ghost()
        words: list[Words] = []
        for lane, top in seen:
            if ghost is not None and lane.id == ghost.id:
                painter.setOpacity(0.35)
                self._draw_bar(painter, ink, lane, top)
                painter.setOpacity(1.0)
            else:
                words.append(self._draw_bar(painter, ink, lane, top))
        for month, color, width in self._lines(ink):
            x = round(chart.x_of(month)) + 0.5
            upright(painter, x, box.height(), color, width)
        painter.setFont(small(chart.font(), 0.85))
        for place, text, color, ground in words:
            if ground is not None:
                painter.fillRect(place, ground)
            painter.setPen(color)
            painter.drawText(place, _LEFT, text)
        self._draw_handle(painter, ink, seen)
        for lane, top in seen:
            if ghost is not None and lane.id == ghost.id:
                bar = BarShape.of(chart, ghost, top, chart.row_height)
                draw_ghost(painter, chart, ink, bar, chart.mover.said())

    def _lines(self, ink: Ink) -> Iterator[tuple[float, QColor, float]]:
        if self.today is not None:
            yield self.today, ink.accent, 1.5
        if self.chart.span.pointer is not None:
            yield self.chart.span.pointer, ink.text, 1.0

    def _draw_years(self, painter: QPainter, ink: Ink, box: QRectF) -> None:
        span, measure = self.chart.span, QFontMetricsF(small(self.chart.font())).horizontalAdvance
        years, _ = time_cells(span.low, span.high, box.width(), measure)
        for cell in years:
            upright(painter, round(self.chart.x_of(cell.start)) + 0.5, box.height(), ink.grid)

    def _draw_handle(self, painter: QPainter, ink: Ink, seen: list[tuple[Lane, float]]) -> None:
        """Show that a start can be taken hold of while the pointer stands on it."""
        for lane, top in seen:
            if lane.id == self.chart.held and lane.likely is not None:
                box = BarShape.of(self.chart, lane, top, self.chart.row_height).box
                painter.fillRect(QRectF(round(box.left()) - 1, box.top() - 2, 4, box.height() + 4),
                                 ink.accent)  # fmt: skip

    def _draw_bar(self, painter: QPainter, ink: Ink, lane: Lane, top: float) -> Words:
        bar = BarShape.of(self.chart, lane, top, self.chart.row_height)
        if lane.end is not None and self.chart.x_of(lane.end + 1) <= 0:
            text = f"◂ {ended_text(lane.end)} · {stage_text(lane.stage)}"
            wide = width_of(text, small(self.chart.font(), 0.85)) + 2
            place = QRectF(6, bar.box.top(), wide, bar.box.height())
            return place, text, ink.muted, ink.base if self._meets_today(place) else None
        draw_bar(painter, self.chart, ink, bar)
        return self._words(ink, bar)

    def _words(self, ink: Ink, bar: BarShape) -> Words:
        """Give stage and code to write on the bar, or beside it where it is too short."""
        lane, box = bar.lane, bar.box
        metrics = QFontMetricsF(small(self.chart.font(), 0.85))
        firm = box.left()
        if lane.likely is not None and lane.late is not None:
            firm = self.chart.x_of(max(lane.late + 1, lane.likely + lane.ramp))
        left = max(firm, 0.0) + 6
        right = min([box.right(), bar.edge - TIP, *(
            self.chart.x_of(first) for first, _ in lane.stops if first is not None)])  # fmt: skip
        room = right - left - 4
        words = stage_text(lane.stage)
        full = f"{words}  ·  {lane.code}"
        if metrics.horizontalAdvance(words) <= room:
            fits = full if metrics.horizontalAdvance(full) <= room else words
            color = stage_color(lane.stage)
            ground, on = color, text_on(color)
            if lane.nameplate is None:
                ground, on = mixed(ink.base, color, UNKNOWN), ink.text
            place = QRectF(left, box.top(), min(metrics.horizontalAdvance(fits) + 2, room),
                           box.height())  # fmt: skip
            # No line goes through words.
            return place, fits, on, ground if self._meets_today(place) else None
        beside = metrics.horizontalAdvance(full) + 6
        if lane.stops and left + beside < min(box.right(), bar.edge):
            return QRectF(left, box.top(), beside, box.height()), full, ink.muted, ink.base
        x = box.right() + 6
        if x + beside > bar.edge:
            begins = [at for at in (lane.early, lane.recorded) if at is not None]
            begin = box.left() if not begins else self.chart.x_of(min(begins))
            x = min(begin, box.left(), bar.edge) - beside
        place = QRectF(x, box.top(), beside, box.height())
        return place, full, ink.muted, ink.base if self._meets_today(place) else None

    def _meets_today(self, place: QRectF) -> bool:
        return self.today is not None and (
            place.left() <= self.chart.x_of(self.today) + 1 <= place.right() + 2
        )
