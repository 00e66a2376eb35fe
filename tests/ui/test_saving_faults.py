"""What the user sees when an edit cannot be saved: a sentence, and the typed text where it was."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import OfftakeError, StaleError
from desktop.core.i18n import Text
from desktop.storage.soundness import verify
from desktop.storage.store import Store
from desktop.ui.form.inspector import Inspector
from desktop.ui.form.line_editor import LineEditor
from desktop.ui.main_window import MainWindow
from desktop.ui.views.records import RecordsView

Key = Qt.Key
TYPED = " ".join(["Ask for the second line"] * 20)


class Fault:
    """Something that goes wrong with the file under an open window, and can be mended."""

    def __init__(self, window: MainWindow) -> None:
        self.waiting = window.session.waiting
        self.store = window.session.store
        self.path = self.store.path
        self.aside = self.path.with_name("aside")

    def pragma(self, text: str) -> None:
        self.store._connection.execute(f"PRAGMA {text}")

    def fill_disk(self) -> None:
        pages = self.store._connection.execute("PRAGMA page_count").fetchone()[0]
        self.pragma(f"max_page_count = {pages}")
        # The pages that are there take some more edits.
        for number in range(200):
            known = self.store.dataset["organization"][2].note
            change = Change("organization", 2, {"note": known}, {"note": f"{number} " * 100})
            try:
                self.store.apply(ChangeSet(Text("Fill"), "grid", [change]))
            except OfftakeError:
                return
        raise AssertionError("the disk never ran full")

    def make_room(self) -> None:
        self.pragma("max_page_count = 1000000")

    def protect(self) -> None:
        self.pragma("query_only = ON")

    def unprotect(self) -> None:
        self.pragma("query_only = OFF")

    def remove(self) -> None:
        self.path.rename(self.aside)

    def bring_back(self) -> None:
        self.aside.rename(self.path)

    def lock(self) -> None:
        self.waiting.patience = 0
        self.other = sqlite3.connect(self.path)
        self.other.execute("BEGIN EXCLUSIVE")

    def unlock(self) -> None:
        self.other.close()


FAULTS: list[tuple[Callable[[Fault], None], Callable[[Fault], None], str]] = [
    (Fault.fill_disk, Fault.make_room, "disk is full"),
    (Fault.protect, Fault.unprotect, "write-protected"),
    (Fault.remove, Fault.bring_back, "moved, renamed or replaced"),
    (Fault.lock, Fault.unlock, "in use by another program"),
]
NAMES = ["disk full", "protected", "removed", "in use"]


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def paste(editor: QWidget, text: str) -> None:
    QApplication.clipboard().setText(text)
    QTest.keyClick(editor, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(editor, Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def told(window: MainWindow) -> str:
    """Gives all sentences that can be seen."""
    labels = [label for label in window.notices.texts]
    labels += [w.toolTip() for w in window.findChildren(QWidget) if w.isVisible()]
    labels += [str(w.property("text")) for w in window.findChildren(QWidget) if w.isVisible()]
    return "\n".join(labels)


@pytest.mark.parametrize(("harm", "mend", "words"), FAULTS, ids=NAMES)
def test_what_is_typed_into_a_cell_stays_until_it_can_be_saved(
    open_window: MainWindow,
    qtbot: QtBot,
    harm: Callable[[Fault], None],
    mend: Callable[[Fault], None],
    words: str,
) -> None:
    window, fault = open_window, Fault(open_window)
    view = window.navigate("organization")
    assert isinstance(view, RecordsView)
    view.table.focus_rows()
    view.table.stand_on(view.records.index(0, view.records.column_of("contact")))
    QTest.keyClick(view.table, Key.Key_F2)
    editor = focus()
    assert isinstance(editor, LineEditor)
    paste(editor, TYPED)
    harm(fault)
    before = window.session.dataset
    where = fault.path if fault.path.exists() else fault.aside
    content = where.read_bytes()
    QTest.keyClick(editor, Key.Key_Return)
    assert words in told(window)
    assert focus() is editor and editor.isVisible()
    assert editor.text() == TYPED
    assert window.session.dataset is before
    assert where.read_bytes() == content
    mend(fault)
    QTest.keyClick(editor, Key.Key_Return)
    assert window.session.dataset["organization"][1].contact == TYPED
    verify(fault.path)


@pytest.mark.parametrize(("harm", "mend", "words"), FAULTS, ids=NAMES)
def test_what_is_typed_into_the_form_stays_until_it_can_be_saved(
    open_window: MainWindow,
    qtbot: QtBot,
    harm: Callable[[Fault], None],
    mend: Callable[[Fault], None],
    words: str,
) -> None:
    window, fault = open_window, Fault(open_window)
    window.actions_["inspector"].setChecked(True)
    window.session.select("organization", 1)
    inspector = window.inspector_dock.widget()
    assert isinstance(inspector, Inspector) and inspector.form is not None
    row = inspector.form.rows["contact"]
    row.editor.setFocus()
    paste(row.editor, TYPED)
    harm(fault)
    before = window.session.dataset
    QTest.keyClick(row.editor, Key.Key_Return)
    assert words in told(window)
    assert row.editor.text() == TYPED
    assert window.session.dataset is before
    mend(fault)
    row.editor.setFocus()
    QTest.keyClick(row.editor, Key.Key_Return)
    assert window.session.dataset["organization"][1].contact == TYPED


def test_another_file_in_its_place_is_told_and_not_written_to(
    open_window: MainWindow, small_file: Path, tmp_path: Path
) -> None:
    window = open_window
    other = tmp_path / "other.offtake"
    Store.create(other).close()
    shutil.copyfile(other, small_file.with_suffix(".new"))
    small_file.with_suffix(".new").replace(small_file)
    content = small_file.read_bytes()
    changes = ChangeSet(
        Text("Rename"), "grid",
        [Change("organization", 1, {"name": "Korea Zinc"}, {"name": "Other"})],
    )  # fmt: skip
    assert not window.session.try_apply(changes)
    assert "moved, renamed or replaced" in window.notices.texts[0]
    assert small_file.read_bytes() == content


def test_a_file_that_goes_is_told_before_anybody_types(
    open_window: MainWindow, answers: Any, small_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window, aside = open_window, small_file.with_name("aside")
    before = window.session.dataset
    small_file.rename(aside)
    qtbot.waitUntil(lambda: bool(window.notices.texts), timeout=10_000)
    assert "moved, renamed or deleted" in window.notices.texts[0]
    window.watcher.refresh()
    assert len(window.notices.texts) == 1, "it is told once"
    # What is shown can still be had.
    answers.to_save = tmp_path / "copy.offtake"
    window.actions_["save_copy"].trigger()
    qtbot.waitUntil(answers.to_save.exists, timeout=10_000)
    with Store.open(answers.to_save, read_only=True) as copy:
        assert copy.dataset == before
    aside.rename(small_file)
    qtbot.waitUntil(lambda: "in its place again" in window.notices.texts[0], timeout=10_000)
    assert not any("moved" in text for text in window.notices.texts), "that holds no more"
    # From here on it follows again what others write.
    with Store.open(small_file) as other:
        values = {"code": "NEW", "name": "New"}
        other.apply(ChangeSet(Text("Add"), "grid", [Change("material", -1, None, values)]))
    qtbot.waitUntil(lambda: window.session.dataset.revision == before.revision + 1, timeout=10_000)
    window.notices.clear()
    Store.create(tmp_path / "new.offtake").close()
    (tmp_path / "new.offtake").replace(small_file)
    # Work that runs comes first.
    qtbot.waitUntil(lambda: bool(window.notices.texts), timeout=10_000)
    assert "replaced by another file" in window.notices.texts[0]
    window.session.attach(None)
    assert not window.notices.texts, "what is told of a file goes with it"


def test_a_clock_that_was_set_back_disturbs_nothing(
    open_window: MainWindow, small_file: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window = open_window

    class Earlier(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Earlier:
            return cls(2001, 1, 1, tzinfo=tz)

    monkeypatch.setattr("desktop.storage.history.dt.datetime", Earlier)
    changes = ChangeSet(
        Text("Rename"), "grid",
        [Change("organization", 1, {"name": "Korea Zinc"}, {"name": "Other"})],
    )  # fmt: skip
    assert window.session.try_apply(changes)
    assert [revision.number for revision in window.session.store.history()] == [3, 2, 1]
    window.actions_["undo"].trigger()
    assert window.session.dataset["organization"][1].name == "Korea Zinc"
    job = window.documents.safekeeping.keep()
    assert job is not None
    with qtbot.waitSignal(job.finished):
        pass
    assert verify(small_file) == 4


WRITER = """
import sys
from pathlib import Path
from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import StaleError
from desktop.core.i18n import Text
from desktop.storage.store import Store
store = Store.open(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    while True:
        store.refresh()
        place = store.dataset["organization"][2].note
        try:
            store.apply(ChangeSet(Text("Loop"), "cli", [
                Change("organization", 2, {"note": place}, {"note": f"{number}"}),
                Change("source", -1, None, {"code": f"CLI-{number}", "publisher": "a",
                                            "title": "b"}),
            ]))
            break
        except StaleError:
            continue
store.close()
print("done", flush=True)
"""


def test_two_writers_at_full_speed_lose_nothing(
    open_window: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    """The command line adds and changes in a loop while the window does the same."""
    window, rounds = open_window, 60
    session = window.session
    known: list[int] = []
    session.changed.connect(lambda revision: known.append(revision.number))
    stale = written = 0
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(small_file), str(rounds)],
        stdout=subprocess.PIPE, encoding="utf-8",
    ) as other:  # fmt: skip
        assert other.stdout is not None
        # The window goes on as long as the other writes, and stops with as many edits at least.
        while other.poll() is None or written < rounds:
            before = session.dataset["organization"][2].note
            changes = [Change("organization", 2, {"note": before}, {"note": f"window {written}"})]
            changes.append(
                Change("source", -1, None, {"code": f"WIN-{written}", "publisher": "w",
                                            "title": "t"})
            )  # fmt: skip
            try:
                session.apply(ChangeSet(Text("Window"), "grid", changes))
                written += 1
            except StaleError as error:
                assert str(error)
                stale += 1
            if written >= 20 * rounds:
                break
        assert other.stdout.read() == "done\n"
        assert other.wait() == 0
    window.watcher.refresh()
    qtbot.waitUntil(lambda: len(known) == rounds + written)
    codes = {source.code for source in session.dataset["source"]}
    assert {f"CLI-{n}" for n in range(rounds)} <= codes
    assert {f"WIN-{n}" for n in range(written)} <= codes
    assert known == sorted(known) and known[-1] == session.store.revision
    assert verify(small_file) == 2 + rounds + written


def test_a_stale_edit_is_told_in_the_window(open_window: MainWindow, small_file: Path) -> None:
    with Store.open(small_file) as other:
        other.apply(
            ChangeSet(Text("Elsewhere"), "cli",
                      [Change("organization", 1, {"name": "Korea Zinc"}, {"name": "Theirs"})])
        )  # fmt: skip
    changes = ChangeSet(
        Text("Rename"), "grid",
        [Change("organization", 1, {"name": "Korea Zinc"}, {"name": "Ours"})],
    )  # fmt: skip
    assert not open_window.session.try_apply(changes)
    assert open_window.notices.notices[0].severity == "error"
    assert open_window.session.dataset["organization"][1].name == "Theirs"
