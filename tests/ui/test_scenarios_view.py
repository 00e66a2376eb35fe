"""The scenarios view on the example: activating, switching, copying, deleting, comparing."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core import i18n
from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.model import Adjustment, Scenario
from desktop.operations import edit, workspace
from desktop.planning.balance_sheet import balance_sheet
from desktop.planning.comparison import Waterfall
from desktop.ui import inquiry, theme
from desktop.ui.main_window import MainWindow
from desktop.ui.scenario_bar import ScenarioBar
from desktop.ui.session import Session
from desktop.ui.views import comparison_panel
from desktop.ui.views.adjustments import AdjustmentsView
from desktop.ui.views.scenarios import ScenariosView

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(session: Session, tmp_path: Path, qtbot: QtBot) -> ScenariosView:
    """Gives the view with the example; its first scenario is chosen, none is active."""
    session.attach(workspace.new(tmp_path / "example.offtake", example=True))
    return shown(session, qtbot)


def shown(session: Session, qtbot: QtBot) -> ScenariosView:
    made = ScenariosView(session)
    qtbot.addWidget(made)
    made.resize(1000, 900)
    with qtbot.waitExposed(made):
        made.show()
    return made


def id_of(session: Session, type_name: str, code: str) -> int:
    id = session.dataset.find(type_name, code)
    assert id is not None
    return id


def grid(view: ScenariosView) -> AdjustmentsView:
    assert view.adjustments is not None
    return view.adjustments


def click_switch(view: ScenariosView, row: int) -> None:
    table = grid(view).table
    index = table.model().index(row, grid(view).records.column_of("enabled"))
    QTest.mouseClick(table.viewport(), LEFT, pos=table.visualRect(index).center())


def shortage(view: ScenariosView) -> float:
    assert view.comparison.pair is not None
    return view.comparison.pair.b.found.bands["non-binding"].total_shortage


def gap(view: ScenariosView) -> Waterfall:
    assert view.comparison.waterfall is not None
    return view.comparison.waterfall


def click_scenario(view: ScenariosView, row: int) -> None:
    place = view.list.visualItemRect(view.list.item(row)).center()
    QTest.mouseClick(view.list.viewport(), LEFT, pos=place)


# Activating


def test_all_scenarios_are_listed_with_their_adjustments(view: ScenariosView) -> None:
    said = [
        view.list.item(row).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(view.list.count())
    ]
    assert said == [
        "None, The records as they are, active",
        "China clause returns 2026-11-28, 3 adjustments, 1 off",
        "Onsan nine months late, 2 adjustments",
        "Demand +20 %, 1 adjustment",
    ]


def test_a_click_activates_and_none_switches_off(view: ScenariosView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.session.scenario_changed):
        click_scenario(view, 2)
    assert view.session.scenario is not None
    assert view.session.scenario.code == "SCN-ONSAN9"
    assert view.session.selection == ("scenario", view.session.scenario.id)
    assert [a.split(", ")[-1] == "active" for a in _said(view)] == [False, False, True, False]
    click_scenario(view, 0)
    assert view.session.scenario is None


def _said(view: ScenariosView) -> list[str]:
    role = Qt.ItemDataRole.AccessibleTextRole
    return [view.list.item(row).data(role) for row in range(view.list.count())]


def test_arrows_choose_and_enter_activates(view: ScenariosView) -> None:
    view.list.setFocus()
    view.list.setCurrentRow(1)
    QTest.keyClick(view.list, Qt.Key.Key_Down)
    assert view.session.scenario is None
    assert grid(view).code == "SCN-ONSAN9"
    QTest.keyClick(view.list, Qt.Key.Key_Return)
    assert view.session.scenario is not None
    assert view.session.scenario.code == "SCN-ONSAN9"


def test_the_bar_is_there_while_a_scenario_is_active(view: ScenariosView, qtbot: QtBot) -> None:
    session = view.session
    bar = ScenarioBar(session)
    qtbot.addWidget(bar)
    assert bar.isHidden()
    session.use_scenario(id_of(session, "scenario", "SCN-CHINA"))
    assert not bar.isHidden()
    assert bar.label.text() == "Scenario: China clause returns 2026-11-28"
    assert not bar.grab().isNull()
    QTest.mouseClick(bar.button, LEFT)
    assert session.scenario is None
    assert bar.isHidden()


def test_the_bar_follows_a_new_name_and_a_deletion(view: ScenariosView, qtbot: QtBot) -> None:
    session = view.session
    bar = ScenarioBar(session)
    qtbot.addWidget(bar)
    id = id_of(session, "scenario", "SCN-DEMAND20")
    session.use_scenario(id)
    session.apply(edit.set_values(session.dataset, Scenario.type, {id: {"name": "More"}}, "form"))
    assert bar.label.text() == "Scenario: More"
    view.list.choose(id)
    view.delete_scenario()
    assert bar.isHidden()
    session.undo()
    assert bar.label.text() == "Scenario: More"


def test_the_window_has_the_bar_in_every_view(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    workspace.new(tmp_path / "example.offtake", example=True).close()
    with qtbot.waitSignal(window.session.workspace_changed):
        window.documents.open_path(tmp_path / "example.offtake")
    bar = window.findChild(ScenarioBar)
    assert bar is not None
    assert not bar.isVisible()
    window.session.use_scenario(id_of(window.session, "scenario", "SCN-CHINA"))
    for place in ("scenario", "capacity"):
        window.navigate(place)
        assert bar.isVisible()
    QTest.mouseClick(bar.button, LEFT)
    assert not bar.isVisible()
    qtbot.waitUntil(lambda: not window.session.jobs.running)


# Switching, moving, adding


def test_the_adjustments_are_those_of_the_scenario_in_order(view: ScenariosView) -> None:
    codes = [grid(view).session.dataset["adjustment"][id].code for id in grid(view).records.ids]
    assert codes == ["ADJ-CHINA-GE", "ADJ-CHINA-GA", "ADJ-CHINA-JIYA"]


def test_a_click_on_a_switch_is_one_revision_and_redraws(view: ScenariosView) -> None:
    session, before, n = view.session, shortage(view), view.session.dataset.revision
    assert gap(view).difference == pytest.approx(0.26)
    click_switch(view, 0)
    assert session.dataset.revision == n + 1
    assert (
        session.dataset["adjustment"][id_of(session, "adjustment", "ADJ-CHINA-GE")].enabled == "no"
    )
    assert str(session.store.undo_label) == "Switch off ADJ-CHINA-GE"
    assert shortage(view) == pytest.approx(before - 0.26)
    assert gap(view).difference == 0
    session.undo()
    assert shortage(view) == before
    assert gap(view).difference == pytest.approx(0.26)


def test_the_switch_is_seen_in_the_cell_that_has_the_focus(view: ScenariosView) -> None:
    table = grid(view).table
    index = table.model().index(0, grid(view).records.column_of("enabled"))
    table.setFocus()
    table.stand_on(index)
    place = table.visualRect(index)
    picture = table.viewport().grab(place).toImage()
    seen = {
        picture.pixelColor(x, picture.height() // 2).name() for x in range(4, picture.width() - 4)
    }
    assert theme.colors().accent in seen


def test_two_quick_clicks_turn_a_switch_twice(view: ScenariosView) -> None:
    table, n = grid(view).table, view.session.dataset.revision
    index = table.model().index(2, grid(view).records.column_of("enabled"))
    place = table.visualRect(index).center()
    QTest.mouseClick(table.viewport(), LEFT, pos=place)
    QTest.mouseDClick(table.viewport(), LEFT, pos=place)
    QTest.mouseRelease(table.viewport(), LEFT, pos=place)
    assert view.session.dataset.revision == n + 2
    assert table.state() != table.State.EditingState


def test_space_turns_the_switches_that_are_selected(view: ScenariosView) -> None:
    table, session = grid(view).table, view.session
    table.setFocus()
    table.stand_on(table.model().index(0, grid(view).records.column_of("enabled")))
    QTest.keyClick(table, Qt.Key.Key_Space)
    id = id_of(session, "adjustment", "ADJ-CHINA-GE")
    assert session.dataset["adjustment"][id].enabled == "no"
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert session.dataset["adjustment"][id].enabled == "yes"


def test_moving_down_is_one_revision_and_the_row_goes_along(view: ScenariosView) -> None:
    session, n = view.session, view.session.dataset.revision
    table = grid(view).table
    table.stand_on(table.model().index(0, 0))
    QTest.mouseClick(grid(view).down_button, LEFT)
    first, second, third = (session.dataset["adjustment"][id] for id in grid(view).records.ids)
    assert [first.code, second.code] == ["ADJ-CHINA-GA", "ADJ-CHINA-GE"]
    assert [first.order, second.order, third.order] == [1, 2, 3]
    assert session.dataset.revision == n + 1
    assert table.currentIndex().row() == 1
    session.undo()
    assert session.dataset["adjustment"][grid(view).records.ids[0]].code == "ADJ-CHINA-GE"


def test_a_new_adjustment_starts_with_the_scenario_and_the_next_place(
    view: ScenariosView, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(view.session.new_asked) as told:
        grid(view).add()
    scenario = id_of(view.session, "scenario", "SCN-CHINA")
    assert told.args == ["adjustment", {"scenario": scenario, "order": 4}]


def test_a_new_scenario_has_a_color_of_its_own(view: ScenariosView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.session.new_asked) as told:
        view.add()
    assert told.args is not None
    assert told.args[0] == "scenario"
    assert told.args[1]["color"] not in {s.color for s in view.session.dataset.table(Scenario)}


# Duplicating and deleting


def test_duplicating_copies_the_adjustments_in_one_revision(view: ScenariosView) -> None:
    session, n = view.session, view.session.dataset.revision
    view.duplicate()
    assert session.dataset.revision == n + 1
    copy = list(session.dataset.table(Scenario))[-1]
    assert copy.name == "China clause returns 2026-11-28 (copy)"
    own = [a for a in session.dataset.table(Adjustment) if a.scenario == copy.id]
    assert [(a.order, a.enabled, a.kind) for a in own] == [
        (1, "yes", "stop supply"), (2, "yes", "stop supply"), (3, "no", "end agreement"),
    ]  # fmt: skip
    assert view.list.current_id() == copy.id
    session.undo()
    assert len(session.dataset["scenario"]) == 3
    assert len(session.dataset["adjustment"]) == 6


def test_deleting_takes_the_adjustments_along_in_one_revision(view: ScenariosView) -> None:
    session, n = view.session, view.session.dataset.revision
    before = session.dataset
    view.list.choose(id_of(session, "scenario", "SCN-ONSAN9"))
    view.delete()
    assert session.dataset.revision == n + 1
    assert len(session.dataset["adjustment"]) == 4
    assert len(view.list.ids()) == 3
    session.undo()
    assert session.dataset == before
    assert len(view.list.ids()) == 4


def test_without_scenarios_the_view_says_what_they_are(
    session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    session.attach(workspace.new(tmp_path / "empty.offtake"))
    view = shown(session, qtbot)
    assert view.help.isVisible()
    with qtbot.waitSignal(session.new_asked):
        QTest.mouseClick(view.help.button, LEFT)
    values = {"code": "S", "name": "What if"}
    session.apply(ChangeSet(Text("x"), "form", (Change("scenario", -1, None, values),)))
    assert not view.help.isVisible()


# Comparing


def test_the_parts_sum_to_the_difference(view: ScenariosView, session: Session) -> None:
    choices = view.comparison.choices
    choices.choose("a", str(id_of(session, "scenario", "SCN-ONSAN9")))
    choices.choose("b", str(id_of(session, "scenario", "SCN-DEMAND20")))
    for material in ("GE", "GA"):
        for quantity in ("shortage", "receipts", "supply"):
            choices.choose("material", material)
            choices.choose("quantity", quantity)
            view.comparison.refresh()
            found = gap(view)
            parts = sum(part.tonnes for part in found.parts)
            assert parts == pytest.approx(found.after - found.before, abs=1e-9)


def test_both_charts_have_one_scale_and_flag_the_first_short_month(view: ScenariosView) -> None:
    a, b = view.comparison.chart.sides
    assert a.axis.top == b.axis.top
    assert a.verdict.text() == "first short 2027-07 · 2.58 t short"
    assert b.verdict.text() == "first short 2027-03 · 2.84 t short"
    assert b.layer.figures.flag == "short from 2027-03"
    assert view.comparison.headline.text() == (
        "“China clause returns 2026-11-28” is 2.84 t short, 0.26 t more than “The records as they "
        "are” (2.58 t). The first short month moves from 2027-07 to 2027-03, 4 months earlier."
    )
    assert view.comparison.sum.text().startswith("Shortage +0.26 t = +0.26 supply stopped")


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("SCN-DEMAND20", "SCN-CHINA", "moves from 2026-11 to 2027-03, 4 months later."),
        ("SCN-CHINA", "SCN-DEMAND20", "moves from 2027-03 to 2026-11, 4 months earlier."),
        ("", "SCN-ONSAN9", "are equally short: 2.58 t. The first short month stays 2027-07."),
        ("SCN-CHINA", "SCN-CHINA", "A and B are the same: choose two that differ."),
    ],
)
def test_the_difference_is_told_in_words(view: ScenariosView, a: str, b: str, said: str) -> None:
    view.comparison.restore({"a": a, "b": b})
    view.comparison.refresh()
    assert view.comparison.headline.text().endswith(said)


def test_pointing_reads_both_scenarios(view: ScenariosView) -> None:
    chart = view.comparison.chart
    chart.sides[0].plot.setFocus()
    for _ in range(7):
        QTest.keyClick(chart.sides[0].plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    sheet = view.comparison.figures.sheet
    assert sheet is not None
    assert sheet.heading == "2027-Q3"
    assert any(row.label == "Shortage" and "A " in row.figure for row in sheet.rows)


def test_a_bar_leads_to_its_adjustment(view: ScenariosView, session: Session) -> None:
    steps = view.comparison.steps
    QTest.mouseClick(steps, LEFT, pos=steps.bar_rect(1).center().toPoint())
    assert session.selection == ("adjustment", id_of(session, "adjustment", "ADJ-CHINA-GE"))


def test_long_comparisons_run_beside_the_window_and_stale_ones_are_dropped(
    view: ScenariosView, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparison_panel, "AT_ONCE", -1.0)
    view.comparison.refresh()
    assert view.comparison.waterfall is None
    assert view.comparison.note.text() == "Working out what each adjustment does…"
    # Before that is known, another question is asked.
    view.comparison.choices.choose("material", "GA")
    view.comparison.refresh()
    qtbot.waitUntil(lambda: view.comparison.waterfall is not None)
    assert gap(view).difference == pytest.approx(0.15166666, abs=1e-6)
    qtbot.waitUntil(lambda: not session.jobs.running)
    assert gap(view).difference == pytest.approx(0.15166666, abs=1e-6)


def test_large_plans_are_compared_beside_the_window_and_the_old_picture_stays(
    view: ScenariosView, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inquiry, "SMALL", 0)
    threads: list[bool] = []
    real = balance_sheet

    def sheet(*asked: Any) -> object:
        threads.append(threading.current_thread() is threading.main_thread())
        return real(*asked)

    monkeypatch.setattr(comparison_panel, "balance_sheet", sheet)
    before, steps = view.comparison.pair, view.comparison.steps
    click_switch(view, 0)
    assert view.comparison.pair is before
    assert view.comparison.chart.isVisible() and steps.isVisible()
    qtbot.waitUntil(lambda: not session.jobs.running)
    qtbot.waitUntil(lambda: view.comparison.pair is not before and gap(view).difference == 0)
    assert threads and not any(threads)


def test_what_cannot_be_laid_over_the_records_is_told(
    view: ScenariosView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OfftakeError(Text("Adjustment ADJ-X cannot be read"))

    with monkeypatch.context() as patched:
        patched.setattr(comparison_panel, "balance_sheet", refuse)
        view.comparison.refresh()
    assert view.comparison.fault.text() == "Adjustment ADJ-X cannot be read"
    assert view.comparison.chart.isHidden()
    view.comparison.refresh()
    assert view.comparison.fault.isHidden()
    assert gap(view).difference == pytest.approx(0.26)


def test_what_was_compared_is_kept(view: ScenariosView, session: Session, qtbot: QtBot) -> None:
    choices = view.comparison.choices
    choices.choose("a", str(id_of(session, "scenario", "SCN-DEMAND20")))
    choices.choose("material", "GA")
    choices.choose("band", "binding")
    view.comparison.refresh()
    again = ScenariosView(session)
    qtbot.addWidget(again)
    again.restore(view.state())
    with qtbot.waitExposed(again):
        again.show()
    assert again.comparison.sides() == view.comparison.sides()
    assert again.comparison.choices.value("band") == "binding"
    assert again.comparison.choices.value("material") == "GA"


def test_it_speaks_the_language_in_use(view: ScenariosView, session: Session) -> None:
    session.use_language("ko")
    assert i18n.locale().language == "ko"
    assert view.heading.text() == "시나리오"
    assert not view.grab().isNull()


def test_every_part_has_a_name(view: ScenariosView) -> None:
    assert view.list.accessibleName() == "Scenarios"
    for button in (view.add_button, view.duplicate_button, view.delete_button,
                   grid(view).up_button, grid(view).down_button):  # fmt: skip
        assert button.accessibleName()
    for side in view.comparison.chart.sides:
        assert "first short" in side.plot.accessibleName()
    assert view.comparison.steps.accessibleDescription()
