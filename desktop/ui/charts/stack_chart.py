"""StackChart: capacity stacked by groups, with demand, legend and figures under the pointer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.planning.timeline import OTHERS, Band, Timeline
from desktop.planning.timeline_text import UNITS, period_name, summary, title, tonnes
from desktop.ui import theme
from desktop.ui.charts.axes import TimeAxis, ValueAxis
from desktop.ui.charts.chart_widget import ChartWidget
from desktop.ui.charts.figure_panel import FigurePanel, Row, Sheet
from desktop.ui.charts.ink import Ink, mixed
from desktop.ui.charts.legend import Legend, Series
from desktop.ui.charts.stack_layer import Stack, StackLayer
from desktop.ui.charts.time_span import TimeSpan

DEMAND, DOUBT = " demand", " doubt"
_HEADROOM = 1.08
_CALM = 0.14
_MOST_SOURCES = 6


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
        self.dataset: Dataset | None = None
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

    def show_timeline(self, shown: Timeline, dataset: Dataset) -> None:
        """Show these figures; the dataset tells the codes behind them."""
        before = self.shown
        if before is None or (before.choices.material, before.choices.group) != (
            shown.choices.material, shown.choices.group
        ):  # fmt: skip
            self._places = {}
            self.legend.hidden_keys -= {k for k in self.legend.hidden_keys if k[0] != " "}
        self.shown, self.dataset = shown, dataset
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
        if self.shown.choices.group == "stage":
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
        hidden = self.legend.hidden_keys
        values = [band.values for band in bands]
        tops = np.cumsum(values, axis=0) if values else np.zeros((0, shown.periods.count))
        # The range of the total says nothing about a part of the stack.
        whole = len(bands) == len(shown.bands) and DOUBT not in hidden
        marked = next((i for i, b in enumerate(bands) if self.selected in b.ids), None)
        with_demand = shown.demand.any() and DEMAND not in hidden
        self.layer.stack = Stack(
            np.array(shown.edges, dtype=float),
            tops,
            [colors[band.key] for band in bands],
            shown.demand if with_demand else None,
            shown.early if whole else None,
            shown.late if whole else None,
            marked,
        )
        peaks = [1e-9, *(float(line.max()) for line in (
            tops, shown.demand if with_demand else None, shown.early if whole else None,
        ) if line is not None and line.size)]  # fmt: skip
        self.axis.top = max(peaks) * _HEADROOM if max(peaks) > 1e-6 else 1.0
        self.plot.view_box.setYRange(0, self.axis.top, padding=0)
        self.axis.unit = str(UNITS[shown.choices.by])
        self.legend.show_series(self._series(colors))
        self.retranslate()
        self.axis.update()
        self.layer.update()

    def _series(self, colors: dict[str, QColor]) -> list[Series]:
        assert self.shown is not None
        ink, made = Ink.of(self.palette()), []
        if self.shown.demand.any():
            made.append(Series(DEMAND, str(Text("Demand on record")), ink.text, "dashes"))
        if self._has_doubt():
            made.append(Series(DOUBT, str(Text("Early to late start")), ink.muted, "hatching"))
        for band in reversed(self.shown.bands):
            made.append(Series(band.key, band.label, colors[band.key]))
        return made

    def _has_doubt(self) -> bool:
        shown = self.shown
        return (
            shown is not None and shown.early is not None and shown.late is not None
            and bool((np.abs(shown.early - shown.late) > 1e-9).any())
        )  # fmt: skip

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

    def _under(self, place: QPoint) -> tuple[int | None, Band | None]:
        period = self.layer.stack.period_at(self.plot.month_at(place))
        if period is None or not self.plot.in_plot(place):
            return None, None
        y = place.y() - self.plot.plot_corner().y()
        value = self.axis.top * (1 - y / max(self.plot.plot_box().height(), 1.0))
        area = self.layer.stack.area_at(period, value)
        return period, None if area is None else self.visible_bands()[area]

    def _on_hovered(self, place: QPoint | None) -> None:
        period, band = (None, None) if place is None else self._under(place)
        if place is None or period is None:
            self.panel.clear_sheet()
            return
        at = self.plot.mapTo(self.panel.parentWidget(), place)
        self.panel.show_sheet(self.sheet(period, band), at)

    def _on_clicked(self, place: QPoint) -> None:
        period, band = self._under(place)
        if period is not None and band is not None:
            self.record_clicked.emit(band.largest(period))

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
        self.span.point(middle)
        place = self.place_of(middle, self.axis.top / 2)
        self.panel.show_sheet(self.sheet(now, None), self.plot.mapTo(
            self.panel.parentWidget(), place))  # fmt: skip
        self.plot.setAccessibleDescription(self.sheet(now, None).plain_text())

    # Figures

    def sheet(self, period: int, band: Band | None) -> Sheet:
        """Give all figures of a period, and the records behind a band."""
        shown = self.shown
        assert shown is not None
        colors = self.colors()
        rows = [
            Row(b.label, tonnes(float(b.values[period]), bool(b.at_least[period])),
                colors[b.key], strong=band is not None and b.key == band.key)
            for b in reversed(self.visible_bands())
        ]  # fmt: skip
        hidden = len(shown.bands) - len(rows)
        at_least = bool(shown.at_least[period])
        label = Text("Total, {n} hidden with it", n=hidden) if hidden else Text("Total")
        rows.append(Row(str(label), tonnes(float(shown.total[period]), at_least),
                        strong=band is None, rule_above=True))  # fmt: skip
        if shown.early is not None and shown.late is not None:
            early, late = float(shown.early[period]), float(shown.late[period])
            if abs(early - late) > 1e-9:
                rows.append(Row(str(Text("with late to early starts")),
                                f"{tonnes(late)} – {tonnes(early)}"))  # fmt: skip
        if shown.demand.any():
            rows.append(Row(str(Text("Demand")), tonnes(float(shown.demand[period]))))
        return Sheet(period_name(shown, period), rows, self._sources(period, band))

    def _sources(self, period: int, band: Band | None) -> list[str]:
        if band is None or self.dataset is None:
            return []
        table = self.dataset["capacity"]
        order = [int(i) for i in np.argsort(-band.parts[:, period], kind="stable")]
        giving = [
            f"{table[band.ids[i]].code} {tonnes(float(band.parts[i, period]))}"
            for i in order
            if band.ids[i] not in band.unknown and band.parts[i, period] > 0
        ]
        if len(giving) > _MOST_SOURCES:
            more = Text("{n} more", n=len(giving) - _MOST_SOURCES)
            giving = [*giving[:_MOST_SOURCES], str(more)]
        notes = [str(Text("From {records}", records=", ".join(giving)))] if giving else []
        if band.unknown and band.at_least[period]:
            codes = ", ".join(table[id].code for id in band.unknown[:_MOST_SOURCES])
            notes.append(str(Text("Not counted, nameplate unknown: {records}", records=codes)))
        return notes
