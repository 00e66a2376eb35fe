"""Evidence: the sources on which a record rests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from desktop.core.dataset import Dataset
from desktop.core.records import Record
from desktop.model.evidence import Claim, Source
from desktop.model.plants import Capacity
from desktop.model.scenarios import Adjustment

_WORDS = re.compile(r"[^\s,;:()\[\]“”\"']+")


def used_claims(dataset: Dataset) -> dict[int, list[Claim]]:
    """Give the claims that are used, by the id of their capacity."""
    found: dict[int, list[Claim]] = {}
    for claim in dataset.table(Claim):
        if claim.status == "used":
            found.setdefault(claim.capacity, []).append(claim)
    return found


def sources_of(
    dataset: Dataset,
    record: Record,
    fields: Iterable[str] = (),
    claims: Mapping[int, list[Claim]] | None = None,
) -> tuple[Source, ...]:
    """Give the sources of a record, those of `fields` if there are any.

    `claims` are the used ones, if they are known already.

    Capacity rests on its claims that are used; where there is none, and for all other records,
    the sources are those whose codes stand in the note (for an adjustment without any, in that
    of its scenario).
    """
    used: list[Claim] = []
    if isinstance(record, Capacity):
        used = (used_claims(dataset) if claims is None else claims).get(record.id, [])
    wanted = set(fields)
    chosen = [claim for claim in used if claim.field in wanted] or used
    ids = dict.fromkeys(claim.source for claim in chosen) or _named(dataset, record)
    if not ids and isinstance(record, Adjustment):
        ids = _named(dataset, dataset["scenario"][record.scenario])
    found = (dataset.get("source", id) for id in ids)
    return tuple(source for source in found if source is not None)


def _named(dataset: Dataset, record: Record) -> dict[int, None]:
    words = (word.rstrip(".") for word in _WORDS.findall(getattr(record, "note", None) or ""))
    return {id: None for word in words if (id := dataset.find("source", word)) is not None}
