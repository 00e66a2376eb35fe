"""Firmness: how surely metal comes, shown by colour and by pattern.

What is binding is solid and dark; what is conditional is paler and ruled; what is non-binding is
pale, of another hue and dotted; free capacity has hardly any ink. So an MOU never looks like a
contract, neither in grey nor to a colour-blind eye.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPaintEngine,
    QPainter,
    QPainterPath,
)

from desktop.planning.balance import FREE
from desktop.planning.months import Numbers
from desktop.ui import theme
from desktop.ui.charts.ink import Ink, faded, line, mixed
from desktop.ui.charts.shapes import hatch_lines, outlines, polygon

#: Colours by band, for light and for dark grounds.
_COLORS = {
    "binding": ("#124f7e", "#a8daf6"),
    "conditional": ("#2c7cb6", "#62afdd"),
    "non-binding": ("#b86b16", "#e2a050"),
    FREE: ("#6b7480", "#8d98a4"),
}
#: How much of the ground shows in the fill under the pattern.
_PALENESS = {"binding": 0.12, "conditional": 0.62, "non-binding": 0.84, FREE: 0.94}

#: A tile of ruling holds no more lines than these.
_TILES = 10


def firmness_color(band: str) -> QColor:
    """Give the colour of a band's pattern and rim."""
    light, dark = _COLORS[band]
    return QColor(dark if theme.is_dark() else light)


def fill_color(band: str, ink: Ink) -> QColor:
    """Give the colour of a band's area under its pattern."""
    return mixed(firmness_color(band), ink.base, _PALENESS[band])


def fill(painter: QPainter, path: QPainterPath, band: str, ink: Ink, step: float = 6) -> None:
    """Fill a path of rectangles that follow one another from left to right, as a band looks."""
    fill_boxes(painter, *boxes_of(path), band, ink, step)


def hatch(
    painter: QPainter, path: QPainterPath, color: QColor, step: float = 6, width: float = 1.0,
    falling: bool = False,
) -> None:  # fmt: skip
    """Rule a path of rectangles that follow one another from left to right."""
    rule(painter, *boxes_of(path), color, step, width, falling)


def fill_boxes(
    painter: QPainter, x: Numbers, top: Numbers, below: Numbers, band: str, ink: Ink,
    step: float = 6,
) -> None:  # fmt: skip
    """Fill the boxes between two level lines as a band looks; `x` are the edges."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill_color(band, ink))
    for outline in outlines(x, top, below):
        painter.drawPolygon(outline)
    color = firmness_color(band)
    if band == "conditional":
        rule(painter, x, top, below, color, step, 1.2)
    elif band == "non-binding":
        dot(painter, x, top, below, faded(color, 0.85), step - 1, 1.7)
    elif band == FREE:
        dot(painter, x, top, below, faded(color, 0.45), step + 2, 1.2)


def rule(
    painter: QPainter, x: Numbers, top: Numbers, below: Numbers, color: QColor, step: float,
    width: float, falling: bool = False,
) -> None:  # fmt: skip
    """Rule boxes with slanted lines."""
    tile = _tile_for(painter, color, step, width, falling)
    if tile is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(tile))
        for outline in outlines(x, np.minimum(top, below), np.maximum(top, below)):
            painter.drawPolygon(outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(line(color, width))
    painter.drawLines(hatch_lines(x, top, below, step, falling))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _tile_for(
    painter: QPainter, color: QColor, step: float, width: float, falling: bool
) -> QImage | None:
    """Give a tile that makes the same lines: a hundred times as fast as lines of two pixels.

    None for what is no screen (a drawing is to hold lines), and where no tile of whole pixels fits.
    """
    seen = painter.deviceTransform()
    ratio = seen.m11()
    if (
        painter.paintEngine().type() != QPaintEngine.Type.Raster
        or seen.isRotating()
        or ratio <= 0
        or seen.m22() != ratio
    ):
        return None
    sizes = ((n, n * step * ratio) for n in range(1, _TILES + 1))
    count = next((n for n, size in sizes if abs(size - round(size)) < 1e-6), None)
    return None if count is None else _tile(color.rgba(), step, width, falling, ratio, count)


@functools.lru_cache(maxsize=128)
def _tile(color: int, step: float, width: float, falling: bool, ratio: float, count: int) -> QImage:
    side = count * step
    pixels = round(side * ratio)
    made = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(line(QColor.fromRgba(color), width))
    if falling:
        painter.translate(0, side)
        painter.scale(1, -1)
    # Of a rising line, x + y is the same in all its points; each reaches beyond the tile.
    for n in range(-1, 2 * count + 2):
        painter.drawLine(QLineF(n * step - side - width, side + width, n * step + width, -width))
    painter.end()
    return made


def dot(
    painter: QPainter, x: Numbers, top: Numbers, below: Numbers, color: QColor, step: float,
    size: float,
) -> None:  # fmt: skip
    """Dot boxes, every second row set in by half a step."""
    used = (below > top) & (x[1:] > x[:-1])
    if not used.any():
        return
    rows = np.arange(np.floor(top[used].min() / step), np.ceil(below[used].max() / step) + 1)
    columns = np.arange(np.floor(x[0] / step), np.ceil(x[-1] / step) + 1)
    across = (columns[None, :] + 0.5 * (rows[:, None] % 2)) * step
    down = np.broadcast_to(rows[:, None] * step, across.shape)
    box = np.clip(np.searchsorted(x, across, side="right") - 1, 0, len(top) - 1)
    rim = size / 2
    inside = (
        (across > x[0] + rim) & (across < x[-1] - rim)
        & (down > top[box] + rim) & (down < below[box] - rim)
    )  # fmt: skip
    pen = line(color, size)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.drawPoints(polygon(across[inside], down[inside]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def boxes_of(path: QPainterPath) -> tuple[Numbers, Numbers, Numbers]:
    """Give the edges, tops and bottoms of rectangles; between two stands one of no height."""
    rects = [part.boundingRect() for part in path.toSubpathPolygons()]
    x = np.array([side for r in rects for side in (r.left(), r.right())])
    top = np.array([side for r in rects for side in (r.top(), r.bottom())])
    below = np.array([side for r in rects for side in (r.bottom(), r.bottom())])
    return x, top[:-1], below[:-1]


def box_of(place: QRectF) -> tuple[Numbers, Numbers, Numbers]:
    """Give a rectangle as a box: its edges, its top and its bottom."""
    return (
        np.array([place.left(), place.right()]),
        np.array([place.top()]),
        np.array([place.bottom()]),
    )


@functools.cache
def swatch(band: str, share: float = 1.0) -> Callable[[QPainter, QRectF, Ink], None]:
    """Give what draws a band's mark in a legend; a share below 1 lets it recede."""

    def draw(painter: QPainter, place: QRectF, ink: Ink) -> None:
        inner = place.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.save()
        painter.setOpacity(share)
        fill_boxes(painter, *box_of(inner), band, ink, step=4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(line(firmness_color(band)))
        painter.drawRect(inner)
        painter.restore()

    return draw
