"""What nothing is written into: each refusal names the cell, the reason, and leaves no trace."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from desktop.core.errors import OfftakeError, ProblemsError
from desktop.exchange.patch import Edit, Options, open_target, write
from tests.exchange.patch.handmade import (
    DECLARATION,
    MAIN,
    RELATIONS,
    ROWS,
    book,
    by_openpyxl,
    edit,
    package,
    patched,
    refusals,
    save,
    worksheet,
)

TABLE = (
    f'{DECLARATION}<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:B4" '
    'totalsRowCount="1"><autoFilter ref="A1:B3"/><tableColumns count="2">'
    '<tableColumn id="1" name="Code"/><tableColumn id="2" name="Plan"/></tableColumns></table>'
)
PIVOT = (
    f'{DECLARATION}<pivotTableDefinition xmlns="{MAIN}" name="Totals" cacheId="1">'
    '<location ref="D6:F9" firstHeaderRow="1" firstDataRow="1" firstDataCol="1" '
    'rowPageCount="2" colPageCount="1"/></pivotTableDefinition>'
)


def relation(kind: str, target: str) -> str:
    return f'<Relationship Id="r{kind}" Type="{RELATIONS}/{kind}" Target="../{target}"/>'


def single(path: Path, cell: str, value: Any = 1, **options: Any) -> str:
    found = refusals(path, {cell: value}, **options)
    assert len(found) <= 1, found
    return found[0] if found else ""


def test_a_merged_block_takes_values_in_its_first_cell_only(tmp_path: Path) -> None:
    after = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
    source = book(tmp_path / "a.xlsx", after=after)
    message = single(source, "B2")
    assert "Plan!B2" in message and "A1:B2" in message and "write into A1" in message
    assert not single(source, "A1")


@pytest.mark.parametrize("kind", ["array", "dataTable"])
@pytest.mark.parametrize("comment", ["", "<!-- -->"])
def test_array_and_data_table_areas_are_left_alone(tmp_path: Path, kind: str, comment: str) -> None:
    rows = f'<row r="2"><c r="B2"><f t="{kind}" ref="B2:C3">X</f><v>1</v></c></row>{comment}'
    source = book(tmp_path / "a.xlsx", rows)
    for cell in ("B2", "C3", "C2"):
        for overwrite in (False, True):
            assert f"Plan!{cell}" in single(source, cell, overwrite_formulas=overwrite)
    assert not single(source, "D2")


@pytest.mark.parametrize("attribute", ['cm="1"', 'vm="1"'])
def test_linked_data_and_spilling_cells_are_left_alone(tmp_path: Path, attribute: str) -> None:
    source = book(tmp_path / "a.xlsx", f'<row r="2"><c r="B2" {attribute}><v>1</v></c></row>')
    assert "linked data" in single(source, "B2", overwrite_formulas=True)


def test_a_formula_is_named_and_goes_only_with_leave(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", '<row r="2"><c r="B2"><f>A1&amp;"x"</f><v>1</v></c></row>')
    assert (
        single(source, "B2") == 'Plan!B2: The cell holds the formula =A1&"x", which would be lost'
    )
    assert not single(source, "B2", overwrite_formulas=True)


def test_headings_and_totals_of_a_table_are_left_alone(tmp_path: Path) -> None:
    source = book(
        tmp_path / "a.xlsx",
        extra={"xl/tables/table1.xml": TABLE},
        sheet_relations={1: relation("table", "tables/table1.xml")},
    )
    assert "heading of the table “T”" in single(source, "A1", "Codes")
    assert "totals row of the table “T”" in single(source, "B4")
    assert not single(source, "B3")
    for kind, word in (("queryTable", "query"), ("xml", "XML data")):
        table = TABLE.replace('id="1" name="T"', f'id="1" name="T" tableType="{kind}"')
        other = book(
            tmp_path / "b.xlsx",
            extra={"xl/tables/table1.xml": table},
            sheet_relations={1: relation("table", "tables/table1.xml")},
        )
        assert word in single(other, "B3")


def test_a_pivot_table_and_its_page_fields_are_left_alone(tmp_path: Path) -> None:
    source = book(
        tmp_path / "a.xlsx",
        extra={"xl/pivotTables/pivotTable1.xml": PIVOT},
        sheet_relations={1: relation("pivotTable", "pivotTables/pivotTable1.xml")},
    )
    for cell in ("D6", "F9", "D3", "E4"):
        assert "pivot table “Totals”" in single(source, cell)
    for cell in ("D5", "D2", "G6"):
        assert not single(source, cell)


def test_what_a_query_or_xml_fills_is_left_alone(tmp_path: Path) -> None:
    query = f'{DECLARATION}<queryTable xmlns="{MAIN}" name="ExternalData_1"/>'
    cells = (
        f'{DECLARATION}<singleXmlCells xmlns="{MAIN}"><singleXmlCell id="1" r="A9"/>'
        "</singleXmlCells>"
    )
    names = (
        '<definedNames><definedName name="ExternalData_1" localSheetId="0">Plan!$A$1:$B$5'
        "</definedName></definedNames>"
    )
    source = book(
        tmp_path / "a.xlsx",
        workbook=names,
        extra={"xl/queryTables/q.xml": query, "xl/tables/s.xml": cells},
        sheet_relations={
            1: relation("queryTable", "queryTables/q.xml")
            + relation("tableSingleCells", "tables/s.xml")
        },
    )
    assert "query" in single(source, "B5")
    assert "XML data" in single(source, "A9")
    assert not single(source, "C5")


def test_locked_cells_of_a_protected_sheet_need_leave(tmp_path: Path) -> None:
    rows = '<row r="2"><c r="A2" s="2"/><c r="B2"/></row>'
    after = (
        '<sheetProtection sheet="1" objects="1"/><protectedRanges>'
        '<protectedRange sqref="D1:D9" name="open"/>'
        '<protectedRange sqref="E1:E9" name="shut" password="CC1A"/></protectedRanges>'
    )
    source = book(tmp_path / "a.xlsx", rows, after=after)
    for cell in ("B2", "C2", "E2"):
        assert "locked" in single(source, cell)
        assert not single(source, cell, even_protected=True)
    for cell in ("A2", "D2"):
        assert not single(source, cell)
    unprotected = book(tmp_path / "b.xlsx", rows, after='<sheetProtection objects="1"/>')
    assert not single(unprotected, "B2")


def test_all_reasons_come_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    after = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
    source = book(
        tmp_path / "a.xlsx", ROWS + '<row r="9"><c r="A9"><f>1</f></c></row>', after=after
    )
    before = source.read_bytes()
    with open_target(source) as target:
        plan = target.plan(
            [
                edit("B2", 1),
                edit("A9", 1),
                edit("C1", float("nan")),
                edit("C2", "x" * 32_768),
                edit("C3", "\ud800"),
                edit("C4", 1, "Nowhere"),
                Edit("Plan", 1_048_576, 0, 1),
                Edit("Plan", 0, 16_384, 1),
                edit("C5", 1),
                edit("C5", 2),
            ],
            options=Options(),
        )
        messages = [str(refusal) for refusal in plan.refusals]
        with pytest.raises(ProblemsError):
            write(plan, tmp_path / "out.xlsx")
    text = "\n".join(messages)
    for word in (
        "Plan!B2: The cell is covered", "Plan!A9: The cell holds the formula =1",
        "“nan” is no number",
        "32,768", "cannot store", "no sheet “Nowhere”; the workbook has “Plan”", "XFD1048576",
        "Plan!C5: The cell is set twice",
    ):  # fmt: skip
        assert word in text
    assert source.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_chart_sheets_count_but_hold_no_cells(tmp_path: Path) -> None:
    parts = package({"Chart": "<chartsheet/>", "Plan": worksheet()})
    relations = "xl/_rels/workbook.xml.rels"
    parts[relations] = parts[relations].replace(b"/worksheet", b"/chartsheet", 1)
    source = save(tmp_path / "a.xlsx", parts)
    with open_target(source) as target:
        assert "chart" in str(target.plan([edit("A1", 1, 1)]).refusals[0])
        assert [s.kind for s in target.sheets] == ["chart", "worksheet"]
        assert not target.plan([edit("B2", 1, 2)]).refusals
        assert target.plan([edit("B2", 1, 3)]).refusals


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="B2"/><c r="A2"/></row>',
        '<row r="2"><c r="B2"/><c r="B2"/></row>',
        '<row r="2"><c r="B3"/></row>',
        '<row r="2"><c r="??"/></row>',
        '<row r="2"><c r="B2" s="x"/></row>',
        '<row r="2"/><row r="2"/>',
        '<row r="0"/>',
        '<row r="2000000"/>',
        '<row r="2"><c r="B2"></row>',
        '<row r="x"/>',
        '<!DOCTYPE x [<!ENTITY y "z">]><row/>',
        '<mc:AlternateContent xmlns:mc="urn:x"/>',
        '<row r="2"><c r="B2">&nothing;</c></row>',
        '<row r="2"><c r="B2"><f t="array">1</f></c></row>',
    ],
)
def test_a_sheet_that_is_not_sound_is_refused(tmp_path: Path, rows: str) -> None:
    source = book(tmp_path / "a.xlsx", rows)
    message = single(source, "B2")
    assert "open the workbook in Excel and save it again" in message
    assert source.exists()


def test_rows_out_of_order_take_values_but_no_new_rows(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", '<row r="5"><c r="A5"/></row><row r="2"><c r="A2"/></row>')
    assert "not in order" in single(source, "A3")
    assert by_openpyxl(patched(source, {"A2": 1, "B5": 2})) == {"A2": 1, "B5": 2}


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.csv", b"Code,Plan\n1,2\n", "save it as .xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as .xlsx"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
         "password"),
        ("a.xlsx", b"PK\x03\x04 and so on", "damaged"),
        ("a.xlsx", b"", "empty"),
        ("a.xlsx", b"hello", "not a workbook"),
    ],
)  # fmt: skip
def test_other_files_are_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(OfftakeError, match=word):
        open_target(path)


def test_bound_and_strange_packages_are_refused(tmp_path: Path) -> None:
    sound = package({"Plan": worksheet()})
    signed = dict(sound)
    signed["_rels/.rels"] = signed["_rels/.rels"].replace(
        b"</Relationships>", b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/'
        b'package/2006/relationships/digital-signature/origin" Target="_xmlsignatures/o.sigs"/>'
        b"</Relationships>",
    )  # fmt: skip
    shared = sound | {"xl/revisions/revisionHeaders.xml": b"<headers/>"}
    binary = sound | {"xl/workbook.bin": b""}
    cases = {
        "signed": signed,
        "shared workbook": shared,
        ".xlsb": binary,
        "not a workbook": sound | {"xl/workbook.xml": b"<document/>"},
        "damaged": sound | {"xl/workbook.xml": b"<workbook"},
        "not a workbook ": {k: v for k, v in sound.items() if k != "_rels/.rels"},
        "two parts": sound | {"XL/WORKBOOK.XML": b""},
    }
    for word, parts in cases.items():
        path = save(tmp_path / "a.xlsx", parts)
        with pytest.raises(OfftakeError, match=word.strip()):
            open_target(path)


def test_a_part_with_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    with zipfile.ZipFile(source, "w") as out:
        for name, content in package({"Plan": worksheet()}).items():
            out.writestr(name, content)
    source.write_bytes(source.read_bytes().replace(b"<v>2.5</v>", b"<v>2.6</v>"))
    with pytest.raises(OfftakeError, match="damaged"):
        open_target(source)
