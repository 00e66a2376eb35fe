"""What a formula leaves behind when a value takes its place: shared formulas and the calc chain."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.exchange.patch.cells import RawCell
from desktop.exchange.patch.markup import (
    Node,
    Splice,
    attribute_spans,
    parse_nodes,
    spliced,
    with_attribute,
)
from desktop.exchange.patch.open_sheet import OpenSheet
from desktop.exchange.patch.parts import Parts, relations_part
from desktop.exchange.patch.places import Place, address, parse_range
from desktop.exchange.patch.sheet_scan import ScanFault

#: More cells than this are not given a formula each.
MOST_CHILDREN = 20_000
CONTENT_TYPES = "[Content_Types].xml"


def is_master(cell: RawCell) -> bool:
    """Tell whether a cell holds the formula that others share."""
    formula = cell.formula
    return formula is not None and formula.kind == "shared" and bool(formula.text)


def shared_children(sheet: OpenSheet, master: RawCell) -> list[Place]:
    """Give the cells that share a master's formula. Raises `ScanFault` if they are not certain."""
    formula = master.formula
    area = parse_range(formula.ref) if formula is not None else None
    if formula is None or area is None:
        raise ScanFault("a shared formula without its area")
    found = [
        (number, cell.column)
        for number, row in sheet.rows(area.top, area.bottom)
        for cell in row.cells.values()
        if cell.formula is not None
        and cell.formula.kind == "shared"
        and cell.formula.group == formula.group
        and (number, cell.column) != (master.row, master.column)
        and not cell.formula.text
    ]
    group = re.escape(formula.group.encode("ascii", "replace"))
    everywhere = re.findall(rb"""<[\w.:-]*f\s[^>]*\bsi\s*=\s*["']%b["']""" % group, sheet.content)
    if len(everywhere) != len(found) + 1 or len(found) > MOST_CHILDREN:
        raise ScanFault("a shared formula with cells elsewhere")
    return found


def own_formulas(master: RawCell, children: Iterable[Place]) -> dict[Place, str]:
    """Give each child the formula that it had through its master. Raises `ScanFault`."""
    from openpyxl.formula.translate import Translator, TranslatorError

    if master.formula is None:
        return {}
    try:
        translator = Translator("=" + master.formula.text, address(master.row, master.column))
        return {place: str(translator.translate_formula(address(*place)))[1:] for place in children}
    except (TranslatorError, ValueError, IndexError) as fault:
        raise ScanFault("a shared formula that cannot be moved") from fault


def moved_formula(text: str, row: int, column: int, to: int) -> str:
    """Give a formula as it reads when filled from its row down to row `to`. Raises `ScanFault`."""
    from openpyxl.formula.translate import Translator, TranslatorError

    try:
        translator = Translator("=" + text, address(row, column))
        return str(translator.translate_formula(address(to, column)))[1:]
    except (TranslatorError, ValueError, IndexError) as fault:
        raise ScanFault("a formula that cannot be moved") from fault


@dataclass(frozen=True)
class Chain:
    """What becomes of the list of formula cells: new part contents by name, parts dropped."""

    changed: dict[str, bytes]
    dropped: frozenset[str]


def chain_without(parts: Parts, workbook: str, gone: dict[str, set[str]]) -> Chain:
    """Take cells off the list of formula cells; `gone` gives addresses by sheet id.

    Where a cell's entry is not certain the whole list goes: it is a cache that Excel makes anew.
    """
    names = parts.related(workbook, "calcChain")
    if not names or not any(gone.values()):
        return Chain({}, frozenset())
    name = names[0]
    markup = parts.markup(name)
    splices = _entries_without(markup.content, parse_nodes(markup.content), gone)
    if splices is not None:
        content = b"".join(markup.stored(spliced(markup.content, splices)))
        return Chain({name: content}, frozenset())
    return _without_chain(parts, workbook, name)


def _entries_without(
    content: bytes, nodes: list[Node], gone: dict[str, set[str]]
) -> list[Splice] | None:
    """Give the splices that take entries out, None if that is not certain."""
    splices: list[Splice] = []
    entries = [node for node in nodes if node.name == "c" and node.is_main]
    sheet, carried = "", ""
    found: set[tuple[str, str]] = set()
    for node in entries:
        sheet = node.get("i") or sheet
        if node.get("r") in gone.get(sheet, ()):
            if (sheet, node.get("r")) in found or node.attributes.keys() - {"r", "i"}:
                return None
            found.add((sheet, node.get("r")))
            splices.append(Splice(node.start, node.end, b""))
            carried = sheet
        elif carried:
            if not node.get("i"):
                tag = content[node.start : node.tag_end]
                splices.append(Splice(node.start, node.tag_end, _with_sheet(tag, carried)))
            carried = ""
    wanted = {(sheet, cell) for sheet, cells in gone.items() for cell in cells}
    return splices if found == wanted and len(found) < len(entries) else None


def _with_sheet(tag: bytes, sheet: str) -> bytes:
    return with_attribute(tag, b"i", sheet) if b"i" not in attribute_spans(tag) else tag


def _without_chain(parts: Parts, workbook: str, name: str) -> Chain:
    changed: dict[str, bytes] = {}
    entry = parts.entry(name)
    relations = relations_part(workbook)
    ids = {r.id for r in parts.relations(workbook) if r.kind == "calcChain"}
    for part, element, matches in (
        (relations, "Relationship", lambda node: node.get("Id") in ids),
        (
            CONTENT_TYPES,
            "Override",
            lambda node: node.get("PartName").lstrip("/").casefold() == name.casefold(),
        ),
    ):
        markup = parts.markup(part)
        splices = [
            Splice(node.start, node.end, b"")
            for node in parse_nodes(markup.content)
            if node.name == element and matches(node)
        ]
        if splices:
            changed[part] = b"".join(markup.stored(spliced(markup.content, splices)))
    return Chain(changed, frozenset({entry.key} if entry is not None else ()))
