"""Wide tables: figures in columns of months, quarters or years become records with a time.

A figure is the quantity of its period unless its unit names another time. The yearly rate that
gives exactly this quantity is quantity x 12 / months of the period: the balance counts rate / 12
in each month from Start to End, both months included.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.core.i18n import Text
from desktop.exchange.foreign.draft import Draft, ForeignPlace
from desktop.exchange.foreign.periods import month_of
from desktop.exchange.foreign.units import PER_YEAR, Unit

RUNS, EACH = "runs", "each"


@dataclass(frozen=True)
class Spread:
    """One figure of one period: its column, first and last month number, rate a year, unit."""

    column: int
    first: int
    last: int
    rate: float
    mass: str


def yearly(value: float, length: int, unit: Unit | None) -> float:
    """Give the rate a year of a figure that stands under a period of `length` months."""
    factor = 1.0 if unit is None else unit.factor
    if unit is not None and unit.per:
        return value * factor * PER_YEAR[unit.per]
    return value * factor * 12 / length


def runs(figures: Sequence[Spread], how: str) -> list[list[Spread]]:
    """Give the figures in groups that become one record each: equal ones that follow on."""
    found: list[list[Spread]] = []
    for figure in sorted(figures, key=lambda one: one.first):
        last = found[-1][-1] if found else None
        follows = (
            how == RUNS and last is not None and figure.first == last.last + 1
            and last.mass == figure.mass
            and math.isclose(last.rate, figure.rate, rel_tol=1e-12, abs_tol=0.0)
        )  # fmt: skip
        if follows:
            found[-1].append(figure)
        else:
            found.append([figure])
    return found


def expand(base: Draft, figures: Sequence[Spread], name: str, how: str) -> list[Draft]:
    """Give the drafts that a row of periods becomes; a figure of zero needs no record.

    Capacity that runs to the last period of the table stays open: a design rate does not end
    where a table does.
    """
    drafts: list[Draft] = []
    last_month = max((figure.last for figure in figures), default=0)
    for group in runs(figures, how):
        rate, mass = group[0].rate, group[0].mass
        if rate == 0:
            continue
        columns = {**base.place.columns, name: group[0].column, "start": group[0].column,
                   "end": group[-1].column}  # fmt: skip
        place: ForeignPlace = replace(base.place, columns=columns)
        values: dict[str, Any] = dict(base.values)
        values[name] = rate
        if mass:
            values["unit"] = mass
        values["start"] = month_of(group[0].first)
        open_end = base.type.name == "capacity" and group[-1].last == last_month
        values["end"] = None if open_end else month_of(group[-1].last)
        problems = list(base.problems) if not drafts else []
        drafts.append(
            Draft(base.type, place, values, dict(base.related), dict(base.selfs), [], problems,
                  base.stated or bool(mass), base.waiting, True)
        )  # fmt: skip
    return drafts


def describe(type: str, kind: str, how: str) -> Text:
    """Give how the periods of a table become records, for people."""
    if type == "capacity":
        return Text("Each change of the figure from one period to the next becomes a record with "
                    "its start; the last one stays open") if how == RUNS else Text(
                    "Each period becomes a record with its start and end; the last one stays "
                    "open")  # fmt: skip
    if how == RUNS:
        return Text("Periods that follow on with the same figure become one record with start, end "
                    "and the quantity a year that gives exactly these figures")  # fmt: skip
    return Text("Each period becomes a record with start, end and the quantity a year that gives "
                "exactly its figure")  # fmt: skip
