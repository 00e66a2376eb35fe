"""ConsumerPicker: a list from which several organizations are picked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.core.i18n import Text
from desktop.ui import theme

_CODE = Qt.ItemDataRole.UserRole
_MOST_ROWS = 12


class ConsumerPicker(QFrame):
    """A list with boxes to check; it goes when one clicks elsewhere or presses Esc or Enter."""

    #: Other organizations are checked: their codes.
    picked = Signal(list)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.list = QListWidget(self)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.itemChanged.connect(lambda _: self.picked.emit(self.codes()))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.list)

    def codes(self) -> list[str]:
        """Give the codes of the organizations that are checked."""
        items = [self.list.item(n) for n in range(self.list.count())]
        checked = Qt.CheckState.Checked
        return [item.data(_CODE) for item in items if item.checkState() == checked]

    def ask(
        self, options: Sequence[tuple[str, str]], checked: Sequence[str], place: QPoint
    ) -> None:
        """Show codes and names at a place of the screen, with some of them checked."""
        self.list.setAccessibleName(str(Text("Organizations")))
        self.list.blockSignals(True)
        self.list.clear()
        for code, name in options:
            item = QListWidgetItem(name, self.list)
            item.setData(_CODE, code)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = code in checked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        rows = min(max(len(options), 1), _MOST_ROWS)
        tall = rows * max(self.list.sizeHintForRow(0), theme.space(1.3)) + theme.space(0.5)
        self.resize(self.list.sizeHintForColumn(0) + theme.space(2.5), tall)
        self.move(place)
        self.show()
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go with Enter, as with Esc; Space checks."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.close()
        else:
            super().keyPressEvent(event)
