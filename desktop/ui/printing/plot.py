"""Plot: draws a chart of a report on paper, with lines and areas as lines and areas.

Each area has a pattern beside its colour and each line its own strokes, so that a copy without
colours can be read as well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from desktop.core.report import Chart, Series
from desktop.planning.balance import FREE
from desktop.planning.timeline_text import figure
from desktop.ui.printing.paper import BAD, FAINT, INK, RULE, TWIPS, Styles

HEIGHT = 210 * TWIPS
_GAP = 6 * TWIPS
_BANDS = {
    "binding": ("#124f7e", 0), "conditional": ("#5da6d3", 1), "non-binding": ("#d08430", 2),
    FREE: ("#b9c2ca", 3),
}  # fmt: skip
#: After Okabe and Ito (2008), as on the screen.
_ANY = ("#0072b2", "#d98800", "#009e73", "#b8568f", "#56b4e9", "#c74f00", "#a89a00", "#6b7480")
_DASHES: tuple[tuple[float, ...], ...] = ((), (6, 3), (2, 2), (8, 3, 2, 3))


@dataclass(frozen=True)
class _Look:
    color: QColor
    pattern: int
    dashes: tuple[float, ...] = ()


def _area_look(series: Series, place: int) -> _Look:
    if series.ink in _BANDS:
        color, pattern = _BANDS[series.ink]
        return _Look(QColor(color), pattern)
    turn, at = divmod(place, len(_ANY))
    return _Look(QColor(_ANY[at]), (at + turn) % 4)


def _line_look(series: Series, place: int) -> _Look:
    if series.ink == "demand":
        return _Look(INK, 0, _DASHES[1])
    if series.ink == "shortage":
        return _Look(BAD, 0)
    return _Look(QColor(_ANY[place % len(_ANY)]), 0, _DASHES[place % len(_DASHES)])


class Plot:
    """A chart at a place of a page."""

    def __init__(self, chart: Chart, place: QRectF, styles: Styles) -> None:
        self._chart, self._place, self._styles = chart, place, styles
        count = len(chart.periods)
        sums = [sum(area.values[n] for area in chart.areas) for n in range(count)]
        peaks = [value for line in chart.lines for value in line.values if math.isfinite(value)]
        self._top = _round_up(max([*sums, *peaks, 0.0]))
        words = styles.small.metrics
        left = max(words.horizontalAdvance(figure(n * self._top / 4)) for n in range(5)) + _GAP
        right = self._legend_width()
        head = styles.strong.line + styles.small.line + _GAP
        mark = styles.small.line if chart.mark is not None else 0
        self._box = QRectF(place.left() + left, place.top() + head + mark,
                           place.width() - left - right - 2 * _GAP,
                           place.height() - head - mark - styles.small.line - _GAP)  # fmt: skip

    def _legend_width(self) -> float:
        names = [series.name for series in (*self._chart.areas, *self._chart.lines)]
        widest = max((self._styles.small.metrics.horizontalAdvance(n) for n in names), default=0)
        return min(widest + 20 * TWIPS, 0.3 * self._place.width())

    def paint(self, painter: QPainter) -> None:
        """Draw title, axes, areas, lines and legend."""
        small, strong = self._styles.small, self._styles.strong
        painter.setFont(strong.font)
        painter.setPen(INK)
        x, y = self._place.left(), self._place.top()
        painter.drawText(QPointF(x, y + strong.metrics.ascent()), self._chart.title)
        painter.setFont(small.font)
        painter.setPen(small.color)
        painter.drawText(QPointF(x, y + strong.line + small.metrics.ascent()), self._chart.unit)
        self._paint_axes(painter)
        below = [0.0] * len(self._chart.periods)
        for place, area in enumerate(self._chart.areas):
            above = [a + b for a, b in zip(below, area.values, strict=True)]
            self._paint_area(painter, below, above, _area_look(area, place))
            below = above
        for place, line in reversed(list(enumerate(self._chart.lines))):
            self._paint_line(painter, line, _line_look(line, place))
        self._paint_mark(painter)
        self._paint_legend(painter)

    # Where things stand

    def _x(self, period: float) -> float:
        return self._box.left() + period / max(len(self._chart.periods), 1) * self._box.width()

    def _y(self, value: float) -> float:
        return self._box.bottom() - min(value / self._top, 1.05) * self._box.height()

    def _paint_axes(self, painter: QPainter) -> None:
        small, box = self._styles.small, self._box
        painter.setFont(small.font)
        for n in range(5):
            value = n * self._top / 4
            y = self._y(value)
            painter.setPen(QPen(RULE if not n else FAINT, TWIPS * 0.6))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(small.color)
            words = QRectF(self._place.left(), y - small.line / 2,
                           box.left() - self._place.left() - _GAP / 2, small.line)  # fmt: skip
            painter.drawText(words, int(_RIGHT), figure(value))
        widest = max(map(small.metrics.horizontalAdvance, self._chart.periods), default=0) + _GAP
        step = max(1, math.ceil(widest / max(self._x(1) - self._x(0), 1)))
        for n in range(0, len(self._chart.periods), step):
            middle = (self._x(n) + self._x(n + 1)) / 2
            words = QRectF(middle - widest, box.bottom() + _GAP / 2, 2 * widest, small.line)
            painter.drawText(words, int(_MIDDLE), self._chart.periods[n])

    def _paint_area(
        self, painter: QPainter, below: list[float], above: list[float], look: _Look
    ) -> None:
        """Fill a stair of periods: plain, ruled one way, ruled the other way, or only edged."""
        path = QPainterPath()
        for n, (low, high) in enumerate(zip(below, above, strict=True)):
            if high - low > 1e-9:
                path.addRect(QRectF(QPointF(self._x(n), self._y(high)),
                                    QPointF(self._x(n + 1), self._y(low))))  # fmt: skip
        if path.isEmpty():
            return
        ground = QColor(look.color)
        ground.setAlphaF((0.85, 0.45, 0.3, 0.18)[look.pattern])
        painter.fillPath(path, ground)
        if look.pattern:
            self._rule(painter, path, look)

    def _rule(self, painter: QPainter, path: QPainterPath, look: _Look) -> None:
        painter.save()
        painter.setClipPath(path)
        painter.setPen(QPen(look.color, TWIPS * 0.5))
        box, step = path.boundingRect(), 5 * TWIPS
        height = box.height()
        x = box.left() - height
        while x < box.right() + height:
            if look.pattern == 1:
                painter.drawLine(QPointF(x, box.bottom()), QPointF(x + height, box.top()))
            elif look.pattern == 2:
                painter.drawLine(QPointF(x, box.top()), QPointF(x + height, box.bottom()))
            else:
                painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            x += step
        painter.restore()

    def _paint_line(self, painter: QPainter, line: Series, look: _Look) -> None:
        width = 1.5 * TWIPS
        pen = QPen(look.color, width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if look.dashes:
            pen.setDashPattern(list(look.dashes))
        painter.setPen(pen)
        points = QPolygonF()
        for n, value in enumerate(line.values):
            if math.isfinite(value):
                points.append(QPointF(self._x(n), self._y(value)))
                points.append(QPointF(self._x(n + 1), self._y(value)))
            elif not points.isEmpty():
                painter.drawPolyline(points)
                points = QPolygonF()
        painter.drawPolyline(points)

    def _paint_mark(self, painter: QPainter) -> None:
        """Point out a period with an upright line and words above it."""
        at = self._chart.mark
        if at is None:
            return
        small, box = self._styles.small, self._box
        x = (self._x(at) + self._x(at + 1)) / 2
        painter.setPen(QPen(BAD, TWIPS))
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        painter.setFont(small.font)
        wide = small.metrics.horizontalAdvance(self._chart.mark_text)
        left = min(max(x - wide / 2, box.left()), box.right() - wide)
        painter.drawText(QPointF(left, box.top() - small.metrics.descent()), self._chart.mark_text)

    def _paint_legend(self, painter: QPainter) -> None:
        small, x = self._styles.small, self._box.right() + _GAP
        y, side = self._box.top(), 9 * TWIPS
        rows = [(s, _area_look(s, n), True) for n, s in enumerate(self._chart.areas)][::-1]
        rows += [(s, _line_look(s, n), False) for n, s in enumerate(self._chart.lines)]
        room = self._place.right() - x - side - _GAP
        for series, look, is_area in rows:
            if is_area:
                swatch = QPainterPath()
                swatch.addRect(QRectF(x, y + (small.line - side) / 2, side, side))
                ground = QColor(look.color)
                ground.setAlphaF((0.85, 0.45, 0.3, 0.18)[look.pattern])
                painter.fillPath(swatch, ground)
                if look.pattern:
                    self._rule(painter, swatch, look)
            else:
                pen = QPen(look.color, 1.5 * TWIPS)
                if look.dashes:
                    pen.setDashPattern([n / 2 for n in look.dashes])
                painter.setPen(pen)
                middle = y + small.line / 2
                painter.drawLine(QPointF(x, middle), QPointF(x + side, middle))
            painter.setPen(INK)
            painter.setFont(small.font)
            name = small.metrics.elidedText(series.name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(x + side + _GAP, y + small.metrics.ascent()), name)
            y += small.line * 1.15


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


def _round_up(value: float) -> float:
    """Give the next figure that four steps lead to roundly."""
    if value <= 0:
        return 1.0
    size = 10.0 ** math.floor(math.log10(value))
    return next(
        size * step
        for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10)
        if size * step >= value * 0.9999
    )
