"""Report parts: what balances, timelines, promises and risks tell in a report.

The views print these, and the briefing puts them together: both have the same figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from desktop.core.i18n import Text
from desktop.core.report import (
    Amount,
    Block,
    Cell,
    Chart,
    Paragraph,
    Report,
    Section,
    Series,
    Table,
    today,
)
from desktop.planning import balance_text, promise_text, risk_text, timeline_text
from desktop.planning.balance import BANDS, NO_SHORTAGE
from desktop.planning.balance_sheet import BalanceSheet, counted
from desktop.planning.concentration import ORIGINS
from desktop.planning.exposure import Exposure
from desktop.planning.months import Numbers
from desktop.planning.promise_table import Account, PromiseTable
from desktop.planning.promises import Range
from desktop.planning.timeline import Timeline

#: Names of inks that are no band.
DEMAND, SHORTAGE = "demand", "shortage"


def report(title: str, blocks: Sequence[Block], lines: Sequence[str] = ()) -> Report:
    """Give a report of one section, made today."""
    return Report(title, tuple(lines), (Section("", tuple(blocks)),), today())


def amount(low: float, high: float) -> Cell:
    """Give figures as a cell, one figure where both ends are alike; infinite means no bound."""
    low, high = _tidy(low), _tidy(high)
    found = Amount(low, None if math.isinf(high) else high)
    return low if found.is_exact else found


def _tidy(value: float) -> float:
    return 0.0 if abs(value) < NO_SHORTAGE else value


def amounts(low: Numbers, high: Numbers | None = None) -> list[Cell]:
    """Give figures per period as cells."""
    ends = low if high is None else high
    return [amount(a, b) for a, b in zip(low.tolist(), ends.tolist(), strict=True)]


def plain_table(rows: Sequence[Sequence[str | float]], caption: str = "", keeps: int = 1) -> Table:
    """Give a table whose first row is its head, as charts copy it; shorter rows end blank."""
    head, wide = rows[0], max(len(row) for row in rows)
    padded = [[*row, *[""] * (wide - len(row))] for row in rows[1:]]
    names = [*map(str, head), *[""] * (wide - len(head))]
    return Table(tuple(names), padded, caption, keeps=keeps)


# Capacity


def timeline_blocks(shown: Timeline, drawn: Timeline | None = None) -> list[Block]:
    """Give the chart of capacity over time with its figures, and each record as a line.

    `drawn` is what the chart shows where that is not the same as in the table.
    """
    if not shown.is_sum:
        title = timeline_text.title(shown)
        return [_timeline_chart(shown), plain_table(timeline_text.table(shown), title)]
    blocks: list[Block] = [
        Paragraph(timeline_text.summary(shown)),
        _timeline_chart(drawn or shown),
        _timeline_table(shown),
        _lanes(shown),
    ]
    if shown.unknown:
        codes = ", ".join(shown.dataset["capacity"][id].code for id in shown.unknown)
        said = Text("Not counted, nameplate unknown: {codes}", codes=codes)
        blocks.append(Paragraph(str(said), "warning"))
    return blocks


def _periods(shown: Timeline) -> list[str]:
    return [timeline_text.period_name(shown, n) for n in range(shown.periods.count)]


def _timeline_chart(shown: Timeline) -> Chart:
    series = [Series(band.label, tuple(band.values.tolist())) for band in shown.bands]
    lines = []
    if shown.is_sum and shown.demand.any():
        lines.append(Series(str(Text("Demand")), tuple(shown.demand.tolist()), DEMAND))
    return Chart(
        timeline_text.title(shown),
        str(timeline_text.UNITS[shown.choices.by]),
        tuple(_periods(shown)),
        tuple(series) if shown.is_sum else (),
        tuple(lines) if shown.is_sum else tuple(series),
    )


def _timeline_table(shown: Timeline) -> Table:
    """Give bands as rows and periods as columns; what is unknown on top makes it "at least"."""

    def cells(values: Numbers, at_least: Sequence[bool]) -> list[Cell]:
        pairs = zip(values.tolist(), at_least, strict=True)
        return [Amount(value, None) if more else value for value, more in pairs]

    rows: list[list[Cell]] = []
    for band in [b for whole in shown.bands for b in (whole.members or (whole,))]:
        rows.append([band.label, *cells(band.values, band.at_least.tolist())])
    rows.append([str(Text("Total")), *cells(shown.total, shown.at_least.tolist())])
    rows.append([str(Text("Demand")), *amounts(shown.demand)])
    if shown.base is not None:
        rows.append([str(Text("Total without the scenario")), *amounts(shown.base)])
    unit = str(timeline_text.UNITS[shown.choices.by])
    return Table((unit, *_periods(shown)), rows)


def _lanes(shown: Timeline) -> Table:
    """Give each record with its stage, its time and its nameplate."""

    def month(number: int | None) -> str:
        return "" if number is None else balance_text.month_text(number)

    rows: list[list[Cell]] = []
    for lane in shown.lanes:
        start = month(lane.early)
        if lane.early != lane.late:
            start = f"{start}–{month(lane.late)}"
        stage = str(Text(lane.stage, context="Stage"))
        rows.append(
            [lane.code, lane.name, lane.plant, stage, start, month(lane.end), lane.nameplate]
        )
    heads = (Text("Code"), Text("Name"), Text("Plant"), Text("Stage"), Text("Start"), Text("End"),
             Text("Nameplate, t contained per year"))  # fmt: skip
    return Table(tuple(map(str, heads)), rows, str(Text("Capacity records")))


# Balance


def balance_blocks(
    shown: BalanceSheet, band: str, drawn: BalanceSheet | None = None
) -> list[Block]:
    """Give supply bands against demand, the verdict of each band, and all figures by period.

    `drawn` is what the chart shows where that is not the same as in the table.
    """
    return [
        Paragraph(balance_text.headline(shown, band), "strong"),
        Paragraph(balance_text.subtitle(shown), "muted"),
        balance_chart(drawn or shown, band),
        verdicts(shown),
        balance_table(shown),
        *not_converted(shown),
    ]


def balance_chart(shown: BalanceSheet, band: str) -> Chart:
    """Give receipts by firmness on top of each other, demand and shortage as lines."""
    inside = counted(band)
    areas = [
        Series(str(balance_text.BAND_NAMES[name]), tuple(shown.receipts[name].tolist()), name)
        for name in inside
    ]
    lines = [
        Series(str(Text("Demand")), tuple(shown.demand.tolist()), DEMAND),
        Series(str(Text("Shortage")), tuple(shown.shortage[band].tolist()), SHORTAGE),
    ]
    first = shown.first_short(band)
    return Chart(
        str(Text("Receipts against demand, {band}", band=balance_text.UP_TO[band])),
        balance_text.unit_text(shown),
        tuple(balance_text.period_texts(shown)),
        tuple(areas),
        tuple(lines),
        None if first is None else shown.period_of(first),
        "" if first is None else balance_text.verdict(shown, band),
    )


def verdicts(shown: BalanceSheet) -> Table:
    """Give for each cumulative band the first short month, the total shortage and the cover."""
    rows: list[list[Cell]] = []
    for name in BANDS:
        found, first = shown.found.bands[name], shown.first_short(name)
        never = str(Text("never short"))
        rows.append([
            str(balance_text.UP_TO[name]),
            never if first is None else balance_text.month_text(first),
            found.total_shortage,
            Amount(found.cover_months, None) if first is None else found.cover_months,
        ])  # fmt: skip
    heads = (Text("Counting"), Text("First short month"), Text("Shortage in all, t contained"),
             Text("Forward cover, months"))  # fmt: skip
    marked = {(n, 1) for n, name in enumerate(BANDS) if shown.first_short(name) is not None}
    return Table(tuple(map(str, heads)), rows, str(Text("First short month")), frozenset(marked))


def balance_table(shown: BalanceSheet) -> Table:
    """Give demand, receipts, shortage and stock by period; shortages are marked."""
    rows: list[list[Cell]] = []
    marked: set[tuple[int, int]] = set()
    for n, row in enumerate(balance_text.rows(shown)):
        rows.append([row.label, *amounts(row.low, row.high)])
        if row.tone == "warning":
            short = enumerate(row.low.tolist(), start=1)
            marked |= {(n, column) for column, value in short if value > NO_SHORTAGE}
    unit = balance_text.unit_text(shown)
    head = (unit, *balance_text.period_texts(shown))
    return Table(head, rows, str(Text("Balance by period")), frozenset(marked))


def not_converted(shown: BalanceSheet) -> list[Block]:
    """Say which demand and stock is counted nowhere, since its form is unknown."""
    if not shown.found.not_converted:
        return []
    codes = ", ".join(shown.found.not_converted)
    return [Paragraph(str(Text("Not counted, gross without a form: {codes}", codes=codes)),
                      "warning")]  # fmt: skip


# Promises


def promise_blocks(shown: PromiseTable, accounts: Iterable[Account]) -> list[Block]:
    """Give who is promised what of each capacity record."""
    chosen = list(accounts)
    periods = promise_text.period_names(shown)
    blocks: list[Block] = [
        Paragraph(promise_text.headline(shown), "strong"),
        Paragraph(promise_text.subtitle(shown), "muted"),
    ]
    over = [account for account in chosen if account.first_short() is not None]
    blocks += [Paragraph(promise_text.title(account, periods) + ".") for account in over]
    return [*blocks, promise_table_of(shown, chosen)]


def promise_table_of(shown: PromiseTable, accounts: Iterable[Account]) -> Table:
    """Give accounts as one table, intervals and all."""
    heads = (Text("Capacity"), Text("Agreement"), Text("Who and how firm"), Text("Figure"))
    rows: list[list[Cell]] = []
    for account in accounts:
        _add_account(rows, account)
    head = (*map(str, heads), *promise_text.period_names(shown))
    marked = {
        (n, column)
        for n, row in enumerate(rows)
        if row[3] == str(promise_text.FIGURES["short"])
        for column, cell in enumerate(row)
        if column > 3 and _is_some(cell)
    }
    return Table(head, rows, promise_text.unit_text(shown), frozenset(marked), keeps=4)


def _add_account(rows: list[list[Cell]], account: Account) -> None:
    capacity = account.capacity
    status = str(promise_text.STATUS_NAMES[account.status])
    code = status if capacity is None else capacity.code

    def line(agreement: str, who: str, figure: str, found: Range) -> None:
        name = str(promise_text.FIGURES[figure])
        rows.append([code, agreement, who, name, *amounts(found.low, found.high)])

    if capacity is not None:
        line("", ", ".join(p for p in (account.name, status) if p), "effective", account.effective)
    for promise in account.promises:
        who = f"{promise_text.party(promise)}, {promise_text.terms(promise)}"
        for figure, found in promise_text.figures_of(promise).items():
            line(promise.agreement.code, who, figure, found)
    if capacity is not None:
        line("", "", "free", account.free)


def _is_some(cell: Cell) -> bool:
    if isinstance(cell, Amount):
        return cell.high is None or cell.high > NO_SHORTAGE
    return isinstance(cell, float) and cell > NO_SHORTAGE


# Risk


def risk_blocks(shown: Exposure) -> list[Block]:
    """Give on how few sources metal depends, and what the loss of each would do, in words."""
    return [
        Paragraph(risk_text.headline(shown), "strong"),
        Paragraph(risk_text.subtitle(shown), "muted"),
        *(Paragraph(risk_text.loss_sentence(shown, loss) + ".") for loss in shown.damaging),
        *([Paragraph(risk_text.harmless_text(shown), "muted")] if shown.harmless else []),
        *([losses_table(shown)] if shown.damaging else []),
        _concentration_chart(shown),
        concentration_table(shown),
        _shares_table(shown),
    ]


def losses_table(shown: Exposure) -> Table:
    """Give each loss that adds shortage, how much, and the first short month with it."""
    rows: list[list[Cell]] = [
        [str(risk_text.KIND_NAMES[loss.kind]), loss.code,
         risk_text.source_name(shown, loss.kind, loss.code), loss.shortage_added,
         risk_text.loss_month(shown, loss)]
        for loss in shown.damaging
    ]  # fmt: skip
    heads = (Text("Loss of"), Text("Code"), Text("Name"), Text("Adds, t short"),
             Text("First short month"))  # fmt: skip
    marked = {(n, 3) for n in range(len(rows))}
    caption = str(Text("What each loss would cost, {time}", time=risk_text.time_text(shown)))
    return Table(tuple(map(str, heads)), rows, caption, frozenset(marked), keeps=3)


def _concentration_chart(shown: Exposure) -> Chart:
    lines = []
    for origin in ORIGINS:
        low = tuple(shown.courses[origin].low.tolist())  # no number in a year without receipts
        lines.append(Series(str(risk_text.ORIGIN_NAMES[origin]), low))
    years = tuple(map(risk_text.year_text, shown.years))
    title = str(Text("Concentration by year, the low end"))
    return Chart(title, str(Text("index, 0 to 1")), years, (), tuple(lines))


def concentration_table(shown: Exposure) -> Table:
    """Give the index of each origin by year; a year without receipts is blank."""
    rows: list[list[Cell]] = []
    for origin in ORIGINS:
        course = shown.courses[origin]
        ends = zip(course.low.tolist(), course.high.tolist(), strict=True)
        cells: list[Cell] = ["" if math.isnan(low) else amount(low, high) for low, high in ends]
        rows.append([str(risk_text.ORIGIN_NAMES[origin]), *cells])
    head = (str(Text("Concentration, 0 to 1")), *map(risk_text.year_text, shown.years))
    return Table(head, rows)


def _shares_table(shown: Exposure) -> Table:
    rows: list[list[Cell]] = []
    for origin in ORIGINS:
        total = sum(shown.shares[origin].values())
        for _, name, share in risk_text.share_lines(shown, origin):
            name_of = str(risk_text.ORIGIN_NAMES[origin])
            rows.append([name_of, name, share * total, risk_text.percent(share)])
    heads = (Text("Share of"), Text("Name"), Text("t contained"), Text("Share"))
    return Table(tuple(map(str, heads)), rows, risk_text.time_text(shown), keeps=2)
