"""What figures come to, checked by head."""

from __future__ import annotations

import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES, Capacity
from desktop.operations.totals import (
    Contained,
    Metal,
    column_totals,
    figures,
    metal,
    quantity_field,
    short,
    summary,
)

TYPE = Capacity.type


@pytest.fixture
def dataset(small: Dataset) -> Dataset:
    """Gives 12 t contained, 15,500 kg contained, 10 t GeO2 gross, one gross without a form."""
    edits = {
        2: {"nameplate": 15500.0, "unit": "kg"},
        3: {"nameplate": 10.0, "basis": "gross", "form": 1},
    }
    more = {"code": "CAP-4", "plant": 1, "material": 1, "stage": "operating", "nameplate": 5.0,
            "unit": "t", "basis": "gross"}  # fmt: skip
    changes = [Change("capacity", id, {}, values) for id, values in edits.items()]
    return small.with_changes([*changes, Change("capacity", 4, None, more)])


def test_tonnes_follow_unit_basis_and_form_and_are_never_guessed(dataset: Dataset) -> None:
    tonnes = Contained().of(dataset, TYPE)
    assert tonnes == {1: 12.0, 2: 15.5, 3: pytest.approx(6.9417), 4: None}


def test_metal_says_at_least_where_some_is_unknown(dataset: Dataset) -> None:
    tonnes = Contained().of(dataset, TYPE)
    held = metal([1, 2, 3, 4], tonnes, TYPE)
    assert held is not None
    assert (held.known, held.unknown, held.yearly) == (3, 1, True)
    assert str(held.text) == "at least 34.4417 t/year contained"
    assert str(metal([1, 2], tonnes, TYPE).text) == "27.5 t/year contained"  # type: ignore[union-attr]
    assert str(metal([4], tonnes, TYPE).text) == "unknown"  # type: ignore[union-attr]


def test_stock_is_no_yearly_figure() -> None:
    assert str(Metal(2.0, 1, 0, False).text) == "2 t contained"
    assert str(Metal(2.0, 1, 1, False).text) == "at least 2 t contained"


@pytest.mark.parametrize(
    ("type", "name"),
    [("capacity", "nameplate"), ("agreement", "volume"), ("demand", "quantity"),
     ("stock", "quantity"), ("plant", None), ("material", None)],
)  # fmt: skip
def test_which_field_holds_metal(type: str, name: str | None) -> None:
    field = quantity_field(TYPES[type])
    assert (None if field is None else field.name) == name


def test_tonnes_follow_edits_of_records_and_of_forms(dataset: Dataset) -> None:
    kept = Contained()
    kept.of(dataset, TYPE)
    edited = dataset.with_changes(
        [Change("capacity", 1, {}, {"nameplate": 20.0}), Change("capacity", 2, {}, None)]
    )
    assert kept.of(edited, TYPE) == {1: 20.0, 3: pytest.approx(6.9417), 4: None}
    purer = edited.with_changes([Change("form", 1, {}, {"metal_content": 0.5})])
    assert kept.of(purer, TYPE)[3] == 5.0


def test_figures_are_added_only_where_they_are_alike(dataset: Dataset) -> None:
    alike = figures({"nameplate": [1]}, dataset, TYPE)
    assert alike is not None and (alike.total, alike.mean) == (12.0, 12.0)
    mixed = figures({"nameplate": [1, 2, 3]}, dataset, TYPE)
    assert mixed is not None
    assert (mixed.count, mixed.total, mixed.least, mixed.most) == (3, None, 10.0, 15500.0)
    assert figures({"name": [1, 2]}, dataset, TYPE) is None


def test_percentages_and_months_are_not_added(dataset: Dataset) -> None:
    changed = dataset.with_changes(
        [Change("capacity", id, {}, {"utilization": 80.0 + id, "ramp_up": 6.0}) for id in (1, 3)]
    )
    found = figures({"utilization": [1, 2, 3]}, changed, TYPE)
    assert found is not None and (found.total, found.mean, found.count) == (None, 82.0, 2)
    totals = column_totals([1, 2, 3], changed, TYPE, dict)
    assert str(totals["utilization"]) == "Average 82%"
    assert str(totals["ramp_up"]) == "Average 6"


def test_money_is_added_in_one_currency_only(dataset: Dataset) -> None:
    def with_money(other: str) -> Dataset:
        return dataset.with_changes([
            Change("capacity", 1, {}, {"capex": 10.0, "currency": "USD"}),
            Change("capacity", 2, {}, {"capex": 20.0, "currency": other}),
        ])  # fmt: skip

    assert str(column_totals([1, 2], with_money("USD"), TYPE, dict)["capex"]) == "Sum 30"
    assert str(column_totals([1, 2], with_money("KRW"), TYPE, dict)["capex"]) == "mixed units"


def test_a_summary_is_a_sentence_in_pieces(dataset: Dataset) -> None:
    def tonnes() -> dict[int, float | None]:
        return dict(Contained().of(dataset, TYPE))

    said = summary({"nameplate": [1, 2], "name": [1, 2]}, dataset, TYPE, tonnes).parts()
    assert [str(part) for part in said] == [
        "4 cells in 2 records", "2 numbers", "mixed units", "27.5 t/year contained",
    ]  # fmt: skip
    alike = summary({"nameplate": [1, 1]}, dataset, TYPE, tonnes).parts()
    assert [str(part) for part in alike[2:6]] == ["Sum 24", "Min 12", "Max 12", "Average 12"]
    one = summary({"nameplate": [3]}, dataset, TYPE, tonnes).parts()
    assert [str(part) for part in one] == ["6.9417 t/year contained"]
    assert summary({"name": [3]}, dataset, TYPE, tonnes).parts() == []


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (1234567.891, "1,234,568"), (0.123456789, "0.123457"), (12.0, "12"),
     (-3.14159265, "-3.14159"), (20.3226, "20.3226")],
)  # fmt: skip
def test_figures_have_six_digits(value: float, text: str) -> None:
    assert short(value) == text


def test_dates_are_no_numbers(dataset: Dataset) -> None:
    assert figures({"start": [1, 2]}, dataset, TYPE) is None
    assert dataset["capacity"][1].start == PartialDate.parse("2028-H1")
