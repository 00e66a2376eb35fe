"""Where the rows of a worksheet part lie, found at the speed of a byte search where that is safe.

A tag cannot hide: outside of comments, CDATA and processing instructions the sign `<` starts one.
So as long as a part has none of these, and its rows are all named in one way, patterns over bytes
find exactly what an XML parser would. Anything unusual is left to the parser.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from xml.parsers import expat

from desktop.exchange.layout import LAST_ROW
from desktop.exchange.patch.markup import (
    MAIN,
    is_closed,
    make_parser,
    prefix_of,
    tag_end,
    tag_name,
)
from desktop.exchange.patch.places import Range, parse_range

_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData(?=[\s/>])")
_NUMBER = re.compile(rb"""\sr\s*=\s*["']\s*(\d+)\s*["']""")
_HAS_NUMBER = re.compile(rb"\sr\s*=")
_NEAR = 400  # bytes within which a row's first cell is looked for
_CELL_ROW = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]+(\d+)["']""")
_KIND = re.compile(rb"""\st\s*=\s*["'](array|dataTable)["']""")
_REF = re.compile(rb"""\sref\s*=\s*["']([^"']*)["']""")


class ScanFault(Exception):
    """The sheet is not built as sheets are; the message is for the log of a test."""


@dataclass
class SheetScan:
    """Rows of a sheet: number from 0, start of the tag, its end, end of the row, in bytes."""

    content: bytes
    prefix: bytes = b""
    data_start: int = 0
    data_tag_end: int = 0
    data_end: int = 0  # where the closing tag starts, or the end of a self-closed one
    data_close_end: int = 0
    numbers: array[int] = field(default_factory=lambda: array("q"))
    starts: array[int] = field(default_factory=lambda: array("q"))
    tag_ends: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    #: Areas of array formulas and data tables.
    areas: list[tuple[str, Range]] = field(default_factory=list)
    has_formulas: bool = False
    #: Rows follow each other with growing numbers that cells do not contradict.
    ordered: bool = True
    fast: bool = True

    @property
    def data_closed(self) -> bool:
        """Tell whether the part has `<sheetData/>`."""
        return is_closed(self.content, self.data_tag_end)

    def add(self, number: int, start: int, tag_end: int, end: int) -> None:
        """Take one more row."""
        if not 0 <= number < LAST_ROW:
            raise ScanFault(f"row {number + 1}")
        if self.numbers and number <= self.numbers[-1]:
            self.ordered = False
        self.numbers.append(number)
        self.starts.append(start)
        self.tag_ends.append(tag_end)
        self.ends.append(end)


def scan_sheet(content: bytes, trust_bytes: bool = True) -> SheetScan:
    """Find the rows of a worksheet part in UTF-8.

    `trust_bytes=False` takes the slow way always. Raises `ScanFault` for what is no worksheet and
    `expat.ExpatError` for what is not well-formed.
    """
    scan = _fast(content) if trust_bytes else None
    return scan if scan is not None else _Parser(content).scan()


def _fast(content: bytes) -> SheetScan | None:
    """Find the rows by their bytes; None where that could go wrong."""
    first = content.find(b"<")
    if content.find(b"<!") >= 0 or content.find(b"<?", first + 1) >= 0 or b"\0" in content[:100]:
        return None
    data = _DATA.search(content)
    if data is None:
        return None
    prefix = data[1]
    start_end = tag_end(content, data.start())
    scan = SheetScan(content, prefix, data.start(), start_end, start_end, start_end)
    if scan.data_closed:
        return scan
    close = content.rfind(b"</" + prefix + b"sheetData")
    if close < start_end or _DATA.search(content, start_end):
        return None
    scan.data_end, scan.data_close_end = close, tag_end(content, close)
    if content.find(b"xmlns", start_end, close) >= 0:
        return None
    if content.find(b"AlternateContent", start_end, close) >= 0:
        return None
    return scan if _fast_rows(scan) and _fast_formulas(scan) else None


def _fast_rows(scan: SheetScan) -> bool:
    content, name = scan.content, re.escape(scan.prefix)
    pattern = re.compile(rb"<(/?)" + name + rb"row(?=[\s/>])([^>]*)>")
    cell = re.compile(rb"<" + name + rb"c(?=[\s/>])[^>]*>")
    opened: tuple[int, int, int] | None = None
    number = -1
    for match in pattern.finditer(content, scan.data_tag_end, scan.data_end):
        closing, attributes = match.groups()
        if closing:
            if opened is None:
                return False
            scan.add(*opened, match.end())
            opened = None
            continue
        if opened is not None or attributes.count(b'"') % 2 or attributes.count(b"'") % 2:
            return False
        given = _NUMBER.search(attributes)
        if given:
            number = int(given[1]) - 1
        elif _HAS_NUMBER.search(attributes):
            return False
        else:
            number += 1
            inside = cell.search(content, match.end(), min(scan.data_end, match.end() + _NEAR))
            _check_row(scan, number, content[match.end() : inside.end()] if inside else b"")
        if attributes.endswith(b"/"):
            scan.add(number, match.start(), match.end(), match.end())
        else:
            opened = number, match.start(), match.end()
    return opened is None


