"""Untouched rows: those that say what their record says, told before anything is made of them.

A workbook that is read a second time, and most of one in which somebody has edited a few cells,
costs no more than looking at its columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.core.dataset import Table, folded_code
from desktop.exchange.columns import TypeSheet
from desktop.exchange.sheet_columns import Expected, cells_of
from desktop.exchange.sheet_rows import Origin

_PIECE = 2_000  # rows looked at in one go: as many as the processor has near by


def untouched_rows(
    sheet: TypeSheet, rows: Sequence[Sequence[Any]], codes: Sequence[str], origin: Origin
) -> set[int]:
    """Give the places of the rows below the header that say what the record of their code says.

    None are given where it takes more than codes to tell which row is which record: rows with
    IDs, an export that is compared three ways, a column that may be another, two rows of a code.
    """
    type, columns = sheet.type, list(sheet.columns.values())
    identified = origin.trusted and sheet.id_column is not None
    if identified or origin.base is not None or sheet.renamed or type.single or not columns:
        return set()
    table = origin.ours[type.name]
    ids = _ids(table, codes)
    width, first = max(columns) + 1, sheet.header_row + 1
    marked = {row - first for row in sheet.sheet.marks.rows_to_look_at}
    # A negative id is that of a record that another workbook brings in.
    known = [at for at, id in enumerate(ids) if id is not None and id > 0]
    if len({ids[at] for at in known}) < len(known):
        return set()
    known = [at for at in known if len(rows[at]) >= width and at not in marked]
    expected = [Expected(type.by_name[name], origin.ours) for name in sheet.columns]
    untouched = set(known)
    for start in range(0, len(known), _PIECE):
        some = known[start : start + _PIECE]
        records = [table[id] for at in some if (id := ids[at]) is not None]
        cells = cells_of([rows[at] for at in some], columns)
        for column, of in zip(cells, expected, strict=True):
            untouched.difference_update(some[at] for at in of.differing(records, column))
    return untouched


def _ids(table: Table[Any], codes: Sequence[str]) -> Sequence[int | None]:
    """Give the ids of the records with these codes: quickly where all stand in their order."""
    as_they_stand = len(table) == len(codes) and [record.code for record in table] == codes
    if as_they_stand and len(set(map(folded_code, codes))) == len(codes):
        return list(table.ids)
    return table.ids_of(codes)
