"""The window: going places, undo in the menu, problems, status, panes and accessibility."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.core.i18n import Text
from desktop.model import TYPES
from desktop.operations import edit
from desktop.storage.store import Store
from desktop.ui import theme
from desktop.ui.main_window import MainWindow
from desktop.ui.navigation import COUNT, KEY, PLACES


def record(window: MainWindow, type: str, code: str) -> Any:
    return window.session.dataset[type].by_code(code)


def rename(window: MainWindow, name: str) -> None:
    dataset = window.session.dataset
    id = dataset.find("organization", "KZ")
    assert id is not None
    window.session.apply(
        edit.set_values(dataset, TYPES["organization"], {id: {"name": name}}, "grid")
    )


def count_of(window: MainWindow, key: str) -> str:
    navigation = window.navigation
    items = [navigation.item(n) for n in range(navigation.count())]
    return next(str(item.data(COUNT)) for item in items if item.data(KEY) == key)


def test_without_a_workspace_only_the_ways_to_begin_are_shown(window: MainWindow) -> None:
    assert window.windowTitle() == "Offtake"
    assert not window.navigation.isVisible()
    assert not window.inspector_dock.isVisible()
    assert window.status.file.text() == "No workspace is open"


def test_the_title_is_the_file_without_a_star(open_window: MainWindow, small_file: Path) -> None:
    rename(open_window, "Other")
    assert open_window.windowTitle() == "small plan.offtake – Offtake"
    assert open_window.windowFilePath() == str(small_file)
    assert not open_window.isWindowModified()


def test_navigation_counts_records_and_follows_edits(open_window: MainWindow) -> None:
    assert count_of(open_window, "organization") == "2"
    assert count_of(open_window, "supplier") == "1"
    assert count_of(open_window, "scenario") == ""
    dataset = open_window.session.dataset
    values = {"code": "NEW", "name": "New", "roles": ("supplier",)}
    open_window.session.apply(edit.add(TYPES["organization"], values, "grid"))
    assert count_of(open_window, "organization") == "3"
    assert count_of(open_window, "supplier") == "2"
    assert dataset is not open_window.session.dataset


@pytest.mark.parametrize("place", PLACES, ids=lambda place: str(place.key))
def test_every_place_can_be_shown(open_window: MainWindow, place: object) -> None:
    key = getattr(place, "key", "")
    view = open_window.navigate(key)
    assert view.isVisible()
    assert view.accessibleName()
    assert open_window.stack.view is view


def test_views_are_made_when_first_shown_and_kept(open_window: MainWindow) -> None:
    assert set(open_window.stack.views) == {"overview"}
    first = open_window.navigate("plant")
    open_window.navigate("overview")
    assert open_window.navigate("plant") is first


def test_a_page_is_scrolled_for_its_own_height_alone(open_window: MainWindow) -> None:
    open_window.resize(1280, 500)
    heights = {}
    for key in ("balance", "history"):
        view = open_window.navigate(key)
        heights[key] = view.heightForWidth(view.width())
        assert open_window.stack.heightForWidth(view.width()) == heights[key]
    assert heights["balance"] > heights["history"]


def test_shortcuts_lead_to_the_first_nine_places(open_window: MainWindow, qtbot: QtBot) -> None:
    for n, place in enumerate(PLACES[:9], start=1):
        QTest.keyClick(open_window, Qt.Key(Qt.Key.Key_0 + n), Qt.KeyboardModifier.ControlModifier)
        assert open_window.stack.place == place.key


def test_arrow_keys_in_the_navigation_pass_over_headings(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    open_window.navigation.setFocus()
    for place in PLACES[1:5]:
        QTest.keyClick(open_window.navigation, Qt.Key.Key_Down)
        assert open_window.stack.place == place.key


def test_the_navigation_keeps_the_focus_while_one_looks_around(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    open_window.navigation.setFocus()
    QTest.keyClick(open_window.navigation, Qt.Key.Key_End)
    assert open_window.navigation.hasFocus()


def test_f6_goes_from_pane_to_pane_and_back(open_window: MainWindow, qtbot: QtBot) -> None:
    id = open_window.session.dataset.find("organization", "KZ")
    open_window.navigate("organization", id=id)
    open_window.actions_["problems"].setChecked(True)
    open_window.navigation.setFocus()
    panes = [
        open_window.navigation, open_window.stack, open_window.inspector_dock,
        open_window.problems_dock,
    ]  # fmt: skip

    def focused() -> int:
        focus = QApplication.focusWidget()
        assert focus is not None
        return next(n for n, p in enumerate(panes) if p is focus or p.isAncestorOf(focus))

    def go(id: str) -> int:
        open_window.actions_[id].trigger()
        return focused()

    assert [go("next_pane") for _ in panes] == [1, 2, 3, 0]
    assert [go("previous_pane") for _ in panes] == [3, 2, 1, 0]


def test_tab_goes_from_pane_to_pane_as_they_stand_and_comes_back(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    open_window.navigate("overview")
    open_window.navigate("preferences")
    qtbot.waitUntil(lambda: open_window.status.isVisible())
    panes = [open_window.navigation, open_window.stack, open_window.inspector_dock,
             open_window.status]  # fmt: skip

    def passed(key: Qt.Key) -> list[int]:
        open_window.navigation.setFocus()
        found = [0]
        while (focus := QApplication.focusWidget()) and len(found) < 9:
            QTest.keyClick(focus, key)
            now = QApplication.focusWidget()
            assert now is not None
            n = next(n for n, p in enumerate(panes) if p is now or p.isAncestorOf(now))
            if n == 0:
                return found
            found += [n] if n != found[-1] else []
        return found

    assert passed(Qt.Key.Key_Tab) == [0, 1, 2, 3]
    assert passed(Qt.Key.Key_Backtab) == [0, 3, 2, 1]


def test_the_only_preferences_are_opened_and_can_only_be_edited(open_window: MainWindow) -> None:
    open_window.navigate("preferences")
    assert open_window.session.selection is not None
    assert open_window.session.selection[0] == "preferences"
    for id in ("add", "duplicate", "delete"):
        assert not open_window.actions_[id].isEnabled(), id
    assert open_window.actions_["find"].isEnabled()


def test_the_dictionary_opens_at_the_records_that_are_shown(open_window: MainWindow) -> None:
    open_window.navigate("claim")
    open_window.actions_["dictionary"].trigger()
    dialog = open_window.help.window
    assert dialog is not None
    page = dialog.page
    assert page.cursorForPosition(QPoint(theme.space(1), theme.space(0.5))).block().text() == (
        "Claims"
    )
    dialog.close()


def test_undo_and_redo_say_what_they_do(open_window: MainWindow) -> None:
    undo, redo = open_window.actions_["undo"], open_window.actions_["redo"]
    assert undo.text() == "&Undo: Small plan"
    assert not redo.isEnabled()
    rename(open_window, "R&D")
    assert undo.text() == "&Undo: Edit Name of KZ"
    undo.trigger()
    assert record(open_window, "organization", "KZ").name == "Korea Zinc"
    assert redo.text() == "&Redo: Edit Name of KZ"
    redo.trigger()
    assert record(open_window, "organization", "KZ").name == "R&D"
    assert not redo.isEnabled()


def test_undo_reaches_the_workspace_from_a_form_field_in_which_nothing_is_typed(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    open_window.navigate("organization", id=1)
    inspector: Any = open_window.inspector_dock.widget()
    editor = inspector.form.rows["name"].editor
    before = editor.text()
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "Others")
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert open_window.session.dataset["organization"][1].name == before  # only typing is undone
    editor.selectAll()
    QTest.keyClicks(editor, "Other")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert open_window.session.dataset["organization"][1].name == "Other"
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert open_window.session.dataset["organization"][1].name == before
    assert editor.text() == before


@pytest.mark.parametrize(
    "modifiers",
    [
        (Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier),
    ],
    ids=["Ctrl+Y", "Ctrl+Shift+Z"],
)
def test_both_redo_shortcuts_work(
    open_window: MainWindow, qtbot: QtBot, modifiers: tuple[Qt.Key, Qt.KeyboardModifier]
) -> None:
    rename(open_window, "Other")
    QTest.keyClick(open_window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert record(open_window, "organization", "KZ").name == "Korea Zinc"
    QTest.keyClick(open_window, *modifiers)
    assert record(open_window, "organization", "KZ").name == "Other"


def test_edit_actions_belong_to_views_of_records(open_window: MainWindow) -> None:
    for id in ("add", "duplicate", "delete", "find"):
        assert not open_window.actions_[id].isEnabled(), id
    open_window.navigate("organization")
    for id in ("add", "duplicate", "delete", "find"):
        assert open_window.actions_[id].isEnabled(), id


def test_find_puts_the_cursor_into_the_search(open_window: MainWindow, qtbot: QtBot) -> None:
    open_window.navigate("organization")
    QTest.keyClick(open_window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_the_status_bar_tells_file_revision_and_problems(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    assert open_window.status.file.text() == "small plan.offtake"
    assert open_window.status.revision.text().startswith("Revision 2 · saved ")
    assert open_window.status.problems.text() == "1 warning"
    dataset = open_window.session.dataset
    id = dataset.find("capacity", "CAP-2")
    assert id is not None
    with qtbot.waitSignal(open_window.problems.found):
        open_window.session.apply(
            edit.set_values(dataset, TYPES["capacity"], {id: {"nameplate": 1.0}}, "grid")
        )
    assert open_window.status.revision.text().startswith("Revision 3")
    assert open_window.status.problems.text() == "No problems"


def test_a_problem_leads_to_its_record(open_window: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseClick(open_window.status.problems, Qt.MouseButton.LeftButton)
    listed = open_window.problems_list
    assert listed.isVisible()
    row = listed.model().index(0, 3)
    assert "unknown" in row.data()
    listed.setCurrentIndex(row)
    QTest.mouseClick(
        listed.viewport(), Qt.MouseButton.LeftButton, pos=listed.visualRect(row).center()
    )
    assert open_window.stack.place == "capacity"
    selected = open_window.session.selected_record()
    assert selected is not None
    assert selected.code == "CAP-2"


def test_the_list_of_problems_keeps_the_rules_of_models(
    open_window: MainWindow, qtmodeltester: Any
) -> None:
    open_window.actions_["problems"].setChecked(True)
    assert open_window.problems_list.model().rowCount() == 1
    qtmodeltester.check(open_window.problems_list.model())


def test_what_another_process_wrote_appears(
    open_window: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(open_window.session.changed), Store.open(small_file) as other:
        dataset = other.dataset
        id = dataset.find("organization", "KZ")
        assert id is not None
        other.apply(
            edit.set_values(dataset, TYPES["organization"], {id: {"name": "Elsewhere"}}, "grid")
        )
    assert record(open_window, "organization", "KZ").name == "Elsewhere"
    assert open_window.actions_["undo"].text() == "&Undo: Edit Name of KZ"


def test_a_notice_is_told_in_the_language_in_use_and_can_be_closed(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.core import i18n

    window.session.tell(Text("Written to {path}", path="a.xlsx"))
    window.session.tell(Text("Written to {path}", path="a.xlsx"))
    assert window.notices.texts == ["Written to a.xlsx"]
    table = {"Written to {path}": "{path}에 저장했습니다"}
    monkeypatch.setattr(i18n, "catalogue", lambda language: table if language == "ko" else {})
    window.actions_["language_ko"].trigger()
    assert window.notices.texts == ["a.xlsx에 저장했습니다"]
    close = window.notices.bars[0].close_button
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not window.notices.texts
    assert not window.notices.isVisible()


def test_no_more_than_three_notices_stand_at_once(window: MainWindow) -> None:
    for n in range(5):
        window.session.tell(Text("Notice {n}", n=n), "error")
    assert window.notices.texts == ["Notice 4", "Notice 3", "Notice 2"]


def test_switching_colours_reaches_the_whole_window(open_window: MainWindow) -> None:
    open_window.actions_["appearance_light"].trigger()
    light = open_window.grab().toImage().pixelColor(2, 200)
    open_window.actions_["appearance_dark"].trigger()
    dark = open_window.grab().toImage().pixelColor(2, 200)
    assert light.lightness() > 200
    assert dark.lightness() < 60
    open_window.actions_["appearance_light"].trigger()


@pytest.mark.parametrize("key", ["overview", "organization"])
def test_whatever_can_be_used_has_a_name(open_window: MainWindow, key: str) -> None:
    open_window.navigate(key)
    open_window.actions_["problems"].setChecked(True)
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)
    for widget in open_window.findChildren(QWidget):
        if not isinstance(widget, kinds) or not widget.isVisible():
            continue
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus and not isinstance(
            widget, QAbstractButton
        ):
            continue
        if widget.objectName().startswith("qt_"):
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        assert widget.accessibleName() or text, f"{type(widget).__name__} {widget.objectName()}"


def test_about_copies_what_a_letter_needs(window: MainWindow, qtbot: QtBot) -> None:
    from desktop.ui.dialogs.about import AboutDialog

    window.actions_["about"].trigger()
    dialog = window.findChild(AboutDialog)
    assert dialog is not None
    QTest.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    copied = QApplication.clipboard().text()
    for name in ("Offtake", "Python", "Qt", "PySide6", "SQLite"):
        assert f"{name}: " in copied
    dialog.close()
