"""Writing back in the window: links, both directions, refusals, trying again, nothing by halves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.model import TYPES
from desktop.operations import edit
from desktop.operations.export_workbook import export
from desktop.operations.linked_workbooks import LinkedWorkbooks
from desktop.operations.two_way import LEAVE, TO_OFFTAKE, TO_WORKBOOK
from desktop.paths import layouts_file, links_file
from desktop.ui.dialogs.linked_workbooks import LinkedWorkbooksDialog
from desktop.ui.dialogs.two_way_rows import INTO_OFFTAKE, INTO_WORKBOOK, WHAT
from desktop.ui.main_window import MainWindow
from desktop.ui.views.mapping import MappingView
from desktop.ui.views.write_back import WriteBackView
from tests.ui.conftest import Answers
from tests.ui.reviewing import put, record

Edit = Callable[[Any], None]
Start = Callable[..., WriteBackView]


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Lets no layout or link of another test count."""
    for path in (layouts_file(), links_file()):
        path.unlink(missing_ok=True)


@pytest.fixture
def workbook(open_window: MainWindow, tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    export(open_window.session.dataset, path)
    return path


def shown(window: MainWindow, qtbot: QtBot, before: object = None) -> WriteBackView:
    qtbot.waitUntil(
        lambda: isinstance(window.stack.view, WriteBackView) and window.stack.view is not before,
        timeout=30_000,
    )
    view = window.stack.view
    assert isinstance(view, WriteBackView)
    return view


@pytest.fixture
def start(open_window: MainWindow, workbook: Path, qtbot: QtBot) -> Start:
    """Gives a function that edits both sides and opens the page."""

    def run(there: Edit = lambda _: None, here: dict[str, Any] | None = None) -> WriteBackView:
        book = openpyxl.load_workbook(workbook)
        there(book)
        book.save(workbook)
        change(open_window, **(here or {}))
        open_window.write_back.open(workbook)
        return shown(open_window, qtbot)

    return run


def change(window: MainWindow, code: str = "CAP-1", **values: Any) -> None:
    session = window.session
    id = session.dataset.find("capacity", code)
    assert id is not None
    if values:
        session.apply(edit.set_values(session.dataset, TYPES["capacity"], {id: values}, "grid"))


def both_sides(book: Any) -> None:
    put(book["Capacity"], "CAP-2", "Nameplate", 5)


def find(view: WriteBackView, start: str, column: int = 0) -> QModelIndex:
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
    assert found is not None, start
    return found.siblingAtColumn(column)


def go_to(view: WriteBackView, start: str) -> None:
    flags = QItemSelectionModel.SelectionFlag
    index = find(view, start)
    view.tree.expand(index.parent())
    view.tree.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
    view.tree.setFocus()


def click_tick(view: WriteBackView, start: str, column: int) -> None:
    index = find(view, start, column)
    view.tree.scrollTo(index)
    box = view.tree.visualRect(index)
    QTest.mouseClick(view.tree.viewport(), Qt.MouseButton.LeftButton,
                     pos=box.topLeft() + QPoint(10, box.height() // 2))  # fmt: skip


def press(button: Any) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def left(window: MainWindow) -> bool:
    return not isinstance(window.stack.view, WriteBackView)


def cell(path: Path, code: str, label: str) -> Any:
    page: Any = openpyxl.load_workbook(path)["Capacity"]
    labels = {str(c.value).split(" [")[0]: int(c.column) - 1 for c in page[1]}
    row = next(r for r in page.iter_rows(min_row=2) if r[labels["Code"]].value == code)
    return row[labels[label]].value


def ticks(view: WriteBackView, start: str) -> tuple[Any, Any]:
    states = []
    for column in (INTO_WORKBOOK, INTO_OFFTAKE):
        state = find(view, start, column).data(Qt.ItemDataRole.CheckStateRole)
        states.append(None if state is None else Qt.CheckState(state))
    return states[0], states[1]


ON, OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


def test_both_directions_are_shown_and_done_with_one_button(
    start: Start, open_window: MainWindow, workbook: Path, qtbot: QtBot
) -> None:
    view = start(both_sides, {"nameplate": 13.0})
    assert ticks(view, "CAP-1") == (ON, OFF) and ticks(view, "CAP-2") == (OFF, ON)
    assert find(view, "CAP-1", WHAT).data() == "changed here"
    assert view.state_label.text() == "To the workbook: 1 value. To Offtake: 1 value. Left: 0."
    with qtbot.waitSignal(open_window.session.changed, timeout=30_000):
        press(view.write_button)
    qtbot.waitUntil(lambda: left(open_window), timeout=30_000)
    assert record(open_window, "capacity", "CAP-2").nameplate == 5
    assert cell(workbook, "CAP-1", "Nameplate") == 13
    told = open_window.notices.texts[0]
    assert "1 cell changed in sheet “Capacity”" in told and "byte-identical" in told
    assert "copy kept as “plan (before" in told and "1 value taken over here" in told
    open_window.actions_["undo"].trigger()
    assert record(open_window, "capacity", "CAP-2").nameplate is None


def test_cancel_leaves_everything_as_it_was(
    start: Start, open_window: MainWindow, workbook: Path
) -> None:
    view = start(both_sides, {"nameplate": 13.0})
    old, revision = workbook.read_bytes(), open_window.session.store.revision
    press(view.cancel_button)
    assert left(open_window) and workbook.read_bytes() == old
    assert open_window.session.store.revision == revision


def test_a_tick_goes_one_way_only_and_space_turns_it(start: Start) -> None:
    view = start(both_sides, {"nameplate": 13.0, "utilization": 50.0})
    click_tick(view, "CAP-2", INTO_WORKBOOK)
    assert ticks(view, "CAP-2") == (ON, OFF)
    click_tick(view, "CAP-2", INTO_WORKBOOK)
    assert ticks(view, "CAP-2") == (OFF, OFF)
    go_to(view, "CAP-1")
    for expected in ((OFF, ON), (OFF, OFF), (ON, OFF)):
        QTest.keyClick(view.tree, Qt.Key.Key_Space)
        assert ticks(view, "CAP-1") == expected and ticks(view, "Nameplate") == expected


def test_all_a_sheet_and_a_column_take_one_choice(start: Start) -> None:
    view = start(both_sides, {"nameplate": 13.0, "utilization": 50.0})
    QTest.keyClick(view.tree, Qt.Key.Key_Home)
    go_to(view, "plan.xlsx")
    press(view.offtake_button)
    assert {line.choice for line in view.both.lines} == {TO_OFFTAKE}
    go_to(view, "Capacity")
    press(view.leave_button)
    assert view.both.is_idle and not view.write_button.isEnabled()
    view.columns_menu.aboutToShow.emit()
    sheet: Any = view.columns_menu.actions()[0].menu()
    column: Any = next(a.menu() for a in sheet.actions() if a.text().startswith("Nameplate"))
    column.actions()[0].trigger()
    chosen = [p.difference.name for p in view.both.chosen(TO_WORKBOOK)]
    assert chosen == ["nameplate", "nameplate"] and view.write_button.isEnabled()


def test_refused_cells_say_why_and_have_no_tick(start: Start) -> None:
    def protect(book: Any) -> None:
        book["Capacity"].protection.sheet = True

    view = start(protect, {"nameplate": 13.0})
    assert ticks(view, "CAP-1") == (None, OFF)
    assert "locked on a protected sheet" in str(find(view, "CAP-1", WHAT).data())
    go_to(view, "CAP-1")
    assert not view.workbook_button.isEnabled() and view.offtake_button.isEnabled()
    assert "locked on a protected sheet" in view._hint.text()


def test_a_new_record_is_offered_and_not_ticked(
    start: Start, open_window: MainWindow, workbook: Path, qtbot: QtBot
) -> None:
    values = {"code": "NEW", "name": "New partner", "roles": ("partner",)}
    change_set = edit.add(TYPES["organization"], values, "grid")
    open_window.session.apply(change_set)
    view = start()
    assert ticks(view, "NEW")[0] == OFF and view.both.is_idle
    click_tick(view, "NEW", INTO_WORKBOOK)
    press(view.write_button)
    qtbot.waitUntil(lambda: left(open_window), timeout=30_000)
    page: Any = openpyxl.load_workbook(workbook)["Organizations"]
    assert page.cell(page.max_row, 2).value == "NEW"
    assert "1 row appended" in open_window.notices.texts[0]


def test_an_open_workbook_is_told_and_tried_again(
    start: Start, open_window: MainWindow, workbook: Path, qtbot: QtBot
) -> None:
    view = start(both_sides, {"nameplate": 13.0})
    old, revision = workbook.read_bytes(), open_window.session.store.revision
    lock = workbook.with_name("~$plan.xlsx")
    lock.write_bytes(b"somebody")
    press(view.write_button)
    qtbot.waitUntil(view.again_button.isVisible, timeout=30_000)
    assert "open in another program" in view.state_label.text()
    assert (workbook.read_bytes(), open_window.session.store.revision) == (old, revision)
    lock.unlink()
    QTest.keyClick(view.again_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: left(open_window), timeout=30_000)
    assert cell(workbook, "CAP-1", "Nameplate") == 13


def test_an_open_workbook_can_be_left_and_another_file_written_by_keys_alone(
    start: Start, open_window: MainWindow, workbook: Path, answers: Answers, qtbot: QtBot
) -> None:
    view = start(both_sides, {"nameplate": 13.0})
    assert not view.elsewhere_button.isVisible()
    click_tick(view, "CAP-2", INTO_OFFTAKE)
    old = workbook.read_bytes()
    workbook.with_name("~$plan.xlsx").write_bytes(b"somebody")
    press(view.write_button)
    qtbot.waitUntil(view.elsewhere_button.isVisible, timeout=30_000)
    assert "choose another name" in view.state_label.text()
    QTest.keyClick(view.again_button, Qt.Key.Key_Tab)
    assert view.elsewhere_button.hasFocus()
    answers.to_save = workbook.with_name("other.xlsx")
    QTest.keyClick(view.elsewhere_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: left(open_window), timeout=30_000)
    assert answers.proposed is not None and answers.proposed.name.startswith("plan 20")
    assert cell(answers.to_save, "CAP-1", "Nameplate") == 13 and workbook.read_bytes() == old
    assert "written as “other.xlsx”" in open_window.notices.texts[0]
    links = LinkedWorkbooks(open_window.session.dataset.workspace)
    assert links.find(answers.to_save) is not None


def test_escape_leaves_both_sides_and_where_something_was_chosen_only_on_the_second_press(
    start: Start, open_window: MainWindow
) -> None:
    view = start(both_sides)
    QTest.keyClick(view.tree, Qt.Key.Key_Space)
    QTest.keyClick(view.tree, Qt.Key.Key_Escape)
    assert open_window.stack.view is view and view.cancel_button.hasFocus()
    QTest.keyClick(view.cancel_button, Qt.Key.Key_Escape)
    assert left(open_window)


@pytest.mark.parametrize("size", [(800, 600), (1024, 700)])
def test_the_columns_fit_into_a_small_window_and_tell_the_rest_as_a_tooltip(
    start: Start, open_window: MainWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    view = start(both_sides)
    open_window.resize(*size)
    header, bar = view.tree.header(), view.tree.horizontalScrollBar()
    qtbot.waitUntil(lambda: open_window.width() == size[0] and bar.maximum() == 0)
    assert header.length() <= view.tree.viewport().width()
    title = view.model.headerData(WHAT, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert title == view.model.headerData(WHAT, Qt.Orientation.Horizontal)


def test_saved_meanwhile_it_is_compared_anew_with_the_same_choices(
    start: Start, open_window: MainWindow, workbook: Path, qtbot: QtBot
) -> None:
    view = start(both_sides, {"nameplate": 13.0})
    click_tick(view, "CAP-2", INTO_OFFTAKE)
    book = openpyxl.load_workbook(workbook)
    put(book["Plants"], "ONSAN", "Place", "Ulsan")
    book.save(workbook)
    press(view.write_button)
    qtbot.waitUntil(view.again_button.isVisible, timeout=30_000)
    assert "saved by somebody else" in view.state_label.text()
    press(view.again_button)
    again = shown(open_window, qtbot, view)
    choices = {p.difference.row.code: p.choice for p in again.both.pairs}
    assert choices == {"ONSAN": TO_OFFTAKE, "CAP-1": TO_WORKBOOK, "CAP-2": LEAVE}


def test_a_change_of_the_workspace_asks_to_compare_again(
    start: Start, open_window: MainWindow, qtbot: QtBot
) -> None:
    view = start(both_sides)
    change(open_window, "CAP-1", utilization=50.0)
    assert not view.write_button.isEnabled() and view.again_button.isVisible()
    press(view.again_button)
    again = shown(open_window, qtbot, view)
    assert len(again.both.lines) == 2 and again.write_button.isEnabled()


def dialog_of(qtbot: QtBot) -> LinkedWorkbooksDialog:
    def found() -> list[LinkedWorkbooksDialog]:
        tops = QApplication.topLevelWidgets()
        return [d for d in tops if isinstance(d, LinkedWorkbooksDialog) and d.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def test_what_was_exported_is_linked_and_chosen_from_the_list(
    open_window: MainWindow, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    from desktop.operations.export_workbook import Choice

    path = tmp_path / "sent.xlsx"
    open_window.documents._export_to(path, Choice(), "en")
    qtbot.waitUntil(lambda: bool(open_window.notices.texts), timeout=30_000)
    change(open_window, nameplate=13.0)
    open_window.actions_["write_back"].trigger()
    dialog = dialog_of(qtbot)
    assert dialog.selected is not None and dialog.selected.path == path
    assert dialog.focusWidget() is dialog.list and dialog.compare_button.isEnabled()
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    view = shown(open_window, qtbot)
    assert view.both.path == path and view.both.has_base


def test_a_link_that_is_gone_cannot_be_chosen_and_is_forgotten(
    open_window: MainWindow, workbook: Path, qtbot: QtBot
) -> None:
    links = LinkedWorkbooks(open_window.session.dataset.workspace)
    links.keep_exported(workbook, open_window.session.dataset)
    workbook.unlink()
    open_window.actions_["write_back"].trigger()
    dialog = dialog_of(qtbot)
    assert not dialog.compare_button.isEnabled() and "any more" in dialog.note.text()
    press(dialog.forget_button)
    assert links.all == [] and "No workbook is linked" in dialog.note.text()
    dialog.reject()


def test_any_other_workbook_can_be_chosen_and_a_vanished_one_is_told(
    open_window: MainWindow, answers: Answers, workbook: Path, qtbot: QtBot
) -> None:
    answers.to_open = workbook
    away = workbook.rename(workbook.with_name("away.xlsx"))
    open_window.actions_["write_back"].trigger()
    press(dialog_of(qtbot).other_button)
    qtbot.waitUntil(lambda: bool(open_window.notices.texts), timeout=30_000)
    bar = open_window.notices.bars[0]
    assert "plan.xlsx" in bar.label.text()
    away.rename(workbook)
    press(bar.action_button)
    assert shown(open_window, qtbot).both.path == workbook


def test_a_workbook_of_another_make_is_mapped_first(
    open_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "mine.xlsx"
    book = openpyxl.Workbook()
    page: Any = book.active
    for row in (["My lines"], [], ["Code", "Plant", "Material", "Stage", "Capacity (t/yr)"],
                ["CAP-1", "Onsan", "Germanium", "committed", 11],
                ["CAP-2", "Onsan", "Germanium", "announced", 4]):  # fmt: skip
        page.append(row)
    book.save(path)
    open_window.write_back.open(path)
    qtbot.waitUntil(lambda: isinstance(open_window.stack.view, MappingView), timeout=30_000)
    mapping: Any = open_window.stack.view
    while mapping.proposal.open_questions:
        question = mapping.proposal.open_questions[0]
        mapping.proposal.answer(question.key, question.options[0].value)
    mapping._show()
    press(mapping.compare_button)
    view = shown(open_window, qtbot)
    assert ticks(view, "CAP-1") == (ON, OFF), "who changed it is not known: the workbook takes it"
    assert ticks(view, "CAP-2") == (OFF, OFF), "what is unknown here clears nothing there"
    press(view.write_button)
    qtbot.waitUntil(lambda: left(open_window), timeout=30_000)
    assert openpyxl.load_workbook(path)["Sheet"]["E4"].value == 12
    open_window.write_back.open(path)
    again = shown(open_window, qtbot, view)
    assert find(again, "CAP-2", WHAT).data() == "left last time"


def test_the_tree_keeps_the_rules_of_models_and_is_spoken(start: Start) -> None:
    view = start(both_sides, {"nameplate": 13.0, "utilization": 50.0})
    tester = QAbstractItemModelTester(
        view.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    spoken = find(view, "CAP-2").data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "CAP-2 · Nameplate, goes to Offtake"
    tester.deleteLater()


def test_the_page_follows_the_language(start: Start, open_window: MainWindow) -> None:
    view = start(both_sides)
    before = view.write_button.text()
    open_window.use_language("ko")
    assert view.write_button.text() != before and view.tree.accessibleName()
