"""Plans as the command line asks for them: texts in, JSON values or lines out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text, plain
from desktop.planning.balance_text import BAND_NAMES
from desktop.planning.months import Horizon
from desktop.planning.result import plan_json, promises_json
from desktop.planning.risk import risk_json
from desktop.planning.selection import ALL, Whom
from desktop.planning.timeline import horizon_of


def horizon(dataset: Dataset, first: str | None = None, last: str | None = None) -> Horizon:
    """Give the horizon asked for; what is left out comes from the preferences.

    Raises `OfftakeError` for what is no month and for an end before the start.
    """
    usual = horizon_of(dataset)
    return Horizon.parse(first or usual.from_text, last or usual.to_text)


def whom(dataset: Dataset, text: str | None) -> Whom:
    """Read whose demand counts: codes separated by commas, `all`, or None for the own.

    A code that holds commas itself is known by being on record.
    """
    if text is None or text.strip().casefold() == ALL:
        return text
    parts, codes = text.split(","), list[str]()
    while parts:
        heads = [",".join(parts[:n]).strip() for n in range(len(parts), 0, -1)]
        known = [head for head in heads if dataset.find("organization", head) is not None]
        code = (known or heads[-1:])[0]
        codes.append(code)
        del parts[: len(parts) - heads.index(code)]
    return [code for code in codes if code]


def plan(
    dataset: Dataset,
    material: str,
    first: str | None = None,
    last: str | None = None,
    by: str = "year",
    whose: str | None = None,
    scenario: str | None = None,
) -> dict[str, Any]:
    """Give capacity and balance of a material as JSON values; raises `OfftakeError`."""
    wanted = horizon(dataset, first, last)
    return plan_json(dataset, material, wanted, by, whom(dataset, whose), scenario)


def promises(
    dataset: Dataset,
    material: str | None = None,
    first: str | None = None,
    last: str | None = None,
    by: str = "year",
    scenario: str | None = None,
) -> dict[str, Any]:
    """Give the promise ledger as JSON values; raises `OfftakeError`."""
    return promises_json(dataset, horizon(dataset, first, last), by, material, scenario)


def risk(
    dataset: Dataset,
    material: str,
    year: int | None = None,
    whose: str | None = None,
    scenario: str | None = None,
) -> dict[str, Any]:
    """Give concentration and the cost of each loss as JSON values; raises `OfftakeError`.

    Without a year it is the first year of the horizon.
    """
    at = horizon(dataset).first // 12 if year is None else year
    return risk_json(dataset, material, at, whom(dataset, whose), scenario)


def promise_lines(found: dict[str, Any]) -> Iterator[str]:
    """Give the promise ledger as lines for people, t contained."""
    periods = found["periods"]
    for code, row in found["capacity"].items():
        if not row["agreements"]:
            continue
        yield code
        for agreement in row["agreements"]:
            yield f"  {agreement['code']}"
            for place, period in enumerate(periods):
                yield "    " + str(
                    Text("{period}: asked {asked}, granted {granted}, short {short}", period=period,
                         **{k: _interval(agreement[k][place]) for k in _LEDGER})
                )  # fmt: skip
        for place, period in enumerate(periods):
            free = _interval(row["free"][place])
            yield "  " + str(Text("{period}: free {free}", period=period, free=free))
    if found["not_on_record"]:
        codes = ", ".join(found["not_on_record"])
        yield str(Text("Capacity not on record: {codes}", codes=codes))


_LEDGER = ("asked", "granted", "short")


def _interval(ends: list[float | None]) -> str:
    low, high = (None if end is None else plain(round(end, 4)) for end in ends)
    return str(low) if low == high else f"{low or 0}–{high or '?'}"


#: By what concentration is measured.
CUT_NAMES = {
    "supplier": Text("supplier"),
    "country": Text("country"),
    "parent": Text("parent"),
    "feed": Text("feed country"),
}


def risk_lines(found: dict[str, Any]) -> Iterator[str]:
    """Give concentration and losses as lines for people."""
    yield str(Text("{material} in {year}", material=found["material"], year=found["year"]))
    for cut, (low, high) in found["hhi"].items():
        shown = "–" if low is None else _interval([low, high])
        yield "  " + str(
            Text("concentration (HHI) by {cut}: {value}", cut=CUT_NAMES[cut], value=shown)
        )
    for loss in found["n_minus_1"]:
        if loss["shortage_added"] > 0:
            yield str(
                Text("Losing {code} adds {n} t short, from {month}", code=loss["code"],
                     n=plain(round(loss["shortage_added"], 4)), month=loss["first_short"])
            )  # fmt: skip


def plan_lines(found: dict[str, Any]) -> Iterator[str]:
    """Give a plan as a table for people, t contained."""
    capacity, balance = found["capacity"], found["balance"]
    at_least = "≥ " if capacity["at_least"] else ""
    yield str(
        Text("{material}, {first} to {last}, t contained", material=found["material"],
             first=found["from"], last=found["to"])
    )  # fmt: skip
    rows: list[tuple[str, list[float], str]] = [
        (str(Text("nameplate")), capacity["nameplate"], at_least),
        (str(Text("effective")), capacity["effective"], at_least),
        (str(Text("expected")), capacity["expected"], at_least),
        (str(Text("demand")), balance["demand"], ""),
    ]
    bands = balance["bands"].items()
    rows += [
        (str(Text("shortage: {band}", band=BAND_NAMES[name])), band["shortage"], "")
        for name, band in bands
    ]
    width = max(len(name) for name, _, _ in rows)
    for place, period in enumerate(found["periods"]):
        yield period
        for name, values, mark in rows:
            yield f"  {name:<{width}}  {mark}{plain(round(values[place], 4))}"
    for name, band in bands:
        yield str(
            Text(
                "{band}: first short month {month}",
                band=BAND_NAMES[name],
                month=band["first_short"],
            )
            if band["first_short"]
            else Text("{band}: never short", band=BAND_NAMES[name])
        )
    if capacity["unknown"]:
        yield str(
            Text("Not counted, nameplate unknown: {codes}", codes=", ".join(capacity["unknown"]))
        )
