"""The planning rules once more, slow and plain: one month, one record, one number at a time.

Written from the rules in words, without numpy and without a look at `desktop.planning`, so that
the two can be compared. Dates are read from their texts, ramps are integrated numerically.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from types import SimpleNamespace
from typing import Any

from desktop.core.dataset import Dataset

FIRMNESS = ["binding", "conditional", "non-binding"]
BANDS = [*FIRMNESS, "free capacity"]
Record = Any


def months_of(text: str) -> tuple[int, int, int]:
    """Gives the earliest, the likely and the latest month of a partial date."""
    parts = text.split("-")
    year = int(parts[0]) * 12
    if len(parts) == 1:
        return year, year + 6, year + 11
    if parts[1][0] == "H":
        first = year + (0 if parts[1] == "H1" else 6)
        return first, first + 3, first + 5
    if parts[1][0] == "Q":
        first = year + 3 * (int(parts[1][1]) - 1)
        return first, first + 1, first + 2
    month = year + int(parts[1]) - 1
    return month, month, month


def text_of(month: int, by: str) -> str:
    year, number = divmod(month, 12)
    if by == "year":
        return f"{year}"
    return f"{year}-Q{number // 3 + 1}" if by == "quarter" else f"{year}-{number + 1:02d}"


def ramp(k: int, months: float, profile: str | None) -> float:
    if k < 0:
        return 0.0
    if profile == "step" or months == 0:
        return 1.0
    if profile != "s-curve":
        return min(1.0, (k + 0.5) / months)
    # Simpson's rule is exact for a cubic; the month is cut where the ramp ends.
    cut = min(max(months, k), k + 1)

    def s(t: float) -> float:
        x = min(t / months, 1.0)
        return 3 * x**2 - 2 * x**3

    rising = (cut - k) * (s(k) + 4 * s((k + cut) / 2) + s(cut)) / 6
    return rising + (k + 1 - cut)


class World:
    """All records as things that a scenario may change, with dates as triples of months."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.tables: dict[str, dict[int, Record]] = {}
        for name, type in dataset.types.items():
            rows = {}
            for record in dataset[name]:
                copy = SimpleNamespace(id=record.id, **type.values(record))
                for field in ("start", "end", "signed", "from_", "until"):
                    value = getattr(copy, field, None)
                    if value is not None:
                        setattr(copy, field, months_of(str(value)))
                copy.factors = []  # (what, first month, last month, factor)
                rows[record.id] = copy
            self.tables[name] = rows

    def get(self, name: str, id: int | None) -> Record:
        return None if id is None else self.tables[name][id]

    def all(self, name: str) -> list[Record]:
        return list(self.tables[name].values())

    def factor(self, record: Record, what: str, month: int) -> float:
        product = 1.0
        for kind, first, last, factor in record.factors:
            if kind == what and first <= month <= last:
                product *= factor
        return product

    def tonnes(self, record: Record, quantity: float | None) -> float | None:
        if quantity is None:
            return None
        if record.unit == "kg":
            quantity = quantity / 1000
        if record.basis == "contained":
            return quantity
        form = self.get("form", record.form)
        return None if form is None else quantity * form.metal_content


def matches(world: World, adjustment: Record, type_name: str, record: Record) -> bool:
    """Tells whether a record matches all the targets that an adjustment names."""
    plant = None
    if type_name == "capacity":
        plant = world.get("plant", record.plant)
        facts = {"capacity": [record.id], "country": [plant.country],
                 "organization": [plant.owner], "plant": [plant.id]}  # fmt: skip
    elif type_name == "agreement":
        seller = world.get("organization", record.seller)
        facts = {"agreement": [record.id], "organization": [record.seller, record.buyer],
                 "country": [seller.country]}  # fmt: skip
        if record.capacity is not None:
            plant = world.get("plant", world.get("capacity", record.capacity).plant)
            facts |= {"capacity": [record.capacity], "plant": [plant.id],
                      "country": [plant.country]}  # fmt: skip
    else:
        organization = world.get("organization", record.organization)
        facts = {"demand": [record.id], "organization": [organization.id],
                 "country": [organization.country]}  # fmt: skip
    facts["material"] = [record.material]
    for target in ("material", "country", "organization", "plant", "capacity", "agreement",
                   "demand"):  # fmt: skip
        named = getattr(adjustment, target)
        if named is not None and named not in facts.get(target, []):
            return False
    return True


