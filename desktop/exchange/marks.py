"""Marks: what the cells of a worksheet carry beside their values.

The value reader gives an empty text for an error such as #N/A, and for a formula that was never
calculated, which would look like a cleared cell. Both are found here in the sheet's XML, together
with cells formatted as percentages and the true extent of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop.exchange.layout import LAST_COLUMN, LAST_ROW, column_number
from desktop.exchange.package import Package, local, safe_parser
from desktop.exchange.searching import holds

Place = tuple[int, int]  # row and column, counted from 0

_PERCENT_FORMATS = {9, 10}  # built in: 0% and 0.00%
_ASIDE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # of a number format: quoted text, [colour]
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ERRORS = re.compile(rb"""\bt\s*=\s*["']e["']""")
_FORMULAS = (re.compile(rb"<f[\s/>]"), re.compile(rb":f[\s/>]"))  # fixed beginnings are fast
#: A cell that is not plainly written as one up to column CL and row 109,999.
_NOT_NEAR = (
    re.compile(rb"""<c[\s/>](?!r="(?:[A-Z]|[AB][A-Z]|C[A-L])(?:\d{1,5}|10\d{4})")"""),
    re.compile(rb":c[\s/>]"),
)
_FAR = re.compile(rb"""\sr\s*=\s*["'](?:[A-Za-z]{3,}\d+|[A-Za-z]*\d{5,})["']""")
#: Beyond column CL or row 109,999: 90 columns of so many rows are less than `_SMALL` cells.
_BEYOND = re.compile(
    rb"""\sr\s*=\s*["'](?:(?:[D-Zd-z][A-Za-z]|[Cc][M-Zm-z]|[A-Za-z]{3,})\d+"""
    rb"""|[A-Za-z]*(?:1[1-9]\d{4}|[2-9]\d{5}|\d{7,}))["']"""
)
_COLUMNS = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]+)\d+["']""")
_ROWS = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]*(\d+)["']""")
_CHUNK, _OVERLAP = 1 << 22, 64  # bytes looked at in one go; an address may lie across the end
_SMALL = 10_000_000  # cells of a sheet that need no closer look


@dataclass
class Marks:
    """Marks of one sheet by cell; `rows` and `columns` bound the cells that hold something."""

    errors: dict[Place, str] = field(default_factory=dict)
    uncalculated: set[Place] = field(default_factory=set)
    formulas: set[Place] = field(default_factory=set)
    percents: set[Place] = field(default_factory=set)
    rows: int = 0
    columns: int = 0

    @property
    def rows_to_look_at(self) -> set[int]:
        """The rows with a cell that means something else than its value says."""
        return {row for row, _ in (*self.errors, *self.uncalculated, *self.percents)}


def is_near(content: bytes) -> bool:
    """Tell whether a worksheet part is plain, and no cell lies far out; False if not sure.

    One far cell would make the value reader ask for more memory than there is.
    """
    if not content.lstrip(b"\xef\xbb\xbf").startswith(b"<") or b"\x00" in content[:200]:
        return False  # UTF-16 or stranger
    if holds(content, b"<!DOCTYPE"):
        return False  # which the parser refuses
    far = any(_has(pattern, content) for pattern in _NOT_NEAR)
    far = far and _has(_FAR, content) and _has(_BEYOND, content)
    return not far or _is_small(content)


def find_marks(content: bytes, percent_styles: Iterable[int], near: bool | None = None) -> Marks:
    """Give the marks of a worksheet part; sheets without any are told from the bytes alone.

    `near` is what `is_near` gave, if that was asked. Raises `expat.ExpatError` or `ValueError` for
    what is no sound worksheet.
    """
    styles = frozenset(str(style) for style in percent_styles)
    near = is_near(content) if near is None else near
    if not near or _has_marks(content, styles):
        return _Parser(styles).parse(content)
    return Marks()


def _has_marks(content: bytes, styles: frozenset[str]) -> bool:
    # Looking for bytes first: it is many times faster than the patterns on a long sheet.
    if (holds(content, b'"e"') or holds(content, b"'e'")) and _has(_ERRORS, content):
        return True
    if any(_has(pattern, content) for pattern in _FORMULAS):
        return True
    return bool(styles) and _has_style(content, styles)


