"""Browser: shows a page of the help, its pictures as sharp and as wide as there is room."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QResizeEvent, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from desktop.operations.guide import picture_file
from desktop.operations.guide_text import Picture
from desktop.operations.help_page import Page
from desktop.ui import theme
from desktop.ui.guide.rich_text import SCHEME, Look, page_html

#: Found words that are marked at most; more would help nobody.
_MOST = 400


class Browser(QTextBrowser):
    """Shows a page; `anchorClicked` tells of links, which lead to nowhere by themselves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        # A bar that comes and goes would change the room while the page is laid out for it.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._page: Page | None = None
        self._typed = ""
        self._room = 0

    def show_page(self, page: Page, typed: str = "") -> None:
        """Show a page from its top; the words typed are marked in it."""
        self._page, self._typed = page, typed
        self.setAccessibleName(page.title)
        self._fill()

    def _fill(self) -> None:
        if self._page is None:
            return
        colors = theme.colors()
        self._room = self.viewport().width() - 2 * int(self.document().documentMargin())
        look = Look(colors.text, colors.muted, colors.border, colors.accent_soft, colors.link,
                    theme.space(1), self._room)  # fmt: skip
        self.document().setIndentWidth(theme.space(1.6))
        self.setHtml(page_html(self._page, look))
        self._mark()

    def _mark(self) -> None:
        """Mark the words that are looked for, without moving there."""
        marked: list[QTextEdit.ExtraSelection] = []
        colors = theme.colors()
        style = QTextCharFormat()
        style.setBackground(QColor(colors.warning_soft))
        style.setForeground(QColor(colors.text))
        style.setFontUnderline(True)
        for word in self._typed.split():
            found = self.document().find(word)
            while not found.isNull() and len(marked) < _MOST:
                selection = QTextEdit.ExtraSelection()
                selection.cursor, selection.format = found, style
                marked.append(selection)
                found = self.document().find(word, found)
        self.setExtraSelections(marked)
        if marked:
            self.setTextCursor(QTextCursor(self.document()))

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        """Give a picture in just the size in which it is shown."""
        url = QUrl(name)
        if type != QTextDocument.ResourceType.ImageResource.value or url.scheme() != SCHEME:
            return super().loadResource(type, url)
        image = QImage(str(picture_file(url.path())))
        look = Look("", "", "", "", "", theme.space(1), self._room)
        wide = round(look.picture_width(url.path()) * self.devicePixelRatioF())
        smooth = image.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
        smooth.setDevicePixelRatio(self.devicePixelRatioF())
        return smooth

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give pictures the room that there is now, and stay at the same place."""
        super().resizeEvent(event)
        room = self.viewport().width() - 2 * int(self.document().documentMargin())
        if self._page is None or room == self._room:
            return
        if any(isinstance(b, Picture) for group in self._page.groups for b in group.blocks):
            bar = self.verticalScrollBar()
            share = bar.value() / max(bar.maximum(), 1)
            self._fill()
            bar.setValue(round(share * bar.maximum()))

    def changeEvent(self, event: QEvent) -> None:
        """Colour the page anew when light turns dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            value = self.verticalScrollBar().value()
            self._fill()
            self.verticalScrollBar().setValue(value)
