"""What a workbook says that needs a tick because it is odd, and what Excel makes of codes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.merge import ADDED
from desktop.exchange.altered_codes import AlteredCodes, is_altered
from desktop.operations.import_workbook import Review, changes, review
from tests.exchange.examples import Book, edited, exported, rich

DATA = rich()
NAMEPLATE = "Nameplate [per year]"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return exported(DATA, tmp_path_factory.mktemp("cautions") / "plan.xlsx").read_bytes()


@pytest.fixture
def book(original: bytes, tmp_path: Path) -> Book:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(original)
    return Book(path)


def doubts(found: Review) -> dict[str, str]:
    return {cell.field: str(cell.doubt) for _, cell in found.doubtful()}


def errors(found: Review) -> list[str]:
    return [f"{p.cell}: {p.message}" for p in found.problems if p.severity == "error"]


@pytest.mark.parametrize(
    ("value", "why"),
    [(0, "12,000 became 0"), (12_000_000, "1,000 times as much"), (12, "a part in 1,000")],
)
def test_62_zero_and_absurd_quantities_need_a_tick(book: Book, value: float, why: str) -> None:
    cell = book.set("Capacity", "CAP-1", NAMEPLATE, value)
    book.set("Capacity", "CAP-1", "Ramp-up [months]", 3)
    found = review(DATA, book.save())
    assert why in doubts(found)["nameplate"]
    (warning,) = found.problems
    assert (warning.severity, warning.cell) == ("warning", cell)
    (change,) = changes(found).changes
    assert change.after == {"ramp_up": 3.0}
    found.take_doubtful()
    (change,) = changes(found).changes
    assert change.after == {"nameplate": float(value), "ramp_up": 3.0} and not found.doubtful()


def test_62_a_negative_quantity_is_refused_with_its_cell(book: Book) -> None:
    cell = book.set("Capacity", "CAP-1", NAMEPLATE, -5)
    assert errors(review(DATA, book.save())) == [f"{cell}: Nameplate: -5 must be at least 0"]


def test_another_unit_with_its_figure_is_no_doubt_and_alone_it_is(book: Book) -> None:
    book.set("Capacity", "CAP-1", NAMEPLATE, 12)
    book.set("Capacity", "CAP-1", "Unit", "t")
    assert not review(DATA, book.save()).doubtful()
    book.set("Capacity", "CAP-1", NAMEPLATE, 12_000)
    assert "1,000 times as much" in doubts(review(DATA, book.save()))["unit"]


def test_53_zero_where_nothing_was_known_is_taken(book: Book) -> None:
    book.set("Agreements", "AGR-1", "Take-or-pay [%]", 0)
    book.set("Stock", "STK-2", "Quantity", 3)
    found = review(DATA, book.save())
    assert not found.doubtful() and len(changes(found).changes) == 2


def test_45_a_percentage_that_became_a_hundredth_needs_a_tick(book: Book) -> None:
    book.set("Agreements", "AGR-1", "Take-or-pay [%]", 0.8)
    assert "a hundredth of 80 %" in doubts(review(DATA, book.save()))["take_or_pay"]


def test_48_a_day_moved_by_the_calendars_of_excel_needs_a_tick(book: Book) -> None:
    moved = dt.datetime(2026, 1, 31) + dt.timedelta(days=1462)
    book.set("Stock", "STK-1", "As of", moved)
    assert "1,462 days" in doubts(review(DATA, book.save()))["as_of"]


def test_39_codes_that_excel_made_dates_or_numbers_are_flagged(tmp_path: Path) -> None:
    data = edited(DATA, ("stock", "STK-1", {"code": "MAR-1"}), ("stock", "STK-2", {"code": "1E5"}),
                  ("capacity", "CAP-1", {"name": "0042"}))  # fmt: skip
    book = Book(exported(data, tmp_path / "x.xlsx"))
    date = book.set("Stock", "MAR-1", "Code", dt.datetime(2026, 3, 1))
    book.set("Stock", "1E5", "Code", 100_000)
    book.set("Capacity", "CAP-1", "Name", 42)
    found = review(data, book.save())
    assert errors(found) == [f"{date}: Code: Excel has made a date of it, 2026-03-01; "
                             "type it as text"]  # fmt: skip
    assert doubts(found) == {"code": "100000 is what Excel makes of “1E5”",
                             "name": "42 is what Excel makes of “0042”"}  # fmt: skip
    assert not changes(found).changes


def test_40_codes_longer_than_excel_keeps_are_flagged(book: Book) -> None:
    book.set("Stock", "STK-1", "Code", 1_234_567_890_123_450)
    assert "more digits than Excel keeps" in doubts(review(DATA, book.save()))["code"]


def foreign_row(data: Dataset, path: Path, code: Any) -> Review:
    book = Book(exported(data, path))
    row = {"Organization": "KZ", "Material": "GE", "Quantity": 5, "Unit": "t"}
    day = dt.datetime(2026, 1, 1)
    book.append("Stock", {"Code": code, **row, "Basis": "contained", "As of": day})
    return review(data, book.save())


def test_38_a_new_code_that_lost_its_zeros_is_refused_as_a_number(tmp_path: Path) -> None:
    data = edited(DATA, ("stock", "STK-1", {"code": "00123"}))
    found = foreign_row(data, tmp_path / "x.xlsx", 123)
    (error,) = errors(found)
    assert "“00123”" in error and not changes(found).changes
    found = foreign_row(data, tmp_path / "y.xlsx", "123")
    (item,) = found.items
    assert item.kind == ADDED and item.accepted and "looks like “00123”" in str(item.problems[0])


def test_codes_that_excel_leaves_alone_are_not_suspected() -> None:
    data = DATA.with_changes([Change("stock", 1, {"code": "STK-1"}, {"code": "00123"})])
    codes = AlteredCodes(data["stock"])
    assert codes.find("123") == "00123" and codes.find("00123") is None
    assert codes.find("STK-2") is None and codes.find("124") is None and codes.find("") is None
    assert is_altered("22E1", 220.0) and not is_altered("220", 220.0)
    assert not is_altered("STK-1", 1.0)


def test_30_a_choice_in_other_words_is_read_and_said(book: Book) -> None:
    book.set("Capacity", "CAP-1", "Stage", "건설중")
    found = review(DATA, book.save())
    (item,) = found.items
    assert [(c.field, c.theirs) for c in item.cells] == [("stage", "construction")]
    assert str(found.problems[0].message) == "Stage: “건설중” was read as construction"
    assert found.problems[0].severity == "warning" and changes(found).changes


def test_58_comments_beside_rows_are_told(book: Book) -> None:
    from openpyxl.comments import Comment

    book.cell("Capacity", "CAP-1", "Start").comment = Comment("by phone, 3 May", "kim")
    cell = book.cell("Capacity", "CAP-1", "Start").coordinate
    found = review(DATA, book.save())
    assert f"Capacity: 1 comment: Capacity!{cell} “by phone, 3 May”" in map(str, found.notes)
