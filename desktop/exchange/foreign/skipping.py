"""Rows that are no records: totals, group headings, repeated headers, notes under the data."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from desktop.core.fields import clean
from desktop.core.i18n import Text
from desktop.exchange.foreign.headers import Repeats
from desktop.exchange.foreign.tables import Table

_TOTAL = re.compile(
    r"(?:grand |sub[- ]?)?totals?|sum|(?:합\s*계|소\s*계|총\s*계|누\s*계|총\s*합\s*계?|합|계|전체)"
)
_TOTAL_PART = re.compile(
    r"(?:sub[- ]?total|grand total).*|.*\s(?:sub[- ]?)?total|total\s*[:(\-–].*|"
    r".*(?:합계|소계|총계|누계)\s*(?:\(.*\))?|(?:합계|소계|총계)\s.*"
)
_NOTE = re.compile(
    r"^(?:\*|※|†|‡|#|•|주\s*\d*\s*[).:]|주의|비고|참고|출처|자료|note|notes|source|sources|remark|legend|"
    r"범례|작성|disclaimer|unit|단위|[(\[]?\d{1,2}[)\]]\s)",
    re.IGNORECASE,
)
_GROUP_FROM = 3  # columns that a table has at least where one filled cell is a heading


@dataclass(frozen=True)
class Skipped:
    """A row that is proposed not to be read: why, its first cell and its words."""

    row: int
    cell: str
    text: str
    why: Text
    kind: str


@functools.lru_cache(maxsize=4096)
def is_total(text: str) -> bool:
    """Tell whether a cell's words announce a total."""
    plain = unicodedata.normalize("NFKC", clean(text)).casefold().strip(" :：-")
    return bool(_TOTAL.fullmatch(plain) or _TOTAL_PART.fullmatch(plain))


def find_skipped(table: Table, labels: Collection[int]) -> tuple[list[int], list[Skipped]]:
    """Give the rows that are records, and those proposed to be skipped; blank rows are in neither.

    `labels` are the columns that say what a row is about, rather than how much.
    """
    grid = table.grid
    first, last = table.first_column, table.last_column
    rows: list[int] = []
    skipped: list[Skipped] = []
    seen = [(row, grid.filled(row, first, last)) for row in table.rows()]
    filled = [(row, columns) for row, columns in seen if columns]
    bodies = [row for row, columns in filled if len(columns) > 1]
    last_body = max(bodies, default=-1)
    ends = table.last - table.totals
    repeats = Repeats(grid, table.header)
    for row, columns in filled:
        column = columns[0]
        text = grid.text(row, column)
        why = _why(table, row, columns, text, labels, last_body, repeats)
        if row > ends:
            why = (Text("total row of the table"), "total")
        if why is None:
            rows.append(row)
        else:
            skipped.append(Skipped(row, grid.address(row, column), text, *why))
    return rows, skipped


def _is_merged(table: Table, row: int, labels: Collection[int]) -> bool:
    return any(table.grid.origin(row, column) != (row, column) for column in labels)


def _why(
    table: Table,
    row: int,
    columns: list[int],
    text: str,
    labels: Collection[int],
    last_body: int,
    repeats: Repeats,
) -> tuple[Text, str] | None:
    grid = table.grid
    if len(columns) > 1 and repeats.at(row):
        return Text("header again"), "header"
    worded = (column for column in columns if isinstance(grid.raw(row, column), str))
    texts = [grid.text(row, column) for column in islice(worded, 4)]
    if any(is_total(one) for one in texts):
        others = [t for t in texts if not is_total(t) and t[:1].isalpha()]
        if len(others) < 2:
            return Text("total"), "total"
    if (
        len(columns) == 1
        and not _is_merged(table, row, labels)
        and isinstance(grid.raw(row, columns[0]), str)
    ):
        if row > last_body:
            return Text("note under the data"), "note"
        if _NOTE.match(text):
            return Text("note"), "note"
        if len(table.header.texts) >= _GROUP_FROM:
            return Text("heading of a group"), "group"
    if len(columns) == 2 and row > last_body - 1 and _NOTE.match(text) and len(labels) > 2:
        return Text("note"), "note"
    return None
