"""Review tree: what a workbook would change, sheet by sheet, row by row, cell by cell.

A tick takes what the workbook says. A conflict that nobody has decided is neither ticked nor
clear; ticking it takes the workbook's value, clearing it keeps what holds now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
from desktop.core.merge import CONFLICT, Cell, Item
from desktop.exchange.review_index import Group, ReviewIndex
from desktop.ui import icons, theme
from desktop.ui.dialogs.cell_texts import tip
from desktop.ui.dialogs.review_rows import (
    OURS,
    PART,
    PLACE,
    SENT,
    SUBJECT,
    THEIRS,
    WHAT,
    Choice,
    Node,
    Part,
)
from desktop.ui.dialogs.review_words import words_of

AnyIndex = QModelIndex | QPersistentModelIndex
_COLUMNS = 6
_SIGNS = {"conflict": ("conflict", "warning"), "problem": ("error", "error"),
          "added": ("add", "good"), "missing": ("delete", "muted"), "changed": ("", ""),
          "cleared": ("close", "muted"), "warning": ("warning", "warning")}  # fmt: skip
# Put together once: Qt asks for every row that it lays out, shown or not.
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TICKED = _PLAIN | Qt.ItemFlag.ItemIsUserCheckable
_OPENED = 200  # how many records that need the user are shown open at first


class ReviewTree(QAbstractItemModel):
    """The model over the nodes; `ticked` tells that a decision has changed."""

    ticked = Signal()

    def __init__(self, index: ReviewIndex, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = index
        self.groups: list[Group] = []
        self._root = self._made([], general=False)
        self.show(index, index.groups(), general=True)

    def show(self, index: ReviewIndex, groups: Sequence[Group], general: bool) -> None:
        """Show groups of rows, and with `general` the problems of sheets and columns."""
        self.beginResetModel()
        before, self._rows = self._root, index
        self._root = self._made(groups, general)
        self.groups = list(groups)
        self.endResetModel()
        before.part()

    def let_go(self) -> None:
        """Show nothing any more, so that what was shown can go."""
        self.show(self._rows, [], general=False)

    def _made(self, groups: Sequence[Group], general: bool) -> Node:
        root = Node(self._rows, None, 0, None)
        problems = self._rows.review.general if general else []
        nodes = [Node(self._rows, root, n, problem) for n, problem in enumerate(problems)]
        nodes += [
            Node(self._rows, root, n, group.type_name, group, group.items)
            for n, group in enumerate(groups, start=len(nodes))
        ]
        root.children = nodes
        return root

    def decisions_changed(self) -> None:
        """Show all decisions as they are now."""
        # Above and below the ticked row, ticks may be others too; no row has moved.
        last = len(self._root.children) - 1
        if last >= 0:
            self.dataChanged.emit(self.index(0, 0), self.index(last, _COLUMNS - 1))
        self.ticked.emit()

    def node(self, index: AnyIndex) -> Node:
        """Give the node of an index."""
        if not index.isValid():
            return self._root
        found = index.internalPointer()
        assert isinstance(found, Node)
        return found

    def index_of(self, node: Node) -> QModelIndex:
        """Give the index of a node."""
        if node is self._root:
            return QModelIndex()
        return self.createIndex(node.row, 0, node)

    def to_open(self) -> Iterator[QModelIndex]:
        """Give the rows that are best shown open: sheets, and records that need the user."""
        left = _OPENED
        for sheet in self._root.children:
            yield self.index_of(sheet)
            rows = sheet
            if sheet.children and isinstance(sheet.children[0].of, Part):
                rows = sheet.children[0]
                yield self.index_of(rows)
            for child in rows.children[:PART]:
                if left and child.kind in ("conflict", "problem"):
                    left -= 1
                    yield self.index_of(child)
                    yield from (self.index_of(c) for c in child.children if c.has_children)

    def next_conflict(self, current: AnyIndex, step: int) -> QModelIndex | None:
        """Give the next conflict from a row on (`step` 1) or the one before (-1), round and round.

        Conflicts that wait come first; only when there are none, those that are decided.
        """
        waiting = self._rows.undecided > 0
        places = [
            (number, place)
            for number, group in enumerate(self.groups)
            for place in self._rows.conflicts(group, waiting)
        ]
        stops = [
            (number, place, row)
            for number, place in places
            for row in _conflict_rows(self.groups[number], place, waiting)
        ]
        if not stops:
            return None
        here = self._stop(current)
        if step > 0:
            stop = next((stop for stop in stops if stop > here), stops[0])
        else:
            stop = next((stop for stop in reversed(stops) if stop < here), stops[-1])
        return self.index_of(self._node_at(*stop))

    def _stop(self, current: AnyIndex) -> tuple[int, int, int]:
        """Give where a row stands: group, record in the group, row in the record from 1."""
        node: Node | None = self.node(current)
        row = 0
        while node is not None and isinstance(node.of, Cell | Choice | Problem):
            row, node = node.row + 1, node.parent
        if node is None or node.group is None or node.group not in self.groups:
            return -1, -1, -1
        number = self.groups.index(node.group)
        if isinstance(node.of, Item):
            return number, node.group.position(node.of), row
        return number, node.of.first if isinstance(node.of, Part) else 0, -1

    def _node_at(self, number: int, place: int, row: int) -> Node:
        general = len(self._root.children) - len(self.groups)
        sheet = self._root.children[general + number]
        if sheet.children and isinstance(sheet.children[0].of, Part):
            sheet, place = sheet.children[place // PART], place % PART
        record = sheet.children[place]
        return record if row == 0 else record.children[row - 1]

    def index(self, row: int, column: int, parent: AnyIndex = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Give the index of a row and column under another."""
        children = self.node(parent).children
        if not (0 <= row < len(children) and 0 <= column < _COLUMNS):
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
        return _COLUMNS

    def hasChildren(self, parent: AnyIndex = QModelIndex()) -> bool:  # noqa: B008
        """Tell whether a row can be opened, without making what is in it."""
        return parent.column() <= 0 and self.node(parent).has_children

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Tell which rows can be ticked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _TICKED if index.column() == 0 and self.node(index).can_check() else _PLAIN

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
            case Qt.ItemDataRole.CheckStateRole if column == 0:
                return node.check()
            case Qt.ItemDataRole.DecorationRole if column == _sign_column(node) and node.kind:
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
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        words = words_of(self._rows.review)
        titles = (Text("Record"), Text("What"), words.sent, Text("Ours now"), words.theirs,
                  Text("Cell"))  # fmt: skip
        return str(titles[section])


