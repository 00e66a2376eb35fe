"""What stands against a cell in a two-way comparison: on either side, or because it is odd."""

from __future__ import annotations

from desktop.core.errors import FieldError, OfftakeError
from desktop.core.fields import ReferenceField
from desktop.core.i18n import Text
from desktop.exchange.patch import Edit, Options, Target
from desktop.operations.two_way import Pair, SheetPart, TwoWay
from desktop.operations.workbook_differences import Columns, doubts
from desktop.operations.workbook_rows import Comparison

#: A formula goes by choice of a person; a day is text where the column says so.
OPTIONS = Options(overwrite_formulas=True, dates_as_text=True)


def look_against(target: Target, both: TwoWay) -> None:
    """Tell of each cell why it cannot be written, which formula it holds, and what is odd."""
    found, columns = both.found, Columns(target, both.found)
    by_cell: dict[str, list[Pair]] = {}
    edits: list[Edit] = []
    shared = _shared_cells(found)
    odd = doubts(found, [pair.difference for pair in both.pairs])
    columns.learn([(pair.difference.row, pair.difference.name) for pair in both.pairs])
    for pair in both.pairs:
        one = pair.difference
        sheet, row, column = one.row.places[one.name]
        pair.formula = target.cell(sheet, row, column).formula
        pair.against_offtake = _against_offtake(pair)
        pair.doubt = odd.get(one.key)
        if one.cell in shared:
            pair.against_workbook = Text("the cell counts for several records; change it by hand")
            continue
        try:
            edits.append(Edit(sheet, row, column, columns.spell(one.row, one.name, one.here)))
            by_cell.setdefault(one.cell, []).append(pair)
        except FieldError as fault:
            pair.against_workbook = fault.message
    for refusal in target.plan(edits, options=OPTIONS).refusals:
        for pair in by_cell.get(refusal.cell, ()) if refusal.cell else both.pairs:
            pair.against_workbook = pair.against_workbook or refusal.message
    for sheet_part in both.sheets:
        _look_against_rows(target, found, columns, sheet_part)


def _shared_cells(found: Comparison) -> set[str]:
    """Give the cells from which more than one record was read: merged blocks, as a rule."""
    seen: set[tuple[str, int, int]] = set()
    twice: set[str] = set()
    for row in found.rows:
        for name, place in row.places.items():
            if place in seen:
                twice.add(row.cell(name))
            seen.add(place)
    return twice


def _against_offtake(pair: Pair) -> Text | None:
    one = pair.difference
    of = one.row.type.by_name[one.name]
    if isinstance(of, ReferenceField) and isinstance(one.there, int) and one.there < 0:
        return Text("it names a record that is not here; import the workbook to add it")
    if one.there is None and of.required:
        return Text("{label} is required", label=of.title)
    return None


def _look_against_rows(
    target: Target, found: Comparison, columns: Columns, part: SheetPart
) -> None:
    fine: set[tuple[str, int]] = set()
    models = {model.type.name: model for model, _ in found.lacking()} if part.new else {}
    for new in part.new:
        record = found.ours[new.type][new.id]
        try:
            found.cells_of(models[new.type], record, columns.spell)
            fine.add((new.type, new.id))
        except OfftakeError as error:
            new.against_workbook = error.message
    appends = list(found.appends(columns.spell, fine)) if fine else []
    refusals = target.plan([], appends, options=OPTIONS).refusals if appends else []
    for new in part.new:
        if refusals and new.against_workbook is None:
            new.against_workbook = refusals[0].message
