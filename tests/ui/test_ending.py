"""The system asks the program to end: what is typed is kept, and it is no crash."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop.paths import draft_folder
from desktop.ui.ending import Ending
from desktop.ui.form.inspector import Inspector
from desktop.ui.main_window import MainWindow
from desktop.ui.runs import Run, crashes

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no such signals")


class Ends:
    """A run with its window, and whether the program was left."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.folder = folder
        self.run = Run(folder)
        self.run.follow(window.session)
        self.left: list[bool] = []
        self.ending = Ending(window.session, self.run, window, lambda: self.left.append(True))

    def told(self) -> bool:
        """Whether the next start would speak of a crash, if this one went no further."""
        self.run._lock.unlock()
        return bool(crashes(self.folder, self.folder / "reports"))


@pytest.fixture
def ends(open_window: MainWindow, tmp_path: Path) -> Iterator[Ends]:
    import faulthandler

    before = faulthandler.is_enabled()
    # Tests that run in the background may ignore some.
    numbers = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    handlers = {number: signal.signal(number, signal.SIG_DFL) for number in numbers}
    made = Ends(open_window, tmp_path / "runs")
    yield made
    made.ending.restore()
    made.run.end()
    for number, handler in handlers.items():
        signal.signal(number, handler)
    if before:
        faulthandler.enable()


def begin_draft(window: MainWindow) -> None:
    window.session.ask_new("organization")
    inspector = window.findChild(Inspector)
    assert inspector is not None and inspector.form is not None
    QTest.keyClicks(inspector.form.rows["name"].editor, "Half typed")


def drafts(window: MainWindow, identity: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(
        (draft_folder() / f"{identity}.json").read_text(encoding="utf-8")
    )
    return found


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_closes_in_order_and_keeps_what_is_typed(
    ends: Ends, open_window: MainWindow, name: str, qtbot: QtBot
) -> None:
    identity = open_window.session.dataset.workspace
    begin_draft(open_window)
    os.kill(os.getpid(), getattr(signal, name))
    qtbot.waitUntil(lambda: bool(ends.left))
    assert not open_window.isVisible()
    assert not open_window.session.is_open
    assert [texts["name"] for texts in drafts(open_window, identity).values()] == ["Half typed"]
    assert not ends.told(), "even if the system did not wait for the end"


def test_a_dialog_that_is_open_does_not_keep_the_program(
    ends: Ends, open_window: MainWindow, qtbot: QtBot
) -> None:
    dialog = QDialog(open_window)
    dialog.open()
    os.kill(os.getpid(), signal.SIGTERM)
    qtbot.waitUntil(lambda: bool(ends.left))
    assert not open_window.session.is_open


def test_a_log_off_keeps_what_is_typed_and_is_no_crash(
    ends: Ends, open_window: MainWindow, qapp: QApplication
) -> None:
    identity = open_window.session.dataset.workspace
    begin_draft(open_window)
    ends.ending.settle()
    assert [texts["name"] for texts in drafts(open_window, identity).values()] == ["Half typed"]
    assert open_window.session.is_open, "it can still be called off"
    assert not ends.told()


def test_a_log_off_that_was_called_off_is_forgotten(ends: Ends, open_window: MainWindow) -> None:
    ends.ending.settle()
    ends.run.beat()
    assert ends.told()


def test_a_screen_that_is_gone_is_no_crash(ends: Ends, open_window: MainWindow) -> None:
    identity = open_window.session.dataset.workspace
    begin_draft(open_window)
    qWarning("The X11 connection broke (error 1). Did the X11 server die?")
    assert [texts["name"] for texts in drafts(open_window, identity).values()] == ["Half typed"]
    assert not ends.told()


def test_any_other_message_of_qt_ends_nothing(ends: Ends) -> None:
    qWarning("Something is odd")
    assert ends.told()


def test_what_is_ignored_stays_ignored(ends: Ends, open_window: MainWindow) -> None:
    ends.ending.restore()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    ends.ending = Ending(open_window.session, ends.run, open_window, lambda: None)
    assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    assert signal.getsignal(signal.SIGTERM) == ends.ending._on_signal


def test_signals_do_afterwards_what_they_did_before(open_window: MainWindow, ends: Ends) -> None:
    ours = signal.getsignal(signal.SIGTERM)
    ends.ending.restore()
    assert signal.getsignal(signal.SIGTERM) is not ours
    ends.ending = Ending(open_window.session, ends.run, open_window, lambda: None)
