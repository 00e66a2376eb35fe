"""Copied block: cells from the clipboard of another program, read as a workbook of one sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.exchange.clipboard import Percent, Raw, read
from desktop.exchange.marks import Marks
from desktop.exchange.reader import Book, Sheet


def read_block(text: str, markup: str, name: str) -> Book:
    """Give copied cells as a workbook; `name` is what it and its sheet are called.

    Raises `OfftakeError` for what is no table with headers.
    """
    cells = read(text, markup)
    width = max(map(len, cells), default=0)
    if width < 2 or len(cells) < 2:
        raise OfftakeError(
            Text("There is no table among the copied cells; copy them together with their headers")
        )
    marks = Marks(rows=len(cells), columns=width)
    rows: list[list[Any]] = []
    for number, row in enumerate(cells):
        marks.percents |= {(number, n) for n, raw in enumerate(row) if isinstance(raw, Percent)}
        rows.append([_plain(raw) for raw in row] + [""] * (width - len(row)))
    return Book(Path(name), "csv", [Sheet(name, rows, marks)])


def _plain(raw: Raw) -> Any:
    return float(raw) if isinstance(raw, Percent) else raw
