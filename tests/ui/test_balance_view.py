"""The Balance view on the example: its figures, what can be chosen, why short, copying, undo."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change
from desktop.model import Demand, Preferences
from desktop.operations import edit, workspace
from desktop.planning.balance import BANDS, Balance, balance
from desktop.planning.balance_sheet import Question, balance_sheet
from desktop.planning.balance_text import month_text
from desktop.planning.timeline import horizon_of
from desktop.storage.store import Store
from desktop.ui.session import Session
from desktop.ui.views.balance import BalanceView

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect


@pytest.fixture(scope="session")
def example_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives the example workspace, closed; tests work on copies."""
    path = tmp_path_factory.mktemp("balance") / "example.offtake"
    workspace.new(path, example=True).close()
    return path


@pytest.fixture
def example(session: Session, example_file: Path, tmp_path: Path) -> Session:
    """Gives the session with the example and a plan from 2026 to 2032."""
    path = tmp_path / "example.offtake"
    shutil.copy(example_file, path)
    session.attach(Store.open(path))
    prefer(session, horizon_start=2026, horizon_years=7)
    return session


@pytest.fixture
def view(example: Session, qtbot: QtBot) -> BalanceView:
    made = BalanceView(example)
    qtbot.addWidget(made)
    made.resize(1000, 820)
    with qtbot.waitExposed(made):
        made.show()
    return made


def prefer(session: Session, **values: object) -> None:
    id = next(iter(session.dataset.table(Preferences))).id
    session.apply(edit.set_values(session.dataset, Preferences.type, {id: values}, "form"))


def choose(view: BalanceView, bar: int, key: str, value: str) -> None:
    """Choose as a person does."""
    choices = view.choices
    box = (choices.what, choices.how)[bar].boxes[key]
    place = box.findData(value)
    assert place >= 0, f"{value} is not offered"
    box.setCurrentIndex(place)
    box.activated.emit(place)


def planned(session: Session, material: str = "GE", whom: str | None = None) -> Balance:
    active = session.scenario
    return balance(session.dataset, horizon_of(session.dataset), material, whom,
                   active.id if active else None)  # fmt: skip


def cell(view: BalanceView, key: str, period: str) -> tuple[int, int]:
    figures = view.table.figures
    row = next(n for n, row in enumerate(figures.rows) if row.key == key)
    return row, figures.periods.index(period)


def place_in_table(view: BalanceView, row: int, column: int) -> QPoint:
    index = view.table.figures.index(row, column)
    view.table.scrollTo(index)
    return view.table.visualRect(index).center()


def clipboard() -> list[list[str]]:
    return [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]


def test_its_figures_are_those_of_planning(view: BalanceView, example: Session) -> None:
    found, shown = planned(example), view.shown
    assert shown is not None
    quarters = found.horizon.periods("quarter")
    rows = {row.key: row for row in view.table.figures.rows}
    assert rows["demand"].low == pytest.approx(quarters.sums(found.demand))
    for name in BANDS:
        receipts = rows[f"receipts {name}"]
        assert receipts.low == pytest.approx(quarters.sums(found.receipts[name]))
        assert receipts.high == pytest.approx(quarters.sums(found.receipts_high[name]))
        band = found.bands[name]
        assert rows[f"shortage {name}"].low == pytest.approx(quarters.sums(band.shortage))
        assert rows[f"closing {name}"].low == pytest.approx(quarters.lasts(band.closing_stock))
        assert rows[f"opening {name}"].low[0] == pytest.approx(found.opening_stock)
        assert rows[f"opening {name}"].low[1:] == pytest.approx(rows[f"closing {name}"].low[:-1])
        # Opening + receipts - demand + shortage = closing, period by period.
        before = sum(rows[f"receipts {n}"].low for n in BANDS[: BANDS.index(name) + 1])
        assert rows[f"opening {name}"].low + before - rows["demand"].low + rows[
            f"shortage {name}"
        ].low == pytest.approx(rows[f"closing {name}"].low)


def test_headline_and_cards_name_the_first_short_month(view: BalanceView, example: Session) -> None:
    found = planned(example)
    assert view.summary.headline.text() == (
        "Germanium for Example Optics, fictional: covered for 19 months; first short month "
        "2027-07 counting non-binding promises"
    )
    assert round(found.bands["non-binding"].cover_months, 1) == 19.0
    for name, card in view.summary.strip.cards.items():
        first = found.bands[name].first_short
        said = "never short" if first is None else "short from " + month_text(2026 * 12 + first)
        assert card.verdict_label.text() == said
    assert view.summary.strip.cards["binding"].accessibleName() == (
        "Binding only: short from 2027-01, 3.78 t short · 12.3 months"
    )
    assert view.summary.chart.layer.figures.flag == "short from 2027-07"


