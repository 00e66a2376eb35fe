"""The review of a workbook: ticks, conflicts, problems, and the import as one revision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from desktop.model import TYPES
from desktop.operations import edit
from desktop.ui.main_window import MainWindow
from desktop.ui.views.import_review import ImportReviewView
from tests.ui.reviewing import Edit, add, find, press_import, put, record, review_of, rows, tick


@pytest.fixture
def start(open_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> Callable[..., ImportReviewView]:
    """Gives a function that exports, lets the workbook and the plan be edited, and imports."""

    def run(there: Edit, here: dict[str, Any] | None = None) -> ImportReviewView:
        return review_of(open_window, qtbot, [(tmp_path / "back.xlsx", there)], here)

    return run


def several(book: Any) -> None:
    put(book["Organizations"], "KZ", "Name", "Korea Zinc Inc.")
    put(book["Capacity"], "CAP-2", "Nameplate", 5)
    add(book["Organizations"], Code="NEW", Name="New partner", Roles="partner")


def test_changes_and_additions_are_taken_as_one_revision(
    start: Any, open_window: MainWindow, qtbot: QtBot
) -> None:
    view = start(several)
    assert view.import_button.text() == "Import 3 records"
    press_import(view, open_window, qtbot)
    assert record(open_window, "organization", "KZ").name == "Korea Zinc Inc."
    assert record(open_window, "capacity", "CAP-2").nameplate == 5
    assert record(open_window, "organization", "NEW").name == "New partner"
    assert open_window.session.store.revision == 3
    assert open_window.actions_["undo"].text() == "&Undo: Import back.xlsx"
    assert "3 records imported" in open_window.notices.texts[0]
    open_window.actions_["undo"].trigger()
    assert record(open_window, "organization", "NEW") is None


def test_nothing_is_written_before_and_cancel_leaves_all(
    start: Any, open_window: MainWindow, qtbot: QtBot
) -> None:
    view = start(several)
    assert open_window.session.store.revision == 2
    QTest.mouseClick(view.cancel_button, Qt.MouseButton.LeftButton)
    assert open_window.stack.place == "overview"
    assert not isinstance(open_window.stack.view, ImportReviewView)
    assert open_window.session.store.revision == 2


def test_escape_leaves_the_page_and_where_something_was_ticked_only_on_the_second_press(
    start: Any, open_window: MainWindow, qtbot: QtBot
) -> None:
    view: ImportReviewView = start(several)
    QTest.keyClicks(view.bar.search, "KZ")
    QTest.keyClick(view.bar.search, Qt.Key.Key_Escape)
    assert not view.bar.search.text() and open_window.stack.view is view
    QTest.keyClick(view.tree, Qt.Key.Key_Escape)
    assert open_window.stack.place == "overview"
    view = start(several)
    tick(view, "KZ", qtbot)
    QTest.keyClick(view.tree, Qt.Key.Key_Escape)
    assert open_window.stack.view is view and view.cancel_button.hasFocus()
    QTest.keyClick(view.cancel_button, Qt.Key.Key_Escape)
    assert not isinstance(open_window.stack.view, ImportReviewView)
    assert open_window.session.store.revision == 2


def test_the_tree_tells_sheet_record_cell_and_place(start: Any) -> None:
    view = start(several)
    assert rows(view)[0:3] == ["Organizations", "  KZ   Korea Zinc", "    Name"]
    cell = find(view, "Name")
    texts = [str(cell.siblingAtColumn(n).data()) for n in range(6)]
    assert texts[2:5] == ["Korea Zinc", "Korea Zinc", "Korea Zinc Inc."]
    assert texts[5].startswith("Organizations!")


def test_a_row_that_is_not_ticked_is_left_out(
    start: Any, open_window: MainWindow, qtbot: QtBot
) -> None:
    view = start(several)
    tick(view, "KZ", qtbot)
    assert view.import_button.text() == "Import 2 records"
    press_import(view, open_window, qtbot)
    assert record(open_window, "organization", "KZ").name == "Korea Zinc"
    assert record(open_window, "capacity", "CAP-2").nameplate == 5


def test_one_cell_of_a_row_can_be_left_out(
    start: Any, open_window: MainWindow, qtbot: QtBot
) -> None:
    def there(book: Any) -> None:
        put(book["Capacity"], "CAP-1", "Nameplate", 15)
        put(book["Capacity"], "CAP-1", "Stage", "construction")

    view = start(there)
    tick(view, "Nameplate", qtbot)
    row = find(view, "CAP-1")
    state = row.data(Qt.ItemDataRole.CheckStateRole)
    assert Qt.CheckState(state) == Qt.CheckState.PartiallyChecked
    press_import(view, open_window, qtbot)
    capacity = record(open_window, "capacity", "CAP-1")
    assert (capacity.nameplate, capacity.stage) == (12.0, "construction")


def test_a_sheet_ticks_all_its_rows(start: Any, qtbot: QtBot) -> None:
    view = start(several)
    tick(view, "Organizations", qtbot)
    assert view.import_button.text() == "Import 1 record"
    tick(view, "Organizations", qtbot)
    assert view.import_button.text() == "Import 3 records"


@pytest.mark.parametrize("theirs", [True, False], ids=["the workbook's", "ours"])
def test_a_conflict_waits_for_a_decision(
    start: Any, open_window: MainWindow, qtbot: QtBot, theirs: bool
) -> None:
    view = start(
        lambda book: put(book["Capacity"], "CAP-1", "Nameplate", 10), {"CAP-1": {"nameplate": 13.0}}
    )
    assert not view.import_button.isEnabled()
    cell = find(view, "Nameplate")
    assert [str(cell.siblingAtColumn(n).data()) for n in (2, 3, 4)] == ["12", "13", "10"]
    assert "1 conflict" in find(view, "CAP-1").siblingAtColumn(1).data()
    button = view.bar.theirs_button if theirs else view.bar.ours_button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.isVisible()
    if theirs:
        press_import(view, open_window, qtbot)
    else:
        assert view.taken == 0
        assert not view.import_button.isEnabled()
    nameplate = record(open_window, "capacity", "CAP-1").nameplate
    assert nameplate == (10.0 if theirs else 13.0)


def test_a_conflict_is_decided_by_its_tick(start: Any, qtbot: QtBot) -> None:
    view = start(
        lambda book: put(book["Capacity"], "CAP-1", "Nameplate", 10), {"CAP-1": {"nameplate": 13.0}}
    )
    tick(view, "Nameplate", qtbot)
    assert view.index.undecided == 0
    assert view.import_button.isEnabled()


def test_a_problem_names_its_cell_and_is_left_out(
    start: Any, open_window: MainWindow, qtbot: QtBot
) -> None:
    def there(book: Any) -> None:
        put(book["Capacity"], "CAP-1", "Start", "sometime")
        put(book["Organizations"], "KZ", "Name", "Korea Zinc Inc.")

    view = start(there)
    (problem,) = [row for row in rows(view) if "sometime" in row]
    assert problem.strip().startswith("Capacity!")
    assert view.import_button.text() == "Import 1 record"
    assert not find(view, "CAP-1").flags() & Qt.ItemFlag.ItemIsUserCheckable
    press_import(view, open_window, qtbot)
    assert str(record(open_window, "capacity", "CAP-1").start) == "2028-01"


def test_what_needs_a_row_that_is_not_ticked_is_shown_before_anything_is_written(
    start: Any, open_window: MainWindow, qtbot: QtBot
) -> None:
    def there(book: Any) -> None:
        add(book["Organizations"], Code="NEW", Name="New partner", Roles="partner")
        add(book["Plants"], Code="PLT-NEW", Name="New plant", Owner="NEW", Country="KR")

    view = start(there)
    assert view.taken == 2
    tick(view, "NEW", qtbot)
    QTest.mouseClick(view.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(open_window.notices.texts))
    assert open_window.session.store.revision == 2
    assert view.isVisible()
    assert view.taken == 0
    assert any("left out" in row for row in rows(view))


def test_a_missing_row_is_deleted_only_when_ticked(
    start: Any, open_window: MainWindow, qtbot: QtBot
) -> None:
    def there(book: Any) -> None:
        sheet = book["Demand"]
        sheet.delete_rows(2)

    view = start(there)
    assert view.taken == 0
    assert "not in the workbook" in find(view, "DEM-1").siblingAtColumn(1).data()
    tick(view, "DEM-1", qtbot)
    press_import(view, open_window, qtbot)
    assert record(open_window, "demand", "DEM-1") is None


def test_rows_can_be_looked_at_by_kind(start: Any, qtbot: QtBot) -> None:
    view = start(several)
    texts = {n: view.bar.filters.button(n).text() for n in range(7)}
    assert texts[0] == "All  3"
    new = view.bar.filters.button(1)
    assert new.text() == "New  1"
    QTest.mouseClick(new, Qt.MouseButton.LeftButton)
    assert [row for row in rows(view) if row.startswith("  ") and not row.startswith("   ")] == [
        "  NEW   New partner"
    ]
    assert [view.bar.filters.button(n).isVisible() for n in range(7)] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip


def test_a_workbook_that_says_the_same_changes_nothing(start: Any) -> None:
    view = start(lambda book: None)
    assert rows(view) == []
    assert not view.import_button.isEnabled()


def test_a_change_meanwhile_asks_to_compare_again(
    start: Any, open_window: MainWindow, qtbot: QtBot
) -> None:
    view = start(several)
    session = open_window.session
    id = session.dataset.find("organization", "EXO")
    assert id is not None
    session.apply(
        edit.set_values(session.dataset, TYPES["organization"], {id: {"name": "Other"}}, "grid")
    )
    assert view.again_button.isVisible()
    assert not view.import_button.isEnabled()
    QTest.mouseClick(view.again_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: (
            isinstance(open_window.stack.view, ImportReviewView)
            and open_window.stack.view is not view
        ),
        timeout=30_000,
    )
    again = open_window.stack.view
    assert isinstance(again, ImportReviewView)
    assert again.import_button.isEnabled()


def test_the_inspector_gives_way_and_comes_back(
    start: Any, open_window: MainWindow, qtbot: QtBot
) -> None:
    view = start(several)
    assert not open_window.inspector_dock.isVisible()
    QTest.mouseClick(view.cancel_button, Qt.MouseButton.LeftButton)
    assert open_window.inspector_dock.isVisible()


def test_a_workbook_that_is_none_is_told_in_a_sentence(
    open_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "letter.xlsx"
    path.write_bytes(b"Dear all")
    open_window.documents.import_path(path)
    qtbot.waitUntil(lambda: bool(open_window.notices.texts), timeout=30_000)
    assert "letter.xlsx" in open_window.notices.texts[0]
    assert open_window.stack.place == "overview"


def test_the_model_keeps_the_rules_of_models(start: Any, qtbot: QtBot, qtmodeltester: Any) -> None:
    view = start(several, {"CAP-2": {"nameplate": 7.0}})
    tester = QAbstractItemModelTester(
        view.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    assert rows(view)
    qtmodeltester.check(view.model)
    for name in ("changed", "conflict", "all"):
        view.bar.use_filter(name)
    tick(view, "KZ", qtbot)
    tester.deleteLater()


def test_the_review_follows_the_language(start: Any, open_window: MainWindow) -> None:
    view = start(several)
    open_window.use_language("ko")
    assert view.isVisible()
    assert view.import_button.text()
    assert view.tree.accessibleName()
