"""What an import would do to the plan, told before it is accepted."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.errors import Cancelled
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.core.progress import Progress
from desktop.operations import workspace
from desktop.operations.export_workbook import export
from desktop.operations.import_effect import effect_lines, effect_of, numbered
from desktop.operations.import_workbook import import_workbook
from tests.exchange.examples import Book

date = PartialDate.parse
LINE: dict[str, Any] = {"unit": "t", "basis": "contained"}


def plan() -> list[Change]:
    """A need of 12 t a year from 2028 and a stock of 3 t: short from April 2028 on."""
    rows: list[tuple[str, dict[str, Any]]] = [
        ("material", {"code": "GE", "name": "germanium"}),
        ("organization", {"code": "KZ", "name": "Korea Zinc", "roles": ("supplier",)}),
        ("organization", {"code": "EXO", "name": "Example Optics", "roles": ("consumer",)}),
        ("plant", {"code": "ONSAN", "name": "Onsan", "owner": -2, "country": "KR"}),
        ("capacity", {"code": "CAP-1", "plant": -4, "material": -1, "stage": "operating",
                      "nameplate": 6.0, "start": date("2030-01"), **LINE}),
        ("demand", {"code": "DEM-1", "name": "Lenses", "organization": -3, "material": -1,
                    "quantity": 12.0, "start": date("2028-01"), **LINE}),
        ("stock", {"code": "STK-1", "organization": -3, "material": -1, "quantity": 3.0,
                   "as_of": dt.date(2028, 1, 1), "unit": "t", "basis": "contained"}),
    ]  # fmt: skip
    return [Change(type, -n, None, values) for n, (type, values) in enumerate(rows, start=1)]


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    with workspace.new(tmp_path / "plan.offtake") as store:
        store.apply(ChangeSet(Text("Plan"), "form", plan()))
        preferences = next(iter(store.dataset["preferences"]))
        store.apply(ChangeSet(Text("Horizon"), "form", [
            Change("preferences", preferences.id,
                   {"horizon_start": preferences.horizon_start,
                    "horizon_years": preferences.horizon_years},
                   {"horizon_start": 2028, "horizon_years": 2})]))  # fmt: skip
        return store.dataset


def test_a_later_need_moves_the_first_short_month(dataset: Dataset) -> None:
    id = dataset.find("demand", "DEM-1")
    assert id is not None
    change = Change("demand", id, {"start": date("2028-01")}, {"start": date("2028-10")})
    binding, free = effect_of(dataset, [change])
    assert (binding.material, binding.band, free.band) == ("GE", "binding", "free capacity")
    assert binding.to_json() == {
        "material": "GE", "band": "binding",
        "first_short_before": "2028-04", "first_short_after": "2029-01",
        "shortage_before_t": pytest.approx(21.0), "shortage_after_t": pytest.approx(12.0),
        "cover_before_months": 3.0, "cover_after_months": 12.0,
    }  # fmt: skip
    assert effect_lines([binding]) == [
        "germanium (Binding only): first short month moves from 2028-04 to 2029-01; "
        "shortage 21 t → 12 t; cover 3 → 12 months"
    ]


def test_what_the_plan_does_not_count_changes_nothing(dataset: Dataset) -> None:
    id = dataset.find("organization", "KZ")
    assert id is not None
    effects = effect_of(dataset, [Change("organization", id, {"name": "Korea Zinc"},
                                         {"name": "KZ"})])  # fmt: skip
    assert effects and not any(effect.is_change for effect in effects)
    assert effect_lines(effects) == ["Shortages and cover stay as they are"]


def test_a_shortage_can_begin_and_end(dataset: Dataset) -> None:
    id = dataset.find("demand", "DEM-1")
    assert id is not None
    less = Change("demand", id, {"quantity": 12.0}, {"quantity": 1.0})
    binding, _ = effect_of(dataset, [less])
    assert "no longer short" in effect_lines([binding])[0]
    after = dataset.with_changes([less])
    back = Change("demand", id, {"quantity": 1.0}, {"quantity": 12.0})
    binding, _ = effect_of(after, [back])
    assert "short from 2028-04, where nothing was short" in effect_lines([binding])[0]


def test_a_new_material_counts_from_nothing(dataset: Dataset) -> None:
    exo = dataset.find("organization", "EXO")
    new = [
        Change("material", -1, None, {"code": "IN", "name": "indium"}),
        Change("demand", -2, None, {"code": "DEM-2", "name": "ITO", "organization": exo,
                                    "material": -1, "quantity": 12.0,
                                    "start": date("2029-12"), **LINE}),
    ]  # fmt: skip
    effects = {(e.material, e.band): e for e in effect_of(dataset, new)}
    added = effects["IN", "binding"]
    assert added.before.first_short is None and added.before.shortage == 0
    assert added.to_json()["first_short_after"] == "2029-12"
    assert not effects["GE", "binding"].is_change


def test_new_records_stand_behind_all_others(dataset: Dataset) -> None:
    highest = max(dataset["plant"].ids)
    made = numbered(
        [Change("plant", -8, None, {"code": "P", "owner": -9}),
         Change("organization", -9, None, {"code": "O"})], dataset)  # fmt: skip
    assert made[0].id == highest + 1
    assert made[0].after is not None and made[0].after["owner"] == made[1].id
    assert list(dataset.with_changes(made)["plant"].ids) == sorted(
        dataset.with_changes(made)["plant"].ids
    )


def test_it_can_be_stopped(dataset: Dataset) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        effect_of(dataset, [], progress)


def test_a_dry_run_tells_the_effect(dataset: Dataset, tmp_path: Path) -> None:
    from desktop.storage.store import Store

    export(dataset, tmp_path / "plan.xlsx")
    book = Book(tmp_path / "plan.xlsx")
    book.set("Demand", "DEM-1", "Start", "2028-10")
    book.save()
    with Store.open(tmp_path / "plan.offtake") as store:
        result = import_workbook(store, book.path, dry_run=True)
        found = json.loads(json.dumps(result.to_json()))["effect"]
        told = [(e["band"], e["first_short_before"], e["first_short_after"]) for e in found]
        assert told[0] == ("binding", "2028-04", "2029-01")
        assert any("moves from 2028-04 to 2029-01" in line for line in result.lines())
        assert "effect" not in import_workbook(store, book.path).to_json()