def test_material_whom_and_period_are_switched(view: BalanceView, example: Session) -> None:
    choose(view, 0, "material", "IN")
    choose(view, 1, "by", "year")
    assert view.shown is not None
    found = planned(example, "IN")
    assert view.table.figures.periods == [str(year) for year in range(2026, 2033)]
    assert view.shown.demand == pytest.approx(found.horizon.periods("year").sums(found.demand))
    choose(view, 0, "material", "GE")
    choose(view, 0, "whom", "all")
    assert view.shown.found.demand == pytest.approx(planned(example, whom="all").demand)
    assert "all organizations" in view.summary.headline.text()
    choose(view, 0, "whom", "ORG-EXP")
    assert view.shown.found.demand == pytest.approx(planned(example, whom="ORG-EXP").demand)
    choose(view, 1, "by", "month")
    assert view.table.figures.columnCount() == 84


def test_several_organizations_are_added_up(view: BalanceView, example: Session) -> None:
    choose(view, 0, "whom", "several")
    assert view.empty.isVisible()
    assert view.choices.picker.isVisible()
    boxes = [view.choices.picker.list.item(n) for n in range(view.choices.picker.list.count())]
    for item in boxes:
        if item.text().startswith("Example"):
            item.setCheckState(Qt.CheckState.Checked)
    QTest.keyClick(view.choices.picker.list, Qt.Key.Key_Escape)
    assert view.shown is not None
    assert view.shown.whom == "Example Optics, fictional, Example Photonics, fictional"
    assert view.shown.found.demand == pytest.approx(planned(example, whom="all").demand)
    assert view.choices.what.boxes["whom"].currentText() == "Several (2)…"


def test_the_scenario_is_that_of_the_session(
    view: BalanceView, example: Session, qtbot: QtBot
) -> None:
    before = view.summary.headline.text()
    with qtbot.waitSignal(example.scenario_changed):
        choose(view, 0, "scenario", "SCN-CHINA")
    assert example.scenario is not None and example.scenario.code == "SCN-CHINA"
    assert "first short month 2027-03" in view.summary.headline.text()
    assert "China clause" in view.summary.line.text()
    example.use_scenario(example.dataset.find("scenario", "SCN-DEMAND20"))
    assert view.choices.what.value("scenario") == "SCN-DEMAND20"
    assert view.shown is not None
    assert view.shown.found.demand == pytest.approx(planned(example).demand)
    choose(view, 0, "scenario", "")
    assert view.summary.headline.text() == before


def test_an_edit_is_followed_at_once_and_undo_restores(view: BalanceView, example: Session) -> None:
    before = view.summary.headline.text()
    line = next(d for d in example.dataset.table(Demand) if d.material == 1)
    twice = {line.id: {"quantity": line.quantity * 2}}
    changes = edit.set_values(example.dataset, Demand.type, twice, "grid")
    example.apply(changes)
    view.grab()
    assert view.shown is not None
    assert view.summary.headline.text() != before
    assert view.shown.found.demand == pytest.approx(planned(example).demand)
    example.undo()
    assert view.summary.headline.text() == before


def test_a_click_on_a_short_month_says_why(
    view: BalanceView, example: Session, qtbot: QtBot
) -> None:
    chart = view.summary.chart
    view.grab()
    QTest.mouseClick(chart.plot.viewport(), LEFT, NONE, chart.place_of(2028 * 12 + 2.5, 0.02))
    told = view.reasons.shown
    assert told is not None and view.reasons.isVisible() and not view.table.isVisible()
    assert told.month == 2028 * 12 + 2
    shortage = planned(example).bands["non-binding"].shortage[26]
    assert sum(row.reason.tonnes for row in view.reasons.rows) == pytest.approx(shortage, abs=1e-9)
    assert chart.layer.figures.marked == told.month
    first = view.reasons.rows[0]
    with qtbot.waitSignal(example.selected) as chosen:
        QTest.mouseClick(first, LEFT, NONE, QPoint(5, 5))
    assert chosen.args == [first.reason.type, first.reason.id]
    QTest.mouseClick(view.reasons.next_button, LEFT)
    assert view.reasons.shown is not None and view.reasons.shown.month == 2028 * 12 + 3
    QTest.mouseClick(view.reasons.close_button, LEFT)
    assert view.table.isVisible() and chart.layer.figures.marked is None


