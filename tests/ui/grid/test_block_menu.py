"""The Edit menu and its shortcuts in the window: cells for the grid, text for text fields."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.ui.main_window import MainWindow
from desktop.ui.views.records import RecordsView
from tests.ui.grid.blocks import clip, clipped, column, notices, select, stand, steps

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier
IDS = ("cut", "copy", "copy_headers", "paste", "select_all", "fill_down", "fill_right",
       "fill_series", "clear_cells", "replace")  # fmt: skip


@pytest.fixture
def capacity(open_window: MainWindow) -> RecordsView:
    """Gives the capacity in the window, with the keyboard in its rows."""
    open_window.actions_["view_capacity"].trigger()
    view = open_window.stack.view
    assert isinstance(view, RecordsView)
    view.table.focus_rows()
    return view


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_the_shortcuts_reach_the_cells(open_window: MainWindow, capacity: RecordsView) -> None:
    select(capacity, 0, "stage", right=1)
    QTest.keyClick(capacity.table, Key.Key_C, Control)
    assert clipped() == "committed\t12"
    stand(capacity, 1, "stage")
    assert steps(capacity, lambda: QTest.keyClick(capacity.table, Key.Key_V, Control)) == [
        "Paste 2 cells"
    ]
    assert "Paste 2 cells" in open_window.actions_["undo"].text()
    open_window.actions_["undo"].trigger()
    assert column(capacity, "stage") == ["committed", "announced"]
    QTest.keyClick(capacity.table, Key.Key_A, Control)
    assert capacity.table.selected().count == 2 * len(capacity.records.fields)


@pytest.mark.parametrize("name", ["search", "filter", "editor"])
def test_a_text_field_keeps_the_keys_for_text(capacity: RecordsView, name: str) -> None:
    stand(capacity, 0, "name")
    if name == "editor":
        QTest.keyClick(capacity.table, Key.Key_F2)
        field = focus()
    else:
        lines = {"search": capacity.search, "filter": capacity.table.header.filters.line("name")}
        field = lines[name]
        field.setFocus()
    assert isinstance(field, QLineEdit)
    field.setText("germ")
    before = column(capacity, "name")

    def edit() -> None:
        QTest.keyClick(field, Key.Key_A, Control)
        QTest.keyClick(field, Key.Key_C, Control)
        assert clipped() == "germ"
        QTest.keyClick(field, Key.Key_X, Control)
        assert field.text() == ""
        QTest.keyClick(field, Key.Key_V, Control)
        QTest.keyClick(field, Key.Key_V, Control)
        assert field.text() == "germgerm"
        for key in (Key.Key_D, Key.Key_R):
            QTest.keyClick(field, key, Control)

    assert steps(capacity, edit) == []
    QTest.keyClick(field, Key.Key_Escape)
    assert before[0] in column(capacity, "name")


def test_the_menu_serves_a_text_field_that_has_the_focus(
    open_window: MainWindow, capacity: RecordsView
) -> None:
    capacity.search.setFocus()
    clip("germ")
    assert steps(capacity, open_window.actions_["paste"].trigger) == []
    assert capacity.search.text() == "germ"
    open_window.actions_["select_all"].trigger()
    open_window.actions_["cut"].trigger()
    assert (capacity.search.text(), clipped()) == ("", "germ")


def test_the_inspectors_fields_keep_their_keys_too(
    open_window: MainWindow, capacity: RecordsView
) -> None:
    inspector: Any = open_window.inspector_dock.widget()
    field = inspector.form.rows["name"].editor
    field.setFocus()
    QTest.keyClick(field, Key.Key_A, Control)
    QTest.keyClick(field, Key.Key_C, Control)
    assert clipped() == "Onsan germanium"


def test_del_clears_in_the_grid_alone(open_window: MainWindow, capacity: RecordsView) -> None:
    stand(capacity, 0, "nameplate")
    shortcuts = [key.toString() for key in open_window.actions_["clear_cells"].shortcuts()]
    assert shortcuts == []
    open_window.navigation.setFocus()
    assert steps(capacity, lambda: QTest.keyClick(open_window.navigation, Key.Key_Delete)) == []
    capacity.table.setFocus()
    assert steps(capacity, lambda: QTest.keyClick(capacity.table, Key.Key_Delete)) == [
        "Clear 1 cell"
    ]


def test_the_menu_has_them_with_the_platforms_keys(open_window: MainWindow) -> None:
    keys = QKeySequence.StandardKey
    for id, standard in (("cut", keys.Cut), ("copy", keys.Copy), ("paste", keys.Paste)):
        found = open_window.actions_[id].shortcuts()
        assert set(QKeySequence.keyBindings(standard)) <= set(found)
    in_menu = [action.objectName() for action in open_window.actions_.menu("edit").actions()]
    assert set(IDS) <= set(in_menu)


def test_views_without_cells_do_not_offer_them(
    open_window: MainWindow, capacity: RecordsView
) -> None:
    assert all(open_window.actions_[id].isEnabled() for id in IDS)
    open_window.actions_["view_risk"].trigger()
    assert not any(open_window.actions_[id].isEnabled() for id in IDS)


def test_in_the_past_cells_can_only_be_copied(
    open_window: MainWindow, capacity: RecordsView, qtbot: Any
) -> None:
    stand(capacity, 0, "nameplate")
    QTest.keyClick(capacity.table, Key.Key_Delete)
    with qtbot.waitSignal(open_window.session.past_changed):
        open_window.session.look_at(2)
    enabled = {id for id in IDS if open_window.actions_[id].isEnabled()}
    assert enabled == {"copy", "copy_headers", "select_all"}
    stand(capacity, 0, "nameplate")
    assert capacity.table.handle.place().isEmpty()
    for key in (Key.Key_V, Key.Key_D, Key.Key_X, Key.Key_H):
        assert steps(capacity, partial(QTest.keyClick, capacity.table, key, Control)) == []
    QTest.keyClick(capacity.table, Key.Key_Delete)
    assert column(capacity, "nameplate")[0] == "12"


def test_pasting_nothing_is_told(capacity: RecordsView) -> None:
    stand(capacity, 0, "nameplate")
    told = notices(capacity)
    assert steps(capacity, partial(QTest.keyClick, capacity.table, Key.Key_V, Control)) == []
    assert told == ["There are no cells on the clipboard to paste"]


def test_every_entry_does_what_it_says(open_window: MainWindow, capacity: RecordsView) -> None:
    act = open_window.actions_
    select(capacity, 0, "start", down=1)
    assert steps(capacity, act["fill_down"].trigger) == ["Fill down Start"]
    assert steps(capacity, act["fill_series"].trigger) == ["Fill series in Start"]
    select(capacity, 0, "start", right=1)
    assert steps(capacity, act["fill_right"].trigger) == ["Fill right 1 cell"]
    assert steps(capacity, act["clear_cells"].trigger) == ["Clear 2 cells"]
    stand(capacity, 0, "nameplate")
    act["copy_headers"].trigger()
    assert clipped() == "Nameplate [per year]\r\n12"
    act["replace"].trigger()
    assert open_window.findChild(QWidget, "replace") is not None
