"""How tests edit exported workbooks and read the tree of the review that follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.model import TYPES
from desktop.operations import edit
from desktop.operations.export_workbook import export
from desktop.ui.main_window import MainWindow
from desktop.ui.views.import_review import ImportReviewView

Edit = Callable[[Any], None]


def record(window: MainWindow, type: str, code: str) -> Any:
    return window.session.dataset[type].by_code(code)


def column(sheet: Any, label: str) -> int:
    return next(int(c.column) for c in sheet[1] if str(c.value or "").split(" [")[0] == label)


def put(sheet: Any, code: str, label: str, value: object) -> None:
    codes = column(sheet, "Code")
    row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, codes).value == code)
    sheet.cell(row, column(sheet, label)).value = value


def add(sheet: Any, **values: object) -> None:
    row = sheet.max_row + 1
    for label, value in values.items():
        sheet.cell(row, column(sheet, label)).value = value


def rows(view: ImportReviewView) -> list[str]:
    """Gives the first column of all rows, opened, with two spaces for each step inwards."""
    found: list[str] = []

    def walk(above: QModelIndex, depth: int) -> None:
        for n in range(view.model.rowCount(above)):
            index = view.model.index(n, 0, above)
            found.append("  " * depth + str(index.data()))
            walk(index, depth + 1)

    walk(QModelIndex(), 0)
    return found


def find(view: ImportReviewView, start: str) -> QModelIndex:
    def walk(above: QModelIndex) -> QModelIndex | None:
        for n in range(view.model.rowCount(above)):
            index = view.model.index(n, 0, above)
            if str(index.data()).startswith(start):
                return index
            inside = walk(index)
            if inside is not None:
                return inside
        return None

    found = walk(QModelIndex())
    assert found is not None, rows(view)
    return found


def tick(view: ImportReviewView, start: str, qtbot: QtBot) -> None:
    view.tree.setCurrentIndex(find(view, start))
    QTest.keyClick(view.tree, Qt.Key.Key_Space)


def press_import(view: ImportReviewView, window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.session.changed, timeout=30_000):
        QTest.mouseClick(view.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not isinstance(window.stack.view, ImportReviewView))


def review_of(
    window: MainWindow,
    qtbot: QtBot,
    replies: Sequence[tuple[Path, Edit]],
    here: Mapping[str, Mapping[str, Any]] | None = None,
    ours: bool = True,
) -> ImportReviewView:
    """Exports to each path, lets workbooks and plan (capacity by code) be edited, and imports.

    With `ours` false the workbooks forget where they came from.
    """
    session = window.session
    dataset = session.dataset
    for path, there in replies:
        export(dataset, path)
        book = openpyxl.load_workbook(path)
        there(book)
        if not ours:
            book = without_link(book)
        book.save(path)
    for code, values in (here or {}).items():
        id = session.dataset.find("capacity", code)
        assert id is not None
        session.apply(edit.set_values(session.dataset, TYPES["capacity"], {id: values}, "grid"))
    window.documents.import_paths([path for path, _ in replies])
    qtbot.waitUntil(lambda: isinstance(window.stack.view, ImportReviewView), timeout=30_000)
    view = window.stack.view
    assert isinstance(view, ImportReviewView)
    return view


def without_link(book: Any) -> Any:
    """Gives a workbook with the same cells that is not an export of ours."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for sheet in book.worksheets:
        if not sheet.title.startswith("_") and sheet.title != "Read me":
            copy = made.create_sheet(sheet.title)
            for row in sheet.iter_rows(values_only=True):
                copy.append(row[1:])
    return made
