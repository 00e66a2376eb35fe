"""ConcentrationChart: by year, on how few suppliers, countries, parents and feeds metal depends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.core.i18n import Text
from desktop.planning.concentration import ORIGINS
from desktop.planning.exposure import Course, Exposure
from desktop.planning.risk_text import (
    HIGHLY_CONCENTRATED,
    ORIGIN_NAMES,
    headline,
    index_text,
    summary,
    year_text,
)
from desktop.ui import theme
from desktop.ui.charts.axes import TimeAxis, ValueAxis
from desktop.ui.charts.chart_widget import ChartWidget
from desktop.ui.charts.figure_panel import FigurePanel, Row, Sheet
from desktop.ui.charts.ink import Ink, faded, haloed, line, small
from desktop.ui.charts.legend import Legend, Series
from desktop.ui.charts.plot_layer import Figures, PlotLayer
from desktop.ui.charts.time_span import TimeSpan

REFERENCE = " reference"
_TOP = 1.06
#: Wide lines lie under narrow ones, so that those with the same figures are all to be seen.
_WIDTHS = {"supplier": 7.0, "country": 5.0, "parent": 3.2, "feed": 1.6}


@dataclass
class Lines:
    """What is drawn: the courses by origin, what the reference is called (the longest name that
    fits is written), and the months of the year that is chosen."""

    courses: dict[str, Course] = field(default_factory=dict)
    reference: tuple[str, ...] = ()
    chosen: tuple[float, float] | None = None


def origin_color(origin: str) -> QColor:
    """Give the colour of an origin."""
    return theme.series_colors(len(ORIGINS))[ORIGINS.index(origin)]


class ConcentrationLayer(PlotLayer):
    """A line per origin with a point in the middle of each year; intervals are shaded."""

    lines = Lines()

    def draw(self, painter: QPainter, ink: Ink) -> None:
        """Draw from the back to the front."""
        if self.lines.chosen is not None:
            left, right = (self.chart.x_of(month) for month in self.lines.chosen)
            tall = self.boundingRect().height()
            painter.fillRect(QRectF(left, 0, right - left, tall), faded(ink.accent, 0.12))
        self.draw_grid(painter, ink)
        if len(self.figures.edges) > 1:
            for origin, course in self.lines.courses.items():
                self._draw_between(painter, origin, course)
            for origin, course in self.lines.courses.items():
                self._draw_line(painter, ink, origin, course.low)
                if (course.high > course.low + 1e-9).any():
                    self._draw_line(painter, ink, origin, course.high, Qt.PenStyle.DotLine)
            self._draw_reference(painter, ink)
        self.draw_marks(painter, ink, labels=True)

    def points(self, values: np.ndarray) -> list[QPointF | None]:
        """Give the place of each year, nothing where there is no figure."""
        edges = self.figures.edges
        middles = (edges[:-1] + edges[1:]) / 2
        return [
            None if np.isnan(v) else QPointF(self.chart.x_of(float(m)), self.y_of(float(v)))
            for m, v in zip(middles, values, strict=True)
        ]

    def _draw_between(self, painter: QPainter, origin: str, course: Course) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(origin_color(origin), 0.16))
        low, high = _stretches(self.points(course.low)), _stretches(self.points(course.high))
        for below, above in zip(low, high, strict=True):
            if len(below) == 1:
                at = below[0]
                painter.drawRect(QRectF(at.x() - 4, above[0].y(), 8, at.y() - above[0].y()))
            else:
                painter.drawPolygon(QPolygonF([*below, *reversed(above)]))

    def _draw_line(
        self, painter: QPainter, ink: Ink, origin: str, values: np.ndarray,
        style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    ) -> None:  # fmt: skip
        color, width = origin_color(origin), _WIDTHS[origin]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for part in _stretches(self.points(values)):
            painter.setPen(line(color, width, style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(part))
            painter.setPen(line(ink.base, 1))
            painter.setBrush(color)
            for at in part:
                painter.drawEllipse(at, width / 2 + 1.5, width / 2 + 1.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _draw_reference(self, painter: QPainter, ink: Ink) -> None:
        if not self.lines.reference:
            return
        y = round(self.y_of(HIGHLY_CONCENTRATED)) + 0.5
        pen = line(ink.muted, 1)
        pen.setDashPattern([6.0, 4.0])
        painter.setPen(pen)
        wide = self.boundingRect().width()
        painter.drawLine(QLineF(0, y, wide, y))
        painter.setFont(small(self.chart.font(), 0.82))
        for said in self.lines.reference:
            room = painter.fontMetrics().horizontalAdvance(said) + 8
            if room < wide:
                at = QPointF(wide - room + 4, y - 4)
                haloed(painter, at, said, ink.muted, ink.base)
                return


def _stretches(points: list[QPointF | None]) -> list[list[QPointF]]:
    """Give the points in runs without a gap."""
    found: list[list[QPointF]] = [[]]
    for point in points:
        if point is not None:
            found[-1].append(point)
        elif found[-1]:
            found.append([])
    return [part for part in found if part]


class ConcentrationChart(QWidget):
    """The four lines with their legend; a year can be chosen in it."""

    #: A year was clicked, or Enter was pressed on it.
    year_chosen = Signal(int)

    def __init__(self, span: TimeSpan, panel: FigurePanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.span, self.panel = span, panel
        self.shown: Exposure | None = None
        self.legend = Legend(self)
        self.axis, time_axis = ValueAxis(self.font()), TimeAxis(span, self.font())
        self.plot = ChartWidget(span, self.axis, time_axis, self)
        self.layer = ConcentrationLayer(self.plot, self.axis, time_axis)
        self.axis.top = _TOP
        self.plot.view_box.setYRange(0, _TOP, padding=0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.legend)
        row.addWidget(self.plot, 1)
        self.legend.toggled.connect(self._redraw)
        self.plot.hovered.connect(self._on_hovered)
        self.plot.clicked.connect(self._on_clicked)
        self.plot.installEventFilter(self)

    def show_exposure(self, shown: Exposure) -> None:
        """Show these figures."""
        self.shown = shown
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
        shown = self.shown
        if shown is None:
            return
        hidden, year = self.legend.hidden_keys, shown.question.year
        edges = [*(y * 12 for y in shown.years), (shown.years[-1] + 1) * 12]
        self.layer.figures = Figures(np.array(edges, dtype=float))
        n = HIGHLY_CONCENTRATED
        said = (Text("highly concentrated above {n} (US merger guidelines, 2023)", n=n),
                Text("US merger guidelines: {n}", n=n))  # fmt: skip
        self.layer.lines = Lines(
            {origin: shown.courses[origin] for origin in ORIGINS if origin not in hidden},
            () if REFERENCE in hidden else tuple(map(str, said)),
            None if year is None else (year * 12, year * 12 + 12),
        )
        series = [
            Series(origin, str(ORIGIN_NAMES[origin]), origin_color(origin), _mark(origin))
            for origin in ORIGINS
        ]
        ink = Ink.of(self.palette())
        series.append(Series(REFERENCE, str(Text("Highly concentrated")), ink.muted, "dashes"))
        self.legend.show_series(series)
        self.retranslate()

    def retranslate(self) -> None:
        """Set the texts in the language in use."""
        self.layer.today_label = str(Text("today"))
        self.legend.setAccessibleName(str(Text("Legend")))
        self.axis.unit = str(Text("Concentration"))
        if self.shown is not None:
            self.plot.setAccessibleName(headline(self.shown))
            self.plot.setAccessibleDescription(summary(self.shown))
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

    def _place_at(self, place: QPoint) -> int | None:
        inside = self.shown is not None and self.plot.in_plot(place)
        return self.layer.figures.period_at(self.plot.month_at(place)) if inside else None

    def _on_hovered(self, place: QPoint | None) -> None:
        at = None if place is None else self._place_at(place)
        if place is None or at is None:
            self.panel.clear_sheet()
            return
        self.panel.show_sheet(self.sheet(at), self.plot.mapTo(self.panel.parentWidget(), place))

    def _on_clicked(self, place: QPoint) -> None:
        at = self._place_at(place)
        if at is not None and self.shown is not None:
            self.year_chosen.emit(self.shown.years[at])

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Read with Shift and the arrows, from year to year; Enter chooses the year."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if self.shown is None:
            return False
        key, pointer = Qt.Key(event.key()), self.span.pointer
        here = None if pointer is None else self.layer.figures.period_at(pointer)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        if step and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._read(0 if here is None else min(max(here + step, 0), len(self.shown.years) - 1))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and here is not None:
            self.year_chosen.emit(self.shown.years[here])
            return True
        return False

    def _read(self, at: int) -> None:
        middle = float(self.layer.figures.edges[at]) + 6
        self.span.point(middle)
        place = self.plot.mapTo(self.panel.parentWidget(), self.place_of(middle, _TOP / 2))
        self.panel.show_sheet(self.sheet(at), place)
        self.plot.setAccessibleDescription(self.sheet(at).plain_text())

    def sheet(self, at: int) -> Sheet:
        """Give the four figures of a year."""
        shown = self.shown
        assert shown is not None
        rows = []
        for origin in ORIGINS:
            course = shown.courses[origin]
            ends = (float(course.low[at]), float(course.high[at]))
            rows.append(Row(str(ORIGIN_NAMES[origin]), index_text(ends), origin_color(origin)))
        return Sheet(year_text(shown.years[at]), rows, [str(Text("Click to choose the year"))])


def _draw_mark(origin: str, painter: QPainter, place: QRectF, ink: Ink) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color, width = origin_color(origin), _WIDTHS[origin]
    middle = place.center()
    painter.setPen(line(color, width))
    painter.drawLine(QLineF(place.left() - 2, middle.y(), place.right() + 3, middle.y()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


#: One function per origin, so that the legend sees when nothing has changed.
_MARKS: dict[str, Callable[[QPainter, QRectF, Ink], None]] = {
    origin: partial(_draw_mark, origin) for origin in ORIGINS
}


def _mark(origin: str) -> Callable[[QPainter, QRectF, Ink], None]:
    return _MARKS[origin]
