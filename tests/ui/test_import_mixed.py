"""Several workbooks of which some have layouts of their own, and cells that were only copied."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from desktop.operations.export_workbook import export
from desktop.operations.linked_workbooks import LinkedWorkbooks
from desktop.paths import layouts_file, links_file
from desktop.ui.main_window import MainWindow
from desktop.ui.views.import_review import ImportReviewView
from desktop.ui.views.mapping import MappingView
from tests.ui.reviewing import press_import, put, record, rows

HEADERS = ["Code", "Plant", "Material", "Stage", "Capacity (t/yr)", "Basis"]


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Lets no layout or link of another test count."""
    for path in (layouts_file(), links_file()):
        path.unlink(missing_ok=True)


def listed(path: Path, code: str, tonnes: float, basis: bool = True) -> Path:
    """Writes a list of one line; without its basis it leaves a question open."""
    headers = HEADERS if basis else HEADERS[:-1]
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = path.stem
    line = [code, "Onsan", "Germanium", "committed", tonnes, "contained"][: len(headers)]
    for row in (["My lines"], [], headers, line):
        page.append(row)
    book.save(path)
    return path


def exported(window: MainWindow, path: Path) -> Path:
    export(window.session.dataset, path)
    book: Any = openpyxl.load_workbook(path)
    put(book["Capacity"], "CAP-2", "Nameplate", 5)
    book.save(path)
    return path


def drop(window: MainWindow, data: QMimeData) -> bool:
    """Drops data on the middle of the window; gives whether it was taken."""
    place = window.rect().center()
    arguments = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                 Qt.KeyboardModifier.NoModifier)  # fmt: skip
    entering = QDragEnterEvent(place, *arguments)
    window.dragEnterEvent(entering)
    if entering.isAccepted():
        window.dropEvent(QDropEvent(QPointF(place), *arguments))
    return entering.isAccepted()


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def review(window: MainWindow, qtbot: QtBot) -> ImportReviewView:
    qtbot.waitUntil(lambda: isinstance(window.stack.view, ImportReviewView), timeout=30_000)
    view = window.stack.view
    assert isinstance(view, ImportReviewView)
    return view


def mapping(window: MainWindow, qtbot: QtBot, file: str) -> MappingView:
    def is_shown() -> bool:
        view = window.stack.view
        return isinstance(view, MappingView) and view.path.name == file

    qtbot.waitUntil(is_shown, timeout=30_000)
    view = window.stack.view
    assert isinstance(view, MappingView)
    return view


def agree(view: MappingView) -> None:
    """Answers every question by a click on its first option, and goes on."""
    while view.proposal.open_questions:
        question = view.proposal.open_questions[0]
        name = f"answer {question.key} {question.options[0].value}"
        button = view.findChild(QRadioButton, name)
        assert button is not None, name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(view.compare_button, Qt.MouseButton.LeftButton)


def test_what_leaves_no_question_open_is_reviewed_at_once(
    open_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    sent = [exported(open_window, tmp_path / "plan.xlsx"),
            listed(tmp_path / "a.xlsx", "NEW-A", 3),
            listed(tmp_path / "b.xlsx", "NEW-B", 4)]  # fmt: skip
    revision = open_window.session.store.revision
    assert drop(open_window, files(*sent))
    view = review(open_window, qtbot)
    assert view.review.senders == ["plan.xlsx", "a.xlsx", "b.xlsx"]
    assert [row[2:7] for row in rows(view) if row.startswith("  NEW-")] == ["NEW-A", "NEW-B"]
    assert any("a.xlsx" in str(note) and "rows read as" in str(note) for note in view.review.notes)
    press_import(view, open_window, qtbot)
    assert open_window.session.store.revision == revision + 1
    assert record(open_window, "capacity", "CAP-2").nameplate == 5
    assert record(open_window, "capacity", "NEW-B").nameplate == 4
    links = LinkedWorkbooks(open_window.session.dataset.workspace).all
    assert {link.path for link in links} == set(sent)


def test_those_that_ask_are_asked_one_after_another(
    open_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    sent = [listed(tmp_path / "a.xlsx", "NEW-A", 3, basis=False),
            exported(open_window, tmp_path / "plan.xlsx"),
            listed(tmp_path / "b.xlsx", "NEW-B", 4, basis=False)]  # fmt: skip
    open_window.documents.import_paths(sent)
    first = mapping(open_window, qtbot, "a.xlsx")
    assert first.compare_button.text() == "Next workbook…"
    agree(first)
    second = mapping(open_window, qtbot, "b.xlsx")
    assert second.compare_button.text() == "Compare…"
    agree(second)
    view = review(open_window, qtbot)
    assert len(view.paths) == 3
    press_import(view, open_window, qtbot)
    for code, tonnes in (("NEW-A", 3), ("NEW-B", 4), ("CAP-2", 5)):
        assert record(open_window, "capacity", code).nameplate == tonnes


def test_cancel_at_one_of_them_ends_it(
    open_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    sent = [listed(tmp_path / "a.xlsx", "NEW-A", 3, basis=False),
            exported(open_window, tmp_path / "plan.xlsx")]  # fmt: skip
    revision = open_window.session.store.revision
    open_window.documents.import_paths(sent)
    view = mapping(open_window, qtbot, "a.xlsx")
    QTest.mouseClick(view.cancel_button, Qt.MouseButton.LeftButton)
    assert open_window.stack.place == "overview"
    assert not isinstance(open_window.stack.view, MappingView)
    assert open_window.session.store.revision == revision


BLOCK = "\n".join("\t".join(line) for line in (
    HEADERS, ["NEW-C", "Onsan", "Germanium", "committed", "7.5", "contained"]))  # fmt: skip


def test_copied_cells_are_pasted_on_the_overview_as_an_import(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText(BLOCK)
    open_window.navigate("overview")
    open_window.stack.setFocus()
    QTest.keyClick(open_window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    agree(mapping(open_window, qtbot, "Copied cells"))
    view = review(open_window, qtbot)
    press_import(view, open_window, qtbot)
    assert record(open_window, "capacity", "NEW-C").nameplate == 7.5
    assert open_window.actions_["undo"].text() == "&Undo: Import Copied cells"


def test_cells_dragged_from_another_program_are_read_too(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setText(BLOCK)
    assert drop(open_window, data)
    assert mapping(open_window, qtbot, "Copied cells").proposal.rows == 1


@pytest.mark.parametrize("text", [None, "", "a word"])
def test_what_is_no_table_is_told_in_a_sentence(
    open_window: MainWindow, qtbot: QtBot, text: str | None
) -> None:
    if text is not None:
        QGuiApplication.clipboard().setText(text)
    open_window.actions_["import_cells"].trigger()
    qtbot.waitUntil(lambda: bool(open_window.notices.texts), timeout=30_000)
    assert "no table among the copied cells" in open_window.notices.texts[0]
    words = QMimeData()
    words.setText(text or "")
    assert not drop(open_window, words)
