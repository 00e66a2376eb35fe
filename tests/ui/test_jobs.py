"""Jobs tell how they ended to everybody, whoever hears of it first."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from pytestqt.qtbot import QtBot

from desktop.core.errors import Cancelled, OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.ui.jobs import Jobs


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    parent = QObject()
    made = Jobs(parent)
    yield made
    made.finish()


def test_who_hears_of_an_end_late_still_hears_of_it(jobs: Jobs, qtbot: QtBot) -> None:
    window_is_through = threading.Event()
    heard = []
    job = jobs.start(Text("Work"), lambda _: 7)
    # In the worker, after the window was told and before this test is.
    job.ended.connect(lambda: window_is_through.wait(10), Qt.ConnectionType.DirectConnection)
    job.ended.connect(lambda: heard.append("ended"))
    jobs.idle.connect(lambda: QTimer.singleShot(0, window_is_through.set))
    qtbot.waitUntil(lambda: bool(heard))
    assert window_is_through.is_set()


@pytest.mark.parametrize(
    ("error", "signal"), [(None, "finished"), (OfftakeError(Text("No")), "failed"),
                          (Cancelled(), "cancelled"), (ZeroDivisionError(), "failed")],
)  # fmt: skip
def test_a_job_ends_in_one_of_three_ways(
    jobs: Jobs, qtbot: QtBot, error: Exception | None, signal: str
) -> None:
    def work(_: Progress) -> str:
        if error is not None:
            raise error
        return "done"

    told: list[str] = []
    job = jobs.start(Text("Work"), work)
    for name in ("finished", "failed", "cancelled"):
        getattr(job, name).connect(lambda *_, name=name: told.append(name))
    with qtbot.waitSignal(jobs.idle):
        pass
    assert told == [signal]
    assert jobs.running == []


def test_a_job_that_waits_can_be_cancelled(jobs: Jobs, qtbot: QtBot) -> None:
    go_on = threading.Event()
    first = jobs.start(Text("First"), lambda _: go_on.wait(10))
    second = jobs.start(Text("Second"), lambda _: told.append("worked"))
    told: list[str] = []
    second.cancelled.connect(lambda: told.append("cancelled"))
    second.cancel()
    assert jobs.running == [first, second]
    go_on.set()
    with qtbot.waitSignal(jobs.idle):
        pass
    assert told == ["cancelled"]


@pytest.mark.parametrize("long", [True, False])
def test_memory_is_given_back_after_long_work_once_it_is_quiet(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, long: bool
) -> None:
    given: list[int] = []
    monkeypatch.setattr("desktop.ui.jobs._LONG", 0.0 if long else 60.0)
    monkeypatch.setattr("desktop.ui.jobs.give_back", lambda: given.append(1))
    jobs.start(Text("Work"), lambda _: None)
    with qtbot.waitSignal(jobs.idle):
        pass
    assert jobs._quiet.isActive() == long
    jobs.start(Text("Work"), lambda _: None)
    assert not jobs._quiet.isActive() and not given
    with qtbot.waitSignal(jobs.idle):
        pass
    if long:
        jobs._quiet.start(0)
        qtbot.waitUntil(lambda: bool(given))


def test_jobs_that_are_held_begin_in_their_order(jobs: Jobs, qtbot: QtBot) -> None:
    told: list[str] = []

    def go_on() -> None:
        told.append("held")
        jobs.go_on()

    jobs.hold()
    jobs.start(Text("First"), lambda _: told.append("first"))
    jobs.start(Text("Second"), lambda _: told.append("second"))
    with qtbot.waitSignal(jobs.idle):
        QTimer.singleShot(0, go_on)  # after those by which the jobs are started
    assert told == ["held", "first", "second"]


def test_a_job_that_is_held_ends_with_the_others(jobs: Jobs, qtbot: QtBot) -> None:
    told: list[str] = []
    jobs.hold()
    job = jobs.start(Text("Work"), lambda _: told.append("worked"))
    job.cancelled.connect(lambda: told.append("cancelled"))
    with qtbot.waitSignal(jobs.idle):
        QTimer.singleShot(0, jobs.finish)
    assert told == ["cancelled"]


def test_nothing_begins_when_all_was_finished(jobs: Jobs, qtbot: QtBot) -> None:
    told: list[str] = []
    job = jobs.start(Text("Work"), lambda _: told.append("worked"))
    job.cancelled.connect(lambda: told.append(threading.current_thread().name))
    jobs.finish()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [threading.main_thread().name] and jobs.running == []


def test_memory_is_not_given_back_when_all_was_finished(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.ui.jobs._LONG", 0.0)
    jobs.start(Text("Work"), lambda _: None)
    with qtbot.waitSignal(jobs.idle):
        pass
    assert jobs._quiet.isActive()
    jobs.finish()
    assert not jobs._quiet.isActive()
