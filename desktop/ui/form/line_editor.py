"""Line editors: one line of text, alone or with a list of options to choose from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError
from desktop.core.fields import ChoicesField, Field, PartialDateField, TextField
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.ui import theme
from desktop.ui.form.options import CREATE, Option, created, detail, options
from desktop.ui.form.popup import Popup
from desktop.ui.form.undo_keys import is_for_window

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 9, Qt.Key.Key_PageUp: -9}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROL = Qt.KeyboardModifier.ControlModifier


def paint_outline(editor: QWidget, painter: QPainter, color: str) -> None:
    """Paint a frame of two pixels around an editor."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(color), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(editor.rect()).adjusted(1, 1, -1, -1), 2, 2)


class LineEditor(QLineEdit):
    """Edits one value as a line of text; the field reads the text when it is committed."""

    #: Enter was pressed or the focus went elsewhere, and the text was changed.
    committed = Signal()
    #: An option was clicked, which is as good as Enter.
    chosen = Signal()
    #: Esc brought the former text back.
    reverted = Signal()

    def __init__(self, field: Field, source: Callable[[], Dataset], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.field = field
        self.source = source
        self.in_grid = False
        self.fault: Text | None = None
        #: What can be typed; shown only while the cursor is here, so that blank looks blank.
        self.hint = ""
        self._shown = ""

    def show_value(self, value: Any) -> None:
        """Show a typed value."""
        self.show_text(self.field.format(value, lookup=self.source()))

    def show_text(self, text: str) -> None:
        """Show a text as what stands in the record."""
        self._shown = text
        self.setText(text)
        self.setCursorPosition(0)
        self.setModified(False)

    def raw(self) -> str:
        """Give what was typed, for the field to read."""
        return self.text()

    def type_today(self) -> None:
        """Type the day of today: in place of a date, at the cursor of a text, nowhere else."""
        if isinstance(self.field, PartialDateField):
            self.selectAll()
        elif not isinstance(self.field, TextField):
            return
        self.insert(PartialDate.of_day(dt.date.today()).shown())
        self.setModified(True)

    def show_fault(self, fault: Text | None) -> None:
        """Mark the editor as holding something wrong, or take the mark away."""
        self.fault = fault
        self.update()

    def settle(self) -> None:
        """Take up what is still open, such as a marked option."""

    def put_cursor_behind(self) -> None:
        """Put the cursor behind the text, so that typing adds to it."""
        self.end(False)

    def takes(self, event: QKeyEvent) -> bool:
        """Whether the editor has its own use for a key that also ends editing in a grid."""
        return False

    def revert(self) -> None:
        """Bring the former text back."""
        self.setText(self._shown)
        self.setModified(False)
        self.show_fault(None)
        self.reverted.emit()

    def event(self, event: QEvent) -> bool:
        """Leave undo to the window while nothing is typed."""
        if is_for_window(event, self):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Commit with Enter, give up with Esc."""
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.settle()
            # What was refused is tried again: the disk may have room now.
            self.setModified(self.isModified() or self.fault is not None)
            self.commit()
        elif event.key() == Qt.Key.Key_Escape and (self.isModified() or self.fault):
            self.revert()
        elif event.key() in (*_ENTER, Qt.Key.Key_Escape):
            event.ignore()
        elif event.key() == Qt.Key.Key_Semicolon and event.modifiers() == _CONTROL:
            self.type_today()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show what can be typed."""
        super().focusInEvent(event)
        self.setPlaceholderText(self.hint)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit when the focus leaves, but not for a menu of the editor itself."""
        super().focusOutEvent(event)
        self.setPlaceholderText("")
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self.in_grid:
            self.settle()
            self.commit()

    def commit(self) -> None:
        """Tell that a changed text is to be read."""
        if self.isModified():
            self.setModified(False)
            self.committed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame of a fault, or of the cell that is being edited."""
        super().paintEvent(event)
        if self.fault is None and not self.in_grid:
            return
        painter = QPainter(self)
        paint_outline(self, painter, theme.colors().error if self.fault else theme.colors().accent)
        painter.end()


class Chooser(LineEditor):
    """A line with a list of options; typing narrows the list, Enter or Tab takes the marked one."""

    def __init__(self, field: Field, source: Callable[[], Dataset], parent: QWidget | None) -> None:
        super().__init__(field, source, parent)
        #: Whether the list ends with making what was typed, where it is not there yet.
        self.offers_new = False
        #: What is to be made anew, once that was chosen.
        self.new_text = ""
        #: What explains the shown value, such as the name behind a code.
        self.detail = ""
        self.popup = Popup(self)
        self.popup.clicked_on.connect(self._on_clicked)
        self.textEdited.connect(self._on_edited)
        self.setTextMargins(0, 0, theme.space(1.1), 0)

    def open(self) -> None:
        """List all options, the present one marked."""
        if self.isReadOnly():
            return
        found = options(self.field, self.source())
        marked = [i for i, option in enumerate(found) if option.text == self.text()]
        self.popup.show_options(found, marked[0] if marked else -1)

    def settle(self) -> None:
        """Take the marked option."""
        option = self.popup.current()
        self.popup.hide()
        if option is not None and option.also == CREATE:
            self.new_text = option.text
        elif option is not None and option.text != self.text():
            self.setText(option.text)
            self.setModified(True)

    def show_value(self, value: Any) -> None:
        """Show a typed value, and what explains it."""
        super().show_value(value)
        self.detail = detail(self.field, value, self.source())

    def show_text(self, text: str) -> None:
        """Show a text as what stands in the record."""
        self.detail = ""
        super().show_text(text)

    def takes(self, event: QKeyEvent) -> bool:
        """Esc closes the list first."""
        return event.key() == Qt.Key.Key_Escape and self.popup.isVisible()

    def _on_edited(self, text: str) -> None:
        found = options(self.field, self.source(), text)
        marked = 0 if text.strip() and found else -1
        if self.offers_new:
            found += created(self.field, self.source(), text)
        self.popup.show_options(found, marked)

    def _on_clicked(self, option: Option) -> None:
        self.popup.hide()
        if option.also == CREATE:
            self.new_text = option.text
            self.chosen.emit()
            return
        self.setText(option.text)
        self.setModified(True)
        if self.in_grid:
            self.chosen.emit()
        else:
            self.commit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the list with the arrow keys; Alt+Down or F4 opens and closes it."""
        key, visible = event.key(), self.popup.isVisible()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key == Qt.Key.Key_F4 or (alt and key in (Qt.Key.Key_Down, Qt.Key.Key_Up)):
            self.popup.hide() if visible else self.open()
        elif visible and key in _STEPS:
            self.popup.step(_STEPS[Qt.Key(key)])
        elif key == Qt.Key.Key_Down:
            self.open()
        elif visible and key == Qt.Key.Key_Escape:
            self.popup.hide()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list, or close it."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.popup.hide() if self.popup.isVisible() else self.open()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the list away with the focus."""
        super().focusOutEvent(event)
        self.popup.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the list away with the editor."""
        super().hideEvent(event)
        self.popup.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign of a list, and the name behind a code."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        muted = QColor(theme.colors().muted if self.isEnabled() else theme.colors().disabled)
        size = theme.em() * 0.2
        middle = QPointF(self.width() - theme.space(0.75), self.height() / 2 + size * 0.1)
        painter.setPen(QPen(muted, max(1.2, theme.em() / 13)))
        painter.drawPolyline(
            [middle + QPointF(x * size, y * size) for x, y in ((-1, -0.5), (0, 0.5), (1, -0.5))]
        )
        if self.detail and self.text() == self._shown and not self.in_grid:
            self._paint_detail(painter, muted)
        painter.end()

    def _paint_detail(self, painter: QPainter, color: QColor) -> None:
        metrics = self.fontMetrics()
        left = metrics.horizontalAdvance(self.text()) + theme.space(0.85)
        place = QRect(left, 0, self.width() - left - theme.space(1.3), self.height())
        painter.setPen(color)
        text = metrics.elidedText(self.detail, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)


class TickChooser(Chooser):
    """A line of several words with a list in which each can be ticked; Space ticks the marked."""

    #: Whether the arrow keys are in use: only then is Space not a letter.
    _walks = False

    def open(self) -> None:
        """List all words, those of the text ticked."""
        if self.isReadOnly():
            return
        self._walks = True
        self._list(0)

    def _list(self, marked: int) -> None:
        self.popup.show_options(options(self.field, self.source()), marked, self._ticked())

    def _ticked(self) -> set[str]:
        found: set[str] = set()
        for part in re.split("[,;、，]", self.text()):
            try:
                found.update(self.field.parse(part) or ())
            except FieldError:
                continue
        return found

    def _show_ticked(self, words: set[str]) -> None:
        field = self.field
        assert isinstance(field, ChoicesField)
        self.setText(field.format(tuple(word for word in field.choices if word in words)))
        self.setModified(True)

    def _on_edited(self, text: str) -> None:
        self._walks = False
        last = re.split("[,;、，]", text)[-1]
        best = options(self.field, self.source(), last)[:1]
        found = options(self.field, self.source())
        self._list(found.index(best[0]) if best and last.strip() else -1)

    def _on_clicked(self, option: Option) -> None:
        self._show_ticked(self._ticked() ^ {option.also})
        self._list(self.popup.shown.index(option))

    def settle(self) -> None:
        """Finish a word that was only begun."""
        option = self.popup.current()
        self.popup.hide()
        last = re.split("[,;、，]", self.text())[-1].strip()
        try:
            self.field.parse(last)
        except FieldError:
            if option is not None and self.isModified():
                self._show_ticked(self._ticked() | {option.also})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick with Space."""
        option = self.popup.current()
        self._walks = self._walks or event.key() in _STEPS
        if event.key() == Qt.Key.Key_Space and self._walks and option is not None:
            self._on_clicked(option)
        else:
            super().keyPressEvent(event)
