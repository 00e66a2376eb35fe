"""Table: the grid of records, with the keys that people know from Excel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QApplication, QTableView, QWidget

from desktop.core.fields import PartialDateField, TextField
from desktop.core.i18n import Text
from desktop.ui import theme
from desktop.ui.form.editors import Editor
from desktop.ui.form.line_editor import Chooser, LineEditor
from desktop.ui.grid import columns
from desktop.ui.grid.cell_menu import cell_menu
from desktop.ui.grid.cell_view import CellView
from desktop.ui.grid.columns import shown
from desktop.ui.grid.delegate import RecordsDelegate
from desktop.ui.grid.editing import Editing
from desktop.ui.grid.fill_handle import FillHandle
from desktop.ui.grid.model import RecordsModel

_Key = Qt.Key
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
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
_STANDARD = QKeySequence.StandardKey


class RecordsTable(CellView):
    """Shows a RecordsModel; what concerns whole records is asked of the view around it."""

    #: Another record is current.
    record_entered = Signal(int)
    #: `add`, `duplicate` or `delete` is asked for.
    asked = Signal(str)

    def __init__(self, model: RecordsModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.editing = Editing(self)
        self.handle = FillHandle(self)
        self.handle.pulled.connect(self.editing.pull)
        self._kept: tuple[int | None, int, int] = (None, 0, 0)
        self._columns: list[list[Any]] = []
        self._fitted: object = None
        self._set_looks()
        self.setModel(model)
        self.setHorizontalHeader(self.header)
        # Qt selects the column when its label is pressed; here a click sorts.
        self.header.sectionPressed.disconnect()
        self.header.sectionEntered.disconnect()
        self._delegate = RecordsDelegate(self)
        self._delegate.step_asked.connect(self.step)
        self._delegate.enters_all = self.editing.enter_all
        self._delegate.makes_new = self.editing.make_new
        self.setItemDelegate(self._delegate)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._recall)
        self.header.sectionHandleDoubleClicked.connect(self._fit_column)
        self.header.filters.left.connect(self.focus_rows)
        self.horizontalScrollBar().valueChanged.connect(self.header.align)
        model.session.closing.connect(self.settle)
        self._recall()

    def _set_looks(self) -> None:
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
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
        if self._drawing:
            return
        if current.row() == previous.row() and current.isValid() == previous.isValid():
            return
        self.viewport().update()
        if current.isValid():
            self.record_entered.emit(self.records.ids[current.row()])

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
            self.stand_on(self.records.index(0, shown(self.header)[0]))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys as in Excel; what is not ours goes on to Qt and then to the window."""
        if self._acted(event) or self.go(event):
            event.accept()
        elif event.key() in (_Key.Key_Tab, _Key.Key_Backtab):
            event.ignore()  # past the last cell the keyboard goes on to the next part
        else:
            super().keyPressEvent(event)

    def _acted(self, event: QKeyEvent) -> bool:
        key, modifiers = _Key(event.key()), event.modifiers() & ~_KEYPAD
        asked = _ASKS.get((key, modifiers))
        act = self._act_of(event, key, modifiers)
        if asked is not None:
            self.asked.emit(asked)
        elif act is not None:
            act()
        elif key == _Key.Key_Escape and self.handle.dragging:
            self.handle.give_up()
        else:
            return False
        return True

    def _act_of(
        self, event: QKeyEvent, key: Qt.Key, modifiers: Qt.KeyboardModifier
    ) -> Callable[[], object] | None:
        """Give what a key does with the cells; the window has shortcuts for most."""
        editing = self.editing
        for standard, act in (
            (_STANDARD.Copy, editing.copy),
            (_STANDARD.Cut, editing.cut),
            (_STANDARD.Paste, editing.paste),
            (_STANDARD.SelectAll, editing.select_all),
        ):
            if event.matches(standard):
                return act
        if key == _Key.Key_F10 and modifiers == _SHIFT:
            return self._show_menu_here
        if modifiers == _CONTROL:
            return {
                _Key.Key_D: editing.fill_down,
                _Key.Key_R: editing.fill_right,
                _Key.Key_H: editing.replace,
                _Key.Key_Semicolon: self.write_today,
            }.get(key)
        if modifiers == _CONTROL | _SHIFT:
            return {
                _Key.Key_C: lambda: editing.copy(headers=True),
                _Key.Key_V: lambda: editing.paste(new=True),
            }.get(key)
        if modifiers == _ALT:
            return {_Key.Key_Down: self.open_list}.get(key)
        if modifiers:
            return None
        return {
            _Key.Key_F2: self.edit_current,
            _Key.Key_Delete: editing.clear,
            _Key.Key_Backspace: editing.clear,
            _Key.Key_Menu: self._show_menu_here,
        }.get(key)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Begin to edit with what an input method composes, such as the first part of a Hangul.

        Qt keeps the keyboard here while it is composed, since to move it would end the
        composition. It only takes the first syllable for the last: Korean input methods begin
        the next one in the event that ends the one before.
        """
        editor = self._editor()
        if editor is not None and event.preeditString():
            QApplication.sendEvent(editor, event)
            return
        super().inputMethodEvent(event)
        if editor is not None and editor.isModified():
            editor.put_cursor_behind()

    def _editor(self) -> Editor | None:
        found = self.indexWidget(self.currentIndex())
        return found if isinstance(found, Editor) else None

    # Act

    def edit_current(self) -> None:
        """Edit the current cell with the cursor behind the text, as F2 does in Excel."""
        index = self.currentIndex()
        if not self.records.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return
        self.edit(index)
        editor = QGuiApplication.focusObject()
        if isinstance(editor, Editor) and self.isAncestorOf(editor):
            editor.put_cursor_behind()

    def open_list(self) -> None:
        """Edit the current cell with its list of options open."""
        self.edit_current()
        editor = self._editor()
        if isinstance(editor, Chooser):
            editor.open()

    def _show_menu_here(self) -> None:
        self.show_menu(self.visualRect(self.currentIndex()).center())

    def show_menu(self, place: QPoint) -> None:
        """Show what can be done with the cells and their records."""
        cell_menu(self, self.editing, self.edit_current, self.asked.emit).popup(
            self.viewport().mapToGlobal(place)
        )

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu of the cell under the mouse."""
        self.show_menu(event.pos())

    def settle(self) -> None:
        """Take what is being typed in a cell; nobody is going to press Enter any more."""
        editor = self._editor()
        if editor is not None:
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def write_today(self) -> None:
        """Edit the current cell with the day of today typed into it."""
        of = self.records.fields[self.currentIndex().column()]
        if not isinstance(of, PartialDateField | TextField):
            return
        self.edit_current()
        editor = self._editor()
        if isinstance(editor, LineEditor):
            editor.type_today()

    # Mouse and paint

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the fill handle, or begin a block."""
        point = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and self.handle.takes(point):
            self.handle.press()
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the fill handle, fill down as far as the columns beside it go."""
        point = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and self.handle.takes(point):
            self.handle.fill_down()
        else:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the fill handle, or draw a block; over the handle the mouse is a cross."""
        point = event.position().toPoint()
        if self.handle.dragging:
            self.handle.move(point)
            return
        over = not event.buttons() and self.handle.takes(point)
        shape = Qt.CursorShape.CrossCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the fill handle go."""
        if self.handle.dragging:
            self.handle.release(bool(event.modifiers() & _CONTROL))
        else:
            super().mouseReleaseEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Paint the handle anew with the cells."""
        super().selectionChanged(selected, deselected)
        self.handle.follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame of the selected block and its handle over the cells."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.handle.paint(painter)
        painter.end()

    # Keep

    def columns_state(self) -> list[list[Any]]:
        """Give widths and order of the columns."""
        return columns.state(self.header, self.records)

    def restore_columns(self, state: list[list[Any]]) -> None:
        """Take up what `columns_state` gave."""
        self._columns = state
        columns.restore(self.header, self.records, state)
        self.header.align()
