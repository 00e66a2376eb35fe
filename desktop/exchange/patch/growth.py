"""What has to reach further down when rows are appended, and what does not by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop.exchange.patch.book import Book, Sheet, references
from desktop.exchange.patch.markup import Splice, spliced, with_attribute
from desktop.exchange.patch.obstacles import Table
from desktop.exchange.patch.open_sheet import OpenSheet
from desktop.exchange.patch.parts import Parts
from desktop.exchange.patch.places import Range, parse_range

_RULES = frozenset({"conditionalFormatting", "dataValidation"})
_MOST_RANGES = 10  # named in one remark


def grown_rules(page: OpenSheet, edge: Range) -> list[Splice]:
    """Give the splices that let formats and drop-downs reach down.

    `edge` reaches from the row that was the last to the one that is; rules that ended on the former
    and touch its columns grow, also those of later versions of Excel.
    """
    splices: list[Splice] = []
    for node in page.frame.nodes:
        parent = node.parent
        if node.name in _RULES and node.get("sqref"):
            grown = _grown(node.get("sqref"), edge)
            if grown != node.get("sqref"):
                tag = page.content[node.start : node.tag_end]
                splices.append(
                    Splice(node.start, node.tag_end, with_attribute(tag, b"sqref", grown))
                )
        elif node.name == "sqref" and parent is not None and parent.name in _RULES:
            grown = _grown(node.text, edge)
            plain = page.content[node.tag_end : node.inner_end].decode("utf-8") == node.text
            if grown != node.text and plain:
                splices.append(Splice(node.tag_end, node.inner_end, grown.encode("utf-8")))
    return splices


def _grown(sqref: str, edge: Range) -> str:
    """Give a list of ranges with those grown that end on the edge's first row."""
    grown = []
    for word in sqref.split():
        area = parse_range(word)
        if area is not None and _touches(area, edge):
            word = str(Range(area.top, area.left, edge.bottom, area.right))
        grown.append(word)
    return " ".join(grown) if grown != sqref.split() else sqref


def _touches(area: Range, edge: Range) -> bool:
    return area.bottom == edge.top and area.left <= edge.right and area.right >= edge.left


def grown_table(parts: Parts, table: Table, bottom: int) -> tuple[str, bytes]:
    """Give a table's part and its content with the table and its filter reaching to `bottom`."""
    markup = parts.markup(table.part)
    splices = []
    for node in table.nodes:
        is_filter = node.name == "autoFilter" and node.parent is table.nodes[0]
        area = parse_range(node.get("ref"))
        if (node is table.nodes[0] or is_filter) and area is not None and (
            area.bottom == table.area.bottom
        ):  # fmt: skip
            tag = markup.content[node.start : node.tag_end]
            grown = str(Range(area.top, area.left, bottom, area.right))
            splices.append(Splice(node.start, node.tag_end, with_attribute(tag, b"ref", grown)))
    return table.part, b"".join(markup.stored(spliced(markup.content, splices)))


def named_ranges(book: Book, sheet: Sheet, edge: Range) -> list[str]:
    """Give the defined names that stand for ranges ending on the edge's first row."""
    return [
        node.get("name")
        for node in book.nodes
        if node.name == "definedName" and not node.get("name").startswith("_xlnm._FilterDatabase")
        for owner, area in references(node.text)
        if owner.casefold() == sheet.name.casefold() and _touches(area, edge)
    ][:_MOST_RANGES]


def chart_ranges(parts: Parts, sheet: Sheet, edge: Range) -> list[str]:
    """Give the ranges of charts that end on the edge's first row."""
    return list(_chart_ranges(parts, sheet, edge))[:_MOST_RANGES]


def _chart_ranges(parts: Parts, sheet: Sheet, edge: Range) -> Iterator[str]:
    wanted = re.compile(rb"<(?:\w+:)?f>([^<]*\$%d)</" % (edge.top + 1))
    for entry in parts.archive.entries:
        if not re.fullmatch(r".*/charts?/chart\d*\.xml", entry.key):
            continue
        for raw in wanted.findall(parts.read(entry.name)):
            text = raw.decode("utf-8", "replace")
            for owner, area in references(text):
                if owner.casefold() == sheet.name.casefold() and _touches(area, edge):
                    yield text
