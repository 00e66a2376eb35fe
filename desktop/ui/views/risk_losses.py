"""RiskLosses: what the loss of each source would cost, the worst first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.planning.balance import NO_SHORTAGE
from desktop.planning.concentration import Loss
from desktop.planning.exposure import Exposure
from desktop.planning.risk_text import (
    KIND_NAMES,
    harmless_text,
    loss_month,
    loss_sentence,
    source_name,
)
from desktop.planning.timeline_text import figure
from desktop.ui import theme
from desktop.ui.charts.picture import table_data

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
NAME, KIND, ADDED, FIRST = range(4)


class LossModel(QAbstractTableModel):
    """A row per loss."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: Exposure | None = None
        self.losses: tuple[Loss, ...] = ()

    def show_losses(self, shown: Exposure, losses: tuple[Loss, ...]) -> None:
        """Show these losses; the same sources in the same order keep the selection."""
        before = [(loss.kind, loss.code) for loss in self.losses]
        same = before == [(loss.kind, loss.code) for loss in losses]
        if not same:
            self.beginResetModel()
        self.shown, self.losses = shown, losses
        if not same:
            self.endResetModel()
        elif losses:
            self.dataChanged.emit(self.index(0, 0), self.index(len(losses) - 1, FIRST))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Give how many losses there are."""
        return 0 if parent.isValid() else len(self.losses)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Give how many columns there are."""
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Give a cell, and how it is shown."""
        if not index.isValid() or self.shown is None:
            return None
        loss, column = self.losses[index.row()], index.column()
        hurts = loss.shortage_added > NO_SHORTAGE
        match role:
            case _ROLE.DisplayRole:
                return self.cells(loss)[column]
            case _ROLE.ToolTipRole | _ROLE.AccessibleTextRole:
                return loss_sentence(self.shown, loss)
            case _ROLE.TextAlignmentRole if column in (ADDED, FIRST):
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _ROLE.ForegroundRole:
                if column == ADDED and hurts:
                    return QColor(theme.colors().error)
                return None if hurts and column != KIND else QColor(theme.colors().muted)
            case _ROLE.FontRole if column in (NAME, ADDED) and hurts:
                font = QFont()
                font.setWeight(QFont.Weight.DemiBold)
                return font
        return None

    def cells(self, loss: Loss) -> tuple[str, str, str, str]:
        """Give name, kind, shortage added and first short month."""
        assert self.shown is not None
        return (
            source_name(self.shown, loss.kind, loss.code),
            str(KIND_NAMES[loss.kind]),
            figure(loss.shortage_added),
            loss_month(self.shown, loss),
        )

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """Give the name of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            names = (
                Text("Loss of"),
                Text("Kind"),
                Text("Adds, t short"),
                Text("First short month"),
            )
            return str(names[section])
        if role == _ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section >= ADDED else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def block(self, rows: list[int]) -> list[list[str | float]]:
        """Give rows as a workbook reads them."""
        found: list[list[str | float]] = [
            [str(self.headerData(n, Qt.Orientation.Horizontal)) for n in range(4)]
        ]
        for row in rows:
            name, kind, _, first = self.cells(self.losses[row])
            found.append([name, kind, self.losses[row].shortage_added, first])
        return found


class LossTable(QTableView):
    """Shows a LossModel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = LossModel(self)
        self.setModel(self.lines)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.space(1.5))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFixedHeight(theme.space(1.7))
        header.setMinimumSectionSize(theme.space(4.5))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.copy_action = QAction(self)
        self.copy_action.setMenuRole(QAction.MenuRole.NoRole)
        self.copy_action.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.copy_action.triggered.connect(self.copy)
        self.addAction(self.copy_action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy; the rest is moving about."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            event.accept()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the rows that are selected, all of them if none is."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        block = self.lines.block(rows or list(range(len(self.lines.losses))))
        QGuiApplication.clipboard().setMimeData(table_data(block))


class RiskLosses(QWidget):
    """The table, and the button that unfolds the losses that add nothing."""

    #: Another loss is the current one.
    loss_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: Exposure | None = None
        self.table = LossTable(self)
        self.fold_button = QPushButton(self)
        self.fold_button.setProperty("look", "link")
        self.fold_button.setCheckable(True)
        self.fold_button.toggled.connect(lambda _: self._fill())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(0.2))
        column.addWidget(self.table, 1)
        column.addWidget(self.fold_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)

    def show_exposure(self, shown: Exposure) -> None:
        """Show the losses of an answer; the one that was chosen stays so."""
        self.shown = shown
        self._fill()

    @property
    def loss(self) -> Loss | None:
        """The current loss."""
        row = self.table.currentIndex().row()
        return self.table.lines.losses[row] if row >= 0 else None

    def choose(self, kind: str, code: str) -> bool:
        """Make a loss the current one; False when it is not shown."""
        for row, loss in enumerate(self.table.lines.losses):
            if (loss.kind, loss.code) == (kind, code):
                self.table.selectRow(row)
                return True
        return False

    def _fill(self) -> None:
        shown = self.shown
        if shown is None:
            return
        before = self.loss
        unfolded = self.fold_button.isChecked()
        lines = self.table.lines
        blocked = self.table.selectionModel().blockSignals(True)
        lines.show_losses(shown, shown.losses if unfolded else shown.damaging)
        kept = before is not None and self.choose(before.kind, before.code)
        if not kept and lines.losses:
            self.table.selectRow(0)
        self.table.selectionModel().blockSignals(blocked)
        self.table.viewport().update()
        said = harmless_text(shown)
        self.fold_button.setText(f"{'▾' if unfolded else '▸'} {said}")
        self.fold_button.setAccessibleName(said)
        self.fold_button.setVisible(bool(shown.harmless))
        self.loss_chosen.emit(self.loss)

    def _on_current(self, *_: object) -> None:
        self.loss_chosen.emit(self.loss)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.table.setAccessibleName(str(Text("Losses, the worst first")))
        self.table.horizontalHeader().setAccessibleName(str(Text("Columns")))
        self.table.copy_action.setText(str(Text("Copy")))
        self._fill()
