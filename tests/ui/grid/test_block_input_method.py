"""Hangul typed into the grid: what an input method composes begins to edit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.form.line_editor import Chooser, LineEditor
from desktop.ui.views.records import RecordsView
from tests.ui.grid.blocks import column, stand

Key = Qt.Key


def compose(widget: QWidget, preedit: str, commit: str = "") -> None:
    """Sends what an input method tells: what is being composed, and what is done."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(widget, event)


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def editor_in(view: RecordsView) -> LineEditor:
    found = view.table.findChild(
        LineEditor, view.records.fields[view.table.currentIndex().column()].name
    )
    assert isinstance(found, LineEditor)
    return found


def test_a_syllable_begins_to_edit_and_replaces_what_was_there(view: RecordsView) -> None:
    stand(view, 0, "name")
    assert view.table.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    compose(view.table, "ㅎ")
    compose(focus(), "하")
    compose(focus(), "한")
    # One syllable is done and the next begun in one event, as Korean input methods do.
    compose(focus(), "ㄱ", "한")
    compose(focus(), "그")
    compose(focus(), "글")
    compose(focus(), "", "글")
    editor = editor_in(view)
    assert editor.text() == "한글"
    assert focus() is editor
    QTest.keyClick(editor, Key.Key_Return)
    assert column(view, "name")[0] == "한글"


def test_the_keyboard_stays_until_the_composition_is_done(view: RecordsView) -> None:
    stand(view, 0, "name")
    compose(view.table, "ㅎ")
    assert focus() is view.table
    compose(view.table, "ㄱ", "하")
    assert focus() is view.table
    compose(view.table, "", "가")
    assert focus() is editor_in(view)
    assert editor_in(view).text() == "하가"


def test_a_list_is_searched_in_hangul(view: RecordsView) -> None:
    view.session.use_language("ko")
    stand(view, 0, "stage")
    compose(view.table, "ㄱ")
    compose(focus(), "", "건설")
    editor = editor_in(view)
    assert isinstance(editor, Chooser) and editor.popup.isVisible()
    QTest.keyClick(editor, Key.Key_Return)
    view.session.use_language("en")
    assert column(view, "stage")[0] == "construction"


def test_a_composition_that_is_given_up_changes_nothing(view: RecordsView) -> None:
    stand(view, 0, "name")
    compose(view.table, "ㅎ")
    compose(view.table, "")
    QTest.keyClick(focus(), Key.Key_Escape)
    assert column(view, "name")[0] == "Onsan germanium"
    assert focus() is view.table
