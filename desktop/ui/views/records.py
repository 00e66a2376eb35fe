"""Records view: one page for the records of any type, with search, filters and a grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.errors import FieldError, OfftakeError
from desktop.core.i18n import Text
from desktop.core.query import Query, filter_test
from desktop.core.records import RecordType
from desktop.model import TYPES
from desktop.operations import edit
from desktop.ui import icons, theme
from desktop.ui.grid.model import RecordsModel
from desktop.ui.grid.table import RecordsTable
from desktop.ui.session import Session
from desktop.ui.views.view import View

#: Tables of more records are searched only when typing pauses.
_LARGE = 20_000
_PAUSE = 180  # milliseconds
#: What is done with whole records.
_WHOLE = ("add", "duplicate", "delete")
_ROOMY = 42.0  # heights of a line from which on the buttons have words


class RecordsView(View):
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
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._build()
        self._connect()
        self.retranslate()

    @property
    def type(self) -> RecordType:
        """The type whose records are shown."""
        return self.records.type

    # Build

    def _build(self) -> None:
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.add_button = QPushButton(icons.icon("add"), "")
        self.duplicate_button = QPushButton(icons.icon("duplicate"), "")
        self.delete_button = QPushButton(icons.icon("delete"), "")
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icons.icon("find", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMinimumWidth(theme.space(7))
        self.search.setMaximumWidth(theme.space(18))
        self.search.installEventFilter(self)
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.clear_button = QPushButton()
        self.clear_button.setProperty("look", "link")
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self._build_empty())
        bar = QFrame()
        bar.setProperty("look", "bar")
        # The bar gives way before the window does: in little room its buttons are signs only.
        bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(bar)
        row.setContentsMargins(*(theme.space(x) for x in (0.8, 0.5, 0.8, 0.5)))
        row.setSpacing(theme.space(0.4))
        row.addWidget(self.heading)
        row.addSpacing(theme.space(0.6))
        for button in (self.add_button, self.duplicate_button, self.delete_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.clear_button)
        row.addWidget(self.count)
        row.addWidget(self.search, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self.pages, 1)
        self.setFocusProxy(self.table)
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
        self.table.asked.connect(lambda what: getattr(self, what)())
        self.table.record_entered.connect(self._on_entered)
        self.table.header.sort_asked.connect(self._on_sort)
        self.table.header.filters.changed.connect(self._on_typed)
        self.search.textChanged.connect(self._on_typed)
        self._pause.timeout.connect(self._run_query)
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
        if self.type.single and self.records.ids:
            self.session.select(self.type.name, self.records.ids[0])

    def refresh(self) -> None:
        """Show the session's dataset as it is now."""
        self.records.show(self.session.dataset)
        # Rules look at other records too, so any row may have lost or gained a mark.
        self.table.viewport().update()
        self._show_count()
        if self.session.selection is not None:
            self._on_selected(*self.session.selection)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        type = self.type
        self.heading.setText(str(self.title))
        self.add_button.setToolTip(str(Text("Add {type}", type=type.singular)))
        self._show_buttons()
        self.search.setPlaceholderText(str(Text("Search all fields")))
        self.search.setAccessibleName(str(Text("Search {type}", type=self.title)))
        for button in self.search.findChildren(QToolButton):
            clears = button.objectName() or button.defaultAction() is None
            button.setAccessibleName(str(Text("Clear search") if clears else Text("Search")))
        self.clear_button.setText(str(Text("Clear filters")))
        self.table.retranslate()
        self._show_count()

    def _show_buttons(self) -> None:
        roomy = self.width() > theme.space(_ROOMY)
        for button, text in (
            (self.add_button, Text("Add")),
            (self.duplicate_button, Text("Duplicate")),
            (self.delete_button, Text("Delete")),
        ):
            button.setText(str(text) if roomy else "")
            button.setAccessibleName(str(text))
            if button is not self.add_button:
                button.setToolTip("" if roomy else str(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show buttons with or without words, as there is room."""
        super().resizeEvent(event)
        self._show_buttons()

    def _on_entered(self, id: int) -> None:
        self.session.select(self.type.name, id)

    def _on_selected(self, type_name: str, id: int) -> None:
        if type_name == self.type.name:
            self.table.show_record(id)

    # Sort, search, filter

    def _on_sort(self, keys: list[tuple[str, bool]]) -> None:
        self._apply_query(replace(self.records.query, sort=tuple(keys)))

    def _on_typed(self, *_: object) -> None:
        if self.records.total > _LARGE:
            self._pause.start()
        else:
            self._run_query()

    def _run_query(self) -> None:
        """Show what passes the filters; one that cannot be read is marked and left out."""
        texts, faults = self.table.header.filters.texts(), {}
        for name, text in dict(texts).items():
            try:
                filter_test(self.type.by_name[name], text, self.records.dataset)
            except FieldError as fault:
                faults[name] = fault
                del texts[name]
        self.table.header.filters.show_faults(faults)
        self._apply_query(replace(self.records.query, filters=texts, search=self.search.text()))

    def _apply_query(self, query: Query) -> None:
        if query != self.records.query:
            self.records.set_query(query)

    def clear_filters(self) -> None:
        """Show all records again."""
        self.search.clear()
        self.table.header.filters.set_texts({})

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

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
        shown, total = len(model.ids), model.total
        text = (
            Text("{n} of {total} shown", n=f"{shown:,}", total=f"{total:,}")
            if shown != total
            else Text.count(total, "{n} record", "{n} records")
        )
        self.count.setText(str(text))
        narrowed = model.query.narrows or bool(self.table.header.filters.texts())
        self.clear_button.setVisible(narrowed)
        self.count.setVisible(total > 0)
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
        writable = self.session.is_open and not self.session.store.read_only
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

    # What is kept

    def state(self) -> dict[str, Any]:
        """Give columns, sort keys and filters."""
        query = self.records.query
        return {
            "columns": self.table.columns_state(),
            "sort": [list(key) for key in query.sort],
            "filters": self.table.header.filters.texts(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what `state` gave, as far as the fields still exist."""
        known = self.type.by_name
        self.table.restore_columns(state.get("columns", []))
        sort = tuple((n, bool(down)) for n, down in state.get("sort", []) if n in known)
        self.records.query = replace(self.records.query, sort=sort)
        self.table.header.show_sort(list(sort))
        self.table.header.filters.set_texts(state.get("filters", {}))
