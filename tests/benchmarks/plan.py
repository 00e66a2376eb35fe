"""How long a full plan takes: capacity, promises and balance of one material over 20 years.

    python3 packaging/dev.py python tests/benchmarks/plan.py

Prints milliseconds of the processor, which other programs on the machine do not lengthen, and how
many plans the 50 scenarios cost. Not a test: nothing fails here.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES
from desktop.planning.balance import balance_of
from desktop.planning.memory import afresh
from desktop.planning.months import Horizon
from desktop.planning.promises import book
from desktop.planning.result import plan_json
from desktop.planning.scenarios import adjusted
from desktop.planning.supply import supply

CAPACITY, AGREEMENTS, DEMAND = 1000, 2000, 2000
FIRST, LAST = "2026-01", "2045-12"  # 240 months


def records(seed: int = 1, share: float = 1) -> Dataset:
    """Give 1,000 capacity records, 2,000 agreements and 2,000 demand lines of one material.

    `share` takes fewer of them, or more.
    """
    chance = random.Random(seed)
    capacity, agreements, demand = (round(n * share) for n in (CAPACITY, AGREEMENTS, DEMAND))

    def date() -> PartialDate:
        year = chance.randint(2020, 2040)
        return PartialDate.parse(f"{year}" + chance.choice(("", "-H1", "-Q3", "-05")))

    rows: dict[str, list[dict[str, Any]]] = {
        "material": [{"code": "GE", "name": "germanium"}],
        "form": [{"code": "GEO2", "material": 1, "name": "dioxide", "metal_content": 0.69417}],
        "organization": [
            {"code": f"O{n}", "name": f"Organization {n}",
             "country": chance.choice(("KR", "CN", "US")),
             "roles": ("supplier",) if n < 100 else ("consumer",)}
            for n in range(200)
        ],
        "plant": [
            {"code": f"P{n}", "name": f"Plant {n}", "owner": chance.randint(1, 100),
             "country": "KR"}
            for n in range(300)
        ],
        "capacity": [
            {"code": f"C{n}", "plant": chance.randint(1, 300), "material": 1, "stage": "committed",
             "form": 1, "nameplate": chance.choice((None, *[chance.uniform(1, 50)] * 19)),
             "unit": "t", "basis": chance.choice(("contained", "gross")), "start": date(),
             "ramp_up": float(chance.randint(0, 36)),
             "ramp_profile": chance.choice(("step", "linear", "s-curve"))}
            for n in range(capacity)
        ],
        "agreement": [
            {"code": f"A{n}", "title": f"Agreement {n}", "kind": "supply",
             "firmness": chance.choice(("binding", "conditional", "non-binding")),
             "seller": chance.randint(1, 100), "buyer": chance.randint(101, 200),
             "capacity": chance.choice((None, chance.randint(1, capacity))), "material": 1,
             "volume": None if chance.random() < 0.2 else chance.uniform(0.1, 5), "unit": "t",
             "basis": "contained", "start": date(), "status": "active"}
            for n in range(agreements)
        ],
        "demand": [
            {"code": f"D{n}", "name": f"Demand {n}", "organization": chance.randint(101, 200),
             "material": 1, "quantity": chance.uniform(0.1, 5), "unit": "t", "basis": "contained",
             "start": date(), "growth": chance.uniform(-5, 10)}
            for n in range(demand)
        ],
    }  # fmt: skip
    changes = [
        Change(type, id, None, {k: v for k, v in values.items() if v is not None})
        for type, records in rows.items()
        for id, values in enumerate(records, start=1)
    ]
    return Dataset(TYPES).with_changes(changes)


def milliseconds(act: Callable[[], object]) -> float:
    """Give how much time of the processor an act takes."""
    begin = time.process_time()
    act()
    return (time.process_time() - begin) * 1000


def measure(name: str, act: Callable[[], object], runs: int = 15) -> float:
    """Print the median and the range of several runs; give the median."""
    found = [milliseconds(act) for _ in range(runs)]
    median = statistics.median(found)
    print(f"{name}: median {median:.0f} ms, {min(found):.0f} to {max(found):.0f} ms in {runs} runs")
    return median


def with_scenarios(dataset: Dataset, count: int = 50, seed: int = 1) -> Dataset:
    """Give the dataset with scenarios that move, scale or stop four suppliers each."""
    chance = random.Random(seed)
    scenarios = [
        Change("scenario", n, None, {"code": f"S{n}", "name": f"S{n}"}) for n in range(1, count + 1)
    ]
    adjustments = [
        Change("adjustment", n, None, {
            "code": f"S{n}", "scenario": (n + 3) // 4, "enabled": "yes",
            "kind": chance.choice(("shift start", "scale capacity", "stop supply")),
            "amount": float(chance.randint(1, 24)), "organization": chance.randint(1, 100)})
        for n in range(1, 4 * count + 1)
    ]  # fmt: skip
    return dataset.with_changes([*scenarios, *adjustments])


def all_scenarios(dataset: Dataset, horizon: Horizon) -> None:
    """Plan in every scenario, one after another."""
    for scenario in dataset["scenario"]:
        worked_out(dataset, horizon, scenario.id)


def worked_out(dataset: Dataset, horizon: Horizon, scenario: int | None = None) -> object:
    """Give the balance of all organizations, from supply and the promise ledger."""
    plan = adjusted(dataset, scenario)
    ledger = book(plan, supply(plan, horizon, 1), 1).ledger()
    return balance_of(plan, ledger, 1, None)


if __name__ == "__main__":
    data = records()
    months = Horizon.parse(FIRST, LAST)
    with afresh():
        one = measure("full plan: supply, promises, balance", lambda: worked_out(data, months))
        measure("the same as JSON by year", lambda: plan_json(data, "GE", months, "year", "all"))
        measure("the same as JSON by month", lambda: plan_json(data, "GE", months, "month", "all"))
    measure("the same again, remembered", lambda: worked_out(data, months))
    many = with_scenarios(data)
    took = measure("50 scenarios", lambda: all_scenarios(many, months), runs=3)
    print(f"50 scenarios cost as much as {took / one:.0f} full plans")
