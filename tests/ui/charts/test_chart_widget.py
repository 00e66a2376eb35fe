"""Mouse, keys, colours and lines of a chart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QImage, QMouseEvent, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop.ui import theme
from desktop.ui.charts.chart_widget import ChartWidget
from desktop.ui.charts.picture import picture
from desktop.ui.charts.stack_chart import StackChart
from desktop.ui.charts.time_span import TimeSpan

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def chart(stack: StackChart) -> ChartWidget:
    return stack.plot


@pytest.fixture
def looks(qapp: QApplication) -> Iterator[theme.Theme]:
    made = theme.Theme(qapp)
    made.use("light")
    yield made
    made.use("light")
    made.deleteLater()


def turn(chart: ChartWidget, place: QPoint, keys: Qt.KeyboardModifier, by: int = 120) -> bool:
    """Turns the wheel and tells whether the chart took it."""
    event = QWheelEvent(
        QPointF(place), QPointF(chart.mapToGlobal(place)), QPoint(), QPoint(0, by),
        Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    event.ignore()
    chart.wheelEvent(event)
    return event.isAccepted()


def move(chart: ChartWidget, place: QPoint, held: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    where = QPointF(place)
    QApplication.sendEvent(chart.viewport(), QMouseEvent(
        QEvent.Type.MouseMove, where, QPointF(chart.mapToGlobal(place)),
        Qt.MouseButton.NoButton, held, NONE,
    ))  # fmt: skip


def test_the_wheel_alone_belongs_to_the_page(chart: ChartWidget, span: TimeSpan) -> None:
    assert not turn(chart, QPoint(400, 100), NONE)
    assert span.is_fitted


def test_ctrl_and_the_wheel_zoom_time(chart: ChartWidget, span: TimeSpan) -> None:
    place = QPoint(400, 100)
    month = chart.month_at(place)
    assert turn(chart, place, CTRL)
    assert span.width == pytest.approx(60 / 1.25)
    assert chart.month_at(place) == pytest.approx(month)
    turn(chart, place, CTRL, -120)
    assert span.is_fitted


def test_dragging_moves_along_and_is_no_click(chart: ChartWidget, span: TimeSpan) -> None:
    span.zoom(0.5, span.first)
    clicks: list[QPoint] = []
    chart.clicked.connect(clicks.append)
    low = span.low
    QTest.mousePress(chart.viewport(), LEFT, NONE, QPoint(500, 100))
    move(chart, QPoint(400, 100), LEFT)
    QTest.mouseRelease(chart.viewport(), LEFT, NONE, QPoint(400, 100))
    assert span.low == pytest.approx(low + 100 / chart.plot_box().width() * 30)
    assert clicks == []
    QTest.mouseClick(chart.viewport(), LEFT, NONE, QPoint(450, 100))
    assert clicks == [QPoint(450, 100)]


def test_double_click_and_home_show_everything(chart: ChartWidget, span: TimeSpan) -> None:
    span.zoom(0.3)
    QTest.mouseDClick(chart.viewport(), LEFT, NONE, QPoint(400, 100))
    assert span.is_fitted
    span.zoom(0.3)
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert span.is_fitted


def test_keys_zoom_and_move(chart: ChartWidget, span: TimeSpan) -> None:
    QTest.keyClick(chart, Qt.Key.Key_Plus)
    assert span.width == pytest.approx(48)
    low = span.low
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert span.low == pytest.approx(low + 4.8)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert span.low == pytest.approx(low)
    QTest.keyClick(chart, Qt.Key.Key_Minus)
    assert span.is_fitted


def test_the_pointer_is_told_and_forgotten(chart: ChartWidget, span: TimeSpan) -> None:
    corner = chart.plot_corner().toPoint()
    move(chart, corner + QPoint(round(chart.x_of(2027 * 12)), 50))
    assert span.pointer == pytest.approx(2027 * 12, abs=0.1)
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert span.pointer is None


def test_colours_follow_the_palette(
    chart: ChartWidget, stack: StackChart, looks: theme.Theme
) -> None:
    def corner() -> str:
        name: str = chart.grab().toImage().pixelColor(2, 2).name()
        return name

    light = stack.colors()["2"]
    assert corner() == theme.LIGHT.base
    looks.use("dark")
    assert corner() == theme.DARK.base == chart.palette().color(QPalette.ColorRole.Base).name()
    assert stack.colors()["2"] != light
    assert stack.legend.entries["2"].series.color == stack.colors()["2"]
    looks.use("light")
    assert stack.colors()["2"] == light


def thickness(image: QImage, color: QColor, row: int) -> int:
    """Gives how many pixels of a row have about this colour."""

    def near(x: int) -> bool:
        found = image.pixelColor(x, row)
        parts = ((found.red(), color.red()), (found.green(), color.green()),
                 (found.blue(), color.blue()))  # fmt: skip
        return all(abs(one - other) < 40 for one, other in parts)

    return sum(near(x) for x in range(image.width()))


def test_lines_grow_with_the_scale_of_the_picture(
    chart: ChartWidget, stack: StackChart, looks: theme.Theme
) -> None:
    stack.layer.today = 2026 * 12 + 3.0
    accent = chart.ink().accent
    widths = []
    for scale in (1, 2, 4):
        image = picture(chart, scale)
        assert image.width() == chart.width() * scale
        widths.append(thickness(image, accent, round(chart.height() * scale * 0.3)))
    assert widths[1] >= 2 and widths[2] >= 2 * widths[1] - 1 and widths[1] > widths[0]


def test_the_menu_is_the_charts_own(chart: ChartWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[list[str]] = []
    monkeypatch.setattr(
        QMenu, "popup", lambda self, *_: shown.append([a.text() for a in self.actions()])
    )
    menu_event: Any = type("Event", (), {"globalPos": lambda self: QPoint()})()
    chart.contextMenuEvent(menu_event)
    assert shown == []
    chart.addAction(QAction("Fit", chart))
    chart.contextMenuEvent(menu_event)
    assert shown == [["Fit"]]
    assert not chart.plotItem.menuEnabled()


def test_the_keyboard_is_shown_and_not_caught(chart: ChartWidget) -> None:
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    assert chart.shows_focus
    QTest.keyClick(chart, Qt.Key.Key_Tab)
    assert not chart.hasFocus() and not chart.shows_focus
    QTest.mouseClick(chart.viewport(), LEFT, NONE, QPoint(300, 50))
    assert chart.hasFocus() and not chart.shows_focus
