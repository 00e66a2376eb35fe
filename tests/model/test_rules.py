"""Every rule that the design implies, each seen from the change that would break it."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.partial_date import PartialDate
from desktop.core.validation import check, validate


def date(text: str) -> PartialDate:
    return PartialDate.parse(text)


def faults(dataset: Dataset, *changes: Change) -> list[str]:
    after = dataset.with_changes(changes)
    return [f"{p.type} {p.code} {p.field}: {p.message}" for p in validate(after, changes)]


def edit(dataset: Dataset, type: str, id: int, **after: Any) -> Change:
    before = {name: getattr(dataset[type][id], name) for name in after}
    return Change(type, id, before, after)


def remove(dataset: Dataset, type: str, id: int) -> Change:
    return Change(type, id, dataset.types[type].values(dataset[type][id]), None)


def test_the_small_dataset_is_sound(small: Dataset) -> None:
    assert [p for p in check(small) if p.severity == "error"] == []


def test_end_not_before_start(small: Dataset) -> None:
    found = faults(small, edit(small, "capacity", 1, end=date("2027")))
    assert found == ["capacity CAP-1 end: End 2027 lies before Start 2028-H1"]
    # A year that may still reach beyond the start is no fault.
    assert faults(small, edit(small, "capacity", 1, end=date("2028"))) == []


def test_gross_needs_a_form(small: Dataset) -> None:
    found = faults(small, edit(small, "capacity", 1, basis="gross", form=None))
    assert found == ["capacity CAP-1 form: Gross quantity needs a form"]


def test_form_belongs_to_the_material(small: Dataset) -> None:
    found = faults(small, edit(small, "capacity", 1, form=2))
    assert found == ["capacity CAP-1 form: Form GA-METAL is a form of GA, not of GE"]


def test_a_form_in_use_cannot_change_its_material(small: Dataset) -> None:
    found = faults(small, edit(small, "form", 1, material=2))
    assert found == ["capacity CAP-1 form: Form GEO2 is a form of GA, not of GE"]


def test_joint_with_goes_in_no_circle(small: Dataset) -> None:
    assert faults(small, edit(small, "capacity", 1, joint_with=1)) == [
        "capacity CAP-1 joint_with: Joint with leads in a circle through CAP-1"
    ]
    joined = small.with_changes([edit(small, "capacity", 2, joint_with=1)])
    found = faults(joined, edit(joined, "capacity", 1, joint_with=2))
    assert found == ["capacity CAP-1 joint_with: Joint with leads in a circle through CAP-1"]


def test_parents_go_in_no_circle(small: Dataset) -> None:
    owned = small.with_changes([edit(small, "organization", 2, parent=1)])
    assert faults(owned, edit(owned, "organization", 1, parent=2)) == [
        "organization KZ parent: Parent leads in a circle through KZ"
    ]


def agreement(**values: Any) -> Change:
    given = {
        "code": "AGR-1", "title": "Supply", "kind": "supply", "firmness": "binding", "seller": 1,
        "buyer": 3, "material": 1, "unit": "t", "basis": "contained", "status": "active",
    }  # fmt: skip
    return Change("agreement", -1, None, given | values)


def test_seller_is_not_buyer(small: Dataset) -> None:
    assert faults(small, agreement()) == []
    assert faults(small, agreement(buyer=1)) == [
        "agreement AGR-1 buyer: Seller and buyer are the same organization"
    ]


def test_agreement_and_its_capacity_are_of_one_material(small: Dataset) -> None:
    assert faults(small, agreement(capacity=2)) == [
        "agreement AGR-1 capacity: Capacity CAP-2 makes GA, not GE"
    ]
    with_it = small.with_changes(
        [Change("agreement", 1, None, {**(agreement().after or {}), "capacity": 1})]
    )
    found = faults(with_it, edit(with_it, "capacity", 1, material=2, form=None))
    assert found == ["agreement AGR-1 capacity: Capacity CAP-1 makes GA, not GE"]


def test_undisclosed_gross_volume_needs_no_form(small: Dataset) -> None:
    assert faults(small, agreement(basis="gross")) == []
    assert faults(small, agreement(basis="gross", volume=10.0)) == [
        "agreement AGR-1 form: Gross quantity needs a form"
    ]


def test_references_exist(small: Dataset) -> None:
    assert faults(small, edit(small, "plant", 1, owner=99)) == [
        "plant ONSAN owner: Owner: there is no such organization"
    ]


def test_codes_are_unique_whatever_their_case(small: Dataset) -> None:
    assert faults(small, edit(small, "plant", 2, code="onsan")) == [
        "plant onsan code: The code “onsan” is already in use; choose another"
    ]


def test_two_records_can_swap_their_codes(small: Dataset) -> None:
    swap = [edit(small, "plant", 1, code="TRAIL"), edit(small, "plant", 2, code="ONSAN")]
    assert faults(small, *swap) == []
    after = small.with_changes(swap)
    assert after.find("plant", "trail") == 1 and after.find("plant", "onsan") == 2


def test_required_fields_and_limits_are_told_together(small: Dataset) -> None:
    found = faults(small, Change("capacity", -1, None, {"code": "X", "utilization": 120.0}))
    assert found == [
        "capacity X plant: Plant is required",
        "capacity X material: Material is required",
        "capacity X stage: Stage is required",
        "capacity X unit: Unit is required",
        "capacity X basis: Basis is required",
        "capacity X utilization: Utilization: 120 must lie between 0 and 100",
    ]


def test_what_is_in_use_is_not_deleted(small: Dataset) -> None:
    assert faults(small, remove(small, "plant", 1)) == [
        "plant ONSAN : ONSAN is still used by capacity CAP-1 (Plant), capacity CAP-2 (Plant); "
        "change or delete these first"
    ]
    together = [
        remove(small, "plant", 1),
        remove(small, "capacity", 1),
        remove(small, "capacity", 2),
    ]
    assert faults(small, *together) == []


def test_metal_content_is_a_fraction(small: Dataset) -> None:
    assert faults(small, edit(small, "form", 1, metal_content=69.4)) == [
        "form GEO2 metal_content: Metal content: 69.4 must be at most 1"
    ]


def test_a_claim_is_typed_as_its_field(small: Dataset) -> None:
    rows = [Change("source", -1, None, {"code": "S", "publisher": "p", "title": "t"})]
    claim = {"code": "C", "capacity": 1, "field": "start", "value": "soon", "said": date("2025"),
             "source": -1, "status": "open"}  # fmt: skip
    found = faults(small, *rows, Change("claim", -1, None, claim))
    assert len(found) == 1 and found[0].startswith("claim C value: Start: “soon” is not a date")
    assert faults(small, *rows, Change("claim", -1, None, claim | {"value": "2028-H1"})) == []


def adjustment(**values: Any) -> list[Change]:
    given = {"code": "A", "scenario": -1, "enabled": "yes", "kind": "shift start"}
    scenario = Change("scenario", -1, None, {"code": "S", "name": "late"})
    return [scenario, Change("adjustment", -1, None, given | values)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "amount"),
        ({"kind": "scale demand", "amount": -5.0}, "amount"),
        ({"kind": "end agreement"}, "from_"),
        ({"kind": "set value"}, "capacity"),
        ({"kind": "set value", "capacity": 1, "value": "2"}, "field"),
        ({"kind": "set value", "capacity": 1, "field": "height", "value": "2"}, "field"),
        ({"kind": "set value", "capacity": 1, "field": "Nameplate", "value": "much"}, "value"),
        ({"amount": 9.0, "from_": date("2028"), "until": date("2027")}, "until"),
    ],
)
def test_an_adjustment_has_what_its_kind_needs(
    small: Dataset, values: dict[str, Any], field: str
) -> None:
    assert [f.split(":")[0] for f in faults(small, *adjustment(**values))] == [
        f"adjustment A {field}"
    ]


def test_sound_adjustments_pass(small: Dataset) -> None:
    assert faults(small, *adjustment(amount=9.0, capacity=1)) == []
    sets = {"kind": "set value", "capacity": 1, "field": "Nameplate", "value": "10"}
    assert faults(small, *adjustment(**sets)) == []


def test_preferences_are_not_deleted(small: Dataset) -> None:
    values = {f.name: f.default for f in small.types["preferences"].fields if f.default is not None}
    with_them = small.with_changes([Change("preferences", 1, None, values)])
    assert faults(with_them, remove(with_them, "preferences", 1)) == [
        "preferences PREFERENCES : This record cannot be deleted"
    ]
