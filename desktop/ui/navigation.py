"""Navigation: the places of the window, and the list at the left that leads to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text, plain
from desktop.model import TYPES
from desktop.ui import icons, theme
from desktop.ui.session import Session
from desktop.ui.views.view import View

_NARROW = 5.0  # heights of a line from which on names stand beside the drawings
KEY, COUNT, ICON = (Qt.ItemDataRole.UserRole + n for n in (1, 2, 3))


@dataclass(frozen=True)
class Place:
    """One view that can be gone to; `type` is the record type that it lists, if it lists one."""

    key: str
    title: Text
    icon: str
    section: Text
    make: Callable[[Session], View]
    type: str = ""
    role: str = ""

    def count(self, dataset: Dataset) -> int | None:
        """Give how many records the view lists."""
        if not self.type or dataset.types[self.type].single:
            return None
        if self.role:
            return sum(self.role in (r.roles or ()) for r in dataset[self.type])
        return len(dataset[self.type])


def _overview(session: Session) -> View:
    from desktop.ui.views.overview import OverviewView

    return OverviewView(session)


def _timeline(session: Session) -> View:
    from desktop.ui.views.timeline import TimelineView

    return TimelineView(session)


def _balance(session: Session) -> View:
    from desktop.ui.views.balance import BalanceView

    return BalanceView(session)


def _scenarios(session: Session) -> View:
    from desktop.ui.views.scenarios import ScenariosView

    return ScenariosView(session)


def _promises(session: Session) -> View:
    from desktop.ui.views.promises import PromisesView

    return PromisesView(session)


def _risk(session: Session) -> View:
    from desktop.ui.views.risk import RiskView

    return RiskView(session)


def _history(session: Session) -> View:
    from desktop.ui.views.history import HistoryView

    return HistoryView(session)


def _records(type_name: str) -> Callable[[Session], View]:
    def make(session: Session) -> View:
        from desktop.ui.views.records import RecordsView

        return RecordsView(session, type_name)

    return make


def _suppliers(session: Session) -> View:
    from desktop.ui.views.records import RecordsView

    return RecordsView(
        session, "organization", {"roles": "supplier"}, "supplier", Text("Suppliers")
    )


PLAN, SUPPLY, KNOWLEDGE, SETUP, PAST = (
    Text("Plan"), Text("Supply and demand"), Text("Evidence"), Text("Set-up"), Text("Changes"),
)  # fmt: skip


def _list(type_name: str, section: Text) -> Place:
    return Place(
        type_name, TYPES[type_name].title, type_name, section, _records(type_name), type_name
    )


#: All places in the order of the list. What is not built is not here.
PLACES: tuple[Place, ...] = (
    Place("overview", Text("Overview"), "overview", PLAN, _overview),
    Place("timeline", Text("Capacity timeline"), "timeline", PLAN, _timeline),
    Place("balance", Text("Balance"), "balance", PLAN, _balance),
    Place("promises", Text("Promises"), "promises", PLAN, _promises),
    Place("scenario", TYPES["scenario"].title, "scenario", PLAN, _scenarios, "scenario"),
    Place("risk", Text("Risk"), "risk", PLAN, _risk),
    Place("supplier", Text("Suppliers"), "supplier", SUPPLY, _suppliers, "organization",
          "supplier"),
    _list("organization", SUPPLY),
    _list("plant", SUPPLY),
    _list("capacity", SUPPLY),
    _list("agreement", SUPPLY),
    _list("demand", SUPPLY),
    _list("stock", SUPPLY),
    _list("initiative", KNOWLEDGE),
    _list("source", KNOWLEDGE),
    _list("claim", KNOWLEDGE),
    _list("material", SETUP),
    _list("form", SETUP),
    _list("adjustment", SETUP),
    _list("preferences", SETUP),
    Place("history", Text("History"), "history", PAST, _history),
)  # fmt: skip


class _Rows(QStyledItemDelegate):
    """Paints a heading, or a place with its icon and how many records it has."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        heading = index.data(KEY) is None
        height = theme.space(1.9 if heading and index.row() else 1.55)
        width = option.fontMetrics.horizontalAdvance(index.data()) + theme.space(5.5)
        return QSize(width, height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(KEY) is None:
            self._paint_heading(painter, option, index)
        else:
            self._paint_place(painter, option, index)
        painter.restore()

    def _paint_heading(
        self, painter: QPainter, option: QStyleOptionViewItem, index: object
    ) -> None:
        font = QFont(option.font)
        font.setPointSizeF(font.pointSizeF() * 0.86)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(theme.colors().muted))
        place = option.rect.adjusted(theme.space(0.8), 0, 0, -theme.space(0.2))
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        if option.rect.width() < theme.space(_NARROW):
            middle = option.rect.center().y()
            row = option.rect.adjusted(theme.space(0.6), 0, -theme.space(0.6), 0)
            painter.drawLine(row.left(), middle, row.right(), middle)
            return
        painter.drawText(place, align, index.data())  # type: ignore[attr-defined]

    def _paint_place(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        colors, state = theme.colors(), option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        focus = bool(state & QStyle.StateFlag.State_HasFocus)
        gap = theme.space(0.4)
        row = QRectF(option.rect.adjusted(gap, 1, -gap, -1))
        if chosen or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.accent_soft if chosen else colors.hover))
            painter.drawRoundedRect(row, gap * 0.6, gap * 0.6)
        if focus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(colors.link))
            painter.drawRoundedRect(row.adjusted(0.5, 0.5, -0.5, -0.5), gap * 0.6, gap * 0.6)
        ink = QColor(colors.link if chosen else colors.text)
        side = theme.space(1.0)
        x = int(row.left()) + theme.space(0.45)
        square = QRectF(x, row.center().y() - side / 2, side, side)
        icons.paint(
            painter, index.data(ICON), square, QColor(colors.link if chosen else colors.muted)
        )
        if row.width() < theme.space(_NARROW) - 2 * gap:
            return
        self._paint_words(painter, option, index, QRect(
            x + side + theme.space(0.5), int(row.top()),
            int(row.right()) - x - side - theme.space(1.0), int(row.height())), ink, chosen,
        )  # fmt: skip

    def _paint_words(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        place: QRect,
        ink: QColor,
        chosen: bool,
    ) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        font = QFont(option.font)
        count = index.data(COUNT)
        # In little room the name matters more than how many there are.
        wide = option.fontMetrics.horizontalAdvance(f"{index.data()}{count}") + theme.space(1)
        if count and wide <= place.width():
            painter.setFont(font)
            painter.setPen(QColor(theme.colors().muted))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | middle, count)
            place.setRight(
                place.right() - option.fontMetrics.horizontalAdvance(count) - theme.space(0.4)
            )
        if chosen:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(ink)
        words = painter.fontMetrics().elidedText(
            index.data(), Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | middle, words)


