"""Field history: which values a field of a record had, since when, and from where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from desktop.core.changes import Revision
from desktop.core.dataset import Dataset
from desktop.core.fields import Field
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record
from desktop.operations.totals import quantity_field


@dataclass(frozen=True)
class Former:
    """A value and the revision that wrote it."""

    value: Any
    revision: Revision


def field_history(revisions: Iterable[Revision], name: str) -> list[Former]:
    """Give the values of a field, newest first, from the history of its record (newest first)."""
    found = []
    for revision in revisions:
        for change in revision.changes:
            if change.after is not None and (change.before is None or name in change.after):
                found.append(Former(change.after.get(name), revision))
    return found


def edited_fields(revisions: Iterable[Revision]) -> frozenset[str]:
    """Give the fields of a record that ever had another value than they began with."""
    return frozenset(
        name
        for revision in revisions
        for change in revision.changes
        if change.kind == "changed"
        for name in change.after or ()
    )


def unit_of(record: Record, field: Field, revisions: Iterable[Revision]) -> str:
    """Give the unit of a quantity that its record names, where it was never another one."""
    if quantity_field(record.type) is not field or "unit" in edited_fields(revisions):
        return ""
    return str(getattr(record, "unit", ""))


def summary(field: Field, found: list[Former], dataset: Dataset, unit: str = "") -> Text:
    """Give a sentence such as “12 t since 2025-11-20, before 10 t”."""

    def shown(value: Any) -> str:
        written = field.format(value, None, dataset)
        return f"{written} {unit}".rstrip() if written else str(Text("blank"))

    if not found:
        return Text("Nothing is on record")
    day = PartialDate.of_day(found[0].revision.time.astimezone().date())
    if len(found) == 1:
        return Text("{value} since {day}", value=shown(found[0].value), day=day)
    return Text(
        "{value} since {day}, before {former}",
        value=shown(found[0].value),
        day=day,
        former=shown(found[1].value),
    )
