"""Frozen columns: the first columns of a grid stay in sight while the others scroll under them.

There is one view and one header. Where a frozen cell stands is told to Qt by `visualRect` and
`indexAt`, so the mouse, editors and tooltips find it; `painting` paints it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from desktop.ui import theme

Index = QModelIndex | QPersistentModelIndex
#: Frozen columns take at most this part of the view; what is wider is not frozen.
_MOST = 0.6


def frozen_sections(header: QHeaderView, count: int, room: int) -> list[int]:
    """Give the first `count` columns as far as they leave room for the others to scroll."""
    found: list[int] = []
    width = 0
    for place in range(min(count, header.count())):
        section = header.logicalIndex(place)
        if header.isSectionHidden(section):
            continue
        width += header.sectionSize(section)
        if width > room * _MOST:
            break
        found.append(section)
    return found


class FrozenView(QTableView):
    """A table view whose first columns on screen can be frozen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        #: How many columns from the left are asked to stay; hidden ones count.
        self.frozen = 0

    def freeze(self, count: int) -> None:
        """Keep the first columns on screen in sight; 0 lets all scroll."""
        self.frozen = max(0, min(count, self.horizontalHeader().count()))
        self.horizontalHeader().viewport().update()
        self.viewport().update()
        self.updateEditorGeometries()

    def pinned(self) -> Sequence[int]:
        """Give the columns that are frozen and scrolled out of their place."""
        header = self.horizontalHeader()
        if not self.frozen or not header.offset():
            return ()
        return frozen_sections(header, self.frozen, self.viewport().width())

    def pinned_width(self) -> int:
        """Give how much of the view frozen columns cover."""
        pinned, header = self.pinned(), self.horizontalHeader()
        if not pinned:
            return 0
        return header.sectionPosition(pinned[-1]) + header.sectionSize(pinned[-1])

    # Where cells are

    def visualRect(self, index: Index) -> QRect:
        """Give where a cell is seen."""
        place = super().visualRect(index)
        if self.frozen and index.isValid() and index.column() in self.pinned():
            place.moveLeft(self.horizontalHeader().sectionPosition(index.column()))
        return place

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Give the cell that is seen at a place."""
        header = self.horizontalHeader()
        for section in self.pinned():
            left = header.sectionPosition(section)
            if left <= point.x() < left + header.sectionSize(section):
                row = self.rowAt(point.y())
                return self.model().index(row, section) if row >= 0 else QModelIndex()
        return super().indexAt(point)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, and out from under the frozen columns."""
        if not index.isValid():
            return
        bar = self.horizontalScrollBar()
        if index.column() in self.pinned():
            kept = bar.value()
            super().scrollTo(index, hint)
            bar.setValue(kept)
            return
        super().scrollTo(index, hint)
        covered = self.pinned_width()
        left = self.horizontalHeader().sectionViewportPosition(index.column())
        if left < covered:
            bar.setValue(bar.value() - (covered - left))

    def show_column(self, column: int) -> None:
        """Bring a column into sight without moving up or down."""
        header, bar = self.horizontalHeader(), self.horizontalScrollBar()
        if column in self.pinned() or header.isSectionHidden(column):
            return
        left, width = header.sectionViewportPosition(column), header.sectionSize(column)
        covered, room = self.pinned_width(), self.viewport().width()
        if left < covered:
            bar.setValue(bar.value() - (covered - left))
        elif left + width > room:
            bar.setValue(bar.value() + min(left + width - room, left - covered))

    # Keep up

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll; what is frozen stays."""
        super().scrollContentsBy(dx, dy)
        if dx and self.frozen:
            self.viewport().update()
            self.horizontalHeader().viewport().update()
            self.updateEditorGeometries()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Paint frozen cells anew, too: Qt only knows where they would be."""
        super().selectionChanged(selected, deselected)
        self._update_pinned()

    def dataChanged(self, topLeft: Index, bottomRight: Index, roles: Sequence[int] = ()) -> None:
        """Paint frozen cells anew, too."""
        super().dataChanged(topLeft, bottomRight, list(roles))
        self._update_pinned()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Freeze what there is room for."""
        super().resizeEvent(event)
        if self.frozen:
            self.viewport().update()

    def _update_pinned(self) -> None:
        width = self.pinned_width()
        if width:
            self.viewport().update(QRect(0, 0, width, self.viewport().height()))

    # Heads of groups

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the arrow of a head opens or closes its group."""
        model: Any = self.model()
        row = self.rowAt(int(event.position().y()))
        on_arrow = event.position().x() < theme.space(1.4)
        super().mousePressEvent(event)
        if on_arrow and event.button() == Qt.MouseButton.LeftButton and model.is_head(row):
            model.turn(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click on a head opens or closes its group, too."""
        model: Any = self.model()
        row = self.rowAt(int(event.position().y()))
        if model.is_head(row):
            model.turn(row)
        else:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """On the head of a group, left closes it and right opens it; Space does either."""
        model: Any = self.model()
        row = self.currentIndex().row()
        keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space)
        if event.key() in keys and not event.modifiers() and model.is_head(row):
            wanted = {keys[0]: False, keys[1]: True}.get(
                Qt.Key(event.key()), not model.is_open(row)
            )
            if model.is_open(row) != wanted:
                model.turn(row)
            return
        super().keyPressEvent(event)


def paint_edge(painter: QPainter, x: int, top: int, bottom: int) -> None:
    """Paint the line that parts what is frozen from what scrolls."""
    painter.fillRect(QRect(x - 1, top, 2, bottom - top), QColor(theme.colors().frame))
