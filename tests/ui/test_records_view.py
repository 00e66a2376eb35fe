"""The view of the records of one type: adding, deleting, selecting, what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.errors import OfftakeError
from desktop.model import TYPES
from desktop.operations import edit
from desktop.storage.store import Store
from desktop.ui.session import Session
from desktop.ui.views.records import RecordsView

Key, Control, Shift = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def shown(qtbot: QtBot, view: RecordsView) -> RecordsView:
    qtbot.addWidget(view)
    view.resize(1200, 500)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    return view


@pytest.fixture
def view(session: Session, store: Store, qtbot: QtBot) -> RecordsView:
    made = shown(qtbot, RecordsView(session, "capacity"))
    made.table.focus_rows()
    return made


def codes(view: RecordsView) -> list[str]:
    return [view.records.text_at(row, 0) for row in range(view.records.rowCount())]


def test_what_is_in_use_is_not_deleted_and_the_users_are_named(
    view: RecordsView, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(view.session.noticed) as told:
        QTest.keyClick(view.table, Key.Key_Minus, Control)
    assert "CLM-1" in str(told.args[0].text)
    assert codes(view) == ["CAP-1", "CAP-2"]


def test_rows_are_deleted_and_undo_brings_them_back(view: RecordsView) -> None:
    view.table.stand_on(view.records.index(1, 0))
    QTest.keyClick(view.table, Key.Key_Minus, Control)
    assert codes(view) == ["CAP-1"]
    assert view.table.currentIndex().row() == 0
    view.session.undo()
    assert codes(view) == ["CAP-1", "CAP-2"]


def test_duplicates_get_free_codes_and_become_current(view: RecordsView) -> None:
    QTest.keyClick(view.table, Key.Key_D, Control | Shift)
    assert codes(view) == ["CAP-1", "CAP-2", "CAP-3"]
    assert view.table.currentIndex().row() == 2
    assert view.session.selection == ("capacity", view.records.ids[2])


@pytest.mark.parametrize(
    ("key", "modifiers"), [(Key.Key_N, Control | Shift), (Key.Key_Plus, Control)]
)
def test_add_asks_for_a_form(
    view: RecordsView, qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    with qtbot.waitSignal(view.session.new_asked) as asked:
        QTest.keyClick(view.table, key, modifiers)
    assert asked.args == ["capacity", {}]


def test_a_preset_is_what_new_records_start_with(
    session: Session, store: Store, qtbot: QtBot
) -> None:
    view = shown(qtbot, RecordsView(session, "organization", {"roles": "supplier"}))
    assert codes(view) == ["KZ"]
    with qtbot.waitSignal(session.new_asked) as asked:
        QTest.mouseClick(view.add_button, Qt.MouseButton.LeftButton)
    assert asked.args == ["organization", {"roles": ("supplier",)}]


def test_selecting_goes_both_ways(view: RecordsView) -> None:
    first, second = view.records.ids
    assert view.session.selection == ("capacity", first)
    view.session.select("capacity", second)
    assert view.table.currentIndex().row() == 1
    QTest.keyClick(view.table, Key.Key_Up)
    assert view.session.selection == ("capacity", first)


def test_an_empty_table_says_what_goes_there(
    session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    session.attach(Store.create(tmp_path / "empty.offtake"))
    view = shown(qtbot, RecordsView(session, "plant"))
    assert view.empty.isVisible()
    assert view.empty_help.text() == TYPES["plant"].help
    with qtbot.waitSignal(session.new_asked):
        QTest.mouseClick(view.empty_button, Qt.MouseButton.LeftButton)
    trader = {"code": "A", "name": "A", "roles": ("trader",)}
    session.apply(edit.add(TYPES["organization"], trader, "form"))
    owner = session.dataset.find("organization", "A")
    values = {"code": "P", "name": "P", "owner": owner, "country": "KR"}
    session.apply(edit.add(TYPES["plant"], values, "form"))
    assert view.table.isVisible()
    assert codes(view) == ["P"]


def test_columns_sort_and_filters_are_kept(
    view: RecordsView, session: Session, qtbot: QtBot
) -> None:
    header = view.table.header
    header.moveSection(0, 3)
    header.resizeSection(1, 333)
    header.sort_asked.emit([("code", True)])
    header.filters.set_texts({"stage": "comm|anno"})
    again = RecordsView(session, "capacity")
    again.restore(view.state())
    shown(qtbot, again)
    assert codes(again) == ["CAP-2", "CAP-1"]
    assert again.table.header.visualIndex(0) == 3
    assert again.table.header.sectionSize(1) == 333
    assert again.table.header.filters.texts() == {"stage": "comm|anno"}
    assert again.state() == view.state()


def test_what_another_process_writes_is_shown(view: RecordsView, small_file: Path) -> None:
    with Store.open(small_file) as other:
        id = other.dataset.find("capacity", "CAP-2")
        assert id is not None
        other.apply(edit.set_values(other.dataset, view.type, {id: {"nameplate": 44.0}}, "form"))
    view.session.refresh()
    assert view.records.text_at(1, view.records.column_of("nameplate")) == "44"


def test_a_read_only_file_is_not_edited(session: Session, small_file: Path, qtbot: QtBot) -> None:
    session.attach(Store.open(small_file, read_only=True))
    view = shown(qtbot, RecordsView(session, "capacity"))
    view.table.focus_rows()
    assert not view.add_button.isEnabled()
    QTest.keyClicks(view.table, "x")
    assert view.records.text_at(0, 0) == "CAP-1"
    with pytest.raises(OfftakeError):
        session.store.undo()


def test_the_language_switches_while_it_is_shown(view: RecordsView) -> None:
    english = view.add_button.text()
    view.session.use_language("ko")
    assert view.search.accessibleName()
    view.session.use_language("en")
    assert view.add_button.text() == english


def test_everything_that_can_be_used_has_a_name(view: RecordsView) -> None:
    parts: list[QWidget] = [*view.findChildren(QLineEdit), *view.findChildren(QAbstractButton)]
    for part in [*parts, view.table]:
        if not part.isVisible() or part.objectName().startswith("qt_"):
            continue
        interface = QAccessible.queryAccessibleInterface(part)
        assert interface.text(QAccessible.Text.Name), part
