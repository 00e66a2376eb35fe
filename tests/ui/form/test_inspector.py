"""The inspector: one record as a form, and the form for a new one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.fields import CodeField, NumberField, TextField
from desktop.core.i18n import Text
from desktop.core.records import Record, declare, record
from desktop.model import TYPES
from desktop.operations import edit
from desktop.storage.store import Store
from desktop.ui.form.editors import Editor
from desktop.ui.form.field_row import FieldRow
from desktop.ui.form.inspector import Inspector
from desktop.ui.form.line_editor import Chooser
from desktop.ui.session import Session

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def shown(qtbot: QtBot, session: Session) -> Inspector:
    made = Inspector(session)
    qtbot.addWidget(made)
    made.resize(420, 900)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def inspector(session: Session, store: Store, qtbot: QtBot) -> Inspector:
    return shown(qtbot, session)


def select(inspector: Inspector, type_name: str, code: str) -> int:
    id = inspector.session.dataset.find(type_name, code)
    assert id is not None
    inspector.session.select(type_name, id)
    return id


def row(inspector: Inspector, name: str) -> FieldRow:
    assert inspector.form is not None
    return inspector.form.rows[name]


def enter(inspector: Inspector, name: str, typed: str, key: Qt.Key = Key.Key_Return) -> Editor:
    """Types into a field as a person does, in place of what stands there."""
    editor = row(inspector, name).editor
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, typed) if typed else QTest.keyClick(editor, Key.Key_Delete)
    QTest.keyClick(editor, key)
    return editor


def value(inspector: Inspector, code: str, name: str) -> Any:
    return getattr(inspector.session.dataset["capacity"].by_code(code), name)


def test_nothing_selected_says_so(inspector: Inspector) -> None:
    assert inspector.nothing.isVisible()
    assert not inspector.area.isVisible()


def test_the_selected_record_is_shown_with_units_marks_and_help(inspector: Inspector) -> None:
    select(inspector, "capacity", "CAP-1")
    assert inspector.heading.text() == "Onsan germanium"
    assert row(inspector, "nameplate").editor.text() == "12"
    assert "per year" in row(inspector, "nameplate").label.text()
    assert "*" in row(inspector, "plant").label.text()
    assert "unknown, not zero" in row(inspector, "nameplate").editor.toolTip()
    headings = {label.text() for label in inspector.findChildren(QLabel)}
    assert {"Quantity", "Time", "Money"} <= headings


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("name", "Line 1", "Line 1"),
        ("nameplate", "1,000", 1000.0),
        ("utilization", "90", 90.0),
        ("stage", "constr", "construction"),
        ("currency", "krw", "KRW"),
        ("end", "H1 2040", "2040-H1"),
    ],
)
def test_enter_writes_a_field(
    inspector: Inspector, name: str, typed: str, expected: object
) -> None:
    select(inspector, "capacity", "CAP-1")
    enter(inspector, name, typed)
    found = value(inspector, "CAP-1", name)
    assert (str(found) if name == "end" else found) == expected


def test_leaving_writes_a_field_and_undo_shows_the_old_value(inspector: Inspector) -> None:
    select(inspector, "capacity", "CAP-1")
    editor = enter(inspector, "nameplate", "15", Key.Key_Tab)
    assert value(inspector, "CAP-1", "nameplate") == 15.0
    inspector.session.undo()
    assert editor.text() == "12"


def test_long_text_is_written_when_the_focus_leaves(inspector: Inspector) -> None:
    select(inspector, "capacity", "CAP-1")
    editor = enter(inspector, "note", "One")
    QTest.keyClicks(editor, "Two")
    row(inspector, "name").editor.setFocus()
    assert value(inspector, "CAP-1", "note") == "One\nTwo"


def test_what_cannot_be_read_stays_with_its_reason_until_it_is_right(
    inspector: Inspector,
) -> None:
    first = select(inspector, "capacity", "CAP-1")
    editor = enter(inspector, "nameplate", "12 tons")
    message = row(inspector, "nameplate").message
    assert editor.text() == "12 tons"
    assert message.isVisible() and "12 tons" in message.text()
    assert value(inspector, "CAP-1", "nameplate") == 12.0
    select(inspector, "capacity", "CAP-2")
    assert row(inspector, "nameplate").editor.text() == ""
    inspector.session.select("capacity", first)
    assert row(inspector, "nameplate").editor.text() == "12 tons"
    assert "12 tons" in message.text()
    enter(inspector, "nameplate", "13")
    assert value(inspector, "CAP-1", "nameplate") == 13.0
    assert not message.isVisible()


def test_esc_brings_the_value_back(inspector: Inspector) -> None:
    select(inspector, "capacity", "CAP-1")
    editor = enter(inspector, "nameplate", "much")
    QTest.keyClick(editor, Key.Key_Escape)
    assert editor.text() == "12"
    assert not row(inspector, "nameplate").message.isVisible()


def test_a_rule_is_told_at_its_field(inspector: Inspector) -> None:
    select(inspector, "capacity", "CAP-1")
    enter(inspector, "end", "2027")
    assert "lies before" in row(inspector, "end").message.text()
    enter(inspector, "plant", "")
    assert row(inspector, "plant").message.text() == "Plant is required"
    assert value(inspector, "CAP-1", "end") is None


def test_warnings_are_shown_with_a_sign(inspector: Inspector) -> None:
    select(inspector, "capacity", "CAP-2")
    message = row(inspector, "nameplate").message
    assert (message.severity, "at least" in message.text()) == ("warning", True)


def test_what_is_being_typed_is_written_when_another_record_is_selected(
    inspector: Inspector,
) -> None:
    select(inspector, "capacity", "CAP-1")
    editor = row(inspector, "name").editor
    editor.setFocus()
    QTest.keyClicks(editor, "New ")
    select(inspector, "capacity", "CAP-2")
    assert "New" in value(inspector, "CAP-1", "name")
    assert row(inspector, "name").editor.text() == ""


def test_what_others_write_does_not_disturb_typing(inspector: Inspector) -> None:
    id = select(inspector, "capacity", "CAP-1")
    editor = row(inspector, "name").editor
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "Half a na")
    made = edit.set_values(
        inspector.session.dataset, TYPES["capacity"], {id: {"nameplate": 9.0}}, "grid"
    )
    inspector.session.apply(made)
    assert row(inspector, "nameplate").editor.text() == "9"
    assert editor.text() == "Half a na"


def test_a_field_that_others_changed_is_told_before_it_is_written(inspector: Inspector) -> None:
    id = select(inspector, "capacity", "CAP-1")
    editor = row(inspector, "name").editor
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "Mine")
    dataset = inspector.session.dataset
    theirs = edit.set_values(dataset, TYPES["capacity"], {id: {"name": "Theirs"}}, "grid")
    inspector.session.apply(theirs)
    QTest.keyClick(editor, Key.Key_Return)
    message = row(inspector, "name").message
    assert message.isVisible() and "changed to Theirs meanwhile" in message.text()
    assert (value(inspector, "CAP-1", "name"), editor.text()) == ("Theirs", "Mine")
    QTest.keyClick(editor, Key.Key_Return)
    assert value(inspector, "CAP-1", "name") == "Mine"
    assert not message.isVisible()


def test_used_by_leads_to_the_records(inspector: Inspector) -> None:
    select(inspector, "plant", "ONSAN")
    assert [entry.title for entry in inspector.used_by.found] == ["Onsan germanium", "CAP-2"]
    item = inspector.used_by.list.item(1)
    place = inspector.used_by.list.visualItemRect(item).center()
    QTest.mouseClick(inspector.used_by.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert inspector.heading.text() == "Onsan germanium"


def test_in_a_large_workspace_used_by_is_found_beside_the_window(
    inspector: Inspector, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.ui.form.used_by._LARGE", 1)
    with qtbot.waitSignal(inspector.session.jobs.started):
        select(inspector, "plant", "ONSAN")
    qtbot.waitUntil(lambda: len(inspector.used_by.found) == 2)


def test_a_new_record_is_checked_as_a_whole_and_written_only_when_right(
    inspector: Inspector,
) -> None:
    session = inspector.session
    session.ask_new("agreement", {})
    assert inspector.footer.isVisible()
    assert row(inspector, "code").editor.text() == "AGR-1"
    assert row(inspector, "status").editor.text() == "active"
    enter(inspector, "volume", "lots")
    QTest.keyClick(row(inspector, "volume").editor, Key.Key_Return, Control)
    wrong = {n for n, r in inspector.form.rows.items() if r.message.severity == "error"}  # type: ignore[union-attr]
    assert {"title", "kind", "firmness", "seller", "buyer", "material", "volume"} <= wrong
    assert len(session.dataset["agreement"]) == 0
    for name, typed in (
        ("title", "Offtake"), ("kind", "offtake"), ("firmness", "binding"), ("seller", "kz"),
        ("buyer", "kz"), ("material", "germ"), ("volume", "5"),
    ):  # fmt: skip
        enter(inspector, name, typed)
    assert "same organization" in row(inspector, "buyer").message.text()
    enter(inspector, "buyer", "example")
    QTest.mouseClick(inspector.footer.create_button, Qt.MouseButton.LeftButton)
    (made,) = session.dataset["agreement"]
    assert (made.code, made.volume, made.unit) == ("AGR-1", 5.0, "t")
    assert session.selection == ("agreement", made.id)
    assert inspector.heading.text() == "Offtake"
    assert not inspector.footer.isVisible()


def test_esc_cancels_a_new_record(inspector: Inspector) -> None:
    select(inspector, "capacity", "CAP-1")
    inspector.session.ask_new("plant", {"country": "KR"})
    editor = row(inspector, "country").editor
    assert editor.text() == "KR"
    QTest.keyClick(editor, Key.Key_Escape)
    assert len(inspector.session.dataset["plant"]) == 1
    assert inspector.heading.text() == "Onsan germanium"


def test_esc_asks_twice_before_it_drops_what_was_entered(inspector: Inspector) -> None:
    inspector.session.ask_new("plant", {})
    editor = enter(inspector, "name", "Trail")
    QTest.keyClick(editor, Key.Key_Escape)
    assert inspector.is_new
    assert inspector.footer.cancel_button.hasFocus()
    QTest.keyClick(inspector.footer.cancel_button, Key.Key_Escape)
    assert not inspector.is_new


def test_esc_in_a_field_of_a_new_record_takes_its_fault_away(inspector: Inspector) -> None:
    inspector.session.ask_new("plant", {})
    editor = enter(inspector, "latitude", "95")
    assert "90" in row(inspector, "latitude").message.text()
    QTest.keyClick(editor, Key.Key_Escape)
    assert editor.text() == ""
    assert row(inspector, "latitude").message.text() == ""


def test_a_new_record_names_what_its_codes_stand_for(inspector: Inspector) -> None:
    inspector.session.ask_new("plant", {})
    enter(inspector, "latitude", "35.430")
    assert row(inspector, "latitude").editor.text() == "35.43"
    country = enter(inspector, "country", "south korea")
    assert isinstance(country, Chooser)
    assert (country.text(), country.detail) == ("KR", "South Korea")


def test_used_by_comes_back_with_the_record(inspector: Inspector) -> None:
    select(inspector, "plant", "ONSAN")
    found = list(inspector.used_by.found)
    inspector.session.ask_new("plant", {})
    assert inspector.used_by.found == []
    inspector.cancel_new()
    assert inspector.used_by.found == found != []


def test_the_pane_asks_for_the_same_width_with_and_without_a_record(inspector: Inspector) -> None:
    empty = inspector.sizeHint().width()
    select(inspector, "capacity", "CAP-1")
    assert inspector.sizeHint().width() == empty


def test_a_begun_record_survives_a_click_elsewhere(inspector: Inspector) -> None:
    inspector.session.ask_new("plant", {})
    enter(inspector, "name", "Trail", Key.Key_Tab)
    select(inspector, "capacity", "CAP-1")
    assert row(inspector, "name").editor.text() == "Trail"
    QTest.mouseClick(inspector.footer.cancel_button, Qt.MouseButton.LeftButton)
    assert inspector.heading.text() == "Onsan germanium"


def test_a_deleted_record_leaves_the_form_empty(inspector: Inspector) -> None:
    id = select(inspector, "capacity", "CAP-2")
    inspector.session.apply(edit.delete(inspector.session.dataset, TYPES["capacity"], [id]))
    assert inspector.nothing.isVisible()
    inspector.session.undo()
    assert inspector.area.isVisible()


def test_preferences_are_edited_in_the_same_form(inspector: Inspector) -> None:
    (preferences,) = inspector.session.dataset["preferences"]
    inspector.session.select("preferences", preferences.id)
    assert inspector.heading.text() == "Preferences"
    assert not inspector.kind.isVisible()
    enter(inspector, "own_organization", "exo")
    (preferences,) = inspector.session.dataset["preferences"]
    assert preferences.own_organization == inspector.session.dataset.find("organization", "EXO")


def test_a_field_that_is_declared_later_is_in_the_form(
    session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    @record("mine", sheet="Mines", prefix="M")
    class Mine(Record):
        code: str = declare(CodeField(label="Code"))
        name: str | None = declare(TextField(label="Name"))
        depth: float | None = declare(NumberField(label="Depth", unit="m"))

    session.attach(Store.create(tmp_path / "more.offtake", {**TYPES, "mine": Mine.type}))
    session.apply(ChangeSet(Text("Add"), "form", [Change("mine", -1, None, {"code": "M-1"})]))
    inspector = shown(qtbot, session)
    select(inspector, "mine", "M-1")
    enter(inspector, "depth", "812.5")
    (mine,) = session.dataset["mine"]
    assert mine.depth == 812.5


def test_everything_that_can_be_used_has_a_name(inspector: Inspector) -> None:
    select(inspector, "capacity", "CAP-1")
    assert inspector.form is not None
    for row in inspector.form.rows.values():
        assert row.editor.accessibleName()
        assert row.label.buddy() is row.editor
    for button in inspector.findChildren(QAbstractButton):
        assert not button.isVisible() or button.text() or button.accessibleName()


def test_tab_walks_through_the_fields_in_order(inspector: Inspector) -> None:
    select(inspector, "capacity", "CAP-1")
    row(inspector, "code").editor.setFocus()
    for name in ("name", "plant", "material", "stage", "form", "nameplate"):
        QTest.keyClick(inspector.focusWidget(), Key.Key_Tab)
        assert inspector.focusWidget().objectName() == name


def test_the_language_switches_while_it_is_shown(inspector: Inspector) -> None:
    select(inspector, "capacity", "CAP-1")
    before = row(inspector, "stage").editor.text()
    inspector.session.use_language("ko")
    assert row(inspector, "stage").editor.text() != ""
    inspector.session.use_language("en")
    assert row(inspector, "stage").editor.text() == before


def test_what_is_still_being_typed_is_written_when_the_file_is_closed(
    inspector: Inspector, session: Session, store: Store
) -> None:
    id = select(inspector, "organization", "KZ")
    editor = row(inspector, "contact").editor
    editor.setFocus()
    QTest.keyClicks(editor, "raw materials desk")
    path = store.path
    session.attach(None)
    with Store.open(path, read_only=True) as again:
        assert again.dataset["organization"][id].contact == "raw materials desk"
