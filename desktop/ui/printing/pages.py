"""Pages: lays a report out on pages, and paints each of them on any device.

Nothing here needs the window: it runs in a Job, tells how far it is and can be stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.core.report import Chart, Paragraph, Report, Section, Table
from desktop.ui.printing.cells import Grid, Part
from desktop.ui.printing.paper import FAINT, TWIPS, Paper, Style, Styles
from desktop.ui.printing.plot import HEIGHT, Plot

_SPACE = 7 * TWIPS
_SHORT = 8  # rows of a table that stays on one page
_LOWEST = 0.7  # of its full height, where a chart ends a page
_EACH = 50  # rows between two looks whether to stop

Paint = Callable[[QPainter], None]


@dataclass(eq=False)
class Page:
    """What is painted on one page, from the top down, and the words that say what it is."""

    paints: list[Paint] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Pages:
    """A report laid out: its paper and its pages."""

    report: Report
    paper: Paper
    styles: Styles
    pages: Sequence[Page]
    #: Lays the same out on another paper, where that is not done from the report.
    again: Callable[[Paper, Progress], Pages] | None = None

    def on(self, paper: Paper, progress: Progress) -> Pages:
        """Give the same on another paper."""
        if self.again is not None:
            return self.again(paper, progress)
        return lay_out(self.report, paper, progress)

    def __len__(self) -> int:
        return len(self.pages)

    def paint(self, painter: QPainter, number: int) -> None:
        """Paint a page (from 0), its head and its foot, in twips from the upper left corner."""
        paper, small = self.paper, self.styles.small
        for paint in self.pages[number].paints:
            paint(painter)
        room = paper.room
        painter.setFont(small.font)
        painter.setPen(small.color)
        foot = QRectF(room.left(), paper.height - 0.85 * paper.margin, room.width(), small.line)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        left, right = int(Qt.AlignmentFlag.AlignLeft), int(Qt.AlignmentFlag.AlignRight)
        painter.drawText(foot, left | middle, f"{self.report.title}   ·   {self.report.day}")
        of = Text("page {n} of {m}", n=number + 1, m=len(self.pages))
        painter.drawText(foot, right | middle, str(of))
        painter.setPen(QPen(FAINT, TWIPS * 0.5))
        y = foot.top() - 2 * TWIPS
        painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))


def lay_out(report: Report, paper: Paper | None = None, progress: Progress | None = None) -> Pages:
    """Lay a report out; without a paper it is A4, lying where a table would not fit upright."""
    styles = Styles()
    grids = {id(table): Grid(table, styles) for table in report.tables()}
    if paper is None:
        widest = max((grid.width for grid in grids.values()), default=0.0)
        paper = Paper.a4(wide=widest > Paper.a4().room.width() * 1.1)
    layout = _Layout(report, paper, styles, grids, progress or Progress())
    layout.run()
    return Pages(report, paper, styles, layout.pages)


def _paint_text(style: Style, place: QRectF, flags: int, text: str, painter: QPainter) -> None:
    painter.setFont(style.font)
    painter.setPen(style.color)
    painter.drawText(place, flags, text)


class _Layout:
    """Puts blocks under one another and begins a page where there is no room left."""

    def __init__(
        self, report: Report, paper: Paper, styles: Styles, grids: dict[int, Grid],
        progress: Progress,
    ) -> None:  # fmt: skip
        self._report, self._room, self._styles = report, paper.room, styles
        self._grids, self._progress = grids, progress
        self._rows = sum(len(table.rows) for table in report.tables())
        self._done = 0
        self.pages = [Page()]
        self._y = self._room.top()

    def run(self) -> None:
        """Lay out everything."""
        self._text(self._report.title, self._styles.title)
        for line in self._report.lines:
            self._text(line, self._styles.muted)
        self._y += _SPACE
        for section in self._report.sections:
            self._section(section)

    def _section(self, section: Section) -> None:
        for place, block in enumerate(section.blocks):
            if place == 0 and section.title:
                self._need(self._styles.heading.line * 2.2 + self._opening(section))
                self._y += _SPACE if self._y > self._room.top() else 0
                self._text(section.title, self._styles.heading)
            if isinstance(block, Paragraph):
                self._text(block.text, self._styles.of_tone(block.tone))
                self._y += 2 * TWIPS
            elif isinstance(block, Chart):
                self._chart(block)
            else:
                self._table(block, self._grids[id(block)])

    def _opening(self, section: Section) -> float:
        """Give the height of what should stand together with the heading of a section."""
        line = self._styles.body.line
        height = 0.0
        for block in section.blocks:
            if not isinstance(block, Paragraph):
                chart = _LOWEST * self._chart_height() + _SPACE
                more = chart if isinstance(block, Chart) else 5 * line
                return min(height + more, 0.8 * self._room.height())
            height += 1.6 * line
        return min(height, 6 * line)

    def _need(self, height: float) -> None:
        if self._y + height > self._room.bottom() and self._y > self._room.top():
            self.pages.append(Page())
            self._y = self._room.top()

    def _add(self, paint: Paint, height: float) -> None:
        self.pages[-1].paints.append(paint)
        self._y += height

    def _text(self, text: str, style: Style) -> None:
        for line in text.split("\n"):
            flags = style.flags(line, self._room.width())
            wide = QRectF(0, 0, self._room.width(), 1e7)
            height = max(style.metrics.boundingRect(wide, flags, line).height(), style.line)
            self._need(min(height, self._room.height()))
            place = QRectF(self._room.left(), self._y, self._room.width(), height)

            self._add(partial(_paint_text, style, place, flags, line), height)

    def _chart_height(self) -> float:
        return min(HEIGHT, 0.62 * self._room.height())

    def _chart(self, chart: Chart) -> None:
        full = self._chart_height()
        # A chart that is a little lower is better than a page that stays half empty.
        self._need(_LOWEST * full + _SPACE)
        height = min(full, self._room.bottom() - self._y - _SPACE)
        self._y += _SPACE / 2
        place = QRectF(self._room.left(), self._y, self._room.width(), height)
        self._add(Plot(chart, place, self._styles).paint, height + _SPACE)

    # Tables

    def _table(self, table: Table, grid: Grid) -> None:
        for part in grid.parts(self._room.width()):
            self._part(table, grid, part)
            self._y += _SPACE

    def _part(self, table: Table, grid: Grid, part: Part) -> None:
        caption = ", ".join(words for words in (table.caption, part.note) if words)
        head = grid.head_height(part)
        needed = head + (self._styles.strong.line if caption else 0)
        # A short table is not torn apart; a long one begins with some rows at least.
        count = len(table.rows)
        together = count if count <= _SHORT else 2
        self._need(needed + sum(grid.row_height(part, row) for row in range(together)))
        if caption:
            self._text(caption, self._styles.strong)
        row = 0
        while True:
            row = self._rows_of_page(grid, part, row, head)
            if row >= count:
                return
            self.pages.append(Page())
            self._y = self._room.top()

    def _rows_of_page(self, grid: Grid, part: Part, first: int, head: float) -> int:
        """Put the headers and as many rows as fit on the page; give the row that comes next."""
        top, row, count = self._y, first, len(grid.table.rows)
        heights: list[float] = []
        y = top + head
        while row < count:
            height = min(grid.row_height(part, row), self._room.height() - head)
            if y + height > self._room.bottom() and heights:
                break
            heights.append(height)
            y += height
            row += 1
            if row % _EACH == 0:
                self._tell()
        self._done += len(heights)
        left = self._room.left()

        def paint(painter: QPainter) -> None:
            grid.paint_head(painter, part, left, top)
            at = top + head
            for place, height in enumerate(heights, start=first):
                grid.paint_row(painter, part, place, left, at, height)
                at += height

        self._add(paint, y - top)
        return row

    def _tell(self) -> None:
        done = min(self._done, self._rows)
        self._progress.step(done, self._rows, Text("Laying out {n} rows", n=self._rows))
