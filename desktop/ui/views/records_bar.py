"""Records bar: what stands over a grid: its heading, buttons, the views, counts and the search."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
)

from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.ui import icons, theme
from desktop.ui.views.view_choice import ViewChoice

_ROOMY = 42.0  # heights of a line from which on the buttons have words


class RecordsBar(QFrame):
    """The bar over a grid; it gives way before the window does."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        # In little room its buttons are signs only.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.add_button = QPushButton(icons.icon("add"), "")
        self.duplicate_button = QPushButton(icons.icon("duplicate"), "")
        self.delete_button = QPushButton(icons.icon("delete"), "")
        self.views = ViewChoice()
        self.clear_button = QPushButton()
        self.clear_button.setProperty("look", "link")
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icons.icon("find", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMinimumWidth(theme.space(7))
        self.search.setMaximumWidth(theme.space(18))
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.space(x) for x in (0.8, 0.5, 0.8, 0.5)))
        row.setSpacing(theme.space(0.4))
        row.addWidget(self.heading)
        row.addSpacing(theme.space(0.6))
        for button in (self.add_button, self.duplicate_button, self.delete_button, self.views):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.clear_button)
        row.addWidget(self.count)
        row.addWidget(self.search, 1)

    def retranslate(self, type: RecordType, title: Text) -> None:
        """Set all texts in the language in use."""
        self.heading.setText(str(title))
        self.add_button.setToolTip(str(Text("Add {type}", type=type.singular)))
        self.search.setPlaceholderText(str(Text("Search all fields")))
        self.search.setAccessibleName(str(Text("Search {type}", type=title)))
        for button in self.search.findChildren(QToolButton):
            clears = button.objectName() or button.defaultAction() is None
            button.setAccessibleName(str(Text("Clear search") if clears else Text("Search")))
        self.clear_button.setText(str(Text("Clear filters")))
        self.views.retranslate()

    def fit(self, width: int) -> None:
        """Show buttons with or without words, as there is room."""
        roomy = width > theme.space(_ROOMY)
        for button, text in (
            (self.add_button, Text("Add")),
            (self.duplicate_button, Text("Duplicate")),
            (self.delete_button, Text("Delete")),
        ):
            button.setText(str(text) if roomy else "")
            button.setAccessibleName(str(text))
            if button is not self.add_button:
                button.setToolTip("" if roomy else str(text))
        row = self.layout()
        self.heading.show()
        self.count.setVisible(bool(self.count.text()))
        for label in (self.count, self.heading):
            if row is not None and row.minimumSize().width() > width:
                label.hide()
        style = Qt.ToolButtonStyle
        self.views.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if roomy else style.ToolButtonIconOnly
        )
        self.views.setIconSize(QSize(theme.space(0.95), theme.space(0.95)))
