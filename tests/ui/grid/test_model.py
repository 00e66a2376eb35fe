"""The records of any type as a Qt table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import FieldError
from desktop.core.fields import CodeField, NumberField, TextField
from desktop.core.i18n import Text
from desktop.core.query import Query
from desktop.core.records import Record, declare, record
from desktop.model import TYPES
from desktop.operations import edit
from desktop.storage.store import Store
from desktop.ui.grid.model import RecordsModel
from desktop.ui.session import Session

Role = Qt.ItemDataRole


@pytest.fixture
def model(session: Session, store: Store) -> RecordsModel:
    made = RecordsModel(session, TYPES["capacity"])
    made.show(session.dataset)
    session.changed.connect(lambda _: made.show(session.dataset))
    return made


def column(model: RecordsModel, name: str) -> list[str]:
    place = model.column_of(name)
    return [model.text_at(row, place) for row in range(model.rowCount())]


def cell(model: RecordsModel, row: int, name: str, role: Role = Role.DisplayRole) -> Any:
    return model.data(model.index(row, model.column_of(name)), role)


def organizations(n: int) -> ChangeSet:
    values = [{"code": f"ORG-{i:03d}", "name": f"Org {i}", "roles": ("trader",)} for i in range(n)]
    changes = [Change("organization", -i, None, v) for i, v in enumerate(values, start=1)]
    return ChangeSet(Text("Many"), "import", changes)


def test_qt_finds_nothing_wrong(model: RecordsModel, qtmodeltester: Any) -> None:
    qtmodeltester.check(model)


def test_columns_follow_the_declaration(model: RecordsModel) -> None:
    headers = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(model.columnCount())]
    assert len(headers) == len(TYPES["capacity"].shown_fields)
    assert headers[0] == "Code *"
    assert "Nameplate [per year]" in headers
    nameplate = model.column_of("nameplate")
    help = model.headerData(nameplate, Qt.Orientation.Horizontal, Role.ToolTipRole)
    assert "unknown, not zero" in help


def test_a_cell_is_shown_as_its_field_formats_it(model: RecordsModel) -> None:
    assert cell(model, 0, "nameplate") == "12"
    assert cell(model, 0, "nameplate", Role.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert cell(model, 0, "plant") == "ONSAN"
    assert "Onsan" in cell(model, 0, "plant", Role.ToolTipRole)
    assert cell(model, 1, "nameplate") == ""
    assert "at least" in cell(model, 1, "nameplate", Role.ToolTipRole)
    assert "at least" in cell(model, 1, "nameplate", Role.AccessibleDescriptionRole)


def test_what_is_typed_is_read_by_the_field_and_written_to_the_file(
    model: RecordsModel, session: Session, small_file: Path
) -> None:
    place = model.index(0, model.column_of("start"))
    assert model.setData(place, "H1 2028")
    assert cell(model, 0, "start") == "2028-H1"
    session.attach(None)
    with Store.open(small_file) as again:
        assert [str(record.start) for record in again.dataset["capacity"]] == ["2028-H1", "2029"]


def test_what_cannot_be_read_changes_nothing_and_is_told(
    model: RecordsModel, session: Session, qtbot: QtBot
) -> None:
    before = session.dataset
    with qtbot.waitSignal(session.noticed) as told:
        assert not model.setData(model.index(0, model.column_of("nameplate")), "a lot")
    assert "a lot" in str(told.args[0].text)
    assert session.dataset is before
    assert cell(model, 0, "nameplate") == "12"


def test_a_required_cell_does_not_become_blank(model: RecordsModel) -> None:
    fault = model.enter(model.index(0, model.column_of("plant")), "")
    assert str(fault) == "Plant is required"
    assert cell(model, 0, "plant") == "ONSAN"


def test_edits_undo_and_other_edits_change_rows_in_place(
    model: RecordsModel, session: Session, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(model.modelReset):
        with qtbot.waitSignal(model.dataChanged) as told:
            model.setData(model.index(1, model.column_of("nameplate")), "7")
        assert (told.args[0].row(), told.args[1].row()) == (1, 1)
        assert column(model, "nameplate") == ["12", "7"]
        session.undo()
        assert column(model, "nameplate") == ["12", ""]
        session.redo()
        assert column(model, "nameplate") == ["12", "7"]


def test_a_new_code_of_a_plant_is_seen_where_it_is_referred_to(
    model: RecordsModel, session: Session, qtbot: QtBot
) -> None:
    (plant,) = session.dataset["plant"]
    with qtbot.waitSignal(model.dataChanged):
        session.apply(
            edit.set_values(session.dataset, plant.type, {plant.id: {"code": "ULSAN"}}, "form")
        )
    assert column(model, "plant") == ["ULSAN", "ULSAN"]


def test_rows_come_and_go_where_they_belong(
    model: RecordsModel, session: Session, qtbot: QtBot
) -> None:
    first = model.ids[0]
    kept = QModelIndex(model.index(1, 0))
    assert kept.isValid()
    claims = [record.id for record in session.dataset["claim"]]
    session.apply(edit.delete(session.dataset, TYPES["claim"], claims))
    with qtbot.assertNotEmitted(model.modelReset):
        session.apply(edit.delete(session.dataset, model.type, [first]))
        assert column(model, "code") == ["CAP-2"]
        session.undo()
        assert column(model, "code") == ["CAP-1", "CAP-2"]
        session.apply(edit.duplicate(session.dataset, model.type, list(model.ids)))
        assert column(model, "code") == ["CAP-1", "CAP-2", "CAP-3", "CAP-4"]


def test_a_sorted_grid_takes_newcomers_in_where_the_order_wants_them(
    model: RecordsModel, session: Session
) -> None:
    model.set_query(Query(sort=[("code", True)]))
    assert column(model, "code") == ["CAP-2", "CAP-1"]
    session.apply(edit.duplicate(session.dataset, model.type, [model.ids[0]]))
    assert column(model, "code") == ["CAP-3", "CAP-2", "CAP-1"]


def test_an_edited_row_stays_although_the_filter_no_longer_fits(model: RecordsModel) -> None:
    model.set_query(Query(filters={"nameplate": ">10"}))
    model.setData(model.index(0, model.column_of("nameplate")), "5")
    assert column(model, "nameplate") == ["5"]
    model.set_query(Query(filters={"nameplate": ">10"}))
    assert model.rowCount() == 0


def test_newcomers_that_the_filter_leaves_out_stay_out(
    model: RecordsModel, session: Session
) -> None:
    second = model.ids[1]
    model.set_query(Query(filters={"stage": "committed"}))
    session.apply(edit.duplicate(session.dataset, model.type, [second]))
    assert column(model, "code") == ["CAP-1"]
    assert model.total == 3


def test_a_bad_filter_leaves_the_rows_as_they_were(model: RecordsModel) -> None:
    with pytest.raises(FieldError):
        model.set_query(Query(filters={"nameplate": ">many"}))
    assert model.rowCount() == 2
    assert model.query == Query()


def test_a_large_import_is_shown_at_once(session: Session, store: Store, qtbot: QtBot) -> None:
    model = RecordsModel(session, TYPES["organization"])
    model.show(session.dataset)
    session.changed.connect(lambda _: model.show(session.dataset))
    with qtbot.waitSignal(model.modelReset):
        session.apply(organizations(400))
    assert model.rowCount() == 402
    with qtbot.waitSignal(model.modelReset):
        session.undo()
    assert model.rowCount() == 2


def test_a_preset_shows_some_records_in_any_language(session: Session, store: Store) -> None:
    model = RecordsModel(session, TYPES["organization"], Query({"roles": "supplier"}))
    model.show(session.dataset)
    assert (column(model, "code"), model.total) == (["KZ"], 1)


def test_the_problems_of_a_row_are_found_out_when_it_is_seen(model: RecordsModel) -> None:
    (problem,) = model.problems_at(1, model.column_of("nameplate"))
    assert problem.severity == "warning"
    assert model.problems_at(0, model.column_of("nameplate")) == []
    model.setData(model.index(1, model.column_of("nameplate")), "3")
    assert model.problems_at(1, model.column_of("nameplate")) == []


def test_a_field_that_is_declared_later_is_a_column(
    session: Session, tmp_path: Path, qtmodeltester: Any
) -> None:
    types = {**TYPES, "mine": _with_field()}
    session.attach(Store.create(tmp_path / "more.offtake", types))
    session.apply(edit.add(types["mine"], {"code": "M-1", "depth": 812.5}, "form"))
    model = RecordsModel(session, types["mine"])
    model.show(session.dataset)
    assert model.headerData(2, Qt.Orientation.Horizontal) == "Depth [m]"
    assert cell(model, 0, "depth") == "812.5"
    assert model.setData(model.index(0, 2), "1,000")
    qtmodeltester.check(model)


def _with_field() -> Any:
    @record("mine", sheet="Mines", prefix="M")
    class Mine(Record):
        code: str = declare(CodeField(label="Code"))
        name: str | None = declare(TextField(label="Name"))
        depth: float | None = declare(NumberField(label="Depth", unit="m"))

    return Mine.type
