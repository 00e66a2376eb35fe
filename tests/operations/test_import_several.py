"""Several workbooks in one import: merged one after another, one revision."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import run
from desktop.core.changes import ChangeSet
from desktop.core.i18n import Text
from desktop.operations import workspace
from desktop.operations.export_workbook import export
from desktop.operations.import_several import import_several, review_several
from desktop.storage.store import Store
from tests.exchange.examples import Book
from tests.operations.test_import_effect import plan


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("several")
    with workspace.new(folder / "plan.offtake") as store:
        store.apply(ChangeSet(Text("Plan"), "form", plan()))
        export(store.dataset, folder / "plan.xlsx")
    return folder


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(template / "plan.offtake", tmp_path / "plan.offtake")
    with Store.open(tmp_path / "plan.offtake") as opened:
        yield opened


@pytest.fixture
def replies(template: Path, tmp_path: Path) -> list[Book]:
    """Five copies of the questionnaire, one for each supplier."""
    found = []
    for name in "ABCDE":
        path = tmp_path / f"{name}.xlsx"
        shutil.copy(template / "plan.xlsx", path)
        found.append(Book(path))
    return found


def paths(replies: list[Book]) -> list[Path]:
    return [book.save() for book in replies]


def get(store: Store, type: str, code: str) -> Any:
    return store.dataset[type].by_code(code)


def nameplate(store: Store) -> Any:
    return get(store, "capacity", "CAP-1").nameplate


def set_all(replies: list[Book], *values: float | None) -> None:
    for book, value in zip(replies, values, strict=True):
        if value is not None:
            book.set("Capacity", "CAP-1", "Nameplate [per year]", value)


def test_five_replies_that_disagree_write_nothing_and_name_their_senders(
    store: Store, replies: list[Book]
) -> None:
    set_all(replies, 10, 11, 10, None, 12)
    before = store.path.read_bytes()
    result = import_several(store, paths(replies))
    assert result.stopped and result.revision is None
    (conflict,) = result.to_json()["conflicts"]
    assert conflict["senders"] == {"A.xlsx": 10.0, "B.xlsx": 11.0, "C.xlsx": 10.0, "E.xlsx": 12.0}
    assert any("B.xlsx: 11.0" in line for line in result.lines())
    assert store.path.read_bytes() == before and nameplate(store) == 6.0


def test_replies_that_agree_are_one_revision_that_is_taken_back_alone(
    store: Store, replies: list[Book]
) -> None:
    set_all(replies, 10, None, 10, None, None)
    replies[1].set("Plants", "ONSAN", "Note", "from B")
    replies[4].append("Organizations", {"Code": "NEW", "Name": "New", "Roles": "supplier"})
    result = import_several(store, paths(replies))
    assert not result.stopped and result.revision == store.revision
    assert str(store.revision_at(store.revision).label) == "Import 5 workbooks"
    assert result.counts == {"added": {"organization": 1}, "changed": {"plant": 1, "capacity": 1},
                             "removed": {}}  # fmt: skip
    again = import_several(store, paths(replies))  # dropped a second time
    assert again.revision is None and not any(again.counts.values())
    store.take_back(result.revision)
    assert nameplate(store) == 6.0 and store.dataset["organization"].by_code("NEW") is None


def test_in_conflict_the_last_or_nobody_wins_as_ordered(store: Store, replies: list[Book]) -> None:
    set_all(replies, 10, 11, None, None, None)
    sent = paths(replies)
    assert import_several(store, sent, on_conflict="ours").revision is None
    assert nameplate(store) == 6.0
    import_several(store, sent, on_conflict="theirs")
    assert nameplate(store) == 11.0


def test_one_reply_may_refer_to_what_another_brings(store: Store, replies: list[Book]) -> None:
    replies[0].append("Organizations", {"Code": "NEW", "Name": "New", "Roles": "supplier"})
    replies[1].append("Plants", {"Code": "P2", "Name": "Two", "Owner": "NEW", "Country": "KR"})
    result = import_several(store, paths(replies[:2]))
    assert not result.stopped, list(result.lines())
    assert get(store, "plant", "P2").owner == get(store, "organization", "NEW").id


def test_new_records_stay_whole_until_somebody_looks_at_them(
    store: Store, replies: list[Book]
) -> None:
    replies[0].append("Organizations", {"Code": "NEW", "Name": "New", "Roles": "supplier"})
    (item,) = review_several(store, paths(replies[:1])).items
    assert item.is_untouched


def test_the_same_new_record_is_taken_once(store: Store, replies: list[Book]) -> None:
    for book in replies[:2]:
        book.append("Organizations", {"Code": "NEW", "Name": "New", "Roles": "supplier"})
    result = import_several(store, paths(replies[:2]))
    assert not result.stopped and result.counts["added"] == {"organization": 1}
    assert any("both have the new record NEW" in str(p.message) for p in result.problems)


def test_new_records_that_look_alike_wait(store: Store, replies: list[Book]) -> None:
    for n, book in enumerate(replies[:2]):
        values = {"Code": f"NEW-{n}", "Name": "New Smelter", "Roles": "supplier"}
        book.append("Organizations", values)
    found = review_several(store, paths(replies[:2]))
    assert found.undecided == 1
    assert [(i.code, i.accepted) for i in found.items] == [("NEW-0", True), ("NEW-1", None)]


def test_a_new_record_described_differently_waits_cell_by_cell(
    store: Store, replies: list[Book]
) -> None:
    for n, book in enumerate(replies[:2]):
        values = {"Code": "NEW", "Name": f"New {n}", "Roles": "supplier"}
        book.append("Organizations", values)
    replies[2].append("Plants", {"Code": "P2", "Name": "Two", "Owner": "NEW", "Country": "KR"})
    found = review_several(store, paths(replies[:3]))
    assert [found.has_errors, found.undecided] == [False, 1]
    found.decide(theirs=True, sender="A.xlsx")
    found.settle()
    assert [found.has_errors, found.undecided] == [False, 0]
    (item,) = [item for item in found.items if item.code == "NEW"]
    assert [cell.theirs for cell in item.cells if cell.field == "name"] == ["New 0"]


def test_the_same_file_twice_counts_once(store: Store, replies: list[Book]) -> None:
    set_all(replies, 10, None, None, None, None)
    path = replies[0].save()
    found = review_several(store, [path, path])
    assert str(found.label) == "Import A.xlsx" and found.senders == []


def test_files_of_one_name_are_told_apart_by_their_folders(
    store: Store, replies: list[Book], tmp_path: Path
) -> None:
    set_all(replies, 10, 11, None, None, None)
    places = []
    for folder, book in zip(("kz", "teck"), replies, strict=False):
        (tmp_path / folder).mkdir()
        places.append(book.save().rename(tmp_path / folder / "reply.xlsx"))
    assert review_several(store, places).senders == ["kz/reply.xlsx", "teck/reply.xlsx"]


def test_a_code_twice_in_one_workbook_waits(store: Store, replies: list[Book]) -> None:
    replies[0].set("Plants", "ONSAN", "Note", "one")
    values = {"Code": "ONSAN", "Name": "Onsan", "Owner": "KZ", "Country": "KR", "Note": "two"}
    replies[0].append("Plants", values)
    found = review_several(store, [replies[0].save()])
    assert [(i.code, i.accepted) for i in found.items] == [("ONSAN", None), ("ONSAN", False)]
    assert "stands in row 2 too" in str(found.problems[0].message)


def test_a_copied_row_is_a_new_record(store: Store, replies: list[Book]) -> None:
    page = replies[0].sheet("Plants")
    page.append([cell.value for cell in page[2]])
    replies[0].sheet("Plants").cell(3, replies[0].column("Plants", "Note")).value = "copied"
    (item,) = review_several(store, [replies[0].save()]).items
    assert (item.kind, item.code, item.copy_of) == ("copied", "PLT-1", 1)


def test_the_command_line_takes_several(
    store: Store, replies: list[Book], capsys: pytest.CaptureFixture[str]
) -> None:
    set_all(replies, 10, None, 10, None, None)
    sent = [str(path) for path in paths(replies)]
    store.close()
    assert run(["import", *sent, "--into", str(store.path)]) == 0
    assert "Imported as revision" in capsys.readouterr().out
