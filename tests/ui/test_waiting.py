"""An edit while another program writes to the file: the window goes on, and then it is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.storage.store import Store
from desktop.ui.form.inspector import Inspector
from desktop.ui.main_window import MainWindow
from desktop.ui.views.records import RecordsView

Key = Qt.Key
RENAME = ChangeSet(
    Text("Rename"), "grid", [Change("organization", 1, {"name": "Korea Zinc"}, {"name": "Other"})]
)


@pytest.fixture
def writer(small_file: Path) -> Iterator[sqlite3.Connection]:
    """Gives another program that has begun to write to the file."""
    with closing(sqlite3.connect(small_file, isolation_level=None)) as made:
        made.execute("BEGIN IMMEDIATE")
        yield made


def typed(window: MainWindow, place: str) -> QLineEdit:
    """Gives the editor of a name over which “Other” was typed."""
    if place == "form":
        window.actions_["inspector"].setChecked(True)
        window.session.select("organization", 1)
        inspector = window.inspector_dock.widget()
        assert isinstance(inspector, Inspector) and inspector.form is not None
        inspector.form.rows["name"].editor.setFocus()
    else:
        view = window.navigate("organization")
        assert isinstance(view, RecordsView)
        view.table.focus_rows()
        view.table.stand_on(view.records.index(0, view.records.column_of("name")))
        QTest.keyClick(view.table, Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "Other")
    return editor


def during(window: MainWindow, act: Callable[[], object]) -> None:
    """Does something in the midst of waiting, as the window comes to it."""

    def soon(waits: bool) -> None:
        if waits:
            QTimer.singleShot(0, act)

    window.session.waiting.changed.connect(soon)


@pytest.mark.parametrize("place", ["form", "cell"])
def test_an_edit_is_written_as_soon_as_the_other_is_done(
    open_window: MainWindow, writer: sqlite3.Connection, place: str, qtbot: QtBot
) -> None:
    window, job = open_window, open_window.status.job
    editor = typed(window, place)
    qtbot.waitUntil(lambda: not window.session.jobs.running)
    seen: list[str] = []

    def look() -> None:
        seen.append(job.label.text())
        # Others' edits arrive, and the focus goes elsewhere: what was typed stays.
        window.session.changed.emit(window.session.store.revision_at(2))
        editor.clearFocus()
        seen.extend([editor.text(), window.session.dataset["organization"][1].name])
        writer.execute("COMMIT")

    during(window, look)
    QTest.keyClick(editor, Key.Key_Return)
    assert seen == ["Waiting for another program that is writing", "Other", "Korea Zinc"]
    assert window.session.dataset["organization"][1].name == "Other"
    assert [revision.number for revision in window.session.store.history()] == [3, 2, 1]
    assert not job.isVisible() and window.notices.texts == []
    assert window.session.drafts.keys == []


def test_undo_waits_as_well(open_window: MainWindow, writer: sqlite3.Connection) -> None:
    writer.execute("COMMIT")
    assert open_window.session.try_apply(RENAME)
    writer.execute("BEGIN IMMEDIATE")
    during(open_window, lambda: writer.execute("COMMIT"))
    open_window.actions_["undo"].trigger()
    assert open_window.session.dataset["organization"][1].name == "Korea Zinc"
    assert open_window.notices.texts == []


def test_it_is_told_when_the_other_goes_on_too_long(
    open_window: MainWindow, writer: sqlite3.Connection
) -> None:
    open_window.session.waiting.patience = 60
    waited: list[bool] = []
    open_window.session.waiting.changed.connect(waited.append)
    assert not open_window.session.try_apply(RENAME)
    assert "in use by another program" in open_window.notices.texts[0]
    assert waited == [True, False]


def test_nothing_waits_for_a_file_that_was_closed(
    open_window: MainWindow, writer: sqlite3.Connection
) -> None:
    during(open_window, lambda: open_window.session.attach(None))
    assert not open_window.session.try_apply(RENAME)
    assert not open_window.session.is_open


def test_what_others_wrote_is_taken_in_when_they_are_done(
    open_window: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    with Store.open(small_file) as other:
        other.apply(RENAME)
        other._connection.execute("BEGIN EXCLUSIVE")
        assert not open_window.session.refresh(), "it is not waited for"
        open_window.watcher.refresh()
        other._connection.execute("COMMIT")
    qtbot.waitUntil(lambda: open_window.session.dataset["organization"][1].name == "Other")
    assert open_window.notices.texts == []
