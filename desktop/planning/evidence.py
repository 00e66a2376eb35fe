"""Evidence: the sources on which a record rests."""

from __future__ import annotations

import re
from collections.abc import Iterable

from desktop.core.dataset import Dataset
from desktop.core.records import Record
from desktop.model.evidence import Claim, Source
from desktop.model.plants import Capacity
from desktop.model.scenarios import Adjustment

_WORDS = re.compile(r"[^\s,;:()\[\]“”\"']+")


def sources_of(
    dataset: Dataset, record: Record | None, fields: Iterable[str] = ()
) -> tuple[Source, ...]:
    """Give the sources of a record, those of `fields` if there are any.

    Capacity rests on its claims that are used; where there is none, and for all other records,
    the sources are those whose codes stand in the note (for an adjustment without any, in that
    of its scenario).
    """
    if record is None:
        return ()
    used = _used(dataset, record) if isinstance(record, Capacity) else []
    wanted = set(fields)
    chosen = [claim for claim in used if claim.field in wanted] or used
    ids = dict.fromkeys(claim.source for claim in chosen) or _named(dataset, record)
    if not ids and isinstance(record, Adjustment):
        ids = _named(dataset, dataset["scenario"][record.scenario])
    found = (dataset.get("source", id) for id in ids)
    return tuple(source for source in found if source is not None)


def _used(dataset: Dataset, record: Capacity) -> list[Claim]:
    claims = dataset.table(Claim)
    return [claim for claim in claims if claim.capacity == record.id and claim.status == "used"]


def _named(dataset: Dataset, record: Record) -> dict[int, None]:
    words = (word.rstrip(".") for word in _WORDS.findall(getattr(record, "note", None) or ""))
    return {id: None for word in words if (id := dataset.find("source", word)) is not None}
