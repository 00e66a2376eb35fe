"""Cell list: cells of a grid as rows of a table, each with what is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.core.i18n import Text
from desktop.ui import icons, theme

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """A cell and its texts; `wrong` puts the mark of an error before them."""

    id: int | None
    name: str
    texts: Sequence[str]
    wrong: bool = False


class _Lines(QAbstractTableModel):
    def __init__(self, headers: Sequence[Text], parent: QWidget) -> None:
        super().__init__(parent)
        self.headers = headers
        self.lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.headers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return line.texts[index.column()].replace("\n", " ⏎ ")
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0 and line.wrong:
            return icons.icon("error", "error")
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return str(self.headers[section])


class CellList(QTableView):
    """A table of lines; going to one tells which cell it speaks of."""

    #: A line was gone to: record id and field name.
    place_chosen = Signal(int, str)

    def __init__(self, headers: Sequence[Text], widths: Sequence[float], parent: QWidget) -> None:
        super().__init__(parent)
        self._lines = _Lines(headers, self)
        self.setModel(self._lines)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.space(1.5))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, theme.space(width))
        self.selectionModel().currentRowChanged.connect(self._on_current)

    @property
    def lines(self) -> Sequence[Line]:
        """The lines that are shown."""
        return self._lines.lines

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self._lines.show(lines)

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid():
            line = self._lines.lines[index.row()]
            if line.id is not None:
                self.place_chosen.emit(line.id, line.name)
