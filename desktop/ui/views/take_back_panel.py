"""Take-back panel: what was edited since a revision, to be decided before it is taken back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.changes import Revision
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.operations.history import Codes
from desktop.operations.take_back import (
    LEAVE,
    TAKE_BACK,
    Conflict,
    ConflictsError,
    Settlement,
    chosen,
    line,
)
from desktop.ui import theme
from desktop.ui.session import Session

_CHOICE, _RECORD, _FIELD, _WROTE, _NOW, _FORMER = range(6)
_WIDTHS = (11.5, 11, 7.5, 8, 6, 6)


class TakeBackPanel(QWidget):
    """Takes a revision back, and asks only where something was edited since.

    Later edits stay unless their box is ticked; what cannot be put back has no box.
    """

    #: The question is over: taken back or given up.
    done = Signal()
    #: Something must be decided first, so the panel wants to be seen.
    asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.revision: Revision | None = None
        self.settlement: Settlement | None = None
        self.choices: dict[Conflict, str] = {}
        self._heading, self._hint = QLabel(), QLabel()
        self._heading.setProperty("role", "heading")
        self._hint.setProperty("role", "muted")
        for label in (self._heading, self._hint):
            label.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setColumnCount(len(_WIDTHS))
        self.list.setRootIsDecorated(False)
        self.list.setAllColumnsShowFocus(True)
        self.list.setUniformRowHeights(True)
        self.list.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate(_WIDTHS):
            self.list.setColumnWidth(column, theme.space(width))
        self.list.itemChanged.connect(self._on_ticked)
        self.list.currentItemChanged.connect(self._on_current)
        self.take_button, self.cancel_button = QPushButton(), QPushButton()
        self.take_button.setProperty("look", "primary")
        self.take_button.clicked.connect(self._take)
        self.cancel_button.clicked.connect(self.done)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.space(0.5))
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.take_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.space(x) for x in (0.8, 0.6, 0.8, 0.6)))
        layout.setSpacing(theme.space(0.4))
        layout.addWidget(self._heading)
        layout.addWidget(self._hint)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        self.setFocusProxy(self.list)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.list.setAccessibleName(str(Text("Edited since")))
        headers = (Text("Put back"), Text("Record"), Text("Field"), Text("This revision wrote"),
                   Text("Is now"), Text("Was before"))  # fmt: skip
        self.list.setHeaderLabels([str(text) for text in headers])
        self.cancel_button.setText(str(Text("Cancel")))
        self._hint.setText(str(Text(
            "These were edited since and stay as they are, unless you tick them: then the later "
            "edit is overwritten. Space ticks the row.")))  # fmt: skip
        self._show()

    # Ask

    def ask(self, revision: Revision) -> None:
        """Take a revision back at once where nothing is to be decided, else ask."""
        self.revision, self.choices = revision, {}
        self._look()

    def _look(self) -> None:
        assert self.revision is not None
        store, number, choices = self.session.store, self.revision.number, dict(self.choices)
        job = self.session.jobs.start(
            Text("Looking for later edits"), lambda progress: store.settlement(number, choices)
        )
        job.finished.connect(self._on_settled)
        job.failed.connect(self._on_refused)

    def _on_settled(self, found: Settlement) -> None:
        if not self.session.is_open or self.revision is None:
            return
        self.settlement = found
        new = [one for one in found.conflicts if one not in self.choices]
        self.choices = {one: self.choices.get(one, LEAVE) for one in found.conflicts}
        if not found.conflicts:
            self._take()
            return
        self._show()
        if new:
            self.asked.emit()
            self._on_current(self.list.currentItem())

    def _on_refused(self, error: OfftakeError) -> None:
        self.session.tell_error(error)
        self.done.emit()

    # Show

    def _show(self) -> None:
        found, revision = self.settlement, self.revision
        if found is None or revision is None or not self.session.is_open:
            return
        self._heading.setText(
            str(Text("Take back revision {n}: {label}", n=revision.number, label=revision.label))
        )
        row = self.list.currentIndex().row()
        self.list.blockSignals(True)
        self.list.clear()
        codes = Codes(self.session.store)
        self.list.addTopLevelItems([self._item(one, codes) for one in found.conflicts])
        self.list.setCurrentIndex(self.list.model().index(max(row, 0), 0))
        self.list.blockSignals(False)
        self._show_button(found)

    def _item(self, conflict: Conflict, codes: Codes) -> QTreeWidgetItem:
        shown = line(conflict, self.session.store, codes)
        said = shown.said if conflict.reason is None else str(Text("stays"))
        texts = [said, shown.record, shown.field, shown.wrote, shown.now, shown.former]
        if conflict.reason is not None:
            texts[_FIELD] = shown.said
        item = QTreeWidgetItem(texts)
        item.setData(_CHOICE, Qt.ItemDataRole.UserRole, conflict)
        for column, text in enumerate(texts):
            item.setToolTip(column, text)
        if conflict.reason is None:
            taken = self.choices.get(conflict) == TAKE_BACK
            item.setCheckState(_CHOICE, Qt.CheckState.Checked if taken else Qt.CheckState.Unchecked)
        return item

    def _show_button(self, found: Settlement) -> None:
        n = len(found.changes)
        self.take_button.setText(
            str(Text.count(n, "Take back {n} record", "Take back {n} records"))
        )
        self.take_button.setEnabled(n > 0)

    def _on_ticked(self, item: QTreeWidgetItem, column: int) -> None:
        conflict = item.data(_CHOICE, Qt.ItemDataRole.UserRole)
        ticked = item.checkState(_CHOICE) == Qt.CheckState.Checked
        self.choices[conflict] = TAKE_BACK if ticked else LEAVE
        self._look()

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        """Show the record whose later edit is to be decided on."""
        if item is not None:
            conflict: Conflict = item.data(_CHOICE, Qt.ItemDataRole.UserRole)
            self.session.select(conflict.type, conflict.id)

    @property
    def items(self) -> Sequence[QTreeWidgetItem]:
        """The conflicts as they are listed."""
        found = (self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount()))
        return [item for item in found if item is not None]

    # Take back

    def _take(self) -> None:
        assert self.revision is not None
        store, number = self.session.store, self.revision.number
        choices = {**chosen(list(self.choices), LEAVE), **self.choices}
        try:
            self.session.refuse_in_past()
        except OfftakeError as error:
            self._on_refused(error)
            return
        self.setEnabled(False)
        job = self.session.jobs.start(
            Text("Taking revision {n} back", n=number),
            lambda progress: store.take_back(number, "take back", choices),
        )
        job.finished.connect(self._on_taken)
        job.failed.connect(self._on_failed)
        job.ended.connect(lambda: self.setEnabled(True))

    def _on_taken(self, revision: Revision | None) -> None:
        if revision is not None:
            self.session.tell(Text("{label}: done. Undo brings it back.", label=revision.label))
        self.done.emit()

    def _on_failed(self, error: OfftakeError) -> None:
        """Ask again where something was edited while the question stood."""
        self.session.tell_error(error)
        if isinstance(error, ConflictsError):
            self._look()
        else:
            self.done.emit()
