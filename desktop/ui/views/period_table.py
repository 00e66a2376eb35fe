"""PeriodTable: figures by period, with names that stay in view, to be copied into a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableView,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.planning.balance import NO_SHORTAGE
from desktop.planning.period_rows import PeriodRow, plain_rows
from desktop.ui import theme
from desktop.ui.charts.picture import table_data

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole


class PeriodModel(QAbstractTableModel):
    """The rows by period; `unit` is told of every figure."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.periods: list[str] = []
        self.rows: list[PeriodRow] = []
        self.unit = ""

    def show_rows(self, periods: Sequence[str], rows: Sequence[PeriodRow], unit: str) -> None:
        """Show other figures; the same rows and periods keep selection and place."""
        same = self.periods == list(periods) and [r.key for r in self.rows] == [r.key for r in rows]
        if not same:
            self.beginResetModel()
        self.periods, self.rows, self.unit = list(periods), list(rows), unit
        if not same:
            self.endResetModel()
            return
        if self.rows and self.periods:
            end = self.index(len(self.rows) - 1, len(self.periods) - 1)
            self.dataChanged.emit(self.index(0, 0), end)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self.rows) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Give how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Give how many periods there are."""
        return 0 if parent.isValid() else len(self.periods)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Give a figure, and how it is shown."""
        if not index.isValid():
            return None
        row, period = self.rows[index.row()], index.column()
        match role:
            case _ROLE.DisplayRole:
                return row.text(period)
            case _ROLE.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _ROLE.AccessibleTextRole | _ROLE.ToolTipRole:
                return self.sentence(index.row(), period)
            case _ROLE.ForegroundRole:
                return self._ink(row, period)
            case _ROLE.BackgroundRole if self.is_warning(index.row(), period):
                return QColor(theme.colors().error_soft)
            case _ROLE.FontRole if row.tone == "strong" or self.is_warning(index.row(), period):
                font = QFont()
                font.setWeight(QFont.Weight.DemiBold)
                return font
        return None

    def _ink(self, row: PeriodRow, period: int) -> QColor | None:
        if row.tone == "warning" and row.low[period] > NO_SHORTAGE:
            return QColor(theme.colors().error)
        return QColor(theme.colors().muted) if row.text(period) == "0" else None

    def is_warning(self, row: int, period: int) -> bool:
        """Tell whether a figure is bad news."""
        shown = self.rows[row]
        return shown.tone == "warning" and bool(shown.low[period] > NO_SHORTAGE)

    def sentence(self, row: int, period: int) -> str:
        """Give a figure with everything that says what it is."""
        shown = self.rows[row]
        return f"{shown.label}, {self.periods[period]}: {Text('{n} t', n=shown.text(period))}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """Give the name of a row or of a period."""
        down = orientation == Qt.Orientation.Vertical
        match role:
            case _ROLE.DisplayRole | _ROLE.ToolTipRole | _ROLE.AccessibleTextRole:
                return self.rows[section].label if down else self.periods[section]
            case _ROLE.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignLeft if down else Qt.AlignmentFlag.AlignRight
                return side | Qt.AlignmentFlag.AlignVCenter
            case _ROLE.FontRole:
                font = QFont()
                if not down or self.rows[section].tone == "strong":
                    font.setWeight(QFont.Weight.DemiBold)
                return font
        return None

    def block(self, top: int, left: int, bottom: int, right: int) -> list[list[str | float]]:
        """Give cells as a workbook reads them: one figure bare, more with all their names."""
        if (top, left) == (bottom, right):
            row = self.rows[top]
            bare = row.high is None or row.high[left] - row.low[left] <= NO_SHORTAGE
            return [[float(row.low[left]) if bare else row.text(left)]]
        found: list[list[str | float]] = [[self.unit, *self.periods[left : right + 1]]]
        for row in self.rows[top : bottom + 1]:
            found.extend(plain_rows(row, left, right))
        return found


class PeriodTable(QTableView):
    """Shows a PeriodModel."""

    #: A figure was clicked: its row and its period.
    cell_clicked = Signal(int, int)
    #: Enter was pressed on a figure: its row and its period.
    cell_entered = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = PeriodModel(self)
        self.setModel(self.figures)
        self._room = 0
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
            header.setTextElideMode(Qt.TextElideMode.ElideRight)
            header.setMinimumSectionSize(theme.space(1))
        self.unit_label = self._build_corner()
        self._build_actions()
        self.figures.modelReset.connect(self._fit)
        self.clicked.connect(lambda at: self.cell_clicked.emit(at.row(), at.column()))
        self._set_measures()

    def _build_corner(self) -> QLabel:
        """Put the unit where names and periods meet."""
        label = QLabel()
        label.setProperty("role", "muted")
        corner = self.findChild(QAbstractButton)
        if isinstance(corner, QAbstractButton):
            row = QHBoxLayout(corner)
            row.setContentsMargins(theme.space(0.3), 0, theme.space(0.3), 0)
            row.addWidget(label)
        return label

    def _build_actions(self) -> None:
        self.copy_action, self.copy_all_action = QAction(self), QAction(self)
        self.copy_action.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.copy_action.triggered.connect(self.copy)
        self.copy_all_action.triggered.connect(self.copy_all)
        for action in (self.copy_action, self.copy_all_action):
            action.setMenuRole(QAction.MenuRole.NoRole)
            self.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def retranslate(self, name: str) -> None:
        """Set all texts in the language in use; `name` says what the table holds."""
        self.setAccessibleName(name)
        self.verticalHeader().setAccessibleName(str(Text("Rows")))
        self.horizontalHeader().setAccessibleName(str(Text("Periods")))
        self.copy_action.setText(str(Text("Copy")))
        self.copy_all_action.setText(str(Text("Copy whole table")))

    def show_rows(self, periods: Sequence[str], rows: Sequence[PeriodRow], unit: str) -> None:
        """Show these figures."""
        self.figures.show_rows(periods, rows, unit)
        self.unit_label.setText(unit)
        self.unit_label.setToolTip(unit)
        self._fit()

    # Measures

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._set_measures()

    def _set_measures(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.space(1.5))
        self.horizontalHeader().setFixedHeight(theme.space(1.7))
        self._fit()

    def set_room(self, names: int, periods: int) -> None:
        """Set how wide the names are, and how wide all periods are together if they fit."""
        self.verticalHeader().setFixedWidth(names)
        self._room = periods
        self._fit()

    def _fit(self) -> None:
        """Make the columns equally wide, as wide as the longest figure at least."""
        count = self.figures.columnCount()
        if not count:
            return
        header, least = self.horizontalHeader(), self._least_width()
        fits = least * count <= self._room
        for n in range(count):
            left, right = round(n * self._room / count), round((n + 1) * self._room / count)
            header.resizeSection(n, right - left if fits else least)

    def _least_width(self) -> int:
        font = self.font()
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        texts = [*self.figures.periods]
        for row in self.figures.rows:
            texts += [row.text(n) for n in range(len(self.figures.periods))]
        longest = max(set(texts), key=len, default="")
        return round(metrics.horizontalAdvance(longest) + theme.em())

    # Keys and clipboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with Enter; the rest is moving about."""
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self.cell_entered.emit(current.row(), current.column())
            event.accept()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            event.accept()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy what is selected, with the current figure if nothing is."""
        data = self.mime()
        if data is not None:
            QGuiApplication.clipboard().setMimeData(data)

    def copy_all(self) -> None:
        """Copy the whole table."""
        if self.figures.rowCount() and self.figures.columnCount():
            last = (self.figures.rowCount() - 1, self.figures.columnCount() - 1)
            block = self.figures.block(0, 0, *last)
            QGuiApplication.clipboard().setMimeData(table_data(block))

    def mime(self) -> QMimeData | None:
        """Give what is selected for the clipboard, None when there is nothing."""
        indexes = self.selectedIndexes() or [self.currentIndex()]
        cells = [(index.row(), index.column()) for index in indexes if index.isValid()]
        if not cells:
            return None
        rows, columns = [row for row, _ in cells], [column for _, column in cells]
        return table_data(self.figures.block(min(rows), min(columns), max(rows), max(columns)))
