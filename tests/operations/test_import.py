"""Imports into a workspace file: one revision, which undo takes back, or nothing at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.operations import edit
from desktop.operations.export_workbook import export
from desktop.operations.import_workbook import ImportResult, changes, import_workbook, review
from desktop.storage.store import Store
from tests.exchange.examples import RECORDS, Book


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the rich records: made once, copied for each test."""
    path = tmp_path_factory.mktemp("workspace") / "w.offtake"
    with Store.create(path) as store:
        preferences = next(iter(store.dataset["preferences"]))
        (wanted,) = RECORDS["preferences"]
        added = [
            Change(type, -number, None, referring(type, values))
            for type, records in RECORDS.items()
            if type != "preferences"
            for number, values in enumerate(records, start=1)
        ]
        before = {name: getattr(preferences, name) for name in wanted}
        after = {**wanted, "own_organization": -wanted["own_organization"]}
        added.append(Change("preferences", preferences.id, before, after))
        store.apply(ChangeSet(Text("Fill"), "example", added))
    return path


def referring(type: str, values: dict[str, Any]) -> dict[str, Any]:
    """Gives values whose references name new records."""
    from desktop.model import TYPES

    names = {of.name for of in TYPES[type].references}
    return {name: -value if name in names else value for name, value in values.items()}


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "w.offtake"
    path.write_bytes(template.read_bytes())
    with Store.open(path) as opened:
        yield opened


@pytest.fixture
def book(store: Store, tmp_path: Path) -> Book:
    export(store.dataset, tmp_path / "plan.xlsx")
    return Book(tmp_path / "plan.xlsx")


def set_value(store: Store, type: str, code: str, name: str, value: Any) -> None:
    id = store.dataset.find(type, code)
    assert id is not None
    change = Change(type, id, {name: getattr(store.dataset[type][id], name)}, {name: value})
    store.apply(ChangeSet(Text("Edit"), "grid", [change]))


def get(store: Store, type: str, code: str, name: str) -> Any:
    return getattr(store.dataset[type].by_code(code), name)


def shape(result: ImportResult) -> dict[str, Any]:
    """Gives the JSON form, as a script gets it, without notes, effect and single cells."""
    found: dict[str, Any] = json.loads(json.dumps(result.to_json()))
    return {key: value for key, value in found.items() if key not in ("cells", "notes", "effect")}


EMPTY: dict[str, Any] = {
    "problems": [], "added": {}, "changed": {}, "removed": {}, "conflicts": [], "missing": {},
    "doubtful": [], "revision": None,
}  # fmt: skip


def test_an_untouched_workbook_writes_nothing(store: Store, book: Book) -> None:
    revision = store.revision
    result = import_workbook(store, book.path)
    assert shape(result) == EMPTY and not result.stopped
    assert list(result.lines()) == ["No changes"] and store.revision == revision


def test_changes_become_one_revision_and_undo_restores(store: Store, book: Book) -> None:
    before = store.dataset
    book.set("Capacity", "CAP-1", "Nameplate [per year]", 10_000)
    book.set("Capacity", "CAP-1", "Capex", None)
    book.append("Materials", {"Code": "IN", "Name": "indium"})
    book.append("Forms", {"Code": "ITO", "Name": "ITO", "Material": "IN",
                          "Metal content [fraction]": 0.7444})  # fmt: skip
    result = import_workbook(store, book.save())
    assert shape(result) == EMPTY | {
        "added": {"material": 1, "form": 1}, "changed": {"capacity": 1},
        "revision": before.revision + 1,
    }  # fmt: skip
    revision = store.revision_at(store.revision)
    assert str(revision.label) == "Import plan.xlsx" and revision.origin == "import"
    assert get(store, "capacity", "CAP-1", "nameplate") == 10_000
    assert get(store, "form", "ITO", "material") == store.dataset.find("material", "IN")
    assert list(result.lines())[-1] == f"Imported as revision {store.revision}"

    again = import_workbook(store, book.path)  # the same file, dropped twice
    assert shape(again) == EMPTY
    store.undo()
    assert store.dataset == before


def test_a_dry_run_tells_the_same_and_writes_nothing(store: Store, book: Book) -> None:
    before = store.path.read_bytes()
    book.set("Plants", "ONSAN", "Note", "changed")
    result = import_workbook(store, book.save(), dry_run=True)
    assert shape(result) == EMPTY | {"changed": {"plant": 1}} and not result.stopped
    assert list(result.lines())[-1] == "Nothing was written; this was a dry run"
    assert store.path.read_bytes() == before