class Navigation(QListWidget):
    """The list of places, with headings and counts; arrow keys move over the headings."""

    #: The key of the place to go to.
    chosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self._session = session
        self._items: dict[str, QListWidgetItem] = {}
        self._width = 0
        self.setItemDelegate(_Rows(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._headings: list[tuple[QListWidgetItem, Text]] = []
        section: Text | None = None
        for place in PLACES:
            if place.section != section:
                section = place.section
                heading = QListWidgetItem(self)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                self._headings.append((heading, section))
            item = QListWidgetItem(self)
            item.setData(KEY, place.key)
            item.setData(ICON, place.icon)
            self._items[place.key] = item
        self.currentItemChanged.connect(self._on_current)
        session.changed.connect(self.count_records)
        session.workspace_changed.connect(self.count_records)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.setAccessibleName(str(Text("Navigation")))
        for heading, text in self._headings:
            heading.setText(str(text))
        for place in PLACES:
            self._items[place.key].setText(str(place.title))
            self._items[place.key].setToolTip(str(place.title))
        self._width = 0
        self.count_records()
        self.setMinimumWidth(theme.space(2.6))

    def count_records(self, *_: object) -> None:
        """Show how many records each place has."""
        for place in PLACES:
            item = self._items[place.key]
            n = place.count(self._session.dataset) if self._session.is_open else None
            item.setData(COUNT, plain(n) if n else "")
            said = place.title if n is None else Text("{name}, {n} records", name=place.title, n=n)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, str(said))

    def show_place(self, key: str) -> None:
        """Mark the place that the window shows."""
        self.setCurrentItem(self._items[key])

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(KEY):
            self.chosen.emit(item.data(KEY))

    def sizeHint(self) -> QSize:
        """Be as wide as the longest name."""
        if not self._width:  # asked for many times while the window is laid out
            self._width = self.sizeHintForColumn(0) + theme.space(1)
        return QSize(self._width, super().sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Measure the names anew in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._width = 0
