"""Laid out records: which columns a view of records shows, how, and its named views."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from desktop.core.i18n import Text
from desktop.ui.grid import column_menu, columns
from desktop.ui.views.arranged_records import ArrangedRecords
from desktop.ui.window_state import WindowState


class LaidOutRecords(ArrangedRecords):
    """A view of records whose columns a person chooses, and can keep under a name."""

    def _connect_layout(self) -> None:
        self.table.header.menu_asked.connect(self._show_column_menu)
        self.bar.views.fill_more = self._fill_views_menu
        self.bar.views.present = self.state
        self.bar.views.chosen.connect(self.restore)

    def use_window_state(self, state: WindowState) -> None:
        """Keep named views in the window's state."""
        self.bar.views.keep_in(state, self.records.type.name)

    # Columns

    def _show_column_menu(self, column: int, place: QPoint) -> None:
        column_menu.column_menu(self, column, self).popup(place)

    def show_column_menu(self) -> None:
        """Show the menu of the current column under its label."""
        self._pop(column_menu.column_menu(self, self._current_column(), self))

    def show_sort_menu(self) -> None:
        """Show how the current column can be sorted by."""
        self._pop(column_menu.sort_menu(self, self._current_column(), self))

    def freeze_columns(self) -> None:
        """Keep the columns up to the current one in sight, or let go where they already are."""
        column = self._current_column()
        frozen = self.table.header.visualIndex(column) + 1 == self.table.frozen
        self.freeze_up_to(-1 if frozen else column)

    def freeze_up_to(self, column: int) -> None:
        """Keep the columns up to this one in sight; none with -1."""
        header = self.table.header
        self.table.freeze(header.visualIndex(column) + 1 if column >= 0 else 0)
        header.align()

    def hide_column(self, column: int) -> None:
        """Hide a column; the last one stays."""
        header, model = self.table.header, self.records
        if len(columns.shown(header)) > 1:
            columns.hide(header, model, [*columns.hidden(header, model), model.fields[column].name])
            header.align()

    def choose_columns(self) -> None:
        """Offer all columns to tick and to order."""
        from desktop.ui.dialogs.column_chooser import Column, ColumnChooser

        header, model = self.table.header, self.records
        gone = set(columns.hidden(header, model))
        fields = {field.name: str(field.title) for field in model.fields}
        present = [
            Column(name, fields[name], name not in gone) for name, _ in columns.state(header, model)
        ]
        declared = [Column(name, title) for name, title in fields.items()]
        dialog = ColumnChooser(present, declared, self)

        def take() -> None:
            chosen = dialog.columns()
            widths = dict(columns.state(header, model))
            self.table.restore_columns([[one.name, widths[one.name]] for one in chosen])
            columns.hide(header, model, [one.name for one in chosen if not one.shown])
            header.align()

        dialog.chosen.connect(take)
        dialog.open()

    def show_field_history(self) -> None:
        """Ask for the history of the current cell."""
        self.session.history_asked.emit(self.records.fields[self._current_column()].name)

    @property
    def totals_shown(self) -> bool:
        """Whether the totals of the columns are shown."""
        return self.footer.has_row

    def show_totals(self) -> None:
        """Show what the columns come to, or hide it again."""
        self.footer.show_row(not self.footer.has_row)

    # Named views

    def _fill_views_menu(self, menu: QMenu) -> None:
        def add(to: QMenu, text: Text, act: Callable[[], object], on: bool | None = None) -> None:
            action = to.addAction(str(text))
            action.triggered.connect(lambda *_: act())
            if on is not None:
                action.setCheckable(True)
                action.setChecked(on)

        add(menu, Text("&Save view as…"), self.save_view)
        add(menu, Text("&Views…"), self.edit_views)
        add(menu, Text("All &records"), self.reset_view)
        menu.addSeparator()
        add(menu, Text("C&olumns…"), self.choose_columns)
        add(menu, Text("Column &totals"), self.show_totals, self.footer.has_row)
        if not self.groupable:
            return
        inner = menu.addMenu(str(Text("&Group by")))
        group = self.query.group
        add(inner, Text("No groups"), lambda: self.group_by(""), not group)
        for field in filter(column_menu.can_group, self.records.fields):
            name = field.name
            add(inner, field.title, partial(self.group_by, name), name == group)
        if group:
            inner.addSeparator()
            add(inner, Text("Open all groups"), self.open_groups)
            add(inner, Text("Close all groups"), self.close_groups)

    def save_view(self) -> None:
        """Ask for a name under which the present view is kept."""
        from desktop.ui.dialogs.named_views import NameDialog

        dialog = NameDialog(self.bar.views.current, self.bar.views.views, self)
        dialog.named.connect(self.bar.views.save)
        dialog.open()

    def edit_views(self) -> None:
        """List the named views, to show, rename or forget them."""
        from desktop.ui.dialogs.named_views import ViewsDialog

        views = self.bar.views
        dialog = ViewsDialog(list(views.views), self)
        dialog.used.connect(views.show_view)
        dialog.renamed.connect(views.rename)
        dialog.deleted.connect(views.forget)
        dialog.open()

    def reset_view(self) -> None:
        """Show all records and all columns, as at first."""
        self.bar.views.current = ""
        self.bar.views.retranslate()
        columns.reset(self.table.header, self.records)
        self.restore({"frozen": 1, "sort": [], "filters": {}, "group": "", "totals": False})

    def commands(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Give what the command palette offers beside the actions: the named views."""
        views = self.bar.views
        for name in views.views:
            yield str(Text("View: {name}", name=name)), partial(views.show_view, name)

    # What is kept

    def state(self) -> dict[str, Any]:
        """Give columns, sort keys, filters, groups and totals."""
        query, header = self.query, self.table.header
        return {
            "columns": self.table.columns_state(),
            "hidden": columns.hidden(header, self.records),
            "frozen": self.table.frozen,
            "sort": [list(key) for key in query.sort],
            "filters": header.filters.texts(),
            "group": query.group,
            "totals": self.footer.has_row,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what `state` gave, as far as the fields still exist; what it lacks stays."""
        model, header, known = self.records, self.table.header, self.records.type.by_name
        self.table.restore_columns(state.get("columns", []))
        columns.hide(header, model, state.get("hidden", columns.hidden(header, model)))
        self.table.freeze(int(state.get("frozen", self.table.frozen)))
        query = self.query
        sort = state.get("sort", query.sort)
        group = state.get("group", query.group)
        header.filters.put_texts(state.get("filters", {}))
        query = replace(
            self._typed(query),
            sort=tuple((name, bool(down)) for name, down in sort if name in known),
            group=group if group in known and self.groupable else "",
        )
        if model.total:
            self._apply_query(query)
        else:
            model.query = query
        header.show_sort(list(self.query.sort))
        header.align()
        self.footer.show_row(bool(state.get("totals", self.footer.has_row)))
        self._show_count()
