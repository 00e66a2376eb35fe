"""The Risk view: worked out beside the window, follows edits, and shows what each loss does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.model import Agreement, Preferences
from desktop.operations import edit, workspace
from desktop.storage.store import Store
from desktop.ui.session import Session
from desktop.ui.views.risk import RiskView

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def set_value(session: Session, type: Any, code: str, **values: object) -> None:
    id = session.dataset.find(type.type.name, code)
    assert id is not None
    session.apply(edit.set_values(session.dataset, type.type, {id: values}, "grid"))


@pytest.fixture
def view(session: Session, store: Store, qtbot: QtBot) -> RiskView:
    """Gives the view with a need of 2 t a year, half of it met by Onsan from 2028 to 2029."""
    preferences = next(iter(store.dataset.table(Preferences)))
    years = {"horizon_start": 2028, "horizon_years": 3, "own_organization": 2}
    session.apply(edit.set_values(store.dataset, Preferences.type, {preferences.id: years}, "form"))
    sale = {
        "code": "A1", "title": "Supply", "kind": "supply", "firmness": "binding", "seller": 1,
        "buyer": 2, "capacity": 1, "material": 1, "volume": 1.0, "unit": "t",
        "basis": "contained", "status": "active", "end": PartialDate.parse("2029-12"),
    }  # fmt: skip
    session.apply(ChangeSet(Text("Sale"), "form", [Change("agreement", -1, None, sale)]))
    return shown(session, qtbot)


@pytest.fixture
def example(session: Session, tmp_path: Path, qtbot: QtBot) -> RiskView:
    """Gives the view with the example workspace."""
    session.attach(workspace.new(tmp_path / "example.offtake", example=True))
    return shown(session, qtbot)


def shown(session: Session, qtbot: QtBot) -> RiskView:
    made = RiskView(session)
    qtbot.addWidget(made)
    made.resize(1100, 850)
    with qtbot.waitExposed(made):
        made.show()
    settled(made, qtbot)
    return made


def settled(view: RiskView, qtbot: QtBot) -> None:
    """Waits until the answer to what is asked now is shown."""

    def is_answered() -> bool:
        order, found = view._order, view.shown
        return (
            not view.inquiry.is_open and order is not None and found is not None
            and found.question == order.question
        )  # fmt: skip

    qtbot.waitUntil(is_answered)


def names(view: RiskView) -> list[str]:
    model = view.sheet.losses.table.lines
    return [model.cells(loss)[0] for loss in model.losses]


def test_it_shows_concentration_and_losses(view: RiskView) -> None:
    assert view.shown is not None
    course = view.shown.courses["supplier"].low
    assert course[:2].tolist() == [1.0, 1.0] and np.isnan(course[2])
    assert names(view) == ["Korea Zinc", "Onsan", "South Korea"]
    assert view.sheet.headline.text() == (
        "Germanium for Example Optics: the worst single loss is Korea Zinc, 2 t short in 2028–2030"
    )
    assert view.sheet.sentence.text() == (
        "Losing Korea Zinc adds 2 t short; the first short month is 2028-01 even without this loss"
    )


def test_the_course_of_a_loss_is_one_click_away(view: RiskView, session: Session) -> None:
    table, chart = view.sheet.losses.table, view.sheet.loss_chart
    place = table.visualRect(table.lines.index(1, 0)).center()
    QTest.mouseClick(table.viewport(), LEFT, NONE, place)
    assert chart.loss is not None and chart.loss.code == "ONSAN"
    assert session.selection == ("plant", 1)
    added = chart.layer.shortage.lost - chart.layer.shortage.base
    assert added.sum() == pytest.approx(2.0)
    assert view.sheet.sentence.text().startswith("Losing Onsan adds 2 t short")
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert chart.loss.code == "KR"


def test_an_edit_and_its_undo_are_followed(view: RiskView, session: Session, qtbot: QtBot) -> None:
    set_value(session, Agreement, "A1", volume=0.5)
    settled(view, qtbot)
    assert view.shown is not None and view.shown.damaging[0].shortage_added == pytest.approx(1.0)
    session.undo()
    settled(view, qtbot)
    assert view.shown.damaging[0].shortage_added == pytest.approx(2.0)


def test_what_comes_too_late_is_not_shown(view: RiskView, session: Session, qtbot: QtBot) -> None:
    for volume in (0.25, 0.5, 0.75):
        set_value(session, Agreement, "A1", volume=volume)
    assert len(session.jobs.running) <= 3
    settled(view, qtbot)
    qtbot.waitUntil(lambda: not session.jobs.running)
    assert view.shown is not None and view.shown.damaging[0].shortage_added == pytest.approx(1.5)


def test_a_year_is_chosen_in_the_chart_and_in_the_list(view: RiskView, qtbot: QtBot) -> None:
    view.grab()
    chart = view.sheet.chart
    QTest.mouseClick(chart.plot.viewport(), LEFT, NONE, chart.place_of(2029.5 * 12, 0.5))
    settled(view, qtbot)
    assert view.bars[1].value("year") == "2029"
    assert view.shown is not None and view.shown.damaging[0].shortage_added == pytest.approx(1.0)
    assert "in 2029" in view.sheet.headline.text()
    assert chart.layer.lines.chosen == (2029 * 12, 2030 * 12)
    QTest.mouseClick(chart.plot.viewport(), LEFT, NONE, chart.place_of(2029.5 * 12, 0.5))
    settled(view, qtbot)
    assert view.bars[1].value("year") == ""


def test_a_year_is_read_and_chosen_with_the_keyboard(view: RiskView, qtbot: QtBot) -> None:
    plot, shift = view.sheet.chart.plot, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(plot, Qt.Key.Key_Right, shift)
    QTest.keyClick(plot, Qt.Key.Key_Right, shift)
    assert view.panel.sheet is not None and view.panel.sheet.heading == "2029"
    assert "Supplier: 1" in view.panel.sheet.plain_text()
    QTest.keyClick(plot, Qt.Key.Key_Return)
    settled(view, qtbot)
    assert view.bars[1].value("year") == "2029"


def test_losses_that_add_nothing_are_folded(example: RiskView) -> None:
    losses, found = example.sheet.losses, example.shown
    assert found is not None and len(found.harmless) > 5
    assert len(losses.table.lines.losses) == len(found.damaging)
    assert losses.fold_button.text().endswith(f"{len(found.harmless)} losses add nothing")
    losses.fold_button.click()
    assert len(losses.table.lines.losses) == len(found.losses)


def test_shares_select_records_with_mouse_and_keys(view: RiskView, session: Session) -> None:
    bar = view.sheet.shares.bars["supplier"]
    assert bar.accessibleName() == "Supplier 1: Korea Zinc 100 %"
    QTest.mouseClick(bar, LEFT, NONE, bar.segments()[0].center().toPoint())
    assert session.selection == ("organization", 1)
    session.select("plant", 1)
    QTest.keyClick(bar, Qt.Key.Key_Return)
    assert session.selection == ("organization", 1)
    assert "unknown origin 100 %" in view.sheet.shares.bars["feed"].accessibleName()


def test_for_whom_and_of_what(view: RiskView, qtbot: QtBot) -> None:
    view.restore({"whom": "all", "basis": "market"})
    settled(view, qtbot)
    assert "for all organizations" in view.sheet.headline.text()
    assert "all effective germanium capacity" in view.sheet.line.text()
    assert view.shown is not None and view.shown.at_least
    assert view.state() == {"material": "GE", "whom": "all", "year": "", "basis": "market"}
    view.restore({"whom": 7, "basis": "gold", "year": "1850"})
    settled(view, qtbot)
    assert view.state()["basis"] == "market"


def test_a_scenario_is_followed(example: RiskView, session: Session, qtbot: QtBot) -> None:
    box = example.bars[0].boxes["scenario"]
    box.setCurrentIndex(box.findData("SCN-CHINA"))
    box.activated.emit(box.currentIndex())
    settled(example, qtbot)
    assert session.scenario is not None and session.scenario.code == "SCN-CHINA"
    assert "Scenario: China clause" in example.sheet.line.text()
    session.use_scenario(None)
    settled(example, qtbot)
    assert example.bars[0].value("scenario") == ""


def test_figures_are_copied(view: RiskView) -> None:
    view.sheet.losses.table.copy()
    text = QGuiApplication.clipboard().text().splitlines()
    assert text[1].split("\t") == ["Korea Zinc", "Supplier", "2", "2028-01"]
    view.menu.copy_data()
    assert QGuiApplication.clipboard().text().startswith("Concentration, 0 to 1\t2028\t2029\t2030")


def test_nothing_on_record_says_what_to_do(session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    session.attach(Store.create(tmp_path / "empty.offtake"))
    view = RiskView(session)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: view.empty.go_button.height() > 0)
    assert view.empty.isVisible() and not view.bars[0].isVisible()
    with qtbot.waitSignal(view.navigation_asked) as asked:
        QTest.mouseClick(view.empty.go_button, LEFT)
    assert asked.args == ["agreement", {}]


def test_the_language_is_switched_while_it_is_shown(view: RiskView, session: Session) -> None:
    session.use_language("ko")
    assert "게르마늄" in view.sheet.headline.text()
    session.use_language("en")
    assert view.sheet.headline.text().startswith("Germanium")


def test_another_workspace_takes_over(
    view: RiskView, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    session.attach(workspace.new(tmp_path / "example.offtake", example=True))
    settled(view, qtbot)
    assert view.shown is not None and len(view.shown.losses) > 20


def test_everything_that_can_be_used_has_a_name(view: RiskView) -> None:
    for bar in view.bars:
        for box in bar.boxes.values():
            assert box.accessibleName()
    for button in view.findChildren(QPushButton):
        assert button.text() or button.accessibleName()
    for plot in (view.sheet.chart.plot, view.sheet.loss_chart.plot):
        assert plot.accessibleName() and plot.accessibleDescription()
    assert view.sheet.losses.table.accessibleName()


def test_the_model_keeps_its_promises(view: RiskView, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(view.sheet.losses.table.lines)  # type: ignore[no-untyped-call]


def test_the_example_shows_each_material(example: RiskView, qtbot: QtBot) -> None:
    for code in ("GE", "GA", "IN"):
        example.show_material(code)
        settled(example, qtbot)
        assert example.bars[0].value("material") == code and not example.grab().isNull()
