"""Print, preview, PDF and briefing from the window, by menu and keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.operations import workspace
from desktop.ui.dialogs.file_chooser import FileChooser
from desktop.ui.main_window import MainWindow
from desktop.ui.navigation import PLACES
from desktop.ui.printing.briefing_dialog import BriefingDialog
from desktop.ui.printing.preview import Preview
from desktop.ui.printing.view_reports import report_of
from desktop.ui.views.records import RecordsView


@pytest.fixture
def example_window(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    path = tmp_path / "example.offtake"
    workspace.new(path, example=True).close()
    with qtbot.waitSignal(window.session.workspace_changed):
        window.documents.open_path(path)
    return window


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.session.jobs.running, timeout=20_000)


@pytest.mark.parametrize("place", [place.key for place in PLACES])
def test_every_view_of_the_example_can_be_printed(
    example_window: MainWindow, qtbot: QtBot, place: str
) -> None:
    view = example_window.navigate(place)
    settle(example_window, qtbot)
    report = report_of(view)
    assert report is not None and report.title
    assert report.tables() and all(len(table.rows) for table in report.tables())


def test_a_list_prints_the_rows_and_columns_that_are_shown_and_names_the_filter(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    view = open_window.navigate("capacity")
    assert isinstance(view, RecordsView)
    view.table.header.filters.put_texts({"stage": "announced"})
    view.table.header.filters.changed.emit()
    view.hide_column(view.records.column_of("note"))
    report = report_of(view)
    assert report is not None
    (table,) = report.tables()
    assert [row[0] for row in table.rows] == ["CAP-2"]
    assert "Note" not in table.head and "Code" in table.head
    assert "1 of 2 records" in report.lines
    assert "Filter: Stage announced" in report.lines


def test_save_as_pdf_asks_where_and_writes_the_view(
    open_window: MainWindow, qtbot: QtBot, tmp_path: Path, answers: FileChooser
) -> None:
    target = tmp_path / "capacity"
    answers.to_save = target  # type: ignore[attr-defined]
    open_window.navigate("capacity")
    open_window.actions_["save_pdf"].trigger()
    written = tmp_path / "capacity.pdf"
    qtbot.waitUntil(written.exists)
    assert written.read_bytes().startswith(b"%PDF")
    settle(open_window, qtbot)


def test_a_pdf_that_cannot_be_written_is_told_in_the_window(
    open_window: MainWindow, qtbot: QtBot, tmp_path: Path, answers: FileChooser
) -> None:
    answers.to_save = tmp_path / "no folder" / "a.pdf"  # type: ignore[attr-defined]
    open_window.navigate("demand")
    with qtbot.waitSignal(open_window.session.noticed) as told:
        open_window.actions_["save_pdf"].trigger()
    notice = told.args[0] if told.args else None
    assert notice is not None and notice.severity == "error"
    assert "could not be written" in str(notice.text)
    settle(open_window, qtbot)


def test_an_empty_list_says_that_there_is_nothing_to_print(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    open_window.navigate("agreement")
    with qtbot.waitSignal(open_window.session.noticed) as told:
        open_window.actions_["print_preview"].trigger()
    assert told.args is not None and "nothing to print" in str(told.args[0].text)


def test_the_preview_leafs_through_the_pages_by_keys(
    example_window: MainWindow, qtbot: QtBot
) -> None:
    example_window.navigate("source")
    example_window.actions_["print_preview"].trigger()
    qtbot.waitUntil(lambda: example_window.findChild(Preview) is not None)
    preview = example_window.findChild(Preview)
    assert preview is not None
    with qtbot.waitExposed(preview):
        preview.show()
    assert not preview.back.isEnabled()
    QTest.keyClick(preview, Qt.Key.Key_PageDown)
    assert preview.sheet.number == 1 and preview.back.isEnabled()
    assert preview.sheet.accessibleName().startswith("Page 2 of")
    assert not preview.sheet.grab().toImage().isNull()
    QTest.keyClick(preview, Qt.Key.Key_PageUp)
    assert preview.sheet.number == 0
    preview.close()


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_a_briefing_is_written_in_the_form_that_is_chosen(
    example_window: MainWindow, qtbot: QtBot, tmp_path: Path, answers: FileChooser,
    kind: str, start: bytes,
) -> None:  # fmt: skip
    target = tmp_path / f"briefing.{kind}"
    answers.to_save = target  # type: ignore[attr-defined]
    settle(example_window, qtbot)
    example_window.actions_["briefing"].trigger()
    dialog = example_window.findChild(BriefingDialog)
    assert dialog is not None
    assert dialog.choice().material == "GE"
    QTest.mouseClick(dialog.buttons[kind], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(target.exists, timeout=20_000)
    assert target.read_bytes().startswith(start)
    settle(example_window, qtbot)


def test_months_that_are_none_are_told_in_the_dialog(
    example_window: MainWindow, qtbot: QtBot
) -> None:
    settle(example_window, qtbot)
    example_window.actions_["briefing"].trigger()
    dialog = example_window.findChild(BriefingDialog)
    assert dialog is not None
    dialog.first.setText("soon")
    QTest.mouseClick(dialog.buttons["pdf"], Qt.MouseButton.LeftButton)
    assert "soon" in dialog.fault.text() and dialog.isVisible()
    dialog.close()
