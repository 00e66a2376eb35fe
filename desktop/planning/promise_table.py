"""Promise table: who is promised what of each capacity record, by period.

Accounts stand with the over-promised first. All figures are tonnes of contained metal per period;
how they come about is told in `desktop.planning.promises`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from desktop.core.dataset import Dataset
from desktop.model.agreements import Agreement
from desktop.model.materials import Material
from desktop.model.plants import Capacity
from desktop.model.scenarios import Scenario
from desktop.planning.balance import NO_SHORTAGE
from desktop.planning.months import Flags, Horizon, Numbers, Periods
from desktop.planning.promises import Ledger, Range, book
from desktop.planning.scenarios import adjusted
from desktop.planning.supply import supply
from desktop.planning.timeline import material_name

#: Something is short whatever happens; only if the undisclosed take much; nobody can tell, the
#: nameplate is unknown; everybody gets what he asks; nobody asks; the seller has none on record.
OVER, MAYBE, UNKNOWN, KEPT, UNPROMISED, NOT_ON_RECORD = STATUSES = (
    "over", "maybe", "unknown", "kept", "unpromised", "not on record",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What is asked for: material id (None: all), period and scenario id."""

    material: int | None
    by: str = "year"
    scenario: int | None = None


@dataclass(frozen=True, eq=False)
class Promise:
    """One agreement on one capacity record; `turn` counts from 1 in the order of drawing.

    `asked` and `short` are those of the whole agreement, `granted` is what this record gives.
    It draws on `shared` records; where that is none, `at_word` tells that its seller has no
    capacity on record. An undisclosed volume asks for anything; `not_converted` tells that there
    is one, but gross without a form.
    """

    agreement: Agreement
    buyer: str
    seller: str
    turn: int
    asked: Range
    granted: Range
    short: Range
    shared: int
    at_word: bool
    undisclosed: bool
    not_converted: bool


@dataclass(frozen=True, eq=False)
class Account:
    """A capacity record with all that is promised of it; no record for what is not on record.

    An infinite end of a range has no bound: there, the nameplate is unknown.
    """

    capacity: Capacity | None
    plant: str
    supplier: str
    effective: Range
    granted: Range
    free: Range
    promises: tuple[Promise, ...]
    status: str

    @property
    def key(self) -> str:
        """What tells it from others, also after an edit."""
        return "" if self.capacity is None else str(self.capacity.id)

    @property
    def name(self) -> str:
        """The name of the record."""
        return "" if self.capacity is None else self.capacity.display_name()

    @cached_property
    def short(self) -> Range:
        """What all agreements on it lack together."""
        return _sum([promise.short for promise in self.promises], len(self.effective.low))

    @cached_property
    def asked(self) -> Range:
        """What all agreements on it ask together."""
        return _sum([promise.asked for promise in self.promises], len(self.effective.low))

    def first_short(self) -> int | None:
        """Give the first period in which it is, or may be, over-promised."""
        end = self.short.low if self.status == OVER else self.short.high
        places = np.flatnonzero(end > NO_SHORTAGE)
        return int(places[0]) if places.size else None


@dataclass(frozen=True, eq=False)
class PromiseTable:
    """The accounts that a question has as its answer; see `desktop.planning.timeline`.

    `edges` holds the month in which each period begins, and the end of the last.
    """

    question: Question
    material: str
    scenario: str
    periods: Periods
    edges: tuple[int, ...]
    accounts: tuple[Account, ...]

    def of_status(self, *statuses: str) -> list[Account]:
        """Give the accounts of some statuses."""
        return [account for account in self.accounts if account.status in statuses]

    def account_of(self, type_name: str, id: int) -> Account | None:
        """Give the account of a capacity record, or the first with an agreement."""
        for account in self.accounts:
            if type_name == "capacity":
                if account.capacity is not None and account.capacity.id == id:
                    return account
            elif any(promise.agreement.id == id for promise in account.promises):
                return account
        return None


def materials_promised(dataset: Dataset) -> list[Material]:
    """Give the materials that capacity or agreements are on record of, in order of their ids."""
    used = {record.material for record in dataset.table(Capacity)}
    used |= {agreement.material for agreement in dataset.table(Agreement)}
    return [material for material in dataset.table(Material) if material.id in used]


