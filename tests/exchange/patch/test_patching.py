"""Cells written into awkward workbooks: the wanted bytes change, and no other."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from desktop.exchange.patch import Options, open_target, write
from tests.exchange.patch.handmade import (
    DECLARATION,
    MAIN,
    ROWS,
    STRICT,
    STRICT_RELATIONS,
    book,
    by_calamine,
    by_openpyxl,
    changed_parts,
    edit,
    package,
    part,
    patched,
    refusals,
    save,
    worksheet,
)

SHEET = "xl/worksheets/sheet1.xml"
TEXT = '  한글 <&> "견적" ’x’\n2행 '
FORMULA_ROW = '<row r="7"><c r="A7"><f>A2*2</f><v>2</v></c></row>'


def test_a_changed_number_changes_the_bytes_of_its_value_alone(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx")
    result = patched(source, {"B2": 12.5})
    assert changed_parts(source, result) == {SHEET}
    assert part(result) == part(source).replace(b"<v>2.5</v>", b"<v>12.5</v>")
    assert by_openpyxl(result)["B2"] == by_calamine(result)["B2"] == 12.5


def test_a_number_beyond_all_numbers_can_be_written_over(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", ROWS.replace("<v>2.5</v>", "<v>1E400</v>"))
    assert b"1E400" in part(source)
    result = patched(source, {"B2": 12.5})
    assert part(result) == part(source).replace(b"<v>1E400</v>", b"<v>12.5</v>")


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (7, b'<c r="B2" s="3"><v>7</v></c>'),
        (-0.1, b'<c r="B2" s="3"><v>-0.1</v></c>'),
        (1e300, b'<c r="B2" s="3"><v>1e+300</v></c>'),
        (True, b'<c r="B2" s="3" t="b"><v>1</v></c>'),
        ("Code", b'<c r="B2" s="3" t="s"><v>0</v></c>'),
        ("Plan & real", b'<c r="B2" s="3" t="s"><v>1</v></c>'),
        ("new", b'<c r="B2" s="3" t="inlineStr"><is><t>new</t></is></c>'),
        (" edge", b'<c r="B2" s="3" t="inlineStr"><is><t xml:space="preserve"> edge</t></is></c>'),
        ("a\rb\x01", b'<c r="B2" s="3" t="inlineStr"><is><t>a_x000D_b_x0001_</t></is></c>'),
        ("_x0041_", b'<c r="B2" s="3" t="inlineStr"><is><t>_x005F_x0041_</t></is></c>'),
        ("=1+1", b'<c r="B2" s="3" t="inlineStr"><is><t>=1+1</t></is></c>'),
        (None, b'<c r="B2" s="3"/>'),
        ("", b'<c r="B2" s="3"/>'),
    ],
)
def test_each_kind_of_value_is_stored_as_excel_reads_it(
    tmp_path: Path, value: Any, stored: bytes
) -> None:
    source = book(tmp_path / "a.xlsx")
    result = patched(source, {"B2": value})
    assert part(result) == part(source).replace(b'<c r="B2" s="3"><v>2.5</v></c>', stored)
    assert changed_parts(source, result) == {SHEET}
    with open_target(result) as target:
        assert target.cell("Plan", 1, 1).value == (value or None)


def test_new_cells_and_rows_find_their_place(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", before='<dimension ref="A1:B5"/>')
    result = patched(
        source, {"C1": 1, "A5": 2, "C5": 3, "A3": 4, "D4": 5, "A9": TEXT, "AB2": 6, "A10": None}
    )
    expected = (
        part(source)
        .replace(b'"A1:B5"', b'"A1:AB9"')
        .replace(b'</c></row><row r="2" spans="1:3">', b'</c><c r="C1"><v>1</v></c></row>'
                 b'<row r="2" spans="1:28">')
        .replace(b'<v>2.5</v></c></row>', b'<v>2.5</v></c><c r="AB2"><v>6</v></c></row>'
                 b'<row r="3"><c r="A3"><v>4</v></c></row><row r="4"><c r="D4"><v>5</v></c></row>')
        .replace(b'<c r="B5"', b'<c r="A5"><v>2</v></c><c r="B5"')
        .replace(b'</c></row></sheetData>', b'</c><c r="C5"><v>3</v></c></row><row r="9">'
                 b'<c r="A9" t="inlineStr"><is><t xml:space="preserve">'
                 + "  한글 &lt;&amp;&gt; \"견적\" ’x’\n2행 ".encode()
                 + b'</t></is></c></row></sheetData>')
    )  # fmt: skip
    assert part(result) == expected
    found = by_openpyxl(result)
    assert found["A9"] == by_calamine(result)["A9"] == TEXT
    assert (found["C1"], found["A5"], found["C5"], found["A3"], found["D4"]) == (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    "content",
    [
        worksheet(),
        worksheet().removeprefix(DECLARATION),
        "\ufeff" + worksheet(),
        worksheet("").replace("<sheetData></sheetData>", "<sheetData/>"),
        worksheet("").replace("<sheetData></sheetData>", "<sheetData />"),
        worksheet('<row r="2"/><row r="5" />'),
        worksheet(ROWS.replace(' r="1"', "").replace(' r="2"', "")),
        worksheet('<row><c t="s"><v>0</v></c><c><v>1</v></c></row><row><c><v>1</v></c></row>'),
        worksheet(ROWS).replace("<row", "<!-- <row r='9'> --><row", 1),
        worksheet(ROWS).replace("<sheetData>", "<sheetData><?app <row r='9'> ?>", 1),
        worksheet('<row r="3"><c r="A3" t="inlineStr"><is><t><![CDATA[<c r="B2">]]></t></is></c>'
                  "</row>"),
        worksheet(ROWS.replace('"', "'").replace("<row ", "<row\n  ").replace("</row>", "</row >")),
        worksheet('<row r="2" x=">"><c r="B2" y="/>"><v>1</v></c></row>'),
        worksheet('<row r="2"><c r="B2" s = "3"  t="str"><v>x</v></c ></row>'),
        worksheet('<row r="5"><c r="B5"/></row>\n<row r="2"/>'),
        worksheet('<row r="2"><c r="B2" ph="1" t="s"><v>0</v></c></row>'),
        worksheet('<row r="2"><c r="B2" t="e"><v>#N/A</v></c></row>'),
        worksheet('<row r="2"><c r="B2" t="d"><v>2026-01-02</v></c></row>'),
        worksheet('<row r="2"><c r="A2"/><extLst><ext uri="x"/></extLst></row>'),
        worksheet(ROWS.replace("<v>2.5</v>", "<v>2.5</v>\n  ")),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Unknown extension")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_however_the_sheet_is_written(tmp_path: Path, content: str, encoding: str) -> None:
    if encoding != "utf-8":
        content = content.replace("UTF-8", "UTF-16")
        content = ("\ufeff" if encoding == "utf-16-be" else "") + content.lstrip("\ufeff")
    stored = content.encode(encoding)
    source = save(tmp_path / "a.xlsx", package({"Plan": stored}))
    wanted: dict[str, Any] = {"B2": 12.5, "D2": TEXT}
    if '"5"' not in content or content.find('r="5"') > content.find('r="2"'):
        wanted |= {"A9": True}
    result = patched(source, wanted)
    assert changed_parts(source, result) == {SHEET}
    with open_target(result) as target:
        for cell, value in wanted.items():
            place = edit(cell, None)
            assert target.cell("Plan", place.row, place.column).value == value
    after, at = part(result).decode(encoding), 0
    for piece in kept_pieces(content):
        assert piece in after[at:], piece
        at = after.index(piece, at)
    # calamine reads no UTF-16.
    found = by_calamine(result) if encoding == "utf-8" else by_openpyxl(result)
    assert (found["B2"], found["D2"]) == (12.5, TEXT)


def kept_pieces(content: str) -> list[str]:
    """Gives the head, the tail and what is unusual of a sheet."""
    pieces = [content[: content.index("<sheetData")]]
    for start, end in (("<!--", "-->"), ("<?app", "?>"), ("<![CDATA[", "]]>"), ("<extLst", "st>")):
        if start in content:
            at = content.index(start)
            pieces.append(content[at : content.index(end, at) + len(end)])
    return [*pieces, "</worksheet>"]


def test_a_prefix_is_kept_in_all_that_is_new(tmp_path: Path) -> None:
    content = (
        f'<x:worksheet xmlns:x="{MAIN}" xmlns="urn:other"><x:sheetData>'
        '<x:row r="2"><x:c r="B2"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    source = save(tmp_path / "a.xlsx", package({"Plan": content}))
    result = patched(source, {"B2": "new", "C2": 2, "A4": 3})
    assert part(result).decode() == content.replace(
        "<x:v>1</x:v></x:c></x:row>",
        "<x:is><x:t>new</x:t></x:is></x:c><x:c r=\"C2\"><x:v>2</x:v></x:c></x:row>"
        "<x:row r=\"4\"><x:c r=\"A4\"><x:v>3</x:v></x:c></x:row>",
    ).replace('<x:c r="B2">', '<x:c r="B2" t="inlineStr">')  # fmt: skip
    assert by_openpyxl(result) == {"B2": "new", "C2": 2, "A4": 3}


def test_rows_with_prefixes_of_their_own_are_read_by_the_parser(tmp_path: Path) -> None:
    content = worksheet(
        ROWS + f'<x:row xmlns:x="{MAIN}" r="8"><x:c r="A8"><x:v>8</x:v></x:c></x:row>'
    )
    source = save(tmp_path / "a.xlsx", package({"Plan": content}))
    result = patched(source, {"A8": 9, "C8": 10, "B2": 11})
    assert b'<x:c r="A8"><x:v>9</x:v></x:c><x:c r="C8"><x:v>10</x:v></x:c></x:row>' in part(result)
    assert by_openpyxl(result)["C8"] == 10


def test_strict_workbooks_are_as_any_other(tmp_path: Path) -> None:
    parts = package(
        {"Plan": worksheet(ROWS + FORMULA_ROW, space=STRICT)},
        space=STRICT, relations=STRICT_RELATIONS,
    )  # fmt: skip
    source = save(tmp_path / "a.xlsx", parts)
    result = patched(source, {"B2": 12.5, "C2": "Code"})
    assert changed_parts(source, result) == {SHEET, "xl/workbook.xml"}
    found = by_calamine(result)
    assert (found["B2"], found["C2"]) == (12.5, "Code")


def test_days_follow_the_calendar_of_the_workbook(tmp_path: Path) -> None:
    rows = '<row r="2"><c r="B2" s="1"/><c r="C2" s="6"/></row>'
    for name, properties, serial in (
        ("a.xlsx", "", b"<v>46827</v>"),
        ("b.xlsx", ' date1904="1"', b"<v>45365</v>"),
    ):
        source = book(tmp_path / name, rows, properties=properties)
        result = patched(source, {"B2": dt.date(2028, 3, 15), "C2": dt.datetime(2028, 3, 15, 12)})
        assert serial in part(result)
        assert by_openpyxl(result)["B2"] == dt.datetime(2028, 3, 15)
        assert by_calamine(result)["C2"] == dt.datetime(2028, 3, 15, 12)
        with open_target(result) as target:
            assert target.cell("Plan", 1, 1).value == dt.date(2028, 3, 15)


def test_a_day_needs_a_date_format_or_leave_to_be_text(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", '<row r="2"><c r="B2" s="3"/><c r="C2" s="4"/></row>')
    day = dt.date(2028, 3, 15)
    first, second = refusals(source, {"B2": day, "C2": day})
    assert "Plan!B2" in first and "0.00" in first
    assert "Plan!C2" in second and "h:mm" in second
    result = patched(source, {"B2": day}, dates_as_text=True)
    assert by_openpyxl(result) == {"B2": "2028-03-15"}


def test_a_new_cell_takes_the_style_of_its_row_or_column(tmp_path: Path) -> None:
    rows = '<row r="2" s="1" customFormat="1"><c r="A2"/></row><row r="3" s="1"><c r="A3"/></row>'
    source = book(
        tmp_path / "a.xlsx", rows, '<cols><col min="2" max="3" width="9" style="3"/></cols>'
    )
    result = patched(source, {"B2": dt.date(2028, 3, 15), "B3": 1, "C9": 2, "D3": 3})
    for cell in (b'<c r="B2" s="1">', b'<c r="B3" s="3">', b'<c r="C9" s="3">', b'<c r="D3">'):
        assert cell in part(result)


def test_values_that_are_there_already_change_nothing(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx")
    with open_target(source) as target:
        plan = target.plan(
            [edit("A1", "Code"), edit("A2", 1), edit("B5", True), edit("Z9", None)],
            options=Options(),
        )
        assert plan.unchanged == 4
        receipt = write(plan, tmp_path / "b.xlsx")
    assert (tmp_path / "b.xlsx").read_bytes() == source.read_bytes()
    assert receipt.lines()[0] == "No cell changed; 7 other parts byte-identical"


def test_formulas_are_calculated_anew_by_the_one_flag_in_the_workbook(tmp_path: Path) -> None:
    calculation = '<calcPr calcId="191029"/><extLst><ext uri="x"/></extLst>'
    source = book(tmp_path / "a.xlsx", ROWS + FORMULA_ROW, workbook=calculation)
    result = patched(source, {"A2": 5})
    assert changed_parts(source, result) == {SHEET, "xl/workbook.xml"}
    before, after = part(source, "xl/workbook.xml"), part(result, "xl/workbook.xml")
    assert after == before.replace(b'191029"/>', b'191029" fullCalcOnLoad="1"/>')
    again = patched(result, {"A2": 6}, tmp_path / "c.xlsx")
    assert changed_parts(result, again) == {SHEET}


def test_a_workbook_without_settings_for_calculation_gets_them_in_their_place(
    tmp_path: Path,
) -> None:
    names = '<definedNames><definedName name="x">1</definedName></definedNames>'
    pivots = "<customWorkbookViews/>"
    source = book(tmp_path / "a.xlsx", ROWS + FORMULA_ROW, workbook=names + pivots)
    result = patched(source, {"A2": 5})
    expected = part(source, "xl/workbook.xml").replace(
        b"<customWorkbookViews/>", b'<calcPr fullCalcOnLoad="1"/><customWorkbookViews/>'
    )
    assert part(result, "xl/workbook.xml") == expected


def test_a_formula_on_another_sheet_counts_too(tmp_path: Path) -> None:
    parts = package({"Plan": worksheet(), "Other": worksheet(FORMULA_ROW).encode("utf-16")})
    source = save(tmp_path / "a.xlsx", parts)
    assert changed_parts(source, patched(source, {"A2": 5})) == {SHEET, "xl/workbook.xml"}


def test_rich_text_and_phonetics_are_no_plain_text_to_share(tmp_path: Path) -> None:
    strings = (
        "<si><r><t>Code</t></r></si>",
        "<si><t>Code</t><rPh sb='0' eb='1'><t>x</t></rPh></si>",
        "<si><t>Code</t></si>",
    )
    source = book(tmp_path / "a.xlsx", strings=strings)
    result = patched(source, {"C2": "Code"})
    assert b'<c r="C2" t="s"><v>2</v></c>' in part(result)
    with open_target(source) as target:
        assert target.cell("Plan", 0, 1).value == "Code"


def test_the_parts_may_have_odd_names(tmp_path: Path) -> None:
    parts = package({"Plan": worksheet()})
    parts["xl\\Worksheets\\Sheet1.XML"] = parts.pop("xl/worksheets/sheet1.xml")
    relations = parts["xl/_rels/workbook.xml.rels"].replace(
        b'"worksheets/sheet1.xml"', b'"/xl/worksheets/sheet1.xml"'
    )
    parts["xl/_rels/workbook.xml.rels"] = relations
    source = save(tmp_path / "a.xlsx", parts)
    result = patched(source, {"B2": 12.5})
    assert changed_parts(source, result) == {"xl\\Worksheets\\Sheet1.XML"}


def test_notes_tell_what_a_planner_would_not_see(tmp_path: Path) -> None:
    rows = '<row r="2" hidden="1"><c r="B2"/></row><row r="3"><c r="B3" s="1"/></row>'
    source = book(
        tmp_path / "a.xlsx", rows + FORMULA_ROW, '<cols><col min="4" max="4" hidden="1"/></cols>',
        workbook='<calcPr calcMode="manual"/>',
    )  # fmt: skip
    with open_target(source) as target:
        edits = [edit("B2", 1), edit("D3", 2), edit("B3", 12.5), edit("C3", "1,234")]
        notes = "\n".join(map(str, target.plan(edits).notes))
    assert "B2, D3" in notes
    assert "by hand only" in notes
    assert "Plan!B3: the number is shown as a day" in notes
    assert "Plan!C3: “1,234” was written as text" in notes


def test_a_range_is_read_in_one_go(tmp_path: Path) -> None:
    with open_target(book(tmp_path / "a.xlsx", ROWS + FORMULA_ROW)) as target:
        states = {(s.row, s.column): s for s in target.read_range("plan", 0, 0, 99, 99)}
    assert {place: s.value for place, s in states.items()} == {
        (0, 0): "Code", (0, 1): "Plan & real", (1, 0): 1, (1, 1): 2.5, (4, 1): True, (6, 0): 2,
    }  # fmt: skip
    assert states[6, 0].formula == "A2*2"
    assert states[1, 1].number_format == "0.00"
