"""Field row: the label of a field, its editor, and below it what is wrong or doubtful."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QWidget

from desktop.core.dataset import Dataset
from desktop.core.errors import Problem, StaleError
from desktop.core.fields import Field
from desktop.core.i18n import Text, translate
from desktop.ui import icons, theme
from desktop.ui.form.editors import editor_for, hint
from desktop.ui.form.line_editor import LineEditor
from desktop.ui.form.long_text_editor import LongTextEditor
from desktop.ui.form.problems import color_of, overtaken, paint_sign, sentences, still_wanted

_OTHER = object()  # a value that no record holds


class ProblemLabel(QLabel):
    """Says what is wrong or doubtful, with a sign before it; hidden when there is nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.severity = ""
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # Long words must not make the form wider than the window's side.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setContentsMargins(theme.space(1.15), 0, 0, theme.space(0.25))
        self.hide()

    def say(self, text: str, severity: str) -> None:
        """Show a text, or nothing."""
        if (text, severity) == (self.text(), self.severity):
            return  # to style a label takes long, and most of a form stays as it is
        self.severity = severity
        self.setText(text)
        self.setProperty("role", "error" if severity == "error" else "warning")
        self.style().unpolish(self)
        self.style().polish(self)
        self.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign before the text."""
        super().paintEvent(event)
        painter = QPainter(self)
        side = theme.space(0.85)
        top = (self.fontMetrics().height() - side) / 2
        paint_sign(painter, self.severity, QRectF(1, top, side, side))
        painter.end()


class FieldRow(QObject):
    """One field of a form; the widgets stand in the form's grid, so that columns line up."""

    #: The text was changed and is to be read.
    committed = Signal(str)
    #: The former text was brought back.
    reverted = Signal(str)
    #: Somebody types, which is not to be read yet.
    edited = Signal(str)
    #: The history of the field is asked for.
    history_asked = Signal(str)

    def __init__(self, field: Field, source: Callable[[], Dataset], form: QWidget) -> None:
        super().__init__(form)
        self.field = field
        self.label = QLabel(form)
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.editor = editor_for(field, source, form)
        self.message = ProblemLabel(form)
        self.history_button = QToolButton(form)
        self.history_button.setIcon(icons.icon("history", "muted"))
        # Not a stop for Tab: there is a shortcut, and a form has many fields.
        self.history_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side = theme.space(0.85)
        self.history_button.setIconSize(QSize(side, side))
        self.history_button.hide()
        self._source = source
        #: What the record held when typing began, or the user was last told of it.
        self._known: Any = None
        self.history_button.clicked.connect(lambda: self.history_asked.emit(field.name))
        self.label.setBuddy(self.editor)
        self.editor.committed.connect(lambda: self.committed.emit(field.name))
        self.editor.reverted.connect(lambda: self.reverted.emit(field.name))
        if isinstance(self.editor, LineEditor):
            self.editor.textEdited.connect(lambda _: self.edited.emit(field.name))
        else:
            self.editor.textChanged.connect(self._on_text)

    def _on_text(self) -> None:
        if self.editor.isModified():
            self.edited.emit(self.field.name)

    def known(self) -> str:
        """Give what stood here when typing began, in its stored form as JSON."""
        if self._known is _OTHER:
            return ""
        return json.dumps(self.field.to_stored(self._known), ensure_ascii=False)

    def type_again(self, text: str, known: str) -> None:
        """Put a text in as if it had just been typed, over what is `known` to have stood there."""
        if self.known() != known:
            self._known = _OTHER
        editor = self.editor
        if isinstance(editor, LineEditor):
            editor.setText(text)
        else:
            editor.setPlainText(text)
        editor.setModified(True)
        editor.put_cursor_behind()

    def place(self, grid: QGridLayout, row: int) -> None:
        """Put the widgets into rows of a grid; long text has its label above and all the width."""
        top = Qt.AlignmentFlag.AlignTop
        self.show_edited("")
        if isinstance(self.editor, LongTextEditor):
            grid.addWidget(self.label, row, 0, 1, 2, top)
            grid.addWidget(self.history_button, row, 0, 1, 2, top | Qt.AlignmentFlag.AlignRight)
            grid.addWidget(self.editor, row + 1, 0, 1, 2, top)
            grid.addWidget(self.message, row + 2, 0, 1, 2, top)
            return
        grid.addWidget(self.label, row, 0, top)
        grid.addWidget(self.history_button, row, 0, top | Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.editor, row, 1, top)
        grid.addWidget(self.message, row + 1, 0, 1, 2, top)

    def label_width(self) -> int:
        """Give how wide the label is on one line, 0 where it stands above its editor."""
        if isinstance(self.editor, LongTextEditor):
            return 0
        mark = " *" if self.field.required else ""
        text = f"{self.field.title} {translate(self.field.unit)}{mark}"
        # Room for the sign of the history is kept free, so that labels do not jump.
        return self.label.fontMetrics().horizontalAdvance(text) + theme.space(1.5)

    def limit_label(self, width: int) -> None:
        """Let a label that is wider than the column of labels break."""
        if not isinstance(self.editor, LongTextEditor):
            self.label.setMaximumWidth(width)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        field, muted = self.field, theme.colors().muted
        parts = [html.escape(str(field.title))]
        if field.unit:
            unit = html.escape(translate(field.unit))
            parts.append(f"<span style='color:{muted}'>{unit}</span>")
        if field.required:
            parts.append(f"<span style='color:{color_of('error').name()}'>*</span>")
        self.label.setText(" ".join(parts))
        required = str(Text("{label}, required", label=field.shown_header))
        self.editor.setAccessibleName(required if field.required else field.shown_header)
        self.editor.hint = str(hint(field))
        history = str(Text("History of {field}", field=field.title))
        self.history_button.setAccessibleName(history)
        tip = f"<p>{html.escape(str(Text(field.help)))}</p>" if field.help else ""
        self.label.setToolTip(tip)
        self.editor.setToolTip(tip)

    def allow(self, writable: bool) -> None:
        """Let the value be changed, or only read and copied."""
        self.editor.setReadOnly(not writable)

    def show_edited(self, summary: str) -> None:
        """Offer the history of the field where it has one; the label makes room for the sign."""
        self.history_button.setVisible(bool(summary))
        self.history_button.setToolTip(f"{summary} (Ctrl+Shift+H)")
        self.history_button.setAccessibleDescription(summary)
        room = self.history_button.sizeHint().width() if summary else 0
        self.label.setContentsMargins(0, theme.space(0.22), room, 0)

    def show_value(self, value: Any) -> None:
        """Show a typed value, unless somebody is typing."""
        if not self.editor.isModified():
            self._known = value
            self.editor.show_value(value)

    def refuse_overtaken(self, value: Any) -> None:
        """Raise `StaleError`, once, where others changed the value while somebody typed."""
        if value == self._known:
            return
        self._known = value
        shown = self.field.format(value, None, self._source())
        raise StaleError(still_wanted(overtaken(self.field, shown)))

    def show_problems(self, problems: Sequence[Problem], fault: Text | None = None) -> None:
        """Show what is wrong: with what was typed, else with what stands in the record."""
        if fault is not None:
            self.message.say(str(fault), "error")
        else:
            self.message.say(sentences(problems), problems[0].severity if problems else "")
        wrong = fault or next((p.message for p in problems if p.severity == "error"), None)
        self.editor.show_fault(wrong)
        self.editor.setAccessibleDescription(self.message.text())
