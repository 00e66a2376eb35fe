"""Keys and checks of the window that reach into a grid: filters by Tab, totals, field history."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.operations.export_workbook import export
from desktop.ui.dialogs.palette import Palette
from desktop.ui.dialogs.paste_preview import PastePreview
from desktop.ui.form.inspector import Inspector
from desktop.ui.main_window import MainWindow
from desktop.ui.views.import_review import ImportReviewView
from desktop.ui.views.records import RecordsView
from tests.ui.grid.blocks import clip, stand

Key = Qt.Key
Control, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def grid(window: MainWindow) -> RecordsView:
    """Gives the capacity with the keyboard in its first cell."""
    view = window.navigate("capacity")
    assert isinstance(view, RecordsView)
    view.table.focus_rows()
    return view


def inspector_of(window: MainWindow) -> Inspector:
    found = window.inspector_dock.widget()
    assert isinstance(found, Inspector)
    return found


def test_tab_goes_through_the_filters_as_the_columns_stand(open_window: MainWindow) -> None:
    view = grid(open_window)
    view.resize(700, 400)
    bar = view.table.horizontalScrollBar()
    bar.setValue(min(bar.maximum(), 300))
    assert list(view.table.pinned()) == [0]
    view.table.header.filters.line("code").setFocus()
    names = []
    for _ in range(3):
        QTest.keyClick(focus(), Key.Key_Tab)
        names.append(focus().objectName())
    assert names == ["filter name", "filter plant", "filter material"]
    QTest.keyClick(focus(), Key.Key_Backtab)
    assert focus().objectName() == "filter plant"


def test_the_menu_shows_whether_totals_are_shown(open_window: MainWindow) -> None:
    view, totals = grid(open_window), open_window.actions_["totals"]
    menu = open_window.actions_.menu("view > records")
    menu.aboutToShow.emit()
    assert not totals.isChecked()
    QTest.keyClick(open_window, Key.Key_T, Control | Shift)
    assert view.footer.has_row
    view.reset_view()
    menu.aboutToShow.emit()
    assert not totals.isChecked()
    QTest.keyClick(open_window, Key.Key_T, Control | Shift)
    menu.aboutToShow.emit()
    assert totals.isChecked() and view.footer.has_row
    # The first columns are no numbers: the row would look empty.
    assert view.footer.row.text_under(0) == "Total"
    assert view.footer.row.text_under(1) == ""


def test_a_key_shows_the_history_of_the_cell_or_of_the_field_with_the_cursor(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    view, inspector = grid(open_window), inspector_of(open_window)
    stand(view, 0, "nameplate")
    open_window.actions_["inspector"].setChecked(False)
    QTest.keyClick(open_window, Key.Key_H, Control | Shift)
    window = inspector.histories.window
    assert window is not None and window.heading.text() == "Nameplate of CAP-1"
    assert open_window.inspector_dock.isVisible()
    QTest.keyClick(window, Key.Key_Escape)
    assert inspector.form is not None
    inspector.form.rows["stage"].editor.setFocus()
    QTest.keyClick(focus(), Key.Key_H, Control | Shift)
    window = inspector.histories.window
    assert window is not None and window.heading.text() == "Stage of CAP-1"
    QTest.keyClick(window, Key.Key_Escape)


def test_nothing_can_be_added_while_the_past_is_looked_at(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    view = grid(open_window)
    with qtbot.waitSignal(open_window.session.past_changed):
        open_window.session.look_at(1)
    QTest.keyClick(view.table, Key.Key_F10, Shift)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entries = {action.text().partition("\t")[0]: action.isEnabled() for action in menu.actions()}
    QTest.keyClick(menu, Key.Key_Escape)
    assert not entries["Add"] and not entries["Paste as new records"]


def test_enter_in_the_navigation_goes_to_the_view(open_window: MainWindow) -> None:
    open_window.navigation.setFocus()
    open_window.navigate("capacity")
    QTest.keyClick(open_window.navigation, Key.Key_Return)
    view = open_window.stack.view
    assert isinstance(view, RecordsView) and focus() is view.table


def test_the_keyboard_comes_back_from_an_import(
    open_window: MainWindow, small_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "sent.xlsx"
    export(open_window.session.dataset, path)
    view = grid(open_window)
    open_window.documents.drop(path)
    qtbot.waitUntil(lambda: isinstance(open_window.stack.view, ImportReviewView), timeout=20_000)
    page = open_window.stack.view
    assert isinstance(page, ImportReviewView)
    page.cancel_button.setFocus()
    QTest.keyClick(focus(), Key.Key_Return)
    assert open_window.stack.view is view and focus() is view.table


def test_a_name_typed_whole_is_the_first_in_the_palette(open_window: MainWindow) -> None:
    QTest.keyClick(open_window, Key.Key_K, Control)
    palette = open_window.findChild(Palette)
    assert palette is not None
    QTest.keyClicks(palette.line, "capacity")
    assert palette.texts()[:2] == ["Capacity", "Capacity timeline"]
    QTest.keyClick(palette.line, Key.Key_Return)
    assert open_window.stack.place == "capacity"


def test_the_preview_of_a_paste_follows_the_language(open_window: MainWindow) -> None:
    view = grid(open_window)
    stand(view, 0, "nameplate")
    clip("twelve")
    QTest.keyClick(view.table, Key.Key_V, Control)
    preview = open_window.findChild(PastePreview)
    assert preview is not None
    assert preview.summary.text().startswith("1 cell cannot be taken")
    open_window.use_language("ko")
    assert preview.summary.text().startswith("셀 1개는 그대로 받아들일 수 없습니다")
    assert preview.cancel_button.text() == "취소"
    assert preview.windowTitle() == "붙여넣기"
    preview.close()


def test_the_head_of_a_group_is_not_edited(open_window: MainWindow) -> None:
    view = grid(open_window)
    view.group_by("stage")
    view.table.stand_on(view.records.index(0, 0))
    assert view.records.is_head(0)
    QTest.keyClick(view.table, Key.Key_F2)
    assert focus() is view.table
