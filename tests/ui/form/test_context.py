"""What stands around the form: claims, the plan, the history of a field, and drafts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES
from desktop.operations import edit
from desktop.paths import draft_folder
from desktop.storage.store import Store
from desktop.ui.draft_bar import DraftBar
from desktop.ui.drafts import Drafts
from desktop.ui.form.claims_panel import ClaimCard
from desktop.ui.form.inspector import Inspector
from desktop.ui.main_window import MainWindow
from desktop.ui.session import Session

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def inspector(session: Session, store: Store, qtbot: QtBot) -> Inspector:
    made = Inspector(session)
    qtbot.addWidget(made)
    made.resize(420, 1400)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def select(inspector: Inspector, type_name: str, code: str) -> int:
    id = inspector.session.dataset.find(type_name, code)
    assert id is not None
    inspector.session.select(type_name, id)
    return id


def set_values(inspector: Inspector, origin: str = "grid", **values: Any) -> None:
    dataset = inspector.session.dataset
    inspector.session.apply(edit.set_values(dataset, TYPES["capacity"], {1: values}, origin))


def cards(inspector: Inspector) -> list[ClaimCard]:
    return inspector.context.claims.cards


def add_claim(inspector: Inspector, **values: Any) -> None:
    given = {"code": "CLM-2", "capacity": 1, "field": "nameplate", "value": "12", "source": 1,
             "said": PartialDate.parse("2025-11"), "status": "used",
             "quote": "Twelve tonnes."}  # fmt: skip
    inspector.session.apply(
        ChangeSet(Text("Add"), "form", [Change("claim", -1, None, {**given, **values})])
    )


# Claims


def test_claims_stand_together_with_their_words_and_contradictions(inspector: Inspector) -> None:
    add_claim(inspector)
    select(inspector, "capacity", "CAP-1")
    newer, older = cards(inspector)
    assert newer.status.text() == "used, as on record"
    assert older.status.text() == "open"
    labels = inspector.context.claims.findChildren(QLabel)
    shown = " ".join(label.text() for label in labels)
    assert "Nameplate: 2 claims" in shown
    assert "contradict each other" in shown
    assert "“Twelve tonnes.”" in shown and "A paper" in shown


def test_using_a_claim_sets_field_and_marks_with_the_keyboard_and_undo_takes_both_back(
    inspector: Inspector,
) -> None:
    add_claim(inspector)
    select(inspector, "capacity", "CAP-1")
    older = cards(inspector)[1]
    older.use_button.setFocus()
    QTest.keyClick(older.use_button, Key.Key_Space)
    dataset = inspector.session.dataset
    assert dataset["capacity"][1].nameplate == 10.0
    assert [claim.status for claim in dataset["claim"]] == ["used", "open"]
    assert inspector.form is not None and inspector.form.rows["nameplate"].editor.text() == "10"
    # The keyboard stays at the card, though its button is gone.
    assert inspector.isAncestorOf(inspector.focusWidget())
    inspector.session.undo()
    dataset = inspector.session.dataset
    assert dataset["capacity"][1].nameplate == 12.0
    assert [claim.status for claim in dataset["claim"]] == ["open", "used"]


def test_a_claim_is_rejected_reopened_and_opened(inspector: Inspector) -> None:
    select(inspector, "capacity", "CAP-1")
    click(cards(inspector)[0].reject_button)
    assert inspector.session.dataset["claim"][1].status == "rejected"
    click(cards(inspector)[0].reject_button)
    assert inspector.session.dataset["claim"][1].status == "open"
    click(cards(inspector)[0].source_button)
    assert inspector.session.selection == ("source", 1)
    click(cards(inspector)[0].open_button)  # the source's own claims are listed there
    assert inspector.session.selection == ("claim", 1)
    assert cards(inspector) == []


def test_showing_claims_opens_no_windows_of_its_own(inspector: Inspector, qtbot: QtBot) -> None:
    select(inspector, "capacity", "CAP-1")
    assert all(button.window() is inspector for button in inspector.findChildren(QAbstractButton))
    assert inspector.isActiveWindow()


# The plan


def test_the_part_in_the_plan_is_told_and_follows_edits(inspector: Inspector, qtbot: QtBot) -> None:
    label = inspector.context.usage.label
    select(inspector, "capacity", "CAP-1")
    qtbot.waitUntil(lambda: label.text() == "Nothing is promised of it.")
    agreement = {"code": "A", "title": "Deal", "kind": "offtake", "firmness": "binding",
                 "seller": 1, "buyer": 2, "capacity": 1, "material": 1, "volume": 3.0,
                 "unit": "t", "basis": "contained", "status": "active",
                 "start": PartialDate.parse("2028-01")}  # fmt: skip
    inspector.session.apply(
        ChangeSet(Text("Add"), "form", [Change("agreement", -1, None, agreement)])
    )
    qtbot.waitUntil(lambda: "1 agreement asks 3 t of" in label.text())
    assert "Example Optics" in label.text()
    select(inspector, "plant", "ONSAN")
    assert not label.isVisible()


# The history of a field


def test_only_edited_fields_have_a_sign_and_it_says_since_when(
    inspector: Inspector, qtbot: QtBot
) -> None:
    set_values(inspector, nameplate=13.0)
    select(inspector, "capacity", "CAP-1")
    assert inspector.form is not None
    rows = inspector.form.rows
    qtbot.waitUntil(lambda: rows["nameplate"].history_button.isVisible())
    assert not rows["name"].history_button.isVisible()
    assert rows["nameplate"].history_button.toolTip().startswith("13 t since 20")
    assert "before 12 t" in rows["nameplate"].history_button.toolTip()
    set_values(inspector, name="Line 1")
    qtbot.waitUntil(lambda: rows["name"].history_button.isVisible())
    select(inspector, "capacity", "CAP-2")
    qtbot.waitUntil(lambda: not rows["nameplate"].history_button.isVisible())


def test_a_click_on_the_sign_shows_the_values_and_brings_one_back(
    inspector: Inspector, qtbot: QtBot
) -> None:
    set_values(inspector, nameplate=13.0)
    set_values(inspector, nameplate=14.0)
    select(inspector, "capacity", "CAP-1")
    assert inspector.form is not None
    row = inspector.form.rows["nameplate"]
    qtbot.waitUntil(lambda: row.history_button.isVisible())
    click(row.history_button)
    window = inspector.histories.window
    assert window is not None and window.isVisible()
    shown = [window.list.topLevelItem(n) for n in range(window.list.topLevelItemCount())]
    assert [item.text(0) for item in shown if item is not None] == ["14", "13", "12"]
    assert not window.set_button.isEnabled()  # it is 14 already
    QTest.keyClick(window.list, Key.Key_End)
    click(window.set_button)
    assert inspector.session.dataset["capacity"][1].nameplate == 12.0
    assert row.editor.text() == "12"


def test_the_history_that_is_shown_is_of_the_field_in_which_one_is(inspector: Inspector) -> None:
    select(inspector, "capacity", "CAP-1")
    assert inspector.form is not None
    editor = inspector.form.rows["stage"].editor
    editor.setFocus()
    inspector.session.history_asked.emit("nameplate")  # the cursor says more than the table
    window = inspector.histories.window
    assert window is not None and window.heading.text() == "Stage of CAP-1"
    assert window.said.text().startswith("committed since 20")
    QTest.keyClick(window, Key.Key_Escape)
    assert not window.isVisible()


def test_the_history_of_a_field_names_the_source_of_its_value(inspector: Inspector) -> None:
    add_claim(inspector)
    select(inspector, "capacity", "CAP-1")
    inspector.histories.show("nameplate")
    window = inspector.histories.window
    assert window is not None and "Source: A paper, 2025-11" in window.said.text()
    window.close()


# Drafts


def begin(inspector: Inspector, name: str) -> None:
    """Begins a plant and types a part of its name, without leaving the field."""
    inspector.session.ask_new("plant", {"country": "KR"})
    assert inspector.form is not None
    QTest.keyClicks(inspector.form.rows["name"].editor, name)


def kept() -> list[Path]:
    return sorted(draft_folder().glob("*.json"))


def test_what_was_typed_is_on_disk_after_a_moment(inspector: Inspector, qtbot: QtBot) -> None:
    """As after a crash, another reader finds it."""
    begin(inspector, "Trai")
    identity = inspector.session.dataset.workspace

    def found() -> Drafts:
        again = Drafts()
        again.open(identity)
        return again

    qtbot.waitUntil(lambda: found().keys == ["plant 1"])
    assert found().texts("plant 1")["name"] == "Trai"
    assert found().texts("plant 1")["country"] == "KR"
    assert found().offered() == "plant 1"
    inspector.cancel_new()
    assert found().keys == inspector.session.drafts.keys == []


@pytest.fixture
def shown(open_window: MainWindow) -> Callable[[], tuple[DraftBar, Inspector]]:
    def parts() -> tuple[DraftBar, Inspector]:
        (bar,) = open_window.findChildren(DraftBar)
        inspector = open_window.inspector_dock.widget()
        assert isinstance(inspector, Inspector)
        return bar, inspector

    return parts


def test_a_begun_record_is_offered_when_the_file_is_opened_again(
    open_window: MainWindow,
    small_file: Path,
    qtbot: QtBot,
    shown: Callable[[], tuple[DraftBar, Inspector]],
) -> None:
    bar, inspector = shown()
    assert not bar.isVisible()
    begin(inspector, "Trail")
    assert not bar.isVisible()  # it is in the form
    open_window.documents.close()
    assert not bar.isVisible()
    with qtbot.waitSignal(open_window.session.workspace_changed):
        open_window.documents.open_path(small_file)
    bar, inspector = shown()
    assert bar.isVisible()
    assert bar.label.text() == "A draft of a new record was kept: plant"
    bar.continue_button.setFocus()
    QTest.keyClick(bar.continue_button, Key.Key_Return)
    assert not bar.isVisible()
    assert inspector.is_new and inspector.form is not None
    assert inspector.form.rows["name"].editor.text() == "Trail"
    assert inspector.form.rows["country"].editor.text() == "KR"
    QTest.keyClicks(inspector.form.rows["owner"].editor, "kz")
    QTest.keyClick(inspector.form.rows["owner"].editor, Key.Key_Return, Control)
    assert [plant.name for plant in open_window.session.dataset["plant"]] == ["Onsan", "Trail"]
    assert kept() == [] and not bar.isVisible()


def test_a_draft_is_discarded(
    open_window: MainWindow, small_file: Path, shown: Callable[[], tuple[DraftBar, Inspector]]
) -> None:
    bar, inspector = shown()
    begin(inspector, "Trail")
    open_window.session.attach(None)
    open_window.session.attach(Store.open(small_file))
    click(bar.discard_button)
    assert not bar.isVisible()
    assert kept() == []


def test_a_second_new_record_does_not_drop_the_first(
    open_window: MainWindow, shown: Callable[[], tuple[DraftBar, Inspector]]
) -> None:
    bar, inspector = shown()
    begin(inspector, "Trail")
    begin(inspector, "Olen")
    assert bar.isVisible()
    click(bar.continue_button)
    assert inspector.form is not None
    assert inspector.form.rows["name"].editor.text() == "Trail"
    assert open_window.session.drafts.texts("plant 2")["name"] == "Olen"
    assert bar.isVisible()  # now the second one waits
    inspector.cancel_new()
    assert open_window.session.drafts.keys == ["plant 2"]
    click(bar.discard_button)


def test_a_form_that_was_only_looked_at_leaves_no_draft(inspector: Inspector) -> None:
    inspector.session.ask_new("plant")
    inspector.session.attach(None)
    assert kept() == []


def test_a_damaged_draft_is_left_out(store: Store, session: Session) -> None:
    path = draft_folder() / f"{store.dataset.workspace}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{not json", encoding="utf-8")
    session.drafts.open(store.dataset.workspace)
    assert session.drafts.keys == []
    path.unlink()


# Reading only


def test_in_a_write_protected_file_fields_can_be_read_and_copied_only(
    session: Session, small_file: Path, qtbot: QtBot
) -> None:
    session.attach(Store.open(small_file, read_only=True))
    inspector = Inspector(session)
    qtbot.addWidget(inspector)
    inspector.show()
    select(inspector, "capacity", "CAP-1")
    assert inspector.form is not None
    editor: Any = inspector.form.rows["stage"].editor
    editor.setFocus()
    QTest.keyClick(editor, Key.Key_Down)
    assert editor.isReadOnly() and not editor.popup.isVisible()
    assert not cards(inspector)[0].use_button.isEnabled()
