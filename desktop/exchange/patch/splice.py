"""From wanted cells to splices of one worksheet part: nothing but those bytes changes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.exchange.patch.cells import changed_cell, new_cell
from desktop.exchange.patch.markup import Splice, prefix_of, with_attribute
from desktop.exchange.patch.open_sheet import OpenSheet, Row
from desktop.exchange.patch.places import Place
from desktop.exchange.patch.values import Written

_SPANS = re.compile(r"(\d+):(\d+)")


@dataclass(frozen=True)
class Wanted:
    """What a cell is to hold: a value (None is blank) or a formula, and the style of a new one."""

    value: Written | None
    style: int
    formula: str = ""


@dataclass
class SheetPatch:
    """What changes in one worksheet part: splices, and what the gate must find afterwards."""

    sheet: OpenSheet
    wanted: dict[Place, Wanted] = field(default_factory=dict)
    #: Cells that only get a formula of their own, in place of one that they shared.
    own_formulas: dict[Place, str] = field(default_factory=dict)
    #: Attributes of rows that are new.
    row_attributes: dict[int, bytes] = field(default_factory=dict)
    #: Changes around the rows: rules that grow with an appended row.
    around: list[Splice] = field(default_factory=list)
    splices: list[Splice] = field(default_factory=list)
    #: Those splices that put rows in.
    new_rows: list[Splice] = field(default_factory=list)

    def build(self) -> None:
        """Work out the splices."""
        by_row: dict[int, dict[int, Wanted]] = {}
        for (number, column), wanted in self.wanted.items():
            by_row.setdefault(number, {})[column] = wanted
        new_rows: dict[int, bytes] = {}
        added: list[Place] = []
        self.splices = list(self.around)
        for number, cells in sorted(by_row.items()):
            row = self.sheet.row(number)
            if row is not None:
                added += self._change_row(row, number, cells)
                continue
            written = self._new_cells(self.sheet.scan.prefix, number, cells, added)
            if written:
                new_rows[number] = written
        self._insert_rows(new_rows)
        self._splice_formulas()
        self._extend_dimension(added)

    def _new_cells(
        self, prefix: bytes, row: int, cells: Mapping[int, Wanted], added: list[Place]
    ) -> bytes:
        written = b""
        for column, wanted in sorted(cells.items()):
            written += new_cell(prefix, row, column, wanted.style, wanted.value, wanted.formula)
            added.append((row, column))
        return written

    def _change_row(self, row: Row, number: int, cells: Mapping[int, Wanted]) -> list[Place]:
        """Change cells of a stored row; give the cells that are new in it."""
        scan, content = self.sheet.scan, self.sheet.content
        start, tag_end = scan.starts[row.index], scan.tag_ends[row.index]
        end = scan.ends[row.index]
        prefix = prefix_of(content, start)
        stored = sorted(row.cells)
        gaps: dict[int, dict[int, Wanted]] = {}
        for column, wanted in cells.items():
            cell = row.cells.get(column)
            if cell is not None:
                changed = changed_cell(self.sheet.raw(cell), wanted.value)
                self.splices.append(Splice(cell.start, cell.end, changed))
            else:
                gaps.setdefault(bisect_right(stored, column), {})[column] = wanted
        added: list[Place] = []
        written = {gap: self._new_cells(prefix, number, new, added) for gap, new in gaps.items()}
        tag = with_spans(content[start:tag_end], [column for _, column in added])
        if written and tag_end == end:
            name = prefix + b"row"
            tag = tag[:-2].rstrip() + b">" + b"".join(written.values()) + b"</" + name + b">"
        else:
            for gap, new in written.items():
                at = row.cells[stored[gap]].start if gap < len(stored) else (
                    row.cells[stored[-1]].end if stored else tag_end
                )  # fmt: skip
                self.splices.append(Splice(at, at, new))
        if tag != content[start:tag_end]:
            self.splices.append(Splice(start, tag_end, tag))
        return added

    def _insert_rows(self, rows: Mapping[int, bytes]) -> None:
        scan = self.sheet.scan
        by_place: dict[int, bytes] = {}
        for number, cells in sorted(rows.items()):
            name = scan.prefix + b"row"
            given = self.row_attributes.get(number, b"")
            written = b"<" + name + b' r="%d"' % (number + 1) + given + b">" + cells
            index = bisect_right(scan.numbers, number)
            at = scan.starts[index] if index < len(scan.numbers) else scan.data_end
            by_place[at] = by_place.get(at, b"") + written + b"</" + name + b">"
        if rows and scan.data_closed:
            tag = self.sheet.content[scan.data_start : scan.data_tag_end]
            opened = tag[:-2].rstrip() + b">" + b"".join(by_place.values())
            closed = b"</" + scan.prefix + b"sheetData>"
            self.new_rows = [Splice(scan.data_start, scan.data_tag_end, opened + closed)]
        else:
            self.new_rows = [Splice(at, at, written) for at, written in by_place.items()]
        self.splices += self.new_rows

    def _splice_formulas(self) -> None:
        for (row, column), text in self.own_formulas.items():
            cell = self.sheet.cell(row, column)
            if cell is not None and cell.formula is not None:
                formula = cell.formula
                prefix = prefix_of(self.sheet.content, formula.start)
                own = b"<" + prefix + b"f>" + Written.escaped(text) + b"</" + prefix + b"f>"
                self.splices.append(Splice(formula.start, formula.end, own))

    def _extend_dimension(self, added: list[Place]) -> None:
        stated = self.sheet.dimension
        if stated is None:
            return
        node, area = stated
        grown = area
        for place in added:
            grown = grown.with_cell(*place)
        if grown != area:
            tag = self.sheet.content[node.start : node.tag_end]
            changed = with_attribute(tag, b"ref", str(grown))
            self.splices.append(Splice(node.start, node.tag_end, changed))


def with_spans(tag: bytes, columns: list[int]) -> bytes:
    """Give a row's tag whose `spans`, where it has them, cover some columns from 0."""
    match = re.search(rb"""\sspans\s*=\s*["']([^"']*)["']""", tag)
    if match is None or not columns:
        return tag
    spans = [(int(a), int(b)) for a, b in _SPANS.findall(match[1].decode("ascii", "replace"))]
    outside = [c + 1 for c in columns if not any(a <= c + 1 <= b for a, b in spans)]
    if not spans or not outside:
        return tag
    low = min(*outside, *(a for a, _ in spans)) if spans else min(outside)
    high = max(*outside, *(b for _, b in spans)) if spans else max(outside)
    return with_attribute(tag, b"spans", f"{low}:{high}")
