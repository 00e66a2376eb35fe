"""Reading workbooks: the values of all sheets, where each stands, and our link data.

Values come from calamine, which reads .xlsx, .xlsm, .xlsb, .xls and .ods; nothing in a workbook
is ever run. What calamine does not tell (errors, uncalculated formulas) comes from the XML.
"""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.exchange import layout
from desktop.exchange.layout import Link, cell_address
from desktop.exchange.looks import Looks, Stylist
from desktop.exchange.marks import Marks, find_marks, is_near, percent_styles
from desktop.exchange.package import Package, damaged, locked, open_package
from desktop.exchange.surroundings import Surroundings, find_surroundings, is_1904

#: A sheet that spans more cells than this is refused: all of them would have to be in memory.
MAX_CELLS = 20_000_000
_README_ROWS = 60  # in which its link data are looked for
_PIECE = 1000  # rows that are taken at once

Row = Sequence[Any]


@dataclass(frozen=True)
class Sheet:
    """One worksheet: its rows from A1 on, and marks by cell."""

    name: str
    rows: Sequence[Row]
    marks: Marks
    hidden: bool = False
    around: Surroundings = field(default_factory=Surroundings)
    looks: Looks = field(default_factory=Looks)

    def address(self, row: int, column: int) -> str:
        """Give the address of a cell counted from 0, such as `Capacity!H14`."""
        return cell_address(self.name, row, column)


@dataclass(frozen=True)
class Book:
    """A workbook that was read; `columns` has our hidden names: (type, field) -> (sheet, column).

    `tells_errors` is false for file kinds in which an error cannot be told from a blank;
    `from_1904` tells that days without a date format count from 1904; `notes` how it was read.
    """

    path: Path
    kind: str
    sheets: Sequence[Sheet]
    link: Link | None = None
    columns: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    from_1904: bool = False
    notes: Sequence[Text] = ()

    @property
    def tells_errors(self) -> bool:
        """Whether error cells are known, so that a blank is really blank."""
        return self.kind == "xlsx"


def read_workbook(path: Path, progress: Progress | None = None) -> Book:
    """Read a workbook. Raises `OfftakeError` with one sentence for what cannot be read."""
    package = open_package(path)
    try:
        return _read(package, progress or Progress())
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError):
        raise damaged(path) from None
    finally:
        package.close()


def has_link(path: Path) -> bool:
    """Tell quickly whether a workbook says that it is an export; False where that is not sure."""
    try:
        package = open_package(path)
        try:
            return Link.from_properties(_custom_properties(package)) is not None
        finally:
            package.close()
    except (OfftakeError, expat.ExpatError, zipfile.BadZipFile, zlib.error, KeyError, ValueError,
            EOFError):  # fmt: skip
        return False


def _read(package: Package, progress: Progress) -> Book:
    marker = _Marker(package)
    sheets: list[Sheet] = []
    link = None
    with _opened(package) as workbook, ThreadPoolExecutor(1) as beside:
        known = workbook.sheets_metadata
        for number, about in enumerate(known):
            progress.step(number, len(known), Text("Reading the workbook"))
            if about.typ is not SheetTypeEnum.WorkSheet or about.name == layout.LISTS_SHEET:
                continue
            far = marker.refuse_far(about.name)
            # The value reader needs no Python as it works: the rest is looked for beside it.
            values = beside.submit(workbook.get_sheet_by_name, about.name)
            marks = marker.of(about.name) if far is None else far
            looks, around = marker.looks(about.name), marker.around(about.name)
            sheet = values.result()
            _refuse_wide(package.path.name, sheet)
            rows = _rows(sheet)
            if about.name == layout.LINK_SHEET:
                link = Link.from_rows(rows)
            else:
                hidden = about.visible is not SheetVisibleEnum.Visible
                merged = [(*start, *end) for start, end in sheet.merged_cell_ranges or ()]
                around = replace(around, merged=tuple(merged))
                sheets.append(Sheet(about.name, rows, marks, hidden, around, looks))
    link = link or Link.from_properties(_custom_properties(package)) or _told_link(sheets)
    return Book(package.path, package.kind, sheets, link, _named_columns(package), is_1904(package))


def _rows(sheet: CalamineSheet) -> list[Row]:
    """Give the cells from A1 on, so that places in the list are places on the sheet.

    They are taken a piece at a time: all at once, no other thread could go on meanwhile.
    """
    _, left = sheet.start or (0, 0)
    rows: list[Row] = []
    each = sheet.iter_rows()
    while part := list(islice(each, _PIECE)):
        rows += [[*[""] * left, *row] for row in part] if left else part
    return rows


