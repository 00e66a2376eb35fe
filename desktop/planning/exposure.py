"""Exposure: how much a plan hangs on few sources, year by year, and what each loss would cost.

Concentration is that of receipts (the low end), or of all effective capacity for the market; see
`desktop.planning.concentration`. Losses count in the months asked for, with all that came before
them: stock is used up from the first month of the horizon on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.model.scenarios import Scenario
from desktop.planning.balance import NO_SHORTAGE, band, opening_stock
from desktop.planning.concentration import (
    ORIGINS,
    UNKNOWN,
    Amounts,
    Loss,
    hhi,
    losses,
    receipts_by_origin,
    supply_by_origin,
)
from desktop.planning.demand import demand
from desktop.planning.drawing import LOWEST
from desktop.planning.months import Horizon, Numbers
from desktop.planning.promises import Book, Ledger, book
from desktop.planning.scenarios import adjusted
from desktop.planning.selection import ALL
from desktop.planning.supply import Supply, supply
from desktop.planning.timeline import material_name

RECEIPTS, MARKET = BASES = ("receipts", "market")


@dataclass(frozen=True)
class Question:
    """What is asked for: material id, organization ids (None: all), year (None: all), scenario id.

    Shares are those of `basis`: receipts of the organizations, or effective capacity of all.
    """

    material: int
    whom: tuple[int, ...] | None
    year: int | None = None
    scenario: int | None = None
    basis: str = RECEIPTS


@dataclass(frozen=True, eq=False)
class Course:
    """Concentration by year: low and high end of the index, not a number where there is nothing."""

    low: Numbers
    high: Numbers


@dataclass(frozen=True, eq=False)
class Exposure:
    """The answer to a question.

    `courses` by origin run over `years`; `shares` are tonnes by origin in the months asked for;
    `losses` come with the worst first; `base` is the shortage without any loss, in t per month.
    """

    question: Question
    dataset: Dataset
    horizon: Horizon
    years: tuple[int, ...]
    courses: dict[str, Course]
    shares: dict[str, Amounts]
    losses: tuple[Loss, ...]
    at_least: bool
    undisclosed: int
    book: Book
    opening: float
    demand: Numbers

    @property
    def material(self) -> str:
        """The name of the material in the language in use."""
        return material_name(self.dataset["material"][self.question.material])

    @property
    def whom(self) -> str:
        """The names of the organizations; blank for all of them."""
        organizations = self.dataset["organization"]
        return ", ".join(organizations[id].display_name() for id in self.question.whom or ())

    @property
    def scenario(self) -> str:
        """The name of the scenario; blank for none."""
        found = self.dataset.table(Scenario).get(self.question.scenario)
        return "" if found is None else found.name

    @property
    def months(self) -> slice:
        """Where the months asked for stand in the horizon."""
        return _months(self.horizon, self.question.year)

    @cached_property
    def base(self) -> Numbers:
        """Shortage of the cumulative non-binding band in t per month, nothing lost."""
        return _shortage(self, self.book)

    @property
    def damaging(self) -> tuple[Loss, ...]:
        """The losses that add shortage."""
        return tuple(loss for loss in self.losses if loss.shortage_added > NO_SHORTAGE)

    @property
    def harmless(self) -> tuple[Loss, ...]:
        """The losses that add none."""
        return tuple(loss for loss in self.losses if loss.shortage_added <= NO_SHORTAGE)

    @property
    def first_short(self) -> int | None:
        """The number of the first short month while nothing is lost."""
        places = np.flatnonzero(self.base)
        return self.horizon.first + int(places[0]) if places.size else None

    def index(self, origin: str) -> tuple[float, float] | None:
        """Give the index of an origin in the months asked for."""
        return hhi(self.shares[origin])


def exposure(
    dataset: Dataset, question: Question, horizon: Horizon, progress: Progress | None = None
) -> Exposure:
    """Give the exposure of a plan. Raises `OfftakeError` for what does not exist."""
    told, what = progress or Progress(), Text("Working out the risk")
    plan = adjusted(dataset, question.scenario)
    whom = None if question.whom is None else frozenset(question.whom)
    found = supply(plan, horizon, question.material)
    promised = book(plan, found, question.material)
    told.step(1, 4, what)
    ledger = promised.ledger([LOWEST], keep_portions=True)
    told.step(2, 4, what)
    every = tuple(range(horizon.first // 12, horizon.last // 12 + 1))
    by_year = [_origins(ledger, found, whom, question.basis, _months(horizon, y)) for y in every]
    told.step(3, 4, what)
    need = demand(plan, horizon, question.material, question.whom or ALL).total
    opening, _ = opening_stock(plan.dataset, horizon, question.material, whom)
    months = _months(horizon, question.year)
    lost = losses(promised, whom, opening, need, months, told)
    told.step(4, 4, what)
    answer = Exposure(
        question,
        plan.dataset,
        horizon,
        every,
        {origin: _course([found[origin] for found in by_year]) for origin in ORIGINS},
        _origins(ledger, found, whom, question.basis, months),
        tuple(lost),
        question.basis == MARKET and bool(found.touched[:, months].any()),
        _undisclosed(promised, whom) if question.basis == RECEIPTS else 0,
        promised,
        opening,
        need,
    )
    _ = answer.base  # worked out here, where it keeps nobody waiting
    return answer


def _shortage(asked: Exposure, promised: Book) -> Numbers:
    whom = asked.question.whom
    grants = promised.ledger([LOWEST]).turns.grants[:, 0]
    places = [
        place
        for place, agreement in enumerate(promised.agreements)
        if promised.draws[place].ask is not None and (whom is None or agreement.buyer in whom)
    ]
    return band(asked.opening, grants[places].sum(axis=0), asked.demand).shortage


def _months(horizon: Horizon, year: int | None) -> slice:
    if year is None:
        return slice(0, horizon.count)
    return horizon.slice(year * 12, year * 12 + 11)


def _origins(
    ledger: Ledger, found: Supply, whom: frozenset[int] | None, basis: str, months: slice
) -> dict[str, Amounts]:
    if basis == MARKET:
        return supply_by_origin(found, months)
    return receipts_by_origin(ledger, whom, months)


def _course(by_year: list[Amounts]) -> Course:
    ends = [hhi(amounts) or (np.nan, np.nan) for amounts in by_year]
    return Course(np.array([low for low, _ in ends]), np.array([high for _, high in ends]))


def _undisclosed(promised: Book, whom: frozenset[int] | None) -> int:
    """Give how many agreements of undisclosed volume are counted as nothing."""
    pairs = zip(promised.agreements, promised.draws, strict=True)
    return sum(draw.ask is None and (whom is None or a.buyer in whom) for a, draw in pairs)


def largest(amounts: Amounts) -> list[tuple[str, float]]:
    """Give the shares of the known, the largest first, then that of the unknown."""
    total = sum(amounts.values())
    known = [(key, value / total) for key, value in amounts.items() if key != UNKNOWN]
    known.sort(key=lambda pair: -pair[1])
    unknown = amounts.get(UNKNOWN, 0.0)
    return [*known, (UNKNOWN, unknown / total)] if unknown else known


def record_of(dataset: Dataset, kind: str, code: str) -> tuple[str, int] | None:
    """Give the record of an origin or a loss, as type and id; a country has none."""
    type_name = {"supplier": "organization", "parent": "organization", "plant": "plant"}.get(kind)
    id = None if type_name is None else dataset.find(type_name, code)
    return None if type_name is None or id is None else (type_name, id)
