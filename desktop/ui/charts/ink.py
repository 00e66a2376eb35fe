"""Ink: the colours, pens and texts that charts are drawn with.

Charts are painted in the pixels of the widget, with pens that are not cosmetic: Qt then scales
a line with the screen, and with a picture that is drawn larger than the screen.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """Give `first` with a share (0 to 1) of `second` mixed in."""
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
    )


def faded(color: QColor, alpha: float) -> QColor:
    """Give a colour with an alpha of 0 (clear) to 1."""
    made = QColor(color)
    made.setAlphaF(alpha)
    return made


def text_on(ground: QColor) -> QColor:
    """Give black or white, whichever is read better on a ground."""
    parts = (ground.redF(), ground.greenF(), ground.blueF())
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return QColor("#000000" if bright > 0.179 else "#ffffff")


def line(color: QColor, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Give a pen that is `width` pixels of the widget wide on every screen."""
    pen = QPen(color, width, style, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin)
    pen.setCosmetic(False)
    return pen


def upright(painter: QPainter, x: float, height: float, color: QColor, width: float = 1.0) -> None:
    """Draw a line from the top down, `x` its middle: filled, which is much faster than a pen."""
    painter.fillRect(QRectF(x - width / 2, 0, width, height), color)


def level(painter: QPainter, y: float, left: float, right: float, color: QColor) -> None:
    """Draw a line of one pixel across, `y` its middle."""
    painter.fillRect(QRectF(left, y - 0.5, right - left, 1), color)


def small(font: QFont, share: float = 0.9, bold: bool = False) -> QFont:
    """Give a font of a share of the size."""
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(font.pointSizeF() * share)
    else:
        made.setPixelSize(max(1, round(font.pixelSize() * share)))
    made.setBold(bold)
    return made


def width_of(text: str, font: QFont) -> float:
    """Give how many pixels of the widget a text is wide."""
    return QFontMetricsF(font).horizontalAdvance(text)


def haloed(painter: QPainter, at: QPointF, text: str, color: QColor, ground: QColor) -> None:
    """Draw a text with a rim in the colour of the ground, to be read over lines and areas."""
    painter.setPen(ground)
    for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, 1), (-1, 1), (1, -1)):
        painter.drawText(at + QPointF(dx, dy), text)
    painter.setPen(color)
    painter.drawText(at, text)


@dataclass(frozen=True)
class Ink:
    """The colours of a chart besides those of its series, taken from a palette."""

    base: QColor
    text: QColor
    muted: QColor
    grid: QColor
    rule: QColor
    accent: QColor

    @classmethod
    def of(cls, palette: QPalette) -> Ink:
        """Take the colours of a palette, light or dark."""
        base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        accent = palette.color(QPalette.ColorRole.Link)
        return cls(
            base, text, mixed(text, base, 0.36), mixed(base, text, 0.09), mixed(base, text, 0.22),
            accent,
        )  # fmt: skip
