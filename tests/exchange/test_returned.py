"""Our own exports as they come back: one test for each thing that happens to them on the way."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import run
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.merge import CLEARED, COPIED, MISSING
from desktop.operations.export_workbook import export
from desktop.operations.import_several import review_several
from desktop.operations.import_workbook import Review, changes, review
from desktop.operations.questionnaire import find_organization, questionnaire
from tests.exchange.examples import Book, Past, edited, exported, rich

DATA = rich()
NAMEPLATE = "Nameplate [per year]"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return exported(DATA, tmp_path_factory.mktemp("returned") / "plan.xlsx").read_bytes()


@pytest.fixture
def book(original: bytes, tmp_path: Path) -> Book:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(original)
    return Book(path)


def kinds(found: Review) -> list[tuple[str, str]]:
    return [(item.code, item.kind) for item in found.items]


def test_24_a_copied_row_with_the_same_id_is_a_new_record(book: Book) -> None:
    row = [cell.value for cell in book.sheet("Stock")[book.row("Stock", "STK-1")]]
    book.sheet("Stock").append([*row[:1], "STK-9", *row[2:]])
    found = review(DATA, book.save())
    assert kinds(found) == [("STK-9", COPIED)]
    assert changes(found).changes[0].before is None


def test_25_another_code_under_the_same_id_renames(book: Book) -> None:
    book.set("Capacity", "CAP-1", "Code", "ONSAN-GE")
    (change,) = changes(review(DATA, book.save())).changes
    assert (change.id, change.after) == (1, {"code": "ONSAN-GE"})


def test_26_a_row_without_its_id_is_known_by_its_code(book: Book) -> None:
    book.sheet("Capacity").cell(book.row("Capacity", "CAP-1"), 1).value = None
    book.set("Capacity", "CAP-1", "Ramp-up [months]", 9)
    (change,) = changes(review(DATA, book.save())).changes
    assert (change.id, change.after) == (1, {"ramp_up": 9.0})


def test_27_a_deleted_row_is_shown_and_kept_until_somebody_says_so(book: Book) -> None:
    book.sheet("Stock").delete_rows(book.row("Stock", "STK-2"))
    found = review(DATA, book.save())
    assert kinds(found) == [("STK-2", MISSING)] and not changes(found).changes
    (change,) = changes(found, remove_missing=True).changes
    assert change.after is None


def test_28_a_cell_is_cleared_only_where_something_stood_when_it_went_out(book: Book) -> None:
    book.set("Capacity", "CAP-1", "Start", None)
    later = edited(DATA, ("capacity", "CAP-2", {"nameplate": 5.0}))
    found = review(Past(DATA, later), book.save())
    (item,) = found.items
    assert [(cell.field, cell.kind) for cell in item.cells] == [("start", CLEARED)]


def altered(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target


def test_36_parts_in_utf_16_are_read_like_any_other(book: Book, tmp_path: Path) -> None:
    def widened(name: str, content: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return content
        return content.decode().replace("UTF-8", "UTF-16", 1).encode("utf-16")

    book.set("Capacity", "CAP-1", "Start", "#N/A")
    path = altered(book.save(), tmp_path / "wide.xlsx", widened)
    found = review(DATA, path)
    assert found.missing() == {} and [problem.severity for problem in found.problems] == ["error"]


@pytest.mark.parametrize("lost", [False, True])
def test_43_an_export_of_a_newer_version_gives_what_is_known_and_names_the_rest(
    book: Book, lost: bool
) -> None:
    page = book.sheet("Capacity")
    column = page.max_column + 1
    page.cell(1, column).value = "Carbon footprint [kg]"
    page.cell(2, column).value = 12
    book.book.create_sheet("Royalties").append(["Code", "Rate"])
    book.set("Capacity", "CAP-1", "Ramp-up [months]", 9)
    if lost:
        del book.book["_link"]
    found = review(DATA, book.save())
    said = "\n".join(map(str, found.notes))
    assert "“Carbon footprint [kg]” was not read" in said and "“Royalties” was not read" in said
    (change,) = changes(found).changes
    assert change.after == {"ramp_up": 9.0}


def test_44_five_replies_that_disagree_are_conflicts_by_sender(
    original: bytes, tmp_path: Path
) -> None:
    paths = []
    for number, name in enumerate("ABCDE"):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(original)
        reply = Book(path)
        reply.set("Capacity", "CAP-1", "Ramp-up [months]", 9 if name < "D" else number)
        paths.append(reply.save())
    found = review_several(DATA, paths)
    (item,) = found.items
    (cell,) = item.conflicts()
    assert [(offer.sender, offer.value) for offer in cell.offers] == [
        ("A.xlsx", 9.0), ("B.xlsx", 9.0), ("C.xlsx", 9.0), ("D.xlsx", 3.0), ("E.xlsx", 4.0),
    ]  # fmt: skip
    with pytest.raises(OfftakeError, match="decide"):
        changes(found)


@pytest.mark.parametrize("lost", [False, True])
def test_52_what_a_supplier_cleared_is_asked_for_and_not_taken(tmp_path: Path, lost: bool) -> None:
    path = tmp_path / "questions.xlsx"
    export(DATA, path, choice=asked(DATA))
    reply = Book(path)
    reply.set("Capacity", "CAP-1", NAMEPLATE, None)
    reply.set("Capacity", "CAP-1", "Start", "2030")
    if lost:
        del reply.book["_link"]
    found = review(DATA, reply.save())
    assert found.blank_cells == 1 and "clears nothing" in str(found.notes)
    (change,) = changes(found).changes
    assert set(change.after or {}) == {"start"}
    found.clear_blanks(True)
    found.settle()
    (change,) = changes(found).changes
    assert (change.after or {})["nameplate"] is None


def asked(data: Dataset) -> Any:
    return questionnaire(data, find_organization(data, "KZ"))


def command(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    code = run([str(word) for word in words])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_40_a_file_that_vanished_is_locked_or_a_folder_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.offtake"
    assert command(capsys, "new", file, "--example")[0] == 0
    for path in (tmp_path / "gone.xlsx", tmp_path):
        code, told = command(capsys, "import", path, "--into", file)
        assert code == 1 and told.count("\n") == 1 and path.name in told
    locked = tmp_path / "locked.xlsx"
    assert command(capsys, "export", file, "--to", locked)[0] == 0
    os.chmod(locked, 0)
    try:
        with locked.open("rb"):
            readable = True
    except PermissionError:
        readable = False
    code, told = command(capsys, "import", locked, "--into", file)
    assert code == (0 if readable else 1) and told.count("\n") == 1
    os.chmod(locked, 0o600)


def test_doubtful_cells_are_told_and_left_when_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, path = tmp_path / "plan.offtake", tmp_path / "plan.xlsx"
    command(capsys, "new", file, "--example")
    command(capsys, "export", file, "--to", path)
    book = Book(path)
    cell = book.set("Capacity", "CAP-ONSAN-GE", NAMEPLATE, 12_000)
    book.save()
    code, told = command(capsys, "import", path, "--into", file, "--leave-doubtful")
    assert code == 0 and "1 doubtful cell was left as it is" in told and "No changes" in told
    code, told = command(capsys, "import", path, "--into", file)
    assert code == 0 and f"warning: {cell}" in told and "Imported as revision 3" in told