def _check_row(scan: SheetScan, number: int, first_cell: bytes) -> None:
    """See whether a row that leaves out its number is the one that its first cell says."""
    given = _CELL_ROW.search(first_cell)
    if b"row" not in first_cell and given and int(given[1]) - 1 != number:
        scan.ordered = False


def _fast_formulas(scan: SheetScan) -> bool:
    content, name = scan.content, re.escape(scan.prefix)
    span = scan.data_tag_end, scan.data_end
    scan.has_formulas = re.compile(rb"<" + name + rb"f[\s/>]").search(content, *span) is not None
    if content.find(b"array", *span) < 0 and content.find(b"dataTable", *span) < 0:
        return True
    for match in re.compile(rb"<" + name + rb"f(\s[^>]*)>").finditer(content, *span):
        attributes = match[1]
        if attributes.count(b'"') % 2 or attributes.count(b"'") % 2:
            return False
        kind, ref = _KIND.search(attributes), _REF.search(attributes)
        if kind:
            area = parse_range(ref[1].decode("ascii", "replace")) if ref else None
            if area is None:
                raise ScanFault("an array formula without its area")
            scan.areas.append((kind[1].decode("ascii"), area))
    return True


class _Parser:
    """Finds rows with an XML parser, whatever the part looks like."""

    def __init__(self, content: bytes) -> None:
        self._scan = SheetScan(content, fast=False)
        self._depth = 0
        self._data_depth = 0  # of sheetData, while inside of it
        self._row = (-1, 0)
        self._number = -1
        self._parser = make_parser()

    def scan(self) -> SheetScan:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.Parse(self._scan.content, True)
        if not self._scan.data_tag_end:
            raise ScanFault("no sheetData")
        return self._scan

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        space, _, short = name.rpartition(" ")
        at = self._parser.CurrentByteIndex
        if not self._data_depth:
            if self._depth == 2 and short == "sheetData" and space in MAIN:
                self._open_data(at)
            return
        inside = self._depth - self._data_depth
        if inside == 1:
            if short != "row" or space not in MAIN:
                raise ScanFault(f"{short} among the rows")
            self._number = int(attributes["r"]) - 1 if "r" in attributes else self._number + 1
            self._row = (self._number, at)
            self._has_number = "r" in attributes
        elif inside == 2 and short == "c" and not self._has_number and "r" in attributes:
            self._has_number = True
            given = re.fullmatch(r"[A-Za-z]+(\d+)", attributes["r"])
            if given and int(given[1]) - 1 != self._number:
                self._scan.ordered = False
        elif inside == 3 and short == "f" and space in MAIN:
            self._formula(attributes)
        elif inside == 2 and short == "AlternateContent":
            raise ScanFault("alternatives among the cells")

    def _open_data(self, at: int) -> None:
        scan = self._scan
        if scan.data_tag_end:
            raise ScanFault("two sheetData")
        scan.prefix = prefix_of(scan.content, at)
        scan.data_start = at
        scan.data_tag_end = scan.data_end = scan.data_close_end = tag_end(scan.content, at)
        if not scan.data_closed:
            self._data_depth = self._depth

    def _formula(self, attributes: dict[str, str]) -> None:
        self._scan.has_formulas = True
        kind = attributes.get("t", "")
        if kind in ("array", "dataTable"):
            area = parse_range(attributes.get("ref", ""))
            if area is None:
                raise ScanFault("an array formula without its area")
            self._scan.areas.append((kind, area))

    def _end(self, name: str) -> None:
        scan, at = self._scan, self._parser.CurrentByteIndex
        if self._data_depth and self._depth == self._data_depth:
            scan.data_end, scan.data_close_end = at, tag_end(scan.content, at)
            self._data_depth = 0
        elif self._data_depth and self._depth == self._data_depth + 1:
            number, start = self._row
            first = tag_end(scan.content, start)
            closed = is_closed(scan.content, first)
            scan.add(number, start, first, first if closed else tag_end(scan.content, at))
        self._depth -= 1


def name_of_root(content: bytes) -> tuple[bytes, int, int]:
    """Give the root element's name as written and where its start tag lies."""
    parser = make_parser()
    found: list[int] = []
    parser.StartElementHandler = lambda *_: found.append(parser.CurrentByteIndex)
    for end in range(1 << 16, len(content) + (1 << 16), 1 << 16):
        parser.Parse(content[end - (1 << 16) : end], end >= len(content))
        if found:
            return tag_name(content, found[0]), found[0], tag_end(content, found[0])
    raise expat.ExpatError("no element")
