"""Paste: cells from the clipboard over records, and below the last one as new records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.core.dataset import Dataset, folded_code
from desktop.core.fields import Field, clean, folded
from desktop.core.i18n import Text, join, translate, variants
from desktop.core.progress import Progress
from desktop.core.records import RecordType
from desktop.exchange.clipboard import Raw, unguarded
from desktop.exchange.layout import ID_HEADER
from desktop.operations.block import Block, Fault, read_block
from desktop.operations.cells import Reader
from desktop.operations.edit import free_codes, new_values

Rows = Sequence[Sequence[Raw]]


@dataclass(frozen=True)
class Target:
    """Where cells are pasted: at the first of `ids` and of `fields`, over what is selected.

    `ids` are the records from there to the last one shown, `fields` the columns from there to
    the last one; `height` and `width` measure the selected block, `cells` are all selected
    cells. New records begin with `starts_with`; `adds` tells whether there may be any.
    """

    ids: Sequence[int]
    fields: Sequence[Field]
    height: int = 1
    width: int = 1
    cells: Mapping[int, Sequence[str]] = field(default_factory=dict)
    starts_with: Mapping[str, Any] = field(default_factory=dict)
    adds: bool = True


@dataclass
class _Placed:
    """Cells at their places: new records have negative ids."""

    raw: dict[int, dict[str, Raw]] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    new: int = 0
    #: The fields into which cells go.
    names: list[str] = field(default_factory=list)

    def put(self, id: int | None, cells: dict[str, Raw]) -> None:
        """Put a row over a record; without one, make a new one of what is not blank."""
        if id is None:
            cells = {name: cell for name, cell in cells.items() if not _blank(cell)}
            if not cells:
                return
            self.new += 1
            id = -self.new
        self.raw.setdefault(id, {}).update(cells)


def pasted(
    dataset: Dataset,
    type: RecordType,
    rows: Rows,
    target: Target,
    progress: Progress | None = None,
) -> Block:
    """Give what pasting would do. Raises `Cancelled` through `progress`."""
    headed = _headed(type, rows)
    if headed is not None:
        placed = _by_header(dataset, type, rows[1:], headed, target)
    else:
        placed = _by_place(rows, target)
    reader = Reader(dataset, coming=_coming(type, placed))
    by_name = type.by_name
    reader.take_evidence(
        (by_name[name], cell) for cells in placed.raw.values() for name, cell in cells.items()
    )
    started = _started(dataset, type, placed, target)
    block = read_block(reader, type, placed.raw, _label, "paste", started, progress)
    return replace(
        block,
        faults=[*placed.faults, *block.faults],
        notes=[*placed.notes, *block.notes],
        place=([id for id in placed.raw if id >= 0], placed.names),
    )


def _label(n: int) -> Text:
    return Text.count(n, "Paste {n} cell", "Paste {n} cells")


def _blank(cell: Raw) -> bool:
    return isinstance(cell, str) and not clean(cell)


# Where each cell goes


def _by_place(rows: Rows, target: Target) -> _Placed:
    placed = _Placed()
    tall, wide = len(rows), max(map(len, rows))
    if tall == wide == 1 and target.cells:
        placed.raw = {id: dict.fromkeys(names, rows[0][0]) for id, names in target.cells.items()}
        return placed
    down, right = 1, 1
    if target.height % tall == 0 and target.width % wide == 0:
        down, right = target.height // tall, target.width // wide
    fitting = target.fields[: wide * right]
    placed.names = [of.name for of in fitting]
    for place, row in enumerate([*rows] * down):
        cells = {
            of.name: row[column % wide]
            for column, of in enumerate(fitting)
            if column % wide < len(row)
        }
        if place < len(target.ids):
            placed.put(target.ids[place], cells)
        elif target.adds:
            placed.put(None, cells)
    beyond = wide - len(fitting)
    if beyond > 0:
        placed.notes.append(
            Text.count(beyond, "{n} column does not fit on the right and is left out",
                       "{n} columns do not fit on the right and are left out")
        )  # fmt: skip
    below = tall * down - len(target.ids)
    if below > 0 and not target.adds:
        placed.notes.append(
            Text.count(below, "{n} row does not fit below and is left out",
                       "{n} rows do not fit below and are left out")
        )  # fmt: skip
    return placed


def _headed(type: RecordType, rows: Rows) -> list[Field | str] | None:
    """Give the field of each column where the first row holds headers, else None.

    Headers are the labels of fields, in any language, with or without unit and required mark. A
    column that is none of ours is given as its text; half of the columns must be ours.
    """
    if len(rows) < 2:
        return None
    spellings = {
        spelling: of for of in type.shown_fields for spelling in _spellings(of.label, of.unit)
    }
    found: list[Field | str] = []
    for cell in rows[0]:
        text = folded(cell.removesuffix("*")) if isinstance(cell, str) else ""
        of = spellings.get(text)
        found.append(of if of is not None else str(cell).strip())
    ours = [of for of in found if isinstance(of, Field)]
    named = [of for of in found if of != ""]
    if not ours or len(ours) * 2 < len(named) or len(ours) != len(set(ours)):
        return None
    return found


def _spellings(label: str, unit: str) -> set[str]:
    units = {translate(unit, "", language) for language in ("en", "ko")} if unit else set()
    labels = variants(label)
    return {folded(text) for text in labels} | {folded(f"{a} [{b}]") for a in labels for b in units}


def _by_header(
    dataset: Dataset,
    type: RecordType,
    rows: Rows,
    columns: Sequence[Field | str],
    target: Target,
) -> _Placed:
    """Place columns by their headers, and rows by their codes where these are among them."""
    placed = _Placed()
    ids = {folded(spelling) for spelling in variants(ID_HEADER.source)}
    strange = [c for c in columns if isinstance(c, str) and c and folded(c) not in ids]
    if strange:
        placed.notes.append(
            Text("Columns that are not here are left out: {columns}", columns=join(list(strange)))
        )
    placed.names = [of.name for of in columns if isinstance(of, Field)]
    coded = any(isinstance(of, Field) and of.name == "code" for of in columns)
    for place, row in enumerate(rows):
        cells = {of.name: cell for of, cell in zip(columns, row, strict=False)
                 if isinstance(of, Field)}  # fmt: skip
        if coded:
            _put_by_code(placed, dataset, type, cells)
        elif place < len(target.ids):
            placed.put(target.ids[place], cells)
        elif target.adds:
            placed.put(None, cells)
    return placed


def _put_by_code(
    placed: _Placed, dataset: Dataset, type: RecordType, cells: dict[str, Raw]
) -> None:
    code = _code(cells["code"])
    id = dataset.find(type.name, code) if code else None
    if id is not None and id in placed.raw:
        placed.faults.append(
            Fault(id, "code", code, Text("The code “{code}” is in two rows", code=code))
        )
        return
    if id is not None:
        del cells["code"]  # it is the same but for small and large letters
    placed.put(id, cells)


def _code(cell: Raw) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(unguarded(str(cell)))


# What new records begin with


def _coming(type: RecordType, placed: _Placed) -> dict[tuple[str, str], int]:
    """Give the codes of new records, so that cells of the same paste can refer to them."""
    return {
        (type.name, folded_code(_code(cells["code"]))): id
        for id, cells in placed.raw.items()
        if id < 0 and "code" in cells
    }


def _started(
    dataset: Dataset, type: RecordType, placed: _Placed, target: Target
) -> dict[int, dict[str, Any]]:
    new = [id for id in placed.raw if id < 0]
    if not new:
        return {}
    given = [_code(cells["code"]) for cells in placed.raw.values() if "code" in cells]
    codes = free_codes(dataset, type, given)
    first = {**new_values(dataset, type), **target.starts_with}
    return {
        id: dict(first) if "code" in placed.raw[id] else {**first, "code": next(codes)}
        for id in new
    }
