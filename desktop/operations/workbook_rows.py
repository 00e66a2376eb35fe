"""The rows of a workbook beside the records that they are of, whatever its layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError, OfftakeError, Problem
from desktop.core.i18n import Text
from desktop.core.merge import Place as RowSpot
from desktop.core.merge import Row
from desktop.core.progress import Progress
from desktop.core.records import Record, RecordType
from desktop.exchange.columns import match_sheets
from desktop.exchange.foreign.proposal import Proposal
from desktop.exchange.identity import encode
from desktop.exchange.layout import cell_address
from desktop.exchange.matching import match_rows
from desktop.exchange.patch import Append
from desktop.exchange.patch.places import parse_cell
from desktop.exchange.reader import Book, read_workbook
from desktop.exchange.sheet_rows import Origin, RowPlace
from desktop.operations.import_foreign import is_foreign, propose
from desktop.operations.import_workbook import History, exported_base
from desktop.operations.layout_memory import LayoutMemory

Place = tuple[str, int, int]
#: A record: the name of its type, and its id.
Key = tuple[str, int]
Spell = Callable[["FoundRow", str, Any], Any]


@dataclass(frozen=True)
class FoundRow:
    """A row whose record is known: what its cells were read as, and where they stand.

    `places` gives sheet, row and column, both counted from 0, by field; `unit` is the record's.
    """

    type: RecordType
    id: int
    code: str
    values: Mapping[str, Any]
    places: Mapping[str, Place]
    unit: str = ""
    id_place: Place | None = None
    place: RowSpot | None = None

    def cell(self, name: str) -> str:
        """Give the address of a field's cell."""
        return cell_address(*self.places[name])


@dataclass(frozen=True)
class Comparison:
    """A workbook and the workspace: rows by record, and the dataset as exported if it is known.

    `complete` are the types of which the workbook should have every record; `unread` is what
    could not be read; `strangers` counts rows whose record is not in the workspace; `proposal`
    says how a workbook of any other make was read; `asked` tells a questionnaire that came back.
    """

    ours: Dataset
    base: Dataset | None
    rows: Sequence[FoundRow]
    notes: Sequence[Text]
    in_our_layout: bool
    complete: frozenset[str]
    unread: Sequence[Problem] = ()
    strangers: int = 0
    proposal: Proposal | None = None
    asked: bool = False

    def strangers_note(self) -> Iterator[Text]:
        """Say how many rows are of records that are not here, if any."""
        if self.strangers:
            yield Text.count(
                self.strangers,
                "{n} row is of a record that is not here; import the workbook to take it over",
                "{n} rows are of records that are not here; import the workbook to take them over",
            )

    def lacking(self) -> Iterator[tuple[FoundRow, Record]]:
        """Give the records that the workbook lacks, each with the last row of its sheet."""
        seen: dict[str, set[int]] = {}
        last: dict[str, FoundRow] = {}
        for row in self.rows:
            seen.setdefault(row.type.name, set()).add(row.id)
            before = last.get(row.type.name)
            if before is None or _row_of(row) >= _row_of(before):
                last[row.type.name] = row
        for name, row in last.items():
            if name in self.complete:
                for record in self.ours[name]:
                    gone = self.base is not None and record.id in self.base[name]
                    if record.id not in seen[name] and not gone:
                        yield row, record

    def appends(self, spell: Spell, wanted: Set[Key] | None = None) -> Iterator[Append]:
        """Give the rows to append, spelled as the columns spell; all that lack, or the wanted.

        Raises `OfftakeError` for a record that a column cannot say.
        """
        rows: dict[str, tuple[FoundRow, list[dict[int, Any]]]] = {}
        for model, record in self.lacking():
            if wanted is not None and (model.type.name, record.id) not in wanted:
                continue
            made = rows.setdefault(model.type.name, (model, []))[1]
            made.append(self.cells_of(model, record, spell))
        for model, cells in rows.values():
            sheet, last = next(iter(model.places.values()))[0], _row_of(model)
            yield Append(sheet, None, cells, None if self.in_our_layout else last)

    def cells_of(self, model: FoundRow, record: Record, spell: Spell) -> dict[int, Any]:
        """Give the cells of a row to append, by column. Raises `OfftakeError`."""
        unit = str(getattr(record, "unit", "") or "")
        places = {name: (sheet, -1, column) for name, (sheet, _, column) in model.places.items()}
        new = FoundRow(model.type, record.id, record.code, {}, places, unit)
        found: dict[int, Any] = {}
        for name, (_, _, column) in places.items():
            value = getattr(record, name)
            if value is not None:
                try:
                    found[column] = spell(new, name, value)
                except FieldError as fault:
                    raise OfftakeError(
                        Text("{code} cannot be appended: {label}: {fault}", code=record.code,
                             label=model.type.by_name[name].title, fault=fault.message)
                    ) from None  # fmt: skip
        if model.id_place is not None and self.in_our_layout:
            found[model.id_place[2]] = encode(model.type.name, record.id, self.ours.workspace)
        return found


