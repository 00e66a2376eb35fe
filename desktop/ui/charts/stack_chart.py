"""StackChart: capacity stacked by groups, with lines, legend and figures under the pointer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.core.i18n import Text
from desktop.planning.timeline import OTHERS, Band, Timeline
from desktop.planning.timeline_promises import Promised, cumulative
from desktop.planning.timeline_text import UNITS, summary, title
from desktop.ui import theme
from desktop.ui.charts.axes import TimeAxis, ValueAxis
from desktop.ui.charts.chart_widget import ChartWidget
from desktop.ui.charts.figure_panel import FigurePanel, Sheet
from desktop.ui.charts.ink import Ink, mixed
from desktop.ui.charts.legend import Legend, Series
from desktop.ui.charts.stack_facts import firmness_label, stack_facts
from desktop.ui.charts.stack_layer import Stack, StackLayer
from desktop.ui.charts.stack_lines import (
    Overlay,
    base_mark,
    conditional_mark,
    contracted_mark,
)
from desktop.ui.charts.time_span import TimeSpan

DEMAND, DOUBT, BASE = " demand", " doubt", " base"
CONTRACTED, CONDITIONAL = " contracted", " conditional"
_HEADROOM = 1.08
_CALM = 0.14
#: How near the pointer has to come to a line, in pixels.
_REACH = 5.0


class StackChart(QWidget):
    """The areas with their legend at the left."""

    #: A record was chosen by clicking its area.
    record_clicked = Signal(int)

    def __init__(
        self, span: TimeSpan, panel: FigurePanel,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.span, self.panel = span, panel
        self.shown: Timeline | None = None
        self.selected: int | None = None
        self._places: dict[str, int] = {}
        self.legend = Legend(self)
        self.axis = ValueAxis(self.font())
        self.plot = ChartWidget(span, self.axis, TimeAxis(span, self.font()), self)
        self.layer = StackLayer(self.plot, self.axis)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.legend)
        row.addWidget(self.plot, 1)
        self.legend.toggled.connect(self._restack)
        self.plot.hovered.connect(self._on_hovered)
        self.plot.clicked.connect(self._on_clicked)
        self.plot.installEventFilter(self)

    # What is shown

    def show_timeline(self, shown: Timeline) -> None:
        """Show these figures."""
        before = self.shown
        if before is None or (before.choices.material, before.choices.group) != (
            shown.choices.material, shown.choices.group
        ):  # fmt: skip
            self._places = {}
            self.legend.hidden_keys -= {k for k in self.legend.hidden_keys if k[0] != " "}
        self.shown = shown
        self.panel.clear_sheet()
        self._restack()

    def set_left(self, names: int, axis: int) -> None:
        """Set how wide the legend and the axis are, in pixels."""
        self.legend.setFixedWidth(names)
        self.axis.setWidth(axis)

    def select(self, record: int | None) -> None:
        """Bring out the area that a record belongs to."""
        if record != self.selected:
            self.selected = record
            self._restack()

    def visible_bands(self) -> list[Band]:
        """Give the bands that are not hidden, the lowest first."""
        bands = self.shown.bands if self.shown else ()
        return [band for band in bands if band.key not in self.legend.hidden_keys]

    def colors(self) -> dict[str, QColor]:
        """Give the colour of each band; a band keeps its own while others come and go."""
        if self.shown is None:
            return {}
        ink = Ink.of(self.palette())
        keys = [band.key for band in self.shown.bands]
        if self.shown.is_sum and self.shown.choices.group == "stage":
            found = {key: theme.stage_color(key) for key in keys}
        else:
            for key in keys:
                if key not in self._places and key != OTHERS:
                    taken = {p for k, p in self._places.items() if k in keys}
                    free = (n for n in range(len(keys) + 1) if n not in taken)
                    self._places[key] = next(free)
            series = theme.series_colors(1 + max(self._places.values(), default=0))
            found = {key: series[self._places[key]] for key in keys if key != OTHERS}
        if OTHERS in keys:
            found[OTHERS] = mixed(ink.muted, ink.base, 0.45)
        # Large areas in full colour are loud.
        return {key: mixed(color, ink.base, _CALM) for key, color in found.items()}

    def _restack(self, *_: object) -> None:
        shown = self.shown
        if shown is None:
            return
        bands, colors = self.visible_bands(), self.colors()
        values = [band.values for band in bands]
        tops = np.array(values) if values else np.zeros((0, shown.periods.count))
        if shown.is_sum:
            tops = np.cumsum(tops, axis=0)
        # The range of the total says nothing about a part of the stack.
        whole = len(bands) == len(shown.bands) and DOUBT not in self.legend.hidden_keys
        overlay = self._overlay(shown)
        self.layer.stack = Stack(
            np.array(shown.edges, dtype=float),
            tops,
            [colors[band.key] for band in bands],
            shown.early if whole else None,
            shown.late if whole else None,
            next((i for i, b in enumerate(bands) if self.selected in b.ids), None),
            shown.is_sum,
            overlay,
        )
        early = float(shown.early.max()) if whole and shown.early is not None else 0.0
        peak = max(float(tops.max()) if tops.size else 0.0, early, overlay.peak())
        self.axis.top = peak * _HEADROOM if peak > 1e-6 else 1.0
        self.plot.view_box.setYRange(0, self.axis.top, padding=0)
        self.axis.unit = str(UNITS[shown.choices.by])
        self.legend.show_series(self._series(colors))
        self.retranslate()
        self.axis.update()
        self.layer.update()

    def _overlay(self, shown: Timeline) -> Overlay:
        hidden = self.legend.hidden_keys
        binding = self._promised("binding")
        with_base = shown.is_sum and BASE not in hidden
        return Overlay(
            shown.demand if shown.demand.any() and DEMAND not in hidden else None,
            (binding.low, binding.high) if binding and CONTRACTED not in hidden else None,
            None if CONDITIONAL in hidden else cumulative(shown.promised, "conditional"),
            shown.base if with_base else None,
            shown.base_demand if with_base and DEMAND not in hidden and _differ(
                shown.base_demand, shown.demand) else None,
        )  # fmt: skip

    def _promised(self, firmness: str) -> Promised | None:
        """Give what is promised so firmly, None where there is no such agreement."""
        promised = self.shown.promised if self.shown else ()
        found = (one for one in promised if one.firmness == firmness and one.codes)
        return next(found, None)

    def _series(self, colors: dict[str, QColor]) -> list[Series]:
        assert self.shown is not None
        shown, ink, made = self.shown, Ink.of(self.palette()), []
        if shown.demand.any():
            made.append(Series(DEMAND, str(Text("Demand on record")), ink.text, "dashes"))
        if self._promised("binding"):
            label = str(firmness_label("binding"))
            made.append(Series(CONTRACTED, label, ink.text, contracted_mark))
        if cumulative(shown.promised, "conditional") is not None:
            label = str(Text("With conditional contracts"))
            made.append(Series(CONDITIONAL, label, ink.text, conditional_mark))
        if shown.base is not None and shown.is_sum:
            label = str(Text("Without the scenario"))
            made.append(Series(BASE, label, ink.muted, base_mark))
        if _differ(shown.early, shown.late):
            made.append(Series(DOUBT, str(Text("Early to late start")), ink.muted, "hatching"))
        for band in reversed(shown.bands):
            made.append(Series(band.key, band.label, colors[band.key]))
        return made

    def retranslate(self) -> None:
        """Set the texts in the language in use."""
        self.layer.today_label = str(Text("today"))
        self.legend.setAccessibleName(str(Text("Legend")))
        if self.shown is not None:
            self.plot.setAccessibleName(title(self.shown))
            self.plot.setAccessibleDescription(summary(self.shown))

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another palette."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationPaletteChange):
            self.panel.clear_sheet()
            self._restack()

    # Pointing and clicking

    def place_of(self, month: float, value: float) -> QPoint:
        """Give where a month and a value stand in the plot widget."""
        return (
            self.plot.plot_corner() + QPointF(self.plot.x_of(month), self.layer.y_of(value))
        ).toPoint()

    def value_at(self, place: QPoint) -> float:
        """Give the value at the height of a place of the plot widget."""
        y = place.y() - self.plot.plot_corner().y()
        return self.axis.top * (1 - y / max(self.plot.plot_box().height(), 1.0))

    def _under(self, place: QPoint) -> tuple[int | None, Band | Promised | None]:
        """Give the period and the line or the area at a place; a line goes before an area."""
        stack = self.layer.stack
        period = stack.period_at(self.plot.month_at(place))
        if period is None or not self.plot.in_plot(place):
            return None, None
        value = self.value_at(place)
        reach = _REACH * self.axis.top / max(self.plot.plot_box().height(), 1.0)
        lines = (
            (stack.overlay.contracted and stack.overlay.contracted[0], "binding"),
            (stack.overlay.conditional, "conditional"),
        )
        for values, firmness in lines:
            if values is not None and abs(float(values[period]) - value) <= reach:
                return period, self._promised(firmness)
        area = stack.area_at(period, value, reach * 2)
        return period, None if area is None else self.visible_bands()[area]

    def _on_hovered(self, place: QPoint | None) -> None:
        period, pointed = (None, None) if place is None else self._under(place)
        inside = place is not None and period is not None
        self.layer.level = self.value_at(place) if inside and place is not None else None
        self.layer.update()
        if place is None or period is None:
            self.panel.clear_sheet()
            return
        at = self.plot.mapTo(self.panel.parentWidget(), place)
        self.panel.show_sheet(self.sheet(period, pointed), at)

    def _on_clicked(self, place: QPoint) -> None:
        period, pointed = self._under(place)
        if period is not None and isinstance(pointed, Band):
            self.record_clicked.emit(pointed.largest(period))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Read the chart from the keyboard: Shift and the arrows move from period to period."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
            if step and event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.shown:
                self._read_next(step)
                return True
        return False

    def _read_next(self, step: int) -> None:
        edges = self.layer.stack.edges
        here = None if self.span.pointer is None else self.layer.stack.period_at(self.span.pointer)
        now = 0 if here is None else min(max(here + step, 0), len(edges) - 2)
        middle = float(edges[now] + edges[now + 1]) / 2
        self.layer.level = None
        self.span.reveal(middle)
        self.span.point(middle)
        place = self.place_of(middle, self.axis.top / 2)
        sheet = self.sheet(now)
        self.panel.show_sheet(sheet, self.plot.mapTo(self.panel.parentWidget(), place))
        self.plot.setAccessibleDescription(sheet.plain_text())

    def sheet(self, period: int, pointed: Band | Promised | None = None) -> Sheet:
        """Give all figures of a period, and what makes up a band or a line."""
        assert self.shown is not None
        return stack_facts(self.shown, period, self.visible_bands(), self.colors(), pointed)


def _differ(one: np.ndarray | None, other: np.ndarray | None) -> bool:
    return one is not None and other is not None and bool((np.abs(one - other) > 1e-9).any())
