"""PageStack: pages of which one is shown, and which need no more room than that one does."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedLayout


class PageStack(QStackedLayout):
    """A stack of pages; Qt's own would be as wide as the widest of them, shown or not."""

    def minimumSize(self) -> QSize:
        """Give what the page that is shown needs."""
        shown = self.itemAt(self.currentIndex())
        return QSize() if shown is None else shown.minimumSize()

    def hasHeightForWidth(self) -> bool:
        """Ask for no height of its own."""
        return False
