"""The dialog that explains every record type and field."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QShowEvent, QTextLength, QTextTable
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from desktop.core.i18n import Text
from desktop.operations.dictionary import dictionary
from desktop.ui import theme
from desktop.ui.session import Session

_WIDTHS = (22, 30, 48)  # of the columns, in percent


class DictionaryDialog(QDialog):
    """Every record type and field: what it takes and what it means; opens at one type."""

    def __init__(
        self, session: Session, type_name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._type_name = type_name
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
        self._lay_out()

    def _lay_out(self) -> None:
        """Let all tables have the same columns, and lines no louder than elsewhere."""
        for table in self.page.document().rootFrame().childFrames():
            if not isinstance(table, QTextTable):
                continue
            shape = table.format().toTableFormat()
            percent = QTextLength.Type.PercentageLength
            shape.setWidth(QTextLength(percent, 100))
            shape.setColumnWidthConstraints([QTextLength(percent, width) for width in _WIDTHS])
            shape.setBorderCollapse(True)
            shape.setBorderBrush(QColor(theme.colors().border))
            shape.setCellPadding(theme.space(0.25))
            table.setFormat(shape)

    def changeEvent(self, event: QEvent) -> None:
        """Colour the lines anew when light turns dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the type in question."""
        super().showEvent(event)
        type = self._session.types.get(self._type_name)
        block = self.page.document().begin()
        while type is not None and block.isValid():
            if block.blockFormat().headingLevel() and block.text() == str(type.title):
                place = self.page.document().documentLayout().blockBoundingRect(block)
                self.page.verticalScrollBar().setValue(round(place.top()))
                return
            block = block.next()
