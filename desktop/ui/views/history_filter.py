"""History filter: which revisions are listed, by words, origin, record type and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from desktop.core.errors import FieldError
from desktop.core.fields import PartialDateField
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.operations.history import ORIGINS
from desktop.storage.history import Wanted
from desktop.ui import icons, theme
from desktop.ui.flow_layout import FlowLayout
from desktop.ui.form.line_editor import LineEditor
from desktop.ui.session import Session

_PAUSE = 180  # milliseconds


class HistoryFilter(QWidget):
    """A row of filters that breaks where there is little room."""

    #: Other revisions are wanted.
    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icons.icon("find", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setFixedWidth(theme.space(13))
        self.search.installEventFilter(self)
        self.origin, self.type = QComboBox(), QComboBox()
        for box in (self.origin, self.type):
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
        field = PartialDateField(label="Day")
        self.since, self.until = (
            LineEditor(field, lambda: session.dataset, self) for _ in range(2)
        )
        for editor in (self.since, self.until):
            editor.setFixedWidth(theme.space(6))
            editor.committed.connect(self._on_date)
            editor.reverted.connect(self._on_date)
        self._since_label, self._until_label = QLabel(), QLabel()
        self._since_label.setBuddy(self.since)
        self._until_label.setBuddy(self.until)
        self.clear_button = QPushButton()
        self.clear_button.setProperty("look", "link")
        self.clear_button.clicked.connect(self.clear)
        row = FlowLayout(theme.space(0.4))
        for widget in (self.search, self.origin, self.type, self._since_label, self.since,
                       self._until_label, self.until, self.clear_button):  # fmt: skip
            row.addWidget(widget)
        self.setLayout(row)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.changed.connect(self._show_clear)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.search.setPlaceholderText(str(Text("Search revisions")))
        self.search.setAccessibleName(str(Text("Search revisions")))
        for button in self.search.findChildren(QToolButton):
            clears = button.objectName() or button.defaultAction() is None
            button.setAccessibleName(str(Text("Clear search") if clears else Text("Search")))
        origins = [(str(text), name) for name, text in ORIGINS.items()]
        types = [(str(type.title), name) for name, type in self._session.types.items()]
        _fill(self.origin, str(Text("From everywhere")), origins)
        _fill(self.type, str(Text("All records")), types)
        self.origin.setAccessibleName(str(Text("Where from")))
        self.type.setAccessibleName(str(Text("Record type")))
        self._since_label.setText(str(Text("From", context="day")))
        self._until_label.setText(str(Text("to")))
        self.since.setAccessibleName(str(Text("From day")))
        self.until.setAccessibleName(str(Text("To day")))
        for editor in (self.since, self.until):
            editor.hint = str(Text("2026-11-20"))
        self.clear_button.setText(str(Text("Clear filters")))
        self._show_clear()

    @property
    def words(self) -> str:
        """The words that are searched for."""
        return self.search.text()

    def wanted(self) -> Wanted:
        """Give what is filtered for, besides the words; a date that cannot be read is left out."""
        first, last = self._date(self.since), self._date(self.until)
        return Wanted(
            origin=str(self.origin.currentData() or ""),
            type=str(self.type.currentData() or ""),
            since=None if first is None else _midnight(first.earliest),
            until=None if last is None else _midnight(last.latest + dt.timedelta(days=1)),
        )

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered for."""
        return bool(self.words.strip()) or self.wanted() != Wanted()

    def clear(self) -> None:
        """List all revisions again."""
        for box in (self.origin, self.type):
            box.setCurrentIndex(0)
        for editor in (self.since, self.until):
            editor.show_text("")
            editor.show_fault(None)
        self.search.clear()
        self._pause.stop()
        self.changed.emit()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _date(self, editor: LineEditor) -> PartialDate | None:
        try:
            found: PartialDate | None = editor.field.parse(editor.raw())
        except FieldError:
            return None
        return found

    def _on_date(self) -> None:
        for editor in (self.since, self.until):
            fault: Text | None = None
            try:
                editor.field.parse(editor.raw())
            except FieldError as error:
                fault = error.message
            editor.show_fault(fault)
            editor.setToolTip(str(fault or ""))
            editor.setAccessibleDescription(str(fault or ""))
        self.changed.emit()

    def _show_clear(self) -> None:
        self.clear_button.setVisible(self.narrows)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field, Enter searches at once and Esc empties it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            act: Callable[[], None] | None = {
                Qt.Key.Key_Escape: self.search.clear,
                Qt.Key.Key_Return: self._search_now,
                Qt.Key.Key_Enter: self._search_now,
            }.get(Qt.Key(event.key()))
            if act is not None:
                act()
                return True
        return super().eventFilter(watched, event)

    def _search_now(self) -> None:
        self._pause.stop()
        self.changed.emit()


def _midnight(day: dt.date) -> dt.datetime:
    """Give when a day begins here."""
    return dt.datetime.combine(day, dt.time()).astimezone()


def _fill(box: QComboBox, everything: str, choices: list[tuple[str, str]]) -> None:
    """Fill a box and keep what is chosen."""
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    box.addItem(everything, "")
    for text, name in choices:
        box.addItem(text, name)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.blockSignals(False)
