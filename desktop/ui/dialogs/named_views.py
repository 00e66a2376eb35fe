"""Named views: the dialogs in which a view of the records gets its name, and the list of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
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

from desktop.core.i18n import Text
from desktop.ui import theme

_LONGEST = 60


class NameDialog(QDialog):
    """Asks for the name of a view, and says when one of that name is replaced."""

    #: A name was given.
    named = Signal(str)

    def __init__(self, name: str, taken: Collection[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("name of view")
        self.setWindowTitle(str(Text("Save view")))
        self._taken = taken
        label = QLabel(str(Text("&Name of the view")))
        self.line = QLineEdit(name)
        self.line.setMaxLength(_LONGEST)
        self.line.selectAll()
        label.setBuddy(self.line)
        self.note = QLabel(str(Text("Keeps columns, sorting, filters and groups as they are now.")))
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.buttons = QDialogButtonBox()
        self.save = self.buttons.addButton(
            str(Text("Save")), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.save.setDefault(True)
        self.buttons.addButton(str(Text("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.space(0.5))
        for part in (label, self.line, self.note, self.buttons):
            layout.addWidget(part)
        self.setMinimumWidth(theme.space(22))
        self.line.textChanged.connect(self._show_note)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        self._show_note()

    @property
    def name(self) -> str:
        """The name that is typed, without needless spaces."""
        return " ".join(self.line.text().split())

    def _show_note(self, *_: object) -> None:
        self.save.setEnabled(bool(self.name))
        if self.name in self._taken:
            self.note.setText(str(Text("Replaces the view “{name}”.", name=self.name)))
        else:
            self.note.setText(
                str(Text("Keeps columns, sorting, filters and groups as they are now."))
            )

    def _take(self) -> None:
        self.named.emit(self.name)
        self.accept()


class ViewsDialog(QDialog):
    """The named views of a record type: use, rename, delete."""

    #: A view is to be shown.
    used = Signal(str)
    #: A view has another name: the former and the new one.
    renamed = Signal(str, str)
    #: A view is to be forgotten.
    deleted = Signal(str)

    def __init__(self, names: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("views")
        self.setWindowTitle(str(Text("Views")))
        self.list = QListWidget()
        self.list.setAccessibleName(str(Text("Views")))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.use = QPushButton(str(Text("&Show")))
        self.rename = QPushButton(str(Text("&Rename")))
        self.delete = QPushButton(str(Text("&Delete")))
        self.done_ = QPushButton(str(Text("Close")))
        self.note = QLabel()
        self.note.setProperty("role", "warning")
        self.note.setWordWrap(True)
        self.nothing = QLabel(
            str(Text("No view is saved yet. Arrange columns, sorting and filters, then choose "
                     "View, Table, Save view as."))
        )  # fmt: skip
        self.nothing.setProperty("role", "muted")
        self.nothing.setWordWrap(True)
        side = QVBoxLayout()
        # Enter ends the typing of a name and must not press a button.
        self.done_.setAutoDefault(False)
        for button in (self.use, self.rename, self.delete):
            button.setAutoDefault(False)
            side.addWidget(button)
        side.addStretch(1)
        side.addWidget(self.done_)
        middle = QHBoxLayout()
        middle.addWidget(self.list, 1)
        middle.addLayout(side)
        layout = QVBoxLayout(self)
        layout.addLayout(middle)
        layout.addWidget(self.nothing)
        layout.addWidget(self.note)
        self.use.clicked.connect(self._use)
        self.list.itemActivated.connect(lambda _: self._use())
        self.rename.clicked.connect(lambda: self.list.editItem(self.list.currentItem()))
        self.delete.clicked.connect(self._delete)
        self.done_.clicked.connect(self.accept)
        self.list.itemChanged.connect(self._on_typed)
        self.list.currentRowChanged.connect(lambda _: self._allow())
        for name in names:
            self._add(name)
        self.list.setCurrentRow(0)
        self._allow()
        self.resize(theme.space(24), theme.space(18))
        self.list.setFocus()

    def _add(self, name: str) -> None:
        self.list.blockSignals(True)
        item = QListWidgetItem(name, self.list)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setData(Qt.ItemDataRole.UserRole, name)
        self.list.blockSignals(False)

    def names(self) -> list[str]:
        """Give the names in the list."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def _allow(self) -> None:
        some = self.list.currentItem() is not None
        for button in (self.use, self.rename, self.delete):
            button.setEnabled(some)
        self.nothing.setVisible(self.list.count() == 0)

    def _use(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            self.used.emit(item.text())

    def _delete(self) -> None:
        item = self.list.takeItem(self.list.currentRow())
        if item is not None:
            self.deleted.emit(item.text())
        self._allow()

    def _on_typed(self, item: QListWidgetItem) -> None:
        """Take up a new name, or bring the former back where it cannot be used."""
        former, name = item.data(Qt.ItemDataRole.UserRole), " ".join(item.text().split())
        taken = self.names().count(item.text()) > 1
        self.note.setText(
            str(Text("There is a view “{name}” already.", name=name)) if taken else ""
        )
        right = former if taken or not name else name
        self.list.blockSignals(True)
        item.setText(right)
        item.setData(Qt.ItemDataRole.UserRole, right)
        self.list.blockSignals(False)
        if right != former:
            self.renamed.emit(former, right)