def _conflict_rows(group: Group, place: int, waiting: bool) -> Iterator[int]:
    """Give where the conflicts of a record stand under it, from 1; 0 for the record itself."""
    item = group.items[place]
    if item.accepted is None or (not waiting and not any(c.kind == CONFLICT for c in item.cells)):
        yield 0
    for row, cell in enumerate(group.cells(item), start=len(item.problems) + 1):
        if cell.accepted is None or (not waiting and cell.kind == CONFLICT):
            yield row


def _sign_column(node: Node) -> int:
    return SUBJECT if isinstance(node.of, Problem) else WHAT


def _may_be_taken(node: Node) -> bool:
    return node.item is not None and not node.item.is_faulty


def _font(node: Node, column: int) -> QFont | None:
    bold = isinstance(node.of, str) and column == SUBJECT
    if isinstance(node.of, Cell) and node.of.accepted is not None and _may_be_taken(node):
        # The value that will hold stands out.
        bold = column == (THEIRS if node.of.accepted else OURS)
    if not bold:
        return None
    font = QFont()
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _ink(node: Node, column: int) -> QColor | None:
    colors = theme.colors()
    if isinstance(node.of, Problem):
        return QColor(colors.error if node.of.severity == "error" else colors.warning)
    if isinstance(node.of, Cell) and _may_be_taken(node):
        faded = {THEIRS: node.of.accepted is False, OURS: node.of.accepted is True, SENT: True}
        return QColor(colors.muted) if faded.get(column) else None
    return QColor(colors.muted) if column in (SENT, PLACE) else None
