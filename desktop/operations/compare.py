"""Comparisons as the command line asks for them: texts in, JSON values or lines out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.core.partial_date import month_text
from desktop.operations.plan import horizon, whom
from desktop.planning import comparison
from desktop.planning.balance_text import BAND_NAMES
from desktop.planning.comparison import Side, Waterfall
from desktop.planning.result import balance_json
from desktop.planning.selection import organization_codes
from desktop.planning.timeline_text import figure

_QUANTITIES = {
    "shortage": Text("shortage"),
    "receipts": Text("receipts"),
    "supply": Text("supply"),
}


def compare(
    dataset: Dataset,
    a: str | None,
    b: str | None,
    material: str,
    first: str | None = None,
    last: str | None = None,
    by: str = "year",
    whose: str | None = None,
    band: str = "non-binding",
    quantity: str = "shortage",
) -> dict[str, Any]:
    """Compare two scenarios (codes; None: the records as they are) as JSON values.

    `difference` is b less a in t contained over the horizon, `waterfall` its parts by adjustment,
    `error` one standard error, 0 where `exact`. Raises `OfftakeError`.
    """
    wanted = horizon(dataset, first, last)
    found = comparison.compare(dataset, wanted, material, a, b, whom(dataset, whose))
    gap = found.waterfall(quantity, band)
    codes = organization_codes(dataset, found.organizations)
    sides = (found.before, found.after)
    return {
        "material": dataset["material"][found.material].code,
        "from": wanted.from_text,
        "to": wanted.to_text,
        "by": by,
        "for": codes,
        "periods": list(wanted.periods(by).labels),
        "scenarios": [side.code for side in sides],
        "band": band,
        "quantity": quantity,
        "results": [_side_json(side, band, by, codes) for side in sides],
        "before": gap.before,
        "after": gap.after,
        "difference": gap.difference,
        "waterfall": _parts_json(gap, dataset),
        "exact": gap.exact,
        "samples": gap.samples,
    }


def _side_json(side: Side, band: str, by: str, codes: list[str]) -> dict[str, Any]:
    chosen = side.balance.bands[band]
    first = chosen.first_short
    return {
        "scenario": side.code,
        "total_shortage": chosen.total_shortage,
        "first_short": None if first is None else month_text(side.balance.horizon.first + first),
        "supply": side.supply,
        "at_least": side.at_least,
        **balance_json(side.balance, by, codes),
    }


def _parts_json(gap: Waterfall, dataset: Dataset) -> list[dict[str, Any]]:
    return [
        {
            "adjustment": part.adjustment.code,
            "scenario": dataset["scenario"][part.adjustment.scenario].code,
            "kind": part.adjustment.kind,
            "removed": part.removed,
            "label": str(part.label),
            "part": part.tonnes,
            "error": part.error,
        }
        for part in gap.parts
    ]


def compare_lines(found: dict[str, Any]) -> Iterator[str]:
    """Give a comparison as lines for people, t contained."""
    base = str(Text("the records"))
    yield str(
        Text("{material}, {first} to {last}, {quantity} ({band}), t contained",
             material=found["material"], first=found["from"], last=found["to"],
             quantity=_QUANTITIES[found["quantity"]], band=BAND_NAMES[found["band"]])
    )  # fmt: skip
    for side in found["results"]:
        yield str(
            Text("{scenario}: short {n} t, first in {month}", scenario=side["scenario"] or base,
                 n=figure(side["total_shortage"]), month=side["first_short"])
            if side["first_short"]
            else Text("{scenario}: never short", scenario=side["scenario"] or base)
        )  # fmt: skip
    yield f"{_signed(found['difference'])} t"
    for part in found["waterfall"]:
        error = "" if found["exact"] else f" ± {figure(part['error'])}"
        yield f"  {_signed(part['part'])}{error} t  {part['label']} ({part['adjustment']})"
    if not found["exact"]:
        yield str(
            Text("Too many adjustments to count all mixtures: estimated from {n} orders, "
                 "± one standard error", n=found["samples"])
        )  # fmt: skip


def _signed(tonnes: float) -> str:
    return ("+" if tonnes > 0 else "−" if tonnes < 0 else "") + figure(abs(tonnes))
