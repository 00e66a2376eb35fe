"""ScenarioList: no scenario and all scenarios, with colour, adjustments and the active one."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.model.scenarios import Scenario
from desktop.operations.scenarios import stack_of
from desktop.ui import theme
from desktop.ui.charts.ink import line, small, text_on
from desktop.ui.scenario_bar import scenario_color

ID, COLOR, MORE, ACTIVE = (Qt.ItemDataRole.UserRole + n for n in (1, 2, 3, 4))
Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class _Rows(QStyledItemDelegate):
    """Paints colour, name, what is in it, and a mark on the active one."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.space(8), theme.space(2.35))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colors, state = theme.colors(), option.state
        gap = theme.space(0.25)
        row = QRectF(option.rect).adjusted(gap, gap / 2, -gap, -gap / 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.accent_soft if chosen else colors.hover))
            painter.drawRoundedRect(row, gap, gap)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(line(QColor(colors.link)))
            painter.drawRoundedRect(row.adjusted(0.5, 0.5, -0.5, -0.5), gap, gap)
        left = self._paint_swatch(painter, row, index.data(COLOR))
        right = row.right() - theme.space(0.4)
        place = QRect(int(left), int(row.top()), int(right - left), int(row.height()))
        self._paint_words(painter, option.font, place, index)
        painter.restore()

    def _paint_swatch(self, painter: QPainter, row: QRectF, color: QColor | None) -> float:
        """Paint the colour, for no scenario a ring; give where the words begin."""
        side = theme.space(0.85)
        mark = QRectF(row.left() + theme.space(0.5), row.center().y() - side / 2, side, side)
        painter.setPen(line(color or QColor(theme.colors().muted), 1.5))
        painter.setBrush(color or Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(mark.adjusted(1, 1, -1, -1), side * 0.2, side * 0.2)
        return mark.right() + theme.space(0.6)

    def _paint_words(self, painter: QPainter, font: QFont, place: QRect, index: Index) -> None:
        active, name = index.data(ACTIVE), QFont(font)
        if active:
            name.setWeight(QFont.Weight.DemiBold)
        half = place.height() // 2
        upper = QRect(place.left(), place.top() + theme.space(0.1), place.width(), half)
        lower = QRect(place.left(), upper.bottom() - theme.space(0.1), place.width(), half)
        if active:
            left = self._paint_active(painter, lower, small(font, 0.82, bold=True), index)
            lower.setRight(round(left) - theme.space(0.3))
        for box, used, text, color in (
            (upper, name, index.data(), theme.colors().text),
            (lower, small(font, 0.88), index.data(MORE), theme.colors().muted),
        ):
            painter.setFont(used)
            painter.setPen(QColor(color))
            words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, _LEFT, words)

    def _paint_active(self, painter: QPainter, place: QRect, font: QFont, index: Index) -> float:
        """Paint the mark of the active one at the right; give where it begins."""
        color = index.data(COLOR) or QColor(theme.colors().muted)
        painter.setFont(font)
        text = str(Text("active"))
        height = painter.fontMetrics().height() + theme.space(0.05)
        width = painter.fontMetrics().horizontalAdvance(text) + height * 0.8
        tag = QRectF(place.right() - width, 0, width, height)
        tag.moveTop(QRectF(place).center().y() - height / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(tag, height / 2, height / 2)
        painter.setPen(text_on(color))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)
        return tag.left()


class ScenarioList(QListWidget):
    """One is current, and one, with its mark, is active; Enter or a click makes one active."""

    #: Another row is current: the scenario's id, None for the records as they are.
    chosen = Signal(object)
    #: A row is to be made active.
    activated_ = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_Rows(self))
        self.setMouseTracking(True)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.currentItemChanged.connect(lambda *_: self.chosen.emit(self.current_id()))
        self.itemClicked.connect(lambda item: self.activated_.emit(item.data(ID)))

    def current_id(self) -> int | None:
        """Give the scenario of the current row, None for the records as they are."""
        row = self.currentRow()
        id: int | None = None if row < 0 else self.item(row).data(ID)
        return id

    def ids(self) -> list[int | None]:
        """Give the scenarios from the top; the first is None."""
        return [self.item(row).data(ID) for row in range(self.count())]

    def show_scenarios(self, dataset: Dataset, active: int | None) -> None:
        """Show the scenarios there are; the row that is current stays so if it is still there."""
        current = self.current_id()
        scenarios: list[Scenario | None] = [None, *dataset.table(Scenario)]
        self.blockSignals(True)
        while self.count() > len(scenarios):
            self.takeItem(self.count() - 1)
        while self.count() < len(scenarios):
            self.addItem(QListWidgetItem())
        for row, scenario in enumerate(scenarios):
            self._fill(self.item(row), scenario, dataset, active)
        ids = self.ids()
        gone = current not in ids
        self.setCurrentRow(min(self.currentRow(), len(ids) - 1) if gone else ids.index(current))
        self.blockSignals(False)
        if gone or self.currentRow() < 0:
            self.setCurrentRow(max(self.currentRow(), 0))
            self.chosen.emit(self.current_id())
        self.viewport().update()

    def _fill(
        self, item: QListWidgetItem, scenario: Scenario | None, dataset: Dataset,
        active: int | None,
    ) -> None:  # fmt: skip
        id = None if scenario is None else scenario.id
        if scenario is None:
            name, more = str(Text("None")), str(Text("The records as they are"))
        else:
            name, more = scenario.name, _amount(dataset, scenario.id)
        item.setText(name)
        item.setData(ID, id)
        item.setData(COLOR, None if scenario is None else scenario_color(scenario))
        item.setData(MORE, more)
        item.setData(ACTIVE, id == active)
        said = f"{name}, {more}"
        if id == active:
            said = str(Text("{what}, active", what=said))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
        item.setToolTip((scenario.note if scenario is not None else None) or said)

    def choose(self, id: int | None) -> bool:
        """Make a row current; False if there is no such scenario."""
        ids = self.ids()
        if id not in ids:
            return False
        self.setCurrentRow(ids.index(id))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space make the current row active."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated_.emit(self.current_id())
        else:
            super().keyPressEvent(event)


def _amount(dataset: Dataset, scenario: int) -> str:
    """Say how many adjustments there are, and how many of them are switched off."""
    stack = stack_of(dataset, scenario)
    off = sum(adjustment.enabled != "yes" for adjustment in stack)
    count = Text.count(len(stack), "{n} adjustment", "{n} adjustments")
    return str(Text("{count}, {n} off", count=count, n=off) if off else count)
