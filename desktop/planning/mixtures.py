"""Mixtures: two scenarios laid over each other, so that any mix of the two can be planned.

The layers are the adjustments of both in one stacking order. What both scenarios have in the
same words is one shared layer; every other layer belongs to one of them. A mixture is named by a
number whose bit i tells whether player i stands as in the second scenario: an adjustment of the
first taken out, one of the second put in. Mixture 0 is the first scenario, the one with all bits
the second.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

import numpy as np

from desktop.core.dataset import Dataset
from desktop.core.i18n import Locale
from desktop.model.agreements import Agreement
from desktop.model.demand import Demand
from desktop.model.plants import Capacity
from desktop.model.scenarios import Adjustment
from desktop.planning.balance import BANDS, bands, opening_stock, receipts
from desktop.planning.demand import demand
from desktop.planning.months import Horizon, Numbers
from desktop.planning.promises import book
from desktop.planning.scenarios import Adjusted, Effect, with_adjustments
from desktop.planning.supply import supply

#: What the sum of a plan is made of: t contained over the horizon, by quantity and band.
COLUMNS = (
    *(("shortage", name) for name in BANDS),
    *(("receipts", name) for name in BANDS),
    ("supply", ""),
)


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """An adjustment in the common stack; `player` is its bit, None where nothing hangs on it.

    `removed` marks one of the first scenario alone, `added` one of the second alone.
    """

    adjustment: Adjustment
    removed: bool = False
    added: bool = False
    player: int | None = None

    def stands(self, mixture: int) -> bool:
        """Tell whether the adjustment is part of a mixture."""
        if self.player is None:
            return not self.added
        return bool(mixture >> self.player & 1) != self.removed


def layers_of(
    dataset: Dataset, first: Sequence[Adjustment], second: Sequence[Adjustment]
) -> list[Layer]:
    """Lay two stacks over each other; the order within each of them is kept."""
    words = [[_words(a, dataset) for a in stack] for stack in (first, second)]
    found: list[Layer] = []
    at, to = 0, 0
    for block in SequenceMatcher(None, words[0], words[1], autojunk=False).get_matching_blocks():
        removed = [Layer(a, removed=True) for a in first[at : block.a]]
        added = [Layer(a, added=True) for a in second[to : block.b]]
        found += heapq.merge(removed, added, key=lambda layer: _place(layer.adjustment))
        at, to = block.a + block.size, block.b + block.size
        found += [Layer(adjustment) for adjustment in second[block.b : to]]
    return found


def _place(adjustment: Adjustment) -> tuple[bool, int, int]:
    return adjustment.order is None, adjustment.order or 0, adjustment.id


def _words(adjustment: Adjustment, dataset: Dataset) -> tuple[str, ...]:
    """Give what an adjustment says, so that equal ones are known as such."""
    return tuple(
        f.format(getattr(adjustment, f.name), Locale(), dataset)
        for f in adjustment.type.fields
        if f.name not in ("code", "scenario", "order", "note")
    )


@dataclass(eq=False)
class Mixtures:
    """The plans of all mixtures for a material (id) and organizations (ids; None: all).

    What mixtures have in common, such as a supply that only demand adjustments leave alone, is
    computed once.
    """

    dataset: Dataset
    horizon: Horizon
    material: int
    organizations: frozenset[int] | None
    layers: list[Layer]
    _given: dict[Hashable, tuple[dict[str, Numbers], float]] = field(default_factory=dict)
    _needs: dict[Hashable, tuple[Numbers, float]] = field(default_factory=dict)

    @property
    def players(self) -> int:
        """How many adjustments something hangs on."""
        return sum(layer.player is not None for layer in self.layers)

    def number(self) -> None:
        """Give a bit to every layer that one scenario has alone and that may change something.

        Bits go by what the adjustments say, not by their codes or ids, so that the orders that
        are sampled for many adjustments do not depend on these.
        """
        alone = [layer for layer in self.layers if layer.removed or layer.added]
        # Which records an adjustment hits may hang on a value that is set, but on nothing else.
        if not any(layer.adjustment.kind == "set value" for layer in self.layers):
            nothing = self._marks(Adjusted(self.dataset), ())
            alone = [layer for layer in alone if self._alone(layer.adjustment) != nothing]
        alone.sort(key=lambda layer: (_words(layer.adjustment, self.dataset), layer.removed))
        bits = {id(layer): bit for bit, layer in enumerate(alone)}
        self.layers = [replace(layer, player=bits.get(id(layer))) for layer in self.layers]

    def _alone(self, adjustment: Adjustment) -> tuple[Hashable, Hashable]:
        return self._marks(with_adjustments(self.dataset, [adjustment]), ())

    def worth(self, mixture: int) -> Numbers:
        """Give what a mixture comes to, in the order of `COLUMNS`."""
        stack = [layer.adjustment for layer in self.layers if layer.stands(mixture)]
        plan = with_adjustments(self.dataset, stack)
        values_set = tuple(a.id for a in stack if a.kind == "set value")
        supplied, needed = self._marks(plan, values_set)
        if supplied not in self._given:
            self._given[supplied] = self._receipts(plan)
        if needed not in self._needs:
            self._needs[needed] = self._need(plan)
        given, effective = self._given[supplied]
        need, stock = self._needs[needed]
        short = [band.total_shortage for band in bands(stock, given, need).values()]
        received = np.cumsum([given[name].sum() for name in BANDS])
        return np.array([*short, *received, effective])

    def _receipts(self, plan: Adjusted) -> tuple[dict[str, Numbers], float]:
        found = supply(plan, self.horizon, self.material)
        ledger = book(plan, found, self.material).ledger()
        low, _ = receipts(ledger, self.organizations)
        return low, float(found.effective.sum())

    def _need(self, plan: Adjusted) -> tuple[Numbers, float]:
        whom = "all" if self.organizations is None else tuple(self.organizations)
        need = demand(plan, self.horizon, self.material, whom).total
        stock, _ = opening_stock(plan.dataset, self.horizon, self.material, self.organizations)
        return need, stock

    def _marks(self, plan: Adjusted, values_set: Hashable) -> tuple[Hashable, Hashable]:
        """Give what tells one supply, and one demand, of this material from another."""
        data, wanted = plan.dataset, self.material
        capacity = frozenset(r.id for r in data.table(Capacity) if r.material == wanted)
        agreements = frozenset(r.id for r in data.table(Agreement) if r.material == wanted)
        lines = frozenset(r.id for r in data.table(Demand) if r.material == wanted)
        supplied = (
            values_set,
            _moved(plan, "capacity", capacity),
            _moved(plan, "agreement", agreements),
            tuple((id, last) for id, last in sorted(plan.ends.items()) if id in agreements),
            _touching(plan.scaled, capacity),
            _touching(plan.stopped, capacity),
            _touching(plan.halted, agreements),
        )
        return supplied, (values_set, _moved(plan, "demand", lines), _touching(plan.needs, lines))


def _moved(plan: Adjusted, type_name: str, ids: frozenset[int]) -> Hashable:
    return tuple(
        sorted(
            (id, months)
            for (name, id), months in plan.shifts.items()
            if name == type_name and months and id in ids
        )
    )


def _touching(effects: Iterable[Effect], ids: frozenset[int]) -> Hashable:
    return tuple(
        (hit, effect.first, effect.last, effect.factor)
        for effect in effects
        if effect.factor != 1.0 and (hit := effect.ids & ids)
    )
