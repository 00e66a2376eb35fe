"""What is told of a period of the stack beside the pointer: figures, records and sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtGui import QColor

from desktop.core.i18n import Text
from desktop.model.evidence import Source
from desktop.planning.evidence import sources_of
from desktop.planning.timeline import Band, Timeline
from desktop.planning.timeline_promises import Promised
from desktop.planning.timeline_text import figure, interval, period_name, tonnes
from desktop.ui.charts.figure_panel import Row, Sheet
from desktop.ui.charts.firmness import firmness_color

_MOST = 6
_MOST_SOURCES = 3
_LEAST = 1e-9


def stack_facts(
    shown: Timeline, period: int, visible: Sequence[Band], colors: Mapping[str, QColor],
    pointed: Band | Promised | None = None,
) -> Sheet:  # fmt: skip
    """Give all figures of a period; of a band or a line that is pointed at, what makes it up."""
    band = pointed if isinstance(pointed, Band) else None
    rows = [
        Row(b.label, tonnes(float(b.values[period]), bool(b.at_least[period])), colors[b.key],
            strong=band is not None and b.key == band.key)
        for b in reversed(visible)
    ]  # fmt: skip
    if shown.is_sum:
        rows += _totals(shown, period, len(shown.bands) - len(rows), pointed is None)
        rows += _promises(shown, period, pointed)
        rows += _needs(shown, period)
    heading = period_name(shown, period)
    if shown.scenario is not None:
        heading = f"{heading} · {shown.scenario.name}"
    if isinstance(pointed, Promised):
        return Sheet(heading, rows, _agreements(pointed, period))
    return Sheet(heading, rows, _records(shown, band, period))


def _totals(shown: Timeline, period: int, hidden: int, strong: bool) -> list[Row]:
    label = Text("Total, {n} hidden with it", n=hidden) if hidden else Text("Total")
    total = float(shown.total[period])
    said = tonnes(total, bool(shown.at_least[period]))
    rows = [Row(str(label), said, strong=strong, rule_above=True)]
    if shown.early is not None and shown.late is not None:
        early, late = float(shown.early[period]), float(shown.late[period])
        if abs(early - late) > _LEAST:
            said = f"{tonnes(late)} – {tonnes(early)}"
            rows.append(Row(str(Text("with late to early starts")), said))
    if shown.base is not None:
        base = float(shown.base[period])
        rows.append(Row(str(Text("without the scenario")), _changed(base, total)))
    return rows


def _changed(base: float, now: float) -> str:
    if abs(now - base) <= _LEAST:
        return tonnes(base)
    sign = "+" if now > base else "−"
    return str(Text("{n} t ({change} t)", n=figure(base), change=sign + figure(abs(now - base))))


def _promises(shown: Timeline, period: int, pointed: Band | Promised | None) -> list[Row]:
    return [
        Row(
            str(firmness_label(one.firmness)),
            interval(float(one.low[period]), float(one.high[period])),
            firmness_color(one.firmness) if one.firmness != "non-binding" else None,
            strong=one is pointed,
            rule_above=first == 0,
        )
        for first, one in enumerate(one for one in shown.promised if one.high[period] > 0)
    ]


def firmness_label(firmness: str) -> Text:
    """Give how promises of a firmness are called in the chart."""
    if firmness == "binding":
        return Text("Contracted")
    if firmness == "conditional":
        return Text("Contracted on a condition")
    return Text("Not binding (MOU, LOI)")


def _needs(shown: Timeline, period: int) -> list[Row]:
    if not shown.demand.any():
        return []
    need = float(shown.demand[period])
    if shown.base_demand is None or abs(shown.base_demand[period] - need) <= _LEAST:
        return [Row(str(Text("Demand")), tonnes(need))]
    said = _changed(float(shown.base_demand[period]), need)
    return [Row(str(Text("Demand")), tonnes(need)), Row(str(Text("without the scenario")), said)]


def _agreements(one: Promised, period: int) -> list[str]:
    """Name the agreements behind a line, the largest first."""
    high = one.parts_high[:, period]
    order = [int(i) for i in np.argsort(-high, kind="stable") if high[i] > 0]
    named = [
        f"{one.codes[i]} {interval(float(one.parts_low[i, period]), float(high[i]))}"
        for i in order[:_MOST]
    ]
    said = _listed(named, len(order))
    notes = [str(Text("By {agreements}", agreements=said))] if named else []
    unseen = [one.codes[i] for i in order if one.at_word[i]]
    if unseen:
        text = Text("Their sellers have no capacity on record: {agreements}",
                    agreements=_listed(unseen[:_MOST], len(unseen)))  # fmt: skip
        notes.append(str(text))
    return notes


def _listed(items: Sequence[str], count: int) -> str:
    """Give items with commas, and how many more there are."""
    more = [str(Text("{n} more", n=count - len(items)))] if count > len(items) else []
    return ", ".join([*items, *more])


def _records(shown: Timeline, band: Band | None, period: int) -> list[str]:
    """Name the records behind a band, the largest first, and who said so."""
    if band is None:
        return []
    table = shown.dataset["capacity"]
    order = [int(i) for i in np.argsort(-band.parts[:, period], kind="stable")]
    giving = [i for i in order if band.parts[i, period] > 0 and band.ids[i] not in band.unknown]
    named = [
        f"{table[band.ids[i]].code} {tonnes(float(band.parts[i, period]))}" for i in giving[:_MOST]
    ]
    said = _listed(named, len(giving))
    notes = [str(Text("From {records}", records=said))] if named else []
    notes += _sources(shown, [band.ids[i] for i in giving[:_MOST]])
    if band.unknown and band.at_least[period]:
        codes = ", ".join(table[id].code for id in band.unknown[:_MOST])
        notes.append(str(Text("Not counted, nameplate unknown: {records}", records=codes)))
    return notes


def _sources(shown: Timeline, ids: Sequence[int]) -> list[str]:
    """Name the sources on which records rest, one line each."""
    found: dict[int, Source] = {}
    for id in ids:
        for source in sources_of(shown.dataset, shown.dataset["capacity"][id]):
            found.setdefault(source.id, source)
        if len(found) > _MOST_SOURCES:
            break
    lines = []
    for source in list(found.values())[:_MOST_SOURCES]:
        when = source.published.shown() if source.published else "?"
        said = Text("Source: {publisher}, {date} ({code})", publisher=source.publisher,
                    date=when, code=source.code)  # fmt: skip
        lines.append(str(said))
    if len(found) > _MOST_SOURCES:
        lines.append(str(Text("and further sources")))
    return lines
