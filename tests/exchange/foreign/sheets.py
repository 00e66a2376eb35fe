"""Workbooks of other makes, made in the tests, and what a review would make of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from desktop.core.accepted import changes_of
from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.exchange.foreign.proposal import Proposal
from desktop.exchange.review import Review
from desktop.operations.import_foreign import propose, review_foreign

Rows = Sequence[Sequence[Any]]

#: A sheet of capacity that leaves nothing open but what a test changes.
CAPACITY: list[Any] = ["Company", "Plant", "Material", "Capacity (t/y)", "Basis", "Stage", "Start"]
LINE: list[Any] = ["KZ", "Onsan", "Ge", 12, "contained", "committed", "2028"]
DEMAND: list[Any] = ["Customer", "Use", "Material", "Quantity (kg/year)", "Basis", "Start date"]
NEED: list[Any] = ["Optics", "infrared optics", "Ge", 240, "contained", "2026-01"]


def made(path: Path, rows: Rows, sheet: str = "Sheet1", top: int = 1, left: int = 1) -> Any:
    """Makes a workbook of one sheet; the caller may go on with it, then `saved`."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = sheet
    put(page, rows, top, left)
    book.save(path)
    return book


def put(page: Any, rows: Rows, top: int = 1, left: int = 1) -> None:
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                page.cell(top + number, left + column).value = value


def proposed(dataset: Dataset, path: Path, **answers: str) -> Proposal:
    """Gives a proposal with questions answered by their names (`:` and `=` written as `__`)."""
    found = propose(dataset, path)
    for name, option in answers.items():
        found.answer(name.replace("__", ":"), option)
    return found


def of(dataset: Dataset, path: Path, rows: Rows, **answers: str) -> Review:
    """Makes a workbook and gives its review."""
    made(path, rows)
    return review_foreign(dataset, proposed(dataset, path, **answers))


def names(proposal: Proposal) -> list[str]:
    """Gives the names of what is still asked."""
    return [question.name for question in proposal.open_questions]


def taken(review: Review, type: str) -> list[dict[str, Any]]:
    """Gives what an import would put into the records of a type, row by row."""
    return [
        {cell.field: cell.theirs for cell in item.cells if cell.accepted}
        for item in review.items
        if item.type == type and item.accepted
    ]


def first(review: Review, type: str) -> dict[str, Any]:
    (found,) = taken(review, type)
    return found


def after(review: Review) -> Dataset:
    """Gives the dataset after an import, with ids as a store gives them."""
    changes = changes_of(review.items, review.dataset)
    return review.dataset.with_changes(
        Change(change.type, change.id if change.id > 0 else 100 - change.id, None, change.after)
        for change in changes
    )


def notes(review: Review) -> str:
    return "\n".join(str(note) for note in review.notes)


def cells(review: Review) -> list[str | None]:
    """Gives the cells that errors name."""
    return [problem.cell for problem in review.problems if problem.severity == "error"]
