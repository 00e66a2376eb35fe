"""What the stack chart draws: grid, areas, shading of uncertain starts, lines, reading line.

Figures are sums over a period, so each is drawn as a level stretch as wide as its period: no
slope pretends to a figure between two periods.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPolygonF

from desktop.planning.months import Numbers
from desktop.planning.timeline_text import figure
from desktop.ui.charts.axes import TimeAxis, ValueAxis
from desktop.ui.charts.chart_widget import ChartWidget, Layer
from desktop.ui.charts.firmness import rule
from desktop.ui.charts.ink import Ink, faded, haloed, level, line, small, upright, width_of
from desktop.ui.charts.shapes import area_of, line_of, outlines, stairs
from desktop.ui.charts.stack_lines import Overlay, draw_overlay

_HATCH = 6.0


@dataclass
class Stack:
    """Levels to draw: `tops` are the upper edges of the areas (areas x periods), lowest first.

    Where the bands are no sum, `tops` are their values and are drawn as lines. `overlay` are the
    lines over all of them.
    """

    edges: Numbers = field(default_factory=lambda: np.zeros(1))
    tops: Numbers = field(default_factory=lambda: np.zeros((0, 0)))
    colors: list[QColor] = field(default_factory=list)
    early: Numbers | None = None
    late: Numbers | None = None
    marked: int | None = None
    is_sum: bool = True
    overlay: Overlay = field(default_factory=Overlay)

    @property
    def demand(self) -> Numbers | None:
        """The line of demand, None while it is hidden."""
        return self.overlay.demand

    def period_at(self, month: float) -> int | None:
        """Give the period that a month lies in."""
        if not self.edges[0] <= month < self.edges[-1]:
            return None
        return int(np.searchsorted(self.edges, month, side="right")) - 1

    def area_at(self, period: int, value: float, reach: float = 0.0) -> int | None:
        """Give the area at a height of a period, or the nearest line within `reach`."""
        if value < 0 or not len(self.tops):
            return None
        if not self.is_sum:
            away = np.abs(self.tops[:, period] - value)
            nearest = int(np.argmin(away))
            return nearest if away[nearest] <= reach else None
        above = np.flatnonzero(self.tops[:, period] > value)
        return int(above[0]) if above.size else None

    def in_view(self, low: float, high: float) -> slice:
        """Give the periods that lie at least partly between two months."""
        first = int(np.searchsorted(self.edges, low, side="right")) - 1
        last = int(np.searchsorted(self.edges, high, side="left"))
        return slice(max(first, 0), max(min(last, len(self.edges) - 1), 0))


class StackLayer(Layer):
    """Areas with grid, lines and reading line; heights are t from 0 to the axis's top."""

    def __init__(self, chart: ChartWidget, axis: ValueAxis) -> None:
        super().__init__(chart)
        self.axis = axis
        self.stack = Stack()
        self.today: float | None = None
        self.today_label = ""
        #: The value at the height of the pointer, None when it is elsewhere.
        self.level: float | None = None
        #: How many periods were drawn last.
        self.drawn = 0
        chart.span.pointed.connect(self.update)

    def y_of(self, value: float) -> float:
        """Give the height of a value, in pixels of the plot from its top."""
        return self.boundingRect().height() * (1 - value / self.axis.top)

    def heights(self, values: Numbers) -> Numbers:
        """Give the heights of values on whole pixels; what has no bound stands at the top."""
        made: Numbers = np.round(
            self.boundingRect().height() * (1 - np.minimum(values / self.axis.top, 1.0))
        )
        return made

    def draw(self, painter: QPainter, ink: Ink) -> None:
        """Draw from the back to the front, only what is in view."""
        self._draw_grid(painter, ink)
        span, stack = self.chart.span, self.stack
        seen = stack.in_view(span.low, span.high)
        self.drawn = seen.stop - seen.start
        if self.drawn > 0:
            edges = stack.edges[seen.start : seen.stop + 1]
            x = np.round((edges - span.low) / span.width * self.boundingRect().width())
            if stack.is_sum:
                self._draw_areas(painter, ink, x, seen)
                self._draw_doubt(painter, ink, x, seen)
            else:
                self._draw_band_lines(painter, ink, x, seen)
            self._draw_years(painter, ink)
            draw_overlay(painter, ink, stack.overlay, x, seen, self.heights)
            self._draw_pointer(painter, ink)
        self._draw_today(painter, ink)

    def _draw_grid(self, painter: QPainter, ink: Ink) -> None:
        width = self.boundingRect().width()
        for value in self.axis.ticks():
            y = min(round(self.y_of(value)), self.boundingRect().height() - 1) + 0.5
            level(painter, y, 0, width, ink.rule if value == 0 else ink.grid)

    def _draw_years(self, painter: QPainter, ink: Ink) -> None:
        axis = self.chart.time_axis
        assert isinstance(axis, TimeAxis)
        color = faded(ink.base, 0.30) if self.stack.is_sum else ink.grid
        height = self.boundingRect().height()
        for cell in axis.cells()[0]:
            upright(painter, round(self.chart.x_of(cell.start)) + 0.5, height, color)

    def _draw_areas(self, painter: QPainter, ink: Ink, x: Numbers, seen: slice) -> None:
        heights = self.heights(self.stack.tops[:, seen])
        below = np.full(len(x) - 1, round(self.y_of(0)), dtype=float)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        chosen: list[QPolygonF] = []
        for i, (top, color) in enumerate(zip(heights, self.stack.colors, strict=True)):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawPolygon(area_of(x, top, below))
            if i == self.stack.marked:
                chosen = outlines(x, top, below)
            # A thin rim in the colour of the ground keeps neighbours apart without their colours.
            painter.setPen(line(ink.base))
            painter.drawPolyline(line_of(x, top + 0.5))
            below = top
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(line(ink.text, 1.5))
        for outline in chosen:
            painter.drawPolygon(outline)

    def _draw_band_lines(self, painter: QPainter, ink: Ink, x: Numbers, seen: slice) -> None:
        """Draw bands that do not add up: a line each, from the ground up."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        last = self.boundingRect().height() - 2
        for i, color in enumerate(self.stack.colors):
            path = line_of(x, np.minimum(self.heights(self.stack.tops[i, seen]), last))
            width = 4.0 if i == self.stack.marked else 2.5
            for pen in (line(ink.base, width + 2), line(color, width)):
                painter.setPen(pen)
                painter.drawPolyline(path)

    def _draw_doubt(self, painter: QPainter, ink: Ink, x: Numbers, seen: slice) -> None:
        """Hatch between the total of early and that of late starts."""
        early, late = self.stack.early, self.stack.late
        if early is None or late is None:
            return
        top, below = self.heights(early[seen]), self.heights(late[seen])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(ink.base, 0.25))
        for outline in outlines(x, top, below):
            painter.drawPolygon(outline)
        rule(painter, x, top, below, faded(ink.text, 0.8), _HATCH, 0.5)

    def _draw_pointer(self, painter: QPainter, ink: Ink) -> None:
        month = self.chart.span.pointer
        period = None if month is None else self.stack.period_at(month)
        if month is None or period is None:
            return
        box = self.boundingRect()
        left, right = (round(self.chart.x_of(float(self.stack.edges[period + n]))) for n in (0, 1))
        painter.fillRect(QRectF(left, 0, right - left, box.height()), faded(ink.text, 0.08))
        painter.setPen(line(ink.text))
        at = round(self.chart.x_of(month)) + 0.5
        painter.drawLine(QLineF(at, 0, at, box.height()))
        if self.level is not None:
            y = round(self.y_of(self.level)) + 0.5
            painter.drawLine(QLineF(0, y, box.width(), y))
            self._draw_level(painter, ink, y)

    def _draw_level(self, painter: QPainter, ink: Ink, y: float) -> None:
        """Write the value at the pointer's height beside the axis."""
        font = small(self.chart.font(), 0.85)
        said, high = figure(self.level or 0.0), QFontMetricsF(font).height()
        top = min(max(y - high / 2, 0.0), self.boundingRect().height() - high)
        tag = QRectF(0, top, width_of(said, font) + 8, high)
        painter.fillRect(tag, ink.text)
        painter.setPen(ink.base)
        painter.setFont(font)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, said)

    def _draw_today(self, painter: QPainter, ink: Ink) -> None:
        if self.today is None:
            return
        x = round(self.chart.x_of(self.today)) + 0.5
        upright(painter, x, self.boundingRect().height(), ink.accent, 1.5)
        painter.setFont(small(self.chart.font(), 0.85))
        at = QPointF(x + 4, painter.fontMetrics().ascent() + 2)
        haloed(painter, at, self.today_label, ink.accent, ink.base)


def steps(x: Numbers, y: Numbers) -> list[QPointF]:
    """Give the corners of a level line per period; `x` are the edges, one more than `y`."""
    return [QPointF(*corner) for corner in np.stack(stairs(x, y), axis=1).tolist()]
