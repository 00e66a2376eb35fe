"""Import effect: what the plan would say if an import were accepted, beside what it says now.

Nothing is written: the accepted changes are laid over the dataset, as the store would lay them,
and both states are planned for the own organization (for all, if there is none).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.core.accepted import changes_of
from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.i18n import Text, join, locale, plain
from desktop.core.partial_date import PartialDate, month_text
from desktop.core.progress import Progress
from desktop.exchange.review import Review
from desktop.model.demand import Demand
from desktop.model.materials import Material
from desktop.model.plants import Capacity
from desktop.model.preferences import preferences_of
from desktop.planning.balance import BANDS, NO_SHORTAGE, Band, balance
from desktop.planning.balance_text import UP_TO
from desktop.planning.months import Horizon
from desktop.planning.timeline import horizon_of
from desktop.planning.timeline_text import figure

#: The bands that the overview speaks of: what is bound, and with it all that is promised or free.
SHOWN_BANDS = (BANDS[0], BANDS[-1])
_SAME = 1e-6  # t, and months of cover: less is no change that anybody would speak of


@dataclass(frozen=True)
class Outcome:
    """What a band comes to over the horizon: t contained, and months of cover from its start.

    `first_short` is the first short month (see `desktop.core.partial_date`), None for never.
    """

    first_short: int | None
    shortage: float
    cover: float


@dataclass(frozen=True)
class Effect:
    """One material and band, before and after."""

    material: str
    name: str
    local_name: str
    band: str
    before: Outcome
    after: Outcome

    @property
    def is_change(self) -> bool:
        """Whether the plan says something else after than before."""
        return (
            self.before.first_short != self.after.first_short
            or abs(self.before.shortage - self.after.shortage) > _SAME
            or abs(self.before.cover - self.after.cover) > _SAME
        )

    def to_json(self) -> dict[str, Any]:
        """Give the JSON shape of the command line."""
        return {
            "material": self.material,
            "band": self.band,
            "first_short_before": _month(self.before.first_short),
            "first_short_after": _month(self.after.first_short),
            "shortage_before_t": self.before.shortage,
            "shortage_after_t": self.after.shortage,
            "cover_before_months": self.before.cover,
            "cover_after_months": self.after.cover,
        }


def _month(number: int | None) -> str | None:
    return None if number is None else month_text(number)


def import_effect(review: Review, progress: Progress | None = None) -> list[Effect]:
    """Give what the ticks of a review do to the plan, each material in use and band.

    Raises `Cancelled` through `progress`.
    """
    changes = changes_of(review.items, review.dataset, proposed=True)
    return effect_of(review.dataset, changes, progress)


def effect_of(
    before: Dataset, changes: Sequence[Change], progress: Progress | None = None
) -> list[Effect]:
    """Give what changes do to the plan, over the horizon that holds before them."""
    spoken = progress or Progress()
    after = before.with_changes(numbered(changes, before))
    horizon = horizon_of(before)
    now = list(_in_use(before))
    then = {material.code: material for material in _in_use(after)}
    new = [code for code in then if all(code != material.code for material in now)]
    found: list[Effect] = []
    materials = [*now, *(then[code] for code in new)]
    for done, material in enumerate(materials):
        spoken.step(done, len(materials), Text("Working out the effect"))
        outcomes = _outcomes(before, horizon, material.id)
        spoken.step(done, len(materials), Text("Working out the effect"))
        later = _outcomes(after, horizon, material.id)
        found += [
            Effect(material.code, material.name, material.local_name or "", band,
                   outcomes[band], later[band])
            for band in SHOWN_BANDS
        ]  # fmt: skip
    return found


def numbered(changes: Sequence[Change], dataset: Dataset) -> list[Change]:
    """Give changes in which new records have the ids that they will get, above all others.

    Their order among other records decides who is served first where nothing else does.
    """
    highest = {name: max(dataset[name].ids, default=0) for name in dataset.types}
    given: dict[tuple[str, int], int] = {}
    for change in changes:
        if change.before is None:
            highest[change.type] += 1
            given[change.type, change.id] = highest[change.type]
    return [_renumbered(change, given, dataset) for change in changes] if given else list(changes)


def _renumbered(change: Change, given: Mapping[tuple[str, int], int], dataset: Dataset) -> Change:
    id = given.get((change.type, change.id), change.id) if change.before is None else change.id
    if change.after is None:
        return change
    after = dict(change.after)
    for of in dataset.types[change.type].references:
        if (of.target, after.get(of.name)) in given:
            after[of.name] = given[of.target, after[of.name]]
    return dataclasses.replace(change, id=id, after=after)


def effect_lines(effects: Sequence[Effect]) -> list[str]:
    """Give the effect as sentences: one for each material and band that changes."""
    said = [effect_sentence(effect) for effect in effects if effect.is_change]
    return said or [str(Text("Shortages and cover stay as they are"))]


def effect_sentence(effect: Effect) -> str:
    """Give one sentence on how a material and band stands before and after."""
    korean = locale().language == "ko" and bool(effect.local_name)
    name = effect.local_name if korean else effect.name
    before, after = effect.before, effect.after
    places: dict[str, Any] = {"material": name, "band": UP_TO[effect.band],
              "before": _month_text(before.first_short),
              "after": _month_text(after.first_short)}  # fmt: skip
    if before.first_short == after.first_short:
        first = (
            Text("{material} ({band}): first short month stays {after}", **places)
            if after.first_short is not None
            else Text("{material} ({band}): stays without a shortage", **places)
        )
    elif before.first_short is None:
        first = Text("{material} ({band}): short from {after}, where nothing was short", **places)
    elif after.first_short is None:
        first = Text("{material} ({band}): no longer short, where {before} was the first short "
                     "month", **places)  # fmt: skip
    else:
        first = Text("{material} ({band}): first short month moves from {before} to {after}",
                     **places)  # fmt: skip
    return join([first, *_figures(before, after)], "; ")


def _figures(before: Outcome, after: Outcome) -> Iterator[Text]:
    if abs(before.shortage - after.shortage) > _SAME:
        yield Text("shortage {before} t → {after} t", before=figure(before.shortage),
                   after=figure(after.shortage))  # fmt: skip
    if abs(before.cover - after.cover) > _SAME:
        yield Text("cover {before} → {after} months", before=plain(round(before.cover, 1)),
                   after=plain(round(after.cover, 1)))  # fmt: skip


def _month_text(month: int | None) -> str:
    return "" if month is None else PartialDate.of_month(month).shown()


def _in_use(dataset: Dataset) -> Iterator[Material]:
    """Give the materials that somebody makes or needs, in order of their ids."""
    used = {record.material for record in dataset.table(Capacity)}
    used |= {record.material for record in dataset.table(Demand)}
    return (material for material in dataset.table(Material) if material.id in used)


def _outcomes(dataset: Dataset, horizon: Horizon, material: int) -> dict[str, Outcome]:
    if material not in dataset["material"]:
        return dict.fromkeys(SHOWN_BANDS, Outcome(None, 0.0, float(horizon.count)))
    own = preferences_of(dataset).own_organization
    # An import may remove the organization that the preferences name; all count then.
    whom = own if own is not None and own in dataset["organization"] else "all"
    found = balance(dataset, horizon, material, whom)
    return {band: _outcome(found.bands[band], horizon) for band in SHOWN_BANDS}


def _outcome(band: Band, horizon: Horizon) -> Outcome:
    short = None if band.first_short is None else horizon.first + band.first_short
    total = band.total_shortage
    return Outcome(short, total if total > NO_SHORTAGE else 0.0, band.cover_months)
