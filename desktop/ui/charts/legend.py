"""Legend: the names of the series; each can be hidden and shown with the mouse or the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.ui.charts.ink import Ink, faded, line, small
from desktop.ui.charts.shapes import hatch_lines


@dataclass(frozen=True)
class Series:
    """What the legend tells of a series; `mark` is area, dashes, hatching, or what draws it."""

    key: str
    label: str
    color: QColor
    mark: str | Callable[[QPainter, QRectF, Ink], None] = "area"


class LegendEntry(QAbstractButton):
    """One series: checked while it is shown."""

    def __init__(self, series: Series, parent: QWidget) -> None:
        super().__init__(parent)
        self.series = series
        self.setCheckable(True)
        self.setChecked(True)
        self.setText(series.label)
        self.setToolTip(series.label)
        self.setAccessibleName(series.label)
        self.setFont(small(parent.font(), 0.95))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(self.describe)
        self.describe()

    def describe(self) -> None:
        """Say what a click does."""
        self.setAccessibleDescription(
            str(Text("Shown; press to hide") if self.isChecked() else Text("Hidden; press to show"))
        )

    def sizeHint(self) -> QSize:
        """One line of text."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 34, round(metrics.height() * 1.35))

    def minimumSizeHint(self) -> QSize:
        """Long names break into lines."""
        return QSize(60, self.sizeHint().height())

    def heightForWidth(self, width: int) -> int:
        """Give room for the lines that the name needs."""
        more = len(self._lines(width - self._inset())) - 1
        return self.sizeHint().height() + more * self.fontMetrics().height()

    def _inset(self) -> int:
        """Give the room beside the name, which the mark takes."""
        return 17 + self._side()

    def _side(self) -> int:
        return round(self.fontMetrics().height() * 0.72)

    def _lines(self, width: int) -> list[str]:
        """Break the name into lines."""
        lines: list[str] = []
        for word in self.text().split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.fontMetrics().horizontalAdvance(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Show it at rest."""
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave up and down to the legend; the rest is pressing."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark and the name; a hidden series has an empty mark and a faint name."""
        ink, painter = Ink.of(self.palette()), QPainter(self)
        box = QRectF(self.rect())
        if self.underMouse() or self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(line(ink.accent) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(faded(ink.text, 0.06))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        side = self._side()
        # The mark belongs to the first line.
        mark = QRectF(6, round((self.sizeHint().height() - side) / 2), side, side)
        self._draw_mark(painter, mark, ink)
        painter.setPen(ink.text if self.isChecked() else ink.muted)
        font = painter.font()
        font.setStrikeOut(not self.isChecked())
        painter.setFont(font)
        room = box.adjusted(mark.right() + 7, 0, -4, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        width, elide = self.width() - self._inset(), Qt.TextElideMode.ElideRight
        # Where there is no room for more lines, the name is cut short.
        lines = self._lines(width) if self.height() > self.sizeHint().height() else [self.text()]
        shown = [self.fontMetrics().elidedText(line, elide, width) for line in lines]
        painter.drawText(room, flags, "\n".join(shown))

    def _draw_mark(self, painter: QPainter, mark: QRectF, ink: Ink) -> None:
        color = self.series.color if self.isChecked() else ink.rule
        if callable(self.series.mark) and self.isChecked():
            self.series.mark(painter, mark, ink)
            return
        if self.series.mark == "dashes":
            middle = mark.center().y()
            pen = line(color, 2)
            pen.setDashPattern([2.0, 1.0])
            painter.setPen(pen)
            painter.drawLine(QLineF(mark.left() - 2, middle, mark.right() + 3, middle))
            return
        if self.series.mark == "hatching":
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(line(color, 1.2))
            painter.drawLines(
                hatch_lines(np.array([mark.left(), mark.right()]), np.array([mark.top()]),
                         np.array([mark.bottom()]), 4.0)
            )  # fmt: skip
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            return
        painter.setPen(line(color))
        painter.setBrush(color if self.isChecked() else Qt.BrushStyle.NoBrush)
        painter.drawRect(mark.adjusted(0.5, 0.5, -0.5, -0.5))


class Legend(QScrollArea):
    """All series, the topmost of the stack first."""

    #: A series was shown or hidden.
    toggled = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(self._body)
        self.entries: dict[str, LegendEntry] = {}
        self.hidden_keys: set[str] = set()

    def show_series(self, series: list[Series]) -> None:
        """Show these series; what is hidden stays hidden."""
        if [entry.series for entry in self.entries.values()] == series:
            return
        focused = next((k for k, e in self.entries.items() if e.hasFocus()), None)
        for entry in self.entries.values():
            entry.hide()
            entry.deleteLater()
        self.entries = {}
        for place, one in enumerate(series):
            entry = LegendEntry(one, self._body)
            entry.setChecked(one.key not in self.hidden_keys)
            entry.toggled.connect(lambda on, key=one.key: self._on_toggled(key, on))
            self._column.insertWidget(place, entry)
            # Else it shows with the next event only, and a picture taken before lacks it.
            entry.show()
            self.entries[one.key] = entry
        if focused in self.entries:
            self.entries[focused].setFocus()

    def _on_toggled(self, key: str, on: bool) -> None:
        (self.hidden_keys.discard if on else self.hidden_keys.add)(key)
        self.toggled.emit(key, on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from series to series with the arrows."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        entries = list(self.entries.values())
        here = next((i for i, entry in enumerate(entries) if entry.hasFocus()), None)
        if step is None or here is None:
            event.ignore()
            return
        target = entries[(here + step) % len(entries)]
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(target)
