"""Column chooser: which columns a grid shows, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.fields import folded
from desktop.core.i18n import Text
from desktop.ui import theme

_NAME = Qt.ItemDataRole.UserRole
_TICKED, _OPEN = Qt.CheckState.Checked, Qt.CheckState.Unchecked


@dataclass(frozen=True)
class Column:
    """A column as it is listed."""

    name: str
    title: str
    shown: bool = True


class ColumnChooser(QDialog):
    """All columns with boxes to tick, a search, and buttons that move a column up or down."""

    #: OK was pressed.
    chosen = Signal()

    def __init__(
        self, columns: Sequence[Column], declared: Sequence[Column], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("column chooser")
        self.setWindowTitle(str(Text("Columns")))
        self._declared = declared
        self.search = QLineEdit()
        self.search.setPlaceholderText(str(Text("Search columns")))
        self.search.setAccessibleName(str(Text("Search columns")))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(str(Text("Columns")))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.up = QPushButton(str(Text("Move &up")))
        self.down = QPushButton(str(Text("Move &down")))
        self.all = QPushButton(str(Text("Show &all")))
        self.reset = QPushButton(str(Text("&Reset")))
        self.reset.setToolTip(str(Text("All columns, in the order in which they were declared")))
        self.note = QLabel(str(Text("Space ticks; Alt+Up and Alt+Down move a column.")))
        self.note.setProperty("role", "muted")
        self.buttons = QDialogButtonBox()
        ok = self.buttons.addButton(str(Text("OK")), QDialogButtonBox.ButtonRole.AcceptRole)
        ok.setDefault(True)
        self.buttons.addButton(str(Text("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out()
        self._connect()
        self._fill(columns)
        self.resize(theme.space(24), theme.space(28))
        self.list.setFocus()

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        for button in (self.up, self.down, self.all, self.reset):
            button.setAutoDefault(False)
            side.addWidget(button)
        side.addStretch(1)
        middle = QHBoxLayout()
        middle.addWidget(self.list, 1)
        middle.addLayout(side)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.space(0.5))
        layout.addWidget(self.search)
        layout.addLayout(middle, 1)
        layout.addWidget(self.note)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._narrow)
        self.list.installEventFilter(self)
        self.search.installEventFilter(self)
        self.up.clicked.connect(lambda: self.move_current(-1))
        self.down.clicked.connect(lambda: self.move_current(1))
        self.all.clicked.connect(self._show_all)
        self.reset.clicked.connect(lambda: self._fill(self._declared))
        self.list.itemChanged.connect(lambda _: self._allow())
        self.list.currentRowChanged.connect(lambda _: self._allow())
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)

    def _fill(self, columns: Sequence[Column]) -> None:
        self.list.clear()
        for column in columns:
            item = QListWidgetItem(column.title, self.list)
            item.setData(_NAME, column.name)
            item.setCheckState(_TICKED if column.shown else _OPEN)
        self.list.setCurrentRow(0)
        self._narrow(self.search.text())

    def columns(self) -> list[Column]:
        """Give the columns as they are ticked and ordered now."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [
            Column(item.data(_NAME), item.text(), item.checkState() == _TICKED) for item in items
        ]

    def _narrow(self, typed: str) -> None:
        """List only what the search names; a hidden row keeps its place and its tick."""
        words = folded(typed).split()
        first = None
        for row in range(self.list.count()):
            fits = all(word in folded(self.list.item(row).text()) for word in words)
            self.list.item(row).setHidden(not fits)
            first = row if fits and first is None else first
        if first is not None and self.list.currentItem().isHidden():
            self.list.setCurrentRow(first)
        self._allow()

    def _allow(self) -> None:
        row, last = self.list.currentRow(), self.list.count() - 1
        searched = bool(self.search.text().strip())
        self.up.setEnabled(row > 0 and not searched)
        self.down.setEnabled(0 <= row < last and not searched)
        some = any(column.shown for column in self.columns())
        self.buttons.buttons()[0].setEnabled(some)

    def move_current(self, step: int) -> None:
        """Move the current column up (-1) or down (1)."""
        row = self.list.currentRow()
        if 0 <= row + step < self.list.count() and not self.search.text().strip():
            item = self.list.takeItem(row)
            self.list.insertItem(row + step, item)
            self.list.setCurrentRow(row + step)

    def _show_all(self) -> None:
        for row in range(self.list.count()):
            self.list.item(row).setCheckState(_TICKED)

    def _take(self) -> None:
        self.chosen.emit()
        self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move with Alt and the arrow keys; go from the search down to the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if watched is self.list and alt and step is not None:
                self.move_current(step)
                return True
            if watched is self.search and step == 1:
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)
