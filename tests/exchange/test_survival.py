"""What an export survives on its way: other programs, moved rows, copied and renamed sheets."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.operations.import_workbook import review
from tests.exchange.examples import Book, exported, rich

DATA = rich()


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(exported(DATA, tmp_path / "plan.xlsx"))


def drop_names(book: Book) -> None:
    book.book.defined_names.clear()


def drop_tables(book: Book) -> None:
    for page in book.book.worksheets:
        page.tables.clear()
        page.auto_filter.ref = None


def drop_properties(book: Book) -> None:
    book.properties.props.clear()


def drop_link(book: Book) -> None:
    del book.book["_link"], book.book["_lists"]


def drop_notes(book: Book) -> None:
    for page in book.book.worksheets:
        for cell in page[1]:
            cell.comment = None
        page.data_validations.dataValidation.clear()
        page.freeze_panes = None


LOSSES = (drop_names, drop_tables, drop_properties, drop_link, drop_notes)


def losses() -> Iterator[tuple[Callable[[Book], None], ...]]:
    for count in (1, 2, len(LOSSES)):
        yield from itertools.combinations(LOSSES, count)


@pytest.mark.parametrize(
    "lost", list(losses()), ids=lambda lost: "+".join(f.__name__ for f in lost)
)
def test_what_another_program_drops_does_not_matter(book: Book, lost: Any) -> None:
    for drop in lost:
        drop(book)
    book.set("Capacity", "CAP-1", "Start", "2029")
    book.set("Plants", "ONSAN", "Place", None)
    found = review(DATA, book.save())
    assert found.base_revision == 7 and found.problems == []
    assert {(i.code, c.field, c.kind) for i in found.items for c in i.cells} == {
        ("CAP-1", "start", "changed"), ("ONSAN", "place", "cleared"),
    }  # fmt: skip


def move(book: Book, codes: list[str], header: bool) -> Any:
    """Cuts rows out of Capacity and pastes them on a sheet of their own."""
    page, done = book.sheet("Capacity"), book.book.create_sheet("Done")
    if header:
        done.append([cell.value for cell in page[1]])
    for code in codes:
        row = book.row("Capacity", code)
        done.append([cell.value for cell in page[row]])
        page.delete_rows(row)
    return done


@pytest.mark.parametrize("header", [True, False])
def test_rows_that_moved_to_another_sheet_are_read_there(book: Book, header: bool) -> None:
    done = move(book, ["CAP-1", "CAP-4"], header)
    done.cell(done.max_row, book.column("Capacity", "Nameplate [per year]")).value = 1e-6
    found = review(DATA, book.save())
    assert found.missing() == {} and found.problems == []
    (item,) = found.items
    assert item.code == "CAP-4" and [c.theirs for c in item.cells] == [1e-6]
    assert item.place is not None
    assert item.place.cell("nameplate") == f"Done!H{2 + header}"
    assert any("“Done” was read as more rows of “Capacity”" in str(n) for n in found.notes)


def test_new_rows_may_stand_among_moved_ones(book: Book) -> None:
    done = move(book, ["CAP-1"], True)
    done.append([None, "CAP-9", "New", "ONSAN", "GE", None, "concept", None, "t", "contained"])
    found = review(DATA, book.save())
    assert [(i.kind, i.code) for i in found.items] == [("added", "CAP-9")]


def test_a_copy_of_a_sheet_is_no_more_rows(book: Book) -> None:
    copy = book.book.copy_worksheet(book.sheet("Capacity"))
    copy.title = "Capacity before"
    copy.cell(2, book.column("Capacity", "Nameplate [per year]")).value = 99
    found = review(DATA, book.save())
    assert found.items == []
    assert any("another sheet has the same records" in str(note) for note in found.notes)


def test_rows_may_move_into_the_sheet_of_another_type_and_are_not_taken_for_it(book: Book) -> None:
    page, plants = book.sheet("Capacity"), book.sheet("Plants")
    plants.append([cell.value for cell in page[2]][: plants.max_column])
    found = review(DATA, book.save())
    assert [(p.severity, p.cell) for p in found.problems if p.field == ""] == [
        ("error", f"Plants!A{plants.max_row}")
    ]
    assert all(not item.accepted for item in found.items)


def test_every_sheet_renamed_moved_and_widened(book: Book) -> None:
    for number, page in enumerate(list(book.book.worksheets)):
        if not page.title.startswith("_"):
            page.title = f"시트 {number}"
            book.book.move_sheet(page, -number)
            page.insert_cols(1 + number % 4)
            page.cell(1, 1 + number % 4).value = "Checked by"
    book.book.defined_names.clear()
    found = review(DATA, book.save())
    assert found.items == [] and found.problems == []
