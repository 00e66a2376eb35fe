"""What a planner does with a table all day, by keys and mouse alone, in the whole window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from desktop.ui.dialogs.column_chooser import ColumnChooser
from desktop.ui.dialogs.named_views import NameDialog
from desktop.ui.grid import columns
from desktop.ui.main_window import MainWindow
from desktop.ui.views.records import RecordsView
from tests.ui.grid.blocks import chosen, clip, column, middle, place, select, stand, steps

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
Control, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def capacity(open_window: MainWindow) -> RecordsView:
    """Gives the capacity in the window, with the keyboard in its rows."""
    open_window.resize(1500, 700)
    view = open_window.navigate("capacity")
    assert isinstance(view, RecordsView)
    view.table.focus_rows()
    return view


def click(view: RecordsView, row: int, name: str, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(view.table.viewport(), Left, keys, middle(view, row, name))


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def choose(text: str) -> None:
    """Clicks an entry of the menu that is open."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (action,) = [a for a in menu.actions() if a.text().replace("&", "").split("\t")[0] == text]
    QTest.mouseClick(menu, Left, pos=menu.actionGeometry(action).center())


def press_label(view: RecordsView, name: str, edge: bool = False) -> QPoint:
    """Gives where the label of a column, or its right edge, is grasped."""
    header, section = view.table.header, view.records.column_of(name)
    across = header.sectionSize(section) - 1 if edge else 20
    return QPoint(header.place_of(section) + across, 8)


def drag(view: RecordsView, start: QPoint, end: QPoint) -> None:
    port = view.table.header.viewport()
    QTest.mousePress(port, Left, pos=start)
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(port, start + (end - start) * part)
    QTest.mouseRelease(port, Left, pos=end)


def codes(view: RecordsView) -> list[str]:
    return column(view, "code")


# Cells


def test_a_pasted_block_is_selected_from_its_first_cell(lines: RecordsView) -> None:
    clip("31\tkg\r\n32\tkg")
    stand(lines, 2, "nameplate")
    QTest.keyClick(lines.table, Key.Key_V, Control)
    assert place(lines) == (2, "nameplate")
    assert chosen(lines) == ([2, 3], ["nameplate", "unit"])
    QTest.keyClick(lines.table, Key.Key_Down, Shift)
    assert chosen(lines) == ([2, 3, 4], ["nameplate", "unit"])


def test_new_records_are_selected_with_the_cells_over_which_was_pasted(
    lines: RecordsView,
) -> None:
    clip("L5\tONSAN\tGE\t\tannounced\r\nL6\tONSAN\tGE\t\tannounced\r\n")
    stand(lines, 5, "name")
    QTest.keyClick(lines.table, Key.Key_V, Control)
    assert chosen(lines) == ([5, 6], ["name", "plant", "material", "form", "stage"])
    QTest.keyClick(lines.table, Key.Key_V, Control | Shift)
    assert (place(lines), chosen(lines)[0]) == ((7, "name"), [7, 8])


def test_nothing_new_is_selected_where_the_same_was_pasted(lines: RecordsView) -> None:
    select(lines, 2, "nameplate", down=1)
    QTest.keyClick(lines.table, Key.Key_C, Control)
    stand(lines, 2, "nameplate")
    QTest.keyClick(lines.table, Key.Key_V, Control)
    assert chosen(lines) == ([2, 3], ["nameplate"])


def test_what_the_handle_filled_is_selected(lines: RecordsView) -> None:
    port, end = lines.table.viewport(), middle(lines, 4, "start")
    stand(lines, 1, "start")
    QTest.mousePress(port, Left, pos=lines.table.handle.place().center())
    QTest.mouseMove(port, middle(lines, 2, "start"))
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, Left, pos=end)
    assert (place(lines), chosen(lines)) == ((1, "start"), ([1, 2, 3, 4], ["start"]))


def test_a_series_is_filled_from_the_menu_of_the_cell(lines: RecordsView) -> None:
    select(lines, 1, "start", down=2)
    QTest.keyClick(lines.table, Key.Key_F10, Shift)
    assert steps(lines, lambda: choose("Fill series")) == ["Fill series in Start"]
    assert column(lines, "start")[1:4] == ["2029", "2030", "2031"]


# Filters, order, groups


def test_ranges_of_numbers_and_dates_are_typed(lines: RecordsView) -> None:
    filters = lines.table.header.filters
    QTest.keyClicks(filters.line("nameplate"), "2..3")
    assert codes(lines) == ["CAP-12", "CAP-13"]
    QTest.keyClick(filters.line("nameplate"), Key.Key_Escape)
    QTest.keyClicks(filters.line("start"), "2028-H2..2030")
    assert codes(lines) == ["CAP-2"]


