"""The Promises view: who gets what, over-promised first; follows edits, choices and selection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.model import Agreement, Capacity, Scenario
from desktop.operations import edit, workspace
from desktop.storage.store import Store
from desktop.ui import inquiry
from desktop.ui.session import Session
from desktop.ui.views.promise_nodes import Node
from desktop.ui.views.promises import PromisesView

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def sale(id: int, code: str, volume: float | None, rank: int, **more: Any) -> Change:
    given = {
        "code": code, "title": code, "kind": "supply", "firmness": "binding", "seller": 1,
        "buyer": 2, "capacity": 1, "material": 1, "volume": volume, "unit": "t",
        "basis": "contained", "rank": rank, "status": "active", **more,
    }  # fmt: skip
    return Change("agreement", -id, None, given)


@pytest.fixture
def view(session: Session, store: Store, qtbot: QtBot) -> PromisesView:
    """Gives the view with 12 t a year from 2028, of which 10 t and then 5 t are asked."""
    years = {"horizon_start": 2027, "horizon_years": 4}
    preferences = store.dataset["preferences"]
    id = next(iter(preferences)).id
    session.apply(edit.set_values(store.dataset, preferences.type, {id: years}, "form"))
    session.apply(ChangeSet(Text("Sales"), "form", [
        sale(1, "A1", 10.0, 1),
        sale(2, "A2", 5.0, 2, kind="mou", firmness="non-binding"),
    ]))  # fmt: skip
    return shown(session, qtbot)


@pytest.fixture
def example(session: Session, tmp_path: Path, qtbot: QtBot) -> PromisesView:
    """Gives the view with the example workspace."""
    session.attach(workspace.new(tmp_path / "example.offtake", example=True))
    return shown(session, qtbot)


def shown(session: Session, qtbot: QtBot) -> PromisesView:
    made = PromisesView(session)
    qtbot.addWidget(made)
    made.resize(1000, 800)
    with qtbot.waitExposed(made):
        made.show()
    return made


def set_value(session: Session, type: Any, code: str, **values: object) -> None:
    id = session.dataset.find(type.type.name, code)
    assert id is not None
    session.apply(edit.set_values(session.dataset, type.type, {id: values}, "grid"))


def lines(view: PromisesView) -> list[Node]:
    return list(view.tree.lines.root.walk())


def row(view: PromisesView, end: str) -> list[str]:
    """Gives the figures of the line whose key ends so."""
    node = next(node for node in lines(view) if node.key.endswith(end))
    model = view.tree.lines
    return [model.text(node, 3 + n) for n in range(len(model.periods))]


def test_it_shows_who_gets_what(view: PromisesView) -> None:
    assert view.headline.text() == "Germanium: 1 of 2 capacity records is over-promised"
    assert view.tree.lines.periods == ["2027", "2028", "2029", "2030"]
    assert row(view, "capacity 1") == ["0", "12", "12", "12"]
    assert row(view, "capacity 1 1") == ["0", "10", "10", "10"]
    assert row(view, "capacity 1 2") == ["0", "2", "2", "2"]
    assert row(view, "capacity 1 2 asked") == ["5", "5", "5", "5"]
    assert row(view, "capacity 1 2 short") == ["5", "3", "3", "3"]
    assert row(view, "capacity 1 free") == ["0", "0", "0", "0"]


def test_the_over_promised_are_first_with_sign_word_and_colour(view: PromisesView) -> None:
    model = view.tree.lines
    top = model.index(0, 0, QModelIndex())
    assert model.data(top) == "Over-promised (1)"
    assert not model.data(top, Qt.ItemDataRole.DecorationRole).isNull()
    assert model.data(top, Qt.ItemDataRole.ForegroundRole) is not None
    account = model.index(0, 0, top)
    assert model.data(account) == "Onsan germanium"
    assert view.tree.isExpanded(top) and view.tree.isExpanded(account)


def test_an_mou_does_not_look_like_a_contract(view: PromisesView) -> None:
    model = view.tree.lines
    nodes = {node.key: node for node in lines(view)}
    pictures, words = [], []
    for key in ("capacity 1 1", "capacity 1 2"):
        index = model.index_of(nodes[key])
        pictures.append(model.data(index, Qt.ItemDataRole.DecorationRole).pixmap(20, 20).toImage())
        words.append(model.terms(nodes[key]))
    assert pictures[0] != pictures[1]
    assert words == ["binding, supply, rank 1", "non-binding, MOU, rank 2"]


def test_an_interval_is_shown_as_one(view: PromisesView, session: Session) -> None:
    set_value(session, Agreement, "A2", volume=None)
    assert row(view, "capacity 1 free") == ["0", "0–2", "0–2", "0–2"]
    assert view.headline.text().startswith("Germanium: 1 of 2") or "none" in view.headline.text()
    assert view.chart.layer.bars.open is not None
    sheet = view.chart.sheet(1).plain_text()
    assert "Free: 0–2 t" in sheet and "0–2 of 0–2 t" in sheet


def test_an_edit_undo_and_redo_are_followed_at_once(view: PromisesView, session: Session) -> None:
    set_value(session, Capacity, "CAP-1", nameplate=20.0)
    assert row(view, "capacity 1 2 short") == ["5", "0", "0", "0"]
    session.undo()
    assert row(view, "capacity 1 2 short")[1] == "3"
    session.redo()
    assert row(view, "capacity 1 free")[1] == "5"


def test_a_large_table_is_worked_out_beside_the_window(
    view: PromisesView, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inquiry, "SMALL", 0)
    for nameplate in (20.0, 30.0, 14.0):
        set_value(session, Capacity, "CAP-1", nameplate=nameplate)
        # What was shown stays until then.
        assert row(view, "capacity 1 2 short") == ["5", "3", "3", "3"]
    qtbot.waitUntil(lambda: not session.jobs.running)
    assert row(view, "capacity 1 2 short") == ["5", "1", "1", "1"]


def test_the_chart_stacks_what_is_granted_and_what_is_short(view: PromisesView) -> None:
    bars = view.chart.layer.bars
    assert [block.top[1] for block in bars.blocks] == pytest.approx([10, 12])
    assert bars.short is not None and bars.effective is not None
    assert (bars.short[0][1], bars.short[1][1]) == pytest.approx((12, 15))
    assert view.chart_title.text().startswith("Onsan germanium, over-promised: short")
    assert view.chart.plot.accessibleName() == view.chart_title.text()
    view.chart.legend.entries["1"].click()
    assert len(view.chart.layer.bars.blocks) == 1


def test_a_click_on_a_bar_selects_the_agreement(view: PromisesView, session: Session) -> None:
    view.grab()
    chart = view.chart
    QTest.mouseClick(chart.plot.viewport(), LEFT, NONE, chart.place_of(2029.5 * 12, 5))
    assert session.selection == ("agreement", 1)
    assert view.tree.chosen is not None and view.tree.chosen.record == ("agreement", 1)
    assert chart.layer.bars.chosen == 1
    QTest.mouseClick(chart.plot.viewport(), LEFT, NONE, chart.place_of(2027.5 * 12, 9))
    assert session.selection == ("capacity", 1)


def test_keys_move_and_select_everywhere(view: PromisesView, session: Session) -> None:
    view.tree.choose("over")
    QTest.keyClick(view.tree, Qt.Key.Key_Down)
    assert session.selection == ("capacity", 1)
    QTest.keyClick(view.tree, Qt.Key.Key_Down)
    assert session.selection == ("agreement", 1)
    QTest.keyClick(view.chart.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.panel.isVisible()


def test_a_selection_elsewhere_is_followed(view: PromisesView, session: Session) -> None:
    session.select("capacity", 2)
    assert view.tree.chosen is not None and view.tree.chosen.record == ("capacity", 2)
    assert view.chart_title.text().startswith("CAP-2, nothing promised: free 0–? t")
    session.select("plant", 1)
    assert view.tree.chosen.record == ("capacity", 2)


def test_only_the_over_promised(view: PromisesView, session: Session, qtbot: QtBot) -> None:
    view.only_over.click()
    assert [node.key for node in view.tree.lines.root.children] == ["over"]
    set_value(session, Agreement, "A2", status="draft")
    set_value(session, Agreement, "A1", start=None, status="draft")
    assert view.empty.isVisible() and "Nothing is over-promised" in view.empty.heading.text()
    view.empty.go_button.click()
    assert not view.only_over.isChecked() and view.splitter.isVisible()


def test_what_is_not_on_record_has_its_place(view: PromisesView, session: Session) -> None:
    session.apply(
        ChangeSet(Text("Word"), "form", [sale(1, "A3", 3.0, 1, seller=2, buyer=1, capacity=None)])
    )
    last = view.tree.lines.root.children[-1]
    assert last.name == "Capacity not on record (1)"
    assert last.children[0].name == "1  Korea Zinc from Example Optics"


def test_folding_and_choice_survive_an_edit(view: PromisesView, session: Session) -> None:
    node = next(node for node in lines(view) if node.key == "capacity 1 1")
    view.tree.setExpanded(view.tree.lines.index_of(node), True)
    view.tree.choose("capacity 1 1 asked")
    session.apply(ChangeSet(Text("One more"), "form", [sale(1, "A9", 1.0, 9)]))
    again = next(node for node in lines(view) if node.key == "capacity 1 1")
    assert view.tree.isExpanded(view.tree.lines.index_of(again))
    assert view.tree.chosen is not None and view.tree.chosen.key == "capacity 1 1 asked"


def test_the_names_stay_in_view(view: PromisesView) -> None:
    view.bar.choose("by", "quarter")
    view.refresh()
    assert len(view.tree.lines.periods) == 16
    bar = view.tree.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0 and view.tree.names.isVisible()
    assert view.tree.names.x() == view.tree.viewport().x()
    index = view.tree.lines.index(0, 0, QModelIndex())
    view.tree.names.collapse(index)
    assert not view.tree.isExpanded(index)


def test_it_is_copied_with_numbers(view: PromisesView) -> None:
    view.tree.choose("capacity 1 2 short")
    view.tree.copy()
    text = QGuiApplication.clipboard().text().splitlines()
    assert text[1].split("\t")[-4:] == ["5", "3", "3", "3"]
    view.tree.copy_all_action.trigger()
    text = QGuiApplication.clipboard().text().splitlines()
    assert text[0] == "t contained per year"
    assert text[2].split("\t")[-5:] == ["effective", "0", "12", "12", "12"]


def test_a_scenario_is_followed_and_chosen_here(view: PromisesView, session: Session) -> None:
    session.apply(ChangeSet(Text("S"), "form", [
        Change("scenario", -1, None, {"code": "S", "name": "Half"}),
        Change("adjustment", -2, None, {"code": "ADJ", "scenario": -1, "enabled": "yes",
               "kind": "scale capacity", "capacity": 1, "amount": 50.0}),
    ]))  # fmt: skip
    scenario = next(iter(session.dataset.table(Scenario)))
    box = view.bar.boxes["scenario"]
    box.setCurrentIndex(box.findData("S"))
    box.activated.emit(box.currentIndex())
    assert session.scenario == scenario
    assert row(view, "capacity 1") == ["0", "6", "6", "6"]
    assert "Scenario: Half." in view.line.text()
    session.use_scenario(None)
    assert row(view, "capacity 1")[1] == "12" and view.bar.value("scenario") == ""


def test_it_is_left_and_taken_up_as_it_was(
    view: PromisesView, session: Session, qtbot: QtBot
) -> None:
    view.restore({"by": "quarter", "material": "all", "only_over": True})
    other = shown(session, qtbot)
    other.restore(view.state())
    assert other.shown is not None and other.shown.question.material is None
    assert other.shown.question.by == "quarter" and other.only_over.isChecked()
    other.restore({"by": "fortnight", "material": 7, "sizes": "wide"})
    assert other.shown.question.by == "quarter" and not other.only_over.isChecked()


def test_nothing_on_record_says_what_to_do(session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    session.attach(Store.create(tmp_path / "empty.offtake"))
    view = shown(session, qtbot)
    assert view.empty.isVisible() and not view.bar.isVisible()
    with qtbot.waitSignal(view.navigation_asked) as asked:
        QTest.mouseClick(view.empty.go_button, LEFT)
    assert asked.args == ["agreement", {}]


def test_the_language_is_switched_while_it_is_shown(view: PromisesView, session: Session) -> None:
    session.use_language("ko")
    assert "게르마늄" in view.headline.text()
    assert view.tree.lines.root.children[0].name.startswith("초과 약속")
    session.use_language("en")
    assert view.tree.lines.root.children[0].name == "Over-promised (1)"


def test_everything_that_can_be_used_has_a_name(view: PromisesView) -> None:
    for box in view.bar.boxes.values():
        assert box.accessibleName()
    for button in view.findChildren(QPushButton):
        assert button.text() or button.accessibleName()
    assert view.tree.accessibleName() and view.chart.plot.accessibleName()
    assert "granted 0 t, short 5 t" in view.chart.plot.accessibleDescription()


def test_the_example_shows_each_material(example: PromisesView) -> None:
    for code in ("GE", "GA", "IN", "all"):
        example.show_material(code)
        assert example.bar.value("material") == code
        assert example.tree.lines.root.children and not example.grab().isNull()


def test_the_model_keeps_its_promises(view: PromisesView, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(view.tree.lines)  # type: ignore[no-untyped-call]
