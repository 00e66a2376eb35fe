"""Plot layer: what both plots of the balance draw: grid, years, today, first short month."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from desktop.planning.months import Flags, Numbers
from desktop.ui import theme
from desktop.ui.charts.axes import TimeAxis, ValueAxis
from desktop.ui.charts.chart_widget import ChartWidget, Layer
from desktop.ui.charts.ink import Ink, faded, haloed, level, line, small, text_on, upright

_NOTHING = np.zeros(0)


@dataclass(frozen=True)
class Area:
    """A band of the stack: its lower and upper edge in t per period, and whether it counts."""

    band: str
    bottom: Numbers
    top: Numbers
    counts: bool


@dataclass
class Figures:
    """What is drawn; `possible` are the sure and the greatest receipts of the counted bands.

    `stock` holds t at the start of the first month and at the end of every month; `short` marks
    the months that are short; `marked` is the month whose shortage is being explained. `flag` is
    said of the first short month, `beyond` of what the scale cuts off.
    """

    edges: Numbers = field(default_factory=lambda: np.zeros(1))
    areas: list[Area] = field(default_factory=list)
    possible: tuple[Numbers, Numbers] | None = None
    demand: Numbers | None = None
    shortage: Numbers | None = None
    stock: Numbers = field(default_factory=lambda: _NOTHING)
    short: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    first_short: int | None = None
    flag: str = ""
    beyond: str = ""
    marked: int | None = None

    def period_at(self, month: float) -> int | None:
        """Give the period that a month lies in."""
        if not self.edges[0] <= month < self.edges[-1]:
            return None
        return int(np.searchsorted(self.edges, month, side="right")) - 1


class PlotLayer(Layer):
    """What both plots have in common: grid, years, today, first short month, reading line."""

    def __init__(self, chart: ChartWidget, axis: ValueAxis, time_axis: TimeAxis) -> None:
        super().__init__(chart)
        self.axis = axis
        self.time_axis = time_axis
        self.figures = Figures()
        self.today: float | None = None
        self.today_label = ""
        chart.span.pointed.connect(self.update)

    def y_of(self, value: float) -> float:
        """Give the height of a value, in pixels of the plot from its top."""
        return self.boundingRect().height() * (1 - value / self.axis.top)

    def heights(self, values: Numbers) -> Numbers:
        """Give whole pixels from the top; what lies beyond the scale is cut off just above it."""
        tall = self.boundingRect().height()
        y = np.round(tall * (1 - np.minimum(values, self.axis.top * 1.1) / self.axis.top))
        clipped: Numbers = np.clip(y, -2, round(tall))
        return clipped

    def x_of_edges(self) -> Numbers:
        """Give where the periods begin and end, in whole pixels, no further than can be seen."""
        x = np.round([self.chart.x_of(month) for month in self.figures.edges])
        edges: Numbers = np.clip(x, -2, round(self.boundingRect().width()) + 2)
        return edges

    def draw_grid(self, painter: QPainter, ink: Ink) -> None:
        """Draw a line per labelled value and a faint one per year."""
        box = self.boundingRect()
        for value in self.axis.ticks():
            y = min(round(self.y_of(value)), box.height() - 1) + 0.5
            level(painter, y, 0, box.width(), ink.rule if value == 0 else ink.grid)
        for cell in self.time_axis.cells()[0]:
            upright(painter, round(self.chart.x_of(cell.start)) + 0.5, box.height(), ink.grid)

    def draw_marks(self, painter: QPainter, ink: Ink, labels: bool) -> None:
        """Draw the month explained, the pointer, today, and the first short month."""
        height = self.boundingRect().height()
        self._draw_marked(painter, ink, height)
        self._draw_pointer(painter, ink, height)
        taken = self._draw_today(painter, ink, height, labels)
        self._draw_first_short(painter, height, labels, taken)

    def _draw_marked(self, painter: QPainter, ink: Ink, height: float) -> None:
        if self.figures.marked is None:
            return
        left = round(self.chart.x_of(self.figures.marked))
        right = max(round(self.chart.x_of(self.figures.marked + 1)), left + 3)
        painter.fillRect(QRectF(left, 0, right - left, height), faded(ink.accent, 0.22))
        painter.setPen(line(ink.accent))
        for x in (left, right):
            painter.drawLine(QLineF(x + 0.5, 0, x + 0.5, height))

    def _draw_pointer(self, painter: QPainter, ink: Ink, height: float) -> None:
        month = self.chart.span.pointer
        period = None if month is None else self.figures.period_at(month)
        if month is None or period is None:
            return
        left, right = (round(self.chart.x_of(m)) for m in self.figures.edges[period : period + 2])
        painter.fillRect(QRectF(left, 0, right - left, height), faded(ink.text, 0.08))
        painter.setPen(line(ink.text))
        at = round(self.chart.x_of(month)) + 0.5
        painter.drawLine(QLineF(at, 0, at, height))

    def _draw_today(self, painter: QPainter, ink: Ink, height: float, label: bool) -> QRectF:
        """Draw today's line; give the place of its label."""
        if self.today is None:
            return QRectF()
        x = round(self.chart.x_of(self.today)) + 0.5
        upright(painter, x, height, ink.accent, 1.5)
        if not label:
            return QRectF()
        painter.setFont(small(self.chart.font(), 0.85))
        metrics = painter.fontMetrics()
        at = QPointF(x + 4, metrics.ascent() + 3)
        haloed(painter, at, self.today_label, ink.accent, ink.base)
        return QRectF(x, 0, metrics.horizontalAdvance(self.today_label) + 8, metrics.height() + 4)

    def _draw_first_short(
        self, painter: QPainter, height: float, label: bool, taken: QRectF
    ) -> None:
        if self.figures.first_short is None:
            return
        x = round(self.chart.x_of(self.figures.first_short)) + 0.5
        red = QColor(theme.colors().error)
        upright(painter, x, height, red, 1.5)
        if not label or not -1 <= x <= self.boundingRect().width():
            return
        font = small(self.chart.font(), 0.9, bold=True)
        metrics = QFontMetricsF(font)
        tag = QRectF(x, 1, metrics.horizontalAdvance(self.figures.flag) + 12, metrics.height() + 4)
        if tag.right() > self.boundingRect().width():
            tag.moveRight(x)
        if tag.intersects(taken):
            tag.moveTop(taken.bottom() + 1)
        painter.fillRect(tag, red)
        painter.setFont(font)
        painter.setPen(text_on(red))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, self.figures.flag)
