"""Drawing: agreements taking turns at capacity, month by month, in several runs at once.

A run fixes what is not known: whether capacity of unknown nameplate gives nothing or all that is
asked of it, and whether agreements of undisclosed volume ask nothing or all that is left. The
least and the most over all runs are the ends of the intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from desktop.planning.months import Flags, Numbers

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """One agreement at its turn.

    `ask` is t per month, None for an undisclosed volume; `months` where it asks; `rows` the
    capacity that it draws on; `at_word` that its seller has none on record, so that it gets what
    it asks; `halted` the months (of the horizon) in which it gets nothing.
    """

    ask: float | None
    months: slice
    rows: Rows
    at_word: bool
    halted: Flags | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What is assumed: unknown capacity gives all that is asked; the undisclosed ask for all."""

    unknown_gives: bool
    undisclosed_ask: bool


def by_run(
    make: Callable[[tuple[int, int, int]], Numbers], rows: int, runs: int, months: int
) -> Numbers:
    """Give an array of rows x runs x months in which each run lies in one piece.

    The least and the most over the runs are then found several times as fast.
    """
    return make((runs, rows, months)).transpose(1, 0, 2)


#: The run in which nobody gets more than is sure: what a careful planner counts on.
LOWEST = Run(False, True)


#: Divides what is left where nothing is: of nothing, every part is nothing.
_LEAST = 5e-324


@dataclass(frozen=True, slots=True, eq=False)
class _Unknown:
    """Unknown capacity among rows that are drawn on together: its places in them, and its rows.

    `endless` tells where a row may give all that it is asked (rows x months), `opening` where
    any does (runs x months), `sources` how many do, at least 1.
    """

    rows: Rows
    places: Sequence[tuple[int, int]]
    endless: Flags
    opening: Flags
    sources: npt.NDArray[np.intp]


@dataclass(eq=False)
class Turns:
    """What has been drawn so far.

    `grants` is agreements x runs x months, `left` records x runs x months (0 for unknown
    capacity), `drawn` what each unknown record gave (runs x months), `portions` by agreement
    what each of its rows gave (rows x runs x months of the agreement), kept only on request. An
    infinite amount is one without a bound.
    """

    grants: Numbers
    left: Numbers
    possible: Flags
    unknown: Flags
    runs: Sequence[Run]
    keep_portions: bool = False
    drawn: dict[int, Numbers] = field(default_factory=dict)
    portions: dict[int, Numbers] = field(default_factory=dict)
    _unknown: dict[int, _Unknown] = field(default_factory=dict, repr=False)

    @classmethod
    def begin(
        cls,
        count: int,
        effective: Numbers,
        possible: Flags,
        unknown: Flags,
        runs: Sequence[Run],
        keep_portions: bool = False,
    ) -> Turns:
        """Give the state before the first of `count` agreements draws on effective capacity.

        `effective` is records x months, or records x runs x months where runs differ in it.
        """
        records, months = effective.shape[0], effective.shape[-1]
        left = by_run(np.empty, records, len(runs), months)
        left[:] = effective if effective.ndim == 3 else effective[:, None, :]
        grants = by_run(np.zeros, count, len(runs), months)
        return cls(grants, left, possible, unknown, runs, keep_portions)

    def take_all(
        self,
        draws: Sequence[Draw],
        blocked: Mapping[int, Flags] | None = None,
        places: Iterable[int] | None = None,
    ) -> None:
        """Let all agreements draw in turn, or those at some places.

        Places are given in order, as far as they draw on the same capacity.
        `blocked` tells by place in which runs one may not.
        """
        all_asked = np.array([[np.inf if run.undisclosed_ask else 0.0] for run in self.runs])
        unknown = self.unknown.tolist()
        for place in range(len(draws)) if places is None else places:
            draw = draws[place]
            if draw.months.start >= draw.months.stop:
                continue
            ask: Numbers | float = all_asked if draw.ask is None else draw.ask
            if draw.halted is not None:
                ask = np.where(draw.halted[draw.months], 0.0, ask)
            if blocked is not None and place in blocked:
                ask = np.where(blocked[place][:, None], 0.0, ask)
            grant: Numbers | float
            if draw.at_word:
                grant = ask
            elif not draw.rows.size:
                continue
            elif draw.rows.size == 1 and not unknown[draw.rows[0]]:
                grant = self._from_one(draw, ask)
            elif (beside := self._beside(draw.rows)) is None:
                grant = self._from_several(place, draw, ask)
            else:
                grant = self._from_unknown(place, draw, ask, beside)
            self.grants[place, :, draw.months] = grant

    def _beside(self, rows: Rows) -> _Unknown | None:
        """Give what is unknown among rows that are drawn on together; None where nothing is."""
        known = self._unknown.get(id(rows))
        if known is None:
            endless = self.possible[rows]
            sources = endless.sum(axis=0)
            at = np.flatnonzero(self.unknown[rows]).tolist()
            found = [(n, int(rows[n])) for n in at]
            opening = np.array([[run.unknown_gives] for run in self.runs]) & (sources > 0)
            known = _Unknown(rows, found, endless, opening, np.maximum(sources, 1))
            self._unknown[id(rows)] = known
        return known if known.places else None

    def _from_one(self, draw: Draw, ask: Numbers | float) -> Numbers:
        left = self.left[draw.rows[0], :, draw.months]
        grant: Numbers = np.minimum(ask, left)
        left -= grant
        return grant

    def _from_several(self, place: int, draw: Draw, ask: Numbers | float) -> Numbers:
        """Draw on several records in proportion to what is left in each."""
        left = self.left[draw.rows, :, draw.months]
        total = left.sum(axis=0)
        grant: Numbers = np.minimum(ask, total)
        part = grant / np.maximum(total, _LEAST)
        if self.keep_portions:
            self.portions[place] = left * part
        left *= 1.0 - part
        self.left[draw.rows, :, draw.months] = left
        return grant

    def _from_unknown(
        self, place: int, draw: Draw, ask: Numbers | float, beside: _Unknown
    ) -> Numbers:  # fmt: skip
        """Draw where unknown capacity stands, alone or beside known capacity.

        Where it may give what it is asked, it is endless beside the known: it gives all, and the
        known is drawn on only by who takes all that is left.
        """
        left = self.left[draw.rows, :, draw.months]
        total = left.sum(axis=0)
        limited = np.minimum(ask, total)
        open_ = beside.opening[:, draw.months]
        grant: Numbers = np.where(open_, ask, limited)
        part = np.where(open_, np.isinf(ask), limited / np.maximum(total, _LEAST))
        each = np.where(open_, ask, 0.0) / beside.sources[draw.months]
        if self.keep_portions:
            self.portions[place] = left * part
        for at, row in beside.places:
            gave = np.where(beside.endless[at, draw.months], each, 0.0)
            if row not in self.drawn:
                self.drawn[row] = np.zeros(self.left.shape[1:])
            self.drawn[row][:, draw.months] += gave
            if self.keep_portions:
                self.portions[place][at] = gave
        left *= 1.0 - part
        self.left[draw.rows, :, draw.months] = left
        return grant
