"""FigurePanel: the small sheet beside the pointer that names figures and where they come from."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.charts.ink import Ink, line, small

_AWAY = 16


@dataclass(frozen=True)
class Row:
    """A line of the panel: label and figure; a swatch for a series, `strong` for what is meant."""

    label: str
    figure: str
    color: QColor | None = None
    strong: bool = False
    rule_above: bool = False


@dataclass(frozen=True)
class Sheet:
    """What the panel says: a heading, rows, and notes below them; `worded` if rows hold words."""

    heading: str
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    worded: bool = False

    def plain_text(self) -> str:
        """Give all of it as text, for a screen reader and the clipboard."""
        rows = [f"{row.label}: {row.figure}" if row.figure else row.label for row in self.rows]
        return "\n".join([self.heading, *rows, *self.notes])


class FigurePanel(QLabel):
    """A panel that floats over its parent and never takes the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFont(small(self.font(), 0.95))
        self.setContentsMargins(10, 8, 10, 8)
        self.hide()

    def show_sheet(self, sheet: Sheet, place: QPoint) -> None:
        """Show a sheet beside a place of the parent, inside the parent."""
        if sheet != self.sheet:
            self.sheet = sheet
            self.setText(self._html(sheet))
            self.setAccessibleName(sheet.plain_text())
            self.adjustSize()
        parent = self.parentWidget()
        assert parent is not None
        room = parent.rect()
        x = place.x() + _AWAY
        if x + self.width() > room.right() - 4:
            x = place.x() - _AWAY - self.width()
        y = min(place.y() + _AWAY, room.bottom() - self.height() - 4)
        self.move(max(x, 4), max(y, 4))
        self.raise_()
        self.show()

    def clear_sheet(self) -> None:
        """Take the panel away."""
        self.sheet = None
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sheet of paper under the text."""
        ink, painter = Ink.of(self.palette()), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.palette().color(QPalette.ColorRole.ToolTipBase))
        painter.setPen(line(ink.rule))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.end()
        super().paintEvent(event)

    def _html(self, sheet: Sheet) -> str:
        ink = Ink.of(self.palette())
        rows = "".join(_row(row, ink, sheet.worded) for row in sheet.rows)
        notes = "".join(
            f"<div style='color:{ink.muted.name()};margin-top:5px'>{html.escape(note)}</div>"
            for note in sheet.notes
        )
        heading = html.escape(sheet.heading)
        width = "" if sheet.worded else " width='100%'"
        return (
            f"<div style='font-weight:600;white-space:nowrap;margin-bottom:4px'>{heading}</div>"
            f"<table cellspacing='0' cellpadding='1'{width}>{rows}</table>{notes}"
        )


def _row(row: Row, ink: Ink, worded: bool) -> str:
    swatch = (
        f"<span style='color:{row.color.name()}'>■</span>&nbsp;" if row.color is not None else ""
    )
    side = "left" if worded else "right"
    weight = "font-weight:600;" if row.strong else ""
    above = "padding-top:5px;" if row.rule_above else ""
    label, figure = html.escape(row.label), html.escape(row.figure)
    return (
        f"<tr><td style='{weight}{above}white-space:nowrap'>{swatch}{label}&nbsp;&nbsp;&nbsp;</td>"
        f"<td align='{side}' style='{weight}{above}white-space:nowrap'>{figure}</td></tr>"
    )
