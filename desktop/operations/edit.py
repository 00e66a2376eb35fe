"""Edits of records: each operation gives a ChangeSet for `Store.apply`."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset, proposed_code
from desktop.core.i18n import Text
from desktop.core.records import Record, RecordType


def set_values(
    dataset: Dataset, type: RecordType, edits: Mapping[int, Mapping[str, Any]], origin: str
) -> ChangeSet:
    """Give the ChangeSet that sets typed values: record id -> field name -> value."""
    changes = []
    for id, values in edits.items():
        record = dataset[type.name][id]
        after = {name: value for name, value in values.items() if getattr(record, name) != value}
        if after:
            before = {name: getattr(record, name) for name in after}
            changes.append(Change(type.name, id, before, after))
    return ChangeSet(_edit_label(dataset, type, changes), origin, changes)


def _edit_label(dataset: Dataset, type: RecordType, changes: Sequence[Change]) -> Text:
    if len(changes) == 1 and len(changes[0].after or {}) == 1:
        (name,) = changes[0].after or {}
        return Text(
            "Edit {field} of {code}",
            field=type.by_name[name].title,
            code=dataset[type.name][changes[0].id].code,
        )
    if len(changes) == 1:
        return Text("Edit {code}", code=dataset[type.name][changes[0].id].code)
    return Text("Edit {n} records of {type}", n=len(changes), type=type.title)


def new_values(dataset: Dataset, type: RecordType) -> dict[str, Any]:
    """Give what a new record starts with: a free code and the defaults of its fields."""
    values: dict[str, Any] = {f.name: f.default for f in type.fields if f.default is not None}
    values["code"] = proposed_code(dataset[type.name])
    return values


def free_codes(dataset: Dataset, type: RecordType, taken: Iterable[str] = ()) -> Iterator[str]:
    """Give codes for new records, one after the other: CAP-41, CAP-42 and so on."""
    first = proposed_code(dataset[type.name], taken)
    prefix, _, number = first.rpartition("-")
    return (f"{prefix}-{n}" for n in itertools.count(int(number)))


def add(type: RecordType, values: Mapping[str, Any], origin: str) -> ChangeSet:
    """Give the ChangeSet that adds one record; unknown values may be left out."""
    known = {name: value for name, value in values.items() if value is not None}
    label = Text("Add {type} {code}", type=type.singular, code=known.get("code", ""))
    return ChangeSet(label, origin, (Change(type.name, -1, None, known),))


def duplicate(
    dataset: Dataset, type: RecordType, ids: Sequence[int], origin: str = "grid"
) -> ChangeSet:
    """Give the ChangeSet that adds copies of records under free codes."""
    codes = free_codes(dataset, type)
    changes = []
    for position, id in enumerate(ids, start=1):
        values = {k: v for k, v in type.values(dataset[type.name][id]).items() if v is not None}
        values["code"] = next(codes)
        changes.append(Change(type.name, -position, None, values))
    label = (
        Text("Duplicate {code}", code=dataset[type.name][ids[0]].code)
        if len(ids) == 1
        else Text("Duplicate {n} records of {type}", n=len(ids), type=type.title)
    )
    return ChangeSet(label, origin, changes)


def delete(
    dataset: Dataset, type: RecordType, ids: Sequence[int], origin: str = "grid"
) -> ChangeSet:
    """Give the ChangeSet that removes records; the store refuses it while one is in use."""
    changes = [removal(type, dataset[type.name][id]) for id in ids]
    label = (
        Text("Delete {type} {code}", type=type.singular, code=dataset[type.name][ids[0]].code)
        if len(ids) == 1
        else Text("Delete {n} records of {type}", n=len(ids), type=type.title)
    )
    return ChangeSet(label, origin, changes)


def removal(type: RecordType, record: Record) -> Change:
    """Give the change that removes a record, with all it held."""
    values = {name: value for name, value in type.values(record).items() if value is not None}
    return Change(type.name, record.id, values, None)


def referrers(dataset: Dataset, type: RecordType, id: int) -> Iterable[tuple[Record, str]]:
    """Give every record, and the field of it, that refers to a record."""
    return dataset.referrers({type.name: {id}})
