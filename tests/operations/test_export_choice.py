"""What is chosen for an export, what it looks like, and that it says nothing of the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.merge import Item
from desktop.exchange.layout import Link
from desktop.exchange.reader import read_workbook
from desktop.operations.export_choice import Choice, named_columns, named_rows, named_types
from desktop.operations.export_workbook import export
from desktop.operations.import_workbook import review
from desktop.operations.questionnaire import find_organization, questionnaire
from tests.exchange.examples import Book, Past, edited, rich

DATA = rich()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "some.xlsx"


def link_of(path: Path) -> Link:
    link = read_workbook(path).link
    assert link is not None
    return link


def cells(items: list[Item]) -> dict[str, list[str]]:
    return {item.code: [cell.field for cell in item.cells] for item in items}


def germanium(columns: dict[str, list[str]] | None = None) -> Choice:
    return Choice(["capacity", "demand"], {"capacity": [4, 1, 3]}, columns or {})


def test_only_the_chosen_records_go_out_in_their_order(path: Path) -> None:
    export(DATA, path, choice=germanium())
    book = Book(path)
    assert [row[1] for row in book.rows("Capacity")] == ["CAP-4", "CAP-1", "CAP-3"]
    assert book.book.sheetnames == ["Read me", "Capacity", "Demand", "_lists", "_link"]
    link = link_of(path)
    assert link.partial == {"capacity"} and set(link.sheets.values()) == {"capacity", "demand"}
    told = [[c.value for c in row] for row in book.sheet("Read me").iter_rows()]
    assert any("3 of 4 records are here." in str(row[1]) for row in told)


def test_rows_that_were_filtered_out_or_deleted_are_never_missing(path: Path) -> None:
    export(DATA, path, choice=germanium())
    assert review(DATA, path).items == []
    book = Book(path)
    book.sheet("Capacity").delete_rows(2)
    book.sheet("Demand").delete_rows(2)
    found = review(DATA, book.save())
    assert found.missing() == {"demand": 1}  # demand went out as a whole
    found.remove_missing()
    assert [item.type for item in found.items if item.accepted] == ["demand"]


@pytest.mark.parametrize("lost", ["link", "link and properties"])
def test_a_choice_is_remembered_when_the_link_sheet_is_lost(path: Path, lost: str) -> None:
    export(DATA, path, choice=germanium())
    book = Book(path)
    del book.book["_link"]
    if lost != "link":
        book.properties.props.clear()
    book.sheet("Capacity").delete_rows(2)
    assert review(DATA, book.save()).items == [] and link_of(path).partial == {"capacity"}


def test_columns_left_out_stay_as_they_are(path: Path) -> None:
    export(DATA, path, choice=germanium({"capacity": ["nameplate", "start"]}))
    book = Book(path)
    assert [c.value for c in book.sheet("Capacity")[1]] == [
        "ID", "Code", "Nameplate [per year]", "Start",
    ]  # fmt: skip
    book.set("Capacity", "CAP-1", "Start", "2029")
    ours = edited(DATA, ("capacity", "CAP-1", {"probability": 20.0}))
    found = review(Past(DATA, ours), book.save())
    assert cells(found.items) == {"CAP-1": ["start"]} and found.problems == []


def test_a_new_row_in_a_narrowed_sheet_is_a_new_record(path: Path) -> None:
    export(DATA, path, choice=Choice(["demand"], {"demand": []}))
    book = Book(path)
    book.append("Demand", {"Code": "DEM-9", "Name": "New", "Organization": "US", "Material": "GE",
                           "Quantity [per year]": 2, "Unit": "t", "Basis": "contained",
                           "Start": "2027"}, row=2)  # fmt: skip
    found = review(DATA, book.save())
    assert [(item.kind, item.code) for item in found.items] == [("added", "DEM-9")]
    assert found.problems == []


def test_drop_downs_offer_what_is_not_among_the_chosen_records(path: Path) -> None:
    export(DATA, path, choice=germanium())
    names = openpyxl.load_workbook(path).defined_names
    area = names["capacity_codes"].attr_text if "capacity_codes" in names else ""
    assert area.startswith("_lists!") and area.endswith("$4")  # all of them, for “Joint with”
    assert names["plant_codes"].attr_text.startswith("_lists!")


def supplier(dataset: Dataset = DATA, **options: Any) -> Choice:
    return questionnaire(dataset, find_organization(dataset, "korea zinc"), **options)


def test_a_questionnaire_has_what_concerns_one_supplier_alone(path: Path) -> None:
    choice = supplier(until="2026-12-15")
    export(DATA, path, choice=choice)
    book = Book(path)
    codes = {
        title: [row[1] for row in book.rows(title)]
        for title in book.book.sheetnames
        if title[0] not in "_R"
    }
    assert codes == {
        "Organizations": ["KZ"], "Plants": ["ONSAN"], "Capacity": ["CAP-1", "CAP-2"],
        "Agreements": ["AGR-1", "AGR-2"], "Sources": ["SRC-1"], "Claims": ["CLM-1", "CLM-2"],
    }  # fmt: skip
    assert link_of(path).questionnaire == "KZ"
    told = "\n".join(str(c.value) for row in book.sheet("Read me").iter_rows() for c in row)
    assert "Korea Zinc" in told and "2026-12-15" in told
    assert "CAP-3" not in everything(book) and "TRAIL" not in everything(book)
    assert "KZ-SUB" not in everything(book) and "SRC-2" not in everything(book)
    assert review(DATA, path).items == []


def everything(book: Book) -> set[str]:
    return {str(c.value) for page in book.book for row in page.iter_rows() for c in row if c.value}


def test_a_questionnaire_keeps_our_judgement_back_unless_it_is_chosen(path: Path) -> None:
    export(DATA, path, choice=supplier())
    headers = {str(c.value) for page in Book(path).book.worksheets for c in page[1]}
    assert not headers & {"Note", "Probability [%]", "Utilization [%]", "Trust", "Rank"}
    assert "Nameplate [per year]" in headers
    export(DATA, path, choice=supplier(columns={"capacity": ["probability", "nameplate"]}))
    shown = [c.value for c in Book(path).sheet("Capacity")[1]]
    assert shown == ["ID", "Code", "Nameplate [per year]", "Probability [%]"]


def test_the_drop_downs_of_a_questionnaire_tell_of_nobody_else(path: Path) -> None:
    export(DATA, path, choice=supplier())
    book = openpyxl.load_workbook(path)
    lists = {str(c.value) for row in book["_lists"].iter_rows() for c in row if c.value}
    assert {"GE", "GA", "GEO2", "KZ", "US"} <= lists and "TRAIL" not in lists
    assert "KZ-SUB" not in lists
    plants = book.defined_names["plant_codes"].attr_text
    assert plants.startswith("Plants!") or plants.startswith("'Plants'!")


def test_an_answer_comes_back_as_changes_and_new_records(path: Path) -> None:
    export(DATA, path, "ko", choice=supplier())
    book = Book(path)
    page = book.sheet("생산능력")
    headers = {str(c.value): int(c.column or 0) for c in page[1]}
    page.cell(3, headers["설계 능력 [연간]"]).value = 16
    values = {"코드": "CAP-NEW", "공장": "ONSAN", "소재": "GA", "단계": "계획", "단위": "t",
              "기준": "contained"}  # fmt: skip
    for header, value in values.items():
        page.cell(4, headers[header]).value = "announced" if header == "단계" else value
    found = review(DATA, book.save())
    assert [(i.kind, i.code) for i in found.items] == [("changed", "CAP-2"), ("added", "CAP-NEW")]
    assert not found.has_errors


def test_names_of_people_are_understood() -> None:
    assert named_types(["Capacity", "demand", "생산능력"], DATA) == [
        "capacity",
        "demand",
        "capacity",
    ]
    assert named_columns(["start", "capacity.Nameplate"], DATA, ["capacity", "demand"]) == {
        "capacity": ["start", "nameplate"], "demand": ["start"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("conditions", "ids"),
    [
        (["capacity.material=GE"], [1, 3, 4]),
        (["capacity.material!=GE"], [2]),
        (["capacity.material=GE", "capacity.stage=operating"], [3]),
        (["capacity.nameplate>=15"], [1, 2]),
        (["capacity.nameplate=15.5"], [2]),
        (["capacity.nameplate="], [3]),
        (["capacity.code=CAP-1|CAP-4"], [1, 4]),
        (["capacity.name~line"], [1]),
        (["capacity.start<=2028"], [1, 2, 3, 4]),
    ],
)
def test_conditions_choose_records(conditions: list[str], ids: list[int]) -> None:
    assert named_rows(conditions, DATA) == {"capacity": ids}


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: named_types(["capcity"], DATA), "did you mean “capacity”"),
        (lambda: named_types(["xyzzy"], DATA), "there are: material, form"),
        (lambda: named_columns(["capacity.namplate"], DATA), "did you mean “nameplate”"),
        (lambda: named_columns(["namplate"], DATA), "did you mean “nameplate”"),
        (lambda: named_columns(["capacity.start"], DATA, ["plant"]), "not among the sheets"),
        (lambda: named_rows(["capacity"], DATA), "write it like capacity.material=GE"),
        (lambda: named_rows(["capacity.nameplate>x"], DATA), "capacity.nameplate>x”: “x” is not"),
        (lambda: find_organization(DATA, "Korea Zink"), "did you mean “KZ”"),
        (lambda: Choice(["plont"]).parts(DATA), "did you mean “plant”"),
    ],
)
def test_unknown_names_are_told_with_the_nearest(ask: Any, said: str) -> None:
    with pytest.raises(OfftakeError) as fault:
        ask()
    assert said in str(fault.value)