def compare_workbook(
    source: History, path: Path, answers: Sequence[tuple[str, str]], progress: Progress
) -> Comparison:
    """Match the rows of a workbook with records, as an import of it would.

    Raises `OfftakeError` for what cannot be read, or while a question is open.
    """
    if is_foreign(source, path, progress):
        return _foreign(source, path, answers, progress)
    book = read_workbook(path, progress)
    return _exported(source, book, progress)


def _exported(source: History, book: Book, progress: Progress) -> Comparison:
    ours = source.dataset
    base, notes, is_ours = exported_base(source, ours, book.link)
    trusted = book.link is None or is_ours
    origin = Origin(ours, base, trusted=trusted, checked=is_ours)
    sheets, unread = match_sheets(book, ours.types, ours.workspace if trusted else "")
    matched = match_rows(sheets, origin, progress)
    partial = book.link.partial if book.link is not None else frozenset()
    rows = [
        found
        for name, of_type in matched.rows.items()
        for row in of_type
        if (found := _own_row(ours, ours.types[name], row)) is not None
    ]
    complete = frozenset(matched.rows) - partial - frozenset(matched.unidentified)
    asked = book.link is not None and bool(book.link.questionnaire)
    return Comparison(ours, base, rows, [*notes, *unread], True, complete,
                      *_rest(ours, matched.rows), asked=asked)  # fmt: skip


def _rest(ours: Dataset, rows: Mapping[str, Sequence[Row]]) -> tuple[list[Problem], int]:
    """Give what could not be read in rows of known records, and how many rows are of none."""
    known = [(name, row) for name, of_type in rows.items() for row in of_type
             if ours.get(name, row.id) is not None]  # fmt: skip
    problems = [one for _, row in known for one in row.problems if one.severity == "error"]
    return list(dict.fromkeys(problems)), sum(map(len, rows.values())) - len(known)


def _own_row(ours: Dataset, type: RecordType, row: Row) -> FoundRow | None:
    record = ours.get(type.name, row.id)
    if record is None or not isinstance(row.place, RowPlace):
        return None
    sheet, number = row.place.sheet, row.place.row
    places = {name: (sheet.sheet.name, number, column) for name, column in sheet.columns.items()}
    token = None if sheet.id_column is None else (sheet.sheet.name, number, sheet.id_column)
    unit = str(getattr(record, "unit", "") or "")
    return FoundRow(type, row.id, record.code, row.values, places, unit, token, row.place)


def _foreign(
    source: History, path: Path, answers: Sequence[tuple[str, str]], progress: Progress
) -> Comparison:
    proposal = propose(source, path, memory=LayoutMemory(), progress=progress)
    for key, option in answers:
        proposal.answer(key, option)
    waiting = proposal.open_questions
    if waiting:
        raise OfftakeError(
            Text("“{file}” leaves a question open; import it once, or answer it with --answer "
                 "{key}=OPTION: {question}", file=path.name, key=waiting[0].name,
                 question=waiting[0].text)
        )  # fmt: skip
    return compare_proposed(source, proposal)


def compare_proposed(source: History, proposal: Proposal) -> Comparison:
    """Match the rows of a workbook that is read as proposed; no question may be open."""
    ours = source.dataset
    rows = [
        found
        for name, of_type in proposal.rows_by_type.items()
        for row in of_type
        if (found := _foreign_row(ours, ours.types[name], row)) is not None
    ]
    types = frozenset(row.type.name for row in rows)
    return Comparison(ours, None, rows, list(proposal.notes), False, types,
                      *_rest(ours, proposal.rows_by_type), proposal)  # fmt: skip


def _foreign_row(ours: Dataset, type: RecordType, row: Row) -> FoundRow | None:
    record, columns = ours.get(type.name, row.id), getattr(row.place, "columns", None)
    if record is None or columns is None or row.place is None:
        return None
    places: dict[str, Place] = {}
    for name in columns:
        place = _parsed(row.place.cell(name)) if name in type.by_name else None
        if place is not None:
            places[name] = place
    unit = str(getattr(record, "unit", "") or "")
    return FoundRow(type, row.id, record.code, row.values, places, unit, None, row.place)


def _parsed(address: str) -> Place | None:
    """Take an address such as `'My sheet'!H14` apart."""
    sheet, _, cell = address.rpartition("!")
    place = parse_cell(cell)
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return None if place is None else (sheet, *place)


def _row_of(row: FoundRow) -> int:
    return next((number for _, number, _ in row.places.values()), -1)
