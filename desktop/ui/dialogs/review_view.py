"""Review view: the widget that shows the review tree."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from desktop.core.errors import Problem
from desktop.ui import theme
from desktop.ui.dialogs.column_shares import ColumnShares
from desktop.ui.dialogs.review_tree import ReviewTree

_WIDTHS = (20, 13.5, 7.5, 7.5, 8.2, 8)


class _Roomy(QStyledItemDelegate):
    """Gives rows some air."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), theme.space(1.5))


class ReviewView(QTreeView):
    """A tree whose problems have the whole width, and which opens what needs the user."""

    def __init__(self, model: ReviewTree) -> None:
        super().__init__()
        self._tree = model
        self.setModel(model)
        self.setUniformRowHeights(True)
        self.setItemDelegate(_Roomy(self))
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QTreeView.SelectionBehavior.SelectRows)
        self.setAllColumnsShowFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.shares = ColumnShares(self, _WIDTHS)
        self.expanded.connect(self._span_problems)

    def open_rows(self) -> None:
        """Open what is best shown open, and go to the first row."""
        self._span_problems(QModelIndex())
        for index in self._tree.to_open():
            self.expand(index)
        self.setCurrentIndex(self._tree.index(0, 0))

    def _span_problems(self, above: QModelIndex) -> None:
        """Let a problem have the whole width for its sentence."""
        for child in self._tree.node(above).children:
            if not isinstance(child.of, Problem):
                break  # problems come first
            self.setFirstColumnSpanned(child.row, above, True)
