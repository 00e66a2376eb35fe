"""A small dataset: two metals, one Korean site, one Canadian plant."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES


def start(text: str) -> PartialDate:
    return PartialDate.parse(text)


@pytest.fixture
def small() -> Dataset:
    line: dict[str, Any] = {"unit": "t", "basis": "contained"}
    rows: dict[str, list[dict[str, Any]]] = {
        "material": [{"code": "GE", "name": "germanium"}, {"code": "GA", "name": "gallium"}],
        "form": [
            {"code": "GEO2", "material": 1, "name": "dioxide", "metal_content": 0.69417},
            {"code": "GA-METAL", "material": 2, "name": "metal", "metal_content": 1.0},
        ],
        "organization": [
            {"code": "KZ", "name": "Korea Zinc", "roles": ("supplier",), "country": "KR"},
            {"code": "TECK", "name": "Teck", "roles": ("supplier",), "country": "CA"},
            {"code": "OPT", "name": "Optics", "roles": ("consumer",), "country": "KR"},
        ],
        "plant": [
            {"code": "ONSAN", "name": "Onsan", "owner": 1, "country": "KR"},
            {"code": "TRAIL", "name": "Trail", "owner": 2, "country": "CA"},
        ],
        "capacity": [
            {"code": "CAP-1", "plant": 1, "material": 1, "form": 1, "stage": "committed",
             "nameplate": 12.0, "start": start("2028-H1"), **line},
            {"code": "CAP-2", "plant": 1, "material": 2, "stage": "announced",
             "nameplate": 15.5, "start": start("2028"), **line},
            {"code": "CAP-3", "plant": 2, "material": 1, "stage": "operating", **line},
        ],
    }  # fmt: skip
    changes = [
        Change(type, id, None, values)
        for type, records in rows.items()
        for id, values in enumerate(records, start=1)
    ]
    return Dataset(TYPES).with_changes(changes)
