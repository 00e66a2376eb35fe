"""Precedence: who draws before whom, and on which capacity; the rules are told in `promises`.

An agreement's entry follows from its own record and from terms that it shares with all others.
As long as the terms are the same, only agreements that were edited are entered anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from desktop.core.dataset import Table, folded_code
from desktop.core.errors import OfftakeError
from desktop.core.partial_date import PartialDate
from desktop.model.agreements import FIRMNESS, Agreement
from desktop.model.rules import contained
from desktop.planning.drawing import Draw, Rows
from desktop.planning.memory import Memory
from desktop.planning.months import Flags, Horizon
from desktop.planning.scenarios import Adjusted, Effect
from desktop.planning.supply import Supply, factors


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An agreement as it draws: its turn sorts it among all; `converted` if its volume could be."""

    agreement: Agreement
    turn: tuple[object, ...]
    draw: Draw
    converted: bool


@dataclass(frozen=True, slots=True)
class _Terms:
    """All that an entry is made of beside its agreement, to be compared with other terms."""

    horizon: Horizon
    forms: Table[Any]
    capacity: tuple[tuple[int, int], ...]
    owners: tuple[int | None, ...]
    shifts: Mapping[int, int]
    ends: Mapping[int, int]
    halted: tuple[Effect, ...]
    #: Rows by capacity id and material, and by seller and material: they follow from the above.
    rows: Mapping[tuple[int, int], int] = field(compare=False)
    of_seller: Mapping[tuple[int, int], Rows] = field(compare=False)

    @classmethod
    def of(cls, plan: Adjusted, found: Supply) -> _Terms:
        plants = found.dataset["plant"]
        capacity = tuple((c.id, c.material) for c in found.records)
        owners = tuple(
            None if (plant := plants.get(c.plant)) is None else plant.owner for c in found.records
        )
        of_seller: dict[tuple[int, int], list[int]] = {}
        for row, (owner, (_, material)) in enumerate(zip(owners, capacity, strict=True)):
            if owner is not None:
                of_seller.setdefault((owner, material), []).append(row)
        return cls(
            found.horizon,
            plan.dataset["form"],
            capacity,
            owners,
            {id: months for (type, id), months in plan.shifts.items() if type == "agreement"},
            plan.ends,
            tuple(effect for effect in plan.halted if effect.ids),
            {one: row for row, one in enumerate(capacity)},
            {one: np.array(rows, dtype=np.intp) for one, rows in of_seller.items()},
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    terms: _Terms
    entries: Mapping[int, Entry]


_known: Memory[_Known] = Memory()


def in_turn(agreements: Sequence[Agreement], plan: Adjusted, found: Supply) -> list[Entry]:
    """Give the entries of agreements in the order in which they draw on a supply of the plan."""
    terms = _Terms.of(plan, found)

    nearest = _known.nearest(lambda known: () if known.terms == terms else None)
    before = {} if nearest is None else nearest[0].entries
    terms = terms if nearest is None else nearest[0].terms
    halts = factors(terms.halted, [agreement.id for agreement in agreements], terms.horizon)
    entries: list[Entry] = []
    for place, agreement in enumerate(agreements):
        entry = before.get(agreement.id)
        if entry is None or entry.agreement is not agreement:
            halted = None if halts is None else halts[place] == 0.0
            entry = _entry(agreement, plan, terms, halted)
        entries.append(entry)
    _known.keep(_Known(terms, {entry.agreement.id: entry for entry in entries}))
    return sorted(entries, key=lambda entry: entry.turn)


def _entry(agreement: Agreement, plan: Adjusted, terms: _Terms, halted: Flags | None) -> Entry:
    converted = True
    try:
        volume = contained(agreement, plan.dataset, "volume")
    except OfftakeError:
        volume, converted = None, False
    rows, at_word = _draws_on(agreement, terms)
    draw = Draw(
        None if volume is None else volume / 12.0, _months(agreement, terms), rows, at_word, halted
    )
    return Entry(agreement, _turn(agreement), draw, converted)


def _turn(agreement: Agreement) -> tuple[object, ...]:
    """Give what sorts agreements into the order in which they draw."""
    signed = agreement.signed
    return (
        agreement.rank is None,
        agreement.rank or 0,
        FIRMNESS.index(agreement.firmness),
        signed is None,
        # By the earliest day alone: of two that may begin on the same day, the code decides.
        () if signed is None else _first(signed),
        folded_code(agreement.code),
    )


def _first(date: PartialDate) -> tuple[int, int]:
    return date.months[0], date.day or 1


def _months(agreement: Agreement, terms: _Terms) -> slice:
    start, end = agreement.start or agreement.signed, agreement.end
    shift = terms.shifts.get(agreement.id, 0)
    last = None if end is None else end.likely_month
    ended = terms.ends.get(agreement.id)
    if ended is not None:
        last = ended if last is None else min(last, ended)
    return terms.horizon.slice(None if start is None else start.likely_month + shift, last)


_NO_ROWS: Rows = np.array([], dtype=np.intp)


def _draws_on(agreement: Agreement, terms: _Terms) -> tuple[Rows, bool]:
    """Give the rows that an agreement draws on, and whether it is taken at its word."""
    if agreement.capacity is not None:
        row = terms.rows.get((agreement.capacity, agreement.material))
        # Where the capacity named makes another metal, there is none of this one to draw.
        return (_NO_ROWS if row is None else np.array([row], dtype=np.intp)), False
    rows = terms.of_seller.get((agreement.seller, agreement.material), _NO_ROWS)
    return rows, not rows.size