def apply_scenario(world: World, code: str) -> None:
    scenario = next(s for s in world.all("scenario") if s.code == code)
    rows = [a for a in world.all("adjustment") if a.scenario == scenario.id and a.enabled == "yes"]
    rows.sort(key=lambda a: (math.inf if a.order is None else a.order, a.id))
    for adjustment in rows:
        apply_adjustment(world, adjustment)


def apply_adjustment(world: World, a: Record) -> None:
    first = -math.inf if a.from_ is None else a.from_[0]
    last = math.inf if a.until is None else a.until[2]

    def hit(name: str) -> list[Record]:
        return [record for record in world.all(name) if matches(world, a, name, record)]

    if a.kind == "shift start":
        if a.agreement is not None:
            moved = hit("agreement")
        elif a.demand is not None:
            moved = hit("demand")
        else:
            moved = hit("capacity")
            while True:
                ids = {record.id for record in moved}
                more = [c for c in world.all("capacity") if c.joint_with in ids and c.id not in ids]
                if not more:
                    break
                moved = moved + more
        for record in moved:
            dates = record.start
            if dates is None and a.agreement is not None:
                # It delivers from the signature on: that moves, not its place in the line.
                dates = record.signed
            if dates is not None:
                record.start = tuple(month + math.floor(a.amount + 0.5) for month in dates)
    elif a.kind == "scale capacity":
        for record in hit("capacity"):
            record.factors.append(("nameplate", first, last, a.amount / 100))
    elif a.kind == "stop supply":
        for record in hit("capacity"):
            record.factors.append(("effective", first, last, 0.0))
        for record in hit("agreement"):
            alone = sources(world, record) is None
            if a.agreement is not None or (alone and a.organization in (None, record.seller)):
                record.factors.append(("grant", first, last, 0.0))
    elif a.kind == "scale demand":
        for record in hit("demand"):
            record.factors.append(("demand", first, last, a.amount / 100))
    elif a.kind == "end agreement":
        for record in hit("agreement"):
            if record.end is None or a.from_[1] < record.end[1]:
                record.end = a.from_
    else:
        set_value(world, a)


def set_value(world: World, a: Record) -> None:
    for name in ("capacity", "agreement", "demand", "plant", "organization", "material"):
        if getattr(a, name) is not None:
            record = world.get(name, getattr(a, name))
            field = world.dataset.types[name].by_name[a.field]
            value = field.parse(a.value, None, world.dataset)
            if a.field in ("start", "end") and value is not None:
                value = months_of(str(value))
            setattr(record, a.field, value)


def sources(world: World, agreement: Record) -> list[Record] | None:
    """Gives the capacity that an agreement draws on, None when none is on record."""
    if agreement.capacity is not None:
        named = world.get("capacity", agreement.capacity)
        return [named] if named.material == agreement.material else []
    own = [
        c
        for c in world.all("capacity")
        if c.material == agreement.material
        and world.get("plant", c.plant).owner == agreement.seller
    ]
    return own or None


def curves(world: World, c: Record, month: int) -> dict[str, Any]:
    """Gives one capacity record in one month; `gives` is its output as a share of nameplate."""
    found: dict[str, Any] = dict.fromkeys(
        ("nameplate", "effective", "expected", "effective_early", "effective_late"), 0.0
    )
    found |= {"touched": False, "possible": False}
    if c.stage in ("closed", "cancelled"):
        return found
    tonnes = world.tonnes(c, c.nameplate)
    scale = world.factor(c, "nameplate", month)
    use = (1.0 if c.utilization is None else c.utilization / 100) * (c.stage != "on hold")
    use *= world.factor(c, "effective", month)
    over = c.end is not None and month > c.end[1]
    for which, name in ((0, "effective_early"), (1, "effective"), (2, "effective_late")):
        k = math.inf if c.start is None else month - c.start[which]
        runs = k >= 0 and not over
        share = 1.0 if k == math.inf else ramp(int(k), c.ramp_up or 0.0, c.ramp_profile)
        if tonnes is None:
            if name == "effective_early":
                found["touched"] = runs and scale > 0
            if name == "effective":
                found["possible"] = runs and scale * use * share > 0
        elif runs:
            found[name] = tonnes / 12 * scale * share * use
            if name == "effective":
                found["nameplate"] = tonnes / 12 * scale
    preferences = world.all("preferences")[0]
    chance = c.probability
    if chance is None:
        chance = getattr(preferences, "probability_" + c.stage.replace(" ", "_"))
    found["expected"] = found["effective"] * chance / 100
    return found


