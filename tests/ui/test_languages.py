"""Both languages in full, and figures and dates as the user writes them, without a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMenu
from pytestqt.qtbot import QtBot
from rounds import settle, stops

from desktop.core import i18n
from desktop.core.fields import NumberField
from desktop.core.filters import filter_test
from desktop.core.i18n import NUMBER_SIGNS, Text, plain
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES
from desktop.operations import edit, workspace
from desktop.operations.cells import Reader
from desktop.storage.store import Store
from desktop.ui.grid.table import RecordsTable
from desktop.ui.main_window import MainWindow
from desktop.ui.views.records import RecordsView
from desktop.ui.window_state import WindowState
from tests.ui.reading import Leftovers

#: Written alike in every language: names of programs and keys, parts of a file's place.
ALIKE = ("Offtake example.offtake tmp pytest root round URL Ctrl Enter Shift Alt Esc English amp",
         "SQLite Python PySide ORG CHIHONG PDF mapping import review xlsx")  # fmt: skip
#: What stands in the workbook of the mapping page.
CELLS = ("Sheet", "Alpha works", "Beta works", "Alpha AG", "Beta Oy", "Total", "Plant", "Producer",
         "Country", "Capacity (kg/yr)", "Start-up", "Germanium lines")  # fmt: skip

Make = Callable[[], MainWindow]


@pytest.fixture(autouse=True)
def usual_signs() -> Iterator[None]:
    yield
    i18n.use("en")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_after_a_switch_no_english_is_left_in_any_open_view_page_or_dialog(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "example.offtake"
    workspace.new(path, example=True).close()
    window.resize(1440, 900)
    window.use_language("en")
    window.session.attach(Store.open(path))
    settle(window)
    left = Leftovers(window.session.dataset, (*ALIKE, str(tmp_path)))
    sheet = Leftovers(window.session.dataset, (*ALIKE, str(tmp_path)), CELLS)
    found, lists = [], 0
    for name, shown in stops(window, tmp_path):
        # Nobody can switch while a dialog waits for an answer, or a list of commands is open.
        if isinstance(shown, QMenu) or (isinstance(shown, QDialog) and shown.isModal()):
            continue
        # The lists of records are of one kind, and are all opened in Korean by the next test.
        if name == "palette" or (shown is window and isinstance(window.stack.view, RecordsView)
                                 and (lists := lists + 1) > 3):  # fmt: skip
            continue
        window.use_language("ko")
        settle(window)
        found += [f"{name}: {text}" for text in (sheet if name == "mapping" else left).of(shown)]
        window.use_language("en")
        settle(window)
    assert not found


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_list_dialog_and_menu_opens_in_korean(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "example.offtake"
    workspace.new(path, example=True).close()
    window.use_language("ko")
    window.session.attach(Store.open(path))
    settle(window)
    left = Leftovers(window.session.dataset, (*ALIKE, str(tmp_path)))
    dialogs = [
        (name, left.of(shown))
        for name, shown in stops(window, tmp_path)
        # The other views are looked at above; the last one names what the program is made of.
        if (shown is not window or isinstance(window.stack.view, RecordsView)) and name != "about"
    ]
    assert len(dialogs) > 16
    assert not [f"{name}: {text}" for name, texts in dialogs for text in texts]


def test_the_search_for_leftovers_finds_a_label(window: MainWindow, store: Store) -> None:
    left = Leftovers(store.dataset)
    assert any(text.endswith(": Overview") for text in left.of(window))


# Numbers


@pytest.mark.parametrize(
    ("choice", "shown"),
    [("point", "12,345.5"), ("comma", "12.345,5"), ("space", "12\u00a0345,5")],
)
def test_numbers_are_written_as_chosen_and_read_back(choice: str, shown: str) -> None:
    i18n.use("en", *NUMBER_SIGNS[choice])
    field = NumberField(label="Nameplate")
    assert plain(12345.5) == shown
    assert field.format(12345.5) == shown
    assert field.parse(shown) == 12345.5
    assert field.parse(shown.replace("\u00a0", " ")) == 12345.5
    assert str(Text("{n} t", n=12345.5)) == f"{shown} t"


def test_every_kind_of_space_and_apostrophe_parts_thousands() -> None:
    field = NumberField(label="Nameplate")
    i18n.use("en", ",", "\u00a0")
    for space in "\u00a0\u202f\u2009 ":
        assert field.parse(f"12{space}345,5") == 12345.5
    i18n.use("en", ".", "’")
    assert field.parse("12'345.5") == field.parse("12’345.5") == 12345.5


def test_a_number_of_another_country_is_refused_and_the_example_is_ours() -> None:
    i18n.use("en", ",", ".")
    with pytest.raises(Exception, match=r"1\.234,5"):
        NumberField(label="Nameplate").parse("1,234.5")


def test_filters_take_numbers_as_they_are_shown(store: Store) -> None:
    i18n.use("en", ",", ".")
    nameplate = TYPES["capacity"].by_name["nameplate"]
    test = filter_test(nameplate, ">1.000,5", store.dataset)
    assert test(1001.0)
    assert not test(1000.0)


@pytest.mark.parametrize("choice", list(NUMBER_SIGNS))
def test_a_paste_in_any_format_is_understood(store: Store, choice: str) -> None:
    i18n.use("en", *NUMBER_SIGNS[choice])
    nameplate = TYPES["capacity"].by_name["nameplate"]
    for text in ("1,234.5", "1.234,5", "1 234,5"):
        reader = Reader(store.dataset)
        reader.take_evidence([(nameplate, text)])
        assert reader.read(nameplate, text) == 1234.5, text


def test_the_format_is_switched_without_a_restart_and_kept(make_window: Make, store: Store) -> None:
    window = make_window()
    changes = {1: {"nameplate": 12345.5}}
    window.session.apply(edit.set_values(store.dataset, TYPES["capacity"], changes, "grid"))
    window.navigate("capacity", id=1)
    grid = window.stack.views["capacity"].findChildren(RecordsTable)[0]
    fields = [field.name for field in TYPES["capacity"].shown_fields]
    cell = grid.model().index(0, fields.index("nameplate"))
    seen = []
    for choice in NUMBER_SIGNS:
        window.actions_[f"numbers_{choice}"].trigger()
        seen.append(str(grid.model().index(cell.row(), cell.column()).data()))
    assert seen == ["12,345.5", "12.345,5", "12\u00a0345,5"]
    assert window.state.numbers == "space"
    window.use_language("ko")
    assert plain(12345.5) == "12\u00a0345,5"
    assert window.actions_["numbers_space"].isChecked()


def test_what_is_typed_in_the_form_is_read_in_the_format(
    open_window: MainWindow, qtbot: QtBot
) -> None:
    from desktop.ui.form.line_editor import LineEditor

    open_window.use_numbers("comma")
    id = open_window.session.dataset.find("capacity", "CAP-1")
    open_window.navigate("capacity", id=id)
    qtbot.waitUntil(lambda: open_window.findChild(LineEditor, "nameplate") is not None)
    editor = open_window.findChild(LineEditor, "nameplate")
    assert editor is not None
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "1.234,5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert id is not None
    assert open_window.session.dataset.get("capacity", id).nameplate == 1234.5


def test_the_system_decides_at_first(settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    german = QLocale(QLocale.Language.German, QLocale.Country.Germany)
    monkeypatch.setattr(QLocale, "system", lambda: german)
    state = WindowState(settings)
    assert state.numbers == "system"
    assert state.signs == (",", ".")
    state.numbers = "point"
    assert state.signs == (".", ",")


# Dates


def test_dates_are_korean_words_in_the_window_and_iso_for_programs() -> None:
    date = Text("from {date}", date=PartialDate.parse("2028-03"))
    assert str(date) == "from 2028-03"
    i18n.use("ko")
    assert str(date) == "from 2028년 3월"
    assert PartialDate.parse("2028-H1").shown() == "2028년 상반기"
    i18n.use("ko", iso=True)
    assert str(date) == "from 2028-03"


def test_a_stored_label_keeps_its_date_in_every_language() -> None:
    label = Text("Move start of {code} to {month}", code="C", month=PartialDate.parse("2028-03"))
    kept = Text.from_json(label.to_json())
    assert kept == label
    i18n.use("ko")
    assert "2028년 3월" in str(kept)


def test_labels_stored_before_still_read() -> None:
    old = {"text": "Move start of {code} to {month}", "args": {"code": "C", "month": "2028-03"}}
    assert str(Text.from_json(old)) == "Move start of C to 2028-03"


def test_the_grid_shows_korean_dates_and_takes_both(open_window: MainWindow) -> None:
    open_window.use_language("ko")
    start = TYPES["capacity"].by_name["start"]
    date = PartialDate.parse("2028-H1")
    assert start.format(date) == "2028년 상반기"
    assert start.parse("2028년 상반기") == start.parse("2028-H1") == date
