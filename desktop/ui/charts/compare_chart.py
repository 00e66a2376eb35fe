"""CompareChart: the balances of two scenarios side by side, on the same scales."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.core.i18n import Text
from desktop.planning.balance import BANDS, FREE, NO_SHORTAGE
from desktop.planning.balance_sheet import BalanceSheet, counted
from desktop.planning.balance_text import BAND_NAMES, period_text, unit_text, verdict
from desktop.planning.balance_text import summary as balance_summary
from desktop.planning.comparison_text import Pair, side_name, side_verdict, summary
from desktop.planning.months import Numbers
from desktop.planning.timeline_text import figure, tonnes
from desktop.ui import theme
from desktop.ui.charts.axes import TimeAxis, ValueAxis
from desktop.ui.charts.balance_layer import FlowLayer, draw_shortage_mark
from desktop.ui.charts.chart_widget import RIGHT_MARGIN, ChartWidget
from desktop.ui.charts.figure_panel import FigurePanel, Row, Sheet
from desktop.ui.charts.firmness import firmness_color, swatch
from desktop.ui.charts.ink import Ink, width_of
from desktop.ui.charts.legend import Legend, Series
from desktop.ui.charts.plot_layer import Area, Figures
from desktop.ui.charts.time_span import TimeSpan

DEMAND, SHORTAGE, POSSIBLE = " demand", " shortage", " possible"
_HEADROOM, _STRETCH = 1.18, 1.5
_ANY = 16777215  # what Qt takes as no limit
_TALL = 8.0  # in heights of a line


class _Swatch(QWidget):
    """The colour of a scenario; a ring for none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.color: QColor | None = None
        self.setFixedSize(theme.space(0.8), theme.space(0.8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.color or Ink.of(self.palette()).muted)
        painter.setBrush(self.color or Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 2, 2)


class SideChart(QWidget):
    """The head of one of the two, its name and what it comes to; and its `plot`, placed apart."""

    def __init__(self, letter: str, span: TimeSpan, parent: QWidget) -> None:
        super().__init__(parent)
        self.letter = letter
        self.shown: BalanceSheet | None = None
        self.swatch, self.name, self.verdict = _Swatch(self), QLabel(self), QLabel(self)
        self.name.setProperty("role", "strong")
        self.axis, self.time_axis = ValueAxis(self.font()), TimeAxis(span, self.font())
        self.plot = ChartWidget(span, self.axis, self.time_axis, parent)
        self.layer = FlowLayer(self.plot, self.axis, self.time_axis)
        line = QFontMetricsF(self.axis.font_used).height()
        self.axis.setWidth(round(3.9 * theme.em()))
        self.plot.getPlotItem().layout.setContentsMargins(0, round(line / 2), RIGHT_MARGIN, 0)
        self.plot.setMinimumHeight(theme.space(_TALL))
        head = QGridLayout(self)
        head.setContentsMargins(0, 0, theme.space(0.6), 0)
        head.setHorizontalSpacing(theme.space(0.4))
        head.setVerticalSpacing(0)
        head.addWidget(self.swatch, 0, 0)
        for row, label in enumerate((self.name, self.verdict)):
            # A long name is broken before the window has to grow.
            label.setMinimumWidth(1)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            head.addWidget(label, row, 1)
        head.setColumnStretch(1, 1)
        head.setRowStretch(2, 1)
        span.changed.connect(self._fit_axis)
        self.plot.view_box.sigResized.connect(self._fit_axis)

    def _fit_axis(self, *_: object) -> None:
        """Give the time axis the lines that it needs, and the unit the words that fit."""
        line = QFontMetricsF(self.time_axis.font_used).height()
        self.time_axis.setHeight(round(line * (2.6 if self.time_axis.cells()[1] else 1.5)))
        if self.shown is not None:
            unit = unit_text(self.shown)
            fits = width_of(unit, self.axis.font_used) <= self.plot.plot_box().height()
            self.axis.unit = unit if fits else "t"
            self.axis.update()

    def show_side(self, shown: BalanceSheet, band: str, color: QColor | None) -> None:
        """Show the name and what the side comes to."""
        self.shown, self.swatch.color = shown, color
        self.swatch.update()
        name, said = f"{self.letter}: {side_name(shown)}", side_verdict(shown, band)
        short = shown.first_short(band) is not None
        self.name.setText(name)
        self.name.setToolTip(name)
        self.verdict.setText(said)
        ink = theme.colors().error if short else theme.colors().good
        self.verdict.setStyleSheet(f"color: {ink}")
        self.plot.setAccessibleName(f"{name}. {said}")
        self.plot.setAccessibleDescription(balance_summary(shown, band))
        self._fit_axis()

    def show_figures(self, figures: Figures, top: float) -> None:
        """Draw these figures on a scale up to `top`."""
        self.layer.figures, self.axis.top = figures, top
        reach = max((float(a.top.max(initial=0.0)) for a in figures.areas if a.counts), default=0.0)
        said = Text("up to {t}, beyond the scale", t=tonnes(reach))
        figures.beyond = str(said) if reach > top else ""
        self.plot.view_box.setYRange(0, top, padding=0)
        self.axis.update()
        self.layer.update()


class CompareChart(QWidget):
    """Two plots with one time axis, one scale and one legend."""

    def __init__(self, span: TimeSpan, panel: FigurePanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.span, self.panel = span, panel
        self.pair: Pair | None = None
        self._below = False
        self._colors: tuple[QColor | None, QColor | None] = (None, None)
        self.legend = Legend(self)
        self.sides = (SideChart("A", span, self), SideChart("B", span, self))
        self.legend.toggled.connect(self._redraw)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(0.3))
        self._grid.setVerticalSpacing(theme.space(0.2))
        self._grid.setRowStretch(1, 1)
        for column, side in enumerate(self.sides, start=1):
            self._grid.addWidget(side, 0, column)
            self._grid.addWidget(side.plot, 1, column)
            self._grid.setColumnStretch(column, 1)
            side.plot.hovered.connect(lambda at, plot=side.plot: self._on_hovered(plot, at))
            side.plot.installEventFilter(self)

    def minimumSizeHint(self) -> QSize:
        """Tall enough for both plots with their names."""
        return QSize(theme.space(24), super().minimumSizeHint().height())

    def show_pair(self, pair: Pair, colors: tuple[QColor | None, QColor | None]) -> None:
        """Show two balances, with the colours of their scenarios (None: no scenario)."""
        self.pair, self._colors = pair, colors
        self.panel.clear_sheet()
        self._redraw()

    def show_today(self, month: float) -> None:
        """Mark a moment, as months with their part that has passed."""
        for side in self.sides:
            side.layer.today = month
            side.layer.today_label = str(Text("today"))

    def set_left(self, names: int | None) -> None:
        """Set how wide the legend at the left is, in pixels; None puts it below the plots."""
        self._below = names is None
        self._grid.removeWidget(self.legend)
        if names is None:
            self.legend.setMinimumWidth(0)
            self.legend.setMaximumWidth(_ANY)
            self._grid.addWidget(self.legend, 2, 1, 1, 2)
        else:
            self.legend.setFixedWidth(names)
            self._grid.addWidget(self.legend, 0, 0, 2, 1)
        self._fit_legend()

    def _fit_legend(self) -> None:
        """Make a legend below the plots as tall as its names; beside them it has their height."""
        names = [entry.sizeHint().height() for entry in self.legend.entries.values()]
        self.legend.setMinimumHeight(sum(names) if self._below else 0)
        self.legend.setMaximumHeight(sum(names) if self._below else _ANY)

    def _redraw(self, *_: object) -> None:
        pair = self.pair
        if pair is None:
            return
        figures = [self._figures(side, pair.band) for side in pair.sides]
        top = max(_top(one) for one in figures)
        for chart, shown, one, color in zip(
            self.sides, pair.sides, figures, self._colors, strict=True
        ):
            chart.show_figures(one, top)
            chart.show_side(shown, pair.band, color)
        self.legend.show_series(self._series(pair))
        self._fit_legend()
        self.legend.setAccessibleName(str(Text("Legend")))
        self.setAccessibleName(summary(pair, None))

    def _figures(self, shown: BalanceSheet, band: str) -> Figures:
        hidden, inside = self.legend.hidden_keys, counted(band)
        areas: list[Area] = []
        below: Numbers = np.zeros(shown.periods.count)
        for name in inside:
            if name not in hidden:
                areas.append(Area(name, below, below + shown.receipts[name], True))
                below = below + shown.receipts[name]
        whole = not hidden.intersection(inside) and POSSIBLE not in hidden
        first = shown.first_short(band)
        return Figures(
            np.array(shown.edges, dtype=float),
            areas,
            (shown.cumulative(band), shown.cumulative(band, high=True)) if whole else None,
            shown.demand if DEMAND not in hidden else None,
            shown.shortage[band] if SHORTAGE not in hidden else None,
            short=shown.found.bands[band].shortage > NO_SHORTAGE,
            first_short=first,
            flag="" if first is None else verdict(shown, band),
        )

    def _series(self, pair: Pair) -> list[Series]:
        ink, inside = Ink.of(self.palette()), counted(pair.band)
        made = [
            Series(DEMAND, str(Text("Demand")), ink.text, "dashes"),
            Series(SHORTAGE, str(Text("Shortage")), QColor(theme.colors().error),
                   draw_shortage_mark),
        ]  # fmt: skip
        if any(
            (side.cumulative(pair.band, high=True) - side.cumulative(pair.band) > NO_SHORTAGE).any()
            for side in pair.sides
        ):
            made.append(Series(POSSIBLE, str(Text("Possible, not sure")), ink.muted, "hatching"))
        for name in reversed([band for band in BANDS if band in inside]):
            made.append(Series(name, str(BAND_NAMES[name]), firmness_color(name), swatch(name)))
        return made

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another palette."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationPaletteChange):
            self._redraw()

    # Pointing and reading

    def _on_hovered(self, plot: ChartWidget, place: QPoint | None) -> None:
        period = None
        if place is not None and plot.in_plot(place):
            period = self.sides[0].layer.figures.period_at(plot.month_at(place))
        if place is None or period is None:
            self.panel.clear_sheet()
            return
        parent = self.panel.parentWidget()
        assert parent is not None
        self.panel.show_sheet(self.sheet(period), plot.mapTo(parent, place))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Read with Shift and the arrows, from period to period, in both plots at once."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if step is None or not shift or self.pair is None:
            return False
        edges, figures = self.pair.a.edges, self.sides[0].layer.figures
        here = None if self.span.pointer is None else figures.period_at(self.span.pointer)
        now = 0 if here is None else min(max(here + step, 0), len(edges) - 2)
        self.span.reveal(edges[now])
        self.span.point((edges[now] + edges[now + 1]) / 2)
        side = next(one for one in self.sides if one.plot is watched)
        self._on_hovered(side.plot, self._middle(side.plot))
        side.plot.setAccessibleDescription(self.sheet(now).plain_text())
        return True

    def _middle(self, plot: ChartWidget) -> QPoint:
        """Give where the pointer's month stands, half-way up the plot."""
        corner, box = plot.plot_corner(), plot.plot_box()
        x = min(max(plot.x_of(self.span.pointer or 0.0), 1.0), box.width() - 1)
        return QPoint(round(corner.x() + x), round(corner.y() + box.height() / 2))

    def sheet(self, period: int) -> Sheet:
        """Give the figures of a period in both scenarios."""
        pair = self.pair
        assert pair is not None

        def both(of_a: Numbers, of_b: Numbers) -> str:
            a, b = figure(float(of_a[period])), figure(float(of_b[period]))
            return str(Text("A {a} t, B {b} t", a=a, b=b) if a != b else Text("{n} t", n=a))

        a, b, band = pair.a, pair.b, pair.band
        rows = [
            Row(str(BAND_NAMES[name]), both(a.receipts[name], b.receipts[name]),
                firmness_color(name))
            for name in counted(band)
        ]  # fmt: skip
        rows += [
            Row(str(Text("Demand")), both(a.demand, b.demand), rule_above=True),
            Row(str(Text("Shortage")), both(a.shortage[band], b.shortage[band]), strong=True),
            Row(str(Text("Closing stock")), both(a.closing[band], b.closing[band])),
        ]
        return Sheet(period_text(a, period), rows)


def _top(figures: Figures) -> float:
    """Give the end of the scale: demand and what is sure fit, the rest as far as it goes."""

    def peak(lines: list[Numbers]) -> float:
        finite = (float(one[np.isfinite(one)].max(initial=0.0)) for one in lines)
        return max(finite, default=0.0)

    base = peak([a.top for a in figures.areas if a.band != FREE])
    if figures.demand is not None:
        base = max(base, peak([figures.demand]))
    more = [a.top for a in figures.areas]
    if figures.possible is not None:
        more.append(figures.possible[1])
    reach = max(base, peak(more))
    top = min(reach, base * _STRETCH) if base > NO_SHORTAGE else reach
    return top * _HEADROOM if top > NO_SHORTAGE else 1.0
