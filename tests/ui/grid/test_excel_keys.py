"""Keys and clicks that hands know from Excel: edges, today, the fill handle, closing midway."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.partial_date import PartialDate
from desktop.ui.grid.edges import edge
from desktop.ui.main_window import MainWindow
from desktop.ui.views.records import RecordsView
from tests.ui.grid.blocks import chosen, clip, column, notices, place, select, stand, steps

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
Control, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


# Edges


@pytest.mark.parametrize(
    ("cells", "here", "step", "expected"),
    [
        ("xxxx", 0, 1, 3),
        ("xx.x", 0, 1, 1),
        ("xx.x", 1, 1, 3),
        ("x...", 0, 1, 3),
        ("..xx", 0, 1, 2),
        ("xx.x", 3, -1, 1),
        ("..xx", 3, -1, 2),
        ("..xx", 2, -1, 0),
        ("xxxx", 3, 1, 3),
    ],
)
def test_an_edge_is_where_excel_has_it(cells: str, here: int, step: int, expected: int) -> None:
    assert edge(lambda place: cells[place] == "x", here, step, len(cells) - 1) == expected


def test_ctrl_and_arrows_stop_at_the_edges_of_what_is_filled(lines: RecordsView) -> None:
    assert column(lines, "nameplate") == ["12", "", "1", "2", "3", "4"]
    stand(lines, 0, "nameplate")
    rows = []
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Up):
        QTest.keyClick(lines.table, key, Control)
        rows.append(place(lines)[0])
    assert rows == [2, 5, 2, 0]
    names = []
    for key in (Key.Key_Left, Key.Key_Left, Key.Key_Left):
        QTest.keyClick(lines.table, key, Control)
        names.append(place(lines)[1])
    assert names == ["stage", "material", "code"]


def test_home_brings_back_what_was_scrolled_under_a_frozen_column(lines: RecordsView) -> None:
    lines.resize(800, 400)
    stand(lines, 0, "note")
    bar = lines.table.horizontalScrollBar()
    assert bar.value() > 0
    QTest.keyClick(lines.table, Key.Key_Home)
    assert (place(lines), bar.value()) == ((0, "code"), 0)


# Today


def test_ctrl_and_semicolon_type_the_day_of_today(lines: RecordsView) -> None:
    stand(lines, 1, "start")
    QTest.keyClick(lines.table, Key.Key_Semicolon, Control)
    QTest.keyClick(focus(), Key.Key_Return)
    assert column(lines, "start")[1] == PartialDate.of_day(dt.date.today()).shown()
    stand(lines, 0, "name")
    QTest.keyClick(lines.table, Key.Key_Semicolon, Control)
    QTest.keyClick(focus(), Key.Key_Return)
    assert column(lines, "name")[0].startswith("Onsan germanium20")


def test_ctrl_and_semicolon_leave_a_number_alone(lines: RecordsView) -> None:
    stand(lines, 0, "nameplate")
    QTest.keyClick(lines.table, Key.Key_Semicolon, Control)
    assert focus() is lines.table
    assert column(lines, "nameplate")[0] == "12"


# The fill handle


def test_a_double_click_on_the_handle_fills_as_far_as_the_columns_beside_it(
    lines: RecordsView,
) -> None:
    port = lines.table.viewport()
    stand(lines, 0, "end")
    QTest.keyClick(lines.table, Key.Key_F2)
    QTest.keyClicks(focus(), "2040")
    QTest.keyClick(focus(), Key.Key_Return)
    stand(lines, 0, "end")
    corner = lines.table.handle.place().center()
    # The column at the left, Start, is filled in the next row only.
    made = steps(lines, lambda: QTest.mouseDClick(port, Left, pos=corner))
    assert made == ["Fill series in End"]
    assert column(lines, "end") == ["2040", "2041", "", "", "", ""]
    select(lines, 2, "nameplate", down=1)
    QTest.mouseDClick(port, Left, pos=lines.table.handle.place().center())
    assert column(lines, "nameplate") == ["12", "", "1", "2", "3", "4"]  # 1, 2 goes on as 3, 4
    assert focus() is lines.table


@contextmanager
def painted(widget: QWidget) -> Iterator[list[QRegion]]:
    """Gives what of a widget is painted anew meanwhile."""
    found: list[QRegion] = []

    class Spy(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                found.append(QRegion(event.region()))
            return False

    spy = Spy()
    widget.installEventFilter(spy)
    yield found
    widget.removeEventFilter(spy)


def test_nothing_of_the_handle_stays_behind_when_the_block_grows(
    lines: RecordsView, qtbot: QtBot
) -> None:
    select(lines, 0, "name", down=1)
    port, former = lines.table.viewport(), lines.table.handle.place()
    port.repaint()
    with painted(port) as found:
        QTest.keyClick(lines.table, Key.Key_Down, Shift)
        qtbot.waitUntil(lambda: any(region.contains(former.bottomRight()) for region in found))
    now = lines.table.handle.place().adjusted(-1, -1, 1, 1)
    assert now.top() > former.bottom()
    whole = QRegion()
    for region in found:
        whole += region
    assert QRegion(former.adjusted(-1, -1, 1, 1)).subtracted(whole).isEmpty()
    assert QRegion(now).subtracted(whole).isEmpty()


# Paste as new records


def test_cells_become_new_records_and_write_over_nothing(lines: RecordsView) -> None:
    before = column(lines, "name")
    clip("Line A\tONSAN\tGE\r\nLine B\tONSAN\tGE\r\n")
    stand(lines, 1, "name")
    made = steps(lines, lambda: QTest.keyClick(lines.table, Key.Key_V, Control | Shift))
    assert made == ["Paste 6 cells"]
    assert column(lines, "name") == [*before, "Line A", "Line B"]
    assert column(lines, "code")[-2:] == ["CAP-15", "CAP-16"]
    lines.session.undo()
    assert column(lines, "name") == before


def test_cells_are_pasted_into_an_empty_table(open_window: MainWindow, qtbot: QtBot) -> None:
    view = open_window.navigate("initiative")
    assert isinstance(view, RecordsView) and view.records.total == 0
    clip("Code\tTitle\tKind\tStatus\r\nIN-1\tPilot\tr&d\tplanned\r\n")
    QTest.keyClick(open_window, Key.Key_V, Control | Shift)
    assert column(view, "title") == ["Pilot"]
    assert view.table.isVisible()


# Closing midway


def test_what_is_typed_in_a_cell_is_kept_when_the_file_closes(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    view = open_window.navigate("capacity")
    assert isinstance(view, RecordsView)
    view.table.focus_rows()
    store = open_window.session.store
    stand(view, 1, "name")
    QTest.keyClick(view.table, Key.Key_F2)
    QTest.keyClicks(focus(), "Typed last")
    told = notices(view)
    QTest.keyClick(open_window, Key.Key_W, Control)
    assert not open_window.session.is_open
    kept = store.dataset["capacity"].by_code("CAP-2")
    assert kept is not None and kept.name == "Typed last"
    assert not told


def test_a_block_is_taken_to_the_edge_with_ctrl_and_shift(lines: RecordsView) -> None:
    stand(lines, 2, "nameplate")
    QTest.keyClick(lines.table, Key.Key_Down, Control | Shift)
    assert chosen(lines) == ([2, 3, 4, 5], ["nameplate"])
    assert place(lines) == (2, "nameplate")
