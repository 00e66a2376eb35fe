"""Choice filter: the values of a column with a box to tick for each, as under Excel's arrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError
from desktop.core.fields import ChoicesField, Field, folded
from desktop.core.filters import any_of, filter_test
from desktop.core.i18n import Text, plain
from desktop.ui import theme
from desktop.ui.form.options import detail

_COUNT = Qt.ItemDataRole.UserRole + 1
#: More values than a person looks through; the search finds the others.
_MOST = 1000
_TICKED, _OPEN = Qt.CheckState.Checked, Qt.CheckState.Unchecked


@dataclass(frozen=True)
class Value:
    """A value of a column as it is listed."""

    value: Any
    text: str
    count: int


def listed(field: Field, counts: Sequence[tuple[Any, int]], dataset: Dataset) -> list[Value]:
    """Give values with their texts: what stands in the cell, and the name behind a code."""
    found = []
    for value, count in counts:
        text = " ".join(field.format(value, lookup=dataset).split())
        name = detail(field, value, dataset)
        shown = str(Text("(blank)")) if value is None else f"{text} — {name}" if name else text
        found.append(Value(value, shown, count))
    return found


class _Rows(QStyledItemDelegate):
    """Paints the count at the right of each value."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the box and the text as Qt does, and the count in what is left."""
        count, gap = index.data(_COUNT) or "", theme.space(0.4)
        rect = option.rect
        narrow, rest = QStyleOptionViewItem(option), QRect(rect)
        rest.setLeft(rect.right() - option.fontMetrics.horizontalAdvance(count) - 2 * gap)
        narrow.rect = QRect(rect.left(), rect.top(), rest.left() - rect.left(), rect.height())
        super().paint(painter, narrow, index)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rest, option.palette.highlight())
        ink = option.palette.color(QPalette.ColorRole.HighlightedText)
        painter.setPen(ink if chosen else QColor(theme.colors().muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rest.adjusted(0, 0, -gap, 0), right, count)
        painter.restore()


class ChoiceFilter(QFrame):
    """A search line, all values with boxes, OK and Cancel; gives the filter text that it means."""

    #: The filter text that was chosen.
    chosen = Signal(str)

    def __init__(
        self,
        field: Field,
        counts: Sequence[tuple[Any, int]],
        present: str,
        dataset: Dataset,
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("choice filter")
        self.setFrameShape(QFrame.Shape.Box)
        self.setAccessibleName(str(Text("Values of {label}", label=field.title)))
        self._field, self._dataset = field, dataset
        self._values = listed(field, counts, dataset)
        self._ticked = self._passing(present)
        self._build()
        self._fill()

    def _passing(self, text: str) -> set[int]:
        """Give the places of the values that a filter passes; all for one that cannot be read."""
        try:
            passes: Callable[[Any], bool] = filter_test(self._field, text, self._dataset)
        except FieldError:
            return set(range(len(self._values)))
        return {place for place, one in enumerate(self._values) if passes(one.value)}

    def _build(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(str(Text("Search values")))
        self.search.setAccessibleName(str(Text("Search values")))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.accessibleName())
        self.list.setItemDelegate(_Rows(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.ok = QPushButton(str(Text("OK")))
        self.ok.setProperty("look", "primary")
        self.cancel = QPushButton(str(Text("Cancel")))
        buttons = QHBoxLayout()
        buttons.addWidget(self.note, 1)
        buttons.addWidget(self.ok)
        buttons.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(0.4)] * 4)
        layout.setSpacing(theme.space(0.3))
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        self.search.textChanged.connect(self._fill)
        self.list.itemChanged.connect(self._on_ticked)
        self.ok.clicked.connect(self._take)
        self.cancel.clicked.connect(self.close)
        for part in (self.search, self.list, self.ok, self.cancel):
            part.installEventFilter(self)

    def open_under(self, widget: QWidget, place: QPoint) -> None:
        """Show it at a place of a widget, within the screen, with the cursor in the search."""
        self.resize(theme.space(19), theme.space(min(24, 6 + 1.6 * (len(self._values) + 1))))
        screen = widget.screen().availableGeometry()
        corner = widget.mapToGlobal(place)
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.width())))
        corner.setY(max(screen.top(), min(corner.y(), screen.bottom() - self.height())))
        self.move(corner)
        self.show()
        self.search.setFocus()

    # The list

    def _fill(self, *_: object) -> None:
        words = folded(self.search.text()).split()
        fitting = [
            place
            for place, one in enumerate(self._values)
            if all(word in folded(one.text) for word in words)
        ]
        self._shown = fitting[:_MOST]
        self.list.blockSignals(True)
        self.list.clear()
        everything = QListWidgetItem(str(Text("(select all)")), self.list)
        everything.setFlags(everything.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        for place in self._shown:
            one = self._values[place]
            item = QListWidgetItem(one.text, self.list)
            item.setData(_COUNT, plain(one.count))
            item.setCheckState(_TICKED if place in self._ticked else _OPEN)
            said = Text.count(one.count, "{text}, {n} record", "{text}, {n} records", text=one.text)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, str(said))
        self.list.blockSignals(False)
        self.list.setCurrentRow(0)
        more = len(fitting) - len(self._shown)
        self.note.setText(str(Text("{n} more: search", n=plain(more))) if more else "")
        self._show_all()

    def _show_all(self) -> None:
        """Let the first box tell whether all, some or none are ticked."""
        ticked = sum(place in self._ticked for place in self._shown)
        state = _TICKED if ticked == len(self._shown) else Qt.CheckState.PartiallyChecked
        self.list.blockSignals(True)
        self.list.item(0).setCheckState(state if ticked else _OPEN)
        self.list.blockSignals(False)
        self.ok.setEnabled(bool(ticked))

    def _on_ticked(self, item: QListWidgetItem) -> None:
        row, ticked = self.list.row(item), item.checkState() == _TICKED
        places = self._shown if row == 0 else [self._shown[row - 1]]
        self._ticked = self._ticked | {*places} if ticked else self._ticked - {*places}
        if row == 0:
            self.list.blockSignals(True)
            for other in range(1, self.list.count()):
                self.list.item(other).setCheckState(_TICKED if ticked else _OPEN)
            self.list.blockSignals(False)
        self._show_all()

    # Take

    def text(self) -> str:
        """Give the filter that the ticks mean; with a search, only what it shows counts."""
        searched = bool(self.search.text().strip())
        ticked = [p for p in sorted(self._ticked) if not searched or p in self._shown]
        if len(ticked) == len(self._values):
            return ""
        others = [p for p in range(len(self._values)) if p not in set(ticked)]
        # Of two ways to say the same, the shorter; several choices can stand in one cell.
        barred = 2 * len(others) < len(ticked) and not isinstance(self._field, ChoicesField)
        values = [self._values[place].value for place in (others if barred else ticked)]
        return any_of(self._field, values, self._dataset, barred)

    def _take(self) -> None:
        if self.ok.isEnabled():
            text = self.text()
            self.close()
            self.chosen.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes, Esc gives up, arrow down goes from the search to the list and up back."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and watched is not self.cancel:
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.close()
        elif key == Qt.Key.Key_Down and watched is self.search:
            self.list.setFocus()
            self.list.setCurrentRow(min(1, self.list.count() - 1) if self.search.text() else 0)
        elif key == Qt.Key.Key_Up and watched is self.list and self.list.currentRow() == 0:
            self.search.setFocus()
        else:
            return super().eventFilter(watched, event)
        return True
