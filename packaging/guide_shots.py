"""Pictures of the guide: where in the window each is taken, on the example workspace.

They are made in this order, as the last ones change the workspace like the guide's reader does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QApplication, QWidget
from rounds import settle

from desktop.core import i18n
from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record
from desktop.model import Capacity
from desktop.operations.export_workbook import export
from desktop.operations.questionnaire import questionnaire
from desktop.ui.charts.lanes import LanesChart
from desktop.ui.dialogs.export_dialog import ASK, ExportDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.views.balance import BalanceView
from desktop.ui.views.import_review import ImportReviewView
from desktop.ui.views.promises import PromisesView
from desktop.ui.views.scenarios import ScenariosView
from desktop.ui.views.timeline import TimelineView

WIDTH, HEIGHT = 1280, 800
_HIGH, _LOW = 1040, 600
_SUPPLIER, _PLANT = "ORG-KZ", "CAP-ONSAN-GE"

#: A picture: its name and what is to be pictured.
Shot = tuple[str, QWidget]


def guide_shots(window: MainWindow, folder: Path) -> Iterator[Shot]:
    """Bring the window to each picture of the guide; `folder` takes the workbook that it needs."""
    window.resize(WIDTH, HEIGHT)
    window.actions_["inspector"].setChecked(True)
    window.navigate("overview")
    settle(window)
    yield "overview", window
    window.actions_["inspector"].setChecked(False)
    yield from _plans(window)
    yield from _scenarios(window)
    yield from _export(window)
    yield from _review(window, folder)


def _plans(window: MainWindow) -> Iterator[Shot]:
    balance = window.navigate("balance")
    assert isinstance(balance, BalanceView)
    settle(window)
    yield "balance", balance
    assert balance.shown is not None
    first = balance.shown.first_short(balance.band)
    balance.show_reasons(0 if first is None else first + 3)
    window.resize(WIDTH, _HIGH)
    settle(window)
    yield "why", balance.below
    balance.close_reasons()
    window.resize(WIDTH, HEIGHT)
    timeline = window.navigate("timeline")
    assert isinstance(timeline, TimelineView)
    settle(window)
    yield "timeline", timeline
    timeline.sheet.filter.setText("smelter")
    window.resize(WIDTH, _HIGH)
    settle(window)
    lanes = timeline.findChild(LanesChart)
    assert lanes is not None
    yield "bars", lanes
    timeline.sheet.filter.setText("")
    window.resize(WIDTH, HEIGHT)
    promises = window.navigate("promises")
    assert isinstance(promises, PromisesView)
    settle(window)
    yield "promises", promises


def _scenarios(window: MainWindow) -> Iterator[Shot]:
    scenarios = window.navigate("scenario")
    assert isinstance(scenarios, ScenariosView)
    settle(window)
    yield "scenarios", scenarios


def _export(window: MainWindow) -> Iterator[Shot]:
    window.navigate("supplier")
    supplier = _find(window, "organization", _SUPPLIER)
    window.session.select("organization", supplier.id)
    settle(window)
    window.actions_["export"].trigger()
    settle(window)
    dialog = _shown(ExportDialog)
    dialog.ways[ASK].setChecked(True)
    dialog.ways[ASK].setFocus()
    dialog.until.setDate(QDate(2026, 12, 15))
    dialog.resize(dialog.width(), dialog.minimumSizeHint().height() + 80)
    settle(window)
    yield "export", dialog
    dialog.close()
    settle(window)


def _review(window: MainWindow, folder: Path) -> Iterator[Shot]:
    """Send a workbook, change a start while it is away, and take the answer in."""
    path = folder / "example ORG-KZ.xlsx"
    session = window.session
    asked = questionnaire(session.dataset, _find(window, "organization", _SUPPLIER).id)
    export(session.dataset, path, i18n.locale().language, asked)
    plant = _find(window, "capacity", _PLANT)
    assert isinstance(plant, Capacity)
    values = {"start": PartialDate.parse("2028-H2")}
    before = {"start": plant.start}
    session.apply(ChangeSet(Text("Edit"), "form", [Change("capacity", plant.id, before, values)]))
    _answer(path)
    settle(window)
    page = window.stack.view
    window.documents.import_paths([path])
    _until(window, lambda: window.stack.view is not page)
    window.resize(WIDTH, _LOW)
    review = window.stack.view
    assert isinstance(review, ImportReviewView)
    _until(window, lambda: review.effect.label.text() != str(Text("Working out the effect …")))
    settle(window)
    yield "review", review


def _answer(path: Path) -> None:
    """Fill the workbook in as a supplier does: two figures, and one word where a number belongs."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[3]
    rows = {str(row[1].value): row[0].row for row in sheet.iter_rows()}
    for code, column, value in (
        (_PLANT, "K", "2028-Q4"), ("CAP-USSMELTER-GE", "H", 25), ("CAP-ONSAN-IN", "M", "soon"),
    ):  # fmt: skip
        sheet[f"{column}{rows[code]}"].value = value
    book.save(path)
    book.close()


def _find(window: MainWindow, type: str, code: str) -> Record:
    dataset = window.session.dataset
    id = dataset.find(type, code)
    assert id is not None, code
    found: Record = dataset[type][id]
    return found


def _shown(kind: type[ExportDialog]) -> ExportDialog:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def _until(window: MainWindow, done: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if done():
            return
        settle(window)
