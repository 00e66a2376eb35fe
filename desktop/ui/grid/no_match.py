"""No match: what the grid says in place of blank ground when the filters leave nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.i18n import Text
from desktop.ui import theme


class NoMatch(QWidget):
    """A sentence and a way out, in the middle of a viewport."""

    #: The filters are to be cleared.
    clear_asked = Signal()

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self.label = QLabel()
        self.label.setProperty("role", "muted")
        self.label.setWordWrap(True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton()
        self.button.setProperty("look", "link")
        self.button.clicked.connect(self.clear_asked)
        layout = QVBoxLayout(self)
        layout.addWidget(self.label)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        viewport.installEventFilter(self)
        self.hide()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.label.setText(str(Text("No record passes the filters and the search.")))
        self.button.setText(str(Text("Clear filters")))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        viewport = self.parentWidget()
        if viewport is None:
            return
        width = min(viewport.width(), theme.space(26))
        height = self.heightForWidth(width) if self.hasHeightForWidth() else 0
        height = max(height, self.sizeHint().height())
        left = (viewport.width() - width) // 2
        self.setGeometry(QRect(left, max(0, (viewport.height() - height) // 3), width, height))
