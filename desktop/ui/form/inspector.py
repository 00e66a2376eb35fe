"""Inspector: the selected record as a form, or the form for a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.core.errors import OfftakeError, Problem, ProblemsError
from desktop.core.i18n import Text
from desktop.core.records import Record, RecordType
from desktop.core.validation import record_problems
from desktop.operations import edit
from desktop.ui import theme
from desktop.ui.drafts import Typed, type_of, typed_at
from desktop.ui.form.context import RecordContext
from desktop.ui.form.field_history import FieldHistories
from desktop.ui.form.field_row import ProblemLabel
from desktop.ui.form.new_record import NEW, NewRecord, NewRecordButtons, read_new
from desktop.ui.form.problems import by_field, sentences
from desktop.ui.form.record_form import RecordForm
from desktop.ui.form.unwritten import UnwrittenTexts
from desktop.ui.session import Session

_WIDTH, _LEAST = 18, 16  # of the pane at first and at least, in heights of a line


class Inspector(QWidget):
    """Shows one record and writes each field as soon as it is left.

    What cannot be taken stays in its editor with the reason, also while another record is looked
    at. A new record is written only by Create, when nothing is wrong with it any more.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.form: RecordForm | None = None
        self.is_new = False
        self._id = 0
        self._tried = False  # Create was pressed, so all problems are shown
        self._touched = False
        self._unwritten = UnwrittenTexts(session.drafts)
        self._build()
        session.selected.connect(self._on_selected)
        session.new_asked.connect(self.begin_new)
        session.draft_asked.connect(self.continue_draft)
        session.changed.connect(self._on_changed)
        session.closing.connect(self.flush)
        session.workspace_changed.connect(self._on_workspace)
        session.language_changed.connect(self.retranslate)
        self.retranslate()
        self._on_workspace()

    # Build

    def _build(self) -> None:
        self.kind = QLabel()
        self.kind.setProperty("role", "muted")
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.heading.setWordWrap(True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.message = ProblemLabel()
        self.nothing = QLabel()
        self.nothing.setProperty("role", "muted")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.context = RecordContext(self.session)
        self.used_by = self.context.used_by
        self.histories = FieldHistories(self.session, self)
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(*(theme.space(x) for x in (0.8, 0.6, 0.8, 0.8)))
        self._column.setSpacing(theme.space(0.2))
        for widget in (self.kind, self.heading, self.message):
            self._column.addWidget(widget)
        self._column.addSpacing(theme.space(0.4))
        # Forms come and go in a place of their own, so that Tab leads from them to what follows.
        self._place = QVBoxLayout()
        place = QWidget()
        place.setLayout(self._place)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(place)
        self._column.addWidget(self.context)
        self._column.addStretch(1)
        self.area = QScrollArea()
        self.area.setObjectName("scroll")
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.nothing, 1)
        self.footer = NewRecordButtons()
        self.footer.create_button.clicked.connect(self.create_record)
        self.footer.cancel_button.clicked.connect(self.cancel_new)
        layout.addWidget(self.footer)
        self.setMinimumWidth(theme.space(_LEAST))

    def sizeHint(self) -> QSize:
        """Ask for the same width with and without a record, so that nothing jumps."""
        return QSize(theme.space(_WIDTH), super().sizeHint().height())

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.nothing.setText(str(Text("Select a record to see it here.")))
        self.footer.retranslate()
        if self.form is not None:
            self.form.commit()
            self.form.retranslate()
        self.context.retranslate()
        self._refresh()

    # Which record

    @property
    def _key(self) -> tuple[str, int]:
        return ("", 0) if self.form is None else (self.form.type.name, self._id)

    def _record(self) -> Record | None:
        if self.form is None or self.is_new or not self.session.is_open:
            return None
        found: Record | None = self.session.dataset.get(self.form.type.name, self._id)
        return found

    def _on_workspace(self) -> None:
        self._unwritten.forget_all()
        self._drop_form()
        self._refresh()

    def _on_selected(self, type_name: str, id: int) -> None:
        # A new record that somebody has begun to enter is never thrown away by a click elsewhere.
        if not (self.is_new and self._touched):
            self.show_record(type_name, id)

    def _on_changed(self, *_: object) -> None:
        self._refresh()

    def show_record(self, type_name: str, id: int) -> None:
        """Show a record; what is being typed into the one before is written first."""
        self.flush()
        self._use_form(self.session.dataset.types[type_name])
        self.is_new, self._id = False, id
        self._refresh()
        self.area.verticalScrollBar().setValue(0)

    def flush(self) -> None:
        """Write what is still being typed."""
        if self.form is not None and not self.is_new:
            self.form.commit()
        elif self.form is not None and self._touched:
            self._keep_draft()
            self.session.drafts.write()
            self.form.forget_typing()

    def _use_form(self, type: RecordType) -> None:
        if self.form is not None and self.form.type is type:
            self.form.forget_typing()
            return
        self._drop_form()
        self.form = RecordForm(type, lambda: self.session.dataset)
        self.form.committed.connect(self._on_committed)
        self.form.reverted.connect(self._on_reverted)
        self.form.edited.connect(self._on_edited)
        self._place.addWidget(self.form)

    def _drop_form(self) -> None:
        if self.form is not None:
            self.form.forget_typing()  # hiding takes the focus away, which would commit
            self.form.hide()
            self.form.setParent(None)
            self.form.deleteLater()
        self.form, self.is_new, self._id = None, False, 0

    # Show

    def _refresh(self) -> None:
        record = self._record()
        some = record is not None or self.is_new
        self.area.setVisible(some)
        self.nothing.setVisible(not some)
        self.footer.setVisible(self.is_new)
        self.kind.setVisible(self.form is None or not self.form.type.single)
        self.context.show_record(record)
        self.histories.follow(self.form, record)
        if self.form is None or not some:
            return
        self.form.allow(self.session.writable)
        if record is None:
            self._show_new()
            return
        type = self.form.type
        kind = str(type.singular)
        # Of a record that there is only once, nobody needs to know the code.
        self.kind.setText("" if type.single else f"{kind[:1].upper()}{kind[1:]} · {record.code}")
        self.heading.setText(str(type.title) if type.single else record.display_name())
        self.form.show_values(type.values(record))
        for name, text in self._unwritten.texts(*self._key).items():
            if not self.form.rows[name].editor.isModified():
                self.form.rows[name].editor.show_text(text)
        problems = record_problems(record, self.session.dataset)
        self._show_problems(problems, self._unwritten.faults(*self._key))

    def _show_new(self) -> None:
        assert self.form is not None
        self.kind.setText(str(Text("Not written yet")))
        self.heading.setText(str(Text("New {type}", type=self.form.type.singular)))

    def _show_problems(self, problems: list[Problem], faults: Mapping[str, Text]) -> None:
        assert self.form is not None
        placed = by_field(problems)
        self.form.show_problems(placed, faults)
        elsewhere = [p for name, some in placed.items() if name not in self.form.rows for p in some]
        self.message.say(sentences(elsewhere), elsewhere[0].severity if elsewhere else "")

    # Edit a record

    def _typed(self, name: str) -> Typed:
        return Typed(*self._key, name)

    def _on_edited(self, name: str) -> None:
        if self.is_new:
            self._keep_draft()
        elif self.form is not None:
            self._unwritten.typing(self._typed(name), self.form.rows[name])

    def _on_committed(self, name: str) -> None:
        if self.form is None:
            return
        if self.is_new:
            self._keep_draft()
            self._read_new(name)
            return
        record, row = self._record(), self.form.rows[name]
        if record is None:
            return
        place, raw, text = self._typed(name), row.editor.raw(), row.editor.text()
        self._unwritten.hold(place, text)
        try:
            row.refuse_overtaken(getattr(record, name))
            value = row.field.parse(raw, lookup=self.session.dataset)
            values = {record.id: {name: value}}
            self.session.apply(edit.set_values(self.session.dataset, record.type, values, "form"))
        except OfftakeError as error:
            self._unwritten.refuse(place, row, text, self._reason(error, name))
        else:
            self._unwritten.settle(place)
        self._refresh()

    def _reason(self, error: OfftakeError, name: str) -> Text:
        """Give the sentence for one field; what concerns other fields is said there as well."""
        if isinstance(error, ProblemsError):
            own = [p.message for p in error.problems if p.field == name and p.id == self._id]
            return own[0] if own else error.message
        return error.message

    def _on_reverted(self, name: str) -> None:
        if self.is_new:
            self._read_new(name)
        else:
            self._unwritten.settle(self._typed(name))
            self._refresh()

    # Enter a new record

    def begin_new(self, type_name: str, values: Mapping[str, Any] | None = None) -> None:
        """Offer a form with a free code, the defaults and `values`; nothing is written yet."""
        self.flush()
        type = self.session.dataset.types[type_name]
        self._use_form(type)
        assert self.form is not None
        self.is_new, self._id, self._tried, self._touched = True, NEW, False, False
        self.session.drafts.use("")
        self.form.show_values({**edit.new_values(self.session.dataset, type), **(values or {})})
        self.form.show_problems({}, {})
        self.message.say("", "")
        self._refresh()
        self.area.verticalScrollBar().setValue(0)
        self._focus_first([name for name in self.form.rows if name != "code"])

    def continue_draft(self, key: str) -> None:
        """Go on with a new record that was begun earlier, or a text typed into a field."""
        place = typed_at(key)
        if place is not None:
            self._type_again(key, place)
            return
        texts = self.session.drafts.texts(key)
        self.begin_new(type_of(key))
        if self.form is not None and texts:
            self.form.show_texts(texts)
            self._touched = True
            self.session.drafts.use(key)
            self._check_new()

    def _type_again(self, key: str, place: Typed) -> None:
        """Show a record with a text typed into one of its fields, which is not read yet."""
        drafts = self.session.drafts
        text, known = drafts.typed(key)
        self.session.select(*place[:2])
        self.show_record(*place[:2])
        drafts.use("")
        if self._record() is not None and self.form is not None and place.field in self.form.rows:
            drafts.take_up(key, place)
            self.form.rows[place.field].type_again(text, known)
            self._focus_first([place.field])

    def _keep_draft(self) -> None:
        """Keep what was typed for a new record; it is written nowhere else yet."""
        if self.is_new and self.form is not None:
            self._touched = True
            self.session.drafts.keep(self.form.type.name, self.form.texts())

    def _read_new(self, name: str) -> None:
        """Show a field of a new record as it was read, or what is wrong with it."""
        assert self.form is not None
        values = self._check_new(only=None if self._tried else name).values
        if not self.form.rows[name].editor.fault:
            self.form.rows[name].show_value(values.get(name))

    def _check_new(self, only: str | None = None) -> NewRecord:
        """Show what is wrong with all fields, or with one; give what the form holds."""
        assert self.form is not None
        found = read_new(self.form, self.session.dataset)
        if only is not None:
            self.form.rows[only].show_problems((), found.faults.get(only))
        else:
            self._show_problems(found.problems, found.faults)
        return found

    def create_record(self) -> None:
        """Write the new record, or show everything that is still wrong with it."""
        if not self.is_new or self.form is None:
            return
        self._tried = self._touched = True
        found = self._check_new()
        if not found.good:
            self._focus_first([n for n, row in self.form.rows.items() if row.editor.fault])
            return
        type = self.form.type
        try:
            revision = self.session.apply(edit.add(type, found.values, "form"))
        except OfftakeError as error:
            self.message.say(str(error), "error")
            return
        assert revision is not None
        self.is_new = False
        self._forget_draft()
        self.session.select(type.name, revision.changes[0].id)
        self.show_record(type.name, revision.changes[0].id)

    def cancel_new(self) -> None:
        """Leave the form for a new record; nothing was written."""
        if not self.is_new:
            return
        self._forget_draft()
        self._drop_form()
        if self.session.selection is not None:
            self.show_record(*self.session.selection)
        else:
            self._refresh()

    def _forget_draft(self) -> None:
        self.session.drafts.discard(self.session.drafts.in_form)
        self.session.drafts.use("")

    def _focus_first(self, names: list[str]) -> None:
        if self.form is not None and names:
            editor = self.form.rows[names[0]].editor
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(editor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter creates, Esc cancels; once something was entered only on the second press."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self.is_new and enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.create_record()
        elif self.is_new and event.key() == Qt.Key.Key_Escape:
            if self._touched and not self.footer.cancel_button.hasFocus():
                self.footer.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.cancel_new()
        else:
            super().keyPressEvent(event)
