"""Gaps: what else could have covered a short month, with the tonnes that it could have covered.

Demand that rose, agreements that are not firm enough or do not say how much, and capacity that
is not free; agreements that do not run are told in `desktop.planning.lapses`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.model.agreements import FIRMNESS, Agreement
from desktop.model.demand import Demand
from desktop.model.plants import GONE
from desktop.planning.causes import drawn_by
from desktop.planning.demand import demand
from desktop.planning.losses import losses
from desktop.planning.months import Horizon
from desktop.planning.promises import Ledger
from desktop.planning.reasons import Reason, culprit, reason
from desktop.planning.scenarios import Adjusted
from desktop.planning.situation import Situation
from desktop.planning.timeline_text import figure, tonnes


def raised_demand(now: Situation) -> list[Reason]:
    """Give by how much a scenario raises demand above the records."""
    if not now.adjustments:
        return []
    before = _needs(now, Adjusted(now.dataset), now.month)
    raised: dict[tuple[str, int], Reason] = {}
    for line, (_, need) in _needs(now, now.plan, now.month).items():
        more = need - before.get(line, (None, 0.0))[1]
        if more > 0.0:
            record, what = culprit(now, now.raised_by(line))
            found = reason(
                now, Text("The scenario raises demand ({what})", what=what), more, record
            )
            known = raised.get(found.key)
            raised[found.key] = (
                found if known is None else replace(known, tonnes=known.tonnes + more)
            )
    return list(raised.values())


def grown_demand(now: Situation, first: int) -> list[Reason]:
    """Give the demand that began or grew since a first month, net of demand that fell.

    What a scenario adds is left out.
    """
    records = _needs(now, Adjusted(now.dataset), now.month)
    since = _needs(now, now.plan, first)
    found: list[Reason] = []
    net = 0.0
    for id, (line, need) in _needs(now, now.plan, now.month).items():
        before = since.pop(id, (line, 0.0))[1]
        own = min(need, records.get(id, (line, 0.0))[1])
        net += own - before
        if own <= before:
            continue
        places = {"name": line.name, "code": line.code}
        if before:
            more = figure(100.0 * (own / before - 1.0))
            text = Text("{name} ({code}) needs {n} % more than in {month}", **places,
                        n=more, month=PartialDate.of_month(first))  # fmt: skip
        else:
            text = Text("{name} ({code}) is needed since {date}", **places, date=line.start)
        found.append(reason(now, text, own - before, line))
    found.sort(key=lambda one: (-one.tonnes, one.id))
    return _capped(found, net - sum(need for _, need in since.values()))


def _capped(reasons: list[Reason], most: float) -> list[Reason]:
    """Give reasons in their order until their tonnes reach a sum."""
    found = []
    for one in reasons:
        if most <= 0.0:
            break
        found.append(replace(one, tonnes=min(one.tonnes, most)))
        most -= one.tonnes
    return found


def _needs(now: Situation, plan: Adjusted, month: int) -> dict[int, tuple[Demand, float]]:
    """Give by id what the demand lines of the organizations need in a month."""
    whom = "all" if now.organizations is None else tuple(now.organizations)
    found = demand(plan, Horizon(month, 1), now.material, whom)
    pairs = zip(found.records, found.lines[:, 0].tolist(), strict=True)
    return {line.id: (line, need) for line, need in pairs}


def less_firm(now: Situation, band: int) -> list[Reason]:
    """Give what agreements deliver that are less firm than a band (its place), firmest first."""
    found = []
    for firmness in FIRMNESS[band + 1 :]:
        for place, agreement in enumerate(now.ledger.book.agreements):
            granted = now.sure(place)
            if agreement.firmness == firmness and now.buys(agreement) and granted > 0.0:
                firm = Text(firmness, context="Firmness")
                text = Text("{who} delivers {n}, but is only {firmness}", n=tonnes(granted),
                            who=now.seller(agreement), firmness=firm)  # fmt: skip
                found.append(reason(now, text, granted, agreement))
    return found


def not_free(now: Situation) -> list[Reason]:
    """Give what suppliers have not free: held back by the scenario, drawn by others, not running.

    Capacity of unknown nameplate comes last; it may cover anything.
    """
    found, rows = now.supply, supplier_rows(now)
    lost = [losses(now, row) for row in rows if found.records[row].stage not in GONE]
    held = [one.held for one in lost if one.held is not None]
    taken = [
        _taken(now, agreement, amount)
        for place, amount in drawn_by(now.ledger, rows, len(now.ledger.book.agreements))
        if not now.buys(agreement := now.ledger.book.agreements[place])
    ]
    own = [one for each in lost for one in (each.state, each.idle) if one is not None]
    known = [one for one in own if math.isfinite(one.tonnes)]
    unknown = [one for one in own if math.isinf(one.tonnes)]
    return [
        replace(one, text=Text("Less free capacity: {why}", why=one.text))
        for one in (*_largest(held), *taken, *_largest(known), *unknown)
    ]


def supplier_rows(now: Situation) -> list[int]:
    """Give the rows of capacity whose owner has the role supplier: what they have left is free."""
    plants, organizations = now.supply.dataset["plant"], now.supply.dataset["organization"]
    suppliers = {o.id for o in organizations if "supplier" in (o.roles or ())}
    return [r for r, c in enumerate(now.supply.records) if plants[c.plant].owner in suppliers]


def _largest(reasons: list[Reason]) -> list[Reason]:
    return sorted(reasons, key=lambda one: -one.tonnes)


def _taken(now: Situation, agreement: Agreement, amount: float) -> Reason:
    text = Text("{who} delivers {n} to {buyer}", who=now.seller(agreement), n=tonnes(amount),
                buyer=now.party(agreement.buyer))  # fmt: skip
    return reason(now, text, amount, agreement)


def undisclosed(now: Situation, ledger: Ledger, band: str) -> Iterator[Reason]:
    """Give agreements of a band whose volume is undisclosed, with the most they may bring."""
    month = now.month - ledger.book.supply.horizon.first
    for place, (agreement, draw) in enumerate(
        zip(ledger.book.agreements, ledger.book.draws, strict=True)
    ):
        most = float(ledger.granted.high[place, month])
        if draw.ask is None and most > 0.0 and now.counts(agreement, band):
            text = Text("The volume of {who} is undisclosed and counts as nothing",
                        who=now.seller(agreement))  # fmt: skip
            yield reason(now, text, most, agreement)
