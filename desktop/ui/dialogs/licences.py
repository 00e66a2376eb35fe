"""Licences: each part of the program at the left, its terms at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.operations.licences import ShippedPart, licence_text, shipped_parts
from desktop.ui import theme


class LicencesDialog(QDialog):
    """All parts that are shipped, with their versions and the full texts of their licences."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(str(Text("Licences")))
        self.list = QListWidget()
        self.list.setAccessibleName(str(Text("Parts of the program")))
        self.list.setAlternatingRowColors(True)
        self.terms = QPlainTextEdit()
        self.terms.setReadOnly(True)
        self.terms.setTabChangesFocus(True)
        self.terms.setAccessibleName(str(Text("Terms")))
        self.terms.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.terms.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        for part in shipped_parts():
            item = QListWidgetItem(_line(part))
            item.setData(Qt.ItemDataRole.UserRole, part)
            self.list.addItem(item)
        self.list.currentItemChanged.connect(self._show)
        self.list.setCurrentRow(0)
        columns = QHBoxLayout()
        columns.addWidget(self.list, 3)
        columns.addWidget(self.terms, 5)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(str(Text("Close")))
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addLayout(columns, 1)
        layout.addWidget(buttons)
        self.resize(theme.space(62), theme.space(34))

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.terms.setPlainText(licence_text(item.data(Qt.ItemDataRole.UserRole)))


def _line(part: ShippedPart) -> str:
    indent = "      " if part.inside else ""
    return f"{indent}{' '.join(filter(None, (part.name, part.version)))}  ·  {part.licence}"
