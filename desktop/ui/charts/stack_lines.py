"""The lines over the stack: demand, what is promised of it, and the total without the scenario.

Demand is broken, what is contracted is a full line, what is only conditional is dotted: they
differ by more than their colours. What is not binding has no line at all, so that an MOU never
looks like a contract; its tonnes stand beside the pointer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from desktop.planning.months import Numbers
from desktop.ui.charts.firmness import firmness_color, rule
from desktop.ui.charts.ink import Ink, faded, line
from desktop.ui.charts.shapes import line_of, outlines

_HATCH = 5.0


@dataclass(frozen=True, eq=False)
class Overlay:
    """Lines in t per period, each None where it is hidden or there is nothing of it.

    `contracted` are the low and the high end of what binding agreements get, `conditional` the
    low end of both together; `base` and `base_demand` are as they were without the scenario.
    """

    demand: Numbers | None = None
    contracted: tuple[Numbers, Numbers] | None = None
    conditional: Numbers | None = None
    base: Numbers | None = None
    base_demand: Numbers | None = None

    def peak(self) -> float:
        """Give the greatest value that has to be in view."""
        low = None if self.contracted is None else self.contracted[0]
        known = (self.demand, low, self.conditional, self.base, self.base_demand)
        return max((float(one.max()) for one in known if one is not None), default=0.0)


def draw_overlay(
    painter: QPainter, ink: Ink, overlay: Overlay, x: Numbers, seen: slice,
    heights: Callable[[Numbers], Numbers],
) -> None:  # fmt: skip
    """Draw the lines for the periods in view; `x` are their edges in pixels."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    floor = float(heights(np.zeros(1))[0]) - 2

    def path(values: Numbers) -> QPolygonF:
        return line_of(x, np.minimum(heights(values[seen]), floor))

    if overlay.base is not None:
        _draw(painter, path(overlay.base), base_pen(ink), faded(ink.base, 0.8), 2.5)
    if overlay.base_demand is not None:
        _draw(painter, path(overlay.base_demand), demand_pen(ink.muted, 1.2), ink.base, 2.5)
    if overlay.contracted is not None:
        low, high = (heights(values[seen]) for values in overlay.contracted)
        _draw_range(painter, x, high, np.minimum(low, floor))
        _draw(painter, path(overlay.contracted[0]), contracted_pen(), ink.base, 4.5)
    if overlay.conditional is not None:
        _draw(painter, path(overlay.conditional), conditional_pen(), ink.base, 4.0)
    if overlay.demand is not None:
        _draw(painter, path(overlay.demand), demand_pen(ink.text), ink.base, 4.5)


def _draw(painter: QPainter, path: QPolygonF, pen: QPen, rim: QColor, width: float) -> None:
    for one in (line(rim, width), pen):
        painter.setPen(one)
        painter.drawPolyline(path)


def _draw_range(painter: QPainter, x: Numbers, top: Numbers, below: Numbers) -> None:
    """Draw what contracts of undisclosed volume may take on top: faint, and ruled."""
    color = firmness_color("binding")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(color, 0.10))
    for outline in outlines(x, top, below):
        painter.drawPolygon(outline)
    rule(painter, x, top, below, faded(color, 0.65), _HATCH, 0.5, falling=True)


def demand_pen(color: QColor, width: float = 2.0) -> QPen:
    """Give the pen of demand."""
    pen = line(color, width)
    pen.setDashPattern([4.0, 2.0])
    return pen


def contracted_pen() -> QPen:
    """Give the pen of what is contracted."""
    return line(firmness_color("binding"), 2.5)


def conditional_pen() -> QPen:
    """Give the pen of what is contracted on a condition."""
    pen = line(firmness_color("conditional"), 2.0)
    pen.setDashPattern([1.0, 1.2])
    return pen


def base_pen(ink: Ink) -> QPen:
    """Give the pen of the total without the scenario."""
    return line(ink.muted, 1.2)


def contracted_mark(painter: QPainter, mark: QRectF, ink: Ink) -> None:
    """Draw the sign of what is contracted for a legend: the line, and its range above."""
    x = np.array([mark.left() - 2, mark.right() + 3])
    top, low = np.array([mark.top()]), np.array([mark.bottom() - 3])
    _draw_range(painter, x, top, low)
    _mark(painter, contracted_pen(), mark.left() - 2, mark.right() + 3, mark.bottom() - 3)


def conditional_mark(painter: QPainter, mark: QRectF, ink: Ink) -> None:
    """Draw the sign of what is contracted on a condition for a legend."""
    _mark(painter, conditional_pen(), mark.left() - 2, mark.right() + 3, mark.center().y())


def base_mark(painter: QPainter, mark: QRectF, ink: Ink) -> None:
    """Draw the sign of the total without the scenario for a legend."""
    _mark(painter, base_pen(ink), mark.left() - 2, mark.right() + 3, mark.center().y())


def _mark(painter: QPainter, pen: QPen, left: float, right: float, y: float) -> None:
    painter.setPen(pen)
    painter.drawLine(QLineF(QPointF(left, y), QPointF(right, y)))
