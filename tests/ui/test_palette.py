"""The command palette finds records and named views, quickly however many there are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.ui.dialogs.palette import Palette, open_palette
from desktop.ui.dialogs.record_finder import MOST, RecordFinder
from desktop.ui.main_window import MainWindow


def opened(window: MainWindow, qtbot: QtBot) -> Palette:
    palette = open_palette(window)
    finder = window.findChild(RecordFinder)
    assert finder is not None
    qtbot.waitUntil(lambda: not finder.is_reading)
    return palette


def test_a_code_leads_to_its_record(open_window: MainWindow, qtbot: QtBot) -> None:
    palette = opened(open_window, qtbot)
    QTest.keyClicks(palette.line, "dem-1")
    assert palette.texts()[0] == "DEM-1   Lenses"
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert open_window.stack.place == "demand"
    record = open_window.session.selected_record()
    assert record is not None and record.code == "DEM-1"


def test_a_name_in_any_language_leads_to_its_record(open_window: MainWindow, qtbot: QtBot) -> None:
    palette = opened(open_window, qtbot)
    palette.line.setText("korea")
    assert palette.texts() == ["KZ   Korea Zinc"]
    palette.line.setText("게르마늄")
    assert palette.texts() == ["GE   Germanium"]
    palette.close()


def test_the_nearest_comes_first(open_window: MainWindow, qtbot: QtBot) -> None:
    rows = [("A-ONSAN", "Other"), ("ONS", "Something of Onsan"), ("ONSAN-2", "Second")]
    made = [
        Change("organization", -n, None, {"code": code, "name": name, "roles": ("supplier",)})
        for n, (code, name) in enumerate(rows, start=1)
    ]
    open_window.session.apply(ChangeSet(Text("Small plan"), "form", made))
    palette = opened(open_window, qtbot)
    palette.line.setText("onsan")
    texts = palette.texts()
    assert texts[0] == "ONSAN   Onsan", "the whole code"
    assert texts[1] == "ONSAN-2   Second", "the beginning of the code"
    assert {"A-ONSAN   Other", "ONS   Something of Onsan"} <= set(texts)
    palette.close()


def test_a_record_that_is_gone_is_no_longer_found(open_window: MainWindow, qtbot: QtBot) -> None:
    opened(open_window, qtbot).close()
    dataset = open_window.session.dataset
    id = dataset.find("claim", "CLM-1")
    assert id is not None
    values = dataset.types["claim"].values(dataset["claim"][id])
    gone = ChangeSet(Text("Small plan"), "form", [Change("claim", id, values, None)])
    open_window.session.apply(gone)
    palette = opened(open_window, qtbot)
    palette.line.setText("clm-1")
    assert palette.texts() == []
    palette.close()


def test_named_views_of_other_lists_are_offered(open_window: MainWindow, qtbot: QtBot) -> None:
    open_window.state.keep_views_of("demand", {"Only lenses": {"filters": {"name": "lens"}}})
    open_window.navigate("overview")
    palette = opened(open_window, qtbot)
    palette.line.setText("only lenses")
    assert palette.texts() == ["Demand, view: Only lenses"]
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert open_window.stack.place == "demand"


def test_one_of_many_records_is_found_and_not_all_that_fit_are_listed(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    made = [
        Change("source", -n, None, {"code": f"S-{n:05d}", "publisher": "A", "title": f"Paper {n}"})
        for n in range(1, 20_001)
    ]
    open_window.session.apply(ChangeSet(Text("Small plan"), "form", made))
    palette = opened(open_window, qtbot)
    palette.line.setText("paper 19999")
    assert palette.texts() == ["S-19999   Paper 19999"]
    palette.line.setText("paper")
    assert 0 < len(palette.texts()) <= MOST + 60
    palette.close()
