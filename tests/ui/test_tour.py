"""The tour points at five real parts of the window and is gone with Esc."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.operations import workspace
from desktop.ui.dialogs.file_chooser import FileChooser
from desktop.ui.dialogs.tour import SEEN, STEPS, Tour
from desktop.ui.main_window import MainWindow
from desktop.ui.views.balance import BalanceView


@pytest.fixture
def example_window(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    path = tmp_path / "example.offtake"
    workspace.new(path, example=True).close()
    with qtbot.waitSignal(window.session.workspace_changed):
        window.documents.open_path(path)
    return window


def start(window: MainWindow) -> Tour:
    window.actions_["tour"].trigger()
    tour = window.help.tour
    assert tour is not None and tour.is_running
    return tour


def press(key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


def test_enter_goes_through_five_cards_and_ends(example_window: MainWindow, qtbot: QtBot) -> None:
    tour = start(example_window)
    assert len(STEPS) == 5
    places = []
    for n, step in enumerate(STEPS):
        assert tour.card.title.text() == str(step.title)
        assert f"{n + 1} of 5" in tour.card.accessibleName()
        assert tour.card.next_button.hasFocus()
        places.append(example_window.stack.place)
        press(Qt.Key.Key_Return)
    assert places == ["timeline", "balance", "balance", "balance", "capacity"]
    assert not tour.is_running and not tour.ring.isVisible()
    assert example_window.state.get(SEEN) is True


def test_the_third_card_has_the_reasons_open(example_window: MainWindow) -> None:
    tour = start(example_window)
    tour.go(2)
    view = example_window.stack.view
    assert isinstance(view, BalanceView) and view.reasons.shown is not None
    tour.go(3)
    assert view.reasons.shown is None


def test_the_ring_stands_around_its_target_and_the_card_beside_it(
    example_window: MainWindow, qtbot: QtBot
) -> None:
    tour = start(example_window)
    tour.go(1)
    view = example_window.stack.view
    assert isinstance(view, BalanceView)
    strip = view.summary.strip

    def seen() -> QRect:
        corner = strip.mapTo(example_window, QPoint(0, 0))
        return QRect(corner, strip.size()).intersected(example_window.rect())

    qtbot.waitUntil(lambda: tour.ring.geometry().contains(seen().center()))
    qtbot.waitUntil(lambda: not tour.card.geometry().intersects(seen()))
    assert example_window.rect().contains(tour.card.geometry())


def test_esc_ends_it_and_back_goes_back(example_window: MainWindow) -> None:
    tour = start(example_window)
    assert not tour.card.back_button.isEnabled()
    press(Qt.Key.Key_Return)
    QTest.mouseClick(tour.card.back_button, Qt.MouseButton.LeftButton)
    assert tour.place == 0
    press(Qt.Key.Key_Escape)
    assert not tour.is_running


def test_the_window_goes_on_working_beside_it(example_window: MainWindow) -> None:
    tour = start(example_window)
    example_window.navigate("demand")
    assert tour.is_running and example_window.stack.place == "demand"
    example_window.documents.close()
    assert not tour.is_running


def test_from_the_welcome_page_it_opens_the_example_first(
    window: MainWindow, answers: FileChooser, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.to_save = tmp_path / "example.offtake"  # type: ignore[attr-defined]
    with qtbot.waitSignal(window.session.workspace_changed, timeout=20_000):
        window.actions_["tour"].trigger()
    tour = window.help.tour
    assert tour is not None
    qtbot.waitUntil(lambda: tour.is_running)
    tour.end()


def test_it_never_comes_by_itself(example_window: MainWindow) -> None:
    assert example_window.help.tour is None


def test_another_language_changes_the_card(example_window: MainWindow) -> None:
    tour = start(example_window)
    example_window.actions_["language_ko"].trigger()
    assert tour.card.end_button.text() == "둘러보기 끝내기"
    tour.end()
