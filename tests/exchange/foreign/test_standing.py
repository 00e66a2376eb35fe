"""What a foreign table says by where and how things stand: materials, headings, formats, looks."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from desktop.core.dataset import Dataset
from desktop.exchange.looks import unit_word
from desktop.operations.import_foreign import propose, review_foreign
from tests.exchange.foreign.sheets import (
    CAPACITY,
    after,
    made,
    names,
    notes,
    of,
    proposed,
    taken,
)
from tests.exchange.patch.handmade import book as handmade_book

PLAIN = ["Company", "Plant", "Material", "Capacity", "Basis", "Stage", "Start"]
NEW: list[Any] = ["TECK", "Trail", "Ga", 9, "contained", "announced", "2029"]
REST: list[Any] = ["contained", "announced", "2029"]


@pytest.mark.parametrize(
    ("format", "figure", "expected", "unit"),
    [('0.0 "t"', 12, 12.0, "t"), ('#,##0"kg"', 9000, 9000.0, "kg"),
     ('#,##0" kg/month"', 100, 1200.0, "kg"), ("0.0\\ \\t", 12, 12.0, "t")],
)  # fmt: skip
def test_03_a_unit_that_only_the_number_format_shows_counts(
    small: Dataset, tmp_path: Path, format: str, figure: float, expected: float, unit: str
) -> None:
    path = tmp_path / "x.xlsx"
    book = made(path, [PLAIN, [*NEW[:3], figure, *NEW[4:]]])
    book.active["D2"].number_format = format
    book.save(path)
    (found,) = taken(review_foreign(small, proposed(small, path)), "capacity")
    assert (found["nameplate"], found["unit"]) == (expected, unit)


def test_words_of_number_formats() -> None:
    assert unit_word('#,##0.0 "t";[Red]-0 "t"') == "t" and unit_word("0.00") == ""
    assert unit_word('yyyy"년" m"월"') == "" and unit_word("[$-412]0_ ") == ""
    assert unit_word('0.0"%"') == ""


def test_materials_as_columns_are_a_figure_each(small: Dataset, tmp_path: Path) -> None:
    rows = [["Plant", "Ge (t/y)", "Ga (kg/month)", "In", *PLAIN[4:]],
            ["Trail", 5, 100, None, *REST]]  # fmt: skip
    path = tmp_path / "x.xlsx"
    made(path, rows)
    review = review_foreign(small, proposed(small, path))
    found = {
        one["material"]: one["nameplate"] for one in taken(review, "capacity") if "material" in one
    }
    kinds = {item.code for item in review.items}
    assert found.get(2) == 1200.0 and "CAP-3" in kinds  # germanium of Trail is on record
    places = {i.place.cell("nameplate") for i in review.items if i.place is not None}
    assert places == {"Sheet1!B2", "Sheet1!C2"}


def test_unknown_materials_as_columns_are_offered_for_creation(
    small: Dataset, tmp_path: Path
) -> None:
    rows = [["Plant", "Ga (t/y)", "In (t/y)", *PLAIN[4:]], ["Trail", 1, 7, *REST]]
    path = tmp_path / "x.xlsx"
    made(path, rows)
    proposal = proposed(small, path)
    assert names(proposal) == ["new:material:In"]
    proposal.answer("new:material:In", "create")
    found = after(review_foreign(small, proposal))
    assert {r.nameplate for r in found["capacity"] if r.plant == 2} == {None, 1.0, 7.0}
    assert found["material"].by_code("IN") is not None


def test_18_headings_of_groups_say_what_the_rows_below_are(small: Dataset, tmp_path: Path) -> None:
    rows = [["Plant", "Capacity (t/y)", *PLAIN[4:]], ["Gallium"], ["Trail", 4, *REST], ["Total", 4],
            ["Indium"], ["Trail", 6, *REST]]  # fmt: skip
    path = tmp_path / "x.xlsx"
    made(path, rows)
    proposal = proposed(small, path)
    # A heading that is not known is never the material of the heading above it.
    assert names(proposal) == ["new:material:Indium"]
    proposal.answer("new:material:Indium", "create")
    review = review_foreign(small, proposal)
    (indium,) = [item.id for item in review.items if item.type == "material"]
    shown = [(one["material"], one["nameplate"]) for one in taken(review, "capacity")]
    assert shown == [(2, 4.0), (indium, 6.0)]
    assert "Sheet1!A2 “Gallium” is the Material of the rows below it" in notes(review)


def test_headings_that_name_nothing_known_are_asked_for(small: Dataset, tmp_path: Path) -> None:
    rows = [["Plant", "Capacity (t/y)", *PLAIN[4:]], ["Line A"], ["Trail", 4, *REST]]
    path = tmp_path / "x.xlsx"
    made(path, rows)
    proposal = proposed(small, path)
    assert "headings" in names(proposal)
    proposal.answer("headings", "-")
    assert names(proposal) == ["material"]


def looked_at(path: Path) -> None:
    lines = [[*NEW[:3], 9 + n, *NEW[4:6], f"{2029 + n}"] for n in range(6)]
    book = made(path, [CAPACITY, *lines])
    page = book.active
    for column in range(1, 8):
        page.cell(3, column).font = Font(strike=True)
        page.cell(4, column).fill = PatternFill("solid", fgColor="FFFF0000")
        page.cell(1, column).fill = PatternFill("solid", fgColor="FF00FF00")
        page.cell(2 + column % 6, 1).fill = PatternFill("solid", fgColor="FFEEEEEE")
    page["D2"].comment = Comment("by phone", "kim")
    book.save(path)


def test_57_and_58_struck_and_coloured_rows_and_comments_are_told(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    looked_at(path)
    review = review_foreign(small, proposed(small, path))
    said = notes(review)
    assert "row 3 is struck through" in said and "row 4 is coloured (FF0000)" in said
    assert "00FF00" not in said and "EEEEEE" not in said
    assert "Sheet1!D2 “by phone”" in said
    assert len(taken(review, "capacity")) == 6


def test_58_comments_are_kept_in_the_note_when_that_is_said(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    looked_at(path)
    proposal = propose(small, path)
    proposal.set_keep_comments(True)
    found = taken(review_foreign(small, proposal), "capacity")
    assert [one.get("note") for one in found] == ["by phone", *[None] * 5]


def test_59_a_text_that_is_partly_struck_through_is_told(small: Dataset, tmp_path: Path) -> None:
    table = [[*CAPACITY, "Remarks"], [*NEW, "half"]]
    half = '<si><r><rPr><strike/></rPr><t xml:space="preserve">old </t></r><r><t>new</t></r></si>'
    strings = [half if text == "half" else str(text) for row in table for text in row]
    rows = ""
    for number, row in enumerate(table, start=1):
        cells = [
            f'<c r="{letter}{number}"><v>{value}</v></c>' if value == 9
            else f'<c r="{letter}{number}" t="s"><v>{8 * (number - 1) + column}</v></c>'
            for column, (letter, value) in enumerate(zip("ABCDEFGH", row, strict=True))
        ]  # fmt: skip
        rows += f'<row r="{number}">{"".join(cells)}</row>'
    path = handmade_book(tmp_path / "x.xlsx", rows, strings=strings)
    review = review_foreign(small, proposed(small, path))
    assert "part of the text is struck through, and was read with the rest: Plan!H2" in notes(
        review
    )
    (found,) = taken(review, "capacity")
    assert found["note"] == "old new"


def test_a_column_without_a_header_is_named(small: Dataset, tmp_path: Path) -> None:
    said = notes(of(small, tmp_path / "x.xlsx", [CAPACITY, [*NEW, "a remark"]]))
    assert "columns without a header were not read: H (Sheet1!H2 “a remark”)" in said


def test_percentages_are_never_taken_for_years(small: Dataset, tmp_path: Path) -> None:
    rows = [[*CAPACITY, "Util. %", "Until."], [*NEW, 90, 80]]
    (found,) = taken(of(small, tmp_path / "x.xlsx", rows), "capacity")
    assert found["utilization"] == 90.0 and "end" not in found


def test_38_a_code_that_lost_its_zeros_is_asked_for(small: Dataset, tmp_path: Path) -> None:
    rows = [["Code", *CAPACITY], ["00123", *NEW]]
    now = after(of(small, tmp_path / "x.xlsx", rows))
    made(tmp_path / "y.xlsx", [["Code", *CAPACITY], [123, *NEW[:3], 10, *NEW[4:]]])
    proposal = proposed(now, tmp_path / "y.xlsx")
    assert names(proposal) == ["code=123"]
    proposal.answer("code=123", "00123")
    review = review_foreign(now, proposal)
    assert [(i.code, [c.field for c in i.cells]) for i in review.items] == [
        ("00123", ["nameplate"])
    ]
    proposal.answer("code=123", "new")
    assert taken(review_foreign(now, proposal), "capacity")[0]["code"] == "123"


def test_34_records_that_a_line_has_no_more_are_named(small: Dataset, tmp_path: Path) -> None:
    header = ["Customer", "Use", "Material", "Basis", "Unit", "2026-01", "2026-02", "2026-03"]
    line = ["Optics", "led", "Ge", "contained", "kg"]
    now = after(of(small, tmp_path / "x.xlsx", [header, [*line, 10, 20, 20]]))
    review = of(now, tmp_path / "y.xlsx", [header, [*line, 10, 10, 10]])
    (problem,) = review.problems
    assert problem.severity == "warning" and "DEM-2 is of the same line" in str(problem.message)


def test_12_cells_at_the_end_of_a_sheet_cost_no_time(small: Dataset, tmp_path: Path) -> None:
    path, far = tmp_path / "x.xlsx", tmp_path / "far.xlsx"
    made(path, [CAPACITY, NEW])
    end = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(far, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</sheetData>", end))
    began = time.process_time()
    assert len(taken(review_foreign(small, proposed(small, far)), "capacity")) == 1
    assert time.process_time() - began < 5
