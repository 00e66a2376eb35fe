"""Used by: the records that refer to the one in the inspector, each a click away.

The claims about a capacity record or of a source are no part of it: they have a panel of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.core.records import Record, RecordType
from desktop.model import Claim
from desktop.operations.edit import referrers
from desktop.ui import theme
from desktop.ui.session import Session

Index = QModelIndex | QPersistentModelIndex
_MOST = 100
#: With more records than this the search is a job beside the window.
_LARGE = 20_000
_PAUSE = 120  # milliseconds in which the selection must rest before a job is worth it
_ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Entry:
    """One record that refers to the shown one."""

    type_name: str
    id: int
    title: str
    detail: str


def entries(dataset: Dataset, type: RecordType, id: int) -> list[Entry]:
    """Give what refers to a record, by type, leaving out claims."""
    return [
        _entry(record, name)
        for record, name in referrers(dataset, type, id)
        if not isinstance(record, Claim)
    ]


def _entry(record: Record, name: str) -> Entry:
    title = record.display_name()
    detail = f"{record.type.singular} {record.code} · {record.type.by_name[name].title}"
    return Entry(record.type.name, record.id, title, detail)


class _Painter(QStyledItemDelegate):
    """Paints an entry on two lines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.space(8), theme.space(2.5))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, colors = index.data(_ENTRY), theme.colors()
        rect = option.rect.adjusted(0, 1, 0, -1)
        painter.save()
        if entry is None:
            _paint_heading(painter, rect, index.data())
            painter.restore()
            return
        over = option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected)
        if over:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.accent_soft))
            painter.drawRoundedRect(rect, 3, 3)
        place = rect.adjusted(theme.space(0.4), theme.space(0.15), -theme.space(0.4), 0)
        line = QRect(place.left(), place.top(), place.width(), painter.fontMetrics().height())
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        _draw(painter, line, entry.title)
        line.moveTop(line.bottom() + 1)
        painter.setPen(QColor(colors.muted))
        _draw(painter, line, entry.detail)
        painter.restore()


def _paint_heading(painter: QPainter, rect: QRect, text: str) -> None:
    font = painter.font()
    font.setWeight(font.Weight.DemiBold)
    painter.setFont(font)
    painter.drawText(rect, Qt.AlignmentFlag.AlignBottom, text)


def _draw(painter: QPainter, place: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)


class UsedBy(QWidget):
    """The list under the form; it is found out only while it can be seen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._wanted: tuple[RecordType, int] | None = None
        self._shown: tuple[Any, ...] = ()
        self.found: list[Entry] = []
        self.list = QListWidget()
        self.list.setItemDelegate(_Painter(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.viewport().setAutoFillBackground(False)
        self.more = QLabel()
        self.more.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.space(0.4), 0, 0)
        layout.setSpacing(theme.space(0.2))
        for widget in (self.list, self.more):
            layout.addWidget(widget)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._start_job)
        self.list.itemClicked.connect(self._on_chosen)
        self.list.itemActivated.connect(self._on_chosen)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.list.setAccessibleName(str(Text("Used by")))
        self._shown = ()
        self._find()

    def show_record(self, record: Record | None) -> None:
        """Show what refers to a record."""
        self._wanted = None if record is None else (record.type, record.id)
        self._find()

    def showEvent(self, event: QShowEvent) -> None:
        """Find out what was not worth finding out while nobody could see it."""
        super().showEvent(event)
        self._find()

    def _find(self) -> None:
        if self._wanted is None or not self.session.is_open:
            self._forget()
            return
        dataset = self.session.dataset
        if not self.isVisible() or self._shown == (*self._wanted, id(dataset)):
            return
        if sum(len(dataset[name]) for name in dataset.types) > _LARGE:
            self._forget()
            self._pause.start()
        else:
            self._arrive(self._wanted, dataset, entries(dataset, *self._wanted))

    def _forget(self) -> None:
        self._shown = ()
        self._fill([])

    def _start_job(self) -> None:
        if self._wanted is None or not self.session.is_open:
            return
        wanted, dataset = self._wanted, self.session.dataset
        job = self.session.jobs.start(
            Text("Find what uses the record"), lambda progress: entries(dataset, *wanted)
        )
        job.finished.connect(lambda found: self._arrive(wanted, dataset, found))

    def _arrive(self, wanted: tuple[RecordType, int], dataset: Dataset, found: Any) -> None:
        if wanted == self._wanted and self.session.is_open and dataset is self.session.dataset:
            self._shown = (*wanted, id(dataset))
            self._fill(found)

    def _fill(self, found: list[Entry]) -> None:
        self.list.clear()
        self.found = found[:_MOST]
        self._add(Text("Used by"), self.found)
        more = len(found) - _MOST
        self.more.setText(str(Text("and {n} more", n=more)))
        self.more.setVisible(more > 0)
        self.list.setVisible(bool(found))
        height = sum(self.list.sizeHintForRow(row) for row in range(self.list.count()))
        self.list.setFixedHeight(height + 2 * self.list.frameWidth())

    def _add(self, heading: Text, found: list[Entry]) -> None:
        if not found:
            return
        title = QListWidgetItem(f"{heading} {len(found)}")
        title.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(title)
        for entry in found:
            item = QListWidgetItem(f"{entry.title}, {entry.detail}")
            item.setData(_ENTRY, entry)
            item.setToolTip(f"{entry.title}\n{entry.detail}")
            self.list.addItem(item)

    def _on_chosen(self, item: QListWidgetItem) -> None:
        entry = item.data(_ENTRY)
        if entry is not None:
            self.session.select(entry.type_name, entry.id)