def test_esc_leads_back_to_the_table_while_the_chart_has_the_keyboard(view: BalanceView) -> None:
    chart = view.summary.chart
    view.grab()
    QTest.mouseClick(chart.plot.viewport(), LEFT, NONE, chart.place_of(2028 * 12 + 2.5, 0.02))
    assert view.reasons.isVisible() and chart.plot.hasFocus()
    QTest.keyClick(chart.plot, Qt.Key.Key_Escape)
    assert view.table.isVisible() and not view.reasons.isVisible()


def test_a_month_that_is_not_short_has_no_reasons(view: BalanceView) -> None:
    view.grab()
    chart = view.summary.chart
    QTest.mouseClick(chart.plot.viewport(), LEFT, NONE, chart.place_of(2026 * 12 + 2.5, 0.02))
    assert view.reasons.shown is None and view.table.isVisible()


def test_reasons_are_reached_and_left_by_keyboard(
    view: BalanceView, example: Session, qtbot: QtBot
) -> None:
    view.activateWindow()
    row, column = cell(view, "shortage binding", "2027-Q1")
    view.table.setFocus()
    view.table.setCurrentIndex(view.table.figures.index(row, column))
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    # The cell of another band chooses that band.
    assert view.band == "binding" and view.reasons.shown is not None
    assert view.reasons.shown.month == 2027 * 12
    assert view.reasons.rows[0].hasFocus()
    sources = [row.reason.sources for row in view.reasons.rows if row.reason.sources]
    assert sources
    with qtbot.waitSignal(example.selected):
        QTest.keyClick(view.reasons.rows[0], Qt.Key.Key_Return)
    QTest.keyClick(view.reasons.rows[0], Qt.Key.Key_Escape)
    assert view.table.isVisible() and view.table.hasFocus()
    assert view.table.currentIndex().column() == column


def test_the_chart_is_read_and_asked_by_keyboard(view: BalanceView) -> None:
    chart = view.summary.chart
    QTest.keyClick(chart.plot, Qt.Key.Key_Return)
    assert view.reasons.shown is not None and view.reasons.shown.month == 2027 * 12 + 6
    assert view.reasons.isAncestorOf(view.reasons.rows[0])
    view.close_reasons()
    shift = Qt.KeyboardModifier.ShiftModifier
    for _ in range(2):
        QTest.keyClick(chart.plot, Qt.Key.Key_Right, shift)
    assert chart.plot.accessibleDescription().splitlines()[0] == "2026-Q2"
    QTest.keyClick(chart.plot, Qt.Key.Key_Return)
    assert view.reasons.shown is None


def test_reasons_follow_edits_and_bands(view: BalanceView, example: Session) -> None:
    month = 2027 * 12 + 7
    view.show_reasons(month)
    before = len(view.reasons.rows)
    assert before
    view.choose_band("binding")
    assert view.reasons.shown is not None and view.reasons.shown.band == "binding"
    shortage = planned(example).bands["binding"].shortage[month - 2026 * 12]
    assert view.reasons.shown.shortage == pytest.approx(shortage)
    view.choose_band("free capacity")
    assert view.reasons.shown is None and view.table.isVisible()


