"""Plans as the command line asks for them: texts in, JSON values or lines out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.core.number_fields import plain
from desktop.planning.months import Horizon
from desktop.planning.result import plan_json, promises_json
from desktop.planning.selection import ALL, Whom
from desktop.planning.timeline import horizon_of


def horizon(dataset: Dataset, first: str | None = None, last: str | None = None) -> Horizon:
    """Give the horizon asked for; what is left out comes from the preferences.

    Raises `OfftakeError` for what is no month and for an end before the start.
    """
    usual = horizon_of(dataset)
    return Horizon.parse(first or usual.from_text, last or usual.to_text)


def whom(text: str | None) -> Whom:
    """Read whose demand counts: codes separated by commas, `all`, or None for the own."""
    if text is None or text.strip().casefold() == ALL:
        return text
    return [code.strip() for code in text.split(",") if code.strip()]


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
    return plan_json(dataset, material, wanted, by, whom(whose), scenario)


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
        (str(Text("short, {band}", band=Text(name))), band["shortage"], "") for name, band in bands
    ]
    width = max(len(name) for name, _, _ in rows)
    for place, period in enumerate(found["periods"]):
        yield period
        for name, values, mark in rows:
            yield f"  {name:<{width}}  {mark}{plain(round(values[place], 4))}"
    for name, band in bands:
        yield str(
            Text("{band}: first short month {month}", band=Text(name), month=band["first_short"])
            if band["first_short"]
            else Text("{band}: never short", band=Text(name))
        )
    if capacity["unknown"]:
        yield str(
            Text("Not counted, nameplate unknown: {codes}", codes=", ".join(capacity["unknown"]))
        )
