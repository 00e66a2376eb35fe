"""Random datasets, the same for the same seed: all that the planning rules speak of."""

from __future__ import annotations

import random
from typing import Any

from desktop.core.dataset import Dataset
from tests.planning.builder import build

_FIELDS = {
    "capacity": {
        "nameplate": ["", "7", "0"], "utilization": ["55"], "start": ["", "2027-H2", "2026"],
        "end": ["2027-Q4", ""], "stage": ["on hold", "closed", "committed"],
        "ramp_profile": ["step", "s-curve"], "ramp_up": ["7.5", ""], "material": ["GE", "GA"],
        "unit": ["kg"], "probability": ["33", ""],
    },
    "agreement": {
        "volume": ["", "4"], "start": ["2027", ""], "end": ["2027-06", ""], "rank": ["1", ""],
        "status": ["terminated", "active"], "firmness": ["binding"], "capacity": ["C1", ""],
    },
    "demand": {"quantity": ["9"], "start": ["2025-Q3"], "end": ["2027-02", ""], "growth": ["12"]},
    "plant": {"owner": ["O1", "O2"], "country": ["CN", "KR"]},
    "organization": {"roles": ["supplier", "consumer"], "country": ["CN", ""]},
}  # fmt: skip


class Maker:
    """Draws records one after the other from one source of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def maybe(self, value: Any, likely: float = 0.5) -> Any:
        return value if self.chance.random() < likely else None

    def one(self, *values: Any) -> Any:
        return self.chance.choice(values)

    def date(self, first: int = 2024, last: int = 2029) -> str:
        year, kind = self.chance.randint(first, last), self.chance.randrange(5)
        return (
            f"{year}",
            f"{year}-H{self.chance.randint(1, 2)}",
            f"{year}-Q{self.chance.randint(1, 4)}",
            f"{year}-{self.chance.randint(1, 12):02d}",
            f"{year}-{self.chance.randint(1, 12):02d}-{self.chance.randint(1, 28):02d}",
        )[kind]

    def quantity(self, name: str, most: float) -> dict[str, Any]:
        amount = self.one(0, round(self.chance.uniform(0, most), 3), float(int(most)))
        row = {name: amount, "unit": "t", "basis": self.one("contained", "contained", "gross")}
        if self.chance.random() < 0.3:
            row |= {name: amount * 1000, "unit": "kg"}
        # Now and then a gross quantity stays without a form.
        row["form"] = self.maybe(self.one("F1", "F2"), 0.9 if row["basis"] == "gross" else 0.2)
        return row

    def organization(self, number: int) -> dict[str, Any]:
        roles = self.one("supplier", "supplier", "consumer", "supplier,consumer", "trader")
        return {"code": f"O{number}", "roles": roles,
                "country": self.maybe(self.one("KR", "CN", "US"), 0.8),
                "parent": self.maybe(f"O{number - 1}", 0.3) if number > 1 else None}  # fmt: skip

    def plant(self, number: int) -> dict[str, Any]:
        return {"code": f"P{number}", "owner": f"O{self.chance.randint(1, 3)}",
                "country": self.one("KR", "CN", "CA"),
                "feed_country": self.maybe(self.one("AU", "CN"))}  # fmt: skip

    def capacity(self, number: int) -> dict[str, Any]:
        row = {
            "code": f"C{number}",
            "plant": f"P{self.chance.randint(1, 3)}",
            "material": self.one("GE", "GE", "GE", "GA"),
            "stage": self.one("operating", "construction", "announced", "concept", "operating",
                              "on hold", "closed", "cancelled", "commissioning"),
            **self.quantity("nameplate", 24),
            "start": self.maybe(self.date(), 0.8),
            "end": self.maybe(self.date(2027), 0.3),
            "ramp_up": self.one(None, 0, 3, 12, 7.5, 0.4, 30),
            "ramp_profile": self.one(None, "step", "linear", "s-curve", "s-curve"),
            "utilization": self.one(None, 100, 80.5, 0),
            "probability": self.maybe(60),
            "joint_with": self.maybe(f"C{self.chance.randint(1, number - 1)}", 0.4)
            if number > 1 else None,
        }  # fmt: skip
        return row | {"nameplate": None} if self.chance.random() < 0.12 else row

    def agreement(self, number: int, capacities: int) -> dict[str, Any]:
        row = {
            "code": self.one("A", "a", "Z") + str(number),
            "firmness": self.one("binding", "conditional", "non-binding"),
            "seller": f"O{self.chance.randint(1, 5)}",
            "buyer": f"O{self.chance.randint(1, 6)}",
            "capacity": self.maybe(f"C{self.chance.randint(1, capacities)}", 0.4),
            "material": self.one("GE", "GE", "GE", "GA"),
            **self.quantity("volume", 12),
            "rank": self.one(None, None, 1, 2),
            "signed": self.maybe(self.date(2023, 2027)),
            "start": self.maybe(self.date()),
            "end": self.maybe(self.date(2026)),
            "status": self.one("active", "active", "active", "active", "draft"),
        }
        return row | {"volume": None} if self.chance.random() < 0.2 else row

    def demand(self, number: int) -> dict[str, Any]:
        return {
            "code": f"D{number}",
            "organization": f"O{self.chance.randint(4, 6)}",
            "material": self.one("GE", "GE", "GA"),
            **self.quantity("quantity", 12),
            "start": self.date(2023, 2028),
            "end": self.maybe(self.date(2026), 0.3),
            "growth": self.one(None, 5, -20, 0),
        }

    def stock(self) -> dict[str, Any]:
        return {
            "organization": f"O{self.chance.randint(4, 6)}",
            "location": self.maybe("Onsan"),
            "material": "GE",
            **self.quantity("quantity", 4),
            "as_of": f"{self.chance.randint(2025, 2027)}-0{self.chance.randint(1, 3)}-01",
            "usable": self.one(None, 90, 0),
        }

    def adjustment(self, counts: dict[str, int]) -> dict[str, Any]:
        kind = self.one("shift start", "shift start", "scale capacity", "stop supply",
                        "scale demand", "end agreement", "set value")  # fmt: skip
        row: dict[str, Any] = {
            "kind": kind, "scenario": "S", "order": self.maybe(self.chance.randint(1, 3)),
            "enabled": self.one("yes", "yes", "yes", "no"),
        }  # fmt: skip
        if kind == "set value":
            return row | self.set_value(counts)
        row["amount"] = self.one(6, -3, 14, 2.5) if kind == "shift start" else self.one(0, 50, 130)
        row["from_"] = self.date(2025, 2028) if kind == "end agreement" else self.maybe(self.date())
        row["until"] = self.maybe(self.date(2026))
        targets = {
            "material": self.one("GE", "GA"),
            "country": self.one("KR", "CN", "US"),
            "organization": f"O{self.chance.randint(1, 6)}",
            "plant": f"P{self.chance.randint(1, 3)}",
            **{name: self.target(name, counts) for name in ("capacity", "agreement", "demand")},
        }
        for name in self.chance.sample(list(targets), self.one(0, 1, 1, 1, 2)):
            row[name] = targets[name]
        return row

    def target(self, name: str, counts: dict[str, int]) -> str:
        prefix = {"capacity": "C", "demand": "D", "plant": "P", "organization": "O"}
        number = self.chance.randint(1, counts[name])
        return f"{prefix[name]}{number}" if name in prefix else self.codes[number - 1]

    def set_value(self, counts: dict[str, int]) -> dict[str, Any]:
        name = self.one(*_FIELDS)
        field = self.one(*_FIELDS[name])
        row = {name: self.target(name, counts), "field": field,
               "value": self.one(*_FIELDS[name][field])}  # fmt: skip
        # A required field that must not become blank is never given a blank above.
        return row

    def records(self) -> Dataset:
        counts = {"organization": 6, "plant": 3, "capacity": self.chance.randint(1, 8),
                  "agreement": self.chance.randint(1, 10),
                  "demand": self.chance.randint(1, 5)}  # fmt: skip
        agreements = [
            self.agreement(n, counts["capacity"]) for n in range(1, counts["agreement"] + 1)
        ]
        self.codes = [row["code"] for row in agreements]
        return build(
            material=["GE", "GA"],
            form=[{"code": "F1", "metal_content": 0.69417},
                  {"code": "F2", "metal_content": 0.33871}],
            organization=[self.organization(n) for n in range(1, 7)],
            plant=[self.plant(n) for n in range(1, 4)],
            capacity=[self.capacity(n) for n in range(1, counts["capacity"] + 1)],
            agreement=agreements,
            demand=[self.demand(n) for n in range(1, counts["demand"] + 1)],
            stock=[self.stock() for _ in range(self.chance.randint(0, 6))],
            scenario=["S"],
            adjustment=[self.adjustment(counts) for _ in range(self.chance.randint(0, 12))],
            preferences=[{"code": "PREFERENCES", "own_organization": "O4",
                          "probability_announced": self.one(45, 30)}],
        )  # fmt: skip
