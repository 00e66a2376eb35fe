"""Looks: what people say by the looks of cells, where values alone would say nothing.

A unit that only the number format shows (12 as “12 t”), rows struck through or coloured, texts of
which a part is struck through, comments beside a cell. Looks are no data: they are told, so that
nothing is missed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from desktop.exchange.layout import column_number
from desktop.exchange.package import Element, Package, parse_elements

Place = tuple[int, int]  # row and column, counted from 0

_MOST = 64 * 1024**2  # bytes of a sheet that are looked through; longer ones are no plans
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>(?:<(?:\w+:)?v>(\d+)</)?")
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d+)["']""")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_PLAIN_FILLS = {"FFFFFFFF", "00FFFFFF", "FFFFFF"}


@dataclass(frozen=True)
class Looks:
    """The looks of one sheet by cell: unit words, strokes, colours (RGB or of a theme), notes.

    `partly_struck` are texts of which only a part is struck through, `noted` those that end a
    figure with raised digits.
    """

    units: Mapping[Place, str] = field(default_factory=dict)
    struck: frozenset[Place] = frozenset()
    colours: Mapping[Place, str] = field(default_factory=dict)
    notes: Mapping[Place, str] = field(default_factory=dict)
    partly_struck: frozenset[Place] = frozenset()
    noted: frozenset[Place] = frozenset()


