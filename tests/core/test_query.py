"""Filters, search and sorting of records."""

from __future__ import annotations

import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError
from desktop.core.query import Query, run
from desktop.model import TYPES, Capacity


@pytest.fixture
def dataset(small: Dataset) -> Dataset:
    return small


def codes(dataset: Dataset, **query: object) -> list[str]:
    ids = run(Query(**query), dataset, Capacity.type)  # type: ignore[arg-type]
    return [dataset["capacity"][id].code for id in ids]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("nameplate", ">10", ["CAP-1", "CAP-2"]),
        ("nameplate", ">=15 ", ["CAP-2"]),
        ("nameplate", "10..13", ["CAP-1"]),
        ("nameplate", "12", ["CAP-1"]),
        ("nameplate", "blank", ["CAP-3"]),
        ("nameplate", "!blank", ["CAP-1", "CAP-2"]),
        ("stage", "oper", ["CAP-3"]),
        ("stage", "!oper", ["CAP-1", "CAP-2"]),
        ("stage", "operating | committed", ["CAP-1", "CAP-3"]),
        ("material", "=ge", ["CAP-1", "CAP-3"]),
        ("start", ">=2028", ["CAP-1", "CAP-2"]),
        ("start", "2027..2028-H1", ["CAP-1", "CAP-2"]),
        ("start", "<2028", []),
        ("start", ">2027", ["CAP-1", "CAP-2"]),
        ("start", "2028-H1", ["CAP-1"]),
    ],
)
def test_filters(dataset: Dataset, name: str, text: str, expected: list[str]) -> None:
    assert codes(dataset, filters={name: text}) == expected


def test_bad_filter_gets_a_sentence(dataset: Dataset) -> None:
    with pytest.raises(FieldError, match="ten"):
        codes(dataset, filters={"nameplate": ">ten"})


def test_search_looks_at_every_field_and_wants_every_word(dataset: Dataset) -> None:
    assert codes(dataset, search="ONSAN committed") == ["CAP-1"]
    assert codes(dataset, search="onsan trail") == []


def test_sorting_is_stable_and_unknown_stands_last(dataset: Dataset) -> None:
    assert codes(dataset, sort=[("nameplate", True)]) == ["CAP-2", "CAP-1", "CAP-3"]
    assert codes(dataset, sort=[("nameplate", False)]) == ["CAP-1", "CAP-2", "CAP-3"]
    assert codes(dataset, sort=[("material", False), ("code", True)]) == ["CAP-2", "CAP-3", "CAP-1"]


def test_types_cover_the_design() -> None:
    assert [t.sheet for t in TYPES.values()][:13] == [
        "Materials", "Forms", "Organizations", "Plants", "Capacity", "Agreements", "Demand",
        "Stock", "Initiatives", "Sources", "Claims", "Scenarios", "Adjustments",
    ]  # fmt: skip
    assert Change("plant", 1, None, {}).kind == "added"


def test_search_follows_edits_additions_and_new_codes_elsewhere(dataset: Dataset) -> None:
    def found(words: str, of: Dataset) -> list[str]:
        return [of["capacity"][id].code for id in run(Query(search=words), of, Capacity.type)]

    first = next(iter(dataset["capacity"]))
    assert found("marmalade", dataset) == []
    renamed = dataset.with_changes(
        [Change("capacity", first.id, {"name": first.name}, {"name": "Marmalade"})]
    )
    assert found("marmalade", renamed) == [first.code]
    plant = renamed["plant"][first.plant]
    moved = renamed.with_changes(
        [Change("plant", plant.id, {"code": plant.code}, {"code": "QUINCE"})]
    )
    assert first.code in found("quince", moved)
    gone = moved.with_changes([Change("capacity", first.id, {"name": "Marmalade"}, None)])
    assert found("marmalade", gone) == []
    assert found("marmalade", dataset) == []
