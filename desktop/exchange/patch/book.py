"""The workbook part: sheets, names, calendar and calculation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.exchange.patch.markup import (
    Markup,
    Node,
    Splice,
    is_closed,
    parse_nodes,
    prefix_of,
    with_attribute,
)
from desktop.exchange.patch.parts import Parts
from desktop.exchange.patch.places import Range, parse_range

_KINDS = {
    "worksheet": "worksheet",
    "chartsheet": "chart",
    "dialogsheet": "dialog",
    "xlMacrosheet": "macro",
    "xlIntlMacrosheet": "macro",
}
#: What stands in front of the calculation settings.
_BEFORE_CALCULATION = frozenset(
    {
        "AlternateContent", "absPath", "bookViews", "definedNames", "externalReferences",
        "fileSharing", "fileVersion", "functionGroups", "revisionPtr", "sheets", "workbookPr",
        "workbookProtection",
    }
)  # fmt: skip
_END = r"\$?[A-Za-z]*\$?\d*"
_REFERENCE = re.compile(rf"(?:'((?:[^']|'')+)'|([^'!,(]+))!({_END}(?::{_END})?)")


class BookFault(Exception):
    """The workbook part is none."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, `kind` (worksheet, chart, dialog, macro), whether it is hidden."""

    name: str
    kind: str
    hidden: bool
    number: int
    part: str
    id: str


class Book:
    """The workbook part of a file."""

    def __init__(self, parts: Parts, part: str) -> None:
        self.part = part
        self.markup: Markup = parts.markup(part)
        self.nodes = parse_nodes(self.markup.content)
        if self.nodes[0].name != "workbook" or not self.nodes[0].is_main:
            raise BookFault
        self._relations = {relation.id: relation for relation in parts.relations(part)}
        self.sheets = [
            self._sheet(number, node)
            for number, node in enumerate(self._all("sheet", "sheets"), start=1)
        ]
        properties = self._first("workbookPr")
        self.date_1904 = properties is not None and properties.flag("date1904")
        self.calculation = self._first("calcPr")
        self.is_manual = (
            self.calculation is not None and self.calculation.get("calcMode") == "manual"
        )
        self.sharing = self._first("fileSharing")

    def _all(self, name: str, parent: str) -> list[Node]:
        return [
            node
            for node in self.nodes
            if node.name == name and node.is_main and node.parent and node.parent.name == parent
        ]

    def _first(self, name: str) -> Node | None:
        return next(iter(self._all(name, "workbook")), None)

    def _sheet(self, number: int, node: Node) -> Sheet:
        relation = self._relations.get(node.relation)
        return Sheet(
            node.get("name"),
            _KINDS.get(relation.kind, "unknown") if relation else "unknown",
            node.get("state", "visible") != "visible",
            number,
            relation.part if relation else "",
            node.get("sheetId"),
        )

    def named_ranges(self, name: str, sheet: Sheet) -> list[Range]:
        """Give the areas of a sheet that a defined name stands for."""
        wanted = name.casefold()
        return [
            area
            for node in self._all("definedName", "definedNames")
            if node.get("name").casefold() == wanted
            for owner, area in references(node.text)
            if owner.casefold() == sheet.name.casefold()
        ]

    def recalculating(self) -> list[Splice]:
        """Give what makes Excel calculate everything when it opens the file; none if it does."""
        content, node = self.markup.content, self.calculation
        if node is not None:
            if node.flag("fullCalcOnLoad"):
                return []
            tag = content[node.start : node.tag_end]
            return [Splice(node.start, node.tag_end, with_attribute(tag, b"fullCalcOnLoad", "1"))]
        root = self.nodes[0]
        before = [n for n in self.nodes if n.parent is root and n.name in _BEFORE_CALCULATION]
        if is_closed(content, root.tag_end) or not before:
            raise BookFault
        prefix = prefix_of(content, root.start)
        at = before[-1].end
        return [Splice(at, at, b"<" + prefix + b'calcPr fullCalcOnLoad="1"/>')]


def references(formula: str) -> list[tuple[str, Range]]:
    """Give the sheets and ranges that a list of plain references names."""
    return [
        ((quoted or bare).replace("''", "'"), area)
        for quoted, bare, text in _REFERENCE.findall(formula)
        if (area := parse_range(text)) is not None
    ]
