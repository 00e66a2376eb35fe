"""Areas, legend and figures under the pointer."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.dataset import Dataset
from desktop.planning.months import Horizon
from desktop.planning.timeline import OTHERS, Choices, timeline
from desktop.ui.charts.shapes import outlines
from desktop.ui.charts.stack_chart import DEMAND, DOUBT, StackChart

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def point(stack: StackChart, year: float, value: float) -> QPoint:
    place = stack.place_of(year * 12, value)
    stack.plot._tell_pointer(place)
    return place


def said(stack: StackChart) -> str:
    assert stack.panel.sheet is not None
    return stack.panel.sheet.plain_text()


def test_the_figures_of_a_year_stand_beside_the_pointer(stack: StackChart) -> None:
    point(stack, 2030.5, 10)
    assert said(stack).splitlines() == [
        "2030", "Onsan: at least 12 t", "Trail: 20 t", "Total: at least 32 t", "Demand: 7 t",
        "From CAP-2 15 t, CAP-3 5 t",
    ]  # fmt: skip
    assert stack.panel.isVisible()


def test_the_highest_value_of_the_axis_is_written_whole(stack: StackChart) -> None:
    axis = stack.axis
    axis.top = axis.ticks()[-1] * 1.01

    tops = [axis.mapRectToScene(box).top() for box in axis.boxes().values()]

    assert len(tops) > 1
    assert min(tops) >= 0


def test_the_band_under_the_pointer_is_named_with_what_it_leaves_out(stack: StackChart) -> None:
    point(stack, 2030.5, 25)
    assert said(stack).splitlines()[-2:] == [
        "From CAP-1 12 t", "Not counted, nameplate unknown: CAP-4",
    ]  # fmt: skip


def test_a_range_of_starts_is_told(stack: StackChart) -> None:
    point(stack, 2028.5, 5)
    assert "Total: 23.4 t" in said(stack)
    assert "with late to early starts: 22 t – 26 t" in said(stack)


def test_the_panel_goes_with_the_pointer(stack: StackChart) -> None:
    point(stack, 2030.5, 10)
    stack.plot._tell_pointer(None)
    assert not stack.panel.isVisible()


def test_a_click_chooses_the_largest_record_of_the_band(stack: StackChart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stack.record_clicked) as chosen:
        QTest.mouseClick(stack.plot.viewport(), LEFT, NONE, stack.place_of(2027.5 * 12, 10))
    assert chosen.args == [2]
    with qtbot.waitSignal(stack.record_clicked) as chosen:
        QTest.mouseClick(stack.plot.viewport(), LEFT, NONE, stack.place_of(2030.5 * 12, 25))
    assert chosen.args == [1]
    with qtbot.assertNotEmitted(stack.record_clicked):
        QTest.mouseClick(stack.plot.viewport(), LEFT, NONE, stack.place_of(2026.5 * 12, 30))


def test_the_legend_hides_a_band(stack: StackChart) -> None:
    assert list(stack.legend.entries) == [DEMAND, DOUBT, "1", "2"]
    assert stack.layer.stack.tops[-1] == pytest.approx([20, 20, 20 + 40.5 / 12, 31.625, 32])
    QTest.mouseClick(stack.legend.entries["2"], LEFT)
    assert len(stack.layer.stack.tops) == 1
    assert stack.layer.stack.tops[-1][-1] == pytest.approx(12)
    # The range of the total says nothing about what is left.
    assert stack.layer.stack.early is None
    point(stack, 2030.5, 5)
    assert "Total, 1 hidden with it: at least 32 t" in said(stack)
    entry = stack.legend.entries["2"]
    assert entry.accessibleDescription() == "Hidden; press to show"
    entry.setFocus()
    QTest.keyClick(entry, Qt.Key.Key_Space)
    assert len(stack.layer.stack.tops) == 2


def test_demand_and_range_can_be_hidden_too(stack: StackChart) -> None:
    assert stack.layer.stack.demand is not None and stack.layer.stack.early is not None
    stack.legend.entries[DEMAND].click()
    stack.legend.entries[DOUBT].click()
    assert stack.layer.stack.demand is None and stack.layer.stack.early is None


def test_arrows_go_through_the_legend(stack: StackChart) -> None:
    first, second, *_, last = stack.legend.entries.values()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Up)
    assert last.hasFocus()


def test_the_chart_is_read_from_the_keyboard(stack: StackChart) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(stack.plot, Qt.Key.Key_Right, shift)
    QTest.keyClick(stack.plot, Qt.Key.Key_Right, shift)
    assert said(stack).startswith("2027\n")
    assert stack.plot.accessibleDescription().startswith("2027\n")


def test_a_band_keeps_its_colour_while_others_change(stack: StackChart, dataset: Dataset) -> None:
    before = stack.colors()
    first = timeline(dataset, Choices(1), Horizon.of_years(2026, 1))
    stack.show_timeline(first)
    assert list(stack.colors()) == ["2"]
    assert stack.colors()["2"] == before["2"]


def test_others_are_grey_and_name_their_records(stack: StackChart, dataset: Dataset) -> None:
    stack.show_timeline(timeline(dataset, Choices(1), Horizon.of_years(2026, 5), 1))
    assert stack.colors()[OTHERS].hsvSaturationF() < 0.2
    point(stack, 2030.5, 25)
    assert "others (2): at least 32 t" in said(stack)
    assert "From CAP-2 15 t, CAP-1 12 t, CAP-3 5 t" in said(stack)


def test_names_are_never_read_as_markup(stack: StackChart, dataset: Dataset) -> None:
    chart = timeline(dataset, Choices(1, "supplier"), Horizon.of_years(2026, 5))
    stack.show_timeline(chart)
    point(stack, 2030.5, 5)
    assert "Korea Zinc &lt;b&gt;" in stack.panel.text()
    assert "Korea Zinc <b>: at least 32 t" in said(stack)


def test_the_chosen_record_is_brought_out(stack: StackChart) -> None:
    stack.select(3)
    assert stack.layer.stack.marked == 0
    stack.select(None)
    assert stack.layer.stack.marked is None


def test_the_chart_tells_itself_to_a_screen_reader(stack: StackChart) -> None:
    assert stack.plot.accessibleName() == (
        "Effective germanium capacity by plant, t contained per year"
    )
    assert "Rises from 20 t in 2026 to at least 32 t in 2030." in (
        stack.plot.accessibleDescription()
    )
    assert stack.axis.unit == "t contained per year"


def test_heights_on_the_screen_are_the_figures(stack: StackChart) -> None:
    image = stack.plot.grab().toImage()
    lower, upper = stack.colors()["2"], stack.colors()["1"]
    ratio = image.devicePixelRatio()
    seen = {}
    for name, value in (("lower", 15.0), ("upper", 28.0)):
        place = stack.place_of(2030.5 * 12, value) * ratio
        seen[name] = image.pixelColor(place).name()
    assert seen == {"lower": lower.name(), "upper": upper.name()}
    assert np.all(stack.layer.stack.tops[-1] <= stack.axis.top)


def test_an_area_is_outlined_only_where_it_has_height() -> None:
    x, below = np.arange(6.0), np.full(5, 10.0)
    parts = outlines(x, np.array([10.0, 8.0, 8.0, 10.0, 4.0]), below)
    assert [(p.boundingRect().left(), p.boundingRect().right()) for p in parts] == [(1, 3), (4, 5)]
    assert outlines(x, below, below) == []
