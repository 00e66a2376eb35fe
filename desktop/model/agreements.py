"""Agreements: what sellers have promised to whom, and how firmly."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.fields import (
    ChoiceField,
    IntegerField,
    LongTextField,
    NumberField,
    PartialDateField,
    PercentField,
    ReferenceField,
    TextField,
)
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record, declare, record
from desktop.model.rules import period_rules, quantity_rules
from desktop.model.shared_fields import BASIS, CODE, END, FORM, MATERIAL, NOTE, UNIT

KINDS = ("mou", "loi", "jda", "priority right", "offtake", "supply", "lta", "tolling", "spot")
FIRMNESS = ("binding", "conditional", "non-binding")
MARKETS = ("domestic", "export")
STATUSES = ("draft", "active", "expired", "terminated")


@record(
    "agreement",
    sheet="Agreements",
    prefix="AGR",
    watches=("form.material", "capacity.material"),
    help="A contract, letter or memorandum that promises metal of a seller to a buyer.",
)
class Agreement(Record):
    """A promise of metal from a seller to a buyer."""

    code: str = declare(CODE)
    title: str = declare(TextField(label="Title", required=True, help="What it is called."))
    kind: str = declare(
        ChoiceField(
            label="Kind",
            choices=KINDS,
            required=True,
            help="Memorandum (mou), letter of intent (loi), joint development (jda), priority "
            "right, offtake, supply, long-term agreement (lta), tolling or spot.",
        )
    )
    firmness: str = declare(
        ChoiceField(
            label="Firmness",
            choices=FIRMNESS,
            required=True,
            help="Whether it binds: binding, conditional or non-binding. A memorandum seldom does.",
        )
    )
    seller: int = declare(
        ReferenceField(
            label="Seller", target="organization", required=True, help="Who promises the metal."
        )
    )
    buyer: int = declare(
        ReferenceField(
            label="Buyer", target="organization", required=True, help="To whom it is promised."
        )
    )
    capacity: int | None = declare(
        ReferenceField(
            label="Capacity",
            target="capacity",
            help="The capacity it draws on; blank means all of the seller's of that material.",
        )
    )
    material: int = declare(MATERIAL)
    form: int | None = declare(FORM)
    volume: float | None = declare(
        NumberField(
            label="Volume",
            unit="per year",
            minimum=0,
            section="Quantity",
            help="Promised a year; blank is undisclosed, which is not zero.",
        )
    )
    unit: str = declare(UNIT)
    basis: str = declare(BASIS)
    rank: int | None = declare(
        IntegerField(
            label="Rank",
            minimum=1,
            section="Quantity",
            help="Who draws first; 1 is first, blank is last.",
        )
    )
    take_or_pay: float | None = declare(
        PercentField(
            label="Take-or-pay",
            section="Quantity",
            help="Share of the volume that is paid for even when not taken.",
        )
    )
    market: str | None = declare(
        ChoiceField(
            label="Market",
            choices=MARKETS,
            section="Terms",
            help="Whether the metal stays in the seller's country.",
        )
    )
    conditions: str | None = declare(
        LongTextField(label="Conditions", section="Terms", help="On what it depends.")
    )
    signed: PartialDate | None = declare(
        PartialDateField(label="Signed", section="Time", help="When it was signed.")
    )
    start: PartialDate | None = declare(
        PartialDateField(
            label="Start", section="Time", help="First delivery; blank is from the signature on."
        )
    )
    end: PartialDate | None = declare(END)
    status: str = declare(
        ChoiceField(
            label="Status",
            choices=STATUSES,
            required=True,
            default="active",
            section="Terms",
            help="Only active agreements draw metal.",
        )
    )
    note: str | None = declare(NOTE)

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Want two parties, a fitting form and capacity, and the end after the start."""
        if self.seller == self.buyer and self.seller in dataset["organization"]:
            yield self.problem("buyer", Text("Seller and buyer are the same organization"))
        yield from period_rules(self)
        yield from quantity_rules(self, dataset, "volume")
        capacity = dataset.get("capacity", self.capacity)
        if capacity is not None and capacity.material != self.material:
            yield self.problem(
                "capacity",
                Text(
                    "Capacity {code} makes {other}, not {material}",
                    code=capacity.code,
                    other=dataset.code_of("material", capacity.material) or "?",
                    material=dataset.code_of("material", self.material) or "?",
                ),
            )
        if self.volume is None and self.status == "active":
            yield self.problem(
                "volume", Text("Volume is undisclosed; it counts as a range, not as zero"),
                "warning",
            )  # fmt: skip
