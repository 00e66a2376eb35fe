"""Two scenarios compared: known answers, brute force, and what must not depend on order."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.core.dataset import Dataset
from desktop.core.errors import Cancelled, OfftakeError
from desktop.core.progress import Progress
from desktop.operations.compare import compare as compare_json
from desktop.operations.compare import compare_lines
from desktop.operations.workspace import new
from desktop.planning.balance import BANDS, balance
from desktop.planning.comparison import QUANTITIES, Comparison, Waterfall, compare
from desktop.planning.months import Horizon, Numbers
from desktop.planning.scenarios import adjustments_of, with_adjustments
from desktop.planning.shapley import exact, most_worths, sampled, shapley
from tests.planning.builder import Given, build
from tests.planning.random_records import Maker

YEAR = Horizon.parse("2028-01", "2028-12")
NEAR = 1e-9


def market(*adjustments: dict[str, Any], **more: Any) -> Dataset:
    """Gives a plant C of 12 t, a plant D of 24 t in China, 36 t of demand, and scenarios A, B."""
    records: dict[str, list[Given]] = {
        "material": ["GE", "GA"],
        "organization": [
            {"code": "KZ", "roles": "supplier", "country": "KR"},
            {"code": "YN", "roles": "supplier", "country": "CN"},
            {"code": "US", "roles": "consumer", "country": "US"},
        ],
        "plant": ["P", {"code": "Q", "owner": "YN", "country": "CN"}],
        "capacity": [
            {"code": "C", "plant": "P", "nameplate": 12, "start": "2028-01"},
            {"code": "D", "plant": "Q", "nameplate": 24},
        ],
        "demand": [{"code": "N", "organization": "US", "quantity": 36}],
        "scenario": ["A", "B"],
        "adjustment": [{"scenario": "B", **adjustment} for adjustment in adjustments],
    }
    return build(**{**records, **more})


SLIP = {"code": "SLIP", "kind": "shift start", "capacity": "C", "amount": 3}
STOP = {"code": "STOP", "kind": "stop supply", "country": "CN", "from_": "2028-07"}


def gap(
    dataset: Dataset, quantity: str = "shortage", a: str | None = None, b: str | None = "B"
) -> Waterfall:
    return compare(dataset, YEAR, "GE", a, b, "US").waterfall(quantity, "free capacity")


def parts(found: Waterfall) -> dict[str, float]:
    return {part.adjustment.code: part.tonnes for part in found.parts}


def test_adjustments_that_do_not_meet_have_what_they_do_alone() -> None:
    # Three months of 1 t slip, six months of 2 t stop.
    found = gap(market(SLIP, STOP))
    assert parts(found) == pytest.approx({"SLIP": 3.0, "STOP": 12.0}, abs=NEAR)
    assert (found.before, found.after) == pytest.approx((0.0, 15.0), abs=NEAR)
    assert parts(gap(market(SLIP, STOP), "supply")) == pytest.approx({"SLIP": -3.0, "STOP": -12.0})


def test_two_that_meet_share_what_they_do_together() -> None:
    # Half a year of C is 6 t short if it alone is scaled to nothing, and so is its stop; both
    # together are no more than one: each has the mean of 6 and 0 where they meet.
    none = {"code": "NONE", "kind": "scale capacity", "capacity": "C", "amount": 0}
    halt = {"code": "HALT", "kind": "stop supply", "capacity": "C", "from_": "2028-07"}
    found = gap(market(none, halt))
    assert parts(found) == pytest.approx({"NONE": 6.0 + 3.0, "HALT": 3.0}, abs=NEAR)


def test_two_that_only_hurt_together_share_alike() -> None:
    # Either of two plants of 12 t meets all of 12 t of demand.
    stops = [{"code": c, "kind": "stop supply", "capacity": c} for c in "CD"]
    dataset = market(*stops, demand=[{"organization": "US", "quantity": 12}])
    assert parts(gap(dataset)) == pytest.approx({"C": 6.0, "D": 6.0}, abs=NEAR)


def test_what_the_first_scenario_does_is_taken_out() -> None:
    dataset = market({**SLIP, "scenario": "A"}, STOP)
    found = gap(dataset, a="A")
    assert parts(found) == pytest.approx({"SLIP": -3.0, "STOP": 12.0}, abs=NEAR)
    assert {p.adjustment.code: p.removed for p in found.parts} == {"SLIP": True, "STOP": False}
    assert [str(p.label) for p in found.parts] == [
        "without: start 3 months later: C",
        "supply stopped from 2028-07: China",
    ]
    back = gap(dataset, a="B", b="A")
    assert parts(back) == pytest.approx({"SLIP": 3.0, "STOP": -12.0}, abs=NEAR)
    assert parts(gap(dataset, a="B", b=None)) == pytest.approx({"STOP": -12.0}, abs=NEAR)


def test_what_both_say_in_the_same_words_is_no_difference() -> None:
    found = gap(market({**SLIP, "code": "OWN", "scenario": "A", "order": 7}, SLIP, STOP), a="A")
    assert parts(found) == pytest.approx({"STOP": 12.0}, abs=NEAR)
    same = gap(market(SLIP), a="B")
    assert (same.parts, same.difference, same.exact) == ((), 0.0, True)


def test_what_is_switched_off_or_for_another_metal_has_no_part() -> None:
    other = {"code": "GA", "kind": "stop supply", "material": "GA"}
    found = gap(market({**SLIP, "enabled": "no"}, STOP, other))
    assert parts(found) == {"STOP": pytest.approx(12.0), "GA": 0.0}


def test_only_what_matters_counts_towards_the_eight_that_are_exact() -> None:
    others = [{"code": f"X{n}", "kind": "stop supply", "material": "GA"} for n in range(9)]
    found = gap(market(SLIP, STOP, *others))
    assert found.exact
    assert parts(found)["STOP"] == pytest.approx(12.0)


def test_demand_and_values_have_parts() -> None:
    grow = {"code": "GROW", "kind": "scale demand", "amount": 150}
    less = {"code": "LESS", "kind": "set value", "capacity": "C", "field": "nameplate",
            "value": "6"}  # fmt: skip
    found = gap(market(grow, less))
    assert parts(found) == pytest.approx({"GROW": 18.0, "LESS": 6.0}, abs=NEAR)
    assert [str(part.label) for part in found.parts] == [
        "demand at 150 %: everything",
        "Nameplate set to 6: C",
    ]


def test_within_a_mixture_the_order_of_the_stack_is_kept() -> None:
    # The date that is set replaces the slip before it: in neither order has the slip a part
    # once the date is there, and alone it costs 3 t.
    date = {"code": "DATE", "kind": "set value", "capacity": "C", "field": "start",
            "value": "2028-02", "order": 2}  # fmt: skip
    found = gap(market({**SLIP, "order": 1}, date))
    assert parts(found) == pytest.approx({"SLIP": 1.5, "DATE": -0.5}, abs=NEAR)


def sums(found: Comparison) -> None:
    for quantity, band in itertools.product(QUANTITIES, BANDS):
        shown = found.waterfall(quantity, band)
        whole = sum(part.tonnes for part in shown.parts)
        assert abs(whole - shown.difference) <= NEAR * max(1.0, abs(shown.difference))


def brute(dataset: Dataset, quantity: str, band: str) -> dict[str, float]:
    """Gives the mean of what each adjustment adds over all orders of switching them on."""
    stack = adjustments_of(dataset, "S")
    whole = dict.fromkeys((a.code for a in stack), 0.0)
    worth = {
        frozenset(a.id for a in on): total(dataset, list(on), quantity, band)
        for size in range(len(stack) + 1)
        for on in itertools.combinations(stack, size)
    }
    orders = list(itertools.permutations(stack))
    for order in orders:
        on: frozenset[int] = frozenset()
        for adjustment in order:
            added = worth[on | {adjustment.id}] - worth[on]
            whole[adjustment.code] += added / len(orders)
            on |= {adjustment.id}
    return whole


def total(dataset: Dataset, stack: list[Any], quantity: str, band: str) -> float:
    found = balance(with_adjustments(dataset, stack), YEAR, "GE")
    if quantity == "shortage":
        return found.bands[band].total_shortage
    return float(sum(found.receipts[name].sum() for name in BANDS[: BANDS.index(band) + 1]))


def test_it_equals_brute_force_on_random_datasets() -> None:
    tried = 0
    for seed in range(160):
        maker = Maker(seed)
        dataset = maker.records()
        if not 2 <= len(adjustments_of(dataset, "S")) <= 5:
            continue
        tried += 1
        found = compare(dataset, YEAR, "GE", None, "S")
        sums(found)
        quantity, band = maker.one("shortage", "receipts"), maker.one(*BANDS)
        shown = found.waterfall(quantity, band)
        assert shown.exact
        assert parts(shown) == pytest.approx(brute(dataset, quantity, band), abs=1e-8), seed
        if tried == 25:
            return
    raise AssertionError("too few datasets with two to five adjustments")


def test_codes_and_ids_do_not_matter() -> None:
    changes: list[dict[str, Any]] = [
        SLIP,
        STOP,
        {"code": "HALF", "kind": "scale capacity", "amount": 50},
        {"code": "MORE", "kind": "scale demand", "amount": 120},
        {"code": "CUT", "kind": "scale capacity", "capacity": "D", "amount": 70},
    ]
    wanted = parts(gap(market(*changes)))
    assert sum(wanted.values()) == pytest.approx(gap(market(*changes)).difference, abs=NEAR)
    for order in itertools.islice(itertools.permutations(changes), 0, None, 17):
        assert parts(gap(market(*order))) == pytest.approx(wanted, abs=NEAR)


def test_codes_and_ids_do_not_matter_to_a_sample_either() -> None:
    changes = many()
    wanted = gap(market(*changes))
    assert not wanted.exact
    random.Random(7).shuffle(changes)
    assert parts(gap(market(*changes))) == pytest.approx(parts(wanted), abs=NEAR)


def many() -> list[dict[str, Any]]:
    """Gives ten adjustments that all meet."""
    stops = [
        {"code": f"STOP{n}", "kind": "stop supply", "capacity": "D" if n % 2 else "C",
         "from_": f"2028-0{n + 1}", "until": f"2028-{n + 5:02d}"}
        for n in range(6)
    ]  # fmt: skip
    return [
        *stops,
        {**SLIP, "amount": 4},
        {"code": "HALF", "kind": "scale capacity", "amount": 60},
        {"code": "MORE", "kind": "scale demand", "amount": 130},
        {"code": "LESS", "kind": "scale demand", "amount": 70, "from_": "2028-06"},
    ]


def test_a_sample_sums_exactly_and_its_errors_cover_the_truth() -> None:
    dataset = market(*many())
    found = compare(dataset, YEAR, "GE", None, "B", "US")
    sums(found)
    shown = found.waterfall("shortage", "free capacity")
    assert not shown.exact
    assert shown.samples == 128

    stack = adjustments_of(dataset, "B")

    def worth(coalition: int) -> Numbers:
        on = [a for bit, a in enumerate(stack) if coalition >> bit & 1]
        plan = with_adjustments(dataset, on)
        return np.array([balance(plan, YEAR, "GE", "US").bands["free capacity"].total_shortage])

    truth = exact(worth, len(stack)).parts[:, 0]
    errors = [part.error for part in shown.parts]
    off = [abs(part.tonnes - true) for part, true in zip(shown.parts, truth, strict=True)]
    assert max(errors) > 0.01
    assert all(miss <= 3.0 * error + NEAR for miss, error in zip(off, errors, strict=True))
    assert np.square(off).mean() <= 2.0 * np.square(errors).mean()


def test_a_game_known_from_the_books() -> None:
    # The airport game: a runway of 1, 2 and 3 costs its longest user; each stretch is shared by
    # those who need it.
    def worth(coalition: int) -> Numbers:
        return np.array([max((bit + 1 for bit in range(3) if coalition >> bit & 1), default=0.0)])

    assert exact(worth, 3).parts[:, 0] == pytest.approx([1 / 3, 1 / 3 + 1 / 2, 1 / 3 + 1 / 2 + 1])
    found = sampled(worth, 3)
    assert found.parts.sum() == pytest.approx(3.0, abs=1e-12)
    assert shapley(worth, 0).parts.shape == (0, 1)


@pytest.mark.parametrize("players", [3, 8, 9, 12])
def test_the_number_of_mixtures_is_known_before(players: int) -> None:
    asked = set()

    def worth(coalition: int) -> Numbers:
        asked.add(coalition)
        return np.array([float(coalition.bit_count())])

    assert shapley(worth, players).parts[:, 0] == pytest.approx([1.0] * players)
    assert len(asked) <= most_worths(players)


def test_progress_is_told_and_can_stop_it() -> None:
    told: list[tuple[int, int]] = []
    progress = Progress(lambda done, of, what: told.append((done, of)))
    compare(market(SLIP, STOP), YEAR, "GE", None, "B", "US", progress)
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4)]
    progress.cancel()
    with pytest.raises(Cancelled):
        compare(market(SLIP, STOP), YEAR, "GE", None, "B", "US", progress)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"a": "X"}, "no scenario “X”"),
        ({"b": "X"}, "no scenario “X”"),
        ({"material": "XX"}, "no material “XX”"),
        ({"whose": "XX"}, "no organization “XX”"),
        ({"band": "firm"}, "“firm” is not one of: binding"),
        ({"quantity": "cost"}, "“cost” is not one of: shortage"),
        ({"by": "week"}, "“week” is not a length of period"),
    ],
)
def test_what_does_not_exist_is_told(fault: dict[str, str], told: str) -> None:
    asked: dict[str, Any] = {"a": "A", "b": "B", "material": "GE", **fault}
    with pytest.raises(OfftakeError, match=told):
        compare_json(market(SLIP), first="2028-01", last="2028-12", **asked)


def test_the_command_line_has_its_shape() -> None:
    found = compare_json(market(SLIP, STOP), None, "b", "ge", "2028-01", "2028-12", "quarter",
                         "US", "free capacity")  # fmt: skip
    json.dumps(found, allow_nan=False)
    assert {key: found[key] for key in ("material", "from", "to", "by", "for", "scenarios", "band",
                                        "quantity", "exact", "samples")} == {
        "material": "GE", "from": "2028-01", "to": "2028-12", "by": "quarter", "for": ["US"],
        "scenarios": [None, "B"], "band": "free capacity", "quantity": "shortage",
        "exact": True, "samples": None,
    }  # fmt: skip
    before, after = found["results"]
    assert (before["first_short"], after["first_short"]) == (None, "2028-01")
    assert (before["total_shortage"], after["total_shortage"]) == pytest.approx((0.0, 15.0))
    assert after["bands"]["free capacity"]["shortage"] == pytest.approx([3.0, 0.0, 6.0, 6.0])
    assert found["difference"] == pytest.approx(15.0)
    assert found["waterfall"][0] == {
        "adjustment": "SLIP", "scenario": "B", "kind": "shift start", "removed": False,
        "label": "start 3 months later: C", "part": pytest.approx(3.0), "error": 0.0,
    }  # fmt: skip
    assert list(compare_lines(found)) == [
        "GE, 2028-01 to 2028-12, shortage (Free capacity), t contained",
        "the records: never short",
        "B: short 15 t, first in 2028-01",
        "+15 t",
        "  +3 t  start 3 months later: C (SLIP)",
        "  +12 t  supply stopped from 2028-07: China (STOP)",
    ]


def test_a_sample_says_so() -> None:
    found = compare_json(market(*many()), None, "B", "GE", "2028-01", "2028-12", whose="US",
                         band="free capacity")  # fmt: skip
    lines = list(compare_lines(found))
    assert "estimated from 128 orders" in lines[-1]
    assert " ± " in lines[4]


def test_the_example_compares(tmp_path: Path) -> None:
    with new(tmp_path / "example.offtake", example=True) as store:
        dataset = store.dataset
    horizon = Horizon.of_years(2026, 7)
    found = compare(dataset, horizon, "GA", "SCN-ONSAN9", "SCN-CHINA")
    sums(found)
    shown = parts(found.waterfall())
    assert shown["ADJ-CHINA-GE"] == shown["ADJ-ONSAN9-GE"] == 0.0
    assert shown["ADJ-CHINA-GA"] > 0.0 > shown["ADJ-ONSAN9-GA"]
