"""Filtering, searching and sorting, by keyboard and mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.ui.grid.filter_row import FilterLine
from desktop.ui.views.records import RecordsView

Key, Left = Qt.Key, Qt.MouseButton.LeftButton


def codes(view: RecordsView) -> list[str]:
    return [view.records.text_at(row, 0) for row in range(view.records.rowCount())]


def line(view: RecordsView, name: str) -> FilterLine:
    return view.table.header.filters.line(name)


def click_header(view: RecordsView, name: str, shift: bool = False) -> None:
    header, column = view.table.header, view.records.column_of(name)
    place = QPoint(header.sectionViewportPosition(column) + 20, 8)
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(header.viewport(), Left, keys, place)


def test_a_filter_narrows_while_typing(view: RecordsView) -> None:
    QTest.keyClicks(line(view, "nameplate"), ">10")
    assert codes(view) == ["CAP-1"]
    assert view.count.text() == "1 of 2 shown"
    assert view.clear_button.isVisible()
    QTest.mouseClick(view.clear_button, Left)
    assert codes(view) == ["CAP-1", "CAP-2"]
    assert view.count.text() == "2 records"
    assert line(view, "nameplate").text() == ""


def test_a_filter_that_cannot_be_read_is_marked_and_left_out(view: RecordsView) -> None:
    QTest.keyClicks(line(view, "stage"), "comm")
    QTest.keyClicks(line(view, "nameplate"), ">many")
    assert codes(view) == ["CAP-1"]
    assert "many" in line(view, "nameplate").toolTip()
    assert line(view, "nameplate").fault is not None
    QTest.keyClick(line(view, "nameplate"), Key.Key_Escape)
    assert line(view, "nameplate").fault is None


def test_filters_stay_in_reach_when_nothing_passes(view: RecordsView) -> None:
    QTest.keyClicks(line(view, "code"), "zzz")
    assert codes(view) == []
    assert view.count.text() == "0 of 2 shown"
    assert line(view, "code").isVisible()


def test_arrow_down_goes_from_filter_and_search_to_the_rows(view: RecordsView) -> None:
    line(view, "code").setFocus()
    QTest.keyClick(line(view, "code"), Key.Key_Down)
    assert view.table.hasFocus()
    view.focus_search()
    assert view.search.hasFocus()
    QTest.keyClick(view.search, Key.Key_Down)
    assert view.table.hasFocus()


def test_search_looks_behind_codes_too(view: RecordsView) -> None:
    QTest.keyClicks(view.search, "committed onsan germ")
    assert codes(view) == ["CAP-1"]
    QTest.keyClick(view.search, Key.Key_Escape)
    assert len(codes(view)) == 2


def test_a_click_sorts_the_second_turns_the_third_clears(view: RecordsView) -> None:
    click_header(view, "code")
    assert view.table.header.sort == [("code", False)]
    click_header(view, "code")
    assert codes(view) == ["CAP-2", "CAP-1"]
    click_header(view, "code")
    assert (codes(view), view.table.header.sort) == (["CAP-1", "CAP-2"], [])


def test_shift_and_a_click_add_a_key(view: RecordsView) -> None:
    click_header(view, "material")
    click_header(view, "code", shift=True)
    click_header(view, "code", shift=True)
    assert view.table.header.sort == [("material", False), ("code", True)]
    assert codes(view) == ["CAP-2", "CAP-1"]


def test_the_current_record_stays_current(view: RecordsView) -> None:
    view.table.stand_on(view.records.index(1, 3))
    click_header(view, "code")
    click_header(view, "code")
    assert view.table.currentIndex().row() == 0
    assert view.table.currentIndex().column() == 3


def test_filters_stand_under_their_columns_and_scroll_with_them(view: RecordsView) -> None:
    view.resize(700, 400)
    header = view.table.header
    for value in (0, 130):
        view.table.horizontalScrollBar().setValue(value)
        for column, filter in enumerate(header.filters.lines):
            scrolled = 0 if column == 0 else value  # the code is frozen
            assert filter.x() == header.sectionPosition(column) - scrolled
            assert filter.width() == header.sectionSize(column) - 1
