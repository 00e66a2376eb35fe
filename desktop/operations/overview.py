"""Overview: what the next years look like for each material, in a few figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError
from desktop.core.i18n import Locale, Text
from desktop.core.progress import Progress
from desktop.model.demand import Demand
from desktop.model.evidence import Claim
from desktop.model.materials import Material
from desktop.model.plants import Capacity
from desktop.model.preferences import preferences_of
from desktop.planning.balance import BANDS, balance
from desktop.planning.concentration import Loss
from desktop.planning.demand import demand
from desktop.planning.exposure import Exposure, Question, exposure
from desktop.planning.months import Flags, Horizon
from desktop.planning.supply import supply

YEARS = 5
RISKS = 3


@dataclass(frozen=True)
class Outlook:
    """One material over the next years; figures are t of contained metal per year.

    `at_least` marks the years in which capacity of unknown size runs, so that `effective` is a
    lower bound. `contradicting` counts open claims that say something else than the record.
    """

    material: int
    code: str
    name: str
    local_name: str
    symbol: str
    years: tuple[str, ...]
    effective: tuple[float, ...]
    at_least: tuple[bool, ...]
    demand: tuple[float, ...]
    capacity_records: int
    unknown_nameplates: int
    demand_records: int
    contradicting: int
    own: OwnCover | None = None


@dataclass(frozen=True)
class OwnCover:
    """How long the own organization's demand of a material is met.

    `cover` is in months, on stock and binding agreements; the first short months (see
    `desktop.core.partial_date`, None: never in these years) are those on binding agreements alone,
    and with all that is promised or free. `risks` are the largest losses of a source, told by
    `exposure`.
    """

    organization: str
    cover: float
    short_binding: int | None
    short_all: int | None
    exposure: Exposure
    risks: tuple[Loss, ...]


def outlooks(
    dataset: Dataset, today: dt.date | None = None, progress: Progress | None = None
) -> list[Outlook]:
    """Give the outlook of every material that has capacity or demand, in order of their ids.

    It begins this year, or where the horizon of the preferences begins if that is later.
    """
    this_year = (today or dt.date.today()).year
    first = max(this_year, preferences_of(dataset).horizon_start or 0)
    horizon = Horizon.of_years(first, YEARS)
    materials = list(dataset.table(Material))
    contradicting = contradicting_claims(dataset)
    found = []
    for done, material in enumerate(materials):
        if progress is not None:
            progress.step(done, len(materials), Text(""))
        capacity = [r for r in dataset.table(Capacity) if r.material == material.id]
        lines = [r for r in dataset.table(Demand) if r.material == material.id]
        if capacity or lines:
            ids = {record.id for record in capacity}
            claims = sum(claim.capacity in ids for claim in contradicting)
            found.append(
                _outlook(dataset, horizon, material, capacity, len(lines), claims, progress)
            )
    return found


def _outlook(
    dataset: Dataset,
    horizon: Horizon,
    material: Material,
    capacity: Iterable[Capacity],
    demand_records: int,
    contradicting: int,
    progress: Progress | None,
) -> Outlook:
    years = horizon.periods("year")
    made = supply(dataset, horizon, material.id)
    needed = demand(dataset, horizon, material.id)
    touched: Flags = np.logical_or.reduce(made.possible, axis=0)
    return Outlook(
        material=material.id,
        code=material.code,
        name=material.name,
        local_name=material.local_name or "",
        symbol=material.symbol or "",
        years=tuple(years.labels),
        effective=tuple(years.sums(made.effective).sum(axis=0).tolist()),
        at_least=tuple(years.any(touched).tolist()),
        demand=tuple(years.sums(needed.total).tolist()),
        capacity_records=len(made.records),
        unknown_nameplates=int(made.unknown.sum()),
        demand_records=demand_records,
        contradicting=contradicting,
        own=_own_cover(dataset, horizon, material, progress),
    )


def _own_cover(
    dataset: Dataset, horizon: Horizon, material: Material, progress: Progress | None
) -> OwnCover | None:
    """Give the cover of the own organization; None if there is none or it needs nothing of this."""
    own = dataset.get("organization", preferences_of(dataset).own_organization)
    if own is None:
        return None
    found = balance(dataset, horizon, material.id, own.id)
    if not found.demand.any():
        return None
    binding, everything = found.bands[BANDS[0]], found.bands[BANDS[-1]]

    def month(place: int | None) -> int | None:
        return None if place is None else horizon.first + place

    return OwnCover(
        own.display_name(),
        binding.cover_months,
        month(binding.first_short),
        month(everything.first_short),
        shown := exposure(dataset, Question(material.id, (own.id,)), horizon, progress),
        largest_risks(shown),
    )


def largest_risks(shown: Exposure) -> tuple[Loss, ...]:
    """Give the worst losses, each damage once: a supplier's only plant is no second risk."""
    told: dict[tuple[float, int | None], Loss] = {}
    for loss in shown.damaging:
        told.setdefault((round(loss.shortage_added, 9), loss.first_short), loss)
    return tuple(told.values())[:RISKS]


def contradicting_claims(dataset: Dataset) -> list[Claim]:
    """Give the open claims that say something else than what their capacity record has."""
    return [claim for claim in dataset.table(Claim) if _contradicts(claim, dataset)]


def _contradicts(claim: Claim, dataset: Dataset) -> bool:
    record = dataset.get("capacity", claim.capacity)
    if claim.status != "open" or record is None:
        return False
    known = getattr(record, claim.field)
    if known is None:
        return False
    try:
        said = record.type.by_name[claim.field].parse(claim.value, Locale(), dataset)
    except FieldError:
        return True
    return bool(said != known)
