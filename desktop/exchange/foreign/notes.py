"""Notes: what a person should know about how a foreign workbook was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop.core.dataset import Dataset
from desktop.core.fields import TextField
from desktop.core.i18n import Text
from desktop.exchange.foreign.mapping import MANY, PERIOD
from desktop.exchange.foreign.reading import TableReader
from desktop.exchange.foreign.remarks import remarks
from desktop.exchange.foreign.units import read_unit
from desktop.exchange.layout import letters
from desktop.exchange.reader import Book
from desktop.exchange.values import is_blank

if TYPE_CHECKING:
    from desktop.exchange.foreign.table_proposal import TableProposal

_LISTED = 12  # words and cells that a note names before it counts the rest


def file_notes(book: Book, dataset: Dataset) -> list[Text]:
    """Give what is to be said about the file as a whole."""
    found = list(book.notes)
    if book.link is not None and book.link.workspace != dataset.workspace:
        found.append(
            Text("The workbook was exported from another workspace; it is read like any other "
                 "workbook, blank cells and missing rows mean nothing")
        )  # fmt: skip
    if book.kind == "xls":
        found.append(
            Text("In an .xls file an error cannot be told from a blank, hidden rows and % formats "
                 "are not known; save it as .xlsx to be sure")
        )  # fmt: skip
    elif book.kind in ("xlsb", "ods"):
        found.append(
            Text("In a file of this kind an error cannot be told from a blank, and hidden rows, "
                 "merged cells and % formats are not known; save it as .xlsx to be sure")
        )  # fmt: skip
    if book.from_1904:
        found.append(Text("The workbook counts its days from 1904; they were read so"))
    return found


def table_notes(table: TableProposal, reader: TableReader) -> list[Text]:
    """Give what is to be said about one table."""
    columns = range(table.table.first_column, table.table.last_column + 1)
    left_out = [one.row for one in table.skipped if one.kind not in ("header", "note")]
    return [*_sheet_notes(table), *_cell_notes(table, reader), *_row_notes(table),
            *reader.headings.used.values(),
            *remarks(table.table.grid, table.row_numbers, left_out, columns),
            *_column_notes(table, reader)]  # fmt: skip


def _sheet_notes(table: TableProposal) -> Iterator[Text]:
    around, sheet = table.table.grid.sheet.around, table.sheet
    if table.hidden:
        yield Text("The sheet “{sheet}” is hidden; it was read all the same", sheet=sheet)
    rows = [row for row in table.row_numbers if row in around.hidden_rows]
    if rows and around.filtered:
        yield Text.count(
            len(rows), "{sheet}: a filter hides {n} row; it was read all the same",
            "{sheet}: a filter hides {n} rows; they were read all the same", sheet=sheet,
        )  # fmt: skip
    elif rows:
        yield Text.count(
            len(rows), "{sheet}: {n} row is hidden; it was read all the same",
            "{sheet}: {n} rows are hidden; they were read all the same", sheet=sheet,
        )  # fmt: skip
    columns = [c.letter for c in table.columns if c.column in around.hidden_columns and c.field]
    if columns:
        yield Text("{sheet}: hidden columns were read all the same: {columns}", sheet=sheet,
                   columns=", ".join(columns))  # fmt: skip


def _cell_notes(table: TableProposal, reader: TableReader) -> Iterator[Text]:
    grid, sheet = table.table.grid, table.sheet
    columns = {c.column for c in table.columns if c.field}
    rows = set(table.row_numbers)
    marks = grid.sheet.marks
    calculated = marks.formulas - marks.uncalculated
    formulas = [place for place in calculated if place[0] in rows and place[1] in columns]
    if formulas:
        yield Text.count(
            len(formulas), "{sheet}: {n} cell holds a formula; its last result was read",
            "{sheet}: {n} cells hold formulas; their last results were read", sheet=sheet,
        )  # fmt: skip
    merged = [
        grid.address(first, left) for first, left, last, _ in grid.merged
        if last > first and left in columns and any(r in rows for r in range(first, last + 1))
    ]  # fmt: skip
    if merged:
        yield Text("{sheet}: merged cells count for each of their rows: {cells}", sheet=sheet,
                   cells=_listed(merged))  # fmt: skip
    for column in reader.columns:
        if column.text_figures and grid.sheet.name and not _is_text_file(table):
            yield Text.count(
                column.text_figures, "{sheet}: {n} figure of “{header}” is text; it was read",
                "{sheet}: {n} figures of “{header}” are text; they were read", sheet=sheet,
                header=column.map.header,
            )  # fmt: skip
        if column.mapped:
            pairs = [f"{word} → {meant}" for word, meant in column.mapped.items()]
            yield Text("{sheet}: words of “{header}” were understood: {words}", sheet=sheet,
                       header=column.map.header, words=_listed(pairs))  # fmt: skip


def _is_text_file(table: TableProposal) -> bool:
    return table.table.grid.sheet.marks.rows == 0 and table.map.sheet == table.path.stem and (
        table.path.suffix.lower() in (".csv", ".tsv", ".txt")
    )  # fmt: skip


def _row_notes(table: TableProposal) -> Iterator[Text]:
    if table.skipped:
        cells = [f"{one.cell} “{one.text[:30]}” ({one.why})" for one in table.skipped]
        yield Text.count(
            len(cells), "{sheet}: {n} row was skipped: {cells}",
            "{sheet}: {n} rows were skipped: {cells}", sheet=table.sheet, cells=_listed(cells),
        )  # fmt: skip


def _column_notes(table: TableProposal, reader: TableReader) -> Iterator[Text]:
    sheet = table.sheet
    unread = [f"{c.letter} “{c.header}”" for c in table.columns if not c.field]
    if unread:
        yield Text("{sheet}: columns that were not read: {columns}", sheet=sheet,
                   columns=_listed(unread))  # fmt: skip
    nameless = _nameless(table)
    if nameless:
        yield Text("{sheet}: columns without a header were not read: {columns}", sheet=sheet,
                   columns=_listed(nameless))  # fmt: skip
    for column in table.columns:
        unit = read_unit(column.unit) if column.unit else None
        quantity = column.field in (*MANY, reader.quantity) and bool(column.field)
        if unit is None or not quantity:
            continue
        if unit.per in ("month", "quarter", "half") and column.field != PERIOD:
            yield Text("{sheet}: “{header}” is per {time}; it was multiplied by {n} to hold for a "
                       "year", sheet=sheet, header=column.header, time=Text(unit.per),
                       n=int(unit.a_year))  # fmt: skip
        if unit.factor != 1:
            yield Text("{sheet}: “{header}” was converted from {unit} to {mass}", sheet=sheet,
                       header=column.header, unit=column.unit, mass=unit.mass)  # fmt: skip
    if table.wide_text is not None:
        yield table.wide_text
    for name, one in reader.constants.used.items():
        of = reader.type.by_name[name]
        if one.why.source not in ("answered", "set by hand"):
            yield Text("{sheet}: {label} is {value} in all rows, {why}", sheet=sheet,
                       label=of.title, value=one.shown, why=one.why)  # fmt: skip
    composed = [
        of for of in reader.type.fields
        if of.required and isinstance(of, TextField) and of.name in ("name", "title")
        and of.name not in {c.field for c in table.columns}
    ]  # fmt: skip
    if composed:
        yield Text("{sheet}: no column has the name; new records are named after what they are",
                   sheet=sheet)  # fmt: skip
    if table.key_fields:
        labels = ", ".join(str(reader.type.by_name[name].title) for name in table.key_fields)
        yield Text("{sheet}: no column has the code; records are known by {fields}", sheet=sheet,
                   fields=labels)  # fmt: skip


def _nameless(table: TableProposal) -> list[str]:
    """Give the columns in a table, and the one right of it, that hold something but no header."""
    texts, grid = table.table.header.texts, table.table.grid
    found = []
    for column in range(table.table.first_column, table.table.last_column + 2):
        cells = ((row, column) for row in table.row_numbers if column not in texts)
        at = next((at for at in cells if not is_blank(grid.raw(*at))), None)
        if at is not None:
            found.append(f"{letters(column)} ({grid.address(*at)} “{grid.text(*at)[:30]}”)")
    return found


def _listed(parts: list[str]) -> str:
    more = len(parts) - _LISTED
    found = ", ".join(parts[:_LISTED])
    return f"{found}, … (+{more})" if more > 0 else found
