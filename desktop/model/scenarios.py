"""Scenarios: ordered adjustments that are laid over the records and never copy them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError, Problem
from desktop.core.fields import (
    ChoiceField,
    Field,
    IntegerField,
    NumberField,
    PartialDateField,
    ReferenceField,
    TextField,
    folded,
)
from desktop.core.i18n import Locale, Text, variants
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record, RecordType, declare, record
from desktop.core.territory import CountryField
from desktop.model.rules import period_rules
from desktop.model.shared_fields import CODE, NOTE

ADJUSTMENT_KINDS = (
    "shift start",
    "scale capacity",
    "stop supply",
    "scale demand",
    "end agreement",
    "set value",
)
_NEEDS_AMOUNT = ("shift start", "scale capacity", "scale demand")
#: The single records whose field `set value` can override.
TARGETS = ("capacity", "agreement", "demand", "plant", "organization", "material")


@record(
    "scenario",
    sheet="Scenarios",
    prefix="SCN",
    help="A what-if: an ordered list of adjustments laid over the records.",
)
class Scenario(Record):
    """A what-if: an ordered list of adjustments."""

    code: str = declare(CODE)
    name: str = declare(TextField(label="Name", required=True, help="What is assumed."))
    color: str | None = declare(
        TextField(
            label="Color", max_length=7, help="Tint of the window while it is active: #rrggbb."
        )
    )
    note: str | None = declare(NOTE)

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Want a color that can be read."""
        if self.color is not None and not re.fullmatch("#[0-9a-fA-F]{6}", self.color):
            yield self.problem(
                "color", Text("“{value}” is not a color; write it like #2e7d32", value=self.color)
            )


@record(
    "adjustment",
    sheet="Adjustments",
    prefix="ADJ",
    help="One step of a scenario; it hits every record that matches all the targets it names.",
)
class Adjustment(Record):
    """One step of a scenario."""

    code: str = declare(CODE)
    scenario: int = declare(
        ReferenceField(
            label="Scenario", target="scenario", required=True, help="The scenario it belongs to."
        )
    )
    order: int | None = declare(
        IntegerField(label="Order", help="Adjustments stack in this order; blank is last.")
    )
    enabled: str = declare(
        ChoiceField(
            label="Enabled",
            choices=("yes", "no"),
            required=True,
            default="yes",
            help="A disabled adjustment does nothing.",
        )
    )
    kind: str = declare(
        ChoiceField(
            label="Kind",
            choices=ADJUSTMENT_KINDS,
            required=True,
            help="Shift a start, scale capacity or demand, stop supply, end an agreement, or set "
            "one value.",
        )
    )
    material: int | None = declare(
        ReferenceField(
            label="Material", target="material", section="Targets", help="Only this material."
        )
    )
    country: str | None = declare(
        CountryField(label="Country", section="Targets", help="Only plants in this country.")
    )
    organization: int | None = declare(
        ReferenceField(
            label="Organization",
            target="organization",
            section="Targets",
            help="Only plants, agreements or demand of this organization.",
        )
    )
    plant: int | None = declare(
        ReferenceField(label="Plant", target="plant", section="Targets", help="Only this plant.")
    )
    capacity: int | None = declare(
        ReferenceField(
            label="Capacity", target="capacity", section="Targets", help="Only this capacity."
        )
    )
    agreement: int | None = declare(
        ReferenceField(
            label="Agreement", target="agreement", section="Targets", help="Only this agreement."
        )
    )
    demand: int | None = declare(
        ReferenceField(label="Demand", target="demand", section="Targets", help="Only this demand.")
    )
    amount: float | None = declare(
        NumberField(
            label="Amount",
            section="Effect",
            help="Months for a shift; percent of the base value for scaling, 120 is a fifth more.",
        )
    )
    field: str | None = declare(
        TextField(label="Field", section="Effect", help="For set value: the field to override.")
    )
    value: str | None = declare(
        TextField(label="Value", section="Effect", help="For set value: the value instead.")
    )
    from_: PartialDate | None = declare(
        PartialDateField(label="From", section="Effect", help="First month of the effect.")
    )
    until: PartialDate | None = declare(
        PartialDateField(label="Until", section="Effect", help="Last month of the effect.")
    )
    note: str | None = declare(NOTE)

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Want what the kind of adjustment needs."""
        yield from period_rules(self, "from_", "until")
        if self.kind in _NEEDS_AMOUNT and self.amount is None:
            yield self.problem("amount", Text("“{kind}” needs an amount", kind=self._kind))
        if self.kind in ("scale capacity", "scale demand") and (self.amount or 0) < 0:
            yield self.problem("amount", Text("A percentage of the base value is at least 0"))
        if self.kind == "end agreement" and self.from_ is None:
            yield self.problem("from_", Text("“{kind}” needs a date in From", kind=self._kind))
        if self.kind == "set value":
            yield from self._set_value_rules(dataset)

    @property
    def _kind(self) -> Text:
        return Text(self.kind, context="Kind")

    def _set_value_rules(self, dataset: Dataset) -> Iterator[Problem]:
        type_name = self.target_type()
        if type_name is None:
            yield self.problem("capacity", Text("“set value” needs exactly one record as target"))
            return
        if self.field is None:
            yield self.problem("field", Text("“{kind}” needs a field", kind=self._kind))
            return
        target = find_field(dataset.types[type_name], self.field)
        if target is None:
            yield self.problem(
                "field",
                Text("“{field}” is not a field of {type}", field=self.field,
                     type=dataset.types[type_name].singular),
            )  # fmt: skip
            return
        try:
            target.parse(self.value, Locale(), dataset)
        except FieldError as fault:
            yield self.problem(
                "value", Text("{label}: {fault}", label=target.title, fault=fault.message)
            )

    def target_type(self) -> str | None:
        """Give the type of the one record that `set value` overrides, None unless there is one."""
        named = [name for name in TARGETS if getattr(self, name) is not None]
        return named[0] if len(named) == 1 else None


def find_field(type: RecordType, name: str | None) -> Field | None:
    """Give the field of a type by its label in any language or its attribute name."""
    wanted = folded(name or "")
    for candidate in type.fields:
        if wanted in {folded(candidate.name), *(folded(v) for v in variants(candidate.label))}:
            return candidate
    return None
