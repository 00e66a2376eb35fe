"""LanesChart: one lane per capacity record, under the areas and on the same time axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollBar, QWidget

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.planning.timeline_lanes import Lane
from desktop.ui.charts.chart_widget import RIGHT_MARGIN, ChartWidget
from desktop.ui.charts.figure_panel import FigurePanel
from desktop.ui.charts.lane_facts import facts, lane_label, nameplate_text, stage_text
from desktop.ui.charts.lane_layer import LaneLabels, LaneLayer
from desktop.ui.charts.start_mover import REACH, StartMover
from desktop.ui.charts.time_span import TimeSpan

_ALT = Qt.KeyboardModifier.AltModifier


class LanesChart(ChartWidget):
    """Lanes that scroll up and down, choose a record, and move its start."""

    #: A record was chosen.
    record_clicked = Signal(int)

    def __init__(self, span: TimeSpan, panel: FigurePanel, parent: QWidget | None = None) -> None:
        self.lanes: list[Lane] = []
        self.dataset: Dataset | None = None
        self.selected: int | None = None
        self.pointed_lane: int | None = None
        #: The record whose start the pointer stands on, or holds.
        self.held: int | None = None
        self.row_height = 24
        self._places: dict[int, int] = {}
        self._begins: set[int] = set()
        self._labels = LaneLabels()
        self._grip: QPoint | None = None
        super().__init__(span, self._labels, None, parent)
        self.panel = panel
        self.mover = StartMover(self)
        self.row_height = round(QFontMetricsF(self.font()).height() * 1.6)
        self._labels.chart = self
        self.layer = LaneLayer(self)
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bar.valueChanged.connect(self._repaint)
        self.hovered.connect(self._on_hovered)
        self.clicked.connect(self._on_clicked)
        self.mover.changed.connect(self._on_moving)
        self.setMinimumHeight(self.row_height * 3)

    # What is shown

    def show_lanes(self, lanes: Sequence[Lane], dataset: Dataset) -> None:
        """Show these lanes; the dataset tells the facts behind them."""
        self.mover.cancel()
        self.lanes, self.dataset = list(lanes), dataset
        self._places = {lane.id: place for place, lane in enumerate(self.lanes)}
        pairs = zip([None, *self.lanes], self.lanes, strict=False)
        self._begins = {b.id for a, b in pairs if a is not None and a.plant_id != b.plant_id}
        self.pointed_lane = self.held = None
        self._lay_out()
        self.retranslate()
        self._repaint()

    def set_left(self, width: int) -> None:
        """Set how wide the labels are, in pixels."""
        self._labels.setWidth(width)

    def select(self, record: int | None) -> None:
        """Bring out the lane of a record and scroll to it."""
        if record != self.selected:
            if self._grip is None:
                self.mover.cancel()
            self.selected = record
            self._scroll_to(record)
            self.retranslate()
            self._repaint()

    def lane_of(self, record: int | None) -> Lane | None:
        """Give the lane of a record."""
        place = None if record is None else self._places.get(record)
        return None if place is None else self.lanes[place]

    def begins_plant(self, lane: Lane) -> bool:
        """Tell whether the lane above belongs to another plant."""
        return lane.id in self._begins

    def lanes_in_view(self) -> Iterator[tuple[Lane, float]]:
        """Give the lanes in view, and where each begins in pixels from the top."""
        first = self.bar.value() // self.row_height
        last = (self.bar.value() + int(self.plot_box().height())) // self.row_height + 1
        for place in range(first, min(last, len(self.lanes))):
            yield self.lanes[place], float(place * self.row_height - self.bar.value())

    def retranslate(self) -> None:
        """Set the texts in the language in use."""
        self.setAccessibleName(
            str(Text.count(len(self.lanes), "{n} capacity record", "{n} capacity records"))
        )
        lane = self.lane_of(self.selected)
        said = str(Text("One lane per record over time; up and down go from one to the next"))
        self.setAccessibleDescription(said if lane is None else self._spoken(lane))

    def _spoken(self, lane: Lane) -> str:
        parts = [lane_label(lane), lane.code, stage_text(lane.stage),
                 nameplate_text(lane.nameplate)]  # fmt: skip
        if self.mover.lane is not None:
            parts.append(self.mover.said())
        return ", ".join(parts)

    # Scrolling

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the scroll bar at the right edge."""
        super().resizeEvent(event)
        if hasattr(self, "bar"):
            self._lay_out()

    def _lay_out(self) -> None:
        self.bar.setGeometry(self.width() - RIGHT_MARGIN + 2, 0, RIGHT_MARGIN - 4, self.height())
        more = len(self.lanes) * self.row_height - self.height()
        self.bar.setRange(0, max(0, more))
        self.bar.setPageStep(max(self.height(), 1))
        self.bar.setSingleStep(self.row_height)
        self.bar.setVisible(more > 0)

    def _scroll_to(self, record: int | None) -> None:
        place = None if record is None else self._places.get(record)
        if place is not None:
            top = place * self.row_height
            least, most = top + self.row_height - self.height(), top
            self.bar.setValue(min(max(self.bar.value(), least), most))

    def _repaint(self) -> None:
        self.layer.update()
        self._labels.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the lanes; at their end the wheel belongs to the page again."""
        turn = event.angleDelta().y()
        held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.modifiers() & held or not turn:
            super().wheelEvent(event)
            return
        before = self.bar.value()
        self.bar.setValue(before - round(turn / 120 * 3 * self.row_height))
        event.setAccepted(self.bar.value() != before)

    # Pointing and clicking

    def lane_at(self, place: QPoint) -> Lane | None:
        """Give the lane at a place of the widget."""
        at = (place.y() + self.bar.value()) // self.row_height
        inside = 0 <= at < len(self.lanes) and place.x() < self.width() - RIGHT_MARGIN
        return self.lanes[at] if inside else None

    def start_at(self, place: QPoint) -> Lane | None:
        """Give the lane whose start stands at a place of the widget."""
        lane = self.lane_at(place)
        if lane is None or lane.likely is None or not self.in_plot(place):
            return None
        x = self.plot_corner().x() + self.x_of(lane.likely)
        return lane if abs(place.x() - x) <= REACH else None

    def place_of(self, record: int, month: float) -> QPoint:
        """Give where a month of a record's lane stands in the widget."""
        y = (self._places[record] + 0.5) * self.row_height - self.bar.value()
        return QPoint(round(self.plot_corner().x() + self.x_of(month)), round(y))

    def _on_hovered(self, place: QPoint | None) -> None:
        lane = None if place is None else self.lane_at(place)
        self._hold(None if place is None else self.start_at(place))
        if (lane.id if lane else None) != self.pointed_lane:
            self.pointed_lane = lane.id if lane else None
            self._repaint()
        record = None if lane is None or self.dataset is None else (
            self.dataset.get("capacity", lane.id)
        )  # fmt: skip
        if place is None or record is None or self.dataset is None:
            self.panel.clear_sheet()
        else:
            at = self.mapTo(self.panel.parentWidget(), place)
            self.panel.show_sheet(facts(record, self.dataset, lane), at)

    def _hold(self, lane: Lane | None) -> None:
        """Show that the start under the pointer can be moved."""
        if (lane.id if lane else None) == self.held:
            return
        self.held = lane.id if lane else None
        if lane is None:
            self.viewport().unsetCursor()
        else:
            self.viewport().setCursor(Qt.CursorShape.SizeHorCursor)
        self.layer.update()

    def _on_clicked(self, place: QPoint) -> None:
        lane = self.lane_at(place)
        if lane is not None:
            self.record_clicked.emit(lane.id)

    # Moving a start

    def _on_moving(self) -> None:
        if self.mover.lane is not None:
            self.panel.clear_sheet()
        self.retranslate()
        self.layer.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a start, else begin a click or a drag."""
        place = event.position().toPoint()
        lane = self.start_at(place)
        self.mover.cancel()
        super().mousePressEvent(event)
        if lane is not None and event.button() == Qt.MouseButton.LeftButton:
            self._grip = place
            self.mover.begin(lane)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the start that is held; one that was let go by Esc stays where it was."""
        if self._grip is None:
            super().mouseMoveEvent(event)
            return
        away = self.month_at(event.position()) - self.month_at(self._grip)
        self.mover.move_to(round(away))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put the start where it is now; a start that was not moved was clicked."""
        if self._grip is None or event.button() != Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)
            return
        self._grip = None
        lane, moved = self.mover.lane, bool(self.mover.months)
        self._dragged = lane is None or moved
        super().mouseReleaseEvent(event)
        self.held = None
        self.mover.accept()
        if lane is not None and moved:
            self.record_clicked.emit(lane.id)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leave a start where it was when the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        if self._grip is None:
            self.mover.cancel()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a record with Up and Down, move its start with Alt and the arrows."""
        page = max(1, self.height() // self.row_height - 1)
        step = {
            Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if self._move_by_key(event):
            return
        if step is None or not self.lanes:
            super().keyPressEvent(event)
            return
        here = None if self.selected is None else self._places.get(self.selected)
        there = 0 if here is None else min(max(here + step, 0), len(self.lanes) - 1)
        self.record_clicked.emit(self.lanes[there].id)

    def _move_by_key(self, event: QKeyEvent) -> bool:
        """Move the start of the chosen record by a month, write it, or leave it as it was."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and event.modifiers() & _ALT:
            lane = self.lane_of(self.selected)
            if lane is None or (self.mover.lane is None and not self.mover.begin(lane)):
                return True
            self.mover.move_to(self.mover.months + (1 if key == Qt.Key.Key_Right else -1))
            if (ghost := self.mover.ghost() or lane).likely is not None:
                self.span.reveal(float(ghost.likely or 0))
            return True
        if self.mover.lane is None or key not in (
            Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape
        ):  # fmt: skip
            return False
        if key == Qt.Key.Key_Escape:
            self.mover.cancel()
        else:
            self.mover.accept()
        return True
