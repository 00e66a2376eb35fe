"""Review menu: taking and leaving a field over all rows of a sheet, and what a row offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from desktop.core.i18n import Text, plain
from desktop.exchange.review_index import ReviewIndex
from desktop.ui.dialogs.review_rows import Node

#: Takes or leaves a field of a record type in all rows: type, field, whether it is taken.
Column = Callable[[str, str, bool], None]


def fill_columns(menu: QMenu, index: ReviewIndex, decide: Column) -> None:
    """Fill a menu with the fields that differ, sheet by sheet."""
    menu.clear()
    types = index.review.dataset.types
    for name in types:
        fields = index.columns(name)
        if not fields:
            continue
        sheet = menu.addMenu(_plain(str(types[name].title)))
        for field, count in fields.items():
            label = f"{types[name].by_name[field].title}  {plain(count)}"
            column = sheet.addMenu(_plain(label))
            for action in _both(column, index, name, field, decide):
                column.addAction(action)


def fill_row(menu: QMenu, node: Node, index: ReviewIndex, tick: Callable[[bool], None],
             decide: Column) -> None:  # fmt: skip
    """Fill the menu of one row: its own tick, and its column over all rows of the sheet."""
    menu.clear()
    if node.can_check():
        for wanted, text in ((True, Text("Take this")), (False, Text("Leave this"))):
            action = menu.addAction(str(text))
            action.triggered.connect(lambda *_, w=wanted: tick(w))
    cell = node.cell
    if cell is not None and node.group is not None:
        menu.addSeparator()
        for action in _both(menu, index, node.group.type_name, cell.field, decide):
            menu.addAction(action)


def _both(
    menu: QMenu, index: ReviewIndex, type_name: str, field: str, decide: Column
) -> Iterator[QAction]:
    type = index.review.dataset.types[type_name]
    places = {"field": type.by_name[field].title, "sheet": type.title}
    for wanted, text in (
        (True, Text("Take all of {field} in {sheet}")),
        (False, Text("Leave all of {field} in {sheet}")),
    ):
        action = QAction(_plain(str(Text(text.source, "", **places))), menu)
        action.triggered.connect(lambda *_, w=wanted: decide(type_name, field, w))
        yield action


def _plain(label: str) -> str:
    return label.replace("&", "&&")
