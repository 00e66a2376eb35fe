"""Bubble: the sentence under a cell that says why what was typed cannot be taken."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from desktop.core.i18n import Text
from desktop.ui import theme
from desktop.ui.form.problems import paint_sign


class Bubble(QLabel):
    """A label over the grid, next to the editor that it speaks of."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, fault: Text, editor: QWidget) -> None:
        """Show a sentence under an editor, or above it where there is no room."""
        parent = self.parentWidget()
        assert parent is not None
        self.setText(str(fault))
        pad = theme.space(0.45)
        self.setContentsMargins(theme.space(1.6), pad, theme.space(0.6), pad)
        metrics = self.fontMetrics()
        wanted = metrics.horizontalAdvance(self.text()) + theme.space(2.6)
        width = min(wanted, metrics.averageCharWidth() * 48, parent.width() - theme.space(1))
        self.resize(width, self.heightForWidth(width))
        corner = editor.mapTo(parent, QPoint(0, editor.height() + 3))
        if corner.y() + self.height() > parent.height():
            corner.setY(editor.mapTo(parent, QPoint(0, 0)).y() - self.height() - 3)
        corner.setX(max(0, min(corner.x(), parent.width() - width - theme.space(0.5))))
        self.move(corner)
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a quiet card with the sign of an error."""
        colors = theme.colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors.error), 1))
        painter.setBrush(QColor(colors.error_soft))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        side = theme.space(0.95)
        paint_sign(painter, "error", QRectF(theme.space(0.4), theme.space(0.5), side, side))
        painter.end()
        super().paintEvent(event)
