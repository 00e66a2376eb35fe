"""What stands around the rows of a worksheet: columns, merges, protection, rules, extensions."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.exchange.patch.markup import Node, parse_nodes
from desktop.exchange.patch.places import Place, Range, parse_range, parse_ranges
from desktop.exchange.patch.sheet_scan import ScanFault, SheetScan


@dataclass(frozen=True, slots=True)
class ColumnFormat:
    """The format of columns `first` to `last`."""

    first: int
    last: int
    style: int
    hidden: bool


class SheetFrame:
    """The elements of a worksheet part besides its rows; places are bytes of the part."""

    def __init__(self, scan: SheetScan) -> None:
        stub = b"<" + scan.prefix + b"sheetData/>"
        content = scan.content
        head, tail = content[: scan.data_start], content[scan.data_close_end :]
        self.nodes = parse_nodes(head + stub + tail)
        shift = scan.data_close_end - scan.data_start - len(stub)
        for node in self.nodes:
            for place in ("start", "tag_end", "inner_end", "end"):
                at = getattr(node, place)
                if at > scan.data_start:
                    setattr(node, place, at + shift)
        self.root = self.nodes[0]
        data = [n for n in self.nodes if n.name == "sheetData" and n.parent is self.root]
        if self.root.name != "worksheet" or not self.root.is_main or len(data) != 1:
            raise ScanFault("no worksheet")
        if data[0].start != scan.data_start or not data[0].is_main:
            raise ScanFault("no sheetData")
        self.columns = [_column(node) for node in self._all("col")]
        self.merges = [
            area
            for node in self._all("mergeCell")
            if (area := parse_range(node.get("ref"))) is not None
        ]
        protection = self.child("sheetProtection")
        self.protected = protection is not None and protection.flag("sheet")
        #: Where a protected sheet may be edited by everybody.
        self.open_ranges = [
            area
            for node in self._all("protectedRange")
            if not {"password", "hashValue", "securityDescriptor"} & node.attributes.keys()
            for area in parse_ranges(node.get("sqref"))
        ]

    def _all(self, name: str) -> list[Node]:
        return [node for node in self.nodes if node.name == name and node.is_main]

    def child(self, name: str) -> Node | None:
        """Give the element of a name right below the worksheet."""
        return next((n for n in self._all(name) if n.parent is self.root), None)

    def column_style(self, column: int) -> int:
        """Give the style that a column lays under its blank cells."""
        return next((c.style for c in self.columns if c.first <= column <= c.last), 0)

    def column_hidden(self, column: int) -> bool:
        """Tell whether a column is hidden."""
        return any(c.hidden for c in self.columns if c.first <= column <= c.last)

    def merge_of(self, place: Place) -> Range | None:
        """Give the merged block that a cell belongs to."""
        return next((area for area in self.merges if place in area), None)

    def is_open(self, place: Place) -> bool:
        """Tell whether a cell may be edited although the sheet is protected."""
        return any(place in area for area in self.open_ranges)


def _column(node: Node) -> ColumnFormat:
    first = node.number("min", 1)
    return ColumnFormat(
        first - 1, node.number("max", first) - 1, node.number("style"), node.flag("hidden")
    )
