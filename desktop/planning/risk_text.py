"""Risk text: what concentration and losses say, in the language in use."""

from __future__ import annotations

import math

from desktop.core.fields import plain
from desktop.core.i18n import Text, locale
from desktop.core.partial_date import PartialDate
from desktop.core.territory import country_names
from desktop.planning.concentration import ORIGINS, UNKNOWN, Loss
from desktop.planning.exposure import MARKET, Exposure, largest, record_of
from desktop.planning.timeline_text import figure, in_sentence, tonnes

ORIGIN_NAMES = {
    "supplier": Text("Supplier"),
    "country": Text("Country"),
    "parent": Text("Parent"),
    "feed": Text("Feed country"),
}
KIND_NAMES = {
    "supplier": Text("Supplier"),
    "plant": Text("Plant"),
    "country": Text("Country"),
}
#: Above this index a market counts as highly concentrated in the merger guidelines that the US
#: Department of Justice and the Federal Trade Commission issued in 2023 (1,800 of 10,000 points).
HIGHLY_CONCENTRATED = 0.18


def month_text(month: int) -> str:
    """Give a month as dates are written."""
    return PartialDate.of_month(month).shown()


def year_text(year: int) -> str:
    """Give a year as dates are written."""
    return PartialDate(year, "year", 0).shown()


def time_text(shown: Exposure) -> str:
    """Give the year asked for, or the first and the last of all of them."""
    year = shown.question.year
    if year is not None:
        return year_text(year)
    return f"{year_text(shown.years[0])}–{year_text(shown.years[-1])}"


def index_text(ends: tuple[float, float] | None) -> str:
    """Give an index with two digits after the decimal sign, as an interval: `0.08–1`."""
    if ends is None or any(math.isnan(end) for end in ends):
        return "–"
    low, high = (plain(round(end, 2)) for end in ends)
    return low if low == high else f"{low}–{high}"


def percent(share: float) -> str:
    """Give a share in percent, whole numbers but for small shares."""
    return f"{figure(100 * share) if share < 0.0995 else plain(round(100 * share))} %"


def source_name(shown: Exposure, kind: str, code: str) -> str:
    """Give what people call a source: the name of a record or of a country."""
    if code == UNKNOWN:
        return str(Text("unknown origin"))
    record = record_of(shown.dataset, kind, code)
    if record is not None:
        return str(shown.dataset[record[0]][record[1]].display_name())
    return country_names(locale().language).get(code, code)


def headline(shown: Exposure) -> str:
    """Give the answer in a sentence."""
    worst = shown.damaging
    if not worst:
        return str(
            Text("{material} for {whom}: no single loss adds to the shortage in {time}",
                 material=shown.material, whom=whom_text(shown), time=time_text(shown))
        )  # fmt: skip
    name = source_name(shown, worst[0].kind, worst[0].code)
    return str(
        Text("{material} for {whom}: the worst single loss is {name}, {n} short in {time}",
             material=shown.material, whom=whom_text(shown), name=name,
             n=tonnes(worst[0].shortage_added), time=time_text(shown))
    )  # fmt: skip


def whom_text(shown: Exposure) -> str:
    """Give the names of the organizations, or that it is all of them."""
    return shown.whom or str(Text("all organizations"))


def subtitle(shown: Exposure) -> str:
    """Give what shares are taken of, what they leave out, and the scenario."""
    if shown.question.basis == MARKET:
        said = Text("Concentration of all effective {material} capacity by year, whoever buys it.",
                    material=in_sentence(shown.material))  # fmt: skip
    else:
        said = Text("Concentration of what {whom} is sure to receive under agreements, by year.",
                    whom=whom_text(shown))  # fmt: skip
    parts = [str(said), str(Text("1 is a single source, 0.5 like two equal ones."))]
    empty = [
        y for y, v in zip(shown.years, shown.courses["supplier"].low, strict=True) if math.isnan(v)
    ]
    if empty:
        parts.append(str(Text("Nothing is sure in {years}.", years=_years_text(empty))))
    if shown.undisclosed:
        parts.append(
            str(Text.count(shown.undisclosed, "{n} agreement of undisclosed volume is not counted.",
                           "{n} agreements of undisclosed volume are not counted."))
        )  # fmt: skip
    if shown.at_least:
        parts.append(str(Text("Capacity of unknown nameplate is not counted.")))
    if shown.scenario:
        parts.append(str(Text("Scenario: {name}.", name=shown.scenario)))
    return " ".join(parts)


