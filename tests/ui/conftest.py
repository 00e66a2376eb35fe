"""What the tests of the window share: one application, a session, small workspaces, a window."""

from __future__ import annotations

import contextlib
import gc
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.core import i18n
from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.operations import workspace
from desktop.paths import draft_folder
from desktop.storage.store import Store
from desktop.ui.dialogs.file_chooser import FileChooser
from desktop.ui.main_window import MainWindow
from desktop.ui.session import Session
from desktop.ui.theme import Theme
from desktop.ui.window_state import WindowState


class Answers(FileChooser):
    """Answers every question for a file at once, with what the test has put in."""

    def __init__(self) -> None:
        self.to_open: Path | None = None
        self.more_to_open: list[Path] = []
        self.to_save: Path | None = None
        self.proposed: Path | None = None

    def open(
        self,
        parent: QWidget,
        title: str,
        filters: list[str],
        folder: Path,
        chosen: Callable[[Path], None],
    ) -> None:
        if self.to_open is not None:
            chosen(self.to_open)

    def open_several(
        self,
        parent: QWidget,
        title: str,
        filters: list[str],
        folder: Path,
        chosen: Callable[[list[Path]], None],
    ) -> None:
        if self.to_open is not None:
            chosen([self.to_open, *self.more_to_open])

    def save(
        self,
        parent: QWidget,
        title: str,
        filters: list[str],
        proposed: Path,
        chosen: Callable[[Path], None],
    ) -> None:
        self.proposed = proposed
        if self.to_save is not None:
            chosen(self.to_save)


@pytest.fixture(autouse=True)
def just_set_up(qapp: QApplication) -> Iterator[None]:
    """No drafts and nothing on the clipboard, as on a computer just set up."""
    shutil.rmtree(draft_folder(), ignore_errors=True)
    yield
    # Without a screen, Qt would drop what lies there only after Python has ended, and crash.
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture(autouse=True)
def collected_here() -> Iterator[None]:
    """Keeps workers from taking parts of a window away, as the program does; see `Collector`."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    """Gives a session with nothing open; whatever is opened in it is closed afterwards."""
    made = Session()
    yield made
    made.attach(None)


def small_changes() -> ChangeSet:
    """Gives a plan that can be checked by head: 12 t from 2028, one need of 2 t a year."""
    year = PartialDate.parse
    rows: list[tuple[str, dict[str, object]]] = [
        ("material", {"code": "GE", "name": "Germanium", "local_name": "게르마늄", "symbol": "Ge"}),
        ("form", {"code": "GEO2", "material": -1, "name": "Dioxide", "metal_content": 0.69417}),
        ("organization", {"code": "KZ", "name": "Korea Zinc", "roles": ("supplier",)}),
        ("organization", {"code": "EXO", "name": "Example Optics", "roles": ("consumer",)}),
        ("plant", {"code": "ONSAN", "name": "Onsan", "owner": -3, "country": "KR"}),
        ("capacity", {"code": "CAP-1", "name": "Onsan germanium", "plant": -5, "material": -1,
                      "stage": "committed", "nameplate": 12.0, "unit": "t", "basis": "contained",
                      "start": year("2028-01")}),
        ("capacity", {"code": "CAP-2", "plant": -5, "material": -1, "stage": "announced",
                      "unit": "t", "basis": "contained", "start": year("2029")}),
        ("demand", {"code": "DEM-1", "name": "Lenses", "organization": -4, "material": -1,
                    "quantity": 2.0, "unit": "t", "basis": "contained", "start": year("2026-01")}),
        ("source", {"code": "SRC-1", "publisher": "A paper", "title": "Ten tonnes"}),
        ("claim", {"code": "CLM-1", "capacity": -6, "field": "nameplate", "value": "10",
                   "said": year("2025-08"), "source": -9, "status": "open"}),
    ]  # fmt: skip
    changes = [Change(type, -n, None, values) for n, (type, values) in enumerate(rows, start=1)]
    return ChangeSet(Text("Small plan"), "form", changes)


@pytest.fixture(scope="session")
def first_small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives the file with the small plan that the others are copies of."""
    path = tmp_path_factory.mktemp("small") / "small plan.offtake"
    with workspace.new(path) as store:
        store.apply(small_changes())
    return path


@pytest.fixture
def small_file(first_small_file: Path, tmp_path: Path) -> Path:
    """Gives a closed workspace file with the small plan, which no other test knows."""
    path = Path(shutil.copy(first_small_file, tmp_path))
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        new = str(uuid.uuid4())
        connection.execute("UPDATE workspace SET value = ? WHERE key = 'identity'", (new,))
    return path


@pytest.fixture
def store(session: Session, small_file: Path) -> Store:
    """Gives the small plan, open in the session."""
    session.attach(Store.open(small_file))
    return session.store


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return tmp_path / "window.ini"


@pytest.fixture
def make_window(
    qapp: QApplication, qtbot: QtBot, session: Session, settings: Path
) -> Iterator[Callable[[], MainWindow]]:
    """Gives a function that starts the window anew from what it has remembered."""
    made: list[MainWindow] = []

    def make() -> MainWindow:
        state = WindowState(settings)
        i18n.use(state.language)
        look = Theme(qapp)
        look.use(state.appearance)
        window = MainWindow(session, state, look, Answers())
        made.append(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        return window

    yield make
    for window in made:
        window.close()
        window.deleteLater()
        window.look.deleteLater()


@pytest.fixture
def window(make_window: Callable[[], MainWindow]) -> MainWindow:
    """Gives the window with no workspace open."""
    return make_window()


@pytest.fixture
def answers(window: MainWindow) -> Answers:
    chooser = window.documents.chooser
    assert isinstance(chooser, Answers)
    return chooser


@pytest.fixture
def open_window(window: MainWindow, small_file: Path, qtbot: QtBot) -> MainWindow:
    """Gives the window with the small plan open and checked."""
    with qtbot.waitSignal(window.session.workspace_changed):
        window.documents.open_path(small_file)
    qtbot.waitUntil(lambda: window.problems.known and not window.session.jobs.running)
    return window
