"""A workbook of somebody else's layout: shown how it is read, asked, compared, imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from desktop.core import i18n
from desktop.storage.store import Store
from desktop.ui.main_window import MainWindow
from desktop.ui.views.import_review import ImportReviewView
from desktop.ui.views.mapping import MappingView

ROWS: list[list[Any]] = [
    ["Germanium lines", None, None, None, None],
    [],
    ["Plant", "Producer", "Country", "Capacity (kg/yr)", "Start-up"],
    ["Alpha works", "Alpha AG", "DE", 12000, "H1 2028"],
    ["Beta works", "Beta Oy", "FI", 1500, "03/04/2027"],
    ["Total", None, None, 13500, None],
]


@pytest.fixture
def workbook(tmp_path: Path, store: Store) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Lines"
    for row in ROWS:
        sheet.append(row)
    path = tmp_path / "list of a consultant.xlsx"
    book.save(path)
    return path


def mapped(qtbot: QtBot, window: MainWindow, path: Path) -> MappingView:
    window.documents.import_paths([path])
    qtbot.waitUntil(lambda: isinstance(window.stack.view, MappingView))
    view = window.stack.view
    assert isinstance(view, MappingView)
    return view


def combo(view: MappingView, name: str) -> QComboBox:
    found = view.findChild(QComboBox, name)
    assert found is not None, name
    return found


def radio(view: MappingView, name: str) -> QRadioButton:
    found = view.findChild(QRadioButton, name)
    assert found is not None, name
    return found


def answer(view: MappingView, name: str, value: str) -> None:
    """Answers a question by a click on one of its buttons."""
    key = next(q.key for q in view.proposal.questions if q.name == name)
    button = radio(view, f"answer {key} {value}")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def answer_all(view: MappingView) -> None:
    wanted = {"basis": "contained", "stage": "announced"}
    while view.proposal.open_questions:
        question = view.proposal.open_questions[0]
        value = wanted.get(question.name) or question.options[0].value
        button = view.findChild(QRadioButton, f"answer {question.key} {value}")
        if button is not None:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            continue
        box = view.findChild(QComboBox, f"answer {question.key}")
        assert box is not None, question.key
        box.setFocus()
        line = box.lineEdit()
        if line is not None:
            line.selectAll()
            QTest.keyClicks(line, value)
            QTest.keyClick(line, Qt.Key.Key_Tab)
        else:
            QTest.keyClick(box, Qt.Key.Key_Down)


def test_the_page_shows_what_was_found(qtbot: QtBot, window: MainWindow, workbook: Path) -> None:
    view = mapped(qtbot, window, workbook)
    (table,) = view.proposal.tables
    assert (table.type, table.header_rows, table.rows) == ("capacity", (2, 2), 2)
    boxes = {c.header: combo(view, f"field {c.column}") for c in table.columns}
    assert boxes["Capacity (kg/yr)"].currentData() == "nameplate"
    assert boxes["Start-up"].currentData() == "start"
    assert not view.compare_button.isEnabled(), "questions are open"


def test_a_question_shows_its_cells_and_is_answered_by_a_click(
    qtbot: QtBot, window: MainWindow, workbook: Path
) -> None:
    view = mapped(qtbot, window, workbook)
    card = next(c for c in view.table.findChildren(QRadioButton) if "April" in c.text())
    assert "3 April" in card.accessibleName() and "Start-up" in card.accessibleName()
    before = len(view.proposal.open_questions)
    answer(view, "start:order", "dmy")
    assert len(view.proposal.open_questions) == before - 1
    assert radio(view, "answer Lines:start:order dmy").isChecked()


def test_a_column_can_be_read_as_something_else(
    qtbot: QtBot, window: MainWindow, workbook: Path
) -> None:
    view = mapped(qtbot, window, workbook)
    box = combo(view, "field 4")
    box.setFocus()
    while box.currentData() != "end":
        QTest.keyClick(box, Qt.Key.Key_Down)
        box = combo(view, "field 4")
    assert next(c.field for c in view.proposal.tables[0].columns if c.column == 4) == "end"
    assert box.objectName() == "field 4"


def test_the_constant_for_all_rows_is_typed(
    qtbot: QtBot, window: MainWindow, workbook: Path
) -> None:
    view = mapped(qtbot, window, workbook)
    line = view.findChild(QLineEdit, "constant material")
    assert line is not None and line.text() == "GE", "taken from the title"


def test_escape_reads_nothing_and_loses_no_answer_and_no_typing_at_the_first_press(
    qtbot: QtBot, window: MainWindow, workbook: Path
) -> None:
    view = mapped(qtbot, window, workbook)
    line = view.findChild(QLineEdit, "constant material")
    assert line is not None
    line.setFocus()
    QTest.keyClicks(line, "X")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert window.stack.view is view and window.focusWidget() is view.cancel_button
    QTest.keyClick(view.cancel_button, Qt.Key.Key_Escape)
    assert not isinstance(window.stack.view, MappingView)
    again = mapped(qtbot, window, workbook)
    QTest.keyClick(again.tables, Qt.Key.Key_Escape)
    assert not isinstance(window.stack.view, MappingView)


def test_answered_it_is_compared_imported_and_remembered(
    qtbot: QtBot, window: MainWindow, workbook: Path
) -> None:
    view = mapped(qtbot, window, workbook)
    view.create_box.setFocus()
    QTest.keyClick(view.create_box, Qt.Key.Key_Space)
    answer_all(view)
    assert view.compare_button.isEnabled()
    plants = len(window.session.dataset["plant"])
    QTest.mouseClick(view.compare_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(window.stack.view, ImportReviewView))
    review = window.stack.view
    assert isinstance(review, ImportReviewView)
    assert len(window.session.dataset["plant"]) == plants, "nothing is written yet"
    with qtbot.waitSignal(window.session.changed):
        QTest.mouseClick(review.import_button, Qt.MouseButton.LeftButton)
    made = {p.name: p for p in window.session.dataset["plant"]}
    assert {"Alpha works", "Beta works"} <= made.keys()
    lines = {c.plant: c for c in window.session.dataset["capacity"]}
    alpha = lines[made["Alpha works"].id]
    assert (alpha.nameplate, alpha.unit, str(alpha.start)) == (12000, "kg", "2028-H1")
    window.session.undo()
    assert len(window.session.dataset["plant"]) == plants, "one revision takes it all back"
    again = mapped(qtbot, window, workbook)
    assert again.proposal.tables[0].remembered
    assert not [q for q in again.proposal.open_questions if q.name == "basis"]


def test_a_table_that_is_not_ticked_is_not_read(
    qtbot: QtBot, window: MainWindow, workbook: Path
) -> None:
    view = mapped(qtbot, window, workbook)
    view.tables.setFocus()
    QTest.keyClick(view.tables, Qt.Key.Key_Space)
    assert view.proposal.rows == 0
    assert not view.compare_button.isEnabled()
    assert view.tables.item(0).checkState() == Qt.CheckState.Unchecked


def test_cancel_leaves_everything_as_it_was(
    qtbot: QtBot, window: MainWindow, workbook: Path
) -> None:
    view = mapped(qtbot, window, workbook)
    revision = window.session.dataset.revision
    QTest.mouseClick(view.cancel_button, Qt.MouseButton.LeftButton)
    assert not isinstance(window.stack.view, MappingView)
    assert window.session.dataset.revision == revision


def test_the_page_speaks_korean(qtbot: QtBot, window: MainWindow, workbook: Path) -> None:
    view = mapped(qtbot, window, workbook)
    window.use_language("ko")
    assert i18n.locale().language == "ko"
    assert view.compare_button.text() == "비교…"
    assert "읽는 방법" in view._heading.text()