def test_conflicts_stop_unless_decided(store: Store, book: Book) -> None:
    book.set("Capacity", "CAP-1", "Nameplate [per year]", 10_000)
    book.set("Capacity", "CAP-1", "Plant", "TRAIL")
    book.set("Capacity", "CAP-1", "Start", "2030")
    book.set("Plants", "TRAIL", "Place", "BC")
    set_value(store, "capacity", "CAP-1", "nameplate", 11.0)
    set_value(store, "capacity", "CAP-1", "start", None)
    revision = store.revision
    result = import_workbook(store, book.save())
    conflicts = [
        {"type": "capacity", "code": "CAP-1", "field": "nameplate",
         "base": 12000.0, "ours": 11.0, "theirs": 10_000.0},
        {"type": "capacity", "code": "CAP-1", "field": "start",
         "base": "2028", "ours": None, "theirs": "2030"},
    ]  # fmt: skip
    assert result.stopped and shape(result) == EMPTY | {
        "changed": {"capacity": 1, "plant": 1}, "conflicts": conflicts,
    }  # fmt: skip
    assert any("CAP-1 Nameplate" in line for line in result.lines())
    assert store.revision == revision

    kept = import_workbook(store, book.path, on_conflict="ours")
    assert not kept.stopped and shape(kept)["conflicts"] == conflicts
    assert get(store, "capacity", "CAP-1", "nameplate") == 11.0
    assert store.dataset.code_of("plant", get(store, "capacity", "CAP-1", "plant")) == "TRAIL"
    store.undo()
    taken = import_workbook(store, book.path, on_conflict="theirs")
    assert shape(taken)["revision"] == store.revision
    assert get(store, "capacity", "CAP-1", "nameplate") == 10_000.0
    assert str(get(store, "capacity", "CAP-1", "start")) == "2030"


def test_what_the_other_side_wins_must_still_be_right(store: Store, book: Book) -> None:
    cell = book.set("Capacity", "CAP-1", "End", "2029")
    set_value(store, "capacity", "CAP-1", "end", None)
    set_value(store, "capacity", "CAP-1", "start", get(store, "adjustment", "ADJ-2", "until"))
    set_value(store, "capacity", "CAP-1", "start", get(store, "capacity", "CAP-1", "start"))
    book.set("Capacity", "CAP-1", "Start", "2031")
    revision = store.revision
    result = import_workbook(store, book.save(), on_conflict="theirs")
    assert result.stopped and store.revision == revision
    assert [problem.cell for problem in result.problems] == [cell]


def test_problems_stop_everything_unless_skipped(store: Store, book: Book) -> None:
    cell = book.set("Capacity", "CAP-1", "Utilization [%]", "lots")
    book.set("Capacity", "CAP-1", "Capex", 7)
    book.set("Plants", "ONSAN", "Place", "Ulsan")
    revision = store.revision
    result = import_workbook(store, book.save())
    (problem,) = shape(result)["problems"]
    assert problem == {
        "severity": "error", "type": "capacity", "code": "CAP-1", "field": "utilization",
        "cell": cell, "message": "Utilization: “lots” is not a number; write it like 1,234.5",
    }  # fmt: skip
    assert result.stopped and shape(result)["changed"] == {"plant": 1}
    assert store.revision == revision
    skipped = import_workbook(store, book.path, skip_problems=True)
    assert not skipped.stopped and skipped.revision == revision + 1
    assert get(store, "plant", "ONSAN", "place") == "Ulsan"
    assert get(store, "capacity", "CAP-1", "capex") == 140_000_000_000.0  # its row is left out


def test_missing_rows_are_kept_unless_asked(store: Store, book: Book) -> None:
    book.sheet("Claims").delete_rows(book.row("Claims", "CLM-2"))
    book.sheet("Sources").delete_rows(book.row("Sources", "SRC-1"))  # CLM-1 needs it
    result = import_workbook(store, book.save())
    assert shape(result) == EMPTY | {"missing": {"source": 1, "claim": 1}}
    refused = import_workbook(store, book.path, remove_missing=True)
    assert refused.stopped and "still used" in str(refused.problems[0].message)
    removed = import_workbook(store, book.path, remove_missing=True, skip_problems=True)
    assert shape(removed)["removed"] == {"claim": 1}
    assert store.dataset.find("claim", "CLM-2") is None
    assert store.dataset.find("source", "SRC-1") is not None


def test_removing_what_was_edited_here_is_a_conflict(store: Store, book: Book) -> None:
    book.sheet("Claims").delete_rows(book.row("Claims", "CLM-2"))
    book.save()
    set_value(store, "claim", "CLM-2", "quote", "new")
    result = import_workbook(store, book.path, remove_missing=True)
    assert result.stopped and shape(result)["conflicts"] == [
        {"type": "claim", "code": "CLM-2", "field": "", "base": None,
         "ours": "changed", "theirs": "removed"},
    ]  # fmt: skip
    import_workbook(store, book.path, "ours", remove_missing=True)
    assert store.dataset.find("claim", "CLM-2") is not None
    import_workbook(store, book.path, "theirs", remove_missing=True)
    assert store.dataset.find("claim", "CLM-2") is None


