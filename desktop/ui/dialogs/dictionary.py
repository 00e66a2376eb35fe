"""The dialog that explains every record type and field."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from desktop.core.i18n import Text
from desktop.operations.dictionary import dictionary
from desktop.ui.session import Session


class DictionaryDialog(QDialog):
    """Every record type and field: what it takes and what it means."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.page = QTextBrowser(self)
        self.page.setOpenExternalLinks(False)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.page)
        layout.addWidget(self._buttons)
        unit = self.fontMetrics().height()
        self.resize(unit * 50, unit * 36)
        session.language_changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Show the dictionary in the language in use."""
        self.setWindowTitle(str(Text("Records and fields")))
        self.page.setAccessibleName(str(Text("Records and fields")))
        close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(str(Text("Close")))
        self.page.setMarkdown(dictionary(self._session.types))
