"""Rows of an export: those that nobody has touched are told at once, with the same result."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.dataset import Dataset
from desktop.exchange.columns import match_sheets
from desktop.exchange.matching import match_rows
from desktop.exchange.reader import read_workbook
from desktop.exchange.sheet_rows import Codes, FoundRow, Origin, RowReader
from tests.exchange.examples import Book, exported, rich

DATA = rich()


def rows(path: Path) -> dict[str, list[dict[str, Any]]]:
    book = read_workbook(path)
    sheets, _ = match_sheets(book, DATA.types, DATA.workspace)
    found = match_rows(sheets, Origin(DATA, DATA)).rows
    return {
        name: [{**row.values, "": row.id} for row in of_type] for name, of_type in found.items()
    }


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_row_nobody_touched_says_what_reading_its_cells_says(
    tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Book(exported(DATA, tmp_path / "x.xlsx", language))
    page = book.book.worksheets[4]
    page.cell(2, 3).value = "touched"
    page.cell(3, 8).number_format = "0%"
    path = book.save()
    quick = rows(path)
    monkeypatch.setattr(RowReader, "_untouched", lambda *_: [])
    assert rows(path) == quick and sum(map(len, quick.values())) > 20


def test_untouched_rows_are_not_read_cell_by_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = exported(DATA, tmp_path / "x.xlsx")
    read: list[FoundRow] = []

    def counted(self: RowReader, row: FoundRow, *_: Any) -> dict[str, Any]:
        read.append(row)
        return {}

    monkeypatch.setattr(RowReader, "_read", counted)
    rows(path)
    assert len(read) <= 2, read  # those with a percentage that Excel shows as one


def test_an_id_that_stands_as_a_number_is_no_reference(tmp_path: Path) -> None:
    """A reference is an id inside, and a code in the sheet: 1 is not the plant of id 1."""
    from desktop.operations.import_workbook import review

    book = Book(exported(DATA, tmp_path / "x.xlsx"))
    book.set("Capacity", "CAP-1", "Plant", DATA.find("plant", "ONSAN"))
    found = review(DATA, book.save())
    assert [problem.field for problem in found.problems] == ["plant"]
    assert isinstance(found.dataset, Dataset)


#: What stands in new rows: plain values, and all that must be looked at row by row.
CELLS: dict[str, list[Any]] = {
    "Code": ["N-1", " N-2 ", None, 3.0, "N-\u200b5", "n-1", "N-7", 12345678901234567890.0, "N-9"],
    "Name": ["Line", "Line  two", "x", None, "e\u0301", "é", True, dt.date(2028, 3, 1), 1e20],
    "Plant": ["ONSAN", "trail", "nowhere", "ONSAN", None, "ONSAN", 5.0, "ONSAN", "ONSAN"],
    "Material": ["GE"] * 9,
    "Stage": ["committed", "Committed", "planned", "no such", True, 1.0, "확정", None, "idle"],
    "Nameplate [per year]": [1.0, True, 0.1 + 0.2, "1,000", "n/a", -1.0, 1e300, "x", 5],
    "Unit": ["t", "kg", "t", "t", "T", "t", "t", "t", "t"],
    "Basis": ["contained"] * 9,
    "Start": ["2028", 2028.0, dt.date(2028, 3, 1), "2028-13", "TBD", 2028.5, "Q3 2028", None, "?"],
    "Utilization [%]": [50.0, 0.5, 101.0, "50 %", None, True, -0.0, 1.0, 99.99999999999999],
}


def test_new_rows_say_what_reading_them_cell_by_cell_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Capacity"
    page.append(list(CELLS))
    for row in zip(*CELLS.values(), strict=True):
        page.append(row)
    for n in range(20):
        page.append([f"P-{n}", "plain", "ONSAN", "GE", "committed", n, "t", "contained", "2028", 5])
    page["J3"].number_format = "0%"
    path = tmp_path / "new.xlsx"
    book.save(path)

    def found() -> list[tuple[Any, ...]]:
        sheets, _ = match_sheets(read_workbook(path), DATA.types, "")
        every = match_rows(sheets, Origin(DATA, None, trusted=False)).rows["capacity"]
        return [
            ({k: repr(v) for k, v in row.values.items() if v is not None}, row.id, row.doubtful,
             [(p.severity, p.field, p.cell, str(p.message)) for p in row.problems])
            for row in every
        ]  # fmt: skip

    read: list[FoundRow] = []
    alone = RowReader._read

    def counted(self: RowReader, row: FoundRow) -> dict[str, Any]:
        read.append(row)
        return alone(self, row)

    monkeypatch.setattr(RowReader, "_read", counted)
    quick = found()
    assert len(quick) == 29 and 0 < len(read) <= 9
    monkeypatch.setattr(RowReader, "_new", lambda *_: [])
    assert found() == quick


def test_the_first_row_of_a_code_keeps_it_for_references(tmp_path: Path) -> None:
    codes = Codes(Origin(DATA))
    codes.add_all("plant", ["New", "NEW", "Other"], [-1, -2, -3])
    codes.add("plant", "other", -4)
    assert (codes.find("plant", "new"), codes.find("plant", "OTHER")) == (-1, -3)
    assert codes.code_of("plant", -2) == "NEW" and codes.code_of("plant", -4) == "other"
    assert codes.find("plant", "onsan") == DATA.find("plant", "ONSAN")
