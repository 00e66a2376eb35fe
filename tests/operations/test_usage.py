"""What a record does in the plan, told in a sentence."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import Cancelled
from desktop.core.partial_date import PartialDate
from desktop.core.progress import Progress
from desktop.model import TYPES
from desktop.operations.usage import usage

TODAY = dt.date(2026, 6, 1)
LINE: dict[str, Any] = {"unit": "t", "basis": "contained"}


def planned(small: Dataset, *volumes: float | None, nameplate: float = 12.0) -> Dataset:
    """Gives the small dataset over 2026 to 2035 with agreements on CAP-1, which runs from 2028."""
    defaults = {field.name: field.default for field in TYPES["preferences"].fields}
    start = {"start": PartialDate.parse("2028-01")}
    changes = [
        Change("preferences", 1, None, {**defaults, "horizon_start": 2026, "horizon_years": 10}),
        Change("capacity", 1, {}, {"nameplate": nameplate, "utilization": 100.0, **start}),
        Change("demand", 1, None, {"code": "D", "organization": 3, "material": 1,
                                   "quantity": 6.0, "start": PartialDate.parse("2028-01"),
                                   **LINE}),
    ]  # fmt: skip
    for id, volume in enumerate(volumes, start=1):
        changes.append(
            Change("agreement", id, None, {
                "code": f"A{id}", "title": f"Deal {id}", "kind": "offtake", "firmness": "binding",
                "seller": 1, "buyer": 3, "capacity": 1, "material": 1, "volume": volume,
                "status": "active", **start, **LINE})
        )  # fmt: skip
    return small.with_changes(changes)


def said(dataset: Dataset, type_name: str, id: int) -> list[str]:
    return [str(text) for text in usage(dataset, type_name, id, today=TODAY)]


def test_capacity_says_who_asks_how_much_of_it(small: Dataset) -> None:
    dataset = planned(small, 4.0, 3.0)
    assert said(dataset, "capacity", 1) == [
        "2 agreements ask 7 t of 12 t in 2028; 5 t stay free",
        "It counts in the balance of Optics",
    ]


def test_over_promised_capacity_says_how_much_is_short_and_when_first(small: Dataset) -> None:
    assert said(planned(small, 8.0, 6.0), "capacity", 1)[0] == (
        "2 agreements ask 14 t of 12 t in 2028; 2 t are short"
    )


def test_capacity_of_which_nothing_is_promised_says_so(small: Dataset) -> None:
    assert said(planned(small), "capacity", 1) == ["Nothing is promised of it"]


def test_where_nothing_is_promised_of_a_material_nothing_is_planned(
    small: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = planned(small)
    expected = said(dataset, "capacity", 1)
    monkeypatch.delattr("desktop.operations.usage.promise_table")
    assert said(dataset, "capacity", 1) == expected == ["Nothing is promised of it"]


def test_an_agreement_says_what_it_gets_and_how_its_buyer_stands(small: Dataset) -> None:
    dataset = planned(small, 8.0, 6.0)
    assert said(dataset, "agreement", 2)[0] == "Asks 6 t in 2028 and gets 4 t"
    assert said(dataset, "agreement", 2)[1] == (
        "Balance of Optics, germanium: never short on binding agreements"
    )


def test_an_inactive_agreement_draws_nothing(small: Dataset) -> None:
    dataset = planned(small, 4.0)
    ended = dataset.with_changes([Change("agreement", 1, {}, {"status": "expired"})])
    assert said(ended, "agreement", 1) == ["It draws nothing: only active agreements do"]


def test_demand_and_its_organization_say_when_they_are_short_first(small: Dataset) -> None:
    dataset = planned(small, 3.0)
    expected = "Balance of Optics, germanium: short from 2028-01 on binding agreements alone"
    assert said(dataset, "demand", 1) == said(dataset, "organization", 3) == [expected]
    poor = planned(small, 3.0, nameplate=3.0)
    assert said(poor, "demand", 1)[0].endswith("short from 2028-01, whatever is counted")


def test_what_has_no_part_in_the_plan_says_nothing(small: Dataset) -> None:
    assert usage(planned(small), "organization", 2) == []
    assert usage(planned(small), "plant", 1) == []
    assert usage(planned(small), "capacity", 99) == []


def test_it_can_be_stopped(small: Dataset) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        usage(planned(small), "capacity", 1, progress=progress)
