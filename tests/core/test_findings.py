"""What is found after an edit is what would be found in all records."""

from __future__ import annotations

import random
from typing import Any

import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset, Table
from desktop.core.findings import Findings
from desktop.core.progress import Progress
from desktop.core.records import Record
from desktop.core.validation import check, record_problems
from desktop.model import TYPES
from desktop.operations.example import example_changes
from desktop.storage.first_revision import first_changes


@pytest.fixture(scope="module")
def example() -> Dataset:
    """Gives the last records of each type of the example; some refer to what is left out."""
    dataset = Dataset(TYPES).with_changes(first_changes(TYPES).changes)
    whole = dataset.with_changes(example_changes(dataset).changes)
    few = {name: list(whole[name])[-4:] for name in TYPES}
    return Dataset(TYPES, {name: Table(TYPES[name], {r.id: r for r in few[name]}) for name in few})


def alike(found: Findings) -> None:
    """Expects the same problems, in the same order, as a look at everything gives."""
    assert found.problems == check(found.dataset)


def test_after_any_edit_the_same_is_found_as_from_the_start(example: Dataset) -> None:
    chance, dataset = random.Random(5), example
    found = Findings.find(dataset, Progress())
    alike(found)
    fields = [(type, field) for type in dataset.types.values() for field in type.fields]
    for type, field in fields:
        records = list(dataset[type.name])
        if not records:
            continue
        record, other = chance.choice(records), chance.choice(records)
        for value in (None, getattr(other, field.name), _odd(getattr(record, field.name))):
            dataset = dataset.with_changes([Change(type.name, record.id, {}, {field.name: value})])
            found = found.after(dataset, Progress())
        alike(found)


def _odd(value: Any) -> Any:
    """Gives a value that a field may hold and a rule may not like."""
    return -value - 1_000 if isinstance(value, (int, float)) else value


def test_only_what_was_edited_is_looked_at(
    example: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    known = Findings.find(example, Progress())

    def noted(record: Record, dataset: Dataset) -> Any:
        looked.append(record.id)
        return record_problems(record, dataset)

    monkeypatch.setattr("desktop.core.findings.record_problems", noted)
    record = next(r for r in example["capacity"] if r.nameplate is not None)
    blank = example.with_changes([Change("capacity", record.id, {}, {"nameplate": None})])
    found = known.after(blank, Progress())
    assert looked == [record.id]
    assert len(found.problems) == len(known.problems) + 1
    looked.clear()
    renamed = blank.with_changes([Change("capacity", record.id, {}, {"code": "OTHER"})])
    alike(found.after(renamed, Progress()))
    assert len(looked) > 1
