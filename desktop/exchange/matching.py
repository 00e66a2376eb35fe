"""Which row is which record, and what its cells say.

A row is the record of its ID; without a valid one, the record of its code; else a new record.
Of several rows with one ID, the one most like the record keeps it.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from desktop.core.dataset import proposed_code
from desktop.core.errors import FieldError, Problem
from desktop.core.fields import ReferenceField, are_clean, clean, folded
from desktop.core.i18n import Text
from desktop.core.likeness import most_like
from desktop.core.merge import Row
from desktop.core.progress import Progress
from desktop.core.records import Record, RecordType
from desktop.exchange.altered_codes import AlteredCodes
from desktop.exchange.columns import TypeSheet
from desktop.exchange.identity import decode
from desktop.exchange.sheet_rows import (
    Codes,
    FoundRow,
    Origin,
    RowPlace,
    RowReader,
    exported,
    row_problem,
)
from desktop.exchange.untouched_rows import untouched_rows
from desktop.exchange.values import is_blank, read_value, written

_BATCH = 10_000  # rows that are read at once


@dataclass(frozen=True)
class Matched:
    """The rows of a workbook by type name, each with the id of its record.

    `repeated` are rows that say exactly what another row of the same ID says; `unidentified`
    are the types of which a row may be any record, so that none can be told to be missing.
    """

    rows: Mapping[str, Sequence[Row]]
    codes: Codes
    spare: Callable[[], int]
    repeated: Sequence[Problem]
    unidentified: Collection[str]


def match_rows(
    sheets: Sequence[TypeSheet],
    origin: Origin,
    progress: Progress | None = None,
    *,
    only_touched: bool = False,
) -> Matched:
    """Give every row its record, and read its cells.

    With `only_touched`, rows that say what their record says may be left out.
    """
    ids = itertools.count(origin.below - 1, -1)
    codes = Codes(origin)
    found: dict[str, list[FoundRow]] = {}
    types = [sheet.type.name for sheet in sheets]
    for sheet in sheets:
        leaves_out = only_touched and types.count(sheet.type.name) == 1
        found.setdefault(sheet.type.name, []).extend(_find_rows(sheet, origin, leaves_out))
    for name, rows in found.items():
        _Identities(origin.ours.types[name], origin, lambda: next(ids)).settle(rows)
        for sheet in sheets:
            if sheet.renamed and sheet.type.name == name:
                _look_at_renamed(sheet, [r for r in rows if r.place.sheet is sheet], origin)
        coded = [(row.new_code or row.code, row.id) for row in rows
                 if row.id is not None and (row.new_code or row.code)]  # fmt: skip
        codes.add_all(name, [code for code, _ in coded], [id for _, id in coded])
    steps = _Steps(progress or Progress(), sum(map(len, found.values())))
    read: dict[str, list[Row]] = {}
    repeated: list[Problem] = []
    for name, rows in found.items():
        of_type: list[Row] = []
        for sheet, of_sheet in itertools.groupby(rows, attrgetter("place.sheet")):
            reader = RowReader(sheet, origin, codes)
            for some in steps.slices(list(of_sheet)):
                of_type += reader.read_all(some)
        read[name], said = _without_repeats(of_type)
        repeated += said
    unidentified = {
        name
        for name, of_type in read.items()
        if any(problem.field == "" for row in of_type for problem in row.problems)
    }
    return Matched(read, codes, lambda: next(ids), repeated, unidentified)


def _look_at_renamed(sheet: TypeSheet, rows: Sequence[FoundRow], origin: Origin) -> None:
    """Keep a renamed column only if its values are still those of its field.

    Programs that do not know our hidden names leave them behind when columns move, and then they
    point to any column.
    """
    for name in sheet.renamed:
        of, column = sheet.type.by_name[name], sheet.columns[name]
        alike = unlike = 0
        for row in rows:
            known, dataset = exported(sheet.type.name, row.id or 0, origin)
            value = None if known is None else written(of, getattr(known, name), dataset)
            raw = row.raw[column] if column < len(row.raw) else None
            if value is not None:
                same = raw == value or folded(str(raw)) == folded(str(value))
                alike, unlike = alike + same, unlike + (not same)
        if alike and alike >= unlike:
            sheet.keep_renamed(name)
        else:
            sheet.drop_renamed(name)


class _Steps:
    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def slices(self, rows: Sequence[FoundRow]) -> Iterator[Sequence[FoundRow]]:
        for start in range(0, len(rows), _BATCH):
            self._progress.step(self._done, self._total, Text("Comparing"))
            yield rows[start : start + _BATCH]
            self._done += _BATCH


def _find_rows(sheet: TypeSheet, origin: Origin, leaves_out: bool) -> Iterator[FoundRow]:
    """Give the rows that hold anything, with the id that their ID says.

    Rows that are known to say what their record says are left out if that is wanted.
    """
    columns = set(sheet.columns.values())
    marks = sheet.sheet.marks
    broken = {row for row, c in (*marks.errors, *marks.uncalculated) if c in columns}
    below = sheet.sheet.rows[sheet.header_row + 1 :]
    identified = origin.trusted and sheet.id_column is not None
    codes = _codes(sheet, below)
    untouched = untouched_rows(sheet, below, codes, origin) if leaves_out else set()
    if len(untouched) == len(below):
        return
    for number, (raw, code) in enumerate(zip(below, codes, strict=True)):
        if number in untouched:
            continue
        at = number + sheet.header_row + 1
        if not code and at not in broken and all(is_blank(raw[c]) for c in columns if c < len(raw)):
            continue
        row = FoundRow(RowPlace(sheet, at), raw, code)
        if identified and sheet.id_column is not None and sheet.id_column < len(raw):
            _identify(row, raw[sheet.id_column], origin)
        yield row


def _codes(sheet: TypeSheet, rows: Sequence[Sequence[Any]]) -> list[str]:
    """Give the code in each row, empty where there is none."""
    column = sheet.columns.get("code")
    if column is None:
        return [""] * len(rows)
    cells: list[Any] = [row[column] if column < len(row) else None for row in rows]
    if set(map(type, cells)) == {str} and are_clean(cells):
        return cells
    return list(map(_code, cells))


def _code(raw: Any) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return "" if raw is None else clean(str(raw))


def _identify(row: FoundRow, token: Any, origin: Origin) -> None:
    """Take the id from a token; a damaged one leaves the row to its code."""
    if is_blank(token):
        return
    type = row.place.sheet.type
    try:
        id = decode(token, type.name, origin.ours.workspace)
    except FieldError as fault:
        known = row.code and _by_code(row.code, type.name, origin) is not None
        if origin.checked and not known:
            row.problems.append(
                row_problem(
                    row, "", Text("{fault}; clear it for a new record", fault=fault.message)
                )
            )
        return
    if id in origin.ours[type.name] or (origin.base and id in origin.base[type.name]):
        row.id = id


def _by_code(code: str, type_name: str, origin: Origin) -> int | None:
    """Give the record that had this code when exported, if it is still there, else has it now."""
    if origin.base is not None:
        found = origin.base.find(type_name, code)
        if found is not None and found in origin.ours[type_name]:
            return found
    found = origin.ours.find(type_name, code)
    if found is None and origin.base is not None:
        found = origin.base.find(type_name, code)
    return found


class _Identities:
    """Gives each row of one type an id of its own."""

    def __init__(self, type: RecordType, origin: Origin, spare: Callable[[], int]) -> None:
        self._type = type
        self._origin = origin
        self._spare = spare
        self._free_codes: Iterator[str] | None = None

    @functools.cached_property
    def _altered(self) -> AlteredCodes:
        return AlteredCodes(self._origin.ours[self._type.name])

    def settle(self, rows: Sequence[FoundRow]) -> None:
        if not rows:
            return
        self._settle_twice_used(rows)
        taken = {row.id: row for row in rows if row.id is not None}
        new: dict[str, FoundRow] = {}
        for row, known in zip(rows, self._known(rows), strict=True):
            if row.id is not None:
                continue
            folded = row.code.casefold()
            if known is not None and known not in taken:
                row.id, row.copy_of = known, None
                taken[known] = row
            elif row.copy_of is not None and not self._type.single:
                self._make_copy(row, rows)
            elif known is not None or folded in new:
                first = taken[known] if known is not None else new[folded]
                self._refuse_second(row, first)
            else:
                row.id = self._spare()
                if row.code:
                    new[folded] = row
                    self._look_at_code(row)

    def _look_at_code(self, row: FoundRow) -> None:
        """Refuse a number as a new code where Excel makes it of a code that is there."""
        code = self._altered.find(row.code)
        column = row.place.sheet.columns.get("code")
        if code is None or column is None:
            return
        if isinstance(row.raw[column], str):
            message = Text("The code “{value}” is new; it looks like “{code}”", value=row.code,
                           code=code)  # fmt: skip
            row.problems.append(row_problem(row, "code", message, "warning"))
        else:
            message = Text("The code {value} is a number, and Excel makes it of “{code}” too; type "
                           "“{code}” as text if it is that, else “{value}” as text",
                           value=row.code, code=code)  # fmt: skip
            row.problems.append(row_problem(row, "code", message))

    def _known(self, rows: Sequence[FoundRow]) -> list[int | None]:
        """Give the record that each row would be without an ID; `_by_code` for all rows at once."""
        name = self._type.name
        ours, base = self._origin.ours[name], self._origin.base
        if self._type.single:
            return [next(iter(ours.ids), None)] * len(rows)
        codes = [row.code for row in rows]
        now = ours.ids_of(codes)
        if base is None or base[name] is ours:
            return now
        return [
            before if before is not None and (here is None or before in ours) else here
            for before, here in zip(base[name].ids_of(codes), now, strict=True)
        ]

    def _settle_twice_used(self, rows: Sequence[FoundRow]) -> None:
        """Let one row keep an ID that several have; the others look for another record."""
        by_id: dict[int, list[FoundRow]] = {}
        for row in rows:
            if row.id is not None:
                by_id.setdefault(row.id, []).append(row)
        for id, group in by_id.items():
            if len(group) > 1:
                record = self._record(id)
                kept = most_like(self._type, record, [self._values(row) for row in group])
                for number, row in enumerate(group):
                    if number != kept:
                        row.id, row.copy_of = None, id

    def _record(self, id: int) -> Record:
        base = self._origin.base
        found = base.get(self._type.name, id) if base is not None else None
        record: Record = found or self._origin.ours[self._type.name][id]
        return record

    def _values(self, row: FoundRow) -> dict[str, Any]:
        """Read what can be read before the references are known."""
        found: dict[str, Any] = {}
        for name, column in row.place.sheet.columns.items():
            of = self._type.by_name[name]
            raw = row.raw[column] if column < len(row.raw) else None
            if isinstance(of, ReferenceField) or is_blank(raw):
                continue
            try:
                found[name] = read_value(of, raw, self._origin.ours)
            except FieldError:
                continue
        return found

    def _make_copy(self, row: FoundRow, rows: Sequence[FoundRow]) -> None:
        """Make a row with an ID that another row keeps a new record, under a code of its own."""
        row.id = self._spare()
        if row.code and _by_code(row.code, self._type.name, self._origin) is None:
            return
        if self._free_codes is None:
            used = [other.code for other in rows if other.code]
            first = proposed_code(self._origin.ours[self._type.name], used)
            prefix, _, number = first.rpartition("-")
            self._free_codes = (f"{prefix}-{n}" for n in itertools.count(int(number)))
        row.new_code = next(self._free_codes)

    def _refuse_second(self, row: FoundRow, first: FoundRow) -> None:
        row.id = self._spare()
        message = (
            Text("There is only one record here; it stands in row {row}", row=first.place.number)
            if self._type.single
            else Text("The code “{code}” stands in row {row} too; each code may stand once",
                      code=row.code, row=first.place.number)
        )  # fmt: skip
        row.problems.append(row_problem(row, "code", message))
        if not self._type.single and list(row.raw) != list(first.raw):
            first.doubtful = True  # which of the two holds is not for us to say


def _without_repeats(rows: Sequence[Row]) -> tuple[list[Row], list[Problem]]:
    """Take out copied rows that say nothing new: they would count everything twice."""
    originals = {row.id: row for row in rows if row.copy_of is None}
    kept: list[Row] = []
    said: list[Problem] = []
    for row in rows:
        original = originals.get(row.copy_of) if row.copy_of is not None else None
        if original is None or not isinstance(row.place, RowPlace):
            kept.append(row)
            continue
        place, other = row.place, original.place
        code = str(original.values.get("code") or "")
        compared = place.sheet.columns.keys() - {"code"}
        alike = all(row.values.get(name) == original.values.get(name) for name in compared)
        cell = place.sheet.sheet.address(place.row, place.sheet.id_column or 0)
        above = other.number if isinstance(other, RowPlace) else 0
        type = place.sheet.type
        # What a column that is not there keeps a new record from having is no difference.
        read = all(problem.field not in place.sheet.columns for problem in row.problems)
        if alike and read and _raw_code(row) == code:
            message = Text("The row repeats row {row} and was left out", row=above)
        else:
            message = Text("The row has the ID of row {row}; it becomes a new record, {code}",
                           row=above, code=str(row.values.get("code") or ""))  # fmt: skip
            kept.append(row)
        said.append(Problem("warning", type.name, code, "", message, row.copy_of, cell))
    return kept, said


def _raw_code(row: Row) -> str:
    """Give the code as it stands in the sheet, before a copy got one of its own."""
    assert isinstance(row.place, RowPlace)
    sheet = row.place.sheet
    column = sheet.columns.get("code")
    cells = sheet.sheet.rows[row.place.row]
    return _code(cells[column]) if column is not None and column < len(cells) else ""
