"""WaterfallChart: the way from one scenario's total to another's, a bar per adjustment."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.core.fields import plain
from desktop.core.i18n import Text
from desktop.planning.comparison import Waterfall
from desktop.planning.comparison_text import NOTHING, part_text, shown_parts
from desktop.planning.timeline_text import tonnes
from desktop.ui import theme
from desktop.ui.charts.axes import value_ticks
from desktop.ui.charts.firmness import box_of, rule
from desktop.ui.charts.ink import Ink, faded, line, small, width_of

_ROW = 1.75  # in heights of a line
_AXIS = 2.7
#: Totals of which all bars lie above this share of the greatest are drawn from further on.
_FAR = 0.6


@dataclass(frozen=True)
class Bar:
    """A row: a total from the beginning of the scale, or a step from `start` to `end`, in t."""

    label: str
    figure: str
    start: float
    end: float
    total: bool
    color: QColor | None = None
    adjustment: int | None = None


def bars_of(
    gap: Waterfall, names: tuple[str, str], colors: tuple[QColor | None, QColor | None]
) -> list[Bar]:
    """Give the rows of a waterfall: the total of A, the steps, the total of B."""
    made = [Bar(f"A: {names[0]}", tonnes(gap.before), 0.0, gap.before, True, colors[0])]
    at = gap.before
    for part in shown_parts(gap):
        made.append(Bar(
            str(part.label), part_text(part), at, at + part.tonnes, False, None,
            part.adjustment.id,
        ))  # fmt: skip
        at += part.tonnes
    return [*made, Bar(f"B: {names[1]}", tonnes(gap.after), 0.0, gap.after, True, colors[1])]


class WaterfallChart(QWidget):
    """Rows of bars that lie where the one before ended; more is bad news for a shortage only."""

    #: An adjustment was clicked, or Enter was pressed on it: its id.
    adjustment_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: list[Bar] = []
        self.more_is_bad = True
        self.axis_text = ""
        self.current: int | None = None
        self._low, self._high = 0.0, 1.0
        self._labels = theme.space(12)
        self._shows_focus = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: list[Bar], more_is_bad: bool, axis_text: str, said: str) -> None:
        """Show these bars; `axis_text` names quantity, unit and time, `said` all in words."""
        self.bars, self.more_is_bad, self.axis_text = bars, more_is_bad, axis_text
        self.current = None
        self._low, self._high = _scale(bars)
        self.setAccessibleName(axis_text)
        self.setAccessibleDescription(said)
        self.updateGeometry()
        self.update()

    def set_labels(self, width: int) -> None:
        """Set how wide the names are, in pixels."""
        self._labels = width
        self.update()

    def sizeHint(self) -> QSize:
        """A line per bar, and the axis."""
        return QSize(theme.space(30), self._row() * len(self.bars) + theme.space(_AXIS))

    def minimumSizeHint(self) -> QSize:
        """As tall as all bars, and wide enough to be read."""
        return QSize(theme.space(20), self.sizeHint().height())

    # Where things stand

    def _row(self) -> int:
        return theme.space(_ROW)

    def _room(self) -> QRectF:
        """Give the place of the bars, with room for figures at the right."""
        figures = max((width_of(bar.figure, self.font()) for bar in self.bars), default=0.0)
        left = self._labels + theme.space(0.6)
        right = self.width() - figures - theme.space(1.2)
        return QRectF(left, 0, max(right - left, 20.0), self._row() * len(self.bars))

    def x_of(self, value: float) -> float:
        """Give where a value stands, in pixels of the widget."""
        room = self._room()
        share = (value - self._low) / (self._high - self._low)
        return room.left() + share * room.width()

    def bar_rect(self, place: int) -> QRectF:
        """Give the place of a bar; even the smallest can be seen."""
        bar, row = self.bars[place], self._row()
        start = self._low if bar.total else bar.start
        ends = sorted((round(self.x_of(start)), round(self.x_of(bar.end))))
        inset = round(row * 0.19)
        height = row - 2 * inset
        return QRectF(ends[0], place * row + inset, max(ends[1] - ends[0], 2), height)

    def bar_at(self, place: QPoint) -> int | None:
        """Give the row under a place of the widget."""
        found = place.y() // self._row()
        return found if 0 <= found < len(self.bars) else None

    # Draw

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw grid, rows and the axis below them."""
        painter, ink = QPainter(self), Ink.of(self.palette())
        painter.fillRect(self.rect(), ink.base)
        if not self.bars:
            return
        ticks = self._ticks()
        self._draw_grid(painter, ink, ticks)
        for place in range(len(self.bars)):
            self._draw_row(painter, ink, place)
        self._draw_axis(painter, ink, ticks)

    def _ticks(self) -> list[float]:
        room = 5.0 * QFontMetricsF(small(self.font())).height()
        reach = self._high - self._low
        step = value_ticks(reach, self._room().width(), room)
        every = step[1] if len(step) > 1 else reach
        first = math.ceil(self._low / every - 1e-9)
        last = math.floor(self._high / every + 1e-9)
        return [round(n * every, 12) for n in range(first, last + 1)]

    def _draw_grid(self, painter: QPainter, ink: Ink, ticks: list[float]) -> None:
        bottom = self._room().bottom()
        for value in ticks:
            x = round(self.x_of(value)) + 0.5
            painter.setPen(line(ink.rule if value == 0 else ink.grid))
            painter.drawLine(QLineF(x, 0, x, bottom))

    def _draw_row(self, painter: QPainter, ink: Ink, place: int) -> None:
        bar, row, rect = self.bars[place], self._row(), self.bar_rect(place)
        if place == self.current:
            ground = QRectF(0, place * row, self.width(), row)
            painter.fillRect(ground, faded(ink.text, 0.06))
            if self._shows_focus:
                painter.setPen(line(ink.accent, 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(ground.adjusted(1, 1, -1, -1))
        color = self._color(bar, ink)
        if bar.total:
            painter.fillRect(rect, color)
            self._tear(painter, ink, rect)
        else:
            self._draw_step(painter, rect, color, bar)
        if place + 1 < len(self.bars):
            x = round(self.x_of(bar.end)) + 0.5
            painter.setPen(line(ink.muted, 1, Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(x, rect.bottom(), x, self.bar_rect(place + 1).top()))
        self._draw_words(painter, ink, place, rect)

    def _draw_step(self, painter: QPainter, rect: QRectF, color: QColor, bar: Bar) -> None:
        """Fill what is bad news with slanted lines too, so that it is told without colour."""
        painter.fillRect(rect, faded(color, 0.26))
        if self._is_bad(bar):
            rule(painter, *box_of(rect), color, 6, 1.4, falling=True)
        painter.setPen(line(color, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))

    def _tear(self, painter: QPainter, ink: Ink, rect: QRectF) -> None:
        """Show by a gap that a total does not begin at the left end of the scale."""
        if self._low <= 0:
            return
        gap, lean = theme.space(0.18), theme.space(0.3)
        x = rect.left() + theme.space(0.7)
        path = QPainterPath(QPointF(x, rect.bottom()))
        path.lineTo(x + lean, rect.top())
        path.lineTo(x + lean + gap, rect.top())
        path.lineTo(x + gap, rect.bottom())
        painter.fillPath(path, ink.base)

    def _is_bad(self, bar: Bar) -> bool:
        return (bar.end > bar.start) == self.more_is_bad and abs(bar.end - bar.start) > NOTHING

    def _color(self, bar: Bar, ink: Ink) -> QColor:
        if bar.total:
            return bar.color or ink.muted
        if abs(bar.end - bar.start) <= NOTHING:
            return ink.muted
        return QColor(theme.colors().error if self._is_bad(bar) else theme.colors().good)

    def _draw_words(self, painter: QPainter, ink: Ink, place: int, rect: QRectF) -> None:
        bar, row = self.bars[place], self._row()
        font = small(self.font(), 1.0, bold=bar.total)
        painter.setFont(font)
        painter.setPen(ink.text)
        room = QRectF(theme.space(0.3), place * row, self._labels - theme.space(0.3), row)
        middle = Qt.AlignmentFlag.AlignVCenter
        words = painter.fontMetrics().elidedText(
            bar.label, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, words)
        if not bar.total:
            painter.setPen(self._color(bar, ink))
        at = QRectF(rect.right() + theme.space(0.35), place * row, self.width(), row)
        painter.drawText(at, middle | Qt.AlignmentFlag.AlignLeft, bar.figure)

    def _draw_axis(self, painter: QPainter, ink: Ink, ticks: list[float]) -> None:
        room, font = self._room(), small(self.font())
        painter.setFont(font)
        height = QFontMetricsF(font).height()
        painter.setPen(line(ink.rule))
        y = room.bottom() + 0.5
        painter.drawLine(QLineF(room.left(), y, room.right(), y))
        painter.setPen(ink.muted)
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        for value in ticks:
            box = QRectF(self.x_of(value) - 60, y + theme.space(0.1), 120, height)
            painter.drawText(box, centre, plain(value))
        said = self.axis_text
        if self._low > 0:
            said = str(Text("{axis}; the scale does not begin at 0", axis=said))
        # A sentence longer than the scale begins further left.
        left = max(min(room.left(), self.width() - width_of(said, font) - 4), 0.0)
        below = QRectF(left, y + theme.space(0.15) + height, self.width() - left, height)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, said)

    # Point and read

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Bring out the row under the pointer, and say it in full."""
        place = self.bar_at(event.position().toPoint())
        self._go_to(place)
        if place is not None:
            bar = self.bars[place]
            said = f"{bar.label}: {bar.figure}"
            QToolTip.showText(event.globalPosition().toPoint(), said, self)
            self.setCursor(
                Qt.CursorShape.PointingHandCursor
                if bar.adjustment is not None
                else Qt.CursorShape.ArrowCursor
            )

    def leaveEvent(self, event: QEvent) -> None:
        """Bring out nothing."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._go_to(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the adjustment that was clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self.bar_at(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from bar to bar with the arrows; Enter chooses the adjustment."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self.bars:
            here = -1 if self.current is None else self.current
            self._go_to(min(max(here + step, 0), len(self.bars) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is; a click needs no such sign."""
        super().focusInEvent(event)
        self._shows_focus = event.reason() != Qt.FocusReason.MouseFocusReason
        if self._shows_focus and self.current is None and self.bars:
            self._go_to(0)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the sign away."""
        super().focusOutEvent(event)
        self._shows_focus = False
        self._go_to(None)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours and the font in use."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self.update()

    def _go_to(self, place: int | None) -> None:
        if place != self.current:
            self.current = place
            if place is not None:
                bar = self.bars[place]
                self.setAccessibleName(f"{bar.label}: {bar.figure}")
            self.update()

    def _choose(self, place: int | None) -> None:
        adjustment = None if place is None else self.bars[place].adjustment
        if adjustment is not None:
            self.adjustment_chosen.emit(adjustment)


def _scale(bars: list[Bar]) -> tuple[float, float]:
    """Give both ends of the scale in t; it begins at 0 unless all bars lie far from it."""
    ends = [value for bar in bars for value in (bar.end, bar.end if bar.total else bar.start)]
    least, most = min(ends, default=0.0), max(ends, default=0.0)
    if least > most * _FAR and most - least > NOTHING:
        spread = most - least
        # Of the totals, at least as much shows as of all steps together.
        return max(least - spread, 0.0), most
    low = min(least, 0.0)
    return low, most if most - low > NOTHING else low + 1.0
