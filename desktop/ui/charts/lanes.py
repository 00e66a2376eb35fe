"""LanesChart: one lane per capacity record, under the areas and on the same time axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text, locale
from desktop.core.partial_date import PartialDate
from desktop.planning.timeline import Lane
from desktop.ui.charts.chart_widget import RIGHT_MARGIN, ChartWidget
from desktop.ui.charts.figure_panel import FigurePanel
from desktop.ui.charts.lane_facts import facts, lane_label, nameplate_text, stage_text
from desktop.ui.charts.lane_layer import LaneLabels, LaneLayer
from desktop.ui.charts.time_span import TimeSpan


class LanesChart(ChartWidget):
    """Lanes that scroll up and down, and choose a record by mouse or keyboard."""

    #: A record was chosen.
    record_clicked = Signal(int)

    def __init__(self, span: TimeSpan, panel: FigurePanel, parent: QWidget | None = None) -> None:
        self.lanes: list[Lane] = []
        self.dataset: Dataset | None = None
        self.selected: int | None = None
        self.pointed_lane: int | None = None
        self.row_height = 24
        self._begins: set[int] = set()
        self._labels = LaneLabels()
        super().__init__(span, self._labels, None, parent)
        self.panel = panel
        self.row_height = round(QFontMetricsF(self.font()).height() * 1.6)
        self._labels.chart = self
        self.layer = LaneLayer(self)
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bar.valueChanged.connect(self._repaint)
        self.hovered.connect(self._on_hovered)
        self.clicked.connect(self._on_clicked)
        self.setMinimumHeight(self.row_height * 3)

    # What is shown

    def show_lanes(self, lanes: Sequence[Lane], dataset: Dataset) -> None:
        """Show these lanes; the dataset tells the facts behind them."""
        self.lanes, self.dataset = list(lanes), dataset
        pairs = zip([None, *self.lanes], self.lanes, strict=False)
        self._begins = {b.id for a, b in pairs if a is not None and a.plant_id != b.plant_id}
        self.pointed_lane = None
        self._lay_out()
        self.retranslate()
        self._repaint()

    def set_left(self, width: int) -> None:
        """Set how wide the labels are, in pixels."""
        self._labels.setWidth(width)

    def select(self, record: int | None) -> None:
        """Bring out the lane of a record and scroll to it."""
        if record != self.selected:
            self.selected = record
            self._scroll_to(record)
            self.retranslate()
            self._repaint()

    def begins_plant(self, lane: Lane) -> bool:
        """Tell whether the lane above belongs to another plant."""
        return lane.id in self._begins

    def lanes_in_view(self) -> Iterator[tuple[Lane, float]]:
        """Give the lanes in view, and where each begins in pixels from the top."""
        first = self.bar.value() // self.row_height
        last = (self.bar.value() + int(self.plot_box().height())) // self.row_height + 1
        for place in range(first, min(last, len(self.lanes))):
            yield self.lanes[place], float(place * self.row_height - self.bar.value())

    def ended_text(self, month: int) -> str:
        """Say when a record ended."""
        name = PartialDate.of_month(month).format(locale().language)
        return str(Text("ended {month}", month=name))

    def retranslate(self) -> None:
        """Set the texts in the language in use."""
        self.setAccessibleName(
            str(Text.count(len(self.lanes), "{n} capacity record", "{n} capacity records"))
        )
        lane = next((lane for lane in self.lanes if lane.id == self.selected), None)
        self.setAccessibleDescription("" if lane is None else self._spoken(lane))

    def _spoken(self, lane: Lane) -> str:
        parts = (lane_label(lane), lane.code, stage_text(lane.stage),
                 nameplate_text(lane.nameplate))  # fmt: skip
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
        place = next((i for i, lane in enumerate(self.lanes) if lane.id == record), None)
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

    # Pointing, clicking and keys

    def lane_at(self, place: QPoint) -> Lane | None:
        """Give the lane at a place of the widget."""
        at = (place.y() + self.bar.value()) // self.row_height
        inside = 0 <= at < len(self.lanes) and place.x() < self.width() - RIGHT_MARGIN
        return self.lanes[at] if inside else None

    def place_of(self, record: int, month: float) -> QPoint:
        """Give where a month of a record's lane stands in the widget."""
        place = next(i for i, lane in enumerate(self.lanes) if lane.id == record)
        y = (place + 0.5) * self.row_height - self.bar.value()
        return QPoint(round(self.plot_corner().x() + self.x_of(month)), round(y))

    def _on_hovered(self, place: QPoint | None) -> None:
        lane = None if place is None else self.lane_at(place)
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
            self.panel.show_sheet(facts(record, self.dataset), at)

    def _on_clicked(self, place: QPoint) -> None:
        lane = self.lane_at(place)
        if lane is not None:
            self.record_clicked.emit(lane.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the record above or below with the arrows; the rest moves through time."""
        page = max(1, self.height() // self.row_height - 1)
        step = {
            Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if step is None or not self.lanes:
            super().keyPressEvent(event)
            return
        here = next((i for i, a in enumerate(self.lanes) if a.id == self.selected), None)
        there = 0 if here is None else min(max(here + step, 0), len(self.lanes) - 1)
        self.record_clicked.emit(self.lanes[there].id)
