"""PromiseChart: what each agreement is granted of one capacity record, against what there is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.core.i18n import Text
from desktop.planning.balance import FREE, NO_SHORTAGE
from desktop.planning.months import Numbers
from desktop.planning.promise_table import Account, PromiseTable
from desktop.planning.promise_text import (
    FIGURES,
    amount_in,
    party,
    period_names,
    summary,
    title,
    unit_text,
)
from desktop.planning.promises import Range
from desktop.ui import theme
from desktop.ui.charts.axes import TimeAxis, ValueAxis
from desktop.ui.charts.balance_layer import draw_shortage_mark
from desktop.ui.charts.chart_widget import ChartWidget
from desktop.ui.charts.figure_panel import FigurePanel, Row, Sheet
from desktop.ui.charts.firmness import firmness_color, swatch
from desktop.ui.charts.ink import Ink
from desktop.ui.charts.legend import Legend, Series
from desktop.ui.charts.plot_layer import Figures
from desktop.ui.charts.promise_layer import (
    Bars,
    Block,
    PromiseLayer,
    draw_line_mark,
    draw_maybe_mark,
)
from desktop.ui.charts.time_span import TimeSpan

EFFECTIVE, OPEN, SHORT, MAYBE = " effective", " open", " short", " maybe"
_HEADROOM = 1.12
_BIG = 1e30


class PromiseChart(QWidget):
    """Bars by period for one account, its agreements in the legend."""

    #: A bar was clicked: type and id of the record that is meant.
    record_clicked = Signal(str, int)

    def __init__(self, span: TimeSpan, panel: FigurePanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.span, self.panel = span, panel
        self.shown: PromiseTable | None = None
        self.account: Account | None = None
        self.chosen: int | None = None
        self.legend = Legend(self)
        self.axis, time_axis = ValueAxis(self.font()), TimeAxis(span, self.font())
        self.plot = ChartWidget(span, self.axis, time_axis, self)
        self.layer = PromiseLayer(self.plot, self.axis, time_axis)
        self.plot.setMinimumHeight(theme.space(7))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.legend)
        row.addWidget(self.plot, 1)
        self.legend.toggled.connect(self._redraw)
        self.plot.hovered.connect(self._on_hovered)
        self.plot.clicked.connect(self._on_clicked)
        self.plot.installEventFilter(self)

    # What is shown

    def show_account(
        self, shown: PromiseTable, account: Account | None, agreement: int | None = None
    ) -> None:
        """Show an account (None: nothing) with one of its agreements brought out."""
        if account is None or self.account is None or account.key != self.account.key:
            self.legend.hidden_keys.clear()
        self.shown, self.account, self.chosen = shown, account, agreement
        self.panel.clear_sheet()
        self._redraw()

    def show_today(self, month: float) -> None:
        """Mark a moment, as months with their part that has passed."""
        self.layer.today = month

    def set_left(self, names: int, axis: int) -> None:
        """Set how wide the legend and the axis are, in pixels."""
        self.legend.setFixedWidth(names)
        self.axis.setWidth(axis)

    def _redraw(self, *_: object) -> None:
        shown, account = self.shown, self.account
        if shown is None or account is None:
            self.layer.bars, self.layer.figures = Bars(), Figures()
            self.legend.show_series([])
            self.layer.update()
            return
        self.layer.figures = Figures(np.array(shown.edges, dtype=float))
        self.layer.bars = bars = self._bars(account)
        self.axis.top = bars.peak * _HEADROOM if bars.peak > NO_SHORTAGE else 1.0
        self.plot.view_box.setYRange(0, self.axis.top, padding=0)
        self.legend.show_series(self._series(account, bars))
        self.retranslate()

    def _bars(self, account: Account) -> Bars:
        hidden = self.legend.hidden_keys
        level = np.zeros_like(account.effective.low)
        blocks = []
        for promise in account.promises:
            one = promise.agreement
            if str(one.id) not in hidden:
                top = level + _finite(promise.granted.low)
                blocks.append(Block(one.id, one.firmness, promise.turn, level, top))
                level = top
        given, there = _finite(account.granted.high), account.effective.low
        reach = np.maximum(level, given)
        free = np.maximum(there, reach)
        sure = free + _finite(account.short.low)
        most = free + _finite(account.short.high)
        shown = [there, level, sure, *([most] if MAYBE not in hidden else [])]
        # What has no bound does not stretch the scale.
        shown.append(np.where(reach < _BIG, reach, 0.0))
        return Bars(
            tuple(blocks),
            _if(OPEN not in hidden, level, reach),
            _if(FREE not in hidden, reach, free),
            _if(SHORT not in hidden, free, sure),
            _if(MAYBE not in hidden, sure, most),
            there if account.capacity is not None and EFFECTIVE not in hidden else None,
            self.chosen,
            max(float(line.max(initial=0.0)) for line in shown),
        )

    def _series(self, account: Account, bars: Bars) -> list[Series]:
        ink, hidden, made = Ink.of(self.palette()), self.legend.hidden_keys, []
        red = QColor(theme.colors().error)

        def add(key: str, part: object, text: Text, color: QColor, mark: object) -> None:
            if part is not None or key in hidden:
                made.append(Series(key, str(text), color, mark))  # type: ignore[arg-type]

        add(MAYBE, bars.maybe, Text("May be short"), red, draw_maybe_mark)
        add(SHORT, bars.short, Text("Over-promised"), red, draw_shortage_mark)
        if account.capacity is not None:
            add(EFFECTIVE, bars, Text("Effective capacity"), ink.text, draw_line_mark)
        add(FREE, bars.free, Text("Free"), firmness_color(FREE), swatch(FREE))
        add(OPEN, bars.open, Text("Depends on what is undisclosed"), ink.muted, "hatching")
        for promise in reversed(account.promises):
            one = promise.agreement
            label = f"{promise.turn} {party(promise)}"
            made.append(
                Series(str(one.id), label, firmness_color(one.firmness), swatch(one.firmness))
            )
        return made

    def retranslate(self) -> None:
        """Set the texts in the language in use."""
        self.layer.today_label = str(Text("today"))
        self.legend.setAccessibleName(str(Text("Legend")))
        if self.shown is not None and self.account is not None:
            self.axis.unit = unit_text(self.shown)
            self.plot.setAccessibleName(title(self.account, period_names(self.shown)))
            self.plot.setAccessibleDescription(summary(self.shown, self.account))
        for part in (self.axis, self.layer):
            part.update()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another palette."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationPaletteChange):
            self.panel.clear_sheet()
            self._redraw()

    # Pointing, clicking and reading

    def place_of(self, month: float, value: float) -> QPoint:
        """Give where a month and a value stand in the plot."""
        at = QPointF(self.plot.x_of(month), self.layer.y_of(value))
        return (self.plot.plot_corner() + at).toPoint()

    def _period_at(self, place: QPoint) -> int | None:
        inside = self.account is not None and self.plot.in_plot(place)
        return self.layer.figures.period_at(self.plot.month_at(place)) if inside else None

    def _on_hovered(self, place: QPoint | None) -> None:
        period = None if place is None else self._period_at(place)
        if place is None or period is None:
            self.panel.clear_sheet()
            return
        at = self.plot.mapTo(self.panel.parentWidget(), place)
        self.panel.show_sheet(self.sheet(period), at)

    def _on_clicked(self, place: QPoint) -> None:
        period, account = self._period_at(place), self.account
        if period is None or account is None:
            return
        height = place.y() - self.plot.plot_corner().y()
        value = self.axis.top * (1 - height / self.layer.boundingRect().height())
        block = self.layer.block_at(period, value)
        if block is not None:
            self.record_clicked.emit("agreement", block.agreement)
        elif account.capacity is not None:
            self.record_clicked.emit("capacity", account.capacity.id)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Read with Shift and the arrows, from period to period."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if not step or not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        if self.account is not None:
            self._read_next(step)
        return True

    def _read_next(self, step: int) -> None:
        edges = self.layer.figures.edges
        pointer = self.span.pointer
        here = None if pointer is None else self.layer.figures.period_at(pointer)
        now = 0 if here is None else min(max(here + step, 0), len(edges) - 2)
        middle = float(edges[now] + edges[now + 1]) / 2
        self.span.point(middle)
        place = self.place_of(middle, self.axis.top / 2)
        self.panel.show_sheet(self.sheet(now), self.plot.mapTo(self.panel.parentWidget(), place))
        self.plot.setAccessibleDescription(self.sheet(now).plain_text())

    def sheet(self, period: int) -> Sheet:
        """Give all figures of a period."""
        shown, account = self.shown, self.account
        assert shown is not None and account is not None

        def tonnes(found: Range) -> str:
            return str(Text("{n} t", n=amount_in(found, period)))

        rows = []
        if account.capacity is not None:
            rows.append(Row(str(Text("Effective capacity")), tonnes(account.effective)))
        for promise in account.promises:
            label = f"{promise.turn} {party(promise)}"
            figures = str(Text("{granted} of {asked} t", granted=amount_in(promise.granted, period),
                               asked=amount_in(promise.asked, period)))  # fmt: skip
            color = firmness_color(promise.agreement.firmness)
            rows.append(Row(label, figures, color, promise.agreement.id == self.chosen))
        short, free = str(FIGURES["short"]).capitalize(), str(FIGURES["free"]).capitalize()
        rows.append(Row(short, tonnes(account.short), strong=True, rule_above=True))
        if account.capacity is not None:
            rows.append(Row(free, tonnes(account.free)))
        return Sheet(period_names(shown)[period], rows)


def _finite(values: Numbers) -> Numbers:
    found: Numbers = np.minimum(values, _BIG)
    return found


def _if(wanted: bool, bottom: Numbers, top: Numbers) -> tuple[Numbers, Numbers] | None:
    """Give a part of the bars, nothing where it is hidden or has no height anywhere."""
    return (bottom, top) if wanted and bool((top - bottom > NO_SHORTAGE).any()) else None
