"""What the balance chart draws of flows: receipts by firmness, demand and shortage.

They are sums over a period, so each is a level stretch as wide as its period.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop.planning.balance import FREE
from desktop.planning.months import Numbers
from desktop.ui import theme
from desktop.ui.charts.firmness import box_of, fill_boxes, firmness_color, rule
from desktop.ui.charts.ink import Ink, faded, haloed, line, small
from desktop.ui.charts.plot_layer import Area, PlotLayer
from desktop.ui.charts.shapes import line_of, outlines, stretches

#: How much of a band shows that is not counted.
RECEDING = 0.28
#: Even the smallest shortage is this high, in pixels.
_LEAST = 3.0
#: The upper edge of what does not bind is broken.
_RIMS = {"non-binding": Qt.PenStyle.DashLine, FREE: Qt.PenStyle.DotLine}


class FlowLayer(PlotLayer):
    """Receipts in bands, demand over them, and what is missing between the two."""

    def draw(self, painter: QPainter, ink: Ink) -> None:
        """Draw from the back to the front."""
        self.draw_grid(painter, ink)
        if len(self.figures.edges) > 1:
            x = self.x_of_edges()
            for area in self.figures.areas:
                self._draw_area(painter, ink, x, area)
            self._draw_possible(painter, ink, x)
            self._draw_shortage(painter, x)
            self._draw_demand(painter, ink, x)
        self._draw_beyond(painter, ink)
        self.draw_marks(painter, ink, labels=True)

    def _draw_beyond(self, painter: QPainter, ink: Ink) -> None:
        if self.figures.beyond:
            painter.setFont(small(self.chart.font(), 0.85))
            text = f"↑ {self.figures.beyond}"
            wide = painter.fontMetrics().horizontalAdvance(text)
            at = QPointF(self.boundingRect().width() - wide - 6, painter.fontMetrics().ascent() + 3)
            haloed(painter, at, text, ink.muted, ink.base)

    def _draw_area(self, painter: QPainter, ink: Ink, x: Numbers, area: Area) -> None:
        top, bottom = self.heights(area.top), self.heights(area.bottom)
        painter.save()
        painter.setOpacity(1.0 if area.counts else RECEDING)
        fill_boxes(painter, x, top, bottom, area.band, ink)
        style = _RIMS.get(area.band, Qt.PenStyle.SolidLine)
        painter.setPen(line(firmness_color(area.band), 1.0, style))
        _draw_rims(painter, x, top, bottom)
        painter.restore()

    def _draw_possible(self, painter: QPainter, ink: Ink, x: Numbers) -> None:
        """Rule faintly what may come on top of what is sure."""
        if self.figures.possible is not None:
            low, high = (self.heights(values) for values in self.figures.possible)
            rule(painter, x, high, low, faded(ink.text, 0.38), 7, 1.0)

    def _draw_shortage(self, painter: QPainter, x: Numbers) -> None:
        if self.figures.shortage is None or self.figures.demand is None:
            return
        need, missing = self.figures.demand, self.figures.shortage
        top, bottom = self.heights(need), self.heights(need - missing)
        bottom = np.where(missing > 0, np.maximum(bottom, top + _LEAST), top)
        red = QColor(theme.colors().error)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(red, 0.16))
        for outline in outlines(x, top, bottom):
            painter.drawPolygon(outline)
        rule(painter, x, top, bottom, red, 6, 1.6, falling=True)
        painter.setPen(line(red))
        _draw_rims(painter, x, bottom, top)

    def _draw_demand(self, painter: QPainter, ink: Ink, x: Numbers) -> None:
        if self.figures.demand is None:
            return
        y = np.minimum(self.heights(self.figures.demand), self.boundingRect().height() - 2)
        path = line_of(x, y)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(line(ink.base, 4.5))
        painter.drawPolyline(path)
        pen = line(ink.text, 2)
        pen.setDashPattern([4.0, 2.0])
        painter.setPen(pen)
        painter.drawPolyline(path)


def draw_shortage_mark(painter: QPainter, place: QRectF, ink: Ink) -> None:
    """Draw the mark of shortage in a legend."""
    red, inner = QColor(theme.colors().error), place.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.fillRect(inner, faded(red, 0.16))
    rule(painter, *box_of(inner), red, 4, 1.4, falling=True)
    painter.setPen(line(red))
    painter.drawRect(inner)


def _draw_rims(painter: QPainter, x: Numbers, edge: Numbers, other: Numbers) -> None:
    """Draw one edge of boxes, run by run of those that stand side by side."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for part in stretches(edge, other):
        painter.drawPolyline(line_of(x[part.start : part.stop + 1], edge[part] + 0.5))
