"""The promise table: known answers, states, order, intervals as they are read and copied."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.core.dataset import Dataset
from desktop.planning.months import Horizon
from desktop.planning.promise_table import (
    KEPT,
    MAYBE,
    NOT_ON_RECORD,
    OVER,
    UNKNOWN,
    UNPROMISED,
    Account,
    PromiseTable,
    Question,
    materials_promised,
    promise_table,
)
from desktop.planning.promise_text import (
    amount,
    amount_in,
    headline,
    period_names,
    sentence,
    table,
    terms,
    title,
    verdict,
)
from tests.planning.builder import Given, build, supplier

YEARS = Horizon.of_years(2028, 2)


def sale(code: str, volume: float | None, **more: Any) -> Given:
    return {"code": code, "volume": volume, "seller": "KZ", "buyer": "US", **more}


def asked(dataset: Dataset, by: str = "year", material: int | None = 1) -> PromiseTable:
    return promise_table(dataset, Question(material, by), YEARS)


def account(*agreements: Given, nameplate: float | None = 12, **capacity: Any) -> Account:
    return asked(build(**supplier(nameplate, **capacity), agreement=agreements)).accounts[0]


def first(found: Account) -> dict[str, tuple[str, str, str]]:
    """Gives asked, granted and short of the first year by agreement."""
    return {
        p.agreement.code: (
            amount_in(p.asked, 0), amount_in(p.granted, 0), amount_in(p.short, 0),
        )
        for p in found.promises
    }  # fmt: skip


def test_the_second_is_short_of_what_the_first_took() -> None:
    found = account(sale("A2", 5, rank=2), sale("A1", 10, rank=1))
    assert first(found) == {"A1": ("10", "10", "0"), "A2": ("5", "2", "3")}
    assert [p.turn for p in found.promises] == [1, 2]
    assert amount_in(found.effective, 0) == "12"
    assert amount_in(found.free, 0) == "0"
    assert found.status == OVER and found.first_short() == 0
    assert title(found, ["2028", "2029"]) == "C, over-promised: short 3 t in 2028"


def test_an_undisclosed_volume_leaves_free_a_range() -> None:
    found = account(sale("A1", 10, rank=1), sale("A2", None, rank=2))
    assert first(found)["A2"] == ("0–2", "0–2", "0")
    assert amount_in(found.free, 0) == "0–2"
    assert found.status == KEPT
    assert verdict(found, ["2028", "2029"]) == "enough for all promises: free 0–2 t in 2028"


def test_what_depends_on_the_undisclosed_may_be_short() -> None:
    found = account(sale("A1", None, rank=1), sale("A2", 5, rank=2))
    assert first(found)["A2"] == ("5", "0–5", "0–5")
    assert found.status == MAYBE
    assert verdict(found, ["2028"]) == "may be over-promised: short 0–5 t in 2028"


def test_an_unknown_nameplate_has_a_high_end_that_nobody_knows() -> None:
    found = account(sale("A1", 5), nameplate=None)
    assert amount_in(found.free, 0) == "0–?"
    assert found.status == UNKNOWN
    assert amount(0.0, float("inf")) == "0–?" and amount(2.0, 2.0) == "2"


def test_the_over_promised_stand_first_and_nothing_promised_last() -> None:
    given = supplier()
    given["capacity"] = [
        {"code": "IDLE", "nameplate": 1}, {"code": "IDLE-2", "nameplate": 9},
        {"code": "FULL", "nameplate": 4}, {"code": "OVER", "nameplate": 1},
        {"code": "WORSE", "nameplate": 1}, {"code": "MAYBE", "nameplate": 3},
    ]  # fmt: skip
    found = asked(build(**given, agreement=[
        sale("A1", 4, capacity="FULL"), sale("A2", 2, capacity="OVER"),
        sale("A3", 8, capacity="WORSE"), sale("A4", None, capacity="MAYBE", rank=1),
        sale("A5", 1, capacity="MAYBE", rank=2),
        {"code": "A6", "volume": 7, "seller": "US", "buyer": "KZ"},
    ]))  # fmt: skip
    codes = [a.capacity.code if a.capacity else a.status for a in found.accounts]
    assert codes == ["WORSE", "OVER", "MAYBE", "FULL", "IDLE-2", "IDLE", NOT_ON_RECORD]
    assert [a.status for a in found.accounts][-3:] == [UNPROMISED, UNPROMISED, NOT_ON_RECORD]
    assert headline(found) == "GE: 2 of 6 capacity records are over-promised, 1 more may be"


def test_a_seller_without_capacity_is_taken_at_its_word_and_flagged() -> None:
    found = asked(build(**supplier(), agreement=[
        {"code": "A1", "volume": 7, "seller": "US", "buyer": "KZ"}
    ]))  # fmt: skip
    last = found.accounts[-1]
    assert last.status == NOT_ON_RECORD and last.promises[0].at_word
    assert first(last) == {"A1": ("7", "7", "0")}
    assert "taken at its word" in verdict(last, period_names(found))


def test_an_agreement_on_several_records_shows_what_each_gives() -> None:
    given = supplier()
    given["capacity"] = [{"code": "C1", "nameplate": 9}, {"code": "C2", "nameplate": 3}]
    found = asked(build(**given, agreement=[sale("A1", 4)]))
    gives = {a.name: amount_in(a.promises[0].granted, 0) for a in found.accounts}
    assert gives == {"C1": "3", "C2": "1"}
    assert terms(found.accounts[0].promises[0]) == "binding, supply, of 2 records"


def test_terms_tell_an_mou_from_a_contract() -> None:
    found = account(
        sale("A1", None, kind="mou", firmness="non-binding", rank=1), sale("A2", 1, basis="gross")
    )
    assert [terms(p) for p in found.promises] == [
        "non-binding, MOU, rank 1, undisclosed",
        "binding, supply, volume without a form",
    ]


def test_a_sentence_holds_all_figures() -> None:
    found = account(sale("A1", 10, rank=1), sale("A2", 5, rank=2))
    assert sentence(found.promises[1], 0, "2028") == (
        "US, binding, supply, rank 2, 2028: asked 5 t, granted 2 t, short 3 t"
    )


def test_the_table_holds_numbers_and_two_lines_for_an_interval() -> None:
    found = asked(build(**supplier(), agreement=[sale("A1", 10, rank=1), sale("A2", None)]))
    rows = table(found, found.accounts)
    assert rows[0] == ["t contained per year"] and rows[1][-3:] == ["Figure", "2028", "2029"]
    by_figure = {(row[4], row[9]): row[10:] for row in rows[2:]}
    assert by_figure["", "effective"] == [pytest.approx(12), pytest.approx(12)]
    assert by_figure["A1", "granted"] == [pytest.approx(10), pytest.approx(10)]
    assert by_figure["", "free, at least"] == [0, 0]
    assert by_figure["", "free, at most"] == [pytest.approx(2), pytest.approx(2)]


def test_an_end_without_a_bound_is_a_blank_cell() -> None:
    found = asked(build(**supplier(None), agreement=[sale("A1", 5)]))
    rows = {row[9]: row[10:] for row in table(found, found.accounts)[2:] if not row[4]}
    assert rows["free, at most"] == ["", ""]


def test_periods_and_materials() -> None:
    dataset = build(**supplier(), agreement=[sale("A1", 10)])
    found = asked(dataset, "quarter")
    assert period_names(found)[:2] == ["2028-Q1", "2028-Q2"]
    assert amount_in(found.accounts[0].granted, 0) == "2.5"
    assert [m.code for m in materials_promised(dataset)] == ["GE"]
    assert asked(dataset, material=None).material == ""
    assert headline(asked(dataset, material=None)).startswith("All materials: none of 1")
