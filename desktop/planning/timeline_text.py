"""Timeline text: what the capacity chart says of itself, in the language in use."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from desktop.core.fields import plain
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.planning.months import Numbers
from desktop.planning.timeline import BY_MATERIAL, Timeline

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
    return PartialDate(month // 12, by, part[by]).shown()


def title(shown: Timeline) -> str:
    """Give the sentence above the chart: what is shown, of what, by what, in which unit.

    It names the scenario; and it says where bands are not to be added up.
    """
    choices = shown.choices
    group = choices.group if shown.is_sum else BY_MATERIAL
    said = str(_TITLES[choices.value, group]).format(
        material=in_sentence(shown.material), unit=str(UNITS[choices.by])
    )
    if shown.scenario is None:
        return said
    return str(Text("{title}, scenario “{name}”", title=said, name=shown.scenario.name))


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
    ("nameplate", BY_MATERIAL): Text("Nameplate capacity of each material, not added up, {unit}"),
    ("effective", BY_MATERIAL): Text("Effective capacity of each material, not added up, {unit}"),
    ("expected", BY_MATERIAL): Text("Expected capacity of each material, not added up, {unit}"),
}


def summary(shown: Timeline) -> str:
    """Give the chart in two or three sentences, for the eye and for a screen reader."""
    said = [_course(shown)]
    if shown.demand.any():
        said.append(_against_demand(shown))
    if shown.base is not None and shown.is_sum:
        said.append(_against_base(shown))
    if shown.unknown:
        said.append(
            Text.count(len(shown.unknown), "{n} record of unknown nameplate is not counted.",
                       "{n} records of unknown nameplate are not counted.")
        )  # fmt: skip
    return " ".join(str(sentence) for sentence in said)


def _course(shown: Timeline) -> Text:
    if not shown.is_sum:
        return Text(
            "One line per material: tonnes of different metals do not stand in for each other."
        )
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


def _against_base(shown: Timeline) -> Text:
    """Say where the scenario changes most."""
    assert shown.base is not None
    gap = shown.total - shown.base
    at = int(np.argmax(np.abs(gap)))
    change = float(gap[at])
    if abs(change) < 1e-9:
        return Text("The scenario changes none of it.")
    places = {"n": tonnes(abs(change)), "period": period_name(shown, at)}
    if change < 0:
        return Text("The scenario takes away up to {n} ({period}).", **places)
    return Text("The scenario adds up to {n} ({period}).", **places)


def interval(low: float, high: float) -> str:
    """Give tonnes that are known as an interval: `0–2 t`, `3 t` or `3 t or more`."""
    if math.isinf(high):
        return str(Text("{n} t or more", n=figure(low)))
    if figure(low) == figure(high):
        return tonnes(low)
    return str(Text("{low}–{high} t", low=figure(low), high=figure(high)))


def table(shown: Timeline) -> list[list[str | float]]:
    """Give the figures as a table: a row per period, a column per band and per line.

    The bands put together as others have columns of their own.
    """
    bands = [b for band in shown.bands for b in (band.members or (band,))]
    unit = str(UNITS[shown.choices.by])
    columns = [(b.label, b.values) for b in bands]
    if shown.is_sum:
        columns += [(str(label), values) for label, values in _lines(shown)]
    rows: list[list[str | float]] = [[unit, *(label for label, _ in columns)]]
    for i in range(shown.periods.count):
        rows.append([period_name(shown, i), *(_cell(float(values[i])) for _, values in columns)])
    return rows


def _lines(shown: Timeline) -> Iterator[tuple[Text, Numbers]]:
    yield Text("Total"), shown.total
    yield Text("Demand"), shown.demand
    if shown.early is not None and shown.late is not None:
        yield Text("Total if starts are early"), shown.early
        yield Text("Total if starts are late"), shown.late
    if shown.base is not None and shown.base_demand is not None:
        yield Text("Total without the scenario"), shown.base
        yield Text("Demand without the scenario"), shown.base_demand
    for one in shown.promised:
        if one.codes:
            name = Text(one.firmness, context="Firmness")
            yield Text("Promised, {firmness}, at least", firmness=name), one.low
            yield Text("Promised, {firmness}, at most", firmness=name), one.high


def _cell(value: float) -> str | float:
    return str(Text("no limit")) if math.isinf(value) else value
