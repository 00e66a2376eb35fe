"""Column menu: what can be done with one column: sort, filter, group, freeze, hide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.core.fields import CodeField, Field, LongTextField, UrlField
from desktop.core.i18n import Text
from desktop.ui.grid.table import RecordsTable


class Arranging(Protocol):
    """What a view does with its columns."""

    table: RecordsTable
    groupable: bool

    def sort_by(self, name: str, descending: bool, add: bool = False) -> None:
        """Sort by a field, alone or after the fields sorted by so far."""
        ...

    def unsort(self) -> None:
        """Show the records in their own order."""
        ...

    def choose_values(self, name: str) -> None:
        """Offer the values of a field to tick."""
        ...

    def group_by(self, name: str) -> None:
        """Put the records in groups by a field; none with an empty name."""
        ...

    def freeze_up_to(self, column: int) -> None:
        """Keep the columns up to this one in sight."""
        ...

    def hide_column(self, column: int) -> None:
        """Hide a column."""
        ...

    def choose_columns(self) -> None:
        """Offer all columns to tick and to order."""
        ...


def can_group(field: Field) -> bool:
    """Whether records that share a value of a field are worth a group."""
    return not isinstance(field, (CodeField, LongTextField, UrlField))


def fill_sort(menu: QMenu, view: Arranging, field: Field) -> None:
    """Add what sorts by a column."""
    sort = view.table.header.sort
    name, more = field.name, bool(sort) and [key for key, _ in sort] != [field.name]
    _add(menu, Text("Sort &ascending"), lambda: view.sort_by(name, False))
    _add(menu, Text("Sort &descending"), lambda: view.sort_by(name, True))
    if more:
        _add(menu, Text("&Then by this, ascending"), lambda: view.sort_by(name, False, add=True))
        _add(menu, Text("Then &by this, descending"), lambda: view.sort_by(name, True, add=True))
    _add(menu, Text("&Clear sorting"), view.unsort).setEnabled(bool(sort))


def sort_menu(view: Arranging, column: int, parent: QWidget) -> QMenu:
    """Give the menu that sorts by a column."""
    menu = _menu(parent, "sort menu")
    fill_sort(menu, view, view.table.records.fields[column])
    return menu


def column_menu(view: Arranging, column: int, parent: QWidget) -> QMenu:
    """Give the menu of a column."""
    menu, table = _menu(parent, "column menu"), view.table
    field, group = table.records.fields[column], table.records.query.group
    fill_sort(menu, view, field)
    menu.addSeparator()
    _add(menu, Text("Filter by &values…"), lambda: view.choose_values(field.name))
    if view.groupable and can_group(field) and group != field.name:
        _add(menu, Text("&Group by this column"), lambda: view.group_by(field.name))
    if group:
        _add(menu, Text("&No groups"), lambda: view.group_by(""))
    menu.addSeparator()
    place = table.header.visualIndex(column) + 1
    if place != table.frozen:
        _add(menu, Text("&Freeze up to this column"), lambda: view.freeze_up_to(column))
    if table.frozen:
        _add(menu, Text("&Unfreeze columns"), lambda: view.freeze_up_to(-1))
    _add(menu, Text("&Hide this column"), lambda: view.hide_column(column))
    _add(menu, Text("Fit &width"), lambda: table.header.sectionHandleDoubleClicked.emit(column))
    _add(menu, Text("C&olumns…"), view.choose_columns)
    return menu


def _menu(parent: QWidget, name: str) -> QMenu:
    menu = QMenu(parent)
    menu.setObjectName(name)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _add(menu: QMenu, text: Text, act: Callable[[], object]) -> QAction:
    action = menu.addAction(str(text))
    action.triggered.connect(lambda *_: act())
    return action