class Stylist:
    """Knows the styles of an .xlsx workbook that say something, and finds the cells with them."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._units: dict[bytes, str] = {}
        self._struck: set[bytes] = set()
        self._colours: dict[bytes, str] = {}
        self._half_struck, self._noted = _telling_texts(package)
        self._read_styles()

    def notes(self, part: str) -> Looks:
        """Give the comments of a worksheet part alone."""
        return Looks(notes=dict(_comments(self._package, part)))

    def looks(self, part: str, content: bytes) -> Looks:
        """Give the looks of a worksheet part."""
        notes = dict(_comments(self._package, part))
        if len(content) > _MOST or b"\x00" in content[:200]:
            return Looks(notes=notes)
        texts = self._half_struck | self._noted
        noted = set(_noted_cells(content))
        if not (self._units or self._struck or self._colours or texts or noted):
            return Looks(notes=notes)
        units: dict[Place, str] = {}
        struck: set[Place] = set()
        colours: dict[Place, str] = {}
        partly: set[Place] = set()
        for attributes, index in _CELL.findall(content):
            style = _STYLE.search(attributes)
            number = style[1] if style is not None else b"0"
            shared = bool(texts) and index and _SHARED.search(attributes)
            told = number in self._units or number in self._struck or number in self._colours
            if not told and not shared:
                continue
            address = _ADDRESS.search(attributes)
            if address is None:
                continue
            place = int(address[2]) - 1, column_number(address[1].decode())
            if number in self._units:
                units[place] = self._units[number]
            if number in self._struck:
                struck.add(place)
            if number in self._colours:
                colours[place] = self._colours[number]
            if shared and int(index) in self._half_struck:
                partly.add(place)
            if shared and int(index) in self._noted:
                noted.add(place)
        return Looks(units, frozenset(struck), colours, notes, frozenset(partly), frozenset(noted))

    def _read_styles(self) -> None:
        formats: dict[str, str] = {}
        fonts: list[bool] = []
        fills: list[str] = []
        struck, colour, solid, number = False, "", False, 0
        for one in self._package.elements("xl/styles.xml"):
            given = one.attributes
            if one.name == "numFmt" and one.parent == "numFmts":
                formats[given.get("numFmtId", "")] = unit_word(given.get("formatCode", ""))
            elif one.name == "strike" and one.parent == "font":
                struck = given.get("val", "1") not in ("0", "false")
            elif one.name == "font" and one.parent == "fonts":
                fonts.append(struck)
                struck = False
            elif one.name == "fgColor":
                colour = _colour(given)
            elif one.name == "patternFill":
                solid = given.get("patternType", "none") not in ("none", "gray125")
            elif one.name == "fill" and one.parent == "fills":
                fills.append(colour if solid else "")
                colour, solid = "", False
            elif one.name == "xf" and one.parent == "cellXfs":
                self._note_style(str(number).encode(), given, formats, fonts, fills)
                number += 1

    def _note_style(
        self,
        number: bytes,
        given: Mapping[str, str],
        formats: Mapping[str, str],
        fonts: list[bool],
        fills: list[str],
    ) -> None:
        unit = formats.get(given.get("numFmtId", ""), "")
        font, fill = int(given.get("fontId", "0")), int(given.get("fillId", "0"))
        if unit:
            self._units[number] = unit
        if font < len(fonts) and fonts[font]:
            self._struck.add(number)
        if fill < len(fills) and fills[fill]:
            self._colours[number] = fills[fill]


def unit_word(code: str) -> str:
    """Give the words that a number format adds to a figure: `t` of `0.0 "t"`, blank for none."""
    code = code.split(";")[0]
    if re.search(r"[yYdD]|[hH].*[mM]|%", _LITERAL.sub("", code)):
        return ""
    words = [match[1] or match[2] or "" for match in _LITERAL.finditer(code)]
    return "".join(words).strip().strip("%")


def _colour(given: Mapping[str, str]) -> str:
    rgb = given.get("rgb", "").upper()
    if rgb in _PLAIN_FILLS or given.get("theme") == "0" or given.get("indexed") in ("9", "64"):
        return ""
    return rgb[-6:] or (f"theme {given['theme']}" if "theme" in given else given.get("indexed", ""))


def _telling_texts(package: Package) -> tuple[frozenset[int], frozenset[int]]:
    """Give the numbers of shared texts of which a part is struck through, and of the noted ones."""
    content = package.part("xl/sharedStrings.xml")
    if content is None or not (b"strike" in content or b"vertAlign" in content):
        return frozenset(), frozenset()
    told = [(number, *rest) for number, (_, *rest) in enumerate(_rich_texts(content, "si"))]
    return (frozenset(number for number, struck, _ in told if struck),
            frozenset(number for number, _, noted in told if noted))  # fmt: skip


def _noted_cells(content: bytes) -> Iterator[Place]:
    """Give the cells whose own text ends a figure with raised digits."""
    if b"vertAlign" not in content:
        return
    for holder, _, noted in _rich_texts(content, "c"):
        place = _place(holder.attributes.get("r", ""))
        if noted and place is not None:
            yield place


def _rich_texts(content: bytes, holder: str) -> Iterator[tuple[Element, bool, bool]]:
    """Give each element that may hold a text; whether a part of it is struck through, and whether
    raised digits stand right behind others, as the sign of a footnote.
    """
    struck = raised = any_struck = noted = False
    before = ""
    for one in parse_elements(content):
        if one.name == "strike":
            struck = one.attributes.get("val", "1") not in ("0", "false")
        elif one.name == "vertAlign":
            raised = one.attributes.get("val") == "superscript"
        elif one.name == "t" and one.parent == "r":
            noted = noted or (raised and before[-1:].isdigit() and one.text[:1].isdigit())
            before = one.text
        elif one.name == "r":
            any_struck = any_struck or struck
            struck = raised = False
        elif one.name == holder:
            yield one, any_struck, noted
            any_struck = noted = False
            before = ""


def _comments(package: Package, part: str) -> Iterator[tuple[Place, str]]:
    """Give the comments of a sheet, the threads of new ones in the place of their stand-ins."""
    folder, name = posixpath.split(part)
    threads: dict[Place, list[str]] = {}
    for relation in package.elements(f"{folder}/_rels/{name}.rels"):
        kind = relation.attributes.get("Type", "").rpartition("/")[2]
        if kind not in ("comments", "threadedComment"):
            continue
        target = relation.attributes.get("Target", "").replace("\\", "/")
        path = target if target.startswith("/") else posixpath.join(folder, target)
        texts: list[str] = []
        for one in package.elements(posixpath.normpath(path)):
            if one.name in ("t", "text") and one.text.strip():
                texts.append(one.text)
            elif one.name in ("comment", "threadedComment"):
                place = _place(one.attributes.get("ref", ""))
                text = "".join(texts).strip()
                texts = []
                if place is None or not text:
                    continue
                if kind == "threadedComment":
                    threads.setdefault(place, []).append(text)
                else:
                    yield place, text
    for place, said in threads.items():
        yield place, " / ".join(said)


def _place(ref: str) -> Place | None:
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", ref)
    return None if match is None else (int(match[2]) - 1, column_number(match[1]))
