"""The overview: how one begins, and what the next years of each material look like."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES
from desktop.operations import edit, workspace
from desktop.operations.overview import contradicting_claims, outlooks
from desktop.storage.store import Store
from desktop.ui.main_window import MainWindow
from desktop.ui.views.outlook_card import OutlookCard, figure_text
from desktop.ui.views.overview import OverviewView


def overview(window: MainWindow) -> OverviewView:
    view = window.stack.views["overview"]
    assert isinstance(view, OverviewView)
    return view


def cards(window: MainWindow, qtbot: QtBot) -> list[OutlookCard]:
    qtbot.waitUntil(lambda: bool(overview(window).cards), timeout=20_000)
    return [card for card in overview(window).cards if isinstance(card, OutlookCard)]


def texts(widget: Any) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


def test_the_figures_of_a_plan_that_can_be_checked_by_head(store: Store) -> None:
    (found,) = outlooks(store.dataset, today=dt.date(2026, 5, 1))
    assert found.years == ("2026", "2027", "2028", "2029", "2030")
    assert found.effective == pytest.approx((0, 0, 12, 12, 12))
    assert found.demand == pytest.approx((2, 2, 2, 2, 2))
    assert found.at_least == (False, False, False, True, True)
    assert (found.capacity_records, found.unknown_nameplates, found.demand_records) == (2, 1, 1)
    assert found.contradicting == 1
    assert found.own is None


def test_the_horizon_of_the_preferences_may_begin_later(store: Store) -> None:
    (preferences,) = store.dataset["preferences"]
    values = {"horizon_start": 2028}
    store.apply(
        edit.set_values(store.dataset, TYPES["preferences"], {preferences.id: values}, "form")
    )
    (found,) = outlooks(store.dataset, today=dt.date(2026, 5, 1))
    assert found.years[0] == "2028"
    (found,) = outlooks(store.dataset, today=dt.date(2031, 5, 1))
    assert found.years[0] == "2031"


def test_the_own_organization_is_short_from_its_first_month(store: Store) -> None:
    (preferences,) = store.dataset["preferences"]
    own = store.dataset.find("organization", "EXO")
    stock = {"code": "STK", "organization": own, "material": 1, "quantity": 1.5, "unit": "t",
             "basis": "contained", "as_of": dt.date(2025, 12, 31)}  # fmt: skip
    material = store.dataset.find("material", "GE")
    store.apply(
        ChangeSet(
            Text("Own"), "form",
            (
                Change("preferences", preferences.id, {"own_organization": None},
                       {"own_organization": own}),
                Change("stock", -1, None, {**stock, "material": material}),
            ),
        )
    )  # fmt: skip
    (found,) = outlooks(store.dataset, today=dt.date(2026, 5, 1))
    assert found.own is not None
    assert found.own.organization == "Example Optics"
    assert found.own.cover == pytest.approx(9.0)  # 1.5 t at 2 t a year
    assert found.own.short_binding == 2026 * 12 + 9
    # From 2028 on, Onsan has 12 t a year that nobody else has asked for.
    assert found.own.short_all == 2026 * 12 + 9


@pytest.mark.parametrize(
    ("values", "contradicts"),
    [
        ({"value": "10"}, True),
        ({"value": "12"}, False),
        ({"value": "10", "status": "rejected"}, False),
        ({"field": "start", "value": "2029"}, True),
        ({"field": "start", "value": "2028-01"}, False),
        ({"field": "end", "value": "2040"}, False),
    ],
)
def test_an_open_claim_that_says_something_else_contradicts(
    store: Store, values: dict[str, Any], contradicts: bool
) -> None:
    id = store.dataset.find("claim", "CLM-1")
    assert id is not None
    store.apply(edit.set_values(store.dataset, TYPES["claim"], {id: values}, "form"))
    assert bool(contradicting_claims(store.dataset)) == contradicts


@pytest.mark.parametrize(
    ("tonnes", "shown"),
    [(0, "0"), (0.456, "0.46"), (12.34, "12.3"), (1234.6, "1,235"), (9.996, "10")],
)
def test_figures_have_three_digits_that_count(tonnes: float, shown: str) -> None:
    assert figure_text(tonnes) == shown


def test_without_a_workspace_there_are_four_ways_to_begin(
    window: MainWindow, answers: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    welcome = overview(window).welcome
    assert welcome.isVisible()
    assert [id for id, button in welcome.buttons.items() if button.isVisible()] == [
        "open_example", "tour", "new", "import",
    ]  # fmt: skip
    answers.to_save = tmp_path / "mine.offtake"
    with qtbot.waitSignal(window.session.workspace_changed):
        QTest.mouseClick(welcome.buttons["new"], Qt.MouseButton.LeftButton)
    assert window.session.path == answers.to_save


def test_the_first_button_can_be_pressed_by_key(window: MainWindow, answers: Any) -> None:
    welcome = overview(window).welcome
    assert welcome.buttons["open_example"].hasFocus()
    for button in welcome.buttons.values():
        assert button.accessibleName()


def test_recent_files_are_offered_and_missing_ones_grey(
    window: MainWindow, small_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window.state.add_recent(tmp_path / "gone.offtake")
    window.state.add_recent(small_file)
    overview(window).show_recent(window.state.recent)
    shown = {b.toolTip(): b for b in overview(window).findChildren(QPushButton) if b.toolTip()}
    assert not shown[str(tmp_path / "gone.offtake")].isEnabled()
    with qtbot.waitSignal(window.session.workspace_changed):
        QTest.mouseClick(shown[str(small_file)], Qt.MouseButton.LeftButton)
    assert window.session.path == small_file


def test_an_empty_workspace_says_how_to_fill_it(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    workspace.new(tmp_path / "empty.offtake").close()
    with qtbot.waitSignal(window.session.workspace_changed):
        window.documents.open_path(tmp_path / "empty.offtake")
    welcome = overview(window).welcome
    assert welcome.isVisible()
    assert "This workspace is empty" in texts(welcome)
    assert not welcome.buttons["new"].isVisible()
    QTest.mouseClick(welcome.buttons["view_material"], Qt.MouseButton.LeftButton)
    assert window.stack.place == "material"


def test_the_first_record_brings_the_overview(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    workspace.new(tmp_path / "empty.offtake").close()
    with qtbot.waitSignal(window.session.workspace_changed):
        window.documents.open_path(tmp_path / "empty.offtake")
    values = {"code": "GE", "name": "Germanium"}
    window.session.apply(edit.add(TYPES["material"], values, "grid"))
    qtbot.waitUntil(lambda: not overview(window).welcome.isVisible())


def test_a_card_shows_the_material(open_window: MainWindow, qtbot: QtBot) -> None:
    (card,) = cards(open_window, qtbot)
    shown = texts(card)
    assert "Germanium" in shown
    assert "게르마늄 · Ge" in shown
    assert "t contained" in shown
    assert any(text.startswith("≥ ") for text in shown)
    links = [b.text() for b in card.findChildren(QPushButton)]
    assert links == [
        "Timeline", "Balance", "2 capacity records", "1 demand record", "1 nameplate unknown",
        "1 claim contradicts",
    ]  # fmt: skip


def test_that_the_active_scenario_is_left_out_is_said(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    session = open_window.session
    session.apply(edit.add(TYPES["scenario"], {"code": "S", "name": "Late"}, "form"))
    said = "The scenario “Late” is not counted here."
    assert not [text for text in texts(overview(open_window).page) if said in text]

    session.use_scenario(next(iter(session.dataset["scenario"])).id)
    assert [text for text in texts(overview(open_window).page) if said in text]

    session.use_scenario(None)
    assert not [text for text in texts(overview(open_window).page) if said in text]


def test_in_korean_the_local_name_comes_first(open_window: MainWindow, qtbot: QtBot) -> None:
    cards(open_window, qtbot)
    open_window.use_language("ko")
    (card,) = cards(open_window, qtbot)
    assert texts(card)[0] == "게르마늄"


def test_the_button_of_a_card_leads_to_its_timeline(open_window: MainWindow, qtbot: QtBot) -> None:
    (card,) = cards(open_window, qtbot)
    QTest.mouseClick(card.timeline_button, Qt.MouseButton.LeftButton)
    assert open_window.stack.place == "timeline"
    view = open_window.stack.view
    assert view is not None
    assert view.state()["material"] == "GE"


def test_the_counts_of_a_card_lead_to_its_records(open_window: MainWindow, qtbot: QtBot) -> None:
    (card,) = cards(open_window, qtbot)
    unknown = next(b for b in card.findChildren(QPushButton) if "unknown" in b.text())
    QTest.mouseClick(unknown, Qt.MouseButton.LeftButton)
    assert open_window.stack.place == "capacity"
    view = open_window.stack.view
    assert view is not None
    assert view.state()["filters"] == {"material": "=GE", "nameplate": "blank"}


def test_an_edit_is_counted_and_told(open_window: MainWindow, qtbot: QtBot) -> None:
    cards(open_window, qtbot)
    dataset = open_window.session.dataset
    id = dataset.find("demand", "DEM-1")
    assert id is not None
    values = {"quantity": 6.0, "start": PartialDate.parse("2020")}
    open_window.session.apply(edit.set_values(dataset, TYPES["demand"], {id: values}, "grid"))
    qtbot.waitUntil(lambda: "6" in "|".join(texts(cards(open_window, qtbot)[0])).split("|"))
    lately = overview(open_window).cards[-1]
    assert "Edit DEM-1" in texts(lately)
    assert "1 changed" in texts(lately)


def test_cards_fit_beside_the_inspector(open_window: MainWindow, qtbot: QtBot) -> None:
    cards(open_window, qtbot)
    open_window.resize(790, 600)
    open_window.actions_["inspector"].setChecked(False)
    bar = overview(open_window).page.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() == 0)
