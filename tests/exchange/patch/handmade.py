"""Workbooks written by hand, as awkward as the standard allows, and a look at what patching did."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine

from desktop.exchange.patch import Edit, Options, Receipt, open_target, write
from desktop.exchange.patch.places import address, parse_cell

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

#: Styles: 0 General locked, 1 yyyy-mm-dd, 2 unlocked, 3 two decimals, 4 h:mm, 5 text.
STYLES = f"""{DECLARATION}<styleSheet xmlns="{MAIN}">
<numFmts count="1">
<numFmt numFmtId="164" formatCode="yyyy&quot;년&quot; m&quot;월&quot;"/></numFmts>
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyProtection="1">
<protection locked="0"/></xf>
<xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="20" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""

ROWS = (
    '<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="2" spans="1:3"><c r="A2"><v>1</v></c><c r="B2" s="3"><v>2.5</v></c></row>'
    '<row r="5"><c r="B5" t="b"><v>1</v></c></row>'
)
STRINGS = ("Code", "Plan &amp; real")


def worksheet(rows: str = ROWS, before: str = "", after: str = "", space: str = MAIN) -> str:
    """Gives a worksheet part."""
    return (
        f'{DECLARATION}<worksheet xmlns="{space}" xmlns:r="{RELATIONS}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def package(
    sheets: Mapping[str, str | bytes],
    *,
    workbook: str = "",
    properties: str = "",
    extra: Mapping[str, str | bytes] | None = None,
    sheet_relations: Mapping[int, str] | None = None,
    book_relations: str = "",
    overrides: str = "",
    strings: Sequence[str] | None = STRINGS,
    space: str = MAIN,
    relations: str = RELATIONS,
) -> dict[str, bytes]:
    """Gives the parts of a workbook; `workbook` is what follows its list of sheets."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1)
    )
    targets = "".join(
        f'<Relationship Id="rId{n}" Type="{relations}/worksheet" '
        f'Target="worksheets/sheet{n}.xml"/>' for n, _ in enumerate(sheets, 1)
    )  # fmt: skip
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n, _ in enumerate(sheets, 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.'
        'vmlDrawing"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        f'officedocument.spreadsheetml.sheet.main+xml"/>{types}'
        '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.styles+xml"/>'
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        f'officedocument.spreadsheetml.sharedStrings+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{space}" xmlns:r="{relations}">'
        f"<workbookPr{properties}/><sheets>{listed}</sheets>{workbook}</workbook>",
        "xl/_rels/workbook.xml.rels": f'{DECLARATION}<Relationships xmlns="{PACKAGE}/'
        f'relationships">{targets}<Relationship Id="rS" Type="{relations}/styles" '
        f'Target="styles.xml"/><Relationship Id="rT" Type="{relations}/sharedStrings" '
        f'Target="sharedStrings.xml"/>{book_relations}</Relationships>',
        "xl/styles.xml": STYLES.replace(MAIN, space),
    }
    if strings is not None:
        items = "".join(s if s.startswith("<si>") else f"<si><t>{s}</t></si>" for s in strings)
        parts["xl/sharedStrings.xml"] = f'{DECLARATION}<sst xmlns="{space}">{items}</sst>'
    for n, content in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = content
    for n, content in (sheet_relations or {}).items():
        parts[f"xl/worksheets/_rels/sheet{n}.xml.rels"] = (
            f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{content}</Relationships>'
        )
    parts.update(extra or {})
    return {
        name: content.encode("utf-8") if isinstance(content, str) else content
        for name, content in parts.items()
    }


def save(path: Path, parts: Mapping[str, bytes]) -> Path:
    """Writes parts into a file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), content,
                         zipfile.ZIP_DEFLATED)  # fmt: skip
    return path


def book(path: Path, rows: str = ROWS, before: str = "", after: str = "", **more: Any) -> Path:
    """Writes a workbook with one sheet called Plan."""
    return save(path, package({"Plan": worksheet(rows, before, after)}, **more))


def raw_parts(path: Path) -> dict[str, bytes]:
    """Gives local header and packed bytes of every part, in their order."""
    data = path.read_bytes()
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for entry in archive.infolist():
            at = entry.header_offset
            skip = sum(int.from_bytes(data[at + n : at + n + 2], "little") for n in (26, 28))
            found[entry.filename] = data[at : at + 30 + skip + entry.compress_size]
    return found


def part(path: Path, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    """Gives a part's bytes."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def changed_parts(before: Path, after: Path) -> set[str]:
    """Gives the parts that are not the same byte for byte; the order must be."""
    one, other = raw_parts(before), raw_parts(after)
    assert [name for name in one if name in other] == [name for name in other if name in one]
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def edit(cell: str, value: Any, sheet: str | int = "Plan") -> Edit:
    """Gives an edit by the cell's address."""
    place = parse_cell(cell)
    assert place is not None
    return Edit(sheet, *place, value)


def patched(path: Path, edits: Mapping[str, Any], to: Path | None = None, **options: Any) -> Path:
    """Patches cells of the sheet Plan and gives the result; nothing may stand against it."""
    result = to or path.with_name(f"patched{path.suffix}")
    before = path.read_bytes()
    receipt = patch(path, edits, result, **options)
    assert path.read_bytes() == before or result == path
    assert receipt.identical == len(raw_parts(result)) - len(receipt.changed_parts) - len(
        receipt.added_parts
    )
    return result


def patch(path: Path, edits: Mapping[str, Any], to: Path, **options: Any) -> Receipt:
    """Patches cells of the sheet Plan and gives the receipt."""
    with open_target(path) as target:
        plan = target.plan([edit(c, v) for c, v in edits.items()], options=Options(**options))
        return write(plan, to)


def refusals(path: Path, edits: Mapping[str, Any], **options: Any) -> list[str]:
    """Gives what stands against some edits of the sheet Plan."""
    with open_target(path) as target:
        plan = target.plan([edit(c, v) for c, v in edits.items()], options=Options(**options))
        return [str(refusal) for refusal in plan.refusals]


def by_openpyxl(path: Path, sheet: str = "Plan") -> dict[str, Any]:
    """Gives a sheet's values as openpyxl reads them."""
    page: Any = openpyxl.load_workbook(path)[sheet]
    return {c.coordinate: c.value for row in page.iter_rows() for c in row if c.value is not None}


def by_calamine(path: Path, sheet: str = "Plan") -> dict[str, Any]:
    """Gives a sheet's values as calamine reads them."""
    page = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(sheet)
    rows = page.to_python(skip_empty_area=False)
    return {
        address(r, c): value
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if value != ""
    }
