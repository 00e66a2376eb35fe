"""Promises: who may draw how much of which capacity, when the same tonnes are promised twice.

Active agreements draw on effective capacity by Rank (blank last), then binding before
conditional before non-binding, then Signed (blank last), then code. One that names a capacity
record draws on that one, any other on all of the seller's capacity of that material, in
proportion to what is left. A seller with no capacity record of that material is taken at its
word, and the agreement is flagged as not on record.

Granted = min(asked, left), where asked = volume / 12 from Start (blank: Signed, else the first
month of the horizon) to End (blank: open). An undisclosed volume asks for anything from 0 to
all that is left at its turn, and capacity of unknown nameplate gives anything from 0 to all that
is asked, so figures are intervals: the least and the most of the runs in which each of the two
is at either end (see `desktop.planning.drawing`).
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desktop.core.dataset import Dataset
from desktop.model.agreements import Agreement
from desktop.planning.drawing import Draw, Run, Turns
from desktop.planning.months import Horizon, Numbers
from desktop.planning.pools import Pools, drawn
from desktop.planning.precedence import in_turn
from desktop.planning.scenarios import Adjusted, adjusted
from desktop.planning.selection import find_id
from desktop.planning.supply import Supply, supply

#: So many rows are added up together.
_TOGETHER = 64


@dataclass(frozen=True, eq=False)
class Range:
    """An interval for each month: arrays of the same shape; an infinite end has no bound."""

    low: Numbers
    high: Numbers


@dataclass(frozen=True, eq=False)
class Book:
    """The agreements of a ledger in the order in which they draw, before anything is drawn.

    `draws` stands beside `agreements`; `not_converted` are the codes of agreements whose volume
    is gross without a form: it counts as undisclosed.
    """

    supply: Supply
    agreements: tuple[Agreement, ...]
    draws: tuple[Draw, ...]
    not_converted: tuple[str, ...]

    def runs(self, portions: bool = False) -> tuple[Run, ...]:
        """Give the runs that are needed: one unless something is unknown or undisclosed.

        What an agreement gets and what is left never fall when more is there and never rise
        when others ask more, so the run where the unknown gives nothing and the undisclosed ask
        nothing lies between the others; only single portions of a shared draw need it.
        """
        unknown = (False, True) if self.supply.possible.any() else (False,)
        undisclosed = (False, True) if any(d.ask is None for d in self.draws) else (False,)
        runs = tuple(itertools.starmap(Run, itertools.product(unknown, undisclosed)))
        return runs if portions or len(runs) < 4 else runs[1:]

    def ledger(self, runs: Sequence[Run] | None = None, keep_portions: bool = False) -> Ledger:
        """Let all agreements draw, in all runs that are needed or in the runs given."""
        wanted = self.runs(keep_portions) if runs is None else tuple(runs)
        return Ledger(self, drawn(self.pools(wanted, keep_portions)))

    def pools(self, runs: tuple[Run, ...], keep_portions: bool = False) -> Pools:
        """Give what is drawn on together."""
        found = self.supply
        return Pools(
            self.draws, found.effective, found.possible, found.unknown, runs, keep_portions
        )


@dataclass(frozen=True, eq=False)
class Ledger:
    """Who gets what, in t contained per month.

    Ranges of agreements are agreements x months, in the order of `book.agreements`; ranges of
    capacity are records x months, in the order of `book.supply.records`. In every run, granted +
    free = effective for every record and month.
    """

    book: Book
    turns: Turns

    @functools.cached_property
    def granted(self) -> Range:
        """What each agreement gets."""
        return Range(self.turns.grants.min(axis=1), self.turns.grants.max(axis=1))

    def received(self, places: Sequence[int]) -> Range:
        """Give the sum of what the agreements at some places get (months)."""
        return _sums(self.turns.grants, places)

    def free_of(self, rows: Sequence[int]) -> Range:
        """Give the sum of what is left of some capacity records (months)."""
        found = _sums(self.turns.left, rows)
        found.high[self.book.supply.possible[rows].any(axis=0)] = np.inf
        return found

    @functools.cached_property
    def asked(self) -> Range:
        """What each agreement asks: from 0 to all that it may get where undisclosed."""
        low = np.zeros_like(self.granted.low)
        high = low.copy()
        for row, draw in enumerate(self.book.draws):
            if draw.ask is None:
                high[row] = self.granted.high[row]
                continue
            low[row, draw.months] = draw.ask
            if draw.halted is not None:
                low[row, draw.halted] = 0.0
            high[row] = low[row]
        return Range(low, high)

    @functools.cached_property
    def short(self) -> Range:
        """What each agreement lacks of what it asks; 0 where undisclosed."""
        known = np.array([[draw.ask is not None] for draw in self.book.draws], dtype=np.bool_)
        shape = self.granted.low.shape
        known = np.broadcast_to(known.reshape(-1, 1), shape)
        low, high = np.zeros(shape), np.zeros(shape)
        np.subtract(self.asked.low, self.granted.high, out=low, where=known)
        np.subtract(self.asked.low, self.granted.low, out=high, where=known)
        return Range(low, high)

    @functools.cached_property
    def free(self) -> Range:
        """What is left of each capacity record; without a bound where its amount is unknown."""
        low, high = self.turns.left.min(axis=1), self.turns.left.max(axis=1)
        high[self.book.supply.possible] = np.inf
        return Range(low, high)

    @functools.cached_property
    def given(self) -> Range:
        """What each capacity record gives to agreements."""
        effective = self.book.supply.effective
        low = effective - self.turns.left.max(axis=1)
        high = effective - self.turns.left.min(axis=1)
        for row, gave in self.turns.drawn.items():
            low[row], high[row] = gave.min(axis=0), gave.max(axis=0)
        return Range(low, high)

    @property
    def not_on_record(self) -> list[str]:
        """The codes of agreements whose sellers have no capacity of the material on record."""
        pairs = zip(self.book.agreements, self.book.draws, strict=True)
        return [agreement.code for agreement, draw in pairs if draw.at_word]

    def portions(self, place: int) -> Numbers:
        """Give what each row of an agreement's draw gives it, rows x runs x months.

        The ledger must have been made with `keep_portions`.
        """
        draw = self.book.draws[place]
        grants = self.turns.grants[place]
        if place not in self.turns.portions:
            # One record, or nothing drawn at all.
            return np.repeat(grants[None], draw.rows.size, axis=0)
        portions = np.zeros((draw.rows.size, *grants.shape))
        portions[:, :, draw.months] = self.turns.portions[place]
        return portions


def _sums(amounts: Numbers, rows: Sequence[int]) -> Range:
    """Give the sums of the least and of the most over the runs, of rows x runs x months.

    So many rows at a time as the processor's own memory holds.
    """
    low, high = np.zeros(amounts.shape[2]), np.zeros(amounts.shape[2])
    for at in range(0, len(rows), _TOGETHER):
        some = np.array(rows[at : at + _TOGETHER], dtype=np.intp)
        first, *others = (run.take(some, axis=0) for run in amounts.transpose(1, 0, 2))
        least, most = first, first.copy() if others else first
        for other in others:
            np.minimum(least, other, out=least)
            np.maximum(most, other, out=most)
        low += least.sum(axis=0)
        high += most.sum(axis=0)
    return Range(low, high)


def promises(
    dataset: Dataset | Adjusted,
    horizon: Horizon,
    material: str | int | None = None,
    scenario: str | int | None = None,
) -> Ledger:
    """Give the promise ledger of a material (code or id; None: of all materials).

    Raises `OfftakeError` for an unknown material or scenario.
    """
    plan = adjusted(dataset, scenario)
    wanted = None if material is None else find_id(plan.dataset, "material", material)
    return book(plan, supply(plan, horizon, wanted), wanted).ledger()


def book(plan: Adjusted, found: Supply, material: int | None = None) -> Book:
    """Give the active agreements on a material (id; None: on all) in their drawing order.

    `found` is the supply of that material under the same plan.
    """
    wanted = [
        agreement
        for agreement in plan.dataset.table(Agreement)
        if agreement.status == "active" and (material is None or agreement.material == material)
    ]
    entries = in_turn(wanted, plan, found)
    return Book(
        found,
        tuple(entry.agreement for entry in entries),
        tuple(entry.draw for entry in entries),
        tuple(entry.agreement.code for entry in entries if not entry.converted),
    )
