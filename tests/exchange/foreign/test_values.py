"""What figures, dates, words and names in workbooks of other makes are read as."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES
from desktop.operations.import_foreign import propose, review_foreign
from tests.exchange.foreign.sheets import (
    CAPACITY,
    DEMAND,
    NEED,
    cells,
    first,
    made,
    names,
    notes,
    of,
    proposed,
    taken,
)

NEW: list[Any] = ["TECK", "Trail", "Ga", 9, "contained", "announced", "2029"]
OTHER: list[Any] = ["KZ", "Onsan", "Ga", 9, "contained", "announced", "2029"]


def capacity(**changed: Any) -> list[list[Any]]:
    """Gives a sheet of one new line, with other values in the columns named by their fields."""
    order = ["owner", "plant", "material", "nameplate", "basis", "stage", "start"]
    return [CAPACITY, [changed.get(name, value) for name, value in zip(order, NEW, strict=True)]]


def test_05_the_column_tells_which_sign_is_the_decimal_one(small: Dataset, tmp_path: Path) -> None:
    for figures, expected in (
        (["1,234", "12.5"], [1234.0, 12.5]),
        (["1.234", "12,5"], [1234.0, 12.5]),
        (["1.234,5", "1,234.5"], [1234.5, 1234.5]),
    ):
        rows = [CAPACITY, [*NEW[:3], figures[0], *NEW[4:]], [*OTHER[:3], figures[1], *NEW[4:]]]
        found = taken(of(small, tmp_path / "x.xlsx", rows), "capacity")
        assert [one["nameplate"] for one in found] == expected


def test_05_what_no_figure_of_the_column_tells_is_asked(small: Dataset, tmp_path: Path) -> None:
    made(tmp_path / "x.xlsx", capacity(nameplate="1.234"))
    proposal = proposed(small, tmp_path / "x.xlsx")
    (question,) = proposal.open_questions
    assert question.name == "nameplate:decimal"
    assert [(e.cell, e.shown) for e in question.evidence] == [("Sheet1!D2", "1.234")]
    proposal.answer("nameplate:decimal", ",")
    assert first(review_foreign(small, proposal), "capacity")["nameplate"] == 1234
    proposal.answer("nameplate:decimal", ".")
    assert first(review_foreign(small, proposal), "capacity")["nameplate"] == 1.234


def test_06_a_number_stored_as_text_is_read_and_noted(small: Dataset, tmp_path: Path) -> None:
    review = of(small, tmp_path / "x.xlsx", capacity(nameplate=" 12.5 "))
    assert first(review, "capacity")["nameplate"] == 12.5
    assert "1 figure of “Capacity (t/y)” is text" in notes(review)


@pytest.mark.parametrize(("text", "values"), [("12~15", ["12", "15"]), ("~12", ["12"]),
                                              (">10", ["10"]), ("약 12", ["12"])])  # fmt: skip
def test_07_an_approximation_is_asked_and_kept_as_a_claim(
    small: Dataset, tmp_path: Path, text: str, values: list[str]
) -> None:
    path = tmp_path / "x.xlsx"
    made(path, capacity(nameplate=text))
    proposal = proposed(small, path)
    assert names(proposal) == ["nameplate:about"]
    proposal.answer("nameplate:about", "claim")
    assert names(proposal) == ["source"]
    proposal.answer("source", "Chosun")
    review = review_foreign(small, proposal)
    assert "nameplate" not in first(review, "capacity")
    claims = taken(review, "claim")
    assert [claim["value"] for claim in claims] == values
    assert {claim["quote"] for claim in claims} == {text}
    assert first(review, "source")["publisher"] == "Chosun" and cells(review) == []


def test_07_an_approximation_that_no_claim_can_hold_names_its_cell(
    small: Dataset, tmp_path: Path
) -> None:
    review = of(small, tmp_path / "x.xlsx", [DEMAND, [*NEED[:3], "12~15", *NEED[4:]]])
    assert cells(review) == ["Sheet1!D2"] and not taken(review, "demand")


@pytest.mark.parametrize("text", ["TBD", "n/a", "-", "미정", "문의"])
def test_08_unknown_is_not_zero(small: Dataset, tmp_path: Path, text: str) -> None:
    review = of(small, tmp_path / "x.xlsx", capacity(nameplate=text, start=text))
    found = first(review, "capacity")
    assert "nameplate" not in found and "start" not in found and cells(review) == []


def test_09_and_10_percent_by_format_by_sign_and_plain(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    header = [*CAPACITY, "Utilization"]
    book = made(path, [header, [*NEW, 0.5], [*OTHER, 50], ["TECK", "Trail", "Ge", *NEW[3:], "50%"]])
    book.active["H2"].number_format = "0%"
    book.save(path)
    found = taken(review_foreign(small, proposed(small, path)), "capacity")
    assert [one["utilization"] for one in found] == [50, 50, 50]


def test_a_column_of_fractions_without_a_percent_format_is_asked_for(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [[*CAPACITY, "가동률"], [*NEW, 0.5], [*OTHER, 1]])
    proposal = proposed(small, path)
    assert names(proposal) == ["utilization:percent"]
    proposal.answer("utilization:percent", "fraction")
    found = taken(review_foreign(small, proposal), "capacity")
    assert [one["utilization"] for one in found] == [50, 100]


@pytest.mark.parametrize(
    ("raw", "date"),
    [(dt.date(2028, 3, 15), "2028-03-15"), ("2028", "2028"), (2028, "2028"), ("H1 2028", "2028-H1"),
     ("2028년 상반기", "2028-H1"), ("2028.3", "2028-03"), (2028.3, "2028-03"),
     ("2026.3.5", "2026-03-05"), ("26/3/5", "2026-03-05"), ("2026년 3월말", "2026-03"),
     ("W14 2026", "2026-04"), ("20260305", "2026-03-05"), (20260305, "2026-03-05"),
     ("1Q28", "2028-Q1"), ("Mar-28", "2028-03"), (46086, "2026-03-05"), ("28년 하반기", "2028-H2"),
     ("First half 2028", "2028-H1")],
)  # fmt: skip
def test_11_dates_in_every_spelling(small: Dataset, tmp_path: Path, raw: Any, date: str) -> None:
    review = of(small, tmp_path / "x.xlsx", capacity(start=raw))
    assert str(first(review, "capacity")["start"]) == date


def test_11_a_month_without_a_year_asks_for_the_year_once(small: Dataset, tmp_path: Path) -> None:
    made(tmp_path / "x.xlsx", [CAPACITY, [*NEW[:6], "3월말"], [*OTHER[:6], "5월"]])
    proposal = proposed(small, tmp_path / "x.xlsx")
    assert names(proposal) == ["start:year"] and proposal.open_questions[0].cells == 2
    proposal.answer("start:year", "2027")
    found = taken(review_foreign(small, proposal), "capacity")
    assert [str(one["start"]) for one in found] == ["2027-03", "2027-05"]


def test_12_day_or_month_first_is_asked_unless_the_column_decides(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    made(path, capacity(start="03/04/2026"))
    proposal = proposed(small, path)
    assert names(proposal) == ["start:order"]
    assert proposal.open_questions[0].evidence[0].cell == "Sheet1!G2"
    proposal.answer("start:order", "dmy")
    assert str(first(review_foreign(small, proposal), "capacity")["start"]) == "2026-04-03"
    rows = [CAPACITY, [*NEW[:6], "03/04/2026"], [*OTHER[:6], "13/04/2026"]]
    found = taken(of(small, path, rows), "capacity")
    assert [str(one["start"]) for one in found] == ["2026-04-03", "2026-04-13"]


def test_13_a_workbook_that_counts_from_1904_gives_the_right_day(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    book = made(path, capacity())
    book.epoch = CALENDAR_MAC_1904
    book.active["G2"] = dt.date(2026, 3, 5)
    book.active.append([*OTHER[:6], 46086 - 1462])  # the serial without a date format
    book.save(path)
    review = review_foreign(small, proposed(small, path))
    assert [str(one["start"]) for one in taken(review, "capacity")] == ["2026-03-05"] * 2
    assert "1904" in notes(review)


def cached(path: Path, cell: str, formula: str, value: str) -> None:
    """Puts a formula with its last result into a sheet, as Excel leaves it."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = "xl/worksheets/sheet1.xml"
    pattern = rf'<c r="{cell}"([^>]*?)(?: t="\w+")?(?:/>|>.*?</c>)'
    made_of = rf'<c r="{cell}"\1><f>{formula}</f>{value}</c>'
    parts[name] = re.sub(pattern, made_of, parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)


