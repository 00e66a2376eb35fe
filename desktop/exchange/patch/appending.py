"""Rows put right below the data of a table or sheet, as a person would type them there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from desktop.core.i18n import Text
from desktop.exchange.layout import LAST_COLUMN, LAST_ROW, cell_address, letters
from desktop.exchange.patch.cells import RawCell
from desktop.exchange.patch.faults import UNSOUND
from desktop.exchange.patch.formulas import moved_formula
from desktop.exchange.patch.growth import chart_ranges, grown_rules, grown_table, named_ranges
from desktop.exchange.patch.obstacles import Table
from desktop.exchange.patch.open_sheet import OpenSheet
from desktop.exchange.patch.places import Range
from desktop.exchange.patch.plan import Append, CellChange
from desktop.exchange.patch.splice import Wanted
from desktop.exchange.patch.states import CellState
from desktop.exchange.patch.values import Value, ValueFault, Written

if TYPE_CHECKING:
    from desktop.exchange.patch.planner import Planner


def take_append(planner: Planner, append: Append) -> None:
    """Take rows to append, or the reasons against them."""
    page = planner.page(append.sheet)
    if page is None or not append.rows:
        return
    name = page.sheet.name
    try:
        columns = sorted({column for row in append.rows for column in row})
        last = _last_row(page) if append.last is None else append.last
        table, problem = _table(page, append.table, last, columns)
        if problem is not None:
            planner.refuse(name, problem)
            return
        _Appender(planner, page, table, table.area.bottom if table else last, columns).take(append)
    except UNSOUND:
        planner.refuse(name, Text("The rows are not stored as Excel stores rows; open the workbook "
                                  "in Excel and save it again"))  # fmt: skip


def _last_row(page: OpenSheet) -> int:
    """Give the last row that holds anything, -1 for an empty sheet."""
    for number in sorted(page.scan.numbers, reverse=True):
        row = page.row(number)
        if row is not None and any(not cell.is_blank for cell in row.cells.values()):
            return number
    return -1


def _table(
    page: OpenSheet, wanted: str | None, last: int, columns: list[int]
) -> tuple[Table | None, Text | None]:
    """Give the table that grows, None for none; and what stands against it."""
    if wanted is None:
        inside = [t for t in page.tables if any((last, c) in t.area for c in columns)]
        if not inside:
            return None, None
        table = inside[0]
        if table.area.bottom != last and not table.totals_rows:
            return None, Text("The rows would come into the middle of the table “{table}”",
                              table=table.name)  # fmt: skip
    else:
        found = [t for t in page.tables if t.name.casefold() == wanted.casefold()]
        if not found:
            return None, Text("There is no table “{table}”", table=wanted)
        table = found[0]
    return table, _against_table(table, columns)


def _against_table(table: Table, columns: list[int]) -> Text | None:
    if table.kind == "queryTable":
        return Text("The table “{table}” is filled by a query; add rows at its source",
                    table=table.name)  # fmt: skip
    if table.kind != "worksheet":
        return Text("The table “{table}” is filled from XML data; add rows at its source",
                    table=table.name)  # fmt: skip
    if table.totals_rows:
        return Text("The table “{table}” has a totals row below its data; switch it off in Excel, "
                    "add the rows, and switch it on again", table=table.name)  # fmt: skip
    if table.insert_row:
        return Text("The table “{table}” is still empty; type its first row in Excel",
                    table=table.name)  # fmt: skip
    if any(not table.area.left <= column <= table.area.right for column in columns):
        return Text("The rows have values beside the table “{table}”", table=table.name)
    return None


class _Appender:
    """Appends rows below row `last` of one sheet."""

    def __init__(
        self, planner: Planner, page: OpenSheet, table: Table | None, last: int, columns: list[int]
    ) -> None:
        self._planner, self._page, self._table, self._last = planner, page, table, last
        above = page.row(last) if last >= 0 else None
        self._above: Mapping[int, RawCell] = above.cells if above is not None else {}
        self._row_above = above
        if table is not None:
            self._span = range(table.area.left, table.area.right + 1)
        else:
            every = [*columns, *self._above]
            self._span = range(min(every), max(every) + 1) if every else range(0)
        self._formulas = self._calculated()

    def take(self, append: Append) -> None:
        page, planner = self._page, self._planner
        first, count = self._last + 1, len(append.rows)
        if first + count > LAST_ROW or any(not 0 <= c < LAST_COLUMN for c in self._span):
            planner.refuse(page.sheet.name, Text("The cell lies outside of the sheet, which ends "
                                                 "at XFD1048576"))  # fmt: skip
            return
        refused = len(planner.plan.refusals)
        for cell, reason in self._against(first, first + count - 1):
            planner.refuse(cell, reason)
        for number, values in enumerate(append.rows, start=first):
            self._take_row(number, values)
        if len(planner.plan.refusals) > refused:
            return
        planner.plan.appended += count
        self._grow(first + count - 1)

    def _against(self, first: int, last: int) -> Iterator[tuple[str, Text]]:
        page, name = self._page, self._page.sheet.name
        if not page.scan.ordered:
            yield name, Text("The rows of the sheet are not in order, so a new one has no certain "
                             "place; save the workbook in Excel first")  # fmt: skip
        for number, row in page.rows(first, last):
            for column, cell in row.cells.items():
                if column in self._span and (not cell.is_blank or cell.special):
                    place = cell_address(name, number, column)
                    yield place, Text("The cell below the last row is occupied")
                    return
        areas = [*(o.area for o in page.obstacles), *page.frame.merges,
                 *(t.area for t in page.tables if t is not self._table)]  # fmt: skip
        for area in areas:
            beside = area.right < self._span.start or area.left >= self._span.stop
            if area.bottom >= first and area.top <= last and not beside:
                place = cell_address(name, max(area.top, first), area.left)
                yield place, Text("{block} below the last row is a merged block or belongs to "
                                  "something else", block=str(area))  # fmt: skip

    def _take_row(self, number: int, values: Mapping[int, Value]) -> None:
        page, planner = self._page, self._planner
        patch = planner.patch(page)
        if page.row_index(number) is None:
            patch.row_attributes[number] = self._row_attributes()
        for column in self._span:
            stored = page.cell(number, column)
            style = stored.style if stored is not None else self._style(column)
            wanted = self._wanted(number, column, style, values.get(column))
            if wanted is not None and (stored is None or wanted.value or wanted.formula):
                patch.wanted[number, column] = wanted

    def _wanted(self, number: int, column: int, style: int, value: Value) -> Wanted | None:
        """Give what a new cell holds; None for nothing at all."""
        planner, page = self._planner, self._page
        look = planner.target.style(style)
        cell = cell_address(page.sheet.name, number, column)
        if page.frame.protected and look.locked and not page.frame.is_open((number, column)) and (
            not planner.options.even_protected
        ):  # fmt: skip
            planner.refuse(cell, Text("The cell is locked on a protected sheet"))
        try:
            state = CellState(number, column, number_format=look.number_format, style=style)
            written: Written | None = planner.written(value, state)
        except ValueFault as fault:
            planner.refuse(cell, fault.text)
            return None
        if written is not None:
            planner.plan.changes.append(CellChange(page.sheet.name, number, column, None, value))
            return Wanted(written, style)
        formula = self._formulas.get(column)
        if formula is not None:
            return Wanted(None, style, moved_formula(*formula, number))
        return Wanted(None, style) if style else None

    def _style(self, column: int) -> int:
        cell = self._above.get(column)
        if cell is not None:
            return cell.style
        return self._page.style_at(max(self._last, 0), column)

    def _row_attributes(self) -> bytes:
        given = self._row_above.attributes if self._row_above is not None else {}
        kept = {n: given[n] for n in ("s", "customFormat", "ht", "customHeight") if n in given}
        return b"".join(f' {name}="{value}"'.encode() for name, value in kept.items())

    def _calculated(self) -> dict[int, tuple[str, int, int]]:
        """Give the formulas that new rows take over, with the row and column they are written for.

        Only columns that the table calculates; others with formulas are left blank, and said.
        """
        found: dict[int, tuple[str, int, int]] = {}
        left_blank: list[str] = []
        declared = _declared(self._table)
        for column in self._span:
            cell = self._above.get(column)
            formula = cell.formula if cell is not None else None
            if column not in declared:
                if formula is not None:
                    left_blank.append(letters(column))
                continue
            text = declared[column]
            if formula is not None and formula.kind == "" and formula.text:
                found[column] = (formula.text, self._last, column)
            elif text and moved_formula(text, self._last, column, self._last + 1) == text:
                found[column] = (text, self._last, column)
            else:
                left_blank.append(letters(column))
        if left_blank:
            self._planner.plan.notes.append(
                Text("The new rows leave these columns of “{sheet}” blank, which hold formulas "
                     "above: {columns}", sheet=self._page.sheet.name, columns=", ".join(left_blank))
            )  # fmt: skip
        return found

    def _grow(self, bottom: int) -> None:
        """Let the table and all rules that ended on its last row reach to `bottom`."""
        planner, page = self._planner, self._page
        if self._last < 0:
            return
        edge = Range(self._last, self._span.start, bottom, self._span.stop - 1)
        planner.patch(page).around += grown_rules(page, edge)
        if self._table is not None:
            part, content = grown_table(planner.target.parts, self._table, bottom)
            planner.plan.replaced[part.casefold()] = content
        fixed = [
            *named_ranges(planner.target.book, page.sheet, edge),
            *chart_ranges(planner.target.parts, page.sheet, edge),
        ]
        if fixed:
            planner.plan.notes.append(
                Text("These ranges end above the new rows and do not grow by themselves: {ranges}",
                     ranges=", ".join(dict.fromkeys(fixed)))
            )  # fmt: skip


def _declared(table: Table | None) -> dict[int, str]:
    """Give the formula of each calculated column, blank for one that cannot be repeated."""
    found: dict[int, str] = {}
    columns = [n for n in table.nodes if n.name == "tableColumn"] if table is not None else []
    for node in table.nodes if table is not None else ():
        if node.name == "calculatedColumnFormula" and node.parent in columns and table is not None:
            at = table.area.left + columns.index(node.parent)
            found[at] = "" if node.flag("array") else node.text.removeprefix("=")
    return found
