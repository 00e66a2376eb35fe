"""The capacity timeline with scenarios: what it shows, and what dragging a start writes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.model import Preferences
from desktop.model.scenarios import Adjustment
from desktop.operations import edit
from desktop.operations.example import example_changes
from desktop.planning.promises import promises
from desktop.planning.timeline import Timeline, timeline
from desktop.storage.store import Store
from desktop.ui.charts.stack_chart import BASE, CONTRACTED, DEMAND
from desktop.ui.charts.timeline_bar import ALL
from desktop.ui.session import Notice, Session
from desktop.ui.views import timeline as timeline_views
from desktop.ui.views.timeline import TimelineView

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
JANUARY_2028 = 2028 * 12


@pytest.fixture
def view(session: Session, store: Store, qtbot: QtBot) -> TimelineView:
    """Gives 12 t from 2028-01, 4 t of them contracted, and a scenario that does nothing yet."""
    table = session.dataset["capacity"]
    first = next(iter(table))
    rows: list[tuple[str, dict[str, object]]] = [
        ("scenario", {"code": "SLIP", "name": "It slips", "color": "#d68910"}),
        ("agreement", {"code": "AGR-1", "title": "Lenses", "kind": "supply", "firmness": "binding",
                       "seller": session.dataset.find("organization", "KZ"),
                       "buyer": session.dataset.find("organization", "EXO"),
                       "capacity": first.id, "material": first.material, "volume": 4.0,
                       "unit": "t", "basis": "contained", "status": "active"}),
    ]  # fmt: skip
    changes = [Change(name, -n, None, values) for n, (name, values) in enumerate(rows, start=1)]
    session.apply(ChangeSet(Text("More"), "form", changes))
    id = next(iter(store.dataset.table(Preferences))).id
    years = {"horizon_start": 2026, "horizon_years": 5}
    session.apply(edit.set_values(session.dataset, Preferences.type, {id: years}, "form"))
    made = TimelineView(session)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    with qtbot.waitExposed(made):
        made.show()
    made.grab()
    return made


def record(session: Session, code: str = "CAP-1") -> int:
    id = session.dataset.find("capacity", code)
    assert id is not None
    return id


def use_scenario(session: Session) -> int:
    id = session.dataset.find("scenario", "SLIP")
    assert id is not None
    session.use_scenario(id)
    return id


def totals(view: TimelineView) -> list[float]:
    assert view.shown is not None
    return [round(float(value), 6) for value in view.shown.total]


def drag_start(view: TimelineView, code: str, months: int) -> None:
    """Drags the start of a record's bar with the mouse."""
    lanes, id = view.sheet.lanes, record(view.session, code)
    lane = lanes.lane_of(id)
    assert lane is not None and lane.likely is not None
    begin, end = (lanes.place_of(id, lane.likely + n) for n in (0, months))
    QTest.mousePress(lanes.viewport(), LEFT, NONE, begin)
    QApplication.sendEvent(lanes.viewport(), QMouseEvent(
        QEvent.Type.MouseMove, QPointF(end), QPointF(lanes.mapToGlobal(end)),
        Qt.MouseButton.NoButton, LEFT, NONE,
    ))  # fmt: skip
    QTest.mouseRelease(lanes.viewport(), LEFT, NONE, end)


def test_a_dragged_start_is_written_once_and_can_be_undone(
    view: TimelineView, session: Session
) -> None:
    number = session.store.revision
    drag_start(view, "CAP-1", 12)
    assert session.store.revision == number + 1
    assert str(session.dataset["capacity"][record(session)].start) == "2029-01"
    assert str(session.store.history()[0].label) == "Move start of CAP-1 to 2029-01"
    assert totals(view) == [0, 0, 0, 12, 12]
    assert session.selection == ("capacity", record(session))
    session.undo()
    assert totals(view) == [0, 0, 12, 12, 12]


def test_in_a_scenario_the_record_stays_as_it_is(view: TimelineView, session: Session) -> None:
    scenario = use_scenario(session)
    number = session.store.revision
    drag_start(view, "CAP-1", 12)
    assert session.store.revision == number + 1
    assert str(session.dataset["capacity"][record(session)].start) == "2028-01"
    (made,) = session.dataset.table(Adjustment)
    assert (made.scenario, made.kind, made.capacity, made.amount) == (
        scenario, "shift start", record(session), 12.0
    )  # fmt: skip
    assert totals(view) == [0, 0, 0, 12, 12]
    drag_start(view, "CAP-1", -6)
    (made,) = session.dataset.table(Adjustment)
    assert made.amount == 6.0
    assert totals(view) == [0, 0, 6, 12, 12]
    session.undo()
    session.undo()
    assert not len(session.dataset.table(Adjustment))
    assert totals(view) == [0, 0, 12, 12, 12]


