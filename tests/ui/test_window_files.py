"""What the File menu does, with real files, and how faults are told."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.operations.export_workbook import export
from desktop.storage.store import Store
from desktop.ui.dialogs.export_dialog import ExportDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.owner_bar import OwnerBar
from desktop.ui.views.import_review import ImportReviewView
from tests.refused import as_ordinary_user, needs_refusals


def drop(window: MainWindow, path: Path) -> bool:
    """Drops a file on the window as the desktop would; gives whether it was welcome."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    actions, buttons, keys = (
        Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    enter = QDragEnterEvent(window.rect().center(), actions, data, buttons, keys)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    QApplication.sendEvent(
        window, QDropEvent(QPointF(window.rect().center()), actions, data, buttons, keys)
    )
    return enter.isAccepted()


def ask_to_export(window: MainWindow) -> None:
    """Opens the dialog and takes what it offers."""
    window.actions_["export"].trigger()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Return)


def test_new_makes_an_empty_workspace(
    window: MainWindow, answers: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.to_save = tmp_path / "미래 계획.offtake"
    with qtbot.waitSignal(window.session.workspace_changed):
        window.actions_["new"].trigger()
    assert window.windowTitle() == "미래 계획.offtake – Offtake"
    assert len(window.session.dataset["organization"]) == 0
    assert window.navigation.isVisible()


def test_the_example_is_made_where_the_user_says(
    window: MainWindow, answers: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.to_save = tmp_path / "example.offtake"
    with qtbot.waitSignal(window.session.workspace_changed, timeout=30_000):
        window.actions_["open_example"].trigger()
    assert answers.proposed.name == "example.offtake"
    assert len(window.session.dataset["capacity"]) > 10
    assert window.session.store.history()[0].origin == "example"


def test_enter_presses_the_button_that_has_the_focus(
    window: MainWindow, answers: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.to_save = tmp_path / "example.offtake"
    button = window.focusWidget()
    assert isinstance(button, QAbstractButton)
    QTest.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.is_open)
    assert answers.to_save.exists()


def test_a_dialog_that_is_cancelled_changes_nothing(window: MainWindow, answers: Any) -> None:
    for id in ("new", "open", "open_example", "import"):
        window.actions_[id].trigger()
    assert not window.session.is_open
    assert not window.notices.texts
    assert not window.session.jobs.running


def test_open_puts_the_file_on_top_of_the_recent_ones(
    window: MainWindow, answers: Any, small_file: Path, qtbot: QtBot
) -> None:
    answers.to_open = small_file
    with qtbot.waitSignal(window.session.workspace_changed):
        window.actions_["open"].trigger()
    assert window.state.recent == [small_file]
    assert window.state.folder("workspace") == small_file.parent


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "plan.offtake"),
        (b"Excel, perhaps", "plan.offtake"),
        (None, "is not in"),
    ],
    ids=["empty", "something else", "missing"],
)
def test_a_bad_file_is_told_in_a_sentence(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, content: bytes | None, said: str
) -> None:
    path = tmp_path / "plan.offtake"
    if content is not None:
        path.write_bytes(content)
    window.documents.open_path(path)
    qtbot.waitUntil(lambda: bool(window.notices.texts))
    assert said in window.notices.texts[0]
    assert window.notices.notices[0].severity == "error"
    assert not window.session.is_open
    if content is not None:
        assert path.read_bytes() == content


