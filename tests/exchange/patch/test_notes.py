"""Notes in a copy of a workbook: the cells and all other parts stay as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from desktop.exchange.patch import Note, open_target, write
from tests.exchange.patch.handmade import (
    ROWS,
    STRICT,
    STRICT_RELATIONS,
    book,
    changed_parts,
    package,
    part,
    raw_parts,
    save,
    worksheet,
)

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
NEW = {
    "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/_rels/sheet1.xml.rels"
}  # fmt: skip


def noted(path: Path, *notes: tuple[int, int, str], sheet: str = "Plan") -> Path:
    result = path.with_name("noted.xlsx")
    with open_target(path) as target:
        plan = target.plan(notes=[Note(sheet, *note) for note in notes])
        receipt = write(plan, result)
    assert receipt.noted == len(notes)
    return result


def comments(path: Path, sheet: str = "Plan") -> dict[str, str]:
    page: Any = openpyxl.load_workbook(path)[sheet]
    return {c.coordinate: c.comment.text for row in page.iter_rows() for c in row if c.comment}


def test_a_sheet_without_notes_gets_its_first(tmp_path: Path) -> None:
    after = (
        '<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/><tableParts/>'
    )
    source = book(tmp_path / "a.xlsx", after=after)
    result = noted(source, (1, 1, "not a number <&>\n줄"), (0, 0, "missing"))
    assert changed_parts(source, result) == {SHEET, TYPES, *NEW}
    assert comments(result) == {"B2": "not a number <&>\n줄", "A1": "missing"}
    before, added, after_all = part(result).partition(b"<legacyDrawing")
    assert added and before + after_all.partition(b"/>")[2] == part(source)
    assert after_all.partition(b"/>")[2].startswith(b"<tableParts/>")
    assert part(result, "xl/drawings/vmlDrawing1.vml").count(b"<v:shape ") == 2


def test_strict_workbooks_and_prefixes_get_names_of_their_own(tmp_path: Path) -> None:
    content = worksheet(ROWS, space=STRICT).replace("<", "<x:").replace("<x:/", "</x:")
    content = content.replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
    parts = package({"Plan": content}, space=STRICT, relations=STRICT_RELATIONS)
    source = save(tmp_path / "a.xlsx", parts)
    result = noted(source, (1, 1, "x"))
    assert b"<x:legacyDrawing " in part(result)
    assert f'Type="{STRICT_RELATIONS}/comments"'.encode() in part(
        result, "xl/worksheets/_rels/sheet1.xml.rels"
    )
    assert STRICT.encode() in part(result, "xl/comments1.xml")


@pytest.fixture
def with_comments(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    page: Any = made.active
    page.title = "Plan"
    page["A1"], page["B2"] = 1, 2
    page["B2"].comment = Comment("as agreed", "Kim")
    other = made.create_sheet("Other")
    other["A1"] = 1
    path = tmp_path / "a.xlsx"
    made.save(path)
    return path


def test_notes_join_those_that_are_there(with_comments: Path) -> None:
    result = noted(with_comments, (1, 1, "is not a number"), (0, 0, "is missing"))
    assert comments(result) == {"A1": "is missing", "B2": "as agreed\nis not a number"}
    changed = changed_parts(with_comments, result)
    assert {name.rpartition("/")[2] for name in changed} == {"comment1.xml", "commentsDrawing1.vml"}
    again = noted(result.rename(result.with_name("c.xlsx")), (2, 2, "third"))
    assert comments(again) == {
        "A1": "is missing", "B2": "as agreed\nis not a number", "C3": "third"
    }  # fmt: skip


def test_a_second_sheet_gets_parts_of_its_own(with_comments: Path) -> None:
    result = noted(with_comments, (0, 0, "here"), sheet="Other")
    assert comments(result, "Other") == {"A1": "here"}
    assert comments(result) == {"B2": "as agreed"}


def test_conversations_are_left_alone_and_said(with_comments: Path) -> None:
    parts = {name: part(with_comments, name) for name in raw_parts(with_comments)}
    name = next(name for name in parts if "comment" in name and name.endswith(".xml"))
    parts[name] = parts[name].replace(b"Kim", b"tc={0}")
    source = save(with_comments.with_name("t.xlsx"), parts)
    with open_target(source) as target:
        plan = target.plan(notes=[Note("Plan", 1, 1, "x")])
        assert "Plan!B2 holds a conversation" in str(plan.notes[0])
        receipt = write(plan, with_comments.with_name("b.xlsx"))
    assert receipt.noted == 0


def test_notes_that_cannot_be_are_refused(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx")
    with open_target(source) as target:
        plan = target.plan(
            notes=[
                Note("None", 0, 0, "x"),
                Note("Plan", -1, 0, "x"),
                Note("Plan", 0, 0, "x" * 40_000),
            ]
        )
        assert len(plan.refusals) == 3


def test_two_notes_of_one_cell_become_one(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx")
    with open_target(source) as target:
        plan = target.plan(notes=[Note(1, 1, 1, "one"), Note("plan", 1, 1, "two")])
        assert write(plan, tmp_path / "b.xlsx").noted == 1
    assert comments(tmp_path / "b.xlsx") == {"B2": "one\ntwo"}
