"""Icons of rows: the look of a band of firmness, and signs that keep their colour when selected."""

from __future__ import annotations

import functools

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.ui import icons, theme
from desktop.ui.charts.firmness import swatch
from desktop.ui.charts.ink import Ink


class _Engine(QIconEngine):
    """Paints the swatch of a band in the colours in use."""

    def __init__(self, band: str) -> None:
        super().__init__()
        self._band = band

    def clone(self) -> QIconEngine:
        return _Engine(self._band)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = round(min(rect.width(), rect.height()) * 0.8)
        place = rect.center() - QRect(0, 0, side, side).center()
        ratio = painter.device().devicePixelRatio()
        ground = QApplication.palette().color(QPalette.ColorRole.Base)
        painter.drawImage(place, _drawn(self._band, side, ratio, ground.rgb()))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made


@functools.lru_cache(maxsize=64)
def _drawn(band: str, side: int, ratio: float, ground: int) -> QImage:
    """Draw a swatch once: a tree shows the same few again and again."""
    pixels, format_ = round(side * ratio), QImage.Format.Format_ARGB32_Premultiplied
    made = QImage(pixels, pixels, format_)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    swatch(band)(painter, QRectF(0, 0, side, side), Ink.of(QApplication.palette()))
    painter.end()
    return made


class _Sign(_Engine):
    """Paints a drawing of the program in a colour of the theme."""

    def __init__(self, name: str, tone: str) -> None:
        super().__init__(name)
        self._tone = tone

    def clone(self) -> QIconEngine:
        return _Sign(self._band, self._tone)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        color = QColor(getattr(theme.colors(), self._tone))
        icons.paint(painter, self._band, QRectF(rect), color)


def sign_icon(name: str, tone: str) -> QIcon:
    """Give a drawing in a colour of the theme, also on a row that is selected."""
    return QIcon(_Sign(name, tone))


def firmness_icon(band: str) -> QIcon:
    """Give the look of binding, conditional or non-binding as an icon."""
    return QIcon(_Engine(band))
