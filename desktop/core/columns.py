"""Columns: what the records of a table hold, field by field, for sorting, filters and search.

A column knows each value once, and which one every record holds. What is asked of all records is
then asked of each value, and arrays tell which records that are. Columns are made when they are
first needed and kept; after an edit, only what it touched is made anew. The work goes by slices,
so that no other thread waits long for Python.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from desktop.core.dataset import Dataset, Table
from desktop.core.fields import Field, ReferenceField
from desktop.core.filters import TextTest, filter_test
from desktop.core.i18n import locale
from desktop.core.ordering import token_of
from desktop.core.records import Record, RecordType
from desktop.core.search_lines import APART, Word, is_figure, said, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Marks = NDArray[np.bool_]
    Places = NDArray[np.int64]

Step = Callable[[], None]
#: So many values are worked on in one piece.
_SLICE = 8_192
#: Texts up to this length are sorted as an array of characters.
_SHORT = 48
#: A word that no more than one of so many texts holds is looked for in all of them at once.
_SELDOM = 8
_MARKS = 200
#: Where more records than this are new, all columns are made anew.
_MANY = 2_000
#: Tables whose columns are kept.
_KEPT = 3


class Column:
    """One field of a table: `values`, each there once, and by record the place of its value."""

    def __init__(self, field: Field, values: list[Any], codes: NDArray[np.int32]) -> None:
        self.field, self.values, self.codes = field, values, codes
        self._ranks: tuple[Sequence[Any], NDArray[np.int32]] | None = None
        self._texts: tuple[Sequence[Any], list[str]] | None = None

    def ranks(self, dataset: Dataset, step: Step) -> NDArray[np.int32]:
        """Give the rank of each value; that of the unknown one is the highest, `len(values)`."""
        import numpy as np

        of = (_target(self.field, dataset), locale().language)
        if self._ranks is None or any(map(_differ, self._ranks[0], of)):
            known = [value for value in self.values if value is not None]
            keys = [self.field.sort_key(value, dataset) for value in known]
            found = np.full(len(self.values), len(self.values), np.int32)
            if keys:
                found[[n for n, v in enumerate(self.values) if v is not None]] = _ranked(keys, step)
            self._ranks = of, found
        return self._ranks[1]

    def texts(self, dataset: Dataset, step: Step) -> list[str]:
        """Give what the values say, folded; those of a slice in one text, a sign between them."""
        of = (_target(self.field, dataset), locale())
        if self._texts is None or any(map(_differ, self._texts[0], of)):
            parts = _slices(self.values, step)
            self._texts = of, [said(self.field, part, dataset) for part in parts]
        return self._texts[1]

    def saying(self, says: Callable[[str], bool], part: str, dataset: Dataset, step: Step) -> Marks:
        """Tell of each value whether its folded text says something, to which `part` belongs."""
        import numpy as np

        found = np.zeros(len(self.values), np.bool_)
        for place, texts in enumerate(self.texts(dataset, step)):
            if part in texts:
                start = place * _SLICE
                found[start : start + _SLICE] = list(map(says, texts.split(APART)))
        return found

    def holding(self, word: str, dataset: Dataset, step: Step) -> Marks:
        """Tell of each value whether its folded text holds a word."""
        import numpy as np

        found = np.zeros(len(self.values), np.bool_)
        for place, texts in enumerate(self.texts(dataset, step)):
            often = texts.count(word)
            part = found[place * _SLICE : (place + 1) * _SLICE]
            if often * _SELDOM > _SLICE:
                part[:] = [word in text for text in texts.split(APART)]
            elif often:
                part[_lines_with(word, texts)] = True
        return found

    def passing(self, text: str, dataset: Dataset, step: Step) -> Marks:
        """Tell of each value whether it passes a filter. Raises `FieldError` on a bad one."""
        import numpy as np

        test = filter_test(self.field, text, dataset)
        if isinstance(test, TextTest) and not is_figure(self.field):
            if test.plain:
                return self.holding(test.part, dataset, step)
            return self.saying(test.says, test.part, dataset, step)
        parts = (map(test, part) for part in _slices(self.values, step))
        return np.fromiter(chain.from_iterable(parts), np.bool_, len(self.values))

    def of_table(self, old: Places, records: Sequence[Record]) -> Column:
        """Give the column of records of which some are known: `old` are their former places.

        It is -1 for those that are new or have changed.
        """
        import numpy as np

        codes = np.where(old >= 0, self.codes[old], -1)
        token, value = token_of(self.field) or _itself, attrgetter(self.field.name)
        fresh = list(self.values)
        code_of = {token(one): code for code, one in enumerate(fresh)}
        for place in np.flatnonzero(codes < 0).tolist():
            one = value(records[place])
            codes[place] = code = code_of.setdefault(token(one), len(fresh))
            if code == len(fresh):
                fresh.append(one)
        made = Column(self.field, fresh, codes)
        if len(fresh) == len(self.values):
            made._ranks, made._texts = self._ranks, self._texts
        return made


class Columns:
    """The columns of a table, each made when it is first asked for."""

    def __init__(self, table: Table[Any]) -> None:
        self.table = table
        self._records: list[Record] = list(table)
        self._columns: dict[str, Column] = {}
        self._ids: NDArray[np.int64] | None = None

    def column(self, field: Field, step: Step) -> Column:
        """Give the column of a field."""
        found = self._columns.get(field.name)
        if found is None:
            found = self._columns[field.name] = _made(self._records, field, step)
        return found

    def all(self, type: RecordType, step: Step) -> Iterator[Column]:
        """Give the columns of all fields that are shown."""
        return (self.column(field, step) for field in type.shown_fields)

    def ids(self) -> NDArray[np.int64]:
        """Give the ids of the records, in order."""
        import numpy as np

        if self._ids is None:
            self._ids = np.fromiter(self.table.ids, np.int64, len(self._records))
        return self._ids

    def followed_by(self, table: Table[Any]) -> Columns:
        """Give the columns of a table that was made of this one by an edit."""
        import numpy as np

        made = Columns(table)
        differing = table.differing(self.table)
        if not self._records or len(differing) > _MANY:
            return made
        before = self.ids()
        same = all(id in table and id in self.table for id in differing)
        if same:
            now = made._ids = before
            old = np.arange(len(before))
        else:
            now = made.ids()
            old = np.searchsorted(before, now)
            old[np.append(before, -1)[old] != now] = -1
        places = np.searchsorted(now, [id for id in differing if id in table]).tolist()
        news = [made._records[place] for place in places]
        olds = [self._records[place] for place in places] if same else []
        old[places] = -1
        for name, column in self._columns.items():
            value = attrgetter(name)
            kept = same and all(map(_alike, map(value, olds), map(value, news)))
            made._columns[name] = column if kept else column.of_table(old, made._records)
        return made


def _made(records: Sequence[Record], field: Field, step: Step) -> Column:
    import numpy as np

    token, value = token_of(field), attrgetter(field.name)
    held: dict[Any, Any] = {}
    marks: list[Any] = []
    for part in _slices(records, step):
        values = list(map(value, part))
        own = values if token is None else list(map(token, values))
        held.update(zip(own, values, strict=True))
        marks += own
    place_of = dict(zip(held, range(len(held)), strict=True)).__getitem__
    codes = np.empty(len(marks), np.int32)
    start = 0
    for part in _slices(marks, step):
        codes[start : start + len(part)] = np.fromiter(map(place_of, part), np.int32, len(part))
        start += len(part)
    return Column(field, list(held.values()), codes)


def _slices(whole: Sequence[Any], step: Step) -> Iterator[Sequence[Any]]:
    for start in range(0, len(whole), _SLICE):
        step()
        yield whole[start : start + _SLICE]


def _lines_with(word: str, texts: str) -> list[int]:
    """Give which of the texts in one hold a word; quick where few do."""
    found: list[int] = []
    line = end = 0
    at = texts.find(word)
    while at >= 0 <= end:
        line += texts.count(APART, end, at)
        found.append(line)
        end = texts.find(APART, at)
        at = texts.find(word, end)
    return found


def _itself(value: Any) -> Any:
    return value


def _alike(one: Any, other: Any) -> bool:
    return one is other or bool(one == other)


def _target(field: Field, dataset: Dataset) -> Table[Any] | None:
    return dataset[field.target] if isinstance(field, ReferenceField) else None


def _differ(one: Any, other: Any) -> bool:
    return one is not other and (isinstance(one, Table) or one != other)


def _ranked(keys: list[Any], step: Step) -> NDArray[np.int32]:
    """Give the rank of each key among all; equal ones have equal ranks."""
    import numpy as np

    kinds = set(map(type, keys))
    short = kinds == {str} and max(map(len, keys)) <= _SHORT
    step()
    if short or kinds <= {int, float}:
        # Numbers and characters are sorted without Python, which others may use meanwhile.
        return np.unique(np.array(keys), return_inverse=True)[1].astype(np.int32)
    marks = [tuple(key) if isinstance(key, list) else key for key in keys]
    order = {key: rank for rank, key in enumerate(_in_order(list(set(marks))))}
    return np.fromiter(map(order.__getitem__, marks), np.int32, len(marks))


def _in_order(loose: Sequence[Any]) -> list[Any]:
    """Sort; many are first laid into heaps between marks, each of which is sorted alone.

    One long sort would keep every other thread waiting until it is done.
    """
    if len(loose) <= _SLICE:
        return sorted(loose)
    marks = sorted(loose[:: max(1, len(loose) // _MARKS)])
    heaps: list[list[Any]] = [[] for _ in range(len(marks) + 1)]
    for one in loose:
        heaps[bisect_right(marks, one)].append(one)
    return [one for heap in heaps for one in sorted(heap)]


_kept: dict[str, Columns] = {}


def columns_of(dataset: Dataset, type: RecordType) -> Columns:
    """Give the columns of a type's records; those of the last few tables are kept."""
    table = dataset[type.name]
    found = _kept.get(type.name)
    if found is None or found.table is not table:
        same = found is not None and found.table.type is type
        found = found.followed_by(table) if found is not None and same else Columns(table)
        _kept.pop(type.name, None)
        for name in list(_kept)[: max(0, len(_kept) - _KEPT + 1)]:
            _kept.pop(name, None)
        _kept[type.name] = found
    return found


