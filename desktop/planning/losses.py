"""Losses: why capacity gives less in a month than its nameplate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop.core.i18n import Text
from desktop.model.plants import GONE, Capacity
from desktop.planning.curves import PROFILES, ramp, start_months, yearly_tonnes
from desktop.planning.reasons import Reason, culprit, reason, told_date
from desktop.planning.situation import Situation
from desktop.planning.timeline_text import figure


@dataclass(frozen=True, slots=True)
class Losses:
    """What a capacity record loses, with the tonnes lost in the month.

    `held` is what a scenario takes from it; `state` that it is not known, closed, not started or
    ramping up; `idle` that it does not run at full nameplate. Where the nameplate is unknown, so
    is the loss: it is infinite.
    """

    held: Reason | None
    state: Reason | None
    idle: Reason | None


def losses(now: Situation, row: int) -> Losses:
    """Give what a row of capacity loses."""
    capacity, held = now.supply.records[row], held_back(now, row)
    full = monthly(now, row)
    if full is None:
        return Losses(held, _stopped(now, capacity, np.inf) or _unknown(now, capacity), None)
    rest = full - float(now.supply.effective[row, 0]) - (0.0 if held is None else held.tonnes)
    if rest <= 0.0:
        return Losses(held, None, None)
    stopped = _stopped(now, capacity, rest)
    if stopped is not None:
        return Losses(held, stopped, None)
    share = _ramp(now, capacity)
    rising, idle = 1.0 - share, share * (1.0 - utilization(capacity))
    part = rest / (rising + idle) if rising + idle > 0.0 else 0.0
    return Losses(
        held,
        _rising(now, capacity, share, part * rising) if rising > 0.0 else None,
        _idle(now, capacity, part * idle) if idle > 0.0 else None,
    )


def held_back(now: Situation, row: int) -> Reason | None:
    """Give what the scenario takes from a row of capacity, None if nothing."""
    capacity, base = now.supply.records[row], now.base
    before = base.rows.get(capacity.id)
    if before is None:
        return None
    taken = float(base.effective[before, 0] - now.supply.effective[row, 0])
    if taken <= 0.0:
        return None
    record, what = culprit(now, now.held_back_by(capacity))
    text = Text("the scenario holds back {capacity} ({what})", capacity=capacity.display_name(),
                what=what)  # fmt: skip
    return reason(now, text, taken, record)


def monthly(now: Situation, row: int) -> float | None:
    """Give the nameplate of a row in t a month, whether or not it runs; None when unknown."""
    yearly = yearly_tonnes(now.supply.records[row], now.supply.dataset)
    return None if yearly is None else yearly / 12.0


def utilization(capacity: Capacity) -> float:
    """Give the share of the nameplate at which capacity runs."""
    return 1.0 if capacity.utilization is None else capacity.utilization / 100.0


def _start(now: Situation, capacity: Capacity) -> int:
    return start_months(capacity, now.plan.shifts.get(("capacity", capacity.id), 0))[1]


def _stopped(now: Situation, capacity: Capacity, lost: float) -> Reason | None:
    """Give why capacity does not run at all, None if it does."""
    name, start = capacity.display_name(), _start(now, capacity)
    if capacity.stage in (*GONE, "on hold"):
        text = Text("{capacity} is {stage}", capacity=name,
                    stage=Text(capacity.stage, context="Stage"))  # fmt: skip
        return reason(now, text, lost, capacity, ["stage"])
    if capacity.end is not None and now.month > capacity.end.likely_month:
        text = Text("{capacity} ended in {date}", capacity=name, date=capacity.end)
        return reason(now, text, lost, capacity, ["end"])
    if now.month < start:
        text = Text("{capacity} does not start until {date}", capacity=name,
                    date=told_date(capacity.start, start))  # fmt: skip
        return reason(now, text, lost, capacity, ["start"])
    return None


def _unknown(now: Situation, capacity: Capacity) -> Reason:
    text = Text("the nameplate of {capacity} is unknown and counts as nothing",
                capacity=capacity.display_name())  # fmt: skip
    return reason(now, text, np.inf, capacity, ["nameplate"])


def _ramp(now: Situation, capacity: Capacity) -> float:
    """Give the share of full output that capacity has reached."""
    months = np.array([[now.month - _start(now, capacity)]], dtype=np.int64)
    profile = np.array([PROFILES[capacity.ramp_profile or "linear"]], dtype=np.int8)
    return float(ramp(months, np.array([capacity.ramp_up or 0.0]), profile)[0, 0])


def _rising(now: Situation, capacity: Capacity, share: float, lost: float) -> Reason:
    text = Text("{capacity} is ramping up over {n} months from {date}, now at {share} %",
                capacity=capacity.display_name(), n=figure(capacity.ramp_up or 0.0),
                date=told_date(capacity.start, _start(now, capacity)),
                share=figure(100.0 * share))  # fmt: skip
    return reason(now, text, lost, capacity, ["start"])


def _idle(now: Situation, capacity: Capacity, lost: float) -> Reason:
    text = Text("{capacity} runs at {share} % of its nameplate", capacity=capacity.display_name(),
                share=figure(100.0 * utilization(capacity)))  # fmt: skip
    return reason(now, text, lost, capacity, ["nameplate"])
