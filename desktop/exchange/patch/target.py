"""A workbook of a planner's own that is to be written into."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.exchange.package import damaged, no_workbook, parse_elements
from desktop.exchange.patch.book import Book, BookFault, Sheet
from desktop.exchange.patch.cells import RawCell
from desktop.exchange.patch.faults import UNSOUND
from desktop.exchange.patch.open_sheet import OpenSheet
from desktop.exchange.patch.parts import Parts
from desktop.exchange.patch.places import Place
from desktop.exchange.patch.plan import Append, Edit, Note, Options, Plan
from desktop.exchange.patch.planner import make_plan
from desktop.exchange.patch.refusals import open_archive, refuse_bound
from desktop.exchange.patch.shared_strings import SharedStrings
from desktop.exchange.patch.states import CellState, content_of
from desktop.exchange.patch.styles import Style, read_styles

_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s>/]")
_OVERLAP = 64  # bytes of one chunk looked at again with the next


class Target:
    """A workbook that is open for reading and planning; close it or use it with `with`.

    `digest` is the fingerprint of the file as it was read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        archive = open_archive(path)
        try:
            self.parts = Parts(archive)
            self.digest = fingerprint(path)
            refuse_bound(path, self.parts)
            main = self.parts.related("", "officeDocument")
            if not main:
                raise BookFault
            self.book = Book(self.parts, main[0])
        except BookFault:
            archive.close()
            raise OfftakeError(no_workbook(path.name)) from None
        except UNSOUND as fault:
            archive.close()
            raise damaged(path) from fault
        except BaseException:
            archive.close()
            raise
        self.sheets: Sequence[Sheet] = self.book.sheets
        self._open: dict[str, OpenSheet] = {}
        self._styles: list[Style] | None = None
        self._strings: SharedStrings | None = None

    def __enter__(self) -> Target:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.parts.archive.close()

    def find_sheet(self, wanted: str | int) -> Sheet | None:
        """Give a sheet by its name, in any case, or by its number among all sheets from 1."""
        if isinstance(wanted, str):
            name = wanted.casefold()
            return next((s for s in self.sheets if s.name.casefold() == name), None)
        return self.sheets[wanted - 1] if 1 <= wanted <= len(self.sheets) else None

    def opened(self, sheet: Sheet) -> OpenSheet:
        """Read a worksheet. Raises `OfftakeError` if it is not sound."""
        if sheet.part not in self._open:
            try:
                self._open[sheet.part] = OpenSheet(self.parts, self.book, sheet)
            except UNSOUND as fault:
                raise self.unsound(sheet) from fault
        return self._open[sheet.part]

    def unsound(self, sheet: Sheet) -> OfftakeError:
        """Give the sentence for a sheet that is not built as Excel builds sheets."""
        return OfftakeError(
            Text("The sheet “{sheet}” of “{file}” is not built as it should be; open the workbook "
                 "in Excel and save it again", sheet=sheet.name, file=self.path.name)
        )  # fmt: skip

    @property
    def styles(self) -> list[Style]:
        """Give the cell styles by number."""
        if self._styles is None:
            names = self.parts.related(self.book.part, "styles")
            content = self.parts.read(names[0]) if names else b""
            self._styles = read_styles(parse_elements(content) if content else ())
        return self._styles

    def style(self, number: int) -> Style:
        """Give a cell style; one that the workbook does not have counts as plain."""
        return self.styles[number] if 0 <= number < len(self.styles) else Style()

    @property
    def strings(self) -> SharedStrings:
        """Give the shared texts."""
        if self._strings is None:
            names = self.parts.related(self.book.part, "sharedStrings")
            content = self.parts.markup(names[0]).content if names else b""
            self._strings = SharedStrings(content)
        return self._strings

    def cell(self, sheet: str | int, row: int, column: int) -> CellState:
        """Give what a cell holds; row and column count from 0. Raises `OfftakeError`."""
        page = self._worksheet(sheet)
        try:
            return self.state(page, row, column)
        except UNSOUND as fault:
            raise self.unsound(page.sheet) from fault

    def read_range(
        self, sheet: str | int, top: int, left: int, bottom: int, right: int
    ) -> Iterator[CellState]:
        """Give the cells that the sheet stores within four bounds, row by row.

        Cells that hold nothing and have no format of their own are left out. Raises
        `OfftakeError`.
        """
        page = self._worksheet(sheet)
        try:
            for number, row in page.rows(top, bottom):
                hidden = row.flag("hidden")
                for column, cell in row.cells.items():
                    if left <= column <= right:
                        yield self._state(page, (number, column), cell, cell.style, hidden)
        except UNSOUND as fault:
            raise self.unsound(page.sheet) from fault

    def read_cells(self, sheet: str | int, places: Iterable[Place]) -> dict[Place, CellState]:
        """Give many cells of a sheet at once; rows and columns count from 0."""
        page = self._worksheet(sheet)
        try:
            return {place: self.state(page, *place) for place in sorted(set(places))}
        except UNSOUND as fault:
            raise self.unsound(page.sheet) from fault

    def _worksheet(self, wanted: str | int) -> OpenSheet:
        sheet = self.find_sheet(wanted)
        if sheet is None or sheet.kind != "worksheet":
            raise OfftakeError(Text("There is no worksheet “{sheet}”", sheet=wanted))
        return self.opened(sheet)

    def state(self, page: OpenSheet, row: int, column: int) -> CellState:
        """Give what a cell of an opened sheet holds. Raises one of `UNSOUND`."""
        stored = page.row(row)
        cell = stored.cells.get(column) if stored is not None else None
        hidden = stored is not None and stored.flag("hidden")
        style = cell.style if cell is not None else page.style_at(row, column)
        return self._state(page, (row, column), cell, style, hidden)

    def _state(
        self, page: OpenSheet, place: Place, cell: RawCell | None, number: int, hidden: bool
    ) -> CellState:
        style, frame = self.style(number), page.frame
        kind, value = (
            content_of(cell, style, self.strings, self.book.date_1904) if cell else ("blank", None)
        )
        return CellState(
            *place,
            kind,
            value,
            cell.formula.text if cell is not None and cell.formula is not None else None,
            frame.protected and style.locked and not frame.is_open(place),
            style.number_format,
            number,
            hidden or frame.column_hidden(place[1]),
            frame.merge_of(place),
            cell is not None,
        )

    def has_formulas(self) -> bool:
        """Tell whether any sheet of the workbook holds a formula."""
        if any(page.scan.has_formulas for page in self._open.values()):
            return True
        return any(
            _has_formula(self.parts.chunks(sheet.part))
            for sheet in self.sheets
            if sheet.kind == "worksheet" and sheet.part not in self._open
        )

    def plan(
        self,
        edits: Sequence[Edit] = (),
        appends: Sequence[Append] = (),
        notes: Sequence[Note] = (),
        options: Options | None = None,
    ) -> Plan:
        """Work out what a write would do. Raises `OfftakeError` only for unsound workbooks."""
        return make_plan(self, edits, appends, notes, options or Options())


def open_target(path: Path) -> Target:
    """Open a workbook to write into. Raises `OfftakeError` for one that cannot be written back."""
    return Target(Path(path))


def fingerprint(path: Path) -> str:
    """Give a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _has_formula(chunks: Iterable[bytes]) -> bool:
    rest = b""
    for chunk in chunks:
        chunk = rest + chunk.replace(b"\0", b"")  # of UTF-16, what is left reads alike
        if _FORMULA.search(chunk):
            return True
        rest = chunk[-_OVERLAP:]
    return False
