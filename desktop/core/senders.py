"""Senders: what several workbooks say of the same records, merged one on top of the other.

Each workbook was compared on its own with what holds now. Where they say the same it counts
once; where they do not, the cell is a conflict that shows what each says, and nobody wins unless
a person decides.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop.core.changes import Change
from desktop.core.errors import Problem
from desktop.core.fields import folded
from desktop.core.i18n import Text
from desktop.core.likeness import same
from desktop.core.merge import ADDED, CONFLICT, COPIED, MISSING, REMOVED, Cell, Item, Offer
from desktop.core.records import RecordType

Key = tuple[str, str, int]


def combine(
    replies: Sequence[tuple[str, Sequence[Item]]], types: Mapping[str, RecordType]
) -> list[Item]:
    """Give the items of several workbooks as one list, each naming its senders.

    `replies` has the name of each file and its items, in the order in which they count; the same
    new record must have the same negative id in all of them.
    """
    found: dict[Key, Item] = {}
    for sender, items in replies:
        for item in items:
            key = _key(item, sender)
            signed = _signed(item, sender)
            earlier = found.get(key)
            found[key] = signed if earlier is None else _joined(earlier, signed, types[item.type])
    made = list(found.values())
    _flag_duplicates(made, types)
    return made


def additions(items: Iterable[Item]) -> list[Change]:
    """Give the sound new records as changes, so that the next workbook can be matched to them."""
    return [
        Change(item.type, item.id, None, {cell.field: cell.theirs for cell in item.cells})
        for item in items
        if item.kind == ADDED and not item.is_faulty
    ]


def _key(item: Item, sender: str) -> Key:
    if item.is_faulty:
        # What one sender got wrong must not keep out what another got right.
        return item.type, f"faulty {sender}", item.id
    if item.kind == REMOVED:
        return item.type, REMOVED, item.copy_of or 0
    return item.type, "", item.id


def _signed(item: Item, sender: str) -> Item:
    cells = [
        dataclasses.replace(cell, offers=(Offer(sender, cell.theirs, item.place),))
        for cell in item.cells
    ]
    problems = [
        dataclasses.replace(problem, cell=problem.cell and f"{sender} {problem.cell}")
        for problem in item.problems
    ]
    return dataclasses.replace(item, cells=cells, problems=problems, senders=(sender,))


def _joined(earlier: Item, later: Item, type: RecordType) -> Item:
    """Give one item for what two workbooks say of a record."""
    senders = (*earlier.senders, *later.senders)
    if earlier.kind == MISSING or later.kind == MISSING:
        if earlier.kind == later.kind:
            return dataclasses.replace(earlier, senders=senders)
        kept, gone = (later, earlier) if earlier.kind == MISSING else (earlier, later)
        message = Text("The row is missing in “{file}”", file=", ".join(gone.senders))
        warning = Problem("warning", kept.type, kept.code, "", message, kept.id)
        return dataclasses.replace(kept, problems=[*kept.problems, warning])
    cells = {cell.field: cell for cell in earlier.cells}
    for cell in later.cells:
        known = cells.get(cell.field)
        cells[cell.field] = cell if known is None else _met(known, cell, type)
    problems = [*earlier.problems, *later.problems]
    if earlier.kind == ADDED:
        message = Text("“{first}” and “{second}” both have the new record {code}; it is taken once",
                       first=earlier.senders[0], second=later.senders[0],
                       code=earlier.code)  # fmt: skip
        problems.append(Problem("warning", later.type, later.code, "", message, later.id))
    return dataclasses.replace(
        earlier, cells=list(cells.values()), problems=problems, senders=senders
    )


def _met(earlier: Cell, later: Cell, type: RecordType) -> Cell:
    """Give one cell for what two workbooks say of a field; the later one stands on top."""
    of = type.by_name[later.field]
    agree = all(same(of, offer.value, later.theirs) for offer in earlier.offers)
    offers = (*earlier.offers, *later.offers)
    if not agree or CONFLICT in (earlier.kind, later.kind):
        return dataclasses.replace(
            later, kind=CONFLICT, accepted=None, offers=offers, disputed=not agree
        )
    return dataclasses.replace(earlier, offers=offers)


def _flag_duplicates(items: Iterable[Item], types: Mapping[str, RecordType]) -> None:
    """Let new records wait for a decision that look like one of another sender."""
    first: dict[tuple[str, Any], Item] = {}
    for item in items:
        if item.kind not in (ADDED, COPIED) or item.is_faulty:
            continue
        likeness = _likeness(item, types[item.type])
        other = first.setdefault((item.type, likeness), item) if likeness else item
        if other is item or set(other.senders) & set(item.senders):
            continue
        message = Text("This may be the same as {code} in “{file}”; tick it to add it all the same",
                       code=other.code or "?", file=", ".join(other.senders))  # fmt: skip
        item.problems.append(
            Problem("warning", item.type, item.code, "code", message, item.id,
                    item.place.cell("code") if item.place else None)
        )  # fmt: skip
        item.accepted = None


def _likeness(item: Item, type: RecordType) -> Any:
    """Give by what two new records are known to be the same thing: their names, else all values."""
    values = {cell.field: cell.theirs for cell in item.cells if cell.field != "code"}
    name = values.get("name") or values.get("title")
    if name:
        return folded(str(name))
    return tuple(sorted((field, repr(value)) for field, value in values.items()))
