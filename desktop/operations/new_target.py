"""New target: a record that a reference needs and that is not there yet, made on the way."""

from __future__ import annotations

import re
from typing import Any

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.fields import ReferenceField, clean
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.core.validation import validate
from desktop.operations.edit import new_values

_CODE = re.compile(r"[A-Z0-9][A-Z0-9._/-]{0,19}")
_NEW = -1


def target_values(dataset: Dataset, of: ReferenceField, typed: str) -> dict[str, Any]:
    """Give what a new record of a reference's type starts with, called as was typed.

    Capitals without spaces are its code, too; else the code is the next free one.
    """
    type, name = dataset.types[of.target], clean(typed)
    values = new_values(dataset, type)
    for called in ("name", "title"):
        if called in type.by_name:
            values[called] = name
            break
    if _CODE.fullmatch(name):
        values["code"] = name
    return values


def new_target(
    dataset: Dataset, type: RecordType, id: int, of: ReferenceField, typed: str
) -> ChangeSet | None:
    """Give the ChangeSet that makes a record and refers to it; None where more must be known."""
    record, target = dataset[type.name][id], dataset.types[of.target]
    values = target_values(dataset, of, typed)
    made = Change(target.name, _NEW, None, values)
    alone = dataset.with_changes([made])
    if any(problem.field in _required(target) for problem in validate(alone, [made])):
        return None
    use = Change(type.name, id, {of.name: getattr(record, of.name)}, {of.name: _NEW})
    label = Text("Add {type} {code} and use it in {user}",
                 type=target.singular, code=values["code"], user=record.code)  # fmt: skip
    return ChangeSet(label, "grid", (made, use))


def _required(type: RecordType) -> set[str]:
    return {field.name for field in type.fields if field.required}
