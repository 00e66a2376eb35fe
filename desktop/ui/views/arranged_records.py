"""Arranged records: how the rows of a view of records are filtered, sorted and grouped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtWidgets import QMenu

from desktop.core.errors import FieldError
from desktop.core.filters import any_of, filter_test
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.core.query import Query, values_of
from desktop.ui.grid import column_menu, columns
from desktop.ui.grid.choice_filter import ChoiceFilter
from desktop.ui.grid.footer import Footer
from desktop.ui.grid.model import RecordsModel
from desktop.ui.grid.preparation import Preparation
from desktop.ui.grid.rows import Arrangement
from desktop.ui.grid.table import RecordsTable
from desktop.ui.jobs import Job, Jobs
from desktop.ui.views.records_bar import RecordsBar
from desktop.ui.views.view import View

#: Larger tables are searched only when typing pauses, and arranged beside the window.
LARGE = 20_000
_PAUSE = 180  # milliseconds
#: A filter that names more values than this is no longer one that a person reads.
_MOST_VALUES = 200


class ArrangedRecords(View):
    """A view of records whose rows a person arranges; a subclass lays it out and builds it.

    What is asked of it by menus, keys and the palette are the methods without an underscore.
    """

    records: RecordsModel
    table: RecordsTable
    bar: RecordsBar
    footer: Footer
    #: Whether the rows may stand in groups.
    groupable = True

    def _start_arranging(self) -> None:
        """Make what works beside the window."""
        self._beside = Jobs(self)
        self._preparation = Preparation(self.table, self._beside, LARGE)
        self._wanted: Query | None = None
        self._job: Job | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)

    def _connect_arranging(self) -> None:
        self.session.letting_go.connect(self._beside.finish)
        header = self.table.header
        header.sort_asked.connect(self._on_sort)
        header.filters.changed.connect(self._on_typed)
        header.filters.values_asked.connect(self.choose_values)
        header.filters.entered.connect(
            lambda name: self.table.show_column(self.records.column_of(name))
        )
        self.bar.search.textChanged.connect(self._on_typed)
        self._pause.timeout.connect(self._run_query)

    def event(self, event: QEvent) -> bool:
        """Let nothing go on beside the window for a view that is gone."""
        if event.type() == QEvent.Type.DeferredDelete:
            self._beside.finish()
        return super().event(event)

    # The query

    @property
    def query(self) -> Query:
        """The query that is shown, or will be when it is worked out."""
        return self._wanted or self.records.query

    @property
    def is_working(self) -> bool:
        """Whether another arrangement is being worked out while the old one is shown."""
        return self._wanted is not None

    def _apply_query(self, query: Query) -> None:
        if query == self.query:
            return
        if self.records.total <= LARGE:
            self.records.set_query(query)
        else:
            self._wanted = query
            self._arrange_beside()

    def _arrange_beside(self) -> None:
        """Work a query out beside the window; what is shown stays until then."""
        if self._job is not None:
            self._job.cancel()
        self._preparation.put_off()
        model, query, label = self.records, self.query, Text("Arranging")

        def work(progress: Progress) -> Arrangement:
            return model.arrange(query, lambda: progress.step(0, 0, label))

        self._job = job = self._beside.start(label, work)
        job.finished.connect(self._take)
        self._show_count()

    def _take(self, found: Arrangement) -> None:
        if self._wanted is None or found.query != self._wanted:
            return
        if found.dataset is not self.records.dataset:
            self._arrange_beside()
            return
        self._wanted = None
        self.records.take(found)
        self.table.header.show_sort(list(found.query.sort))

    def _show_count(self, *_: object) -> None:
        raise NotImplementedError

    def _on_typed(self, *_: object) -> None:
        if self.records.total > LARGE:
            self._pause.start()
        else:
            self._run_query()

    def _run_query(self) -> None:
        self._apply_query(self._typed(self.query))

    def _typed(self, query: Query) -> Query:
        """Give a query with what is typed; a filter that cannot be read is marked and left out."""
        texts, faults = self.table.header.filters.texts(), {}
        for name, text in dict(texts).items():
            try:
                filter_test(self.records.type.by_name[name], text, self.records.dataset)
            except FieldError as fault:
                faults[name] = fault
                del texts[name]
        self.table.header.filters.show_faults(faults)
        return replace(query, filters=texts, search=self.bar.search.text())

    # Filter

    def clear_filters(self) -> None:
        """Show all records again."""
        self.bar.search.clear()
        self.table.header.filters.set_texts({})

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.search.selectAll()

    def focus_filter(self) -> None:
        """Put the cursor into the filter of the current column."""
        line = self.table.header.filters.line(self._current_name())
        line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        line.selectAll()

    def filter_to_selection(self) -> None:
        """Show only records that share the selected values."""
        self._filter_values(barred=False)

    def exclude_selection(self) -> None:
        """Leave out the records that share the selected values."""
        self._filter_values(barred=True)

    def _filter_values(self, barred: bool) -> None:
        model = self.records
        texts = self.table.header.filters.texts()
        for name, ids in self._selected_cells().items():
            field, table = model.type.by_name[name], model.dataset[model.type.name]
            values = list(dict.fromkeys(getattr(table[id], name) for id in ids))
            if len(values) > _MOST_VALUES:
                self.session.tell(
                    Text("At most {n} values fit into a filter; select fewer", n=_MOST_VALUES)
                )
                return
            text = any_of(field, values, model.dataset, barred)
            present = texts.get(name, "")
            texts[name] = f"{present} | {text}" if barred and present else text
        self.table.header.filters.set_texts(texts)

    def _selected_cells(self) -> dict[str, list[int]]:
        """Give the selected cells, the current one where none are."""
        cells = {name: ids for name, ids in self.footer.cells().items() if ids}
        current = self.table.currentIndex()
        if cells or not current.isValid() or self.records.is_head(current.row()):
            return cells
        return {self._current_name(): [self.records.ids[current.row()]]}

    def choose_values(self, name: str) -> None:
        """Offer the values of a field to tick, those of a large table when they are counted."""
        model, query = self.records, self.query
        dataset, type = model.dataset, model.type

        def counts(progress: Progress | None = None) -> list[tuple[Any, int]]:
            return values_of(query, name, dataset, type, model.preset_ids())

        if model.total <= LARGE:
            self._offer_values(name, counts())
        else:
            job = self._beside.start(Text("Counting", context="job"), counts)
            job.finished.connect(lambda found: self._offer_values(name, found))

    def _offer_values(self, name: str, counts: list[tuple[Any, int]]) -> None:
        model, line = self.records, self.table.header.filters.line(name)
        popup = ChoiceFilter(
            model.type.by_name[name], counts, line.text(), model.dataset, self.window()
        )
        popup.chosen.connect(line.setText)
        self.table.show_column(model.column_of(name))
        popup.open_under(line, QPoint(0, line.height()))

    # Sort

    def _on_sort(self, keys: list[tuple[str, bool]]) -> None:
        self._apply_query(replace(self.query, sort=tuple(keys)))

    def sort_by(self, name: str, descending: bool, add: bool = False) -> None:
        """Sort by a field, alone or after the fields sorted by so far."""
        kept = [key for key in self.query.sort if key[0] != name] if add else []
        self._on_sort([*kept, (name, descending)])

    def unsort(self) -> None:
        """Show the records in their own order."""
        self._on_sort([])

    # Columns

    def _current_column(self) -> int:
        current = self.table.currentIndex()
        return current.column() if current.isValid() else columns.shown(self.table.header)[0]

    def _current_name(self) -> str:
        return self.records.fields[self._current_column()].name

    def _pop(self, menu: QMenu) -> None:
        header, column = self.table.header, self._current_column()
        self.table.show_column(column)
        below = QPoint(header.place_of(column), header.viewport().height())
        menu.popup(header.viewport().mapToGlobal(below))
        menu.setActiveAction(menu.actions()[0])

    # Groups

    def group_by(self, name: str) -> None:
        """Put the records in groups by a field; none with an empty name."""
        self._apply_query(replace(self.query, group=name))

    def group_by_column(self) -> None:
        """Put the records in groups by the current column, or take the groups away."""
        name = self._current_name()
        if self.query.group == name:
            self.group_by("")
        elif self.groupable and column_menu.can_group(self.records.type.by_name[name]):
            self.group_by(name)
        else:
            title = self.records.type.by_name[name].title
            self.session.tell(Text("{field} cannot be grouped by", field=title))

    def open_groups(self) -> None:
        """Open every group."""
        if self.records.query.group:
            self.records.turn_all(True)

    def close_groups(self) -> None:
        """Close every group."""
        if self.records.query.group:
            self.records.turn_all(False)
