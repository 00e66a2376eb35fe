"""What the promise chart draws: bars of what is granted, what there is, and what is short."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from desktop.planning.balance import FREE
from desktop.planning.months import Numbers
from desktop.ui import theme
from desktop.ui.charts.firmness import fill, firmness_color, hatch
from desktop.ui.charts.ink import Ink, faded, haloed, line, small
from desktop.ui.charts.plot_layer import PlotLayer

#: How much of a period stays empty at each side of its bar.
_GAP = 0.12
#: Even the smallest part is this high, in pixels.
_LEAST = 3.0


@dataclass(frozen=True, eq=False)
class Block:
    """What an agreement is sure to get: its id, firmness, turn, and edges in t per period."""

    agreement: int
    firmness: str
    turn: int
    bottom: Numbers
    top: Numbers


@dataclass(frozen=True, eq=False)
class Bars:
    """What is drawn of an account, each as lower and upper edge in t per period.

    `open` is what goes to somebody, but nobody knows to whom or how much; `free` what is sure to
    be free; `short` what is sure to be promised beyond what there is, `maybe` what may be.
    """

    blocks: tuple[Block, ...] = ()
    open: tuple[Numbers, Numbers] | None = None
    free: tuple[Numbers, Numbers] | None = None
    short: tuple[Numbers, Numbers] | None = None
    maybe: tuple[Numbers, Numbers] | None = None
    effective: Numbers | None = None
    chosen: int | None = None
    peak: float = field(default=0.0)


class PromiseLayer(PlotLayer):
    """Stacked bars with the line of effective capacity."""

    bars = Bars()

    def draw(self, painter: QPainter, ink: Ink) -> None:
        """Draw from the back to the front."""
        self.draw_grid(painter, ink)
        if len(self.figures.edges) > 1:
            if self.bars.free is not None:
                path = self._path(*self.bars.free)
                fill(painter, path, FREE, ink)
                self._rim(painter, path, firmness_color(FREE), Qt.PenStyle.DotLine)
            for block in self.bars.blocks:
                self._draw_block(painter, ink, block)
            if self.bars.open is not None:
                path = self._path(*self.bars.open)
                hatch(painter, path, faded(ink.text, 0.38), step=7)
                self._rim(painter, path, ink.muted, Qt.PenStyle.DotLine)
            self._draw_short(painter)
            self._draw_effective(painter, ink)
        self.draw_marks(painter, ink, labels=True)

    def span_of(self, period: int) -> tuple[float, float]:
        """Give where the bar of a period begins and ends, in whole pixels."""
        left, right = (self.chart.x_of(m) for m in self.figures.edges[period : period + 2])
        gap = (right - left) * _GAP
        return round(left + gap), round(right - gap)

    def block_at(self, period: int, value: float) -> Block | None:
        """Give the block at a height of a period."""
        for block in self.bars.blocks:
            if block.bottom[period] <= value < block.top[period]:
                return block
        return None

    def _path(self, bottom: Numbers, top: Numbers) -> QPainterPath:
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        low, high = self.heights(bottom), self.heights(top)
        for n in np.flatnonzero(top - bottom > 1e-9).tolist():
            left, right = self.span_of(n)
            tall = max(low[n] - high[n], _LEAST)
            path.addRect(QRectF(left, low[n] - tall, right - left, tall))
        return path

    def _rim(
        self, painter: QPainter, path: QPainterPath, color: QColor,
        style: Qt.PenStyle = Qt.PenStyle.SolidLine, width: float = 1.0,
    ) -> None:  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(line(color, width, style))
        painter.drawPath(path.translated(0.5, 0.5))

    def _draw_block(self, painter: QPainter, ink: Ink, block: Block) -> None:
        path = self._path(block.bottom, block.top)
        if path.isEmpty():
            return
        fill(painter, path, block.firmness, ink)
        chosen = block.agreement == self.bars.chosen
        style = Qt.PenStyle.DashLine if block.firmness == "non-binding" else Qt.PenStyle.SolidLine
        if chosen:
            self._rim(painter, path, ink.text, width=2.0)
        else:
            self._rim(painter, path, firmness_color(block.firmness), style)
        self._number(painter, ink, block)

    def _number(self, painter: QPainter, ink: Ink, block: Block) -> None:
        """Write the turn of an agreement into its blocks, where there is room."""
        painter.setFont(small(self.chart.font(), 0.82))
        metrics, said = painter.fontMetrics(), str(block.turn)
        low, high = self.heights(block.bottom), self.heights(block.top)
        for n in np.flatnonzero(low - high > metrics.height()).tolist():
            left, right = self.span_of(n)
            x = (left + right - metrics.horizontalAdvance(said)) / 2
            y = (low[n] + high[n] + metrics.ascent() - metrics.descent()) / 2
            haloed(painter, QPointF(x, y), said, ink.text, ink.base)

    def _draw_short(self, painter: QPainter) -> None:
        red = QColor(theme.colors().error)
        if self.bars.maybe is not None:
            path = self._path(*self.bars.maybe)
            hatch(painter, path, faded(red, 0.45), step=8, falling=True)
            self._rim(painter, path, faded(red, 0.8), Qt.PenStyle.DotLine)
        if self.bars.short is not None:
            path = self._path(*self.bars.short)
            painter.fillPath(path, faded(red, 0.16))
            hatch(painter, path, red, step=6, width=1.6, falling=True)
            self._rim(painter, path, red)

    def _draw_effective(self, painter: QPainter, ink: Ink) -> None:
        if self.bars.effective is None:
            return
        x, tall = self.x_of_edges(), self.boundingRect().height()
        y = np.minimum(self.heights(self.bars.effective), tall - 2)
        corners = [QPointF(x[n + side], y[n]) for n in range(len(y)) for side in (0, 1)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for pen in (line(ink.base, 4.5), line(ink.text, 2)):
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF(corners))


def draw_line_mark(painter: QPainter, place: QRectF, ink: Ink) -> None:
    """Draw the mark of effective capacity in a legend."""
    painter.setPen(line(ink.text, 2))
    middle = round(place.center().y())
    painter.drawLine(QLineF(place.left() - 2, middle, place.right() + 3, middle))


def draw_maybe_mark(painter: QPainter, place: QRectF, ink: Ink) -> None:
    """Draw the mark of what may be short in a legend."""
    red, path = QColor(theme.colors().error), QPainterPath()
    path.addRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
    hatch(painter, path, faded(red, 0.6), step=5, falling=True)
    painter.setPen(line(faded(red, 0.8), 1.0, Qt.PenStyle.DotLine))
    painter.drawPath(path)
