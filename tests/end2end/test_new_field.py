"""A field that is declared shows up everywhere, with no other line of code written for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.core.fields import NumberField
from desktop.core.query import Query, run
from desktop.core.records import declare, record
from desktop.model import TYPES, Plant
from desktop.operations import edit
from desktop.operations.dictionary import dictionary
from desktop.operations.export_workbook import export
from desktop.operations.import_workbook import import_workbook
from desktop.storage.migrations import SCHEMA_VERSION, add_column
from desktop.storage.store import Store
from desktop.ui.form.inspector import Inspector
from desktop.ui.session import Session
from desktop.ui.views.records import RecordsView


@record("plant", sheet="Plants", prefix="PLT", help=Plant.type.help)
class PlantWithAltitude(Plant):
    """A plant, as it would be with one more line in its declaration."""

    altitude: float | None = declare(
        NumberField(label="Altitude", unit="m", maximum=9000, help="Height above the sea.")
    )


WIDER = {**TYPES, "plant": PlantWithAltitude.type}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Gives a workspace with one plant, made by the program without the field."""
    path = tmp_path / "plan.offtake"
    with Store.create(path) as store:
        organization = {"code": "KZ", "name": "Korea Zinc", "roles": ("supplier",)}
        store.apply(edit.add(TYPES["organization"], organization, "grid"))
        owner = store.dataset.find("organization", "KZ")
        plant = {"code": "ONSAN", "name": "Onsan", "owner": owner, "country": "KR"}
        store.apply(edit.add(TYPES["plant"], plant, "grid"))
    return path


@pytest.fixture
def store(path: Path) -> Store:
    """Gives it as the program with the field opens it: one line of migration."""
    return Store.open(
        path,
        WIDER,
        migrations={SCHEMA_VERSION: lambda file: add_column(file, WIDER["plant"], "altitude")},
        version=SCHEMA_VERSION + 1,
    )


def test_table_history_and_search(store: Store) -> None:
    with store:
        (plant,) = store.dataset["plant"]
        assert plant.altitude is None
        store.apply(
            edit.set_values(store.dataset, WIDER["plant"], {plant.id: {"altitude": 15.0}}, "grid")
        )
        assert store.undo_label is not None and "Altitude" in str(store.undo_label)
        found = run(Query(filters={"altitude": ">10"}), store.dataset, WIDER["plant"])
        assert found == [plant.id]
        store.undo()
        assert store.dataset["plant"][plant.id].altitude is None


def test_workbook(store: Store, tmp_path: Path) -> None:
    workbook = tmp_path / "plan.xlsx"
    with store:
        export(store.dataset, workbook)
        book = openpyxl.load_workbook(workbook)
        headers: dict[str, Any] = {str(cell.value): cell for cell in book["Plants"][1]}
        header = headers["Altitude [m]"]
        assert "Height above the sea." in header.comment.text
        header.offset(row=1).value = 15
        book.save(workbook)
        result = import_workbook(store, workbook)
        assert result.to_json()["changed"] == {"plant": 1}
        assert next(iter(store.dataset["plant"])).altitude == 15.0


def test_grid_and_form(store: Store, qtbot: QtBot, qapp: QApplication) -> None:
    session = Session(qapp)
    session.attach(store)
    view, form = RecordsView(session, "plant"), Inspector(session)
    for widget in (view, form):
        qtbot.addWidget(widget)
        widget.show()
    model = view.table.model()
    titles = [
        str(model.headerData(column, Qt.Orientation.Horizontal))
        for column in range(model.columnCount())
    ]
    assert any("Altitude" in title and "[m]" in title for title in titles)
    (plant,) = store.dataset["plant"]
    session.select("plant", plant.id)
    assert any("Altitude" in label.text() for label in form.findChildren(QLabel))
    session.attach(None)


def test_help_tells_of_it() -> None:
    rows = {row.cells[0]: row.cells for group in dictionary(WIDER).groups for row in group.rows}
    _, takes, meaning = rows["Altitude [m]"]
    assert "9,000" in takes and meaning == "Height above the sea."
