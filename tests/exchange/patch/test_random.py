"""Any edits of any cells: what was asked for is there, everything else is as it was."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.exchange.patch import CellState, Edit, open_target, write
from desktop.exchange.patch.cells import RowFault, RowReader
from desktop.exchange.patch.markup import read_markup
from desktop.exchange.patch.sheet_scan import scan_sheet
from tests.exchange.patch.handmade import by_openpyxl, changed_parts, part

SHEET = "xl/worksheets/sheet1.xml"
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False),
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=12
    ),
    st.sampled_from(["Code", "_x0041_", " a ", "]]>", "&lt;", "\r\n", "=A1", "1"]),
)
PLACES = st.tuples(st.integers(0, 30), st.integers(0, 12))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives a workbook of openpyxl with gaps, styles, formulas and texts."""
    path = tmp_path_factory.mktemp("random") / "a.xlsx"
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = "Plan"
    for row in range(2, 24, 3):
        for column in range(1, 10, 2):
            page.cell(row, column).value = (row * column, f"text {row}", True, None)[column % 4]
    page["B2"].number_format = "yyyy-mm-dd"
    page["F7"] = "=SUM(A1:A9)"
    page["C5"] = dt.date(2028, 3, 15)
    page.append(["Code", 1, 2])
    book.create_sheet("Other")["A1"] = "x"
    book.save(path)
    return path


@settings(max_examples=40)
@given(wanted=st.dictionaries(PLACES, VALUES, max_size=12))
def test_random_edits(source: Path, wanted: dict[tuple[int, int], Any]) -> None:
    result = source.with_name("b.xlsx")
    with open_target(source) as target:
        before = states(target.read_range("Plan", 0, 0, 99, 99))
        wanted.pop((6, 5), None)  # the formula
        plan = target.plan([Edit("plan", *place, value) for place, value in wanted.items()])
        assert not plan.refusals
        receipt = write(plan, result)
    assert changed_parts(source, result) <= {SHEET, "xl/workbook.xml"}
    with open_target(result) as target:
        after = states(target.read_range("Plan", 0, 0, 99, 99))
    for place in before.keys() | after.keys() | wanted.keys():
        found = after[place].value if place in after else None
        if place in wanted:
            expected = wanted[place] if wanted[place] != "" else None
            assert is_same(found, expected, after.get(place))
            style = before[place].style if place in before else 0
            assert place not in after or after[place].style == style
        else:
            assert after.get(place) == before.get(place)
    assert len(receipt.changes) + receipt.unchanged == len(wanted)
    by_openpyxl(result)


def states(cells: Any) -> dict[tuple[int, int], CellState]:
    return {(cell.row, cell.column): cell for cell in cells}


def is_same(found: Any, expected: Any, state: CellState | None) -> bool:
    if state is not None and state.kind == "date":  # a number where a day is shown
        return isinstance(expected, int | float)
    return bool(found == expected) and isinstance(found, bool) == isinstance(expected, bool)


ROWS = st.lists(
    st.sampled_from(
        [
            "<row>", "</row>", "<row/>", '<row r="7">', '<row r="9"/>', "<row r='10' x='>'>",
            '<c r="A7">', "<c/>", "</c>", "<v>1</v>", '<f t="array" ref="A1:B2">1</f>', "<f/>",
            "text", "<!-- <row> -->", "<![CDATA[<row>]]>", "<?x <row> ?>", "<rows/>", "<extLst/>",
            '<row xmlns="urn:x"/>', "<f t='shared' si='0'/>", "\n",
        ]
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=400)
@given(pieces=ROWS)
def test_the_search_over_bytes_finds_what_the_parser_finds(pieces: list[str]) -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    content = f'<worksheet xmlns="{space}"><sheetData>{"".join(pieces)}</sheetData></worksheet>'
    try:
        slow = scan_sheet(content.encode(), trust_bytes=False)
    except Exception:
        return  # what is not well-formed is stopped by the gate at the latest
    fast = scan_sheet(content.encode())
    assert (fast.numbers, fast.starts, fast.tag_ends, fast.ends) == (
        slow.numbers, slow.starts, slow.tag_ends, slow.ends,
    )  # fmt: skip
    assert (fast.areas, fast.has_formulas) == (slow.areas, slow.has_formulas)
    assert (fast.data_start, fast.data_end, fast.data_close_end) == (
        slow.data_start, slow.data_end, slow.data_close_end,
    )  # fmt: skip


CELLS = st.lists(
    st.sampled_from(
        [
            '<c r="A7"/>', '<c r="B7" s="3"><v>1</v></c>', '<c r="C7" t="s"><v>0</v></c>',
            '<c r="D7" t="str"><f>A1</f><v> x </v></c>', '<c r="E7"><f>A1&lt;2</f><v/></c>',
            '<c r="F7"><v></v></c>', "<c><v>2</v></c>",
            '<c r="G7" t="inlineStr"><is><t xml:space="preserve"> y&amp;</t></is></c>',
            '<c r="H7" t="inlineStr"><is><t>y</t></is></c>',
            '<c r="I7" cm="1"><v>3</v></c>', '<c r="J7" t="e"><v>#N/A</v></c>', '<c s="1" r="K7"/>',
            '<c r="L7"><v>4</v></c >', '<c r="B8"/>', "<c r='M7'/>", '<c r="N7"><f></f></c>', " ",
            '<c r="O7"><f>B1</f></c>', '<c r="P7" t="b"><v>1</v></c>', '<c r="Q7"><v>5\r</v></c>',
        ]
    ),
    max_size=6,
)  # fmt: skip


@settings(max_examples=400)
@given(cells=CELLS, sort=st.booleans())
def test_cells_are_the_same_by_their_bytes_and_by_the_parser(cells: list[str], sort: bool) -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    row = f'<row r="7" hidden="1">{"".join(sorted(cells) if sort else cells)}</row>'
    content = f'<worksheet xmlns="{space}"><sheetData>{row}</sheetData></worksheet>'.encode()
    scan = scan_sheet(content)
    reader = RowReader(scan)
    raw = content[scan.starts[0] : scan.ends[0]]
    try:
        expected = reader.parse(raw, 6, scan.starts[0])
    except RowFault:
        with pytest.raises(RowFault):
            reader.row(0)
        return
    assert reader.row(0) == expected


def test_usual_sheets_take_the_fast_way(source: Path) -> None:
    content = read_markup(part(source)).content
    assert scan_sheet(content).fast
    assert not scan_sheet(content.replace(b"<sheetData>", b"<sheetData><!-- -->")).fast
