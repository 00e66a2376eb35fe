"""Balance text: what a balance says of itself, in the language in use."""

from __future__ import annotations

from desktop.core.fields import plain
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.planning.balance import BANDS, FREE, NO_SHORTAGE
from desktop.planning.balance_sheet import BalanceSheet
from desktop.planning.period_rows import PeriodRow, plain_rows
from desktop.planning.timeline_text import UNITS, figure, tonnes

#: How the keys of the table's shortage rows begin; the band follows.
SHORTAGE = "shortage "

#: A band alone.
BAND_NAMES = {
    "binding": Text("Binding"),
    "conditional": Text("Conditional"),
    "non-binding": Text("Non-binding"),
    FREE: Text("Free capacity"),
}
#: A band with all bands before it.
UP_TO = {
    "binding": Text("Binding only"),
    "conditional": Text("+ conditional"),
    "non-binding": Text("+ non-binding"),
    FREE: Text("+ free capacity"),
}
_COUNTING = {
    "binding": Text("counting binding agreements only"),
    "conditional": Text("counting conditional agreements"),
    "non-binding": Text("counting non-binding promises"),
    FREE: Text("counting free capacity of suppliers"),
}


def month_text(month: int) -> str:
    """Give a month as dates are written."""
    return PartialDate.of_month(month).shown()


def period_text(shown: BalanceSheet, period: int) -> str:
    """Give the name of a period as dates are written: 2028, 2028-Q3 or 2028-03."""
    month, by = shown.edges[period], shown.question.by
    part = {"year": 0, "quarter": month % 12 // 3 + 1, "month": month % 12 + 1}
    return PartialDate(month // 12, by, part[by]).shown()


def whom_text(shown: BalanceSheet) -> str:
    """Give the names of the organizations, or that it is all of them."""
    return shown.whom or str(Text("all organizations"))


def unit_text(shown: BalanceSheet) -> str:
    """Give the unit of what flows."""
    return str(UNITS[shown.question.by])


def cover_text(shown: BalanceSheet, band: str) -> str:
    """Give how long demand is met; without a shortage it is at least the horizon."""
    cover = shown.found.bands[band].cover_months
    if shown.first_short(band) is None:
        return str(Text("at least {n} months", n=plain(cover)))
    return str(Text("{n} months", n=figure(cover)))


def headline(shown: BalanceSheet, band: str) -> str:
    """Give the answer in a sentence."""
    first = shown.first_short(band)
    if first is None:
        said = Text("{material} for {whom}: covered to the end of {last} {counting}",
                    material=shown.material, whom=whom_text(shown), counting=_COUNTING[band],
                    last=month_text(shown.horizon.last))  # fmt: skip
    else:
        said = Text("{material} for {whom}: covered for {cover}; first short month {month} "
                    "{counting}", material=shown.material, whom=whom_text(shown),
                    cover=cover_text(shown, band), month=month_text(first),
                    counting=_COUNTING[band])  # fmt: skip
    return str(said)


def subtitle(shown: BalanceSheet) -> str:
    """Give what is drawn, in which unit, under which scenario."""
    flows = Text("Receipts and demand in {unit}; stock in t contained at the end of each month.",
                 unit=unit_text(shown))  # fmt: skip
    if not shown.scenario:
        return str(flows)
    return f"{flows} {Text('Scenario: {name}.', name=shown.scenario)}"


def verdict(shown: BalanceSheet, band: str) -> str:
    """Give the first short month of a band in a few words."""
    first = shown.first_short(band)
    if first is None:
        return str(Text("never short"))
    return str(Text("short from {month}", month=month_text(first)))


def band_summary(shown: BalanceSheet, band: str) -> str:
    """Give shortage and cover of a band, under its verdict."""
    total = shown.found.bands[band].total_shortage
    if total <= NO_SHORTAGE:
        return cover_text(shown, band)
    return str(Text("{t} short · {cover}", t=tonnes(total), cover=cover_text(shown, band)))


def summary(shown: BalanceSheet, band: str) -> str:
    """Give the chart in words, for a screen reader."""
    bands = [
        f"{UP_TO[name]}: {verdict(shown, name)}, {band_summary(shown, name)}." for name in BANDS
    ]
    return " ".join([headline(shown, band) + ".", subtitle(shown), *bands])


def rows(shown: BalanceSheet) -> list[PeriodRow]:
    """Give the lines of the table: demand, receipts, then shortage and stock band by band."""
    found = [PeriodRow("demand", str(Text("Demand")), shown.demand, tone="strong")]
    for name in BANDS:
        label = Text("Receipts, {band}", band=_within(BAND_NAMES[name]))
        found.append(PeriodRow(f"receipts {name}", str(label), shown.receipts[name],
                               shown.receipts_high[name]))  # fmt: skip
    for name in BANDS:
        band = _within(UP_TO[name])
        found += [
            PeriodRow(f"{SHORTAGE}{name}", str(Text("Shortage, {band}", band=band)),
                      shown.shortage[name], tone="warning"),
            PeriodRow(f"opening {name}", str(Text("Opening stock, {band}", band=band)),
                      shown.opening[name]),
            PeriodRow(f"closing {name}", str(Text("Closing stock, {band}", band=band)),
                      shown.closing[name]),
        ]  # fmt: skip
    return found


def _within(name: Text) -> str:
    """Give a name as it stands inside a label."""
    text = str(name)
    return text[:1].lower() + text[1:]


def period_texts(shown: BalanceSheet) -> list[str]:
    """Give the names of all periods."""
    return [period_text(shown, period) for period in range(shown.periods.count)]


def table(shown: BalanceSheet) -> list[list[str | float]]:
    """Give the figures as a table: a row per line, a column per period, numbers throughout."""
    last = shown.periods.count - 1
    found: list[list[str | float]] = [[unit_text(shown), *period_texts(shown)]]
    for row in rows(shown):
        found.extend(plain_rows(row, 0, last))
    return found