@contextlib.contextmanager
def _opened(package: Package) -> Iterator[CalamineWorkbook]:
    """Open a workbook by what it is, not by its ending; any fault of calamine is a sentence."""
    path = package.path
    try:
        content = package.recoded() or path.read_bytes()
        with load_workbook(io.BytesIO(content)) as workbook:
            yield workbook
    except PasswordError:
        raise locked(path) from None
    except (CalamineError, OSError):
        raise damaged(path) from None
    except BaseException as fault:
        # What calamine's own bugs raise is no Exception, and not to be imported.
        if type(fault).__name__ == "PanicException":
            raise damaged(path) from None
        raise


def _refuse_wide(file: str, sheet: CalamineSheet) -> None:
    """Refuse a sheet of a kind without marks that spans too many cells."""
    row, column = sheet.end or (0, 0)
    if (row + 1) * (column + 1) > MAX_CELLS:
        raise _too_big(file, sheet.name, row + 1, column + 1)


def _too_big(file: str, sheet: str, rows: int, columns: int) -> OfftakeError:
    return OfftakeError(
        Text("“{file}”: the sheet “{sheet}” reaches to {cell}; delete the empty rows and "
             "columns around its data and save it again",
             file=file, sheet=sheet, cell=f"{layout.letters(columns - 1)}{rows}")
    )  # fmt: skip


class _Marker:
    """Finds the marks of sheets, and refuses sheets that are too big to read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._parts = package.sheet_parts()
        self._percents = percent_styles(package) if self._parts else []
        self._stylist = Stylist(package) if self._parts else None
        self._is_ours = Link.from_properties(_custom_properties(package)) is not None

    def refuse_far(self, sheet: str) -> Marks | None:
        """Refuse a sheet with a cell so far out that no value of it can be read.

        Gives the marks of the sheet, if they had to be found for that.
        """
        content = self._content(sheet)
        return None if content is None or is_near(content) else self._found(content, sheet, False)

    def of(self, sheet: str) -> Marks:
        """Give the marks of a sheet that has no cell far out."""
        content = self._content(sheet)
        return Marks() if content is None else self._found(content, sheet, True)

    def _found(self, content: bytes, sheet: str, near: bool) -> Marks:
        marks = find_marks(content, self._percents, near)
        if marks.rows * marks.columns > MAX_CELLS:
            raise _too_big(self._package.path.name, sheet, marks.rows, marks.columns)
        return marks

    def _content(self, sheet: str) -> bytes | None:
        return self._package.part(self._parts.get(sheet, ""))

    def looks(self, sheet: str) -> Looks:
        """Give the looks of the cells of a sheet; of our own exports the comments alone."""
        part, content = self._parts.get(sheet, ""), self._content(sheet)
        if content is None or self._stylist is None:
            return Looks()
        if self._is_ours:
            return self._stylist.notes(part)
        return self._stylist.looks(part, content)

    def around(self, sheet: str) -> Surroundings:
        """Give what stands around the cells of a sheet, but for merged areas."""
        part = self._parts.get(sheet, "")
        content = self._package.part(part)
        return (
            Surroundings() if content is None else find_surroundings(self._package, part, content)
        )


def _told_link(sheets: Sequence[Sheet]) -> Link | None:
    """Give the link data that a read-me tells, where a program has dropped what is hidden."""
    for sheet in sheets:
        for row in sheet.rows[:_README_ROWS]:
            found = next(filter(None, map(Link.from_line, row[:2])), None)
            if found is not None:
                return found
    return None


def _custom_properties(package: Package) -> dict[str, str]:
    """Give the custom document properties of any kind of package."""
    found: dict[str, str] = {}
    name = ""
    for element in package.elements("meta.xml" if package.kind == "ods" else "docProps/custom.xml"):
        if element.name == "user-defined":
            found[element.attributes.get("name", "")] = element.text
        elif element.parent == "property":
            name = element.text  # the value ends before its property, which has the name
        elif element.name == "property":
            found[element.attributes.get("name", "")] = name
    return found


def _named_columns(package: Package) -> dict[tuple[str, str], tuple[str, int]]:
    """Give where our hidden defined names point now: (type, field) -> (sheet, column)."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    workbook = package.workbook_part()
    for element in package.elements(workbook) if workbook else ():
        if element.name != "definedName" or "localSheetId" in element.attributes:
            continue
        key = layout.named_column(element.attributes.get("name", ""))
        place = _PLACE.fullmatch(element.text)
        if key is not None and place is not None:
            sheet = place["quoted"].replace("''", "'") if place["quoted"] else place["plain"]
            found[key] = (sheet, layout.column_number(place["column"]))
    return found


_PLACE = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!\$?(?P<column>[A-Z]{1,3})\$?\d+"
)
