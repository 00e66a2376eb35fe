"""Comparison: two scenarios side by side, and by which adjustments they differ how much.

    found = compare(dataset, horizon, "GE", None, "SCN-CHINA")
    found.waterfall("shortage", "non-binding").parts

The adjustments in which the two differ are the players of a game: those of the first scenario
that the second lacks are taken out, those of the second that the first lacks are put in. What
both have in the same words stays. A part is the Shapley value of its adjustment (see
`desktop.planning.shapley`), so the parts sum to the whole gap and do not depend on the order in
which one would switch the adjustments; within every mixture they keep their stacking order.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.model.scenarios import Adjustment
from desktop.planning.adjustment_text import adjustment_text
from desktop.planning.balance import BANDS, Balance, balance_of
from desktop.planning.mixtures import COLUMNS, Layer, Mixtures, layers_of
from desktop.planning.months import Horizon, Numbers
from desktop.planning.promises import book
from desktop.planning.scenarios import adjusted, adjustments_of
from desktop.planning.selection import Whom, find_id, find_organizations
from desktop.planning.shapley import Shares, Worth, most_worths, shapley
from desktop.planning.supply import supply

#: What a waterfall can explain, all in t contained over the horizon: the shortage of a
#: cumulative band, the receipts of a cumulative band, the effective capacity of everybody.
QUANTITIES = ("shortage", "receipts", "supply")


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two: its scenario (None: the records as they are) and its balance.

    `supply` is the effective capacity of the material over the horizon in t contained;
    `at_least` tells that capacity of unknown nameplate comes on top.
    """

    scenario: int | None
    code: str | None
    balance: Balance
    supply: float
    at_least: bool

    def total(self, quantity: str, band: str) -> float:
        """Give a quantity (see `QUANTITIES`) over the horizon in t contained."""
        if quantity == "supply":
            return self.supply
        if quantity == "shortage":
            return self.balance.bands[band].total_shortage
        names = BANDS[: BANDS.index(band) + 1]
        return float(sum(self.balance.receipts[name].sum() for name in names))


@dataclass(frozen=True, eq=False)
class Part:
    """What one adjustment has in the gap, with one standard error, in t contained.

    `removed` marks an adjustment of the first scenario that the second lacks.
    """

    adjustment: Adjustment
    removed: bool
    label: Text
    tonnes: float
    error: float


@dataclass(frozen=True, eq=False)
class Waterfall:
    """The gap of a quantity from the first side to the second, by adjustment, in t contained.

    The parts stand in stacking order and sum to `difference`. `exact` is false where there are
    so many adjustments that their orders were sampled (`samples` orders).
    """

    quantity: str
    band: str
    before: float
    after: float
    parts: tuple[Part, ...]
    exact: bool
    samples: int | None

    @property
    def difference(self) -> float:
        """The whole gap: after less before."""
        return self.after - self.before


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two sides for one material, organizations (ids; None: all) and horizon."""

    dataset: Dataset
    material: int
    organizations: frozenset[int] | None
    horizon: Horizon
    before: Side
    after: Side
    layers: tuple[Layer, ...]
    shares: Shares

    def waterfall(self, quantity: str = "shortage", band: str = "non-binding") -> Waterfall:
        """Give the gap of a quantity by adjustment; the band does not matter to `supply`.

        Raises `OfftakeError` for a quantity or band that there is not.
        """
        _check(quantity, QUANTITIES)
        _check(band, BANDS)
        column = COLUMNS.index((quantity, "" if quantity == "supply" else band))
        return Waterfall(
            quantity,
            band,
            self.before.total(quantity, band),
            self.after.total(quantity, band),
            tuple(self._part(layer, column) for layer in self.layers),
            self.shares.exact,
            self.shares.samples,
        )

    def _part(self, layer: Layer, column: int) -> Part:
        label = adjustment_text(layer.adjustment, self.dataset)
        if layer.removed:
            label = Text("without: {what}", what=label)
        if layer.player is None:
            return Part(layer.adjustment, layer.removed, label, 0.0, 0.0)
        part, error = self.shares.parts[layer.player], self.shares.errors[layer.player]
        return Part(
            layer.adjustment, layer.removed, label, float(part[column]), float(error[column])
        )


def compare(
    dataset: Dataset,
    horizon: Horizon,
    material: str | int,
    first: str | int | None,
    second: str | int | None,
    whom: Whom = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare two scenarios (codes or ids; None: the records as they are).

    Plans 2^n mixtures for n adjustments up to 8, at most `most_worths(n)` above that; `progress`
    is told of each. Raises `OfftakeError` for what does not exist, and `Cancelled`.
    """
    wanted = find_id(dataset, "material", material)
    organizations = find_organizations(dataset, whom)
    stacks = [[] if one is None else adjustments_of(dataset, one) for one in (first, second)]
    mixtures = Mixtures(dataset, horizon, wanted, organizations, layers_of(dataset, *stacks))
    mixtures.number()
    before, after = (_side(dataset, horizon, wanted, organizations, one) for one in (first, second))
    shares = shapley(_told(mixtures, progress), mixtures.players)
    alone = tuple(layer for layer in mixtures.layers if layer.removed or layer.added)
    return Comparison(dataset, wanted, organizations, horizon, before, after, alone, shares)


def _side(
    dataset: Dataset,
    horizon: Horizon,
    material: int,
    organizations: frozenset[int] | None,
    scenario: str | int | None,
) -> Side:
    plan = adjusted(dataset, scenario)
    found = supply(plan, horizon, material)
    ledger = book(plan, found, material).ledger()
    id = None if scenario is None else find_id(dataset, "scenario", scenario)
    return Side(
        id,
        None if id is None else dataset["scenario"][id].code,
        balance_of(plan, ledger, material, organizations),
        float(found.effective.sum()),
        found.at_least,
    )


def _told(mixtures: Mixtures, progress: Progress | None) -> Worth:
    """Let progress know of every mixture that is planned."""
    if progress is None:
        return mixtures.worth
    steps = most_worths(mixtures.players)
    done = itertools.count()

    def worth(mixture: int) -> Numbers:
        progress.step(min(next(done), steps), steps, Text("Comparing scenarios"))
        return mixtures.worth(mixture)

    return worth


def _check(value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise OfftakeError(
            Text("“{value}” is not one of: {choices}", value=value, choices=", ".join(choices))
        )
