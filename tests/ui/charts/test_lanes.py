"""Lanes: labels, choosing, scrolling and the facts beside the pointer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.dataset import Dataset
from desktop.planning.timeline import Timeline
from desktop.ui.charts.lane_facts import ended_text, facts, nameplate_text
from desktop.ui.charts.lanes import LanesChart
from desktop.ui.charts.stack_chart import StackChart
from desktop.ui.theme import stage_color
from tests.ui.charts.conftest import YEARS

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def wheel(chart: LanesChart, by: int) -> bool:
    event = QWheelEvent(
        QPointF(500, 50), QPointF(500, 50), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    event.ignore()
    chart.wheelEvent(event)
    return event.isAccepted()


def test_months_stand_under_one_another_in_both_charts(
    stack: StackChart, lanes: LanesChart
) -> None:
    month = 2028 * 12
    above = stack.plot.mapToGlobal(stack.place_of(month, 0)).x()
    below = lanes.mapToGlobal(lanes.place_of(1, month)).x()
    assert above == below


def test_a_click_chooses_the_record(lanes: LanesChart, qtbot: QtBot) -> None:
    for place in (lanes.place_of(1, 2029 * 12), QPoint(20, lanes.place_of(1, 0).y())):
        with qtbot.waitSignal(lanes.record_clicked) as chosen:
            QTest.mouseClick(lanes.viewport(), LEFT, NONE, place)
        assert chosen.args == [1]


def test_arrows_choose_the_next_record(lanes: LanesChart) -> None:
    lanes.record_clicked.connect(lanes.select)
    order = [lane.id for lane in lanes.lanes]
    QTest.keyClick(lanes, Qt.Key.Key_Down)
    assert lanes.selected == order[0]
    QTest.keyClick(lanes, Qt.Key.Key_Down)
    assert lanes.selected == order[1]
    QTest.keyClick(lanes, Qt.Key.Key_Up)
    QTest.keyClick(lanes, Qt.Key.Key_Up)
    assert lanes.selected == order[0]
    assert lanes.accessibleDescription() == "Trail, CAP-2, operating, 15 t/y"


def test_the_facts_of_a_record(dataset: Dataset) -> None:
    sheet = facts(dataset["capacity"][1], dataset)
    assert sheet.plain_text().splitlines() == [
        "New line", "Code: CAP-1", "Plant: Onsan, South Korea", "Owner: Korea Zinc <b>",
        "Stage: committed", "Nameplate: 12 t contained a year",
        "Start: 2028-H1, likely 2028-04", "End: open", "Ramp-up: 12 months, linear",
        "Utilization: 100%", "Probability: 65%, assumed for its stage",
        "nameplate 10: The Paper, 2025-08 (CLM-1, open)",
    ]  # fmt: skip


def test_facts_say_what_is_unknown(dataset: Dataset) -> None:
    text = facts(dataset["capacity"][4], dataset).plain_text()
    assert "Nameplate: unknown, counted nowhere" in text
    assert "No claim of a source is on record" in text
    assert "Start: not given: runs already" in facts(dataset["capacity"][2], dataset).plain_text()
    assert nameplate_text(None) == "unknown"


def test_facts_show_how_a_gross_figure_was_typed(dataset: Dataset) -> None:
    record = replace(dataset["capacity"][2], nameplate=1500.0, unit="kg")
    assert "1.5 t contained a year (1,500 kg contained)" in facts(record, dataset).plain_text()


def test_the_pointer_shows_the_facts(lanes: LanesChart) -> None:
    lanes._tell_pointer(lanes.place_of(1, 2029 * 12))
    assert lanes.panel.sheet is not None and lanes.panel.sheet.heading == "New line"
    assert lanes.pointed_lane == 1
    lanes._tell_pointer(None)
    assert lanes.pointed_lane is None and not lanes.panel.isVisible()


def test_a_bar_has_the_colour_of_its_stage_and_ramps_up(lanes: LanesChart) -> None:
    lanes.span.pointer = None
    image = lanes.grab().toImage()
    ratio = image.devicePixelRatio()
    full = lanes.place_of(1, 2030 * 12 + 9)
    assert image.pixelColor(full * ratio).name() == stage_color("committed").name()
    # Half a year into the ramp the upper part of the bar is still empty.
    rising = lanes.place_of(1, 2028 * 12 + 4) - QPoint(0, round(lanes.row_height * 0.2))
    assert image.pixelColor(rising * ratio).name() != stage_color("committed").name()
    before = lanes.place_of(1, 2027 * 12 + 5)
    assert image.pixelColor(before * ratio) == lanes.ink().base


def test_many_lanes_scroll_and_only_those_in_view_are_drawn(
    lanes: LanesChart, shown: Timeline, dataset: Dataset
) -> None:
    assert not lanes.bar.isVisible()
    assert not wheel(lanes, -120)
    many = [replace(shown.lanes[0], id=n) for n in range(1, 501)]
    lanes.show_lanes(many, dataset)
    assert len(list(lanes.lanes_in_view())) <= lanes.height() // lanes.row_height + 2
    assert wheel(lanes, -120)
    assert lanes.bar.value() == 3 * lanes.row_height
    lanes.select(400)
    assert 400 in [lane.id for lane, _ in lanes.lanes_in_view()]
    lanes.bar.setValue(lanes.bar.maximum())
    assert not wheel(lanes, -120)
    assert wheel(lanes, 120)


def test_a_rule_stands_before_each_plant(lanes: LanesChart) -> None:
    assert [lanes.begins_plant(lane) for lane in lanes.lanes] == [False, False, True, False]


@pytest.mark.parametrize(
    ("record", "ends"), [(4, None), (2, YEARS.first + 3)], ids=["unknown size", "ended"]
)
def test_the_line_of_today_does_not_cross_words(
    lanes: LanesChart, shown: Timeline, dataset: Dataset, record: int, ends: int | None
) -> None:
    changed = [
        replace(one, likely=None, early=None, late=None, end=ends) if one.id == record else one
        for one in shown.lanes
    ]
    lanes.show_lanes(changed, dataset)
    if ends is not None:
        lanes.span.show(ends + 2, ends + 40)

    def is_crossed(today: float) -> bool:
        lanes.layer.today = today
        lanes.layer.update()
        image = lanes.grab().toImage()
        at = lanes.place_of(record, today) * image.devicePixelRatio()
        column = {
            image.pixelColor(at.x() + x, at.y() + y).name()
            for x in range(-1, 2)
            for y in range(-5, 6)
        }
        return lanes.ink().accent.name() in column

    # Where the words stand, and far behind them.
    assert not is_crossed(lanes.span.low + lanes.span.width * 0.04)
    assert is_crossed(lanes.span.low + lanes.span.width * 0.5)


@pytest.mark.parametrize(("month", "text"), [(2025 * 12 + 11, "ended 2025-12")])
def test_what_ended_before_says_so(month: int, text: str) -> None:
    assert ended_text(month) == text
