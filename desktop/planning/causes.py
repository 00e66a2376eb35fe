"""Causes: why an agreement gets less metal in a month than it asks.

Its capacity is repaired step by step, and each step is given what the agreement then gets more:

1. what a scenario holds back is given back;
2. capacity runs that is closed, has not started or is ramping up, or whose size is unknown;
3. it runs at its full nameplate;
4. nobody draws on it before;
5. what it asks beyond all that is its own doing.

Within a step, the gain is shared in proportion to what each record loses.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from desktop.core.i18n import Text
from desktop.model.agreements import Agreement
from desktop.planning.drawing import LOWEST, Run
from desktop.planning.losses import Losses, losses, monthly, utilization
from desktop.planning.promises import Ledger
from desktop.planning.reasons import Reason, culprit, reason
from desktop.planning.situation import Situation
from desktop.planning.supply import Supply
from desktop.planning.timeline_text import tonnes


def lacking(now: Situation, place: int) -> list[Reason]:
    """Give why the agreement at a place of the ledger lacks what it does; the tonnes sum to it."""
    agreement, draw = now.ledger.book.agreements[place], now.ledger.book.draws[place]
    ask, granted = draw.ask or 0.0, float(now.ledger.turns.grants[place, 0, 0])
    if draw.halted is not None and draw.halted[0]:
        record, what = culprit(now, now.broken_by(agreement))
        causes = [reason(now, Text("the scenario stops it ({what})", what=what), ask, record)]
    elif granted >= ask:
        return []
    elif not draw.rows.size:
        capacity = now.plan.dataset["capacity"].get(agreement.capacity or 0)
        text = Text("the capacity that it names makes another material")
        causes = [reason(now, text, ask, capacity or agreement)]
    else:
        causes = _steps(now, place, ask, granted)
    return [replace(one, text=_text(now, agreement, granted, ask, one.text)) for one in causes]


def _text(now: Situation, agreement: Agreement, granted: float, ask: float, why: Text) -> Text:
    return Text("{who} delivers {granted} of {ask}: {why}", who=now.seller(agreement),
                granted=tonnes(granted), ask=tonnes(ask), why=why)  # fmt: skip


def _steps(now: Situation, place: int, ask: float, granted: float) -> list[Reason]:
    """Repair the capacity of an agreement and give each step what it brings."""
    rows = now.ledger.book.draws[place].rows.tolist()
    lost = [losses(now, row) for row in rows]
    sizes = [monthly(now, row) for row in rows]
    # An unknown nameplate cannot be exceeded.
    whole = math.inf if None in sizes else sum(size or 0.0 for size in sizes)
    ledger: Ledger | None = None
    found: list[Reason] = []

    def give(causes: Sequence[Reason], gets: float) -> float:
        gets = min(max(granted, gets), ask)
        found.extend(_shared(causes, gets - granted))
        return gets

    for step, name in enumerate(("held", "state", "idle"), start=1):
        causes = [cause for one in lost if (cause := getattr(one, name)) is not None]
        if causes and granted < ask:
            ledger = _repaired(now, place, lost, step)
            granted = give(causes, float(ledger.turns.grants[-1, 0, 0]))
    if granted < ask:
        ledger = ledger or _repaired(now, place, lost, 0)
        earlier = drawn_by(ledger, rows, len(ledger.book.draws) - 1)
        if earlier:
            granted = give([_promised(now, ledger, earlier)], whole)
    if granted < ask:
        give([_too_much(now, place)], ask)
    return found


def _shared(causes: Sequence[Reason], gain: float) -> Iterable[Reason]:
    """Share a gain in proportion to the tonnes of causes; infinite ones take it all."""
    endless = [one for one in causes if math.isinf(one.tonnes)]
    if endless:
        return [replace(one, tonnes=gain / len(endless)) for one in endless]
    whole = sum(one.tonnes for one in causes)
    return [replace(one, tonnes=gain * (one.tonnes / whole)) for one in causes if whole > 0.0]


def _repaired(now: Situation, place: int, lost: Sequence[Losses], step: int) -> Ledger:
    """Give the ledger up to an agreement, its last, if capacity were repaired up to a step."""
    book, found = now.ledger.book, now.supply
    effective, unknown = found.effective.copy(), found.unknown.copy()
    # The rest of the unknown counts as nothing, as before.
    possible = np.zeros_like(found.possible)
    for row, one in zip(book.draws[place].rows.tolist(), lost, strict=True):
        before = now.base.rows.get(found.records[row].id)
        if step > 0 and one.held is not None and before is not None:
            effective[row] = now.base.effective[before]
            unknown[row] = False
        size = monthly(now, row)
        if step > 1 and size is None:
            possible[row] = unknown[row] = True
        elif step > 1 and size is not None:
            # What stands still is not blamed for the share at which it would run.
            part = utilization(found.records[row]) if step == 2 and one.idle is not None else 1.0
            effective[row] = max(float(effective[row, 0]), size * part)
    changed: Supply = replace(found, effective=effective, possible=possible, unknown=unknown)
    # Only those count that draw on the same capacity, directly or through others.
    near = now.neighbours(place)
    repaired = replace(
        book,
        supply=changed,
        agreements=tuple(book.agreements[one] for one in near),
        draws=tuple(book.draws[one] for one in near),
    )
    return repaired.ledger((LOWEST if step < 2 else Run(True, True),), keep_portions=True)


def drawn_by(ledger: Ledger, rows: Sequence[int], before: int) -> list[tuple[int, float]]:
    """Give which agreements before a place draw how much on rows, the largest first."""
    whole: dict[int, float] = {}
    for place in range(before):
        drawn = ledger.book.draws[place].rows
        wanted = np.isin(drawn, rows)
        if wanted.any():
            whole[place] = float(ledger.portions(place)[wanted, 0, 0].sum())
    drawing = [(place, amount) for place, amount in whole.items() if amount > 0.0]
    return sorted(drawing, key=lambda one: (-one[1], one[0]))


def _promised(now: Situation, ledger: Ledger, earlier: Sequence[tuple[int, float]]) -> Reason:
    place, largest = earlier[0]
    agreement, draw = ledger.book.agreements[place], ledger.book.draws[place]
    whole = sum(amount for _, amount in earlier)
    places = {"buyer": now.party(agreement.buyer), "code": agreement.code}
    if draw.ask is None and (len(earlier) == 1 or math.isinf(whole)):
        text = Text("{buyer} may take all that is left before it ({code}, volume undisclosed)",
                    **places)  # fmt: skip
    elif len(earlier) == 1:
        text = Text("{n} is promised before it to {buyer} ({code})", n=tonnes(whole), **places)
    else:
        text = Text("{n} is promised before it, {largest} of that to {buyer} ({code})",
                    n=tonnes(whole), largest=tonnes(largest), **places)  # fmt: skip
    return reason(now, text, whole, agreement)


def _too_much(now: Situation, place: int) -> Reason:
    book = now.ledger.book
    names = (book.supply.records[row].display_name() for row in book.draws[place].rows.tolist())
    text = Text("it asks for more than all of {capacity}", capacity=", ".join(names))
    return reason(now, text, 1.0, book.agreements[place])
