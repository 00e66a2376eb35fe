"""Sides: the navigation at the left and the views beside it.

In a narrow window, or at a large scaling, the navigation gives way: it shows its drawings only,
and is as wide as it was when there is room again.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget


class Sides(QSplitter):
    """Two parts side by side; the left one keeps the width that the user gave it."""

    def __init__(self, left: QWidget, right: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(left)
        self.addWidget(right)
        self.setStretchFactor(1, 1)
        #: How wide the left part is where there is room, in pixels.
        self.wanted = left.sizeHint().width()
        self.splitterMoved.connect(self._on_moved)

    def restore(self, kept: object) -> None:
        """Give the left part the width that was kept: the first of a list, in pixels."""
        if isinstance(kept, list) and kept and isinstance(kept[0], int):
            self.wanted = kept[0]
            self._share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width out."""
        super().resizeEvent(event)
        self._share_out()

    def _on_moved(self) -> None:
        self.wanted = self.sizes()[0]

    def _share_out(self) -> None:
        left, right = self.widget(0), self.widget(1)
        if left is None or right is None or not left.isVisibleTo(self):
            return
        room = self.width() - self.handleWidth()
        spare = max(room - right.minimumSizeHint().width(), left.minimumWidth())
        width = min(self.wanted, spare)
        self.setSizes([width, room - width])
