"""The cells of one row: what each holds and where its bytes lie; and how a new one is written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.exchange.layout import LAST_COLUMN, column_number, letters
from desktop.exchange.patch.markup import (
    MAIN,
    attribute,
    attribute_spans,
    make_parser,
    prefix_of,
    tag_end,
    tag_name,
    with_attribute,
    without_attributes,
)
from desktop.exchange.patch.places import address, parse_cell
from desktop.exchange.patch.sheet_scan import SheetScan, name_of_root
from desktop.exchange.patch.values import Written

#: Of a cell that gets another value: its type, and what belonged to the old value alone.
_OF_VALUE = frozenset({b"t", b"cm", b"vm", b"ph"})
#: A row's tag and a cell as nearly all programs write them: nothing to unescape, no surprises.
_PLAIN_ROW = re.compile(rb"""<row(?:\s+[\w:.-]+="[^"&<>]*")*\s*/?>""")
_PLAIN_CELL = re.compile(
    rb"""<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,6})")?(?: t="([A-Za-z]{1,9})")?"""
    rb"""(?:/>|>(?:(<f>)([^<&\r]+)</f>)?(?:<v>([^<&\r]*)</v>)?"""
    rb"""(?:<is><t(?: xml:space="preserve")?>([^<&\r]*)</t></is>)?</c>)"""
)
_EXTENSIONS = re.compile(rb"<(?:[\w.-]+:)?extLst[\s>]")


@dataclass(slots=True)
class Formula:
    """A cell's formula element: its kind, area, group and text, and where its bytes lie."""

    kind: str
    ref: str
    group: str
    text: str
    start: int
    end: int


@dataclass(slots=True)
class RawCell:
    """A cell as it is stored; places are bytes of the part."""

    row: int
    column: int
    start: int
    end: int
    type: str
    style: int
    special: bool  # linked data or a dynamic array: `cm`, `vm`
    value: str | None = None
    text: str | None = None  # of an inline string
    formula: Formula | None = None

    @property
    def is_blank(self) -> bool:
        """Tell whether the cell holds nothing but a format."""
        return not self.value and not self.text and self.formula is None


class RowFault(Exception):
    """A row whose cells are not where they say."""


class RowReader:
    """Reads single rows of a scanned sheet."""

    def __init__(self, scan: SheetScan) -> None:
        self._scan = scan
        name, start, end = name_of_root(scan.content)
        data = b"<" + scan.prefix + b"sheetData>"
        self._root, self._root_end = scan.content[start:end], b"</" + name + b">"
        self._before = self._root + data
        self._after = b"</" + scan.prefix + b"sheetData>" + self._root_end

    def row(self, index: int) -> tuple[dict[str, str], list[RawCell]]:
        """Give the attributes and cells of the scan's row `index`.

        Raises `RowFault` or `expat.ExpatError` if the row is not sound.
        """
        scan = self._scan
        plain = None if scan.prefix else self._plain(index)
        if plain is not None:
            return plain
        raw = scan.content[scan.starts[index] : scan.ends[index]]
        return self.parse(raw, scan.numbers[index], scan.starts[index])

    def _plain(self, index: int) -> tuple[dict[str, str], list[RawCell]] | None:
        """Read a row by its bytes; None if there is anything unusual about it."""
        scan, content = self._scan, self._scan.content
        at, number = scan.tag_ends[index], scan.numbers[index]
        tag = content[scan.starts[index] : at]
        if not scan.fast or not _PLAIN_ROW.fullmatch(tag):
            return None
        cells: list[RawCell] = []
        while (match := _PLAIN_CELL.match(content, at)) is not None:
            letters, row, style, type, opened, formula, value, text = match.groups()
            column = column_number(letters.decode("ascii"))
            if int(row) - 1 != number or column >= LAST_COLUMN:
                return None
            if cells and column <= cells[-1].column:
                return None
            cell = RawCell(
                number, column, at, match.end(), type.decode("ascii") if type else "n",
                int(style) if style else 0, False,
            )  # fmt: skip
            cell.value = value.decode("utf-8") if value is not None else None
            cell.text = text.decode("utf-8") if text is not None else None
            if opened:
                start, end = match.start(5), match.end(6) + len(b"</f>")
                cell.formula = Formula("", "", "", formula.decode("utf-8"), start, end)
            cells.append(cell)
            at = match.end()
        if content[at : scan.ends[index]] not in (b"", b"</row>"):
            return None
        spans = attribute_spans(tag)
        attributes = {
            name.decode("utf-8"): tag[start:end].decode("utf-8")
            for name, (_, start, end) in spans.items()
        }
        return attributes, cells

    def wrapped(self, raw: bytes, whole: bool) -> bytes:
        """Give rows (`whole`: with their sheetData) as a worksheet of their own."""
        if whole:
            return self._root + raw + self._root_end
        return self._before + raw + self._after

    def parse(self, raw: bytes, number: int, offset: int) -> tuple[dict[str, str], list[RawCell]]:
        """Give the attributes and cells of a row's bytes, which lie at `offset` of the part."""
        reader = _Row(number, offset - len(self._before))
        content = self._before + raw + self._after
        reader.read(content)
        return reader.attributes, reader.cells


