"""A file that was edited in two places is put together again, and nothing is decided unasked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.operations import workspace
from desktop.operations.conflicted_copies import (
    common_revision,
    conflicted_copies,
    review_copy,
)
from desktop.operations.import_workbook import changes
from desktop.storage.store import Store

KZ = {"code": "KZ", "name": "Korea Zinc", "roles": ("supplier",)}
TECK = {"code": "TECK", "name": "Teck", "roles": ("supplier",)}


def write(store: Store, *changes: Change) -> None:
    store.apply(ChangeSet(Text("Edit"), "grid", list(changes)))


def rename(store: Store, id: int, **values: Any) -> None:
    record = store.dataset["organization"][id]
    before = {name: getattr(record, name) for name in values}
    write(store, Change("organization", id, before, values))


def add(store: Store, **values: Any) -> None:
    write(store, Change("organization", -1, None, {"roles": ("trader",), **values}))


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Gives a workspace of two organizations and a copy of it, both open."""
    path, other = tmp_path / "plan.offtake", tmp_path / "plan (conflicted copy 2026).offtake"
    with workspace.new(path) as store:
        write(store, Change("organization", -1, None, KZ), Change("organization", -2, None, TECK))
    shutil.copyfile(path, other)
    with Store.open(path) as ours, Store.open(other) as theirs:
        yield ours, theirs


def test_a_copy_without_edits_of_its_own_is_none(two: tuple[Store, Store]) -> None:
    ours, _ = two
    rename(ours, 1, name="Ours")
    assert conflicted_copies(ours) == []


def test_a_copy_with_edits_of_its_own_is_found(two: tuple[Store, Store], tmp_path: Path) -> None:
    ours, theirs = two
    rename(ours, 1, name="Ours")
    rename(theirs, 2, name="Theirs")
    rename(theirs, 2, country="CA")
    Store.create(tmp_path / "plan 2.offtake").close()  # another workspace
    (tmp_path / "plan 3.offtake").write_bytes(b"nothing")
    (found,) = conflicted_copies(ours)
    assert (found.path, found.common, found.revisions) == (theirs.path, 2, 2)
    assert common_revision(ours, theirs) == 2


def test_what_restoring_keeps_beside_is_not_offered(two: tuple[Store, Store]) -> None:
    ours, theirs = two
    rename(theirs, 1, name="Theirs")
    theirs.close()
    theirs.path.rename(theirs.path.with_name("plan before restore 2026-03-01 101010.offtake"))
    assert conflicted_copies(ours) == []


def test_edits_of_both_sides_come_together(two: tuple[Store, Store]) -> None:
    ours, theirs = two
    rename(ours, 1, name="Ours")
    rename(theirs, 2, name="Theirs")
    found = review_copy(ours, theirs.path)
    assert found.undecided == 0 and not found.problems
    ours.apply(changes(found))
    names = {record.code: record.name for record in ours.dataset["organization"]}
    assert names == {"KZ": "Ours", "TECK": "Theirs"}
    ours.undo()
    assert ours.dataset["organization"][2].name == "Teck"


def test_a_cell_that_both_changed_is_a_conflict(two: tuple[Store, Store]) -> None:
    ours, theirs = two
    rename(ours, 1, name="Ours")
    rename(theirs, 1, name="Theirs")
    found = review_copy(ours, theirs.path)
    assert found.undecided == 1
    with pytest.raises(OfftakeError, match="decide"):
        changes(found)


def test_new_records_of_the_same_id_stay_two_and_keep_their_references(
    two: tuple[Store, Store],
) -> None:
    ours, theirs = two
    add(ours, code="A", name="a")
    add(theirs, code="B", name="b")
    write(theirs, Change("organization", -1, None, {"code": "C", "name": "c", "parent": 3,
                                                   "roles": ("trader",)}))  # fmt: skip
    ours.apply(changes(review_copy(ours, theirs.path)))
    found = {record.code: record for record in ours.dataset["organization"]}
    assert set(found) == {"KZ", "TECK", "A", "B", "C"}
    assert ours.dataset["organization"][found["C"].parent].code == "B"


def test_a_record_entered_in_both_places_is_one(two: tuple[Store, Store]) -> None:
    ours, theirs = two
    add(ours, code="A", name="a")
    add(theirs, code="a", name="other name")
    found = review_copy(ours, theirs.path)
    assert found.undecided >= 1
    found.decide(theirs=True)
    found.settle()
    ours.apply(changes(found))
    named = [record.name for record in ours.dataset["organization"]]
    assert named == ["Korea Zinc", "Teck", "other name"]


def test_a_record_deleted_there_goes_unless_it_was_edited_here(two: tuple[Store, Store]) -> None:
    ours, theirs = two
    for id in (1, 2):
        record = theirs.dataset["organization"][id]
        write(theirs, Change("organization", id, {"code": record.code, "name": record.name,
                                                  "roles": record.roles}, None))  # fmt: skip
    rename(ours, 1, name="Edited here")
    found = review_copy(ours, theirs.path)
    assert found.undecided == 1
    found.decide(theirs=False)
    found.settle()
    ours.apply(changes(found))
    assert [record.code for record in ours.dataset["organization"]] == ["KZ"]


def test_another_workspace_is_refused(two: tuple[Store, Store], tmp_path: Path) -> None:
    ours, _ = two
    Store.create(tmp_path / "other.offtake").close()
    with pytest.raises(OfftakeError, match="another workspace"):
        review_copy(ours, tmp_path / "other.offtake")
