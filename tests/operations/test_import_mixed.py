"""Several workbooks of which some have a layout of their own: one review, one revision."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.__main__ import main
from desktop.core.merge import CONFLICT
from desktop.exchange.foreign.proposal import Proposal
from desktop.operations.export_workbook import export
from desktop.operations.import_foreign import is_clear, propose
from desktop.operations.import_several import import_several, review_several
from desktop.operations.workspace import new
from desktop.storage.store import Store

HEADERS = ["Code", "Plant", "Material", "Stage", "Capacity (kg/yr)", "Basis", "Start-up"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new(tmp_path / "w.offtake", example=True) as made:
        yield made


def listed(path: Path, rows: list[list[Any]], headers: list[str] = HEADERS) -> Path:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = "Lines"
    for row in [["Lines of a consultant"], [], headers, *rows]:
        page.append(row)
    book.save(path)
    return path


def clear(store: Store, path: Path) -> Proposal:
    proposal = propose(store, path)
    assert is_clear(proposal), [str(q.text) for q in proposal.open_questions]
    return proposal


def of(store: Store, code: str) -> Any:
    return store.dataset["capacity"].by_code(code)


def row(code: str, kg: float, plant: str = "Onsan smelter") -> list[Any]:
    return [code, plant, "Germanium", "committed", kg, "contained", "2029"]


def exported(store: Store, path: Path, nameplate: float) -> Path:
    export(store.dataset, path)
    book = openpyxl.load_workbook(path)
    page: Any = book["Capacity"]
    labels = {str(c.value).split(" [")[0]: int(c.column) for c in page[1]}
    for line in page.iter_rows(min_row=2):
        if line[labels["Code"] - 1].value == "CAP-ONSAN-GE":
            line[labels["Nameplate"] - 1].value = nameplate
    book.save(path)
    return path


def test_an_export_and_two_strangers_become_one_revision(store: Store, tmp_path: Path) -> None:
    ours = exported(store, tmp_path / "plan.xlsx", 13.0)
    one = clear(store, listed(tmp_path / "a.xlsx", [row("NEW-A", 5000)]))
    two = clear(store, listed(tmp_path / "b.xlsx", [row("NEW-B", 7000)]))
    before = store.revision
    result = import_several(store, [ours, one, two])
    assert not result.stopped and store.revision == before + 1
    lines: Any = store.dataset["capacity"]
    found = {code: lines.by_code(code) for code in ("CAP-ONSAN-GE", "NEW-A", "NEW-B")}
    assert found["CAP-ONSAN-GE"].nameplate == 13.0
    assert (found["NEW-A"].nameplate, found["NEW-B"].nameplate) == (5000, 7000)
    assert found["NEW-A"].id != found["NEW-B"].id
    store.undo()
    assert store.dataset["capacity"].by_code("NEW-A") is None


def test_the_same_new_record_of_two_senders_is_taken_once(store: Store, tmp_path: Path) -> None:
    sent = [listed(tmp_path / f"{name}.xlsx", [row("NEW-A", 5000)]) for name in "ab"]
    found = review_several(store, [clear(store, path) for path in sent])
    (item,) = [item for item in found.items if item.code == "NEW-A"]
    assert item.senders == ("a.xlsx", "b.xlsx")
    result = import_several(store, [clear(store, path) for path in sent])
    assert result.counts["added"] == {"capacity": 1}


def test_senders_that_disagree_wait_for_a_decision(store: Store, tmp_path: Path) -> None:
    ours = exported(store, tmp_path / "plan.xlsx", 13.0)
    other = listed(tmp_path / "a.xlsx", [row("CAP-ONSAN-GE", 14_000)])
    found = review_several(store, [ours, clear(store, other)])
    (cell,) = [cell for item in found.items for cell in item.cells if cell.field == "nameplate"]
    assert cell.kind == CONFLICT and cell.disputed
    assert [(offer.sender, offer.value) for offer in cell.offers] == [
        ("plan.xlsx", 13.0), ("a.xlsx", 14.0)]  # fmt: skip
    assert any("a.xlsx" in str(note) and "rows read as" in str(note) for note in found.notes)


def test_a_plant_that_one_sender_adds_is_known_to_the_next(store: Store, tmp_path: Path) -> None:
    headers = [*HEADERS, "Producer", "Country", "Name"]
    sent = []
    for name, code in (("a", "NEW-A"), ("b", "NEW-B")):
        line = [*row(code, 5000, "Alpha works"), "Korea Zinc", "KR", f"Line {name}"]
        path = listed(tmp_path / f"{name}.xlsx", [line], headers)
        proposal = propose(store, path)
        proposal.set_create_references(True)
        assert is_clear(proposal), [str(q.text) for q in proposal.open_questions]
        sent.append(proposal)
    result = import_several(store, sent)
    assert not result.stopped, [str(p) for p in result.problems]
    assert result.counts["added"] == {"plant": 1, "capacity": 2}
    lines: Any = store.dataset["capacity"]
    assert lines.by_code("NEW-A").plant == lines.by_code("NEW-B").plant


def run(*arguments: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = main([str(one) for one in arguments])
    return status, capsys.readouterr().out


def test_the_command_line_takes_several_strangers_and_text(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = listed(tmp_path / "a.xlsx", [row("NEW-A", 5000)])
    two = tmp_path / "b.csv"
    two.write_text(
        "\n".join(",".join(map(str, line)) for line in (HEADERS, row("NEW-B", 7000))),
        encoding="utf-8",
    )
    store.close()
    status, said = run("import", one, two, "--into", store.path, capsys=capsys)
    assert status == 0, said
    with Store.open(store.path) as again:
        assert of(again, "NEW-B").nameplate == 7000


def test_questions_of_several_name_their_files_and_mappings_answer_them(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = [name for name in HEADERS if name != "Basis"]
    rows = [[value for value in row("NEW-A", 5000) if value != "contained"]]
    one = listed(tmp_path / "a.xlsx", rows, short)
    two = listed(tmp_path / "b.xlsx", [row("NEW-B", 7000)])
    store.close()
    status, said = run("import", one, two, "--into", store.path, "--json", capsys=capsys)
    assert status == 1
    assert [q["file"] for q in json.loads(said)["questions"] if q["answer"] is None] == [str(one)]
    kept = tmp_path / "a.json"
    run("import", one, "--into", store.path, "--answer", "basis=contained", "--dry-run",
        "--save-mapping", kept, capsys=capsys)  # fmt: skip
    status, said = run("import", one, two, "--into", store.path, "--mapping", kept, capsys=capsys)
    assert status == 0, said
    with Store.open(store.path) as again:
        assert of(again, "NEW-A").basis == "contained"
