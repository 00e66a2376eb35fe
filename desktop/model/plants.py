"""Plants and the capacity that they have or plan."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.fields import (
    ChoiceField,
    NumberField,
    PartialDateField,
    PercentField,
    ReferenceField,
    TextField,
)
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record, declare, record
from desktop.core.territory import CountryField, CurrencyField
from desktop.model.rules import circle_rules, period_rules, quantity_rules
from desktop.model.shared_fields import BASIS, CODE, END, FORM, MATERIAL, NOTE, UNIT

STAGES = (
    "concept",
    "feasibility",
    "announced",
    "committed",
    "construction",
    "commissioning",
    "operating",
    "on hold",
    "closed",
    "cancelled",
)
#: Stages of capacity that gives nothing any more, whatever its nameplate.
GONE = ("closed", "cancelled")
RAMP_PROFILES = ("step", "linear", "s-curve")


@record(
    "plant",
    sheet="Plants",
    prefix="PLT",
    help="A smelter, refinery or recycling works, where capacity stands.",
)
class Plant(Record):
    """A smelter, refinery or recycling works."""

    code: str = declare(CODE)
    name: str = declare(TextField(label="Name", required=True, help="Name of the plant."))
    owner: int = declare(
        ReferenceField(
            label="Owner",
            target="organization",
            required=True,
            help="The organization that owns the plant and sells its metal.",
        )
    )
    country: str = declare(
        CountryField(
            label="Country", required=True, help="Where it stands, two letters (ISO 3166)."
        )
    )
    place: str | None = declare(TextField(label="Place", help="Town or region."))
    latitude: float | None = declare(
        NumberField(
            label="Latitude",
            section="Place",
            minimum=-90,
            maximum=90,
            help="Degrees north, south is negative.",
        )
    )
    longitude: float | None = declare(
        NumberField(
            label="Longitude",
            section="Place",
            minimum=-180,
            maximum=180,
            help="Degrees east, west is negative.",
        )
    )
    host_process: str | None = declare(
        TextField(label="Host process", help="The process whose residue feeds it.")
    )
    feed_country: str | None = declare(
        CountryField(
            label="Feed country",
            help="Where its feed comes from, two letters; blank is unknown, not domestic.",
        )
    )
    note: str | None = declare(NOTE)


@record(
    "capacity",
    sheet="Capacity",
    prefix="CAP",
    watches=("form.material",),
    help="What a plant can make of one material in a year, from when, and how certain it is.",
)
class Capacity(Record):
    """What a plant can make of one material in a year."""

    code: str = declare(CODE)
    name: str | None = declare(TextField(label="Name", help="Name of the line or project."))
    plant: int = declare(
        ReferenceField(label="Plant", target="plant", required=True, help="Where it stands.")
    )
    material: int = declare(MATERIAL)
    form: int | None = declare(FORM)
    stage: str = declare(
        ChoiceField(
            label="Stage",
            choices=STAGES,
            required=True,
            default="announced",
            help="How far the project is; gives the default probability.",
        )
    )
    nameplate: float | None = declare(
        NumberField(
            label="Nameplate",
            unit="per year",
            minimum=0,
            section="Quantity",
            help="Design output a year in the unit and basis given; blank is unknown, not zero.",
        )
    )
    unit: str = declare(UNIT)
    basis: str = declare(BASIS)
    start: PartialDate | None = declare(
        PartialDateField(
            label="Start",
            section="Time",
            help="When metal first flows: 2028, 2028-H1, 2028-Q3, 2028-03 or a day; "
            "blank means already running.",
        )
    )
    end: PartialDate | None = declare(END)
    ramp_up: float | None = declare(
        NumberField(
            label="Ramp-up",
            unit="months",
            minimum=0,
            maximum=600,
            section="Time",
            help="Months from start to full output; blank is 0.",
        )
    )
    ramp_profile: str | None = declare(
        ChoiceField(
            label="Ramp profile",
            choices=RAMP_PROFILES,
            section="Time",
            help="How output rises: at once (step), evenly (linear) or slow-fast-slow (s-curve); "
            "blank is linear.",
        )
    )
    utilization: float | None = declare(
        PercentField(
            label="Utilization",
            section="Quantity",
            help="Share of nameplate that is made when running; blank is 100.",
        )
    )
    probability: float | None = declare(
        PercentField(
            label="Probability",
            section="Quantity",
            help="Chance that it comes as recorded; blank takes the stage's default from the "
            "preferences, an assumption.",
        )
    )
    capex: float | None = declare(
        NumberField(
            label="Capex", minimum=0, section="Money", help="Capital cost in the currency given."
        )
    )
    currency: str | None = declare(
        CurrencyField(
            label="Currency", section="Money", help="Currency of the capex, three letters."
        )
    )
    joint_with: int | None = declare(
        ReferenceField(
            label="Joint with",
            target="capacity",
            section="Time",
            help="Capacity that shares its fate: when that one slips, this one slips as much.",
        )
    )
    note: str | None = declare(NOTE)

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Want the end after the start, a fitting form, joint records without circles."""
        yield from period_rules(self)
        yield from quantity_rules(self, dataset, "nameplate")
        yield from circle_rules(self, dataset, "joint_with")
        if self.nameplate is None and self.stage not in GONE:
            yield self.problem(
                "nameplate", Text("Nameplate is unknown; totals say “at least”"), "warning"
            )
        if self.capex is not None and self.currency is None:
            yield self.problem("currency", Text("Capex needs a currency"), "warning")
