"""Shapes: polygons and hatching made of whole arrays, so that many periods cost little."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPolygonF

from desktop.planning.months import Numbers


def stairs(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """Give the corners of a level line per period; `x` are the edges, one more than `y`."""
    return np.repeat(x, 2)[1:-1], np.repeat(y, 2)


def line_of(x: Numbers, y: Numbers) -> QPolygonF:
    """Give a level line per period."""
    return polygon(*stairs(x, y))


def area_of(x: Numbers, top: Numbers, below: Numbers) -> QPolygonF:
    """Give the outline of the area between two lines, from left to right and back."""
    across, upper = stairs(x, top)
    lower = np.repeat(below, 2)
    return polygon(
        np.concatenate((across, across[::-1])), np.concatenate((upper, lower[::-1]))
    )  # fmt: skip


def polygon(x: Numbers, y: Numbers) -> QPolygonF:
    """Give points as a polygon, also where there are none."""
    if not len(x):
        return QPolygonF()
    made: QPolygonF = pg.functions.arrayToQPolygonF(x, y)
    return made


def stretches(top: Numbers, below: Numbers) -> list[slice]:
    """Give the periods in which an area has any height, as slices."""
    bounds = np.flatnonzero(np.diff(np.concatenate(([False], top != below, [False]))))
    return [slice(*pair) for pair in zip(bounds[::2].tolist(), bounds[1::2].tolist(), strict=True)]


def outlines(x: Numbers, top: Numbers, below: Numbers) -> list[QPolygonF]:
    """Give the outline of an area, in as many parts as it has stretches with any height."""
    return [
        area_of(x[part.start : part.stop + 1], top[part], below[part])
        for part in stretches(top, below)
    ]


def hatch_lines(
    x: Numbers, top: Numbers, below: Numbers, step: float, falling: bool = False
) -> list[QLineF]:
    """Give slanted lines inside the boxes between two level lines, `step` pixels apart.

    The lines are cut at the boxes themselves: not every program that shows a drawing can clip.
    """
    high, low = np.minimum(top, below), np.maximum(top, below)
    used = high < low
    left, right, high, low = x[:-1][used], x[1:][used], high[used], low[used]
    if not left.size:
        return []
    if falling:
        high, low = -low, -high
    # Of a rising line, x + y is the same in all its points.
    first, last = float((left + high).min()), float((right + low).max())
    sums = np.arange(np.ceil(first / step) * step, last, step)[None, :]
    begin = np.maximum(left[:, None], sums - low[:, None])
    end = np.minimum(right[:, None], sums - high[:, None])
    at, box = np.nonzero((begin < end).T)
    begins, ends = begin[box, at], end[box, at]
    # A line that goes on in the next box is one line: many short ones are slow to draw.
    goes_on = (at[1:] == at[:-1]) & (begins[1:] == ends[:-1])
    opens, closes = np.ones(at.size, dtype=bool), np.ones(at.size, dtype=bool)
    opens[1:], closes[:-1] = ~goes_on, ~goes_on
    sign = -1.0 if falling else 1.0
    return [
        QLineF(start, sign * (total - start), stop, sign * (total - stop))
        for start, stop, total in zip(
            begins[opens].tolist(), ends[closes].tolist(), sums[0, at[opens]].tolist(), strict=True
        )
    ]
