"""Cell menu: what can be done with the selected cells of a grid and their records."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from desktop.core.i18n import Text
from desktop.ui.grid.cell_view import CellView
from desktop.ui.grid.editing import Editing

_NATIVE = QKeySequence.SequenceFormat.NativeText
#: What has to be there for an entry: a file to write, a current cell, or both.
_ADDS, _CELL, _WRITES = range(3)


def cell_menu(
    view: CellView, editing: Editing, edit: Callable[[], object], ask: Callable[[str], object]
) -> QMenu:
    """Make the menu of the current cell; `ask` is told what concerns whole records."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    some, writable = view.currentIndex().isValid(), view.records.session.writable
    for entry in (
        (Text("Edit cell"), "F2", edit, _WRITES),
        None,
        (Text("Cut"), "Ctrl+X", editing.cut, _WRITES),
        (Text("Copy"), "Ctrl+C", editing.copy, _CELL),
        (Text("Copy with headers"), "Ctrl+Shift+C", partial(editing.copy, True), _CELL),
        (Text("Paste"), "Ctrl+V", editing.paste, _WRITES),
        (Text("Paste as new records"), "Ctrl+Shift+V", partial(editing.paste, True), _WRITES),
        None,
        (Text("Fill down"), "Ctrl+D", editing.fill_down, _WRITES),
        (Text("Fill right"), "Ctrl+R", editing.fill_right, _WRITES),
        (Text("Fill series"), "", editing.fill_series, _WRITES),
        (Text("Clear contents"), "Del", editing.clear, _WRITES),
        (Text("Replace…"), "Ctrl+H", editing.replace, _WRITES),
        None,
        (Text("Filter to selection"), "", partial(ask, "filter_to_selection"), _CELL),
        (Text("Exclude selection"), "", partial(ask, "exclude_selection"), _CELL),
        None,
        (Text("Add"), "Ctrl+Shift+N", partial(ask, "add"), _ADDS),
        (Text("Duplicate"), "Ctrl+Shift+D", partial(ask, "duplicate"), _WRITES),
        (Text("Delete"), "Ctrl+-", partial(ask, "delete"), _WRITES),
    ):
        if entry is None:
            menu.addSeparator()
            continue
        text, keys, act, needs = entry
        action = menu.addAction(str(text))
        # The keys are only named here: they are handled where the focus is.
        action.setText(f"{text}\t{QKeySequence(keys).toString(_NATIVE)}")
        action.setEnabled((writable or needs == _CELL) and (some or needs == _ADDS))
        action.triggered.connect(lambda _=False, do=act: do())
    return menu
