"""What is being typed into a field of a record that there is outlives a crash."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.core import i18n
from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.model import TYPES
from desktop.paths import draft_folder
from desktop.storage.store import Store
from desktop.ui.draft_bar import DraftBar
from desktop.ui.drafts import Typed, typed_at
from desktop.ui.form.editors import Editor
from desktop.ui.form.inspector import Inspector
from desktop.ui.main_window import MainWindow
from desktop.ui.views.records import RecordsView

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(button: QPushButton) -> None:
    """Presses a button by the keyboard."""
    button.setFocus()
    QTest.keyClick(button, Key.Key_Space)


def form_of(window: MainWindow) -> Inspector:
    inspector = window.inspector_dock.widget()
    assert isinstance(inspector, Inspector) and inspector.form is not None
    return inspector


def bar_of(window: MainWindow) -> DraftBar:
    (bar,) = window.findChildren(DraftBar)
    return bar


def kept(window: MainWindow) -> Path:
    return draft_folder() / f"{window.session.dataset.workspace}.json"


def type_in_form(window: MainWindow, name: str, text: str) -> None:
    """Types over what stands in a field of the organization KZ, and stays there."""
    window.actions_["inspector"].setChecked(True)
    window.session.select("organization", 1)
    inspector = form_of(window)
    assert inspector.form is not None
    editor = inspector.form.rows[name].editor
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text)


def type_in_cell(window: MainWindow, name: str, text: str) -> None:
    """Types over a cell of the organization KZ, and stays in its editor."""
    view = window.navigate("organization")
    assert isinstance(view, RecordsView)
    view.table.focus_rows()
    view.table.stand_on(view.records.index(0, view.records.column_of(name)))
    QTest.keyClicks(view.table, text[0])
    QTest.keyClicks(focus(), text[1:])


@pytest.fixture
def crash(
    open_window: MainWindow, small_file: Path, qtbot: QtBot
) -> Callable[[Callable[[Store], object]], MainWindow]:
    """Lets the program end as by a crash, and opens the file anew with what it has left.

    What is given happens to the file before that.
    """
    window = open_window

    def end(meanwhile: Callable[[Store], object] = lambda store: None) -> MainWindow:
        window.session.drafts._pause.setInterval(0)
        path = kept(window)
        qtbot.waitUntil(path.exists)
        left = path.read_bytes()
        QTest.keyClick(focus(), Key.Key_Escape)
        window.session.attach(None)
        with Store.open(small_file) as store:
            meanwhile(store)
        path.write_bytes(left)
        with qtbot.waitSignal(window.session.workspace_changed):
            window.documents.open_path(small_file)
        return window

    return end


@pytest.fixture
def soon(open_window: MainWindow) -> None:
    """Writes drafts as soon as the window has nothing else to do."""
    open_window.session.drafts._pause.setInterval(0)


pytestmark = pytest.mark.usefixtures("soon")


@pytest.mark.parametrize("type_text", [type_in_form, type_in_cell], ids=["form", "cell"])
def test_what_was_typed_is_taken_up_after_a_crash(
    open_window: MainWindow,
    crash: Callable[[], MainWindow],
    type_text: Callable[[MainWindow, str, str], None],
) -> None:
    type_text(open_window, "name", "Korea Zinc Ons")
    assert not bar_of(open_window).isVisible(), "it stands in its editor"
    window = crash()
    bar = bar_of(window)
    assert bar.isVisible()
    assert bar.label.text() == ("“Korea Zinc Ons” was typed into Name of Korea Zinc and not put in")
    press(bar.continue_button)
    assert not bar.isVisible()
    assert window.inspector_dock.isVisible()
    editor = focus()
    assert isinstance(editor, Editor) and editor.objectName() == "name"
    assert editor.text() == "Korea Zinc Ons"
    assert window.session.dataset["organization"][1].name == "Korea Zinc", "it is not put in yet"
    QTest.keyClicks(editor, "an")
    QTest.keyClick(editor, Key.Key_Return)
    assert window.session.dataset["organization"][1].name == "Korea Zinc Onsan"
    assert window.session.drafts.keys == []


def test_what_was_taken_up_can_be_given_up(
    open_window: MainWindow, crash: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    type_in_form(open_window, "note", "Line one")
    window = crash()
    bar = bar_of(window)
    press(bar.continue_button)
    QTest.keyClick(focus(), Key.Key_Escape)
    assert form_of(window).form.rows["note"].editor.text() == ""  # type: ignore[union-attr]
    assert not bar.isVisible()
    qtbot.waitUntil(lambda: not kept(window).exists())


def test_what_was_kept_is_discarded(
    open_window: MainWindow, crash: Callable[[], MainWindow]
) -> None:
    type_in_cell(open_window, "name", "Wrong")
    window = crash()
    bar = bar_of(window)
    press(bar.discard_button)
    assert not bar.isVisible()
    assert not kept(window).exists()
    assert window.session.dataset["organization"][1].name == "Korea Zinc"


def test_a_value_that_others_changed_since_is_told_before_it_is_overwritten(
    open_window: MainWindow, crash: Callable[[Callable[[Store], object]], MainWindow]
) -> None:
    def rename(store: Store) -> None:
        change = Change("organization", 1, {"name": "Korea Zinc"}, {"name": "Theirs"})
        store.apply(ChangeSet(Text("Elsewhere"), "command line", [change]))

    type_in_cell(open_window, "name", "Ours")
    window = crash(rename)
    bar = bar_of(window)
    assert bar.label.text() == "“Ours” was typed into Name of Theirs and not put in"
    press(bar.continue_button)
    editor = focus()
    QTest.keyClick(editor, Key.Key_Return)
    inspector = form_of(window)
    assert inspector.form is not None
    said = inspector.form.rows["name"].message.text()
    assert said == "Name was changed to Theirs meanwhile; Enter puts yours in, Esc leaves it"
    assert window.session.dataset["organization"][1].name == "Theirs"
    QTest.keyClick(editor, Key.Key_Return)
    assert window.session.dataset["organization"][1].name == "Ours"


def test_a_record_that_is_gone_leaves_only_the_text(
    open_window: MainWindow, crash: Callable[[Callable[[Store], object]], MainWindow]
) -> None:
    def remove(store: Store) -> None:
        before = TYPES["source"].values(store.dataset["source"][1])
        claim = TYPES["claim"].values(store.dataset["claim"][1])
        changes = [Change("claim", 1, claim, None), Change("source", 1, before, None)]
        store.apply(ChangeSet(Text("Elsewhere"), "command line", changes))

    open_window.actions_["inspector"].setChecked(True)
    open_window.session.select("source", 1)
    inspector = form_of(open_window)
    assert inspector.form is not None
    inspector.form.rows["note"].editor.setFocus()
    QTest.keyClicks(inspector.form.rows["note"].editor, "x" * 70)
    bar = bar_of(crash(remove))
    assert bar.label.text() == (
        f"“{'x' * 60}…” was typed into Note of a record that is gone (source)"
    )
    assert bar.label.toolTip() == "x" * 70
    assert not bar.continue_button.isVisible() and bar.discard_button.isVisible()


def test_a_text_that_was_refused_is_kept_until_it_is_put_right(
    open_window: MainWindow, crash: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    window = open_window
    window.actions_["inspector"].setChecked(True)
    window.session.select("capacity", 1)
    inspector = form_of(window)
    assert inspector.form is not None
    editor = inspector.form.rows["nameplate"].editor
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "twelve")
    QTest.keyClick(editor, Key.Key_Return)
    window.session.select("organization", 1)
    (key,) = window.session.drafts.keys
    assert typed_at(key) == Typed("capacity", 1, "nameplate")
    assert not bar_of(window).isVisible(), "it still stands in the form of the capacity"
    window.session.select("capacity", 1)
    assert inspector.form is not None
    editor = inspector.form.rows["nameplate"].editor
    assert editor.text() == "twelve"
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "13")
    QTest.keyClick(editor, Key.Key_Return)
    assert window.session.dataset["capacity"][1].nameplate == 13
    assert window.session.drafts.keys == []


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Escape], ids=["written", "given up"])
def test_nothing_is_kept_of_a_cell_that_was_left(
    open_window: MainWindow, key: Qt.Key, qtbot: QtBot
) -> None:
    type_in_cell(open_window, "name", "Other")
    qtbot.waitUntil(kept(open_window).exists)
    QTest.keyClick(focus(), key)
    assert open_window.session.drafts.keys == []
    assert not bar_of(open_window).isVisible()
    qtbot.waitUntil(lambda: not kept(open_window).exists())


def test_what_was_written_just_before_the_end_is_not_offered(
    open_window: MainWindow, crash: Callable[[Callable[[Store], object]], MainWindow]
) -> None:
    def write(store: Store) -> None:
        change = Change("organization", 1, {"name": "Korea Zinc"}, {"name": "Other"})
        store.apply(ChangeSet(Text("Rename"), "grid", [change]))

    type_in_cell(open_window, "name", "Other")
    window = crash(write)
    assert not bar_of(window).isVisible()
    assert window.session.drafts.keys == []


def test_typing_anew_does_not_drop_the_text_that_waits(
    open_window: MainWindow, crash: Callable[[], MainWindow]
) -> None:
    type_in_form(open_window, "name", "First")
    window = crash()
    type_in_form(window, "name", "Second")
    assert bar_of(window).label.text().startswith("“First” was typed into Name")
    QTest.keyClick(focus(), Key.Key_Escape)
    press(bar_of(window).continue_button)
    assert form_of(window).form.rows["name"].editor.text() == "First"  # type: ignore[union-attr]
    QTest.keyClick(focus(), Key.Key_Escape)


def test_the_offer_speaks_korean(open_window: MainWindow, crash: Callable[[], MainWindow]) -> None:
    type_in_form(open_window, "name", "Onsan")
    window = crash()
    window.session.use_language("ko")
    bar = bar_of(window)
    words = [bar.label.text(), bar.continue_button.text(), bar.discard_button.text()]
    i18n.use("en")
    assert "“Onsan”" in words[0] and "Korea Zinc" in words[0]
    assert all(not word.isascii() for word in words)
    assert bar.findChildren(QPushButton) == [bar.continue_button, bar.discard_button]


def test_nothing_is_kept_of_long_text_that_is_only_looked_at(open_window: MainWindow) -> None:
    window = open_window
    note = Change("organization", 1, {"note": None}, {"note": "One line"})
    assert window.session.try_apply(ChangeSet(Text("Note"), "grid", [note]))
    window.actions_["inspector"].setChecked(True)
    window.session.select("organization", 2)
    window.session.select("organization", 1)
    inspector = form_of(window)
    assert inspector.form is not None
    assert inspector.form.rows["note"].editor.text() == "One line"
    assert window.session.drafts.keys == []
