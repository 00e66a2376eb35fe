"""Cells: how a table of a report is divided into columns, lines and parts that fit a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from desktop.core.i18n import Text
from desktop.core.report import Amount, Cell, Table
from desktop.planning.period_rows import interval_text
from desktop.planning.timeline_text import figure
from desktop.ui.printing.paper import BAD, BAD_GROUND, FAINT, HEAD, INK, RULE, TWIPS, Style, Styles

_PAD = 3 * TWIPS
_SAMPLE = 200
_WIDEST = 0.34  # of the room, for one column
_NARROWEST = 60 * TWIPS  # to which a column of words may be squeezed
_MOST_LINES = 60  # more would not fit a page
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)


def cell_text(cell: Cell) -> str:
    """Give a cell as it is printed: figures with three significant digits, `?` for unknown."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return "?"
    if isinstance(cell, Amount):
        return f"≥ {figure(cell.low)}" if cell.high is None else interval_text(cell.low, cell.high)
    return figure(float(cell))


@dataclass(frozen=True)
class Part:
    """Columns of a table that stand side by side on a page, and how wide each is, in twips."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]
    note: str = ""

    @property
    def width(self) -> float:
        """All of them together."""
        return sum(self.widths)


class Grid:
    """A table as it is printed."""

    def __init__(self, table: Table, styles: Styles) -> None:
        self.table = table
        self.cell, self.head = styles.cell, styles.head
        sample = [[cell_text(c) for c in row] for row in table.rows[:_SAMPLE]]
        columns = range(len(table.head))
        self._numeric = [column in table.right or _is_numeric(table, column) for column in columns]
        self.natural = [self._natural(column, sample) for column in range(len(table.head))]

    @property
    def width(self) -> float:
        """How wide the table would like to be."""
        return sum(self.natural)

    def _natural(self, column: int, sample: Sequence[Sequence[str]]) -> float:
        words, name = self.head.metrics.horizontalAdvance, self.table.head[column]
        longest = max(*map(words, name.split() or [""]), 0.4 * words(name))
        bold = any(at == column for _, at in self.table.marked)
        measure = words if bold else self.cell.metrics.horizontalAdvance
        texts = {row[column] for row in sample if column < len(row)}
        content = max((measure(text) for text in texts), default=0.0)
        return max(longest, content, 12 * TWIPS) + 2 * _PAD

    def parts(self, room: float) -> list[Part]:
        """Divide the columns to parts that fit; the first ones are repeated in each."""
        widths = [min(width, _WIDEST * room) for width in self.natural]
        if sum(widths) > room:
            widths = self._squeezed(widths, room)
        if sum(widths) <= room:
            return [Part(tuple(range(len(widths))), tuple(widths))]
        keeps = self.table.keeps
        while keeps > 1 and sum(widths[:keeps]) > 0.5 * room:
            keeps -= 1
        kept = sum(widths[:keeps])
        runs: list[list[int]] = [[]]
        for column in range(keeps, len(widths)):
            wide = kept + sum(widths[c] for c in runs[-1]) + widths[column]
            if runs[-1] and wide > room:
                runs.append([])
            runs[-1].append(column)
        found = []
        for n, run in enumerate(runs, start=1):
            columns = (*range(keeps), *run)
            note = str(Text("columns {n} of {m}", n=n, m=len(runs)))
            chosen = tuple(min(widths[c], room) for c in columns)
            found.append(Part(columns, chosen, note))
        return found

    def _squeezed(self, widths: list[float], room: float) -> list[float]:
        """Take from the columns of words what is too much, as far as that goes."""
        words = [c for c, numeric in enumerate(self._numeric) if not numeric]
        spare = sum(max(0.0, widths[c] - _NARROWEST) for c in words)
        over = sum(widths) - room
        if spare < over:
            return widths
        taken = over / spare
        return [
            width - max(0.0, width - _NARROWEST) * taken if c in words else width
            for c, width in enumerate(widths)
        ]

    # Heights

    def head_height(self, part: Part) -> float:
        """Give how high the row of headers is."""
        pairs = zip(part.columns, part.widths, strict=True)
        lines = max(_lines(self.head, self.table.head[c], width) for c, width in pairs)
        return lines * self.head.line + 2 * _PAD

    def row_height(self, part: Part, row: int) -> float:
        """Give how high a row is with all lines of its texts."""
        cells = self.table.rows[row]
        lines = 1
        for column, width in zip(part.columns, part.widths, strict=True):
            if column < len(cells) and not self._numeric[column]:
                lines = max(lines, _lines(self.cell, cell_text(cells[column]), width))
        return lines * self.cell.line + _PAD

    # Paint

    def paint_head(self, painter: QPainter, part: Part, x: float, y: float) -> None:
        """Print the row of headers."""
        height = self.head_height(part)
        painter.fillRect(QRectF(x, y, part.width, height), HEAD)
        painter.setFont(self.head.font)
        painter.setPen(INK)
        for column, width in zip(part.columns, part.widths, strict=True):
            place = QRectF(x + _PAD, y + _PAD, width - 2 * _PAD, height - 2 * _PAD)
            right = self._numeric[column]
            align = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            flags = int(align | Qt.AlignmentFlag.AlignBottom)
            name = self.table.head[column]
            painter.drawText(place, flags | self.head.flags(name, place.width()), name)
            x += width
        painter.setPen(QPen(RULE, TWIPS * 0.7))
        painter.drawLine(QPointF(x - part.width, y + height), QPointF(x, y + height))

    def paint_row(
        self, painter: QPainter, part: Part, row: int, x: float, y: float, height: float
    ) -> None:
        """Print a row; what is bad news stands bold on a ground of its own."""
        cells, start = self.table.rows[row], x
        for column, width in zip(part.columns, part.widths, strict=True):
            text = cell_text(cells[column]) if column < len(cells) else ""
            bad = (row, column) in self.table.marked
            if bad:
                painter.fillRect(QRectF(x, y, width, height), BAD_GROUND)
            style = self.head if bad else self.cell
            painter.setFont(style.font)
            painter.setPen(BAD if bad else INK)
            room = width - 2 * _PAD
            if height < 2 * style.line:  # the quick way, which is that of most rows
                over = room - style.metrics.horizontalAdvance(text) if text else 0.0
                indent = over if self._numeric[column] else 0.0
                base = y + _PAD / 2 + style.metrics.ascent()
                painter.drawText(QPointF(x + _PAD + indent, base), text)
            else:
                place = QRectF(x + _PAD, y + _PAD / 2, room, height)
                wraps = _LEFT | style.flags(text, room)
                painter.drawText(place, _RIGHT if self._numeric[column] else wraps, text)
            x += width
        painter.setPen(QPen(FAINT, TWIPS * 0.4))
        painter.drawLine(QPointF(start, y + height), QPointF(x, y + height))


def _is_numeric(table: Table, column: int) -> bool:
    found = [row[column] for row in table.rows[:_SAMPLE] if column < len(row)]
    some = [cell for cell in found if cell not in ("", None)]
    return bool(some) and not any(isinstance(cell, str) for cell in some)


def _lines(style: Style, text: str, width: float) -> int:
    """Give how many lines a text takes; the quick answer is right for almost all."""
    room = width - 2 * _PAD
    if "\n" not in text and style.metrics.horizontalAdvance(text) <= room:
        return 1
    box = style.metrics.boundingRect(QRectF(0, 0, room, 1e7), style.flags(text, room), text)
    return min(max(1, round(box.height() / style.metrics.lineSpacing())), _MOST_LINES)
