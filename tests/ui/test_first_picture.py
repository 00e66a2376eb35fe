"""The window comes up with its file, before any other work takes up Python."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.ui import first_picture
from desktop.ui.first_picture import FirstPicture
from desktop.ui.main_window import MainWindow
from desktop.ui.session import Session
from desktop.ui.theme import Theme
from desktop.ui.window_state import WindowState


@pytest.fixture
def unseen(qapp: QApplication, session: Session, settings: Path) -> Iterator[MainWindow]:
    """Gives the window before it is shown."""
    look = Theme(qapp)
    look.use("light")
    window = MainWindow(session, WindowState(settings), look)
    yield window
    window.close()
    window.deleteLater()
    look.deleteLater()


def test_a_window_without_a_file_shows_at_once(unseen: MainWindow) -> None:
    FirstPicture(unseen)
    assert unseen.isVisible()


def test_the_window_shows_with_its_file(
    unseen: MainWindow, small_file: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(first_picture, "_PATIENCE", 60_000)
    unseen.documents.drop(small_file)
    FirstPicture(unseen)
    assert not unseen.isVisible()
    qtbot.waitUntil(unseen.isVisible)
    assert unseen.session.path == small_file


def test_a_file_that_cannot_be_opened_leaves_the_window_to_say_so(
    unseen: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(first_picture, "_PATIENCE", 60_000)
    broken = tmp_path / "broken.offtake"
    broken.write_bytes(b"no database at all, but long enough to be looked at" * 20)
    unseen.documents.drop(broken)
    FirstPicture(unseen)
    qtbot.waitUntil(unseen.isVisible)
    qtbot.waitUntil(lambda: bool(unseen.notices.texts))
    assert "broken.offtake" in unseen.notices.texts[0]


def test_what_takes_long_is_waited_for_with_the_window(
    unseen: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(first_picture, "_PATIENCE", 0)
    open_at_last = threading.Event()
    job = unseen.session.jobs.start(Text("Opening"), lambda _: open_at_last.wait(10))
    FirstPicture(unseen)
    qtbot.waitUntil(unseen.isVisible)
    assert unseen.session.jobs.running == [job]
    open_at_last.set()
    with qtbot.waitSignal(unseen.session.jobs.idle):
        pass


def test_work_begins_once_the_window_is_painted(
    unseen: MainWindow, small_file: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(first_picture, "_UNSEEN", 60_000)
    happened: list[str] = []

    class Paintings(QObject):
        def eventFilter(self, _: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                happened.append("painted")
            return False

    def work(_: Progress) -> None:
        happened.append("worked")

    paintings = Paintings()
    unseen.installEventFilter(paintings)
    unseen.documents.drop(small_file)
    FirstPicture(unseen)
    unseen.session.workspace_changed.connect(lambda: unseen.session.jobs.start(Text("W"), work))
    qtbot.waitUntil(lambda: "worked" in happened)
    assert happened[0] == "painted"
