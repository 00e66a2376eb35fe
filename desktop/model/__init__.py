"""The business: the record types of a workspace, in the order of its worksheets."""

from desktop.core.records import types_of
from desktop.model.agreements import Agreement
from desktop.model.demand import Demand, Stock
from desktop.model.evidence import Claim, Initiative, Source
from desktop.model.materials import Form, Material
from desktop.model.organizations import Organization
from desktop.model.plants import Capacity, Plant
from desktop.model.preferences import Preferences
from desktop.model.scenarios import Adjustment, Scenario

#: All record types by name, in the order of the worksheets.
TYPES = types_of(
    Material,
    Form,
    Organization,
    Plant,
    Capacity,
    Agreement,
    Demand,
    Stock,
    Initiative,
    Source,
    Claim,
    Scenario,
    Adjustment,
    Preferences,
)

__all__ = [
    "TYPES",
    "Adjustment",
    "Agreement",
    "Capacity",
    "Claim",
    "Demand",
    "Form",
    "Initiative",
    "Material",
    "Organization",
    "Plant",
    "Preferences",
    "Scenario",
    "Source",
    "Stock",
]
