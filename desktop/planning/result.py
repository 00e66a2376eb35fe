"""Results: plans as the command line gives them, as JSON.

Figures are full precision, in tonnes of contained metal; what is unknown is None. See the data
dictionary in the help for the shapes; `"all"` stands for all organizations.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from desktop.core.dataset import Dataset
from desktop.core.partial_date import month_text
from desktop.planning.balance import BANDS, Balance, Band, balance_of
from desktop.planning.months import Horizon, Numbers, Periods, json_numbers
from desktop.planning.promises import Ledger, Range, book
from desktop.planning.scenarios import Adjusted, adjusted
from desktop.planning.selection import Whom, find_id, find_organizations, organization_codes
from desktop.planning.supply import Supply, supply

_CURVES = ("nameplate", "effective", "expected", "effective_early", "effective_late")


def capacity_json(supply: Supply, by: str) -> dict[str, Any]:
    """Give capacity per period: totals, unknown records, and every record by its code.

    `at_least` tells whether an unknown record runs in the horizon, `at_least_periods` in which
    periods. Raises `OfftakeError` for an unknown length of period.
    """
    periods = supply.horizon.periods(by)
    sums: dict[str, Numbers] = {name: periods.sums(getattr(supply, name)) for name in _CURVES}
    found: dict[str, Any] = {name: _total(sums[name]).tolist() for name in _CURVES}
    found["at_least"] = supply.at_least
    found["at_least_periods"] = periods.any(supply.touched).any(axis=0).tolist()
    found["unknown"] = supply.unknown_codes
    rows = zip(
        (record.code for record in supply.records),
        supply.unknown.tolist(),
        *(sums[name].tolist() for name in _CURVES[:3]),
        strict=True,
    )
    found["by_record"] = {
        code: dict.fromkeys(_CURVES[:3], [None] * periods.count)
        if unknown
        else {"nameplate": nameplate, "effective": effective, "expected": expected}
        for code, unknown, nameplate, effective, expected in rows
    }
    return found


def _total(rows: Numbers) -> Numbers:
    total: Numbers = rows.sum(axis=0)
    return total


def plan_json(
    dataset: Dataset | Adjusted,
    material: str | int,
    horizon: Horizon,
    by: str = "month",
    for_: Whom = None,
    scenario: str | int | None = None,
) -> dict[str, Any]:
    """Give the plan of a material: capacity, and the balance of organizations (see `Whom`).

    `material` and `scenario` are codes or ids. Raises `OfftakeError` for what does not exist.
    """
    plan = adjusted(dataset, scenario)
    wanted = find_id(plan.dataset, "material", material)
    organizations = find_organizations(plan.dataset, for_)
    found = supply(plan, horizon, wanted)
    ledger = book(plan, found, wanted).ledger()
    return {
        "material": plan.dataset["material"][wanted].code,
        **_heading(plan.dataset, horizon, by, scenario),
        "capacity": capacity_json(found, by),
        "balance": balance_json(
            balance_of(plan, ledger, wanted, organizations),
            by,
            organization_codes(plan.dataset, organizations),
        ),
    }


def balance_json(found: Balance, by: str, codes: list[str]) -> dict[str, Any]:
    """Give a balance per period; `codes` are those of its organizations.

    `not_converted` lists demand and stock that are gross without a form: counted nowhere.
    """
    periods = found.horizon.periods(by)
    return {
        "for": codes,
        "demand": periods.sums(found.demand).tolist(),
        "opening_stock": found.opening_stock,
        "receipts": {name: periods.sums(found.receipts[name]).tolist() for name in BANDS},
        "receipts_high": {
            name: json_numbers(periods.sums(found.receipts_high[name])) for name in BANDS
        },
        "bands": {name: _band_json(found.bands[name], periods) for name in BANDS},
        "not_converted": list(found.not_converted),
    }


def _band_json(band: Band, periods: Periods) -> dict[str, Any]:
    first = band.first_short
    return {
        "shortage": periods.sums(band.shortage).tolist(),
        "closing_stock": periods.lasts(band.closing_stock).tolist(),
        "total_shortage": band.total_shortage,
        "first_short": None if first is None else month_text(periods.horizon.first + first),
        "cover_months": band.cover_months,
    }


def promises_json(
    dataset: Dataset | Adjusted,
    horizon: Horizon,
    by: str = "year",
    material: str | int | None = None,
    scenario: str | int | None = None,
) -> dict[str, Any]:
    """Give the promise ledger per period: each capacity record with the agreements on it.

    There, `asked` and `short` are those of the whole agreement and `granted` is what this record
    gives; `"agreements"` beside `"capacity"` holds the whole of each agreement, also of those
    that are not on record. Raises `OfftakeError` for what does not exist.
    """
    plan = adjusted(dataset, scenario)
    wanted = None if material is None else find_id(plan.dataset, "material", material)
    found = book(plan, supply(plan, horizon, wanted), wanted)
    ledger = found.ledger(keep_portions=True)
    periods = horizon.periods(by)
    code = None if wanted is None else plan.dataset["material"][wanted].code
    whole = _whole_agreements(ledger, periods)
    return {
        "material": code,
        **_heading(plan.dataset, horizon, by, scenario),
        "capacity": _capacity_promises(ledger, periods, whole),
        "agreements": dict(zip((a.code for a in found.agreements), whole, strict=True)),
        "not_on_record": ledger.not_on_record,
        "not_converted": list(found.not_converted),
    }


def _whole_agreements(ledger: Ledger, periods: Periods) -> list[dict[str, Any]]:
    """Give what each agreement asks, gets and lacks, as intervals per period."""
    series = {
        "asked": _intervals(ledger.asked, periods),
        "granted": _intervals(ledger.granted, periods),
        "short": _intervals(ledger.short, periods),
    }
    return [
        {name: rows[place] for name, rows in series.items()}
        for place in range(len(ledger.book.agreements))
    ]


def _capacity_promises(
    ledger: Ledger, periods: Periods, whole: list[dict[str, Any]]
) -> dict[str, Any]:
    found = ledger.book.supply
    effective = np.where(found.possible, np.inf, found.effective)
    columns = zip(
        found.records,
        json_numbers(periods.sums(effective)),
        _intervals(ledger.given, periods),
        _intervals(ledger.free, periods),
        strict=True,
    )
    rows: list[dict[str, Any]] = [
        {"effective": effective, "granted": given, "free": free, "agreements": []}
        for _, effective, given, free in columns
    ]
    for place, agreement in enumerate(ledger.book.agreements):
        drawn = ledger.book.draws[place].rows.tolist()
        gives = [whole[place]["granted"]]
        if len(drawn) > 1:
            portions = ledger.portions(place)
            gives = _intervals(Range(portions.min(axis=1), portions.max(axis=1)), periods)
        for row, granted in zip(drawn, gives[: len(drawn)], strict=True):
            rows[row]["agreements"].append(
                {"code": agreement.code, **whole[place], "granted": granted}
            )
    return {record.code: row for record, row in zip(found.records, rows, strict=True)}


def _intervals(found: Range, periods: Periods) -> Any:
    """Give records x periods x [low, high] as nested lists."""
    return json_numbers(np.stack([periods.sums(found.low), periods.sums(found.high)], axis=-1))


def _heading(
    dataset: Dataset, horizon: Horizon, by: str, scenario: str | int | None
) -> dict[str, Any]:
    code = None
    if scenario is not None:
        code = dataset["scenario"][find_id(dataset, "scenario", scenario)].code
    return {
        "from": horizon.from_text,
        "to": horizon.to_text,
        "by": by,
        "scenario": code,
        "periods": list(horizon.periods(by).labels),
    }
