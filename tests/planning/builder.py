"""Makes datasets from plain values: codes for references, text for dates, defaults for the rest.

build(material=["GE"], organization=["KZ"], plant=[{"code": "P", "owner": "KZ"}],
      capacity=[{"code": "C", "plant": "P", "nameplate": 12, "start": "2028"}])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from desktop.core.changes import Change
from desktop.core.dataset import Dataset, folded_code
from desktop.core.i18n import Locale
from desktop.model import TYPES

Given = Mapping[str, Any] | str

# What a test does not say. References default to the first record of their type.
_DEFAULTS: dict[str, dict[str, Any]] = {
    "form": {"metal_content": 1.0},
    "organization": {"roles": ("supplier", "consumer")},
    "plant": {"country": "KR"},
    "capacity": {"stage": "operating"},
    "agreement": {"kind": "supply", "firmness": "binding"},
    "demand": {"quantity": 0.0, "start": "2026-01"},
    "stock": {"quantity": 0.0, "as_of": "2026-01-01"},
}


class _Codes:
    """Finds the ids of records that are still being made."""

    def __init__(self, records: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self.ids = {
            name: {folded_code(str(given["code"])): i for i, given in enumerate(rows, 1)}
            for name, rows in records.items()
        }

    def find(self, type_name: str, code: str) -> int | None:
        return self.ids.get(type_name, {}).get(folded_code(code))

    def code_of(self, type_name: str, id: int) -> str | None:
        return None


def build(**records: Sequence[Given]) -> Dataset:
    """Gives a dataset with these records by type name; ids count from 1 in the order given."""
    given = {
        name: [{"code": row} if isinstance(row, str) else dict(row) for row in rows]
        for name, rows in records.items()
    }
    for name, rows in given.items():
        for number, row in enumerate(rows, 1):
            row.setdefault("code", f"{TYPES[name].prefix}-{number}")
    codes = _Codes(given)
    changes = [
        Change(name, id, None, _values(name, row, codes))
        for name in TYPES
        for id, row in enumerate(given.get(name, ()), 1)
    ]
    return Dataset(TYPES).with_changes(changes, 1)


def _values(name: str, row: dict[str, Any], codes: _Codes) -> dict[str, Any]:
    row = {**_DEFAULTS.get(name, {}), **row}
    code = str(row["code"])
    values: dict[str, Any] = {}
    for field in TYPES[name].fields:
        if field.name in row:
            values[field.name] = field.parse(row.pop(field.name), Locale(), codes)
        elif field.default is not None:
            values[field.name] = field.default
        elif field.required and field.name in ("name", "title"):
            values[field.name] = code
        elif field.required and hasattr(field, "target"):
            values[field.name] = 1
    assert not row, f"{name} has no {sorted(row)}"
    return values


def supplier(nameplate: float | None = 12, **capacity: Any) -> dict[str, Sequence[Given]]:
    """Gives the records of one supplier KZ with one capacity C of germanium at a plant P."""
    return {
        "material": ["GE"],
        "form": [{"code": "GEO2", "metal_content": 0.69417},
                 {"code": "GECL4", "metal_content": 0.33871}],
        "organization": [{"code": "KZ", "roles": "supplier", "country": "KR"},
                         {"code": "US", "roles": "consumer", "country": "US"}],
        "plant": [{"code": "P", "owner": "KZ"}],
        "capacity": [{"code": "C", "nameplate": nameplate, **capacity}],
    }  # fmt: skip
