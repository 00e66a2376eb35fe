"""A dataset with every record type and every kind of value that has ever gone wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.fields import MAX_TEXT
from desktop.core.partial_date import PartialDate
from desktop.exchange.writer import write_workbook
from desktop.model import TYPES

WORKSPACE = "0b5c3f5e-6d1f-4f0e-9c6e-1f6b7a2f9f10"


def date(text: str) -> PartialDate:
    return PartialDate.parse(text)


_PROBABILITIES = {
    of.name: of.default for of in TYPES["preferences"].fields if of.name.startswith("probability_")
}
_LINE: dict[str, Any] = {"unit": "t", "basis": "contained"}

RECORDS: dict[str, list[dict[str, Any]]] = {
    "material": [
        {"code": "GE", "name": "germanium", "local_name": "게르마늄", "symbol": "Ge",
         "host_metal": "zinc", "target_cover": 6.5, "note": "line one\nline two\n\n  indented"},
        {"code": "GA", "name": "gallium"},
        {"code": "00123", "name": "=1+1", "note": "=SUM(A1:A9)"},
        {"code": "1E5", "name": "#N/A", "note": "+82 2 519 3416", "symbol": "'x"},
    ],
    "form": [
        {"code": "GEO2", "material": 1, "name": "dioxide", "metal_content": 0.69417},
        {"code": "GE-METAL", "material": 1, "name": "-metal", "metal_content": 1.0},
        {"code": "GA-METAL", "material": 2, "name": "@metal", "metal_content": 0.1 + 0.2},
    ],
    "organization": [
        {"code": "KZ", "name": "Korea Zinc", "local_name": "고려아연", "country": "KR",
         "roles": ("supplier", "trader"), "website": "https://www.koreazinc.co.kr/a?b=1&c=<d>"},
        {"code": "US", "name": "Lockheed “Martin” & Söhne 🛰", "roles": ("consumer",),
         "country": "US", "contact": "a@b.c"},
        {"code": "KZ-SUB", "name": "_x0041_ stays", "roles": ("supplier",), "parent": 1,
         "contact": "tab\there"},
    ],
    "plant": [
        {"code": "ONSAN", "name": "Onsan smelter", "owner": 1, "country": "KR",
         "place": "온산, 울산", "latitude": 35.4271, "longitude": 129.335, "feed_country": "AU",
         "host_process": "zinc residue"},
        {"code": "TRAIL", "name": "Trail", "owner": 3, "country": "CA", "latitude": -0.5},
    ],
    "capacity": [
        {"code": "CAP-1", "name": "Ge line", "plant": 1, "material": 1, "form": 1,
         "stage": "committed", "nameplate": 12000.0, "unit": "kg", "basis": "gross",
         "start": date("2028"), "end": date("2050-03-15"), "ramp_up": 12.0,
         "ramp_profile": "s-curve", "utilization": 92.5, "probability": 65.0,
         "capex": 140_000_000_000.0, "currency": "KRW"},
        {"code": "CAP-2", "plant": 1, "material": 2, "stage": "on hold", "nameplate": 15.5,
         "start": date("2028-H1"), "joint_with": 1, "utilization": 0.0, **_LINE},
        {"code": "CAP-3", "plant": 2, "material": 1, "stage": "operating",
         "start": date("2028-Q3"), "probability": 100.0, "note": "x" * 5000, **_LINE},
        {"code": "CAP-4", "plant": 2, "material": 1, "stage": "concept",
         "nameplate": 1e-7, "start": date("2028-03"), "end": date("2029-12-31"), **_LINE},
    ],
    "agreement": [
        {"code": "AGR-1", "title": "Supply", "kind": "priority right", "firmness": "non-binding",
         "seller": 1, "buyer": 2, "capacity": 1, "material": 1, "rank": 1, "volume": 10.0,
         "take_or_pay": 80.0, "market": "export", "status": "active", "signed": date("2025-08-25"),
         "conditions": "- first\n- second", "start": date("2028-H2"), **_LINE},
        {"code": "AGR-2", "title": "Memorandum", "kind": "mou", "firmness": "conditional",
         "seller": 1, "buyer": 2, "material": 1, "form": 1, "unit": "kg", "basis": "gross",
         "volume": 60_000.0, "status": "draft", "end": date("2035")},
    ],
    "demand": [
        {"code": "DEM-1", "name": "Optics", "organization": 2, "application": "infrared optics",
         "material": 1, "quantity": 240.0, "unit": "kg", "basis": "contained",
         "start": date("2026-01"), "growth": -3.5, "priority": 1},
    ],
    "stock": [
        {"code": "STK-1", "organization": 2, "location": "Busan", "material": 1, "form": 2,
         "quantity": 180.0, "unit": "kg", "basis": "gross", "as_of": dt.date(2026, 1, 31),
         "usable": 99.9},
        {"code": "STK-2", "organization": 2, "material": 1, "quantity": 0.0,
         "as_of": dt.date(1900, 2, 28), **_LINE},
    ],
    "initiative": [
        {"code": "INI-1", "title": "Recycling", "kind": "r&d", "lead": 1, "partners": "KITECH, HK",
         "capacity": 1, "agreement": 2, "start": date("2025"), "due": date("2027-Q4"),
         "status": "planned", "progress": 33.3},
    ],
    "source": [
        {"code": "SRC-1", "publisher": "Chosun", "title": "온산 게르마늄", "trust": 3,
         "published": date("2025-11-10"), "url": "https://example.org/x", "text": "글\n" * 400},
        {"code": "SRC-2", "publisher": "P", "title": "T", "text": "y" * MAX_TEXT},
    ],
    "claim": [
        {"code": "CLM-1", "capacity": 1, "field": "nameplate", "value": "10", "said":
         date("2025-11"), "source": 1, "quote": "“약 10 t”", "status": "open"},
        {"code": "CLM-2", "capacity": 2, "field": "start", "value": "2028-03",
         "said": date("2026-H1"), "source": 1, "status": "rejected"},
    ],
    "scenario": [{"code": "SLIP", "name": "Slip a year", "color": "#2e7d32"}],
    "adjustment": [
        {"code": "ADJ-1", "scenario": 1, "order": 1, "enabled": "yes", "kind": "shift start",
         "capacity": 1, "amount": 12.0},
        {"code": "ADJ-2", "scenario": 1, "order": -2, "enabled": "no", "kind": "stop supply",
         "country": "CN", "from_": date("2027-Q1"), "until": date("2027-Q2")},
        {"code": "ADJ-3", "scenario": 1, "enabled": "yes", "kind": "set value", "capacity": 2,
         "field": "start", "value": "2029-H1"},
    ],
    "preferences": [
        {"code": "PREFERENCES", "own_organization": 2, "horizon_start": 2026, "horizon_years": 7,
         **_PROBABILITIES},
    ],
}  # fmt: skip


def rich(revision: int = 7) -> Dataset:
    """Gives the dataset; ids count from 1 in the order of RECORDS."""
    changes = [
        Change(type, id, None, values)
        for type, records in RECORDS.items()
        for id, values in enumerate(records, start=1)
    ]
    return Dataset(TYPES, None, 0, WORKSPACE).with_changes(changes, revision)


def edited(dataset: Dataset, *edits: tuple[str, str, Mapping[str, Any]]) -> Dataset:
    """Gives a later dataset in which records (type, code) have other values."""
    changes = []
    for type, code, values in edits:
        id = dataset.find(type, code)
        assert id is not None
        before = {name: getattr(dataset[type][id], name) for name in values}
        changes.append(Change(type, id, before, values))
    return dataset.with_changes(changes, dataset.revision + 1)


class Past:
    """A workspace whose past revisions are known, as a Store has them."""

    def __init__(self, *datasets: Dataset) -> None:
        self.dataset = datasets[-1]
        self._known = {dataset.revision: dataset for dataset in datasets}

    def at(self, number: int) -> Dataset:
        return self._known[number]


class Book:
    """An exported workbook under the hands of somebody with another program."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)

    @property
    def properties(self) -> Any:
        return self.book.custom_doc_props  # type: ignore[attr-defined]

    def sheet(self, name: str) -> Any:
        return self.book[name]

    def column(self, sheet: str, header: str) -> int:
        found = {str(cell.value): int(cell.column or 0) for cell in self.book[sheet][1]}
        return found[header]

    def row(self, sheet: str, code: str) -> int:
        column = self.column(sheet, "Code")
        for row in range(2, self.book[sheet].max_row + 1):
            if self.book[sheet].cell(row, column).value == code:
                return row
        raise KeyError(code)

    def cell(self, sheet: str, code: str, header: str) -> Any:
        return self.book[sheet].cell(self.row(sheet, code), self.column(sheet, header))

    def set(self, sheet: str, code: str, header: str, value: Any) -> str:
        """Types a value and gives the address of its cell."""
        cell = self.cell(sheet, code, header)
        cell.value = value
        if isinstance(value, str) and value.startswith("="):
            cell.data_type = "f"
        return f"{sheet}!{cell.coordinate}"

    def append(self, sheet: str, values: Mapping[str, Any], row: int | None = None) -> int:
        page = self.book[sheet]
        number = row or page.max_row + 1
        for header, value in values.items():
            page.cell(number, self.column(sheet, header)).value = value
        return number

    def rows(self, sheet: str) -> list[list[Any]]:
        return [[cell.value for cell in row] for row in self.book[sheet].iter_rows(min_row=2)]

    def put_rows(self, sheet: str, rows: Sequence[Sequence[Any]]) -> None:
        page = self.book[sheet]
        page.delete_rows(2, page.max_row)
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row, start=1):
                cell = page.cell(number, column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


def exported(dataset: Dataset, path: Path, language: str = "en") -> Path:
    write_workbook(dataset, path, language)
    return path
