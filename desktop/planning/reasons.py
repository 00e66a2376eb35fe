"""Reasons: sentences, each with the record and the sources on which it rests, and its tonnes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record
from desktop.model.evidence import Source
from desktop.model.scenarios import Adjustment
from desktop.planning.adjustment_text import adjustment_text
from desktop.planning.evidence import sources_of
from desktop.planning.situation import Situation


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence with the record that it rests on (type, id, code) and that one's sources.

    `tonnes` is t contained in the month, exact; the sentence rounds.
    """

    text: Text
    tonnes: float
    type: str
    id: int
    code: str
    sources: tuple[Source, ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        """The record, to tell reasons of one from those of another."""
        return self.type, self.id


def reason(
    now: Situation, text: Text, amount: float, record: Record, fields: Sequence[str] = ()
) -> Reason:
    """Make a reason from the record that it rests on; `fields` are those that its sources tell."""
    sources = sources_of(now.plan.dataset, record, fields, now.claims)
    return Reason(text, amount, record.type.name, record.id, record.code, sources)


def culprit(now: Situation, adjustment: Adjustment | None) -> tuple[Record, Text | str]:
    """Give the record to blame for what a scenario does, and what that record does in words."""
    if adjustment is None:
        scenario = now.dataset["scenario"][now.scenario or 0]
        return scenario, scenario.display_name()
    return adjustment, adjustment_text(adjustment, now.plan.dataset)


def told_date(date: PartialDate | None, month: int) -> PartialDate:
    """Give a date as it is recorded, or the month to which a scenario has moved it."""
    if date is not None and date.likely_month == month:
        return date
    return PartialDate.of_month(month)
