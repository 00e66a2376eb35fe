"""What the balance chart draws of stock: a line, and the months in which it does not reach.

Stock is a state: the line goes through the end of every month, however long the periods are.
"""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from desktop.ui import theme
from desktop.ui.charts.ink import Ink, faded, line
from desktop.ui.charts.plot_layer import PlotLayer


class StockLayer(PlotLayer):
    """The stock line, and the months in which it does not reach."""

    def draw(self, painter: QPainter, ink: Ink) -> None:
        """Draw from the back to the front."""
        self.draw_grid(painter, ink)
        stock = self.figures.stock
        if stock.size:
            tall = self.boundingRect().height()
            first, span = self.figures.edges[0], self.chart.span
            # Only what is in view, and a month beyond: a long line is slow, seen or not.
            left = max(math.floor(span.low - first), 0)
            seen = stock[left : max(math.ceil(span.high - first), left) + 2]
            x = [self.chart.x_of(first + left + n) for n in range(seen.size)]
            y = np.minimum(tall * (1 - seen / self.axis.top), tall - 1)
            points = [QPointF(*at) for at in zip(x, y.tolist(), strict=True)]
            color = stock_color()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(faded(color, 0.16))
            if points:
                ground = [QPointF(x[0], tall), *points, QPointF(x[-1], tall)]
                painter.drawPolygon(QPolygonF(ground))
            painter.setPen(line(color, 2))
            painter.drawPolyline(QPolygonF(points))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            self._draw_short(painter, first, tall)
        self.draw_marks(painter, ink, labels=False)

    def _draw_short(self, painter: QPainter, first: float, tall: float) -> None:
        red = QColor(theme.colors().error)
        for place in np.flatnonzero(self.figures.short).tolist():
            left = round(self.chart.x_of(first + place))
            right = round(self.chart.x_of(first + place + 1))
            painter.fillRect(QRectF(left, tall - 4, max(right - left, 1), 4), red)


def stock_color() -> QColor:
    """Give the colour of the stock line."""
    return theme.series_colors(3)[2]


def draw_stock_mark(painter: QPainter, place: QRectF, ink: Ink) -> None:
    """Draw the mark of the stock line in a legend."""
    y = place.center().y()
    under = QRectF(place.left() - 2, y, place.width() + 5, place.bottom() - y)
    painter.fillRect(under, faded(stock_color(), 0.16))
    painter.setPen(line(stock_color(), 2))
    painter.drawLine(QLineF(place.left() - 2, y, place.right() + 3, y))
