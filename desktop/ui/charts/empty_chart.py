"""EmptyChart: the page that stands in for a chart while there is nothing to show."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui import theme


class EmptyChart(QWidget):
    """A heading, what to do, and a button that leads there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = round(30 * theme.em())
        self._heading, self._line = QLabel(self), QLabel(self)
        self._heading.setProperty("role", "title")
        self._line.setWordWrap(True)
        self._line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._line.setFixedWidth(self._width)
        self.go_button = QPushButton(self)
        self.go_button.setProperty("look", "primary")
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(0.6))
        column.addStretch(2)
        for widget in (self._heading, self._line, self.go_button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def say(self, heading: str, line: str, button: str) -> None:
        """Set the texts."""
        self._heading.setText(heading)
        self._line.setText(line)
        # A layout that centres a label gives it one line only.
        self._line.setMinimumHeight(self._line.heightForWidth(self._width))
        self.go_button.setText(button)
