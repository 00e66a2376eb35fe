"""Three-way merge: what came back (theirs), what went out (base) and what holds now (ours).

Works on typed values, record by record and field by field, and decides nothing that a person
should decide: both-changed fields, edits of removed records and missing records wait for a yes.
Without a base (the workbook is not ours, or its revision is gone) it compares two ways: every
difference is a change, and blanks say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from desktop.core.changes import Change
from desktop.core.dataset import Table
from desktop.core.errors import Problem
from desktop.core.fields import Field
from desktop.core.i18n import Text
from desktop.core.likeness import same
from desktop.core.records import Record, RecordType

#: Kinds of cells: both sides agree; only ours changed; theirs changed; theirs is blank where
#: base was not; both changed; part of a new record.
SAME, OURS, CHANGED, CLEARED, CONFLICT, NEW = (
    "same", "ours", "changed", "cleared", "conflict", "new",
)  # fmt: skip
#: Kinds of items: a record changed there; a new one; a row copied from another; a record whose
#: row is gone; a record changed there that was removed here.
ALTERED, ADDED, COPIED, MISSING, REMOVED = "changed", "added", "copied", "missing", "removed"


class Place(Protocol):
    """Where a row stands; knows the cell of each field."""

    def cell(self, name: str) -> str:
        """Give the address of a field's cell, such as `Capacity!H14`."""
        ...


@dataclass(slots=True)
class Row:
    """One record as it came back, already known to be record `id` (negative: a new one).

    `values` has what stood in the columns that were there and could be read, None for blank;
    `copy_of` names the record of which the row is a copy; `problems` is what could not be read;
    `doubtful` tells that another row says it is the same record, so that a person must decide.
    """

    id: int
    values: Mapping[str, Any]
    place: Place | None = None
    copy_of: int | None = None
    problems: Sequence[Problem] = ()
    doubtful: bool = False


class Unchanged(Mapping[str, Any]):
    """The values of a row that nobody has touched: what a record says in some of its fields."""

    __slots__ = ("names", "record")

    def __init__(self, record: Record, names: Sequence[str]) -> None:
        self.record = record
        self.names = names

    def __getitem__(self, name: str) -> Any:
        if name not in self.names:
            raise KeyError(name)
        return getattr(self.record, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True)
class Offer:
    """What one of several workbooks says of a field, by the name of the file."""

    sender: str
    value: Any
    place: Place | None = None


@dataclass(slots=True)
class Cell:
    """One field that differs. `accepted` is None for a conflict that nobody has decided.

    `theirs` is what would be taken; `doubt` says why it needs a tick. Where several workbooks were
    merged, `offers` has what each says, `disputed` tells that they do not agree, and `theirs` is
    the last of them.
    """

    field: str
    kind: str
    base: Any
    ours: Any
    theirs: Any
    accepted: bool | None = True
    offers: tuple[Offer, ...] = ()
    disputed: bool = False
    doubt: Text | None = None


class NewCells(Sequence[Cell]):
    """The cells of a new record, made when somebody looks at one; until then all are taken.

    `values` has what is known of the record, without blanks.
    """

    __slots__ = ("_cells", "change", "values")

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values
        #: What taking all of them does, once that was asked for.
        self.change: Change | None = None
        self._cells: list[Cell] | None = None

    @property
    def are_made(self) -> bool:
        """Whether somebody has looked, and may have taken a tick away."""
        return self._cells is not None

    def _made(self) -> list[Cell]:
        if self._cells is None:
            self._cells = [Cell(name, NEW, None, None, value)
                           for name, value in self.values.items()]  # fmt: skip
        return self._cells

    def __getitem__(self, at: Any) -> Any:
        return self._made()[at]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._made())

    def __len__(self) -> int:
        return len(self.values)


@dataclass(slots=True)
class Item:
    """One record that differs, with the cells that do.

    `accepted` puts it in or leaves it out as a whole; None waits for a decision. `edited` tells
    of a missing record that it was changed here since. `place` is None for a missing record.
    `senders` names the files that speak of it where several workbooks were merged.
    """

    type: str
    id: int
    code: str
    kind: str
    cells: Sequence[Cell] = ()
    place: Place | None = None
    accepted: bool | None = True
    copy_of: int | None = None
    edited: bool = False
    problems: list[Problem] = field(default_factory=list)
    senders: tuple[str, ...] = ()

    @property
    def is_untouched(self) -> bool:
        """Whether it is a new record whose cells nobody has looked at: it is taken whole."""
        cells = self.cells
        return isinstance(cells, NewCells) and not cells.are_made

    @property
    def fields(self) -> Iterable[str]:
        """The names of the fields that differ; no cell is made for that."""
        cells = self.cells
        return cells.values if isinstance(cells, NewCells) else [cell.field for cell in cells]

    def _looked_at(self) -> Sequence[Cell]:
        return () if self.is_untouched else self.cells

    @property
    def is_faulty(self) -> bool:
        """Whether an error keeps it from being taken."""
        return any(problem.severity == "error" for problem in self.problems)

    @property
    def is_taken(self) -> bool:
        """Whether taking over now would change something for it."""
        if not self.accepted or self.kind != ALTERED:
            return bool(self.accepted)
        # Not any(): reviews have very many rows, and this is asked for each.
        for cell in self.cells:  # noqa: SIM110
            if cell.accepted:
                return True
        return False

    @property
    def undecided(self) -> int:
        """How many decisions it waits for; none once it is left out."""
        if self.accepted is False:
            return 0
        waiting = 0 if self.accepted else 1
        for cell in self._looked_at():
            if cell.accepted is None:
                waiting += 1
        return waiting

    def conflicts(self) -> list[Cell]:
        """Give the cells that both sides changed and nobody has decided."""
        return [cell for cell in self._looked_at() if cell.accepted is None]


