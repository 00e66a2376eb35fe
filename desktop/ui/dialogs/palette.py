"""Command palette: every action, place, named view and record, found by a part of its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

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
)

from desktop.core.fields import folded
from desktop.core.i18n import Text
from desktop.ui import icons, theme
from desktop.ui.actions import Actions
from desktop.ui.dialogs.record_finder import RecordFinder
from desktop.ui.navigation import PLACES
from desktop.ui.views.arranged_records import ArrangedRecords

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow

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


def open_palette(window: MainWindow) -> Palette:
    """Offer the actions, the named views and the records of a window."""
    finder = window.findChild(RecordFinder) or RecordFinder(window.session, window)
    entries = [*entries_of(window.actions_, window.stack.view), *views_of(window)]
    palette = Palette(entries, window, finder)
    palette.show()
    return palette


def views_of(window: MainWindow) -> list[Entry]:
    """Give the named views of all lists but the one that is shown, which offers its own."""
    found = []
    for place in PLACES if window.session.is_open else ():
        if place.type and place.key != window.stack.place:
            for name in window.state.views_of(place.type):
                text = Text("{list}, view: {name}", list=place.title, name=name)
                do = partial(_show_view, window, place.key, name)
                found.append(Entry(str(text), "", icons.icon(place.icon), do))
    return found


def _show_view(window: MainWindow, place: str, name: str) -> None:
    view = window.navigate(place)
    if isinstance(view, ArrangedRecords):
        view.bar.views.show_view(name)


def _record_entries(window: MainWindow, finder: RecordFinder, typed: str) -> list[Entry]:
    types = window.session.types
    place_of = {place.type: place for place in reversed(PLACES) if place.type and not place.role}
    found = []
    for one in finder.find(typed):
        place = place_of.get(one.type)
        if place is not None:
            text = f"{one.code}   {one.name}".rstrip()
            do = partial(window.navigate, place.key, id=one.id)
            kind = str(types[one.type].singular)
            found.append(Entry(text, kind, icons.icon(place.icon), do))
    return found


class Palette(QDialog):
    """A line to type in and what fits it; Enter does the marked entry."""

    def __init__(self, entries: Sequence[Entry], parent: MainWindow, finder: RecordFinder) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("palette")
        self.setAccessibleName(str(Text("Command palette")))
        self._entries, self._window, self._finder = entries, parent, finder
        self._shown: list[Entry] = []
        self.line = QLineEdit()
        asks = Text("Type a command, a place, a code or a name")
        self.line.setPlaceholderText(str(asks))
        self.line.setAccessibleName(str(asks))
        self.line.setClearButtonEnabled(True)
        self.line.setMinimumHeight(theme.space(1.8))
        self.line.textChanged.connect(self._fill)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(str(Text("Commands")))
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setItemDelegate(_Rows(self._shown, self.list))
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
        finder.grown.connect(self._on_grown)
        finder.begin()

    def texts(self) -> list[str]:
        """What is listed now."""
        rows = [self.list.item(n) for n in range(self.list.count())]
        positions = [row.data(Qt.ItemDataRole.UserRole) for row in rows]
        return [self._shown[position].text for position in positions if position is not None]

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

    def _on_grown(self) -> None:
        """Take in records that are known only now, and stay on the line that is marked."""
        row = self.list.currentRow()
        self._fill(self.line.text())
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))

    def _fill(self, typed: str) -> None:
        words = folded(typed).split()
        fit = [e for e in self._entries if all(word in folded(e.text) for word in words)]
        # Who types a name whole means it, whatever longer names stand before it.
        fit.sort(key=lambda entry: folded(entry.text) != " ".join(words))
        self._shown[:] = [*fit, *_record_entries(self._window, self._finder, typed)]
        self.list.clear()
        for position, entry in enumerate(self._shown):
            item = QListWidgetItem(self.list)
            item.setData(Qt.ItemDataRole.UserRole, position)
            said = ", ".join(part for part in (entry.text, entry.shortcut) if part)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
        if not self.list.count():
            nothing = QListWidgetItem(str(Text("Nothing has that name")), self.list)
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.setCurrentRow(0)

    def _do(self) -> None:
        position = self.list.currentIndex().data(Qt.ItemDataRole.UserRole)
        if position is not None:
            self.close()
            self._shown[position].do()


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
        metrics = painter.fontMetrics()
        beside = metrics.horizontalAdvance(entry.shortcut)
        text = place.adjusted(side + gap, 0, -beside - gap, 0)
        shown = metrics.elidedText(entry.text, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | middle, shown)
        painter.restore()
