"""What the stack chart draws: grid, areas, shading of uncertain starts, demand, reading line.

Figures are sums over a period, so each is drawn as a level stretch as wide as its period: no
slope pretends to a figure between two periods.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from desktop.planning.months import Numbers
from desktop.ui.charts.axes import TimeAxis, ValueAxis
from desktop.ui.charts.chart_widget import ChartWidget, Layer
from desktop.ui.charts.ink import Ink, faded, haloed, line, small

_HATCH = 6


@dataclass
class Stack:
    """Levels to draw: `tops` are the upper edges of the areas (areas x periods), lowest first."""

    edges: Numbers = field(default_factory=lambda: np.zeros(1))
    tops: Numbers = field(default_factory=lambda: np.zeros((0, 0)))
    colors: list[QColor] = field(default_factory=list)
    demand: Numbers | None = None
    early: Numbers | None = None
    late: Numbers | None = None
    marked: int | None = None

    def period_at(self, month: float) -> int | None:
        """Give the period that a month lies in."""
        if not self.edges[0] <= month < self.edges[-1]:
            return None
        return int(np.searchsorted(self.edges, month, side="right")) - 1

    def area_at(self, period: int, value: float) -> int | None:
        """Give the area at a height of a period."""
        if value < 0 or not len(self.tops):
            return None
        above = np.flatnonzero(self.tops[:, period] > value)
        return int(above[0]) if above.size else None


class StackLayer(Layer):
    """Areas with grid, demand and reading line; heights are t from 0 to the axis's top."""

    def __init__(self, chart: ChartWidget, axis: ValueAxis) -> None:
        super().__init__(chart)
        self.axis = axis
        self.stack = Stack()
        self.today: float | None = None
        self.today_label = ""
        chart.span.pointed.connect(self.update)

    def y_of(self, value: float) -> float:
        """Give the height of a value, in pixels of the plot from its top."""
        return self.boundingRect().height() * (1 - value / self.axis.top)

    def draw(self, painter: QPainter, ink: Ink) -> None:
        """Draw from the back to the front."""
        self._draw_grid(painter, ink)
        if len(self.stack.edges) > 1:
            x = np.round([self.chart.x_of(month) for month in self.stack.edges])
            self._draw_areas(painter, ink, x)
            self._draw_doubt(painter, ink, x)
            self._draw_years(painter, ink)
            self._draw_demand(painter, ink, x)
            self._draw_pointer(painter, ink, x)
        self._draw_today(painter, ink)

    def _draw_grid(self, painter: QPainter, ink: Ink) -> None:
        width = self.boundingRect().width()
        for value in self.axis.ticks():
            y = min(round(self.y_of(value)), self.boundingRect().height() - 1) + 0.5
            painter.setPen(line(ink.rule if value == 0 else ink.grid))
            painter.drawLine(QLineF(0, y, width, y))

    def _draw_years(self, painter: QPainter, ink: Ink) -> None:
        axis = self.chart.time_axis
        assert isinstance(axis, TimeAxis)
        painter.setPen(line(faded(ink.base, 0.30)))
        for cell in axis.cells()[0]:
            x = round(self.chart.x_of(cell.start)) + 0.5
            painter.drawLine(QLineF(x, 0, x, self.boundingRect().height()))

    def _draw_areas(self, painter: QPainter, ink: Ink, x: Numbers) -> None:
        heights = np.round(self.boundingRect().height() * (1 - self.stack.tops / self.axis.top))
        below = np.full(len(x) - 1, round(self.y_of(0)), dtype=float)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        chosen: list[QPolygonF] = []
        for i, (top, color) in enumerate(zip(heights, self.stack.colors, strict=True)):
            upper, lower = steps(x, top), steps(x, below)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))
            if i == self.stack.marked:
                chosen = outlines(x, top, below)
            # A thin rim in the colour of the ground keeps neighbours apart without their colours.
            painter.setPen(line(ink.base))
            painter.drawPolyline(QPolygonF([p + QPointF(0, 0.5) for p in upper]))
            below = top
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(line(ink.text, 1.5))
        for outline in chosen:
            painter.drawPolygon(outline)

    def _draw_doubt(self, painter: QPainter, ink: Ink, x: Numbers) -> None:
        """Hatch between the total of early and that of late starts."""
        early, late = self.stack.early, self.stack.late
        if early is None or late is None:
            return
        path = QPainterPath()
        for i in np.flatnonzero(np.abs(early - late) > 1e-9):
            top, bottom = sorted((self.y_of(float(early[i])), self.y_of(float(late[i]))))
            path.addRect(QRectF(x[i], top, x[i + 1] - x[i], bottom - top))
        if path.isEmpty():
            return
        box = path.boundingRect()
        painter.save()
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(box, faded(ink.base, 0.25))
        painter.setPen(line(faded(ink.text, 0.55)))
        start = int(box.left() - box.height()) // _HATCH * _HATCH
        for at in range(start, int(box.right()) + _HATCH, _HATCH):
            painter.drawLine(QLineF(at, box.bottom(), at + box.height(), box.top()))
        painter.restore()

    def _draw_demand(self, painter: QPainter, ink: Ink, x: Numbers) -> None:
        if self.stack.demand is None:
            return
        y = np.array([self.y_of(float(value)) for value in self.stack.demand])
        path = QPolygonF(steps(x, np.minimum(np.round(y), self.boundingRect().height() - 2)))
        painter.setPen(line(ink.base, 4.5))
        painter.drawPolyline(path)
        pen = line(ink.text, 2)
        pen.setDashPattern([4.0, 2.0])
        painter.setPen(pen)
        painter.drawPolyline(path)

    def _draw_pointer(self, painter: QPainter, ink: Ink, x: Numbers) -> None:
        month = self.chart.span.pointer
        period = None if month is None else self.stack.period_at(month)
        if month is None or period is None:
            return
        height = self.boundingRect().height()
        painter.fillRect(QRectF(x[period], 0, x[period + 1] - x[period], height),
                         faded(ink.text, 0.08))  # fmt: skip
        painter.setPen(line(ink.text))
        at = round(self.chart.x_of(month)) + 0.5
        painter.drawLine(QLineF(at, 0, at, height))

    def _draw_today(self, painter: QPainter, ink: Ink) -> None:
        if self.today is None:
            return
        x = round(self.chart.x_of(self.today)) + 0.5
        painter.setPen(line(ink.accent, 1.5))
        painter.drawLine(QLineF(x, 0, x, self.boundingRect().height()))
        painter.setFont(small(self.chart.font(), 0.85))
        at = QPointF(x + 4, painter.fontMetrics().ascent() + 2)
        haloed(painter, at, self.today_label, ink.accent, ink.base)


def steps(x: Numbers, y: Numbers) -> list[QPointF]:
    """Give the corners of a level line per period; `x` are the edges, one more than `y`."""
    return [
        QPointF(side, height)
        for left, right, height in zip(x[:-1].tolist(), x[1:].tolist(), y.tolist(), strict=True)
        for side in (left, right)
    ]


def outlines(x: Numbers, top: Numbers, below: Numbers) -> list[QPolygonF]:
    """Give the outline of an area, in as many parts as it has stretches with any height."""
    found = []
    bounds = np.flatnonzero(np.diff(np.concatenate(([False], top != below, [False]))))
    for first, last in zip(bounds[::2].tolist(), bounds[1::2].tolist(), strict=True):
        edges = x[first : last + 1]
        lower = steps(edges, below[first:last])
        found.append(QPolygonF([*steps(edges, top[first:last]), *reversed(lower)]))
    return found
