"""Command palette: every action and every place, found by typing a part of its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.fields import folded
from desktop.core.i18n import Text
from desktop.ui import theme
from desktop.ui.actions import Actions

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """One line of the palette."""

    text: str
    shortcut: str
    icon: QIcon
    do: Callable[[], object]


def entries_of(actions: Actions, view: object = None) -> list[Entry]:
    """Give every action that can be done now, but the one that opens the palette.

    After these stand the `commands` of the view that is shown, where it has any.
    """
    native = QKeySequence.SequenceFormat.NativeText
    commands = getattr(view, "commands", None)
    more = [] if commands is None else [Entry(t, "", QIcon(), do) for t, do in commands()]
    own = [
        Entry(
            actions.full_text(action.objectName()),
            action.shortcut().toString(native),
            action.icon(),
            action.trigger,
        )
        for action in actions
        if action.isEnabled() and action.objectName() != "palette"
    ]
    return own + more


class Palette(QDialog):
    """A line to type in and what fits it; Enter does the marked entry."""

    def __init__(self, entries: Sequence[Entry], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("palette")
        self.setAccessibleName(str(Text("Command palette")))
        self._entries = entries
        self.line = QLineEdit()
        self.line.setPlaceholderText(str(Text("Type a command or a place")))
        self.line.setAccessibleName(str(Text("Type a command or a place")))
        self.line.setClearButtonEnabled(True)
        self.line.setMinimumHeight(theme.space(1.8))
        self.line.textChanged.connect(self._fill)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(str(Text("Commands")))
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setItemDelegate(_Rows(entries, self.list))
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _: self._do())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(0.4)] * 4)
        layout.setSpacing(theme.space(0.3))
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        self._fill("")
        self.resize(theme.space(30), theme.space(22))
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - self.width()) // 2, corner.y() + theme.space(4))
        self.line.setFocus()

    def texts(self) -> list[str]:
        """What is listed now."""
        rows = [self.list.item(n) for n in range(self.list.count())]
        positions = [row.data(Qt.ItemDataRole.UserRole) for row in rows]
        return [self._entries[position].text for position in positions if position is not None]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys move in the list while the line keeps the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8,
                    Qt.Key.Key_PageUp: -8}.get(Qt.Key(event.key()))  # fmt: skip
            if step is not None and self.list.count():
                row = min(max(self.list.currentRow() + step, 0), self.list.count() - 1)
                self.list.setCurrentRow(row)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._do()
                return True
        return super().eventFilter(watched, event)

    def _fill(self, typed: str) -> None:
        words = folded(typed).split()
        self.list.clear()
        for position, entry in enumerate(self._entries):
            if all(word in folded(entry.text) for word in words):
                item = QListWidgetItem(self.list)
                item.setData(Qt.ItemDataRole.UserRole, position)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, entry.text)
        if not self.list.count():
            nothing = QListWidgetItem(str(Text("Nothing has that name")), self.list)
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.setCurrentRow(0)

    def _do(self) -> None:
        position = self.list.currentIndex().data(Qt.ItemDataRole.UserRole)
        if position is not None:
            self.close()
            self._entries[position].do()


class _Rows(QStyledItemDelegate):
    """Paints an entry: its drawing, its name, and at the right its shortcut."""

    def __init__(self, entries: Sequence[Entry], parent: QObject) -> None:
        super().__init__(parent)
        self._entries = entries

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Be a little higher than a line of text."""
        return QSize(theme.space(10), theme.space(1.6))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one entry."""
        position, colors = index.data(Qt.ItemDataRole.UserRole), theme.colors()
        if position is None:
            super().paint(painter, option, index)
            return
        entry = self._entries[position]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.accent_soft if chosen else colors.hover))
            painter.drawRoundedRect(option.rect, theme.space(0.25), theme.space(0.25))
        side, gap = theme.space(1), theme.space(0.5)
        place = option.rect.adjusted(gap, 0, -gap, 0)
        entry.icon.paint(painter, place.x(), place.center().y() - side // 2, side, side)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(colors.muted))
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | middle, entry.shortcut)
        painter.setPen(QColor(colors.link if chosen else colors.text))
        text = place.adjusted(side + gap, 0, 0, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | middle, entry.text)
        painter.restore()
