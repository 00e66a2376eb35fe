"""What columns tell of many records is what each record tells by itself, also after edits."""

from __future__ import annotations

import random

import pytest

from desktop.core import columns, i18n
from desktop.core import query as queries
from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.partial_date import PartialDate
from desktop.core.query import Query, run
from desktop.model import Capacity

N = 300
NAMES = ("Line 1", "line-1 of Onsan", "LINE_2", "a - b", "-", "Onsan 온산 2", "Ｗｉｄｅ", None)
QUERIES = (
    Query({"name": "line 1"}),
    Query({"name": "=line 1"}),
    Query({"name": "Line*"}),
    Query({"name": "*2"}),
    Query({"name": "*"}),
    Query({"name": "!line"}),
    Query({"name": "a b | =LINE 2 | !온"}),
    Query({"name": "blank | wide"}),
    Query({"nameplate": "2..30", "stage": "oper"}),
    Query({"nameplate": ">2.5"}),
    Query({"nameplate": "1,2 | 2.5"}),
    Query({"start": ">=2028", "plant": "ons"}),
    Query({}, "line 2.5"),
    Query({}, "1,234 온산"),
    Query({}, "operating onsan 1"),
    Query({}, "nowhere"),
    Query({"stage": "!closed"}, "line", [("name", True), ("nameplate", False)]),
)


@pytest.fixture
def dataset(small: Dataset, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    monkeypatch.setattr(columns, "_SLICE", 64)
    columns.forget()
    monkeypatch.setattr(i18n._State, "locale", i18n.locale())
    chance = random.Random(5)
    return small.with_changes(
        Change("capacity", id, None, values(chance, id)) for id in range(10, 10 + N)
    )


def values(chance: random.Random, id: int) -> dict[str, object]:
    return {
        "code": f"C{id}", "name": chance.choice(NAMES), "plant": chance.randint(1, 2),
        "material": 1, "stage": chance.choice(("announced", "operating", "closed")),
        "nameplate": chance.choice([None, 1.0, 2.5, 1234.0, chance.uniform(0, 50)]),
        "start": chance.choice([None, *map(PartialDate.parse, ("2028", "2028-H1", "2029"))]),
        "unit": "t", "basis": "contained",
    }  # fmt: skip


def both_ways(query: Query, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give what passes, found out in both ways, which must agree."""
    found = []
    for few in (0, 10_000):
        monkeypatch.setattr(queries, "_FEW", few)
        found.append(run(query, dataset, Capacity.type))
    assert found[0] == found[1], query
    return found[0]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_columns_tell_what_each_record_tells(
    dataset: Dataset, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = both_ways(query, dataset, monkeypatch)
    assert len(passing) < len(dataset["capacity"]) or query.filters.get("name") == "*"
    assert passing or query.search == "nowhere"


def test_columns_follow_edits_new_records_and_deletions(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, highest = random.Random(7), 10 + N
    for _ in range(12):
        ids = list(dataset["capacity"].ids)
        gone, *edited = chance.sample(ids, 4)
        columns_used = chance.sample(QUERIES, 5)
        for query in columns_used:
            both_ways(query, dataset, monkeypatch)
        changes = [
            Change("capacity", id, {}, {"name": "Line 1", "nameplate": chance.uniform(0, 50)})
            for id in edited
        ]
        if chance.random() < 0.7:
            changes.append(Change("capacity", gone, {}, None))
        if chance.random() < 0.7:
            highest += 1
            changes.append(Change("capacity", highest, None, values(chance, highest)))
        dataset = dataset.with_changes(changes)
        for query in columns_used:
            both_ways(query, dataset, monkeypatch)


def test_an_edit_of_one_field_leaves_the_other_columns_as_they_are(dataset: Dataset) -> None:
    step = lambda: None  # noqa: E731
    columns.prepare(dataset, Capacity.type, step)
    before = columns.columns_of(dataset, Capacity.type)
    edited = dataset.with_changes([Change("capacity", 20, {}, {"name": "Other"})])
    after = columns.columns_of(edited, Capacity.type)
    fields = Capacity.type.by_name
    assert after.column(fields["stage"], step) is before.column(fields["stage"], step)
    assert after.column(fields["name"], step) is not before.column(fields["name"], step)


def test_words_follow_the_language_and_the_names_of_other_records(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_english = both_ways(Query({}, "가동"), dataset, monkeypatch)
    renamed = dataset.with_changes([Change("plant", 1, {}, {"name": "Harbour"})])
    at_plant = [r.id for r in dataset["capacity"] if r.plant == 1]
    assert both_ways(Query({}, "harbour"), dataset, monkeypatch) == []
    assert both_ways(Query({}, "harbour"), renamed, monkeypatch) == at_plant
    i18n.use("ko", decimal=",", group=".")
    assert both_ways(Query({}, "가동"), dataset, monkeypatch) == in_english
    assert both_ways(Query({}, "1.234"), dataset, monkeypatch)


def test_some_records_are_arranged_in_the_order_given(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [id for id in reversed(list(dataset["capacity"].ids)) if id % 3]
    for query in QUERIES:
        monkeypatch.setattr(queries, "_FEW", 0)
        by_columns = run(query, dataset, Capacity.type, ids)
        monkeypatch.setattr(queries, "_FEW", 10_000)
        assert by_columns == run(query, dataset, Capacity.type, ids)


def test_what_is_prepared_can_be_stopped_and_taken_up_again(dataset: Dataset) -> None:
    steps = 0

    def stop() -> None:
        nonlocal steps
        steps += 1
        if steps > 20:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        columns.prepare(dataset, Capacity.type, stop)
    made = columns.columns_of(dataset, Capacity.type)
    first = made.column(Capacity.type.by_name["code"], stop)
    columns.prepare(dataset, Capacity.type, lambda: None)
    assert made.column(Capacity.type.by_name["code"], stop) is first
