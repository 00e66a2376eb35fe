"""View help: what each view answers and how it is read, in a paragraph each."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.core.i18n import Text, translate
from desktop.core.records import RecordType
from desktop.operations.help_page import Group, Page

VIEWS = "views"

_PREFIX = "view."

#: A paragraph for each view that is no list of records, by its key.
PARAGRAPHS: Mapping[str, tuple[Text, Text]] = {
    "overview": (Text("Overview"), Text(
        "The next five years of each material in a few figures: what plants can make, what is "
        "needed, how long your own need is covered, the first short month, and the losses that "
        "would hurt most. A card leads to the view that explains it. ≥ means at least, since some "
        "nameplates are unknown.")),
    "timeline": (Text("Capacity timeline"), Text(
        "What plants can make over time, stacked by plant, supplier, country or stage, with demand "
        "and contracts as lines over it. Shading shows how much later or earlier it may be where "
        "a start is known only as a year or a half. Below, each capacity record is a bar: drag "
        "its start to ask “what if it slips?”. With a scenario active the drag is written as an "
        "adjustment; without one it changes the record, and undo takes it back.")),
    "balance": (Text("Balance"), Text(
        "Stock and receipts against demand, month by month, for one organization, several or all. "
        "Receipts stand in bands, the surest below: binding, conditional, non-binding, free "
        "capacity. The strip above the chart gives the first short month of each band. Click a "
        "red period, or press Enter on it, to read why it is short. Shortages are not carried "
        "over.")),
    "promises": (Text("Promises"), Text(
        "Who is promised what of each capacity record, the over-promised first. Agreements draw in "
        "order of rank, firmness and date; an undisclosed volume asks for anything, so what comes "
        "after it is an interval such as 0–2. A “?” depends on a nameplate that is unknown.")),
    "scenario": (Text("Scenarios", context="sheet"), Text(
        "“What if?” as a list of adjustments laid over the records: a later start, a stopped "
        "country, more demand. The records stay as they are. Make one active and every view shows "
        "what it would mean; compare two, and the steps between them say which adjustment does "
        "how much.")),
    "risk": (Text("Risk"), Text(
        "On how few sources your metal depends, by supplier, country, parent and feed, year by "
        "year: 1 is a single source, 0.5 like two equal ones. Below, each supplier, plant and "
        "country is taken away in turn and the plan worked out again: what that adds to the "
        "shortage, and from when.")),
    "history": (Text("History"), Text(
        "Every saved change, the newest first: who or what made it and which fields it changed. "
        "Undo takes the last one back; an older one can be taken back alone, and any former state "
        "can be looked at. The history is in the file and survives closing it.")),
    "records": (Text("Lists of records"), Text(
        "A grid that works like a spreadsheet: type into cells, paste blocks from Excel, fill "
        "down, sort by a header, filter in the row under it (>100, 2028.., blank). Unknown stays "
        "blank, it is never zero. The form at the right shows one record with its sources, claims "
        "and history. Columns, filters and groups can be kept as a view with a name.")),
    "import": (Text("Import and export"), Text(
        "Export writes a workbook with a sheet per list; it finds its way back. An import is "
        "always shown before anything is written: what is new, what changed, what contradicts. A "
        "cell changed on both sides is a conflict that you decide. A workbook of somebody else’s "
        "layout goes through a mapping of its columns, which is remembered.")),
    "print": (Text("Printing and briefings"), Text(
        "Print and Save as PDF put the view that is shown on paper, with all its rows and figures. "
        "A briefing gathers what is to be told about one material: as PDF, or as a workbook with "
        "charts that Excel draws.")),
}  # fmt: skip


def view_key(key: str) -> str:
    """Give the key of the entry of a view."""
    return f"{_PREFIX}{key}"


def view_help(types: Mapping[str, RecordType]) -> Page:
    """Give a paragraph for each view, in the language in use; lists have that of their type."""
    groups = [
        Group(view_key(key), str(title), str(text)) for key, (title, text) in PARAGRAPHS.items()
    ]
    groups += [
        Group(view_key(type.name), str(type.title), translate(type.help))
        for type in types.values()
        if type.name not in PARAGRAPHS
    ]
    return Page(VIEWS, str(Text("The views")), (), tuple(groups))
