"""The dialog that lists the workbooks of a workspace, to write back to one of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.ui import theme
from desktop.ui.dialogs.restore_dialog import moment
from desktop.ui.session import Session

if TYPE_CHECKING:
    from desktop.operations.linked_workbooks import Link, LinkedWorkbooks

_WIDTHS = (12, 11, 11, 11)


class LinkedWorkbooksDialog(QDialog):
    """The linked workbooks, the one used last first, and a way to any other."""

    #: A workbook was chosen: its path.
    chosen = Signal(object)
    #: Another one is to be looked for.
    other_asked = Signal()

    def __init__(
        self, session: Session, links: LinkedWorkbooks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("linked workbooks")
        self._session = session
        self._links = links
        self._shown: list[Link] = []
        self._build()
        room = self.screen().availableGeometry().size() * 0.9
        self.resize(QSize(theme.space(51), theme.space(22)).boundedTo(room))
        self._fill()

    def _build(self) -> None:
        self.setWindowTitle(str(Text("Write back to workbook")))
        label = QLabel(str(Text("&Linked workbooks, the one used last first")))
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        headers = (Text("Workbook"), Text("Folder"), Text("Last read"), Text("Last written"))
        self.list.setHeaderLabels([str(text) for text in headers])
        for number, width in enumerate(_WIDTHS):
            self.list.setColumnWidth(number, theme.space(width))
        self.list.setAccessibleName(str(Text("Linked workbooks")))
        label.setBuddy(self.list)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("role", "muted")
        self.buttons = QDialogButtonBox()
        roles = QDialogButtonBox.ButtonRole
        self.other_button = self.buttons.addButton(
            str(Text("&Another workbook…")), roles.ActionRole
        )
        self.forget_button = self.buttons.addButton(str(Text("&Forget")), roles.ActionRole)
        self.compare_button = self.buttons.addButton(str(Text("&Compare…")), roles.AcceptRole)
        self.buttons.addButton(str(Text("Cancel")), roles.RejectRole)
        self.compare_button.setProperty("look", "primary")
        self.compare_button.setDefault(True)
        self.other_button.clicked.connect(self._ask_other)
        self.forget_button.clicked.connect(self._forget)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.list.currentItemChanged.connect(lambda *_: self._show())
        self.list.itemActivated.connect(lambda *_: self.accept())
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(0.5))
        for part in (label, self.list, self.note, self.buttons):
            column.addWidget(part, int(part is self.list))

    def _fill(self) -> None:
        self.list.clear()
        self._shown = self._links.all
        for link in self._shown:
            item = QTreeWidgetItem([link.path.name, str(link.path.parent), _told(link.read_at),
                                    _told(link.written_at)])  # fmt: skip
            item.setToolTip(0, str(link.path))
            item.setToolTip(1, str(link.path.parent))
            self.list.addTopLevelItem(item)
        if self._shown:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
            self.list.setFocus()
        else:
            self.other_button.setFocus()
        self._show()

    @property
    def selected(self) -> Link | None:
        """The workbook that is looked at."""
        row = self.list.currentIndex().row()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _show(self) -> None:
        link = self.selected
        there = link is not None and link.path.is_file()
        self.compare_button.setEnabled(there)
        self.forget_button.setEnabled(link is not None)
        if link is None:
            text = Text("No workbook is linked yet. One that is exported, imported or written back "
                        "to is remembered here.")  # fmt: skip
        elif not there:
            text = Text("“{file}” is not in {folder} any more; put it back there, or forget it.",
                        file=link.path.name, folder=str(link.path.parent))  # fmt: skip
        else:
            text = Text("Nothing is written before you have seen what differs and accepted it.")
        self.note.setText(str(text))

    def _forget(self) -> None:
        if self.selected is not None:
            try:
                self._links.forget(self.selected.path)
            except OfftakeError as error:
                self._session.tell_error(error)
            self._fill()

    def _ask_other(self) -> None:
        self.reject()
        self.other_asked.emit()

    def accept(self) -> None:
        """Take the selected workbook."""
        if self.compare_button.isEnabled() and self.selected is not None:
            self.chosen.emit(self.selected.path)
            super().accept()


def _told(time: dt.datetime | None) -> str:
    return "–" if time is None else moment(time)
