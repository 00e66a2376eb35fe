"""Painting: all cells of a view in one go, so that a grid scrolls without stutter.

Qt would ask for flags, state and style of each cell anew in every frame. Here grounds, texts,
lines and the frame of the current cell are painted for all cells together, and texts that were
laid out once are kept for the next frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen, QStaticText

from desktop.core.i18n import locale
from desktop.ui import theme
from desktop.ui.form.problems import paint_sign
from desktop.ui.grid.delegate import RecordsDelegate
from desktop.ui.grid.frozen import FrozenView, paint_edge
from desktop.ui.grid.groups import paint_head
from desktop.ui.grid.model import RecordsModel

#: More than these are not kept; a person does not page back so far at once.
_MOST_TEXTS, _MOST_CELLS = 8_000, 60_000


@dataclass(frozen=True, slots=True)
class _Laid:
    """A text as it is painted, in a room of so many pixels."""

    text: QStaticText
    width: float
    room: int


#: A blank cell, whatever room it has.
_BLANK = _Laid(QStaticText(), 0.0, -1)


class _Texts:
    """Lays texts out, each once for a font and a width."""

    def __init__(self) -> None:
        self._font = QFont()
        self._metrics = QFontMetrics(self._font)
        self._laid: dict[tuple[str, int], _Laid] = {}

    def use(self, font: QFont) -> bool:
        """Take a font; False where it is the one in use."""
        if font == self._font:
            return False
        self._font, self._metrics = QFont(font), QFontMetrics(font)
        self._laid.clear()
        return True

    def lay(self, text: str, room: int) -> _Laid:
        """Give a text shortened to its room, its first line alone."""
        found = self._laid.get((text, room))
        if found is None:
            line = text.partition("\n")[0] + (" …" if "\n" in text else "")
            line = line.replace("\t", " ")
            shown = self._made(line)
            if shown.size().width() > room:
                mode = Qt.TextElideMode.ElideRight
                shown = self._made(self._metrics.elidedText(line, mode, max(0, room)))
            if len(self._laid) >= _MOST_TEXTS:
                self._laid.clear()
            found = self._laid[text, room] = _Laid(shown, shown.size().width(), room)
        return found

    def _made(self, line: str) -> QStaticText:
        shown = QStaticText(line)
        shown.setTextFormat(Qt.TextFormat.PlainText)
        shown.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        shown.prepare(font=self._font)
        return shown


@dataclass(frozen=True, slots=True)
class _Strip:
    """Columns that stand side by side: their left edges and widths, and where they are seen."""

    columns: Sequence[tuple[int, int, int]]
    seen: QRect

    @property
    def left(self) -> int:
        return max(self.columns[0][1], self.seen.left())

    @property
    def right(self) -> int:
        _, left, width = self.columns[-1]
        return min(left + width - 1, self.seen.right())


class CellPainter:
    """Paints the cells of a view of records."""

    def __init__(self, view: FrozenView, records: RecordsModel) -> None:
        self._view, self._records = view, records
        self._texts = _Texts()
        self._cells: dict[tuple[int, int], _Laid] = {}
        self._of: tuple[object, ...] = ()

    def paint(self, painter: QPainter, area: QRect) -> None:
        """Paint the cells that touch an area, those of frozen columns beside the others."""
        view = self._view
        rows = self._rows(area)
        if not rows:
            return
        self._forget_old()
        edge = view.pinned_width()
        room = QRect(area.left(), rows[0][1], area.width(), rows[-1][1] + rows[-1][2] - rows[0][1])
        moving = room.intersected(QRect(edge, room.top(), view.viewport().width(), room.height()))
        for strip in (
            _Strip(self._moving(moving), moving),
            _Strip(self._pinned(), room.intersected(QRect(0, room.top(), edge, room.height()))),
        ):
            if strip.columns and not strip.seen.isEmpty():
                painter.save()
                painter.setClipRect(strip.seen)
                self._paint_grounds(painter, strip, rows)
                self._paint_contents(painter, strip, rows)
                self._paint_lines(painter, strip, rows)
                self._paint_frame(painter, strip)
                for row, top, height in rows:
                    if self._records.is_head(row):
                        place = QRect(strip.left, top, strip.right - strip.left + 1, height)
                        paint_head(painter, place, view, self._records, row)
                painter.restore()
        if edge:
            self._paint_edge(painter, edge, rows)

    # What is seen

    def _rows(self, area: QRect) -> list[tuple[int, int, int]]:
        """Give the rows in an area, with where they begin and how high they are."""
        view, last = self._view, self._records.rowCount() - 1
        if last < 0 or not self._records.columnCount():
            return []
        first, end = view.rowAt(max(0, area.top())), view.rowAt(area.bottom())
        if first < 0:
            return []
        end = last if end < 0 else end
        return [
            (row, view.rowViewportPosition(row), view.rowHeight(row))
            for row in range(first, end + 1)
        ]

    def _moving(self, seen: QRect) -> list[tuple[int, int, int]]:
        header, found = self._view.horizontalHeader(), []
        first, last = header.visualIndexAt(seen.left()), header.visualIndexAt(seen.right())
        if first < 0 or seen.isEmpty():
            return []
        for place in range(first, (header.count() - 1 if last < 0 else last) + 1):
            column = header.logicalIndex(place)
            if not header.isSectionHidden(column):
                left = header.sectionViewportPosition(column)
                found.append((column, left, header.sectionSize(column)))
        return found

    def _pinned(self) -> list[tuple[int, int, int]]:
        header = self._view.horizontalHeader()
        return [
            (column, header.sectionPosition(column), header.sectionSize(column))
            for column in self._view.pinned()
        ]

    def _forget_old(self) -> None:
        """Forget how cells are shown when they may be shown otherwise."""
        records = self._records
        of = (records.dataset, records.type, locale())
        new_font = self._texts.use(self._view.font())
        same = len(self._of) == len(of) and all(
            a is b for a, b in zip(of[:2], self._of[:2], strict=True)
        )
        if new_font or not same or of[2] != self._of[2] or len(self._cells) > _MOST_CELLS:
            self._cells.clear()
            self._of = of

    def _laid(self, id: int, row: int, column: int, room: int) -> _Laid:
        found = self._cells.get((id, column))
        if found is None or (found.room != room and found is not _BLANK):
            text = self._records.text_at(row, column)
            found = self._texts.lay(text, room) if text else _BLANK
            self._cells[id, column] = found
        return found

    # Layers

    def _paint_grounds(
        self, painter: QPainter, strip: _Strip, rows: Sequence[tuple[int, int, int]]
    ) -> None:
        """Paint the row of the current cell, and what is selected."""
        view, colors = self._view, theme.colors()
        row_ground = QColor(colors.window)
        current = view.currentIndex()
        first, last = rows[0][0], rows[-1][0]
        if first <= current.row() <= last:
            _, top, height = rows[current.row() - first]
            left = strip.left
            painter.fillRect(QRect(left, top, strip.right - left + 1, height), row_ground)
        chosen = QColor(colors.accent_soft)
        for part in list(view.selectionModel().selection()):  # type: ignore[call-overload]
            upper, lower = max(part.top(), first), min(part.bottom(), last)
            if upper > lower:
                continue
            top, (_, low, height) = rows[upper - first][1], rows[lower - first]
            for column, left, width in strip.columns:
                if part.left() <= column <= part.right():
                    painter.fillRect(QRect(left, top, width, low + height - top), chosen)
        here = self._here(strip)
        if not here.isEmpty():
            painter.fillRect(here, row_ground)

    def _here(self, strip: _Strip) -> QRect:
        """Give where the current cell is seen in a strip; empty where it is not."""
        view, current = self._view, self._view.currentIndex()
        for column, left, width in strip.columns:
            if column == current.column():
                row = current.row()
                return QRect(left, view.rowViewportPosition(row), width, view.rowHeight(row))
        return QRect()

    def _paint_contents(
        self, painter: QPainter, strip: _Strip, rows: Sequence[tuple[int, int, int]]
    ) -> None:
        records, view, pad = self._records, self._view, theme.space(0.4)
        ink = view.palette().color(QPalette.ColorRole.Text)
        painter.setPen(ink)
        painter.setFont(view.font())
        line = view.fontMetrics().height()
        places = [(*place, records.fields[place[0]].numeric) for place in strip.columns]
        drawn = {
            column: delegate
            for column, _, _ in strip.columns
            if isinstance(delegate := view.itemDelegateForColumn(column), RecordsDelegate)
        }
        for row, top, height in rows:
            id = records.ids[row]
            if id < 0:
                continue
            problems = records.problems_of(row)
            middle = top + (height - line) // 2
            for column, left, width, right in places:
                start, room = left + pad, width - 2 * pad
                if problems and problems.get(records.fields[column].name):
                    cell = QRect(left, top, width, height)
                    start, room = self._paint_problem(painter, cell, row, column, right)
                    painter.setPen(ink)
                if column in drawn:
                    drawn[column].paint_content(
                        painter, QRect(left, top, width, height), records.index(row, column)
                    )
                    painter.setPen(ink)
                    continue
                laid = self._laid(id, row, column, room)
                if laid is _BLANK or room <= 0:
                    continue
                if right:
                    start += int(room - laid.width)
                painter.drawStaticText(QPointF(start, middle), laid.text)

    def _paint_problem(
        self, painter: QPainter, cell: QRect, row: int, column: int, right: bool
    ) -> tuple[int, int]:
        """Paint the sign of a problem at the end where no text begins; give the room left."""
        problem, current = self._records.problems_at(row, column)[0], self._view.currentIndex()
        here = (current.row(), current.column()) == (row, column)
        if problem.severity == "error" and not here:
            painter.fillRect(cell, QColor(theme.colors().error_soft))
        pad, side, gap = theme.space(0.4), theme.space(0.85), theme.space(0.25)
        left = cell.left() + pad if right else cell.right() - pad - side + 1
        top = cell.center().y() - side / 2 + 0.5
        paint_sign(painter, problem.severity, QRectF(left, top, side, side))
        room = cell.width() - 2 * pad - side - gap
        return cell.left() + pad + (side + gap if right else 0), room

    def _paint_lines(
        self, painter: QPainter, strip: _Strip, rows: Sequence[tuple[int, int, int]]
    ) -> None:
        colors = theme.colors()
        painter.setPen(QColor(colors.hover))
        top, bottom = rows[0][1], rows[-1][1] + rows[-1][2] - 1
        for _, left, width in strip.columns:
            painter.drawLine(left + width - 1, top, left + width - 1, bottom)
        painter.setPen(QColor(colors.border))
        for _, top, height in rows:
            painter.drawLine(strip.left, top + height - 1, strip.right, top + height - 1)

    def _paint_frame(self, painter: QPainter, strip: _Strip) -> None:
        here = self._here(strip)
        if here.isEmpty():
            return
        view, colors = self._view, theme.colors()
        strong = view.hasFocus() or view.viewport().hasFocus()
        painter.setPen(QPen(QColor(colors.accent if strong else colors.frame), 2))
        painter.drawRect(here.adjusted(1, 1, -1, -1))

    def _paint_edge(
        self, painter: QPainter, edge: int, rows: Sequence[tuple[int, int, int]]
    ) -> None:
        """Part what is frozen from what scrolls; the heads of groups run over both."""
        for row, top, height in rows:
            if not self._records.is_head(row):
                paint_edge(painter, edge, top, top + height)
