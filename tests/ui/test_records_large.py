"""A large table is arranged beside the window: the old order is shown until the new is there."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.core import columns
from desktop.operations import edit
from desktop.storage.store import Store
from desktop.ui.grid import footer, preparation
from desktop.ui.grid.choice_filter import ChoiceFilter
from desktop.ui.session import Session
from desktop.ui.views import arranged_records, records
from desktop.ui.views.records import RecordsView


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes every table with a record a large one."""
    monkeypatch.setattr(arranged_records, "LARGE", 0)
    monkeypatch.setattr(records, "LARGE", 0)
    monkeypatch.setattr(footer, "_MANY", 0)


@pytest.fixture
def view(session: Session, store: Store, large: None, qtbot: QtBot) -> RecordsView:
    made = RecordsView(session, "capacity")
    qtbot.addWidget(made)
    made.resize(1400, 500)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.table.focus_rows()
    return made


def codes(view: RecordsView) -> list[str]:
    return [view.records.text_at(row, 0) for row in range(view.records.rowCount())]


def test_the_old_order_is_shown_until_the_new_one_is_there(view: RecordsView, qtbot: QtBot) -> None:
    view.sort_by("code", True)
    assert view.is_working
    assert (codes(view), view.count.text()) == (["CAP-1", "CAP-2"], "Working…")
    qtbot.waitUntil(lambda: codes(view) == ["CAP-2", "CAP-1"])
    assert (view.is_working, view.count.text()) == (False, "2 records")
    assert view.table.header.sort == [("code", True)]


def test_of_several_wishes_the_last_one_is_shown(view: RecordsView, qtbot: QtBot) -> None:
    view.sort_by("code", True)
    view.sort_by("name", False)
    view.group_by("stage")
    qtbot.waitUntil(lambda: not view.is_working)
    assert view.records.query.sort == (("name", False),)
    assert view.records.is_head(0)


def test_an_edit_in_the_meantime_is_not_lost(view: RecordsView, qtbot: QtBot) -> None:
    view.sort_by("code", True)
    ids = list(view.records.ids)
    change = edit.set_values(view.session.dataset, view.type, {ids[0]: {"code": "ZZZ"}}, "form")
    view.session.apply(change)
    qtbot.waitUntil(lambda: not view.is_working)
    assert codes(view) == ["ZZZ", "CAP-2"]


def test_a_filter_is_applied_when_typing_pauses(view: RecordsView, qtbot: QtBot) -> None:
    QTest.keyClicks(view.table.header.filters.line("stage"), "comm")
    assert len(codes(view)) == 2
    qtbot.waitUntil(lambda: codes(view) == ["CAP-1"])


def test_what_was_kept_is_worked_out_after_the_table_is_shown(
    view: RecordsView, session: Session, qtbot: QtBot
) -> None:
    again = RecordsView(session, "capacity")
    qtbot.addWidget(again)
    again.restore({**view.state(), "sort": [["code", True]], "group": "plant"})
    again.show()
    assert codes(again) == ["CAP-1", "CAP-2"]
    qtbot.waitUntil(lambda: codes(again) == ["", "CAP-2", "CAP-1"])


def test_sums_and_values_are_found_beside_the_window(view: RecordsView, qtbot: QtBot) -> None:
    view.table.selectAll()
    view.show_totals()
    qtbot.waitUntil(lambda: "12 t/year contained" in view.footer.label.text())
    column = view.records.column_of("nameplate")
    qtbot.waitUntil(lambda: view.footer.row.text_under(column) == "≥ 12 t contained")
    view.choose_values("stage")

    def popups() -> list[ChoiceFilter]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, ChoiceFilter)]

    qtbot.waitUntil(lambda: any(popup.isVisible() for popup in popups()))
    for popup in popups():
        popup.close()


def test_what_sorting_and_searching_need_is_made_ready_in_a_quiet_moment(
    session: Session, store: Store, large: None, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "_QUIET", 0)
    columns.forget()
    view = RecordsView(session, "capacity")
    qtbot.addWidget(view)
    table = session.dataset["capacity"]
    assert "capacity" not in columns._kept
    view.show()
    view.table.verticalScrollBar().valueChanged.emit(1)  # puts it off, and it begins again
    qtbot.waitUntil(lambda: view._preparation._done is table)
    made = columns._kept["capacity"]
    assert made.table is table
    assert set(made._columns) == {field.name for field in view.type.shown_fields}


def test_a_view_that_goes_leaves_no_work_behind(
    session: Session, store: Store, large: None, qtbot: QtBot
) -> None:
    view = RecordsView(session, "capacity")
    view.show()
    view.sort_by("code", True)
    view.sort_by("name", True)
    jobs = view._beside.running
    assert jobs
    view.close()
    view.deleteLater()
    qtbot.waitUntil(lambda: not isValid(view))
    assert not any(isValid(job) for job in jobs)
