"""After an unexpected end the next start offers to go on, and shows what was written down."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.crash_bar import CrashBar, ReportDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.runs import Crash, Run, crashes
from desktop.ui.session import Session

CODE = """
import os, sys, faulthandler
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop.operations import workspace
from desktop.ui.runs import Run
from desktop.ui.session import Session
app = QCoreApplication([])
session = Session()
run = Run(Path(sys.argv[1]))
run.follow(session)
session.attach(workspace.new(Path(sys.argv[2])))
{end}
"""
FAULT = "faulthandler._sigabrt()"
KILL = "os.kill(os.getpid(), 9)"
#: As if the last sign of life had been given then.
AGED = """
import datetime
from unittest import mock
seen = datetime.datetime(2026, 3, 1, 11, 45).timestamp()
for file in Path(sys.argv[1]).iterdir():
    os.utime(file, (seen, seen))
"""
CLEAN = "session.attach(None); run.end()"


def end_unexpectedly(folder: Path, end: str) -> Path:
    """Starts and ends a process that has a workspace open; gives the workspace."""
    path = folder / "plan.offtake"
    subprocess.run(
        [sys.executable, "-c", CODE.format(end=end), str(folder / "runs"), str(path)],
        check=False, capture_output=True,
    )  # fmt: skip
    assert path.exists()
    return path


def found(folder: Path) -> list[Crash]:
    return crashes(folder / "runs", folder / "reports")


def test_a_fault_leaves_a_report_and_the_name_of_the_file(tmp_path: Path) -> None:
    path = end_unexpectedly(tmp_path, FAULT)
    (crash,) = found(tmp_path)
    assert crash.path == path
    assert "Aborted" in crash.text()
    assert "Offtake" in crash.text()
    assert str(Path.home()) not in crash.text()
    assert path.name not in crash.text(), "the report names no file of the user"
    assert not found(tmp_path), "it is told once"
    assert not list((tmp_path / "runs").glob("*.json"))


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
def test_a_process_that_was_killed_is_told_too(tmp_path: Path) -> None:
    end_unexpectedly(tmp_path, KILL)
    (crash,) = found(tmp_path)
    assert "ended from outside" in crash.text()


def test_the_report_tells_when_the_program_gave_its_last_sign_of_life(tmp_path: Path) -> None:
    end_unexpectedly(tmp_path, "run._started = '2026-03-01T09:30:00'; run.beat()\n" + AGED + KILL)
    (crash,) = found(tmp_path)
    assert "last seen 2026-03-01 11:45:00" in crash.text()
    assert crash.time.isoformat() == "2026-03-01T11:45:00"


def test_a_clean_end_leaves_nothing(tmp_path: Path) -> None:
    end_unexpectedly(tmp_path, CLEAN)
    assert not found(tmp_path)
    assert not list((tmp_path / "runs").iterdir())


def test_a_start_that_goes_on_is_no_crash(tmp_path: Path) -> None:
    import faulthandler

    before = faulthandler.is_enabled()
    run = Run(tmp_path / "runs")
    assert not found(tmp_path)
    run.end()
    assert not list((tmp_path / "runs").iterdir())
    if before:
        faulthandler.enable()


@pytest.fixture
def crash(tmp_path: Path, small_file: Path) -> Crash:
    import datetime as dt

    report = tmp_path / "report.txt"
    report.write_text("Fatal: it went out", encoding="utf-8")
    return Crash(small_file, dt.datetime(2026, 3, 1, 9, 30), report)


def bar_of(window: MainWindow) -> CrashBar:
    bar = window.findChild(CrashBar)
    assert bar is not None
    return bar


def test_the_file_is_reopened_with_one_key(window: MainWindow, crash: Crash, qtbot: QtBot) -> None:
    bar = bar_of(window)
    assert not bar.isVisible()
    bar.offer(crash)
    assert "small plan.offtake" in bar.label.text()
    assert str(crash.report) in bar.label.text()
    with qtbot.waitSignal(window.session.workspace_changed):
        QTest.keyClick(bar.reopen_button, Qt.Key.Key_Return)
    assert window.session.path == crash.path
    assert not bar.isVisible()


def test_the_report_is_shown_as_it_is(window: MainWindow, crash: Crash) -> None:
    bar = bar_of(window)
    bar.offer(crash)
    QTest.mouseClick(bar.report_button, Qt.MouseButton.LeftButton)
    dialog = window.findChild(ReportDialog)
    assert dialog is not None
    assert dialog.text.toPlainText() == "Fatal: it went out"
    dialog.close()


def test_a_file_that_is_gone_is_not_offered(
    window: MainWindow, crash: Crash, small_file: Path
) -> None:
    small_file.unlink()
    bar = bar_of(window)
    bar.offer(crash)
    assert bar.isVisible()
    assert not bar.reopen_button.isVisible()
    assert "small plan" not in bar.label.text()


def test_a_draft_is_offered_after_reopening(
    window: MainWindow, crash: Crash, session: Session, qtbot: QtBot
) -> None:
    bar = bar_of(window)
    bar.offer(crash)
    with qtbot.waitSignal(session.workspace_changed):
        QTest.mouseClick(bar.reopen_button, Qt.MouseButton.LeftButton)
    session.drafts.keep("organization", {"code": "NEW"})
    session.drafts.write()
    session.attach(None)
    bar.offer(crash)
    with qtbot.waitSignal(session.workspace_changed):
        QTest.mouseClick(bar.reopen_button, Qt.MouseButton.LeftButton)
    assert session.drafts.offered() == "organization 1"
