"""Icons: the program's own drawings, in the colour of the text beside them.

A drawing is a line drawing in black, 24 by 24, in `resources/icons`. It is coloured when it is
painted, so it follows the palette without being set anew, and is sharp at every scaling.
"""

from __future__ import annotations

import functools
from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.paths import RESOURCES
from desktop.ui import theme

FOLDER = RESOURCES / "icons"


@functools.cache
def _source(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


@functools.lru_cache(maxsize=512)
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("#000000", color).encode()))


class _Engine(QIconEngine):
    """Paints a drawing in the colour that the palette has for the place where it stands."""

    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        self._name = name
        self._tone = tone

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._tone)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        place = QRectF(0, 0, side, side)
        place.moveCenter(QPointF(QRectF(rect).center()))
        _renderer(self._name, self._color(mode).name()).render(painter, place)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made

    def _color(self, mode: QIcon.Mode) -> QColor:
        palette, role = QApplication.palette(), QPalette.ColorRole
        if mode == QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorGroup.Disabled, role.Text)
        if self._tone:
            return QColor(getattr(theme.colors(), self._tone))
        if mode == QIcon.Mode.Selected:
            return palette.color(role.HighlightedText)
        return palette.color(role.Text)


def icon(name: str, tone: str = "") -> QIcon:
    """Give a drawing as an icon; `tone` is the name of a colour of the theme, else text."""
    return QIcon(_Engine(name, tone))


def paint(painter: QPainter, name: str, place: QRectF, color: QColor) -> None:
    """Paint a drawing into a square."""
    _renderer(name, color.name()).render(painter, place)


class Sign(QWidget):
    """A drawing that stands alone; it follows the colours in use, as a picture would not."""

    def __init__(self, name: str, tone: str = "", share: float = 1.0) -> None:
        super().__init__()
        self._icon = program_icon() if name == "offtake" else icon(name, tone)
        side = theme.space(share)
        self.setFixedSize(side, side)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the drawing."""
        self._icon.paint(QPainter(self), self.rect())


def program_icon() -> QIcon:
    """Give the icon of the program."""
    return QIcon(str(FOLDER / "offtake.svg"))


def names() -> set[str]:
    """Give the names of all drawings."""
    return {Path(path).stem for path in FOLDER.glob("*.svg")}
