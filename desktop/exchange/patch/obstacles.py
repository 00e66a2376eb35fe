"""Areas of a sheet where Excel, not the planner, is at home: nothing may be written there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.core.i18n import Text
from desktop.exchange.patch.book import Book, Sheet
from desktop.exchange.patch.markup import Node
from desktop.exchange.patch.parts import Parts
from desktop.exchange.patch.places import Range, parse_cell, parse_range
from desktop.exchange.patch.sheet_scan import SheetScan

_CLASSIC = {
    "array": Text("The cell is part of an array formula, which Excel changes only as a whole"),
    "dataTable": Text("The cell is part of a what-if data table, which Excel calculates"),
}


@dataclass(frozen=True)
class Obstacle:
    """An area, and a sentence that says why nothing is written into a cell of it."""

    area: Range
    reason: Text


@dataclass
class Table:
    """A table of a sheet; `nodes` are the elements of its part."""

    part: str
    name: str
    area: Range
    header_rows: int
    totals_rows: int
    kind: str
    insert_row: bool
    columns: list[str]
    nodes: list[Node] = field(repr=False)

    @property
    def data(self) -> Range:
        """Give the table without header and totals."""
        area = self.area
        return Range(
            area.top + self.header_rows, area.left, area.bottom - self.totals_rows, area.right
        )


def read_tables(parts: Parts, sheet: Sheet) -> list[Table]:
    """Give the tables of a sheet."""
    tables = []
    for part in parts.related(sheet.part, "table"):
        nodes = parts.nodes(part)
        area = parse_range(nodes[0].get("ref"))
        if area is None:
            continue
        root = nodes[0]
        tables.append(
            Table(
                part,
                root.get("displayName") or root.get("name"),
                area,
                root.number("headerRowCount", 1),
                root.number("totalsRowCount"),
                root.get("tableType", "worksheet"),
                root.flag("insertRow"),
                [node.get("name") for node in nodes if node.name == "tableColumn"],
                nodes,
            )
        )
    return tables


def find_obstacles(
    parts: Parts, book: Book, sheet: Sheet, scan: SheetScan, tables: list[Table]
) -> list[Obstacle]:
    """Give all areas of a sheet where nothing may be written."""
    found = [Obstacle(area, _CLASSIC[kind]) for kind, area in scan.areas]
    for table in tables:
        found += _of_table(table)
    for part in parts.related(sheet.part, "pivotTable"):
        found += _of_pivot(parts.nodes(part))
    for part in parts.related(sheet.part, "queryTable"):
        root = parts.nodes(part)[0]
        for area in book.named_ranges(root.get("name"), sheet):
            found.append(
                Obstacle(area, Text("The cell is filled by a query; change it at its source"))
            )
    for part in parts.related(sheet.part, "tableSingleCells"):
        for node in parts.nodes(part):
            place = parse_cell(node.get("r")) if node.name == "singleXmlCell" else None
            if place is not None:
                reason = Text("The cell is filled from XML data; change it at its source")
                found.append(Obstacle(Range(*place, *place), reason))
    return found


def _of_table(table: Table) -> Iterator[Obstacle]:
    area = table.area
    if table.kind == "queryTable":
        reason = Text(
            "The cell belongs to the table “{table}”, which a query fills", table=table.name
        )
        yield Obstacle(area, reason)
        return
    if table.kind == "xml":
        reason = Text(
            "The cell belongs to the table “{table}”, which XML data fills", table=table.name
        )
        yield Obstacle(area, reason)
        return
    if table.header_rows:
        top = Range(area.top, area.left, area.top + table.header_rows - 1, area.right)
        reason = Text("The cell is a heading of the table “{table}”, by which formulas know its "
                      "column", table=table.name)  # fmt: skip
        yield Obstacle(top, reason)
    if table.totals_rows:
        bottom = Range(area.bottom - table.totals_rows + 1, area.left, area.bottom, area.right)
        reason = Text("The cell is in the totals row of the table “{table}”", table=table.name)
        yield Obstacle(bottom, reason)


def _of_pivot(nodes: list[Node]) -> Iterator[Obstacle]:
    name = nodes[0].get("name")
    reason = Text(
        "The cell belongs to the pivot table “{pivot}”; change what it counts", pivot=name
    )
    location = next((node for node in nodes if node.name == "location"), None)
    area = parse_range(location.get("ref")) if location is not None else None
    if location is None or area is None:
        return
    yield Obstacle(area, reason)
    rows, columns = location.number("rowPageCount"), location.number("colPageCount")
    if rows:
        # Page fields stand above the pivot table, with a blank row in between.
        top, bottom = max(0, area.top - rows - 1), max(0, area.top - 2)
        yield Obstacle(Range(top, area.left, bottom, area.left + 3 * max(columns, 1) - 2), reason)


def pivot_sources(parts: Parts, book: Book, sheet: Sheet, tables: list[Table]) -> list[Range]:
    """Give the areas of a sheet that pivot tables count."""
    areas: list[Range] = []
    for part in parts.related(book.part, "pivotCacheDefinition"):
        for node in parts.nodes(part):
            if node.name != "worksheetSource" or node.relation:
                continue
            name, area = node.get("name"), parse_range(node.get("ref"))
            if name:
                areas += [table.area for table in tables if table.name == name]
                areas += book.named_ranges(name, sheet)
            elif area is not None and node.get("sheet").casefold() == sheet.name.casefold():
                areas.append(area)
    return areas
