"""Leaving: Esc closes a page that asks something, when something was chosen on the second press."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit


def leaves(event: QKeyEvent, cancel: QAbstractButton, is_touched: bool) -> bool:
    """Press a page's Cancel at Esc, and tell whether the key was for it.

    Where choices or something typed would be lost, the first press only leads to the button.
    """
    if event.key() != Qt.Key.Key_Escape:
        return False
    focus = cancel.window().focusWidget()
    typed = isinstance(focus, QLineEdit) and focus.isModified() and bool(focus.text())
    if (is_touched or typed) and focus is not cancel:
        if focus is not None:
            focus.clearFocus()  # what was typed is taken now, which may build the page anew
        cancel.setFocus(Qt.FocusReason.OtherFocusReason)
    else:
        cancel.click()
    return True
