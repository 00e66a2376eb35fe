"""The history page: what changed, taking one revision back, looking at the past."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QTreeView
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.model import TYPES
from desktop.operations import edit
from desktop.storage.store import Store
from desktop.ui.main_window import MainWindow
from desktop.ui.past_bar import PastBar
from desktop.ui.views.history import HistoryView
from desktop.ui.views.history_list import NUMBER, WHAT

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
CAPACITY = TYPES["capacity"]


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Left)


def set_values(window: MainWindow, origin: str = "grid", **values: Any) -> int:
    """Edits CAP-1 and gives the number of the revision."""
    dataset = window.session.dataset
    id = dataset.find("capacity", "CAP-1")
    assert id is not None
    window.session.apply(edit.set_values(dataset, CAPACITY, {id: values}, origin))
    return window.session.store.revision


def imported(window: MainWindow, name: str = "week 46.xlsx") -> int:
    """Changes both capacity records and adds a plant, as an import does; gives the number."""
    changes = [
        Change("capacity", 1, {"nameplate": 12.0}, {"nameplate": 15.0, "note": "from the sheet"}),
        Change("capacity", 2, {}, {"nameplate": 4.0}),
        Change("plant", -1, None, {"code": "NEW", "name": "New", "owner": 1, "country": "KR"}),
    ]
    revision = window.session.apply(ChangeSet(Text("Import {file}", file=name), "import", changes))
    assert revision is not None
    return revision.number


@pytest.fixture
def view(open_window: MainWindow, qtbot: QtBot) -> HistoryView:
    made = open_window.navigate("history")
    assert isinstance(made, HistoryView)
    qtbot.waitUntil(lambda: len(made.revisions.revisions) == 2)
    return made


def newest(view: HistoryView, number: int, qtbot: QtBot) -> None:
    """Waits until a revision stands at the top."""
    qtbot.waitUntil(lambda: view.revisions.revisions[0].number == number)


def click_row(view: HistoryView, number: int, modifier: Any = None) -> None:
    row = view.revisions.row_of(number)
    assert row is not None
    place = view.table.visualRect(view.revisions.index(row, WHAT)).center()
    QTest.mouseClick(view.table.viewport(), Left,
                     modifier or Qt.KeyboardModifier.NoModifier, place)  # fmt: skip


def lines(tree: QTreeView) -> list[list[str]]:
    """Gives all lines of a tree as texts."""
    model, found = tree.model(), []

    def walk(above: QModelIndex) -> None:
        for row in range(model.rowCount(above)):
            cells = [model.index(row, column, above) for column in range(model.columnCount(above))]
            found.append([str(cell.data() or "") for cell in cells])
            walk(cells[0])

    walk(QModelIndex())
    return found


def click_line(view: HistoryView, *path: int) -> None:
    index = QModelIndex()
    for row in path:
        index = view.changes.lines.index(row, 0, index)
    view.changes.scrollTo(index)
    place = view.changes.visualRect(index).center()
    QTest.mouseClick(view.changes.viewport(), Left, Qt.KeyboardModifier.NoModifier, place)


def capacity(view: HistoryView, code: str) -> Any:
    return view.session.store.dataset["capacity"].by_code(code)


def test_revisions_are_listed_newest_first_with_what_where_and_when(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    number = imported(open_window)
    newest(view, number, qtbot)
    texts = [view.revisions.index(0, column).data() for column in range(5)]
    assert texts[:4] == [
        "3", "Import week 46.xlsx", "Plants: 1 added, Capacity: 2 changed", "import",
    ]  # fmt: skip
    assert texts[4].startswith("20") and ":" in texts[4]
    assert [view.revisions.index(row, NUMBER).data() for row in range(3)] == ["3", "2", "1"]


def test_a_selected_revision_shows_each_field_before_and_after(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    newest(view, imported(open_window), qtbot)
    click_row(view, 3)
    assert view.what.text() == "Revision 3: Import week 46.xlsx"
    shown = lines(view.changes)
    assert shown[0] == ["Capacity CAP-1   Onsan germanium", "", "changed"]
    assert ["Nameplate [per year]", "12", "15"] in shown
    assert ["Note", "", "from the sheet"] in shown
    assert ["Plant NEW   New", "", "added"] in shown
    assert ["Owner", "", "KZ"] in shown


def test_a_line_shows_its_record_and_leads_to_it(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    newest(view, imported(open_window), qtbot)
    click_row(view, 3)
    click_line(view, 0, 0)
    assert view.session.selection == ("capacity", 1)
    QTest.keyClick(view.changes, Key.Key_Return)
    assert open_window.stack.place == "capacity"


def test_the_keyboard_goes_from_the_list_into_the_changes(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    newest(view, imported(open_window), qtbot)
    view.table.setFocus()
    QTest.keyClick(view.table, Key.Key_Up)
    QTest.keyClick(view.table, Key.Key_Return)
    assert view.changes.hasFocus()
    assert view.session.selection == ("capacity", 1)


def test_two_selected_revisions_are_compared(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    set_values(open_window, nameplate=13.0)
    set_values(open_window, nameplate=14.0)
    newest(view, 4, qtbot)
    click_row(view, 2)
    click_row(view, 4, Qt.KeyboardModifier.ControlModifier)
    assert view.what.text() == "From revision 2 to revision 4"
    qtbot.waitUntil(lambda: len(lines(view.changes)) == 2)
    assert lines(view.changes)[1] == ["Nameplate [per year]", "12", "14"]
    assert not view.take_button.isEnabled()


def test_a_revision_is_compared_with_now(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    set_values(open_window, nameplate=13.0)
    newest(view, 3, qtbot)
    click_row(view, 2)
    click(view.compare_button)
    qtbot.waitUntil(lambda: ["Nameplate [per year]", "12", "13"] in lines(view.changes))


# Filters


def test_filters_narrow_the_list_and_can_be_cleared(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    imported(open_window)
    newest(view, set_values(open_window, nameplate=14.0), qtbot)
    QTest.keyClicks(view.filter.search, "week")
    qtbot.waitUntil(lambda: [r.number for r in view.revisions.revisions] == [3])
    click(view.filter.clear_button)
    qtbot.waitUntil(lambda: len(view.revisions.revisions) == 4)
    view.filter.origin.setFocus()
    QTest.keyClicks(view.filter.origin, "import")
    qtbot.waitUntil(lambda: [r.number for r in view.revisions.revisions] == [3])
    click(view.filter.clear_button)
    qtbot.waitUntil(lambda: len(view.revisions.revisions) == 4)
    QTest.keyClicks(view.filter.type, "Plants")
    qtbot.waitUntil(lambda: [r.number for r in view.revisions.revisions] == [3, 2])


def test_days_are_filtered_and_what_is_no_day_says_so(view: HistoryView, qtbot: QtBot) -> None:
    QTest.keyClicks(view.filter.since, "2199")
    QTest.keyClick(view.filter.since, Key.Key_Return)
    qtbot.waitUntil(lambda: view.nothing.isVisible())
    view.filter.since.selectAll()
    QTest.keyClicks(view.filter.since, "soon")
    QTest.keyClick(view.filter.since, Key.Key_Return)
    assert view.filter.since.fault is not None
    qtbot.waitUntil(lambda: len(view.revisions.revisions) == 2)


def test_a_new_revision_that_does_not_pass_the_filter_stays_out(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    QTest.keyClicks(view.filter.search, "small")
    qtbot.waitUntil(lambda: [r.number for r in view.revisions.revisions] == [2])
    with qtbot.waitSignal(view.session.jobs.idle):
        set_values(open_window, nameplate=14.0)
    assert [r.number for r in view.revisions.revisions] == [2]


def test_a_long_history_is_read_as_one_scrolls(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    rows = [
        (n, f"2026-01-01T00:00:00.{n:06d}+00:00", '{"text": "Edit", "context": "", "args": {}}',
         "grid", "edit", None, '{"added":{},"changed":{},"removed":{}}')
        for n in range(3, 1503)
    ]  # fmt: skip
    view.session.store._connection.executemany(
        "INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?)", rows
    )
    view.filter.clear()
    qtbot.waitUntil(lambda: view.revisions.revisions[0].number == 1502)
    first = len(view.revisions.revisions)
    assert first < 1000
    view.table.setFocus()
    view.table.scrollToBottom()
    qtbot.waitUntil(lambda: len(view.revisions.revisions) > first)
    numbers = [one.number for one in view.revisions.revisions]
    assert numbers == list(range(1502, 1502 - len(numbers), -1))


# Taking back


def test_a_past_import_alone_is_taken_back_and_undone(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    number = imported(open_window)
    newest(view, set_values(open_window, utilization=90.0), qtbot)
    click_row(view, number)
    click(view.take_button)
    newest(view, 5, qtbot)
    assert (capacity(view, "CAP-1").nameplate, capacity(view, "CAP-1").utilization) == (12.0, 90.0)
    assert view.session.dataset["plant"].by_code("NEW") is None
    top = view.revisions.revisions[0]
    assert (top.kind, top.cancels) == ("take back", number)
    row = view.revisions.row_of(number)
    assert row is not None
    assert view.revisions.index(row, WHAT).data() == "Import week 46.xlsx (taken back)"
    click_row(view, number)
    assert not view.take_button.isEnabled()
    open_window.actions_["undo"].trigger()
    assert capacity(view, "CAP-1").nameplate == 15.0
    newest(view, 6, qtbot)
    click_row(view, number)
    assert view.take_button.isEnabled()


def test_later_edits_are_listed_and_stay_unless_ticked(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    number = imported(open_window)
    newest(view, set_values(open_window, nameplate=16.0), qtbot)
    click_row(view, number)
    click(view.take_button)
    qtbot.waitUntil(lambda: view.take_back.isVisible())
    (item,) = view.take_back.items
    texts = [item.text(column) for column in range(6)]
    assert texts[1:] == ["capacity CAP-1", "Nameplate", "15", "16", "12"]
    assert item.checkState(0) == Qt.CheckState.Unchecked
    assert view.session.store.revision == 4  # nothing is written while the question stands
    click(view.take_back.take_button)
    newest(view, 5, qtbot)
    assert (capacity(view, "CAP-1").nameplate, capacity(view, "CAP-1").note) == (16.0, None)
    assert capacity(view, "CAP-2").nameplate is None
    assert not view.take_back.isVisible()


def test_a_ticked_later_edit_is_overwritten_with_space_and_enter(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    number = imported(open_window)
    newest(view, set_values(open_window, nameplate=16.0), qtbot)
    click_row(view, number)
    click(view.take_button)
    qtbot.waitUntil(lambda: view.take_back.isVisible())
    assert view.take_back.list.hasFocus()
    with qtbot.waitSignal(view.session.jobs.idle):
        QTest.keyClick(view.take_back.list, Key.Key_Space)
    (item,) = view.take_back.items
    assert item.checkState(0) == Qt.CheckState.Checked
    view.take_back.take_button.setFocus()
    QTest.keyClick(view.take_back.take_button, Key.Key_Return)
    newest(view, 5, qtbot)
    assert capacity(view, "CAP-1").nameplate == 12.0


def test_what_is_used_by_now_has_no_box_and_says_why(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    number = imported(open_window)
    plant = view.session.dataset.find("plant", "NEW")
    newest(view, set_values(open_window, plant=plant), qtbot)
    click_row(view, number)
    click(view.take_button)
    qtbot.waitUntil(lambda: view.take_back.isVisible())
    (item,) = view.take_back.items
    assert item.data(0, Qt.ItemDataRole.CheckStateRole) is None
    assert "NEW is still used by capacity CAP-1" in item.text(2)
    QTest.keyClick(view.take_back.list, Key.Key_Escape)
    assert not view.take_back.isVisible()
    assert view.session.store.revision == 4


def test_the_first_revision_cannot_be_taken_back(view: HistoryView) -> None:
    click_row(view, 1)
    assert not view.take_button.isEnabled()


# Bringing back


def test_a_deleted_record_is_brought_back_from_the_history(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    dataset = view.session.dataset
    claim = dataset.find("claim", "CLM-1")
    assert claim is not None
    before = dataset["claim"][claim]
    view.session.apply(edit.delete(dataset, TYPES["claim"], [claim]))
    newest(view, 3, qtbot)
    click_row(view, 3)
    click_line(view, 0)
    assert view.restore_button.text() == "Bring back claim CLM-1"
    click(view.restore_button)
    newest(view, 4, qtbot)
    assert view.session.dataset["claim"][claim] == before


def test_one_field_is_set_back_from_the_history(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    newest(view, imported(open_window), qtbot)
    click_row(view, 3)
    click_line(view, 0, 0)
    assert view.restore_button.text() == "Set Nameplate back to “12”"
    click(view.restore_button)
    assert (capacity(view, "CAP-1").nameplate, capacity(view, "CAP-1").note) == (
        12.0, "from the sheet",
    )  # fmt: skip


# The past


def look_at(view: HistoryView, number: int, qtbot: QtBot) -> None:
    click_row(view, number)
    with qtbot.waitSignal(view.session.past_changed):
        click(view.look_button)


def bar(window: MainWindow) -> PastBar:
    (found,) = window.findChildren(PastBar)
    return found


def test_the_whole_window_shows_the_past_and_nothing_can_be_changed(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    newest(view, imported(open_window), qtbot)
    assert not bar(open_window).isVisible()
    look_at(view, 2, qtbot)
    assert bar(open_window).isVisible()
    assert bar(open_window).label.text().startswith("You look at revision 2 of 20")
    assert view.session.dataset["capacity"][1].nameplate == 12.0
    assert view.session.store.dataset["capacity"][1].nameplate == 15.0
    records = open_window.navigate("capacity", id=1)
    inspector: Any = open_window.inspector_dock.widget()
    assert inspector.form.rows["nameplate"].editor.text() == "12"
    assert inspector.form.rows["nameplate"].editor.isReadOnly()
    for id in ("undo", "redo", "add", "duplicate", "delete", "import"):
        assert not open_window.actions_[id].isEnabled(), id
    grid: Any = records
    assert not grid.records.flags(grid.records.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    with pytest.raises(OfftakeError, match="You look at revision 2; go back to now"):
        set_values(open_window, nameplate=1.0)
    open_window.session.undo()
    assert view.session.store.revision == 3


def test_back_to_now_shows_everything_as_it_is(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    newest(view, imported(open_window), qtbot)
    look_at(view, 2, qtbot)
    open_window.navigate("capacity", id=1)
    bar(open_window).now_button.setFocus()
    QTest.keyClick(bar(open_window).now_button, Key.Key_Return)
    assert not bar(open_window).isVisible()
    inspector: Any = open_window.inspector_dock.widget()
    assert inspector.form.rows["nameplate"].editor.text() == "15"
    assert not inspector.form.rows["nameplate"].editor.isReadOnly()
    assert open_window.actions_["undo"].isEnabled()
    assert open_window.actions_["add"].isEnabled()
    assert open_window.actions_["import"].isEnabled()
    assert open_window.status.revision.text().startswith("Revision 3")


def test_the_way_back_is_an_action_of_its_own_while_there_is_one(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    newest(view, imported(open_window), qtbot)
    assert not open_window.actions_["now"].isEnabled()
    look_at(view, 2, qtbot)
    assert open_window.actions_["now"].isEnabled()
    open_window.actions_["now"].trigger()
    assert view.session.past is None
    assert not open_window.actions_["now"].isEnabled()


def test_what_the_buttons_do_with_a_revision_is_in_menu_and_palette_too(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    number = imported(open_window)
    newest(view, set_values(open_window, nameplate=99.0), qtbot)
    click_row(view, number)
    open_window.actions_["compare"].trigger()
    qtbot.waitUntil(lambda: ["Nameplate [per year]", "15", "99"] in lines(view.changes))
    click_row(view, 2)
    click_row(view, number)
    open_window.actions_["take_back"].trigger()
    qtbot.waitUntil(lambda: view.take_back.isVisible())
    QTest.keyClick(view.take_back.list, Key.Key_Escape)
    with qtbot.waitSignal(view.session.past_changed):
        open_window.actions_["look_at"].trigger()
    assert view.session.past is not None and view.session.past.revision.number == number
    open_window.navigate("capacity")
    assert not open_window.actions_["look_at"].isEnabled()


def test_looking_at_the_newest_revision_says_that_it_is_now(
    open_window: MainWindow, view: HistoryView
) -> None:
    click_row(view, 2)
    click(view.look_button)
    assert view.session.past is None
    assert "Revision 2 is how the workspace is now" in open_window.notices.texts[0]


def test_a_record_is_brought_back_from_the_past(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    newest(view, imported(open_window), qtbot)
    look_at(view, 2, qtbot)
    view.session.select("capacity", 2)
    shown = bar(open_window)
    assert shown.copy_button.text() == "Set Nameplate of CAP-2 back to what it was"
    click(shown.copy_button)
    assert view.session.past is None
    assert capacity(view, "CAP-2").nameplate is None
    assert capacity(view, "CAP-1").nameplate == 15.0


@pytest.mark.parametrize("place", ["overview", "timeline", "balance", "promises", "scenario",
                                   "risk", "organization", "claim", "preferences"])  # fmt: skip
def test_every_view_shows_the_past(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot, place: str
) -> None:
    look_at(view, 1, qtbot)  # nothing was there yet
    assert open_window.navigate(place).isVisible()
    qtbot.waitUntil(lambda: not view.session.jobs.running)
    assert not open_window.notices.notices
    view.session.look_at_now()
    qtbot.waitUntil(lambda: not view.session.jobs.running)
    assert not open_window.notices.notices


def test_a_form_for_a_new_record_is_refused_in_the_past(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot
) -> None:
    look_at(view, 1, qtbot)
    view.session.ask_new("plant")
    assert "go back to now" in open_window.notices.texts[0]


def test_another_workspace_is_opened_as_it_is_now(
    open_window: MainWindow, view: HistoryView, qtbot: QtBot, tmp_path: Any
) -> None:
    look_at(view, 1, qtbot)
    open_window.session.attach(Store.create(tmp_path / "other.offtake"))
    assert open_window.session.past is None
    assert not bar(open_window).isVisible()


# Notices, names and language


def test_a_notice_goes_when_what_it_tells_of_is_undone(open_window: MainWindow) -> None:
    session = open_window.session
    set_values(open_window, nameplate=13.0)
    session.tell(Text("Nothing left to plan"))
    session.tell(Text("Stays"), "error")
    session.undo()
    assert open_window.notices.texts == ["Stays"]


def test_everything_in_it_has_a_name_in_both_languages(
    open_window: MainWindow, view: HistoryView
) -> None:
    for language in ("en", "ko", "en"):
        open_window.use_language(language)
        for button in view.findChildren(QAbstractButton):
            assert not button.isVisible() or button.text() or button.accessibleName()
        for part in (view.table, view.changes, view.filter.search, view.filter.origin,
                     view.filter.type, view.filter.since, view.filter.until,
                     view.take_back.list):  # fmt: skip
            assert part.accessibleName(), part


def test_how_the_room_is_divided_is_kept(view: HistoryView) -> None:
    view.splitter.setSizes([100, 300])
    kept = view.state()
    view.splitter.setSizes([300, 100])
    view.restore(kept)
    assert view.splitter.sizes()[0] < view.splitter.sizes()[1]
