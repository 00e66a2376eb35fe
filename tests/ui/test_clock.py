"""A window that stays open for days, on a computer that sleeps; and files that macOS hands over."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.storage.store import Store
from desktop.ui.clock import Clock
from desktop.ui.session import Session
from desktop.ui.system_requests import Application
from desktop.ui.views import timeline as timeline_views
from desktop.ui.views.timeline import TimelineView

EVENING = dt.datetime(2026, 3, 15, 23, 59, 30)


class Hands:
    """The hands of a clock that the test moves."""

    def __init__(self) -> None:
        self.time = EVENING
        self.told: list[str] = []
        self.clock = Clock(None, lambda: self.time)
        self.clock.new_day.connect(lambda: self.told.append("new day"))
        self.clock.woke.connect(lambda: self.told.append("woke"))

    def pass_by(self, **much: float) -> list[str]:
        self.told.clear()
        self.time += dt.timedelta(**much)
        self.clock.look()
        return self.told


def test_midnight_is_told_once_and_is_no_sleep(qapp: QApplication) -> None:
    hands = Hands()
    assert hands.pass_by(seconds=20) == []
    assert hands.pass_by(seconds=20) == ["new day"]
    assert hands.pass_by(seconds=20) == []


def test_a_night_of_sleep_is_a_wake_and_a_new_day(qapp: QApplication) -> None:
    hands = Hands()
    assert hands.pass_by(hours=9) == ["woke", "new day"]
    assert hands.pass_by(minutes=5) == ["woke"]
    # A busy window comes late to its look, and a clock set back is no sleep.
    assert hands.pass_by(seconds=60) == []
    assert hands.pass_by(minutes=-30) == []


def test_the_line_of_today_moves_on_a_new_day(
    session: Session, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline_views, "this_day", lambda: 2026 * 12 + 2.5)
    view = TimelineView(session)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    assert view.sheet.lanes.layer.today == 2026 * 12 + 2.5
    monkeypatch.setattr(timeline_views, "this_day", lambda: 2026 * 12 + 3.0)
    session.day_changed.emit()
    qtbot.waitUntil(lambda: view.sheet.lanes.layer.today == 2026 * 12 + 3.0)


def test_a_file_opened_in_the_finder_waits_for_the_window_and_comes_to_it(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(qapp, Application)
    monkeypatch.setattr(qapp, "_take", None)
    taken: list[Path] = []
    first, second = "/somewhere/계획.offtake", "/somewhere/other.offtake"
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(first))
    qapp.hand_files_to(taken.append)
    assert taken == [Path(first)]
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(second))
    assert taken == [Path(first), Path(second)]
