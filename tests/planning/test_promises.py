"""The promise ledger: the known answers of the planning rules."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.planning.months import Horizon
from desktop.planning.promises import Ledger, promises
from desktop.planning.result import promises_json
from tests.planning.builder import Given, build, supplier

YEAR = Horizon.parse("2028-01", "2028-12")


def sale(code: str, volume: float | None, **more: Any) -> Given:
    return {"code": code, "volume": volume, "seller": "KZ", "buyer": "US", **more}


def given_json(*agreements: Given, nameplate: float | None = 12, **capacity: Any) -> Any:
    dataset = build(**supplier(nameplate, **capacity), agreement=agreements)
    return promises_json(dataset, YEAR, "year", "GE")


def ledger(*agreements: Given, **records: Any) -> Ledger:
    return promises(build(**{**supplier(), **records}, agreement=agreements), YEAR, "GE")


def yearly(found: Ledger) -> dict[str, list[float]]:
    sums = zip(found.granted.low.sum(axis=1), found.granted.high.sum(axis=1), strict=True)
    return {
        agreement.code: [round(float(low), 9), round(float(high), 9)]
        for agreement, (low, high) in zip(found.book.agreements, sums, strict=True)
    }


def near(*intervals: list[float]) -> Any:
    return [pytest.approx(interval) for interval in intervals]


def test_the_second_is_short_of_what_the_first_took() -> None:
    found = given_json(sale("A1", 10, rank=1), sale("A2", 5, rank=2))["capacity"]["C"]
    first, second = found["agreements"]
    assert first == {
        "code": "A1",
        "asked": near([10, 10]),
        "granted": near([10, 10]),
        "short": near([0, 0]),
    }
    assert second == {
        "code": "A2",
        "asked": near([5, 5]),
        "granted": near([2, 2]),
        "short": near([3, 3]),
    }
    assert found["granted"] == near([12, 12])
    assert found["free"] == near([0, 0])


def test_an_undisclosed_volume_leaves_free_a_range() -> None:
    found = given_json(sale("A1", 10, rank=1), sale("A2", None, rank=2))["capacity"]["C"]
    assert found["free"] == near([0, 2])
    assert found["granted"] == near([10, 12])
    assert found["agreements"][1]["granted"] == near([0, 2])
    assert found["agreements"][1]["asked"] == near([0, 2])
    assert found["agreements"][1]["short"] == near([0, 0])


def test_what_comes_after_an_undisclosed_volume_is_a_range_too() -> None:
    found = given_json(sale("A1", None, rank=1), sale("A2", 5, rank=2))["capacity"]["C"]
    assert found["free"] == near([0, 7])
    assert found["agreements"][1]["granted"] == near([0, 5])
    assert found["agreements"][1]["short"] == near([0, 5])


def test_an_unknown_nameplate_gives_from_nothing_to_all_that_is_asked() -> None:
    found = given_json(sale("A1", 10), sale("A2", None), nameplate=None)["capacity"]["C"]
    assert found["effective"] == [None]
    assert found["free"] == [[0.0, None]]
    assert found["agreements"][0]["granted"] == near([0, 10])
    assert found["agreements"][0]["short"] == near([0, 10])
    assert found["agreements"][1]["granted"] == [[0.0, None]]


def test_an_unknown_nameplate_that_does_not_run_gives_nothing() -> None:
    found = given_json(sale("A1", 10), nameplate=None, start="2029-01")["capacity"]["C"]
    assert (found["effective"], found["free"]) == ([0.0], [[0.0, 0.0]])
    assert found["agreements"][0]["short"] == near([10, 10])


def test_unknown_capacity_beside_known_leaves_the_known_free_at_most() -> None:
    capacity = [{"code": "C", "nameplate": 12}, {"code": "D", "nameplate": None}]
    found = ledger(sale("A1", 5), capacity=capacity)
    assert found.free.low.sum(axis=1) == pytest.approx([7, 0])
    assert found.free.high[0].sum() == pytest.approx(12)
    assert found.given.high.sum(axis=1) == pytest.approx([5, 5])
    assert yearly(found) == {"A1": [5, 5]}


def test_who_takes_all_that_is_left_takes_the_known_beside_the_unknown() -> None:
    capacity = [{"code": "C", "nameplate": 12}, {"code": "D", "nameplate": None}]
    found = ledger(sale("A1", None), capacity=capacity)
    assert found.free.low.sum(axis=1).tolist() == [0, 0]
    assert found.given.high.sum(axis=1).tolist() == [12, float("inf")]
    assert yearly(found) == {"A1": [0, float("inf")]}


def test_signed_on_the_same_earliest_day_the_code_decides() -> None:
    agreements = [
        sale("B", 1, firmness="binding", signed="2026-Q1"),
        sale("A", 1, firmness="binding", signed="2026"),
        sale("C", 1, firmness="binding", signed="2026-01-01"),
    ]
    assert [a.code for a in ledger(*agreements).book.agreements] == ["A", "B", "C"]


def test_who_draws_first() -> None:
    later = {"firmness": "binding", "signed": "2027"}
    agreements = [
        sale("Z", 1, firmness="binding"),
        sale("Y", 1, **later),
        sale("b", 1, firmness="binding", signed="2026-H2"),
        sale("A", 1, firmness="binding", signed="2026-H2"),
        sale("X", 1, firmness="non-binding", signed="2020"),
        sale("W", 1, firmness="conditional", signed="2020"),
        sale("V", 1, firmness="non-binding", rank=2),
        sale("U", 1, firmness="non-binding", rank=1, signed="2030"),
        sale("no", 1, rank=1, status="draft"),
    ]
    found = ledger(*agreements)
    assert [a.code for a in found.book.agreements] == ["U", "V", "A", "b", "Y", "Z", "W", "X"]


@pytest.mark.parametrize("status", ["draft", "expired", "terminated"])
def test_only_active_agreements_draw(status: str) -> None:
    assert ledger(sale("A1", 5, status=status)).book.agreements == ()


def test_all_capacity_of_the_seller_gives_in_proportion_to_what_is_left() -> None:
    capacity = [{"code": "C", "nameplate": 12}, {"code": "D", "nameplate": 6}]
    dataset = build(
        **{**supplier(), "capacity": capacity},
        agreement=[sale("A1", 6, rank=1, capacity="C"), sale("A2", 8, rank=2), sale("A3", 99)],
    )
    found = promises_json(dataset, YEAR, "year", "GE")
    gives = {
        code: {
            a["code"]: round(a["granted"][0][0], 9) for a in found["capacity"][code]["agreements"]
        }
        for code in ("C", "D")
    }
    assert gives == {"C": {"A1": 6, "A2": 4, "A3": 2}, "D": {"A2": 4, "A3": 2}}
    assert found["agreements"]["A3"]["granted"] == near([4, 4])
    assert found["agreements"]["A3"]["short"] == near([95, 95])


def test_a_seller_without_capacity_is_taken_at_its_word_and_flagged() -> None:
    organizations = ["KZ", "US", "TRADER"]
    agreements = [
        sale("A1", 7, seller="TRADER"),
        sale("A2", None, seller="TRADER"),
        sale("A3", 7, seller="TRADER", capacity="C"),
    ]
    found = ledger(*agreements, organization=organizations)
    assert found.not_on_record == ["A1", "A2"]
    assert yearly(found) == {"A1": [7, 7], "A2": [0, float("inf")], "A3": [7, 7]}


def test_a_cancelled_line_is_on_record_and_gives_nothing() -> None:
    found = ledger(sale("A1", 7), capacity=[{"code": "C", "nameplate": 12, "stage": "cancelled"}])
    assert (found.not_on_record, yearly(found)) == ([], {"A1": [0, 0]})


def test_capacity_of_another_material_is_no_record_of_this_one() -> None:
    records = {"material": ["GE", "GA"], "capacity": [{"code": "C", "material": "GA"}]}
    assert ledger(sale("A1", 7), **records).not_on_record == ["A1"]
    assert yearly(ledger(sale("A1", 7, capacity="C"), **records)) == {"A1": [0, 0]}


@pytest.mark.parametrize(
    ("dates", "months"),
    [
        ({}, 12),
        ({"start": "2028-03", "end": "2028-05"}, 3),
        ({"start": "2028", "end": "2028"}, 1),
        ({"signed": "2028-11"}, 2),
        ({"signed": "2027", "start": "2028-12"}, 1),
        ({"end": "2027-12"}, 0),
    ],
)
def test_an_agreement_asks_from_start_to_end(dates: dict[str, str], months: int) -> None:
    assert yearly(ledger(sale("A1", 6, **dates)))["A1"] == [months / 2, months / 2]


def test_a_volume_that_cannot_be_converted_counts_as_undisclosed() -> None:
    found = given_json(sale("A1", 10, basis="gross"))
    assert found["not_converted"] == ["A1"]
    assert found["agreements"]["A1"]["granted"] == near([0, 12])
