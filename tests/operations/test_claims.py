"""Claims: which contradict, and what using one does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.partial_date import PartialDate
from desktop.operations.claims import contradicts, mark, statements, use
from desktop.storage.store import Store


def with_claims(small: Dataset, *claims: dict[str, Any]) -> Dataset:
    """Gives the small dataset with two sources, one trusted more, and claims about CAP-1."""
    changes = [
        Change("source", 1, None, {"code": "S1", "publisher": "A paper", "title": "t", "trust": 2}),
        Change("source", 2, None, {"code": "S2", "publisher": "A filing", "title": "t",
                                   "trust": 5}),
    ]  # fmt: skip
    for id, values in enumerate(claims, start=1):
        given = {"code": f"C{id}", "capacity": 1, "field": "nameplate", "source": 1,
                 "said": PartialDate.parse("2025-08"), "status": "open"}  # fmt: skip
        changes.append(Change("claim", id, None, {**given, **values}))
    return small.with_changes(changes)


def test_the_most_trusted_and_latest_claims_come_first(small: Dataset) -> None:
    dataset = with_claims(
        small,
        {"value": "10"},
        {"value": "12", "source": 2},
        {"value": "11", "said": PartialDate.parse("2026")},
        {"value": "2028", "field": "start"},
    )
    found = statements(dataset, "capacity", 1)
    assert [(one.claim.field, one.claim.value, one.agrees) for one in found] == [
        ("nameplate", "12", True), ("nameplate", "11", False), ("nameplate", "10", False),
        ("start", "2028", False),
    ]  # fmt: skip
    assert contradicts(found[:3]) and not contradicts(found[3:])
    assert len(statements(dataset, "source", 2)) == 1
    assert len(statements(dataset, "plant", 1)) == 4
    assert statements(dataset, "capacity", 2) == []


def test_rejected_claims_contradict_nobody(small: Dataset) -> None:
    dataset = with_claims(small, {"value": "10", "status": "rejected"}, {"value": "12"})
    assert not contradicts(statements(dataset, "capacity", 1))


def test_using_a_claim_sets_the_field_and_the_marks_in_one_change(small: Dataset) -> None:
    dataset = with_claims(
        small, {"value": "10"}, {"value": "12", "status": "used", "source": 2},
        {"value": "10", "status": "used"}, {"value": "2028", "field": "start", "status": "used"},
    )  # fmt: skip
    made = use(dataset, dataset["claim"][1])
    assert made.origin == "claim"
    assert str(made.label) == "Use claim C1 of A paper: Nameplate of CAP-1"
    after = dataset.with_changes(made.changes)
    assert after["capacity"][1].nameplate == 10.0
    # The one that says something else is open again; one that agrees, or is of another field, not.
    assert [claim.status for claim in after["claim"]] == ["used", "open", "used", "used"]


def test_a_claim_that_agrees_is_only_marked(small: Dataset) -> None:
    dataset = with_claims(small, {"value": "12"})
    made = use(dataset, dataset["claim"][1])
    assert [change.type for change in made.changes] == ["claim"]


def test_a_claim_that_cannot_be_read_is_refused_in_a_sentence(small: Dataset) -> None:
    dataset = with_claims(small, {"value": "a dozen"})
    (one,) = statements(dataset, "capacity", 1)
    assert one.value is None and not one.agrees
    with pytest.raises(OfftakeError, match="a dozen"):
        use(dataset, dataset["claim"][1])


def test_a_claim_is_rejected_and_reopened(small: Dataset) -> None:
    dataset = with_claims(small, {"value": "10"})
    made = mark(dataset["claim"][1], "rejected")
    assert str(made.label) == "Reject claim C1"
    after = dataset.with_changes(made.changes)
    assert after["claim"][1].status == "rejected"
    assert str(mark(after["claim"][1], "open").label) == "Reopen claim C1"
    assert after["capacity"][1].nameplate == 12.0


def test_using_a_claim_passes_the_store_and_is_undone_as_one(tmp_path: Path) -> None:
    from desktop.operations.workspace import new

    with new(tmp_path / "w.offtake", example=True) as store:
        assert isinstance(store, Store)
        before = store.dataset
        claims = statements(before, "capacity", before.find("capacity", "CAP-ONSAN-GE") or 0)
        other = next(one for one in claims if not one.agrees and one.value is not None)
        store.apply(use(before, other.claim))
        record = store.dataset["capacity"][other.claim.capacity]
        assert getattr(record, other.claim.field) == other.value
        store.undo()
        assert store.dataset == before
