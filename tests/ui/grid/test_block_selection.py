"""Selecting cells and blocks with keys and mouse, as in Excel."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.ui.views.records import RecordsView
from tests.ui.grid.blocks import chosen, middle, place, stand

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
Control, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_shift_and_arrows_take_the_block_along_and_the_first_cell_stays(lines: RecordsView) -> None:
    stand(lines, 1, "stage")
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Right):
        QTest.keyClick(lines.table, key, Shift)
    assert chosen(lines) == ([1, 2, 3], ["stage", "nameplate"])
    assert place(lines) == (1, "stage")
    QTest.keyClick(lines.table, Key.Key_Up, Shift)
    assert chosen(lines) == ([1, 2], ["stage", "nameplate"])
    for _ in range(2):
        QTest.keyClick(lines.table, Key.Key_Up, Shift)
    assert chosen(lines) == ([0, 1], ["stage", "nameplate"])


def test_ctrl_shift_and_arrows_go_to_the_edge(lines: RecordsView) -> None:
    stand(lines, 2, "stage")
    QTest.keyClick(lines.table, Key.Key_Down, Control | Shift)
    assert chosen(lines) == ([2, 3, 4, 5], ["stage"])
    QTest.keyClick(lines.table, Key.Key_Left, Control | Shift)
    assert chosen(lines)[1] == ["material", "form", "stage"]
    stand(lines, 2, "stage")
    QTest.keyClick(lines.table, Key.Key_Home, Control | Shift)
    assert chosen(lines)[0] == [0, 1, 2]
    assert place(lines) == (2, "stage")


def test_whole_rows_columns_and_everything(lines: RecordsView) -> None:
    stand(lines, 2, "stage")
    QTest.keyClick(lines.table, Key.Key_Down, Shift)
    QTest.keyClick(lines.table, Key.Key_Space, Shift)
    rows, names = chosen(lines)
    assert (rows, len(names)) == ([2, 3], len(lines.records.fields))
    stand(lines, 2, "stage")
    QTest.keyClick(lines.table, Key.Key_Right, Shift)
    QTest.keyClick(lines.table, Key.Key_Space, Control)
    assert chosen(lines) == ([0, 1, 2, 3, 4, 5], ["stage", "nameplate"])
    assert place(lines) == (2, "stage")
    QTest.keyClick(lines.table, Key.Key_A, Control)
    assert lines.table.selected().count == 6 * len(lines.records.fields)


def test_home_end_and_pages(lines: RecordsView) -> None:
    stand(lines, 2, "stage")
    QTest.keyClick(lines.table, Key.Key_Home)
    assert place(lines) == (2, "code")
    QTest.keyClick(lines.table, Key.Key_End)
    assert place(lines) == (2, "note")
    QTest.keyClick(lines.table, Key.Key_Home, Control)
    assert place(lines) == (0, "code")
    QTest.keyClick(lines.table, Key.Key_PageDown)
    assert place(lines) == (5, "code")
    QTest.keyClick(lines.table, Key.Key_PageUp, Shift)
    assert chosen(lines) == ([0, 1, 2, 3, 4, 5], ["code"])


def test_tab_and_enter_go_round_in_the_selection(lines: RecordsView) -> None:
    stand(lines, 0, "stage")
    QTest.keyClick(lines.table, Key.Key_Right, Shift)
    QTest.keyClick(lines.table, Key.Key_Down, Shift)
    seen = []
    for key in (Key.Key_Tab, Key.Key_Tab, Key.Key_Tab, Key.Key_Tab):
        QTest.keyClick(lines.table, key)
        seen.append(place(lines))
    assert seen == [(0, "nameplate"), (1, "stage"), (1, "nameplate"), (0, "stage")]
    QTest.keyClick(lines.table, Key.Key_Return)
    QTest.keyClick(lines.table, Key.Key_Return)
    assert place(lines) == (0, "nameplate")
    QTest.keyClick(lines.table, Key.Key_Return, Shift)
    assert place(lines) == (1, "stage")
    assert chosen(lines) == ([0, 1], ["stage", "nameplate"])


def test_the_mouse_draws_a_block_from_the_cell_where_it_began(lines: RecordsView) -> None:
    port = lines.table.viewport()
    QTest.mousePress(port, Left, pos=middle(lines, 1, "stage"))
    for row in (2, 3):
        QTest.mouseMove(port, middle(lines, row, "nameplate"))
    QTest.mouseRelease(port, Left, pos=middle(lines, 3, "nameplate"))
    assert chosen(lines) == ([1, 2, 3], ["stage", "nameplate"])
    assert place(lines) == (1, "stage")
    QTest.keyClick(lines.table, Key.Key_Up, Shift)
    assert chosen(lines) == ([1, 2], ["stage", "nameplate"])


def test_drawing_a_block_does_not_go_through_all_records(lines: RecordsView) -> None:
    port = lines.table.viewport()
    entered: list[int] = []
    stand(lines, 0, "stage")
    lines.table.record_entered.connect(entered.append)
    QTest.mousePress(port, Left, pos=middle(lines, 1, "stage"))
    QTest.mouseMove(port, middle(lines, 3, "stage"))
    QTest.mouseMove(port, middle(lines, 4, "stage"))
    QTest.mouseRelease(port, Left, pos=middle(lines, 4, "stage"))
    assert entered == [lines.records.ids[1]]


def test_a_click_with_shift_extends_and_with_ctrl_adds(lines: RecordsView) -> None:
    port = lines.table.viewport()
    QTest.mouseClick(port, Left, pos=middle(lines, 0, "stage"))
    QTest.mouseClick(port, Left, Shift, middle(lines, 1, "nameplate"))
    assert chosen(lines) == ([0, 1], ["stage", "nameplate"])
    assert place(lines) == (0, "stage")
    QTest.mouseClick(port, Left, Control, middle(lines, 4, "name"))
    selected = lines.table.selected()
    assert (selected.count, selected.is_block) == (5, False)
    cells = selected.cells(lines.records)
    assert cells[lines.records.ids[4]] == ["name"]
    assert cells[lines.records.ids[0]] == ["stage", "nameplate"]


def test_a_moved_column_is_selected_where_it_is_seen(lines: RecordsView) -> None:
    header, records = lines.table.header, lines.records
    header.moveSection(header.visualIndex(records.column_of("note")), 0)
    stand(lines, 0, "note")
    QTest.keyClick(lines.table, Key.Key_Right, Shift)
    assert chosen(lines) == ([0], ["note", "code"])
    header.hideSection(records.column_of("code"))
    stand(lines, 0, "note")
    QTest.keyClick(lines.table, Key.Key_Right, Shift)
    assert chosen(lines) == ([0], ["note", "name"])


def test_the_block_and_its_handle_are_seen(lines: RecordsView) -> None:
    stand(lines, 1, "stage")
    alone = lines.table.handle.place()
    QTest.keyClick(lines.table, Key.Key_Down, Shift)
    both = lines.table.handle.place()
    assert both.top() - alone.top() == lines.table.rowHeight(1)
    picture = lines.table.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()
    corner = QPoint(round(both.center().x() * ratio), round(both.center().y() * ratio))
    away = QPoint(corner.x(), round(corner.y() + 2 * both.height() * ratio))
    assert picture.pixelColor(corner) != picture.pixelColor(away)
