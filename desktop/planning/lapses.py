"""Lapses: agreements that do not run in a month, and what they would have brought."""

from __future__ import annotations

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.model.agreements import Agreement
from desktop.model.rules import contained
from desktop.planning.balance import FREE
from desktop.planning.promises import Ledger
from desktop.planning.reasons import Reason, culprit, reason, told_date
from desktop.planning.situation import Situation

#: An agreement that ended longer than this before the horizon is history, not a gap in it.
_MONTHS_BACK = 12


def not_running(now: Situation, ledger: Ledger, band: str) -> list[Reason]:
    """Give agreements of a band that have ended, not begun or lost their force, in this order.

    What the same seller delivers in their place is taken off. With free capacity counted, only
    agreements of sellers without capacity on record are a gap: else their metal is free.
    """
    ended: list[tuple[int, Reason]] = []
    coming: list[tuple[int, Reason]] = []
    idle: list[Reason] = []
    places = {a.id: place for place, a in enumerate(ledger.book.agreements)}
    replaced: set[int] = set()
    for agreement in now.plan.dataset.table(Agreement):
        if agreement.material != now.material or not now.counts(agreement, band):
            continue
        if band == FREE and _on_record(now, agreement):
            continue
        place = places.get(agreement.id)
        first, last = now.span(agreement, now.plan)
        if last < now.month:
            if last >= ledger.book.supply.horizon.first - _MONTHS_BACK:
                tonnage = _delivered(now, ledger, agreement, place, last, last)
                tonnage -= _instead(now, agreement, replaced, after=last)
                ended.append((-last, _ended(now, agreement, last, tonnage)))
        elif first > now.month and agreement.status == "active":
            tonnage = _delivered(now, ledger, agreement, place, first, None)
            tonnage -= _instead(now, agreement, replaced, before=first)
            coming.append((first, _coming(now, agreement, first, tonnage)))
        elif agreement.status != "active":
            idle.append(_idle(now, agreement))
    in_order = [one for _, one in (*_sorted(ended), *_sorted(coming))]
    return [one for one in (*in_order, *idle) if one.tonnes > 0.0]


def _sorted(found: list[tuple[int, Reason]]) -> list[tuple[int, Reason]]:
    return sorted(found, key=lambda one: (one[0], one[1].code))


def _on_record(now: Situation, agreement: Agreement) -> bool:
    plants = now.supply.dataset["plant"]
    owners = {plants[capacity.plant].owner for capacity in now.supply.records}
    return agreement.capacity is not None or agreement.seller in owners


def _monthly(now: Situation, agreement: Agreement) -> float:
    """Give the volume of an agreement in t a month; nothing where it is not known."""
    try:
        return (contained(agreement, now.plan.dataset, "volume") or 0.0) / 12.0
    except OfftakeError:
        return 0.0


def _delivered(
    now: Situation,
    ledger: Ledger,
    agreement: Agreement,
    place: int | None,
    first: int,
    last: int | None,
) -> float:
    """Give the most that an agreement brings in a month of a time, its volume if unplanned."""
    if place is None:
        return _monthly(now, agreement)
    months = ledger.book.supply.horizon.slice(first, last)
    if months.start >= months.stop:
        return _monthly(now, agreement)
    return float(ledger.granted.low[place, months].max())


def _instead(
    now: Situation,
    agreement: Agreement,
    replaced: set[int],
    after: int | None = None,
    before: int | None = None,
) -> float:
    """Give what the seller delivers now by agreements after or before one; each counts once."""
    whole = 0.0
    for place, other in enumerate(now.ledger.book.agreements):
        if other.seller != agreement.seller or not now.buys(other) or other.id in replaced:
            continue
        first, last = now.span(other, now.plan)
        if (after is not None and first > after) or (before is not None and last < before):
            sure = now.sure(place)
            if sure > 0.0:
                replaced.add(other.id)
                whole += sure
    return whole


def _ended(now: Situation, agreement: Agreement, last: int, amount: float) -> Reason:
    if now.adjustments and now.ran_before(agreement):
        return _broken(now, agreement, amount)
    text = Text("{who} ended in {date}", who=now.seller(agreement),
                date=told_date(agreement.end, last))  # fmt: skip
    return reason(now, text, amount, agreement)


def _coming(now: Situation, agreement: Agreement, first: int, amount: float) -> Reason:
    if now.adjustments and now.ran_before(agreement):
        return _broken(now, agreement, amount)
    text = Text("{who} does not begin until {date}", who=now.seller(agreement),
                date=told_date(agreement.start or agreement.signed, first))  # fmt: skip
    return reason(now, text, amount, agreement)


def _idle(now: Situation, agreement: Agreement) -> Reason:
    amount = _monthly(now, agreement)
    if now.adjustments and now.ran_before(agreement):
        return _broken(now, agreement, amount)
    text = Text("{who} is not in force: {status}", who=now.seller(agreement),
                status=Text(agreement.status, context="Status"))  # fmt: skip
    return reason(now, text, amount, agreement)


def _broken(now: Situation, agreement: Agreement, amount: float) -> Reason:
    record, what = culprit(now, now.broken_by(agreement))
    text = Text("The scenario keeps {who} from delivering ({what})", who=now.seller(agreement),
                what=what)  # fmt: skip
    return reason(now, text, amount, record)
