"""Axes: time on whole months, and tonnes with their unit.

The time axis is no date axis: months are counted, so no time zone or leap second can shift it.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from desktop.core.fields import plain
from desktop.core.i18n import Text, locale
from desktop.ui.charts.ink import Ink, line, small, width_of
from desktop.ui.charts.time_span import TimeSpan

#: How many years may stand between two labels.
_YEARS = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Cell:
    """A stretch of the time axis, in months, and its label."""

    start: int
    end: int
    label: str


def time_cells(
    low: float, high: float, pixels: float, width: Callable[[str], float]
) -> tuple[list[Cell], list[Cell]]:
    """Give the years in view, and the quarters or months in them if there is room.

    Of years that stand too close every second, fifth or tenth is labelled.
    """
    per_month = pixels / max(high - low, 1e-9)
    room = width("2028") + 10
    every = next((n for n in _YEARS if n * 12 * per_month >= room), _YEARS[-1])
    years = [
        Cell(y * 12, (y + every) * 12, str(y))
        for y in range(math.floor(low / 12), math.ceil(high / 12))
        if y % every == 0
    ]
    months = [month_name(m) for m in range(12)]
    if per_month >= max(width(name) for name in months) + 8:
        step = 1
    elif 3 * per_month >= width(str(quarter_name(4))) + 8:
        step = 3
    else:
        return years, []
    parts = [
        Cell(m, m + step, months[m % 12] if step == 1 else str(quarter_name(m % 12 // 3 + 1)))
        for m in range(math.floor(low / step) * step, math.ceil(high), step)
    ]
    return years, parts


def month_name(month: int) -> str:
    """Give the short name of a month (0 to 11) in the language in use."""
    return _month_names(locale().language)[month]


@functools.lru_cache(maxsize=4)
def _month_names(language: str) -> tuple[str, ...]:
    """Give all twelve: a chart that is moved along asks for them in every frame."""
    calendar, short = QLocale(language), QLocale.FormatType.ShortFormat
    return tuple(calendar.standaloneMonthName(month, short) for month in range(1, 13))


def quarter_name(quarter: int) -> Text:
    """Give the name of a quarter (1 to 4)."""
    return Text("Q{n}", n=quarter)


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Years, with quarters or months above them where there is room."""

    def __init__(self, span: TimeSpan, font: QFont) -> None:
        super().__init__("bottom")
        self._span = span
        self.font_used = small(font)
        self.setHeight(round(2.6 * QFontMetricsF(self.font_used).height()))

    def cells(self) -> tuple[list[Cell], list[Cell]]:
        """Give the cells that are drawn: years, and quarters or months."""
        pixels = self.boundingRect().width()
        measure = QFontMetricsF(self.font_used).horizontalAdvance
        return time_cells(self._span.low, self._span.high, pixels, measure)

    def paint(self, painter: QPainter, option: Any, widget: QWidget | None = None) -> None:
        """Draw the labels in the middle of what they name."""
        if widget is None or self.geometry().width() < 2:
            return
        ink = Ink.of(widget.palette())
        box = QRectF(0, 0, self.geometry().width(), self.geometry().height())
        row = QFontMetricsF(self.font_used).height() * 1.2
        years, parts = self.cells()
        painter.setClipRect(box)
        painter.setPen(line(ink.rule))
        painter.drawLine(QPointF(0, 0.5), QPointF(box.width(), 0.5))
        self._draw_row(painter, ink, parts, box, 0, row, strong=False)
        self._draw_row(painter, ink, years, box, row if parts else 0, row, strong=True)

    def _draw_row(
        self, painter: QPainter, ink: Ink, cells: list[Cell], box: QRectF, top: float, row: float,
        strong: bool,
    ) -> None:  # fmt: skip
        painter.setFont(small(self.font_used, 1.0, strong) if strong else self.font_used)
        for cell in cells:
            left, right = self._x(cell.start, box), self._x(cell.end, box)
            painter.setPen(line(ink.rule))
            mark = top + row if strong else row * 0.35
            painter.drawLine(QPointF(left, 0), QPointF(left, mark))
            # A year that is half in view keeps its label in view.
            seen = QRectF(max(left, 0), top + 2, min(right, box.width()) - max(left, 0), row)
            if seen.width() > width_of(cell.label, painter.font()) + 2:
                painter.setPen(ink.text if strong else ink.muted)
                painter.drawText(seen, Qt.AlignmentFlag.AlignCenter, cell.label)

    def _x(self, month: float, box: QRectF) -> float:
        return round((month - self._span.low) / self._span.width * box.width()) + 0.5


def value_ticks(top: float, pixels: float, room: float) -> list[float]:
    """Give round values from 0 to `top`, at least `room` pixels apart."""
    if top <= 0 or pixels <= 0:
        return [0.0]
    least = top * room / pixels
    power = 10.0 ** math.floor(math.log10(least))
    step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= least * (1 - 1e-9))
    return [round(i * step, 12) for i in range(math.floor(top / step * (1 + 1e-9)) + 1)]


class ValueAxis(pg.AxisItem):  # type: ignore[misc]
    """Tonnes, with the unit written along the axis."""

    def __init__(self, font: QFont) -> None:
        super().__init__("left")
        self.font_used = small(font)
        self.unit = ""
        self.top = 1.0
        self.setWidth(60)

    def ticks(self) -> list[float]:
        """Give the values that are labelled."""
        room = QFontMetricsF(self.font_used).height() * 2.4
        return value_ticks(self.top, self.geometry().height(), room)

    def boxes(self) -> dict[float, QRectF]:
        """Give where each value is written: at its height, but whole under the picture's edge."""
        row = QFontMetricsF(self.font_used).height()
        width, height = self.geometry().width(), self.geometry().height()
        edge = self.mapFromScene(QPointF(0, 0)).y()
        tops = {value: height * (1 - value / self.top) - row / 2 for value in self.ticks()}
        return {value: QRectF(0, max(y, edge), width - 8, row) for value, y in tops.items()}

    def paint(self, painter: QPainter, option: Any, widget: QWidget | None = None) -> None:
        """Draw the labels, without ticks or a line: the grid does their work."""
        if widget is None:
            return
        ink = Ink.of(widget.palette())
        width, height = self.geometry().width(), self.geometry().height()
        row = QFontMetricsF(self.font_used).height()
        painter.setFont(self.font_used)
        painter.setPen(ink.muted)
        boxes = self.boxes()
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value, box in boxes.items():
            painter.drawText(box, flags, plain(value))
        painter.save()
        painter.rotate(-90)
        widest = max(width_of(plain(value), self.font_used) for value in boxes)
        along = QRectF(-height, max(width - 8 - widest - 1.6 * row, 0), height, row)
        painter.drawText(along, Qt.AlignmentFlag.AlignCenter, self.unit)
        painter.restore()
