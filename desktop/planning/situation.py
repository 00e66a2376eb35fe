"""Situation: one month of a plan for some organizations, and what a scenario did to it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.model.agreements import FIRMNESS, Agreement
from desktop.model.evidence import Claim
from desktop.model.plants import Capacity
from desktop.model.scenarios import Adjustment
from desktop.planning.balance import BANDS
from desktop.planning.drawing import LOWEST
from desktop.planning.evidence import used_claims
from desktop.planning.months import Horizon
from desktop.planning.promises import Ledger, book
from desktop.planning.scenarios import Adjusted, Effect, with_adjustments
from desktop.planning.supply import Supply, supply

_OPEN = 10**6


@dataclass(frozen=True, eq=False)
class Situation:
    """A month (its number) as a careful planner counts it, in t contained.

    `dataset` holds the records as they are, `plan` what the enabled `adjustments` of a scenario
    make of them; `organizations` are ids, None for all.
    """

    dataset: Dataset
    plan: Adjusted
    adjustments: Sequence[Adjustment]
    scenario: int | None
    material: int
    organizations: frozenset[int] | None
    month: int

    @functools.cached_property
    def supply(self) -> Supply:
        """Capacity in this month alone, as the scenario sees it."""
        return supply(self.plan, Horizon(self.month, 1), self.material)

    @functools.cached_property
    def base(self) -> Supply:
        """Capacity in this month alone, by the records as they are."""
        if not self.adjustments:
            return self.supply
        return supply(Adjusted(self.dataset), Horizon(self.month, 1), self.material)

    @functools.cached_property
    def ledger(self) -> Ledger:
        """Who gets what in this month in the lowest run, in which known volumes get least."""
        return book(self.plan, self.supply, self.material).ledger((LOWEST,), keep_portions=True)

    @functools.cached_property
    def claims(self) -> dict[int, list[Claim]]:
        """The claims that the records follow, by the id of their capacity."""
        return used_claims(self.plan.dataset)

    @functools.cached_property
    def _circles(self) -> dict[int, list[int]]:
        """By row of capacity, the agreements (places) that share it, directly or through others."""
        circle: dict[int, list[int]] = {}
        for place, draw in enumerate(self.ledger.book.draws):
            met = {id(one): one for row in draw.rows.tolist() if (one := circle.get(row))}
            joined = sorted([place, *(other for one in met.values() for other in one)])
            rows = {row for one in joined for row in self.ledger.book.draws[one].rows.tolist()}
            circle.update(dict.fromkeys(rows, joined))
        return circle

    def neighbours(self, place: int) -> list[int]:
        """Give an agreement and those before it that share capacity with it, in drawing order.

        They may share it through others: what one takes moves the next to another line.
        """
        rows = self.ledger.book.draws[place].rows
        circle = self._circles[int(rows[0])] if rows.size else [place]
        return [one for one in circle if one <= place]

    def buys(self, agreement: Agreement) -> bool:
        """Tell whether the organizations are the buyer."""
        return self.organizations is None or agreement.buyer in self.organizations

    def counts(self, agreement: Agreement, band: str) -> bool:
        """Tell whether an agreement is one of theirs that belongs to a cumulative band."""
        return self.buys(agreement) and FIRMNESS.index(agreement.firmness) <= BANDS.index(band)

    def sure(self, place: int) -> float:
        """Give what the agreement at a place of the ledger delivers at least in t.

        That is nothing if its volume is undisclosed.
        """
        if self.ledger.book.draws[place].ask is None:
            return 0.0
        return float(self.ledger.turns.grants[place, 0, 0])

    def span(self, agreement: Agreement, plan: Adjusted) -> tuple[int, int]:
        """Give the first and the last month of an agreement; open ends lie far away."""
        start = agreement.start or agreement.signed
        first = -_OPEN
        if start is not None:
            first = start.likely_month + plan.shifts.get(("agreement", agreement.id), 0)
        last = _OPEN if agreement.end is None else agreement.end.likely_month
        return first, min(last, plan.ends.get(agreement.id, _OPEN))

    def ran_before(self, agreement: Agreement) -> bool:
        """Tell whether an agreement covers this month by the records, without the scenario."""
        known: Agreement | None = self.dataset.get("agreement", agreement.id)
        if known is None or known.status != "active":
            return False
        first, last = self.span(known, Adjusted(self.dataset))
        return first <= self.month <= last

    @functools.cached_property
    def _alone(self) -> list[tuple[Adjustment, Adjusted]]:
        return [(a, with_adjustments(self.plan.dataset, [a])) for a in self.adjustments]

    def _first(self, *tests: Callable[[Adjustment, Adjusted], bool]) -> Adjustment | None:
        """Give the first adjustment that passes the first test that any passes."""
        for test in tests:
            for adjustment, alone in self._alone:
                if test(adjustment, alone):
                    return adjustment
        return None

    def _hits(self, effects: Sequence[Effect], id: int, more: bool = False) -> bool:
        return any(
            id in effect.ids
            and (effect.first is None or effect.first <= self.month)
            and (effect.last is None or self.month <= effect.last)
            and (effect.factor > 1.0 if more else effect.factor < 1.0)
            for effect in effects
        )

    def held_back_by(self, capacity: Capacity) -> Adjustment | None:
        """Give the adjustment that lets capacity give less: a stop, scale, shift or value."""
        id, plant = capacity.id, self.plan.dataset.get("plant", capacity.plant)
        return self._first(
            lambda _, alone: self._hits(alone.stopped, id),
            lambda _, alone: self._hits(alone.scaled, id),
            lambda _, alone: alone.shifts.get(("capacity", id), 0) > 0,
            lambda a, _: a.kind == "set value" and a.capacity == id,
            lambda a, _: a.kind == "set value" and plant is not None and a.plant == plant.id,
        )

    def broken_by(self, agreement: Agreement) -> Adjustment | None:
        """Give the adjustment that halts, ends, moves or changes an agreement."""
        id = agreement.id
        return self._first(
            lambda _, alone: self._hits(alone.halted, id),
            lambda _, alone: alone.ends.get(id, _OPEN) < self.month,
            lambda _, alone: alone.shifts.get(("agreement", id), 0) != 0,
            lambda a, _: a.kind == "set value" and a.agreement == id,
        )

    def raised_by(self, line: int) -> Adjustment | None:
        """Give the adjustment that lets a demand line (id) need more."""
        return self._first(
            lambda _, alone: self._hits(alone.needs, line, more=True),
            lambda _, alone: alone.shifts.get(("demand", line), 0) != 0,
            lambda a, _: a.kind == "set value" and a.demand == line,
        )

    def party(self, organization: int) -> str:
        """Give what people call an organization."""
        found = self.plan.dataset.get("organization", organization)
        return f"#{organization}" if found is None else found.display_name()

    def seller(self, agreement: Agreement) -> Text:
        """Give an agreement as a sentence names it: its seller and its code."""
        return Text("{name} ({code})", name=self.party(agreement.seller), code=agreement.code)
