"""Shapley values: the parts that players have in what they do together, whatever their order.

The part of a player is what it adds to a coalition, on average over all orders in which the
players may join (L. S. Shapley, "A value for n-person games", 1953). The parts sum to the worth
of all players less that of none, and a player that never adds anything has part 0.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from desktop.planning.months import Numbers

#: Up to so many players, all coalitions are counted; above that, orders are sampled.
EXACT_UP_TO = 8
#: How many orders are sampled, each together with its reverse.
PAIRS = 64
_SEED = 1953

#: Gives what a coalition is worth, one figure per quantity; bit i tells whether player i is in.
Worth = Callable[[int], Numbers]


@dataclass(frozen=True, eq=False)
class Shares:
    """Parts by player and quantity (players x quantities), in the unit of the worth.

    `errors` is one standard error of each part, 0 where `exact`; `samples` the number of orders
    that were sampled, None where exact.
    """

    parts: Numbers
    errors: Numbers
    exact: bool
    samples: int | None = None


def shapley(worth: Worth, players: int) -> Shares:
    """Give the Shapley values of a game: exact up to `EXACT_UP_TO` players, else sampled."""
    return exact(worth, players) if players <= EXACT_UP_TO else sampled(worth, players)


def most_worths(players: int) -> int:
    """Give how many coalitions are asked for their worth at most."""
    if players <= EXACT_UP_TO:
        return 1 << players
    return min(1 << players, 2 + 2 * PAIRS * (players - 1))


def exact(worth: Worth, players: int) -> Shares:
    """Give the Shapley values from all 2^players coalitions.

    A coalition S without player i counts with |S|! (n - |S| - 1)! / n!.
    """
    values = np.array([worth(coalition) for coalition in range(1 << players)])
    coalitions = np.arange(1 << players)
    sizes = np.array([coalition.bit_count() for coalition in range(1 << players)])
    weights = np.array(
        [
            math.factorial(size) * math.factorial(players - size - 1) / math.factorial(players)
            for size in range(players)
        ]
    )
    parts = np.zeros((players, values.shape[1]))
    for player in range(players):
        without = coalitions[(coalitions >> player & 1) == 0]
        added = values[without | 1 << player] - values[without]
        parts[player] = weights[sizes[without]] @ added
    return Shares(parts, np.zeros_like(parts), True)


def sampled(worth: Worth, players: int, pairs: int = PAIRS) -> Shares:
    """Give an approximation: the mean over random orders of what each player adds in its turn.

    Every order is taken together with its reverse, which makes the errors of the two cancel in
    part; the standard error follows from the spread of the pairs. What the players add in one
    order sums to the whole, so the means do as well: there is no rest to spread. The orders are
    the same each time (J. Castro et al., "Polynomial calculation of the Shapley value based on
    sampling", 2009).
    """
    chance = random.Random(_SEED)
    known: dict[int, Numbers] = {}

    def value(coalition: int) -> Numbers:
        if coalition not in known:
            known[coalition] = worth(coalition)
        return known[coalition]

    nobody = value(0)
    means = np.empty((pairs, players, nobody.size))
    for pair in range(pairs):
        order = list(range(players))
        chance.shuffle(order)
        added = np.zeros((players, nobody.size))
        for turns in (order, order[::-1]):
            coalition, before = 0, nobody
            for player in turns:
                coalition |= 1 << player
                after = value(coalition)
                added[player] += after - before
                before = after
        means[pair] = added / 2.0
    errors = means.std(axis=0, ddof=1) / math.sqrt(pairs)
    return Shares(means.mean(axis=0), errors, False, 2 * pairs)