def _years_text(years: list[int]) -> str:
    """Give years with the stretches among them from the first to the last: `2026, 2030–2032`."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    ends = [dict.fromkeys((year_text(run[0]), year_text(run[-1]))) for run in runs]
    return ", ".join("–".join(pair) for pair in ends)


def loss_sentence(shown: Exposure, loss: Loss) -> str:
    """Give what a loss does: `Losing Trail adds 0.11 t short, from 2027-02`."""
    name = source_name(shown, loss.kind, loss.code)
    if loss not in shown.damaging:
        return str(Text("Losing {name} adds nothing to the shortage", name=name))
    added, base = tonnes(loss.shortage_added), shown.first_short
    first = None if loss.first_short is None else shown.horizon.first + loss.first_short
    if first is None:
        return str(Text("Losing {name} adds {n} short", name=name, n=added))
    places = {"name": name, "n": added, "month": month_text(first)}
    if base is not None and base <= first:
        return str(
            Text("Losing {name} adds {n} short; the first short month is {month} even without "
                 "this loss", **places)
        )  # fmt: skip
    if shown.question.year is not None:
        return str(Text("Losing {name} adds {n} short in {year}; it is short from {month}",
                        year=year_text(shown.question.year), **places))  # fmt: skip
    return str(Text("Losing {name} adds {n} short, from {month}", **places))


def loss_month(shown: Exposure, loss: Loss) -> str:
    """Give the first short month with a loss."""
    if loss.first_short is None:
        return "–"
    return month_text(shown.horizon.first + loss.first_short)


def harmless_text(shown: Exposure) -> str:
    """Give how many losses add nothing."""
    n = len(shown.harmless)
    return str(Text.count(n, "{n} loss adds nothing", "{n} losses add nothing"))


def share_lines(shown: Exposure, origin: str) -> list[tuple[str, str, float]]:
    """Give the sources of an origin in the months asked for: code, name and share."""
    kind = "country" if origin == "feed" else origin
    return [
        (code, source_name(shown, kind, code), share)
        for code, share in largest(shown.shares[origin])
    ]


def summary(shown: Exposure) -> str:
    """Give the chart in words, for a screen reader."""
    said = [headline(shown) + ".", subtitle(shown)]
    for origin in ORIGINS:
        course = shown.courses[origin]
        ends = zip(course.low.tolist(), course.high.tolist(), strict=True)
        by_year = [
            f"{year_text(year)} {index_text(pair)}"
            for year, pair in zip(shown.years, ends, strict=True)
        ]
        said.append(f"{ORIGIN_NAMES[origin]}: {', '.join(by_year)}.")
    return " ".join(said)


def table(shown: Exposure) -> list[list[str | float]]:
    """Give concentration by year, shares and losses as one table of numbers."""
    rows: list[list[str | float]] = [
        [str(Text("Concentration, 0 to 1")), *map(year_text, shown.years)]
    ]
    for origin in ORIGINS:
        course = shown.courses[origin]
        for label, ends in (
            (Text("{label}, at least", label=ORIGIN_NAMES[origin]), course.low),
            (Text("{label}, at most", label=ORIGIN_NAMES[origin]), course.high),
        ):
            rows.append([str(label), *("" if math.isnan(v) else v for v in ends.tolist())])
    rows += [[], [str(Text("Share")), time_text(shown), str(Text("t contained"))]]
    for origin in ORIGINS:
        total = sum(shown.shares[origin].values())
        rows += [
            [str(ORIGIN_NAMES[origin]), name, share * total]
            for _, name, share in share_lines(shown, origin)
        ]
    heads = (Text("Loss of"), Text("Name"), Text("Adds, t short"), Text("First short month"))
    rows += [[], [str(head) for head in heads]]
    for loss in shown.losses:
        name = source_name(shown, loss.kind, loss.code)
        rows.append(
            [str(KIND_NAMES[loss.kind]), name, loss.shortage_added, loss_month(shown, loss)]
        )
    return rows
