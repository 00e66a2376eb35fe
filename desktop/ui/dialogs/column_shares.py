"""Column shares: the columns of a tree share the room there is, until the user sizes one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QTreeView

from desktop.ui import theme

_MOST = 1.4  # times the wanted width
_NARROWEST = 1.5  # heights of a line


class ColumnShares(QObject):
    """Keeps the columns of a tree in proportion; `widths` are wanted, in heights of a line.

    Where there is less room than a share of `least` of what is wanted, and less than the headings
    need, all columns give way alike: nothing lies beyond the edge, and tooltips tell it in full.
    """

    def __init__(self, tree: QTreeView, widths: Sequence[float], least: float = 0.55) -> None:
        super().__init__(tree)
        self._widths = widths
        self._least = least
        self._sharing = self._by_hand = False
        tree.header().setStretchLastSection(True)
        tree.header().setMinimumSectionSize(theme.space(_NARROWEST))
        tree.header().setTextElideMode(Qt.TextElideMode.ElideRight)
        tree.header().sectionResized.connect(self._on_resized)
        tree.viewport().installEventFilter(self)
        self.share()

    @property
    def _tree(self) -> QTreeView:
        # Not kept: the two would hold each other, and all that the tree shows, for ever.
        tree = self.parent()
        assert isinstance(tree, QTreeView)
        return tree

    def share(self) -> None:
        """Give each shown column its part, and none less than its heading needs."""
        header = self._tree.header()
        open = {
            n: float(theme.space(width))
            for n, width in enumerate(self._widths)
            if not self._tree.isColumnHidden(n)
        }
        room, widths = float(self._tree.viewport().width()), dict[int, float]()
        while open:
            part = min(max(room / sum(open.values()), self._least), _MOST)
            tight = [n for n in open if open[n] * part < header.sectionSizeHint(n)]
            for n in tight:
                widths[n] = header.sectionSizeHint(n)
                room -= widths[n]
                del open[n]
            if not tight:
                widths |= {n: width * part for n, width in open.items()}
                break
        fit = min(self._tree.viewport().width() / max(sum(widths.values()), 1.0), 1.0)
        self._sharing = True
        for n, width in widths.items():
            # Rounded down: no pixel too many may make the tree scroll.
            self._tree.setColumnWidth(n, int(width * fit))
        self._sharing = False

    def _on_resized(self, column: int) -> None:
        # The last one is stretched by the header itself.
        last = max(n for n in range(len(self._widths)) if not self._tree.isColumnHidden(n))
        if not self._sharing and column != last:
            self._by_hand = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share anew when the tree is wider or narrower."""
        if event.type() == QEvent.Type.Resize and not self._by_hand:
            self.share()
        return super().eventFilter(watched, event)
