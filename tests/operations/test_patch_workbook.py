"""Wishes such as Sheet!B2=12.5: which cell is meant, and what is to stand in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.errors import OfftakeError, ProblemsError
from desktop.exchange.patch import Options, open_target
from desktop.operations.patch_workbook import patch_workbook, read_wish

NAMES = ["Plan", "My Sheet", "Q1! a=b", "O'Brien", "7", "Plan!B2=x"]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    for name in NAMES[:4] + NAMES[4:5]:
        book.create_sheet(name)["A1"] = 1
    del book["Sheet"]
    path = tmp_path / "a.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("wish", "sheet", "place", "value"),
    [
        ("Plan!B2=12.5", "Plan", (1, 1), 12.5),
        ("plan!$B$2=x=y", "plan", (1, 1), "x=y"),
        ("'My Sheet'!AA10=2028-03-15", "My Sheet", (9, 26), dt.date(2028, 3, 15)),
        ("My Sheet!B2=", "My Sheet", (1, 1), None),
        ("Q1! a=b!B2=1", "Q1! a=b", (1, 1), 1),
        ("'O''Brien'!B2='12", "O'Brien", (1, 1), "12"),
        ("O'Brien!B2=a!C3=4", "O'Brien", (1, 1), "a!C3=4"),
        ("7!B2=1", "7", (1, 1), 1),
        ("2!B2=1", 2, (1, 1), 1),
        ("'2'!B2=1", "2", (1, 1), 1),
    ],
)
def test_a_wish_is_read(
    workbook: Path, wish: str, sheet: str | int, place: tuple[int, int], value: Any
) -> None:
    with open_target(workbook) as target:
        edit = read_wish(target, wish)
    assert (edit.sheet, (edit.row, edit.column), edit.value) == (sheet, place, value)


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ("Plan!B2", "does not name a cell"),
        ("B2=1", "does not name a cell"),
        ("Plan!XFE1=1", "XFE1 is no cell"),
        ("Plan!A0=1", "A0 is no cell"),
        ("Plan!B2=nan", "Plan!B2: “nan” is no number"),
    ],
)
def test_a_wish_that_makes_no_sense_is_named(workbook: Path, wish: str, word: str) -> None:
    with open_target(workbook) as target, pytest.raises(OfftakeError, match=word):
        read_wish(target, wish)


def test_all_problems_of_all_wishes_come_at_once(workbook: Path, tmp_path: Path) -> None:
    wishes = ["Plan!XFE1=1", "Nowhere!A1=1", "Plan!A1=2", "Plan!B1=2028-03-15"]
    with pytest.raises(ProblemsError) as caught:
        patch_workbook(workbook, wishes, tmp_path / "b.xlsx")
    assert len(caught.value.problems) == 3
    assert not (tmp_path / "b.xlsx").exists()
    patch_workbook(workbook, wishes[2:3], tmp_path / "b.xlsx")
    assert openpyxl.load_workbook(tmp_path / "b.xlsx")["Plan"]["A1"].value == 2


def test_a_refusal_names_the_option_that_writes_all_the_same(
    workbook: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Plan"]["B2"] = "=A1*2"
    book["7"].protection.enable()
    book.save(workbook)
    wishes = ["Plan!B2=1", "7!A1=2", "Plan!C3=2028-03-15"]
    with pytest.raises(ProblemsError) as caught:
        patch_workbook(workbook, wishes, tmp_path / "b.xlsx")
    said = {problem.cell: str(problem) for problem in caught.value.problems}
    for cell, option in (
        ("Plan!B2", "--overwrite-formulas"),
        ("7!A1", "--even-protected"),
        ("Plan!C3", "--date-as-text"),
    ):
        assert said[cell].endswith(f"; {option} writes it all the same")
    agreed = Options(overwrite_formulas=True, even_protected=True, dates_as_text=True)
    patch_workbook(workbook, wishes, tmp_path / "b.xlsx", agreed)
    written = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert [written["Plan"]["B2"].value, written["7"]["A1"].value] == [1, 2]
    assert written["Plan"]["C3"].value == "2028-03-15"
