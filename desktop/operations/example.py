"""The example workspace: germanium, gallium and indium of the world, told from cited sources.

The data are CSV files in `resources/example`, one per record type, headed by the labels of the
fields; they are read by the same field types as everything else.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset, folded_code
from desktop.core.errors import FieldError, OfftakeError
from desktop.core.fields import Field
from desktop.core.i18n import Locale, Text
from desktop.core.records import RecordType
from desktop.paths import RESOURCES

FOLDER = RESOURCES / "example"


class _Codes:
    """Finds the records that the files bring and those already there, by code."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._new: dict[tuple[str, str], int] = {}

    def announce(self, type_name: str, code: str, id: int) -> None:
        self._new[type_name, folded_code(code)] = id

    def find(self, type_name: str, code: str) -> int | None:
        return self._new.get((type_name, folded_code(code))) or self._dataset.find(type_name, code)

    def code_of(self, type_name: str, id: int) -> str | None:
        return self._dataset.code_of(type_name, id)


def example_changes(dataset: Dataset, folder: Path = FOLDER) -> ChangeSet:
    """Give the ChangeSet that fills a new workspace with the example.

    Raises `OfftakeError` naming file, line and column of a value that a field does not take.
    """
    rows = {type.name: _rows(folder, type) for type in dataset.types.values()}
    codes = _Codes(dataset)
    for type in dataset.types.values():
        for position, (_, row) in enumerate(rows[type.name], start=1):
            codes.announce(type.name, row.get("Code") or "", -position)
    changes: list[Change] = []
    for type in dataset.types.values():
        for position, (line, row) in enumerate(rows[type.name], start=1):
            values = _values(folder, type, line, row, codes)
            changes.append(_change(dataset, type, -position, values))
    return ChangeSet(Text("Open the example"), "example", changes)


def _rows(folder: Path, type: RecordType) -> list[tuple[int, Mapping[str, str]]]:
    path = folder / f"{type.name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return [(reader.line_num, row) for row in reader]


def _values(
    folder: Path, type: RecordType, line: int, row: Mapping[str, str], codes: _Codes
) -> dict[str, Any]:
    by_label: dict[str, Field] = {f.label: f for f in type.fields}
    values: dict[str, Any] = {}
    for label, raw in row.items():
        field = by_label.get(label)
        try:
            if field is None:
                raise FieldError(Text("There is no field “{label}”", label=label))
            value = field.parse(raw, Locale(), codes)
        except FieldError as fault:
            raise OfftakeError(
                Text("{file}, line {line}, {label}: {fault}", file=f"{folder.name}/{type.name}.csv",
                     line=line, label=label, fault=fault.message)
            ) from None  # fmt: skip
        if value is not None:
            values[field.name] = value
    return values


def _change(dataset: Dataset, type: RecordType, id: int, values: dict[str, Any]) -> Change:
    """Add a record, or alter the one that a workspace has of a single type."""
    if type.single:
        for present in dataset[type.name]:
            after = {k: v for k, v in values.items() if getattr(present, k) != v}
            before = {k: getattr(present, k) for k in after}
            return Change(type.name, present.id, before, after)
    return Change(type.name, id, None, values)