def test_a_record_removed_here_returns_with_what_refers_to_it(store: Store, book: Book) -> None:
    book.set("Scenarios", "SLIP", "Name", "Slip two years")
    book.append("Adjustments", {"Code": "ADJ-9", "Scenario": "SLIP", "Enabled": "yes",
                                "Kind": "stop supply"})  # fmt: skip
    dataset = store.dataset
    gone = [
        Change(r.type.name, r.id, r.type.values(r), None)
        for r in [*dataset["adjustment"], *dataset["scenario"]]
    ]
    store.apply(ChangeSet(Text("Delete"), "grid", gone))
    result = import_workbook(store, book.save())
    assert result.stopped
    taken = import_workbook(store, book.path, on_conflict="theirs")
    assert shape(taken)["added"] == {"scenario": 1, "adjustment": 1}, shape(taken)
    assert get(store, "scenario", "SLIP", "name") == "Slip two years"
    assert get(store, "adjustment", "ADJ-9", "scenario") == store.dataset.find("scenario", "SLIP")


def test_a_revision_of_long_ago_is_the_base(store: Store, book: Book) -> None:
    book.set("Plants", "ONSAN", "Place", "Ulsan")
    book.save()
    for text in ("one", "two", "three"):
        set_value(store, "plant", "TRAIL", "note", text)
        set_value(store, "plant", "ONSAN", "name", f"Onsan {text}")
    found = review(store, book.path)
    assert found.base_revision == store.revision - 6
    store.apply(changes(found))
    assert get(store, "plant", "ONSAN", "place") == "Ulsan"
    assert get(store, "plant", "ONSAN", "name") == "Onsan three"
    assert get(store, "plant", "TRAIL", "note") == "three"


def test_another_workspace(store: Store, book: Book, tmp_path: Path) -> None:
    with Store.create(tmp_path / "other.offtake") as other:
        result = import_workbook(other, book.path)
        counts = {type: len(records) for type, records in RECORDS.items() if type != "preferences"}
        assert shape(result)["added"] == counts and shape(result)["missing"] == {}
        assert "another workspace" in shape(result).get("notes", result.to_json()["notes"])[0]
        path = tmp_path / "back.xlsx"
        export(other.dataset, path)
        assert shape(import_workbook(other, path)) == EMPTY


def test_an_edit_between_review_and_acceptance_is_never_overwritten(
    store: Store, book: Book
) -> None:
    book.set("Plants", "ONSAN", "Place", "Ulsan")
    found = review(store, book.save())
    set_value(store, "plant", "ONSAN", "place", "elsewhere")
    with pytest.raises(OfftakeError):
        store.apply(changes(found))
    assert get(store, "plant", "ONSAN", "place") == "elsewhere"


def test_stopping_writes_nothing(store: Store, book: Book) -> None:
    book.set("Plants", "ONSAN", "Place", "Ulsan")
    book.save()
    seen: list[Text] = []
    progress = Progress(lambda done, total, what: seen.append(what))
    import_workbook(store, book.path, dry_run=True, progress=progress)
    assert {str(what) for what in seen} >= {"Reading the workbook", "Comparing", "Checking"}
    progress.cancel()
    with pytest.raises(OfftakeError, match="Stopped"):
        import_workbook(store, book.path, progress=progress)


def test_the_workbook_itself_is_never_altered(store: Store, book: Book) -> None:
    content = book.path.read_bytes()
    import_workbook(store, book.path)
    assert book.path.read_bytes() == content
    assert sorted(p.name for p in book.path.parent.iterdir()) == ["plan.xlsx", "w.offtake"]


def test_decisions_have_three_names(store: Store, book: Book) -> None:
    with pytest.raises(ValueError, match="mine"):
        changes(review(store, book.path), on_conflict="mine")


def test_a_copy_that_went_its_own_way_is_noticed(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy.offtake"
    store.backup(copy)
    plants = store.dataset.types["plant"]
    owner = next(iter(store.dataset["organization"])).id

    def add(to: Store, code: str) -> None:
        values = {"code": code, "name": code, "owner": owner, "country": "KR"}
        to.apply(edit.add(plants, values, "grid"))

    add(store, "HERE")
    with Store.open(copy) as other:
        add(other, "THERE")
        assert other.revision == store.revision
        export(other.dataset, tmp_path / "other.xlsx")
    result = import_workbook(store, tmp_path / "other.xlsx")
    assert shape(result)["added"] == {"plant": 1} and shape(result)["changed"] == {}
    assert any("copy of this workspace" in str(note) for note in result.review.notes)
    codes = {plant.code for plant in store.dataset["plant"]}
    assert {"HERE", "THERE"} <= codes
