"""TimelineSheet: heading, areas and lanes of one material, as they are copied as a picture."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.planning.timeline import Timeline
from desktop.planning.timeline_lanes import matching
from desktop.planning.timeline_text import summary, title
from desktop.ui import theme
from desktop.ui.charts.figure_panel import FigurePanel
from desktop.ui.charts.lanes import LanesChart
from desktop.ui.charts.stack_chart import StackChart
from desktop.ui.charts.time_span import TimeSpan

_MOST_NAMED = 8
#: Months shown before and after the life of a record.
_AROUND = 6


class TimelineSheet(QFrame):
    """The areas above, the lanes below, on one time axis."""

    #: A record was chosen in the areas, the lanes or the list of what is not counted.
    record_clicked = Signal(int)
    #: The start of a record was put on a month: id and month number.
    start_moved = Signal(int, int)
    #: A record that has no start was to be moved: its id.
    move_refused = Signal(int)

    def __init__(self, span: TimeSpan, panel: FigurePanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: Timeline | None = None
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.heading, self.line = QLabel(self), QLabel(self)
        self.heading.setProperty("role", "title")
        self.line.setProperty("role", "muted")
        for label in (self.heading, self.line):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.stack = StackChart(span, panel, self)
        self.lanes = LanesChart(span, panel, self)
        self.uncounted = self._build_uncounted()
        self.stack.record_clicked.connect(self.record_clicked)
        self.lanes.record_clicked.connect(self.record_clicked)
        self.lanes.mover.moved.connect(self.start_moved)
        self.lanes.mover.refused.connect(self.move_refused)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(_column(self.stack, self.uncounted))
        self.splitter.addWidget(_column(self._build_lane_head(), self.lanes))
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([600, 400])
        self.stack.plot.setMinimumHeight(round(9 * theme.em()))
        side, edge = theme.space(0.9), theme.space(0.4)
        column = QVBoxLayout(self)
        column.setContentsMargins(side, side, edge, edge)
        column.setSpacing(theme.space(0.25))
        column.addLayout(self._build_head())
        column.addSpacing(theme.space(0.5))
        column.addWidget(self.splitter, 1)

    def _build_head(self) -> QHBoxLayout:
        # A stripe in the colour of the scenario: no picture of it passes for the records.
        self.stripe = QFrame(self)
        self.stripe.setFixedWidth(theme.space(0.3))
        words = QVBoxLayout()
        words.setSpacing(theme.space(0.25))
        words.addWidget(self.heading)
        words.addWidget(self.line)
        head = QHBoxLayout()
        head.setSpacing(theme.space(0.5))
        head.addWidget(self.stripe)
        head.addLayout(words, 1)
        return head

    def _build_uncounted(self) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setProperty("role", "warning")
        flag = Qt.TextInteractionFlag
        by_mouse, by_keys = flag.LinksAccessibleByMouse, flag.LinksAccessibleByKeyboard
        label.setTextInteractionFlags(by_mouse | by_keys)
        label.linkActivated.connect(lambda link: self.record_clicked.emit(int(link)))
        return label

    def _build_lane_head(self) -> QWidget:
        head = QWidget(self)
        self.lane_heading, self.lane_count = QLabel(head), QLabel(head)
        self.lane_heading.setProperty("role", "heading")
        self.lane_count.setProperty("role", "muted")
        self.filter = QLineEdit(head)
        self.filter.setClearButtonEnabled(True)
        # On a sheet of the colour of its ground, a field needs a frame that can be seen.
        self.filter.setStyleSheet(
            "QLineEdit { border: 1px solid palette(mid); border-radius: 3px; padding: 2px 4px; }"
        )
        self.filter.setMaximumWidth(round(14 * theme.em()))
        self.filter.textChanged.connect(self._show_lanes)
        row = QHBoxLayout(head)
        row.setContentsMargins(0, theme.space(0.3), theme.space(0.8), theme.space(0.2))
        row.addWidget(self.lane_heading)
        row.addWidget(self.lane_count)
        row.addStretch(1)
        row.addWidget(self.filter)
        return head

    def add_actions(self, actions: Sequence[QAction]) -> None:
        """Offer actions in the context menus of both charts."""
        self.stack.plot.addActions(actions)
        self.lanes.addActions(actions)

    def set_left(self, names: int, axis: int) -> None:
        """Set how wide names and axis are, in pixels: the same in both charts."""
        self.stack.set_left(names, axis)
        self.lanes.set_left(names + axis)

    def show_timeline(self, shown: Timeline) -> None:
        """Show these figures."""
        self.shown = shown
        self.stack.show_timeline(shown)
        self._show_lanes()
        self._say()

    def show_today(self, month: float) -> None:
        """Mark a moment, as months with their part that has passed, in both charts."""
        self.stack.layer.today = self.lanes.layer.today = month

    def select(self, record: int | None) -> None:
        """Bring out a record in both charts."""
        self.stack.select(record)
        self.lanes.select(record)

    def zoom_to_selection(self) -> None:
        """Show the life of the selected record: from its start, or everything, to its end."""
        lane, span = self.lanes.lane_of(self.lanes.selected), self.stack.span
        if lane is not None:
            starts = [at for at in (lane.early, lane.recorded) if at is not None]
            first = min(starts) - _AROUND if starts else span.first
            span.show(first, span.last if lane.end is None else lane.end + 1 + _AROUND)

    def zoom_to_next(self, months: int) -> None:
        """Show so many months from the month that is marked as today."""
        today = self.lanes.layer.today
        if today is not None:
            # Five years are five years, also where the horizon starts later or ends before.
            span = self.stack.span
            first = min(max(float(int(today)), span.first), max(span.last - months, span.first))
            span.show(first, first + months)

    def _show_lanes(self) -> None:
        if self.shown is None:
            return
        kept, all_ = matching(self.shown.lanes, self.filter.text()), self.shown.lanes
        self.lanes.show_lanes(kept, self.shown.dataset)
        count = Text("{n} of {all}", n=len(kept), all=len(all_))
        self.lane_count.setText(str(len(all_)) if len(kept) == len(all_) else str(count))

    def _say(self) -> None:
        if self.shown is None:
            return
        scenario = self.shown.scenario
        self.stripe.setVisible(scenario is not None)
        if scenario is not None:
            self.stripe.setStyleSheet(f"background: {scenario.color or 'palette(mid)'};")
        self.heading.setText(title(self.shown))
        self.line.setText(summary(self.shown))
        self.setAccessibleName(title(self.shown))
        self.setAccessibleDescription(summary(self.shown))
        codes = [(id, self.shown.dataset["capacity"][id].code) for id in self.shown.unknown]
        links = [f'<a href="{id}">{_unbroken(code)}</a>' for id, code in codes[:_MOST_NAMED]]
        if len(codes) > _MOST_NAMED:
            links.append(str(Text("{n} more", n=len(codes) - _MOST_NAMED)))
        said = Text("Not counted, nameplate unknown: {records}", records=", ".join(links))
        self.uncounted.setText(str(said))
        self.uncounted.setToolTip(html.escape(", ".join(code for _, code in codes)))
        self.uncounted.setVisible(bool(codes))

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.lane_heading.setText(str(Text("Capacity records")))
        self.filter.setPlaceholderText(str(Text("Filter records")))
        self.filter.setAccessibleName(str(Text("Filter records")))
        self.stack.retranslate()
        self.lanes.retranslate()
        self._say()


def _unbroken(code: str) -> str:
    """Give a code for rich text, with word joiners so that no line ends inside it."""
    return html.escape(code).replace("-", "-\u2060")


def _column(*widgets: QWidget) -> QWidget:
    """Give widgets under one another, of which only charts grow."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.space(0.2))
    for widget in widgets:
        column.addWidget(widget, 1 if isinstance(widget, (StackChart, LanesChart)) else 0)
    return holder
