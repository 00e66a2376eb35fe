"""What a review offers beside single ticks: search, columns, blanks, senders, the plan's effect."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop.core.merge import ADDED, CONFLICT, NEW, Cell, Item
from desktop.exchange.review import Review
from desktop.exchange.review_index import ReviewIndex
from desktop.ui.dialogs.review_rows import PART
from desktop.ui.main_window import MainWindow
from desktop.ui.views.import_review import ImportReviewView
from tests.ui.reviewing import Edit, add, find, press_import, put, record, review_of, rows, tick

Start = Callable[..., ImportReviewView]


@pytest.fixture
def start(open_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> Start:
    """Gives a function that imports one or more workbooks, edited there and here."""

    def run(
        *there: Edit, here: dict[str, Any] | None = None, ours: bool = True
    ) -> ImportReviewView:
        replies = [(tmp_path / f"{'ABCDE'[n]}.xlsx", edit) for n, edit in enumerate(there)]
        return review_of(open_window, qtbot, replies, here, ours)

    return run


def records(view: ImportReviewView) -> list[str]:
    return [row.split()[0] for row in rows(view) if row.startswith("  ") and row[2] != " "]


def search(view: ImportReviewView, text: str, qtbot: QtBot) -> None:
    """Types into the search box and leaves it, which searches at once."""
    view.focus_search()
    view.bar.search.clear()
    QTest.keyClicks(view.bar.search, text)
    QTest.keyClick(view.bar.search, Qt.Key.Key_Return)


def choose(menu: QMenu, *path: str) -> None:
    """Triggers an entry of a menu by the beginnings of the texts that lead there."""
    menu.aboutToShow.emit()
    for step in path[:-1]:
        found = next(a for a in menu.actions() if a.text().startswith(step)).menu()
        assert isinstance(found, QMenu)
        menu = found
    next(a for a in menu.actions() if a.text().startswith(path[-1])).trigger()


def several(book: Any) -> None:
    put(book["Organizations"], "KZ", "Name", "Korea Zinc Inc.")
    put(book["Capacity"], "CAP-1", "Nameplate", 15)
    put(book["Capacity"], "CAP-1", "Start", "2029")
    put(book["Capacity"], "CAP-2", "Start", "2031")
    add(book["Organizations"], Code="NEW", Name="New partner", Roles="partner")


def test_search_finds_codes_fields_values_and_cells(start: Start, qtbot: QtBot) -> None:
    view = start(several)
    address = find(view, "Nameplate").siblingAtColumn(5).data()
    for text, wanted in (
        ("cap-2", ["CAP-2"]), ("nameplate", ["CAP-1"]), ("2031", ["CAP-2"]), ("partner", ["NEW"]),
        (address, ["CAP-1"]), ("nothing like it", []),
    ):  # fmt: skip
        search(view, text, qtbot)
        assert records(view) == wanted, text
    QTest.keyClick(view.bar.search, Qt.Key.Key_Escape)
    view.bar.use_filter("all")
    assert len(records(view)) == 4
    search(view, "CAP-1", qtbot)
    assert view.tree.hasFocus()


def test_a_tick_goes_to_what_is_looked_at(start: Start, qtbot: QtBot) -> None:
    view = start(several)
    search(view, "Start", qtbot)
    tick(view, "Capacity", qtbot)
    view.bar.use_filter("all")
    assert view.taken == 3  # CAP-1 keeps its new nameplate
    assert find(view, "CAP-1").data(Qt.ItemDataRole.CheckStateRole) == (
        Qt.CheckState.PartiallyChecked
    )


def test_a_column_is_taken_or_left_in_all_rows(
    start: Start, open_window: MainWindow, qtbot: QtBot
) -> None:
    view = start(several)
    choose(view.bar.columns_menu, "Capacity", "Start  2", "Leave all of Start in Capacity")
    assert view.taken == 3
    press_import(view, open_window, qtbot)
    capacity = record(open_window, "capacity", "CAP-1")
    assert (capacity.nameplate, str(capacity.start)) == (15.0, "2028-01")
    assert str(record(open_window, "capacity", "CAP-2").start) == "2029"


def test_a_row_has_a_menu_for_itself_and_its_column(start: Start, qtbot: QtBot) -> None:
    view = start(several)
    view.tree.setCurrentIndex(find(view, "Start"))
    view.tree.customContextMenuRequested.emit(view.tree.rect().center())
    texts = [action.text() for action in view.row_menu.actions() if action.text()]
    assert texts == ["Take this", "Leave this", "Take all of Start in Capacity",
                     "Leave all of Start in Capacity"]  # fmt: skip
    view.row_menu.actions()[-1].trigger()
    assert view.taken == 3
    view.row_menu.close()


def test_keys_go_from_conflict_to_conflict_and_nothing_at_once_decides_them(
    start: Start, qtbot: QtBot
) -> None:
    def there(book: Any) -> None:
        several(book)
        put(book["Capacity"], "CAP-2", "Nameplate", 4)

    view = start(there, here={"CAP-1": {"nameplate": 13.0}, "CAP-2": {"nameplate": 5.0}})
    assert view.index.undecided == 2

    def go(modifier: Qt.KeyboardModifier) -> str:
        QTest.keyClick(view.tree, Qt.Key.Key_F7, modifier)
        current = view.tree.currentIndex()
        return str(current.parent().data()).split()[0] + " " + str(current.data())

    none, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    assert [go(none), go(none), go(none), go(shift)] == [
        "CAP-1 Nameplate", "CAP-2 Nameplate", "CAP-1 Nameplate", "CAP-2 Nameplate",
    ]  # fmt: skip
    tick(view, "Capacity", qtbot)
    tick(view, "Capacity", qtbot)
    choose(view.bar.columns_menu, "Capacity", "Nameplate", "Take all of")
    assert view.index.undecided == 2  # the sheet and the column decide no conflict
    tick(view, "CAP-1", qtbot)
    assert view.index.undecided == 1
    assert go(none) == "CAP-2 Nameplate"
    QTest.keyClick(view.tree, Qt.Key.Key_Space)
    assert view.index.undecided == 0 and view.import_button.isEnabled()


def test_cleared_cells_are_looked_at_and_ticked_alone(
    start: Start, open_window: MainWindow, qtbot: QtBot
) -> None:
    def there(book: Any) -> None:
        put(book["Capacity"], "CAP-1", "Nameplate", None)
        put(book["Capacity"], "CAP-1", "Name", "Onsan Ge")
        put(book["Materials"], "GE", "Symbol", None)

    view = start(there)
    button = view.bar.filters.button(3)
    assert button.text() == "Cleared cells  2"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [row.strip() for row in rows(view) if row.startswith("    ")] == ["Symbol", "Nameplate"]
    tick(view, "Capacity", qtbot)
    press_import(view, open_window, qtbot)
    capacity = record(open_window, "capacity", "CAP-1")
    assert (capacity.name, capacity.nameplate) == ("Onsan Ge", 12.0)
    assert record(open_window, "material", "GE").symbol is None


def test_blank_cells_of_a_foreign_workbook_clear_only_when_told_so(
    start: Start, open_window: MainWindow, qtbot: QtBot
) -> None:
    def there(book: Any) -> None:
        put(book["Capacity"], "CAP-1", "Nameplate", None)
        put(book["Capacity"], "CAP-2", "Start", "2031")

    view = start(there, ours=False)
    assert view.blanks.isVisible() and view.blanks.nothing_button.isChecked()
    assert view.taken == 1 and view.index.counts["cleared"] == 0
    QTest.mouseClick(view.blanks.clear_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.taken == 2)
    assert view.index.counts["cleared"] == 1
    qtbot.waitUntil(view.isEnabled)
    QTest.mouseClick(view.blanks.nothing_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.taken == 1)
    qtbot.waitUntil(view.isEnabled)
    press_import(view, open_window, qtbot)
    assert record(open_window, "capacity", "CAP-1").nameplate == 12.0


def test_what_was_sent_is_no_column_where_nothing_was(start: Start) -> None:
    assert start(several, ours=False).tree.isColumnHidden(2)


def test_a_workbook_of_ours_asks_nothing_about_blanks(start: Start) -> None:
    view = start(several)
    assert not view.blanks.isVisible()
    assert not view.tree.isColumnHidden(2)


def test_the_effect_on_the_plan_follows_the_ticks(
    start: Start, open_window: MainWindow, qtbot: QtBot
) -> None:
    revision = open_window.session.store.revision
    view = start(lambda book: put(book["Demand"], "DEM-1", "Start", "2031-01"))
    qtbot.waitUntil(lambda: "moves from" in view.effect.label.text(), timeout=30_000)
    assert "2031-01" in view.effect.label.text()
    tick(view, "DEM-1", qtbot)
    qtbot.waitUntil(
        lambda: view.effect.label.text() == "Shortages and cover stay as they are", timeout=30_000
    )
    assert open_window.session.store.revision == revision


def disagreeing(book: Any, nameplate: float) -> None:
    put(book["Capacity"], "CAP-1", "Nameplate", nameplate)


def test_replies_that_disagree_show_what_each_sender_says(
    start: Start, open_window: MainWindow, qtbot: QtBot
) -> None:
    view = start(
        lambda book: disagreeing(book, 10),
        lambda book: disagreeing(book, 11),
        lambda book: put(book["Capacity"], "CAP-2", "Start", "2031"),
    )
    assert view.index.undecided == 1 and not view.import_button.isEnabled()
    cell = find(view, "Nameplate")
    assert view.model.rowCount(cell) == 3
    told = [
        (str(row.data()), str(row.siblingAtColumn(4).data()), str(row.siblingAtColumn(3).data()))
        for n in range(3)
        for row in [view.model.index(n, 0, cell)]
    ]
    assert told == [("Keep what is here", "", "12"), ("A.xlsx", "10", ""), ("B.xlsx", "11", "")]
    tick(view, "CAP-1", qtbot)
    tick(view, "CAP-1", qtbot)
    assert view.index.undecided == 1  # the row takes no side
    tick(view, "A.xlsx", qtbot)
    assert view.index.undecided == 0
    press_import(view, open_window, qtbot)
    assert record(open_window, "capacity", "CAP-1").nameplate == 10.0
    assert str(record(open_window, "capacity", "CAP-2").start) == "2031"
    store = open_window.session.store
    assert str(store.revision_at(store.revision).label) == "Import 3 workbooks"
    open_window.actions_["undo"].trigger()
    assert record(open_window, "capacity", "CAP-1").nameplate == 12.0


def test_all_conflicts_can_go_to_one_sender(start: Start, qtbot: QtBot) -> None:
    view = start(lambda book: disagreeing(book, 10), lambda book: disagreeing(book, 11))
    menu = view.bar.theirs_button.menu()
    assert isinstance(menu, QMenu)
    choose(menu, "Where “A.xlsx”")
    assert view.index.undecided == 0
    assert find(view, "Nameplate").siblingAtColumn(4).data() == "10"


def test_the_same_new_row_from_two_senders_waits(start: Start, qtbot: QtBot) -> None:
    def row(code: str) -> Edit:
        return lambda book: add(
            book["Organizations"], Code=code, Name="New Smelter", Roles="supplier"
        )

    view = start(row("NS-1"), row("NS-2"))
    assert view.taken == 1 and view.index.undecided == 1
    assert "possible duplicate" in str(find(view, "NS-2").siblingAtColumn(1).data())
    QTest.keyClick(view.tree, Qt.Key.Key_F7)
    assert str(view.tree.currentIndex().data()).startswith("NS-2")
    QTest.keyClick(view.tree, Qt.Key.Key_Space)
    assert view.taken == 2 and view.import_button.isEnabled()


def test_several_files_are_chosen_or_dropped_at_once(
    open_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    from desktop.operations.export_workbook import export

    paths = [tmp_path / "one.xlsx", tmp_path / "two.xlsx"]
    for path in paths:
        export(open_window.session.dataset, path)
    chooser: Any = open_window.documents.chooser
    chooser.to_open, chooser.more_to_open = paths[0], paths[1:]
    open_window.actions_["import"].trigger()
    qtbot.waitUntil(lambda: isinstance(open_window.stack.view, ImportReviewView), timeout=30_000)
    first = open_window.stack.view
    assert isinstance(first, ImportReviewView) and first.paths == paths
    open_window.documents.drop(*paths)
    qtbot.waitUntil(lambda: open_window.stack.view is not first, timeout=30_000)
    again = open_window.stack.view
    assert isinstance(again, ImportReviewView) and again.paths == paths


def test_a_copy_with_notes_is_saved_beside(
    start: Start, open_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    view = start(lambda book: put(book["Capacity"], "CAP-1", "Start", "sometime"))
    cell = next(row for row in rows(view) if "sometime" in row).split()[0]
    chooser: Any = open_window.documents.chooser
    chooser.to_save = tmp_path / "A noted.xlsx"
    before = (tmp_path / "A.xlsx").read_bytes()
    QTest.mouseClick(view.copy_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(open_window.notices.texts), timeout=30_000)
    assert chooser.proposed.name == "A - problems.xlsx"
    sheet, _, address = cell.partition("!")
    noted = openpyxl.load_workbook(tmp_path / "A noted.xlsx")[sheet][address].comment
    assert noted is not None and "“sometime” is not a date" in noted.text
    assert (tmp_path / "A.xlsx").read_bytes() == before


def test_a_review_that_is_stopped_changes_nothing(
    open_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    from desktop.operations.export_workbook import export

    path = tmp_path / "A.xlsx"
    session = open_window.session
    export(session.dataset, path)
    before = session.store.path.read_bytes()
    open_window.documents.import_path(path)
    session.jobs.running[-1].cancel()
    qtbot.waitUntil(lambda: bool(open_window.notices.texts), timeout=30_000)
    assert "Stopped" in open_window.notices.texts[0]
    assert not isinstance(open_window.stack.view, ImportReviewView)
    assert session.store.path.read_bytes() == before


def test_an_import_that_is_stopped_leaves_the_file_and_the_review(
    start: Start, open_window: MainWindow, qtbot: QtBot
) -> None:
    view = start(several)
    session = open_window.session
    before = session.store.path.read_bytes()
    qtbot.waitUntil(lambda: not session.jobs.running)
    view.effect.stop()
    QTest.mouseClick(view.import_button, Qt.MouseButton.LeftButton)
    session.jobs.running[-1].cancel()
    qtbot.waitUntil(lambda: not session.jobs.running, timeout=30_000)
    qtbot.waitUntil(view.isEnabled)
    assert open_window.stack.view is view
    assert session.store.path.read_bytes() == before


def test_very_many_rows_are_shown_in_parts(open_window: MainWindow, qtbot: QtBot) -> None:
    dataset = open_window.session.dataset
    count = 2 * PART + 500
    items = [
        Item("material", -n, f"M-{n}", ADDED, [Cell("name", NEW, None, None, f"metal {n}")])
        for n in range(1, count + 1)
    ]
    items[-1].cells[0].kind, items[-1].cells[0].accepted = CONFLICT, None
    review = Review(Path("many.xlsx"), dataset, None, None, items, dataset)
    view = ImportReviewView(open_window.session, [review.path], ReviewIndex(review))
    qtbot.addWidget(view)
    sheet = view.model.index(0, 0)
    assert [str(view.model.index(n, 0, sheet).data()) for n in range(3)] == [
        "Rows 1 to 1,000", "Rows 1,001 to 2,000", "Rows 2,001 to 2,500",
    ]  # fmt: skip
    part = view.model.index(1, 0, sheet)
    view.model.setData(part, Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    assert view.taken == count - PART and view.index.undecided == 1
    states = [
        Qt.CheckState(view.model.index(n, 0, sheet).data(Qt.ItemDataRole.CheckStateRole))
        for n in range(3)
    ]
    yes, no, partly = (Qt.CheckState.Checked, Qt.CheckState.Unchecked,
                       Qt.CheckState.PartiallyChecked)  # fmt: skip
    assert states == [yes, no, partly]
    view.go_to_conflict(1)
    assert str(view.tree.currentIndex().parent().data()).startswith(f"M-{count}")
    assert str(view.tree.currentIndex().parent().parent().data()).startswith("Rows 2,001")


def test_every_part_of_the_review_has_a_name(start: Start) -> None:
    view = start(several, ours=False)
    for widget in (view.tree, view.bar.search, view.effect):
        assert widget.accessibleName()
    assert view.bar.columns_button.text() and view.blanks.clear_button.text()
    assert view.model.headerData(0, Qt.Orientation.Horizontal) == "Record"
    assert not view.model.index(0, 0, QModelIndex()).parent().isValid()
