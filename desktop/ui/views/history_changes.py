"""History changes: what changed, record by record and field by field, as a tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QTreeView, QWidget

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.fields import Field
from desktop.core.i18n import Text
from desktop.operations.history import KINDS, Codes, changed_fields, code_of, name_of, value_text
from desktop.ui import icons, theme

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_HEADERS = (Text("Record and field"), Text("Before"), Text("After"))
_ICONS = {"added": ("add", "good"), "removed": ("delete", "error"), "changed": ("history", "muted")}
#: Up to so many records are shown with their fields from the start.
_OPEN = 40


@dataclass(frozen=True)
class Spot:
    """A line of the tree: a change, and the field of it unless it is the record as a whole."""

    change: Change
    field: Field | None


class ChangesTree(QAbstractItemModel):
    """Records at the top, their fields below; texts are made when they are asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.changes: Sequence[Change] = ()
        self._fields: dict[int, list[Field]] = {}
        self._dataset: Dataset | None = None
        self._codes: Codes | None = None

    def show(self, changes: Sequence[Change], dataset: Dataset | None, codes: Codes | None) -> None:
        """Show other changes; `codes` names the records that they refer to."""
        self.beginResetModel()
        self._dataset, self._codes, self._fields = dataset, codes, {}
        known = dataset.types if dataset is not None else {}
        self.changes = [change for change in changes if change.type in known]
        self.endResetModel()

    def retranslate(self) -> None:
        """Show everything in the language in use."""
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_HEADERS) - 1)

    def spot(self, index: Index) -> Spot | None:
        """Give what a line is about."""
        if not index.isValid():
            return None
        above = index.internalId()
        if not above:
            return Spot(self.changes[index.row()], None)
        return Spot(self.changes[above - 1], self._of(above - 1)[index.row()])

    def _of(self, row: int) -> list[Field]:
        if row not in self._fields:
            assert self._dataset is not None
            self._fields[row] = changed_fields(self.changes[row], self._dataset)
        return self._fields[row]

    def index(self, row: int, column: int, parent: Index = _NONE) -> QModelIndex:
        """Give the index of a line: at the top the id is 0, below it the row above plus one."""
        if not 0 <= row < self.rowCount(parent) or not 0 <= column < len(_HEADERS):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, child: Index) -> QModelIndex:  # type: ignore[override]
        """Give the record of a field."""
        above = child.internalId() if child.isValid() else 0
        return self.createIndex(above - 1, 0, 0) if above else QModelIndex()

    def rowCount(self, parent: Index = _NONE) -> int:
        """Give the number of records, or of fields of one."""
        if not parent.isValid():
            return len(self.changes)
        if parent.internalId() or parent.column():
            return 0
        return len(self._of(parent.row()))

    def columnCount(self, parent: Index = _NONE) -> int:
        """Give the number of columns."""
        return len(_HEADERS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the texts, and a sign for what happened to a record."""
        spot = self.spot(index)
        if spot is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(spot, index.column())
        if spot.field is None and index.column() == 0:
            if role == Qt.ItemDataRole.DecorationRole:
                return icons.icon(*_ICONS[spot.change.kind])
            if role == Qt.ItemDataRole.FontRole:
                bold = QFont()
                bold.setWeight(QFont.Weight.DemiBold)
                return bold
        return None

    def _text(self, spot: Spot, column: int) -> str:
        assert self._dataset is not None and self._codes is not None
        change = spot.change
        if spot.field is None:
            if column == 2:
                return str(KINDS[change.kind])
            if column == 1:
                return ""
            kind = str(self._dataset.types[change.type].singular)
            kind = kind[:1].upper() + kind[1:]
            name = name_of(change, self._dataset)
            return f"{kind} {code_of(change, self._codes)}" + (f"   {name}" if name else "")
        if column == 0:
            return spot.field.shown_header
        values = (change.before if column == 1 else change.after) or {}
        return value_text(spot.field, values.get(spot.field.name), self._codes)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give the name of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return str(_HEADERS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class ChangesView(QTreeView):
    """The tree of changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = ChangesTree(self)
        self.setModel(self.lines)
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QTreeView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QTreeView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.header().setStretchLastSection(True)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate((22, 11, 11)):
            self.setColumnWidth(column, theme.space(width))

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.setAccessibleName(str(Text("What changed")))
        self.lines.retranslate()

    def show_changes(
        self, changes: Sequence[Change], dataset: Dataset | None, codes: Codes | None
    ) -> None:
        """Show changes; a few with all their fields, many as records that can be opened."""
        self.lines.show(changes, dataset, codes)
        if len(self.lines.changes) <= _OPEN:
            self.expandAll()

    @property
    def spot(self) -> Spot | None:
        """The current line."""
        return self.lines.spot(self.currentIndex())
