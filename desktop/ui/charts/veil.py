"""Veil: dims a picture that is out of date, and says so, until the new one is there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.core.i18n import Text
from desktop.ui import theme
from desktop.ui.charts.ink import Ink, faded, line

#: What is there sooner, in milliseconds, needs no veil: it would only flicker.
_PATIENCE = 150
_DIM = 0.6


class Veil(QWidget):
    """Lies on a widget, beside it in the same parent, so that no picture of the widget shows it."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over.parentWidget())
        self._over = over
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE)
        self._timer.timeout.connect(self._drop)
        over.installEventFilter(self)

    @property
    def is_wanted(self) -> bool:
        """Whether it lies there, or soon will."""
        return self._timer.isActive() or not self.isHidden()

    def lay(self) -> None:
        """Dim the picture, unless it is lifted very soon."""
        if self.isHidden() and not self._timer.isActive():
            self._timer.start()

    def lift(self) -> None:
        """Show the picture as it is."""
        self._timer.stop()
        self.hide()

    def _drop(self) -> None:
        self.setAccessibleName(str(Text("Working…")))
        self._follow()
        self.raise_()
        self.setVisible(not self._over.isHidden())

    def _follow(self) -> None:
        self.setGeometry(self._over.geometry())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay where the picture is."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._follow()
        elif event.type() == QEvent.Type.Hide:
            self.hide()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the picture recede behind a sign that says why."""
        ink, painter = Ink.of(self.palette()), QPainter(self)
        painter.fillRect(self.rect(), faded(ink.base, _DIM))
        said, metrics = str(Text("Working…")), painter.fontMetrics()
        wide, tall = metrics.horizontalAdvance(said) + 2 * theme.em(), 2.0 * theme.em()
        middle = QPointF(self.width() / 2, min(self.height() / 2, 8.0 * theme.em()))
        sign = QRectF(round(middle.x() - wide / 2) + 0.5, round(middle.y() - tall / 2) + 0.5,
                      round(wide), round(tall))  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(ink.base)
        painter.setPen(line(ink.rule))
        painter.drawRoundedRect(sign, 4, 4)
        painter.setPen(ink.text)
        painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, said)
