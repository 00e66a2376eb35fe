"""The clipboard, which may hold nothing at all."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication


def clipboard_data() -> QMimeData:
    """Give what is on the clipboard, to be read at once; without anything on it, empty data."""
    # Some platforms give None before anything was copied, which the declared type leaves out.
    data = cast("QMimeData | None", QGuiApplication.clipboard().mimeData())
    return QMimeData() if data is None else data
