"""The plan against the same rules written once more in plain Python, on random datasets."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.planning.months import Horizon
from desktop.planning.result import plan_json, promises_json
from tests.planning import reference
from tests.planning.random_records import Maker

DATASETS = 1000
BATCHES = 10


def differences(found: Any, wanted: Any, place: str = "") -> list[str]:
    """Gives the places where two results differ by more than 1e-9; keys may have been added."""
    if isinstance(wanted, dict):
        return [
            fault
            for key in wanted
            for fault in (
                differences(found[key], wanted[key], f"{place}.{key}")
                if key in found
                else [f"{place}.{key} is missing"]
            )
        ]
    if isinstance(wanted, list):
        if len(found) != len(wanted):
            return [f"{place}: {found} is not {wanted}"]
        pairs = enumerate(zip(found, wanted, strict=True))
        return [f for n, (a, b) in pairs for f in differences(a, b, f"{place}[{n}]")]
    if isinstance(wanted, float) and isinstance(found, float):
        near = abs(found - wanted) <= 1e-9 * max(1.0, abs(wanted))
    else:
        near = found == wanted
    return [] if near else [f"{place}: {found} is not {wanted}"]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_plan_follows_the_rules(batch: int) -> None:
    for seed in range(batch, DATASETS, BATCHES):
        maker = Maker(seed)
        dataset = maker.records()
        first = 2026 * 12 + maker.chance.randint(-6, 6)
        horizon = Horizon(first, maker.chance.randint(1, 40))
        by = maker.one("month", "quarter", "year")
        scenario = maker.maybe("S", 0.7)
        whom = maker.one(None, ["O4"], ["O5", "O6"], "all")
        found = plan_json(dataset, "GE", horizon, by, whom, scenario)
        wanted = reference.plan_json(
            dataset, "GE", first, horizon.count, by,
            ["O4"] if whom is None else None if whom == "all" else whom, scenario,
        )  # fmt: skip
        assert not differences(found, wanted), seed
        material = maker.one("GE", "GA", None)
        promised = promises_json(dataset, horizon, by, material, scenario)
        expected = reference.promises_json(dataset, material, first, horizon.count, by, scenario)
        assert not differences(promised, expected), seed
        assert list(promised["capacity"]) == list(expected["capacity"])
