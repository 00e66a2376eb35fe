"""What was reviewed is let go of with its page, without a walk over all objects."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core import garbage
from desktop.ui import import_pages
from desktop.ui.main_window import MainWindow
from tests.ui.reviewing import press_import, put, review_of


@pytest.fixture
def no_walks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(import_pages, "_GONE", 0)
    monkeypatch.setattr(garbage, "_PIECE", 1)
    gc.disable()
    yield
    gc.enable()


def changed(book: Any) -> None:
    put(book["Organizations"], "KZ", "Name", "Korea Zinc Inc.")
    put(book["Capacity"], "CAP-2", "Nameplate", 5)


@pytest.mark.parametrize("taken", [True, False])
def test_the_review_goes_with_its_page(
    open_window: MainWindow, tmp_path: Path, qtbot: QtBot, no_walks: None, taken: bool
) -> None:
    view = review_of(open_window, qtbot, [(tmp_path / "back.xlsx", changed)], None)
    index = weakref.ref(view.index)
    if taken:
        press_import(view, open_window, qtbot)
    else:
        QTest.mouseClick(view.cancel_button, Qt.MouseButton.LeftButton)
    del view
    qtbot.waitUntil(lambda: index() is None)
