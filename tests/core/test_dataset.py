"""Versions of a table share what an edit leaves, and are what a table made anew would be."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset, Table, folded_code
from desktop.core.records import Record
from desktop.model import TYPES

TYPE = TYPES["material"]


def table(*ids: int) -> Table[Record]:
    """Gives materials whose codes are M and their ids."""
    return Table(TYPE, {id: TYPE.make(id, {"code": f"M{id}", "name": "metal"}) for id in ids})


def added(id: int, code: str) -> Change:
    return Change("material", id, None, {"code": code, "name": "new"})


def removed(of: Table[Record], id: int) -> Change:
    return Change("material", id, TYPE.values(of[id]), None)


def altered(id: int, **values: Any) -> Change:
    return Change("material", id, {}, values)


def seen(of: Table[Record]) -> list[tuple[int, str]]:
    """Gives ids and codes in the order of the table."""
    assert list(of.ids) == [record.id for record in of]
    assert len(of) == len(list(of))
    return [(record.id, record.code) for record in of]


def test_an_edit_leaves_the_version_before_as_it_was() -> None:
    before = table(*range(1, 100))
    after = before.with_changes([altered(50, code="Z"), added(200, "N"), removed(before, 7)])
    assert seen(before) == [(id, f"M{id}") for id in range(1, 100)]
    expected = [(id, "Z" if id == 50 else f"M{id}") for id in range(1, 100) if id != 7]
    assert seen(after) == [*expected, (200, "N")]
    assert after[51] is before[51]


def test_a_record_that_comes_back_stands_in_its_old_place() -> None:
    for count in (5, 100):  # few are made anew by each edit, of many only what differs is kept
        before = table(*range(1, count))
        gone = before.with_changes([removed(before, 3)])
        assert 3 not in gone
        assert gone.get(3) is None
        with pytest.raises(KeyError):
            gone[3]
        assert seen(gone.with_changes([added(3, "M3")])) == seen(before)


def test_records_stand_in_the_order_of_their_ids_however_they_come() -> None:
    for first in (50, 1_000):
        after = table(*range(10, 500, 2)).with_changes(
            [added(first + 9, "B"), added(first + 1, "A")]
        )
        assert list(after.ids) == sorted(after.ids)


def test_codes_can_be_swapped_freed_and_taken_again() -> None:
    before = table(*range(1, 100))
    swapped = before.with_changes([altered(1, code="M2"), altered(2, code="m1")])
    assert swapped.by_code("M1") is swapped[2]
    assert swapped.by_code("m2") is swapped[1]
    freed = swapped.with_changes([removed(swapped, 2)])
    assert freed.by_code("M1") is None
    taken = freed.with_changes([altered(9, code="M1")])
    assert taken.by_code("m1") is taken[9]
    assert before.by_code("M1") is before[1]


def test_who_has_a_code_keeps_it_against_who_takes_it() -> None:
    for count in (5, 100):
        after = table(*range(1, count)).with_changes([added(900, "M3"), altered(1, code="m4")])
        assert after.by_code("M3") is after[3]
        assert after.by_code("M4") is after[4]
        assert after.ids_of(["m3", "M4", "none"]) == [3, 4, None]


def test_what_differs_between_two_tables_is_told_by_id() -> None:
    before = table(*range(1, 100))
    after = before.with_changes([altered(50, name="x"), removed(before, 7), added(200, "N")])
    assert after.differing(before) == before.differing(after) == [7, 50, 200]
    assert after.differing(after) == []
    assert before.differing(table(*range(1, 100))) == list(range(1, 100))


def test_many_versions_are_what_tables_made_anew_would_be() -> None:
    chance = random.Random(4)
    version, plain = table(*range(1, 200, 2)), dict.fromkeys(range(1, 200, 2), "")
    plain = {id: f"M{id}" for id in plain}
    kept: list[tuple[Table[Record], list[tuple[int, str]]]] = []
    for step in range(150):
        changes: list[Change] = []
        for id in chance.sample(range(1, 260), chance.choice((1, 2, 25))):
            code = f"{chance.choice('abc')}{step}-{id}"
            if id not in plain:
                changes.append(added(id, code))
                plain[id] = code
            elif chance.random() < 0.5:
                changes.append(removed(version, id))
                del plain[id]
            else:
                changes.append(altered(id, code=code))
                plain[id] = code
        previous, version = version, version.with_changes(changes)
        assert seen(version) == sorted(plain.items())
        assert {id for id in version.differing(previous)} == {change.id for change in changes}
        codes = {folded_code(code): id for id, code in plain.items()}
        assert all(version.by_code(code.upper()) is version[id] for code, id in codes.items())
        kept.append((version, seen(version)))
    assert all(seen(version) == then for version, then in kept)


def test_datasets_are_equal_when_their_records_are() -> None:
    def made(changes: Sequence[Change]) -> Dataset:
        return Dataset(TYPES, {"material": table(*range(1, 100))}).with_changes(changes)

    there = made([altered(5, name="x")])
    assert there == made([altered(5, name="y")]).with_changes([altered(5, name="x")])
    assert there != made([])
    assert there != made([altered(5, name="x"), added(200, "N")])
