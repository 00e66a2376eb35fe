"""Sorting and grouping of large tables gives what the plain way gives."""

from __future__ import annotations

import random

import pytest

from desktop.core import columns
from desktop.core import query as queries
from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.partial_date import PartialDate
from desktop.core.query import Query, groups_of, run, values_of
from desktop.model import TYPES, Capacity

N = 400
STAGES = ("announced", "operating", "closed")


@pytest.fixture
def dataset(small: Dataset) -> Dataset:
    chance = random.Random(3)
    changes = [
        Change("capacity", id, None, {
            "code": f"C{id}", "name": chance.choice(["a", "A", "b", None]),
            "plant": chance.randint(1, 2), "material": 1, "stage": chance.choice(STAGES),
            "nameplate": chance.choice([None, 1.0, 2.5, 2.5, 30.0]),
            "start": chance.choice([None, *map(PartialDate.parse, ("2028", "2028-H1", "2029"))]),
            "unit": "t", "basis": "contained",
        })
        for id in range(10, 10 + N)
    ]  # fmt: skip
    return small.with_changes(changes)


def plainly_sorted(dataset: Dataset, sort: list[tuple[str, bool]]) -> list[int]:
    records = list(dataset["capacity"])
    for name, descending in reversed(sort):
        field = Capacity.type.by_name[name]
        known = [r for r in records if getattr(r, name) is not None]
        known.sort(key=lambda r: field.sort_key(getattr(r, name), dataset), reverse=descending)
        records = known + [r for r in records if getattr(r, name) is None]
    return [record.id for record in records]


@pytest.mark.parametrize(("few", "slice"), [(20_000, 20_000), (16, 20_000), (16, 8)])
@pytest.mark.parametrize(
    "sort",
    [
        [("name", False)],
        [("nameplate", True)],
        [("start", False), ("nameplate", True)],
        [("plant", True), ("stage", False), ("code", True)],
    ],
)
def test_every_way_of_sorting_gives_the_same_stable_order(
    dataset: Dataset,
    sort: list[tuple[str, bool]],
    few: int,
    slice: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "_FEW", few)
    monkeypatch.setattr(columns, "_SLICE", slice)
    monkeypatch.setattr(columns, "_SHORT", slice)
    columns.forget()
    assert run(Query(sort=sort), dataset, Capacity.type) == plainly_sorted(dataset, sort)


def test_an_edit_of_another_table_is_seen_in_the_order(dataset: Dataset) -> None:
    query = Query(sort=[("plant", False)])
    before = run(query, dataset, Capacity.type)
    renamed = dataset.with_changes([Change("plant", 1, {"code": "ONSAN"}, {"code": "ZZZ"})])
    after = run(query, renamed, Capacity.type)
    assert dataset["capacity"][before[0]].plant == 1
    assert renamed["capacity"][after[0]].plant == 2


@pytest.mark.parametrize("name", ["stage", "plant", "nameplate", "start"])
def test_groups_hold_every_record_once_in_the_order_of_their_values(
    dataset: Dataset, name: str
) -> None:
    ids = run(Query(sort=[("code", True)]), dataset, Capacity.type)
    groups = groups_of(Query(group=name), ids, dataset, Capacity.type)
    assert sorted(id for group in groups for id in group.ids) == sorted(ids)
    place = {id: n for n, id in enumerate(ids)}
    table, seen = dataset["capacity"], []
    for group in groups:
        assert [place[id] for id in group.ids] == sorted(place[id] for id in group.ids)
        values = {getattr(table[id], name) for id in group.ids}
        if name == "start":
            values = {None if value is None else PartialDate(value.year) for value in values}
        assert values == {group.key}
        seen.append(group.key)
    assert len(set(seen)) == len(seen)
    if None in seen:
        assert seen[-1] is None
    known = [key for key in seen if key is not None]
    field = Capacity.type.by_name[name]
    assert known == sorted(known, key=lambda key: field.sort_key(key, dataset))


def test_groups_follow_a_sort_by_their_own_field(dataset: Dataset) -> None:
    query = Query(group="start", sort=[("start", True)])
    ids = run(query, dataset, Capacity.type)
    keys = [str(group.key) for group in groups_of(query, ids, dataset, Capacity.type)]
    assert keys == ["2029", "2028", "None"]


def test_equal_dates_that_are_several_objects_are_one_group(small: Dataset) -> None:
    dates = [PartialDate(2028, "half", 1), PartialDate(2028, "half", 1)]
    changes = [
        Change("capacity", id, {}, {"start": date}) for id, date in zip((1, 2), dates, strict=True)
    ]
    dataset = small.with_changes(changes)
    groups = groups_of(Query(group="start"), [1, 2], dataset, Capacity.type)
    assert [list(group.ids) for group in groups] == [[1, 2]]
    assert run(Query(sort=[("start", False), ("code", True)]), dataset, Capacity.type)[:2] == [2, 1]


def test_values_are_counted_among_what_the_other_filters_leave(small: Dataset) -> None:
    type = Capacity.type
    assert values_of(Query(), "material", small, type) == [(2, 1), (1, 2)]
    query = Query({"material": "=GE", "stage": "oper"})
    assert values_of(query, "material", small, type) == [(1, 1)]
    assert values_of(query, "nameplate", small, type) == [(None, 1)]
    roles = values_of(Query(), "roles", small, TYPES["organization"])
    assert roles == [(("supplier",), 2), (("consumer",), 1)]


def test_work_can_be_stopped_between_its_parts(dataset: Dataset) -> None:
    def stop() -> None:
        raise InterruptedError

    for query in (Query(sort=[("name", False)]), Query({"name": "a"}), Query(search="a")):
        with pytest.raises(InterruptedError):
            run(query, dataset, Capacity.type, step=stop)
