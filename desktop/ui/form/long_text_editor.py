"""Long text editor: several lines, growing with what is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from desktop.core.dataset import Dataset
from desktop.core.fields import Field
from desktop.core.i18n import Text
from desktop.ui import theme
from desktop.ui.form.line_editor import paint_outline
from desktop.ui.form.undo_keys import is_for_window

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FEWEST, _MOST = 2, 9  # lines


class LongTextEditor(QPlainTextEdit):
    """Edits text of several lines; in a grid, Enter commits and Alt+Enter breaks the line."""

    committed = Signal()
    chosen = Signal()
    reverted = Signal()

    def __init__(self, field: Field, source: Callable[[], Dataset], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.field = field
        self.source = source
        self.in_grid = False
        self.fault: Text | None = None
        self.hint = ""
        self._shown = ""
        self._shows = False  # a text is put in by the program just now
        self.setTabChangesFocus(True)
        # Words that are longer than a line break; they never go on beyond the edge.
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._fit)
        self._fit()

    def show_value(self, value: Any) -> None:
        """Show a typed value."""
        self.show_text(self.field.format(value, lookup=self.source()))

    def show_text(self, text: str) -> None:
        """Show a text as what stands in the record."""
        self._shown, self._shows = text, True
        self.setPlainText(text)
        self.setModified(False)
        self._shows = False

    def raw(self) -> str:
        """Give what was typed, for the field to read."""
        return self.toPlainText()

    def text(self) -> str:
        """Give what was typed, as a line editor does."""
        return self.toPlainText()

    def isModified(self) -> bool:
        """Whether the text was changed since it was shown."""
        return self.document().isModified() and not self._shows

    def setModified(self, modified: bool) -> None:
        """Say whether the text counts as changed."""
        self.document().setModified(modified)

    def show_fault(self, fault: Text | None) -> None:
        """Mark the editor as holding something wrong, or take the mark away."""
        self.fault = fault
        self.viewport().update()

    def settle(self) -> None:
        """Nothing stays open in plain text."""

    def put_cursor_behind(self) -> None:
        """Put the cursor behind the text, so that typing adds to it."""
        self.moveCursor(QTextCursor.MoveOperation.End)

    def takes(self, event: QKeyEvent) -> bool:
        """Alt+Enter and Shift+Enter break the line."""
        line = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
        return event.key() in _ENTER and bool(event.modifiers() & line)

    def revert(self) -> None:
        """Bring the former text back."""
        self.show_text(self._shown)
        self.show_fault(None)
        self.reverted.emit()

    def commit(self) -> None:
        """Tell that a changed text is to be read."""
        if self.isModified():
            self.setModified(False)
            self.committed.emit()

    def event(self, event: QEvent) -> bool:
        """Leave undo to the window while nothing is typed."""
        if is_for_window(event, self):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Break the line with Enter, give up with Esc."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in _ENTER and control:
            event.ignore()
        elif event.key() in _ENTER:
            self.textCursor().insertText("\n")
            self.ensureCursorVisible()
        elif event.key() == Qt.Key.Key_Escape and (self.isModified() or self.fault):
            self.revert()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit when the focus leaves, but not for a menu of the editor itself."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self.in_grid:
            self.commit()

    def sizeHint(self) -> QSize:
        """Give room for the lines there are, within limits."""
        return QSize(theme.space(14), self.height_for(max(self.width(), theme.space(8))))

    def height_for(self, width: int) -> int:
        """Give the height at which the text can be read, within limits, at a width."""
        metrics, margin = self.fontMetrics(), round(self.document().documentMargin())
        room = QRect(0, 0, width - 2 * (margin + self.frameWidth()) - theme.space(0.3), 1)
        # The last line may be empty, so that the cursor has a place to go to.
        text = self.toPlainText() + ("x" if self.toPlainText().endswith("\n") else "")
        wrapped = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text or "x").height()
        lines = -(-wrapped // metrics.lineSpacing())
        return self.height_of(max(_FEWEST, min(lines, _MOST)))

    def height_of(self, lines: int) -> int:
        """Give the height of some lines with the margins around them."""
        margin = round(self.document().documentMargin()) + self.frameWidth()
        return lines * self.fontMetrics().lineSpacing() + 2 * margin

    def _fit(self) -> None:
        height = self.height_for(self.width())
        # A scroll bar that is not needed would break the lines anew, and then be needed.
        policy = Qt.ScrollBarPolicy
        most = height >= self.height_of(_MOST)
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if most else policy.ScrollBarAlwaysOff
        )
        if not self.in_grid:
            self.setFixedHeight(height)
        elif height > self.height():
            self.resize(self.width(), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew, and take the height that they need."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def as_cell(self) -> None:
        """Look like a cell that has grown, not like an input."""
        self.in_grid = True
        self.setMinimumHeight(0)
        self.setMaximumHeight(16777215)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame of a fault, or of the cell that is being edited."""
        super().paintEvent(event)
        if self.fault is None and not self.in_grid:
            return
        painter = QPainter(self.viewport())
        color = theme.colors().error if self.fault else theme.colors().accent
        paint_outline(self.viewport(), painter, color)
        painter.end()
