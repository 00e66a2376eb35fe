"""Why a month is short: each cause by hand, and sentences that always sum to the shortage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.operations.workspace import new
from desktop.planning.balance import BANDS, balance
from desktop.planning.explanation import Explanation, explain
from desktop.planning.months import Horizon
from tests.planning.builder import Given, build
from tests.planning.random_records import Maker

HORIZON = Horizon.parse("2028-01", "2029-12")
MONTH = "2028-04"


def market(*agreements: dict[str, Any], **more: Any) -> Dataset:
    """Gives one plant C of 12 t of KZ, demand of 12 t of US, and agreements from KZ to US."""
    records: dict[str, Sequence[Given]] = {
        "material": ["GE", "GA"],
        "form": [{"code": "GEO2", "metal_content": 0.69417}],
        "organization": [
            {"code": "KZ", "roles": "supplier", "country": "KR"},
            {"code": "US", "roles": "consumer", "country": "US"},
            {"code": "EU", "roles": "consumer", "country": "DE"},
        ],
        "plant": ["P"],
        "capacity": [{"code": "C", "nameplate": 12}],
        "demand": [{"code": "N", "organization": "US", "quantity": 12}],
        "agreement": [
            {"code": "A", "seller": "KZ", "buyer": "US", "volume": 12, **agreement}
            for agreement in agreements
        ],
    }
    return build(**{**records, **more})


def why(
    dataset: Dataset, month: str = MONTH, band: str = "non-binding", **more: Any
) -> Explanation:
    found = explain(dataset, HORIZON, "GE", month, more.pop("whom", "US"), band=band, **more)
    assert sum(reason.tonnes for reason in found.reasons) == pytest.approx(found.shortage, abs=1e-9)
    return found


def told(found: Explanation) -> list[tuple[str, float, str]]:
    return [
        (f"{reason.type} {reason.code}", round(reason.tonnes, 9), str(reason.text))
        for reason in found.reasons
    ]


def one(found: Explanation) -> tuple[str, float, str]:
    (only,) = told(found)
    return only


def line(**capacity: Any) -> dict[str, Any]:
    return {"capacity": [{"code": "C", "name": "Line", "nameplate": 12, **capacity}]}


def test_no_shortage_needs_no_reason() -> None:
    found = why(market({}))
    assert (found.shortage, found.reasons) == (0.0, ())
    assert str(found.heading) == "2028-04: 1 t needed, 1 t received and 0 t in stock: not short"


@pytest.mark.parametrize(
    ("capacity", "reason"),
    [
        ({"start": "2028-07"}, "Line does not start until 2028-07"),
        ({"start": "2028"}, "Line does not start until 2028"),
        ({"end": "2028-Q1"}, "Line ended in 2028-Q1"),
        ({"stage": "on hold"}, "Line is on hold"),
        ({"stage": "closed"}, "Line is closed"),
        ({"stage": "cancelled", "nameplate": None}, "Line is cancelled"),
        ({"nameplate": None}, "the nameplate of Line is unknown and counts as nothing"),
        ({"nameplate": None, "start": "2028-07"}, "Line does not start until 2028-07"),
        ({"basis": "gross"}, "the nameplate of Line is unknown and counts as nothing"),
    ],
)
def test_capacity_that_gives_nothing(capacity: dict[str, Any], reason: str) -> None:
    found = why(market({}, **line(**capacity)))
    assert one(found) == ("capacity C", 1.0, f"KZ (A) delivers 0 t of 1 t: {reason}")


def test_capacity_that_ramps_up() -> None:
    # Three months after the start of a linear ramp of 14: 3.5 / 14 = a quarter.
    found = why(market({}, **line(start="2028-01", ramp_up=14)))
    assert one(found) == (
        "capacity C", 0.75,
        "KZ (A) delivers 0.25 t of 1 t: Line is ramping up over 14 months from 2028-01, "
        "now at 25 %",
    )  # fmt: skip


def test_capacity_that_does_not_run_at_full_nameplate() -> None:
    assert one(why(market({}, **line(utilization=80))))[1:] == (
        0.2, "KZ (A) delivers 0.8 t of 1 t: Line runs at 80 % of its nameplate",
    )  # fmt: skip


def test_each_step_of_repair_has_what_it_brings() -> None:
    # 12 t a year at 80 %, a quarter ramped up: 0.2 t; running it gives 0.8, at full nameplate 1.
    # EU draws 0.1 t before.
    found = why(
        market(
            {"volume": 15},
            {"code": "E", "buyer": "EU", "volume": 1.2, "rank": 1},
            demand=[{"code": "N", "organization": "US", "quantity": 15}],
            **line(start="2028-01", ramp_up=14, utilization=80),
        )
    )
    assert [(name, tonnes) for name, tonnes, _ in told(found)] == [
        ("capacity C", 0.6),
        ("capacity C", 0.2),
        ("agreement E", 0.1),
        ("agreement A", 0.25),
    ]
    assert [text.partition(": ")[2] for _, _, text in told(found)] == [
        "Line is ramping up over 14 months from 2028-01, now at 25 %",
        "Line runs at 80 % of its nameplate",
        "0.1 t is promised before it to EU (E)",
        "it asks for more than all of Line",
    ]


def test_what_does_not_matter_is_not_blamed() -> None:
    # All of the line is promised to EU first, whether or not it is ramped up.
    found = why(
        market({"volume": 1.2}, {"code": "E", "buyer": "EU", "volume": None, "rank": 1},
               demand=[{"code": "N", "organization": "US", "quantity": 1.2}],
               **line(start="2028-01", ramp_up=14, utilization=80))
    )  # fmt: skip
    assert one(found) == (
        "agreement E", 0.1,
        "KZ (A) delivers 0 t of 0.1 t: EU may take all that is left before it "
        "(E, volume undisclosed)",
    )  # fmt: skip


def test_the_largest_of_those_before_is_named() -> None:
    before = [{"code": f"E{n}", "buyer": "EU", "volume": n, "rank": 1} for n in (2, 6, 3)]
    assert one(why(market({}, *before))) == (
        "agreement E6", round(11 / 12, 9),
        "KZ (A) delivers 0.0833 t of 1 t: 0.917 t is promised before it, 0.5 t of that to EU (E6)",
    )  # fmt: skip


def test_capacity_of_another_metal_gives_nothing() -> None:
    dataset = market({"capacity": "D"}, capacity=[{"code": "D", "material": "GA", "nameplate": 9}])
    assert one(why(dataset)) == (
        "capacity D", 1.0,
        "KZ (A) delivers 0 t of 1 t: the capacity that it names makes another material",
    )  # fmt: skip


def test_the_fault_of_one_of_several_lines_is_found() -> None:
    lines = [{"code": "C", "nameplate": 6}, {"code": "D", "nameplate": 6, "start": "2029"},
             {"code": "F", "nameplate": 0}]  # fmt: skip
    assert one(why(market({}, capacity=lines)))[:2] == ("capacity D", 0.5)


def test_what_is_less_firm_than_the_band() -> None:
    dataset = market(
        {"volume": 3, "code": "L", "firmness": "non-binding"},
        {"volume": 6, "code": "M", "firmness": "conditional"},
    )
    assert told(why(dataset, band="binding")) == [
        ("agreement M", 0.5, "KZ (M) delivers 0.5 t, but is only conditional"),
        ("agreement L", 0.25, "KZ (L) delivers 0.25 t, but is only non-binding"),
        ("material GE", 0.25,
         "No agreement on record covers the remaining 0.25 t; suppliers have 0.25 t free"),
    ]  # fmt: skip
    assert [name for name, _, _ in told(why(dataset))] == ["material GE"]


def test_what_is_free_is_at_least_that_beside_an_unknown_nameplate() -> None:
    lines = [{"code": "C", "nameplate": 3}, {"code": "D", "nameplate": None}]
    assert told(why(market(capacity=lines)))[-1] == (
        "material GE", 1.0,
        "No agreement on record covers the remaining 1 t; suppliers have at least 0.25 t free",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("agreement", "tonnes", "reason"),
    [
        ({"end": "2028-02"}, 1.0, "KZ (A) ended in 2028-02"),
        ({"end": "2027-12"}, 1.0, "KZ (A) ended in 2027-12"),
        ({"start": "2028-07"}, 1.0, "KZ (A) does not begin until 2028-07"),
        ({"start": "2031"}, 1.0, "KZ (A) does not begin until 2031"),
        ({"status": "draft"}, 1.0, "KZ (A) is not in force: draft"),
        ({"status": "terminated", "end": "2030"}, 1.0, "KZ (A) is not in force: terminated"),
        ({"status": "expired", "end": "2027-06"}, 1.0, "KZ (A) ended in 2027-06"),
        ({"end": "2028-02", "volume": 3}, 0.25, "KZ (A) ended in 2028-02"),
    ],
)
def test_agreements_that_do_not_run(agreement: dict[str, Any], tonnes: float, reason: str) -> None:
    assert told(why(market(agreement)))[0] == ("agreement A", tonnes, reason)


def test_what_ended_long_ago_is_history() -> None:
    assert one(why(market({"end": "2020"})))[0] == "material GE"


def test_an_agreement_that_ended_is_missed_as_far_as_it_delivered() -> None:
    # It asked 1 t and got half of it: the rest was drawn before.
    dataset = market({"end": "2028-02"}, {"code": "E", "buyer": "EU", "volume": 6, "rank": 1})
    assert [row[:2] for row in told(why(dataset))] == [("agreement A", 0.5), ("material GE", 0.5)]


def test_a_renewal_takes_the_place_of_what_ended() -> None:
    dataset = market({"end": "2028-02"}, {"code": "R", "start": "2028-03", "volume": 9})
    assert told(why(dataset))[0] == ("agreement A", 0.25, "KZ (A) ended in 2028-02")
    # Nor is a renewal missed while the agreement runs that it will replace.
    before = market({"end": "2028-05", "volume": 9}, {"code": "R", "start": "2028-06"})
    assert told(why(before))[0] == ("agreement R", 0.25, "KZ (R) does not begin until 2028-06")


def test_demand_that_grew_or_began() -> None:
    # From 12 to 13.2 t after a year, and 1.2 t from 2028-10 on.
    lines = [
        {"code": "N", "name": "Lenses", "organization": "US", "quantity": 12, "growth": 10,
         "start": "2028-01"},
        {"code": "W", "name": "Wafers", "organization": "US", "quantity": 1.8, "start": "2028-10"},
    ]  # fmt: skip
    assert told(why(market({}, demand=lines), "2029-01")) == [
        ("demand W", 0.15, "Wafers (W) is needed since 2028-10"),
        ("demand N", 0.1, "Lenses (N) needs 10 % more than in 2028-01"),
    ]


def test_demand_that_only_moved_has_not_grown() -> None:
    lines = [
        {"code": "OLD", "organization": "US", "quantity": 12, "end": "2028-02"},
        {"code": "NEW", "organization": "US", "quantity": 12, "start": "2028-03"},
    ]
    assert one(why(market({"volume": 6}, demand=lines)))[0] == "material GE"


def test_an_undisclosed_volume_may_cover_the_rest() -> None:
    dataset = market({"volume": None}, **line(nameplate=6))
    assert told(why(dataset)) == [
        ("agreement A", 0.5, "The volume of KZ (A) is undisclosed and counts as nothing"),
        ("material GE", 0.5, "Nothing on record covers the remaining 0.5 t"),
    ]


def test_nothing_on_record() -> None:
    found = why(build(material=["GE"], organization=["US"],
                      demand=[{"organization": "US", "quantity": 12}]))  # fmt: skip
    assert one(found) == ("material GE", 1.0, "Nothing on record covers the remaining 1 t")


def test_stock_has_covered_its_part() -> None:
    stock = [{"organization": "US", "quantity": 3.4}]
    found = why(market(stock=stock), "2028-04")
    assert str(found.heading) == (
        "2028-04: 1 t needed, 0 t received and 0.4 t in stock: 0.6 t short"
    )
    assert found.demand - found.stock - found.receipts == pytest.approx(found.shortage)


def scenario(*changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    adjustments = [{"code": f"X{n}", "scenario": "S", **one} for n, one in enumerate(changes)]
    return {"scenario": ["S"], "adjustment": adjustments, **more}


@pytest.mark.parametrize(
    ("change", "tonnes", "reason"),
    [
        ({"kind": "stop supply", "country": "KR"}, 1.0, "supply stopped: South Korea"),
        ({"kind": "stop supply", "from_": "2028-04-15"}, 1.0,
         "supply stopped from 2028-04-15: everything"),
        ({"kind": "scale capacity", "amount": 40}, 0.6, "capacity at 40 %: everything"),
        ({"kind": "shift start", "capacity": "C", "amount": 9}, 1.0, "start 9 months later: Line"),
        ({"kind": "shift start", "capacity": "D", "amount": 9}, 1.0, "start 9 months later: D"),
        ({"kind": "set value", "capacity": "C", "field": "stage", "value": "closed"}, 1.0,
         "Stage set to closed: Line"),
    ],
)  # fmt: skip
def test_capacity_that_the_scenario_holds_back(
    change: dict[str, Any], tonnes: float, reason: str
) -> None:
    lines = [
        {"code": "C", "name": "Line", "nameplate": 12, "start": "2028-01", "joint_with": "D"},
        {"code": "D", "nameplate": 5, "start": "2028-01", "material": "GA"},
    ]
    dataset = market({}, **scenario(change, capacity=lines))
    assert why(dataset).shortage == 0.0
    text = f"KZ (A) delivers {1 - tonnes:g} t of 1 t: the scenario holds back Line ({reason})"
    assert one(why(dataset, scenario="S")) == ("adjustment X0", tonnes, text)


def test_a_ramp_that_the_scenario_delays_is_its_doing() -> None:
    slip = {"kind": "shift start", "capacity": "C", "amount": 6}
    dataset = market({}, **line(start="2027-10", ramp_up=13), **scenario(slip))
    # In the seventh month of a ramp of 13 half is there; six months later, 0.5 / 13.
    assert [row[:2] for row in told(why(dataset, scenario="S"))] == [
        ("adjustment X0", pytest.approx(6 / 13)),
        ("capacity C", 0.5),
    ]
    assert "from 2028-04, now at 3.85 %" in told(why(dataset, scenario="S"))[1][2]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "end agreement", "agreement": "A", "from_": "2028-02"},
         "The scenario keeps KZ (A) from delivering (ended 2028-02: A)"),
        ({"kind": "shift start", "agreement": "A", "amount": 4},
         "The scenario keeps KZ (A) from delivering (start 4 months later: A)"),
        ({"kind": "set value", "agreement": "A", "field": "status", "value": "terminated"},
         "The scenario keeps KZ (A) from delivering (Status set to terminated: A)"),
        ({"kind": "stop supply", "agreement": "A"},
         "KZ (A) delivers 0 t of 1 t: the scenario stops it (supply stopped: A)"),
    ],
)  # fmt: skip
def test_agreements_that_the_scenario_breaks(change: dict[str, Any], reason: str) -> None:
    dataset = market({"start": "2028-01"}, **scenario(change))
    assert why(dataset).shortage == 0.0
    assert one(why(dataset, scenario="S")) == ("adjustment X0", 1.0, reason)


def test_a_seller_at_its_word_that_the_scenario_stops() -> None:
    dataset = market({}, **scenario({"kind": "stop supply", "country": "KR"}, capacity=[]))
    assert one(why(dataset, scenario="S"))[:2] == ("adjustment X0", 1.0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "scale demand", "amount": 120}, "demand at 120 %: everything"),
        ({"kind": "set value", "demand": "N", "field": "quantity", "value": "14.4"},
         "Quantity set to 14.4: N"),
    ],
)  # fmt: skip
def test_demand_that_the_scenario_raises(change: dict[str, Any], reason: str) -> None:
    dataset = market({}, **scenario(change))
    assert one(why(dataset, scenario="S")) == (
        "adjustment X0", 0.2, f"The scenario raises demand ({reason})",
    )  # fmt: skip


def free(month: str = MONTH, **more: Any) -> Explanation:
    return why(market(**more), month, "free capacity", scenario="S" if "scenario" in more else None)


def test_free_capacity_that_others_have() -> None:
    others = [
        {"code": f"E{n}", "seller": "KZ", "buyer": "EU", "volume": n, "rank": 1} for n in (2, 6)
    ]
    assert told(free(agreement=others)) == [
        ("agreement E6", 0.5, "Less free capacity: KZ (E6) delivers 0.5 t to EU"),
        ("agreement E2", round(1 / 6, 9), "Less free capacity: KZ (E2) delivers 0.167 t to EU"),
    ]


@pytest.mark.parametrize(
    ("capacity", "reason"),
    [
        ({"start": "2029"}, "Less free capacity: Line does not start until 2029"),
        ({"nameplate": None},
         "Less free capacity: the nameplate of Line is unknown and counts as nothing"),
    ],
)  # fmt: skip
def test_free_capacity_that_is_not_there(capacity: dict[str, Any], reason: str) -> None:
    assert one(free(**line(**capacity))) == ("capacity C", 1.0, reason)


def test_free_capacity_that_the_scenario_stops() -> None:
    assert one(free(**scenario({"kind": "stop supply"}))) == (
        "adjustment X0", 1.0,
        "Less free capacity: the scenario holds back C (supply stopped: everything)",
    )  # fmt: skip


def test_free_capacity_is_not_missed_twice() -> None:
    # The own agreement lacks 0.5 t to EU; what it has no claim on is missing from the plant.
    agreements = [
        {"code": "A", "seller": "KZ", "buyer": "US", "volume": 12},
        {"code": "E", "seller": "KZ", "buyer": "EU", "volume": 6, "rank": 1},
    ]
    need = [{"code": "N", "organization": "US", "quantity": 24}]
    assert [row[:2] for row in told(free(agreement=agreements, demand=need))] == [
        ("agreement E", 0.5),
        ("material GE", 1.0),
    ]


def test_an_ended_agreement_leaves_free_capacity() -> None:
    ended = {"code": "A", "seller": "KZ", "buyer": "US", "volume": 12, "end": "2028-02"}
    assert free(agreement=[ended]).shortage == 0.0
    # Without capacity on record there is nothing to be free.
    assert one(free(agreement=[ended], capacity=[]))[:2] == ("agreement A", 1.0)


def test_sources_are_those_that_are_used() -> None:
    claims = [
        {"capacity": "C", "field": field, "value": "2029", "said": "2026", "source": source,
         "status": status}
        for field, source, status in (("start", "S1", "used"), ("start", "S2", "open"),
                                      ("stage", "S3", "used"))
    ]  # fmt: skip
    note = {"code": "E", "buyer": "EU", "volume": 3, "rank": 1, "note": "By hand (S-4, X)."}
    records: dict[str, Any] = {
        "source": [{"code": code, "publisher": code} for code in ("S1", "S2", "S3", "S-4")],
        "claim": claims,
    }
    found = why(market({}, note, **records, **line(start="2029")))
    assert [[source.code for source in reason.sources] for reason in found.reasons] == [
        ["S1"],
        ["S-4"],
    ]
    # Without a claim on the field itself, the sources are those of all claims that are used.
    (idle,) = why(market({}, **records, **line(utilization=50))).reasons
    assert [source.code for source in idle.sources] == ["S1", "S3"]


def test_sentences_always_sum_to_the_shortage() -> None:
    short = 0
    for seed in range(250):
        maker = Maker(seed)
        dataset = maker.records()
        horizon = Horizon(2026 * 12 + maker.chance.randint(-6, 6), maker.chance.randint(6, 40))
        whom, band = maker.one("O4", ["O5", "O6"], "all"), maker.one(*BANDS)
        scenario = maker.maybe("S", 0.7)
        shortage = balance(dataset, horizon, "GE", whom, scenario).bands[band].shortage
        places = [place for place, missing in enumerate(shortage.tolist()) if missing]
        for place in maker.chance.sample(places, min(len(places), 3)):
            found = explain(dataset, horizon, "GE", horizon.first + place, whom, scenario, band)
            whole = sum(reason.tonnes for reason in found.reasons)
            assert abs(whole - shortage[place]) <= 1e-9, seed
            assert found.shortage == shortage[place]
            assert all(reason.tonnes > 0.0 and str(reason.text) for reason in found.reasons), seed
            known = [dataset[reason.type][reason.id].code for reason in found.reasons]
            assert known == [reason.code for reason in found.reasons]
            short += 1
    assert short > 150


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"month": "2027-12"}, "2027-12 lies outside the plan from 2028-01 to 2029-12"),
        ({"month": "soon"}, "“soon” is not a month"),
        ({"band": "firm"}, "“firm” is not one of: binding"),
        ({"scenario": "X"}, "no scenario “X”"),
        ({"whom": "X"}, "no organization “X”"),
    ],
)
def test_what_does_not_exist_is_told(fault: dict[str, Any], said: str) -> None:
    with pytest.raises(OfftakeError, match=said):
        why(market({}), **fault)


def test_the_example_is_explained(tmp_path: Path) -> None:
    with new(tmp_path / "example.offtake", example=True) as store:
        dataset = store.dataset
    horizon = Horizon.of_years(2026, 7)
    for scenario in (None, "SCN-CHINA", "SCN-ONSAN9", "SCN-DEMAND20"):
        for material in ("GE", "GA", "IN"):
            found = balance(dataset, horizon, material, None, scenario)
            for band in BANDS:
                first = found.bands[band].first_short
                if first is not None:
                    reasons = explain(
                        dataset, horizon, material, horizon.first + first, None, scenario, band
                    ).reasons
                    whole = sum(reason.tonnes for reason in reasons)
                    assert whole == pytest.approx(found.bands[band].shortage[first], abs=1e-9)
    slipped = explain(dataset, horizon, "GA", "2028-09", None, "SCN-ONSAN9")
    assert [reason.code for reason in slipped.reasons] == ["ADJ-ONSAN9-GA"]
