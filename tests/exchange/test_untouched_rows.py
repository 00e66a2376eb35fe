"""Rows that say what their record says: they are left out by codes alone, with the same result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.merge import blanks, merge
from desktop.exchange.columns import match_sheets
from desktop.exchange.matching import match_rows
from desktop.exchange.reader import read_workbook
from desktop.exchange.sheet_rows import Origin
from tests.exchange.examples import Book, exported, rich

DATA = rich()


def found(path: Path, only_touched: bool) -> tuple[list[Any], int]:
    """Give what a workbook of unknown origin differs in, and how many rows were looked at."""
    sheets, _ = match_sheets(read_workbook(path), DATA.types, "")
    origin = Origin(DATA, None, trusted=False, checked=False)
    matched = match_rows(sheets, origin, only_touched=only_touched)
    items = [
        (item.type, item.id, item.code, item.kind, item.accepted,
         [(cell.field, cell.kind, repr(cell.theirs)) for cell in item.cells],
         [(problem.field, str(problem.message), problem.cell) for problem in item.problems])
        for name, rows in matched.rows.items()
        for item in (*merge(DATA.types[name], None, DATA[name], rows),
                     *blanks(DATA.types[name], DATA[name], rows))
    ]  # fmt: skip
    return items, sum(map(len, matched.rows.values()))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_nothing_is_left_to_look_at_in_what_nobody_touched(tmp_path: Path, language: str) -> None:
    path = exported(DATA, tmp_path / "x.xlsx", language)
    every, rows = found(path, only_touched=False)
    assert every == [] and rows > 20
    none, left = found(path, only_touched=True)
    assert none == [] and left < 5  # the single records


def test_leaving_rows_out_changes_nothing_of_what_differs(tmp_path: Path) -> None:
    book = Book(exported(DATA, tmp_path / "x.xlsx"))
    book.set("Capacity", "CAP-1", "Nameplate [per year]", 10_000)
    book.set("Capacity", "CAP-2", "Name", None)
    book.append("Plants", {"Code": "trail", "Name": "Second of a code", "Owner": "nowhere"})
    book.append("Materials", {"Code": "IN", "Name": "indium"})
    book.append("Forms", {"Code": "ITO", "Name": "ITO", "Material": "IN"})
    path = book.save()
    every, rows = found(path, only_touched=False)
    some, left = found(path, only_touched=True)
    assert some == every and len(every) == 4
    assert left < rows - 5


def test_a_row_that_shows_no_value_is_looked_at(tmp_path: Path) -> None:
    path = exported(DATA, tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(path)
    page = book["Capacity"]
    headers = [cell.value for cell in page[1]]
    blank = next(
        page.cell(2, column)
        for column, header in enumerate(headers, start=1)
        if column > 1 and header and page.cell(2, column).value is None
    )
    blank.value = "=1/0"
    book.save(path)
    every, _ = found(path, only_touched=False)
    some, _ = found(path, only_touched=True)
    assert some == every and any(problems for *_, problems in some)
