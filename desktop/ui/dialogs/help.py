"""Help: what the Help menu opens, and where F1 leads from what has the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from desktop.operations.dictionary import FIELDS, field_key
from desktop.operations.glossary import GLOSSARY
from desktop.operations.help_page import Page, page_report
from desktop.ui.dialogs.shortcuts import SHORTCUTS
from desktop.ui.navigation import PLACES

if TYPE_CHECKING:
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
        for id, key in (("glossary", GLOSSARY), ("shortcuts", SHORTCUTS)):
            window.actions_.on(id, lambda key=key: self.show(key))
        window.actions_.on("help", self.show_here)
        window.actions_.on("tour", self.start_tour)

    def show(self, key: str) -> None:
        """Open the help at a page, a group or an entry."""
        from desktop.ui.dialogs.help_window import HelpWindow

        if self.window is None:
            parent = self._window
            self.window = HelpWindow(parent.session, self.pages, self._print, parent)
        self.window.retranslate()
        self.window.open_at(key)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def show_here(self) -> None:
        """Open the help at what has the keyboard: its field, else the view."""
        self.show(target_of(QApplication.focusWidget(), self._window))

    def pages(self) -> Sequence[Page]:
        """Give all parts of the help in the language in use."""
        from desktop.operations.dictionary import dictionary
        from desktop.operations.glossary import formulas, glossary
        from desktop.operations.view_help import view_help
        from desktop.ui.dialogs.shortcuts import shortcuts

        types, actions = self._window.session.types, self._window.actions_
        return [dictionary(types), view_help(types), glossary(), formulas(), shortcuts(actions)]

    def _print(self, page: Page) -> None:
        self._window.printing.print_report(page_report(page))

    def start_tour(self) -> None:
        """Show around, on the example or on what is open."""
        from desktop.ui.dialogs.tour import Tour

        if self.tour is not None:
            self.tour.end()
        self.tour = Tour(self._window)
        self.tour.begin()


def target_of(focus: QWidget | None, window: MainWindow) -> str:
    """Give the key of the entry that explains what has the keyboard."""
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
    from desktop.operations.view_help import PARAGRAPHS, view_key

    view, place = window.stack.view, window.stack.place
    if view is None or view is not window.stack.views.get(place):
        return view_key("import")  # a page that is no place: the review of an import
    return view_key(place) if place in PARAGRAPHS else _type_of(window)


def _type_of(window: MainWindow) -> str:
    """Give the record type that the view lists, else the page of all of them."""
    return next(place.type for place in PLACES if place.key == window.stack.place) or FIELDS
