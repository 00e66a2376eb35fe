"""Sides about planning: one plan, the plain reference, and fifty scenarios."""

from __future__ import annotations

from dataclasses import replace

from desktop.core.dataset import Dataset
from desktop.model import TYPES
from desktop.planning.memory import afresh
from desktop.planning.months import Horizon
from desktop.storage.first_revision import first_changes
from tests.benchmarks import plan
from tests.benchmarks.measuring import Clock, Figures

_MONTHS = Horizon.parse(plan.FIRST, plan.LAST)


def _records(share: str) -> Dataset:
    """Give a share of the records of a plan, with the preferences that every workspace has."""
    preferences = [replace(change, id=1) for change in first_changes(TYPES).changes]
    return plan.records(share=float(share)).with_changes(preferences)


def once(share: str = "1") -> Figures:
    """Plan a share of the records, without anything remembered."""
    data = _records(share)
    with afresh():
        plan.worked_out(data, _MONTHS)
        with Clock() as clock:
            plan.worked_out(data, _MONTHS)
    return clock.figures()


def plainly(share: str = "1") -> Figures:
    """Plan by the plain reference of the tests."""
    from tests.planning.reference import plan_json

    data = _records(share)
    with Clock() as clock:
        plan_json(data, "GE", _MONTHS.first, _MONTHS.count, "month", None, None)
    return clock.figures()


def scenarios(share: str = "1") -> Figures:
    """Plan in fifty scenarios, one after another."""
    data = plan.with_scenarios(_records(share))
    plan.worked_out(data, _MONTHS)
    with Clock() as clock:
        plan.all_scenarios(data, _MONTHS)
    return clock.figures()
