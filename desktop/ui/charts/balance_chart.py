"""BalanceChart: receipts by firmness against demand, stock below, legend at the left."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.i18n import Text
from desktop.planning.balance import BANDS, FREE, NO_SHORTAGE
from desktop.planning.balance_sheet import BalanceSheet, counted
from desktop.planning.balance_text import (
    BAND_NAMES,
    headline,
    period_text,
    summary,
    unit_text,
    verdict,
)
from desktop.planning.months import Numbers
from desktop.planning.period_rows import interval_text
from desktop.planning.timeline_text import tonnes
from desktop.ui import theme
from desktop.ui.charts.axes import TimeAxis, ValueAxis
from desktop.ui.charts.balance_layer import RECEDING, FlowLayer, draw_shortage_mark
from desktop.ui.charts.chart_widget import RIGHT_MARGIN, ChartWidget
from desktop.ui.charts.figure_panel import FigurePanel, Row, Sheet
from desktop.ui.charts.firmness import firmness_color, swatch
from desktop.ui.charts.ink import Ink, width_of
from desktop.ui.charts.legend import Legend, Series
from desktop.ui.charts.plot_layer import Area, Figures
from desktop.ui.charts.stock_layer import StockLayer, draw_stock_mark, stock_color
from desktop.ui.charts.time_span import TimeSpan

DEMAND, SHORTAGE, POSSIBLE, STOCK = " demand", " shortage", " possible", " stock"
_HEADROOM = 1.12
#: What is not sure, or not counted, may stretch the scale no further than this.
_STRETCH = 1.5


class BalanceChart(QWidget):
    """Two plots on one time axis: what flows, and what is in stock."""

    #: A place was clicked: its period and its month.
    month_clicked = Signal(int, int)
    #: Enter was pressed on a period.
    period_entered = Signal(int)

    def __init__(self, span: TimeSpan, panel: FigurePanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.span, self.panel = span, panel
        self.shown: BalanceSheet | None = None
        self.band = "non-binding"
        self.marked: int | None = None
        self.legend = Legend(self)
        self.axis, self.stock_axis = ValueAxis(self.font()), ValueAxis(self.font())
        self.time_axis = TimeAxis(span, self.font())
        self.plot = ChartWidget(span, self.axis, None, self)
        self.stock_plot = ChartWidget(span, self.stock_axis, self.time_axis, self)
        self.layer = FlowLayer(self.plot, self.axis, self.time_axis)
        self.stock_layer = StockLayer(self.stock_plot, self.stock_axis, self.time_axis)
        # The lowest and the highest figure stand half outside the plot.
        half = round(QFontMetricsF(self.axis.font_used).height() / 2)
        self.plot.getPlotItem().layout.setContentsMargins(0, half, RIGHT_MARGIN, half)
        self.plot.setMinimumHeight(theme.space(5.5))
        plots = QVBoxLayout()
        plots.setSpacing(theme.space(0.1))
        plots.addWidget(self.plot, 1)
        plots.addWidget(self.stock_plot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.legend)
        row.addLayout(plots, 1)
        self.legend.toggled.connect(self._redraw)
        for plot in (self.plot, self.stock_plot):
            plot.hovered.connect(lambda place, plot=plot: self._on_hovered(plot, place))
            plot.clicked.connect(lambda place, plot=plot: self._on_clicked(plot, place))
            plot.installEventFilter(self)
        span.changed.connect(self._fit_stock)
        self.plot.view_box.sigResized.connect(self._fit_stock)
        self._fit_stock()

    def _fit_stock(self, *_: object) -> None:
        """Give the time axis the lines that it needs, and stock a few lines above it."""
        line = QFontMetricsF(self.time_axis.font_used).height()
        axis = round(line * (2.6 if self.time_axis.cells()[1] else 1.5))
        self.time_axis.setHeight(axis)
        self.stock_plot.setFixedHeight(theme.space(3) + axis)
        self._set_unit()

    def _set_unit(self) -> None:
        """Write the unit along the axis in full if there is room; the sheet tells it anyway."""
        if self.shown is not None:
            unit = unit_text(self.shown)
            fits = width_of(unit, self.axis.font_used) <= self.plot.plot_box().height()
            self.axis.unit = unit if fits else "t"
            self.axis.update()

    # What is shown

    def show_balance(self, shown: BalanceSheet, band: str) -> None:
        """Show these figures, with the shortage of a cumulative band."""
        self.shown, self.band = shown, band
        self.panel.clear_sheet()
        self._redraw()

    def mark(self, month: int | None) -> None:
        """Bring out the month whose shortage is explained."""
        self.marked = month
        for layer in (self.layer, self.stock_layer):
            layer.figures.marked = month
            layer.update()

    def show_today(self, month: float) -> None:
        """Mark a moment, as months with their part that has passed."""
        self.layer.today = self.stock_layer.today = month

    def set_left(self, names: int, axis: int) -> None:
        """Set how wide the legend and the axes are, in pixels."""
        self.legend.setFixedWidth(names)
        self.axis.setWidth(axis)
        self.stock_axis.setWidth(axis)

    def _redraw(self, *_: object) -> None:
        shown = self.shown
        if shown is None:
            return
        figures = self._figures(shown)
        self.layer.figures = self.stock_layer.figures = figures
        self.axis.top = self._top(figures)
        figures.beyond = self._beyond(figures)
        peak = float(figures.stock.max(initial=0.0))
        self.stock_axis.top = peak * _HEADROOM if peak > NO_SHORTAGE else 1.0
        for plot, axis in ((self.plot, self.axis), (self.stock_plot, self.stock_axis)):
            plot.view_box.setYRange(0, axis.top, padding=0)
        self.legend.show_series(self._series(shown))
        self.retranslate()

    def _figures(self, shown: BalanceSheet) -> Figures:
        hidden = self.legend.hidden_keys
        inside = counted(self.band)
        areas: list[Area] = []
        below: Numbers = np.zeros(shown.periods.count)
        for name in BANDS:
            # Free capacity that is not counted would cover all the ground.
            if name in hidden or (name == FREE and name not in inside):
                continue
            top = below + shown.receipts[name]
            areas.append(Area(name, below, top, name in inside))
            below = top
        whole = not hidden.intersection(inside) and POSSIBLE not in hidden
        low, high = shown.cumulative(self.band), shown.cumulative(self.band, high=True)
        first = shown.first_short(self.band)
        found = shown.found.bands[self.band]
        return Figures(
            np.array(shown.edges, dtype=float),
            areas,
            (low, high) if whole else None,
            shown.demand if DEMAND not in hidden else None,
            shown.shortage[self.band] if SHORTAGE not in hidden else None,
            shown.stock(self.band) if STOCK not in hidden else np.zeros(0),
            found.shortage > NO_SHORTAGE,
            first,
            "" if first is None else verdict(shown, self.band),
            marked=self.marked,
        )

    def _top(self, figures: Figures) -> float:
        """Give the end of the scale: demand and what is sure fit, the rest as far as it goes."""
        sure = [a.top for a in figures.areas if a.counts and a.band != FREE]
        peaks = [line for line in (figures.demand, *sure) if line is not None]
        base = max((float(line.max(initial=0.0)) for line in peaks), default=0.0)
        more = [a.top for a in figures.areas]
        if figures.possible is not None:
            more.append(figures.possible[1])
        whole = [float(line[np.isfinite(line)].max(initial=0.0)) for line in more]
        reach = max([base, *whole])
        top = min(reach, base * _STRETCH) if base > NO_SHORTAGE else reach
        return top * _HEADROOM if top > NO_SHORTAGE else 1.0

    def _beyond(self, figures: Figures) -> str:
        """Say how far the areas reach that the scale cuts off."""
        reach = max((float(a.top.max(initial=0.0)) for a in figures.areas if a.counts), default=0.0)
        if reach <= self.axis.top:
            return ""
        return str(Text("up to {t}, beyond the scale", t=tonnes(reach)))

    def _series(self, shown: BalanceSheet) -> list[Series]:
        ink, made = Ink.of(self.palette()), []
        made.append(Series(DEMAND, str(Text("Demand")), ink.text, "dashes"))
        red = QColor(theme.colors().error)
        made.append(Series(SHORTAGE, str(Text("Shortage")), red, draw_shortage_mark))
        low, high = shown.cumulative(self.band), shown.cumulative(self.band, high=True)
        if (high - low > NO_SHORTAGE).any():
            made.append(Series(POSSIBLE, str(Text("Possible, not sure")), ink.muted, "hatching"))
        inside = counted(self.band)
        for name in reversed(BANDS):
            label = BAND_NAMES[name]
            if name == FREE and name not in inside:
                continue
            if name not in inside:
                label = Text("{band}, not counted", band=label)
            share = 1.0 if name in inside else RECEDING
            made.append(Series(name, str(label), firmness_color(name), swatch(name, share)))
        made.append(Series(STOCK, str(Text("Stock")), stock_color(), draw_stock_mark))
        return made

    def retranslate(self) -> None:
        """Set the texts in the language in use."""
        self.layer.today_label = str(Text("today"))
        self.legend.setAccessibleName(str(Text("Legend")))
        self.stock_axis.unit = str(Text("Stock, t"))
        if self.shown is not None:
            self._set_unit()
            for plot in (self.plot, self.stock_plot):
                plot.setAccessibleName(headline(self.shown, self.band))
                plot.setAccessibleDescription(summary(self.shown, self.band))
        for part in (self.axis, self.stock_axis, self.layer, self.stock_layer):
            part.update()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another palette."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationPaletteChange):
            self.panel.clear_sheet()
            self._redraw()

    # Pointing, clicking and reading

    def place_of(self, month: float, value: float) -> QPoint:
        """Give where a month and a value stand in the upper plot."""
        at = QPointF(self.plot.x_of(month), self.layer.y_of(value))
        return (self.plot.plot_corner() + at).toPoint()

    def _under(self, plot: ChartWidget, place: QPoint) -> int | None:
        return self.layer.figures.period_at(plot.month_at(place)) if plot.in_plot(place) else None

    def _on_hovered(self, plot: ChartWidget, place: QPoint | None) -> None:
        period = None if place is None else self._under(plot, place)
        if place is None or period is None:
            self.panel.clear_sheet()
            return
        at = plot.mapTo(self.panel.parentWidget(), place)
        self.panel.show_sheet(self.sheet(period), at)

    def _on_clicked(self, plot: ChartWidget, place: QPoint) -> None:
        period = self._under(plot, place)
        if period is not None:
            self.month_clicked.emit(period, int(plot.month_at(place)))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Read with Shift and the arrows, from period to period; Enter chooses the period."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        if step and event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.shown:
            self._read_next(step)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.shown:
            pointer = self.span.pointer
            period = None if pointer is None else self.layer.figures.period_at(pointer)
            first = self.shown.first_short(self.band)
            if period is not None:
                self.period_entered.emit(period)
            elif first is not None:
                self.period_entered.emit(self.shown.period_of(first))
            return True
        return False

    def _read_next(self, step: int) -> None:
        assert self.shown is not None
        edges = self.shown.edges
        here = (
            None if self.span.pointer is None else self.layer.figures.period_at(self.span.pointer)
        )
        now = 0 if here is None else min(max(here + step, 0), len(edges) - 2)
        middle = (edges[now] + edges[now + 1]) / 2
        self.span.point(middle)
        place = self.place_of(middle, self.axis.top / 2)
        at = self.plot.mapTo(self.panel.parentWidget(), place)
        self.panel.show_sheet(self.sheet(now), at)
        for plot in (self.plot, self.stock_plot):
            plot.setAccessibleDescription(self.sheet(now).plain_text())

    def sheet(self, period: int) -> Sheet:
        """Give all figures of a period."""
        shown = self.shown
        assert shown is not None
        band, inside = self.band, counted(self.band)
        rows = [Row(str(Text("Opening stock")), tonnes(float(shown.opening[band][period])))]
        for name in BANDS:
            label = BAND_NAMES[name]
            if name not in inside:
                label = Text("{band}, not counted", band=label)
            amount = interval_text(
                float(shown.receipts[name][period]), float(shown.receipts_high[name][period])
            )
            rows.append(Row(str(label), str(Text("{n} t", n=amount)), firmness_color(name)))
        demand, missing = float(shown.demand[period]), float(shown.shortage[band][period])
        rows += [
            Row(str(Text("Demand")), tonnes(demand), rule_above=True),
            Row(str(Text("Shortage")), tonnes(missing), strong=True),
            Row(str(Text("Closing stock")), tonnes(float(shown.closing[band][period]))),
        ]
        notes = [str(Text("Click to read why"))] if missing > NO_SHORTAGE else []
        return Sheet(period_text(shown, period), rows, notes)
