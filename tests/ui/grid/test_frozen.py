"""Columns that stay in sight while the others scroll: what is seen, clicked and edited there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.views.records import RecordsView

Key, Left = Qt.Key, Qt.MouseButton.LeftButton


@pytest.fixture
def scrolled(view: RecordsView) -> RecordsView:
    """Gives a narrow view, its code frozen, scrolled by 260 pixels."""
    view.resize(800, 400)
    view.table.horizontalScrollBar().setValue(260)
    assert view.table.horizontalScrollBar().value() == 260
    return view


def middle(view: RecordsView, row: int, name: str) -> QPoint:
    index = view.records.index(row, view.records.column_of(name))
    return view.table.visualRect(index).center()


def test_the_code_is_frozen_from_the_start(scrolled: RecordsView) -> None:
    table = scrolled.table
    assert (table.frozen, list(table.pinned())) == (1, [0])
    assert table.visualRect(scrolled.records.index(0, 0)).left() == 0
    assert table.visualRect(scrolled.records.index(0, 1)).left() < 0


def test_a_click_and_an_edit_go_to_the_cell_that_is_seen(scrolled: RecordsView) -> None:
    table = scrolled.table
    QTest.mouseClick(table.viewport(), Left, pos=middle(scrolled, 1, "code"))
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 0)
    assert table.horizontalScrollBar().value() == 260
    QTest.keyClick(table, Key.Key_F2)
    editor = QApplication.focusWidget()
    assert editor is not None and editor is not table
    assert editor.geometry() == table.visualRect(scrolled.records.index(1, 0))
    table.horizontalScrollBar().setValue(200)
    assert editor.x() == 0
    QTest.keyClicks(editor, "X")
    QTest.keyClick(editor, Key.Key_Return)
    assert scrolled.records.text_at(1, 0) == "CAP-2X"


def test_the_frozen_cells_are_what_is_painted(scrolled: RecordsView) -> None:
    table, width = scrolled.table, scrolled.table.header.sectionSize(0)
    scrolled.table.clearFocus()
    there = table.viewport().grab(table.viewport().rect()).toImage()
    table.horizontalScrollBar().setValue(0)
    home = table.viewport().grab(table.viewport().rect()).toImage()
    ratio = there.devicePixelRatio()
    area = (0, 0, int((width - 3) * ratio), int(60 * ratio))
    assert there.copy(*area) == home.copy(*area)


def test_keys_bring_cells_out_from_under_the_frozen_ones(scrolled: RecordsView) -> None:
    table = scrolled.table
    table.stand_on(scrolled.records.index(0, scrolled.records.column_of("note")))
    while table.currentIndex().column() > 1:
        QTest.keyClick(table, Key.Key_Left)
        place = table.visualRect(table.currentIndex())
        assert place.left() >= table.pinned_width()


def test_the_header_is_clicked_where_it_is_seen(scrolled: RecordsView) -> None:
    header = scrolled.table.header
    QTest.mouseClick(header.viewport(), Left, pos=QPoint(20, 8))
    assert header.sort == [("code", False)]
    stage = scrolled.records.column_of("stage")
    place = QPoint(header.place_of(stage) + 20, 8)
    QTest.mouseClick(header.viewport(), Left, pos=place)
    assert header.sort == [("stage", False)]


def test_a_frozen_column_is_made_wider_at_the_edge_that_is_seen(scrolled: RecordsView) -> None:
    header = scrolled.table.header
    width = header.sectionSize(0)
    edge = QPoint(width - 1, 8)
    QTest.mousePress(header.viewport(), Left, pos=edge)
    QTest.mouseMove(header.viewport(), edge + QPoint(30, 0))
    QTest.mouseRelease(header.viewport(), Left, pos=edge + QPoint(30, 0))
    assert header.sectionSize(0) == width + 30


def test_a_double_click_on_an_edge_fits_the_width(scrolled: RecordsView) -> None:
    header = scrolled.table.header
    fitting = header.sectionSize(0)
    header.resizeSection(0, 200)
    QTest.mouseDClick(header.viewport(), Left, pos=QPoint(199, 8))
    assert header.sectionSize(0) == fitting


def test_the_tooltip_is_that_of_the_column_that_is_seen(
    scrolled: RecordsView, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    records = scrolled.records
    plain = records.headerData

    def spy(section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if role == Qt.ItemDataRole.ToolTipRole:
            seen.append(section)
        return plain(section, orientation, role)

    monkeypatch.setattr(records, "headerData", spy)
    viewport = scrolled.table.header.viewport()
    place = QPoint(10, 5)
    QApplication.sendEvent(
        viewport, QHelpEvent(QEvent.Type.ToolTip, place, viewport.mapToGlobal(place))
    )
    assert seen == [0]


def test_the_filter_of_a_frozen_column_stands_over_the_others(scrolled: RecordsView) -> None:
    filters = scrolled.table.header.filters
    assert filters.line("code").x() == 0
    assert filters.childAt(QPoint(10, 8)) is filters.line("code")


def test_a_filter_reached_by_tab_is_scrolled_into_sight(scrolled: RecordsView) -> None:
    filters = scrolled.table.header.filters
    filters.line("name").setFocus(Qt.FocusReason.TabFocusReason)
    assert filters.line("name").x() >= scrolled.table.pinned_width()
    filters.line("note").setFocus(Qt.FocusReason.TabFocusReason)
    right = filters.line("note").geometry().right()
    assert right <= scrolled.table.viewport().width()


def test_the_action_freezes_up_to_the_column_and_lets_go_again(scrolled: RecordsView) -> None:
    table = scrolled.table
    table.horizontalScrollBar().setValue(0)
    scrolled.resize(1200, 400)
    table.stand_on(scrolled.records.index(0, 2))
    scrolled.freeze_columns()
    table.horizontalScrollBar().setValue(100)
    assert (table.frozen, list(table.pinned())) == (3, [0, 1, 2])
    scrolled.freeze_columns()
    assert (table.frozen, list(table.pinned())) == (0, [])
    assert table.visualRect(scrolled.records.index(0, 0)).left() == -100


def test_frozen_columns_leave_room_for_the_others(scrolled: RecordsView, qtbot: QtBot) -> None:
    scrolled.table.freeze(6)
    assert 0 < len(scrolled.table.pinned()) < 6
    assert scrolled.table.pinned_width() <= 0.6 * scrolled.table.viewport().width()
