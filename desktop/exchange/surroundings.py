"""What a worksheet says around its cells: merged areas, hidden rows and columns, filters, tables.

The value reader gives none of it. For .xlsx it stands in the sheet's XML; of other kinds only the
merged areas are known, where the value reader tells them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.exchange.layout import column_number
from desktop.exchange.package import Package, parse_elements
from desktop.exchange.searching import holds

Area = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0

_HIDDEN = rb"""\bhidden\s*=\s*["'](?:1|true)["']"""
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_FILTER = re.compile(rb"""<(?:\w+:)?autoFilter\b[^>]*\bref\s*=\s*["']([A-Z$0-9:]+)["'](/?)""")
_NUMBER = rb"""\b%s\s*=\s*["'](\d{1,7})["']"""
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")


@dataclass(frozen=True)
class TableArea:
    """An Excel table: its name, its area with the header, how many total rows end it."""

    name: str
    area: Area
    headers: int = 1
    totals: int = 0


@dataclass(frozen=True)
class Surroundings:
    """What stands around the cells of one sheet; `filtered` tells that a filter hides rows."""

    merged: Sequence[Area] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filtered: bool = False
    tables: Sequence[TableArea] = field(default=())


def find_surroundings(package: Package, part: str, content: bytes) -> Surroundings:
    """Give the surroundings of a worksheet part of an .xlsx package, but for merged areas."""
    rows: set[int] = set()
    columns: set[int] = set()
    if holds(content, b"hidden"):
        hidden = re.compile(_HIDDEN)
        number = re.compile(_NUMBER % b"r")
        for tag in _ROW.findall(content):
            found = number.search(tag) if hidden.search(tag) else None
            if found is not None:
                rows.add(int(found[1]) - 1)
        for tag in _COLUMN.findall(content):
            first = re.search(_NUMBER % b"min", tag)
            last = re.search(_NUMBER % b"max", tag)
            if hidden.search(tag) and first is not None and last is not None:
                columns.update(range(int(first[1]) - 1, min(int(last[1]), 16_384)))
    tables = tuple(_tables(package, part)) if holds(content, b"tablePart") else ()
    # A filter that is on has a child element; its hidden rows alone may be hidden by hand.
    on = holds(content, b"autoFilter") and any(not end for _, end in _FILTER.findall(content))
    return Surroundings((), frozenset(rows), frozenset(columns), on, tables)


def _tables(package: Package, part: str) -> Iterable[TableArea]:
    folder, name = posixpath.split(part)
    content = package.part(f"{folder}/_rels/{name}.rels")
    for relation in parse_elements(content) if content is not None else ():
        if not relation.attributes.get("Type", "").endswith("/table"):
            continue
        target = relation.attributes.get("Target", "")
        path = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(folder, target))
        )
        for element in package.elements(path):
            area = parse_area(element.attributes.get("ref", ""))
            if element.name == "table" and area is not None:
                yield _table(element.attributes, area)


def _table(attributes: Mapping[str, str], area: Area) -> TableArea:
    name = attributes.get("displayName") or attributes.get("name", "")
    headers = int(attributes.get("headerRowCount", "1"))
    return TableArea(name, area, headers, int(attributes.get("totalsRowCount", "0")))


def parse_area(text: str) -> Area | None:
    """Read an area such as `B5:H40`, or one cell; None for anything else."""
    match = _AREA.fullmatch(text)
    if match is None:
        return None
    column, row = column_number(match[1]), int(match[2]) - 1
    if match[3] is None:
        return row, column, row, column
    return row, column, int(match[4]) - 1, column_number(match[3])


def is_1904(package: Package) -> bool:
    """Tell whether a workbook counts its days from 1904, as those of old Macs do."""
    workbook = package.workbook_part()
    for element in package.elements(workbook) if workbook else ():
        if element.name == "workbookPr":
            return element.attributes.get("date1904", "0") in ("1", "true")
    return False
