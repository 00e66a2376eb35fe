"""What a planner should know about a write although it does not stand in its way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop.core.i18n import Text
from desktop.exchange.patch.places import address
from desktop.exchange.patch.plan import CellChange, Plan
from desktop.exchange.patch.splice import SheetPatch
from desktop.exchange.patch.values import looks_like_number

if TYPE_CHECKING:
    from desktop.exchange.patch.target import Target

_NAMED = 10  # cells in one remark


def remarks(target: Target, plan: Plan) -> Iterator[Text]:
    """Give what is worth knowing, each in one sentence."""
    book = target.book
    if book.part.casefold() in plan.replaced:
        yield Text("In {part} one flag asks Excel to calculate all formulas when it opens the "
                   "workbook; until then their results are the old ones",
                   part=book.part)  # fmt: skip
    elif (plan.changes or plan.appended) and target.has_formulas():
        yield Text("Excel calculates all formulas when it opens the workbook; until then their "
                   "results are the old ones")  # fmt: skip
    for patch in plan.patches.values():
        yield from _of_sheet(target, patch)
    for change in plan.changes:
        yield from _of_value(target, plan, change)
    if plan.changes and book.is_manual and target.has_formulas():
        yield Text("The workbook calculates by hand only: press F9 in Excel to see new results")
    if book.sharing is not None:
        yield Text("The workbook asks to be opened read-only or with a password for changes")


def _of_sheet(target: Target, patch: SheetPatch) -> Iterator[Text]:
    page, name = patch.sheet, patch.sheet.sheet.name
    if page.sheet.hidden:
        yield Text("The sheet “{sheet}” is hidden", sheet=name)
    hidden = [address(*place) for place in sorted(patch.wanted) if page.is_hidden(place)]
    if hidden:
        yield Text("In hidden or filtered-out rows or columns of “{sheet}”: {cells}",
                   sheet=name, cells=_listed(hidden))  # fmt: skip
    if any(place in area for area in page.pivot_sources for place in patch.wanted):
        yield Text("A pivot table counts cells of “{sheet}” and shows them after Refresh",
                   sheet=name)  # fmt: skip
    if patch.own_formulas:
        cells = [address(*place) for place in sorted(patch.own_formulas)]
        yield Text("These cells of “{sheet}” shared a formula that is gone and keep it as their "
                   "own: {cells}", sheet=name, cells=_listed(cells))  # fmt: skip


def _of_value(target: Target, plan: Plan, change: CellChange) -> Iterator[Text]:
    after = change.after
    if isinstance(after, str):
        if looks_like_number(after):
            yield Text("{cell}: “{value}” was written as text", cell=change.cell, value=after)
        return
    if isinstance(after, bool) or not isinstance(after, int | float):
        return
    sheet = target.find_sheet(change.sheet)
    page = target.opened(sheet) if sheet is not None else None
    if page is None:
        return
    style = target.style(page.style_at(change.row, change.column))
    if style.shows_day or style.shows_time:
        yield Text("{cell}: the number is shown as a day or time, by the cell's format {format}",
                   cell=change.cell, format=style.number_format)  # fmt: skip


def _listed(cells: list[str]) -> str:
    more = len(cells) - _NAMED
    return ", ".join(cells[:_NAMED]) + (f" … (+{more})" if more > 0 else "")
