"""What a formula leaves behind when a value takes its place."""

from __future__ import annotations

from pathlib import Path

from desktop.exchange.patch import Options, open_target
from tests.exchange.patch.handmade import (
    DECLARATION,
    MAIN,
    RELATIONS,
    book,
    by_openpyxl,
    changed_parts,
    edit,
    part,
    patched,
    raw_parts,
    refusals,
)

SHEET, BOOK, CHAIN = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/calcChain.xml"
SHARED = "".join(
    f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}">{formula}<v>{r * 2}</v></c></row>'
    for r, formula in (
        (2, '<f t="shared" ref="B2:B4" si="0">A2*$C$1&amp;"A9"</f>'),
        (3, '<f t="shared" si="0"/>'),
        (4, '<f t="shared" si="0"/>'),
        (5, "<f>A5</f>"),
    )
)


def chained(path: Path, entries: str) -> Path:
    return book(
        path,
        SHARED,
        book_relations=f'<Relationship Id="rC" Type="{RELATIONS}/calcChain" '
        'Target="calcChain.xml"/>',
        overrides='<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.calcChain+xml"/>',
        extra={CHAIN: f'{DECLARATION}<calcChain xmlns="{MAIN}">{entries}</calcChain>'},
        workbook='<calcPr fullCalcOnLoad="1"/>',
    )


def test_cells_that_shared_a_formula_keep_it_as_their_own(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", SHARED)
    result = patched(source, {"B2": 7}, overwrite_formulas=True)
    assert by_openpyxl(result) == {
        "A2": 2, "A3": 3, "A4": 4, "A5": 5, "B2": 7,
        "B3": '=A3*$C$1&"A9"', "B4": '=A4*$C$1&"A9"', "B5": "=A5",
    }  # fmt: skip
    assert b'<c r="B3"><f>A3*$C$1&amp;"A9"</f><v>6</v></c>' in part(result)
    with open_target(source) as target:
        plan = target.plan([edit("B2", 7)], options=Options(overwrite_formulas=True))
    assert plan.formulas == ["Plan!B2"]
    assert any("B3, B4" in str(note) for note in plan.notes)


def test_one_that_only_shares_a_formula_goes_alone(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", SHARED)
    result = patched(source, {"B3": 7}, overwrite_formulas=True)
    before, after = part(source), part(result)
    assert after == before.replace(b'<f t="shared" si="0"/><v>6</v>', b"<v>7</v>")


def test_a_whole_shared_group_goes_without_a_trace(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", SHARED)
    result = patched(source, {"B2": 1, "B3": 2, "B4": 3}, overwrite_formulas=True)
    assert b"shared" not in part(result)


def test_a_shared_formula_with_cells_elsewhere_is_refused(tmp_path: Path) -> None:
    rows = SHARED + '<row r="9"><c r="B9"><f t="shared" si="0"/></c></row>'
    source = book(tmp_path / "a.xlsx", rows)
    (message,) = refusals(source, {"B2": 7}, overwrite_formulas=True)
    assert message.startswith("Plan!B2: Other cells share the formula")


def test_the_calculation_chain_loses_the_entry_alone(tmp_path: Path) -> None:
    entries = '<c r="B5" i="1"/><c r="B2"/><c r="B3"/><c r="B4"/>'
    source = chained(tmp_path / "a.xlsx", entries)
    result = patched(source, {"B5": 7}, overwrite_formulas=True)
    assert changed_parts(source, result) == {SHEET, CHAIN}
    expected = part(source, CHAIN).replace(b'<c r="B5" i="1"/><c r="B2"/>', b'<c r="B2" i="1"/>')
    assert part(result, CHAIN) == expected


def test_an_uncertain_calculation_chain_goes_with_its_names(tmp_path: Path) -> None:
    for entries in ('<c r="B5" i="1" l="1"/><c r="B2" i="1"/>', '<c r="B5" i="1"/>',
                    '<c r="B2" i="1"/>'):  # fmt: skip
        source = chained(tmp_path / "a.xlsx", entries)
        result = patched(source, {"B5": 7}, overwrite_formulas=True)
        relations, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
        assert changed_parts(source, result) == {SHEET, CHAIN, relations, types}
        assert CHAIN not in raw_parts(result)
        assert b"calcChain" not in part(result, relations) + part(result, types)
        assert by_openpyxl(result)["B5"] == 7


def test_the_chain_stays_while_no_formula_goes(tmp_path: Path) -> None:
    source = chained(tmp_path / "a.xlsx", '<c r="B5" i="1"/><c r="B2"/>')
    assert changed_parts(source, patched(source, {"A5": 7})) == {SHEET}