def compare(of: Field, base: Any, ours: Any, theirs: Any) -> str:
    """Give the kind of a cell, seen from its three values."""
    if same(of, ours, theirs):
        return SAME
    if same(of, base, theirs):
        return OURS
    if not same(of, base, ours):
        return CONFLICT
    return CLEARED if theirs is None else CHANGED


def merge(
    type: RecordType,
    base: Table[Any] | None,
    ours: Table[Any],
    rows: Iterable[Row],
    *,
    complete: bool = True,
    clears: bool = True,
    spare: Callable[[], int] | None = None,
) -> list[Item]:
    """Give what differs, in the order of the rows; missing records last.

    With `complete`, records of the base without a row are missing. `clears` tells that a blank
    cell means something. `spare` gives an unused negative id for a record that was removed here
    and may return. No two rows may have the same id.
    """
    three_way = base is not None
    items: list[Item] = []
    seen: set[int] = set()
    for row in rows:
        seen.add(row.id)
        ours_record = ours.get(row.id)
        base_record = base.get(row.id) if base is not None else ours_record
        if _is_unchanged(row, base_record) and not row.problems:
            continue
        if row.id < 0:
            item: Item | None = _new(type, row)
        elif ours_record is not None:
            item = _altered(type, row, base_record, ours_record, clears and three_way)
        elif base_record is not None and spare is not None:
            item = _removed(type, row, base_record, spare)
        else:
            item = None
        if item is not None:
            items.append(item)
    if base is not None and complete and not type.single:
        items += _missing(type, base, ours, seen)
    return items


def blanks(type: RecordType, ours: Table[Any], rows: Iterable[Row]) -> list[Item]:
    """Give what would be cleared if blank cells meant it: cells with a value here, a blank there.

    `merge` leaves these alone where it is not known what was exported. Required fields are not
    among them, nor are rows that could not be read. Nothing of it is accepted.
    """
    found: list[Item] = []
    for row in rows:
        record = ours.get(row.id) if row.id > 0 else None
        if _is_unchanged(row, record):
            continue
        if record is None or any(problem.severity == "error" for problem in row.problems):
            continue
        cells = [
            Cell(name, CLEARED, getattr(record, name), getattr(record, name), None, False)
            for name, theirs in row.values.items()
            if theirs is None
            and not type.by_name[name].required
            and getattr(record, name) is not None
        ]
        if cells:
            found.append(Item(type.name, row.id, record.code, ALTERED, cells, row.place))
    return found


def _is_unchanged(row: Row, record: Record | None) -> bool:
    values = row.values
    return isinstance(values, Unchanged) and values.record is record


def _new(type: RecordType, row: Row) -> Item:
    values = row.values
    if None in values.values():
        values = {name: value for name, value in values.items() if value is not None}
    kind = ADDED if row.copy_of is None else COPIED
    item = Item(type.name, row.id, values.get("code") or "", kind, NewCells(values), row.place,
                copy_of=row.copy_of)  # fmt: skip
    return _with_problems(item, row) if row.problems or row.doubtful else item


def _altered(
    type: RecordType, row: Row, base: Record | None, ours: Record, clears: bool
) -> Item | None:
    cells: list[Cell] = []
    for name, theirs in row.values.items():
        if theirs is None and not clears:
            continue
        now = getattr(ours, name)
        if now is theirs:
            continue
        then = None if base is None else getattr(base, name)
        kind = compare(type.by_name[name], then, now, theirs)
        if kind not in (SAME, OURS):
            accepted = None if kind == CONFLICT else True
            cells.append(Cell(name, kind, then, now, theirs, accepted))
    if not cells and not row.problems:
        return None
    return _with_problems(Item(type.name, row.id, ours.code, ALTERED, cells, row.place), row)


def _removed(type: RecordType, row: Row, base: Record, spare: Callable[[], int]) -> Item | None:
    """Give a record removed here, if it was changed there: the whole of it may return."""
    altered = [
        name
        for name, theirs in row.values.items()
        if not same(type.by_name[name], getattr(base, name), theirs)
    ]
    if not altered and not row.problems:
        return None
    values = type.values(base) | dict(row.values)
    cells = [
        Cell(name, CHANGED if name in altered else NEW, getattr(base, name), None, value)
        for name, value in values.items()
        if value is not None
    ]
    item = Item(type.name, spare(), base.code, REMOVED, cells, row.place, None, copy_of=row.id)
    return _with_problems(item, row)


def _missing(
    type: RecordType, base: Table[Any], ours: Table[Any], seen: set[int]
) -> Iterator[Item]:
    for id in base.ids:
        now = ours.get(id)
        if id not in seen and now is not None:
            edited = not _equal(type, base[id], now)
            yield Item(type.name, id, now.code, MISSING, accepted=False, edited=edited)


def _equal(type: RecordType, one: Record, other: Record) -> bool:
    return one is other or all(
        same(of, getattr(one, of.name), getattr(other, of.name)) for of in type.fields
    )


def _with_problems(item: Item, row: Row) -> Item:
    if row.doubtful and item.cells:
        item.accepted = None
    for problem in row.problems:
        item.problems.append(problem)
        if problem.severity == "error":
            item.accepted = False
    return item
