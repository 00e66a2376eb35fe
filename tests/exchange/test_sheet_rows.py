"""Rows of an export: those that nobody has touched are told at once, with the same result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop.core.dataset import Dataset
from desktop.exchange.columns import match_sheets
from desktop.exchange.matching import match_rows
from desktop.exchange.reader import read_workbook
from desktop.exchange.sheet_rows import FoundRow, Origin, RowReader
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
    monkeypatch.setattr(RowReader, "_untouched", lambda *_: None)
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
