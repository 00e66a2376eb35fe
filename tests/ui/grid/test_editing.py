"""Editing cells with the keyboard, as in Excel."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.ui.form.line_editor import Chooser, LineEditor
from desktop.ui.form.long_text_editor import LongTextEditor
from desktop.ui.views.records import RecordsView

Key, Control, Shift = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def stand(view: RecordsView, row: int, name: str) -> None:
    view.table.stand_on(view.records.index(row, view.records.column_of(name)))


def text(view: RecordsView, row: int, name: str) -> str:
    return view.records.text_at(row, view.records.column_of(name))


def place(view: RecordsView) -> tuple[int, str]:
    current = view.table.currentIndex()
    return current.row(), view.records.fields[current.column()].name


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def type_into(view: RecordsView, qtbot: QtBot, row: int, name: str, typed: str) -> QWidget:
    """Types as a person does: the first key opens the editor, the others go to it."""
    stand(view, row, name)
    QTest.keyClicks(view.table, typed[0])
    QTest.keyClicks(focus(), typed[1:])
    return focus()


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("name", "Second line", "Second line"),
        ("nameplate", "1,250.5", "1,250.5"),
        ("utilization", "85 %", "85%"),
        ("stage", "constr", "construction"),
        ("form", "diox", "GEO2"),
        ("currency", "won", "KRW"),
        ("end", "Q3 2031", "2031-Q3"),
        ("note", "Seen in the press", "Seen in the press"),
    ],
)
def test_typing_edits_a_cell_and_enter_goes_down(
    view: RecordsView, qtbot: QtBot, name: str, typed: str, shown: str
) -> None:
    if name == "currency":
        typed = "south korean won"
    editor = type_into(view, qtbot, 0, name, typed)
    assert isinstance(editor, LineEditor | LongTextEditor)
    QTest.keyClick(editor, Key.Key_Return)
    assert text(view, 0, name) == shown
    assert place(view) == (1, name)
    assert focus() is view.table
    view.session.undo()
    assert text(view, 0, name) in ("", "Onsan germanium", "12", "committed")


def test_several_choices_are_ticked_with_space(
    make_view: Callable[[str], RecordsView], qtbot: QtBot
) -> None:
    view = make_view("organization")
    stand(view, 0, "roles")
    QTest.keyClick(view.table, Key.Key_F2)
    editor = focus()
    QTest.keyClick(editor, Key.Key_Down)
    QTest.keyClick(editor, Key.Key_Down)
    QTest.keyClick(editor, Key.Key_Space)
    QTest.keyClick(editor, Key.Key_Return)
    assert text(view, 0, "roles") == "supplier, consumer"
    editor = type_into(view, qtbot, 0, "roles", "trader, gov")
    QTest.keyClick(editor, Key.Key_Return)
    assert text(view, 0, "roles") == "trader, government"


def test_f2_edits_what_is_there_and_tab_goes_right(view: RecordsView, qtbot: QtBot) -> None:
    stand(view, 0, "name")
    QTest.keyClick(view.table, Key.Key_F2)
    QTest.keyClicks(focus(), " line")
    QTest.keyClick(focus(), Key.Key_Tab)
    assert text(view, 0, "name") == "Onsan germanium line"
    assert place(view) == (0, "plant")


def test_shift_enter_goes_up_and_shift_tab_left(view: RecordsView, qtbot: QtBot) -> None:
    QTest.keyClick(type_into(view, qtbot, 1, "name", "B"), Key.Key_Return, Shift)
    assert place(view) == (0, "name")
    QTest.keyClick(type_into(view, qtbot, 1, "name", "C"), Key.Key_Backtab)
    assert (place(view), text(view, 1, "name")) == ((1, "code"), "C")


def test_esc_gives_up(view: RecordsView, qtbot: QtBot) -> None:
    editor = type_into(view, qtbot, 0, "name", "Other")
    QTest.keyClick(editor, Key.Key_Escape)
    assert text(view, 0, "name") == "Onsan germanium"
    assert focus() is view.table


def test_esc_closes_the_list_first(view: RecordsView, qtbot: QtBot) -> None:
    editor = type_into(view, qtbot, 0, "stage", "ope")
    assert isinstance(editor, Chooser) and editor.popup.isVisible()
    QTest.keyClick(editor, Key.Key_Escape)
    assert not editor.popup.isVisible() and editor.isVisible()


def test_arrows_choose_from_the_list(view: RecordsView, qtbot: QtBot) -> None:
    stand(view, 0, "stage")
    QTest.keyClick(view.table, Key.Key_F2)
    editor = focus()
    QTest.keyClick(editor, Key.Key_Down)
    QTest.keyClick(editor, Key.Key_Down)
    QTest.keyClick(editor, Key.Key_Return)
    assert text(view, 0, "stage") == "construction"


def test_a_click_chooses_from_the_list(view: RecordsView, qtbot: QtBot) -> None:
    editor = type_into(view, qtbot, 0, "stage", "ope")
    assert isinstance(editor, Chooser)
    popup = editor.popup
    middle = popup.visualRect(popup.model().index(0, 0)).center()
    QTest.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert text(view, 0, "stage") == "operating"
    assert place(view) == (0, "stage")


def test_what_cannot_be_taken_stays_with_its_reason_until_it_is_right(
    view: RecordsView, qtbot: QtBot
) -> None:
    editor = type_into(view, qtbot, 0, "nameplate", "12 tons")
    QTest.keyClick(editor, Key.Key_Return)
    assert focus() is editor
    bubble = view.table.itemDelegate()._bubble  # type: ignore[attr-defined]
    assert bubble.isVisible() and "12 tons" in bubble.text()
    assert text(view, 0, "nameplate") == "12"
    editor.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(editor, "13")
    QTest.keyClick(editor, Key.Key_Return)
    assert text(view, 0, "nameplate") == "13"
    assert not bubble.isVisible()


def test_a_rule_refuses_in_the_cell_too(view: RecordsView, qtbot: QtBot) -> None:
    editor = type_into(view, qtbot, 0, "code", "cap-2")
    QTest.keyClick(editor, Key.Key_Return)
    assert focus() is editor
    assert "already in use" in str(editor.fault)  # type: ignore[attr-defined]
    QTest.keyClick(editor, Key.Key_Escape)
    assert text(view, 0, "code") == "CAP-1"


def test_leaving_commits_and_what_is_wrong_becomes_a_notice(
    view: RecordsView, qtbot: QtBot
) -> None:
    type_into(view, qtbot, 0, "name", "Left")
    view.search.setFocus()
    assert text(view, 0, "name") == "Left"
    type_into(view, qtbot, 0, "start", "soon")
    with qtbot.waitSignal(view.session.noticed) as told:
        view.search.setFocus()
    assert "soon" in str(told.args[0].text)
    assert text(view, 0, "start") == "2028-01"


def test_long_text_breaks_lines_with_alt_enter(view: RecordsView, qtbot: QtBot) -> None:
    editor = type_into(view, qtbot, 0, "note", "One")
    QTest.keyClick(editor, Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    QTest.keyClicks(editor, "Two")
    QTest.keyClick(editor, Key.Key_Return)
    assert text(view, 0, "note") == "One\nTwo"


def test_the_wheel_changes_no_value(view: RecordsView, qtbot: QtBot) -> None:
    stand(view, 0, "stage")
    QTest.keyClick(view.table, Key.Key_F2)
    editor = focus()
    middle = QPointF(editor.rect().center())
    turn = QWheelEvent(
        middle, editor.mapToGlobal(middle), QPoint(0, -120), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(editor, turn)
    QTest.keyClick(editor, Key.Key_Return)
    assert text(view, 0, "stage") == "committed"


def test_enter_and_tab_walk_without_editing_and_tab_leaves_at_the_end(
    view: RecordsView, qtbot: QtBot
) -> None:
    stand(view, 0, "name")
    QTest.keyClick(view.table, Key.Key_Return)
    assert place(view) == (1, "name")
    stand(view, 0, "note")
    QTest.keyClick(view.table, Key.Key_Tab)
    assert place(view) == (1, "code")
    stand(view, 1, "note")
    QTest.keyClick(view.table, Key.Key_Tab)
    assert place(view) == (1, "note")
    assert focus() is not view.table


def test_control_and_arrows_go_to_the_ends(view: RecordsView, qtbot: QtBot) -> None:
    stand(view, 0, "name")
    QTest.keyClick(view.table, Key.Key_Down, Control)
    assert place(view) == (1, "name")
    stand(view, 1, "start")
    QTest.keyClick(view.table, Key.Key_Right, Control)
    assert place(view) == (1, "note")


def test_delete_clears_cells_in_one_step_and_never_rows(view: RecordsView, qtbot: QtBot) -> None:
    stand(view, 0, "name")
    QTest.keyClick(view.table, Key.Key_Down, Shift)
    QTest.keyClick(view.table, Key.Key_Delete)
    assert [text(view, row, "name") for row in (0, 1)] == ["", ""]
    assert view.records.rowCount() == 2
    view.session.undo()
    assert text(view, 0, "name") == "Onsan germanium"


def test_clearing_what_is_required_is_refused_as_a_whole(view: RecordsView, qtbot: QtBot) -> None:
    stand(view, 0, "name")
    QTest.keyClick(view.table, Key.Key_Right, Shift)
    with qtbot.waitSignal(view.session.noticed) as told:
        QTest.keyClick(view.table, Key.Key_Delete)
    assert str(told.args[0].text) == "Plant is required"
    assert text(view, 0, "name") == "Onsan germanium"


def test_copy_gives_text_and_a_table(view: RecordsView, qtbot: QtBot) -> None:
    view.records.setData(view.records.index(0, view.records.column_of("nameplate")), "1,200")
    stand(view, 0, "stage")
    QTest.keyClick(view.table, Key.Key_Right, Shift)
    QTest.keyClick(view.table, Key.Key_Down, Shift)
    QTest.keyClick(view.table, Key.Key_C, Control)
    copied = QApplication.clipboard().mimeData()
    assert copied.text() == "committed\t1200\r\nannounced\t"
    assert 'x:num="1200"' in copied.html()


@pytest.mark.parametrize("key", [Key.Key_Home, Key.Key_End, Key.Key_PageDown])
def test_keys_with_ctrl_take_the_selection_along(view: RecordsView, key: Qt.Key) -> None:
    stand(view, int(key == Key.Key_Home), "stage")
    QTest.keyClick(view.table, key, Control)
    current = view.table.currentIndex()
    assert view.table.selectedIndexes() == [current]
    assert view.table.selected().ids(view.records) == [view.records.ids[current.row()]]


def renamed_by_others(view: RecordsView, name: str) -> None:
    id, data = view.records.ids[0], view.session.dataset
    before = data["capacity"][id].name
    change = Change("capacity", id, {"name": before}, {"name": name})
    view.session.apply(ChangeSet(Text("Theirs"), "command line", [change]))


def test_a_cell_that_others_changed_is_told_before_it_is_written(
    view: RecordsView, qtbot: QtBot
) -> None:
    editor = type_into(view, qtbot, 0, "name", "Mine")
    renamed_by_others(view, "Theirs")
    QTest.keyClick(editor, Key.Key_Return)
    assert focus() is editor and text(view, 0, "name") == "Theirs"
    assert "changed to Theirs meanwhile" in str(editor.fault)  # type: ignore[attr-defined]
    QTest.keyClick(editor, Key.Key_Return)
    assert text(view, 0, "name") == "Mine"


def test_what_others_changed_stays_when_the_cell_is_left(view: RecordsView, qtbot: QtBot) -> None:
    type_into(view, qtbot, 0, "name", "Mine")
    renamed_by_others(view, "Theirs")
    with qtbot.waitSignal(view.session.noticed) as told:
        view.search.setFocus()
    assert text(view, 0, "name") == "Theirs"
    assert "“Mine” was not put in: Name was changed to Theirs" in str(told.args[0].text)
