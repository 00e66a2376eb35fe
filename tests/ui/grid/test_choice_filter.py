"""Ticking the values of a column, and filters made from what is selected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.ui.grid.choice_filter import ChoiceFilter
from desktop.ui.grid.filter_row import FilterLine
from desktop.ui.views.records import RecordsView

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
Alt, Shift = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


def codes(view: RecordsView) -> list[str]:
    return [view.records.text_at(row, 0) for row in range(view.records.rowCount())]


def line(view: RecordsView, name: str) -> FilterLine:
    return view.table.header.filters.line(name)


def opened(view: RecordsView) -> ChoiceFilter:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, ChoiceFilter)]
    (popup,) = [popup for popup in found if popup.isVisible()]
    return popup


def texts(popup: ChoiceFilter) -> list[str]:
    return [popup.list.item(row).text() for row in range(popup.list.count())]


def test_values_are_ticked_with_the_keyboard_alone(view: RecordsView) -> None:
    line(view, "stage").setFocus()
    QTest.keyClick(line(view, "stage"), Key.Key_Down, Alt)
    popup = opened(view)
    assert texts(popup) == ["(select all)", "announced", "committed"]
    QTest.keyClick(popup.search, Key.Key_Down)
    QTest.keyClick(popup.list, Key.Key_Down)
    QTest.keyClick(popup.list, Key.Key_Space)
    QTest.keyClick(popup.list, Key.Key_Return)
    assert line(view, "stage").text() == "=committed"
    assert codes(view) == ["CAP-1"]


def test_a_click_on_the_arrow_offers_the_values_and_a_search_takes_what_it_shows(
    view: RecordsView,
) -> None:
    filter = line(view, "stage")
    QTest.mouseClick(filter, Left, pos=QPoint(filter.width() - 5, filter.height() // 2))
    popup = opened(view)
    QTest.keyClicks(popup.search, "anno")
    assert texts(popup) == ["(select all)", "announced"]
    QTest.keyClick(popup.search, Key.Key_Return)
    assert codes(view) == ["CAP-2"]


def test_blank_is_a_value_and_all_ticked_is_no_filter(view: RecordsView) -> None:
    view.choose_values("nameplate")
    popup = opened(view)
    assert texts(popup) == ["(select all)", "12", "(blank)"]
    place = popup.list.visualItemRect(popup.list.item(1)).topLeft() + QPoint(10, 8)
    QTest.mouseClick(popup.list.viewport(), Left, pos=place)
    assert popup.list.item(0).checkState() == Qt.CheckState.PartiallyChecked
    QTest.mouseClick(popup.ok, Left)
    assert (line(view, "nameplate").text(), codes(view)) == ("blank", ["CAP-2"])
    view.choose_values("nameplate")
    popup = opened(view)
    assert popup.list.item(1).checkState() == Qt.CheckState.Unchecked
    popup.list.setFocus()
    QTest.keyClick(popup.list, Key.Key_Space)
    QTest.keyClick(popup.list, Key.Key_Return)
    assert (line(view, "nameplate").text(), len(codes(view))) == ("", 2)


def test_nothing_ticked_cannot_be_taken_and_esc_changes_nothing(view: RecordsView) -> None:
    view.choose_values("stage")
    popup = opened(view)
    popup.list.setFocus()
    QTest.keyClick(popup.list, Key.Key_Space)
    assert not popup.ok.isEnabled()
    QTest.keyClick(popup.list, Key.Key_Return)
    assert popup.isVisible()
    QTest.keyClick(popup.list, Key.Key_Escape)
    assert not popup.isVisible()
    assert line(view, "stage").text() == ""


def test_most_values_ticked_is_said_by_those_that_are_not(
    make_view: Callable[[str], RecordsView],
) -> None:
    view = make_view("organization")
    values = [{"code": f"O{n}", "name": f"N{n}", "roles": ("trader",)} for n in range(8)]
    changes = [Change("organization", -n, None, v) for n, v in enumerate(values, start=1)]
    view.session.apply(ChangeSet(Text("More"), "form", changes))
    view.choose_values("code")
    popup = opened(view)
    popup.list.setFocus()
    QTest.keyClick(popup.list, Key.Key_Down)
    QTest.keyClick(popup.list, Key.Key_Space)
    QTest.keyClick(popup.list, Key.Key_Return)
    assert line(view, "code").text() == "!=EXO"
    assert len(codes(view)) == 9


def test_references_are_listed_with_the_name_behind_their_code_and_their_count(
    view: RecordsView,
) -> None:
    view.choose_values("plant")
    popup = opened(view)
    assert texts(popup)[1] == "ONSAN — Onsan"
    said = popup.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "ONSAN — Onsan, 2 records"
    popup.close()


def test_several_choices_in_one_cell_are_ticked_one_by_one(
    make_view: Callable[[str], RecordsView],
) -> None:
    view = make_view("organization")
    first = view.records.ids[0]
    column = view.records.column_of("roles")
    view.records.enter(view.records.index(0, column), "supplier, trader")
    view.choose_values("roles")
    popup = opened(view)
    assert texts(popup) == ["(select all)", "supplier", "consumer", "trader"]
    popup.list.setFocus()
    QTest.keyClick(popup.list, Key.Key_Space)
    QTest.keyClick(popup.list, Key.Key_End)
    QTest.keyClick(popup.list, Key.Key_Space)
    QTest.keyClick(popup.list, Key.Key_Return)
    assert line(view, "roles").text() == "=trader"
    assert list(view.records.ids) == [first]


def test_the_selection_becomes_a_filter_and_its_exclusion(view: RecordsView) -> None:
    view.table.stand_on(view.records.index(0, view.records.column_of("stage")))
    view.filter_to_selection()
    assert (line(view, "stage").text(), codes(view)) == ("=committed", ["CAP-1"])
    view.clear_filters()
    view.table.stand_on(view.records.index(0, view.records.column_of("nameplate")))
    view.exclude_selection()
    assert (line(view, "nameplate").text(), codes(view)) == ("!=12", ["CAP-2"])
    view.table.stand_on(view.records.index(0, view.records.column_of("nameplate")))
    view.exclude_selection()
    assert line(view, "nameplate").text() == "!=12 | !blank"
    assert codes(view) == []


def test_the_menu_of_a_cell_filters(view: RecordsView, qtbot: QtBot) -> None:
    view.table.stand_on(view.records.index(1, view.records.column_of("stage")))
    QTest.keyClick(view.table, Key.Key_F10, Shift)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    (action,) = [a for a in menu.actions() if a.text().startswith("Filter to selection")]
    action.trigger()
    menu.close()
    assert codes(view) == ["CAP-2"]


def test_filters_that_leave_nothing_say_so_and_offer_the_way_out(view: RecordsView) -> None:
    assert not view.no_match.isVisible()
    QTest.keyClicks(line(view, "code"), "zzz")
    assert view.no_match.isVisible()
    assert view.no_match.label.text() == "No record passes the filters and the search."
    QTest.mouseClick(view.no_match.button, Left)
    assert not view.no_match.isVisible()
    assert len(codes(view)) == 2


def test_a_filter_shows_how_it_is_written_while_the_cursor_is_there(view: RecordsView) -> None:
    filter = line(view, "nameplate")
    assert filter.placeholderText() == ""
    filter.setFocus()
    assert filter.placeholderText() == ">=10, 5..20, !0, blank, !blank"
    assert "5..20" in filter.toolTip()
    view.table.setFocus()
    assert filter.placeholderText() == ""
