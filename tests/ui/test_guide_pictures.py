"""The pictures of the guide show what the program shows: the same words, cells and figures.

Each picture is remade as far as to its place in the window, and what stands there is compared with
what was written down beside the picture when it was made. Pixels are not looked at.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fixed_day import fixed_day
from guide_shots import guide_shots
from PySide6.QtWidgets import QApplication
from rounds import settle
from showing import differences, showing

from desktop.core import i18n
from desktop.operations import workspace
from desktop.operations.guide import picture_file
from desktop.ui.main_window import MainWindow
from desktop.ui.session import Session
from desktop.ui.theme import Theme
from desktop.ui.window_state import WindowState

#: What all pictures together may weigh, in bytes.
_MOST = 5_000_000


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_picture_is_stale(language: str, qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "example.offtake"
    stale, made = [], set()
    with fixed_day():
        workspace.new(path, example=True).close()
        i18n.use(language)
        look = Theme(qapp)
        look.use("light")
        session = Session()
        window = MainWindow(session, WindowState(tmp_path / "window.ini"), look)
        window.show()
        window.documents.drop(path)
        settle(window)
        for name, shown in guide_shots(window, tmp_path):
            beside = picture_file(name, language).with_suffix(".json")
            was = json.loads(beside.read_text(encoding="utf-8"))
            stale += [f"{name}: {found}" for found in differences(was, showing(shown))]
            made.add(name)
        window.close()
        session.attach(None)
        window.deleteLater()
        look.deleteLater()
    kept = {file.stem for file in picture_file("x", language).parent.glob("*.png")}
    assert kept == made, "every picture is made by packaging/guide_shots.py"
    assert not stale, "dev.py shots remakes the pictures:\n" + "\n".join(stale[:20])


def test_the_pictures_are_small_enough_to_be_shipped() -> None:
    files = picture_file("x", "en").parents[1].rglob("*.png")
    assert sum(file.stat().st_size for file in files) < _MOST


def test_another_word_figure_or_row_is_noticed() -> None:
    was = {"words": ["Balance", "12 t"], "tables": [{"rows": [["1", "2"]]}]}
    assert not list(differences(was, was))
    renamed = {**was, "words": ["Supply", "12 t"]}
    assert list(differences(was, renamed)) == ["words 1: 'Balance' became 'Supply'"]
    longer = {**was, "tables": [{"rows": [["1", "2"], ["3", "4"]]}]}
    assert list(differences(was, longer)) == ["tables 1 rows: [] became [['3', '4']]"]
