"""Moving the start of a bar, by mouse and by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core import i18n
from desktop.planning.timeline import Timeline
from desktop.ui.charts.lanes import LanesChart
from desktop.ui.charts.start_mover import StartMover

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
APRIL_2028 = 2028 * 12 + 3


def drag(chart: LanesChart, place: QPoint) -> None:
    """Moves the mouse with its button held."""
    QApplication.sendEvent(chart.viewport(), QMouseEvent(
        QEvent.Type.MouseMove, QPointF(place), QPointF(chart.mapToGlobal(place)),
        Qt.MouseButton.NoButton, LEFT, NONE,
    ))  # fmt: skip


@pytest.fixture
def moves(lanes: LanesChart) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    lanes.mover.moved.connect(lambda id, month: found.append((id, month)))
    return found


def press(lanes: LanesChart, record: int = 1, month: int = APRIL_2028) -> None:
    QTest.mousePress(lanes.viewport(), LEFT, NONE, lanes.place_of(record, month))


def test_a_start_is_dragged_and_told_while_it_moves(
    lanes: LanesChart, moves: list[tuple[int, int]]
) -> None:
    press(lanes)
    drag(lanes, lanes.place_of(1, APRIL_2028 + 9))
    assert lanes.mover.said() == "2028-04 → 2029-01, +9 months"
    ghost = lanes.mover.ghost()
    assert ghost is not None and (ghost.early, ghost.likely) == (2028 * 12 + 9, 2029 * 12)
    assert moves == []
    QTest.mouseRelease(lanes.viewport(), LEFT, NONE, lanes.place_of(1, APRIL_2028 + 9))
    assert moves == [(1, 2029 * 12)]
    assert lanes.mover.ghost() is None


def test_dragging_a_start_does_not_move_what_is_in_view(lanes: LanesChart) -> None:
    lanes.span.zoom(0.8, APRIL_2028)
    low = lanes.span.low
    press(lanes)
    drag(lanes, lanes.place_of(1, APRIL_2028 - 5))
    assert lanes.span.low == low
    assert lanes.mover.said() == "2028-04 → 2027-11, −5 months"
    QTest.keyClick(lanes, Qt.Key.Key_Escape)


def test_the_ghost_is_drawn(lanes: LanesChart) -> None:
    before = lanes.grab().toImage()
    press(lanes)
    drag(lanes, lanes.place_of(1, APRIL_2028 - 12))
    after = lanes.grab().toImage()
    place = lanes.place_of(1, APRIL_2028 - 12) * after.devicePixelRatio()
    assert after.pixelColor(place) == lanes.ink().accent
    assert before.pixelColor(place) != lanes.ink().accent
    QTest.keyClick(lanes, Qt.Key.Key_Escape)
    assert lanes.grab().toImage() != after


def test_escape_leaves_it_where_it_was(lanes: LanesChart, moves: list[tuple[int, int]]) -> None:
    chosen: list[int] = []
    lanes.record_clicked.connect(chosen.append)
    press(lanes)
    drag(lanes, lanes.place_of(1, APRIL_2028 + 9))
    QTest.keyClick(lanes, Qt.Key.Key_Escape)
    assert lanes.mover.lane is None
    drag(lanes, lanes.place_of(1, APRIL_2028 + 12))
    QTest.mouseRelease(lanes.viewport(), LEFT, NONE, lanes.place_of(1, APRIL_2028 + 12))
    assert moves == [] and chosen == []


def test_a_start_that_is_only_clicked_is_chosen(
    lanes: LanesChart, moves: list[tuple[int, int]]
) -> None:
    chosen: list[int] = []
    lanes.record_clicked.connect(chosen.append)
    QTest.mouseClick(lanes.viewport(), LEFT, NONE, lanes.place_of(1, APRIL_2028))
    assert chosen == [1] and moves == []


def test_elsewhere_on_the_bar_time_is_dragged(lanes: LanesChart) -> None:
    lanes.span.zoom(0.5, lanes.span.last)
    low = lanes.span.low
    press(lanes, 1, 2029 * 12 + 6)
    drag(lanes, lanes.place_of(1, 2030 * 12))
    assert lanes.mover.lane is None and lanes.span.low < low


def test_the_pointer_shows_where_a_start_can_be_taken(lanes: LanesChart) -> None:
    lanes._tell_pointer(lanes.place_of(1, APRIL_2028))
    assert lanes.held == 1
    assert lanes.viewport().cursor().shape() == Qt.CursorShape.SizeHorCursor
    lanes._tell_pointer(lanes.place_of(1, APRIL_2028 + 6))
    assert lanes.held is None
    assert lanes.viewport().cursor().shape() != Qt.CursorShape.SizeHorCursor


def test_the_keyboard_moves_by_months_and_enter_writes(
    lanes: LanesChart, moves: list[tuple[int, int]]
) -> None:
    lanes.setFocus()
    lanes.select(1)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(lanes, key, ALT)
    assert lanes.mover.said() == "2028-04 → 2028-05, +1 month"
    assert lanes.accessibleDescription().endswith("2028-04 → 2028-05, +1 month")
    assert moves == []
    QTest.keyClick(lanes, Qt.Key.Key_Return)
    assert moves == [(1, APRIL_2028 + 1)]


def test_escape_another_lane_and_leaving_forget_the_move(
    lanes: LanesChart, moves: list[tuple[int, int]]
) -> None:
    lanes.setFocus()
    for leave in (
        lambda: QTest.keyClick(lanes, Qt.Key.Key_Escape),
        lambda: lanes.select(2),
        lanes.clearFocus,
    ):
        lanes.setFocus()
        lanes.select(1)
        QTest.keyClick(lanes, Qt.Key.Key_Right, ALT)
        assert lanes.mover.months == 1
        leave()
        assert lanes.mover.lane is None
    assert moves == []


def test_a_start_out_of_view_is_brought_into_view(lanes: LanesChart) -> None:
    lanes.setFocus()
    lanes.select(1)
    lanes.span.show(2030 * 12, 2031 * 12)
    QTest.keyClick(lanes, Qt.Key.Key_Left, ALT)
    assert lanes.span.low <= APRIL_2028 - 1 <= lanes.span.high


def test_what_runs_already_has_no_start_to_move(lanes: LanesChart) -> None:
    refused: list[int] = []
    lanes.mover.refused.connect(refused.append)
    lanes.select(2)
    QTest.keyClick(lanes, Qt.Key.Key_Right, ALT)
    assert refused == [2] and lanes.mover.lane is None


def test_a_start_stays_within_the_calendar(shown: Timeline) -> None:
    mover = StartMover()
    assert mover.begin(next(lane for lane in shown.lanes if lane.id == 1))
    mover.move_to(10**6)
    assert mover.said().startswith("2028-04 → 2199-12")
    mover.move_to(-(10**6))
    assert "→ 1900-01" in mover.said()


def test_the_move_is_told_in_the_language_in_use(shown: Timeline) -> None:
    i18n.use("ko")
    mover = StartMover()
    assert mover.begin(next(lane for lane in shown.lanes if lane.id == 1))
    mover.move_to(9)
    assert mover.said().startswith("2028년 4월 → 2029년 1월")
