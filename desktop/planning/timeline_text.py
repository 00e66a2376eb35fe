"""Timeline text: what the capacity chart says of itself, in the language in use."""

from __future__ import annotations

import math

import numpy as np

from desktop.core.fields import plain
from desktop.core.i18n import Text, locale
from desktop.core.partial_date import PartialDate
from desktop.planning.timeline import Timeline

UNITS = {
    "month": Text("t contained per month"),
    "quarter": Text("t contained per quarter"),
    "year": Text("t contained per year"),
}


def figure(value: float) -> str:
    """Give a number with three significant digits, all digits before the decimal sign."""
    if not value:
        return "0"
    digits = 2 - math.floor(math.log10(abs(value)))
    return plain(round(value, min(max(digits, 0), 12)))


def tonnes(value: float, at_least: bool = False) -> str:
    """Give tonnes with their unit, "at least" where something unknown comes on top."""
    amount = figure(value)
    return str(Text("at least {n} t", n=amount) if at_least else Text("{n} t", n=amount))


def period_name(shown: Timeline, period: int) -> str:
    """Give the name of a period as dates are written: 2028, 2028-Q3 or 2028-03."""
    month = shown.edges[period]
    part = {"year": 0, "quarter": month % 12 // 3 + 1, "month": month % 12 + 1}
    by = shown.choices.by
    return PartialDate(month // 12, by, part[by]).format(locale().language)


def title(shown: Timeline) -> str:
    """Give the sentence above the chart: what is shown, of what, by what, in which unit."""
    choices = shown.choices
    return str(_TITLES[choices.value, choices.group]).format(
        material=in_sentence(shown.material), unit=str(UNITS[choices.by])
    )


def in_sentence(name: str) -> str:
    """Give a name as it stands inside a sentence: `germanium`, but `ITO` and `GeO2`."""
    return name.lower() if name.istitle() else name


_TITLES = {
    ("nameplate", "plant"): Text("Nameplate {material} capacity by plant, {unit}"),
    ("nameplate", "supplier"): Text("Nameplate {material} capacity by supplier, {unit}"),
    ("nameplate", "country"): Text("Nameplate {material} capacity by country, {unit}"),
    ("nameplate", "stage"): Text("Nameplate {material} capacity by stage, {unit}"),
    ("effective", "plant"): Text("Effective {material} capacity by plant, {unit}"),
    ("effective", "supplier"): Text("Effective {material} capacity by supplier, {unit}"),
    ("effective", "country"): Text("Effective {material} capacity by country, {unit}"),
    ("effective", "stage"): Text("Effective {material} capacity by stage, {unit}"),
    ("expected", "plant"): Text("Expected {material} capacity by plant, {unit}"),
    ("expected", "supplier"): Text("Expected {material} capacity by supplier, {unit}"),
    ("expected", "country"): Text("Expected {material} capacity by country, {unit}"),
    ("expected", "stage"): Text("Expected {material} capacity by stage, {unit}"),
}


def summary(shown: Timeline) -> str:
    """Give the chart in two or three sentences, for the eye and for a screen reader."""
    said = [_course(shown)]
    if shown.demand.any():
        said.append(_against_demand(shown))
    if shown.unknown:
        said.append(
            Text.count(len(shown.unknown), "{n} record of unknown nameplate is not counted.",
                       "{n} records of unknown nameplate are not counted.")
        )  # fmt: skip
    return " ".join(str(sentence) for sentence in said)


def _course(shown: Timeline) -> Text:
    total, at_least = shown.total, shown.at_least
    first, last = float(total[0]), float(total[-1])
    places = {
        "a": tonnes(first, bool(at_least[0])),
        "from_": period_name(shown, 0),
        "b": tonnes(last, bool(at_least[-1])),
        "to": period_name(shown, shown.periods.count - 1),
    }
    if figure(first) == figure(last):
        return Text("{a} in {from_}, and again {b} in {to}.", **places)
    if last > first:
        return Text("Rises from {a} in {from_} to {b} in {to}.", **places)
    return Text("Falls from {a} in {from_} to {b} in {to}.", **places)


def _against_demand(shown: Timeline) -> Text:
    short = np.flatnonzero(shown.demand > shown.total + 1e-9)
    if short.size:
        at = int(short[0])
        return Text("Demand on record passes it in {period}: {need} against {have}.",
                    period=period_name(shown, at), need=tonnes(float(shown.demand[at])),
                    have=tonnes(float(shown.total[at]), bool(shown.at_least[at])))  # fmt: skip
    return Text("Demand on record goes from {a} to {b}.",
                a=tonnes(float(shown.demand[0])), b=tonnes(float(shown.demand[-1])))  # fmt: skip


def table(shown: Timeline) -> list[list[str | float]]:
    """Give the figures as a table: a row per period, a column per band, total and demand.

    The bands put together as others have columns of their own.
    """
    bands = [b for band in shown.bands for b in (band.members or (band,))]
    unit = str(UNITS[shown.choices.by])
    head: list[str | float] = [unit, *(b.label for b in bands), str(Text("Total")),
                               str(Text("Demand"))]  # fmt: skip
    if shown.early is not None:
        head += [str(Text("Total if starts are early")), str(Text("Total if starts are late"))]
    rows = [head]
    for i in range(shown.periods.count):
        row: list[str | float] = [period_name(shown, i), *(float(b.values[i]) for b in bands)]
        row += [float(shown.total[i]), float(shown.demand[i])]
        if shown.early is not None and shown.late is not None:
            row += [float(shown.early[i]), float(shown.late[i])]
        rows.append(row)
    return rows