def test_one_cell_is_copied_as_a_bare_number(view: BalanceView, example: Session) -> None:
    row, column = cell(view, "demand", "2026-Q1")
    view.table.setCurrentIndex(view.table.figures.index(row, column))
    QTest.keyClick(view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert view.shown is not None
    assert float(clipboard()[0][0]) == pytest.approx(view.shown.demand[0])
    row, column = cell(view, "receipts binding", "2026-Q1")
    assert view.table.figures.block(row, column, row, column) == [["0.075–0.09"]]


def test_a_block_is_copied_as_numbers_with_its_names(view: BalanceView) -> None:
    figures = view.table.figures
    chosen = QItemSelection(figures.index(0, 0), figures.index(2, 2))
    view.table.selectionModel().select(chosen, SELECT)
    view.table.copy()
    rows = clipboard()
    assert rows[0] == ["t contained per quarter", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert [row[0] for row in rows[1:]] == [
        "Demand", "Receipts, binding, at least", "Receipts, binding, at most",
        "Receipts, conditional",
    ]  # fmt: skip
    assert all(float(text) >= 0 for row in rows[1:] for text in row[1:])
    data = QGuiApplication.clipboard().mimeData()
    assert data.html().count("<tr>") == len(rows)
    view.table.copy_all()
    every = clipboard()
    assert len(every[0]) == 29
    for row in every[1:]:
        assert all(text == "" or np.isfinite(float(text)) for text in row[1:])


def test_data_and_picture_are_copied_and_saved(view: BalanceView, tmp_path: Path) -> None:
    view.menu.copy_data()
    assert clipboard()[0][1] == "2026-Q1"
    view.menu.copy_picture()
    assert QGuiApplication.clipboard().image().width() == view.summary.width() * 2
    drawing = tmp_path / "balance.svg"
    view.menu.save_picture(drawing)
    assert "first short month 2027-07" in drawing.read_text(encoding="utf-8")
    path = tmp_path / "balance.png"
    view.menu.save_picture(path)
    assert QImage(str(path)).height() == view.summary.height() * 2


def test_what_cannot_be_converted_is_told_and_can_be_chosen(
    view: BalanceView, example: Session, qtbot: QtBot
) -> None:
    assert not view.summary.uncounted.isVisible()
    line = next(d for d in example.dataset.table(Demand) if d.material == 1)
    # The store refuses it, but a file may hold it all the same.
    without = Change(Demand.type.name, line.id, {}, {"basis": "gross", "form": None})
    faulty = example.dataset.with_changes([without])
    question = Question(1, None)
    view.summary.show_balance(
        balance_sheet(faulty, question, horizon_of(faulty)), "binding", faulty
    )
    assert view.summary.uncounted.isVisible() and line.code in view.summary.uncounted.text()
    with qtbot.waitSignal(example.selected) as chosen:
        view.summary.uncounted.linkActivated.emit(f"demand/{line.id}")
    assert chosen.args == ["demand", line.id]


def test_no_own_organization_leads_to_the_preferences(
    view: BalanceView, example: Session, qtbot: QtBot
) -> None:
    prefer(example, own_organization=None)
    assert view.empty.isVisible() and view.choices.what.isVisible()
    with qtbot.waitSignal(view.navigation_asked) as asked:
        QTest.mouseClick(view.empty.button, LEFT)
    assert asked.args == ["preferences", {}]
    assert example.selection is not None and example.selection[0] == "preferences"
    choose(view, 0, "whom", "all")
    assert view.summary.isVisible()


def test_no_demand_says_what_to_do(
    view: BalanceView, example: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(view, 0, "whom", "ORG-HKM")
    assert view.empty.isVisible() and "HK Materials" in view.empty.line.text()
    with qtbot.waitSignal(view.navigation_asked) as asked:
        QTest.mouseClick(view.empty.button, LEFT)
    assert asked.args == ["demand", {}]
    example.attach(Store.create(tmp_path / "empty.offtake"))
    assert view.empty.isVisible() and not view.choices.what.isVisible()
    assert view.empty.heading.text() == "No demand yet"


def test_it_is_left_and_taken_up_as_it_was(
    view: BalanceView, example: Session, qtbot: QtBot
) -> None:
    view.restore({"material": "GA", "whom": "ORG-EXO", "by": "year", "band": "binding"})
    assert view.choices.what.value("whom") == "own"
    view.restore({**view.state(), "whom": "all"})
    other = BalanceView(example)
    qtbot.addWidget(other)
    other.restore(view.state())
    with qtbot.waitExposed(other):
        other.show()
    assert other.shown is not None and view.shown is not None
    assert other.shown.question == view.shown.question
    assert other.band == "binding"
    other.restore({"by": "fortnight", "material": 7, "whom": None, "sizes": "wide"})
    assert other.shown.question == view.shown.question


def test_everything_has_a_name_in_both_languages(view: BalanceView, example: Session) -> None:
    QAbstractItemModelTester(
        view.table.figures, QAbstractItemModelTester.FailureReportingMode.Fatal, view
    )
    for language in ("en", "ko"):
        example.use_language(language)
        boxes = [box for bar in (view.choices.what, view.choices.how) for box in bar.boxes.values()]
        cards = view.summary.strip.cards.values()
        chart = view.summary.chart
        parts: list[QWidget] = [*boxes, *cards, view.table, chart.plot, chart.legend]
        for part in (*parts, view.reasons.close_button):
            assert part.accessibleName()
        figures = view.table.figures
        said = figures.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert figures.rows[0].label in said and " t" in said
    assert "게르마늄" in view.summary.headline.text()
