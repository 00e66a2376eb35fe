"""Flow layout: widgets in a row that goes on in the next line where there is no more room."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lays widgets out like words in a paragraph; `gap` is the space between them in pixels.

    Widgets of the tail stand at the right end of the last line.
    """

    def __init__(self, gap: int) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._head: int | None = None
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        """Take a widget in."""
        self._items.append(item)

    def begin_tail(self) -> None:
        """Let every widget added from now on belong to the tail."""
        self._head = len(self._items)

    def add_to_head(self, widget: QWidget) -> None:
        """Add a widget before the tail."""
        self.addWidget(widget)
        if self._head is not None:
            self._items.insert(self._head, self._items.pop())
            self._head += 1

    def count(self) -> int:
        """Give how many widgets there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Give a widget's place."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take a widget out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Want no more room than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Be higher where it is narrower."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height of all lines."""
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put the widgets in their places."""
        super().setGeometry(rect)
        self._lay_out(rect, move=True)

    def sizeHint(self) -> QSize:
        """Want one line."""
        hints = [item.sizeHint() for item in self._items]
        width = sum(hint.width() + self._gap for hint in hints)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """Need the width of the widest widget."""
        size = QSize(0, 0)
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _lay_out(self, rect: QRect, move: bool) -> int:
        lines = self._lines(rect.width())
        y = rect.y()
        for line in lines:
            sizes = [_size(self._items[n], rect.width()) for n in line]
            height = max((size.height() for size in sizes), default=0)
            x = rect.x()
            spare = rect.width() - self._width(line)
            for n, size in zip(line, sizes, strict=True):
                if n == self._head:
                    x += max(0, spare)
                if move:
                    down = (height - size.height()) // 2
                    self._items[n].setGeometry(QRect(QPoint(x, y + down), size))
                x += size.width() + self._gap
            y += height + (self._gap if line is not lines[-1] else 0)
        return y - rect.y()

    def _lines(self, width: int) -> list[list[int]]:
        """Give which widgets stand in each line, those that are shown."""
        lines: list[list[int]] = [[]]
        for n, item in enumerate(self._items):
            if item.isEmpty():
                continue
            if lines[-1] and self._width([*lines[-1], n]) > width:
                lines.append([])
            lines[-1].append(n)
        return lines

    def _width(self, line: list[int]) -> int:
        widths = [self._items[n].sizeHint().width() for n in line]
        return sum(widths) + self._gap * max(0, len(line) - 1)


def _size(item: QLayoutItem, room: int) -> QSize:
    """Give what a widget has: what it wants, or the whole line and the height for that."""
    hint = item.sizeHint()
    if hint.width() <= room:
        return hint
    height = item.heightForWidth(room) if item.hasHeightForWidth() else hint.height()
    return QSize(room, height)
