"""Demand, and the stock that meets it before any receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.fields import (
    ChoiceField,
    DateField,
    IntegerField,
    NumberField,
    PartialDateField,
    PercentField,
    ReferenceField,
    TextField,
)
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record, declare, record
from desktop.model.rules import period_rules, quantity_rules
from desktop.model.shared_fields import BASIS, CODE, FORM, MATERIAL, NOTE, UNIT

APPLICATIONS = (
    "fibre optics",
    "infrared optics",
    "night vision",
    "thermal imaging",
    "led",
    "semiconductor",
    "specialty gas",
    "solar",
    "superconductor",
    "catalyst",
    "other",
)


@record(
    "demand",
    sheet="Demand",
    prefix="DEM",
    watches=("form.material",),
    help="What an organization needs of a material in a year, for which use, from when.",
)
class Demand(Record):
    """What an organization needs of a material in a year."""

    code: str = declare(CODE)
    name: str = declare(TextField(label="Name", required=True, help="What it is needed for."))
    organization: int = declare(
        ReferenceField(
            label="Organization", target="organization", required=True, help="Who needs it."
        )
    )
    application: str | None = declare(
        ChoiceField(label="Application", choices=APPLICATIONS, help="The use of the metal.")
    )
    material: int = declare(MATERIAL)
    form: int | None = declare(FORM)
    quantity: float = declare(
        NumberField(
            label="Quantity",
            unit="per year",
            required=True,
            minimum=0,
            section="Quantity",
            help="Needed a year, in the unit and basis given.",
        )
    )
    unit: str = declare(UNIT)
    basis: str = declare(BASIS)
    start: PartialDate = declare(
        PartialDateField(label="Start", required=True, section="Time", help="First month of need.")
    )
    end: PartialDate | None = declare(
        PartialDateField(label="End", section="Time", help="Last month of need; blank is open.")
    )
    growth: float | None = declare(
        NumberField(
            label="Growth",
            unit="%/year",
            above=-100,
            maximum=1000,
            section="Quantity",
            help="Change a year, stepping on each anniversary of the start; blank is none.",
        )
    )
    priority: int | None = declare(
        IntegerField(label="Priority", minimum=1, help="Who is served first; 1 is first.")
    )
    note: str | None = declare(NOTE)

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Want the end after the start, and a fitting form."""
        yield from period_rules(self)
        yield from quantity_rules(self, dataset, "quantity")


@record(
    "stock",
    sheet="Stock",
    prefix="STK",
    watches=("form.material",),
    help="A count of metal held by an organization on a day.",
)
class Stock(Record):
    """A count of metal held on a day."""

    code: str = declare(CODE)
    organization: int = declare(
        ReferenceField(
            label="Organization", target="organization", required=True, help="Whose stock it is."
        )
    )
    location: str | None = declare(TextField(label="Location", help="Where it lies."))
    material: int = declare(MATERIAL)
    form: int | None = declare(FORM)
    quantity: float = declare(
        NumberField(
            label="Quantity",
            required=True,
            minimum=0,
            section="Quantity",
            help="Counted, in the unit and basis given.",
        )
    )
    unit: str = declare(UNIT)
    basis: str = declare(BASIS)
    as_of: dt.date = declare(
        DateField(
            label="As of",
            required=True,
            section="Time",
            help="The day of the count; the last count before the horizon opens the balance.",
        )
    )
    usable: float | None = declare(
        PercentField(
            label="Usable",
            section="Quantity",
            help="Share that can be used when needed; blank is 100.",
        )
    )
    note: str | None = declare(NOTE)

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Want a fitting form."""
        yield from quantity_rules(self, dataset, "quantity")
