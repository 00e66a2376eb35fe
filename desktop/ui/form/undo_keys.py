"""Undo keys: whether Ctrl+Z is meant for the text that is being typed, or for the workspace."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence

_STEPS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class _Typed(Protocol):
    in_grid: bool

    def isModified(self) -> bool: ...


def is_for_window(event: QEvent, editor: _Typed) -> bool:
    """Tell whether an undo or redo key should pass the editor by: nothing is typed in it.

    An editor takes these keys even when it has nothing to undo, and the last edit would stay.
    """
    return (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and any(event.matches(step) for step in _STEPS)
        and not editor.isModified()
        and not editor.in_grid
    )
