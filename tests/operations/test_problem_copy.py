"""A copy of a workbook that says at each faulty cell what is wrong, for whoever filled it."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import openpyxl
import pytest

from desktop.core.errors import OfftakeError
from desktop.operations.export_workbook import export
from desktop.operations.import_several import review_several
from desktop.operations.import_workbook import review
from desktop.operations.problem_copy import problem_copy, proposed_name
from tests.exchange.examples import Book, exported, rich

DATA = rich()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(DATA, tmp_path_factory.mktemp("copy") / "plan.xlsx")


@pytest.fixture
def book(original: Path, tmp_path: Path) -> Book:
    found = Book(Path(shutil.copy(original, tmp_path / "plan.xlsx")))
    found.set("Capacity", "CAP-1", "Start", "sometime")
    found.set("Capacity", "CAP-1", "Nameplate [per year]", "about ten")
    return found


def test_each_faulty_cell_has_a_note_and_the_workbook_stays_as_it_was(
    book: Book, tmp_path: Path
) -> None:
    path = book.save()
    before = path.read_bytes()
    found = review(DATA, path)
    assert proposed_name(found) == "plan - problems.xlsx"
    problem_copy(found, tmp_path / "noted.xlsx")
    noted = openpyxl.load_workbook(tmp_path / "noted.xlsx")
    told = {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in noted
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if cell.comment is not None
    }
    errors = [problem for problem in found.problems if problem.severity == "error"]
    assert len(errors) == 2
    assert {problem.cell: str(problem.message) for problem in errors}.items() <= told.items()
    assert path.read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_other_kinds_and_several_workbooks_get_a_list(book: Book, tmp_path: Path) -> None:
    first, second = book.save(), tmp_path / "two.xlsx"
    shutil.copy(first, second)
    found = review_several(DATA, [first, second])
    problem_copy(found, tmp_path / "list.xlsx")
    (sheet,) = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets
    listed = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(listed) == 4
    assert {str(row[0]) for row in listed} == {"plan.xlsx Capacity", "two.xlsx Capacity"}
    assert all("=" not in str(row[3])[:1] for row in listed)


def test_the_workbook_itself_is_never_replaced(book: Book) -> None:
    path = book.save()
    found = review(DATA, path)
    before = path.read_bytes()
    with pytest.raises(OfftakeError, match="the workbook itself"):
        problem_copy(found, path)
    assert path.read_bytes() == before


def test_a_kind_without_notes_has_a_list_beside_it(book: Book, tmp_path: Path) -> None:
    path = book.save()
    found = dataclasses.replace(review(DATA, path), path=tmp_path / "plan.ods")
    assert proposed_name(found) == "plan - problems.xlsx"
    problem_copy(found, tmp_path / "list.xlsx")
    (sheet,) = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets
    assert [cell.value for cell in sheet[3]][:3] == ["Capacity", "K2", "CAP-1"]


def test_notes_speak_the_language_of_the_workbook(tmp_path: Path) -> None:
    asked = tmp_path / "asked.xlsx"
    export(DATA, asked, "ko")
    book = openpyxl.load_workbook(asked)
    page = book["생산능력"]
    column = next(n for n, c in enumerate(page[1], 1) if str(c.value).startswith("시작"))
    page.cell(2, column).value = "언젠가"
    book.save(asked)
    problem_copy(review(DATA, asked), tmp_path / "noted.xlsx")
    noted = openpyxl.load_workbook(tmp_path / "noted.xlsx")["생산능력"]
    comment = noted.cell(2, column).comment
    assert comment is not None and "날짜가 아닙니다" in comment.text
