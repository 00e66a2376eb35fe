"""The capacity timeline in the session: it follows edits, choices, selection and language."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.core.changes import ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.model import Capacity, Preferences
from desktop.operations import edit
from desktop.operations.example import example_changes
from desktop.planning.timeline import Choices, Timeline, timeline
from desktop.storage.store import Store
from desktop.ui.session import Notice, Session
from desktop.ui.views import timeline as timeline_views
from desktop.ui.views.timeline import TimelineView

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def set_value(session: Session, code: str, **values: object) -> None:
    id = session.dataset.find("capacity", code)
    assert id is not None
    session.apply(edit.set_values(session.dataset, Capacity.type, {id: values}, "grid"))


def capacity_id(session: Session, code: str) -> int:
    id = session.dataset.find("capacity", code)
    assert id is not None
    return id


@pytest.fixture
def view(session: Session, store: Store, qtbot: QtBot) -> TimelineView:
    """Gives the view with the small plan: 12 t from 2028, one record unknown from 2029."""
    id = next(iter(store.dataset.table(Preferences))).id
    years = {"horizon_start": 2026, "horizon_years": 5}
    session.apply(edit.set_values(session.dataset, Preferences.type, {id: years}, "form"))
    made = TimelineView(session)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def example(session: Session, tmp_path: Path, qtbot: QtBot) -> TimelineView:
    """Gives the view with the example workspace."""
    session.attach(Store.create(tmp_path / "example.offtake"))
    session.apply(example_changes(session.dataset))
    made = TimelineView(session)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    with qtbot.waitExposed(made):
        made.show()
    return made


def totals(view: TimelineView) -> list[float]:
    assert view.shown is not None
    return [round(float(value), 6) for value in view.shown.total]


def test_it_shows_the_horizon_of_the_preferences(view: TimelineView) -> None:
    assert totals(view) == [0, 0, 12, 12, 12]
    assert (view.span.first, view.span.last) == (2026 * 12, 2031 * 12)
    assert view.sheet.heading.text() == (
        "Effective germanium capacity by plant, t contained per year"
    )


def test_an_edit_and_its_undo_are_followed_at_once(view: TimelineView, session: Session) -> None:
    set_value(session, "CAP-1", nameplate=24.0)
    assert totals(view) == [0, 0, 24, 24, 24]
    assert view.sheet.stack.layer.stack.tops[-1].tolist() == pytest.approx([0, 0, 24, 24, 24])
    session.undo()
    assert totals(view) == [0, 0, 12, 12, 12]
    session.redo()
    assert totals(view)[-1] == 24


def test_choices_change_the_chart(view: TimelineView, session: Session) -> None:
    view.restore({"by": "quarter", "group": "stage", "value": "nameplate"})
    assert totals(view)[-1] == 3
    assert view.shown is not None
    assert [band.key for band in view.shown.bands] == ["committed"]
    assert view.sheet.heading.text() == (
        "Nameplate germanium capacity by stage, t contained per quarter"
    )
    assert view.sheet.stack.axis.unit == "t contained per quarter"
    box = view.bar.boxes["by"]
    box.setCurrentIndex(box.findData("month"))
    box.activated.emit(box.currentIndex())
    assert totals(view)[-1] == 1


def test_a_click_on_the_areas_selects_the_record_everywhere(
    view: TimelineView, session: Session, qtbot: QtBot
) -> None:
    view.grab()
    stack = view.sheet.stack
    place = stack.place_of(2029.5 * 12, 6)
    with qtbot.waitSignal(session.selected) as told:
        QTest.mouseClick(stack.plot.viewport(), LEFT, NONE, place)
    assert told.args == ["capacity", capacity_id(session, "CAP-1")]
    assert view.sheet.lanes.selected == capacity_id(session, "CAP-1")
    assert stack.layer.stack.marked == 0


def test_a_click_on_a_lane_selects_the_record(view: TimelineView, session: Session) -> None:
    view.grab()
    lanes = view.sheet.lanes
    id = capacity_id(session, "CAP-2")
    QTest.mouseClick(lanes.viewport(), LEFT, NONE, lanes.place_of(id, 2030 * 12))
    assert session.selection == ("capacity", id)


def test_a_selection_elsewhere_is_followed(view: TimelineView, session: Session) -> None:
    session.select("capacity", capacity_id(session, "CAP-2"))
    assert view.sheet.lanes.selected == capacity_id(session, "CAP-2")
    session.select("plant", 1)
    assert view.sheet.lanes.selected is None


def test_what_is_not_counted_is_listed_and_can_be_chosen(
    view: TimelineView, session: Session
) -> None:
    label = view.sheet.uncounted
    assert label.isVisible()
    assert label.text().startswith("Not counted, nameplate unknown: <a href=")
    assert "CAP-2" in label.text().replace("\u2060", "")
    label.linkActivated.emit(str(capacity_id(session, "CAP-2")))
    assert session.selection == ("capacity", capacity_id(session, "CAP-2"))
    set_value(session, "CAP-2", nameplate=1.0)
    assert not label.isVisible()


def test_lanes_are_filtered_by_words(view: TimelineView) -> None:
    view.sheet.filter.setText("germanium")
    assert [lane.code for lane in view.sheet.lanes.lanes] == ["CAP-1"]
    assert view.sheet.lane_count.text() == "1 of 2"
    view.sheet.filter.clear()
    assert view.sheet.lane_count.text() == "2"


def test_it_is_left_and_taken_up_as_it_was(
    view: TimelineView, session: Session, qtbot: QtBot
) -> None:
    view.restore({"by": "month", "group": "country", "value": "expected", "material": "GE",
                  "filter": "onsan"})  # fmt: skip
    state = view.state()
    other = TimelineView(session)
    qtbot.addWidget(other)
    other.restore(state)
    with qtbot.waitExposed(other):
        other.show()
    assert other.shown is not None and view.shown is not None
    assert other.shown.choices == view.shown.choices
    assert other.sheet.filter.text() == "onsan"
    other.restore({"by": "fortnight", "material": 7, "sizes": "wide"})
    assert other.shown.choices == view.shown.choices


def test_nothing_on_record_says_what_to_do(session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    session.attach(Store.create(tmp_path / "empty.offtake"))
    view = TimelineView(session)
    qtbot.addWidget(view)
    view.show()
    assert view.empty.isVisible() and not view.bar.isVisible()
    with qtbot.waitSignal(view.navigation_asked) as asked:
        view.empty.go_button.click()
    assert asked.args == ["capacity", {}]
    session.apply(example_changes(session.dataset))
    assert view.sheet.isVisible() and not view.empty.isVisible()


def test_the_language_is_switched_while_it_is_shown(view: TimelineView, session: Session) -> None:
    session.use_language("ko")
    assert view.bar.boxes["material"].currentText() == "게르마늄"
    assert "게르마늄" in view.sheet.heading.text()
    assert view.bar.value("by") == "year"
    session.use_language("en")
    assert view.bar.boxes["material"].currentText() == "Germanium"


def test_the_picture_holds_heading_legend_and_chart(view: TimelineView, tmp_path: Path) -> None:
    path = tmp_path / "chart.png"
    view.menu.save_picture(path)
    image = QImage(str(path))
    assert image.width() == view.sheet.width() * 2
    assert image.height() == view.sheet.height() * 2
    ground = image.pixelColor(4, 4)
    for part in (view.sheet.heading, view.sheet.stack.legend.entries["1"], view.sheet.lanes):
        corner = part.mapTo(view.sheet, part.rect().topLeft()) * 2
        inked = any(
            image.pixelColor(corner.x() + x, corner.y() + y) != ground
            for x in range(0, min(part.width() * 2, 300), 2)
            for y in range(0, min(part.height() * 2, 120), 2)
        )
        assert inked, part


def test_a_picture_that_cannot_be_written_is_told(
    view: TimelineView, session: Session, tmp_path: Path
) -> None:
    told: list[Notice] = []
    session.noticed.connect(told.append)
    view.menu.save_picture(tmp_path / "missing" / "chart.png")
    assert told[-1].severity == "error"
    assert "could not be written" in str(told[-1].text)


def test_picture_and_data_go_to_the_clipboard(view: TimelineView) -> None:
    view.menu.copy_picture()
    assert QGuiApplication.clipboard().image().width() == view.sheet.width() * 2
    view.menu.copy_data()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:4] == ["t contained per year", "Onsan", "Total", "Demand"]
    assert lines[3].split("\t")[:4] == ["2028", "12", "12", "2"]


def test_the_buttons_reach_everything(view: TimelineView) -> None:
    view.span.zoom(0.5)
    view.zooms[0].trigger()
    assert view.span.is_fitted
    names = [action.text() for action in view.sheet.lanes.actions()]
    assert names == [
        "Fit all", "Zoom to selection", "Next five years",
        "Copy picture", "Copy data", "Save picture…",
    ]  # fmt: skip
    assert [action.text() for action in view.bar.zoom_button.menu().actions()] == names[:3]
    assert [action.text() for action in view.menu.copy_button.menu().actions()] == names[3:]


def test_everything_that_can_be_used_has_a_name(view: TimelineView) -> None:
    for box in view.bar.boxes.values():
        assert box.accessibleName()
    for entry in view.sheet.stack.legend.entries.values():
        assert entry.accessibleName()
    for button in view.findChildren(QPushButton):
        assert button.text() or button.accessibleName()
    assert view.sheet.stack.plot.accessibleName() and view.sheet.lanes.accessibleName()
    assert view.sheet.filter.accessibleName()


def test_the_example_shows_each_material(example: TimelineView) -> None:
    for code in ("GE", "GA", "IN"):
        example.show_material(code)
        assert example.bar.value("material") == code
        assert example.shown is not None and example.shown.bands
        assert not example.grab().isNull()


def test_a_large_plan_is_planned_once_and_drawn_only_where_it_is_seen(
    view: TimelineView, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = Capacity.type.values(session.dataset["capacity"][capacity_id(session, "CAP-1")])
    known = {name: value for name, value in values.items() if value is not None}
    changes = [
        edit.add(Capacity.type, {**known, "code": f"MANY-{n}"}, "paste").changes[0]
        for n in range(1000)
    ]
    numbered = [type(c)(c.type, -n, None, c.after) for n, c in enumerate(changes, start=1)]
    session.apply(ChangeSet(Text("Many"), "paste", numbered))
    view.restore({"by": "month"})
    planned: list[Choices] = []

    def plan(dataset: Dataset, choices: Choices) -> Timeline:
        planned.append(choices)
        return timeline(dataset, choices)

    monkeypatch.setattr(timeline_views, "timeline", plan)
    set_value(session, "CAP-1", nameplate=24.0)
    assert len(planned) == 1
    assert totals(view)[-1] == 1002
    stack, lanes = view.sheet.stack, view.sheet.lanes
    view.span.show(2027 * 12, 2028 * 12)
    view.grab()
    assert stack.layer.drawn == 12
    assert lanes.layer.drawn <= lanes.height() // lanes.row_height + 2 < 50
    # Moving along and pointing plan nothing anew.
    for step in (3.0, -1.5):
        view.span.pan(step)
        stack.plot._tell_pointer(stack.place_of(2027.5 * 12, 6))
        view.grab()
        assert stack.layer.drawn <= 13
    assert len(planned) == 1