def test_14_a_formula_counts_by_its_last_result_and_is_named(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    made(path, capacity())
    cached(path, "D2", "4*3", "<v>12</v>")
    review = review_foreign(small, proposed(small, path))
    assert first(review, "capacity")["nameplate"] == 12
    assert "1 cell holds a formula" in notes(review)


def test_15_a_formula_that_was_never_calculated_names_its_cell(
    small: Dataset, tmp_path: Path
) -> None:
    review = of(small, tmp_path / "x.xlsx", capacity(nameplate="=4*3"))
    (problem,) = [p for p in review.problems if p.severity == "error"]
    assert problem.cell == "Sheet1!D2" and "type its value in its place" in str(problem.message)


@pytest.mark.parametrize("error", ["#N/A", "#REF!"])
def test_16_an_error_is_a_problem_with_its_cell(small: Dataset, tmp_path: Path, error: str) -> None:
    review = of(small, tmp_path / "x.xlsx", capacity(nameplate=error, plant="#N/A"))
    assert cells(review) == ["Sheet1!D2", "Sheet1!B2"] and not taken(review, "capacity")


def test_29_unknown_names_are_offered_for_creation(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    header = [*CAPACITY, "Country"]
    made(path, [header, ["New Metals Inc.", "New Smelter", "Ge", *NEW[3:], "Canada"]])
    proposal = proposed(small, path)
    assert names(proposal) == ["new:plant:New Smelter"]
    proposal.answer("new:plant:New Smelter", "create")
    assert names(proposal) == ["new:organization:New Metals Inc."]
    proposal.answer("new:organization:New Metals Inc.", "create")
    review = review_foreign(small, proposal)
    assert first(review, "organization")["roles"] == ("supplier",)
    plant = first(review, "plant")
    assert (plant["name"], plant["country"]) == ("New Smelter", "CA")
    assert cells(review) == []
    other = propose(small, path)
    other.set_create_references(True)
    assert not other.open_questions and taken(review_foreign(small, other), "plant") == [plant]


def test_29_a_new_plant_asks_for_what_it_needs(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [CAPACITY[1:], ["New Smelter", *NEW[2:]]])
    proposal = proposed(small, path, **{"new__plant__New Smelter": "create"})
    assert names(proposal) == ["new:plant:New Smelter:owner", "new:plant:New Smelter:country"]
    proposal.answer("new:plant:New Smelter:owner", "TECK")
    proposal.answer("new:plant:New Smelter:country", "캐나다")
    assert first(review_foreign(small, proposal), "plant")["country"] == "CA"


@pytest.mark.parametrize("text", ["under construction", "건설중", "건설 중", "Construction",
                                  "착공"])  # fmt: skip
def test_30_a_choice_is_known_by_other_words_and_shown(
    small: Dataset, tmp_path: Path, text: str
) -> None:
    review = of(small, tmp_path / "x.xlsx", capacity(stage=text))
    assert first(review, "capacity")["stage"] == "construction"
    assert text == "Construction" or f"{text} → construction" in notes(review)


def test_30_a_word_that_means_nothing_here_is_asked_for(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, capacity(stage="greenfield"))
    proposal = proposed(small, path)
    assert names(proposal) == ["stage=greenfield"]
    proposal.answer("stage=greenfield", "concept")
    assert first(review_foreign(small, proposal), "capacity")["stage"] == "concept"


def test_31_odd_spaces_width_and_composition_count_as_equal(small: Dataset, tmp_path: Path) -> None:
    rows = capacity(plant=" Trail\u00a0\u200b", nameplate="１２", owner="ＴＥＣＫ",
                    stage=unicodedata.normalize("NFD", "건설중"))  # fmt: skip
    found = first(of(small, tmp_path / "x.xlsx", rows), "capacity")
    assert (found["plant"], found["nameplate"]) == (small.find("plant", "TRAIL"), 12)
    assert found["stage"] == "construction"


@pytest.mark.parametrize("name", ["(주)한빛", "㈜한빛", " 한빛 ", "한빛 주식회사",
                                  unicodedata.normalize("NFD", "한빛"), "HANBIT Co., Ltd.",
                                  "Hanbit"])  # fmt: skip
def test_names_of_firms_are_the_same_in_every_spelling(tmp_path: Path, name: str) -> None:
    values = {"code": "HB", "name": "Hanbit Inc.", "local_name": "㈜한빛", "roles": ("consumer",)}
    material = {"code": "GE", "name": "germanium", "symbol": "Ge"}
    dataset = Dataset(TYPES).with_changes(
        [Change("organization", 1, None, values), Change("material", 1, None, material)]
    )
    review = of(dataset, tmp_path / "x.xlsx", [DEMAND, [name, *NEED[1:]]])
    assert first(review, "demand")["organization"] == 1


@pytest.mark.parametrize(
    ("raw", "value", "currency"),
    [("₩1,200", 1200, "KRW"), ("USD 3.4 million", 3.4e6, "USD"), ("1,400.5억원", 1400.5e8, "KRW"),
     ("$5.5 bn", 5.5e9, "USD")],
)  # fmt: skip
def test_money_is_read_with_its_currency(
    small: Dataset, tmp_path: Path, raw: str, value: float, currency: str
) -> None:
    rows = [[*CAPACITY, "Capex"], [*NEW, raw]]
    found = first(of(small, tmp_path / "x.xlsx", rows), "capacity")
    assert (found["capex"], found["currency"]) == (pytest.approx(value), currency)


@pytest.mark.parametrize("raw", ["(300)", "△300", "300-", "-300"])
def test_negative_figures_are_never_positive(small: Dataset, tmp_path: Path, raw: str) -> None:
    review = of(small, tmp_path / "x.xlsx", capacity(nameplate=raw))
    assert cells(review) == ["Sheet1!D2"]
    assert "must be at least 0" in str(review.problems[0].message)


def test_codes_keep_their_zeros_and_dates_made_of_codes_are_flagged(
    small: Dataset, tmp_path: Path
) -> None:
    header = ["Code", *CAPACITY]
    rows = [header, ["00123", *NEW], [dt.date(2026, 3, 1), *OTHER]]
    review = of(small, tmp_path / "x.xlsx", rows)
    assert first(review, "capacity")["code"] == "00123"
    assert cells(review) == ["Sheet1!A3"] and "Excel has made a date" in str(review.problems[0])


def test_long_texts_stay_whole(small: Dataset, tmp_path: Path) -> None:
    rows = [[*CAPACITY, "Remarks"], [*NEW, "가" * 32_767]]
    assert len(first(of(small, tmp_path / "x.xlsx", rows), "capacity")["note"]) == 32_767


def test_what_holds_for_all_rows_may_stand_once_in_the_title(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    title = "Stock of gallium, as of 2026-01-31 (단위: kg)"
    header = ["Company", "Quantity", "Basis"]
    rows: list[list[Any]] = [[title], header, ["Optics", 12.5, "gross"]]
    made(path, rows, "재고")
    review = review_foreign(small, proposed(small, path))
    found = first(review, "stock") if taken(review, "stock") else {}
    assert cells(review) == ["재고!A3"] and not found  # gross needs a form
    made(path, [*rows[:2], ["Optics", 12.5, "contained"]], "재고")
    found = first(review_foreign(small, proposed(small, path)), "stock")
    assert (found["material"], found["unit"], found["as_of"]) == (2, "kg", dt.date(2026, 1, 31))


def test_what_is_required_and_nowhere_said_is_asked_once(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [["Customer", "End use", "Qty (kg)", "From"], ["Optics", "LED", 1, "2026"],
                ["Optics", "solar", 2, "2027"]])  # fmt: skip
    proposal = proposed(small, path)
    assert names(proposal) == ["material", "basis"]
    assert all(question.answer is None for question in proposal.open_questions)
    proposal.answer("material", "GA")
    proposal.answer("basis", "contained")
    found = taken(review_foreign(small, proposal), "demand")
    assert [one["name"] for one in found] == ["Optics, gallium, led", "Optics, gallium, solar"]
    assert [one["code"] for one in found] == ["DEM-1", "DEM-2"]
    assert PartialDate.parse("2027") == found[1]["start"]


def test_openpyxl_writes_what_the_tests_mean(tmp_path: Path) -> None:
    made(tmp_path / "x.xlsx", [["#N/A"]])
    page = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert page is not None and page["A1"].data_type == "e"


def test_the_raised_digit_of_a_footnote_is_no_digit_of_a_figure(
    small: Dataset, tmp_path: Path
) -> None:
    raised = CellRichText("12", TextBlock(InlineFont(vertAlign="superscript"), "1"))
    bold = CellRichText("1", TextBlock(InlineFont(b=True), "2"))
    for value in ("12¹", "12 ²", "12①", raised):
        rows = [*capacity(nameplate=value), OTHER]
        review = of(small, tmp_path / "x.xlsx", rows)
        assert cells(review) == ["Sheet1!D2"]
        assert [one["nameplate"] for one in taken(review, "capacity")] == [9]
    review = of(small, tmp_path / "x.xlsx", [*capacity(nameplate=bold), OTHER])
    assert [one["nameplate"] for one in taken(review, "capacity")] == [12, 9]
    review = of(small, tmp_path / "x.xlsx", [*capacity(start="2027-1¹"), OTHER])
    assert cells(review) == ["Sheet1!G2"]
