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

from desktop.core.i18n import Text
from desktop.model.agreements import Agreement
from desktop.planning.drawing import LOWEST, Run
from desktop.planning.losses import Losses, losses, monthly, utilization
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
    blamed = (
        [one.held for one in lost],
        [one.state for one in lost],
        [one.idle for one in lost],
        [_promised(now, rows, place)],
        [_too_much(now, place)],
    )
    found: list[Reason] = []
    for step, each in enumerate(blamed, start=1):
        causes = [one for one in each if one is not None]
        if not causes or granted >= ask:
            continue
        if step <= 3:
            gets = _repaired(now, place, lost, step)
        else:
            gets = ask if step == 5 else whole
        gets = min(max(granted, gets), ask)
        found += _shared(causes, gets - granted)
        granted = gets
    return found


def _shared(causes: Sequence[Reason], gain: float) -> Iterable[Reason]:
    """Share a gain in proportion to the tonnes of causes; infinite ones take it all."""
    endless = [one for one in causes if math.isinf(one.tonnes)]
    if endless:
        return [replace(one, tonnes=gain / len(endless)) for one in endless]
    whole = sum(one.tonnes for one in causes)
    return [replace(one, tonnes=gain * (one.tonnes / whole)) for one in causes if whole > 0.0]


def _repaired(now: Situation, place: int, lost: Sequence[Losses], step: int) -> float:
    """Give what an agreement would get if its capacity were repaired up to a step."""
    book, found = now.ledger.book, now.supply
    effective, possible = found.effective.copy(), found.possible.copy()
    unknown = found.unknown.copy()
    # The rest of the unknown counts as nothing, as before.
    possible[:] = False
    for row, one in zip(book.draws[place].rows.tolist(), lost, strict=True):
        before = now.base.rows.get(found.records[row].id)
        if one.held is not None and before is not None:
            effective[row] = now.base.effective[before]
            unknown[row] = False
        size = monthly(now, row)
        if step > 1 and size is None:
            possible[row] = unknown[row] = True
        elif step > 1 and size is not None:
            share = utilization(found.records[row]) if step == 2 else 1.0
            effective[row] = max(float(effective[row, 0]), size * share)
    changed: Supply = replace(found, effective=effective, possible=possible, unknown=unknown)
    turns = (
        replace(
            book,
            supply=changed,
            agreements=book.agreements[: place + 1],
            draws=book.draws[: place + 1],
        )
        .ledger((LOWEST if step == 1 else Run(True, True),))
        .turns
    )
    return float(turns.grants[place, 0, 0])


def drawn_by(now: Situation, rows: Sequence[int], places: range) -> list[tuple[int, float]]:
    """Give which of the agreements at these places draw how much on rows, the largest first."""
    whole: dict[int, float] = {}
    for row in rows:
        for place, amount in now.drawn.get(row, ()):
            if place in places:
                whole[place] = whole.get(place, 0.0) + amount
    return sorted(whole.items(), key=lambda one: (-one[1], one[0]))


def _promised(now: Situation, rows: Sequence[int], before: int) -> Reason | None:
    """Give what others draw on rows before the agreement at a place."""
    earlier = drawn_by(now, rows, range(before))
    if not earlier:
        return None
    place, largest = earlier[0]
    agreement, draw = now.ledger.book.agreements[place], now.ledger.book.draws[place]
    whole = sum(amount for _, amount in earlier)
    places = {"n": tonnes(whole), "buyer": now.party(agreement.buyer), "code": agreement.code}
    if len(earlier) > 1:
        text = Text("{n} is promised before it, {largest} of that to {buyer} ({code})",
                    largest=tonnes(largest), **places)  # fmt: skip
    elif draw.ask is None:
        text = Text("{buyer} may take all that is left before it ({code}, volume undisclosed)",
                    **places)  # fmt: skip
    else:
        text = Text("{n} is promised before it to {buyer} ({code})", **places)
    return reason(now, text, whole, agreement)


def _too_much(now: Situation, place: int) -> Reason:
    book = now.ledger.book
    names = (book.supply.records[row].display_name() for row in book.draws[place].rows.tolist())
    text = Text("it asks for more than all of {capacity}", capacity=", ".join(names))
    return reason(now, text, 1.0, book.agreements[place])