def _has(pattern: re.Pattern[bytes], content: bytes) -> bool:
    """Tell whether a pattern is anywhere in a part; no other thread runs during one search."""
    for start in range(0, len(content), _CHUNK):
        found = pattern.search(content, start, start + _CHUNK + _OVERLAP)
        # What begins behind the piece may be cut off at its end; the next piece has it whole.
        if found is not None and found.start() < start + _CHUNK:
            return True
    return False


def _has_style(content: bytes, styles: frozenset[str]) -> bool:
    """Tell whether any cell has one of the styles."""
    numbers = b"|".join(style.encode() for style in sorted(styles))
    return _has(re.compile(rb"""\bs\s*=\s*["'](?:%b)["']""" % numbers), content)


def _is_small(content: bytes) -> bool:
    """Tell whether a sheet spans few cells for sure, blank ones included."""
    rows = columns = 1
    for start in range(0, len(content), _CHUNK):
        part = content[start : start + _CHUNK + _OVERLAP]
        names = set(_COLUMNS.findall(part))
        if any(len(name) > 3 for name in names):
            return False
        rows = max(rows, *map(int, set(_ROWS.findall(part))), 0)
        columns = max(columns, *(column_number(n.decode().upper()) + 1 for n in names), 0)
    return rows <= LAST_ROW and rows * columns <= _SMALL


class _Parser:
    """Walks through one worksheet part."""

    def __init__(self, percent_styles: frozenset[str]) -> None:
        self._percents = percent_styles
        self._marks = Marks()
        self._row = self._column = -1
        self._type = ""
        self._has_formula = self._has_value = False
        self._text: list[str] | None = None

    def parse(self, content: bytes) -> Marks:
        parser = safe_parser()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(content, True)
        return self._marks

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match local(tag):
            case "row":
                self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
                self._column = -1
                self._check()
            case "c":
                self._start_cell(attributes)
            case "f":
                self._has_formula = True
            case "v":
                self._text = []
            case "is":
                self._has_value = True

    def _start_cell(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        if given is None:
            self._column += 1  # a cell may leave its address out
        else:
            address = _ADDRESS.fullmatch(given)
            if address is None:
                raise ValueError(f"{given} is no cell")
            self._column, self._row = column_number(address[1]), int(address[2]) - 1
            self._check()
        self._type = attributes.get("t", "")
        self._has_formula = self._has_value = False
        if attributes.get("s") in self._percents:
            self._marks.percents.add((self._row, self._column))

    def _check(self) -> None:
        if not (0 <= self._row < LAST_ROW and self._column < LAST_COLUMN):
            raise ValueError("a cell lies outside of the sheet")

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        match local(tag):
            case "v":
                self._end_value("".join(self._text or ()))
                self._text = None
            case "c":
                self._end_cell()

    def _end_value(self, value: str) -> None:
        self._has_value = self._has_value or value != ""
        if self._type == "e":
            self._marks.errors[self._row, self._column] = value or "#N/A"

    def _end_cell(self) -> None:
        marks, place = self._marks, (self._row, self._column)
        if self._has_formula:
            marks.formulas.add(place)
            if not self._has_value and self._type != "str":
                marks.uncalculated.add(place)
        if self._has_value or self._has_formula:
            marks.rows = max(marks.rows, self._row + 1)
            marks.columns = max(marks.columns, self._column + 1)


def percent_styles(package: Package, part: str = "xl/styles.xml") -> list[int]:
    """Give the numbers of the cell styles that show 0.5 as 50 % (not those that append a “%”)."""
    formats = set(_PERCENT_FORMATS)
    styles: list[int] = []
    number = 0
    for element in package.elements(part):
        if element.name == "numFmt" and "numFmtId" in element.attributes:
            code = _ASIDE.sub("", element.attributes.get("formatCode", ""))
            if "%" in code:
                formats.add(int(element.attributes["numFmtId"]))
        elif element.name == "xf" and element.parent == "cellXfs":
            if int(element.attributes.get("numFmtId", "0")) in formats:
                styles.append(number)
            number += 1
    return styles
