"""Harmful files dropped on the window: each gives one sentence, and nothing is changed by any."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.exchange import package
from desktop.operations.export_workbook import export
from desktop.ui.main_window import MainWindow
from desktop.ui.views.import_review import ImportReviewView
from desktop.ui.views.mapping import MappingView

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    given = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
             Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(window, QDragEnterEvent(window.rect().center(), *given))
    QApplication.sendEvent(window, QDropEvent(QPointF(window.rect().center()), *given))


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.bin", bytes(package.RATIO_FROM + 1))


def with_entities(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/extra.xml", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/x">]><a/>')


def encrypted(path: Path) -> None:
    path.write_bytes(OLE + "EncryptedPackage".encode("utf-16-le") + bytes(2_000))


def text_document(path: Path) -> None:
    path.write_bytes(OLE + "WordDocument".encode("utf-16-le") + bytes(2_000))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5_000])


@pytest.mark.parametrize(
    ("make", "fault", "remedy"),
    [
        (bomb, "would unpack to 64 MB", "ask whoever sent it"),
        (with_entities, "holds a document type", "ask whoever sent it"),
        (encrypted, "is protected with a password", "take the password off"),
        (text_document, "is not a workbook", "choose an Excel"),
        (cut, "is damaged", "let it be repaired"),
    ],
)
def test_what_is_dropped_and_harmful_gives_one_sentence(
    open_window: MainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    make: Callable[[Path], None],
    fault: str,
    remedy: str,
) -> None:
    path = tmp_path / "reply.xlsx"
    export(open_window.session.dataset, path)
    make(path)
    drop(open_window, path)
    qtbot.waitUntil(lambda: bool(open_window.notices.texts), timeout=10_000)
    (said,) = open_window.notices.texts
    assert "“reply.xlsx”" in said and fault in said and remedy in said
    assert open_window.stack.place == "overview" and open_window.session.store.revision == 2


def test_a_workbook_with_macros_and_climbing_names_is_read_and_leaves_no_file(
    open_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    path = inside / "reply.xlsm"
    export(open_window.session.dataset, inside / "plan.xlsx")
    (inside / "plan.xlsx").rename(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b'Sub Auto_Open(): Shell "calc": End Sub')
        archive.writestr("../../evil.txt", b"evil")
    before = {file for file in tmp_path.rglob("*") if file.is_file()}
    drop(open_window, path)
    qtbot.waitUntil(lambda: isinstance(open_window.stack.view, ImportReviewView), timeout=10_000)
    assert {file for file in tmp_path.rglob("*") if file.is_file()} == before
    view = open_window.stack.view
    assert isinstance(view, ImportReviewView) and not view.review.items


def test_endless_words_and_markup_in_cells_stay_text_and_within_the_page(
    open_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "reply.csv"
    word = "<b>x</b>" + "w" * 30_000
    path.write_text(f"Code,Name,Country\nA,{word},{word}\n", encoding="utf-8")
    drop(open_window, path)
    qtbot.waitUntil(lambda: isinstance(open_window.stack.view, MappingView), timeout=10_000)
    view = open_window.stack.view
    assert isinstance(view, MappingView)
    assert view.minimumSizeHint().width() < open_window.width()
    assert view.table.minimumSizeHint().width() < open_window.width()
    QTest.keyClick(view.tables, Qt.Key.Key_Escape)
    assert not isinstance(open_window.stack.view, MappingView)
