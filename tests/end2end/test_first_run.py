"""The first hour of a planner, from an empty window to closing, by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.core import i18n
from desktop.model.plants import Capacity
from desktop.storage.store import Store
from desktop.ui.charts.lanes import LanesChart
from desktop.ui.dialogs.export_dialog import ExportDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.session import Session
from desktop.ui.theme import Theme
from desktop.ui.views.balance import BalanceView
from desktop.ui.views.import_review import ImportReviewView
from desktop.ui.views.records import RecordsView
from desktop.ui.views.scenario_list import ScenarioList
from desktop.ui.window_state import WindowState
from tests.ui.conftest import Answers

Key = Qt.Key
Alt, Control = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
None_ = Qt.KeyboardModifier.NoModifier
_LINE = "CAP-ONSAN-GE"


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """Gives the window as it is when the program was never started before."""
    i18n.use("en")
    state, look = WindowState(tmp_path / "window.ini"), Theme(qapp)
    look.use(state.appearance)
    session = Session()
    made = MainWindow(session, state, look, Answers())
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()
    made.deleteLater()
    look.deleteLater()


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(key: Qt.Key, keys: Qt.KeyboardModifier = None_, times: int = 1) -> None:
    """Presses a key where the focus is, as the hand does."""
    for _ in range(times):
        QTest.keyClick(focus(), key, keys)


def press_until(there: Callable[[], bool], key: Qt.Key, most: int = 120) -> None:
    """Presses a key until something is so."""
    for _ in range(most):
        if there():
            return
        press(key)
    raise AssertionError(f"{key.name} does not lead there; the focus is on {focus()!r}")


def line(window: MainWindow) -> Capacity:
    found = window.session.dataset.table(Capacity).by_code(_LINE)
    assert found is not None
    return found


def answers(window: MainWindow) -> Answers:
    chooser = window.documents.chooser
    assert isinstance(chooser, Answers)
    return chooser


def send_to_a_colleague(path: Path) -> None:
    """Changes the nameplate in an exported workbook, as somebody with Excel would."""
    book = openpyxl.load_workbook(path)
    sheet = book["Capacity"]
    heads = [str(cell.value) for cell in sheet[1]]
    code, nameplate = heads.index("Code"), heads.index("Nameplate [per year]")
    row = next(row for row in sheet.iter_rows(min_row=2) if row[code].value == _LINE)
    row[nameplate].value = 11
    book.save(path)


def test_a_planner_goes_from_nothing_to_a_closed_file_by_keyboard(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    session, workspace, workbook = (
        window.session, tmp_path / "first plan.offtake", tmp_path / "plan.xlsx"
    )  # fmt: skip
    open_example(window, workspace, qtbot)
    edit_a_cell(window)
    move_a_start(window)
    ask_why_it_is_short(window)
    switch_a_scenario_on(window)
    export_all(window, workbook, qtbot)
    send_to_a_colleague(workbook)
    import_changes(window, workbook, qtbot)
    assert line(window).nameplate == 11.0
    press(Key.Key_Z, Control)
    assert line(window).nameplate == 13.0
    press(Key.Key_W, Control)
    assert not session.is_open and not window.navigation.isVisible()
    with Store.open(workspace) as store:
        found = store.dataset.table(Capacity).by_code(_LINE)
        assert found is not None and found.nameplate == 13.0
        labels = [str(store.revision_at(n).label) for n in range(3, store.revision + 1)]
    assert [label.partition(" ")[0] for label in labels] == [
        "Edit", "Move", "Undo:", "Import", "Undo:",
    ]  # fmt: skip


def open_example(window: MainWindow, path: Path, qtbot: QtBot) -> None:
    answers(window).to_save = path
    with qtbot.waitSignal(window.session.workspace_changed, timeout=20_000):
        press(Key.Key_Return)  # the first of the ways to begin has the focus
    qtbot.waitUntil(lambda: window.problems.known, timeout=20_000)
    assert window.stack.place == "overview"


def edit_a_cell(window: MainWindow) -> None:
    press_until(lambda: focus() is window.navigation, Key.Key_F6)
    press_until(lambda: window.stack.place == "capacity", Key.Key_Down)
    press(Key.Key_Return)
    view = window.stack.view
    assert isinstance(view, RecordsView) and focus() is view.table
    assert view.records.text_at(view.table.currentIndex().row(), 0) == _LINE
    nameplate = view.records.column_of("nameplate")
    press_until(lambda: view.table.currentIndex().column() == nameplate, Key.Key_Right)
    press(Key.Key_1)
    press(Key.Key_3)
    press(Key.Key_Return)
    assert line(window).nameplate == 13.0
    assert view.table.currentIndex().row() == 1


def move_a_start(window: MainWindow) -> None:
    before = line(window).start
    press(Key.Key_2, Control)
    press_until(lambda: isinstance(focus(), LanesChart), Key.Key_Tab)
    press(Key.Key_PageUp, times=5)
    press_until(lambda: window.session.selection == ("capacity", line(window).id), Key.Key_Down)
    press(Key.Key_Right, Alt, times=3)
    press(Key.Key_Return)
    moved = line(window).start
    assert before is not None and moved is not None
    assert moved.likely_month == before.likely_month + 3
    press(Key.Key_Z, Control)
    assert line(window).start == before


def ask_why_it_is_short(window: MainWindow) -> None:
    press(Key.Key_3, Control)
    view = window.stack.view
    assert isinstance(view, BalanceView)
    press_until(lambda: focus() is view.summary.chart.plot, Key.Key_Tab)
    press(Key.Key_Return)  # the first short month is what the chart asks about
    shown = view.reasons.shown
    assert shown is not None and shown.month == 2027 * 12 + 6
    assert focus() is view.reasons.rows[0]
    press(Key.Key_Escape)
    assert view.table.isVisible()


def switch_a_scenario_on(window: MainWindow) -> None:
    press(Key.Key_5, Control)
    press_until(lambda: isinstance(focus(), ScenarioList), Key.Key_Tab)
    press(Key.Key_Home)
    press(Key.Key_Down, times=2)
    press(Key.Key_Return)
    active = window.session.scenario
    assert active is not None and active.code == "SCN-ONSAN9"


def export_all(window: MainWindow, path: Path, qtbot: QtBot) -> None:
    answers(window).to_save = path
    press(Key.Key_E, Control)
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.isAncestorOf(focus()))
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: path.is_file() and not window.session.jobs.running, timeout=20_000)
    # On a screen the desktop brings the window back to the front; here nobody does.
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)


def import_changes(window: MainWindow, path: Path, qtbot: QtBot) -> None:
    answers(window).to_open = path
    press(Key.Key_I, Control)
    qtbot.waitUntil(lambda: isinstance(window.stack.view, ImportReviewView), timeout=20_000)
    view = window.stack.view
    assert isinstance(view, ImportReviewView)
    press_until(lambda: focus() is view.import_button, Key.Key_Tab)
    with qtbot.waitSignal(view.imported, timeout=20_000):
        press(Key.Key_Return)
    qtbot.waitUntil(lambda: not isinstance(window.stack.view, ImportReviewView))
