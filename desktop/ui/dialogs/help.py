"""Help: what the Help menu opens, and where F1 leads from what has the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.navigation import PLACES

# The help is long, and is loaded when it is asked for.
if TYPE_CHECKING:
    from desktop.operations.help_page import Page
    from desktop.ui.dialogs.help_window import HelpWindow
    from desktop.ui.dialogs.tour import Tour
    from desktop.ui.main_window import MainWindow


class Help(QObject):
    """Opens the help window at what is asked for, and starts the tour."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.window: HelpWindow | None = None
        self.tour: Tour | None = None
        window.actions_.on("dictionary", lambda: self.show(_type_of(window)))
        window.actions_.on("glossary", self.show_glossary)
        window.actions_.on("shortcuts", self.show_shortcuts)
        window.actions_.on("help", self.show_here)
        window.actions_.on("guide", self.show_guide)
        window.actions_.on("save_guide", self.save_guide)
        window.actions_.on("tour", self.start_tour)
        window.actions_.on("changelog", self.show_changelog)

    def show(self, key: str) -> None:
        """Open the help at a page, a group or an entry."""
        from desktop.ui.dialogs.help_window import HelpWindow

        if self.window is None:
            parent = self._window
            self.window = HelpWindow(
                parent.session, self.pages, self._print, self.save_guide, parent
            )
        self.window.retranslate()
        self.window.open_at(key)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def show_here(self) -> None:
        """Open the help at what has the keyboard: its field, else the view."""
        self.show(target_of(QApplication.focusWidget(), self._window))

    def show_glossary(self) -> None:
        """Open the help at the words of the trade."""
        from desktop.operations.glossary import GLOSSARY

        self.show(GLOSSARY)

    def show_shortcuts(self) -> None:
        """Open the help at the keys."""
        from desktop.ui.dialogs.shortcuts import SHORTCUTS

        self.show(SHORTCUTS)

    def show_guide(self) -> None:
        """Open the help at the beginning of the guide."""
        from desktop.operations.guide import START

        self.show(START)

    def show_changelog(self) -> None:
        """Open the help at what is new in this version."""
        from desktop.operations.guide import CHANGELOG

        self.show(CHANGELOG)

    def pages(self) -> Sequence[Page]:
        """Give all parts of the help in the language in use."""
        from desktop.operations.guide import changelog
        from desktop.operations.view_help import view_help

        return [*self._book(), view_help(self._window.session.types), changelog()]

    def _book(self) -> list[Page]:
        from desktop.ui.guide.contents import contents

        return contents(self._window.session.types, self._window.actions_)

    def _print(self, page: Page) -> None:
        from desktop.ui.guide.book import lay_out_page

        over = self.window or self._window
        self._window.printing.print_pages(lambda progress: lay_out_page(page), over)

    def save_guide(self) -> None:
        """Ask for a name and save the whole guide as PDF, in the language in use."""
        from desktop.ui.guide.book import lay_out_book, title

        book = self._book()
        asks = self.window if self.window is not None and self.window.isVisible() else None
        printing = self._window.printing
        printing.ask_pages(lambda progress: lay_out_book(book, progress), title(), asks)

    def start_tour(self) -> None:
        """Show around, on the example or on what is open."""
        from desktop.ui.dialogs.tour import Tour

        if self.tour is not None:
            self.tour.end()
        self.tour = Tour(self._window)
        self.tour.begin()


def target_of(focus: QWidget | None, window: MainWindow) -> str:
    """Give the key of the entry that explains what has the keyboard."""
    from desktop.operations.dictionary import field_key
    from desktop.ui.form.record_form import RecordForm
    from desktop.ui.grid.table import RecordsTable

    part = focus
    while part is not None and part is not window:
        above = part.parentWidget()
        if isinstance(part, RecordsTable) and part.currentIndex().isValid():
            model = part.records
            return field_key(model.type.name, model.fields[part.currentIndex().column()].name)
        if isinstance(above, RecordForm):
            for name, row in above.rows.items():
                if row.editor is part:
                    return field_key(above.type.name, name)
        part = above
    return _of_view(window)


def _of_view(window: MainWindow) -> str:
    from desktop.operations.guide import START
    from desktop.operations.view_help import PARAGRAPHS, view_key

    if not window.session.is_open:
        return START
    view, place = window.stack.view, window.stack.place
    if view is None or view is not window.stack.views.get(place):
        return view_key("import")  # a page that is no place: the review of an import
    return view_key(place) if place in PARAGRAPHS else _type_of(window)


def _type_of(window: MainWindow) -> str:
    """Give the record type that the view lists, else the page of all of them."""
    from desktop.operations.dictionary import FIELDS

    return next(place.type for place in PLACES if place.key == window.stack.place) or FIELDS
