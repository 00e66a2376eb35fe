"""Import pages at any width: nothing on them is out of reach, and scrolling changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QScrollArea, QSpinBox, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.flow_layout import FlowLayout
from desktop.ui.main_window import MainWindow
from desktop.ui.views.mapping import MappingView
from desktop.ui.wrapped_buttons import WrappedCheck, WrappedRadio
from tests.ui.reviewing import put, review_of

LONG = "Keep each as a claim of its source & leave the field unknown until it is published"


@pytest.fixture
def view(qtbot: QtBot, window: MainWindow, tmp_path: Path, store: Any) -> MappingView:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "Lines"
    for row in (
        ["Germanium lines"],
        ["Plant", "Producer", "Country", "Capacity (kg/yr)", "Start-up", "Note"],
        ["Alpha works", "Alpha AG", "DE", 12000, "H1 2028", "from the annual report of the owner"],
        ["Beta works", "Beta Oy", "FI", "12~15", "03/04/2027", ""],
    ):
        page.append(row)
    book.save(tmp_path / "list.xlsx")
    window.documents.import_paths([tmp_path / "list.xlsx"])
    qtbot.waitUntil(lambda: isinstance(window.stack.view, MappingView))
    found = window.stack.view
    assert isinstance(found, MappingView)
    return found


@pytest.mark.parametrize("size", [(800, 600), (1024, 700), (1600, 900)])
def test_the_mapping_page_never_scrolls_sideways(
    qtbot: QtBot, window: MainWindow, view: MappingView, size: tuple[int, int]
) -> None:
    window.resize(*size)
    scroll = view.findChild(QScrollArea, "scroll")
    assert scroll is not None
    # Laid out twice: what wraps asks for its height once it knows its width.
    qtbot.waitUntil(lambda: window.width() == size[0])
    qtbot.waitUntil(lambda: scroll.horizontalScrollBar().maximum() == 0)
    for box in view.table.findChildren(QComboBox):
        right = box.mapTo(scroll.viewport(), QPoint(box.width(), 0)).x()
        assert right <= scroll.viewport().width(), box.objectName()


def test_the_list_of_tables_stands_above_where_there_is_no_room_beside(
    qtbot: QtBot, window: MainWindow, view: MappingView
) -> None:
    split = view.findChild(QSplitter)
    assert split is not None
    for width, wanted in ((800, Qt.Orientation.Vertical), (1600, Qt.Orientation.Horizontal)):
        window.resize(width, 700)
        qtbot.waitUntil(lambda wanted=wanted: split.orientation() == wanted)  # type: ignore[misc]


def shown_in(part: QComboBox | QSpinBox) -> str:
    return part.currentText() if isinstance(part, QComboBox) else part.text()


def test_the_wheel_over_a_choice_changes_nothing(view: MappingView) -> None:
    before = view.proposal.mapping.to_json()
    parts: list[QComboBox | QSpinBox] = [
        *view.table.findChildren(QComboBox),
        *view.table.findChildren(QSpinBox),
    ]
    assert len(parts) > 8, "type, header rows, six columns and a unit"
    for part in parts:
        shown = shown_in(part)
        turn = QWheelEvent(QPointF(5, 5), QPointF(part.mapToGlobal(QPoint(5, 5))), QPoint(),
                           QPoint(0, -120), Qt.MouseButton.NoButton,
                           Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
                           False)  # fmt: skip
        QApplication.sendEvent(part, turn)
        assert shown_in(part) == shown
    assert view.proposal.mapping.to_json() == before


@pytest.mark.parametrize("kind", [WrappedRadio, WrappedCheck])
def test_a_long_text_goes_on_in_the_next_line_and_a_click_on_it_counts(
    qtbot: QtBot, kind: type[WrappedRadio] | type[WrappedCheck]
) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    flow = FlowLayout(8)
    button = kind(LONG)
    flow.addWidget(button)
    outer.setLayout(flow)
    wide = button.sizeHint()
    outer.resize(wide.width() // 2, flow.heightForWidth(wide.width() // 2))
    outer.show()
    qtbot.waitExposed(outer)
    assert button.width() < wide.width() and button.height() > 1.5 * wide.height()
    assert " ".join(button.text().split()) == LONG.replace("&", "&&")
    assert button.accessibleName() == LONG
    QTest.mouseClick(button, Qt.MouseButton.LeftButton,
                     pos=QPoint(30, button.height() - 5))  # fmt: skip
    assert button.isChecked()
    outer.resize(wide.width() + 20, wide.height())
    qtbot.waitUntil(lambda: "\n" not in button.text())


def test_the_columns_of_a_review_fit_and_stay_as_the_user_sized_them(
    qtbot: QtBot, open_window: MainWindow, tmp_path: Path
) -> None:
    reply = (tmp_path / "A.xlsx", lambda book: put(book["Capacity"], "CAP-1", "Nameplate", 15))
    view = review_of(open_window, qtbot, [reply])
    header, bar = view.tree.header(), view.tree.horizontalScrollBar()
    open_window.resize(1024, 700)
    qtbot.waitUntil(lambda: open_window.width() == 1024 and bar.maximum() == 0)
    for column in range(header.count()):
        assert header.sectionSize(column) >= header.sectionSizeHint(column)
    header.resizeSection(0, 90)
    open_window.resize(1200, 700)
    qtbot.waitUntil(lambda: open_window.width() == 1200)
    assert header.sectionSize(0) == 90


def test_the_columns_of_a_review_fit_into_the_smallest_window(
    qtbot: QtBot, open_window: MainWindow, tmp_path: Path
) -> None:
    reply = (tmp_path / "A.xlsx", lambda book: put(book["Capacity"], "CAP-1", "Nameplate", 15))
    view = review_of(open_window, qtbot, [reply])
    bar = view.tree.horizontalScrollBar()
    open_window.resize(800, 600)
    qtbot.waitUntil(lambda: open_window.width() == 800 and bar.maximum() == 0)
    assert view.tree.header().length() <= view.tree.viewport().width()


def test_a_record_with_one_change_names_the_field_and_offers_its_column(
    qtbot: QtBot, open_window: MainWindow, tmp_path: Path
) -> None:
    reply = (tmp_path / "A.xlsx", lambda book: put(book["Capacity"], "CAP-1", "Nameplate", 15))
    view = review_of(open_window, qtbot, [reply])
    sheet = view.model.index(0, 0)
    record = view.model.index(0, 0, sheet)
    assert view.model.index(0, 1, sheet).data() == "Nameplate changed"
    view.tree.setCurrentIndex(record)
    view.tree.customContextMenuRequested.emit(QPoint(1, 1))
    texts = [action.text() for action in view.row_menu.actions() if action.text()]
    assert "Leave all of Nameplate in Capacity" in texts
    view.row_menu.close()
