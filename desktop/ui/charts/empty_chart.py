"""EmptyChart: the page that stands in for a chart while there is nothing to show."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui import theme


class EmptyChart(QWidget):
    """A heading, what to do, and a button that leads there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = round(30 * theme.em())
        self.heading, self.line = QLabel(self), QLabel(self)
        self.heading.setProperty("role", "title")
        self.line.setWordWrap(True)
        self.line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.go_button = QPushButton(self)
        self.go_button.setProperty("look", "primary")
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(0.6))
        column.addStretch(2)
        for widget in (self.heading, self.line, self.go_button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def minimumSizeHint(self) -> QSize:
        """Be narrower than the sentence would like."""
        return QSize(theme.space(18), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the sentence where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = max(min(self._width, self.width() - theme.space(1.5)), 1)
        self.line.setFixedWidth(width)
        # A layout that centres a label gives it one line only. A label never asks for less than
        # the least that it was given before.
        self.line.setMinimumHeight(0)
        self.line.setMinimumHeight(self.line.heightForWidth(width))

    def say(self, heading: str, line: str, button: str) -> None:
        """Set the texts."""
        self.heading.setText(heading)
        self.line.setText(line)
        self._fit()
        self.go_button.setText(button)
