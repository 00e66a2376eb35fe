"""Table: the grid of records, with the keys that people know from Excel."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView, QWidget

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.operations.edit import set_values
from desktop.ui import theme
from desktop.ui.form.editors import Editor
from desktop.ui.grid import columns
from desktop.ui.grid.delegate import RecordsDelegate
from desktop.ui.grid.header import Header
from desktop.ui.grid.model import RecordsModel
from desktop.ui.grid.selection import Selection, mime

_Key = Qt.Key
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
#: What concerns whole records. The window has shortcuts for most; these hold where it has none.
_ASKS = {
    (_Key.Key_Minus, _CONTROL): "delete",
    (_Key.Key_Plus, _CONTROL): "add",
    (_Key.Key_Plus, _CONTROL | _SHIFT): "add",
    (_Key.Key_Equal, _CONTROL): "add",
    (_Key.Key_N, _CONTROL | _SHIFT): "add",
    (_Key.Key_D, _CONTROL | _SHIFT): "duplicate",
}
_ENDS = {
    _Key.Key_Up: (-1, 0),
    _Key.Key_Down: (1, 0),
    _Key.Key_Left: (0, -1),
    _Key.Key_Right: (0, 1),
}


class RecordsTable(QTableView):
    """Shows a RecordsModel; what concerns whole records is asked of the view around it."""

    #: Another record is current.
    record_entered = Signal(int)
    #: `add`, `duplicate` or `delete` is asked for.
    asked = Signal(str)

    def __init__(self, model: RecordsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = model
        self.header = Header(self)
        self._kept: tuple[int | None, int, int] = (None, 0, 0)
        self._columns: list[list[Any]] = []
        self._fitted: object = None
        self._alone = False
        self._set_looks()
        self.setModel(model)
        self.setHorizontalHeader(self.header)
        # Qt selects the column when its label is pressed; here a click sorts.
        self.header.sectionPressed.disconnect()
        self.header.sectionEntered.disconnect()
        self._delegate = RecordsDelegate(self)
        self._delegate.step_asked.connect(self.step)
        self.setItemDelegate(self._delegate)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._recall)
        self.header.sectionHandleDoubleClicked.connect(self._fit_column)
        self.header.filters.left.connect(self.focus_rows)
        self.horizontalScrollBar().valueChanged.connect(self.header.align)
        self._recall()

    def _set_looks(self) -> None:
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.setFrameShape(QTableView.Shape.NoFrame)
        self._set_measures()

    def _set_measures(self) -> None:
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(theme.space(1.2))
        rows.setDefaultSectionSize(theme.space(1.6))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._set_measures()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.setAccessibleName(str(self.records.type.title))
        self.header.setAccessibleName(str(Text("Columns")))
        self.header.filters.retranslate()
        self.header.viewport().update()
        self.viewport().update()

    # Where we are

    def _remember(self) -> None:
        current = self.currentIndex()
        id = self.records.ids[current.row()] if current.isValid() else None
        self._kept = (id, max(0, current.column()), self.verticalScrollBar().value())
        if self._fitted is self.records.type:
            self._columns = columns.state(self.header, self.records)

    def _recall(self) -> None:
        """Stand on the same record again after all rows were replaced."""
        model = self.records
        self.header.filters.show_fields(model.fields)
        self.header.show_sort(list(model.query.sort))
        self._set_columns()
        id, column, scrolled = self._kept
        row = None if id is None else model.row_of(id)
        if row is not None:
            self.stand_on(model.index(row, min(column, model.columnCount() - 1)))
        else:
            self.verticalScrollBar().setValue(scrolled)
        self.header.align()

    def _set_columns(self) -> None:
        model = self.records
        if self._fitted is model.type:
            return
        columns.fit(self.header, model)
        columns.restore(self.header, model, self._columns)
        # Widths found out without any rows are not the last word.
        self._fitted = model.type if model.rowCount() else None

    def _fit_column(self, column: int) -> None:
        self.header.resizeSection(column, columns.fitting_width(self.header, self.records, column))

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Tell which record is current, and paint both rows anew."""
        super().currentChanged(current, previous)
        if current.row() == previous.row() and current.isValid() == previous.isValid():
            return
        self.viewport().update()
        if current.isValid():
            self.record_entered.emit(self.records.ids[current.row()])

    def stand_on(self, index: QModelIndex) -> None:
        """Make one cell current and select it alone, whatever keys are held down."""
        self._alone = True
        self.setCurrentIndex(index)
        self._alone = False

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Select as Qt does, but what is selected never stays behind when a key moves on.

        Shift+Enter, say, goes up and does not extend the selection, and Ctrl+Home takes it along.
        """
        flag = QItemSelectionModel.SelectionFlag
        if self._alone:
            return flag.ClearAndSelect
        found = super().selectionCommand(index, event)
        moved = isinstance(event, QKeyEvent) and event.key() != _Key.Key_Space
        return flag.ClearAndSelect if moved and found == flag.NoUpdate else found

    def show_record(self, id: int) -> bool:
        """Stand on a record and bring it into sight; False when it is not shown."""
        row = self.records.row_of(id)
        if row is None:
            return False
        if self.currentIndex().row() != row:
            self.stand_on(self.records.index(row, max(0, self.currentIndex().column())))
        return True

    def focus_rows(self) -> None:
        """Give the keyboard to the rows."""
        if not self.currentIndex().isValid() and self.records.rowCount():
            self.stand_on(self.records.index(0, self.header.logicalIndex(0)))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # Move

    def step(self, rows: int, columns: int) -> bool:
        """Go some rows down and columns right, and on in the next row; False at the end."""
        current, header, model = self.currentIndex(), self.header, self.records
        if not current.isValid():
            return False
        place = header.visualIndex(current.column()) + columns
        turn, place = divmod(place, header.count())
        row = current.row() + rows + turn
        if not 0 <= row < model.rowCount():
            return False
        self.stand_on(model.index(row, header.logicalIndex(place)))
        return True

    def _to_end(self, rows: int, columns: int) -> None:
        current, model = self.currentIndex(), self.records
        row = {0: current.row(), 1: model.rowCount() - 1, -1: 0}[rows]
        place = self.header.visualIndex(current.column())
        place = {0: place, 1: self.header.count() - 1, -1: 0}[columns]
        self.stand_on(model.index(row, self.header.logicalIndex(place)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys as in Excel; what is not ours goes on to Qt and then to the window."""
        if self._moved(event) or self._acted(event):
            event.accept()
        elif event.key() in (_Key.Key_Tab, _Key.Key_Backtab):
            event.ignore()  # past the last cell the keyboard goes on to the next part
        else:
            super().keyPressEvent(event)

    def _moved(self, event: QKeyEvent) -> bool:
        key, modifiers = _Key(event.key()), event.modifiers()
        if key in (_Key.Key_Return, _Key.Key_Enter) and not modifiers & _CONTROL:
            self.step(-1 if modifiers & _SHIFT else 1, 0)
            return True
        if key == _Key.Key_Tab and not modifiers & _CONTROL:
            return self.step(0, 1)
        if key == _Key.Key_Backtab and not modifiers & _CONTROL:
            return self.step(0, -1)
        if key in _ENDS and modifiers == _CONTROL and self.currentIndex().isValid():
            self._to_end(*_ENDS[key])
            return True
        if key == _Key.Key_Space and modifiers == _SHIFT and self.currentIndex().isValid():
            self.selectRow(self.currentIndex().row())
            return True
        return False

    def _acted(self, event: QKeyEvent) -> bool:
        key, modifiers = _Key(event.key()), event.modifiers() & ~_KEYPAD
        asked = _ASKS.get((key, modifiers))
        if asked is not None:
            self.asked.emit(asked)
        elif key == _Key.Key_F2:
            self.edit_current()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key in (_Key.Key_Delete, _Key.Key_Backspace) and not modifiers:
            self.clear_cells()
        elif key == _Key.Key_Menu or (key == _Key.Key_F10 and modifiers == _SHIFT):
            self.show_menu(self.visualRect(self.currentIndex()).center())
        else:
            return False
        return True

    # Act

    def edit_current(self) -> None:
        """Edit the current cell with the cursor behind the text, as F2 does in Excel."""
        index = self.currentIndex()
        if not index.isValid():
            return
        self.edit(index)
        editor = QGuiApplication.focusObject()
        if isinstance(editor, Editor) and self.isAncestorOf(editor):
            editor.put_cursor_behind()

    def selected(self) -> Selection:
        """Give the selected cells."""
        return Selection.of(self.selectionModel(), self.header)

    def copy(self) -> None:
        """Copy the selected cells as text and as a table."""
        QGuiApplication.clipboard().setMimeData(mime(self.selected().texts(self.records)))

    def clear_cells(self) -> None:
        """Make the selected cells unknown, in one step; never takes rows away."""
        model = self.records
        edits = self.selected().cleared(model)
        if not edits:
            return
        made = set_values(model.dataset, model.type, edits, "grid")
        n = sum(len(change.after or ()) for change in made.changes)
        label = Text.count(n, "Clear {n} cell", "Clear {n} cells")
        try:
            model.session.apply(dataclasses.replace(made, label=label))
        except OfftakeError as error:
            model.session.tell_error(error)

    def show_menu(self, place: QPoint) -> None:
        """Show what can be done with the cells and their records."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        some = self.currentIndex().isValid()
        for text, keys, act, needs in (
            (Text("Edit cell"), "F2", self.edit_current, True),
            (Text("Copy"), "Ctrl+C", self.copy, True),
            (Text("Clear cells"), "Del", self.clear_cells, True),
            (None, "", None, False),
            (Text("Add"), "Ctrl+Shift+N", lambda: self.asked.emit("add"), False),
            (Text("Duplicate"), "Ctrl+Shift+D", lambda: self.asked.emit("duplicate"), True),
            (Text("Delete"), "Ctrl+-", lambda: self.asked.emit("delete"), True),
        ):
            if text is None or act is None:
                menu.addSeparator()
                continue
            action = menu.addAction(str(text))
            # The keys are only named here: they are handled where the focus is.
            action.setText(f"{text}\t{QKeySequence(keys).toString(_NATIVE)}")
            action.setEnabled(some or not needs)
            action.triggered.connect(act)
        menu.popup(self.viewport().mapToGlobal(place))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu of the cell under the mouse."""
        self.show_menu(event.pos())

    # Keep

    def columns_state(self) -> list[list[Any]]:
        """Give widths and order of the columns."""
        return columns.state(self.header, self.records)

    def restore_columns(self, state: list[list[Any]]) -> None:
        """Take up what `columns_state` gave."""
        self._columns = state
        columns.restore(self.header, self.records, state)
        self.header.align()


_NATIVE = QKeySequence.SequenceFormat.NativeText
