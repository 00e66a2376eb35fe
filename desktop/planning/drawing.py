"""Drawing: agreements taking turns at capacity, month by month, in several runs at once.

A run fixes what is not known: whether capacity of unknown nameplate gives nothing or all that is
asked of it, and whether agreements of undisclosed volume ask nothing or all that is left. The
least and the most over all runs are the ends of the intervals.
"""

from __future__ import annotations

import functools
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


class _Together:
    """Rows of capacity that agreements draw on together, in one piece while they do.

    `left` is rows x runs x months, and what others draw on one of the rows alone is taken from
    it, too. Unknown capacity that may give what it is asked is endless beside the known: it gives
    all, and the known is drawn on only by who takes all that is left. `endless` tells where a row
    does so (rows x months, None where none can), in the rows `sources`.
    """

    def __init__(self, turns: Turns, rows: Rows) -> None:
        self.rows, self.places = rows, {row: at for at, row in enumerate(rows.tolist())}
        self.left = np.empty((rows.size, *turns.left.shape[1:]))
        self.left[:] = turns.left[rows]
        # Runs x months: what is left in all rows, what is asked and then given (0 between two
        # draws), and which part of the total that is.
        total, self._got, self._part = np.zeros((3, *self.left.shape[1:]))
        self._arrays = [self.left, total, self._got, self._part]
        self.endless: Flags | None = None
        if turns.unknown[rows].any() and turns.giving.any():
            self.endless = turns.possible[rows]
            self.sources = np.flatnonzero(self.endless.any(axis=1)).tolist()
            giving = self.endless.sum(axis=0)
            self._share = np.maximum(giving, 1)
            # What there is beside the known, infinite or nothing, and what was given with it.
            self._beyond = np.where(turns.giving & (giving > 0), np.inf, 0.0)
            self._asked = np.zeros_like(total)
            self._arrays += [self._beyond, self._asked]
        # Arithmetic takes half the time where all runs and months lie in one row.
        self._flat = [one.reshape(*one.shape[:-2], -1) for one in self._arrays]

    def give(
        self, months: slice, ask: Numbers | float, grant: Numbers, by_row: bool
    ) -> Numbers | None:
        """Write what an ask gets in some months to `grant`, in proportion to what is left.

        Gives what it gets of each row (rows x runs x months) where that is wanted.
        """
        here = self._got[:, months]
        here[:] = ask
        wide = 2 * (months.stop - months.start) > self._got.shape[1]
        arrays = self._flat if wide else [one[..., months] for one in self._arrays]
        left, total, got, part, *endless = arrays
        np.add.reduce(left, axis=0, out=total)
        finite: Flags | bool = True
        if endless:
            beyond, asked = endless
            total += beyond
            np.minimum(got, total, out=got)
            asked += got
            if not isinstance(ask, float):
                # Who asks for all of what has no end takes all that is known beside it.
                part[:] = 1.0
                finite = np.isfinite(got)
        else:
            np.minimum(got, total, out=got)
        np.divide(got, np.maximum(total, _LEAST, out=total), out=part, where=finite)
        grant[:] = here
        gave = self._by_row(months) if by_row else None
        left *= np.subtract(1.0, part, out=part)
        here[:] = 0.0
        return gave

    def _by_row(self, months: slice) -> Numbers:
        gave: Numbers = self.left[:, :, months] * self._part[:, months]
        if self.endless is not None:
            each = self._each(self._got, months)
            for at in self.sources:
                gave[at] = np.where(self.endless[at, months], each, 0.0)
        return gave

    def _each(self, asked: Numbers, months: slice) -> Numbers:
        """Give what each endless row gives in some months of what all are asked."""
        each: Numbers = np.where(self._beyond[:, months] > 0.0, asked[:, months], 0.0)
        each /= self._share[months]
        return each

    def end(self, turns: Turns) -> None:
        """Give back what is left."""
        turns.left[self.rows] = self.left
        if self.endless is not None:
            each = self._each(self._asked, slice(None))
            for at in self.sources:
                turns.drawn_of(int(self.rows[at]))[:] += np.where(self.endless[at], each, 0.0)


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

    @functools.cached_property
    def giving(self) -> Flags:
        """Tell in which runs unknown capacity gives what it is asked (runs x 1)."""
        return np.array([[run.unknown_gives] for run in self.runs], dtype=np.bool_)

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

        Places are given in order, as far as they draw on the same capacity; it takes least time
        if all that draw on the same stand together. `blocked` tells by place in which runs one
        may not.
        """
        all_asked = np.array([[np.inf if run.undisclosed_ask else 0.0] for run in self.runs])
        unknown = self.unknown.tolist()
        together: _Together | None = None
        for place in range(len(draws)) if places is None else places:
            draw = draws[place]
            months, rows = draw.months, draw.rows
            if months.start >= months.stop:
                continue
            ask: Numbers | float = all_asked if draw.ask is None else draw.ask
            if draw.halted is not None:
                ask = np.where(draw.halted[months], 0.0, ask)
            if blocked is not None and place in blocked:
                ask = np.where(blocked[place][:, None], 0.0, ask)
            grant = self.grants[place, :, months]
            if draw.at_word:
                grant[:] = ask
            elif rows.size == 1:
                row = rows.item()
                if unknown[row]:
                    self._ask_unknown(row, months, ask, grant)
                elif together is not None and row in together.places:
                    _take(together.left[together.places[row], :, months], ask, grant)
                else:
                    _take(self.left[row, :, months], ask, grant)
            elif rows.size:
                if together is None or together.rows is not rows:
                    if together is not None:
                        together.end(self)
                    together = _Together(self, rows)
                gave = together.give(months, ask, grant, self.keep_portions)
                if gave is not None:
                    self.portions[place] = gave
        if together is not None:
            together.end(self)

    def drawn_of(self, row: int) -> Numbers:
        """Give what a record of unknown capacity gave so far (runs x months), to be added to."""
        if row not in self.drawn:
            self.drawn[row] = np.zeros(self.left.shape[1:])
        return self.drawn[row]

    def _ask_unknown(
        self, row: int, months: slice, ask: Numbers | float, grant: Numbers
    ) -> None:  # fmt: skip
        """Draw on unknown capacity alone: it gives all that it is asked, or nothing."""
        np.copyto(grant, ask, where=self.giving & self.possible[row, months])
        self.drawn_of(row)[:, months] += grant


def _take(left: Numbers, ask: Numbers | float, grant: Numbers) -> None:
    """Draw on one record: write what an ask gets to `grant`, and take it from what is left."""
    np.minimum(ask, left, out=grant)
    left -= grant
