"""Many new records at once: made and checked a column at a time, with the same outcome as alone."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.validation import validate
from desktop.model import TYPES

COUNT = 60


def forms(**odd: Any) -> list[Change]:
    """Gives a material and many forms of it, the last of which is odd."""
    values: list[dict[str, Any]] = [
        {"code": f"F{n}", "name": f"Form {n}", "material": 1, "metal_content": 0.5}
        for n in range(COUNT)
    ]
    values[-1] |= odd
    made = [Change("form", n, None, of) for n, of in enumerate(values, start=1)]
    return [Change("material", 1, None, {"code": "GE", "name": "germanium"}), *made]


def problems_of(changes: list[Change]) -> list[tuple[str, int | None, str, str]]:
    after = Dataset(TYPES).with_changes(changes)
    return [(p.type, p.id, p.field, str(p.message)) for p in validate(after, changes)]


def test_many_sound_records_have_no_problems() -> None:
    assert problems_of(forms()) == []


@pytest.mark.parametrize(
    ("odd", "field"),
    [
        ({"name": None}, "name"),
        ({"metal_content": 7.0}, "metal_content"),
        ({"metal_content": True}, "metal_content"),
        ({"metal_content": [1]}, "metal_content"),
        ({"material": 99}, "material"),
        ({"code": "f0"}, "code"),
    ],
)
def test_one_faulty_record_among_many_is_found(odd: dict[str, Any], field: str) -> None:
    found = problems_of(forms(**odd))
    assert [(type, id, name) for type, id, name, _ in found] == [("form", COUNT, field)]


def test_a_number_that_equals_true_is_not_taken_for_it() -> None:
    # 1.0 and True are equal, so one of them hides the other where only distinct values are seen.
    changes = forms(metal_content=True)
    changes[1] = Change("form", 1, None, {**(changes[1].after or {}), "metal_content": 1.0})
    assert [(id, name) for _, id, name, _ in problems_of(changes)] == [(COUNT, "metal_content")]


def test_records_made_together_are_those_made_one_by_one() -> None:
    changes = forms(metal_content=None)
    together = Dataset(TYPES).with_changes(changes)
    alone = Dataset(TYPES)
    for change in changes:
        alone = alone.with_changes([change])
    assert together == alone
    assert [r.id for r in together["form"]] == list(range(1, COUNT + 1))
    made = TYPES["form"].make(COUNT, changes[-1].after or {})
    assert together["form"][COUNT] == made
