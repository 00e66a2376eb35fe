"""Search lines: all that a record says, as one text in which words are looked for.

They are put together once for a table and kept; after an edit, only those of the records that
are no longer the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, is_not
from typing import Any, NamedTuple

from desktop.core.dataset import Dataset, Table
from desktop.core.fields import Field, NumberField, TextField
from desktop.core.filters import quickly_folded, texts_of
from desktop.core.i18n import Locale, locale
from desktop.core.ordering import token_of
from desktop.core.records import Record, RecordType

_BETWEEN = "\n"  # no word holds it
#: Where more records than this are new, all lines are put together again.
_FEW = 2_000
#: Tables whose lines are kept.
_KEPT = 3


class Line(NamedTuple):
    """What a record says: the texts of its fields, and its numbers as they are written plainly."""

    texts: str
    figures: str


@dataclass(frozen=True)
class _Made:
    """Lines of a table, and what they were made from."""

    table: Table[Any]
    targets: Sequence[Table[Any] | None]
    where: Locale
    lines: Mapping[int, Line]

    def holds(self, type: RecordType, targets: Sequence[Table[Any] | None]) -> bool:
        """Whether lines of records that have not changed are still right."""
        same = len(targets) == len(self.targets) and not any(map(is_not, targets, self.targets))
        return same and self.table.type is type and self.where == locale()


_made: dict[str, _Made] = {}
_lock = threading.Lock()


def lines_of(
    dataset: Dataset, type: RecordType, step: Callable[[], None] = lambda: None
) -> Mapping[int, Line]:
    """Give the line of each record by its id; `step` is called in between and may raise."""
    table: Table[Record] = dataset[type.name]
    targets = [None if r.target == type.name else dataset[r.target] for r in type.references]
    kept = _made.get(type.name)
    if kept is not None and kept.holds(type, targets):
        if kept.table is table:
            return kept.lines
        lines = _amended(kept, table, dataset, step)
    else:
        lines = _lines(list(table), type, dataset, step)
    with _lock:
        _made.pop(type.name, None)
        while len(_made) >= _KEPT:
            del _made[next(iter(_made))]
        _made[type.name] = _Made(table, targets, locale(), lines)
    return lines


def _amended(
    kept: _Made, table: Table[Record], dataset: Dataset, step: Callable[[], None]
) -> Mapping[int, Line]:
    """Give the lines after an edit."""
    before = kept.table
    changed = [record for record in table if before.get(record.id) is not record]
    renamed = any(_name(before.get(record.id)) != _name(record) for record in changed)
    inside = any(r.target == table.type.name for r in table.type.references)
    if len(changed) > _FEW or (inside and (renamed or len(table) < len(before))):
        return _lines(list(table), table.type, dataset, step)
    return {**kept.lines, **_lines(changed, table.type, dataset, step)}


def _name(record: Record | None) -> tuple[str, str] | None:
    return None if record is None else (record.code, record.display_name())


def _lines(
    records: Sequence[Record], type: RecordType, dataset: Dataset, step: Callable[[], None]
) -> dict[int, Line]:
    texts: list[list[str]] = []
    figures: list[list[str]] = []
    for field in type.shown_fields:
        step()
        values = list(map(attrgetter(field.name), records))
        (figures if isinstance(field, NumberField) else texts).append(_said(field, values, dataset))
    step()
    nothing = [""] * len(records)
    said = map(_BETWEEN.join, zip(*texts, strict=True)) if texts else iter(nothing)
    plain = map(_BETWEEN.join, zip(*figures, strict=True)) if figures else iter(nothing)
    ids = [record.id for record in records]
    return dict(zip(ids, map(Line, said, plain), strict=True))


def _said(field: Field, values: list[Any], dataset: Dataset) -> list[str]:
    """Give what a field says of each record; values repeat, so each is put into words once."""
    token = token_of(field)
    marks = values if token is None else list(map(token, values))
    held = dict(zip(marks, values, strict=True))
    if len(held) == 1 and values[0] is None:
        return [""] * len(values)
    words: Callable[[Any], str]
    if isinstance(field, NumberField):
        words = str
    elif isinstance(field, TextField):
        words = quickly_folded
    else:
        words = texts_of(field, dataset)
    said = {mark: "" if value is None else words(value) for mark, value in held.items()}
    return list(map(said.__getitem__, marks))
