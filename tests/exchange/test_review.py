"""Workbooks that come back: what is taken over, what waits, what is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.merge import ADDED, ALTERED, CLEARED, CONFLICT, COPIED, MISSING, Item
from desktop.core.partial_date import PartialDate
from desktop.exchange.identity import encode
from desktop.operations.import_workbook import Review, changes, review
from tests.exchange.examples import WORKSPACE, Book, Past, edited, exported, rich

DATA = rich()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return exported(DATA, tmp_path_factory.mktemp("import") / "plan.xlsx").read_bytes()


@pytest.fixture
def book(original: bytes, tmp_path: Path) -> Book:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(original)
    return Book(path)


def told(found: Review) -> list[str]:
    return [f"{problem.cell}: {problem.message}" for problem in found.problems]


def record(dataset: Dataset, type: str, code: str) -> Any:
    return dataset[type].by_code(code)


def after(found: Review, before: Dataset = DATA, **options: Any) -> Dataset:
    return before.with_changes(changes(found, **options).changes)


def cells(item: Item) -> dict[str, tuple[str, Any]]:
    return {cell.field: (cell.kind, cell.theirs) for cell in item.cells}


def nothing(found: Review) -> bool:
    return not found.items and not found.problems


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_nobody_touched_is_no_change(tmp_path: Path, language: str) -> None:
    path = exported(DATA, tmp_path / "plan.xlsx", language)
    found = review(DATA, path)
    assert nothing(found) and found.notes == [] and found.base_revision == 7
    Book(path).save()  # through another program
    assert nothing(review(DATA, path))


def test_what_only_we_changed_meanwhile_is_no_change(book: Book) -> None:
    ours = edited(DATA, ("plant", "ONSAN", {"name": "New name", "code": "ONSAN-1"}),
                  ("material", "GE", {"note": None}))  # fmt: skip
    found = review(Past(DATA, ours), book.save())
    assert nothing(found) and found.base_revision == 7


def test_three_cells_are_three_changes(book: Book) -> None:
    book.set("Capacity", "CAP-1", "Nameplate [per year]", 10_000)
    book.set("Capacity", "CAP-1", "Start", "H2 2029")
    book.set("Organizations", "KZ", "Contact", "원료구매팀")
    found = review(DATA, book.save())
    assert not found.problems and [(i.type, i.code, i.kind) for i in found.items] == [
        ("organization", "KZ", ALTERED), ("capacity", "CAP-1", ALTERED),
    ]  # fmt: skip
    assert cells(found.items[1]) == {
        "nameplate": ("changed", 10_000.0), "start": ("changed", PartialDate(2029, "half", 2)),
    }  # fmt: skip
    change_set = changes(found)
    assert str(change_set.label) == "Import plan.xlsx" and change_set.origin == "import"
    assert sum(len(change.after or {}) for change in change_set.changes) == 3


def test_unticked_cells_and_rows_stay_as_they_are(book: Book) -> None:
    book.set("Capacity", "CAP-1", "Nameplate [per year]", 10_000)
    book.set("Capacity", "CAP-1", "Ramp-up [months]", 1)
    book.set("Plants", "TRAIL", "Place", "BC")
    found = review(DATA, book.save())
    plant, capacity = found.items
    plant.accepted = False
    capacity.cells[0].accepted = False
    (change,) = changes(found).changes
    assert change.after == {"ramp_up": 1.0}


def test_sorted_and_moved_columns_are_no_change(book: Book) -> None:
    rows = book.rows("Capacity")
    book.put_rows("Capacity", rows[::-1])
    page = book.sheet("Agreements")
    table = [[cell.value for cell in row] for row in page.iter_rows()]
    for number, line in enumerate(table, start=1):
        for column, value in enumerate(line[::-1], start=1):
            page.cell(number, column).value = value
    assert nothing(review(DATA, book.save()))


def test_rows_may_be_spaced_out_and_have_a_title_above(book: Book) -> None:
    page = book.sheet("Plants")
    page.insert_rows(3)
    page.cell(3, 4).value = "   "
    page.insert_rows(1, 4)
    page["B2"] = "Our plants, please check"
    page.cell(7, 1).number_format = "0.00"
    page["D2000"].number_format = "0.00"
    found = review(DATA, book.save())
    assert nothing(found)
    book.sheet("Plants").cell(6, 8).value = "north"
    (problem,) = review(DATA, book.save()).problems
    assert problem.cell == "Plants!H6" and "north" in str(problem.message)


def test_renamed_reordered_and_deleted_columns(book: Book) -> None:
    page = book.sheet("Capacity")
    page.cell(1, book.column("Capacity", "Code")).value = " code* "
    page.cell(1, book.column("Capacity", "Nameplate [per year]")).value = "설계 능력\n(per  YEAR)"
    page.cell(1, book.column("Capacity", "Ramp-up [months]")).value = "RAMP UP"
    page.cell(1, book.column("Capacity", "Stage")).value = "How far is it"
    page.delete_cols(page.max_column)  # Note
    page.cell(1, page.max_column + 1).value = "Their remark"
    page.cell(2, page.max_column).value = "something"
    found = review(DATA, book.save())
    assert nothing(found)
    assert any("“How far is it” was read as Stage" in str(note) for note in found.notes)
    assert any("“Their remark” was not read" in str(note) for note in found.notes)


def test_renamed_sheets_are_known_by_more_than_their_name(book: Book) -> None:
    book.sheet("Capacity").title = "Lines 2028"
    book.sheet("Plants").title = "소재"  # what the materials are called in Korean
    book.sheet("Materials").title = "x"
    for name in list(book.book.defined_names):
        if name.startswith("_offtake"):
            del book.book.defined_names[name]
    found = review(DATA, book.save())
    assert nothing(found) and found.notes == []


def test_a_second_sheet_of_a_type_is_not_read(book: Book) -> None:
    copy = book.book.copy_worksheet(book.sheet("Stock"))
    copy.title = "Stock (2)"
    copy["H2"] = 999
    found = review(DATA, book.save())
    assert nothing(found) and ["“Stock (2)”" in str(note) for note in found.notes] == [True]


def test_units_in_headers_are_never_rescaled(book: Book) -> None:
    column = book.column("Capacity", "Ramp-up [months]")
    book.sheet("Capacity").cell(1, column).value = "Ramp-up [years]"
    (problem,) = review(DATA, book.save()).problems
    assert problem.cell == "Capacity!M1" and "years" in str(problem.message)


def test_two_columns_of_one_name(book: Book) -> None:
    book.sheet("Plants").cell(1, book.column("Plants", "Place")).value = "Name"
    book.set("Plants", "ONSAN", "Host process", "x")
    found = review(DATA, book.save())
    assert [p.cell for p in found.problems] == ["Plants!C1", "Plants!F1"]
    assert [cells(item) for item in found.items] == [{"host_process": ("changed", "x")}]


def test_cleared_cells_and_typed_unknowns(book: Book) -> None:
    book.set("Capacity", "CAP-1", "Capex", None)
    book.set("Capacity", "CAP-1", "Currency", " \u00a0")
    book.set("Capacity", "CAP-2", "Nameplate [per year]", "미정")
    book.set("Capacity", "CAP-3", "Name", None)  # was blank
    found = review(DATA, book.save())
    assert [cells(item) for item in found.items] == [
        {"capex": (CLEARED, None), "currency": (CLEARED, None)}, {"nameplate": (CLEARED, None)},
    ]  # fmt: skip
    assert after(found)["capacity"][1].capex is None


def test_a_required_field_cannot_be_cleared(book: Book) -> None:
    cell = book.set("Capacity", "CAP-1", "Stage", None)
    book.set("Capacity", "CAP-1", "Capex", 5)
    book.set("Capacity", "CAP-2", "Capex", 6)
    found = review(DATA, book.save())
    assert told(found) == [f"{cell}: Stage is required"]
    assert [change.id for change in changes(found).changes] == [2]  # the other row is sound


def test_new_rows_may_refer_to_each_other(book: Book) -> None:
    book.append("Organizations", {"Code": "NEW", "Name": "New", "Roles": "Supplier; partner",
                                  "Parent": "new-2"})  # fmt: skip
    book.append("Organizations", {"Code": "NEW-2", "Name": "New two", "Roles": "supplier"})
    row = book.append("Plants", {"Code": "P-9", "Name": "P", "Owner": "NEW", "Country": "Korea"})
    found = review(DATA, book.save())
    assert not found.problems
    assert [(i.kind, i.code) for i in found.items] == [
        (ADDED, "NEW"), (ADDED, "NEW-2"), (ADDED, "P-9"),
    ]  # fmt: skip
    dataset = after(found)
    plant = record(dataset, "plant", "P-9")
    owner = dataset["organization"][plant.owner]
    assert plant.country == "KR" and owner.code == "NEW"
    assert dataset["organization"][owner.parent].code == "NEW-2"
    place = found.items[2].place
    assert place is not None and place.cell("owner") == f"Plants!D{row}"


def test_unknown_references_bad_choices_and_what_depends_on_them(book: Book) -> None:
    book.append("Organizations", {"Code": "NEW", "Name": "New", "Roles": "suplier"})
    plant = book.append("Plants", {"Code": "P-9", "Name": "P", "Owner": "NEW", "Country": "KR"})
    other = book.append("Plants", {"Code": "P-8", "Name": "P", "Owner": "KZ", "Country": "KR"})
    values = {"Code": "C-9", "Plant": "P-9", "Material": "GE", "Stage": "announced"}
    line = book.append("Capacity", {**values, "Unit": "t", "Basis": "contained"})
    unknown = book.set("Capacity", "CAP-2", "Plant", "New Smelter")
    found = review(DATA, book.save())
    sentences = told(found)
    assert len(sentences) == 4
    assert "“suplier” is not one of: supplier" in sentences[0] and "!E5" in sentences[0]
    assert sentences[1] == (
        f"Plants!D{plant}: Owner refers to the new record NEW, which was left out"
    )
    assert sentences[2].startswith(f"{unknown}: Plant: There is no plant with the code “New Smel")
    assert sentences[3].startswith(f"Capacity!D{line}: Plant refers to the new record P-9")
    assert [c.after["code"] for c in changes(found).changes if c.after] == ["P-8"]
    assert other == plant + 1


def test_words_of_either_language_and_any_spelling(book: Book) -> None:
    book.set("Capacity", "CAP-2", "Stage", "ON  HOLD")
    book.set("Capacity", "CAP-2", "Plant", "onsan ")
    book.set("Capacity", "CAP-1", "Start", "2028년")
    book.set("Capacity", "CAP-1", "Ramp profile", "S curve")
    book.set("Plants", "ONSAN", "Country", "대한민국")
    book.set("Stock", "STK-1", "As of", "2026.1.31")
    book.set("Capacity", "CAP-1", "Nameplate [per year]", "12,000")
    book.set("Adjustments", "ADJ-1", "Enabled", True)
    assert nothing(review(DATA, book.save()))


def test_noise_of_other_programs_is_no_change(book: Book) -> None:
    book.set("Forms", "GA-METAL", "Metal content [fraction]", 0.3)
    book.set("Plants", "ONSAN", "Name", "Onsan\u00a0smelter ")
    book.set("Materials", "GE", "Note", "line one\r\nline two\r\n\r\n  indented \r\n")
    book.set("Capacity", "CAP-4", "Start", dt.datetime(2028, 3, 1))  # what Excel makes of 2028-03
    book.set("Materials", "00123", "Code", "00123")
    assert nothing(review(DATA, book.save()))


def test_percentages_by_what_the_cell_shows(book: Book) -> None:
    column = book.column("Capacity", "Utilization [%]")
    for row in (2, 3):
        book.sheet("Capacity").cell(row, column).value = 0.5
    book.sheet("Capacity").cell(2, column).number_format = "0%"
    found = review(DATA, book.save())
    assert [cells(item)["utilization"][1] for item in found.items] == [50.0, 0.5]


def test_error_cells_and_uncalculated_formulas_are_never_blank(book: Book) -> None:
    column = book.column("Capacity", "Capex")
    for row, value in ((2, "#N/A"), (3, "#REF!"), (4, "=1+1")):
        cell = book.sheet("Capacity").cell(row, column)
        cell.value = value
    found = review(DATA, book.save())
    assert [p.cell for p in found.problems] == ["Capacity!Q2", "Capacity!Q3", "Capacity!Q4"]
    assert "#N/A" in told(found)[0] and "type its value in its place" in told(found)[2]
    assert changes(found).changes == []


def test_deleted_rows_are_offered_and_emptied_ones_too(book: Book) -> None:
    book.sheet("Demand").delete_rows(2)
    for column in range(2, 12):
        book.sheet("Stock").cell(2, column).value = None  # the ID stays
    ours = edited(DATA, ("stock", "STK-1", {"quantity": 5.0}))
    found = review(Past(DATA, ours), book.save())
    assert [(i.kind, i.code, i.edited) for i in found.items] == [
        (MISSING, "DEM-1", False), (MISSING, "STK-1", True),
    ]  # fmt: skip
    assert found.missing() == {"demand": 1, "stock": 1} and changes(found).changes == []
    with pytest.raises(OfftakeError, match="1 cell was changed both"):
        changes(found, remove_missing=True)
    assert [c.type for c in changes(found, "ours", remove_missing=True).changes] == ["demand"]
    assert len(changes(found, "theirs", remove_missing=True).changes) == 2


def test_a_deleted_sheet_says_nothing(book: Book) -> None:
    del book.book["Capacity"]
    found = review(DATA, book.save())
    assert nothing(found)


def test_copied_rows_become_new_records(book: Book) -> None:
    values = [cell.value for cell in book.sheet("Capacity")[2]]
    for change in ({"Name": "Second line"}, {"Code": "CAP-77", "Name": "Third"}):
        row = book.append("Capacity", {})
        for column, value in enumerate(values, start=1):
            book.sheet("Capacity").cell(row, column).value = value
        for header, value in change.items():
            book.sheet("Capacity").cell(row, book.column("Capacity", header)).value = value
    book.cell("Capacity", "CAP-1", "Capex").value = 1  # and the original itself was changed
    found = review(DATA, book.save())
    assert [(i.kind, i.code, i.copy_of) for i in found.items] == [
        (ALTERED, "CAP-1", None), (COPIED, "CAP-78", 1), (COPIED, "CAP-77", 1),
    ]  # fmt: skip
    assert cells(found.items[0]) == {"capex": ("changed", 1.0)}
    assert [p.severity for p in found.problems] == ["warning"] * len(found.problems)
    assert not found.has_errors
    assert after(found)["capacity"][1].name == "Ge line"


def test_an_exact_repeat_is_left_out(book: Book) -> None:
    values = [cell.value for cell in book.sheet("Stock")[2]]
    for column, value in enumerate(values, start=1):
        book.sheet("Stock").cell(4, column).value = value
    found = review(DATA, book.save())
    assert found.items == [] and not found.has_errors
    assert told(found) == ["Stock!A4: The row repeats row 2 and was left out"]


def test_ids_dragged_over_other_rows_leave_them_to_their_codes(book: Book) -> None:
    first = book.sheet("Capacity").cell(2, 1).value
    for row in (3, 4):
        book.sheet("Capacity").cell(row, 1).value = first
    book.sheet("Capacity").cell(5, 1).value = "BCD-XXXX"
    book.set("Capacity", "CAP-3", "Ramp-up [months]", 3)
    found = review(DATA, book.save())
    assert [(i.kind, i.code, cells(i)) for i in found.items] == [
        (ALTERED, "CAP-3", {"ramp_up": ("changed", 3.0)}),
    ]  # fmt: skip
    assert found.missing() == {}


def test_a_damaged_id_under_an_unknown_code_is_nobody(book: Book) -> None:
    book.sheet("Capacity").cell(5, 1).value = "BCD-XXXX"
    book.sheet("Capacity").cell(5, 2).value = "CAP-X"
    found = review(DATA, book.save())
    (sentence,) = told(found)
    assert sentence.startswith("Capacity!A5: “BCD-XXXX” is not an ID") and not found.missing()
    assert changes(found).changes == []


def test_ids_removed_and_codes_changed(book: Book) -> None:
    page = book.sheet("Plants")
    page.delete_cols(1)
    book.set("Plants", "TRAIL", "Place", "BC")
    book.set("Organizations", "KZ", "Code", "KOREAZINC")  # others still refer to KZ
    found = review(DATA, book.save())
    assert not found.problems
    assert [(i.code, cells(i)) for i in found.items] == [
        ("KZ", {"code": ("changed", "KOREAZINC")}), ("TRAIL", {"place": ("changed", "BC")}),
    ]  # fmt: skip
    assert after(found)["plant"][1].owner == 1


def test_a_code_twice(book: Book) -> None:
    for _ in range(2):
        row = book.append("Materials", {"Code": "IN", "Name": "indium"})
    clash = book.append("Materials", {"Code": "ge", "Name": "again"})
    found = review(DATA, book.save())
    assert told(found) == [
        f"Materials!B{row}: The code “IN” stands in row {row - 1} too; each code may stand once",
        f"Materials!B{clash}: The code “ge” stands in row 2 too; each code may stand once",
    ]
    assert [c.after["code"] for c in changes(found).changes if c.after] == ["IN"]


def test_codes_may_be_swapped(book: Book) -> None:
    one, two = book.row("Plants", "ONSAN"), book.row("Plants", "TRAIL")
    book.sheet("Plants").cell(one, 2).value = "TRAIL"
    book.sheet("Plants").cell(two, 2).value = "ONSAN"
    found = review(DATA, book.save())
    assert not found.problems and len(found.items) == 2
    dataset = after(found)
    assert record(dataset, "plant", "TRAIL").id == 1
    assert dataset["capacity"][1].plant == 1  # untouched cells still mean the same plant


def test_rules_are_told_at_their_cells(book: Book) -> None:
    book.set("Capacity", "CAP-2", "Basis", "gross")
    cell = book.cell("Capacity", "CAP-2", "Form").coordinate
    book.set("Forms", "GEO2", "Material", "GA")  # and what uses it is now wrong
    form = book.cell("Forms", "GEO2", "Material").row
    found = review(DATA, book.save())
    assert f"Capacity!{cell}: Gross quantity needs a form" in told(found)
    assert any(line.startswith(f"Forms!A{form}: Form GEO2 is a form of GA") or
               line.startswith("Forms!") for line in told(found))  # fmt: skip
    assert changes(found).changes == []


def test_both_changed_is_a_conflict(book: Book) -> None:
    book.set("Plants", "ONSAN", "Name", "theirs")
    book.set("Plants", "ONSAN", "Place", "there")
    ours = edited(DATA, ("plant", "ONSAN", {"name": "ours"}))
    found = review(Past(DATA, ours), book.save())
    (item,) = found.items
    assert [(c.field, c.kind, c.base, c.ours, c.theirs, c.accepted) for c in item.cells] == [
        ("name", CONFLICT, "Onsan smelter", "ours", "theirs", None),
        ("place", "changed", "온산, 울산", "온산, 울산", "there", True),
    ]
    assert found.undecided == 1
    with pytest.raises(OfftakeError, match="1 cell was changed both"):
        changes(found)
    assert after(found, ours, on_conflict="ours")["plant"][1].name == "ours"
    assert after(found, ours, on_conflict="theirs")["plant"][1].name == "theirs"
    item.cells[0].accepted = True
    assert after(found, ours)["plant"][1].name == "theirs"
    assert found.shown(item, "owner", 1) == "KZ"


def test_a_record_removed_here_and_changed_there(book: Book) -> None:
    book.set("Scenarios", "SLIP", "Name", "Slip two years")
    gone = [Change("adjustment", id, {}, None) for id in (1, 2, 3)]
    ours = DATA.with_changes([*gone, Change("scenario", 1, {}, None)], 8)
    found = review(Past(DATA, ours), book.save())
    (item,) = found.items
    assert (item.kind, item.code, item.accepted) == ("removed", "SLIP", None)
    assert changes(found, "ours").changes == []
    dataset = after(found, ours, on_conflict="theirs")
    assert record(dataset, "scenario", "SLIP").name == "Slip two years"


def test_the_same_record_added_on_both_sides(book: Book) -> None:
    book.append("Materials", {"Code": "IN", "Name": "indium", "Symbol": "In"})
    ours = DATA.with_changes(
        [Change("material", 9, None, {"code": "in", "name": "indium", "note": "n"})], 8
    )
    found = review(Past(DATA, ours), book.save())
    (item,) = found.items
    assert item.id == 9 and cells(item) == {"code": (CONFLICT, "IN"), "symbol": ("changed", "In")}


def test_another_workspace_is_compared_two_ways_by_code(book: Book, tmp_path: Path) -> None:
    other = Dataset(DATA.types, None, 0, "another workspace")
    values = DATA.types["plant"].values(DATA["plant"][1])
    other = other.with_changes(
        [
            Change("organization", 1, None, DATA.types["organization"].values(
                DATA["organization"][1])),
            Change("plant", 2, None, {**values, "name": "Here", "place": "kept"}),
        ],
        7,
    )  # fmt: skip
    book.set("Plants", "ONSAN", "Place", None)
    for name in list(book.book.sheetnames):
        if name not in ("Plants", "_link"):
            del book.book[name]
    book.sheet("Plants").delete_rows(3)
    found = review(other, book.save())
    assert found.base_revision is None and "another workspace" in str(found.notes[0])
    (item,) = found.items
    assert item.id == 2 and cells(item) == {"name": ("changed", "Onsan smelter")}


def test_a_foreign_workbook_with_our_headers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Tabelle1"
    page["B2"] = "Plants, as of today"
    for column, header in enumerate(["이름", "CODE", "Owner", "Country", "Place"], start=2):
        page.cell(5, column).value = header
    lines: list[list[Any]] = [
        ["Onsan two", "onsan", "KZ", "KR", None],
        ["Budel", 4711, "US", "Netherlands", "Dorplein"],
    ]
    for row, line in enumerate(lines, start=6):
        for column, value in enumerate(line, start=2):
            page.cell(row, column).value = value
    path = tmp_path / "theirs.xlsx"
    book.save(path)
    found = review(DATA, path)
    assert "does not say from which workspace" in str(found.notes[0]) and not found.problems
    changed, added = found.items
    assert cells(changed) == {"code": ("changed", "onsan"), "name": ("changed", "Onsan two")}
    assert added.code == "4711" and dict(cells(added))["country"][1] == "NL"


def test_all_copies_of_the_link_lost(book: Book) -> None:
    del book.book["_link"], book.book["Read me"]
    for name in ("workspace", "revision", "export"):
        del book.properties[f"Offtake {name}"]
    book.set("Plants", "ONSAN", "Place", None)
    book.set("Plants", "ONSAN", "Code", "ONSAN-1")  # the ID still tells which it is
    book.sheet("Demand").delete_rows(2)
    found = review(DATA, book.save())
    (item,) = found.items
    assert found.base_revision is None and cells(item) == {"code": ("changed", "ONSAN-1")}


@pytest.mark.parametrize("kept", ["sheet", "property", "read me"])
def test_one_copy_of_the_link_is_enough(book: Book, kept: str) -> None:
    if kept != "property":
        for name in ("workspace", "revision", "export"):
            del book.properties[f"Offtake {name}"]
    if kept != "sheet":
        del book.book["_link"]
    if kept != "read me":
        del book.book["Read me"]
    book.set("Plants", "ONSAN", "Place", None)
    found = review(DATA, book.save())
    assert found.base_revision == 7 and cells(found.items[0]) == {"place": (CLEARED, None)}


def test_a_revision_that_is_not_known(book: Book) -> None:
    class Forgetful:
        dataset = edited(DATA, ("plant", "ONSAN", {"place": "moved"}))

        def at(self, number: int) -> Dataset:
            raise OfftakeError(review.__doc__)  # type: ignore[arg-type]

    found = review(Forgetful(), book.save())
    assert found.base_revision is None and "revision 7" in str(found.notes[0])
    assert cells(found.items[0]) == {"place": ("changed", "온산, 울산")}


def test_preferences(book: Book) -> None:
    page = book.sheet("Preferences")
    page.cell(2, book.column("Preferences", "Horizon years")).value = 12
    page.delete_cols(1)
    page.cell(3, 1).value = "KZ"
    found = review(DATA, book.save())
    assert (found.items[0].kind, found.items[0].code) == (ALTERED, "PREFERENCES")
    assert "only one record" in told(found)[0]
    assert [c.after for c in changes(found).changes] == [{"horizon_years": 12}]


def test_a_new_row_without_what_is_required(book: Book) -> None:
    row = book.append("Demand", {"Name": "Night vision", "Quantity [per year]": "12 t"})
    found = review(DATA, book.save())
    assert {p.cell for p in found.problems} == {f"Demand!{letter}{row}" for letter in "BDFHIJK"}, (
        told(found)
    )
    assert changes(found).changes == []


def test_a_column_that_is_not_there_gives_new_rows_its_default(book: Book) -> None:
    book.sheet("Materials").delete_cols(3)
    page = book.sheet("Scenarios")
    page.delete_cols(5)
    book.append("Scenarios", {"Code": "S2", "Name": "two"})
    assert not review(DATA, book.save()).problems
    adjustments = book.sheet("Adjustments")
    adjustments.delete_cols(book.column("Adjustments", "Enabled"))
    book.append("Adjustments", {"Code": "A9", "Scenario": "S2", "Kind": "stop supply"})
    found = review(DATA, book.save())
    assert not found.problems and record(after(found), "adjustment", "A9").enabled == "yes"


def test_a_workbook_with_nothing_of_ours(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "hello"
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(OfftakeError, match="no sheet that fits"):
        review(DATA, tmp_path / "x.xlsx")


def test_hidden_sheets_and_formulas_are_said(book: Book, tmp_path: Path) -> None:
    book.sheet("Plants").sheet_state = "hidden"
    assert any("“Plants” is hidden" in str(note) for note in review(DATA, book.save()).notes)


def test_tokens_are_those_of_the_workspace(book: Book) -> None:
    assert book.sheet("Plants").cell(2, 1).value == encode("plant", 1, WORKSPACE)
