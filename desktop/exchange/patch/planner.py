"""From wanted values to a plan: every cell is looked at before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.exchange.layout import LAST_COLUMN, LAST_ROW, cell_address
from desktop.exchange.package import damaged
from desktop.exchange.patch.appending import take_append
from desktop.exchange.patch.book import BookFault, Sheet
from desktop.exchange.patch.cells import RawCell, has_extensions
from desktop.exchange.patch.faults import UNSOUND
from desktop.exchange.patch.formulas import (
    chain_without,
    is_master,
    own_formulas,
    shared_children,
)
from desktop.exchange.patch.markup import spliced
from desktop.exchange.patch.notes import take_notes
from desktop.exchange.patch.open_sheet import OpenSheet
from desktop.exchange.patch.places import Place, address
from desktop.exchange.patch.plan import (
    Append,
    CellChange,
    Edit,
    Note,
    Options,
    Plan,
    Refusal,
)
from desktop.exchange.patch.remarks import remarks
from desktop.exchange.patch.splice import SheetPatch, Wanted
from desktop.exchange.patch.states import CellState
from desktop.exchange.patch.values import (
    Value,
    ValueFault,
    Written,
    number_text,
    serial,
    stored_text,
)

if TYPE_CHECKING:
    from desktop.exchange.patch.target import Target

_SHEETS_NAMED = 20  # in a message


def make_plan(
    target: Target,
    edits: Sequence[Edit],
    appends: Sequence[Append],
    notes: Sequence[Note],
    options: Options,
) -> Plan:
    """Look at every wanted change and work out the bytes; see `Target.plan`."""
    planner = Planner(target, options)
    for edit in edits:
        planner.take(edit)
    for append in appends:
        take_append(planner, append)
    take_notes(planner, notes)
    if not planner.plan.refusals:
        try:
            planner.finish()
        except UNSOUND as fault:
            raise damaged(target.path) from fault
    return planner.plan


class Planner:
    """Collects changes by sheet, and all that stands against them."""

    def __init__(self, target: Target, options: Options) -> None:
        self.target, self.options = target, options
        self.plan = Plan(target)
        self.patches: dict[str, SheetPatch] = {}
        self._asked: dict[tuple[str, Place], Value] = {}
        self._unsound: set[str] = set()

    def refuse(self, cell: str, message: Text, allowed_by: str = "") -> None:
        """Take note of a reason to write nothing; said once."""
        refusal = Refusal(cell, message, allowed_by)
        if refusal not in self.plan.refusals:
            self.plan.refusals.append(refusal)

    def page(self, wanted: str | int) -> OpenSheet | None:
        """Give the worksheet that is meant, None (with a refusal) if there is none."""
        sheet = self.target.find_sheet(wanted)
        if sheet is None:
            names = [f"“{each.name}”" for each in self.target.sheets[:_SHEETS_NAMED]]
            self.refuse("", Text("There is no sheet “{sheet}”; the workbook has {sheets}",
                                 sheet=wanted, sheets=", ".join(names)))  # fmt: skip
            return None
        if sheet.kind != "worksheet":
            self.refuse("", Text("The sheet “{sheet}” has no cells to write into: it is a chart, "
                                 "a dialog or a macro sheet", sheet=sheet.name))  # fmt: skip
            return None
        if sheet.part in self._unsound:
            return None
        try:
            return self.target.opened(sheet)
        except OfftakeError as error:
            self._unsound.add(sheet.part)
            self.refuse("", error.message)
            return None

    def patch(self, page: OpenSheet) -> SheetPatch:
        """Give what is collected for a worksheet."""
        return self.patches.setdefault(page.sheet.part, SheetPatch(page))

    def take(self, edit: Edit) -> None:
        """Take one edit, or the reasons against it."""
        page = self.page(edit.sheet)
        if page is None:
            return
        place = edit.row, edit.column
        if not (0 <= edit.row < LAST_ROW and 0 <= edit.column < LAST_COLUMN):
            self.refuse(page.sheet.name, Text("The cell lies outside of the sheet, which ends at "
                                              "XFD1048576"))  # fmt: skip
            return
        cell = cell_address(page.sheet.name, *place)
        key = page.sheet.part, place
        if key in self._asked:
            self.refuse(cell, Text("The cell is set twice"))
            return
        self._asked[key] = edit.value
        try:
            self._take(page, place, edit.value, cell)
        except UNSOUND:
            self.refuse(cell, Text("The row is not stored as Excel stores rows; open the workbook "
                                   "in Excel and save it again"))  # fmt: skip

    def _take(self, page: OpenSheet, place: Place, value: Value, cell: str) -> None:
        stored = page.cell(*place)
        state = self.target.state(page, *place)
        against = list(self._against(page, place, stored, state))
        for reason, allowed_by in against:
            self.refuse(cell, reason, allowed_by)
        try:
            written = self.written(value, state)
        except ValueFault as fault:
            day = isinstance(value, dt.date) and not self.target.style(state.style).shows_day
            self.refuse(cell, fault.text, "dates_as_text" if day else "")
            return
        if against:
            return
        if _holds(state, stored, value, written):
            self.plan.unchanged += 1
            return
        if stored is None and page.row_index(place[0]) is None and not page.scan.ordered:
            self.refuse(cell, Text("The rows of the sheet are not in order, so a new one has no "
                                   "certain place; save the workbook in Excel first"))  # fmt: skip
            return
        self.patch(page).wanted[place] = Wanted(written, state.style)
        self.plan.changes.append(
            CellChange(page.sheet.name, *place, state.value, value, state.formula)
        )
        if stored is not None and stored.formula is not None:
            self.plan.formulas.append(cell)

    def _against(
        self, page: OpenSheet, place: Place, stored: RawCell | None, state: CellState
    ) -> Iterator[tuple[Text, str]]:
        for obstacle in page.obstacles:
            if place in obstacle.area:
                yield obstacle.reason, ""
        merged = state.merged
        if merged is not None and place != (merged.top, merged.left):
            yield Text("The cell is covered by the merged block {block}; write into {first}",
                       block=str(merged), first=address(merged.top, merged.left)), ""  # fmt: skip
        if stored is not None and (stored.special or has_extensions(page.raw(stored))):
            yield Text("The cell holds linked data, a picture or a spilling formula, which only "
                       "Excel can change"), ""  # fmt: skip
        elif stored is not None and stored.formula is not None and (
            not self.options.overwrite_formulas
            and not any(place in obstacle.area for obstacle in page.obstacles)
        ):  # fmt: skip
            yield _formula_reason(stored), "overwrite_formulas"
        if state.locked and not self.options.even_protected:
            yield Text("The cell is locked on a protected sheet"), "even_protected"

    def written(self, value: Value, state: CellState) -> Written | None:
        """Give a value as a cell of a style stores it. Raises `ValueFault`."""
        match value:
            case None | "":
                return None
            case bool():
                return Written("b", "1" if value else "0")
            case str():
                return self._text(value)
            case dt.date():
                style = self.target.style(state.style)
                if style.shows_day:
                    return Written("", serial(value, self.target.book.date_1904))
                if self.options.dates_as_text:
                    return self._text(value.isoformat())
                raise ValueFault(
                    Text("A day would be shown as a number here, since the cell's number format "
                         "is {format}; give the cell a date format in Excel, or write the day as "
                         "text", format=state.number_format)
                )  # fmt: skip
        return Written("", number_text(value))

    def _text(self, text: str) -> Written:
        stored = stored_text(text)
        shared = self.target.strings.find(stored)
        return Written("inlineStr", stored) if shared is None else Written("s", str(shared))

    def finish(self) -> None:
        """Work out the bytes of all parts that change."""
        plan, target = self.plan, self.target
        gone: dict[str, set[str]] = {}
        for patch in self.patches.values():
            page = patch.sheet
            for place in patch.wanted:
                self._free_children(patch, place)
                cell = page.cell(*place)
                if cell is not None and cell.formula is not None:
                    gone.setdefault(page.sheet.id, set()).add(address(*place))
        if plan.refusals or not (self.patches or plan.noted):
            return
        for patch in self.patches.values():
            patch.build()
            plan.patches[self._key(patch.sheet.sheet)] = patch
        chain = chain_without(target.parts, target.book.part, gone)
        for name, content in chain.changed.items():
            plan.replaced[name.casefold()] = content
        plan.dropped = chain.dropped
        if plan.changes or plan.appended:
            self._recalculate()
        plan.notes += remarks(target, plan)

    def _key(self, sheet: Sheet) -> str:
        entry = self.target.parts.entry(sheet.part)
        return entry.key if entry is not None else sheet.part.casefold()

    def _free_children(self, patch: SheetPatch, place: Place) -> None:
        """Give a formula of their own to the cells that share one which goes."""
        page = patch.sheet
        cell = page.cell(*place)
        if cell is None or not is_master(cell):
            return
        try:
            children = [p for p in shared_children(page, cell) if p not in patch.wanted]
            patch.own_formulas.update(own_formulas(cell, children))
        except UNSOUND:
            self.refuse(
                cell_address(page.sheet.name, *place),
                Text("Other cells share the formula of this one and cannot be given their own"),
            )

    def _recalculate(self) -> None:
        plan, target = self.plan, self.target
        added = any(w.formula for patch in self.patches.values() for w in patch.wanted.values())
        if not added and not target.has_formulas():
            return
        try:
            splices = target.book.recalculating()
        except BookFault:
            plan.notes.append(Text("Press Ctrl+Alt+F9 in Excel to calculate the formulas anew"))
            return
        if splices:
            markup = target.book.markup
            stored: Callable[..., Iterator[bytes]] = markup.stored
            key = target.book.part.casefold()
            plan.replaced[key] = b"".join(stored(spliced(markup.content, splices)))


def _formula_reason(cell: RawCell) -> Text:
    text = cell.formula.text if cell.formula is not None else ""
    if not text:
        return Text("The cell holds a formula, which would be lost")
    return Text("The cell holds the formula ={formula}, which would be lost", formula=text[:200])


def _holds(state: CellState, stored: RawCell | None, value: Value, written: Written | None) -> bool:
    """Tell whether a cell holds a value already, whatever way it is stored."""
    if state.formula is not None:
        return False
    if written is None:
        return stored is None or state.kind == "blank"
    if isinstance(value, str):
        return state.kind == "text" and state.value == value
    if isinstance(value, bool):
        return state.kind == "boolean" and state.value == value
    if written.type or stored is None or stored.type != "n" or not stored.value:
        return False
    return float(stored.value) == float(written.text)
