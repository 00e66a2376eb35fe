"""Problem notes: a copy of a workbook that says at each faulty cell what is wrong with it.

The workbook itself is never touched. A kind of file in which no notes can be written gets a list
of its problems instead, in a new workbook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils.cell import coordinate_to_tuple

from desktop.core.errors import OfftakeError, Problem
from desktop.core.i18n import Text
from desktop.exchange.layout import spoken
from desktop.exchange.patch import Note, open_target, write

#: The kinds of files in which notes can be written.
NOTED = (".xlsx", ".xlsm")

_ADDRESS = re.compile(r"(?P<sheet>.+)!(?P<cell>[A-Z]{1,3}[0-9]+)")
_WIDTHS = (24, 10, 18, 90)


def notes_of(problems: Sequence[Problem], language: str = "") -> dict[tuple[str, str], str]:
    """Give what to write at which cell: (sheet, address such as H14) -> sentences.

    In the language in use unless another is given: whoever filled the workbook is to read them.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        place = _ADDRESS.fullmatch(problem.cell or "")
        if place is not None and problem.severity == "error":
            said = spoken(problem.message, language) if language else str(problem.message)
            found.setdefault((place["sheet"], place["cell"]), []).append(said)
    return {place: "\n".join(dict.fromkeys(texts)) for place, texts in found.items()}


def write_noted(source: Path, to: Path, notes: Mapping[tuple[str, str], str]) -> None:
    """Write a copy of a workbook with notes on its cells; all else stays byte for byte.

    Raises `OfftakeError` where that cannot be done; there is no file then.
    """
    with open_target(source) as target:
        places = [
            Note(sheet, row - 1, column - 1, text)
            for (sheet, address), text in notes.items()
            for row, column in [coordinate_to_tuple(address)]
        ]
        write(target.plan(notes=places), to)


def write_list(to: Path, problems: Sequence[Problem]) -> None:
    """Write a new workbook that lists problems: sheet, cell, record, what is wrong."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = str(Text("Problems"))
    heads = (Text("Sheet"), Text("Cell"), Text("Record"), Text("What is wrong"))
    sheet.append([str(head) for head in heads])
    for problem in problems:
        place = _ADDRESS.fullmatch(problem.cell or "")
        sheet.append([place["sheet"] if place else "", place["cell"] if place else "",
                      problem.code, str(problem.message)])  # fmt: skip
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[chr(64 + number)].width = width
        sheet.cell(1, number).font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.data_type = "s"  # a text that looks like a formula stays a text
    sheet.freeze_panes = "A2"
    book.save(to)


def refuse_same(source: Path, to: Path) -> None:
    """Raise `OfftakeError` where a copy would stand in the place of the workbook itself."""
    if to.exists() and source.exists() and to.samefile(source):
        raise OfftakeError(
            Text("“{file}” is the workbook itself; choose another name for the copy", file=to.name)
        )
