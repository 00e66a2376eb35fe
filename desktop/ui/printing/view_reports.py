"""View reports: what each view gives to the printer, of what it shows now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, overload

from PySide6.QtCore import Qt

from desktop.core.dataset import Dataset
from desktop.core.fields import Field
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.core.report import Block, Cell, Paragraph, Report, Section, Table, today
from desktop.operations import report_parts as parts
from desktop.ui.grid import columns
from desktop.ui.views.arranged_records import ArrangedRecords
from desktop.ui.views.view import View

if TYPE_CHECKING:
    from desktop.operations.overview import Outlook
    from desktop.ui.views.balance import BalanceView
    from desktop.ui.views.history import HistoryView
    from desktop.ui.views.overview import OverviewView
    from desktop.ui.views.promises import PromisesView
    from desktop.ui.views.risk import RiskView
    from desktop.ui.views.scenarios import ScenariosView
    from desktop.ui.views.timeline import TimelineView


def report_of(view: View | None) -> Report | None:
    """Give what a view shows as a report; None where there is nothing to print."""
    if view is None or not view.session.is_open:
        return None
    if isinstance(view, ArrangedRecords):
        return records_report(view)
    make = _MAKERS.get(view.key)
    return None if make is None else make(view)


class RecordRows(Sequence[Sequence[Cell]]):
    """The rows of a table of records, each worked out when it is asked for.

    It holds the dataset, not the view, so that it can be read beside the window.
    """

    def __init__(
        self, dataset: Dataset, type: RecordType, ids: Sequence[int], fields: Sequence[Field]
    ) -> None:
        self._dataset, self._table = dataset, dataset[type.name]
        self._ids, self._fields = list(ids), fields

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, place: int) -> Sequence[Cell]: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Sequence[Cell]]: ...

    def __getitem__(self, place: int | slice) -> Sequence[Cell] | Sequence[Sequence[Cell]]:
        if isinstance(place, slice):
            return [self._row(id) for id in self._ids[place]]
        return self._row(self._ids[place])

    def _row(self, id: int) -> list[Cell]:
        record, dataset = self._table[id], self._dataset
        values = ((field, getattr(record, field.name)) for field in self._fields)
        return ["" if v is None else f.format(v, lookup=dataset) for f, v in values]


def records_report(view: ArrangedRecords) -> Report | None:
    """Give all rows that pass and all columns that are shown, with the filters named."""
    model = view.records
    if not model.total:
        return None
    fields = [model.fields[column] for column in columns.shown(view.table.header)]
    rows = RecordRows(model.dataset, model.type, model.passing, fields)
    right = frozenset(n for n, field in enumerate(fields) if field.numeric)
    table = Table(tuple(field.shown_header for field in fields), rows, right=right)
    return parts.report(str(view.title), [table], [*_filters(view), _file(view)])


def _filters(view: ArrangedRecords) -> list[str]:
    """Say how many records are shown, and what leaves the others out."""
    model, query = view.records, view.records.query
    shown, total = f"{len(model.passing):,}", f"{model.total:,}"
    said = [str(Text("{n} of {total} records", n=shown, total=total))]
    if query.search.strip():
        said.append(str(Text("Search: {text}", text=query.search)))
    for name, text in query.filters.items():
        if text.strip():
            label = model.type.by_name[name].title
            said.append(str(Text("Filter: {field} {text}", field=label, text=text)))
    if query.group:
        label = model.type.by_name[query.group].title
        said.append(str(Text("Grouped by {field}", field=label)))
    return said


def _file(view: View) -> str:
    path = view.session.path
    return "" if path is None else str(Text("Workspace: {name}", name=path.stem))


def _report(view: View, blocks: Sequence[Block]) -> Report:
    return parts.report(str(view.title), blocks, [_file(view)])


def _timeline(view: TimelineView) -> Report | None:
    return None if view.shown is None else _report(view, parts.timeline_blocks(view.shown))


def _balance(view: BalanceView) -> Report | None:
    if view.shown is None:
        return None
    return _report(view, parts.balance_blocks(view.shown, view.band))


def _promises(view: PromisesView) -> Report | None:
    from desktop.planning.promise_table import MAYBE, OVER

    shown = view.shown
    if shown is None:
        return None
    told = shown.of_status(OVER, MAYBE) if view.only_over.isChecked() else list(shown.accounts)
    return _report(view, parts.promise_blocks(shown, told))


def _risk(view: RiskView) -> Report | None:
    return None if view.shown is None else _report(view, parts.risk_blocks(view.shown))


def _scenarios(view: ScenariosView) -> Report | None:
    """Give the scenarios with their adjustments, and the comparison that is shown."""
    from desktop.model.scenarios import Scenario
    from desktop.operations.briefing import adjustments_table
    from desktop.planning.comparison_text import difference, equation, subtitle, table

    dataset, panel = view.session.dataset, view.comparison
    sections = []
    for scenario in dataset.table(Scenario):
        told: list[Block] = [Paragraph(scenario.note)] if scenario.note else []
        title = f"{scenario.name} ({scenario.code})"
        sections.append(Section(title, (*told, adjustments_table(dataset, scenario.id))))
    if panel.pair is not None:
        blocks: list[Block] = [Paragraph(difference(panel.pair), "strong"),
                               Paragraph(subtitle(panel.pair), "muted")]  # fmt: skip
        if panel.waterfall is not None:
            blocks.append(Paragraph(equation(panel.waterfall)))
        blocks += [parts.balance_chart(side, panel.pair.band) for side in panel.pair.sides]
        rows = table(panel.pair, panel.waterfall)
        figures = next(n for n, row in enumerate(rows) if len(row) > 2)
        if figures:
            blocks.append(parts.plain_table(rows[:figures]))
        blocks.append(parts.plain_table(rows[figures:]))
        sections.append(Section(str(Text("Comparison")), tuple(blocks)))
    if not sections:
        return None
    return Report(str(view.title), (_file(view),), tuple(sections), today())


def _overview(view: OverviewView) -> Report | None:
    """Give the next years of each material."""
    blocks: list[Block] = []
    for outlook in view.outlooks:
        blocks += _outlook(outlook)
    return _report(view, blocks) if blocks else None


def _outlook(shown: Outlook) -> list[Block]:
    from desktop.core.report import Amount
    from desktop.planning.balance_text import month_text
    from desktop.planning.risk_text import loss_sentence
    from desktop.planning.timeline_text import figure

    effective: list[Cell] = [
        Amount(value, None) if more else value
        for value, more in zip(shown.effective, shown.at_least, strict=True)
    ]
    rows: list[list[Cell]] = [
        [str(Text("Effective capacity")), *effective],
        [str(Text("Demand")), *shown.demand],
    ]
    head = (str(Text("t contained per year")), *shown.years)
    found: list[Block] = [Table(head, rows, f"{shown.name} ({shown.code})")]
    own = shown.own
    if own is not None:
        short = own.short_all
        said = Text("{name}: covered for {n} months on stock and binding agreements",
                    name=own.organization, n=figure(own.cover))  # fmt: skip
        found.append(Paragraph(f"{said}."))
        if short is not None:
            month = Text("Short from {month} whatever is promised or free", month=month_text(short))
            found.append(Paragraph(f"{month}.", "warning"))
        found += [Paragraph(loss_sentence(own.exposure, loss) + ".") for loss in own.risks]
    return found


def _history(view: HistoryView) -> Report | None:
    """Give the revisions that are listed."""
    model = view.revisions
    count = model.columnCount()
    head = [str(model.headerData(n, Qt.Orientation.Horizontal)) for n in range(count)]
    rows: list[list[Cell]] = [
        [str(model.data(model.index(row, n)) or "") for n in range(count)]
        for row in range(model.rowCount())
    ]
    return _report(view, [Table(tuple(head), rows)]) if rows else None


_MAKERS: dict[str, Callable[[Any], Report | None]] = {
    "overview": _overview, "timeline": _timeline, "balance": _balance, "promises": _promises,
    "scenario": _scenarios, "risk": _risk, "history": _history,
}  # fmt: skip
