"""Claims: what sources say about capacity records, which of them contradict, and using one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError, OfftakeError
from desktop.core.i18n import Locale, Text
from desktop.model.evidence import CLAIMED_FIELDS, Claim, Source
from desktop.model.plants import Capacity

ORIGIN = "claim"


@dataclass(frozen=True)
class Statement:
    """A claim with its source and record.

    `value` is what it says as the record would hold it, None when that cannot be read; `agrees`
    tells that the record says the same now.
    """

    claim: Claim
    source: Source | None
    capacity: Capacity | None
    value: Any
    agrees: bool

    @property
    def trust(self) -> int:
        """How far its source is trusted, 1 to 5; 0 where nobody has judged."""
        return (self.source.trust if self.source is not None else None) or 0


def statements(dataset: Dataset, type_name: str, id: int) -> list[Statement]:
    """Give the claims about a capacity record or those of a plant, or made by a source.

    They stand by record and field, within a field the most trusted and latest first.
    """
    found = [_statement(claim, dataset) for claim in _claims(dataset, type_name, id)]

    def rank(one: Statement) -> tuple[object, ...]:
        place = (
            CLAIMED_FIELDS.index(one.claim.field)
            if one.claim.field in CLAIMED_FIELDS
            else len(CLAIMED_FIELDS)
        )
        return (
            one.claim.capacity,
            place,
            -one.trust,
            -one.claim.said.latest.toordinal(),
            one.claim.id,
        )

    return sorted(found, key=rank)


def _claims(dataset: Dataset, type_name: str, id: int) -> Iterator[Claim]:
    for claim in dataset.table(Claim):
        if type_name == Capacity.type.name:
            wanted = claim.capacity == id
        elif type_name == Source.type.name:
            wanted = claim.source == id
        else:
            record = dataset.table(Capacity).get(claim.capacity)
            wanted = type_name == "plant" and record is not None and record.plant == id
        if wanted:
            yield claim


def _statement(claim: Claim, dataset: Dataset) -> Statement:
    capacity = dataset.table(Capacity).get(claim.capacity)
    value = said(claim, dataset)
    agrees = (
        capacity is not None and value is not None and getattr(capacity, claim.field, None) == value
    )
    return Statement(claim, dataset.table(Source).get(claim.source), capacity, value, agrees)


def said(claim: Claim, dataset: Dataset) -> Any:
    """Give what a claim says as its field would hold it, None when that cannot be read."""
    field = Capacity.type.by_name.get(claim.field or "")
    if field is None:
        return None
    try:
        return field.parse(claim.value, Locale(), dataset)
    except FieldError:
        return None


def contradicts(found: list[Statement]) -> bool:
    """Tell whether claims about one field, leaving rejected ones out, say different things."""
    values = [one.value for one in found if one.claim.status != "rejected"]
    return any(value != values[0] for value in values)


def support(dataset: Dataset, type_name: str, id: int, field: str) -> list[Text]:
    """Give the sources whose used claims say what a field of a record holds now."""
    if type_name != Capacity.type.name:
        return []
    return [
        Text(
            "Source: {publisher}, {said}",
            publisher=one.source.publisher if one.source is not None else "?",
            said=one.claim.said,
        )
        for one in statements(dataset, type_name, id)
        if one.claim.field == field and one.agrees and one.claim.status == "used"
    ]


def use(dataset: Dataset, claim: Claim) -> ChangeSet:
    """Give the ChangeSet that lets the record follow a claim and marks the claim as used.

    A claim used so far that says something else is open again. Raises `OfftakeError` for a
    value that the field does not take.
    """
    value = said(claim, dataset)
    record = dataset.table(Capacity).get(claim.capacity)
    if value is None or record is None:
        raise OfftakeError(
            Text("“{value}” is no value of this field; write the claim as the field is typed",
                 value=claim.value)
        )  # fmt: skip
    changes = []
    now = getattr(record, claim.field)
    if now != value:
        changes.append(Change("capacity", record.id, {claim.field: now}, {claim.field: value}))
    for other in dataset.table(Claim):
        about = other.capacity == claim.capacity and other.field == claim.field
        status = "used" if other.id == claim.id else "open"
        outdated = other.status == "used" and said(other, dataset) != value
        if about and other.status != status and (other.id == claim.id or outdated):
            changes.append(Change("claim", other.id, {"status": other.status}, {"status": status}))
    field = Capacity.type.by_name[claim.field]
    source = dataset.table(Source).get(claim.source)
    label = Text(
        "Use claim {claim} of {publisher}: {field} of {code}",
        claim=claim.code,
        publisher=source.publisher if source is not None else "?",
        field=field.title,
        code=record.code,
    )
    return ChangeSet(label, ORIGIN, changes)


def mark(claim: Claim, status: str) -> ChangeSet:
    """Give the ChangeSet that marks a claim as open or rejected; the record stays as it is."""
    change = Change("claim", claim.id, {"status": claim.status}, {"status": status})
    label = (
        Text("Reject claim {claim}", claim=claim.code)
        if status == "rejected"
        else Text("Reopen claim {claim}", claim=claim.code)
    )
    return ChangeSet(label, ORIGIN, (change,))
