"""What the benchmarks work on, made from a seed: workspaces and workbooks of any size."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES
from desktop.storage.store import Store

#: The twelve columns of the workbooks.
COLUMNS = (
    "code", "name", "plant", "material", "form", "stage", "nameplate", "unit", "basis", "start",
    "ramp_up", "utilization",
)  # fmt: skip
SEED = 1
_PLANTS = 300
_SHEET = "Capacity"


def surroundings() -> dict[str, list[dict[str, Any]]]:
    """Give what capacity refers to: a material, its form, an owner, plants."""
    return {
        "material": [{"code": "GE", "name": "germanium"}],
        "form": [{"code": "GEO2", "material": 1, "name": "dioxide", "metal_content": 0.69417}],
        "organization": [{"code": "KZ", "name": "Korea Zinc", "roles": ("supplier",)}],
        "plant": [{"code": f"P{i}", "name": f"Plant {i}", "owner": 1, "country": "KR"}
                  for i in range(_PLANTS)],
    }  # fmt: skip


def capacity(n: int) -> list[dict[str, Any]]:
    """Give the values of capacity records, each with all twelve columns."""
    chance = random.Random(SEED)
    stages = TYPES["capacity"].by_name["stage"].choices  # type: ignore[attr-defined]
    dates = [
        PartialDate.parse(f"{year}{part}")
        for year in range(2020, 2041)
        for part in ("", "-H1", "-Q3", "-05")
    ]
    return [
        {"code": f"C{i:06}", "name": f"Line {chance.randint(1, n)} of {i % 977}",
         "plant": chance.randint(1, _PLANTS), "material": 1, "form": 1,
         "stage": chance.choice(stages), "nameplate": round(chance.uniform(1, 50), 3),
         "unit": chance.choice(("t", "kg")), "basis": chance.choice(("contained", "gross")),
         "start": chance.choice(dates), "ramp_up": float(chance.randint(0, 36)),
         "utilization": float(chance.randint(50, 100))}
        for i in range(n)
    ]  # fmt: skip


def dataset(n: int) -> Dataset:
    """Give a dataset of so many capacity records."""
    groups = {**surroundings(), "capacity": capacity(n)}
    changes = [
        Change(type, id, None, values)
        for type, group in groups.items()
        for id, values in enumerate(group, start=1)
    ]
    return Dataset(TYPES, workspace="benchmark").with_changes(changes)


def workspace(folder: Path, n: int) -> Path:
    """Give a workspace file with so many capacity records; it is made once."""
    path = folder / f"{n}.offtake"
    if not path.exists():
        part = folder / f"{n}-part.offtake"
        part.unlink(missing_ok=True)
        with Store.create(part) as store:
            for type, group in {**surroundings(), "capacity": capacity(n)}.items():
                # Ids are given in order, so that references to 1 and up are right.
                new = [Change(type, -i, None, v) for i, v in enumerate(group, start=1)]
                store.apply(ChangeSet(Text("Benchmark"), "new", new))
        part.rename(path)
    return path


def workbook(folder: Path, n: int) -> Path:
    """Give a workbook of a sheet with so many rows of twelve columns; it is made once.

    It is made by another program than ours, as one that comes from elsewhere, with shared texts.
    """
    path = folder / f"{n}.xlsx"
    if not path.exists():
        part = folder / f"{n}-part.xlsx"
        write_bare(part, cells(dataset(n)), constant_memory=False)
        part.rename(path)
    return path


def cells(data: Dataset) -> list[list[str | float | None]]:
    """Give the cells of the capacity sheet as they stand in a workbook, with its headers."""
    type = data.types["capacity"]
    fields = [type.by_name[name] for name in COLUMNS]
    found: list[list[str | float | None]] = [[field.header for field in fields]]
    for record in data["capacity"]:
        values = [getattr(record, name) for name in COLUMNS]
        found.append([
            value if value is None or isinstance(value, (float, str))
            else field.format(value, None, data)
            for field, value in zip(fields, values, strict=True)
        ])  # fmt: skip
    return found


def write_bare(
    path: Path, rows: list[list[str | float | None]], constant_memory: bool = True
) -> None:
    """Write cells by XlsxWriter without any formatting."""
    import importlib

    book = importlib.import_module("xlsxwriter").Workbook(
        str(path), {"constant_memory": constant_memory}
    )
    sheet = book.add_worksheet(_SHEET)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
