"""Records view: one page for the records of any type, with search, filters and a grid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text, plain
from desktop.core.query import Query
from desktop.core.records import RecordType
from desktop.model import TYPES
from desktop.operations import edit
from desktop.ui import icons, theme
from desktop.ui.grid.edit_menu import EditsCells
from desktop.ui.grid.footer import Footer
from desktop.ui.grid.model import RecordsModel
from desktop.ui.grid.no_match import NoMatch
from desktop.ui.grid.table import RecordsTable
from desktop.ui.session import Session
from desktop.ui.views.arranged_records import LARGE
from desktop.ui.views.laid_out_records import LaidOutRecords
from desktop.ui.views.records_bar import RecordsBar

#: What is done with whole records.
_WHOLE = ("add", "duplicate", "delete", "paste_new")


class RecordsView(EditsCells, LaidOutRecords):
    """The records of a type; `preset` shows only some of them, such as organizations that supply.

    What the preset demands is also what a new record starts with.
    """

    def __init__(
        self,
        session: Session,
        type_name: str,
        preset: Mapping[str, str] | None = None,
        key: str = "",
        title: Text | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, parent)
        type = session.dataset.types[type_name] if session.is_open else TYPES[type_name]
        self.key = key or type_name
        self.title = title or type.title
        self.preset = dict(preset or {})
        self.records = RecordsModel(session, type, Query(self.preset), self)
        self.table = RecordsTable(self.records, self)
        self.editing = self.table.editing
        self.editing.starts_with = self._preset_values
        self._start_arranging()
        self._build()
        self._connect()
        self.retranslate()

    @property
    def type(self) -> RecordType:
        """The type whose records are shown."""
        return self.records.type

    # Build

    def _build(self) -> None:
        self.bar = bar = RecordsBar()
        self.heading, self.search, self.count = bar.heading, bar.search, bar.count
        self.add_button, self.duplicate_button = bar.add_button, bar.duplicate_button
        self.delete_button, self.clear_button = bar.delete_button, bar.clear_button
        self.search.installEventFilter(self)
        self.footer = Footer(self.table, self._beside)
        self.no_match = NoMatch(self.table.viewport())
        page = QWidget()
        column = QVBoxLayout(page)
        column.addWidget(self.table, 1)
        column.addWidget(self.footer)
        self.pages = QStackedWidget()
        self.pages.addWidget(page)
        self.pages.addWidget(self._build_empty())
        layout = QVBoxLayout(self)
        for box in (column, layout):
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self.pages, 1)
        self.setFocusProxy(self.table)
        self.table.freeze(1)
        QWidget.setTabOrder(self.search, self.table)

    def _build_empty(self) -> QWidget:
        self.empty = QWidget()
        self.empty_title, self.empty_help = QLabel(), QLabel()
        self.empty_title.setProperty("role", "heading")
        self.empty_help.setProperty("role", "muted")
        self.empty_help.setWordWrap(True)
        self.empty_button = QPushButton(icons.icon("add"), "")
        column = QVBoxLayout()
        column.setSpacing(theme.space(0.6))
        for widget in (self.empty_title, self.empty_help, self.empty_button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        self.empty_help.setMinimumWidth(theme.space(24))
        outer = QVBoxLayout(self.empty)
        outer.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(column)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)
        return self.empty

    def _connect(self) -> None:
        self.add_button.clicked.connect(self.add)
        self.empty_button.clicked.connect(self.add)
        self.duplicate_button.clicked.connect(self.duplicate)
        self.delete_button.clicked.connect(self.delete)
        self.clear_button.clicked.connect(self.clear_filters)
        # The button goes with the filters, and the keyboard is not to go anywhere else.
        self.clear_button.clicked.connect(self.table.focus_rows)
        self.table.asked.connect(lambda what: getattr(self, what)())
        self.table.record_entered.connect(self._on_entered)
        self.no_match.clear_asked.connect(self.clear_filters)
        self.no_match.clear_asked.connect(self.table.focus_rows)
        self._connect_arranging()
        self._connect_layout()
        for signal in (
            self.records.modelReset,
            self.records.rowsInserted,
            self.records.rowsRemoved,
        ):
            signal.connect(self._show_count)
        self.table.selectionModel().currentChanged.connect(self._allow)
        self.session.selected.connect(self._on_selected)

    # Follow the session

    def showEvent(self, event: QShowEvent) -> None:
        """Open the one record where there is no choice."""
        super().showEvent(event)
        if self.type.single and self.records.passing:
            self.session.select(self.type.name, self.records.passing[0])

    def refresh(self) -> None:
        """Show the session's dataset as it is now."""
        query, dataset = self.query, self.session.dataset
        first = self.records.total == 0 and len(dataset[self.type.name]) > LARGE
        if first and (query.narrows or query.sort or query.group):
            # Nothing waits for a large table to be sorted: it is shown as it is, and then sorted.
            self.records.query = Query()
            self.records.show(dataset)
            self._apply_query(query)
        else:
            self.records.show(dataset)
        # Rules look at other records too, so any row may have lost or gained a mark.
        self.table.viewport().update()
        self._show_count()
        if self.session.selection is not None:
            self._stand_on(*self.session.selection)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.bar.retranslate(self.type, self.title)
        self.bar.fit(self.width())
        self.table.retranslate()
        self.footer.retranslate()
        self.no_match.retranslate()
        self._show_count()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show buttons with or without words, as there is room."""
        super().resizeEvent(event)
        self.bar.fit(self.width())

    def _on_entered(self, id: int) -> None:
        if id > 0:  # the head of a group is no record
            self.session.select(self.type.name, id)

    def _on_selected(self, type_name: str, id: int) -> None:
        if type_name == self.type.name:
            self.records.reveal(id)
        self._stand_on(type_name, id)

    def _stand_on(self, type_name: str, id: int) -> None:
        if type_name == self.type.name:
            self.table.show_record(id)

    # Search

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """In the search field, arrow down goes to the rows and Esc empties it."""
        if watched is self.search and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down:
                self.table.focus_rows()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    # Counts and the empty page

    def _show_count(self, *_: object) -> None:
        model = self.records
        shown, total = len(model.passing), model.total
        text = (
            Text("{n} of {total} shown", n=plain(shown), total=plain(total))
            if shown != total
            else Text.count(total, "{n} record", "{n} records")
        )
        said = Text("Working…") if self.is_working else text
        self.count.setText(str(said) if total else "")
        narrowed = self.query.narrows or bool(self.table.header.filters.texts())
        self.clear_button.setVisible(narrowed)
        self.bar.fit(self.width())
        self.no_match.setVisible(total > 0 and not shown)
        self._show_page()
        self._allow()

    def _show_page(self) -> None:
        """Show the grid, or what goes here; filters alone never take the filter row away."""
        type = self.type
        self.pages.setCurrentIndex(1 if self.records.total == 0 else 0)
        self.empty_title.setText(str(Text("No {type} yet", type=str(self.title).lower())))
        self.empty_help.setText(str(Text(type.help)))
        self.empty_button.setText(str(Text("Add {type}", type=type.singular)))

    def _allow(self, *_: object) -> None:
        some = self.table.currentIndex().isValid() and self.records.rowCount() > 0
        writable = self.session.writable
        self.add_button.setEnabled(writable and not self.type.single)
        self.empty_button.setEnabled(writable)
        self.duplicate_button.setEnabled(some and writable and not self.type.single)
        self.delete_button.setEnabled(some and writable and not self.type.single)

    # What the window's actions call

    def offers(self, what: str) -> bool:
        """A record that there is only once cannot be added, duplicated or deleted."""
        return super().offers(what) and not (self.type.single and what in _WHOLE)

    def add(self) -> None:
        """Ask for a form for a new record."""
        if self.add_button.isEnabled():
            self.session.ask_new(self.type.name, self._preset_values())

    def _preset_values(self) -> dict[str, Any]:
        fields = self.type.by_name
        return {
            name: fields[name].parse(text, lookup=self.session.dataset)
            for name, text in self.preset.items()
        }

    def duplicate(self) -> None:
        """Add copies of the selected records and go to the first."""
        ids = self.table.selected().ids(self.records)
        if not ids or not self.duplicate_button.isEnabled():
            return
        made = edit.duplicate(self.session.dataset, self.type, ids)
        try:
            revision = self.session.apply(made)
        except OfftakeError as error:
            self.session.tell_error(error)
            return
        if revision is not None:
            self._go_to_new(revision.changes[0].id)

    def _go_to_new(self, id: int) -> None:
        self.session.select(self.type.name, id)
        if self.records.row_of(id) is None:
            self.session.tell(Text("The new record is hidden by the filters"))

    def delete(self) -> None:
        """Delete the selected records; undo brings them back."""
        ids = self.table.selected().ids(self.records)
        if not ids or not self.delete_button.isEnabled():
            return
        made = edit.delete(self.session.dataset, self.type, ids)
        try:
            self.session.apply(made)
        except OfftakeError as error:
            self.session.tell_error(error)
            return
        self.session.tell(Text("{label}: done. Undo brings it back.", label=made.label))
