"""Review tree: what a workbook would change, sheet by sheet, row by row, cell by cell.

A tick takes what the workbook says. A conflict that nobody has decided is neither ticked nor
clear; ticking it takes the workbook's value, clearing it keeps what holds now.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont

from desktop.core.errors import Problem
from desktop.core.i18n import Text
from desktop.core.merge import Cell
from desktop.exchange.review import Review
from desktop.ui import icons, theme
from desktop.ui.dialogs.review_rows import Node, kind_of

AnyIndex = QModelIndex | QPersistentModelIndex
HEADERS = (Text("Record"), Text("What"), Text("Now"), Text("In the workbook"),
           Text("When exported"), Text("Cell"))  # fmt: skip
_SIGNS = {"conflict": ("conflict", "warning"), "problem": ("error", "error"),
          "added": ("add", "good"), "missing": ("delete", "muted"), "changed": ("", ""),
          "warning": ("warning", "warning"), "note": ("info", "muted")}  # fmt: skip


class ReviewTree(QAbstractItemModel):
    """The model over the nodes; `ticked` tells that a decision has changed."""

    ticked = Signal()

    def __init__(self, review: Review, parent: QObject) -> None:
        super().__init__(parent)
        self._review = review
        self._root = Node(review, None, 0, None)
        self._root.children = []
        self.show("all")

    def show(self, filter: str) -> None:
        """Show only what stands under a filter."""
        self.beginResetModel()
        root = Node(self._review, None, 0, None)
        nodes: list[Node] = []
        if filter in ("all", "problem"):
            nodes += [Node(self._review, root, 0, problem) for problem in self._review.general]
        for name in self._review.dataset.types:
            items = [item for item in self._review.items
                     if item.type == name and filter in ("all", kind_of(item))]  # fmt: skip
            if items:
                nodes.append(Node(self._review, root, 0, name, items))
        for n, node in enumerate(nodes):
            node.row = n
        root.children = nodes
        self._root = root
        self.endResetModel()

    def decisions_changed(self) -> None:
        """Show all decisions as they are now."""
        # Above and below the ticked row, ticks may be others too; no row has moved.
        self.layoutAboutToBeChanged.emit()
        self.layoutChanged.emit()
        self.ticked.emit()

    def node(self, index: AnyIndex) -> Node:
        """Give the node of an index."""
        if not index.isValid():
            return self._root
        found = index.internalPointer()
        assert isinstance(found, Node)
        return found

    def to_open(self) -> Iterator[QModelIndex]:
        """Give the rows that are best shown open: sheets, and records that need the user."""
        for n, node in enumerate(self._root.children):
            above = self.index(n, 0)
            yield above
            for child in node.children[:2000]:
                if child.kind in ("conflict", "problem"):
                    yield self.index(child.row, 0, above)

    def index(self, row: int, column: int, parent: AnyIndex = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Give the index of a row and column under another."""
        children = self.node(parent).children
        if not (0 <= row < len(children) and 0 <= column < len(HEADERS)):
            return QModelIndex()
        return self.createIndex(row, column, children[row])

    def parent(self, index: AnyIndex) -> QModelIndex:  # type: ignore[override]
        """Give what a row stands under."""
        above = self.node(index).parent if index.isValid() else None
        if above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.row, 0, above)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """Give how many rows stand under one."""
        return 0 if parent.column() > 0 else len(self.node(parent).children)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """Give the number of columns."""
        return len(HEADERS)

    def hasChildren(self, parent: AnyIndex = QModelIndex()) -> bool:  # noqa: B008
        """Tell whether a row can be opened, without making what is in it."""
        return parent.column() <= 0 and self.node(parent).has_children

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Tell which rows can be ticked."""
        flags = super().flags(index)
        if index.isValid() and index.column() == 0 and self.node(index).can_check():
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give what is shown in a cell."""
        if not index.isValid():
            return None
        node, column = self.node(index), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return node.text(column)
            case Qt.ItemDataRole.ToolTipRole:
                return node.text(column) or None
            case Qt.ItemDataRole.CheckStateRole if column == 0:
                return node.check()
            case Qt.ItemDataRole.DecorationRole if column == node.sign_column and node.kind:
                sign, tone = _SIGNS[node.kind]
                return icons.icon(sign, tone) if sign else None
            case Qt.ItemDataRole.FontRole:
                return _font(node, column)
            case Qt.ItemDataRole.ForegroundRole:
                return _ink(node, column)
        return None

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a tick."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        node = self.node(index)
        if not node.can_check():
            return False
        node.set_check(Qt.CheckState(value) == Qt.CheckState.Checked)
        self.decisions_changed()
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Give the headings."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return str(HEADERS[section]) if role == Qt.ItemDataRole.DisplayRole else None


def _font(node: Node, column: int) -> QFont | None:
    bold = isinstance(node.of, str) and column == 0
    if isinstance(node.of, Cell) and node.of.accepted is not None:
        # The value that will hold stands out.
        bold = column == (3 if node.of.accepted else 2)
    if not bold:
        return None
    font = QFont()
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _ink(node: Node, column: int) -> QColor | None:
    colors = theme.colors()
    if isinstance(node.of, Problem):
        return QColor(colors.error if node.of.severity == "error" else colors.warning)
    if isinstance(node.of, Cell):
        faded = {3: node.of.accepted is False, 2: node.of.accepted is True, 4: True}
        return QColor(colors.muted) if faded.get(column) else None
    return QColor(colors.muted) if column in (4, 5) else None