def test_escape_writes_nothing(view: TimelineView, session: Session) -> None:
    lanes, number = view.sheet.lanes, session.store.revision
    session.select("capacity", record(session))
    lanes.setFocus()
    QTest.keyClick(lanes, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(lanes, Qt.Key.Key_Escape)
    QTest.keyClick(lanes, Qt.Key.Key_Return)
    assert session.store.revision == number


def test_the_keyboard_writes_the_same(view: TimelineView, session: Session) -> None:
    lanes = view.sheet.lanes
    session.select("capacity", record(session))
    lanes.setFocus()
    for _ in range(3):
        QTest.keyClick(lanes, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(lanes, Qt.Key.Key_Return)
    assert str(session.dataset["capacity"][record(session)].start) == "2028-04"


def test_joint_records_are_told(view: TimelineView, session: Session) -> None:
    told: list[Notice] = []
    session.noticed.connect(told.append)
    ids = {record(session, "CAP-2"): {"joint_with": record(session)}}
    type = session.dataset.types["capacity"]
    session.apply(edit.set_values(session.dataset, type, ids, "form"))
    drag_start(view, "CAP-1", 12)
    assert str(told[-1].text) == "Joint with it, and not moved: CAP-2"
    use_scenario(session)
    drag_start(view, "CAP-1", 12)
    assert str(told[-1].text) == "Joint with it, and moved as well: CAP-2"
    lane = view.sheet.lanes.lane_of(record(session, "CAP-2"))
    assert lane is not None and lane.shift == 12


def test_a_record_without_a_start_says_so(view: TimelineView, session: Session) -> None:
    told: list[Notice] = []
    session.noticed.connect(told.append)
    type = session.dataset.types["capacity"]
    session.apply(edit.set_values(session.dataset, type, {record(session): {"start": None}}, "f"))
    session.select("capacity", record(session))
    view.sheet.lanes.setFocus()
    QTest.keyClick(view.sheet.lanes, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert told[-1].severity == "error" and "CAP-1 has no start" in str(told[-1].text)


def test_a_refused_move_is_told_and_shows_the_record_again(
    view: TimelineView, session: Session
) -> None:
    told: list[Notice] = []
    session.noticed.connect(told.append)
    type, end = session.dataset.types["capacity"], {"end": PartialDate.parse("2028-06")}
    session.apply(edit.set_values(session.dataset, type, {record(session): end}, "form"))
    drag_start(view, "CAP-1", 12)
    assert told[-1].severity == "error"
    lane = view.sheet.lanes.lane_of(record(session))
    assert lane is not None and lane.likely == JANUARY_2028


def test_the_scenario_is_chosen_in_the_bar(view: TimelineView, session: Session) -> None:
    box = view.bar.boxes["scenario"]
    assert [box.itemText(i) for i in range(box.count())] == ["No scenario", "It slips"]
    side = box.iconSize().width()
    color = box.itemIcon(1).pixmap(side, side).toImage().pixelColor(side // 2, side // 2)
    assert color.name() == "#d68910"
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert session.scenario is not None and session.scenario.code == "SLIP"
    assert view.sheet.heading.text().endswith("scenario “It slips”")
    assert view.sheet.stripe.isVisible()
    session.use_scenario(None)
    assert box.currentText() == "No scenario" and not view.sheet.stripe.isVisible()


def test_switching_the_scenario_changes_the_curves_and_back(
    view: TimelineView, session: Session
) -> None:
    scenario = use_scenario(session)
    drag_start(view, "CAP-1", 12)
    layer = view.sheet.stack.layer
    assert layer.stack.tops[-1].tolist() == pytest.approx([0, 0, 0, 12, 12])
    assert layer.stack.overlay.base == pytest.approx([0, 0, 12, 12, 12])
    assert BASE in view.sheet.stack.legend.entries
    session.use_scenario(None)
    assert layer.stack.tops[-1].tolist() == pytest.approx([0, 0, 12, 12, 12])
    assert layer.stack.overlay.base is None and BASE not in view.sheet.stack.legend.entries
    session.use_scenario(scenario)
    session.undo()
    assert layer.stack.tops[-1].tolist() == pytest.approx([0, 0, 12, 12, 12])
    session.redo()
    assert layer.stack.tops[-1].tolist() == pytest.approx([0, 0, 0, 12, 12])


def test_the_contracted_line_is_what_is_promised(view: TimelineView, session: Session) -> None:
    for _ in range(2):
        assert view.shown is not None
        overlay = view.sheet.stack.layer.stack.overlay
        assert overlay.contracted is not None
        scenario = session.scenario
        ledger = promises(session.dataset, view.shown.periods.horizon, "GE",
                          None if scenario is None else scenario.id)  # fmt: skip
        for line, granted in zip(overlay.contracted, (ledger.granted.low, ledger.granted.high),
                                 strict=True):  # fmt: skip
            assert line == pytest.approx(view.shown.periods.sums(granted.sum(axis=0)))
        use_scenario(session)
        drag_start(view, "CAP-1", 12)
    view.sheet.stack.legend.entries[CONTRACTED].click()
    assert view.sheet.stack.layer.stack.overlay.contracted is None


def test_the_contracted_line_is_named_under_the_pointer(view: TimelineView) -> None:
    stack = view.sheet.stack
    stack.plot._tell_pointer(stack.place_of(2029.5 * 12, 4))
    assert view.panel.sheet is not None
    said = view.panel.sheet.plain_text()
    assert "Contracted: 4 t" in said and "By AGR-1 4 t" in said
    assert stack.layer.level == pytest.approx(4, abs=0.2)
    stack.plot._tell_pointer(stack.place_of(2029.5 * 12, 10))
    assert "From CAP-1 12 t" in view.panel.sheet.plain_text()


def test_a_band_names_the_sources_of_the_claims_it_rests_on(
    view: TimelineView, session: Session
) -> None:
    claim = next(iter(session.dataset["claim"]))
    type = session.dataset.types["claim"]
    session.apply(edit.set_values(session.dataset, type, {claim.id: {"status": "used"}}, "form"))
    stack = view.sheet.stack
    stack.plot._tell_pointer(stack.place_of(2029.5 * 12, 10))
    assert view.panel.sheet is not None
    assert "Source: A paper, ? (SRC-1)" in view.panel.sheet.plain_text()


def test_a_scenario_that_cannot_be_laid_over_is_told(
    view: TimelineView, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plan(*given: Any, scenario: int | None = None) -> Timeline:
        if scenario is not None:
            raise OfftakeError(Text("Adjustment ADJ-9 cannot be read"))
        return timeline(*given)

    told: list[Notice] = []
    session.noticed.connect(told.append)
    monkeypatch.setattr(timeline_views, "timeline", plan)
    use_scenario(session)
    assert str(told[-1].text) == "Adjustment ADJ-9 cannot be read"
    assert view.shown is not None and view.shown.scenario is None


def test_all_materials_are_lines_side_by_side(
    session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    session.attach(Store.create(tmp_path / "example.offtake"))
    session.apply(example_changes(session.dataset))
    view = TimelineView(session)
    qtbot.addWidget(view)
    view.resize(1100, 760)
    view.show()
    view.restore({"material": ALL})
    assert view.shown is not None and not view.shown.is_sum
    assert [b.label for b in view.shown.bands] == ["Gallium", "Germanium", "Indium"]
    assert view.bar.value("group") == "material" and not view.bar.boxes["group"].isEnabled()
    assert DEMAND not in view.sheet.stack.legend.entries
    assert view.sheet.stack.layer.stack.tops[0] == pytest.approx(view.shown.bands[0].values)
    assert "not added up" in view.sheet.heading.text()
    assert not view.grab().isNull()
    view.restore({"material": "GE", "group": "stage"})
    assert view.bar.value("group") == "stage" and view.bar.boxes["group"].isEnabled()


def test_the_ways_to_zoom(view: TimelineView, session: Session) -> None:
    fit, selection, five = view.zooms
    assert not selection.isEnabled()
    session.select("capacity", record(session))
    selection.trigger()
    assert (view.span.low, view.span.high) == (JANUARY_2028 - 6, 2031 * 12)
    five.trigger()
    assert view.span.width == 60
    view.sheet.show_today(2027 * 12 + 2.5)
    view.span.set_limits(2026 * 12, 2040 * 12)
    five.trigger()
    assert (view.span.low, view.span.high) == (2027 * 12 + 2, 2032 * 12 + 2)
    fit.trigger()
    assert view.span.is_fitted
    for action in view.zooms:
        assert not action.shortcut().isEmpty()


def test_a_drawing_holds_title_legend_and_lanes_as_text(view: TimelineView, tmp_path: Path) -> None:
    use_scenario(view.session)
    path = tmp_path / "chart.svg"
    view.menu.save_picture(path)
    root = ElementTree.parse(path).getroot()
    words = [" ".join("".join(e.itertext()).split()) for e in root.iter() if e.tag.endswith("text")]
    said = " ".join(words)
    for text in ("Effective germanium capacity by plant", "It slips", "Contracted",
                 "Demand on record", "Without the scenario", "Onsan", "2028", "CAP-1"):  # fmt: skip
        assert text in said, text
    assert not [e for e in root.iter() if e.tag.endswith("image")]
    title = next(e for e in root.iter() if e.tag.endswith("title"))
    assert title.text == view.sheet.heading.text()
    assert re.search(r'viewBox="0 0 (\d+) (\d+)"', path.read_text("utf-8"))


def test_a_drawing_that_cannot_be_written_is_told(view: TimelineView, tmp_path: Path) -> None:
    told: list[Notice] = []
    view.session.noticed.connect(told.append)
    view.menu.save_picture(tmp_path / "missing" / "chart.svg")
    assert told[-1].severity == "error"


def test_a_file_is_named_after_material_and_scenario(view: TimelineView) -> None:
    assert view._file_name() == "GE"
    use_scenario(view.session)
    assert view._file_name() == "GE SLIP"