class _Row:
    """Takes what the parser finds in one row."""

    def __init__(self, number: int, shift: int) -> None:
        self.attributes: dict[str, str] = {}
        self.cells: list[RawCell] = []
        self._number, self._shift = number, shift
        self._path: list[str] = []
        self._parts: list[str] | None = None
        self._formula_start = 0
        self._content = b""

    def read(self, content: bytes) -> None:
        self._content = content
        self._parser = parser = make_parser()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(content, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, short = name.rpartition(" ")
        path = self._path
        path.append(short if space in MAIN else name)
        depth = len(path) - 2  # without the worksheet and its data
        if depth == 1:
            self.attributes = attributes
        elif depth == 2 and path[-1] == "c":
            self._start_cell(attributes)
        elif depth == 3 and path[-2] == "c" and path[-1] in ("v", "f", "is"):
            self._parts = []
            if path[-1] == "f":
                at = self._parser.CurrentByteIndex + self._shift
                self.cells[-1].formula = Formula(
                    attributes.get("t", ""), attributes.get("ref", ""), attributes.get("si", ""),
                    "", at, at,
                )  # fmt: skip

    def _start_cell(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        column = self.cells[-1].column + 1 if self.cells else 0
        if given is not None:
            place = parse_cell(given)
            if place is None or place[0] != self._number or place[1] < column:
                raise RowFault(given)
            column = place[1]
        if column >= LAST_COLUMN:
            raise RowFault(letters(column))
        at = self._parser.CurrentByteIndex + self._shift
        style = attributes.get("s", "0")
        if not style.strip().isdigit():
            raise RowFault(style)
        self.cells.append(
            RawCell(
                self._number, column, at, at, attributes.get("t", "n"), int(style),
                "cm" in attributes or "vm" in attributes,
            )
        )  # fmt: skip

    def _characters(self, text: str) -> None:
        # Of an inline string only its text and its runs are read, not the phonetic guide.
        if self._parts is None:
            return
        path = self._path[4:]
        if path in (["v"], ["f"], ["is", "t"], ["is", "r", "t"]):
            self._parts.append(text)

    def _end(self, name: str) -> None:
        path = self._path
        depth, ended = len(path) - 2, path[-1]
        if depth == 2 and ended == "c":
            self.cells[-1].end = self._end_of(self.cells[-1].start)
        elif depth == 3 and path[-2] == "c" and self._parts is not None:
            cell, text = self.cells[-1], "".join(self._parts)
            self._parts = None
            if ended == "v":
                cell.value = text
            elif ended == "is":
                cell.text = text
            elif cell.formula is not None:
                cell.formula.text = text
                cell.formula.end = self._end_of(cell.formula.start)
        path.pop()

    def _end_of(self, start: int) -> int:
        """Give where the element that ends now has its end; `start` is where it began."""
        first = tag_end(self._content, start - self._shift)
        if self._content[first - 2 : first - 1] == b"/":
            return first + self._shift
        return tag_end(self._content, self._parser.CurrentByteIndex) + self._shift


def changed_cell(raw: bytes, value: Written | None) -> bytes:
    """Give a cell's bytes with another value, its format kept; None clears it."""
    end = tag_end(raw, 0)
    name, prefix = tag_name(raw, 0), prefix_of(raw, 0)
    tag = without_attributes(raw[:end], _OF_VALUE)
    tag = tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag
    if value is None:
        return tag[:-1] + b"/>"
    if value.type:
        tag = with_attribute(tag, b"t", value.type)
    return tag + value.content(prefix) + b"</" + name + b">"


def new_cell(
    prefix: bytes, row: int, column: int, style: int, value: Written | None, formula: str = ""
) -> bytes:
    """Give the bytes of a cell that was not there; `formula` comes without a result."""
    tag = b"<" + prefix + b'c r="' + address(row, column).encode("ascii") + b'"'
    if style:
        tag += b' s="%d"' % style
    if formula:
        return tag + b"><" + prefix + b"f>" + Written.escaped(formula) + b"</" + prefix + b"f></" \
            + prefix + b"c>"  # fmt: skip
    if value is None:
        return tag + b"/>"
    if value.type:
        tag += b" t=" + attribute(value.type)
    return tag + b">" + value.content(prefix) + b"</" + prefix + b"c>"


def has_extensions(raw: bytes) -> bool:
    """Tell whether a cell holds data of later versions of Excel that a new value would drop."""
    return _EXTENSIONS.search(raw) is not None
