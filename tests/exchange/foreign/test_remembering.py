"""Mappings are kept, followed and proposed again; records are found again; the command line."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import run
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.exchange.foreign.mapping import Mapping
from desktop.operations.import_foreign import import_foreign, is_foreign, propose, review_foreign
from desktop.operations.layout_memory import LayoutMemory
from desktop.operations.workspace import new
from tests.exchange.foreign.sheets import (
    CAPACITY,
    DEMAND,
    NEED,
    after,
    made,
    names,
    proposed,
    taken,
)

LINES: list[list[Any]] = [
    ["Customer", "End use", "Metal", "Qty (kg)", "From"],
    ["Optics", "LED", "Ge", 1, "2026"],
    ["Optics", "solar", "Ga", 2, "2027"],
]


def test_23_a_code_that_stands_twice_is_asked_for(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    line = ["TECK", "Trail", "Ga", 12, "contained", "committed", "2028"]
    made(path, [["Code", *CAPACITY], ["CAP-9", *line], ["CAP-9", *line[:3], 15, *line[4:]]])
    proposal = proposed(small, path)
    (question,) = proposal.open_questions
    assert question.name == "twice:CAP-9"
    assert [e.cell for e in question.evidence] == ["Sheet1!A2", "Sheet1!A3"]
    proposal.answer("twice:CAP-9", "3")
    assert [c["nameplate"] for c in taken(review_foreign(small, proposal), "capacity")] == [15]
    proposal.answer("twice:CAP-9", "each")
    found = taken(review_foreign(small, proposal), "capacity")
    assert [c["code"] for c in found] == ["CAP-9", "CAP-10"]


def test_26_and_27_rows_are_known_by_code_and_missing_ones_mean_nothing(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [["Code", "Nameplate (kg)", "Remarks"], ["CAP-1", 13_000, None]], "Capacity")
    review = review_foreign(small, proposed(small, path))
    (item,) = review.items
    # In the unit of the record; the blank cell and the other records say nothing.
    assert [(c.field, c.theirs) for c in item.cells] == [("nameplate", 13.0)]
    assert item.code == "CAP-1" and review.missing() == {}


def test_41_the_same_file_twice_changes_nothing(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, LINES)
    once = after(review_foreign(small, proposed(small, path, basis="contained")))
    assert len(once["demand"]) == 2
    again = review_foreign(once, proposed(once, path, basis="contained"))
    assert again.items == [] and again.problems == []


def test_a_mapping_is_kept_as_json_and_followed(small: Dataset, tmp_path: Path) -> None:
    path, kept = tmp_path / "x.xlsx", tmp_path / "mapping.json"
    made(path, LINES)
    proposal = proposed(small, path, basis="gross")
    proposal.set_column("Sheet1", 1, "note")
    proposal.set_constant("Sheet1", "application", "other")
    proposal.mapping.write(kept)
    shown = json.loads(kept.read_text(encoding="utf-8"))["tables"][0]
    assert shown["columns"][3] == {
        "column": "D", "header": "Qty (kg)", "field": "quantity", "unit": "kg",
    }  # fmt: skip
    assert shown["answers"] == {"basis": "gross"} and shown["type"] == "demand"
    # Next month: another sheet, a title above, columns in another order.
    header, *lines = LINES
    order = [4, 2, 0, 1, 3]
    moved = [[row[i] for i in order] for row in [header, *lines]]
    made(path, [["March"], *moved], "March")
    again = propose(small, path, mapping=Mapping.read(kept))
    assert not again.open_questions
    assert [c.field for c in again.tables[0].columns] == [
        "start", "material", "organization", "note", "quantity",
    ]  # fmt: skip
    assert [(c.field, c.value) for c in again.tables[0].constants if c.field != "basis"] == [
        ("application", "other")
    ]  # fmt: skip


def test_a_layout_is_remembered_and_a_changed_unit_is_asked_for(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    memory = LayoutMemory(tmp_path / "data" / "layouts.json")
    made(path, LINES)
    first = propose(small, path, memory=memory)
    assert not first.tables[0].remembered
    first.answer("basis", "contained")
    memory.keep(first)
    again = propose(small, path, memory=LayoutMemory(memory.path))
    assert again.tables[0].remembered and not again.open_questions
    made(path, [[*LINES[0][:3], "Qty (t)", LINES[0][4]], *LINES[1:]])
    changed = propose(small, path, memory=LayoutMemory(memory.path))
    assert changed.tables[0].remembered and names(changed) == ["quantity:unit"]
    assert [o.value for o in changed.open_questions[0].options] == ["t", "kg"]
    changed.answer("quantity:unit", "t")
    assert [d["unit"] for d in taken(review_foreign(small, changed), "demand")] == ["t", "t"]


def test_a_memory_that_cannot_be_read_counts_as_empty(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "layouts.json"
    path.write_text("[]", encoding="utf-8")
    assert LayoutMemory(path).recall("x") is None
    made(tmp_path / "x.xlsx", LINES)
    with pytest.raises(OfftakeError, match="not a mapping"):
        Mapping.read(path)


def test_open_questions_keep_everything_from_being_written(small: Dataset, tmp_path: Path) -> None:
    made(tmp_path / "x.xlsx", LINES)
    proposal = propose(small, tmp_path / "x.xlsx")
    with pytest.raises(OfftakeError, match="One question is open"):
        review_foreign(small, proposal)
    with pytest.raises(OfftakeError, match="is not an answer"):
        proposal.answer("basis", "perhaps")
    with pytest.raises(OfftakeError, match="asks no question"):
        proposal.answer("colour", "red")


def test_the_command_line_asks_answers_writes_and_undoes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, book, kept = tmp_path / "w.offtake", tmp_path / "x.xlsx", tmp_path / "m.json"
    new(file, True).close()
    made(book, [DEMAND[:4] + DEMAND[5:], ["New Optics Inc.", *NEED[1:4], NEED[5]]])

    def imported(*options: str) -> tuple[int, Any]:
        status = run(["import", str(book), "--into", str(file), "--json", *options])
        return status, json.loads(capsys.readouterr().out)

    status, result = imported("--dry-run")
    assert status == 1 and result["revision"] is None and result["added"] == {}
    assert [q["key"] for q in result["questions"]] == [
        "Sheet1:new:organization:New Optics Inc.", "Sheet1:basis",
    ]  # fmt: skip
    assert result["mapping"]["tables"][0]["type"] == "demand"
    assert run(["import", str(book), "--into", str(file)]) == 1
    shown = capsys.readouterr().out
    assert "? Sheet1:basis" in shown and "contained: contained" in shown
    status, result = imported("--answer", "basis=contained", "--create-references",
                              "--save-mapping", str(kept))  # fmt: skip
    assert status == 0 and result["added"] == {"organization": 1, "demand": 1}
    status, result = imported("--mapping", str(kept))
    assert status == 0 and result["revision"] is None and result["changed"] == {}
    assert run(["undo", str(file)]) == 0


def test_the_command_line_is_told_which_records_a_table_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, book = tmp_path / "w.offtake", tmp_path / "x.xlsx"
    new(file, True).close()
    made(book, [["Pastry", "Price"], ["Tarts", 11], ["Sprits", 12]], "Data")

    def told(*options: str) -> str:
        status = run(["import", str(book), "--into", str(file), "--dry-run", *options])
        shown = capsys.readouterr()
        assert status == (0 if options == ("--read-as", "data=organization") else 1)
        return shown.out + shown.err

    plain = told()
    assert "(Data A1:B3)" in plain and "--read-as TABLE=TYPE" in plain and plain.count("\n") == 1
    assert "there are: Data" in told("--read-as", "Sheet9=demand")
    assert "did you mean “demand”" in told("--read-as", "Data=demnd")
    assert "is not TABLE=TYPE" in told("--read-as", "demand")
    assert "read as Organizations" in told("--read-as", "data=organization")


def test_a_past_import_of_an_unknown_day_is_dated_by_the_file(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [CAPACITY, ["TECK", "Trail", "Ga", "약 9", "contained", "announced", "2029"]])
    proposal = proposed(small, path, nameplate__about="claim", source="Chosun")
    (claim,) = taken(review_foreign(small, proposal), "claim")
    assert claim["said"].earliest == dt.date.fromtimestamp(path.stat().st_mtime)


def test_sheets_in_our_words_throughout_need_no_mapping(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [["Code", "Name"], ["IN", "indium"]], "Materials")
    assert not is_foreign(small, path)
    made(path, [["Code", "Name", "Seen by"], ["IN", "indium", "Kim"]], "Materials")
    assert is_foreign(small, path)
    assert import_foreign is not None
