"""The export dialog, by keyboard and mouse, and the workbooks that come of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.export_dialog import ALL, ASK, ROWS, VIEW, ExportDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.views.records import RecordsView

Key = Qt.Key


@pytest.fixture
def asked(open_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> Callable[..., ExportDialog]:
    """Gives a function that opens the dialog over a place of the window."""
    answers: Any = open_window.documents.chooser
    answers.to_save = tmp_path / "out.xlsx"

    def ask(place: str = "overview") -> ExportDialog:
        open_window.navigate(place)
        open_window.actions_["export"].trigger()
        dialog = open_window.findChild(ExportDialog)
        assert dialog is not None
        qtbot.waitUntil(dialog.isVisible)
        return dialog

    return ask


def records(window: MainWindow) -> RecordsView:
    view = window.stack.view
    assert isinstance(view, RecordsView)
    return view


def written(window: MainWindow, qtbot: QtBot) -> Any:
    qtbot.waitUntil(lambda: bool(window.notices.texts), timeout=30_000)
    answers: Any = window.documents.chooser
    assert window.notices.texts[0] == f"Written to {answers.to_save}"
    return openpyxl.load_workbook(answers.to_save)


def press(dialog: ExportDialog, way: str) -> None:
    button = dialog.ways[way]
    QTest.mouseClick(
        button, Qt.MouseButton.LeftButton, pos=QPoint(button.height() // 2, button.height() // 2)
    )


def sheets(dialog: ExportDialog) -> list[str]:
    tree = dialog.tree
    return [tree.topLevelItem(n).text(0) for n in range(tree.topLevelItemCount())]  # type: ignore[union-attr]


def test_everything_is_offered_first_and_enter_takes_it(
    asked: Callable[..., ExportDialog], open_window: MainWindow, qtbot: QtBot
) -> None:
    dialog = asked()
    assert dialog.way == ALL and not dialog.ways[VIEW].isEnabled()
    assert dialog.count.text().startswith("14 sheets, 1")
    QTest.keyClick(dialog, Key.Key_Return)
    book = written(open_window, qtbot)
    assert {"Capacity", "Demand", "Claims", "Preferences"} <= set(book.sheetnames)


def test_escape_exports_nothing(
    asked: Callable[..., ExportDialog], open_window: MainWindow, tmp_path: Path
) -> None:
    QTest.keyClick(asked(), Key.Key_Escape)
    assert not (tmp_path / "out.xlsx").exists() and open_window.notices.texts == []


def test_the_view_goes_out_as_it_is_filtered(
    asked: Callable[..., ExportDialog], open_window: MainWindow, qtbot: QtBot
) -> None:
    open_window.navigate("capacity")
    view = records(open_window)
    view.search.setText("announced")
    qtbot.waitUntil(lambda: len(view.records.ids) == 1)
    dialog = asked("capacity")
    assert dialog.ways[VIEW].text() == "This &view as shown: Capacity, 1 record"
    press(dialog, VIEW)
    assert sheets(dialog) == ["Capacity"] and dialog.count.text() == "1 sheet, 1 record"
    QTest.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    answers: Any = open_window.documents.chooser
    book = written(open_window, qtbot)
    assert [cell.value for cell in book["Capacity"]["B"]] == ["Code", "CAP-2"]
    assert answers.proposed.name == "small plan Capacity.xlsx"


def test_selected_rows_alone(
    asked: Callable[..., ExportDialog], open_window: MainWindow, qtbot: QtBot
) -> None:
    open_window.navigate("capacity")
    table = records(open_window).table
    table.setCurrentIndex(table.model().index(0, 0))
    QTest.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    dialog = asked("capacity")
    assert dialog.way == ROWS and dialog.ways[ROWS].text() == "Selected &rows: 2 records"
    QTest.keyClick(dialog, Key.Key_Return)
    assert [c.value for c in written(open_window, qtbot)["Capacity"]["B"]][1:] == ["CAP-1", "CAP-2"]


def test_sheets_and_columns_are_ticked_by_keyboard(
    asked: Callable[..., ExportDialog], open_window: MainWindow, qtbot: QtBot
) -> None:
    dialog = asked("capacity")
    press(dialog, VIEW)
    dialog.tree.setFocus()
    QTest.keyClick(dialog.tree, Key.Key_Right)  # opens the sheet
    for key in (Key.Key_Down, Key.Key_Space):  # past the code, which stays, to the name
        QTest.keyClick(dialog.tree, key)
    assert dialog.choice().columns["capacity"][:2] == ["code", "plant"]
    QTest.keyClick(dialog, Key.Key_Return)
    shown = [cell.value for cell in written(open_window, qtbot)["Capacity"][1]]
    assert shown[:3] == ["ID", "Code", "Plant"]


def test_nothing_ticked_is_nothing_to_export(asked: Callable[..., ExportDialog]) -> None:
    dialog = asked("capacity")
    press(dialog, VIEW)
    dialog.tree.setFocus()
    QTest.keyClick(dialog.tree, Key.Key_Space)
    assert not dialog.export_button.isEnabled()
    QTest.keyClick(dialog.tree, Key.Key_Space)
    assert dialog.export_button.isEnabled()


def test_none_and_all_are_ticked_at_once(asked: Callable[..., ExportDialog]) -> None:
    dialog = asked("capacity")
    QTest.keyClick(dialog.none_button, Key.Key_Space)
    assert not dialog.choice().types and not dialog.export_button.isEnabled()
    assert dialog.focusWidget() is dialog.tree
    QTest.keyClick(dialog.tree, Key.Key_Space)
    assert len(dialog.choice().types or ()) == 1 and dialog.export_button.isEnabled()
    QTest.keyClick(dialog.all_button, Key.Key_Space)
    assert len(dialog.choice().types or ()) == 14
    press(dialog, VIEW)  # one sheet: its columns are meant, but for the code
    QTest.keyClick(dialog.none_button, Key.Key_Space)
    assert dialog.choice().columns == {"capacity": ["code"]}


def test_a_questionnaire_for_the_selected_organization_in_korean(
    asked: Callable[..., ExportDialog], open_window: MainWindow, qtbot: QtBot
) -> None:
    store = open_window.session.store
    open_window.session.select("organization", store.dataset.find("organization", "KZ") or 0)
    dialog = asked()
    assert "KZ" in dialog.supplier.currentText()
    press(dialog, ASK)
    assert sheets(dialog)[:3] == ["Organizations", "Plants", "Capacity"]
    assert "probability" not in dialog.choice().columns["capacity"]
    dialog.language.setFocus()
    QTest.keyClick(dialog.language, Key.Key_Down)
    QTest.keyClick(dialog, Key.Key_Return)
    book = written(open_window, qtbot)
    assert [cell.value for cell in book["생산능력"]["B"]] == ["코드", "CAP-1", "CAP-2"]
    answers: Any = open_window.documents.chooser
    assert answers.proposed.name == "small plan KZ.xlsx"


def test_the_notice_opens_the_folder(
    asked: Callable[..., ExportDialog],
    open_window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    QTest.keyClick(asked(), Key.Key_Return)
    written(open_window, qtbot)
    button: QAbstractButton = open_window.notices.bars[0].action_button
    assert button.isVisible() and button.text() == "Show in folder"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [Path(folder) for folder in opened] == [tmp_path]


def test_every_control_has_a_name(asked: Callable[..., ExportDialog]) -> None:
    dialog = asked("capacity")
    for control in (dialog.supplier, dialog.tree, dialog.language):
        assert control.accessibleName()
    assert dialog.until_label.buddy() is dialog.until
    assert all(button.text().count("&") == 1 for button in dialog.ways.values())
