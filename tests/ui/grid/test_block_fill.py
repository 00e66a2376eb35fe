"""Filling, clearing, entering into many cells, replacing, and records made on the way."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.paste_preview import PastePreview
from desktop.ui.dialogs.replace_dialog import ReplaceDialog
from desktop.ui.form.line_editor import Chooser, LineEditor
from desktop.ui.views.records import RecordsView
from tests.ui.grid.blocks import chosen, column, middle, notices, place, select, stand, steps

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
Control, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Alt, None_ = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def drag_handle(
    view: RecordsView, row: int, name: str, keys: Qt.KeyboardModifier = None_
) -> list[str]:
    """Drags the fill handle to a cell; gives the labels of the revisions that it made."""
    port, start = view.table.viewport(), view.table.handle.place().center()
    QTest.mousePress(port, Left, pos=start)
    QTest.mouseMove(port, start + QPoint(0, 4))
    QTest.mouseMove(port, middle(view, row, name))
    return steps(view, lambda: QTest.mouseRelease(port, Left, keys, pos=middle(view, row, name)))


# Fill


def test_fill_down_copies_the_first_row_in_one_step(lines: RecordsView) -> None:
    select(lines, 0, "start", down=3)
    made = steps(lines, lambda: QTest.keyClick(lines.table, Key.Key_D, Control))
    assert made == ["Fill down Start"]
    assert column(lines, "start")[:5] == ["2028-01"] * 4 + [""]
    lines.session.undo()
    assert column(lines, "start")[:3] == ["2028-01", "2029", ""]


def test_fill_down_of_one_cell_takes_the_one_above(lines: RecordsView) -> None:
    stand(lines, 3, "nameplate")
    QTest.keyClick(lines.table, Key.Key_D, Control)
    assert column(lines, "nameplate")[3] == "1"


def test_fill_right_reads_the_value_as_the_next_field(lines: RecordsView) -> None:
    select(lines, 0, "start", down=1, right=1)
    made = steps(lines, lambda: QTest.keyClick(lines.table, Key.Key_R, Control))
    assert made == ["Fill right 2 cells"]
    assert column(lines, "end")[:2] == ["2028-01", "2029"]


def test_a_fill_that_does_not_fit_is_shown_first(lines: RecordsView) -> None:
    select(lines, 1, "code", down=1)
    assert steps(lines, lambda: QTest.keyClick(lines.table, Key.Key_D, Control)) == []
    preview = lines.window().findChild(PastePreview)
    assert preview is not None and "already in use" in preview.list.lines[0].texts[3]


def test_the_handle_counts_dates_and_codes_on_and_repeats_one_number(lines: RecordsView) -> None:
    stand(lines, 1, "start")
    assert drag_handle(lines, 4, "start") == ["Fill series in Start"]
    assert column(lines, "start")[1:] == ["2029", "2030", "2031", "2032", ""]
    stand(lines, 0, "nameplate")
    drag_handle(lines, 2, "nameplate")
    assert column(lines, "nameplate")[:4] == ["12", "12", "12", "2"]


def test_ctrl_lets_one_number_count(lines: RecordsView) -> None:
    stand(lines, 0, "nameplate")
    drag_handle(lines, 2, "nameplate", Control)
    assert column(lines, "nameplate")[:4] == ["12", "13", "14", "2"]


def test_two_numbers_go_on_in_their_line_and_upwards_too(lines: RecordsView) -> None:
    select(lines, 4, "nameplate", down=1)
    drag_handle(lines, 1, "nameplate")
    assert column(lines, "nameplate") == ["12", "0", "1", "2", "3", "4"]


def test_the_handle_goes_right_as_well(lines: RecordsView) -> None:
    select(lines, 0, "start", down=1)
    assert drag_handle(lines, 1, "end") == ["Fill right 2 cells"]
    assert column(lines, "end")[:2] == ["2028-01", "2029"]


def test_esc_lets_the_handle_go(lines: RecordsView) -> None:
    stand(lines, 0, "nameplate")
    port = lines.table.viewport()
    QTest.mousePress(port, Left, pos=lines.table.handle.place().center())
    QTest.mouseMove(port, middle(lines, 2, "nameplate"))
    QTest.keyClick(lines.table, Key.Key_Escape)
    made = steps(lines, lambda: QTest.mouseRelease(port, Left, pos=middle(lines, 2, "nameplate")))
    assert made == []


def test_a_series_goes_on_below_what_is_filled(lines: RecordsView) -> None:
    select(lines, 0, "start", down=4)
    assert steps(lines, lines.fill_series) == ["Fill series in Start"]
    # A month and a year are no series, so they are repeated.
    assert column(lines, "start") == ["2028-01", "2029", "2028-01", "2029", "2028-01", ""]


# Clear, and enter into many


def test_clearing_several_blocks_is_one_step(lines: RecordsView) -> None:
    port = lines.table.viewport()
    QTest.mouseClick(port, Left, pos=middle(lines, 0, "nameplate"))
    QTest.mouseClick(port, Left, Control, middle(lines, 1, "start"))
    QTest.mouseClick(port, Left, Control, middle(lines, 4, "nameplate"))
    made = steps(lines, lambda: QTest.keyClick(lines.table, Key.Key_Delete))
    assert made == ["Clear 3 cells"]
    assert column(lines, "nameplate") == ["", "", "1", "2", "", "4"]
    assert column(lines, "start")[:2] == ["2028-01", ""]


def test_required_cells_are_not_cleared_and_neither_are_the_others(lines: RecordsView) -> None:
    told = notices(lines)
    select(lines, 0, "plant", down=1, right=1)
    assert steps(lines, lambda: QTest.keyClick(lines.table, Key.Key_Delete)) == []
    assert told == ["Plant, Material are required; nothing was cleared"]


def test_ctrl_enter_puts_what_was_typed_into_all_selected_cells(lines: RecordsView) -> None:
    select(lines, 1, "nameplate", down=3)
    QTest.keyClicks(lines.table, "7")
    QTest.keyClicks(focus(), ".5")
    made = steps(lines, lambda: QTest.keyClick(focus(), Key.Key_Return, Control))
    assert made == ["Enter into 4 cells"]
    assert column(lines, "nameplate") == ["12", "7.5", "7.5", "7.5", "7.5", "4"]
    assert focus() is lines.table
    assert (place(lines), chosen(lines)) == ((1, "nameplate"), ([1, 2, 3, 4], ["nameplate"]))


def test_ctrl_enter_says_what_cannot_be_taken_and_changes_nothing(lines: RecordsView) -> None:
    select(lines, 1, "nameplate", down=3)
    QTest.keyClicks(lines.table, "x")
    editor = focus()
    assert steps(lines, lambda: QTest.keyClick(editor, Key.Key_Return, Control)) == []
    assert isinstance(editor, LineEditor) and "not a number" in str(editor.fault)
    assert focus() is editor
    QTest.keyClick(editor, Key.Key_Escape)


def test_alt_and_down_open_the_list(lines: RecordsView) -> None:
    stand(lines, 0, "stage")
    QTest.keyClick(lines.table, Key.Key_Down, Alt)
    editor = focus()
    assert isinstance(editor, Chooser) and editor.popup.isVisible()
    QTest.keyClick(editor, Key.Key_Escape)
    QTest.keyClick(editor, Key.Key_Escape)
    stand(lines, 0, "name")
    QTest.keyClick(lines.table, Key.Key_Down, Alt)
    assert type(focus()) is LineEditor


# Replace


def open_replace(view: RecordsView) -> ReplaceDialog:
    QTest.keyClick(view.table, Key.Key_H, Control)
    dialog = view.window().findChild(ReplaceDialog)
    assert dialog is not None and not dialog.isModal()
    return dialog


def test_replacing_shows_before_and_after_and_is_one_step(lines: RecordsView) -> None:
    stand(lines, 0, "code")
    dialog = open_replace(lines)
    QTest.keyClicks(dialog.find_line, "cap-1")
    QTest.keyClicks(dialog.put_line, "ge-")
    texts = [line.texts[:4] for line in dialog.list.lines]
    assert texts[1] == ("CAP-11", "Code", "CAP-11", "ge-1")
    assert len(texts) == 5
    assert dialog.count.text() == "5 cells found"
    made = steps(lines, lambda: QTest.mouseClick(dialog.replace_button, Left))
    assert made == ["Replace in 5 cells"]
    assert column(lines, "code") == ["ge-", "CAP-2", "ge-1", "ge-2", "ge-3", "ge-4"]
    assert not dialog.list.lines and not dialog.replace_button.isEnabled()


def test_replacing_can_keep_to_the_selection_the_case_and_whole_cells(
    lines: RecordsView,
) -> None:
    select(lines, 2, "nameplate", down=2)
    dialog = open_replace(lines)
    QTest.keyClicks(dialog.find_line, "2")
    assert [line.texts[0] for line in dialog.list.lines] == ["CAP-12"]
    dialog.scope.setCurrentIndex(1)
    assert [line.texts[0] for line in dialog.list.lines] == ["CAP-1", "CAP-12"]
    QTest.mouseClick(dialog.whole_box, Left, pos=QPoint(8, dialog.whole_box.height() // 2))
    assert [line.texts[0] for line in dialog.list.lines] == ["CAP-12"]
    dialog.find_line.clear()
    dialog.scope.setCurrentIndex(2)
    QTest.keyClicks(dialog.find_line, "Announced")
    assert len(dialog.list.lines) == 5
    QTest.mouseClick(dialog.case_box, Left, pos=QPoint(8, dialog.case_box.height() // 2))
    assert not dialog.list.lines


def test_what_could_not_be_read_is_marked_and_left(lines: RecordsView) -> None:
    stand(lines, 0, "nameplate")
    dialog = open_replace(lines)
    dialog.scope.setCurrentIndex(1)
    QTest.keyClicks(dialog.find_line, "1")
    QTest.keyClicks(dialog.put_line, "x")
    assert [line.wrong for line in dialog.list.lines] == [True, True]
    assert dialog.count.text() == "0 of 2 cells found can be replaced"
    assert not dialog.replace_button.isEnabled()
    QTest.keyClick(dialog.put_line, Key.Key_Escape)
    assert not dialog.isVisible()


def test_undo_brings_back_what_was_found(lines: RecordsView, qtbot: QtBot) -> None:
    stand(lines, 0, "code")
    dialog = open_replace(lines)
    QTest.keyClicks(dialog.find_line, "CAP-2")
    QTest.keyClicks(dialog.put_line, "GA-2")
    QTest.mouseClick(dialog.replace_button, Left)
    lines.session.undo()
    qtbot.waitUntil(lambda: [line.texts[2] for line in dialog.list.lines] == ["CAP-2"])


# References to what is not there yet


def type_reference(view: RecordsView, row: int, name: str, typed: str) -> Chooser:
    stand(view, row, name)
    QTest.keyClicks(view.table, typed[0])
    editor = focus()
    assert isinstance(editor, Chooser)
    QTest.keyClicks(editor, typed[1:])
    return editor


def test_a_material_is_made_on_the_way(lines: RecordsView) -> None:
    editor = type_reference(lines, 2, "material", "Rhenium")
    (option,) = editor.popup.shown
    assert (option.text, option.detail) == ("Rhenium", "create new material")
    QTest.keyClick(editor, Key.Key_Down)
    made = steps(lines, lambda: QTest.keyClick(focus(), Key.Key_Return))
    assert made == ["Add material MAT-1 and use it in CAP-11"]
    assert column(lines, "material")[2] == "MAT-1"
    assert lines.session.dataset["material"].by_code("MAT-1").name == "Rhenium"  # type: ignore[union-attr]
    lines.session.undo()
    assert column(lines, "material")[2] == "GE"


def test_enter_alone_makes_nothing(lines: RecordsView) -> None:
    editor = type_reference(lines, 2, "material", "Rhenium")
    assert steps(lines, lambda: QTest.keyClick(editor, Key.Key_Return)) == []
    assert "no material with the code" in str(editor.fault)
    QTest.keyClick(editor, Key.Key_Escape)
    known = type_reference(lines, 2, "material", "Germ")
    QTest.keyClick(known, Key.Key_Return)
    assert column(lines, "material")[2] == "GE"


def test_a_plant_needs_its_form_and_then_stands_in_the_cell(
    lines: RecordsView, qtbot: QtBot
) -> None:
    editor = type_reference(lines, 2, "plant", "Rossbach")
    QTest.keyClick(editor, Key.Key_Down)
    with qtbot.waitSignal(lines.session.new_asked) as asked:
        QTest.keyClick(focus(), Key.Key_Return)
    type_name, values = asked.args
    assert (type_name, values["name"]) == ("plant", "Rossbach")
    assert column(lines, "plant")[2] == "ONSAN"
    from desktop.operations import edit

    owner = lines.session.dataset.find("organization", "KZ")
    plant = {**values, "owner": owner, "country": "KR"}
    lines.session.apply(edit.add(lines.session.types["plant"], plant, "form"))
    qtbot.waitUntil(lambda: column(lines, "plant")[2] == values["code"])