def forget() -> None:
    """Let go of all columns: the tables from which they were made are needed no more."""
    _kept.clear()


def prepare(dataset: Dataset, type: RecordType, step: Step) -> None:
    """Make all that sorting and searching of a type's records needs; `step` may raise to stop."""
    for column in columns_of(dataset, type).all(type, step):
        column.texts(dataset, step)
        if not is_figure(column.field) or len(column.values) > _SLICE:
            column.ranks(dataset, step)


def arranged_ids(
    ids: Sequence[int] | None,
    filters: Sequence[tuple[str, str]],
    search: str,
    sort: Sequence[tuple[str, bool]],
    dataset: Dataset,
    type: RecordType,
    step: Step,
) -> list[int]:
    """Give those of some ids, or of all, that pass filters and search, sorted. Raises `FieldError`.

    Filters are (field, text), sort keys (field, descending), the most important first. Sorting is
    stable; unknown values stand last in both directions.
    """
    import numpy as np

    columns = columns_of(dataset, type)
    if ids is None:
        at = np.arange(len(columns.table))
    else:
        at = np.searchsorted(columns.ids(), np.fromiter(ids, np.int64, len(ids)))
    for name, text in filters:
        column = columns.column(type.by_name[name], step)
        at = at[column.passing(text, dataset, step)[column.codes[at]]]
    for word in words_of(search):
        at = at[_holding(word, columns, dataset, type, step)[at]]
    for name, descending in reversed(sort):
        column = columns.column(type.by_name[name], step)
        rank, unknown = column.ranks(dataset, step)[column.codes[at]], len(column.values)
        if descending:
            rank = np.where(rank == unknown, unknown, -rank)
        step()
        at = at[_order(rank)]
    found: list[int] = columns.ids()[at].tolist()
    return found


def _order(ranks: NDArray[np.int32]) -> Places:
    """Give the places of ranks from the lowest to the highest, equal ones in their order.

    They are sorted by their lower half, and then by their upper: short numbers are laid into
    heaps, which takes a fraction of the time.
    """
    import numpy as np

    order = np.argsort((ranks & 0xFFFF).astype(np.uint16), kind="stable")
    upper = (ranks >> 16).astype(np.int16)
    return order[np.argsort(upper[order], kind="stable")] if upper.any() else order


def _holding(word: Word, columns: Columns, dataset: Dataset, type: RecordType, step: Step) -> Marks:
    """Tell of each record whether a word occurs in it."""
    import numpy as np

    found = np.zeros(len(columns.table), np.bool_)
    for column in columns.all(type, step):
        wanted = word.figure if is_figure(column.field) else word.text
        if wanted is not None:
            values = column.holding(wanted, dataset, step)
            if values.any():
                found |= values[column.codes]
    return found
