"""Rounds: every view, page and dialog of the window, one after another, with something in it.

`shots.py` pictures them, the tests of access look at each. A new place of the navigation and a
new command that opens a dialog are taken in of themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget

from desktop.model import Scenario
from desktop.operations.export_workbook import export
from desktop.ui.dialogs.tour import Card
from desktop.ui.main_window import MainWindow
from desktop.ui.navigation import PLACES

#: Commands that open a dialog of the system's, which is not the program's to test.
SYSTEMS = ("new", "open", "open_example", "import", "save_copy", "page_setup", "print")

Stop = tuple[str, QWidget]


def settle(window: MainWindow) -> None:
    """Let the window work until its jobs have ended and what they gave is painted."""
    loop = QEventLoop()
    timer = QTimer()
    quiet = 0

    def look() -> None:
        nonlocal quiet
        quiet = 0 if window.session.jobs.running else quiet + 1
        if quiet > 3:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(4)
    loop.exec()
    timer.timeout.disconnect(look)  # no circle is left for a worker to find


def stops(window: MainWindow, folder: Path) -> Iterator[Stop]:
    """Show everything that the window can show, and give its name and what to look at.

    `folder` takes the workbooks that the pages of an import need. Each is taken away again when
    the next is asked for.
    """
    yield from _places(window)
    yield from _states(window)
    yield from _dialogs(window)
    yield from _pages(window, folder)


def _places(window: MainWindow) -> Iterator[Stop]:
    for place in PLACES:
        window.navigate(place.key)
        settle(window)
        _select(window, place.type)
        settle(window)
        yield place.key, window


def _select(window: MainWindow, type: str) -> None:
    records = list(window.session.dataset[type]) if type else []
    if records:
        window.session.select(type, records[0].id)


def _states(window: MainWindow) -> Iterator[Stop]:
    """Give what stands above and below the views for a while only."""
    session = window.session
    window.actions_["problems"].setChecked(True)
    window.navigate("capacity")
    settle(window)
    yield "problems", window
    window.actions_["problems"].setChecked(False)
    session.ask_new("agreement")
    settle(window)
    yield "new record", window
    window.navigate("timeline")
    scenario = next(iter(session.dataset.table(Scenario)), None)
    session.use_scenario(scenario.id if scenario is not None else None)
    settle(window)
    yield "active scenario", window
    session.use_scenario(None)
    settle(window)
    window.actions_["tour"].trigger()
    settle(window)
    yield "tour", window
    card = window.findChild(Card)
    if card is not None:
        card.ended.emit()
    settle(window)


def _dialogs(window: MainWindow) -> Iterator[Stop]:
    window.navigate("capacity")
    settle(window)
    for id, action in window.actions_.declared.items():
        opens = action.text.source.endswith("…") or action.menu == "help"
        if not opens or id in (*SYSTEMS, "tour") or not window.actions_[id].isEnabled():
            continue
        before = _open()
        window.actions_[id].trigger()
        settle(window)
        for dialog in [shown for shown in _open() if shown not in before]:
            if not isinstance(dialog, QFileDialog):
                yield id, dialog
            dialog.close()
        settle(window)


def _open() -> list[QWidget]:
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    return [w for w in shown if isinstance(w, (QDialog, QMenu))]


def _pages(window: MainWindow, folder: Path) -> Iterator[Stop]:
    def take_in(path: Path) -> None:
        window.documents.import_paths([path])

    for name, file, make, show in (
        ("import review", "import review.xlsx", _changed_workbook, take_in),
        ("mapping", "mapping.xlsx", _foreign_workbook, take_in),
        ("write back", "round.xlsx", _changed_workbook, window.write_back.open),
    ):
        path = folder / file
        make(window, path)
        before = window.stack.view
        show(path)
        _until(window, lambda before=before: window.stack.view is not before)  # type: ignore[misc]
        settle(window)
        yield name, window
        page = window.stack.view
        window.navigate("overview")
        if page is not None:
            window.stack.drop_page(page)
        settle(window)
    window.documents.close()
    settle(window)
    yield "welcome", window


def _until(window: MainWindow, done: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if done():
            return
        settle(window)


def _changed_workbook(window: MainWindow, path: Path) -> None:
    import openpyxl

    export(window.session.dataset, path)
    book = openpyxl.load_workbook(path)
    sheet = book["Capacity"]
    labels = {str(cell.value).split(" [")[0]: n for n, cell in enumerate(sheet[1], start=1)}
    for row, value in ((2, 14.5), (3, "many"), (4, 3)):
        sheet.cell(row, labels["Nameplate"]).value = value
    sheet.cell(5, labels["Start"]).value = "2031-H2"
    book.save(path)
    book.close()


def _foreign_workbook(window: MainWindow, path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["Germanium lines"], [], ["Plant", "Producer", "Country", "Capacity (kg/yr)", "Start-up"],
        ["Alpha works", "Alpha AG", "DE", 12000, "H1 2028"],
        ["Beta works", "Beta Oy", "FI", 1500, "03/04/2027"],
        ["Total", None, None, 13500, None],
    ):  # fmt: skip
        sheet.append(row)
    book.save(path)
    book.close()
