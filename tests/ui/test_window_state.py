"""What the window remembers between two starts, and how it starts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from desktop.core import i18n
from desktop.model import TYPES
from desktop.operations import edit
from desktop.ui.app import install_excepthook
from desktop.ui.main_window import MainWindow
from desktop.ui.session import Session
from desktop.ui.view_stack import PageScroll
from desktop.ui.views.scenarios import ScenariosView
from desktop.ui.window_state import WindowState

ROOT = Path(__file__).parents[2]


def open_file(window: MainWindow, path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.session.workspace_changed):
        window.documents.open_path(path)


def test_size_docks_and_splitter_come_back(
    make_window: Callable[[], MainWindow], small_file: Path, qtbot: QtBot
) -> None:
    first = make_window()
    open_file(first, small_file, qtbot)
    first.actions_["inspector"].setChecked(False)
    first.resize(780, 590)
    first.actions_["problems"].setChecked(True)
    first.splitter.restore([200])
    width = first.splitter.sizes()[0]
    first.close()
    second = make_window()
    assert (second.width(), second.height()) == (780, 590)
    open_file(second, small_file, qtbot)
    assert not second.inspector_dock.isVisible()
    assert second.problems_dock.isVisible()
    assert second.splitter.sizes()[0] == width


def test_language_and_appearance_come_back(
    make_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    first = make_window()
    first.actions_["language_ko"].trigger()
    first.actions_["appearance_dark"].trigger()
    first.close()
    i18n.use("en")
    second = make_window()
    assert i18n.locale().language == "ko"
    assert second.actions_["language_ko"].isChecked()
    assert second.look.choice == "dark"
    assert second.actions_["appearance_dark"].isChecked()
    second.use_appearance("light")


def test_a_view_is_left_and_found_alike(
    make_window: Callable[[], MainWindow], small_file: Path, qtbot: QtBot
) -> None:
    first = make_window()
    open_file(first, small_file, qtbot)
    first.navigate("organization", filters={"name": "zinc"})
    before = first.navigate("organization").state()
    assert before["filters"] == {"name": "zinc"}
    first.close()
    second = make_window()
    open_file(second, small_file, qtbot)
    assert second.navigate("organization").state()["filters"] == {"name": "zinc"}


def test_the_scenarios_that_were_compared_are_found_again(
    make_window: Callable[[], MainWindow], small_file: Path, qtbot: QtBot
) -> None:
    first = make_window()
    open_file(first, small_file, qtbot)
    for code in ("LATE", "DRY"):
        first.session.apply(edit.add(TYPES["scenario"], {"code": code, "name": code}, "form"))
    view = first.navigate("scenario")
    assert isinstance(view, ScenariosView)
    qtbot.waitUntil(lambda: view.state()["b"] == "LATE")
    view.restore({**view.state(), "b": "DRY"})
    qtbot.waitUntil(lambda: view.state()["b"] == "DRY")

    first.close()

    second = make_window()
    open_file(second, small_file, qtbot)
    assert second.state.get("scenario")["b"] == "DRY"


def test_settings_that_cannot_be_read_are_passed_over(settings: Path) -> None:
    settings.write_text("[files]\nrecent=not json\n[look]\nlanguage=xx\nappearance=sepia\n")
    state = WindowState(settings)
    assert state.recent == []
    assert state.language in i18n.LANGUAGES
    assert state.appearance == "system"
    assert state.get("overview", 7) == 7


def test_settings_are_a_readable_file(settings: Path) -> None:
    state = WindowState(settings)
    state.language = "ko"
    state.save()
    assert "language=ko" in settings.read_text()


def test_an_unforeseen_fault_is_a_calm_sentence(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    restore = install_excepthook(session)
    try:
        sys.excepthook(KeyError, KeyError("secret"), None)
    finally:
        restore()
    said = window.notices.texts[0]
    assert "Please try again" in said
    assert "secret" not in said
    assert "KeyError" not in said


START = """
import linecache, sys
from pathlib import Path
from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.ui import app, first_picture
from desktop.ui.window_state import WindowState
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
assert QApplication.instance() is None
program = app.make_application(["offtake"])
window = app.make_window(program, WindowState(sys.argv[1]))
class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            heavy = {"numpy", "pyqtgraph", "openpyxl", "python_calamine", "sqlalchemy"}
            sources = [name for name in linecache.cache if "desktop" in name]
            print(sorted(heavy & set(sys.modules)), window.session.is_open, sources)
            window.removeEventFilter(self)
            QTimer.singleShot(0, edit)
        return False
def edit():
    code, other = {"code": "KZ"}, {"code": "KZ2"}
    window.session.apply(ChangeSet(Text("Edit"), "grid", [Change("organization", 1, code, other)]))
    window.session.undo()
    print(window.session.store.revision, "sqlalchemy" in sys.modules)
    window.close()
painted = Painted()
window.installEventFilter(painted)
first_picture._PATIENCE = 60_000
window.documents.drop(Path(sys.argv[2]))
first_picture.FirstPicture(window)
program.exec()
"""


def test_the_first_picture_of_a_file_needs_none_of_the_heavy_libraries(
    settings: Path, small_file: Path
) -> None:
    result = subprocess.run(
        [sys.executable, "-c", START, str(settings), str(small_file)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    # Nor the source texts, which PySide6 would read and keep of each module; nor do edits.
    assert result.stdout.splitlines() == ["[] True []", "4 False"]


def test_a_window_that_was_off_every_screen_comes_back(
    make_window: Callable[[], MainWindow],
) -> None:
    first = make_window()
    first.move(-9000, -9000)
    first.close()
    second = make_window()
    available = QApplication.primaryScreen().availableGeometry()
    assert available.intersects(second.frameGeometry())


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_no_button_of_the_welcome_is_cut_off(
    window: MainWindow, language: str, qtbot: QtBot
) -> None:
    window.use_language(language)
    view = window.stack.view
    assert view is not None
    window.resize(window.minimumSizeHint())
    page = window.findChild(PageScroll)
    assert page is not None
    assert not page.horizontalScrollBar().isVisible()
    for button in view.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width()
            page.ensureWidgetVisible(button)
            assert window.rect().contains(button.mapTo(window, button.rect().bottomRight()))