def promise_table(dataset: Dataset, question: Question, horizon: Horizon) -> PromiseTable:
    """Give who is promised what. Raises `OfftakeError` for what does not exist."""
    plan = adjusted(dataset, question.scenario)
    found = book(plan, supply(plan, horizon, question.material), question.material)
    ledger = found.ledger(keep_portions=True)
    periods = horizon.periods(question.by)
    accounts = sorted(_accounts(ledger, periods), key=_rank)
    material = question.material
    scenario = dataset.table(Scenario).get(question.scenario)
    return PromiseTable(
        question,
        "" if material is None else material_name(dataset["material"][material]),
        scenario.name if scenario else "",
        periods,
        (*(horizon.first + int(start) for start in periods.starts), horizon.last + 1),
        tuple(accounts),
    )


def _accounts(ledger: Ledger, periods: Periods) -> list[Account]:
    found, dataset = ledger.book.supply, ledger.book.supply.dataset
    effective = Range(found.effective, np.where(found.possible, np.inf, found.effective))
    there, given, free = (_by_period(r, periods) for r in (effective, ledger.given, ledger.free))
    of_rows, elsewhere = _promises(ledger, periods)
    accounts = []
    for row, capacity in enumerate(found.records):
        plant = dataset["plant"].get(capacity.plant)
        owner = None if plant is None else dataset["organization"].get(plant.owner)
        held = tuple(of_rows.get(row, ()))
        accounts.append(
            Account(
                capacity,
                plant.display_name() if plant else "?",
                owner.display_name() if owner else "?",
                _row(there, row),
                _row(given, row),
                _row(free, row),
                held,
                _status(held, bool(found.unknown[row])),
            )
        )
    if elsewhere:
        nothing = Range(np.zeros(periods.count), np.zeros(periods.count))
        granted = _sum([promise.granted for promise in elsewhere], periods.count)
        accounts.append(
            Account(None, "", "", nothing, granted, nothing, tuple(elsewhere), NOT_ON_RECORD)
        )
    return accounts


def _promises(ledger: Ledger, periods: Periods) -> tuple[dict[int, list[Promise]], list[Promise]]:
    """Give the promises on each row of capacity, and those on none."""
    organizations = ledger.book.supply.dataset["organization"]
    names = {one.id: one.display_name() for one in organizations}
    whole = [_by_period(r, periods) for r in (ledger.asked, ledger.granted, ledger.short)]
    faulty = frozenset(ledger.book.not_converted)
    of_rows: dict[int, list[Promise]] = {}
    elsewhere: list[Promise] = []

    for place, draw in enumerate(ledger.book.draws):
        agreement, rows = ledger.book.agreements[place], draw.rows.tolist()
        asked, granted, short = (_row(r, place) for r in whole)
        shares = [granted]
        if len(rows) > 1:
            portions = ledger.portions(place)
            given = _by_period(Range(portions.min(axis=1), portions.max(axis=1)), periods)
            shares = [_row(given, n) for n in range(len(rows))]
        held = [of_rows.setdefault(row, []) for row in rows] or [elsewhere]
        for to, share in zip(held, shares, strict=True):
            to.append(
                Promise(agreement, names.get(agreement.buyer, "?"),
                        names.get(agreement.seller, "?"), len(to) + 1, asked, share, short,
                        len(rows), draw.at_word, draw.ask is None, agreement.code in faulty)
            )  # fmt: skip
    return of_rows, elsewhere


def _status(promises: tuple[Promise, ...], unknown: bool) -> str:
    if not promises:
        return UNPROMISED
    if any(_some(promise.short.low) for promise in promises):
        return OVER
    if unknown:
        return UNKNOWN
    return MAYBE if any(_some(promise.short.high) for promise in promises) else KEPT


def _some(values: Numbers) -> bool:
    over: Flags = values > NO_SHORTAGE
    return bool(over.any())


def _rank(account: Account) -> tuple[object, ...]:
    """Give what sorts accounts: the worst first, what does not run last."""
    runs = _some(account.effective.high)
    # What is free is looked for among the rest: the most of it first.
    free = 0.0 if account.promises else float(account.free.low.sum())
    is_short = account.status in (OVER, MAYBE)
    return (
        STATUSES.index(account.status),
        -round(float(account.short.low.sum()), 9) if is_short else 0.0,
        -round(float(account.short.high.sum()), 9) if is_short else 0.0,
        not runs,
        -round(free, 9),
        account.name.casefold(),
        account.key,
    )


def _by_period(monthly: Range, periods: Periods) -> Range:
    return Range(periods.sums(monthly.low), periods.sums(monthly.high))


def _row(found: Range, row: int) -> Range:
    return Range(found.low[row], found.high[row])


def _sum(ranges: list[Range], count: int) -> Range:
    low, high = np.zeros(count), np.zeros(count)
    for one in ranges:
        low, high = low + one.low, high + one.high
    return Range(low, high)
