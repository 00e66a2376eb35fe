"""The history as people look through it: pages, words, filters, differences, and the way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.core import i18n
from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.model import TYPES
from desktop.operations import edit
from desktop.operations.field_history import edited_fields, field_history, summary, unit_of
from desktop.operations.history import (
    Codes,
    change_lines,
    changes_json,
    code_of,
    counts_text,
    differences,
    origin_text,
    page,
    value_text,
)
from desktop.operations.restore import bring_back, set_back
from desktop.storage.history import Wanted
from desktop.storage.store import Store


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "w.offtake") as made:
        write(
            made,
            "form",
            Change("material", -1, None, {"code": "GE", "name": "Germanium"}),
            Change("organization", -2, None, {"code": "KZ", "name": "Korea Zinc",
                                              "roles": ("supplier",)}),
            Change("plant", -3, None, {"code": "ONSAN", "name": "Onsan", "owner": -2,
                                       "country": "KR"}),
        )  # fmt: skip
        yield made


def write(store: Store, origin: str, *changes: Change, label: str = "Edit") -> int:
    revision = store.apply(ChangeSet(Text(label), origin, changes))
    assert revision is not None
    return revision.number


def rename(store: Store, name: str, origin: str = "grid") -> int:
    made = edit.set_values(store.dataset, TYPES["material"], {1: {"name": name}}, origin)
    revision = store.apply(made)
    assert revision is not None
    return revision.number


def numbers(store: Store, words: str = "", **wanted: Any) -> list[int]:
    return [one.number for one in page(store, Wanted(**wanted), words).revisions]


def test_pages_follow_each_other_without_gap_or_overlap(store: Store) -> None:
    for n in range(7):
        rename(store, f"name {n}")
    seen: list[int] = []
    before = None
    while True:
        found = page(store, Wanted(), "", before, size=4)
        seen += [one.number for one in found.revisions]
        if not found.more:
            break
        before = seen[-1]
    assert seen == list(range(9, 0, -1))


def test_pages_of_words_follow_each_other_too(store: Store) -> None:
    for n in range(6):
        rename(store, f"name {n}")
        write(store, "form", Change("organization", 1, {}, {"name": f"Zinc {n}"}), label="Zinc")
    first = page(store, Wanted(), "zinc", size=4)
    rest = page(store, Wanted(), "zinc", first.revisions[-1].number, size=4)
    assert [str(one.label) for one in (*first.revisions, *rest.revisions)] == ["Zinc"] * 6
    assert first.more and not rest.more


def test_revisions_are_found_by_origin_type_words_and_number(store: Store) -> None:
    rename(store, "germanium")
    write(store, "import", Change("organization", 1, {}, {"name": "KZ"}), label="Import a.xlsx")
    assert numbers(store, origin="import") == [4]
    assert numbers(store, type="material") == [3, 2]
    assert numbers(store, type="plant") == [2]
    assert numbers(store, "NAME of ge") == [3]
    assert numbers(store, "#4") == numbers(store, "4") == [4]
    assert numbers(store, "import nothing") == []
    assert numbers(store, after=3) == [4]


def test_a_type_is_not_found_by_a_part_of_its_name(store: Store) -> None:
    assert numbers(store, type="mat") == numbers(store, type="aterial") == []


def test_words_are_looked_for_in_the_language_that_is_shown(store: Store) -> None:
    number = rename(store, "germanium")
    label = str(store.revision_at(number).label)
    i18n.use("ko")
    korean = str(store.revision_at(number).label)
    assert korean != label
    assert number in numbers(store, korean)


def test_revisions_are_found_by_day(store: Store) -> None:
    now = store.history(limit=1)[0].time
    hour = dt.timedelta(hours=1)
    assert numbers(store, since=now - hour) == [2, 1]
    assert numbers(store, since=now + hour) == []
    assert numbers(store, until=now - hour) == []
    korea = dt.timezone(dt.timedelta(hours=9))
    assert numbers(store, since=(now - hour).astimezone(korea), until=now + hour) == [2, 1]


def test_what_is_undone_is_known_on_every_page(store: Store) -> None:
    number = rename(store, "germanium")
    store.undo()
    assert page(store, Wanted(), before=2).cancelled == {number}
    store.redo()
    assert number not in page(store, Wanted()).cancelled


def test_counts_and_origins_are_told_in_words(store: Store) -> None:
    revision = store.revision_at(2)
    assert counts_text(revision, store.dataset) == (
        "Materials: 1 added, Organizations: 1 added, Plants: 1 added"
    )
    assert origin_text("grid") == "table"
    assert origin_text("something new") == "something new"


def test_differences_lead_from_one_state_to_the_other(store: Store) -> None:
    first = store.dataset
    rename(store, "germanium")
    write(store, "form", Change("plant", 1, {"code": "ONSAN"}, None))
    write(store, "form", Change("material", -1, None, {"code": "GA", "name": "Gallium"}))
    found = differences(first, store.dataset)
    assert [(one.type, one.id, one.kind) for one in found] == [
        ("material", 1, "changed"), ("material", 2, "added"), ("plant", 1, "removed"),
    ]  # fmt: skip
    assert found[0].before == {"name": "Germanium"} and found[0].after == {"name": "germanium"}
    assert first.with_changes(found) == store.dataset
    assert differences(store.dataset, store.dataset) == []


def test_references_to_deleted_records_keep_their_codes(store: Store) -> None:
    write(store, "form", Change("plant", 1, {}, None), Change("organization", 1, {}, None))
    codes, field = Codes(store), TYPES["plant"].by_name["owner"]
    assert value_text(field, 1, codes) == "KZ"
    assert code_of(store.revision_at(3).changes[0], codes) == "ONSAN"


def test_a_revision_as_json_says_before_and_after(store: Store) -> None:
    number = rename(store, "germanium")
    found = changes_json(store, number)
    assert found["changes"] == [
        {"type": "material", "code": "GE", "kind": "changed",
         "fields": {"name": {"before": "Germanium", "after": "germanium"}}}
    ]  # fmt: skip
    assert (found["revision"], found["cancelled"], found["counts"]["changed"]) == (
        number, False, {"material": 1},
    )  # fmt: skip
    lines = list(change_lines(store, number))
    assert lines == [f"Revision {number}: Edit Name of GE", "material GE: changed",
                     "  Name: Germanium → germanium"]  # fmt: skip


# The way back


def test_a_deleted_record_returns_under_its_id_with_what_it_referred_to(store: Store) -> None:
    then = store.dataset
    write(store, "form", Change("plant", 1, {}, None), Change("organization", 1, {}, None))
    made = bring_back(store.dataset, then, "plant", 1)
    assert made is not None and str(made.label) == "Bring back plant ONSAN"
    store.apply(made)
    assert store.dataset == then
    assert bring_back(store.dataset, then, "plant", 1) is None
    store.undo()
    assert len(store.dataset["plant"]) == len(store.dataset["organization"]) == 0
    store.redo()
    assert store.dataset == then
    # Ids are given on from where they were: the one that returned is not used twice.
    write(
        store,
        "form",
        Change("organization", -1, None, {"code": "NEW", "name": "New", "roles": ("supplier",)}),
    )
    assert store.dataset["organization"][2].code == "NEW"


def test_a_deleted_record_whose_code_is_taken_is_refused_in_a_sentence(store: Store) -> None:
    then = store.dataset
    write(store, "form", Change("plant", 1, {}, None))
    write(store, "form", Change("plant", -1, None, {"code": "ONSAN", "name": "n", "owner": 1,
                                                    "country": "KR"}))  # fmt: skip
    made = bring_back(store.dataset, then, "plant", 1)
    assert made is not None
    with pytest.raises(OfftakeError, match="already in use"):
        store.apply(made)


def test_a_record_is_set_back_to_what_it_was(store: Store) -> None:
    then = store.dataset
    rename(store, "germanium")
    made = bring_back(store.dataset, then, "material", 1)
    assert made is not None
    assert (str(made.label), made.origin) == ("Set Name of GE back to what it was", "history")
    store.apply(made)
    assert store.dataset == then
    assert bring_back(store.dataset, then, "material", 99) is None


def test_one_field_is_set_back(store: Store) -> None:
    rename(store, "germanium")
    store.apply(set_back(store.dataset, "material", 1, {"name": "Germanium"}))
    assert store.dataset["material"][1].name == "Germanium"


# One field


def test_the_history_of_a_quantity_has_its_unit_unless_that_was_another_one(store: Store) -> None:
    field = TYPES["capacity"].by_name["nameplate"]
    line = {"plant": 1, "material": 1, "stage": "operating", "unit": "t", "basis": "contained"}
    write(store, "form", Change("capacity", -1, None, {"code": "C", "nameplate": 12.0, **line}))
    write(store, "form", Change("capacity", 1, {}, {"nameplate": 14.0}))
    record, revisions = store.dataset["capacity"][1], store.record_history("capacity", 1)
    found, unit = field_history(revisions, "nameplate"), unit_of(record, field, revisions)
    said = str(summary(field, found, store.dataset, unit))
    assert said.startswith("14 t since 20") and said.endswith(", before 12 t")
    assert unit_of(record, TYPES["capacity"].by_name["utilization"], revisions) == ""
    write(store, "form", Change("capacity", 1, {}, {"unit": "kg"}))
    assert unit_of(record, field, store.record_history("capacity", 1)) == ""


def test_a_field_has_a_history_of_its_own(store: Store) -> None:
    rename(store, "germanium")
    write(store, "form", Change("material", 1, {}, {"note": "n"}))
    rename(store, "Ge", "form")
    revisions = store.record_history("material", 1)
    found = field_history(revisions, "name")
    assert [(one.value, one.revision.number) for one in found] == [
        ("Ge", 5), ("germanium", 3), ("Germanium", 2),
    ]  # fmt: skip
    assert edited_fields(revisions) == {"name", "note"}
    said = str(summary(TYPES["material"].by_name["name"], found, store.dataset))
    assert said.startswith("Ge since 20") and said.endswith(", before germanium")
    assert str(summary(TYPES["material"].by_name["symbol"], [], store.dataset)) == (
        "Nothing is on record"
    )