def test_a_file_of_a_newer_program_is_told_in_a_sentence(
    window: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    connection = sqlite3.connect(small_file)
    connection.execute("PRAGMA user_version = 9999")
    connection.commit()
    connection.close()
    window.documents.open_path(small_file)
    qtbot.waitUntil(lambda: bool(window.notices.texts))
    assert "newer" in window.notices.texts[0]
    assert not window.session.is_open


def test_a_bad_file_leaves_the_open_one_open(open_window: MainWindow, qtbot: QtBot) -> None:
    before = open_window.session.path
    assert before is not None
    open_window.documents.open_path(before.with_name("gone.offtake"))
    assert open_window.notices.texts
    assert open_window.session.path == before


@needs_refusals
def test_a_protected_file_is_opened_to_be_looked_at(
    window: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    small_file.chmod(0o444)
    with as_ordinary_user(), qtbot.waitSignal(window.session.workspace_changed):
        window.documents.open_path(small_file)
    assert window.session.store.read_only
    assert "write-protected" in window.notices.texts[0]
    bar = window.findChild(OwnerBar)
    assert bar is not None and not bar.isVisible(), "no other window has it"
    assert not window.actions_["undo"].isEnabled()


def test_save_a_copy_and_open_it(open_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    answers: Any = open_window.documents.chooser
    answers.to_save = tmp_path / "copy.offtake"
    open_window.actions_["save_copy"].trigger()
    assert answers.proposed.name == "small plan copy.offtake"
    qtbot.waitUntil(lambda: "Written to" in " ".join(open_window.notices.texts))
    with Store.open(answers.to_save) as copy:
        assert copy.dataset == open_window.session.dataset
    assert open_window.session.path != answers.to_save


def test_a_copy_over_the_open_file_is_refused(open_window: MainWindow) -> None:
    answers: Any = open_window.documents.chooser
    answers.to_save = open_window.session.path
    open_window.actions_["save_copy"].trigger()
    assert "choose another name" in open_window.notices.texts[0]
    assert open_window.session.store.revision == 2


def test_a_new_file_that_fails_leaves_the_one_it_was_to_replace(
    window: MainWindow, small_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OfftakeError(Text("The disk is full"))

    monkeypatch.setattr("desktop.operations.workspace.example_changes", fail)
    before = small_file.read_bytes()
    window.documents.chooser.to_save = small_file  # type: ignore[attr-defined]
    window.actions_["open_example"].trigger()
    qtbot.waitUntil(lambda: bool(window.notices.texts))
    assert "The disk is full" in window.notices.texts[0]
    assert small_file.read_bytes() == before
    assert [file.name for file in small_file.parent.glob("*.offtake")] == [small_file.name]
    monkeypatch.undo()
    with qtbot.waitSignal(window.session.workspace_changed):
        window.actions_["open_example"].trigger()
    assert len(window.session.dataset["claim"]) == 105
    assert not list(small_file.parent.glob(".offtake-*"))


def test_a_new_file_over_the_open_one_is_refused(open_window: MainWindow) -> None:
    answers: Any = open_window.documents.chooser
    answers.to_save = open_window.session.path
    open_window.actions_["new"].trigger()
    assert "is open now" in open_window.notices.texts[0]
    assert len(open_window.session.dataset["organization"]) == 2


def test_export_writes_a_workbook(open_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    answers: Any = open_window.documents.chooser
    answers.to_save = tmp_path / "plan.xlsx"
    ask_to_export(open_window)
    assert answers.proposed.name == "small plan.xlsx"
    qtbot.waitUntil(lambda: bool(open_window.notices.texts), timeout=30_000)
    assert open_window.notices.texts == [f"Written to {answers.to_save}"]
    assert answers.to_save.read_bytes()[:2] == b"PK"


def test_a_place_that_cannot_be_written_is_told(
    open_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    answers: Any = open_window.documents.chooser
    answers.to_save = tmp_path / "no such folder" / "plan.xlsx"
    ask_to_export(open_window)
    qtbot.waitUntil(lambda: bool(open_window.notices.texts), timeout=30_000)
    assert "plan.xlsx" in open_window.notices.texts[0]
    assert "Errno" not in open_window.notices.texts[0]


def test_close_leads_back_to_the_beginning(open_window: MainWindow, small_file: Path) -> None:
    open_window.actions_["close"].trigger()
    assert open_window.windowTitle() == "Offtake"
    assert not open_window.navigation.isVisible()
    assert not open_window.actions_["undo"].isEnabled()
    with Store.open(small_file) as store:
        assert store.revision == 2


def test_recent_files_are_ten_and_a_missing_one_is_grey(
    window: MainWindow, tmp_path: Path, small_file: Path
) -> None:
    for n in range(12):
        window.state.add_recent(tmp_path / f"{n}.offtake")
    window.state.add_recent(small_file)
    menu = window.actions_.menu("file > recent")
    menu.aboutToShow.emit()
    files = [action for action in menu.actions() if action.toolTip().endswith(".offtake")]
    assert len(files) == 10
    assert [action.isEnabled() for action in files] == [True] + [False] * 9
    assert "small plan.offtake" in files[0].text()
    menu.actions()[-1].trigger()
    assert not window.state.recent
    assert not menu.isEnabled()


def test_a_recent_file_opens_by_its_menu_entry(
    window: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    window.state.add_recent(small_file)
    window.documents.recent_changed.emit()
    with qtbot.waitSignal(window.session.workspace_changed):
        window.actions_.menu("file > recent").actions()[0].trigger()
    assert window.session.path == small_file


def test_a_workspace_dropped_on_the_window_opens(
    window: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.session.workspace_changed):
        assert drop(window, small_file)
    assert window.session.path == small_file


def test_a_workbook_dropped_on_the_window_is_reviewed(
    open_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    workbook = tmp_path / "plan.xlsx"
    export(open_window.session.dataset, workbook)
    assert drop(open_window, workbook)
    qtbot.waitUntil(lambda: isinstance(open_window.stack.view, ImportReviewView), timeout=30_000)


def test_a_workbook_without_a_workspace_makes_one_first(
    window: MainWindow, answers: Any, small_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    workbook = tmp_path / "their plan.xlsx"
    with Store.open(small_file) as store:
        export(store.dataset, workbook)
    answers.to_save = tmp_path / "taken.offtake"
    drop(window, workbook)
    assert answers.proposed.name == "their plan.offtake"
    qtbot.waitUntil(lambda: isinstance(window.stack.view, ImportReviewView), timeout=30_000)
    assert window.session.path == answers.to_save


def test_any_other_file_is_refused_in_a_sentence(window: MainWindow, tmp_path: Path) -> None:
    drop(window, tmp_path / "picture.png")
    assert "picture.png" in window.notices.texts[0]


def test_text_dragged_over_the_window_is_not_taken(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("not a file")
    event = QDragEnterEvent(
        window.rect().center(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    event.ignore()
    QApplication.sendEvent(window, event)
    assert not event.isAccepted()


@pytest.fixture
def slow_work() -> Callable[[Progress], str]:
    """Gives work that goes on until it is told to stop."""
    going = threading.Event()

    def work(progress: Progress) -> str:
        for n in range(1_000_000):
            progress.step(n % 10, 10, Text("Step"))
            going.wait(0.005)
        return "done"

    return work


def test_a_long_job_shows_its_progress_and_can_be_cancelled(
    open_window: MainWindow, qtbot: QtBot, slow_work: Callable[[Progress], str]
) -> None:
    job = open_window.session.jobs.start(Text("Long work"), slow_work)
    shown = open_window.status.job
    qtbot.waitUntil(shown.isVisible)
    assert shown.label.text().startswith("Long work")
    qtbot.waitUntil(lambda: shown.bar.maximum() == 10)
    with qtbot.waitSignal(job.cancelled):
        QTest.mouseClick(shown.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not shown.isVisible())
    assert open_window.session.store.revision == 2


def test_a_short_job_does_not_flicker(open_window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(open_window.session.jobs.idle):
        open_window.session.jobs.start(Text("Short work"), lambda progress: None)
    assert not open_window.status.job.isVisible()


def test_closing_the_window_stops_the_work(
    open_window: MainWindow, qtbot: QtBot, slow_work: Callable[[Progress], str]
) -> None:
    job = open_window.session.jobs.start(Text("Long work"), slow_work)
    with qtbot.waitSignal(job.ended):
        open_window.close()
    assert not open_window.session.is_open


def test_what_goes_wrong_in_a_job_is_a_sentence(open_window: MainWindow, qtbot: QtBot) -> None:
    def work(progress: Progress) -> None:
        raise OfftakeError(Text("The file is on fire; put it out"))

    job = open_window.session.jobs.start(Text("Work"), work)
    with qtbot.waitSignal(job.failed) as found:
        pass
    assert str(found.args[0]) == "The file is on fire; put it out"
