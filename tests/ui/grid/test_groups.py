"""Rows in groups under heads: opening, closing, editing, sorting and filtering among them."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.query import Query
from desktop.model import TYPES
from desktop.operations import edit
from desktop.storage.store import Store
from desktop.ui.grid.model import RecordsModel
from desktop.ui.session import Session
from desktop.ui.views.records import RecordsView

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
Control = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def grouped(view: RecordsView) -> RecordsView:
    """Gives the capacity in groups by stage: announced (CAP-2), committed (CAP-1)."""
    view.table.stand_on(view.records.index(0, view.records.column_of("stage")))
    view.group_by_column()
    return view


def rows(view: RecordsView) -> list[str]:
    """Gives codes of records, and values of heads in brackets."""
    model = view.records
    return [
        f"[{model.head_parts(row)[0]}]" if model.is_head(row) else model.text_at(row, 0)
        for row in range(model.rowCount())
    ]


def test_groups_have_heads_with_count_and_metal(grouped: RecordsView) -> None:
    assert rows(grouped) == ["[Stage: announced]", "CAP-2", "[Stage: committed]", "CAP-1"]
    assert grouped.records.head_parts(0) == ("Stage: announced", "1 record  ·  unknown", True)
    assert grouped.records.head_parts(2)[1] == "1 record  ·  12 t/year contained"
    assert grouped.count.text() == "2 records"
    said = grouped.records.data(grouped.records.index(0, 3), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Stage: announced, 1 record  ·  unknown, open"


def test_the_same_action_takes_the_groups_away(grouped: RecordsView) -> None:
    grouped.group_by_column()
    assert rows(grouped) == ["CAP-1", "CAP-2"]


def test_left_closes_and_right_opens_and_the_code_is_no_group(
    grouped: RecordsView, qtbot: QtBot
) -> None:
    table = grouped.table
    table.stand_on(grouped.records.index(0, 0))
    QTest.keyClick(table, Key.Key_Left)
    assert rows(grouped) == ["[Stage: announced]", "[Stage: committed]", "CAP-1"]
    assert table.currentIndex().row() == 0
    QTest.keyClick(table, Key.Key_Left)
    assert len(rows(grouped)) == 3
    QTest.keyClick(table, Key.Key_Right)
    assert len(rows(grouped)) == 4
    QTest.keyClick(table, Key.Key_Space)
    assert len(rows(grouped)) == 3
    table.stand_on(grouped.records.index(2, 0))
    with qtbot.waitSignal(grouped.session.noticed) as told:
        grouped.group_by_column()
    assert str(told.args[0].text) == "Code cannot be grouped by"


def test_a_click_on_the_arrow_and_a_double_click_turn_a_group(grouped: RecordsView) -> None:
    viewport = grouped.table.viewport()
    middle = grouped.table.visualRect(grouped.records.index(0, 0)).center().y()
    QTest.mouseClick(viewport, Left, pos=QPoint(6, middle))
    assert len(rows(grouped)) == 3
    QTest.mouseDClick(viewport, Left, pos=QPoint(200, middle))
    assert len(rows(grouped)) == 4


def test_all_groups_close_and_open(grouped: RecordsView) -> None:
    grouped.close_groups()
    assert rows(grouped) == ["[Stage: announced]", "[Stage: committed]"]
    assert grouped.count.text() == "2 records"
    grouped.open_groups()
    assert len(rows(grouped)) == 4


def test_a_record_is_edited_in_its_group_and_the_head_follows(grouped: RecordsView) -> None:
    grouped.table.stand_on(grouped.records.index(1, grouped.records.column_of("nameplate")))
    QTest.keyClicks(grouped.table, "5")
    editor = QApplication.focusWidget()
    assert editor is not None
    QTest.keyClick(editor, Key.Key_Return)
    assert grouped.records.head_parts(0)[1] == "1 record  ·  5 t/year contained"
    grouped.session.undo()
    assert grouped.records.head_parts(0)[1] == "1 record  ·  unknown"


def test_a_head_is_not_edited_deleted_or_copied(grouped: RecordsView) -> None:
    grouped.table.stand_on(grouped.records.index(0, 1))
    before = grouped.session.dataset
    QTest.keyClicks(grouped.table, "x")
    QTest.keyClick(grouped.table, Key.Key_Delete)
    QTest.keyClick(grouped.table, Key.Key_Minus, Control)
    assert grouped.session.dataset is before
    assert grouped.table.hasFocus()
    assert str(grouped.records.enter(grouped.records.index(0, 1), "x")) == (
        "The head of a group cannot be edited"
    )


def test_an_edited_group_value_moves_the_record_when_the_query_runs_again(
    grouped: RecordsView,
) -> None:
    column = grouped.records.column_of("stage")
    grouped.records.enter(grouped.records.index(1, column), "operating")
    assert rows(grouped)[:2] == ["[Stage: announced]", "CAP-2"]
    grouped.records.set_query(grouped.records.query)
    assert rows(grouped) == ["[Stage: committed]", "CAP-1", "[Stage: operating]", "CAP-2"]


def test_groups_work_with_filter_search_and_sort(grouped: RecordsView) -> None:
    grouped.group_by("plant")
    assert rows(grouped) == ["[Plant: ONSAN — Onsan]", "CAP-1", "CAP-2"]
    grouped.sort_by("code", True)
    assert rows(grouped) == ["[Plant: ONSAN — Onsan]", "CAP-2", "CAP-1"]
    QTest.keyClicks(grouped.table.header.filters.line("stage"), "comm")
    assert rows(grouped) == ["[Plant: ONSAN — Onsan]", "CAP-1"]
    grouped.clear_filters()
    grouped.group_by("end")
    assert rows(grouped)[0] == "[End: blank]"


def test_new_records_come_into_their_group_and_closed_ones_stay_closed(
    grouped: RecordsView, session: Session
) -> None:
    grouped.records.turn(2)
    second = grouped.session.dataset.find("capacity", "CAP-2")
    assert second is not None
    session.apply(edit.duplicate(session.dataset, grouped.type, [second]))
    assert rows(grouped) == ["[Stage: announced]", "CAP-2", "CAP-3", "[Stage: committed]"]
    session.undo()
    assert rows(grouped) == ["[Stage: announced]", "CAP-2", "[Stage: committed]"]


def test_going_to_a_record_opens_its_group(grouped: RecordsView) -> None:
    first = grouped.session.dataset.find("capacity", "CAP-1")
    second = grouped.session.dataset.find("capacity", "CAP-2")
    assert first is not None and second is not None
    grouped.session.select("capacity", second)
    grouped.records.turn(2)
    grouped.session.select("capacity", first)
    assert grouped.records.ids[grouped.table.currentIndex().row()] == first


def test_standing_on_a_head_selects_no_record(grouped: RecordsView) -> None:
    before = grouped.session.selection
    grouped.table.stand_on(grouped.records.index(2, 0))
    assert grouped.session.selection == before


def test_qt_finds_nothing_wrong_with_groups(
    session: Session, store: Store, qtmodeltester: Any
) -> None:
    model = RecordsModel(session, TYPES["capacity"])
    model.show(session.dataset)
    model.set_query(Query(group="stage"))
    qtmodeltester.check(model)
    model.turn(2)
    model.turn(0)
    model.turn(1)
    model.turn_all(False)
    model.turn_all(True)
    qtmodeltester.check(model)
