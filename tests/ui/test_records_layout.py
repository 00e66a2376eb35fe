"""Columns, sorting by menu, totals and named views of the records, by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QListWidget, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.storage.store import Store
from desktop.ui.dialogs.column_chooser import ColumnChooser
from desktop.ui.dialogs.named_views import NameDialog, ViewsDialog
from desktop.ui.grid import columns
from desktop.ui.main_window import MainWindow
from desktop.ui.session import Session
from desktop.ui.views.records import RecordsView
from desktop.ui.window_state import WindowState

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
Alt, Control = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(session: Session, store: Store, qtbot: QtBot) -> RecordsView:
    made = RecordsView(session, "capacity")
    qtbot.addWidget(made)
    made.resize(1400, 500)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.table.focus_rows()
    return made


def codes(view: RecordsView) -> list[str]:
    return [view.records.text_at(row, 0) for row in range(view.records.rowCount())]


def shown(view: RecordsView) -> list[str]:
    return [view.records.fields[c].name for c in columns.shown(view.table.header)]


def stand(view: RecordsView, row: int, name: str) -> None:
    view.table.stand_on(view.records.index(row, view.records.column_of(name)))


def menu() -> QMenu:
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def choose(text: str) -> None:
    shown = menu()
    (action,) = [a for a in shown.actions() if a.text().replace("&", "") == text]
    place = shown.actionGeometry(action).center()
    QTest.mouseClick(shown, Left, pos=place)


def test_the_menu_of_a_label_sorts_and_shows_ranks(view: RecordsView) -> None:
    header = view.table.header
    place = QPoint(header.place_of(view.records.column_of("material")) + 15, 8)
    for name in ("Sort ascending",):
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place, header.viewport().mapToGlobal(place)
        )
        QApplication.sendEvent(header.viewport(), event)
        choose(name)
    assert header.sort == [("material", False)]
    stand(view, 0, "code")
    view.show_sort_menu()
    choose("Then by this, descending")
    assert header.sort == [("material", False), ("code", True)]
    assert codes(view) == ["CAP-2", "CAP-1"]
    view.show_sort_menu()
    choose("Clear sorting")
    assert (header.sort, codes(view)) == ([], ["CAP-1", "CAP-2"])


def test_the_sort_menu_is_used_with_the_keyboard_alone(view: RecordsView) -> None:
    stand(view, 0, "code")
    view.show_sort_menu()
    QTest.keyClick(menu(), Key.Key_Down)
    QTest.keyClick(menu(), Key.Key_Return)
    assert view.table.header.sort == [("code", True)]


def test_columns_are_hidden_ordered_and_reset_in_the_chooser(view: RecordsView) -> None:
    view.choose_columns()
    dialog = view.findChild(ColumnChooser)
    assert dialog is not None and dialog.isVisible()
    QTest.keyClick(dialog.list, Key.Key_Down)
    QTest.keyClick(dialog.list, Key.Key_Space)
    QTest.keyClick(dialog.list, Key.Key_Down)
    QTest.keyClick(dialog.list, Key.Key_Up, Alt)
    QTest.keyClick(dialog.list, Key.Key_Up, Alt)
    QTest.keyClick(dialog.list, Key.Key_Return)
    assert not dialog.isVisible()
    assert shown(view)[:3] == ["plant", "code", "material"]
    assert "name" not in shown(view)
    view.reset_view()
    assert shown(view) == [field.name for field in view.records.fields]


def test_the_chooser_finds_columns_and_wants_one_to_stay(view: RecordsView) -> None:
    view.choose_columns()
    dialog = view.findChild(ColumnChooser)
    assert dialog is not None
    QTest.keyClicks(dialog.search, "name")
    rows = [row for row in range(dialog.list.count()) if not dialog.list.item(row).isHidden()]
    assert [dialog.list.item(row).text() for row in rows] == ["Name", "Nameplate"]
    QTest.keyClick(dialog.search, Key.Key_Down)
    QTest.keyClick(dialog.list, Key.Key_Space)
    dialog.search.clear()
    assert [c.name for c in dialog.columns() if not c.shown] == ["name"]
    for row in range(dialog.list.count()):
        dialog.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.buttons.buttons()[0].isEnabled()
    QTest.mouseClick(dialog.all, Left)
    QTest.mouseClick(dialog.buttons.buttons()[0], Left)
    assert len(shown(view)) == len(view.records.fields)


def test_walking_with_the_keyboard_passes_over_hidden_columns(view: RecordsView) -> None:
    columns.hide(view.table.header, view.records, ["name", "plant"])
    stand(view, 0, "code")
    QTest.keyClick(view.table, Key.Key_Tab)
    current = view.table.currentIndex()
    assert view.records.fields[current.column()].name == "material"


def test_the_last_column_is_not_hidden(view: RecordsView) -> None:
    for field in view.records.fields:
        view.hide_column(view.records.column_of(field.name))
    assert len(shown(view)) == 1


def test_totals_stand_under_their_columns(view: RecordsView) -> None:
    nameplate = view.records.column_of("nameplate")
    assert not view.footer.row.isVisible()
    view.show_totals()
    assert view.footer.row.isVisible()
    assert view.footer.row.text_under(nameplate) == "≥ 12 t contained"
    QTest.keyClicks(view.table.header.filters.line("stage"), "comm")
    view.footer.work_out()
    assert view.footer.row.text_under(nameplate) == "12 t contained"
    assert "12 t contained" in view.footer.row.accessibleDescription()
    view.show_totals()
    assert not view.footer.row.isVisible()


def test_the_selection_is_added_up(view: RecordsView, qtbot: QtBot) -> None:
    column = view.records.column_of("nameplate")
    view.records.enter(view.records.index(1, column), "3.5")
    stand(view, 0, "nameplate")
    QTest.keyClick(view.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: "Sum 15.5" in view.footer.label.text())
    assert view.footer.label.text().split("   ·   ") == [
        "2 cells in 2 records", "2 numbers", "Sum 15.5", "Min 3.5", "Max 12", "Average 7.75",
        "15.5 t/year contained",
    ]  # fmt: skip
    stand(view, 0, "name")
    qtbot.waitUntil(lambda: view.footer.label.text() == "")


def save_as(view: RecordsView, name: str) -> None:
    view.save_view()
    dialog = view.findChildren(NameDialog)[-1]
    QTest.keyClicks(dialog.line, name)
    QTest.keyClick(dialog.line, Key.Key_Return)


def test_a_view_is_saved_under_a_name_and_shown_again(view: RecordsView, tmp_path: Path) -> None:
    view.use_window_state(WindowState(tmp_path / "window.ini"))
    columns.hide(view.table.header, view.records, ["note"])
    view.group_by("stage")
    QTest.keyClicks(view.table.header.filters.line("stage"), "comm")
    save_as(view, "Sure ones")
    assert view.bar.views.text() == "Sure ones ▾"
    kept = view.state()
    view.reset_view()
    assert (view.query.group, codes(view), "note" in shown(view)) == ("", ["CAP-1", "CAP-2"], True)
    assert view.bar.views.text() == "View ▾"
    view.bar.views.menu().popup(QPoint(0, 0))
    choose("Sure ones")
    assert view.state() == kept
    assert view.records.query.group == "stage"
    assert "note" not in shown(view)


def test_a_changed_view_is_saved_again_and_a_taken_name_is_told(view: RecordsView) -> None:
    save_as(view, "Mine")
    view.group_by("stage")
    view.bar.views.menu().popup(QPoint(0, 0))
    choose("Save changes to “Mine”")
    assert view.bar.views.views["Mine"]["group"] == "stage"
    view.save_view()
    dialog = view.findChildren(NameDialog)[-1]
    assert dialog.note.text() == "Replaces the view “Mine”."
    dialog.line.clear()
    assert not dialog.save.isEnabled()
    QTest.keyClick(dialog.line, Key.Key_Escape)
    assert not dialog.isVisible()


def test_views_are_renamed_and_deleted(view: RecordsView, qtbot: QtBot) -> None:
    save_as(view, "A")
    save_as(view, "B")
    view.edit_views()
    dialog = view.findChildren(ViewsDialog)[-1]
    assert dialog.names() == ["A", "B"]
    QTest.keyClick(dialog.list, Key.Key_F2)
    editor = dialog.list.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "First")
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: list(view.bar.views.views) == ["First", "B"])
    QTest.keyClick(dialog.list, Key.Key_Down)
    QTest.mouseClick(dialog.delete, Left)
    assert list(view.bar.views.views) == ["First"]
    assert view.bar.views.current == ""
    QTest.mouseClick(dialog.use, Left)
    assert view.bar.views.current == "First"


def test_a_name_that_is_taken_is_not_given_twice(view: RecordsView, qtbot: QtBot) -> None:
    save_as(view, "A")
    save_as(view, "B")
    view.edit_views()
    dialog = view.findChildren(ViewsDialog)[-1]
    QTest.keyClick(dialog.list, Key.Key_F2)
    editor = dialog.list.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "B")
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.note.text() == "There is a view “B” already.")
    assert list(view.bar.views.views) == ["A", "B"]


def test_views_layout_and_groups_are_there_after_the_next_start(
    make_window: Callable[[], MainWindow], small_file: Path, qtbot: QtBot
) -> None:
    first = make_window()
    with qtbot.waitSignal(first.session.workspace_changed):
        first.documents.open_path(small_file)
    view = first.navigate("capacity")
    assert isinstance(view, RecordsView)
    view.group_by("stage")
    view.show_totals()
    view.freeze_up_to(view.records.column_of("name"))
    columns.hide(view.table.header, view.records, ["note"])
    save_as(view, "Kept")
    first.close()
    second = make_window()
    with qtbot.waitSignal(second.session.workspace_changed):
        second.documents.open_path(small_file)
    again = second.navigate("capacity")
    assert isinstance(again, RecordsView)
    assert again.records.is_head(0)
    assert (again.footer.has_row, again.table.frozen) == (True, 2)
    assert "note" not in shown(again)
    assert list(again.bar.views.views) == ["Kept"]


def test_the_palette_shows_a_named_view(open_window: MainWindow) -> None:
    from desktop.ui.dialogs.palette import Palette

    view = open_window.navigate("capacity")
    assert isinstance(view, RecordsView)
    view.group_by("stage")
    save_as(view, "By stage")
    view.reset_view()
    open_window.actions_["palette"].trigger()
    palette = open_window.findChild(Palette)
    assert palette is not None
    QTest.keyClicks(palette.line, "by stage")
    assert palette.texts() == ["View: By stage"]
    QTest.keyClick(palette.line, Key.Key_Return)
    assert view.records.query.group == "stage"


def test_every_action_on_the_table_is_there_for_records_only(open_window: MainWindow) -> None:
    ids = {
        "filter_row", "filter_selection", "exclude_selection", "clear_filters", "group",
        "open_groups", "close_groups", "columns", "freeze", "totals", "save_view", "views",
        "reset_view", "sort", "column_menu",
    }  # fmt: skip
    assert not {id for id in ids if open_window.actions_[id].isEnabled()}
    open_window.navigate("capacity")
    assert {id for id in ids if open_window.actions_[id].isEnabled()} == ids


def test_the_shortcut_goes_to_the_filter_of_the_column(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    view = open_window.navigate("capacity")
    assert isinstance(view, RecordsView)
    view.table.focus_rows()
    stand(view, 0, "stage")
    QTest.keyClick(view.table, Key.Key_L, Control | Qt.KeyboardModifier.ShiftModifier)
    assert view.table.header.filters.line("stage").hasFocus()


def test_everything_in_the_dialogs_has_a_name(view: RecordsView) -> None:
    save_as(view, "A")
    view.choose_columns()
    view.edit_views()
    for dialog in view.findChildren(QDialog):
        for button in dialog.findChildren(QPushButton):
            assert button.text() or button.accessibleName()
        for list in dialog.findChildren(QListWidget):
            assert list.accessibleName()
