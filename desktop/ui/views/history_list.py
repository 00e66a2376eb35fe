"""History list: the revisions of a workspace as a table, read bit by bit as one scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.core.changes import Revision
from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.operations.history import counts_text, origin_text
from desktop.ui import theme
from desktop.ui.status import time_text

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
NUMBER, WHAT, CHANGED, ORIGIN, TIME = range(5)
_HEADERS = (Text("No."), Text("What"), Text("Changed"), Text("Where from"), Text("When"))
_WIDTHS = (3.4, 16, 13, 7.5, 9.5)


class RevisionsModel(QAbstractTableModel):
    """The revisions read so far, newest first; asks for more when the end comes into sight."""

    #: Older revisions are needed.
    more_asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.revisions: list[Revision] = []
        self.more = False
        self.waiting = False
        #: The revision that is looked at in place of now, if one is.
        self.looked_at: int | None = None
        self._cancelled: frozenset[int] = frozenset()
        self._dataset: Dataset | None = None

    def start_anew(
        self, found: Sequence[Revision], more: bool, cancelled: frozenset[int], dataset: Dataset
    ) -> None:
        """Show these revisions alone; `dataset` names their record types."""
        self.beginResetModel()
        self.revisions, self.more, self.waiting = list(found), more, False
        self._cancelled, self._dataset = cancelled, dataset
        self.endResetModel()

    def append(self, found: Sequence[Revision], more: bool) -> None:
        """Add older revisions at the end."""
        self.more, self.waiting = more, False
        if found:
            first = len(self.revisions)
            self.beginInsertRows(_NONE, first, first + len(found) - 1)
            self.revisions += found
            self.endInsertRows()

    def prepend(self, found: Sequence[Revision], cancelled: frozenset[int]) -> None:
        """Add newer revisions at the top; these may have taken back others."""
        self._cancelled = cancelled
        if found:
            self.beginInsertRows(_NONE, 0, len(found) - 1)
            self.revisions[:0] = found
            self.endInsertRows()
        self.show_anew()

    def show_anew(self) -> None:
        """Paint all rows anew, in another language or colour, say."""
        if self.revisions:
            end = self.index(len(self.revisions) - 1, len(_HEADERS) - 1)
            self.dataChanged.emit(self.index(0, 0), end)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_HEADERS) - 1)

    def row_of(self, number: int) -> int | None:
        """Give the row of a revision, if it is read already."""
        rows = (row for row, one in enumerate(self.revisions) if one.number == number)
        return next(rows, None)

    def is_cancelled(self, number: int) -> bool:
        """Whether a revision is undone or taken back now."""
        return number in self._cancelled

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there are older revisions that nobody is reading yet."""
        return not parent.isValid() and self.more and not self.waiting

    def fetchMore(self, parent: Index) -> None:
        """Ask for older revisions."""
        if self.canFetchMore(parent):
            self.waiting = True
            self.more_asked.emit()

    def rowCount(self, parent: Index = _NONE) -> int:
        """Give the number of revisions read so far."""
        return 0 if parent.isValid() else len(self.revisions)

    def columnCount(self, parent: Index = _NONE) -> int:
        """Give the number of columns."""
        return 0 if parent.isValid() else len(_HEADERS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a revision's text; one that was undone says so, and is pale."""
        if not index.isValid():
            return None
        revision, column = self.revisions[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(revision, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            pale = self.is_cancelled(revision.number) or column in (ORIGIN, TIME, CHANGED)
            return QColor(theme.colors().muted) if pale else None
        if role == Qt.ItemDataRole.FontRole and revision.number == self.looked_at:
            bold = QFont()
            bold.setWeight(QFont.Weight.DemiBold)
            return bold
        if role == Qt.ItemDataRole.TextAlignmentRole and column == NUMBER:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, revision: Revision, column: int) -> str:
        if column == NUMBER:
            return str(revision.number)
        if column == CHANGED:
            return "" if self._dataset is None else counts_text(revision, self._dataset)
        if column == ORIGIN:
            return origin_text(revision.origin)
        if column == TIME:
            return time_text(revision)
        if revision.number == self.looked_at:
            return str(Text("{label} (looked at)", label=revision.label))
        if self.is_cancelled(revision.number):
            return str(Text("{label} (taken back)", label=revision.label))
        return str(revision.label)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give the name of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return str(_HEADERS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole and section != NUMBER:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class RevisionsTable(QTableView):
    """The table of revisions; one row is looked into, two are compared."""

    #: The selected revisions have changed, newest first.
    chosen = Signal(object)

    def __init__(self, model: RevisionsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._revisions = model
        self.setModel(model)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.space(1.5))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, theme.space(width))
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(theme.space(3))
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit(self.selected()))

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.setAccessibleName(str(Text("Revisions")))
        self._revisions.show_anew()

    def selected(self) -> list[Revision]:
        """Give the selected revisions, newest first."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._revisions.revisions[row] for row in rows]

    def choose(self, number: int) -> bool:
        """Select a revision, if it is read already."""
        row = self._revisions.row_of(number)
        if row is not None:
            self.selectRow(row)
            self.scrollTo(self._revisions.index(row, 0))
        return row is not None
