"""Briefing: what is to be told about one material, put together from the plan and the records.

It is one report; the window and the command line write it as pages or as a workbook. Its figures
are those of the plan: tonnes of contained metal, unknown where they are unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from desktop.core.dataset import Dataset
from desktop.core.fields import plain
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.core.report import Block, Cell, Paragraph, Report, Section, Table, today
from desktop.core.validation import check
from desktop.exchange.briefing_workbook import write_briefing
from desktop.model.evidence import Claim, Source
from desktop.model.materials import Form
from desktop.model.plants import STAGES, Capacity
from desktop.model.preferences import preferences_of, stage_probability
from desktop.model.scenarios import Scenario
from desktop.operations import report_parts as parts
from desktop.operations.overview import contradicting_claims
from desktop.operations.plan import horizon, whom
from desktop.planning import (
    balance_sheet,
    balance_text,
    comparison,
    exposure,
    promise_table,
    promise_text,
    risk_text,
)
from desktop.planning.adjustment_text import adjustment_text
from desktop.planning.balance_sheet import BalanceSheet
from desktop.planning.exposure import Exposure
from desktop.planning.months import Horizon
from desktop.planning.promise_table import PromiseTable
from desktop.planning.scenarios import adjustments_of
from desktop.planning.selection import find_id, find_organizations
from desktop.planning.timeline import Choices, Timeline, timeline

#: The band whose shortage is told first: all that is promised, nothing that is merely free.
BAND = "non-binding"


@dataclass(frozen=True)
class Choice:
    """What a briefing is about, as it is typed: codes, and months such as `2026-01`.

    `whose` is as in `desktop.operations.plan.whom`; None and blank take what is usual.
    """

    material: str
    whose: str | None = None
    scenario: str | None = None
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, eq=False)
class _Asked:
    """The same as ids (`whom` None: all organizations), and what the plan answers, by year."""

    dataset: Dataset
    material: int
    whom: tuple[int, ...] | None
    scenario: int | None
    horizon: Horizon

    def balance(self, by: str) -> BalanceSheet:
        question = balance_sheet.Question(self.material, self.whom, by, self.scenario)
        return balance_sheet.balance_sheet(self.dataset, question, self.horizon)

    def timeline(self, by: str) -> Timeline:
        choices = Choices(self.material, by=by)
        return timeline(self.dataset, choices, self.horizon, scenario=self.scenario)

    @cached_property
    def sheet(self) -> BalanceSheet:
        return self.balance("year")

    @cached_property
    def promises(self) -> PromiseTable:
        question = promise_table.Question(self.material, "year", self.scenario)
        return promise_table.promise_table(self.dataset, question, self.horizon)

    @cached_property
    def risk(self) -> Exposure:
        question = exposure.Question(self.material, self.whom, None, self.scenario)
        return exposure.exposure(self.dataset, question, self.horizon)


def briefing(
    dataset: Dataset, choice: Choice, workspace: str = "", progress: Progress | None = None
) -> Report:
    """Give the briefing in the language in use; `workspace` is the name of the file.

    Raises `OfftakeError` for what does not exist.
    """
    told = progress or Progress()
    asked = _asked(dataset, choice)
    sections = []
    makers = (_in_short, _capacity, _balance, _promises, _risk, _scenario, _problems, _sources,
              _assumptions)  # fmt: skip
    for done, make in enumerate(makers):
        told.step(done, len(makers), Text("Putting the briefing together"))
        section = make(asked)
        if section is not None:
            sections.append(section)
    told.step(len(makers), len(makers), Text("Putting the briefing together"))
    title = str(Text("Briefing: {material}", material=asked.sheet.material))
    return Report(title, tuple(_lines(asked, workspace)), tuple(sections), today())


def _asked(dataset: Dataset, choice: Choice) -> _Asked:
    organizations = find_organizations(dataset, whom(dataset, choice.whose))
    return _Asked(
        dataset,
        find_id(dataset, "material", choice.material),
        None if organizations is None else tuple(sorted(organizations)),
        find_id(dataset, "scenario", choice.scenario) if choice.scenario else None,
        horizon(dataset, choice.first or None, choice.last or None),
    )


def _lines(asked: _Asked, workspace: str) -> Iterator[str]:
    sheet = asked.sheet
    who = sheet.whom or str(Text("all organizations"))
    yield str(Text("For {whom}, {first} to {last}", whom=who,
                   first=balance_text.month_text(asked.horizon.first),
                   last=balance_text.month_text(asked.horizon.last)))  # fmt: skip
    if sheet.scenario:
        yield str(Text("Scenario: {name}.", name=sheet.scenario))
    else:
        yield str(Text("The records as they are, without a scenario."))
    yield str(Text("All quantities are tonnes of contained metal. ≥ means at least, “?” unknown, "
                   "0–2 anything from 0 to 2."))  # fmt: skip
    if workspace:
        yield str(Text("Workspace: {name}", name=workspace))


def _in_short(asked: _Asked) -> Section:
    blocks: list[Block] = [
        Paragraph(balance_text.headline(asked.sheet, BAND) + ".", "strong"),
        Paragraph(promise_text.headline(asked.promises) + "."),
        Paragraph(risk_text.headline(asked.risk) + "."),
        parts.verdicts(asked.sheet),
    ]
    return Section(str(Text("In short")), tuple(blocks))


def _capacity(asked: _Asked) -> Section:
    """Give capacity by year; the chart has quarters, in which starts can be seen."""
    blocks = parts.timeline_blocks(asked.timeline("year"), asked.timeline("quarter"))
    return Section(str(Text("Capacity timeline")), tuple(blocks))


def _balance(asked: _Asked) -> Section:
    blocks = parts.balance_blocks(asked.sheet, BAND, asked.balance("quarter"))
    return Section(str(Text("Balance")), tuple(blocks))


def _promises(asked: _Asked) -> Section:
    told = [account for account in asked.promises.accounts if account.promises]
    return Section(str(Text("Promises")), tuple(parts.promise_blocks(asked.promises, told)))


def _risk(asked: _Asked) -> Section:
    return Section(str(Text("Risk")), tuple(parts.risk_blocks(asked.risk)))


def _scenario(asked: _Asked) -> Section | None:
    """Give what the scenario lays over the records, and what that does to the shortage."""
    if asked.scenario is None:
        return None
    dataset = asked.dataset
    record = dataset.table(Scenario)[asked.scenario]
    found = comparison.compare(
        dataset, asked.horizon, asked.material, None, asked.scenario, asked.whom or "all"
    )
    gap = found.waterfall("shortage", BAND)
    steps: list[list[Cell]] = [[str(Text("The records as they are")), gap.before]]
    steps += [[str(part.label), part.tonnes] for part in gap.parts]
    steps.append([record.name, gap.after])
    head = (str(Text("Shortage over the whole time")), str(Text("t contained")))
    told = [Paragraph(record.note)] if record.note else []
    return Section(str(Text("Scenario")), (*told, adjustments_table(dataset, record.id),
                                             Table(head, steps)))  # fmt: skip


def adjustments_table(dataset: Dataset, scenario: int) -> Table:
    """Give the adjustments of a scenario that are switched on, in order."""
    rows: list[list[Cell]] = [
        [one.code, str(adjustment_text(one, dataset)), "" if one.note is None else one.note]
        for one in adjustments_of(dataset, scenario)
    ]
    heads = (Text("Code"), Text("What it does"), Text("Note"))
    return Table(tuple(map(str, heads)), rows, str(Text("Adjustments")))


def _problems(asked: _Asked) -> Section:
    """Give what is wrong or doubtful, of this material or of none, and contradicting claims."""
    dataset = asked.dataset
    rows: list[list[Cell]] = []
    for problem in sorted(check(dataset), key=lambda p: p.severity != "error"):
        record = dataset.get(problem.type, problem.id)
        if getattr(record, "material", asked.material) != asked.material:
            continue  # of another metal
        type = dataset.types.get(problem.type)
        sheet = "" if type is None else str(type.title)
        field = "" if problem.label is None else str(problem.label)
        rows.append([sheet, problem.code, field, str(problem.message)])
    for claim in contradicting_claims(dataset):
        if dataset.table(Capacity)[claim.capacity].material == asked.material:
            rows.append(_contradiction(claim, dataset))
    if not rows:
        return Section(str(Text("Open problems")), (Paragraph(str(Text("None."))),))
    heads = (Text("Sheet"), Text("Code"), Text("Field"), Text("What is open"))
    return Section(str(Text("Open problems")), (Table(tuple(map(str, heads)), rows, keeps=2),))


def _contradiction(claim: Claim, dataset: Dataset) -> list[Cell]:
    record = dataset.table(Capacity)[claim.capacity]
    field = Capacity.type.by_name[claim.field]
    has = field.format(getattr(record, claim.field), None, dataset)
    said = Text("{claim} says {value}, the record has {has}", claim=claim.code, value=claim.value,
                has=has)  # fmt: skip
    return [str(Capacity.type.title), record.code, str(field.title), str(said)]


def _sources(asked: _Asked) -> Section:
    """Give the sources of what is claimed about capacity of the material."""
    dataset, cited = asked.dataset, dict[int, list[str]]()
    for claim in dataset.table(Claim):
        record = dataset.table(Capacity).get(claim.capacity)
        if record is not None and record.material == asked.material:
            cited.setdefault(claim.source, []).append(record.code)
    rows: list[list[Cell]] = []
    for source in dataset.table(Source):
        if source.id in cited:
            published = "" if source.published is None else source.published.shown()
            about = ", ".join(dict.fromkeys(cited[source.id]))
            rows.append([source.code, source.publisher, source.title, published, source.url or "",
                         about])  # fmt: skip
    if not rows:
        none = Paragraph(str(Text("No source is on record for capacity of this material.")))
        return Section(str(Text("Sources")), (none,))
    heads = (Text("Code"), Text("Publisher"), Text("Title"), Text("Published"), Text("URL"),
             Text("About"))  # fmt: skip
    return Section(str(Text("Sources")), (Table(tuple(map(str, heads)), rows),))


def _assumptions(asked: _Asked) -> Section:
    """Give what is assumed: how likely each stage is, and how much metal a form holds."""
    dataset = asked.dataset
    preferences = preferences_of(dataset)
    stages: list[list[Cell]] = [
        [str(Text(stage, context="Stage")), f"{plain(stage_probability(preferences, stage))} %"]
        for stage in STAGES
    ]
    forms: list[list[Cell]] = [
        [form.code, form.name, form.metal_content]
        for form in dataset.table(Form)
        if form.material == asked.material
    ]
    stage_heads = (str(Text("Stage")), str(Text("Probability assumed")))
    form_heads = tuple(map(str, (Text("Code"), Text("Form"), Text("Metal content"))))
    said = Text("A capacity record without a probability of its own takes that of its stage; "
                "without a utilization 100 %; without a ramp-up it runs in full from its start. "
                "A year as a start means July, a half April or October, a quarter its middle "
                "month. A shortage is not carried over to the next month.")  # fmt: skip
    blocks: list[Block] = [Paragraph(str(said)), Table(stage_heads, stages)]
    if forms:
        blocks.append(Table(form_heads, forms, str(Text("Metal content of forms"))))
    return Section(str(Text("Assumptions")), tuple(blocks))


def write_workbook(report: Report, path: Path, progress: Progress | None = None) -> None:
    """Write a report as a workbook with charts of its own; raises `OfftakeError`."""
    write_briefing(report, path, progress)
