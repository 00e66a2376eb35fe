"""What the lanes draw: a bar per capacity record, and its label at the left.

Only the lanes in view are drawn, so hundreds of them scroll as easily as ten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QLinearGradient, QPainter, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop.planning.timeline import Lane
from desktop.ui.charts.axes import time_cells
from desktop.ui.charts.chart_widget import Layer
from desktop.ui.charts.ink import Ink, faded, line, small, text_on, width_of
from desktop.ui.charts.lane_facts import lane_label, nameplate_text, stage_text
from desktop.ui.theme import stage_color

if TYPE_CHECKING:
    from desktop.ui.charts.lanes import LanesChart

_GONE = ("closed", "cancelled", "on hold")
_TIP = 6.0
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft

#: Where a text stands, what it says, and its colour.
Words = tuple[QRectF, str, QColor]


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
        painter.setPen(line(ink.grid))
        painter.drawLine(QLineF(box.left(), box.top() + 0.5, box.right(), box.top() + 0.5))


class LaneLayer(Layer):
    """The bars."""

    chart: LanesChart

    def __init__(self, chart: LanesChart) -> None:
        super().__init__(chart)
        self.today: float | None = None
        chart.span.pointed.connect(self.update)

    def draw(self, painter: QPainter, ink: Ink) -> None:
        """Draw the lanes in view, then the lines that cross them all."""
        box = self.boundingRect()
        for lane, top in self.chart.lanes_in_view():
            row = QRectF(0, top, box.width(), self.chart.row_height)
            _draw_ground(painter, self.chart, lane, row, ink)
        self._draw_years(painter, ink, box)
        words = [
            self._draw_bar(painter, ink, lane, top) for lane, top in self.chart.lanes_in_view()
        ]
        for month, color, width in self._lines(ink):
            x = round(self.chart.x_of(month)) + 0.5
            painter.setPen(line(color, width))
            painter.drawLine(QLineF(x, 0, x, box.height()))
        painter.setFont(small(self.chart.font(), 0.85))
        for place, text, color in words:
            painter.setPen(color)
            painter.drawText(place, _LEFT, text)

    def _lines(self, ink: Ink) -> Iterator[tuple[float, QColor, float]]:
        if self.today is not None:
            yield self.today, ink.accent, 1.5
        if self.chart.span.pointer is not None:
            yield self.chart.span.pointer, ink.text, 1.0

    def _draw_years(self, painter: QPainter, ink: Ink, box: QRectF) -> None:
        span, font = self.chart.span, small(self.chart.font())
        years, _ = time_cells(span.low, span.high, box.width(), lambda text: width_of(text, font))
        painter.setPen(line(ink.grid))
        for cell in years:
            x = round(self.chart.x_of(cell.start)) + 0.5
            painter.drawLine(QLineF(x, 0, x, box.height()))

    def _draw_bar(self, painter: QPainter, ink: Ink, lane: Lane, top: float) -> Words:
        height = round(self.chart.row_height * 0.62)
        y = top + round((self.chart.row_height - height) / 2)
        edge = self.boundingRect().width()
        end = edge if lane.end is None else self.chart.x_of(lane.end + 1)
        begin = -2.0 if lane.likely is None else self.chart.x_of(lane.likely)
        bar = QRectF(begin, y, end - begin, height)
        if end <= 0:
            return self._past_words(ink, lane, bar)
        color = stage_color(lane.stage)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if lane.early is not None and lane.early != lane.late:
            self._draw_early(painter, lane, bar, color)
        if lane.nameplate is None:
            # A bar of unknown size is empty: it says when, not how much.
            pen = line(color, 1.5)
            pen.setDashPattern([3.0, 2.0])
            painter.setPen(pen)
            painter.setBrush(faded(color, 0.16))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._fill(lane, begin, color))
        painter.drawPolygon(self._shape(begin, lane, bar))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if lane.likely is not None and lane.nameplate is not None:
            painter.fillRect(QRectF(round(begin), y, 2, height), color)
        return self._words(ink, lane, bar, color)

    def _shape(self, begin: float, lane: Lane, bar: QRectF) -> QPolygonF:
        """Give the bar from `begin` on: a slope while it ramps up, a point where no end is known.

        An end within the ramp cuts the slope off.
        """
        ramp = 0.0 if lane.likely is None else lane.ramp / self.chart.span.width * self.width()
        full = min(begin + ramp, max(bar.right(), begin))
        rise = bar.height() * ((full - begin) / ramp if ramp > 0 else 1.0)
        points = [QPointF(begin, bar.bottom()), QPointF(full, bar.bottom() - rise)]
        if lane.end is None:
            tip = max(bar.right() - _TIP, full)
            points += [QPointF(tip, bar.top()), QPointF(bar.right(), bar.center().y()),
                       QPointF(tip, bar.bottom())]  # fmt: skip
        else:
            points += [QPointF(bar.right(), bar.bottom() - rise), bar.bottomRight()]
        return QPolygonF(points)

    def width(self) -> float:
        """The width of the plot in pixels."""
        return self.boundingRect().width()

    def _fill(self, lane: Lane, begin: float, color: QColor) -> QBrush:
        """Give the colour, growing firm from the likely to the latest start."""
        if lane.late is None or lane.early == lane.late:
            return QBrush(color)
        firm = max(self.chart.x_of(lane.late + 1), begin + 1)
        gradient = QLinearGradient(begin, 0, firm, 0)
        gradient.setColorAt(0, faded(color, 0.55))
        gradient.setColorAt(1, color)
        return QBrush(gradient)

    def _draw_early(self, painter: QPainter, lane: Lane, bar: QRectF, color: QColor) -> None:
        """Draw what the earliest start would add, fading in."""
        assert lane.early is not None and lane.likely is not None
        begin = self.chart.x_of(lane.early)
        full = max(self.chart.x_of(lane.likely + lane.ramp), begin + 1)
        gradient = QLinearGradient(begin, 0, full, 0)
        gradient.setColorAt(0, faded(color, 0.10))
        gradient.setColorAt(1, faded(color, 0.42))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(gradient))
        painter.save()
        # Behind the bar it would only darken it.
        painter.setClipRect(QRectF(begin, bar.top(), min(full, bar.right()) - begin, bar.height()),
                            Qt.ClipOperation.IntersectClip)  # fmt: skip
        painter.drawPolygon(self._shape(begin, lane, bar))
        painter.restore()

    def _past_words(self, ink: Ink, lane: Lane, bar: QRectF) -> Words:
        """Say of a bar that ended before what is in view that it did."""
        assert lane.end is not None
        text = f"◂ {self.chart.ended_text(lane.end)} · {stage_text(lane.stage)}"
        return QRectF(6, bar.top(), 600, bar.height()), text, ink.muted

    def _words(self, ink: Ink, lane: Lane, bar: QRectF, color: QColor) -> Words:
        """Give stage and code to write on the bar, or beside it where it is too short."""
        metrics = QFontMetricsF(small(self.chart.font(), 0.85))
        firm = bar.left()
        if lane.likely is not None and lane.late is not None:
            firm = self.chart.x_of(max(lane.late + 1, lane.likely + lane.ramp))
        left = max(firm, 0.0) + 6
        room = min(bar.right(), self.width() - _TIP) - left - 4
        words = stage_text(lane.stage)
        full = f"{words}  ·  {lane.code}"
        if metrics.horizontalAdvance(words) <= room:
            fits = full if metrics.horizontalAdvance(full) <= room else words
            on = ink.text if lane.nameplate is None else text_on(color)
            return QRectF(left, bar.top(), room, bar.height()), fits, on
        beside = metrics.horizontalAdvance(full) + 6
        x = bar.right() + 6
        if x + beside > self.width():
            begin = bar.left() if lane.early is None else self.chart.x_of(lane.early)
            x = min(begin, self.width()) - beside
        return QRectF(x, bar.top(), beside, bar.height()), full, ink.muted
