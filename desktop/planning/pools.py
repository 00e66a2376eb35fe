"""Pools: capacity that is drawn on together, so that an edit moves only what hangs on it.

Agreements compete where they draw on the same capacity. Rows of capacity that some agreement
draws on together are one pool; what happens in one pool does not touch another. After an edit
only the pools are drawn on anew in which a draw or an amount is not what it was.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from itertools import chain

import numpy as np

from desktop.planning.arrays import apart, fixed
from desktop.planning.drawing import Draw, Rows, Run, Turns, by_run
from desktop.planning.memory import Memory
from desktop.planning.months import Flags, Numbers

#: With fewer amounts than these, drawing anew costs less than comparing.
WORTH_KEEPING = 5000


@dataclass(frozen=True, eq=False)
class Pools:
    """What agreements draw on: amounts are records x months, as those of a `Supply`."""

    draws: tuple[Draw, ...]
    effective: Numbers
    possible: Flags
    unknown: Flags
    runs: tuple[Run, ...]
    keep_portions: bool

    @functools.cached_property
    def of_rows(self) -> Rows:
        """The number of the pool of each row."""
        pool_of = np.arange(len(self.effective), dtype=np.intp)
        together = {id(d.rows): d.rows for d in self.draws if d.rows.size > 1}
        for rows in together.values():
            met = pool_of[rows]
            if (met == rows).all():
                pool_of[rows] = rows.min()
            else:
                pool_of[np.isin(pool_of, met)] = met.min()
        return pool_of

    @functools.cached_property
    def places(self) -> dict[int, list[int]]:
        """The places of the draws on each pool, in order; -1 has those that draw on nothing."""
        pool_of = self.of_rows.tolist()
        found: dict[int, list[int]] = {}
        for place, draw in enumerate(self.draws):
            pool = pool_of[draw.rows[0]] if draw.rows.size else -1
            found.setdefault(pool, []).append(place)
        return found

    def draws_on(self, pool: int) -> list[Draw]:
        """Give the draws on a pool, in order."""
        return [self.draws[place] for place in self.places.get(pool, ())]

    def moved(self, other: Pools) -> Flags:
        """Tell which rows have other amounts than in others."""
        moved = apart(self.effective, other.effective) | apart(self.possible, other.possible)
        return moved | apart(self.unknown, other.unknown)

    def unlike(self, other: Pools) -> set[int]:
        """Give the pools in which a draw or an amount is not as it is in others.

        Draws are the same where they are the same objects, which do not change.
        """
        rows = self.moved(other) | (self.of_rows != other.of_rows)
        pools = {*self.of_rows[rows].tolist()}
        # Identity counts: lists are equal where they hold the same draws in the same order.
        pools |= {pool for pool in self.places if self.draws_on(pool) != other.draws_on(pool)}
        pools |= {pool for pool in other.places if pool not in self.places}
        return pools

    def like(self, other: Pools) -> bool:
        """Tell whether the amounts are of as many records and months, and the runs the same."""
        return (
            self.effective.shape == other.effective.shape
            and self.runs == other.runs
            and self.keep_portions == other.keep_portions
        )


@dataclass(frozen=True, eq=False)
class _Answer:
    pools: Pools
    turns: Turns


_answers: Memory[_Answer] = Memory()


def drawn(pools: Pools) -> Turns:
    """Let all agreements draw in turn; the arrays of the result cannot be written to."""
    if pools.effective.size < WORTH_KEEPING:
        return _from_the_start(pools)

    def differences(known: _Answer) -> set[int] | None:
        return pools.unlike(known.pools) if pools.like(known.pools) else None

    nearest = _answers.nearest(differences, enough=len(pools.places) // 10)
    turns = _from_the_start(pools) if nearest is None else _resumed(pools, *nearest)
    fixed(turns.grants, turns.left)
    _answers.keep(_Answer(pools, turns))
    return turns


def _from_the_start(pools: Pools) -> Turns:
    turns = Turns.begin(
        len(pools.draws), pools.effective, pools.possible, pools.unknown, pools.runs,
        pools.keep_portions,
    )  # fmt: skip
    # Pool by pool: what is drawn on stays at hand in the processor's memory.
    turns.take_all(pools.draws, places=chain.from_iterable(pools.places.values()))
    return turns


def _resumed(pools: Pools, known: _Answer, unlike: set[int]) -> Turns:
    """Take over the pools that are as they were, and draw on the others anew."""
    old = known.turns
    if not unlike and pools.draws == known.pools.draws:
        return old
    stays = ~np.isin(pools.of_rows, list(unlike))
    left = old.left.copy(order="K")
    left[~stays] = pools.effective[~stays][:, None, :]
    pairs = [
        pair
        for pool, places in pools.places.items()
        if pool not in unlike
        for pair in zip(places, known.pools.places[pool], strict=True)
    ]
    to, source = [now for now, _ in pairs], [then for _, then in pairs]
    anew = [place for pool, its in pools.places.items() if pool in unlike for place in its]
    if to == source and len(pools.draws) == len(known.pools.draws):
        grants = old.grants.copy(order="K")
        grants[anew] = 0.0
    else:
        grants = by_run(np.zeros, len(pools.draws), len(pools.runs), pools.effective.shape[1])
        grants[to] = old.grants[source]
    turns = Turns(
        grants, left, pools.possible, pools.unknown, pools.runs, pools.keep_portions,
        {row: amounts for row, amounts in old.drawn.items() if stays[row]},
        {now: old.portions[then] for now, then in pairs if then in old.portions},
    )  # fmt: skip
    turns.take_all(pools.draws, places=anew)
    return turns
