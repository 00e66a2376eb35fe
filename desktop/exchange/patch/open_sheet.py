"""One worksheet of a workbook that is open for patching: its bytes, rows and surroundings."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from desktop.exchange.patch.book import Book, Sheet
from desktop.exchange.patch.cells import RawCell, RowFault, RowReader
from desktop.exchange.patch.markup import Node
from desktop.exchange.patch.obstacles import find_obstacles, pivot_sources, read_tables
from desktop.exchange.patch.parts import Parts
from desktop.exchange.patch.places import Place, Range, parse_range
from desktop.exchange.patch.sheet_frame import SheetFrame
from desktop.exchange.patch.sheet_scan import scan_sheet


class Row:
    """One row that the sheet stores: its place in the scan, its attributes and cells."""

    def __init__(self, index: int, attributes: dict[str, str], cells: list[RawCell]) -> None:
        self.index = index
        self.attributes = attributes
        self.cells = {cell.column: cell for cell in cells}
        if len(self.cells) < len(cells):
            raise RowFault(f"row {index}")

    def flag(self, name: str) -> bool:
        """Give a yes-or-no attribute of the row."""
        return self.attributes.get(name, "").strip() in ("1", "true", "on")

    @property
    def style(self) -> int | None:
        """Give the style that the row lays under its blank cells; None if it has none."""
        given = self.attributes.get("s", "")
        return int(given) if self.flag("customFormat") and given.isdigit() else None


class OpenSheet:
    """A worksheet read for patching. Raises `ScanFault`, `expat.ExpatError` or `ValueError`."""

    def __init__(self, parts: Parts, book: Book, sheet: Sheet) -> None:
        self.sheet = sheet
        self.markup = parts.markup(sheet.part)
        self.content = self.markup.content
        self.scan = scan_sheet(self.content)
        self.frame = SheetFrame(self.scan)
        self.reader = RowReader(self.scan)
        self.tables = read_tables(parts, sheet)
        self.obstacles = find_obstacles(parts, book, sheet, self.scan, self.tables)
        self.pivot_sources = pivot_sources(parts, book, sheet, self.tables)
        self._kept: tuple[int, Row | None] = (-1, None)
        self._by_number: dict[int, int] | None = None
        if not self.scan.ordered:
            self._by_number = {number: n for n, number in enumerate(self.scan.numbers)}
            if len(self._by_number) < len(self.scan.numbers):
                raise RowFault("a row is there twice")

    def row_index(self, number: int) -> int | None:
        """Give where a row stands in the scan; None if the sheet does not store it."""
        if self._by_number is not None:
            return self._by_number.get(number)
        at = bisect_left(self.scan.numbers, number)
        found = at < len(self.scan.numbers) and self.scan.numbers[at] == number
        return at if found else None

    def row(self, number: int) -> Row | None:
        """Give a row that the sheet stores, else None. Raises `RowFault` if it is not sound."""
        if self._kept[0] != number:
            index = self.row_index(number)
            row = None if index is None else Row(index, *self.reader.row(index))
            self._kept = (number, row)
        return self._kept[1]

    def rows(self, top: int, bottom: int) -> Iterator[tuple[int, Row]]:
        """Give the stored rows from `top` to `bottom`, with their numbers."""
        numbers = self.scan.numbers
        first, stop = 0, len(numbers)
        if self.scan.ordered:
            first, stop = bisect_left(numbers, top), bisect_left(numbers, bottom + 1)
        for index in range(first, stop):
            if top <= numbers[index] <= bottom:
                yield numbers[index], Row(index, *self.reader.row(index))

    def cell(self, row: int, column: int) -> RawCell | None:
        """Give a cell that the sheet stores, else None."""
        found = self.row(row)
        return None if found is None else found.cells.get(column)

    def raw(self, cell: RawCell) -> bytes:
        """Give the bytes of a cell."""
        return self.content[cell.start : cell.end]

    def style_at(self, row: int, column: int) -> int:
        """Give the style that a cell has, or that a new one there takes over."""
        stored = self.row(row)
        if stored is not None:
            if column in stored.cells:
                return stored.cells[column].style
            if stored.style is not None:
                return stored.style
        inherited = self.frame.column_style(column)
        if inherited or row == 0:
            return inherited
        inside = any((row, column) in t.data and (row - 1, column) in t.data for t in self.tables)
        above = self.cell(row - 1, column) if inside else None
        return above.style if above is not None else 0

    def is_hidden(self, place: Place) -> bool:
        """Tell whether a cell's row or column is hidden, by hand or by a filter."""
        row = self.row(place[0])
        return (row is not None and row.flag("hidden")) or self.frame.column_hidden(place[1])

    @property
    def dimension(self) -> tuple[Node, Range] | None:
        """Give the element that states the used range, and the range."""
        node = self.frame.child("dimension")
        area = parse_range(node.get("ref")) if node is not None else None
        return None if node is None or area is None else (node, area)
