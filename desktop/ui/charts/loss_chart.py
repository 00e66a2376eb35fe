"""LossChart: the shortage month by month, with everything in place and with one source lost."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.i18n import Text
from desktop.planning.balance import NO_SHORTAGE
from desktop.planning.concentration import Loss
from desktop.planning.exposure import Exposure
from desktop.planning.months import Numbers
from desktop.planning.risk_text import loss_sentence, month_text
from desktop.planning.timeline_text import UNITS, tonnes
from desktop.ui import theme
from desktop.ui.charts.axes import TimeAxis, ValueAxis
from desktop.ui.charts.chart_widget import ChartWidget
from desktop.ui.charts.figure_panel import FigurePanel, Row, Sheet
from desktop.ui.charts.firmness import rule
from desktop.ui.charts.ink import Ink, faded, line, small
from desktop.ui.charts.plot_layer import Figures, PlotLayer
from desktop.ui.charts.shapes import line_of, outlines
from desktop.ui.charts.time_span import TimeSpan

_HEADROOM = 1.3


@dataclass
class Shortage:
    """Shortage in t per month without and with the loss, and what the two are called."""

    base: Numbers = field(default_factory=lambda: np.zeros(0))
    lost: Numbers = field(default_factory=lambda: np.zeros(0))
    names: tuple[str, str] = ("", "")
    asked: tuple[float, float] | None = None


class LossLayer(PlotLayer):
    """Shortage that is there anyway is filled; what the loss adds is ruled."""

    shortage = Shortage()

    def draw(self, painter: QPainter, ink: Ink) -> None:
        """Draw from the back to the front."""
        asked, tall = self.shortage.asked, self.boundingRect().height()
        if asked is not None:
            left, right = (self.chart.x_of(month) for month in asked)
            painter.fillRect(QRectF(left, 0, right - left, tall), faded(ink.accent, 0.12))
        self.draw_grid(painter, ink)
        if len(self.figures.edges) > 1 and len(self.shortage.base):
            self._draw_shortage(painter, ink)
        self.draw_marks(painter, ink, labels=False)
        self._draw_names(painter, ink)

    def _draw_shortage(self, painter: QPainter, ink: Ink) -> None:
        red, x = QColor(theme.colors().error), self.x_of_edges()
        base, lost = self.heights(self.shortage.base), self.heights(self.shortage.lost)
        ground = np.full(len(base), round(self.boundingRect().height()), dtype=float)
        painter.setPen(line(faded(red, 0.0), 0))
        painter.setBrush(faded(red, 0.45))
        for outline in outlines(x, base, ground):
            painter.drawPolygon(outline)
        # A loss can also spare: what was drawn for others is then left.
        painter.setBrush(faded(red, 0.14))
        for outline in outlines(x, np.minimum(lost, base), base):
            painter.drawPolygon(outline)
        rule(painter, x, np.minimum(lost, base), base, red, 6, 1.4, falling=True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(line(red, 1.5))
        painter.drawPolyline(line_of(x, np.minimum(lost, ground - 1)))

    def _draw_names(self, painter: QPainter, ink: Ink) -> None:
        """Name the two in the upper left corner."""
        red = QColor(theme.colors().error)
        painter.setFont(small(self.chart.font(), 0.85))
        metrics = painter.fontMetrics()
        side, y = round(metrics.ascent() * 0.8), 4.0
        ground = [metrics.horizontalAdvance(name) for name in self.shortage.names]
        at = QRectF(4, 2, max(ground) + side + 16, 2 * metrics.height() + 6)
        painter.fillRect(at, faded(ink.base, 0.85))
        for n, name in enumerate(self.shortage.names):
            mark = QRectF(8, y + (metrics.height() - side) / 2, side, side)
            painter.fillRect(mark, faded(red, 0.14 if n == 0 else 0.45))
            if n == 0:
                edges = np.array([mark.left(), mark.right()])
                rule(painter, edges, np.array([mark.top()]), np.array([mark.bottom()]), red, 4,
                     1.2, falling=True)  # fmt: skip
            painter.setPen(ink.text)
            painter.drawText(QPointF(mark.right() + 5, y + metrics.ascent()), name)
            y += metrics.height() + 1


class LossChart(QWidget):
    """The two courses of shortage."""

    def __init__(self, span: TimeSpan, panel: FigurePanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.span, self.panel = span, panel
        self.shown: Exposure | None = None
        self.loss: Loss | None = None
        self.axis, time_axis = ValueAxis(self.font()), TimeAxis(span, self.font())
        self.plot = ChartWidget(span, self.axis, time_axis, self)
        self.layer = LossLayer(self.plot, self.axis, time_axis)
        self.axis.setWidth(theme.space(4.1))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        self.plot.hovered.connect(self._on_hovered)

    def show_loss(self, shown: Exposure, loss: Loss | None) -> None:
        """Show what a loss does (None: the shortage as it is)."""
        self.shown, self.loss = shown, loss
        self.panel.clear_sheet()
        first, base = shown.horizon.first, shown.base
        lost = base if loss is None else loss.shortage
        self.layer.figures = Figures(np.arange(first, first + len(base) + 1, dtype=float))
        year = shown.question.year
        self.layer.shortage = Shortage(
            base, lost, asked=None if year is None else (year * 12, year * 12 + 12)
        )
        peak = max(float(base.max(initial=0.0)), float(lost.max(initial=0.0)))
        self.axis.top = peak * _HEADROOM if peak > NO_SHORTAGE else 1.0
        self.plot.view_box.setYRange(0, self.axis.top, padding=0)
        self.retranslate()

    def retranslate(self) -> None:
        """Set the texts in the language in use."""
        self.axis.unit = str(UNITS["month"])
        names = (str(Text("short with this loss")), str(Text("short anyway")))
        self.layer.shortage.names = names
        if self.shown is not None and self.loss is not None:
            self.plot.setAccessibleName(str(Text("Shortage by month")))
            self.plot.setAccessibleDescription(loss_sentence(self.shown, self.loss))
        for part in (self.axis, self.layer):
            part.update()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another palette."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationPaletteChange):
            self.layer.update()

    def _on_hovered(self, place: QPoint | None) -> None:
        inside = place is not None and self.shown is not None and self.plot.in_plot(place)
        at = None
        if place is not None and inside:
            at = self.layer.figures.period_at(self.plot.month_at(place))
        if place is None or at is None:
            self.panel.clear_sheet()
            return
        self.panel.show_sheet(self.sheet(at), self.plot.mapTo(self.panel.parentWidget(), place))

    def sheet(self, at: int) -> Sheet:
        """Give both figures of a month."""
        shown, shortage = self.shown, self.layer.shortage
        assert shown is not None
        base, lost = float(shortage.base[at]), float(shortage.lost[at])
        rows = [
            Row(shortage.names[0], tonnes(lost), strong=True),
            Row(shortage.names[1], tonnes(base)),
        ]
        return Sheet(month_text(shown.horizon.first + at), rows)
