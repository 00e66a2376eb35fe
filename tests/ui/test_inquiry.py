"""Inquiries of views: at once or beside the window, the latest one only, under a veil."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.storage.store import Store
from desktop.ui.charts.veil import Veil
from desktop.ui.inquiry import Inquiry
from desktop.ui.session import Session

LABEL = Text("Working")


class Asking:
    """An inquiry with its picture, and what it told."""

    def __init__(self, session: Session, page: QWidget) -> None:
        self.session = session
        self.picture = QWidget(page)
        self.picture.setGeometry(10, 20, 300, 200)
        self.veil = Veil(self.picture)
        self.inquiry = Inquiry(session, self.veil, page)
        self.told: list[object] = []
        self.inquiry.answered.connect(self.told.append)
        self.inquiry.refused.connect(lambda error: self.told.append(str(error.message)))
        self.inquiry.stopped.connect(lambda: self.told.append("stopped"))
        self.go = threading.Event()

    def wait(self, progress: Progress) -> str:
        self.go.wait(10)
        progress.step(1, 1, LABEL)
        return "late"


@pytest.fixture
def asking(session: Session, store: Store, qtbot: QtBot) -> Iterator[Asking]:
    page = QWidget()
    page.resize(400, 300)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    made = Asking(session, page)
    made.picture.show()
    yield made
    made.go.set()
    qtbot.waitUntil(lambda: not session.jobs.running)


def fail(_: Progress) -> None:
    raise OfftakeError(Text("No such thing"))


def test_what_is_short_is_answered_at_once(asking: Asking) -> None:
    asking.inquiry.ask(LABEL, lambda _: 7, at_once=True)
    asking.inquiry.ask(LABEL, fail, at_once=True)
    assert asking.told == [7, "No such thing"]
    assert not asking.inquiry.is_open and not asking.session.jobs.running


def test_a_veil_lies_on_the_old_picture_until_the_answer_is_there(
    asking: Asking, qtbot: QtBot
) -> None:
    asking.inquiry.ask(LABEL, asking.wait)
    assert asking.inquiry.is_open and not asking.veil.isVisible()
    qtbot.waitUntil(asking.veil.isVisible)
    assert asking.veil.accessibleName() == "Working…"
    assert asking.veil.geometry() == asking.picture.geometry()
    asking.picture.resize(350, 250)
    assert asking.veil.geometry() == asking.picture.geometry()
    asking.go.set()
    qtbot.waitUntil(lambda: asking.told == ["late"])
    assert not asking.veil.isVisible() and not asking.inquiry.is_open


def test_a_quick_answer_does_not_flicker(asking: Asking, qtbot: QtBot) -> None:
    asking.inquiry.ask(LABEL, lambda _: 7)
    qtbot.waitUntil(lambda: asking.told == [7])
    assert not asking.veil.is_wanted


def test_only_the_answer_to_the_latest_counts(asking: Asking, qtbot: QtBot) -> None:
    asking.inquiry.ask(LABEL, asking.wait)
    asking.inquiry.ask(LABEL, lambda _: "new")
    asking.go.set()
    qtbot.waitUntil(lambda: not asking.session.jobs.running)
    qtbot.waitUntil(lambda: asking.told == ["new"])


def test_a_fault_and_a_stop_are_told(asking: Asking, qtbot: QtBot) -> None:
    asking.inquiry.ask(LABEL, fail)
    qtbot.waitUntil(lambda: asking.told == ["No such thing"])
    asking.inquiry.ask(LABEL, asking.wait)
    asking.session.jobs.running[0].cancel()
    asking.go.set()
    qtbot.waitUntil(lambda: asking.told == ["No such thing", "stopped"])
    assert not asking.veil.is_wanted


def test_nothing_is_told_of_a_workspace_that_was_closed(asking: Asking, qtbot: QtBot) -> None:
    asking.inquiry.ask(LABEL, asking.wait)
    asking.go.set()
    asking.session.attach(None)
    assert not asking.inquiry.is_open and not asking.veil.is_wanted
    qtbot.waitUntil(lambda: not asking.session.jobs.running)
    assert asking.told == []
