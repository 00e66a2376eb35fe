"""Two-way tree: where a workbook and the workspace differ, with a tick for either direction.

A cell with neither tick is left as it is on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
from desktop.core.merge import CONFLICT
from desktop.operations.two_way import (
    LEAVE,
    TO_OFFTAKE,
    TO_WORKBOOK,
    Line,
    SheetPart,
    TwoWay,
    choose,
    next_choice,
)
from desktop.ui import icons, theme
from desktop.ui.dialogs.cell_texts import tip
from desktop.ui.dialogs.two_way_rows import (
    CHOICES,
    HERE,
    PLACE,
    SUBJECT,
    THEN,
    THERE,
    WHAT,
    Lacking,
    Node,
)

AnyIndex = QModelIndex | QPersistentModelIndex
HEADERS = (Text("Record"), Text("In Offtake"), Text("To workbook →"), Text("← To Offtake"),
           Text("In the workbook"), Text("What"), Text("Last time"), Text("Cell"))  # fmt: skip
_OPENED = 200  # rows that are shown open at first


class TwoWayTree(QAbstractItemModel):
    """The model over the nodes; `chosen` tells that a choice has changed."""

    chosen = Signal()

    def __init__(self, both: TwoWay, parent: QObject) -> None:
        super().__init__(parent)
        self.both = both
        self._root = Node(both, None, 0, None)
        self._version = 0

    def choose(self, lines: Iterable[Line], choice: str) -> None:
        """Make a choice for some lines, as far as they allow it."""
        choose(lines, choice)
        self.choices_changed()

    def turn(self, indexes: Iterable[AnyIndex]) -> None:
        """Let rows go on to their next choice, all to the same."""
        lines = self.lines_of(indexes)
        self.choose(lines, next_choice(lines))

    def lines_of(self, indexes: Iterable[AnyIndex]) -> list[Line]:
        """Give what rows stand for, each line once."""
        found = {id(line): line for index in indexes for line in self.node(index).lines}
        return list(found.values())

    def choices_changed(self) -> None:
        """Show all choices as they are now."""
        self._version += 1
        last = len(self._root.children) - 1
        if last >= 0:
            # Above and below, ticks may be others too; no row has moved.
            self.dataChanged.emit(self.index(0, 0), self.index(last, len(HEADERS) - 1))
        self.chosen.emit()

    def node(self, index: AnyIndex) -> Node:
        """Give the node of an index."""
        if not index.isValid():
            return self._root
        found = index.internalPointer()
        assert isinstance(found, Node)
        return found

    def to_open(self) -> Iterator[QModelIndex]:
        """Give the rows that are best shown open, those above before those below."""
        left = _OPENED
        for top in self._root.children:
            yield self.createIndex(top.row, 0, top)
            for sheet in top.children:
                yield self.createIndex(sheet.row, 0, sheet)
                for row in sheet.children[:_OPENED]:
                    if left and not isinstance(row.of, Lacking) and len(row.children) > 1:
                        left -= 1
                        yield self.createIndex(row.row, 0, row)

    def problems(self) -> int:
        """How many problems stand at the top."""
        return sum(isinstance(node.of, Problem) for node in self._root.children)

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
        if parent.column() > 0:
            return 0
        node = self.node(parent)
        return 0 if node.pair is not None else len(node.children)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """Give the number of columns."""
        return len(HEADERS)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Tell which ticks can be set."""
        flags = super().flags(index)
        if self._tick(index) is not None:
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
                return tip(node.text(column))
            case Qt.ItemDataRole.CheckStateRole:
                return self._tick(index)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(node, column)
            case Qt.ItemDataRole.DecorationRole:
                return _sign(node, column)
            case Qt.ItemDataRole.FontRole:
                return _font(node, column)
            case Qt.ItemDataRole.ForegroundRole:
                return _ink(node, column)
        return None

    def _tick(self, index: AnyIndex) -> Qt.CheckState | None:
        choice = CHOICES.get(index.column()) if index.isValid() else None
        if choice is None:
            return None
        node = self.node(index)
        return node.check(choice, self._version) if node.lines else None

    def _spoken(self, node: Node, column: int) -> str | None:
        """Say in words which way a row goes, as its ticks stand in columns of their own."""
        if column != SUBJECT or not node.lines:
            return None
        ways = {TO_WORKBOOK: Text("goes to the workbook"), TO_OFFTAKE: Text("goes to Offtake"),
                LEAVE: Text("is left")}  # fmt: skip
        found = {line.choice for line in node.lines}
        way = ways[found.pop()] if len(found) == 1 else Text("goes several ways")
        return f"{node.text(SUBJECT)}, {way}"

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a tick; one that is taken away leaves the row."""
        if role != Qt.ItemDataRole.CheckStateRole or self._tick(index) is None:
            return False
        choice = CHOICES[index.column()]
        lines = self.node(index).lines
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self.choose(lines, choice)
        else:
            self.choose([line for line in lines if line.choice == choice], LEAVE)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Give the headings."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        shown = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        return str(HEADERS[section]) if shown else None


def _sign(node: Node, column: int) -> object:
    if isinstance(node.of, Problem) and column == SUBJECT:
        return icons.icon("error", "error")
    if column != WHAT:
        return None
    if node.is_hindered:
        return icons.icon("warning", "warning")
    conflict = node.pair is not None and node.pair.difference.kind == CONFLICT
    return icons.icon("conflict", "warning") if conflict else None


def _font(node: Node, column: int) -> QFont | None:
    pair = node.pair
    # The value that will hold stands out.
    holds = pair is not None and {HERE: TO_WORKBOOK, THERE: TO_OFFTAKE}.get(column) == pair.choice
    if not holds and not (column == SUBJECT and isinstance(node.of, TwoWay | SheetPart)):
        return None
    font = QFont()
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _ink(node: Node, column: int) -> QColor | None:
    colors = theme.colors()
    if isinstance(node.of, Problem):
        return QColor(colors.error)
    pair = node.pair
    faded = column in (THEN, PLACE)
    if pair is not None:
        loser = {TO_OFFTAKE: HERE, TO_WORKBOOK: THERE}.get(pair.choice)
        faded = faded or column == loser
    return QColor(colors.muted) if faded else None