def demand_of(world: World, d: Record, month: int) -> float:
    tonnes = world.tonnes(d, d.quantity)
    start = d.start[1]
    if tonnes is None or month < start or (d.end is not None and month > d.end[1]):
        return 0.0
    growth = 1 + (d.growth or 0.0) / 100
    grown: float = tonnes / 12 * growth ** ((month - start) // 12)
    return grown * world.factor(d, "demand", month)


def turn(world: World, agreement: Record) -> Any:
    signed = world.dataset["agreement"][agreement.id].signed
    return (
        math.inf if agreement.rank is None else agreement.rank,
        FIRMNESS.index(agreement.firmness),
        dt.date.max if signed is None else signed.earliest,
        agreement.code.casefold(),
    )


def one_run(
    world: World,
    agreements: list[Record],
    capacity: dict[int, dict[str, Any]],
    month: int,
    unknown_gives: bool,
    undisclosed_ask: bool,
) -> tuple[dict[int, float], dict[tuple[int, int], float], dict[int, float]]:
    """Gives grants, portions by agreement and capacity, and what is left, in one month."""
    left = {
        id: math.inf if facts["possible"] and unknown_gives else facts["effective"]
        for id, facts in capacity.items()
    }
    grants: dict[int, float] = {}
    portions: dict[tuple[int, int], float] = {}
    for a in agreements:
        begin = a.start or a.signed
        active = (begin is None or month >= begin[1]) and (a.end is None or month <= a.end[1])
        volume = world.tonnes(a, a.volume)
        ask = (math.inf if undisclosed_ask else 0.0) if volume is None else volume / 12
        if not active or world.factor(a, "grant", month) == 0:
            ask = 0.0
        drawn = sources(world, a)
        if drawn is None:
            grants[a.id] = ask
            continue
        endless = [c.id for c in drawn if left[c.id] == math.inf]
        known = [c.id for c in drawn if left[c.id] != math.inf]
        grants[a.id] = min(ask, sum(left[c.id] for c in drawn))
        if endless:
            for id in endless:
                portions[a.id, id] = grants[a.id] / len(endless)
            for id in known:
                portions[a.id, id] = left[id] if ask == math.inf else 0.0
                left[id] -= portions[a.id, id]
        else:
            whole = sum(left[id] for id in known)
            for id in known:
                portions[a.id, id] = grants[a.id] * left[id] / whole if whole > 0 else 0.0
            for id in known:
                left[id] -= portions[a.id, id]
    return grants, portions, left


class Plan:
    """Everything month by month for one material (None: all)."""

    def __init__(
        self, dataset: Dataset, first: int, count: int, material: str | None, scenario: str | None
    ) -> None:
        world = World(dataset)
        if scenario is not None:
            apply_scenario(world, scenario)
        self.world, self.months = world, range(first, first + count)

        def wanted(record: Record) -> bool:
            return material is None or world.get("material", record.material).code == material

        self.capacity = [c for c in world.all("capacity") if wanted(c)]
        self.demand = [d for d in world.all("demand") if wanted(d)]
        self.stock = [s for s in world.all("stock") if wanted(s)]
        self.agreements = [a for a in world.all("agreement") if wanted(a) and a.status == "active"]
        self.agreements.sort(key=lambda a: turn(world, a))
        self.curves = {m: {c.id: curves(world, c, m) for c in self.capacity} for m in self.months}
        named = {c.id for c in self.capacity}
        self.runs: dict[int, list[Any]] = {}
        for m in self.months:
            facts = self.curves[m]
            # Named capacity of another metal is drawn on by nobody here.
            assert all(c.id in named for a in self.agreements for c in sources(world, a) or [])
            self.runs[m] = [
                one_run(world, self.agreements, facts, m, *assumed)
                for assumed in itertools.product((False, True), (False, True))
            ]

    def grant(self, agreement: Record, month: int) -> tuple[float, float]:
        values = [grants[agreement.id] for grants, _, _ in self.runs[month]]
        return min(values), max(values)

    def portion(self, agreement: Record, capacity: Record, month: int) -> tuple[float, float]:
        values = [p.get((agreement.id, capacity.id), 0.0) for _, p, _ in self.runs[month]]
        return min(values), max(values)

    def free(self, capacity: Record, month: int) -> tuple[float, float]:
        values = [left[capacity.id] for _, _, left in self.runs[month]]
        return min(values), max(values)

    def given(self, capacity: Record, month: int) -> tuple[float, float]:
        values = [
            sum(part for (_, id), part in portions.items() if id == capacity.id)
            for _, portions, _ in self.runs[month]
        ]
        return min(values), max(values)


def periods(months: range, by: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for month in months:
        found.setdefault(text_of(month, by), []).append(month)
    return found


def json_number(value: float) -> float | None:
    return None if value == math.inf else value


def plan_json(
    dataset: Dataset, material: str, first: int, count: int, by: str,
    whom: list[str] | None, scenario: str | None,
) -> dict[str, Any]:  # fmt: skip
    plan = Plan(dataset, first, count, material, scenario)
    groups = periods(plan.months, by)
    return {
        "periods": list(groups),
        "capacity": capacity_part(plan, groups),
        "balance": balance_part(plan, groups, whom),
    }


def capacity_part(plan: Plan, groups: dict[str, list[int]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    names = ("nameplate", "effective", "expected", "effective_early", "effective_late")
    for name in names:
        found[name] = [
            sum(plan.curves[m][c.id][name] for m in group for c in plan.capacity)
            for group in groups.values()
        ]
    unknown = [
        c for c in plan.capacity
        if c.stage not in ("closed", "cancelled") and plan.world.tonnes(c, c.nameplate) is None
    ]  # fmt: skip
    found["at_least"] = any(plan.curves[m][c.id]["touched"] for m in plan.months for c in unknown)
    found["unknown"] = [c.code for c in unknown]
    found["by_record"] = {
        c.code: {
            name: [
                None if c in unknown else sum(plan.curves[m][c.id][name] for m in group)
                for group in groups.values()
            ]
            for name in names[:3]
        }
        for c in plan.capacity
    }
    return found


def opening(plan: Plan, whom: list[str] | None) -> float:
    first = dt.date(plan.months[0] // 12, plan.months[0] % 12 + 1, 1)
    places: dict[Any, list[Record]] = {}
    for count in plan.stock:
        code = plan.world.get("organization", count.organization).code
        if whom is None or code in whom:
            places.setdefault((code, count.location, count.form), []).append(count)
    total = 0.0
    for counts in places.values():
        before = [c for c in counts if c.as_of <= first]
        day = max(c.as_of for c in before) if before else min(c.as_of for c in counts)
        chosen = [c for c in counts if c.as_of == day][-1]
        tonnes = plan.world.tonnes(chosen, chosen.quantity) or 0.0
        total += tonnes * (100 if chosen.usable is None else chosen.usable) / 100
    return total


def balance_part(
    plan: Plan, groups: dict[str, list[int]], whom: list[str] | None
) -> dict[str, Any]:
    world = plan.world

    def meant(id: int) -> bool:
        return whom is None or world.get("organization", id).code in whom

    need = {m: sum(demand_of(world, d, m) for d in plan.demand if meant(d.organization))
            for m in plan.months}  # fmt: skip
    low: dict[str, dict[int, float]] = {band: {} for band in BANDS}
    high: dict[str, dict[int, float]] = {band: {} for band in BANDS}
    for m in plan.months:
        for band in FIRMNESS:
            own = [a for a in plan.agreements if a.firmness == band and meant(a.buyer)]
            low[band][m] = sum(plan.grant(a, m)[0] for a in own)
            high[band][m] = sum(plan.grant(a, m)[1] for a in own)
        sold = [
            c
            for c in plan.capacity
            if "supplier" in world.get("organization", world.get("plant", c.plant).owner).roles
        ]
        low["free capacity"][m] = sum(plan.free(c, m)[0] for c in sold)
        high["free capacity"][m] = sum(plan.free(c, m)[1] for c in sold)
    stock = opening(plan, whom)
    return {
        "demand": [sum(need[m] for m in group) for group in groups.values()],
        "opening_stock": stock,
        "receipts": {b: [sum(low[b][m] for m in g) for g in groups.values()] for b in BANDS},
        "receipts_high": {
            b: [json_number(sum(high[b][m] for m in g)) for g in groups.values()] for b in BANDS
        },
        "bands": {
            b: band_part(plan, groups, stock, need, [low[c] for c in BANDS[: BANDS.index(b) + 1]])
            for b in BANDS
        },
    }


def band_part(
    plan: Plan,
    groups: dict[str, list[int]],
    stock: float,
    need: dict[int, float],
    receipts: list[dict[int, float]],
) -> dict[str, Any]:
    shortage, closing = {}, {}
    first: str | None = None
    cover = float(len(plan.months))
    for m in plan.months:
        there = stock + sum(receipt[m] for receipt in receipts)
        stock = max(0.0, there - need[m])
        lacking = max(0.0, need[m] - there)
        shortage[m], closing[m] = (lacking if lacking >= 1e-9 else 0.0), stock
        if shortage[m] and first is None:
            first, cover = text_of(m, "month"), m - plan.months[0] + there / need[m]
    return {
        "shortage": [sum(shortage[m] for m in group) for group in groups.values()],
        "closing_stock": [closing[group[-1]] for group in groups.values()],
        "total_shortage": sum(shortage.values()),
        "first_short": first,
        "cover_months": cover,
    }


def promises_json(
    dataset: Dataset, material: str | None, first: int, count: int, by: str, scenario: str | None
) -> dict[str, Any]:
    plan = Plan(dataset, first, count, material, scenario)
    groups = periods(plan.months, by).values()

    def sums(pair: Any) -> list[list[float | None]]:
        return [
            [json_number(sum(pair(m)[0] for m in g)), json_number(sum(pair(m)[1] for m in g))]
            for g in groups
        ]

    def asked(a: Record, m: int) -> tuple[float, float]:
        volume = plan.world.tonnes(a, a.volume)
        if volume is None:
            return 0.0, plan.grant(a, m)[1]
        begin = a.start or a.signed
        active = (begin is None or m >= begin[1]) and (a.end is None or m <= a.end[1])
        ask = volume / 12 * active * plan.world.factor(a, "grant", m)
        return ask, ask

    def short(a: Record, m: int) -> tuple[float, float]:
        if plan.world.tonnes(a, a.volume) is None:
            return 0.0, 0.0
        return asked(a, m)[0] - plan.grant(a, m)[1], asked(a, m)[0] - plan.grant(a, m)[0]

    def on(c: Record) -> list[dict[str, Any]]:
        return [
            {
                "code": a.code,
                "asked": sums(lambda m, a=a: asked(a, m)),
                "granted": sums(lambda m, a=a: plan.portion(a, c, m)),
                "short": sums(lambda m, a=a: short(a, m)),
            }
            for a in plan.agreements
            if c in (sources(plan.world, a) or [])
        ]

    def effective(c: Record, m: int) -> float:
        facts = plan.curves[m][c.id]
        return math.inf if facts["possible"] else facts["effective"]

    return {
        "capacity": {
            c.code: {
                "effective": [json_number(sum(effective(c, m) for m in g)) for g in groups],
                "granted": sums(lambda m, c=c: plan.given(c, m)),
                "free": sums(lambda m, c=c: plan.free(c, m)),
                "agreements": on(c),
            }
            for c in plan.capacity
        },
        "not_on_record": [a.code for a in plan.agreements if sources(plan.world, a) is None],
    }
