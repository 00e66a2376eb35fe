"""Every action has a text, a menu and a shortcut of its own, and follows the language."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop.core import i18n
from desktop.ui import icons
from desktop.ui.action_list import ACTIONS
from desktop.ui.actions import MENUS
from desktop.ui.main_window import MainWindow
from desktop.ui.navigation import PLACES


def test_no_two_actions_share_a_shortcut(window: MainWindow) -> None:
    seen: dict[str, str] = {}
    for action in window.actions_:
        for shortcut in action.shortcuts():
            assert shortcut.toString() not in seen, f"{action.objectName()}: {shortcut.toString()}"
            seen[shortcut.toString()] = action.objectName()


def test_every_action_has_a_text_and_stands_in_a_menu(window: MainWindow) -> None:
    in_menus = {action for menu in window.findChildren(QMenu) for action in menu.actions()}
    for action in window.actions_:
        assert action.text(), action.objectName()
        assert action in in_menus, action.objectName()


def test_only_what_belongs_in_a_macs_own_menu_has_a_role(window: MainWindow) -> None:
    roles = {a.objectName(): a.menuRole() for a in window.findChildren(QAction) if a.text()}
    moved = {id for id, role in roles.items() if role != QAction.MenuRole.NoRole and id}
    assert moved == {"about", "preferences", "quit"}


@pytest.mark.parametrize(
    ("id", "shortcuts"),
    [
        ("undo", ["Ctrl+Z"]),
        ("redo", ["Ctrl+Y", "Ctrl+Shift+Z"]),
        ("quit", ["Ctrl+Q"]),
        ("preferences", ["Ctrl+,"]),
        ("palette", ["Ctrl+K"]),
        ("delete", ["Ctrl+-"]),
        ("view_overview", ["Ctrl+1"]),
        ("view_promises", ["Ctrl+4"]),
    ],
)
def test_shortcuts_are_there_where_the_platform_has_none(
    window: MainWindow, id: str, shortcuts: list[str]
) -> None:
    found = [shortcut.toString() for shortcut in window.actions_[id].shortcuts()]
    assert set(shortcuts) <= set(found)


def test_the_shortcut_that_menus_show_is_the_platforms(window: MainWindow) -> None:
    shown = window.actions_["open"].shortcut()
    assert shown in QKeySequence.keyBindings(QKeySequence.StandardKey.Open)


def test_every_icon_that_is_named_is_drawn() -> None:
    wanted = {action.icon for action in ACTIONS if action.icon} | {p.icon for p in PLACES}
    assert wanted <= icons.names()


def test_mnemonics_are_unique_in_the_menu_bar(window: MainWindow) -> None:
    texts = [str(text) for name, text in MENUS.items() if ">" not in name]
    letters = [text[text.index("&") + 1].casefold() for text in texts]
    assert len(set(letters)) == len(letters)


def test_what_needs_a_workspace_is_grey_without_one(window: MainWindow) -> None:
    for id, action in window.actions_.declared.items():
        assert window.actions_[id].isEnabled() == (not action.needs), id


def test_another_language_changes_every_text_that_it_has(window: MainWindow) -> None:
    window.actions_["language_ko"].trigger()
    for id, action in window.actions_.declared.items():
        wanted = i18n.translate(action.text.source, action.text.context, "ko")
        assert window.actions_[id].text() == wanted, id
    for name, text in MENUS.items():
        assert window.actions_.menu(name).title() == i18n.translate(text.source, "", "ko")
    assert window.actions_["language_ko"].isChecked()


def test_a_translation_shows_at_once_and_after_the_next_start(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    table = {"&File": "파일(&F)", "&Undo": "실행 취소(&U)", "Overview": "개요"}
    monkeypatch.setattr(i18n, "catalogue", lambda language: table if language == "ko" else {})
    window.actions_["language_ko"].trigger()
    assert window.actions_.menu("file").title() == "파일(&F)"
    assert window.actions_["undo"].text() == "실행 취소(&U)"
    assert window.actions_["view_overview"].text() == "개요"
    assert window.state.language == "ko"


def test_the_palette_lists_every_action_that_can_be_done_and_does_it(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    from desktop.ui.dialogs.palette import Palette

    open_window.actions_["palette"].trigger()
    palette = open_window.findChild(Palette)
    assert palette is not None
    enabled = [a for a in open_window.actions_ if a.isEnabled() and a.objectName() != "palette"]
    assert len(palette.texts()) == len(enabled)
    assert all(palette.texts())
    QTest.keyClicks(palette.line, "dark")
    assert palette.texts()[0] == "Appearance: Dark"
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert open_window.look.choice == "dark"
    open_window.actions_["appearance_light"].trigger()


def test_the_palette_says_when_nothing_fits(open_window: MainWindow, qtbot: QtBot) -> None:
    from desktop.ui.dialogs.palette import Palette

    open_window.actions_["palette"].trigger()
    palette = open_window.findChild(Palette)
    assert palette is not None
    QTest.keyClicks(palette.line, "quux")
    assert palette.texts() == []
    assert palette.list.item(0).text() == "Nothing has that name"
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.close()


def test_the_palette_moves_by_arrow_keys(open_window: MainWindow, qtbot: QtBot) -> None:
    from desktop.ui.dialogs.palette import Palette

    open_window.actions_["palette"].trigger()
    palette = open_window.findChild(Palette)
    assert palette is not None
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    QTest.keyClick(palette.line, Qt.Key.Key_Up)
    assert palette.list.currentRow() == 1
    palette.close()
