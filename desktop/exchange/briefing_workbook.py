"""Briefing workbook: a report as a workbook, its charts drawn by Excel from cells beside them.

Figures are numbers, whatever is known of them: `≥ 12` is 12 with a format that shows the sign, an
interval is two columns, and what is unknown stays blank. Each section has a sheet of its own.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import AreaChart, LineChart, Reference
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.core.report import Amount, Cell, Chart, Paragraph, Report, Table, whole_file
from desktop.core.report import Section as ReportSection
from desktop.exchange.rows import printable

_TITLE, _HEADING, _BOLD = Font(size=16, bold=True), Font(size=13, bold=True), Font(bold=True)
_MUTED, _WARNING = Font(color="55626F"), Font(color="855300", bold=True)
_HEAD, _BAD = PatternFill("solid", fgColor="EEF2F5"), PatternFill("solid", fgColor="FCEBE9")
_BAD_FONT, _LINK = Font(color="B3261E", bold=True), Font(color="0A6475", underline="single")
_PLAIN, _AT_LEAST = "0.####", '"≥ "0.####'
_INKS = {
    "binding": "124F7E", "conditional": "5DA6D3", "non-binding": "D08430",
    "free capacity": "B9C2CA", "demand": "18212B", "shortage": "B3261E",
}  # fmt: skip
_WIDEST = 60
_CHART_ROWS = 18
Value = str | float | None
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def write_briefing(report: Report, path: Path, progress: Progress | None = None) -> None:
    """Write a report as a workbook; the file appears whole or not at all.

    Raises `OfftakeError` where it cannot be written.
    """
    told, book = progress or Progress(), Workbook()
    book.remove(book.worksheets[0])
    names: set[str] = set()
    for done, section in enumerate(report.sections):
        told.step(done, len(report.sections), Text("Writing the workbook"))
        made = book.create_sheet(_sheet_name(section.title or report.title, names))
        _Sheet(made).write(report, section, first=not done)
    told.step(len(report.sections), len(report.sections), Text("Writing the workbook"))
    book.properties.title = printable(report.title)
    book.properties.creator = "Offtake"
    content = io.BytesIO()
    book.save(content)
    with whole_file(path) as beside:
        beside.write_bytes(content.getvalue())


def _sheet_name(title: str, taken: set[str]) -> str:
    """Give a name that Excel takes: no signs of its own, 31 letters, none twice."""
    name = _FORBIDDEN.sub(" ", printable(title)).strip("' ")[:31] or "1"
    turn = 2
    while name.casefold() in taken:
        ending = f" ({turn})"
        name, turn = name[: 31 - len(ending)] + ending, turn + 1
    taken.add(name.casefold())
    return name


class _Sheet:
    """Writes blocks under one another on a sheet."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet, self._row = sheet, 1
        self._widths: dict[int, int] = {}

    def write(self, report: Report, section: ReportSection, first: bool) -> None:
        """Write a section; the first one begins with the title of the report."""
        if first:
            self._text(report.title, _TITLE)
            for line in (*report.lines, report.day):
                self._text(line, _MUTED)
            self._row += 1
        if section.title:
            self._text(section.title, _HEADING)
        for block in section.blocks:
            if isinstance(block, Paragraph):
                fonts = {"muted": _MUTED, "strong": _BOLD, "warning": _WARNING}
                self._text(block.text, fonts.get(block.tone))
            elif isinstance(block, Table):
                self._table(block)
            else:
                self._chart(block)
        for column, width in self._widths.items():
            letter = get_column_letter(column)
            self._sheet.column_dimensions[letter].width = min(max(width + 2, 9), _WIDEST)
        self._sheet.sheet_view.showGridLines = False
        self._sheet.page_setup.orientation = "landscape"
        self._sheet.page_setup.fitToWidth, self._sheet.page_setup.fitToHeight = 1, 0
        self._sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

    def _put(self, row: int, column: int, value: Any, font: Font | None = None) -> Any:
        if isinstance(value, str):
            cell = self._sheet.cell(row, column, printable(value))
            cell.data_type = "s"  # also for a text that begins like a formula
        else:
            cell = self._sheet.cell(row, column, value)
        if font is not None:
            cell.font = font
        return cell

    def _text(self, text: str, font: Font | None = None) -> None:
        self._put(self._row, 1, text, font)
        self._row += 1

    # Tables

    def _table(self, table: Table) -> None:
        self._row += 1
        if table.caption:
            self._text(table.caption, _BOLD)
        lines = 1
        for place, name in enumerate(table.head, start=1):
            cell = self._put(self._row, place, name, _BOLD)
            cell.fill = _HEAD
            cell.alignment = Alignment(wrap_text=True, vertical="bottom")
            longest = max(map(len, name.split()), default=0)
            self._widen(place, max(longest, 10))
            lines = max(lines, -(-len(name) // max(longest, 10)))
        self._sheet.row_dimensions[self._row].height = 15 * lines
        self._row += 1
        for row, cells in enumerate(table.rows):
            marked = {column for at, column in table.marked if at == row}
            for line in _lines(cells, table.keeps - 1):
                self._line(line, marked)
        self._row += 1

    def _line(self, cells: Sequence[tuple[Value, str]], marked: set[int]) -> None:
        for column, (value, shape) in enumerate(cells):
            cell = self._put(self._row, column + 1, value)
            if isinstance(value, str):
                cell.alignment = Alignment(wrap_text=len(value) > _WIDEST, vertical="top")
                self._widen(column + 1, len(value))
                if value.startswith(("https://", "http://")):
                    cell.hyperlink, cell.font = value, _LINK
            elif value is not None:
                cell.number_format = shape
            if column in marked and value not in (None, 0):
                cell.fill, cell.font = _BAD, _BAD_FONT
        self._row += 1

    def _widen(self, column: int, width: int) -> None:
        self._widths[column] = max(self._widths.get(column, 0), width)

    # Charts

    def _chart(self, chart: Chart) -> None:
        """Put a chart, and under it the figures that it is drawn from, a row per period."""
        self._row += 1
        self._text(chart.title, _BOLD)
        series = [*chart.areas, *chart.lines]
        if not series:
            return
        top, head = self._row, self._row + _CHART_ROWS
        for place, name in enumerate([chart.unit, *(one.name for one in series)], start=1):
            cell = self._put(head, place, name, _BOLD)
            cell.fill, cell.alignment = _HEAD, Alignment(wrap_text=True, vertical="bottom")
            self._widen(place, 10)
        for n, period in enumerate(chart.periods, start=1):
            cell = self._put(head + n, 1, period)
            if chart.mark == n - 1:
                cell.fill, cell.font = _BAD, _BAD_FONT
                self._put(head + n, len(series) + 2, chart.mark_text, _BAD_FONT)
            for place, one in enumerate(series, start=2):
                value = one.values[n - 1]
                if math.isfinite(value):
                    self._put(head + n, place, value).number_format = _PLAIN
        self._sheet.add_chart(_drawn(self._sheet, chart, head), f"A{top}")
        self._row = head + len(chart.periods) + 2


def _lines(cells: Sequence[Cell], label: int) -> list[list[tuple[Value, str]]]:
    """Give a row as lines of values with their formats; one with intervals makes two lines."""
    if not any(isinstance(cell, Amount) and cell.high is not None for cell in cells):
        return [[_value(cell, high=False) for cell in cells]]
    found = []
    ends = (Text("{label}, at least", label=cells[label]),
            Text("{label}, at most", label=cells[label]))  # fmt: skip
    for high, name in enumerate(ends):
        line = [_value(cell, bool(high)) for cell in cells]
        line[label] = (str(name), "")
        found.append(line)
    return found


def _value(given: Cell, high: bool) -> tuple[Value, str]:
    """Give what is written of a cell, and in which number format."""
    if isinstance(given, Amount):
        if high:
            return given.high, _PLAIN  # blank: nobody knows how much at most
        return given.low, _AT_LEAST if given.high is None else _PLAIN
    return (None if given == "" else given), _PLAIN


def _drawn(sheet: Worksheet, chart: Chart, head: int) -> Any:
    """Give areas on top of each other and lines over them, from the cells under `head`."""
    last = head + len(chart.periods)
    names = Reference(sheet, min_col=1, min_row=head + 1, max_row=last)
    areas, lines = AreaChart(), LineChart()
    areas.grouping = "stacked"
    for column, one in enumerate((*chart.areas, *chart.lines), start=2):
        into = areas if column - 2 < len(chart.areas) else lines
        into.add_data(Reference(sheet, min_col=column, min_row=head, max_row=last),
                      titles_from_data=True)  # fmt: skip
        _color(into.series[-1], _INKS.get(one.ink), is_line=into is lines)
    parts = [part for part, some in ((areas, chart.areas), (lines, chart.lines)) if some]
    whole: Any = parts[0]
    for part in parts:
        part.set_categories(names)
    if len(parts) > 1:
        whole += parts[1]
    whole.title, whole.y_axis.title = None, chart.unit
    whole.x_axis.delete = whole.y_axis.delete = False
    whole.y_axis.number_format, whole.y_axis.scaling.min = "General", 0
    whole.legend.position = "r"
    whole.height, whole.width = 8.5, 26
    return whole


def _color(series: Any, ink: str | None, is_line: bool) -> None:
    if is_line:
        series.smooth = False
        series.marker.symbol = "none"
        series.graphicalProperties.line.width = 28_000
        if ink is not None:
            series.graphicalProperties.line.solidFill = ink
            if ink == _INKS["demand"]:
                series.graphicalProperties.line.dashStyle = "dash"
    elif ink is not None:
        series.graphicalProperties.solidFill = ink
