"""PromiseTree: who is promised what, by state, capacity record and agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.ui import theme
from desktop.ui.charts.picture import table_data
from desktop.ui.views.promise_nodes import Node
from desktop.ui.views.promise_rows import FIGURE, FIXED, NAME, TERMS, PromiseModel


class _Rows(QStyledItemDelegate):
    """Rows are as high as everywhere in the window."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(super().sizeHint(option, index).width(), theme.space(1.5))


class PromiseTree(QTreeView):
    """Shows a PromiseModel; over its first column lies a second view that does not scroll away."""

    #: Another line is the current one: its node.
    node_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = PromiseModel(self)
        self.names = QTreeView(self)
        self._folded: dict[str, bool] = {}
        self._filling = False
        self._least = 0
        for view in (self, self.names):
            view.setModel(self.lines)
            view.setItemDelegate(_Rows(view))
            view.setUniformRowHeights(True)
            view.setAllColumnsShowFocus(True)
            view.setExpandsOnDoubleClick(True)
            view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
            view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
            view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
            view.setFrameShape(QTreeView.Shape.NoFrame)
            view.header().setStretchLastSection(False)
            view.header().setSectionsMovable(False)
            view.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._freeze()
        self._build_actions()
        self.selectionModel().currentChanged.connect(self._on_current)
        self._set_measures()

    def _freeze(self) -> None:
        names = self.names
        names.setSelectionModel(self.selectionModel())
        names.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        names.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        names.setStyleSheet("QTreeView { border: none; border-right: 1px solid palette(mid); }")
        self.viewport().stackUnder(names)
        names.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(names.verticalScrollBar().setValue)
        names.expanded.connect(self.expand)
        names.collapsed.connect(self.collapse)
        self.expanded.connect(lambda index: self._on_folded(index, True))
        self.collapsed.connect(lambda index: self._on_folded(index, False))

    def _build_actions(self) -> None:
        self.copy_action, self.copy_all_action = QAction(self), QAction(self)
        self.copy_action.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.copy_action.triggered.connect(self.copy)
        for action in (self.copy_action, self.copy_all_action):
            action.setMenuRole(QAction.MenuRole.NoRole)
            for view in (self, self.names):
                view.addAction(action)
        for view in (self, self.names):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.setAccessibleName(str(Text("Promises by capacity record")))
        for view in (self, self.names):
            view.header().setAccessibleName(str(Text("Periods")))
        self.names.setAccessibleName(str(Text("Capacity and buyers")))
        self.copy_action.setText(str(Text("Copy")))
        self.copy_all_action.setText(str(Text("Copy whole table")))

    # What is shown

    @property
    def folded(self) -> Mapping[str, bool]:
        """Which lines were folded (False) and unfolded (True) by hand, by their keys."""
        return dict(self._folded)

    def show_tree(self, root: Node, periods: Sequence[str], longest: Sequence[str]) -> None:
        """Show these lines; what was folded, unfolded or chosen stays so.

        `longest` are the figures that are to have room.
        """
        chosen = self.chosen
        if self.lines.show_tree(root, periods):
            self._filling = True
            self._unfold(root)
            for n in range(FIXED + len(periods)):
                self.names.setColumnHidden(n, n != NAME)
            self._filling = False
            self._set_measures()
            if chosen is not None:
                self.choose(chosen.key)
        for view in (self, self.names):
            view.viewport().update()
        self._least = self._room_for(longest)
        self._fit()

    def _unfold(self, above: Node) -> None:
        for node in above.children:
            if node.is_open(self._folded):
                self.setExpanded(self.lines.index_of(node), True)
                self._unfold(node)

    @property
    def chosen(self) -> Node | None:
        """The current line."""
        index = self.currentIndex()
        return self.lines.node(index) if index.isValid() else None

    def choose(self, key: str) -> bool:
        """Make a line the current one without telling; False when there is none."""
        found = self.lines.root.find(key)
        if found is not None:
            self._filling = True
            self.setCurrentIndex(self.lines.index_of(found))
            self._filling = False
        return found is not None

    def choose_record(self, record: tuple[str, int]) -> bool:
        """Make the first line about a record the current one, unless the current one is."""
        chosen = self.chosen
        if chosen is not None and chosen.record == record:
            return True
        found = self.lines.root.about(record)
        return found is not None and self.choose(found.key)

    def _on_current(self, index: QModelIndex, _: QModelIndex) -> None:
        if not self._filling and index.isValid():
            self.node_chosen.emit(self.lines.node(index))

    def _on_folded(self, index: QModelIndex, on: bool) -> None:
        self.names.setExpanded(index, on)
        if not self._filling:
            self._folded[self.lines.node(index).key] = on

    # Measures

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._set_measures()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the names where they are."""
        super().resizeEvent(event)
        self._fit()

    def _set_measures(self) -> None:
        for view in (self, self.names):
            view.setIndentation(theme.space(0.9))
            view.header().setFixedHeight(theme.space(1.7))
            view.setIconSize(QSize(theme.space(0.85), theme.space(0.85)))
        self._fit()

    def _fit(self) -> None:
        """Give names and terms a share of the width, and periods what they need at least."""
        em, wide = theme.em(), self.viewport().width()
        name = round(min(max(0.25 * wide, 10 * em), 18 * em))
        sizes = {NAME: name, TERMS: round(min(max(0.3 * wide - 6 * em, 7 * em), 16 * em)),
                 FIGURE: round(3.7 * em)}  # fmt: skip
        for view in (self, self.names):
            for column, size in sizes.items():
                view.header().resizeSection(column, size)
        count = len(self.lines.periods)
        if count:
            room = wide - sum(sizes.values())
            each = max(self._least, min(room // count, round(7 * em)))
            for n in range(count):
                self.header().resizeSection(FIXED + n, each)
        frame = self.frameWidth()
        tall = self.viewport().height() + self.header().height()
        self.names.setGeometry(QRect(frame, frame, name, tall))

    def _room_for(self, texts: Sequence[str]) -> int:
        font = self.font()
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        return round(widest + 0.9 * theme.em())

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: Any = QTreeView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a line into view; the names are always there."""
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        bar.setValue(before)

    # Keys and clipboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and move about; with Ctrl, left and right move the periods."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + step * theme.space(4))
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def copy(self) -> None:
        """Copy the lines that are selected."""
        rows = self.selectionModel().selectedRows()
        chosen = {id(self.lines.node(index)) for index in rows}
        nodes = [node for node in self.lines.root.walk(made=True) if id(node) in chosen]
        if nodes:
            QGuiApplication.clipboard().setMimeData(table_data(self.lines.block(nodes)))
