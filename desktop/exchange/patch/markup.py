"""XML of a part as bytes with known places: what stands where, and how to change a stretch of it.

Nothing is ever serialized: changes are splices into the bytes, and everything else stays as it is.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

#: Transitional and Strict name of the language of sheets.
MAIN = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
_BOMS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*')""")
_TAG = re.compile(rb"""</?([^\s/>"']+)(?:[^>"']|"[^"]*"|'[^']*')*>""")


class Splice(NamedTuple):
    """Bytes that take the place of those from `start` to `end`."""

    start: int
    end: int
    content: bytes


@dataclass(frozen=True)
class Markup:
    """A part's XML in UTF-8, with the encoding it is stored in."""

    content: bytes
    encoding: str = "utf-8"

    def stored(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Give changed content as the part stores it; stops at nothing that XML can say."""
        if self.encoding == "utf-8":
            yield from chunks
        else:
            text = b"".join(chunks).decode("utf-8")
            yield text.encode(self.encoding, "xmlcharrefreplace")


def read_markup(stored: bytes) -> Markup:
    """Read a part as XML. Raises `ValueError` for an encoding that cannot be written back."""
    encoding = _BOMS.get(stored[:2], "")
    if not encoding and stored[:4].count(0) == 2:
        encoding = "utf-16-le" if stored[1] == 0 else "utf-16-be"
    if not encoding:
        declared = _DECLARED.match(stored.removeprefix(codecs.BOM_UTF8)[:200])
        encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    if encoding in ("utf-8", "utf8"):
        return Markup(stored)
    try:
        text = stored.decode(encoding)
        same = text.encode(encoding) == stored
    except LookupError as fault:
        raise ValueError(f"unknown encoding {encoding}") from fault
    if not same:
        raise ValueError(f"ambiguous encoding {encoding}")
    return Markup(text.encode("utf-8"), encoding)


class Node:
    """One element: names with namespaces split off, text of its own, places of its bytes."""

    __slots__ = (
        "attributes", "end", "inner_end", "name", "parent", "space", "start", "tag_end", "texts",
    )  # fmt: skip

    def __init__(
        self, parent: Node | None, name: str, attributes: dict[str, str], start: int
    ) -> None:
        self.parent = parent
        self.space, _, self.name = name.rpartition(" ")
        self.attributes = attributes
        self.start = self.tag_end = self.inner_end = self.end = start
        self.texts: list[str] = []

    @property
    def text(self) -> str:
        """Give the element's own text."""
        return "".join(self.texts)

    @property
    def is_main(self) -> bool:
        """Tell whether it belongs to the language of sheets."""
        return self.space in MAIN

    def get(self, name: str, default: str = "") -> str:
        """Give an attribute without a prefix."""
        return self.attributes.get(name, default)

    def flag(self, name: str, default: bool = False) -> bool:
        """Give a yes-or-no attribute."""
        given = self.attributes.get(name)
        return default if given is None else given.strip() in ("1", "true", "on")

    def number(self, name: str, default: int = 0) -> int:
        """Give a whole-number attribute. Raises `ValueError` if it is none."""
        return int(self.attributes.get(name, default))

    @property
    def relation(self) -> str:
        """Give the id of the relationship that the element names, blank without one."""
        for name, value in self.attributes.items():
            if name.endswith("/relationships id"):
                return value
        return ""


def make_parser() -> expat.XMLParserType:
    """Give a parser of UTF-8 with namespaces that refuses document types and entities."""
    parser = expat.ParserCreate("utf-8", " ")

    def refuse(*_: object) -> None:
        raise expat.ExpatError("a workbook has no document type")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def parse_nodes(content: bytes) -> list[Node]:
    """Give all elements of XML in UTF-8 in the order in which they start.

    Raises `expat.ExpatError`.
    """
    nodes: list[Node] = []
    stack: list[Node] = []
    parser = make_parser()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        node = Node(stack[-1] if stack else None, name, attributes, parser.CurrentByteIndex)
        nodes.append(node)
        stack.append(node)

    def end(_: str) -> None:
        stack.pop().inner_end = parser.CurrentByteIndex

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: stack[-1].texts.append(text)
    parser.Parse(content, True)
    for node in nodes:
        node.tag_end = tag_end(content, node.start)
        if is_closed(content, node.tag_end):
            node.inner_end = node.end = node.tag_end
        else:
            node.end = tag_end(content, node.inner_end)
    return nodes


def tag_end(content: bytes, start: int) -> int:
    """Give where the tag that starts at `start` ends. Raises `expat.ExpatError` without one."""
    match = _TAG.match(content, start)
    if match is None:
        raise expat.ExpatError("no tag")
    return match.end()


def is_closed(content: bytes, end: int) -> bool:
    """Tell whether the tag that ends at `end` closes itself."""
    return content[end - 2 : end - 1] == b"/"


def tag_name(content: bytes, start: int) -> bytes:
    """Give the name of the tag at `start` as it is written, prefix included."""
    match = _TAG.match(content, start)
    return match[1] if match else b""


def prefix_of(content: bytes, start: int) -> bytes:
    """Give the prefix of the tag at `start` with its colon, empty without one."""
    prefix, colon, _ = tag_name(content, start).rpartition(b":")
    return prefix + colon


def attribute_spans(tag: bytes) -> dict[bytes, tuple[int, int, int]]:
    """Give each attribute of a tag as written: start (blanks included), value's start and end."""
    name = _TAG.match(tag)
    begin = name.end(1) if name else 0
    return {
        match[1]: (match.start(), match.start(2) + 1, match.end() - 1)
        for match in _ATTRIBUTE.finditer(tag, begin)
    }


def with_attribute(tag: bytes, name: bytes, value: str) -> bytes:
    """Give a start tag with one attribute set; the rest of it stays as it is."""
    spans = attribute_spans(tag)
    if name in spans:
        _, start, end = spans[name]
        quote = tag[start - 1 : start]
        written = attribute(value)[1:-1] if quote == b'"' else _single(value)
        return tag[:start] + written + tag[end:]
    end = max((span[2] + 1 for span in spans.values()), default=1 + len(tag_name(tag, 0)))
    return tag[:end] + b" " + name + b"=" + attribute(value) + tag[end:]


def without_attributes(tag: bytes, names: frozenset[bytes]) -> bytes:
    """Give a start tag without some attributes."""
    for name, (start, _, end) in reversed(attribute_spans(tag).items()):
        if name in names:
            tag = tag[:start] + tag[end + 1 :]
    return tag


def attribute(value: str) -> bytes:
    """Give an attribute's value in double quotes."""
    return quoteattr(value, {'"': "&quot;"}).encode("utf-8")


def _single(value: str) -> bytes:
    return escape(value, {"'": "&apos;"}).encode("utf-8")


def spliced(content: bytes, splices: Iterable[Splice]) -> Iterator[bytes]:
    """Give content with splices put in, as pieces; the splices must not overlap."""
    at = 0
    view = memoryview(content)
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        if start < at or end < start:
            raise ValueError("splices overlap")
        for piece in range(at, start, 1 << 20):
            yield bytes(view[piece : min(start, piece + (1 << 20))])
        if new:
            yield new
        at = end
    for piece in range(at, len(content), 1 << 20):
        yield bytes(view[piece : piece + (1 << 20)])
