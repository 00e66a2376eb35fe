"""About leads to the licences of every part, which are read with the keyboard alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.operations.licences import shipped_parts
from desktop.ui.app import _QtTexts
from desktop.ui.dialogs.about import AboutDialog
from desktop.ui.dialogs.licences import LicencesDialog
from desktop.ui.input_methods import prepare_input
from desktop.ui.main_window import MainWindow


def licences_of(window: MainWindow, qtbot: QtBot) -> LicencesDialog:
    window.actions_["about"].trigger()
    about = window.findChild(AboutDialog)
    assert about is not None
    QTest.mouseClick(about.licences_button, Qt.MouseButton.LeftButton)
    dialog = about.findChild(LicencesDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_the_licences_hold_every_part_with_its_version(window: MainWindow, qtbot: QtBot) -> None:
    dialog = licences_of(window, qtbot)
    lines = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert len(lines) == len(shipped_parts())
    assert any("PySide6 and Qt 6." in line and "LGPL-3.0" in line for line in lines)
    assert any(line.startswith(" ") and "HarfBuzz" in line for line in lines)


def test_the_arrow_keys_lead_from_terms_to_terms(window: MainWindow, qtbot: QtBot) -> None:
    dialog = licences_of(window, qtbot)
    dialog.list.setFocus()
    first = dialog.terms.toPlainText()
    assert "Apache License" in first
    for _ in shipped_parts():
        if dialog.list.currentItem().text().startswith("PySide6"):
            break
        QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    assert "you may replace them" in dialog.terms.toPlainText()


def test_the_texts_of_qt_follow_the_language(window: MainWindow) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    # As in the program, nobody else holds it.
    window.session.language_changed.connect(_QtTexts(application).follow)
    gc.collect()
    window.use_language("ko")
    korean = QApplication.translate("QPlatformTheme", "Cancel")
    window.use_language("en")
    english = QApplication.translate("QPlatformTheme", "Cancel")
    assert (korean, english) == ("취소", "Cancel")


def test_who_types_with_fcitx_is_served_by_ibus_where_qt_has_no_plugin_for_it() -> None:
    environment = {"QT_IM_MODULE": "fcitx5"}
    prepare_input(environment)
    assert environment["QT_IM_MODULES"] == "fcitx5;ibus"


def test_other_input_methods_are_left_as_they_are() -> None:
    for environment in (
        {},
        {"QT_IM_MODULE": "ibus"},
        {"QT_IM_MODULE": "fcitx", "QT_IM_MODULES": "wayland"},
    ):
        before = dict(environment)
        prepare_input(environment)
        assert environment == before
