"""What is told of one capacity record beside its lane: its figures, and who said so."""

from __future__ import annotations

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text, join, locale
from desktop.core.partial_date import PartialDate
from desktop.core.territory import country_names
from desktop.model.evidence import Claim
from desktop.model.plants import Capacity
from desktop.model.preferences import preferences_of, stage_probability
from desktop.planning.curves import yearly_tonnes
from desktop.planning.timeline_lanes import Lane
from desktop.planning.timeline_text import figure
from desktop.ui.charts.figure_panel import Row, Sheet
from desktop.ui.theme import stage_color

_MOST_CLAIMS = 5


def nameplate_text(nameplate: float | None) -> str:
    """Give the nameplate of a lane in short: `12 t/y`, or that it is unknown."""
    return str(Text("unknown") if nameplate is None else Text("{n} t/y", n=figure(nameplate)))


def stage_text(stage: str) -> str:
    """Give a stage in the language in use."""
    return str(Text(stage, context="Stage"))


def lane_label(lane: Lane) -> str:
    """Give what a lane is called: its name, else its plant."""
    return lane.name or lane.plant


def ended_text(month: int) -> str:
    """Say when a record ended."""
    return str(Text("ended {month}", month=_name(month)))


def facts(record: Capacity, dataset: Dataset, lane: Lane | None = None) -> Sheet:
    """Give everything that is known of a record, and the claims of sources about it.

    Its lane tells what the active scenario does to it.
    """
    title = {name: str(field.title) for name, field in Capacity.type.by_name.items()}
    plant = dataset["plant"][record.plant]
    owner = dataset.get("organization", plant.owner)
    country = country_names(locale().language).get(plant.country, plant.country)
    rows = [
        Row(str(Text("Code")), record.code),
        Row(title["plant"], join([plant.display_name(), country])),
        Row(str(plant.type.by_name["owner"].title), owner.display_name() if owner else ""),
        Row(title["stage"], stage_text(record.stage), stage_color(record.stage)),
        Row(title["nameplate"], _nameplate(record, dataset), strong=True),
        Row(title["start"], _start(record), strong=True),
        Row(title["end"], _month("end", record) or str(Text("open"))),
        Row(title["ramp_up"], _ramp(record)),
        Row(title["utilization"], f"{figure(_or(record.utilization, 100.0))}%"),
        Row(title["probability"], _probability(record, dataset)),
    ]
    rows[6:6] = _moved(lane)
    if record.joint_with is not None:
        other = dataset.code_of("capacity", record.joint_with)
        rows.append(Row(title["joint_with"], other or "?"))
    return Sheet(record.name or plant.display_name(), rows, _claims(record, dataset), True)


def _moved(lane: Lane | None) -> list[Row]:
    """Tell where a scenario moves the start, and when it stops the supply."""
    rows: list[Row] = []
    if lane is None:
        return rows
    if lane.shift and lane.likely is not None:
        said = Text.count(
            abs(lane.shift), "{month}, {sign}{n} month", "{month}, {sign}{n} months",
            month=_name(lane.likely), sign="+" if lane.shift > 0 else "−",
        )  # fmt: skip
        rows.append(Row(str(Text("in the scenario")), str(said), strong=True))
    for first, last in lane.stops:
        if first is None:
            said = Text("always") if last is None else Text("until {last}", last=_name(last))
        elif last is None:
            said = Text("from {first}", first=_name(first))
        else:
            said = Text("{first} to {last}", first=_name(first), last=_name(last))
        rows.append(Row(str(Text("stopped by the scenario")), str(said), strong=True))
    return rows


def _name(month: int) -> str:
    return PartialDate.of_month(month).shown()


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def _nameplate(record: Capacity, dataset: Dataset) -> str:
    yearly = yearly_tonnes(record, dataset)
    if yearly is None:
        return str(Text("unknown, counted nowhere"))
    contained = str(Text("{n} t contained a year", n=figure(yearly)))
    if record.basis == "contained" and record.unit == "t":
        return contained
    form = dataset.get("form", record.form)
    typed = join(
        [record.type.by_name["nameplate"].format(record.nameplate), record.unit,
         record.type.by_name["basis"].format(record.basis), form.name if form else ""],
        " ",
    )  # fmt: skip
    return f"{contained} ({typed.strip()})"


def _month(name: str, record: Capacity) -> str:
    """Give a partial date as it was typed, with the month that planning takes for it."""
    date = getattr(record, name)
    if date is None:
        return ""
    typed: str = date.shown()
    if date.precision in ("month", "day"):
        return typed
    return str(Text("{date}, likely {month}", date=typed, month=_name(date.likely_month)))


def _start(record: Capacity) -> str:
    return _month("start", record) or str(Text("not given: runs already"))


def _ramp(record: Capacity) -> str:
    if not record.ramp_up or record.ramp_profile == "step":
        return str(Text("none"))
    profile = record.type.by_name["ramp_profile"].format(record.ramp_profile or "linear")
    return str(Text("{n} months, {profile}", n=figure(record.ramp_up), profile=profile))


def _probability(record: Capacity, dataset: Dataset) -> str:
    if record.probability is not None:
        return f"{figure(record.probability)}%"
    assumed = stage_probability(preferences_of(dataset), record.stage)
    return str(Text("{n}%, assumed for its stage", n=figure(assumed)))


def _claims(record: Capacity, dataset: Dataset) -> list[str]:
    own = [claim for claim in dataset.table(Claim) if claim.capacity == record.id]
    # What the record follows comes first, then what was said last.
    own.sort(key=lambda c: (c.status != "used", c.status == "rejected", -c.said.latest.toordinal()))
    notes = [_claim(claim, dataset) for claim in own[:_MOST_CLAIMS]]
    if len(own) > _MOST_CLAIMS:
        more = len(own) - _MOST_CLAIMS
        notes.append(str(Text.count(more, "{n} more claim", "{n} more claims")))
    return notes or [str(Text("No claim of a source is on record"))]


def _claim(claim: Claim, dataset: Dataset) -> str:
    source = dataset.get("source", claim.source)
    return str(
        Text(
            "{field} {value}: {publisher}, {said} ({code}, {status})",
            field=claim.type.by_name["field"].format(claim.field),
            value=stage_text(claim.value) if claim.field == "stage" else claim.value,
            publisher=source.publisher if source else "?",
            said=claim.said.shown(),
            code=claim.code,
            status=claim.type.by_name["status"].format(claim.status),
        )
    )
