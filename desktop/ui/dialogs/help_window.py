"""Help window: records and fields, views, glossary, formulas and shortcuts, searched as one."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.operations.help_page import Page
from desktop.ui import theme
from desktop.ui.session import Session

#: Widths of columns in percent, by how many there are.
_WIDTHS = {1: (100,), 2: (36, 64), 3: (24, 28, 48)}

Pages = Callable[[], Sequence[Page]]


class HelpWindow(QDialog):
    """A list of pages, a line to search all of them, and the page that is read."""

    def __init__(
        self, session: Session, pages: Pages, print_page: Callable[[Page], object],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, Qt.WindowType.Window)
        self._make, self._pages = pages, list(pages())
        self._anchor = ""
        self.search, self.list = QLineEdit(), QListWidget()
        self.page, self.nothing = QTextBrowser(), QLabel()
        self.page.setOpenExternalLinks(False)
        self.print_button, self.close_button = QPushButton(), QPushButton()
        self.search.setClearButtonEnabled(True)
        self.list.setMaximumWidth(theme.space(13))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self.search.textChanged.connect(self._on_typed)
        self.list.currentRowChanged.connect(lambda _: self._show_page())
        self.print_button.clicked.connect(lambda: print_page(self.shown))
        self.close_button.clicked.connect(self.close)
        session.language_changed.connect(self.retranslate)
        self.resize(theme.space(54), theme.space(38))
        self.retranslate()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        right = QVBoxLayout()
        right.addWidget(self.page, 1)
        right.addWidget(self.nothing, 1)
        row = QHBoxLayout()
        row.addLayout(left)
        row.addLayout(right, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.print_button)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.addLayout(row, 1)
        column.addLayout(buttons)
        self.search.setMaximumWidth(theme.space(13))
        for button in (self.print_button, self.close_button):
            button.setAutoDefault(False)

    # What is shown

    @property
    def shown(self) -> Page:
        """The page that is read, with what the search leaves of it."""
        return self._pages[max(self.list.currentRow(), 0)].found(self.search.text())

    def open_at(self, key: str) -> None:
        """Open at a page, a group or an entry."""
        self.search.clear()
        for place, page in enumerate(self._pages):
            if page.key == key or page.has(key):
                self._anchor = "" if page.key == key else key
                self.list.setCurrentRow(place)
                self._show_page()
                return

    def retranslate(self) -> None:
        """Show everything in the language in use."""
        self.setWindowTitle(str(Text("Help")))
        self.search.setPlaceholderText(str(Text("Search the help")))
        self.search.setAccessibleName(str(Text("Search the help")))
        self.list.setAccessibleName(str(Text("Parts of the help")))
        self.nothing.setText(str(Text("Nothing in the help has these words.")))
        self.print_button.setText(str(Text("&Print…")))
        self.close_button.setText(str(Text("Close")))
        self._pages = list(self._make())
        here = max(self.list.currentRow(), 0)
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([page.title for page in self._pages])
        self.list.setCurrentRow(here)
        self.list.blockSignals(False)
        self._on_typed()

    def _on_typed(self) -> None:
        """Say how often each page has the words, and go to the first that has them at all."""
        typed = self.search.text().strip()
        counts = [page.found(typed).count() for page in self._pages]
        for row, (page, n) in enumerate(zip(self._pages, counts, strict=True)):
            self.list.item(row).setText(f"{page.title} ({n})" if typed else page.title)
        if typed and not counts[max(self.list.currentRow(), 0)] and any(counts):
            self.list.setCurrentRow(next(row for row, n in enumerate(counts) if n))
        self._anchor = self._anchor if not typed else ""
        self._show_page()

    def _show_page(self) -> None:
        shown = self.shown
        some = shown.count() > 0
        self.page.setVisible(some)
        self.nothing.setVisible(not some)
        self.print_button.setEnabled(some)
        self.page.setAccessibleName(shown.title)
        self.page.setHtml("".join(_html(shown)))
        self._scroll()

    def _scroll(self) -> None:
        if self._anchor:
            self.page.scrollToAnchor(self._anchor)

    # Events

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at what was asked for."""
        super().showEvent(event)
        self._scroll()
        self.search.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Colour the page anew when light turns dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._show_page()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the search, arrow keys go to the pages."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self.focusWidget() is self.search:
            row = min(max(self.list.currentRow() + step, 0), self.list.count() - 1)
            self.list.setCurrentRow(row)
        else:
            super().keyPressEvent(event)


def _html(page: Page) -> Iterator[str]:
    """Give a page as rich text; every group and entry has its key as an anchor."""
    colors = theme.colors()
    yield f"<h2>{_safe(page.title)}</h2>"
    for group in page.groups:
        yield f'<a name="{_safe(group.key)}"></a>'
        if group.title:
            yield f"<h3>{_safe(group.title)}</h3>"
        if group.text:
            yield f"<p>{_safe(group.text)}</p>"
        if group.rows:
            widths = _WIDTHS[len(page.heads)]
            pad, side = theme.space(0.25), "border-collapse: collapse; border-style: solid"
            yield (f'<table width="100%" cellpadding="{pad}" cellspacing="0" border="1" '
                   f'style="{side}; border-color: {colors.border}">')  # fmt: skip
            heads = zip(page.heads, widths, strict=True)
            cells = (f'<th align="left" width="{width}%">{_safe(h)}</th>' for h, width in heads)
            yield f"<tr>{''.join(cells)}</tr>"
            for row in group.rows:
                name, *others = map(_safe, row.cells)
                anchor = f'<a name="{_safe(row.key)}"></a>'
                rest = "".join(f"<td>{cell}</td>" for cell in others)
                yield f"<tr><td>{anchor}<b>{name}</b></td>{rest}</tr>"
            yield "</table>"


def _safe(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
