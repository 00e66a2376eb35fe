"""Promise text: what a promise table says of itself, in the language in use."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.planning.balance import NO_SHORTAGE
from desktop.planning.period_rows import interval_text
from desktop.planning.promise_table import (
    KEPT,
    MAYBE,
    NOT_ON_RECORD,
    OVER,
    UNKNOWN,
    UNPROMISED,
    Account,
    Promise,
    PromiseTable,
)
from desktop.planning.promises import Range
from desktop.planning.timeline_text import UNITS, figure

STATUS_NAMES = {
    OVER: Text("Over-promised"),
    MAYBE: Text("May be over-promised"),
    UNKNOWN: Text("Nameplate unknown"),
    KEPT: Text("Enough for all promises"),
    UNPROMISED: Text("Nothing promised"),
    NOT_ON_RECORD: Text("Capacity not on record"),
}
#: What a line of the table says, and how it reads inside a sentence.
FIGURES = {
    "effective": Text("effective"),
    "asked": Text("asked"),
    "granted": Text("granted"),
    "short": Text("short"),
    "free": Text("free"),
}


def amount(low: float, high: float) -> str:
    """Give figures as an interval: `2`, `0–2`, or `0–?` where nobody knows the high end."""
    if math.isinf(high):
        return f"{figure(low)}–?" if math.isfinite(low) else "?"
    return interval_text(low, high)


def amount_in(found: Range, period: int) -> str:
    """Give the interval of a period."""
    return amount(_tidy(found.low[period]), _tidy(found.high[period]))


def _tidy(value: float) -> float:
    """Give a figure without what additions leave over."""
    return 0.0 if abs(value) < NO_SHORTAGE else float(value)


def period_names(shown: PromiseTable) -> list[str]:
    """Give the names of all periods as dates are written: 2028, 2028-Q3 or 2028-03."""
    by = shown.question.by
    found = []
    for month in shown.edges[:-1]:
        part = {"year": 0, "quarter": month % 12 // 3 + 1, "month": month % 12 + 1}[by]
        found.append(PartialDate(month // 12, by, part).shown())
    return found


def unit_text(shown: PromiseTable) -> str:
    """Give the unit of all figures."""
    return str(UNITS[shown.question.by])


def headline(shown: PromiseTable) -> str:
    """Give the answer in a sentence."""
    over, maybe = shown.of_status(OVER), shown.of_status(MAYBE)
    counted = len(shown.accounts) - len(shown.of_status(NOT_ON_RECORD))
    name = shown.material or str(Text("All materials"))
    places: dict[str, Any] = {"material": name, "m": counted}
    if not over:
        said = Text("{material}: none of {m} capacity records is over-promised", **places)
    elif len(over) == 1:
        said = Text("{material}: 1 of {m} capacity records is over-promised", **places)
    else:
        said = Text("{material}: {n} of {m} capacity records are over-promised", n=len(over),
                    **places)  # fmt: skip
    if not maybe:
        return str(said)
    return str(Text("{said}, {n} more may be", said=said, n=len(maybe)))


def subtitle(shown: PromiseTable) -> str:
    """Give the unit, how intervals are to be read, and the scenario."""
    said = Text("In {unit}. An interval such as 0–2 depends on volumes that are undisclosed; “?” "
                "on a nameplate that is unknown.", unit=unit_text(shown))  # fmt: skip
    if not shown.scenario:
        return str(said)
    return f"{said} {Text('Scenario: {name}.', name=shown.scenario)}"


def verdict(account: Account, periods: Sequence[str]) -> str:
    """Give the state of an account in a sentence without its end."""
    at = account.first_short()
    if account.status in (OVER, MAYBE) and at is not None:
        places = {"period": periods[at], "n": amount_in(account.short, at)}
        if account.status == OVER:
            return str(Text("over-promised: short {n} t in {period}", **places))
        return str(Text("may be over-promised: short {n} t in {period}", **places))
    if account.status == UNKNOWN:
        return str(Text("nameplate unknown, so nobody can tell whether it is enough"))
    if account.status == NOT_ON_RECORD:
        return str(Text("no capacity of the seller is on record: taken at its word"))
    runs = np.flatnonzero(account.effective.high > NO_SHORTAGE)
    if not runs.size:
        return str(Text("does not run in these years"))
    at = int(runs[0])
    places = {"period": periods[at], "n": amount_in(account.free, at)}
    if account.status == KEPT:
        return str(Text("enough for all promises: free {n} t in {period}", **places))
    return str(Text("nothing promised: free {n} t in {period}", **places))


def title(account: Account, periods: Sequence[str]) -> str:
    """Give the sentence above the chart of an account."""
    name = account.name or str(STATUS_NAMES[NOT_ON_RECORD])
    return str(Text("{name}, {verdict}", name=name, verdict=verdict(account, periods)))


def terms(promise: Promise) -> str:
    """Give how firm an agreement is, what it is, its rank, and what is odd about it."""
    agreement = promise.agreement
    said = [
        str(Text(agreement.firmness, context="Firmness")),
        str(Text(agreement.kind, context="Kind")),
    ]
    if agreement.rank is not None:
        said.append(str(Text("rank {n}", n=agreement.rank)))
    if promise.not_converted:
        said.append(str(Text("volume without a form")))
    elif promise.undisclosed:
        said.append(str(Text("undisclosed")))
    if promise.shared > 1:
        said.append(str(Text("of {n} records", n=promise.shared)))
    return ", ".join(said)


def party(promise: Promise) -> str:
    """Give who is promised the metal, and by whom where the account does not tell."""
    if promise.shared:
        return promise.buyer
    return str(Text("{buyer} from {seller}", buyer=promise.buyer, seller=promise.seller))


def figures_of(promise: Promise) -> dict[str, Range]:
    """Give the figures of a promise, each by its name."""
    return {"asked": promise.asked, "granted": promise.granted, "short": promise.short}


def sentence(promise: Promise, period: int, name: str) -> str:
    """Give all figures of a promise in a period."""
    figures = ", ".join(
        str(Text("{figure} {n} t", figure=FIGURES[key], n=amount_in(found, period)))
        for key, found in figures_of(promise).items()
    )
    return f"{party(promise)}, {terms(promise)}, {name}: {figures}"


def summary(shown: PromiseTable, account: Account) -> str:
    """Give an account in words, for a screen reader."""
    periods = period_names(shown)
    said = [title(account, periods) + "."]
    at = account.first_short() or 0
    said += [sentence(promise, at, periods[at]) + "." for promise in account.promises]
    return " ".join(said)


def table(shown: PromiseTable, accounts: Sequence[Account]) -> list[list[str | float]]:
    """Give accounts as a table of numbers: an interval makes two lines, what is unknown a blank."""
    heads = (Text("Capacity"), Text("Plant"), Text("Supplier"), Text("Turn"), Text("Agreement"),
             Text("Buyer"), Text("Kind"), Text("Firmness"), Text("Rank"),
             Text("Figure"))  # fmt: skip
    unit: list[str | float] = [unit_text(shown)]
    rows: list[list[str | float]] = [unit, [*map(str, heads), *period_names(shown)]]
    for account in accounts:
        capacity = account.capacity
        code = str(STATUS_NAMES[NOT_ON_RECORD]) if capacity is None else capacity.code
        start: list[str | float] = [code, account.plant, account.supplier]
        nobody: list[str | float] = [""] * 6
        if capacity is not None:
            rows += lines_of([*start, *nobody], "effective", account.effective)
        for promise in account.promises:
            one = promise.agreement
            who = list(start)
            if capacity is None:
                who[2] = promise.seller
            who += [promise.turn, one.code, promise.buyer, str(Text(one.kind, context="Kind")),
                    str(Text(one.firmness, context="Firmness")), one.rank or ""]  # fmt: skip
            for name, found in figures_of(promise).items():
                rows += lines_of(who, name, found)
        if capacity is not None:
            rows += lines_of([*start, *nobody], "free", account.free)
    return rows


def lines_of(start: Sequence[str | float], name: str, found: Range) -> Iterator[list[str | float]]:
    """Give a range as lines of numbers, one where both ends are alike, else two."""
    low, high = found.low.tolist(), found.high.tolist()
    if all(b - a <= NO_SHORTAGE for a, b in zip(low, high, strict=True)):
        yield [*start, str(FIGURES[name]), *map(_tidy, low)]
        return
    yield [*start, str(Text("{label}, at least", label=FIGURES[name])), *map(_tidy, low)]
    most: list[str | float] = ["" if math.isinf(value) else _tidy(value) for value in high]
    yield [*start, str(Text("{label}, at most", label=FIGURES[name])), *most]
