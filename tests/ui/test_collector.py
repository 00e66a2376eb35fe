"""Garbage is collected in quiet moments, and what a workspace keeps is not walked again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.i18n import Text
from desktop.model import Capacity
from desktop.operations import edit
from desktop.planning import memory
from desktop.storage.store import Store
from desktop.ui import collector
from desktop.ui.collector import Collector
from desktop.ui.session import Session


class Circle:
    """Holds itself, so that only a walk over all objects finds it."""

    alive = 0

    def __init__(self) -> None:
        self.me = self
        Circle.alive += 1

    def __del__(self) -> None:
        Circle.alive -= 1


@pytest.fixture
def made(session: Session, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    monkeypatch.setattr(collector, "_QUIET", 20)
    monkeypatch.setattr(collector, "_OFTEN", 20)
    monkeypatch.setattr(collector, "_LONG", 60)
    gc.unfreeze()  # what was closed with a window before
    gc.collect()
    assert Circle.alive == 0
    yield Collector(session)
    gc.enable()
    gc.unfreeze()
    gc.collect()


def test_it_collects_after_an_edit_once_it_is_quiet(
    made: Collector, session: Session, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0)
    Circle()
    assert Circle.alive == 1
    values: dict[int, dict[str, Any]] = {
        int(next(iter(session.dataset["capacity"])).id): {"nameplate": 5.0}
    }
    session.apply(edit.set_values(session.dataset, Capacity.type, values, "grid"))
    qtbot.waitUntil(lambda: Circle.alive == 0)


def test_what_has_grown_much_is_walked_once(
    made: Collector, session: Session, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0)
    frozen = gc.get_freeze_count()
    Circle()
    kept = [[n] for n in range(300_000)]
    qtbot.waitUntil(lambda: Circle.alive == 0)
    # A little less would do as well: of what was kept before, some may go meanwhile.
    assert gc.get_freeze_count() > frozen + 0.9 * len(kept)


def test_young_circles_go_now_and_then(made: Collector, session: Session, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0)
    frozen = gc.get_freeze_count()
    Circle()
    kept = [[n] for n in range(20_000)]
    qtbot.waitUntil(lambda: Circle.alive == 0)
    assert gc.get_freeze_count() < frozen + len(kept)


def test_what_a_long_job_made_is_not_walked(
    made: Collector, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0)
    monkeypatch.setattr(collector, "_LONG", 0.0)
    # Fewer than were made: of what was kept before, some may go meanwhile.
    many = gc.get_freeze_count() + 90_000
    walked: list[int] = []
    gc.callbacks.append(lambda *_: walked.append(gc.get_freeze_count()))
    job = session.jobs.start(Text("Working"), lambda _: [[n] for n in range(100_000)])
    with qtbot.waitSignal(session.jobs.idle), qtbot.waitSignal(job.finished) as told:
        pass
    gc.callbacks.pop()
    assert len(told.args[0]) == 100_000
    assert gc.get_freeze_count() > many
    # Whatever was walked then was without it.
    assert all(count > many for count in walked)


def test_what_belonged_to_a_closed_workspace_goes_at_once(
    made: Collector, session: Session, qtbot: QtBot
) -> None:
    Circle()
    gc.freeze()
    session.attach(None)
    qtbot.waitUntil(lambda: Circle.alive == 0)


def test_no_worker_looks_for_circles(made: Collector, session: Session, qtbot: QtBot) -> None:
    def work(_: object) -> int:
        Circle()
        kept = [[n] for n in range(1_000_000)]
        return Circle.alive + len(kept)

    job = session.jobs.start(Text("Working"), work)
    with qtbot.waitSignal(job.finished) as told:
        pass
    assert told.args == [1_000_001]


def test_it_waits_while_a_job_runs(made: Collector, session: Session, qtbot: QtBot) -> None:
    Circle()
    job = session.jobs.start(Text("Working"), lambda _: made.collect())
    with qtbot.waitSignal(job.finished):
        pass
    qtbot.waitUntil(lambda: Circle.alive == 0)


def test_the_figures_of_a_closed_workspace_are_forgotten(session: Session, store: Store) -> None:
    kept: memory.Memory[object] = memory.Memory()
    kept.keep(store.dataset)
    session.attach(None)
    assert kept.nearest(lambda _: ()) is None
