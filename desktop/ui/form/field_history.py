"""Field history: a small window over a form with the values that a field had, and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.changes import Revision
from desktop.core.fields import Field
from desktop.core.i18n import Text, join
from desktop.core.records import Record
from desktop.operations.claims import support
from desktop.operations.field_history import Former, edited_fields, field_history, summary, unit_of
from desktop.operations.history import Codes, value_text
from desktop.operations.restore import set_back
from desktop.ui import theme
from desktop.ui.form.record_form import RecordForm
from desktop.ui.session import Session
from desktop.ui.status import time_text

_PAUSE = 150  # milliseconds in which the selection must rest


class FieldHistoryWindow(QFrame):
    """The values of one field, newest first; it goes with Esc or a click elsewhere."""

    def __init__(
        self,
        session: Session,
        record: Record,
        field: Field,
        found: list[Former],
        said: Text,
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._session = session
        self._record = record
        self._field = field
        self._found = found
        self._summary = said
        self.heading, self.said = QLabel(), QLabel()
        self.heading.setProperty("role", "strong")
        self.said.setWordWrap(True)
        for label in (self.heading, self.said):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.list = QTreeWidget()
        self.list.setColumnCount(4)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setTabKeyNavigation(False)
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        self.set_button = QPushButton()
        self.set_button.clicked.connect(self._set_back)
        buttons = QHBoxLayout()
        buttons.addWidget(self.set_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.space(x) for x in (0.8, 0.6, 0.8, 0.6)))
        layout.setSpacing(theme.space(0.35))
        for widget in (self.heading, self.said, self.list):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self._fill()
        self.resize(theme.space(34), theme.space(13))

    def _fill(self) -> None:
        field, dataset = self._field, self._session.dataset
        self.heading.setText(
            str(Text("{field} of {code}", field=field.title, code=self._record.code))
        )
        self.setAccessibleName(self.heading.text())
        record = self._record
        sources = support(dataset, record.type.name, record.id, field.name)
        said = [self._summary, *sources]
        self.said.setText(join(list(said), "\n"))
        self.list.setAccessibleName(str(Text("Former values")))
        self.list.setHeaderLabels(
            [field.shown_header, str(Text("Since")), str(Text("Revision")), str(Text("What"))]
        )
        codes = Codes(self._session.store)
        for former in self._found:
            value = value_text(field, former.value, codes) or str(Text("blank"))
            revision = former.revision
            texts = [value, time_text(revision), str(revision.number), str(revision.label)]
            item = QTreeWidgetItem(texts)
            for column, text in enumerate(texts):
                item.setToolTip(column, text)
            self.list.addTopLevelItem(item)
        self.list.header().setStretchLastSection(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for column in range(3):
            self.list.resizeColumnToContents(column)
            wide = self.list.columnWidth(column) + theme.space(0.6)
            self.list.setColumnWidth(column, min(wide, theme.space(11)))
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        self._allow()

    @property
    def chosen(self) -> Former | None:
        """The value on which the cursor is."""
        row = self.list.currentIndex().row()
        return self._found[row] if 0 <= row < len(self._found) else None

    def _allow(self) -> None:
        former = self.chosen
        now = getattr(self._record, self._field.name)
        self.set_button.setText(str(Text("Use this value again")))
        self.set_button.setEnabled(
            former is not None and former.value != now and self._session.writable
        )

    def _set_back(self) -> None:
        former = self.chosen
        if former is not None:
            type_name, id = self._record.type.name, self._record.id
            values = {self._field.name: former.value}
            made = set_back(self._session.dataset, type_name, id, values)
            self.close()
            self._session.try_apply(made)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Enter presses the button that has the focus."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.set_button.hasFocus():
            self.set_button.click()
        else:
            super().keyPressEvent(event)


class FieldHistories(QObject):
    """Finds out which fields of the shown record were ever edited, and shows their history."""

    #: The history of the record was read.
    found = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._parent = parent
        self._form: RecordForm | None = None
        self._record: Record | None = None
        self.revisions: Sequence[Revision] = ()
        self.window: FieldHistoryWindow | None = None
        # Whoever runs through a table with the arrow keys does not wait for each record's history.
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._read)
        session.history_asked.connect(self._on_asked)
        session.language_changed.connect(self._say)

    def follow(self, form: RecordForm | None, record: Record | None) -> None:
        """Look after the fields of another record, or of one that has changed."""
        if form is not self._form and form is not None:
            form.history_asked.connect(self.show)
        same = record is not None and self._record is not None and record == self._record
        self._form, self._record = form, record
        if record is None:
            self.revisions = ()
            self._pause.stop()
            if form is not None:
                form.show_edited({})
        elif not same:
            self._pause.start()

    def _read(self) -> None:
        if self._record is None or not self._session.is_open:
            return
        store, record = self._session.store, self._record
        job = self._session.jobs.start(
            Text("Reading the history"),
            lambda progress: store.record_history(record.type.name, record.id),
        )
        job.finished.connect(lambda found: self._take(record, found))

    def _take(self, record: Record, found: Sequence[Revision]) -> None:
        if record is self._record and self._form is not None:
            self.revisions = self._up_to_now(found)
            self._say()
            self.found.emit()

    def _say(self) -> None:
        if self._form is not None and self._record is not None:
            self._form.show_edited(self._summaries(self._form))

    def _summaries(self, form: RecordForm) -> dict[str, str]:
        edited = edited_fields(self.revisions)
        return {
            name: str(self._summary(row.field, self.revisions))
            for name, row in form.rows.items()
            if name in edited
        }

    def _summary(self, field: Field, revisions: Sequence[Revision]) -> Text:
        assert self._record is not None
        unit = unit_of(self._record, field, revisions)
        found = field_history(revisions, field.name)
        return summary(field, found, self._session.dataset, unit)

    def _up_to_now(self, found: Sequence[Revision]) -> list[Revision]:
        """Leave out what came after the state that is looked at."""
        shown = self._session.dataset.revision
        return [revision for revision in found if revision.number <= shown]

    def _on_asked(self, name: str) -> None:
        """Show the history of the field in which the cursor is, else of the one that is named."""
        form = self._form
        name = name if form is None else form.focused() or name
        if form is not None and name in form.rows:
            self.show(name)

    def show(self, name: str) -> None:
        """Show the history of a field under its editor."""
        form, record = self._form, self._record
        if form is None or record is None or not self._session.is_open:
            return
        found = self._up_to_now(self._session.store.record_history(record.type.name, record.id))
        row = form.rows[name]
        said = self._summary(row.field, found)
        window = FieldHistoryWindow(
            self._session, record, row.field, field_history(found, name), said, self._parent
        )
        corner = row.editor.mapToGlobal(QPoint(row.editor.width(), row.editor.height()))
        screen = row.editor.screen().availableGeometry()
        x = max(screen.left(), min(corner.x(), screen.right()) - window.width())
        y = min(corner.y(), screen.bottom() - window.height())
        window.move(x, max(screen.top(), y))
        self.window = window
        window.show()
        window.list.setFocus(Qt.FocusReason.PopupFocusReason)
