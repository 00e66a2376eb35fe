"""Rows appended below tables and sheets: what belongs to the data grows with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop.exchange.patch import Append, Options, Plan, Receipt, open_target, write
from tests.exchange.patch.handmade import (
    DECLARATION,
    MAIN,
    book,
    by_calamine,
    by_openpyxl,
    changed_parts,
    edit,
    part,
)
from tests.exchange.patch.test_refusals import relation

SHEET, TABLE_PART = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml"
TABLE = (
    f'{DECLARATION}<table xmlns="{MAIN}" id="1" name="Plan_t" displayName="Plan_t" ref="B1:E3">'
    '<autoFilter ref="B1:E3"/><tableColumns count="4"><tableColumn id="1" name="Code"/>'
    '<tableColumn id="2" name="t"/><tableColumn id="3" name="kg">'
    "<calculatedColumnFormula>Plan_t[[#This Row],[t]]*1000</calculatedColumnFormula></tableColumn>"
    '<tableColumn id="4" name="Day"/></tableColumns></table>'
)
STRINGS = ("Code", "t", "kg", "Day")
ROWS = (
    '<row r="1"><c r="B1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c><c r="D1" t="s"><v>2</v>'
    '</c><c r="E1" t="s"><v>3</v></c></row>'
    '<row r="2" spans="2:5"><c r="B2"><v>1</v></c><c r="C2" s="3"><v>5</v></c>'
    '<c r="D2"><f>Plan_t[[#This Row],[t]]*1000</f><v>5000</v></c><c r="E2" s="1"/></row>'
    '<row r="3" spans="2:5" ht="20" customHeight="1"><c r="B3"><v>2</v></c>'
    '<c r="C3" s="3"><v>6</v></c><c r="D3"><f>Plan_t[[#This Row],[t]]*1000</f><v>6000</v></c>'
    '<c r="E3" s="1"/></row>'
)
RULES = (
    '<conditionalFormatting sqref="C2:C3 A9"><cfRule type="cellIs" priority="1" '
    'operator="lessThan">'
    "<formula>0</formula></cfRule></conditionalFormatting>"
    '<conditionalFormatting sqref="C2:C9 H3"><cfRule type="cellIs" priority="2" '
    'operator="lessThan">'
    "<formula>0</formula></cfRule></conditionalFormatting>"
    '<dataValidations count="1"><dataValidation type="whole" sqref="B2:B3"><formula1>1</formula1>'
    "</dataValidation></dataValidations>"
)
EXTENSION = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:dataValidations count="1" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:dataValidation type="list"><xm:sqref>E2:E3</xm:sqref></x14:dataValidation>'
    "</x14:dataValidations></ext></extLst>"
)


def tabled(path: Path, table: str = TABLE, rows: str = ROWS, after: str = "", **more: Any) -> Path:
    return book(
        path, rows, before='<dimension ref="B1:E3"/>',
        after=RULES + after + '<tableParts count="1"><tablePart r:id="rtable"/></tableParts>'
        + EXTENSION,
        strings=STRINGS, extra={TABLE_PART: table},
        overrides='<Override PartName="/xl/tables/table1.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.table+xml"/>',
        sheet_relations={1: relation("table", "tables/table1.xml")}, **more,
    )  # fmt: skip


def planned(path: Path, *rows: Mapping[int, Any], table: str | None = None, **more: Any) -> Plan:
    options = Options(**{k: more.pop(k) for k in ("even_protected",) if k in more})
    with open_target(path) as target:
        return target.plan(appends=[Append("Plan", table, rows, **more)], options=options)


def append(path: Path, *rows: Mapping[int, Any], table: str | None = None, **more: Any) -> Receipt:
    with open_target(path) as target:
        plan = target.plan(appends=[Append("Plan", table, rows, **more)])
        return write(plan, path.with_name("b.xlsx"))


@pytest.mark.filterwarnings("ignore:Data Validation extension")
@pytest.mark.parametrize("table", ["plan_t", None])
def test_a_table_grows_with_all_that_belongs_to_it(tmp_path: Path, table: str | None) -> None:
    source, result = tabled(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    receipt = append(
        source, {1: 3, 2: 7.5, 4: dt.date(2028, 3, 15)}, {1: 4, 3: 1}, table=table
    )  # fmt: skip
    assert receipt.appended == 2
    assert "2 rows appended" in receipt.lines()[0]
    assert changed_parts(source, result) == {SHEET, TABLE_PART, "xl/workbook.xml"}
    assert part(result, TABLE_PART) == part(source, TABLE_PART).replace(b'"B1:E3"', b'"B1:E5"')
    expected = (
        part(source)
        .replace(b'<dimension ref="B1:E3"', b'<dimension ref="B1:E5"')
        .replace(b'sqref="C2:C3 A9"', b'sqref="C2:C5 A9"')
        .replace(b'sqref="B2:B3"', b'sqref="B2:B5"')
        .replace(b"<xm:sqref>E2:E3", b"<xm:sqref>E2:E5")
        .replace(
            b"</sheetData>",
            b'<row r="4" ht="20" customHeight="1"><c r="B4"><v>3</v></c>'
            b'<c r="C4" s="3"><v>7.5</v></c><c r="D4"><f>Plan_t[[#This Row],[t]]*1000</f></c>'
            b'<c r="E4" s="1"><v>46827</v></c></row>'
            b'<row r="5" ht="20" customHeight="1"><c r="B5"><v>4</v></c><c r="C5" s="3"/>'
            b'<c r="D5"><v>1</v></c><c r="E5" s="1"/></row></sheetData>',
        )
    )
    assert part(result) == expected
    found = by_openpyxl(result)
    assert (found["B4"], found["E4"]) == (3, dt.datetime(2028, 3, 15))
    assert by_calamine(result)["B5"] == 4


def test_a_calculated_column_with_addresses_is_filled_down(tmp_path: Path) -> None:
    rows = ROWS.replace("Plan_t[[#This Row],[t]]*1000</f><v>6000", "C3*1000+$A$1</f><v>6000")
    source = tabled(tmp_path / "a.xlsx", rows=rows)
    append(source, {1: 3})
    assert b'<c r="D4"><f>C4*1000+$A$1</f></c>' in part(tmp_path / "b.xlsx")


def test_a_formula_that_cannot_be_repeated_is_left_out_and_said(tmp_path: Path) -> None:
    table = TABLE.replace("<calculatedColumnFormula>", '<calculatedColumnFormula array="1">')
    rows = ROWS.replace(
        "<f>Plan_t[[#This Row],[t]]*1000</f><v>6000", '<f t="shared" si="1"/><v>6000'
    )
    plan = planned(tabled(tmp_path / "a.xlsx", table, rows), {1: 3})
    assert any("blank, which hold formulas above: D" in str(note) for note in plan.notes)
    plan = planned(book(tmp_path / "b.xlsx", '<row r="1"><c r="A1"><f>B1</f></c></row>'), {1: 3})
    assert any("formulas above: A" in str(note) for note in plan.notes)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (' totalsRowCount="1" ', "totals row"),
        (' tableType="queryTable" ', "filled by a query"),
        (' tableType="xml" ', "XML data"),
        (' insertRow="1" ', "still empty"),
    ],
)
def test_tables_that_cannot_grow_are_refused(tmp_path: Path, change: str, word: str) -> None:
    table = TABLE.replace(' id="1" name="Plan_t"', f' id="1"{change}name="Plan_t"')
    plan = planned(tabled(tmp_path / "a.xlsx", table), {1: 3}, table="Plan_t")
    assert [word in str(refusal) for refusal in plan.refusals] == [True]


@pytest.mark.parametrize(
    ("rows", "after", "word"),
    [
        ('<row r="4"><c r="C4" t="str"><v>note</v></c></row>', "", "Plan!C4: The cell below"),
        ("", '<mergeCells count="1"><mergeCell ref="D4:F5"/></mergeCells>', "D4:F5 below"),
        ("", '<sheetProtection sheet="1"/>', "Plan!B4: The cell is locked"),
        ('<row r="3"/>', "", "open the workbook in Excel"),
    ],
)
def test_rows_need_room(tmp_path: Path, rows: str, after: str, word: str) -> None:
    plan = planned(
        tabled(tmp_path / "a.xlsx", rows=ROWS + rows, after=after), {1: 3}, table="Plan_t"
    )
    assert any(word in str(refusal) for refusal in plan.refusals)


def test_wrong_wishes_are_named(tmp_path: Path) -> None:
    source = tabled(tmp_path / "a.xlsx")
    for plan, word in (
        (planned(source, {1: 3}, table="None"), "no table “None”"),
        (planned(source, {9: 3}, table="Plan_t"), "beside the table"),
        (planned(source, {1: 3}, last=1), "middle of the table"),
        (planned(source, {1: float("inf")}), "Plan!B4: “inf” is no number"),
        (planned(source, {2: dt.date(2028, 1, 1)}), "Plan!C4: A day would"),
    ):
        assert any(word in str(refusal) for refusal in plan.refusals), word


def test_a_sheet_without_a_table_grows_below_its_last_row(tmp_path: Path) -> None:
    rows = (
        '<row r="2" s="1" customFormat="1"><c r="A2" s="1"/><c r="B2" s="3"><v>1</v></c></row>'
        '<row r="5"><c r="A5" s="3"/></row>'
    )
    source = book(tmp_path / "a.xlsx", rows)
    append(source, {0: dt.date(2028, 3, 15), 1: 2}, {1: 3})
    result = part(tmp_path / "b.xlsx")
    assert (
        b'<row r="3" s="1" customFormat="1"><c r="A3" s="1"><v>46827</v></c><c r="B3" s="3">'
        b'<v>2</v></c></row><row r="4" s="1" customFormat="1"><c r="A4" s="1"/>'
        b'<c r="B4" s="3"><v>3</v></c></row><row r="5">'
    ) in result
    assert changed_parts(source, tmp_path / "b.xlsx") == {SHEET}


def test_an_empty_sheet_takes_its_first_row(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", "")
    append(source, {0: "Code", 2: 1})
    assert by_openpyxl(tmp_path / "b.xlsx") == {"A1": "Code", "C1": 1}


def test_rows_below_a_known_last_one_must_be_free(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c></row>' for r in (1, 2, 4))
    source = book(tmp_path / "a.xlsx", rows)
    assert not planned(source, {0: 3}, last=1).refusals
    assert "Plan!A4" in str(planned(source, {0: 3}, {0: 4}, last=1).refusals[0])


def test_ranges_that_do_not_grow_are_told(tmp_path: Path) -> None:
    names = (
        "<definedNames><definedName name='Tonnes'>Plan!$C$2:$C$3</definedName>"
        "<definedName name='Other'>Plan!$C$2:$C$9</definedName></definedNames>"
    )
    chart = b"<c:chart xmlns:c='urn:c'><c:f>Plan!$B$2:$B$3</c:f></c:chart>"
    plan = planned(tabled(tmp_path / "a.xlsx", workbook=names), {1: 3})
    assert any("Tonnes" in str(note) and "Other" not in str(note) for note in plan.notes)
    charted = book(
        tmp_path / "c.xlsx", ROWS.replace("Plan_t[[#This Row],[t]]", "C2"),
        extra={"xl/charts/chart1.xml": chart},
    )  # fmt: skip
    plan = planned(charted, {1: 3})
    assert any("Plan!$B$2:$B$3" in str(note) for note in plan.notes)


def test_edits_and_rows_go_together(tmp_path: Path) -> None:
    source = tabled(tmp_path / "a.xlsx")
    with open_target(source) as target:
        plan = target.plan([edit("B2", 9)], [Append("Plan", None, [{1: 3}])])
        write(plan, tmp_path / "b.xlsx")
    text = part(tmp_path / "b.xlsx")
    assert b'<c r="B2"><v>9</v></c>' in text and b'<c r="B4"><v>3</v></c>' in text
