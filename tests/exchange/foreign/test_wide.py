"""Periods in columns become records that give exactly the figures of the periods."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from desktop.core.dataset import Dataset
from desktop.exchange.review import Review
from desktop.operations.import_foreign import propose, review_foreign
from tests.exchange.foreign.sheets import after, made, names, notes, proposed, taken

WHO = ["Customer", "Use", "Material", "Basis"]
LED = ["Optics", "led", "Ge", "contained"]


def spans(review: Review) -> list[tuple[str, str, float]]:
    return [
        (str(one["start"]), str(one.get("end", "")), one["quantity"])
        for one in taken(review, "demand")
    ]


def test_34_months_as_columns_become_runs(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    months = [dt.date(2026, month, 1) for month in range(1, 7)]
    made(path, [[*WHO, *months], [*LED, 10, 10, 10, 25, None, 25]], "Demand (kg)")
    proposal = proposed(small, path, unit="kg")
    assert proposal.tables[0].wide == "runs" and proposal.tables[0].wide_text is not None
    review = review_foreign(small, proposal)
    assert spans(review) == [
        ("2026-01", "2026-03", 120.0), ("2026-04", "2026-04", 300.0),
        ("2026-06", "2026-06", 300.0),
    ]  # fmt: skip
    assert "become one record" in notes(review)
    proposal.set_wide("Demand (kg)", "each")
    assert len(spans(review_foreign(small, proposal))) == 5


@pytest.mark.parametrize(
    ("headers", "figures", "expected"),
    [
        (["2026-01", "2026-02"], [1, 2], [("2026-01", "2026-01", 12), ("2026-02", "2026-02", 24)]),
        (["Jan 2026", "Feb 2026"], [1, 1], [("2026-01", "2026-02", 12)]),
        (["Q1 2026", "Q2 2026"], [3, 6], [("2026-01", "2026-03", 12), ("2026-04", "2026-06", 24)]),
        (["2026", "2027"], [7, 8], [("2026-01", "2026-12", 7), ("2027-01", "2027-12", 8)]),
        ([2026, 2027], [7, 7], [("2026-01", "2027-12", 7)]),
        (["2026년", "2027년", "합계"], [7, 7, 14], [("2026-01", "2027-12", 7)]),
        (["26년 1분기", "26년 2분기"], [3, 3], [("2026-01", "2026-06", 12)]),
    ],
)  # fmt: skip
def test_34_every_spelling_of_a_period(
    small: Dataset, tmp_path: Path, headers: list[Any], figures: list[Any], expected: list[Any]
) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [["단위: 톤"], [*WHO, *headers], [*LED, *figures]], "수요")
    assert spans(review_foreign(small, proposed(small, path))) == expected


def test_34_months_under_years_that_are_not_merged_are_read_to_the_last(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    years = ["2026년", None, "2027년", None, None]
    months = ["11월", "12월", "1월", "2월", "3월"]
    made(path, [["단위: 톤"], [*WHO, *years], [None] * len(WHO) + months,
                [*LED, 1, 1, 1, 1, 5]], "수요")  # fmt: skip
    assert spans(review_foreign(small, proposed(small, path))) == [
        ("2026-11", "2027-02", 12), ("2027-03", "2027-03", 60),
    ]  # fmt: skip


def test_34_months_without_a_year_ask_for_it_once(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [["2026년 수요 계획 (단위: kg)"], [*WHO, "1월", "2월"], [*LED, 1, 1]], "수요")
    proposal = proposed(small, path)
    assert names(proposal) == ["year"]
    assert [o.value for o in proposal.open_questions[0].options] == ["2026"]
    proposal.answer("year", "2026")
    assert spans(review_foreign(small, proposal)) == [("2026-01", "2026-02", 12)]


def test_34_what_a_fiscal_year_is_is_asked(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [["Unit: t"], [*WHO, "FY26", "FY27"], [*LED, 6, 12]], "Demand")
    proposal = proposed(small, path)
    assert names(proposal) == ["fiscal"]
    proposal.answer("fiscal", "4")
    assert spans(review_foreign(small, proposal)) == [
        ("2025-04", "2026-03", 6), ("2026-04", "2027-03", 12),
    ]  # fmt: skip


def test_34_the_balance_counts_exactly_the_figure_of_each_period(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    figures = [0.1, 0.7, 1.3, 1.3, 2.2, 0, 5]
    months = [f"2026-{month:02d}" for month in range(3, 10)]
    made(path, [["Unit: t"], [*WHO, *months], [*LED, *figures]], "Demand")
    found = after(review_foreign(small, proposed(small, path)))
    first_month = 2026 * 12 + 2
    total = [0.0] * len(figures)
    for record in found["demand"]:
        # As the balance counts: a twelfth in each month from Start to End.
        for month in range(record.start.likely_month, record.end.likely_month + 1):
            total[month - first_month] += record.quantity / 12
    assert total == pytest.approx(figures, abs=1e-12)


def test_34_rates_a_year_under_months_are_not_multiplied(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [["Unit: t/y"], [*WHO, "2026-01", "2026-02"], [*LED, 12, 12]], "Demand")
    assert spans(review_foreign(small, proposed(small, path))) == [("2026-01", "2026-02", 12)]


def test_34_capacity_year_by_year_becomes_steps(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [["Unit: t"], ["Plant", "Material", "Basis", "Stage", "2026", "2027", "2028"],
                ["Trail", "Ga", "contained", "operating", 5, 8, 8]], "Capacity")  # fmt: skip
    found = taken(review_foreign(small, proposed(small, path)), "capacity")
    assert [(str(c["start"]), str(c.get("end")), c["nameplate"]) for c in found] == [
        ("2026-01", "2026-12", 5), ("2027-01", "None", 8),
    ]  # fmt: skip


def test_34_the_same_wide_file_again_changes_nothing(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [["Unit: t"], [*WHO, "2026", "2027"], [*LED, 6, 12]], "Demand")
    once = after(review_foreign(small, proposed(small, path)))
    again = review_foreign(once, propose(once, path))
    assert again.items == [] and not again.has_errors


def test_an_unreadable_figure_of_a_period_names_its_cell(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    made(path, [["Unit: t"], [*WHO, "2026", "2027"], [*LED, 6, "lots"]], "Demand")
    review = review_foreign(small, proposed(small, path))
    assert [p.cell for p in review.problems if p.severity == "error"] == ["Demand!F3"]
    assert not taken(review, "demand")


def test_of_several_columns_of_one_period_those_count_that_are_chosen(
    small: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    headers = ["Jan-26 Plan", "Jan-26 Actual", "Feb-26 Plan", "Feb-26 Actual"]
    made(path, [["Unit: t"], [*WHO, *headers], [*LED, 1, 2, 1, 3]], "Demand")
    proposal = propose(small, path)
    (question,) = [one for one in proposal.questions if one.name == "periods"]
    assert [str(option.label) for option in question.options] == headers[:2]
    assert names(proposal) == ["periods"]
    proposal.answer(question.name, "2")
    assert spans(review_foreign(small, proposal)) == [
        ("2026-01", "2026-01", 24.0), ("2026-02", "2026-02", 36.0),
    ]  # fmt: skip
