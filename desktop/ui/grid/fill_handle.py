"""Fill handle: the small square at the corner of the selected block, dragged to fill cells."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.ui import theme
from desktop.ui.grid.cell_view import CellView
from desktop.ui.grid.columns import shown
from desktop.ui.grid.edges import length


@dataclass(frozen=True)
class Reach:
    """What is filled from a block: its rows and columns in order, and those it goes on in.

    To fill upwards or to the left, both are given from the block's edge on.
    """

    rows: list[int]
    columns: list[int]
    more_rows: list[int]
    more_columns: list[int]


class FillHandle(QObject):
    """Paints the handle and follows the mouse that drags it."""

    #: The handle was let go: a Reach, and whether Ctrl was held.
    pulled = Signal(object, bool)

    def __init__(self, view: CellView) -> None:
        super().__init__(view)
        self._view = view
        self._reach: Reach | None = None
        self.dragging = False
        #: Where the handle was painted last; it reaches into the cells around its block.
        self._painted = QRect()

    def _corners(self) -> tuple[int, int, int, int] | None:
        """Give top, bottom, first and last place of the one block that is selected."""
        view, chosen = self._view, self._view.selectionModel()
        parts = list(chosen.selection())  # type: ignore[call-overload]
        if not parts or not view.records.session.writable:
            return None
        top, bottom = parts[0].top(), parts[0].bottom()
        columns = {c for part in parts for c in range(part.left(), part.right() + 1)}
        order = shown(view.header)
        places = [place for place, column in enumerate(order) if column in columns]
        whole = all((part.top(), part.bottom()) == (top, bottom) for part in parts)
        if not whole or not places or places[-1] - places[0] + 1 != len(places):
            return None
        return top, bottom, places[0], places[-1]

    def place(self) -> QRect:
        """Give where the handle is seen; empty where there is none."""
        corners = self._corners()
        if corners is None or self._view.records.is_head(corners[1]):
            return QRect()
        order = shown(self._view.header)
        cell = self._view.visualRect(self._view.records.index(corners[1], order[corners[3]]))
        if cell.right() < self._view.pinned_width() - 1 or cell.isEmpty():
            return QRect()
        side = max(7, theme.space(0.4))
        return QRect(cell.right() - side // 2 - 1, cell.bottom() - side // 2 - 1, side, side)

    def takes(self, point: QPoint) -> bool:
        """Whether the mouse is on the handle; a little beside it counts."""
        place = self.place()
        return not place.isEmpty() and place.adjusted(-2, -2, 3, 3).contains(point)

    def press(self) -> None:
        """Begin to drag."""
        self.dragging, self._reach = True, None

    def move(self, point: QPoint) -> None:
        """Go on to the cell under the mouse, down or aside, whichever is further."""
        view, corners = self._view, self._corners()
        if corners is None:
            return
        room = view.viewport().rect()
        inside = QPoint(min(max(point.x(), 0), room.right()), min(max(point.y(), 0), room.bottom()))
        index = view.indexAt(inside)
        if not index.isValid():
            row = view.records.rowCount() - 1 if inside.y() > room.top() else 0
            column = view.columnAt(inside.x())
            index = view.records.index(row, column if column >= 0 else shown(view.header)[-1])
        view.scrollTo(index)
        self._reach = self._towards(corners, index.row(), index.column())
        view.viewport().update()

    def _towards(self, corners: tuple[int, int, int, int], row: int, column: int) -> Reach | None:
        top, bottom, first, last = corners
        order = shown(self._view.header)
        place = order.index(column)
        down, up = max(0, row - bottom), max(0, top - row)
        right, left = max(0, place - last), max(0, first - place)
        rows, columns = list(range(top, bottom + 1)), order[first : last + 1]
        if max(down, up) and max(down, up) >= max(right, left):
            if down:
                return Reach(rows, columns, list(range(bottom + 1, row + 1)), [])
            return Reach(rows[::-1], columns, list(range(top - 1, row - 1, -1)), [])
        if right:
            return Reach(rows, columns, [], order[last + 1 : place + 1])
        if left:
            return Reach(rows, columns[::-1], [], order[place:first][::-1])
        return None

    def release(self, control: bool) -> None:
        """Ask for what was dragged over to be filled."""
        reach, self._reach, self.dragging = self._reach, None, False
        self._view.viewport().update()
        if reach is not None:
            self.pulled.emit(reach, control)

    def fill_down(self) -> None:
        """Fill as far down as the column at the left is filled, else the one at the right."""
        view, corners = self._view, self._corners()
        if corners is None:
            return
        top, bottom, first, last = corners
        order, end = shown(view.header), view.records.rowCount() - 1
        for beside in (*order[:first][-1:], *order[last + 1 :][:1]):
            rows = length(lambda row, of=beside: view.filled(row, of), bottom + 1, end)  # type: ignore[misc]
            if rows:
                more = list(range(bottom + 1, bottom + 1 + rows))
                reach = Reach(list(range(top, bottom + 1)), order[first : last + 1], more, [])
                self.pulled.emit(reach, False)
                return

    def follow(self) -> None:
        """Paint anew where the handle was and where it is: Qt only does so for the cells."""
        for place in (self._painted, self.place()):
            self._view.viewport().update(place.adjusted(-2, -2, 2, 2))

    def give_up(self) -> None:
        """Let go without filling."""
        self._reach, self.dragging = None, False
        self._view.viewport().update()

    def paint(self, painter: QPainter) -> None:
        """Paint the frame of the block, the handle, and the frame of what will be filled."""
        corners = self._corners()
        if corners is None:
            return
        colors, view = theme.colors(), self._view
        top, bottom, first, last = corners
        order = shown(view.header)
        if (top, first) != (bottom, last):
            painter.setPen(QPen(QColor(colors.accent), 1))
            painter.drawRect(self._span(top, bottom, order[first : last + 1]))
        if self._reach is not None:
            rows = sorted([*self._reach.rows, *self._reach.more_rows])
            places = sorted(map(order.index, [*self._reach.columns, *self._reach.more_columns]))
            painter.setPen(QPen(QColor(colors.link), 2, Qt.PenStyle.DashLine))
            columns = order[places[0] : places[-1] + 1]
            painter.drawRect(self._span(rows[0], rows[-1], columns))
        place = self.place()
        if not place.isEmpty() and (view.hasFocus() or self.dragging):
            painter.fillRect(place.adjusted(-1, -1, 1, 1), QColor(colors.base))
            painter.fillRect(place, QColor(colors.accent))
        self._painted = place

    def _span(self, top: int, bottom: int, columns: list[int]) -> QRect:
        view = self._view
        one = view.visualRect(view.records.index(top, columns[0]))
        other = view.visualRect(view.records.index(bottom, columns[-1]))
        return one.united(other).adjusted(0, 0, -1, -1)
