"""Promise rows: the model that shows the tree of the promise table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QIcon

from desktop.core.i18n import Text
from desktop.planning.balance import NO_SHORTAGE
from desktop.planning.promise_table import (
    MAYBE,
    NOT_ON_RECORD,
    OVER,
    UNKNOWN,
    UNPROMISED,
)
from desktop.planning.promise_text import (
    FIGURES,
    lines_of,
    sentence,
    terms,
    verdict,
)
from desktop.ui import theme
from desktop.ui.charts.promise_icon import firmness_icon, sign_icon
from desktop.ui.views.promise_nodes import Node

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NAME, TERMS, FIGURE, FIXED = range(4)
#: Icon and colour of each state; the word stands beside them.
SIGNS = {
    OVER: ("error", "error"),
    MAYBE: ("warning", "warning"),
    UNKNOWN: ("info", "muted"),
    "kept": ("check", "good"),
    UNPROMISED: ("capacity", "muted"),
    NOT_ON_RECORD: ("warning", "warning"),
}


class PromiseModel(QAbstractItemModel):
    """Shows a tree of nodes: name, terms, which figure, then a column per period."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.root = Node("", "")
        self.periods: list[str] = []
        # By number: a picture asks thousands of times, and names of Qt are slow to compare.
        told: dict[Qt.ItemDataRole, Callable[[Node, int], Any]] = {
            _ROLE.DisplayRole: self.text, _ROLE.ToolTipRole: self.sentence,
            _ROLE.AccessibleTextRole: self.sentence, _ROLE.DecorationRole: _sign,
            _ROLE.ForegroundRole: _ink, _ROLE.BackgroundRole: self._back,
            _ROLE.FontRole: self._font, _ROLE.TextAlignmentRole: _side,
        }  # fmt: skip
        self._told = {int(role): tell for role, tell in told.items()}

    def show_tree(self, root: Node, periods: Sequence[str]) -> bool:
        """Show other lines; True when they are other lines, not only other figures."""
        if self.periods != list(periods) or not self.root.resembles(root):
            self.beginResetModel()
            self.root, self.periods = root, list(periods)
            self.endResetModel()
            return True
        self.root.take(root)
        # Told of the first lines only: a view draws all that it shows anew.
        if self.root.children:
            first, last = self.root.children[0], self.root.children[-1]
            self.dataChanged.emit(self.index_of(first), self.index_of(last, self.columnCount() - 1))
        return False

    # Structure

    def node(self, index: Index) -> Node:
        """Give the line of an index, the invisible root for none."""
        found = index.internalPointer() if index.isValid() else self.root
        return found if isinstance(found, Node) else self.root

    def index_of(self, node: Node, column: int = 0) -> QModelIndex:
        """Give the index of a line."""
        if node.parent is None:
            return QModelIndex()
        return self.createIndex(node.row, column, node)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Give the index of a cell."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self.node(parent).children[row])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """Give the index of the line above in the tree."""
        above = self.node(index).parent
        return QModelIndex() if above is None else self.index_of(above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Give how many lines stand under a line."""
        return 0 if parent.column() > 0 else len(self.node(parent).children)

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        """Tell whether lines stand under a line, without making them."""
        return parent.column() <= 0 and self.node(parent).has_children

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Give how many columns there are."""
        return FIXED + len(self.periods)

    # What is shown

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Give a cell, and how it is shown."""
        tell = self._told.get(int(role))
        return tell(self.node(index), index.column()) if tell and index.isValid() else None

    def _back(self, node: Node, column: int) -> QColor | None:
        return QColor(theme.colors().error_soft) if self._is_short(node, column) else None

    def _font(self, node: Node, column: int) -> QFont | None:
        if not _is_strong(node, column) and not self._is_short(node, column):
            return None
        font = QFont()
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def text(self, node: Node, column: int) -> str:
        """Give what stands in a cell."""
        if column < FIXED:
            return (node.name, self.terms(node), node.figure)[column]
        return "" if node.values is None else node.amounts[column - FIXED]

    def terms(self, node: Node) -> str:
        """Give what is said of a line beside its name."""
        is_promise = node.promise is not None and node.status in SIGNS
        return terms(node.promise) if is_promise and node.promise else node.terms

    def sentence(self, node: Node, column: int) -> str:
        """Give a cell with everything that says what it is."""
        if column < FIXED or node.values is None:
            said = [node.name, self.terms(node) if column != FIGURE else node.figure]
            if node.account is not None and node.promise is None and node.status in SIGNS:
                said.append(verdict(node.account, self.periods))
            return ", ".join(part for part in said if part)
        period = column - FIXED
        if node.promise is not None:
            return sentence(node.promise, period, self.periods[period])
        amount = Text("{n} t", n=node.amounts[period])
        name = node.account.name if node.account is not None else node.name
        return f"{name}, {node.figure}, {self.periods[period]}: {amount}"

    def _is_short(self, node: Node, column: int) -> bool:
        return (
            node.status == "short" and column >= FIXED and node.values is not None
            and bool(node.values.low[column - FIXED] > NO_SHORTAGE)
        )  # fmt: skip

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """Give the name of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            if section >= FIXED:
                return self.periods[section - FIXED]
            return str((Text("Capacity and buyers"), Text("Terms"), Text("Figure"))[section])
        if role == _ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section >= FIXED else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def block(self, nodes: Sequence[Node]) -> list[list[str | float]]:
        """Give lines as a workbook reads them; intervals make two lines."""
        heads = [str(self.headerData(n, Qt.Orientation.Horizontal)) for n in range(FIXED)]
        rows: list[list[str | float]] = [[*heads, *self.periods]]
        for node in nodes:
            if node.values is None:
                rows.append([node.name, self.terms(node)])
                continue
            name = next((n for n, text in FIGURES.items() if str(text) == node.figure), "free")
            rows += lines_of([node.name, self.terms(node)], name, node.values)
        return rows


def _side(_: Node, column: int) -> Qt.AlignmentFlag | None:
    return _RIGHT if column >= FIXED else None


def _sign(node: Node, column: int) -> QIcon | None:
    if column != NAME:
        return None
    if node.promise is not None:
        is_line = node.status in SIGNS
        return firmness_icon(node.promise.agreement.firmness) if is_line else None
    if node.status not in SIGNS:
        return None
    name, tone = SIGNS[node.status]
    return sign_icon(name, tone)


def _ink(node: Node, column: int) -> QColor | None:
    colors = theme.colors()
    if node.account is None:
        return QColor(getattr(colors, SIGNS[node.status][1])) if node.status in SIGNS else None
    if node.status == "short" and node.values is not None and column >= FIXED:
        period = column - FIXED
        if node.values.low[period] > NO_SHORTAGE:
            return QColor(colors.error)
        if node.values.high[period] > NO_SHORTAGE:
            return QColor(colors.warning)
    if column >= FIXED and node.values is not None:
        return QColor(colors.muted) if node.amounts[column - FIXED] == "0" else None
    return QColor(colors.muted) if column in (TERMS, FIGURE) or node.status == "asked" else None


def _is_strong(node: Node, column: int) -> bool:
    if node.account is None:
        return True
    return node.promise is None and node.status in SIGNS and column != TERMS and column != FIGURE
