"""Cell view: the cell that is current and the block around it, with mouse and keys as in Excel.

The current cell stays where a block was begun; the other corner of the block is its head, and
Shift moves the head.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.ui.grid.columns import shown
from desktop.ui.grid.edges import edge
from desktop.ui.grid.frozen import FrozenView
from desktop.ui.grid.header import Header
from desktop.ui.grid.model import RecordsModel
from desktop.ui.grid.painting import CellPainter
from desktop.ui.grid.selection import Selection

Index = QModelIndex | QPersistentModelIndex
_Key, _Flag = Qt.Key, QItemSelectionModel.SelectionFlag
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_LEFT = Qt.MouseButton.LeftButton
_ARROWS = {
    _Key.Key_Up: (-1, 0),
    _Key.Key_Down: (1, 0),
    _Key.Key_Left: (0, -1),
    _Key.Key_Right: (0, 1),
}
_FAR = {_Key.Key_Home, _Key.Key_End, _Key.Key_PageUp, _Key.Key_PageDown}


class CellView(FrozenView):
    """A table of records in which cells and blocks of cells are selected."""

    def __init__(self, model: RecordsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = model
        self.header = Header(self)
        self._painter = CellPainter(self, model)
        self._head = QPersistentModelIndex()
        self._alone = False
        #: While the mouse draws a block, Qt makes cells current on the way.
        self._drawing = False
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    # Select

    def stand_on(self, index: QModelIndex) -> None:
        """Make one cell current and select it alone, whatever keys are held down."""
        self._alone = True
        self.setCurrentIndex(index)
        self._alone = False
        self._head = QPersistentModelIndex(index)

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Select as Qt does, but what is selected never stays behind when a key moves on."""
        if self._alone:
            return _Flag.ClearAndSelect
        found = super().selectionCommand(index, event)
        moved = isinstance(event, QKeyEvent) and event.key() != _Key.Key_Space
        return _Flag.ClearAndSelect if moved and found == _Flag.NoUpdate else found

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Begin a new block where somebody goes."""
        super().currentChanged(current, previous)
        if not self._drawing:
            self._head = QPersistentModelIndex(current)

    def selected(self) -> Selection:
        """Give the selected cells."""
        return Selection.of(self.selectionModel(), self.header)

    def extend_to(self, head: Index, add: bool = False) -> None:
        """Select the block between the current cell and another."""
        current = self.currentIndex()
        if not current.isValid() or not head.isValid():
            return
        block = self.block(current, head)
        self.selectionModel().select(block, _Flag.Select if add else _Flag.ClearAndSelect)
        self._head = QPersistentModelIndex(head)
        self.viewport().update()

    def block(self, one: Index, other: Index) -> QItemSelection:
        """Give the cells between two corners, by the order of the columns on screen."""
        order = shown(self.header)
        places = sorted(order.index(i.column()) for i in (one, other) if i.column() in order)
        if not places:
            return QItemSelection()
        top, bottom = sorted((one.row(), other.row()))
        return self._ranges(top, bottom, order[places[0] : places[-1] + 1])

    def _ranges(self, top: int, bottom: int, columns: list[int]) -> QItemSelection:
        found = QItemSelection()
        self._add_ranges(found, top, bottom, columns)
        return found

    def _add_ranges(self, found: QItemSelection, top: int, bottom: int, columns: list[int]) -> None:
        model = self.records
        runs: list[list[int]] = []
        for column in sorted(columns):
            if runs and runs[-1][-1] == column - 1:
                runs[-1].append(column)
            else:
                runs.append([column])
        for run in runs:
            found.select(model.index(top, run[0]), model.index(bottom, run[-1]))

    def select_cells(self, ids: Iterable[int], names: Iterable[str]) -> None:
        """Select cells by record and field, as far as they are shown, and stand on the first."""
        model, order, wanted = self.records, shown(self.header), set(names)
        columns = [c for c in order if model.fields[c].name in wanted]
        rows = sorted({row for id in ids if (row := model.row_of(id)) is not None})
        if not rows or not columns:
            return
        found = QItemSelection()
        begins = [n for n, row in enumerate(rows) if not n or rows[n - 1] != row - 1]
        for begin, end in pairwise([*begins, len(rows)]):
            self._add_ranges(found, rows[begin], rows[end - 1], columns)
        self.scrollTo(model.index(rows[-1], columns[0]))
        self.stand_on(model.index(rows[0], columns[0]))
        self.selectionModel().select(found, _Flag.ClearAndSelect)
        self._head = QPersistentModelIndex(model.index(rows[-1], columns[-1]))

    def select_rows(self) -> None:
        """Select the whole rows of what is selected."""
        rows, order = self.selected().rows, shown(self.header)
        if rows:
            block = self._ranges(min(rows), max(rows), order)
            self.selectionModel().select(block, _Flag.ClearAndSelect)

    def select_columns(self) -> None:
        """Select the whole columns of what is selected."""
        columns = list(self.selected().columns)
        if columns and self.records.rowCount():
            block = self._ranges(0, self.records.rowCount() - 1, columns)
            self.selectionModel().select(block, _Flag.ClearAndSelect)

    def selectAll(self) -> None:
        """Select every cell that is shown."""
        if self.records.rowCount():
            block = self._ranges(0, self.records.rowCount() - 1, shown(self.header))
            self.selectionModel().select(block, _Flag.ClearAndSelect)

    # Move

    def step(self, rows: int, columns: int) -> bool:
        """Go some rows down and columns right, and on in the next row; False at the end.

        Where several cells are selected, go round among these.
        """
        current, model, order = self.currentIndex(), self.records, shown(self.header)
        if not current.isValid() or current.column() not in order:
            return False
        if rows or columns:
            chosen = self.selected()
            if chosen.count > 1 and chosen.has(current.row(), current.column()):
                self._go_round(chosen, rows, columns)
                return True
        turn, place = divmod(order.index(current.column()) + columns, len(order))
        row = current.row() + rows + turn
        if not 0 <= row < model.rowCount():
            return False
        self.stand_on(model.index(row, order[place]))
        return True

    def _go_round(self, chosen: Selection, rows: int, columns: int) -> None:
        row, column = chosen.after(
            self.currentIndex().row(), self.currentIndex().column(), rows, columns
        )
        index, head = self.records.index(row, column), self._head
        self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
        self._head = head
        self.viewport().update()

    def destination(self, key: Qt.Key, control: bool, start: Index) -> QModelIndex:
        """Give where a key leads from a cell; an arrow with Ctrl, to the edge of what is filled."""
        order, last_row = shown(self.header), self.records.rowCount() - 1
        row = start.row()
        place = order.index(start.column()) if start.column() in order else 0
        page = max(1, self.viewport().height() // max(1, self.rowHeight(row)) - 1)
        if key in _ARROWS:
            down, right = _ARROWS[key]
            if control and down:
                row = edge(lambda r: self.filled(r, order[place]), row, down, last_row)
            elif control:
                last = len(order) - 1
                place = edge(lambda p: self.filled(row, order[p]), place, right, last)
            else:
                row, place = row + down, place + right
        elif key in (_Key.Key_PageUp, _Key.Key_PageDown):
            row += page if key == _Key.Key_PageDown else -page
        else:
            end = key == _Key.Key_End
            place = len(order) if end else 0
            row = row if not control else last_row if end else 0
        row, place = max(0, min(row, last_row)), max(0, min(place, len(order) - 1))
        return self.records.index(row, order[place])

    def filled(self, row: int, column: int) -> bool:
        """Whether something stands in a cell; the head of a group is no cell."""
        return self.records.value_at(row, column) not in (None, "", ())

    def go(self, event: QKeyEvent) -> bool:
        """Move the current cell, or with Shift the head of the block; False for other keys."""
        key, modifiers = _Key(event.key()), event.modifiers()
        control, shift = bool(modifiers & _CONTROL), bool(modifiers & _SHIFT)
        current = self.currentIndex()
        if not current.isValid() or modifiers & Qt.KeyboardModifier.AltModifier:
            return False
        if key in _ARROWS or key in _FAR:
            if self._is_for_group(key, modifiers):
                return False
            if not shift:
                self.stand_on(self.destination(key, control, current))
                if key == _Key.Key_Home:
                    # What is frozen is always in sight: the columns beside it come back, too.
                    self.horizontalScrollBar().setValue(0)
                return True
            start = self._head if self._head.isValid() else current
            head = self.destination(key, control, start)
            self.extend_to(head)
            self.scrollTo(head)
            return True
        if key in (_Key.Key_Return, _Key.Key_Enter) and not control:
            self.step(-1 if shift else 1, 0)
            return True
        if key == _Key.Key_Tab and not control:
            return self.step(0, 1)
        if key == _Key.Key_Backtab and not control:
            return self.step(0, -1)
        return self._select_lines(key, control, shift)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Let Tab go from cell to cell in the cells only, not while a filter has the keyboard."""
        if self.hasFocus():
            return super().focusNextPrevChild(next)
        return QWidget.focusNextPrevChild(self, next)

    def _is_for_group(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        sideways = key in (_Key.Key_Left, _Key.Key_Right) and not modifiers
        return sideways and self.records.is_head(self.currentIndex().row())

    def _select_lines(self, key: Qt.Key, control: bool, shift: bool) -> bool:
        if key != _Key.Key_Space or not (control or shift):
            return False
        if control:
            self.select_columns()
        if shift:
            self.select_rows()
        if control and shift:
            self.selectAll()
        return True

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a block; with Shift, take it to the cell that is clicked."""
        extends = event.modifiers() & _SHIFT and self.currentIndex().isValid()
        if event.button() == _LEFT and extends:
            self.extend_to(
                self.indexAt(event.position().toPoint()), bool(event.modifiers() & _CONTROL)
            )
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw a block; the cell where it was begun stays current."""
        if not event.buttons() & _LEFT or event.modifiers() & _SHIFT:
            super().mouseMoveEvent(event)
            return
        begun = QPersistentModelIndex(self.currentIndex())
        self._drawing = True
        super().mouseMoveEvent(event)
        head = self.currentIndex()
        if begun.isValid() and head != begun:
            self._head = QPersistentModelIndex(head)
            self.setAutoScroll(False)  # the view follows the mouse, not the cell it came from
            self.selectionModel().setCurrentIndex(
                self.records.index(begun.row(), begun.column()), _Flag.NoUpdate
            )
            self.setAutoScroll(True)
        self._drawing = False

    # Paint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all cells in one go."""
        painter = QPainter(self.viewport())
        self._painter.paint(painter, event.rect())
        painter.end()
