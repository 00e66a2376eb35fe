"""F1 leads to what has the keyboard; the help is searched, printed and read in both languages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.operations.dictionary import FIELDS
from desktop.operations.view_help import view_key
from desktop.ui.dialogs.help import target_of
from desktop.ui.dialogs.help_window import HelpWindow
from desktop.ui.dialogs.shortcuts import GRID, SHORTCUTS, shortcuts
from desktop.ui.form.inspector import Inspector
from desktop.ui.main_window import MainWindow
from desktop.ui.printing.preview import Preview
from desktop.ui.views.records import RecordsView


def opened(window: MainWindow) -> HelpWindow:
    found = window.help.window
    assert found is not None and found.isVisible()
    return found


def test_f1_in_a_field_of_the_form_opens_that_field(open_window: MainWindow, qtbot: QtBot) -> None:
    open_window.navigate("capacity")
    id = open_window.session.dataset.find("capacity", "CAP-1")
    assert id is not None
    open_window.session.select("capacity", id)
    form = open_window.findChildren(Inspector)[0].form
    assert form is not None
    form.rows["ramp_up"].editor.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is form.rows["ramp_up"].editor)
    assert target_of(QApplication.focusWidget(), open_window) == "capacity.ramp_up"
    QTest.keyClick(form.rows["ramp_up"].editor, Qt.Key.Key_F1)
    help = opened(open_window)
    assert help.shown.key == FIELDS
    at = help.page.cursorForPosition(help.page.viewport().rect().topLeft())
    document = help.page.document()
    assert "Ramp-up" in document.toPlainText()
    assert at.position() > 0, "the page begins at the field, not at its top"
    help.close()


def test_f1_in_the_grid_opens_the_field_of_the_column(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    view = open_window.navigate("demand")
    assert isinstance(view, RecordsView)
    view.table.focus_rows()
    view.table.stand_on(view.records.index(0, view.records.column_of("growth")))
    assert target_of(view.table, open_window) == "demand.growth"


@pytest.mark.parametrize(
    ("place", "key"),
    [("overview", view_key("overview")), ("risk", view_key("risk")), ("supplier", "organization"),
     ("history", view_key("history")), ("claim", "claim")],
)  # fmt: skip
def test_f1_anywhere_else_opens_the_view(open_window: MainWindow, place: str, key: str) -> None:
    open_window.navigate(place)
    assert target_of(None, open_window) == key
    open_window.actions_["help"].trigger()
    help = opened(open_window)
    assert help.shown.has(key)
    help.close()


def test_typing_searches_all_parts_and_goes_to_the_first_that_has_it(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    open_window.actions_["help"].trigger()
    help = opened(open_window)
    QTest.keyClicks(help.search, "tolling")
    counts = [help.list.item(row).text() for row in range(help.list.count())]
    assert "Glossary (1)" in counts and "Formulas (0)" in counts
    assert "tolling" in help.page.toPlainText().lower()
    QTest.keyClick(help.search, Qt.Key.Key_Down)
    assert help.shown.key == "glossary" and "olling" in help.page.toPlainText()
    help.search.setText("quux")
    assert help.nothing.isVisible() and not help.page.isVisible()
    help.close()


def test_the_help_follows_the_language(open_window: MainWindow) -> None:
    open_window.actions_["glossary"].trigger()
    help = opened(open_window)
    assert help.shown.title == "Glossary"
    open_window.actions_["language_ko"].trigger()
    assert help.windowTitle() == "도움말" and "용어" in help.shown.title
    assert "함유 금속" in help.page.toPlainText()
    help.close()


def test_every_shortcut_of_an_action_is_listed(open_window: MainWindow) -> None:
    page = shortcuts(open_window.actions_)
    listed = {row.key: row.cells[1] for group in page.groups for row in group.rows}
    native = QKeySequence.SequenceFormat.NativeText
    for action in open_window.actions_:
        if action.shortcut().toString():
            assert action.shortcut().toString(native) in listed[action.objectName()]
    open_window.actions_["shortcuts"].trigger()
    help = opened(open_window)
    assert help.shown.key == SHORTCUTS
    help.close()


def test_the_grid_takes_every_key_that_is_listed_for_it(open_window: MainWindow) -> None:
    from PySide6.QtGui import QKeyEvent

    view = open_window.navigate("capacity")
    assert isinstance(view, RecordsView)
    for one in GRID:
        for keys in one.keys:
            combination = QKeySequence(keys)[0]  # type: ignore[index]
            view.table.stand_on(view.records.index(1, 2))
            event = QKeyEvent(
                QKeyEvent.Type.KeyPress, combination.key(), combination.keyboardModifiers()
            )
            view.table.keyPressEvent(event)
            assert event.isAccepted(), keys
            for popup in QApplication.topLevelWidgets():
                if popup.windowType() == Qt.WindowType.Popup:
                    popup.close()


def test_a_page_of_the_help_can_be_printed(open_window: MainWindow, qtbot: QtBot) -> None:
    open_window.actions_["shortcuts"].trigger()
    help = opened(open_window)
    QTest.mouseClick(help.print_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: open_window.findChild(Preview) is not None)
    preview = open_window.findChild(Preview)
    assert preview is not None and "Keyboard shortcuts" in preview.windowTitle()
    preview.close()
    help.close()
