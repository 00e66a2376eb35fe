"""Where tables, headers, units and records stand in workbooks of other makes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table

from desktop.core.dataset import Dataset
from desktop.operations.import_foreign import propose, review_foreign
from tests.exchange.foreign.sheets import (
    CAPACITY,
    DEMAND,
    LINE,
    NEED,
    cells,
    first,
    made,
    names,
    notes,
    of,
    proposed,
    put,
    taken,
)

NEW: list[Any] = ["TECK", "Trail", "Ga", 9, "contained", "announced", "2029"]


def test_01_a_header_in_row_5_under_a_title_is_found(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [["Capacity of smelters, spring 2026"], [None, "internal"], [], [], CAPACITY, NEW])
    proposal = proposed(small, path)
    (table,) = proposal.tables
    assert (table.type, table.area, table.header_rows) == ("capacity", "A5:G6", (4, 4))
    assert first(review_foreign(small, proposal), "capacity")["nameplate"] == 9


def test_02_a_merged_header_of_two_rows_is_joined(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = made(path, [["고객", "용도", "Material", "2026년", None, "2027년", None],
                       [None, None, None, "1월", "2월", "1월", "2월"],
                       ["Optics", "적외선", "Ge", 10, 20, 30, 30]], "수요")  # fmt: skip
    page = book.active
    for area in ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"):
        page.merge_cells(area)
    book.save(path)
    proposal = propose(small, path)
    (table,) = proposal.tables
    assert table.header_rows == (0, 1) and table.type == "demand"
    assert [c.header for c in table.columns][3:5] == ["2026년 / 1월", "2026년 / 2월"]
    assert [c.field for c in table.columns] == [
        "organization", "application", "material", *["@period"] * 4,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "figure", "tonnes"),
    [("Capacity (kg)", 12_000, 12.0), ("생산능력[톤/년]", 12, 12.0), ("Capacity, t/y", 12, 12.0),
     ("Capacity (kt)", 0.012, 12.0), ("Capacity (kg/month)", 1000, 12.0),
     ("Output tpa", 12, 12.0), ("Nameplate (MT)", 12, 12.0), ("연산(㎏)", 12_000, 12.0)],
)  # fmt: skip
def test_03_a_unit_in_the_header_is_converted(
    small: Dataset, tmp_path: Path, header: str, figure: float, tonnes: float
) -> None:
    rows = [[*CAPACITY[:3], header, *CAPACITY[4:]], [*NEW[:3], figure, *NEW[4:]]]
    found = first(of(small, tmp_path / "x.xlsx", rows), "capacity")
    assert found["nameplate"] / (1000 if found["unit"] == "kg" else 1) == pytest.approx(tonnes)


def test_04_a_unit_in_the_cell_is_converted_row_by_row(small: Dataset, tmp_path: Path) -> None:
    header = [*CAPACITY[:3], "Capacity", *CAPACITY[4:]]
    rows = [
        header,
        [*NEW[:3], "12 t/yr", *NEW[4:]],
        ["TECK", "Trail", "Ge", "9,500.5 kg", *NEW[4:]],
        ["KZ", "Onsan", "Ga", "950.5 kg"],
    ]
    found = taken(of(small, tmp_path / "x.xlsx", rows), "capacity")
    assert (found[0]["nameplate"], found[0]["unit"]) == (12.0, "t")
    # Known records keep their unit; the figure is said in it.
    assert [(one["nameplate"], "unit" in one) for one in found[1:]] == [
        (9.5005, False), (0.9505, False),
    ]  # fmt: skip


def test_a_figure_without_any_unit_is_asked_for(small: Dataset, tmp_path: Path) -> None:
    rows = [[*CAPACITY[:3], "Capacity", *CAPACITY[4:]], NEW]
    made(tmp_path / "x.xlsx", rows)
    proposal = proposed(small, tmp_path / "x.xlsx")
    assert names(proposal) == ["unit"]
    proposal.answer("unit", "kg")
    assert first(review_foreign(small, proposal), "capacity")["unit"] == "kg"


def test_17_merged_cells_down_a_column_count_for_each_row(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = made(path, [DEMAND, NEED, [None, "night vision", "Ga", 7, "contained", "2027"]])
    book.active.merge_cells("A2:A3")
    book.save(path)
    review = review_foreign(small, proposed(small, path))
    owner = small.find("organization", "OPT")
    assert [one["organization"] for one in taken(review, "demand")] == [owner, owner]
    assert "merged cells count for each of their rows: Sheet1!A2" in notes(review)


@pytest.mark.parametrize("word", ["Total", "Subtotal", "합계", "소계", "총계", "Grand total",
                                  "Korea total", "소 계"])  # fmt: skip
def test_18_totals_and_group_headings_are_skipped_and_listed(
    small: Dataset, tmp_path: Path, word: str
) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [CAPACITY, ["Korea"], NEW, [word, None, None, 9], [], ["* notes: as reported"]])
    proposal = proposed(small, path)
    (table,) = proposal.tables
    assert [(s.cell, s.kind) for s in table.skipped] == [
        ("Sheet1!A2", "group"), ("Sheet1!A4", "total"), ("Sheet1!A6", "note"),
    ]  # fmt: skip
    review = review_foreign(small, proposal)
    assert len(taken(review, "capacity")) == 1 and "Sheet1!A4" in notes(review)
    proposal.set_row(table.key, 2, False)
    assert proposal.tables[0].rows == 0


def test_19_hidden_rows_columns_and_sheets_are_read_and_said(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    book = made(path, [CAPACITY, NEW], "Lines")
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["D"].hidden = True
    book.create_sheet("Front")
    book.active.sheet_state = "hidden"
    book.active = 1
    book.save(path)
    review = review_foreign(small, proposed(small, path))
    assert first(review, "capacity")["nameplate"] == 9
    for words in (
        "“Lines” is hidden",
        "1 row is hidden",
        "hidden columns were read all the same: D",
    ):
        assert words in notes(review)


def test_20_a_filter_left_on_hides_nothing(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = made(path, [CAPACITY, NEW, ["KZ", "Onsan", "Ga", *NEW[3:]]])
    book.active.auto_filter.ref = "A1:G3"
    book.active.auto_filter.add_filter_column(0, ["KZ"])
    book.active.row_dimensions[2].hidden = True
    book.save(path)
    review = review_foreign(small, proposed(small, path))
    assert len(taken(review, "capacity")) == 2 and "a filter hides 1 row" in notes(review)


def test_21_blank_rows_in_between_are_skipped(small: Dataset, tmp_path: Path) -> None:
    rows: list[list[Any]] = [CAPACITY, NEW, [], ["  ", "\u00a0"], ["KZ", "Onsan", "Ga", *NEW[3:]]]
    review = of(small, tmp_path / "x.xlsx", rows)
    assert len(taken(review, "capacity")) == 2 and cells(review) == []


def test_22_ten_thousand_formatted_empty_rows_are_ignored_fast(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    book = made(path, [CAPACITY, NEW])
    bold = Font(bold=True)
    for row in range(3, 10_003):
        book.active.cell(row, 4).font = bold
    book.save(path)
    start = time.process_time()
    proposal = proposed(small, path)
    assert time.process_time() - start < 5
    assert proposal.tables[0].area == "A1:G2" and proposal.rows == 1


def test_32_korean_and_english_headers_mixed_are_mapped(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [["업체명", "Plant /\n공장", "금속", "생산\u00a0능력\n(톤)", "Basis", "진행 단계",
                 "가동 시기"], NEW])  # fmt: skip
    (table,) = proposed(small, path).tables
    assert [c.field for c in table.columns] == [
        "plant.owner", "plant", "material", "nameplate", "basis", "stage", "start",
    ]  # fmt: skip


def test_33_columns_may_stand_in_any_order_and_unknown_ones_are_listed(
    small: Dataset, tmp_path: Path
) -> None:
    header = ["Start", "Checked by", "Stage", "Capacity (t/y)", "Basis", "Material", "Plant"]
    line = ["2029", "Kim", "announced", 9, "contained", "Ga", "Trail"]
    review = of(small, tmp_path / "x.xlsx", [header, line])
    assert first(review, "capacity")["nameplate"] == 9
    assert "columns that were not read: B “Checked by”" in notes(review)


def test_35_several_tables_on_a_sheet_are_a_choice(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = made(path, [CAPACITY, NEW, [], []])
    put(book.active, [DEMAND, NEED], top=6)
    book.save(path)
    proposal = propose(small, path)
    assert [(t.key, t.area, t.type) for t in proposal.tables] == [
        ("Sheet1", "A1:G5", "capacity"), ("Sheet1#2", "A6:F7", "demand"),
    ]  # fmt: skip
    assert names(proposal) == ["tables"]
    proposal.answer("tables", "2")
    review = review_foreign(small, proposal)
    assert not taken(review, "capacity") and len(taken(review, "demand")) == 1
    proposal.answer("tables", "all")
    assert len(taken(review_foreign(small, proposal), "capacity")) == 1


def test_35_a_record_of_words_and_dates_in_the_midst_of_a_table_is_no_header(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    header = ["Code", "Capacity", "Field", "Value", "Said", "Status"]
    lines = [[f"CLM-{n}", "CAP-1", "start", "2024-10", "2023-07", "used"] for n in range(3)]
    made(path, [header, ["CLM-9", "CAP-1", "nameplate", 12, "2023-10", "open"], *lines], "Claims")
    assert [table.area for table in propose(small, path).tables] == ["A1:F5"]


def test_35_tables_side_by_side_and_excel_tables_are_told_apart(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    book = made(path, [CAPACITY, NEW])
    put(book.active, [DEMAND, NEED], top=1, left=10)
    other = book.create_sheet("Both")
    put(other, [["a title"], DEMAND, NEED, ["Total", None, None, 240]])
    table = Table(displayName="Needs", ref="A2:F4")
    table.totalsRowCount = 1
    other.add_table(table)
    book.save(path)
    found = propose(small, path).tables
    assert [(t.area, t.type, t.name) for t in found] == [
        ("A1:G2", "capacity", ""), ("J1:O2", "demand", ""), ("A2:F4", "demand", "Needs"),
    ]  # fmt: skip
    assert found[2].rows == 1


def test_two_columns_of_one_header_are_asked_for(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [[*CAPACITY, "Capacity (t/y)"], [*NEW, 11]])
    proposal = proposed(small, path)
    assert names(proposal) == ["nameplate:column"]
    proposal.answer("nameplate:column", "H")
    assert first(review_foreign(small, proposal), "capacity")["nameplate"] == 11


def test_a_row_of_units_below_the_header_belongs_to_it(small: Dataset, tmp_path: Path) -> None:
    rows = [[*CAPACITY[:3], "Capacity", *CAPACITY[4:]], [None, None, None, "(kg)"],
            [*NEW[:3], 9000, *NEW[4:]]]  # fmt: skip
    found = first(of(small, tmp_path / "x.xlsx", rows), "capacity")
    assert (found["nameplate"], found["unit"]) == (9000, "kg")


def test_the_type_may_be_corrected_and_the_header_moved(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [["Supplier", "Country"], ["Nyrstar", "NL"]])
    proposal = propose(small, path)
    proposal.set_type("Sheet1", "organization")
    assert [c.field for c in proposal.tables[0].columns] == ["name", "country"]
    proposal.set_column("Sheet1", 1, "")
    proposal.set_constant("Sheet1", "roles", "supplier")
    found = first(review_foreign(small, proposal), "organization")
    assert found == {"code": "ORG-1", "name": "Nyrstar", "roles": ("supplier",)}


def test_line_is_what_it_says() -> None:
    assert len(CAPACITY) == len(LINE) == len(NEW) and len(DEMAND) == len(NEED)
