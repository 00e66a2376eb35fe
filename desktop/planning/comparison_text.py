"""Comparison text: what two scenarios differ in, in words, in the language in use."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.core.i18n import Text
from desktop.planning.balance import FREE, NO_SHORTAGE
from desktop.planning.balance_sheet import BalanceSheet
from desktop.planning.balance_text import UP_TO, month_text, period_text, unit_text, whom_text
from desktop.planning.comparison import Part, Waterfall
from desktop.planning.timeline_text import figure, tonnes

#: What is explained, as a choice and along the axis.
QUANTITY_NAMES = {
    "shortage": Text("Shortage"),
    "receipts": Text("Receipts"),
    "supply": Text("Effective capacity"),
}
_AXES = {
    "shortage": Text("Shortage in t contained, {first} to {last}"),
    "receipts": Text("Receipts in t contained, {first} to {last}"),
    "supply": Text("Effective capacity in t contained, {first} to {last}"),
}
_COUNTING = {
    "binding": Text("counting binding agreements only"),
    "conditional": Text("counting conditional agreements too"),
    "non-binding": Text("counting non-binding promises too"),
    FREE: Text("counting free capacity of suppliers too"),
}
#: Parts smaller than this, in t, are none.
NOTHING = NO_SHORTAGE


@dataclass(frozen=True, eq=False)
class Pair:
    """Two balances for one question, those of the scenarios A and B."""

    a: BalanceSheet
    b: BalanceSheet
    band: str

    @property
    def sides(self) -> tuple[BalanceSheet, BalanceSheet]:
        """Both, A first."""
        return self.a, self.b


def side_name(shown: BalanceSheet) -> str:
    """Give the name of a side: its scenario, or the records as they are."""
    return shown.scenario or str(Text("The records as they are"))


def side_verdict(shown: BalanceSheet, band: str) -> str:
    """Give the first short month and the total shortage of a side."""
    first = shown.first_short(band)
    if first is None:
        return str(Text("never short"))
    total = shown.found.bands[band].total_shortage
    return str(Text("first short {month} · {t} short", month=month_text(first), t=tonnes(total)))


def subtitle(pair: Pair) -> str:
    """Give what is compared, for whom, counting what, in which unit."""
    return str(
        Text("{material} for {whom}, {counting}; {unit}, both charts on the same scale.",
             material=pair.a.material, whom=whom_text(pair.a), counting=_COUNTING[pair.band],
             unit=unit_text(pair.a))
    )  # fmt: skip


def difference(pair: Pair) -> str:
    """Give what B changes against A in one or two sentences."""
    amount = _amount(pair)
    first, then = (side.first_short(pair.band) for side in pair.sides)
    if first == then:
        if first is None:
            return str(Text("Neither is ever short up to {last}.",
                            last=month_text(pair.a.horizon.last)))  # fmt: skip
        return f"{amount} {Text('The first short month stays {month}.', month=month_text(first))}"
    return f"{amount} {_moved(first, then)}"


def _amount(pair: Pair) -> str:
    before, after = (side.found.bands[pair.band].total_shortage for side in pair.sides)
    names = {"b": side_name(pair.b), "a": side_name(pair.a)}
    gap = after - before
    if abs(gap) <= NOTHING:
        return str(Text("“{a}” and “{b}” are equally short: {total}.", total=tonnes(before),
                        **names))  # fmt: skip
    said = {"n": tonnes(abs(gap)), "after": tonnes(after), "before": tonnes(before), **names}
    if gap > 0:
        return str(Text("“{b}” is {after} short, {n} more than “{a}” ({before}).", **said))
    return str(Text("“{b}” is {after} short, {n} less than “{a}” ({before}).", **said))


def _moved(first: int | None, then: int | None) -> Text:
    if then is None:
        return Text("It is never short any more; the first short month was {month}.",
                    month=month_text(first or 0))  # fmt: skip
    if first is None:
        return Text("It becomes short for the first time in {month}.", month=month_text(then))
    months = abs(then - first)
    places = {"before": month_text(first), "after": month_text(then)}
    if then < first:
        return Text.count(
            months,
            "The first short month moves from {before} to {after}, {n} month earlier.",
            "The first short month moves from {before} to {after}, {n} months earlier.", **places,
        )  # fmt: skip
    return Text.count(
        months,
        "The first short month moves from {before} to {after}, {n} month later.",
        "The first short month moves from {before} to {after}, {n} months later.", **places,
    )  # fmt: skip


def signed(value: float) -> str:
    """Give a number with its sign, with three significant digits."""
    if abs(value) <= NOTHING:
        return "0"
    return ("+" if value > 0 else "−") + figure(abs(value))


def part_text(part: Part) -> str:
    """Give the tonnes of a part with sign, word and, where it was estimated, its error."""
    error = _error(part)
    if abs(part.tonnes) <= NOTHING:
        return str(Text("0 t, no change")) if not error else f"0{error} t"
    amount = f"{signed(part.tonnes)}{error}"
    return str(Text("{n} t more", n=amount) if part.tonnes > 0 else Text("{n} t less", n=amount))


def shown_parts(gap: Waterfall) -> list[Part]:
    """Give the parts that change something, in stacking order."""
    return [part for part in gap.parts if abs(part.tonnes) > NOTHING or part.error > NOTHING]


def idle_parts(gap: Waterfall) -> list[Part]:
    """Give the parts that change nothing."""
    shown = shown_parts(gap)
    return [part for part in gap.parts if part not in shown]


def equation(gap: Waterfall) -> str:
    """Give the gap as a sum: "−4.2 t = −3 start 9 months later, −1.2 supply stopped in China"."""
    parts = shown_parts(gap)
    if not parts:
        return str(Text("The adjustments change nothing here: {n} t in both",
                        n=figure(gap.before)))  # fmt: skip
    # Labels that hold commas themselves need a stronger sign between them.
    between = "; " if any("," in str(part.label) for part in parts) else ", "
    sums = between.join(f"{signed(part.tonnes)}{_error(part)} {part.label}" for part in parts)
    return f"{QUANTITY_NAMES[gap.quantity]} {signed(gap.difference)} t = {sums}"


def _error(part: Part) -> str:
    return f" ± {figure(part.error)}" if part.error > NOTHING else ""


def exactness(gap: Waterfall) -> str:
    """Say how the parts were found, and which adjustments have none."""
    said = (
        Text("Exact; the parts do not depend on the order of the adjustments.")
        if gap.exact
        else Text("Estimated from {n} orders of the adjustments; ± is one standard error.",
                  n=gap.samples or 0)
    )  # fmt: skip
    idle = idle_parts(gap)
    if not idle or not shown_parts(gap):
        return str(said)
    names = "; ".join(str(part.label) for part in idle)
    return f"{said} {Text('No effect here: {names}.', names=names)}"


def axis_text(gap: Waterfall, shown: BalanceSheet) -> str:
    """Give what the bars measure, in which unit, over which months."""
    places = {"first": month_text(shown.horizon.first), "last": month_text(shown.horizon.last)}
    return str(_AXES[gap.quantity]).format(**places)


def summary(pair: Pair, gap: Waterfall | None) -> str:
    """Give the whole comparison in words, for a screen reader."""
    sides = [f"{side_name(side)}: {side_verdict(side, pair.band)}." for side in pair.sides]
    more = [] if gap is None else [equation(gap) + ".", exactness(gap)]
    return " ".join([*sides, difference(pair), *more])


def table(pair: Pair, gap: Waterfall | None) -> list[list[str | float]]:
    """Give the comparison as a table: the parts, then shortage and receipts by period."""
    found: list[list[str | float]] = []
    if gap is not None:
        found.append([axis_text(gap, pair.a), "t"])
        found.append([side_name(pair.a), gap.before])
        found += [[str(part.label), part.tonnes] for part in gap.parts]
        found.append([side_name(pair.b), gap.after])
    periods = [period_text(pair.a, n) for n in range(pair.a.periods.count)]
    found.append([unit_text(pair.a), *periods])
    for side in pair.sides:
        for label, row in (
            (Text("Demand"), side.demand),
            (Text("Receipts, {band}", band=str(UP_TO[pair.band])), side.cumulative(pair.band)),
            (Text("Shortage, {band}", band=str(UP_TO[pair.band])), side.shortage[pair.band]),
        ):
            found.append([f"{side_name(side)}: {label}", *row.tolist()])
    return found
