"""The waterfall: bars that lead from one total to another, with sign, word and scale."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.i18n import Text
from desktop.model.scenarios import Adjustment
from desktop.planning.comparison import Part, Waterfall
from desktop.planning.comparison_text import equation, exactness, part_text
from desktop.ui.charts.waterfall_chart import Bar, WaterfallChart, bars_of

NAMES, NO_COLORS = ("The records as they are", "Late"), (None, None)


def part(id: int, label: str, tonnes: float, error: float = 0.0) -> Part:
    values = {"code": f"ADJ-{id}", "scenario": 1, "enabled": "yes", "kind": "stop supply"}
    adjustment = Adjustment.type.make(id, values)
    assert isinstance(adjustment, Adjustment)
    return Part(adjustment, False, Text(label), tonnes, error)


def gap(
    *parts: Part, before: float = 6.0, exact: bool = True, quantity: str = "supply"
) -> Waterfall:
    after = before + sum(one.tonnes for one in parts)
    samples = None if exact else 128
    return Waterfall(quantity, "non-binding", before, after, parts, exact, samples)


def shown(qtbot: QtBot, bars: list[Bar], more_is_bad: bool = True) -> WaterfallChart:
    chart = WaterfallChart()
    qtbot.addWidget(chart)
    chart.show_bars(bars, more_is_bad, "Shortage in t contained", "in words")
    chart.resize(800, chart.sizeHint().height())
    with qtbot.waitExposed(chart):
        chart.show()
    return chart


def two_steps() -> Waterfall:
    return gap(part(7, "start slip", -3.0), part(8, "stop in CN", -1.2), part(9, "idle", 0.0))


def test_the_gap_is_told_as_a_sum() -> None:
    assert equation(two_steps()) == "Effective capacity −4.2 t = −3 start slip, −1.2 stop in CN"
    assert exactness(two_steps()).endswith("No effect here: idle.")


def test_labels_with_commas_are_kept_apart() -> None:
    assert equation(gap(part(1, "a, b", 1.0), part(2, "c", 1.0))).endswith("+1 a, b; +1 c")


def test_what_was_estimated_says_its_error() -> None:
    found = gap(part(1, "stop", 2.0, 0.3), exact=False, quantity="shortage")
    assert part_text(found.parts[0]) == "+2 ± 0.3 t more"
    assert equation(found) == "Shortage +2 t = +2 ± 0.3 stop"
    assert exactness(found) == (
        "Estimated from 128 orders of the adjustments; ± is one standard error."
    )


def test_nothing_that_changes_is_said_so() -> None:
    assert equation(gap(part(1, "stop", 0.0))) == "The adjustments change nothing here: 6 t in both"


def test_bars_lead_from_one_total_to_the_other() -> None:
    bars = bars_of(two_steps(), NAMES, NO_COLORS)
    assert [(bar.start, bar.end) for bar in bars] == [
        (0.0, 6.0), (6.0, 3.0), (3.0, pytest.approx(1.8)), (0.0, pytest.approx(1.8)),
    ]  # fmt: skip
    assert [bar.figure for bar in bars] == ["6 t", "−3 t less", "−1.2 t less", "1.8 t"]


def test_bars_stand_where_their_values_are(qtbot: QtBot) -> None:
    chart = shown(qtbot, bars_of(two_steps(), NAMES, NO_COLORS))
    first, second = chart.bar_rect(0), chart.bar_rect(1)
    assert first.left() == round(chart.x_of(0))
    assert first.right() == second.right() == round(chart.x_of(6))
    assert second.left() == round(chart.x_of(3))
    assert not chart.grab().isNull()


def test_totals_far_from_zero_leave_the_steps_readable(qtbot: QtBot) -> None:
    steps = gap(part(1, "stop", -1.0), before=500.0)
    chart = shown(qtbot, bars_of(steps, NAMES, NO_COLORS))
    assert chart.bar_rect(1).width() > chart.width() / 8
    assert not chart.grab().isNull()


@pytest.mark.parametrize(("tonnes", "before"), [(0.0, 0.0), (1e-3, 0.0), (-5.0, 5.0)])
def test_every_scale_can_be_drawn(qtbot: QtBot, tonnes: float, before: float) -> None:
    chart = shown(qtbot, bars_of(gap(part(1, "x", tonnes), before=before), NAMES, NO_COLORS))
    assert not chart.grab().isNull()


def test_a_click_and_enter_choose_the_adjustment(qtbot: QtBot) -> None:
    chart = shown(qtbot, bars_of(two_steps(), NAMES, NO_COLORS))
    middle = chart.bar_rect(1).center().toPoint()
    with qtbot.waitSignal(chart.adjustment_chosen) as told:
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=middle)
    assert told.args == [7]
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    chart.current = 1
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.accessibleName() == "stop in CN: −1.2 t less"
    with qtbot.waitSignal(chart.adjustment_chosen) as told:
        QTest.keyClick(chart, Qt.Key.Key_Return)
    assert told.args == [8]


def test_a_total_is_no_adjustment(qtbot: QtBot) -> None:
    chart = shown(qtbot, bars_of(two_steps(), NAMES, NO_COLORS))
    chosen: list[int] = []
    chart.adjustment_chosen.connect(chosen.append)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(20, 5))
    assert chosen == []
