"""Backups made by the window, restoring one, damaged files, and two windows on one file."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.operations import backups
from desktop.operations.backups import backups_of
from desktop.paths import lock_folder
from desktop.storage.store import Store
from desktop.ui.dialogs.restore_dialog import RestoreDialog
from desktop.ui.jobs import Job
from desktop.ui.main_window import MainWindow
from desktop.ui.owner_bar import OwnerBar
from desktop.ui.ownership import Claim, Owner, claim, hint_of
from desktop.ui.session import Session
from desktop.ui.theme import Theme
from desktop.ui.views.damage import DamageView
from desktop.ui.views.import_review import ImportReviewView
from desktop.ui.window_state import WindowState


def rename(code: str, name: str, before: str) -> ChangeSet:
    id = {"KZ": 1, "EXO": 2}[code]
    return ChangeSet(
        Text("Rename"), "grid", [Change("organization", id, {"name": before}, {"name": name})]
    )


def back_up(window: MainWindow, qtbot: QtBot) -> None:
    job = window.documents.safekeeping.keep()
    assert job is not None
    with qtbot.waitSignal(job.ended, timeout=30_000):
        pass


def damage(path: Path) -> None:
    """Overwrites the middle of a file, as a failing disk may."""
    content = bytearray(path.read_bytes())
    for place in range(4096 * 2, len(content), 4096):
        content[place : place + 400] = bytes(400)
    path.write_bytes(content)


def flip(path: Path) -> None:
    """Alters one letter of a name in its row, which SQLite does not notice."""
    content = path.read_bytes()
    # Twice in the file: in the row and in the history.
    place = content.rindex(b"Korea Zinc")
    path.write_bytes(content[:place] + b"Norea" + content[place + 5 :])


# Backups


def test_a_backup_is_made_after_opening(
    open_window: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    timer = open_window.documents.safekeeping._first
    timer.start(0)
    qtbot.waitUntil(lambda: bool(backups_of(small_file)), timeout=10_000)
    assert [copy.revision for copy in backups_of(small_file)] == [2]
    assert not open_window.notices.texts


def test_every_half_hour_only_what_has_changed_is_kept(
    open_window: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    keeping = open_window.documents.safekeeping
    assert keeping.timer.isActive()
    assert keeping.timer.interval() == 30 * 60 * 1000
    back_up(open_window, qtbot)
    keeping.timer.timeout.emit()
    assert not keeping.jobs.running, "nothing has changed"
    open_window.session.apply(rename("KZ", "Korea Zinc Co", "Korea Zinc"))
    keeping.timer.timeout.emit()
    with qtbot.waitSignal(keeping.jobs.idle):
        pass
    assert {copy.revision for copy in backups_of(small_file)} == {3}, "one an hour is kept"


def test_backups_go_on_after_a_look_at_the_past(open_window: MainWindow, qtbot: QtBot) -> None:
    keeping, session = open_window.documents.safekeeping, open_window.session
    with qtbot.waitSignal(session.past_changed):
        session.look_at(1)
    assert keeping.timer.isActive()
    session.look_at_now()
    assert keeping.timer.isActive()
    session.attach(None)
    assert not keeping.timer.isActive()


def test_a_backup_keeps_no_other_job_waiting(
    open_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    go_on = threading.Event()
    monkeypatch.setattr(backups, "keep_or_check", lambda *_: go_on.wait(20))
    job = open_window.documents.safekeeping.keep()
    assert job is not None
    other = open_window.session.jobs.start(Text("Other work"), lambda progress: 7)
    with qtbot.waitSignal(other.finished) as found:
        pass
    assert found.args == [7]
    assert open_window.documents.safekeeping.jobs.running == [job]
    assert not open_window.status.job.isVisible()
    with qtbot.waitSignal(job.ended, timeout=30_000):
        go_on.set()


def test_a_backup_that_fails_is_told_once(
    open_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OfftakeError(Text("The disk of the backups is full"))

    monkeypatch.setattr(backups, "keep_or_check", fail)
    for _ in range(3):
        back_up(open_window, qtbot)
    assert open_window.notices.texts == [
        "There is no fresh backup: The disk of the backups is full"
    ]
    assert QApplication.activeModalWidget() is None


def test_damage_that_sqlite_does_not_see_is_told_after_opening(
    window: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    flip(small_file)
    with qtbot.waitSignal(window.session.workspace_changed):
        window.documents.open_path(small_file)
    back_up(window, qtbot)
    assert any("is damaged" in text for text in window.notices.texts)
    assert not backups_of(small_file)


def test_closing_stops_a_backup_at_once(
    open_window: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    job = open_window.documents.safekeeping.keep()
    assert job is not None
    open_window.close()
    assert not list(small_file.parent.glob(".offtake-*"))
    assert not open_window.documents.safekeeping.timer.isActive()


# Restoring


@pytest.fixture
def with_backup(open_window: MainWindow, qtbot: QtBot) -> MainWindow:
    """Gives the window after a backup and two edits that came later."""
    back_up(open_window, qtbot)
    open_window.session.apply(rename("KZ", "Wrong", "Korea Zinc"))
    return open_window


def ask_to_restore(window: MainWindow, qtbot: QtBot) -> RestoreDialog:
    window.actions_["restore"].trigger()
    dialog = window.findChild(RestoreDialog)
    assert dialog is not None
    return dialog


def test_a_backup_is_restored_with_the_keyboard_alone(
    with_backup: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    window = with_backup
    dialog = ask_to_restore(window, qtbot)
    qtbot.waitUntil(dialog.restore_button.isEnabled, timeout=10_000)
    assert "changes 1" in dialog.preview.text()
    assert dialog.list.topLevelItemCount() == 1
    with qtbot.waitSignals([window.session.workspace_changed] * 2, timeout=10_000):
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert window.session.path == small_file
    assert window.session.dataset["organization"][1].name == "Korea Zinc"
    kept = [path for path in small_file.parent.glob("*.offtake") if path != small_file]
    assert len(kept) == 1
    assert any(kept[0].name in text for text in window.notices.texts)
    with Store.open(kept[0], read_only=True) as former:
        assert former.dataset["organization"][1].name == "Wrong"


def test_escape_leaves_everything_as_it_is(with_backup: MainWindow, qtbot: QtBot) -> None:
    dialog = ask_to_restore(with_backup, qtbot)
    qtbot.waitUntil(dialog.restore_button.isEnabled, timeout=10_000)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert with_backup.session.dataset["organization"][1].name == "Wrong"


def test_a_broken_backup_cannot_be_restored(
    with_backup: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    damage(backups_of(small_file)[0].path)
    dialog = ask_to_restore(with_backup, qtbot)
    qtbot.waitUntil(lambda: "damaged" in dialog.preview.text(), timeout=10_000)
    assert not dialog.restore_button.isEnabled()


def test_without_a_backup_the_dialog_says_so(open_window: MainWindow, qtbot: QtBot) -> None:
    dialog = ask_to_restore(open_window, qtbot)
    qtbot.waitUntil(lambda: "no backup" in dialog.preview.text(), timeout=10_000)
    assert not dialog.restore_button.isEnabled()


# Damaged files


@pytest.fixture
def damaged_file(open_window: MainWindow, small_file: Path, qtbot: QtBot) -> Path:
    """Gives a damaged file of which there is a backup; nothing is open."""
    back_up(open_window, qtbot)
    open_window.session.attach(None)
    damage(small_file)
    return small_file


def show_damage(window: MainWindow, path: Path, qtbot: QtBot) -> DamageView:
    window.documents.open_path(path)
    qtbot.waitUntil(lambda: isinstance(window.stack.view, DamageView), timeout=10_000)
    page = window.stack.view
    assert isinstance(page, DamageView)
    qtbot.waitUntil(lambda: page.rescue is not None, timeout=20_000)
    return page


def test_a_damaged_file_leads_to_a_page_that_says_what_is_left(
    window: MainWindow, damaged_file: Path, qtbot: QtBot
) -> None:
    before = damaged_file.read_bytes()
    page = show_damage(window, damaged_file, qtbot)
    assert "small plan.offtake" in page.wrong.text()
    assert "revision 2" in page.backup.text()
    assert page.left.text()
    assert not window.session.is_open
    assert damaged_file.read_bytes() == before


def test_the_backup_is_restored_from_the_page(
    window: MainWindow, damaged_file: Path, qtbot: QtBot
) -> None:
    page = show_damage(window, damaged_file, qtbot)
    with qtbot.waitSignal(window.session.workspace_changed, timeout=10_000):
        QTest.keyClick(page.restore_button, Qt.Key.Key_Return)
    assert window.session.path == damaged_file
    assert window.session.dataset["organization"][1].name == "Korea Zinc"


def test_a_page_of_zeroes_where_a_workspace_was_offers_its_backup(
    window: MainWindow, damaged_file: Path, qtbot: QtBot
) -> None:
    damaged_file.write_bytes(bytes(20_000))
    page = show_damage(window, damaged_file, qtbot)
    assert page.restore_button.isEnabled()
    assert not page.salvage_button.isEnabled()


def test_what_can_be_read_is_salvaged_into_a_new_file(
    window: MainWindow, answers: Any, small_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    # The tree of one table is broken; its rows stand in the history, too.
    content = bytearray(small_file.read_bytes())
    place = content.index(b"Ten tonnes")
    page_start = place - place % 4096
    content[page_start : page_start + 16] = bytes(16)
    small_file.write_bytes(content)
    answers.to_save = tmp_path / "salvaged.offtake"
    page = show_damage(window, small_file, qtbot)
    assert "none" in page.backup.text()
    with qtbot.waitSignal(window.session.workspace_changed, timeout=20_000):
        QTest.mouseClick(page.salvage_button, Qt.MouseButton.LeftButton)
    assert window.session.path == answers.to_save
    assert window.session.dataset["organization"]


def test_the_page_goes_by_its_close_button(
    window: MainWindow, damaged_file: Path, qtbot: QtBot
) -> None:
    page = show_damage(window, damaged_file, qtbot)
    QTest.mouseClick(page.close_button, Qt.MouseButton.LeftButton)
    assert not isinstance(window.stack.view, DamageView)


# Two windows


@pytest.fixture
def other_window(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> Iterator[Callable[[], MainWindow]]:
    """Gives a function that starts a second window with a session of its own."""
    made: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(
            Session(), WindowState(tmp_path / f"other {len(made)}.ini"), Theme(qapp)
        )
        made.append(window)
        with qtbot.waitExposed(window):
            window.show()
        return window

    yield make
    for window in made:
        window.close()
        window.deleteLater()
        window.look.deleteLater()


def bar_of(window: MainWindow) -> OwnerBar:
    bar = window.findChild(OwnerBar)
    assert bar is not None
    return bar


def open_in(window: MainWindow, path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.session.workspace_changed):
        window.documents.open_path(path)


def test_a_second_window_looks_and_takes_over_when_the_first_is_gone(
    open_window: MainWindow,
    other_window: Callable[[], MainWindow],
    small_file: Path,
    qtbot: QtBot,
) -> None:
    second = other_window()
    open_in(second, small_file, qtbot)
    bar = bar_of(second)
    assert second.session.store.read_only
    assert bar.isVisible()
    assert "open in another window since" in bar.label.text()
    assert not bar.edit_button.isVisible()
    assert not second.notices.texts, "the bar says it"
    # It follows what the first one writes.
    open_window.session.apply(rename("KZ", "Korea Zinc Co", "Korea Zinc"))
    second.watcher.refresh()
    qtbot.waitUntil(lambda: second.session.dataset["organization"][1].name == "Korea Zinc Co")
    open_window.session.attach(None)
    second.documents.ownership.look()
    qtbot.waitUntil(bar.edit_button.isVisible)
    with qtbot.waitSignal(second.session.workspace_changed):
        QTest.mouseClick(bar.edit_button, Qt.MouseButton.LeftButton)
    assert second.session.writable
    assert not bar.isVisible()


def test_the_first_window_bears_no_bar(open_window: MainWindow) -> None:
    assert not bar_of(open_window).isVisible()
    assert open_window.session.writable


def test_a_process_that_died_holds_nothing(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "plan.offtake"
    code = (
        "import sys; from pathlib import Path; from desktop.ui import ownership\n"
        "ownership.lock_folder = lambda: Path(sys.argv[2])\n"
        "held = ownership.claim(Path(sys.argv[1]))\n"
        "print(type(held).__name__, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path), str(lock_folder())],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "Claim\n"
            assert isinstance(claim(path), Owner)
        finally:
            process.kill()
    found = claim(path)
    assert isinstance(found, Claim)
    found.release()


def test_on_a_network_folder_other_machines_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.operations.places import Place
    from desktop.ui import ownership

    monkeypatch.setattr(ownership, "place_of", lambda path: Place("server", False))
    path = tmp_path / "plan.offtake"
    ours = claim(path)
    assert isinstance(ours, Claim)
    assert hint_of(path).exists()
    ours.release()
    assert not hint_of(path).exists()
    hint_of(path).write_text(
        '{"machine": "elsewhere", "where": "elsewhere (kim)", "since": "2026-03-01T09:30:00"}',
        encoding="utf-8",
    )
    theirs = claim(path)
    assert isinstance(theirs, Owner)
    assert theirs.where == "elsewhere (kim)"
    import os

    silent = hint_of(path).stat().st_mtime - 3600
    os.utime(hint_of(path), (silent, silent))
    again = claim(path)
    assert isinstance(again, Claim), "no sign of life for an hour"
    again.release()


def test_a_file_that_another_machine_took_over_during_sleep_is_only_looked_at(
    window: MainWindow, small_file: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    from desktop.operations.places import Place
    from desktop.ui import ownership

    monkeypatch.setattr(ownership, "place_of", lambda path: Place("server", False))
    open_in(window, small_file, qtbot)
    window.documents.ownership.beat()
    assert not window.session.store.read_only, "the sign of life is its own"
    theirs = '{"machine": "elsewhere", "where": "elsewhere (kim)", "since": "2026-03-01T09:30:00"}'
    hint_of(small_file).write_text(theirs, encoding="utf-8")
    window.documents.ownership.beat()
    qtbot.waitUntil(lambda: window.session.is_open and window.session.store.read_only)
    assert window.documents.ownership.owner is not None
    assert window.documents.ownership.owner.where == "elsewhere (kim)"
    assert hint_of(small_file).read_text(encoding="utf-8") == theirs


def test_a_synced_folder_is_told_of_once(
    window: MainWindow, small_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "Dropbox").mkdir()
    path = small_file.replace(tmp_path / "Dropbox" / "plan.offtake")
    open_in(window, path, qtbot)
    assert "Dropbox syncs" in window.notices.texts[0]
    assert window.notices.notices[0].severity == "info"
    window.session.attach(None)
    window.notices.clear()
    open_in(window, path, qtbot)
    assert not window.notices.texts


def test_a_folder_in_place_of_a_file_is_told_as_such(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.documents.open_path(tmp_path)
    qtbot.waitUntil(lambda: bool(window.notices.texts))
    assert "is a folder" in window.notices.texts[0] and "any more" not in window.notices.texts[0]


def test_a_conflicted_copy_is_offered_reviewed_and_merged_once(
    window: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    copy = small_file.with_name("small plan-DESKTOP-ABC.offtake")
    shutil.copyfile(small_file, copy)
    with Store.open(copy) as theirs:
        theirs.apply(rename("KZ", "Theirs", "Korea Zinc"))
    with Store.open(small_file) as ours:
        ours.apply(rename("EXO", "Ours", "Example Optics"))
    open_in(window, small_file, qtbot)
    qtbot.waitUntil(lambda: bool(window.notices.texts))
    assert "DESKTOP-ABC" in window.notices.texts[0] and "1 edit" in window.notices.texts[0]
    QTest.mouseClick(window.notices.bars[0].action_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(window.stack.view, ImportReviewView), timeout=10_000)
    page = window.stack.view
    assert isinstance(page, ImportReviewView) and page.taken == 1
    said = [str(page.title), page.import_button.text(), page.tree.accessibleName()]
    said += [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    said += [one.text() for one in page.findChildren(QAbstractButton) if one.isVisible()]
    columns = range(page.model.columnCount())
    said += [str(page.model.headerData(n, Qt.Orientation.Horizontal)) for n in columns]
    assert "Merge 1 record" in said and "In the copy" in said
    assert not [text for text in said if "workbook" in text.lower() or "import" in text.lower()]
    bar = page.tree.horizontalScrollBar()
    for width in (1024, 800):
        window.resize(width, 600)
        qtbot.waitUntil(lambda w=width: window.width() == w and bar.maximum() == 0)  # type: ignore[misc]
    with qtbot.waitSignal(page.imported, timeout=10_000):
        QTest.mouseClick(page.import_button, Qt.MouseButton.LeftButton)
    names = [record.name for record in window.session.dataset["organization"]]
    assert names == ["Theirs", "Ours"]
    qtbot.waitUntil(lambda: not any("edit of its own" in told for told in window.notices.texts))
    window.session.attach(None)
    window.notices.clear()
    open_in(window, small_file, qtbot)
    qtbot.waitUntil(lambda: window.problems.known)
    assert not window.notices.texts


def test_no_backup_is_restored_from_a_window_that_only_looks(
    open_window: MainWindow,
    other_window: Callable[[], MainWindow],
    small_file: Path,
    qtbot: QtBot,
) -> None:
    second = other_window()
    open_in(second, small_file, qtbot)
    second.actions_["restore"].trigger()
    assert second.findChild(RestoreDialog) is None
    assert "read-only" in second.notices.texts[0]


def test_every_button_has_a_name(window: MainWindow, damaged_file: Path, qtbot: QtBot) -> None:
    page = show_damage(window, damaged_file, qtbot)
    assert all(button.text() for button in page.findChildren(QPushButton))
    assert isinstance(page._job, Job)
