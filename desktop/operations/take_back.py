"""Taking one past revision back alone, and what must be decided before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.core.changes import Revision
from desktop.core.i18n import Text
from desktop.operations.history import Codes, value_text
from desktop.storage.store import Store
from desktop.storage.take_back import (
    LEAVE,
    TAKE_BACK,
    Choices,
    Conflict,
    ConflictsError,
    Settlement,
)

__all__ = ["LEAVE", "TAKE_BACK", "Choices", "Conflict", "ConflictsError", "Settlement"]


def chosen(conflicts: Sequence[Conflict], choice: str) -> dict[Conflict, str]:
    """Decide all conflicts alike; what cannot be taken back is left."""
    return {one: LEAVE if one.reason is not None else choice for one in conflicts}


def decided(store: Store, number: int, choice: str) -> Choices:
    """Give choices that decide every conflict of a revision alike, also those that follow."""
    made: dict[Conflict, str] = {}
    while True:
        undecided = store.settlement(number, made).open(made)
        if not undecided:
            return made
        made |= chosen(undecided, choice)


def take_back(
    store: Store, number: int, choice: str | None = None, origin: str = "command line"
) -> Revision | None:
    """Take a revision back; without a choice, conflicts raise `ConflictsError`."""
    return store.take_back(number, origin, decided(store, number, choice) if choice else None)


@dataclass(frozen=True)
class Line:
    """A conflict as people read it: what the revision wrote, what is there now and was before."""

    record: str
    field: str
    wrote: str
    now: str
    former: str
    said: str


def line(conflict: Conflict, store: Store, codes: Codes) -> Line:
    """Give a conflict in words; of a record as a whole, the fields that were edited since."""
    type = store.dataset.types[conflict.type]
    record = f"{type.singular} {conflict.code}"
    if conflict.reason is not None:
        return Line(record, "", "", "", "", str(conflict.reason))
    fields = [type.by_name[cell.field] for cell in conflict.cells]
    texts = [
        [value_text(field, value, codes) or str(Text("blank"))
         for value in (cell.wrote, cell.now, cell.former)]
        for field, cell in zip(fields, conflict.cells, strict=True)
    ]  # fmt: skip
    wrote, now, former = (" · ".join(column) for column in zip(*texts, strict=True))
    names = " · ".join(str(field.title) for field in fields)
    if conflict.removes:
        return Line(record, names, wrote, now, str(Text("not there")),
                    str(Text("Delete the record with the later edits")))  # fmt: skip
    return Line(record, names, wrote, now, former, str(Text("Put the former value back")))
