"""Help window: the guide, records and fields, views, glossary, formulas and keys, in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.operations.help_page import Page
from desktop.ui import theme
from desktop.ui.guide.browser import Browser
from desktop.ui.session import Session

Pages = Callable[[], Sequence[Page]]
_LEFT = 15.0  # heights of a line that the list of pages is wide


@dataclass
class Visit:
    """A place that was read: its page, the entry it was opened at, and how far it was scrolled."""

    page: str
    anchor: str = ""
    scroll: int | None = None


class HelpWindow(QDialog):
    """A list of pages, a line to search all of them, and the page that is read."""

    def __init__(
        self, session: Session, pages: Pages, print_page: Callable[[Page], object],
        save_guide: Callable[[], object], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, Qt.WindowType.Window)
        self._make, self._pages = pages, list(pages())
        self._trail: list[Visit] = []
        self._here = -1
        self._counts: list[int] = []
        self.search, self.list = QLineEdit(), QListWidget()
        self.page, self.nothing = Browser(), QLabel()
        self.back_button, self.forward_button = QPushButton(), QPushButton()
        self.save_button = QPushButton()
        self.print_button, self.close_button = QPushButton(), QPushButton()
        self.search.setClearButtonEnabled(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self.search.textChanged.connect(self._on_typed)
        self.list.currentRowChanged.connect(self._on_row)
        self.page.anchorClicked.connect(self._on_link)
        self.back_button.clicked.connect(lambda: self._walk(-1))
        self.forward_button.clicked.connect(lambda: self._walk(1))
        self.save_button.clicked.connect(lambda: save_guide())
        self.print_button.clicked.connect(lambda: print_page(self.shown))
        self.close_button.clicked.connect(self.close)
        for keys, do in (
            (QKeySequence.StandardKey.Back, lambda: self._walk(-1)),
            (QKeySequence.StandardKey.Forward, lambda: self._walk(1)),
            (QKeySequence.StandardKey.Find, self.search.setFocus),
        ):
            QShortcut(keys, self).activated.connect(do)
        session.language_changed.connect(self.retranslate)
        room = self.screen().availableGeometry().size() * 0.92
        self.resize(QSize(theme.space(58), theme.space(40)).boundedTo(room))
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
        for button in (self.back_button, self.forward_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.save_button, self.print_button, self.close_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.addLayout(row, 1)
        column.addLayout(buttons)
        for part in (self.search, self.list):
            part.setMaximumWidth(theme.space(_LEFT))
        for button in (self.back_button, self.forward_button, self.save_button,
                       self.print_button, self.close_button):  # fmt: skip
            button.setAutoDefault(False)

    # What is shown

    @property
    def shown(self) -> Page:
        """The page that is read, with what the search leaves of it."""
        return self._pages[max(self.list.currentRow(), 0)].found(self.search.text())

    def open_at(self, key: str) -> None:
        """Open at a page, a group or an entry."""
        for page in self._pages:
            if page.key == key or page.has(key):
                self.search.clear()
                first = page.groups[0]
                at_top = not first.title and key in (first.key, *first.also)
                self._visit(Visit(page.key, "" if at_top or page.key == key else key))
                return

    def _visit(self, visit: Visit) -> None:
        """Go to a place and remember it; what was further on is forgotten."""
        self._keep_scroll()
        if self._here < 0 or (visit.page, visit.anchor) != self._place():
            del self._trail[self._here + 1 :]
            self._trail.append(visit)
            self._here = len(self._trail) - 1
        self._trail[self._here].scroll = None
        self._show_visit()

    def _place(self) -> tuple[str, str]:
        here = self._trail[self._here]
        return here.page, here.anchor

    def _walk(self, step: int) -> None:
        """Go back to what was read before, or forward again."""
        if 0 <= self._here + step < len(self._trail):
            self._keep_scroll()
            self._here += step
            self.search.clear()
            self._show_visit()

    def _keep_scroll(self) -> None:
        if self._here >= 0 and self.isVisible():
            self._trail[self._here].scroll = self.page.verticalScrollBar().value()

    def _show_visit(self) -> None:
        wanted = self._trail[self._here].page
        self.list.blockSignals(True)
        self.list.setCurrentRow(next(n for n, p in enumerate(self._pages) if p.key == wanted))
        self.list.blockSignals(False)
        self._show_page()

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self._visit(Visit(self._pages[row].key))

    def _on_link(self, link: QUrl) -> None:
        self.open_at(link.fragment(QUrl.ComponentFormattingOption.FullyDecoded))

    def retranslate(self) -> None:
        """Show everything in the language in use."""
        self.setWindowTitle(str(Text("Help")))
        self.search.setPlaceholderText(str(Text("Search the help")))
        self.search.setAccessibleName(str(Text("Search the help")))
        self.list.setAccessibleName(str(Text("Parts of the help")))
        self.back_button.setText(str(Text("&Back")))
        self.forward_button.setText(str(Text("&Forward")))
        self.save_button.setText(str(Text("&Save the guide as PDF…")))
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
        self._counts = counts = [page.found(typed).count() for page in self._pages]
        for row, (page, n) in enumerate(zip(self._pages, counts, strict=True)):
            self.list.item(row).setText(f"{page.title} ({n})" if typed else page.title)
        if typed and not counts[max(self.list.currentRow(), 0)] and any(counts):
            self.list.setCurrentRow(next(row for row, n in enumerate(counts) if n))
        self._show_page()

    def _show_page(self) -> None:
        shown = self.shown
        some = shown.count() > 0
        self.page.setVisible(some)
        self.nothing.setVisible(not some)
        self.nothing.setText(str(
            Text("Nothing here has these words; the list says which parts do.")
            if any(self._counts) else Text("Nothing in the help has these words.")
        ))  # fmt: skip
        self.print_button.setEnabled(some)
        self.back_button.setEnabled(self._here > 0)
        self.forward_button.setEnabled(self._here + 1 < len(self._trail))
        self.page.show_page(shown, self.search.text())
        self._scroll()

    def _scroll(self) -> None:
        """Go to where the place was read, or to the entry that it was opened at."""
        if self._here < 0 or self.search.text().strip():
            return
        here = self._trail[self._here]
        if here.scroll is not None:
            self.page.verticalScrollBar().setValue(here.scroll)
        elif here.anchor:
            self.page.scrollToAnchor(here.anchor)

    # Events

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at what was asked for."""
        super().showEvent(event)
        self._scroll()
        self.search.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the search, arrow keys go to the pages that have the words."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self.focusWidget() is self.search:
            rows = range(len(self._counts))
            there = [n for n in rows if self._counts[n] and (n - self.list.currentRow()) * step > 0]
            if there:
                self.list.setCurrentRow(there[0] if step > 0 else there[-1])
        else:
            super().keyPressEvent(event)
