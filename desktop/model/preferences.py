"""Preferences of a workspace: whose plan it is, over which horizon, with which assumptions."""

from __future__ import annotations

from desktop.core.dataset import Dataset
from desktop.core.fields import CodeField, IntegerField, PercentField, ReferenceField, YearField
from desktop.core.records import Record, declare, record

CODE = "PREFERENCES"


def _probability(stage: str, default: float) -> PercentField:
    return PercentField(
        label=f"Probability {stage}",
        section="Assumptions",
        required=True,
        default=default,
        help="An assumption, used for capacity of this stage that states no probability itself.",
    )


@record(
    "preferences",
    sheet="Preferences",
    prefix="PREFERENCES",
    single=True,
    help="Whose plan this is, over which years, and the probabilities assumed for each stage.",
)
class Preferences(Record):
    """The one record of what holds for the whole workspace."""

    code: str = declare(CodeField(label="Code", default=CODE, hidden=True))
    own_organization: int | None = declare(
        ReferenceField(
            label="Own organization",
            target="organization",
            help="The consumer whose balance is shown first.",
        )
    )
    horizon_start: int | None = declare(
        YearField(
            label="Horizon start",
            minimum=1990,
            maximum=2150,
            help="First year of charts and balances; blank is this year.",
        )
    )
    horizon_years: int = declare(
        IntegerField(
            label="Horizon years",
            required=True,
            default=10,
            minimum=1,
            maximum=40,
            help="How many years charts and balances cover.",
        )
    )
    probability_operating: float = declare(_probability("operating", 98.0))
    probability_commissioning: float = declare(_probability("commissioning", 90.0))
    probability_construction: float = declare(_probability("construction", 80.0))
    probability_committed: float = declare(_probability("committed", 65.0))
    probability_announced: float = declare(_probability("announced", 45.0))
    probability_feasibility: float = declare(_probability("feasibility", 25.0))
    probability_concept: float = declare(_probability("concept", 10.0))
    probability_on_hold: float = declare(_probability("on hold", 5.0))
    probability_closed: float = declare(_probability("closed", 0.0))
    probability_cancelled: float = declare(_probability("cancelled", 0.0))


def preferences_of(dataset: Dataset) -> Preferences:
    """Give the preferences of a workspace, the defaults if it has none."""
    for found in dataset.table(Preferences):
        return found
    return Preferences(id=0, **{f.name: f.default for f in Preferences.type.fields})


def stage_probability(preferences: Preferences, stage: str) -> float:
    """Give the probability (percent) assumed for a stage."""
    value: float = getattr(preferences, "probability_" + stage.replace(" ", "_"))
    return value
