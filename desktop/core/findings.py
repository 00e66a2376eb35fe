"""Findings: everything that is wrong or doubtful in a dataset, kept from one edit to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.core.records import Record, RecordType
from desktop.core.validation import record_problems

_STEP = 500  # records between two looks at whether to stop

_Place = tuple[str, int]


@dataclass(frozen=True, eq=False)
class Findings:
    """The problems of a dataset by record (type name and id); records without any are left out."""

    dataset: Dataset
    of: Mapping[_Place, Sequence[Problem]]

    @classmethod
    def find(cls, dataset: Dataset, progress: Progress) -> Findings:
        """Look at all records; can be stopped."""
        records = [record for name in dataset.types for record in dataset[name]]
        return cls(dataset, _problems(records, dataset, progress))

    def after(self, dataset: Dataset, progress: Progress) -> Findings:
        """Look at what an edit has changed, and at all records where others may depend on it."""
        stirred = _stirred(self.dataset, dataset)
        if stirred is None:
            return Findings.find(dataset, progress)
        looked_at = {_place(record) for record in stirred}
        found = {place: some for place, some in self.of.items() if place not in looked_at}
        found |= _problems(stirred, dataset, progress)
        order = {name: number for number, name in enumerate(dataset.types)}
        places = sorted(found, key=lambda place: (order[place[0]], place[1]))
        return Findings(dataset, {place: found[place] for place in places})

    @cached_property
    def problems(self) -> list[Problem]:
        """All of them, errors first."""
        every = [problem for some in self.of.values() for problem in some]
        return sorted(every, key=lambda problem: problem.severity != "error")


def _place(record: Record) -> _Place:
    return record.type.name, record.id


def _problems(
    records: Sequence[Record], dataset: Dataset, progress: Progress
) -> dict[_Place, Sequence[Problem]]:
    found: dict[_Place, Sequence[Problem]] = {}
    for done, record in enumerate(records):
        if done % _STEP == 0:
            progress.step(done, len(records), Text("Checking"))
        problems = record_problems(record, dataset)
        if problems:
            found[_place(record)] = problems
    return found


def _stirred(before: Dataset, after: Dataset) -> list[Record] | None:
    """Give the records that an edit has changed; None where others may have other problems now.

    Of other records, rules read only codes, references and what their type watches.
    """
    if before.types is not after.types or before.workspace != after.workspace:
        return None
    found: list[Record] = []
    for type in after.types.values():
        old, new = before[type.name], after[type.name]
        if old is new:
            continue
        names = _read_by_others(type, after.types.values())
        for id in new.differing(old):
            one, other = old.get(id), new.get(id)
            if one is None or other is None:
                return None
            if any(getattr(one, name) != getattr(other, name) for name in names):
                return None
            found.append(other)
    return found


def _read_by_others(type: RecordType, types: Iterable[RecordType]) -> list[str]:
    watched = {name for other in types for name in other.watches}
    return [
        "code",
        *(reference.name for reference in type.references),
        *(field.name for field in type.fields if f"{type.name}.{field.name}" in watched),
    ]
