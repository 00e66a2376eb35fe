"""Bringing back what was: a record as it stood at a past state, or a field's former value."""

from __future__ import annotations

from typing import Any

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.operations.edit import set_values

ORIGIN = "history"


def bring_back(now: Dataset, then: Dataset, type_name: str, id: int) -> ChangeSet | None:
    """Give the ChangeSet that makes a record as it was; None if it is so, or was not there then.

    A deleted record returns under its old id, so that its history goes on, and with it the
    deleted records that it referred to.
    """
    was = then.get(type_name, id)
    if was is None:
        return None
    type = now.types[type_name]
    present = now.get(type_name, id)
    if present is not None:
        values = {n: v for n, v in type.values(was).items() if v != getattr(present, n)}
        return set_back(now, type_name, id, values) if values else None
    label = Text("Bring back {type} {code}", type=type.singular, code=was.code)
    return ChangeSet(label, ORIGIN, _missing(now, then, type_name, id), "restore")


def set_back(now: Dataset, type_name: str, id: int, values: dict[str, Any]) -> ChangeSet:
    """Give the ChangeSet that sets fields of a record to values that they once had."""
    type = now.types[type_name]
    made = set_values(now, type, {id: values}, ORIGIN)
    code = now.code_of(type_name, id) or ""
    label = Text("Set {code} back to what it was", code=code)
    if len(values) == 1:
        (name,) = values
        label = Text(
            "Set {field} of {code} back to what it was", field=type.by_name[name].title, code=code
        )
    return ChangeSet(label, ORIGIN, made.changes)


def _missing(now: Dataset, then: Dataset, type_name: str, id: int) -> list[Change]:
    """Give the additions of a record and of all that it refers to and that is gone."""
    found: dict[tuple[str, int], Change] = {}
    waiting = [(type_name, id)]
    while waiting:
        name, one = waiting.pop()
        record = then.get(name, one)
        if record is None or (name, one) in found or one in now[name]:
            continue
        type = now.types[name]
        values = {n: v for n, v in type.values(record).items() if v is not None}
        found[name, one] = Change(name, one, None, values)
        waiting += [(f.target, values[f.name]) for f in type.references if f.name in values]
    # What is referred to comes first.
    return list(reversed(found.values()))