def test_a_long_filter_is_seen_whole_while_it_is_typed(lines: RecordsView) -> None:
    line = lines.table.header.filters.line("start")
    narrow = line.width()
    QTest.mouseClick(line, Left, pos=QPoint(10, line.height() // 2))
    QTest.keyClicks(line, "2025..2027-H2 | >=2028-H1 | blank")
    assert line.width() > line.fontMetrics().horizontalAdvance(line.text())
    assert line.geometry().right() <= lines.table.header.viewport().width()
    QTest.keyClick(line, Key.Key_Down)
    assert (line.width(), line.cursorPosition()) == (narrow, 0)


def test_the_selection_is_filtered_by_and_left_out_by_mouse(lines: RecordsView) -> None:
    click(lines, 3, "nameplate")
    QTest.keyClick(lines.table, Key.Key_F10, Shift)
    choose("Filter to selection")
    assert codes(lines) == ["CAP-12"]
    QTest.mouseClick(lines.clear_button, Left)
    assert (len(codes(lines)), lines.table.hasFocus()) == (6, True)
    click(lines, 3, "nameplate")
    QTest.keyClick(lines.table, Key.Key_F10, Shift)
    choose("Exclude selection")
    assert "CAP-12" not in codes(lines)


def test_groups_and_frozen_columns_are_made_with_the_keyboard(capacity: RecordsView) -> None:
    click(capacity, 0, "stage")
    QTest.keyClick(capacity.table, Key.Key_M, Control | Shift)
    QTest.keyClick(menu(), Key.Key_G)
    assert capacity.records.is_head(0)
    click(capacity, 1, "name")
    QTest.keyClick(capacity.table, Key.Key_M, Control | Shift)
    QTest.keyClick(menu(), Key.Key_F)
    assert capacity.table.frozen == 2


def menu() -> QMenu:
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


# Columns, views, totals


def test_columns_are_moved_and_made_wider_and_stay_so(
    open_window: MainWindow, capacity: RecordsView
) -> None:
    header = capacity.table.header
    edge = press_label(capacity, "name", edge=True)
    width = header.sectionSize(capacity.records.column_of("name"))
    drag(capacity, edge, edge + QPoint(40, 0))
    drag(capacity, press_label(capacity, "stage"), press_label(capacity, "plant"))
    open_window.navigate("demand")
    assert open_window.navigate("capacity") is capacity
    assert header.sectionSize(capacity.records.column_of("name")) == width + 40
    names = [capacity.records.fields[c].name for c in columns.shown(header)]
    assert names[:4] == ["code", "name", "stage", "plant"]


def test_a_frozen_column_is_moved_while_the_others_are_scrolled(lines: RecordsView) -> None:
    lines.resize(800, 400)
    lines.freeze_up_to(lines.records.column_of("name"))
    lines.table.horizontalScrollBar().setValue(260)
    header = lines.table.header
    drag(lines, press_label(lines, "name"), press_label(lines, "code"))
    names = [lines.records.fields[c].name for c in columns.shown(header)]
    assert (names[:2], header.sort) == (["name", "code"], [])


def test_a_view_is_saved_and_shown_again_by_keys_and_mouse(capacity: RecordsView) -> None:
    QTest.keyClicks(capacity.table.header.filters.line("stage"), "comm")
    QTimer.singleShot(0, lambda: QTest.keyClick(menu(), Key.Key_S))
    QTest.mouseClick(capacity.bar.views, Left)
    line = capacity.findChildren(NameDialog)[-1].line
    QTest.keyClicks(line, "Sure")
    QTest.keyClick(line, Key.Key_Return)
    QTimer.singleShot(0, lambda: QTest.keyClick(menu(), Key.Key_R))
    QTest.mouseClick(capacity.bar.views, Left)
    assert len(codes(capacity)) == 2
    QTimer.singleShot(0, lambda: choose("Sure"))
    QTest.mouseClick(capacity.bar.views, Left)
    assert codes(capacity) == ["CAP-1"]


def test_totals_come_and_go_with_their_keys(capacity: RecordsView) -> None:
    QTest.keyClick(capacity.table, Key.Key_T, Control | Shift)
    assert capacity.footer.row.isVisible()
    QTest.keyClick(capacity.table, Key.Key_T, Control | Shift)
    assert not capacity.footer.row.isVisible()


def test_the_columns_are_chosen_with_the_keyboard(capacity: RecordsView) -> None:
    click(capacity, 0, "stage")
    QTest.keyClick(capacity.table, Key.Key_M, Control | Shift)
    QTest.keyClick(menu(), Key.Key_O)
    dialog = capacity.findChild(ColumnChooser)
    assert dialog is not None
    QTest.keyClick(dialog.list, Key.Key_Down)
    QTest.keyClick(dialog.list, Key.Key_Space)
    QTest.keyClick(dialog.list, Key.Key_Return)
    names = [capacity.records.fields[c].name for c in columns.shown(capacity.table.header)]
    assert names[:2] == ["code", "plant"]


# Problems


def test_a_cell_that_is_cleared_is_marked_and_says_why(lines: RecordsView) -> None:
    def painted() -> QImage:
        index = lines.records.index(0, lines.records.column_of("nameplate"))
        cell = lines.table.visualRect(index).adjusted(3, 3, -3, -3)
        return lines.table.viewport().grab(cell).toImage()

    stand(lines, 0, "nameplate")
    QTest.keyClick(lines.table, Key.Key_Delete)
    (problem,) = lines.records.problems_at(0, lines.records.column_of("nameplate"))
    assert "unknown" in str(problem.message)
    QTest.keyClick(lines.table, Key.Key_Down)
    marked = painted()
    bare = QImage(marked.size(), marked.format())
    bare.setDevicePixelRatio(marked.devicePixelRatio())
    bare.fill(marked.pixelColor(marked.width() // 2, marked.height() // 2))
    assert marked != bare
