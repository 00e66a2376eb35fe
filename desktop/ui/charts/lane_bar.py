"""The bar of a lane: colour of its stage, ramp as a slope, uncertain start as a fading edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPolygonF

from desktop.planning.timeline_lanes import Lane
from desktop.ui.charts.chart_widget import ChartWidget
from desktop.ui.charts.ink import Ink, faded, line
from desktop.ui.charts.shapes import hatch_lines
from desktop.ui.theme import stage_color

#: How far the point of a bar without an end reaches, in pixels.
TIP = 6.0
#: How much of the stage's colour a bar of unknown size has.
UNKNOWN = 0.16
_HATCH = 5.0


@dataclass(frozen=True)
class BarShape:
    """Where the bar of a lane stands in the plot, in pixels; it may reach beyond its edges."""

    lane: Lane
    box: QRectF
    full: float
    edge: float

    @classmethod
    def of(cls, chart: ChartWidget, lane: Lane, top: float, row: int) -> BarShape:
        """Place a lane whose row begins at `top` and is `row` pixels high."""
        height = round(row * 0.62)
        edge = chart.plot_box().width()
        end = edge if lane.end is None else chart.x_of(lane.end + 1)
        begin = -2.0 if lane.likely is None else chart.x_of(lane.likely)
        box = QRectF(begin, top + round((row - height) / 2), max(end - begin, 0.0), height)
        ramp = 0.0 if lane.likely is None else lane.ramp / chart.span.width * edge
        return cls(lane, box, begin + ramp, edge)

    def outline(self, begin: float | None = None) -> QPolygonF:
        """Give the bar from `begin` on: a slope while it ramps up, a point where no end is known.

        An end within the ramp cuts the slope off.
        """
        box = self.box
        start = box.left() if begin is None else begin
        ramp = self.full - box.left()
        full = min(start + ramp, max(box.right(), start))
        rise = box.height() * ((full - start) / ramp if ramp > 0 else 1.0)
        points = [QPointF(start, box.bottom()), QPointF(full, box.bottom() - rise)]
        if self.lane.end is None:
            tip = max(box.right() - TIP, full)
            points += [QPointF(tip, box.top()), QPointF(box.right(), box.center().y()),
                       QPointF(tip, box.bottom())]  # fmt: skip
        else:
            points += [QPointF(box.right(), box.bottom() - rise), box.bottomRight()]
        return QPolygonF(points)


def draw_bar(painter: QPainter, chart: ChartWidget, ink: Ink, bar: BarShape) -> None:
    """Draw the bar of a lane."""
    lane, color = bar.lane, stage_color(bar.lane.stage)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if lane.early is not None and lane.early != lane.late:
        _draw_early(painter, chart, bar, color)
    if lane.nameplate is None:
        # A bar of unknown size is empty: it says when, not how much.
        pen = line(color, 1.5)
        pen.setDashPattern([3.0, 2.0])
        painter.setPen(pen)
        painter.setBrush(faded(color, UNKNOWN))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_fill(chart, bar, color))
    painter.drawPolygon(bar.outline())
    for first, last in lane.stops:
        _draw_stop(painter, chart, ink, bar, first, last)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if lane.likely is not None and lane.nameplate is not None:
        painter.fillRect(QRectF(round(bar.box.left()), bar.box.top(), 2, bar.box.height()), color)
    if lane.shift:
        _draw_recorded(painter, chart, ink, bar)


def _fill(chart: ChartWidget, bar: BarShape, color: QColor) -> QBrush:
    """Give the colour, growing firm from the likely to the latest start."""
    lane = bar.lane
    if lane.late is None or lane.early == lane.late:
        return QBrush(color)
    firm = max(chart.x_of(lane.late + 1), bar.box.left() + 1)
    gradient = QLinearGradient(bar.box.left(), 0, firm, 0)
    gradient.setColorAt(0, faded(color, 0.55))
    gradient.setColorAt(1, color)
    return QBrush(gradient)


def _draw_early(painter: QPainter, chart: ChartWidget, bar: BarShape, color: QColor) -> None:
    """Draw what the earliest start would add, fading in."""
    lane = bar.lane
    assert lane.early is not None and lane.likely is not None
    begin = chart.x_of(lane.early)
    full = max(chart.x_of(lane.likely + lane.ramp), begin + 1)
    gradient = QLinearGradient(begin, 0, full, 0)
    gradient.setColorAt(0, faded(color, 0.10))
    gradient.setColorAt(1, faded(color, 0.42))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(gradient))
    # Behind the bar it would only darken it.
    added = bar.outline(begin).subtracted(bar.outline())
    painter.drawPolygon(added)


def _draw_stop(
    painter: QPainter, chart: ChartWidget, ink: Ink, bar: BarShape, first: int | None,
    last: int | None,
) -> None:  # fmt: skip
    """Cross out the time in which a scenario stops the supply."""
    box = bar.box
    left = box.left() if first is None else max(chart.x_of(first), box.left())
    right = box.right() if last is None else min(chart.x_of(last + 1), box.right())
    if left >= right:
        return
    gap = QRectF(left, box.top() - 1, right - left, box.height() + 2)
    painter.fillRect(gap, ink.base)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(line(faded(stage_color(bar.lane.stage), 0.75)))
    x, top, low = np.array([left, right]), np.array([box.top()]), np.array([box.bottom()])
    painter.drawLines(hatch_lines(np.clip(x, -TIP, bar.edge + TIP), top, low, _HATCH))


def _draw_recorded(painter: QPainter, chart: ChartWidget, ink: Ink, bar: BarShape) -> None:
    """Mark where the bar starts without the scenario, and lead from there to its start."""
    lane, middle = bar.lane, bar.box.center().y()
    assert lane.recorded is not None
    was = round(chart.x_of(lane.recorded)) + 0.5
    painter.setPen(line(ink.muted, 1.2))
    painter.drawLine(QLineF(was, bar.box.top(), was, bar.box.bottom()))
    pen = line(ink.muted, 1.2)
    pen.setDashPattern([1.5, 2.0])
    painter.setPen(pen)
    painter.drawLine(QLineF(was, middle, bar.box.left(), middle))


def draw_ghost(painter: QPainter, chart: ChartWidget, ink: Ink, bar: BarShape, said: str) -> None:
    """Draw where a bar would stand, and say the new start above or below it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(line(ink.accent, 1.5))
    painter.setBrush(faded(stage_color(bar.lane.stage), 0.55))
    painter.drawPolygon(bar.outline())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    x = round(bar.box.left()) + 0.5
    painter.setPen(line(ink.accent, 2))
    painter.drawLine(QLineF(x, 0, x, chart.plot_box().height()))
    painter.setFont(chart.font())
    metrics = painter.fontMetrics()
    wide, high = metrics.horizontalAdvance(said) + 12, metrics.height() + 4
    left = min(max(x + 6, 2.0), chart.plot_box().width() - wide - 2)
    above = bar.box.top() - high - 3
    tag = QRectF(left, above if above >= 0 else bar.box.bottom() + 3, wide, high)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.accent)
    painter.drawRoundedRect(tag, 3, 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(ink.base)
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, said)
