"""Dataset: all records of a workspace at one revision, immutable.

Views and planning hold a Dataset and never see it change; an edit gives a new Dataset that
shares all untouched tables with the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Generic, Self, TypeVar, cast

from desktop.core.changes import Change
from desktop.core.records import Record, RecordType

R = TypeVar("R", bound=Record)
#: A version that differs from its base in more than one of so many records gets its own.
_SHARED = 32


def folded_code(code: str) -> str:
    """Give a code as it is compared: case does not count."""
    return code.casefold()


class _Base(Generic[R]):
    """Records in the order of their ids, shared by the versions of a table that differ in few."""

    __slots__ = ("_codes", "records")

    def __init__(self, records: dict[int, R], codes: dict[str, int] | None = None) -> None:
        self.records = records
        self._codes = codes

    @property
    def codes(self) -> dict[str, int]:
        """Ids by folded code; found out when first asked for."""
        if self._codes is None:
            coded = [record for record in self.records.values() if record.code]
            folded = map(folded_code, map(attrgetter("code"), coded))
            self._codes = dict(zip(folded, map(attrgetter("id"), coded), strict=True))
        return self._codes

    def with_records(self, over: Mapping[int, R | None], recoded: Mapping[str, int | None]) -> Self:
        """Give a base of its own with other records, and without those that are None there."""
        records = cast(dict[int, R], {**self.records, **over})
        for id in [id for id, record in over.items() if record is None]:
            del records[id]
        new = [next(reversed(self.records), 0), *(id for id in over if id not in self.records)]
        if new != sorted(new):
            records = dict(sorted(records.items()))
        if self._codes is None and not recoded:
            return type(self)(records)
        codes = cast(dict[str, int], {**self.codes, **recoded})
        for code in [code for code, id in recoded.items() if id is None]:
            del codes[code]
        return type(self)(records, codes)


class Table(Generic[R]):
    """The records of one type by id, in the order of their ids.

    An edit of a few records gives a version that shares all others with the one before: `_over`
    holds what differs from the base by id (None: removed), `_added` those of it that come behind
    the base's records, `_recoded` the ids of folded codes that differ (None: free). Once much
    differs, a version has a base of its own.
    """

    __slots__ = ("_added", "_base", "_length", "_over", "_recoded", "_rows", "type")

    def __init__(self, type: RecordType, records: Mapping[int, R] | None = None) -> None:
        self.type = type
        self._stand_on(_Base(dict(records or {})))

    def _stand_on(self, base: _Base[R]) -> None:
        self._base = base
        self._over: dict[int, R | None] = {}
        self._added: dict[int, R] = {}
        self._recoded: dict[str, int | None] = {}
        self._rows: list[R] | None = None
        self._length = len(base.records)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[R]:
        if not self._over:
            return iter(self._base.records.values())
        if self._rows is None:
            # In loops of the interpreter, and once: the whole of a large table is walked often.
            over, base = self._over, self._base.records
            kept = filter(None, map(over.get, base, base.values()))
            self._rows = [*kept, *self._added.values()]
        return iter(self._rows)

    def __contains__(self, id: object) -> bool:
        over = self._over
        return over[id] is not None if id in over else id in self._base.records

    def __getitem__(self, id: int) -> R:
        over = self._over
        if id not in over:
            return self._base.records[id]
        found = over[id]
        if found is None:
            raise KeyError(id)
        return found

    def get(self, id: int | None) -> R | None:
        """Give the record with this id, or None."""
        over = self._over
        return over[id] if id in over else self._base.records.get(id)  # type: ignore[arg-type]

    @property
    def ids(self) -> Iterable[int]:
        """The ids in order."""
        base = self._base.records
        if not self._added and self._length == len(base):
            return base.keys()
        return [record.id for record in self]

    def differing(self, other: Table[R]) -> list[int]:
        """Give the ids, in order, under which two tables do not hold the very same record.

        Quick for versions of one table: only what was edited is looked at.
        """
        if self._base is other._base:
            ids: Iterable[int] = self._over.keys() | other._over.keys()
        else:
            ids = {*self.ids, *other.ids}
        return sorted(id for id in ids if self.get(id) is not other.get(id))

    def by_code(self, code: str) -> R | None:
        """Give the record with this code (case does not count), or None."""
        return self.get(self._id_of(folded_code(code)))

    def ids_of(self, codes: Iterable[str]) -> list[int | None]:
        """Give the ids of the records with these codes (case does not count); None for none."""
        find = self._id_of if self._recoded else self._base.codes.get
        return list(map(find, map(str.casefold, codes)))

    def _id_of(self, folded: str) -> int | None:
        recoded = self._recoded
        return recoded[folded] if folded in recoded else self._base.codes.get(folded)

    def with_changes(self, changes: Iterable[Change]) -> Table[R]:
        """Give the table after changes of this type."""
        changes = list(changes)
        made: Table[R] = Table(self.type)
        made._base, made._length = self._base, self._length
        made._over, made._recoded = dict(self._over), dict(self._recoded)
        if not made._add(changes):
            made._alter(changes)
        made._settle()
        return made

    def _add(self, changes: Sequence[Change]) -> bool:
        """Add records, where there is nothing but new ones; else False, and nothing is done."""
        if any(change.before is not None or change.after is None for change in changes):
            return False
        ids = [change.id for change in changes]
        if len(set(ids)) < len(ids) or any(map(self.__contains__, ids)):
            return False
        records = self._made(changes)
        self._over.update(zip(ids, records, strict=True))
        recoded, codes = self._recoded, self._base.codes
        for record in records:
            if record.code:
                code = folded_code(record.code)
                if (recoded[code] if code in recoded else codes.get(code)) is None:
                    recoded[code] = record.id
        return True

    def _alter(self, changes: Sequence[Change]) -> None:
        over, recoded = self._over, self._recoded
        fresh = iter(self._made(changes))
        coded: dict[int, None] = {}
        for change in changes:
            old = self.get(change.id)
            new = next(fresh) if change.before is None and change.after is not None else None
            if old is None or change.after is None or "code" in change.after:
                coded[change.id] = None
                # A record that keeps its code keeps its claim to it against those that come new.
                if old is not None and old.code:
                    code = folded_code(old.code)
                    if self._id_of(code) == change.id:
                        recoded[code] = None
            if change.after is None:
                over[change.id] = None
            elif old is None:
                over[change.id] = new or cast(R, self.type.make(change.id, change.after))
            else:
                values = {**self.type.values(old), **change.after}
                over[change.id] = cast(R, self.type.make(change.id, values))
        # Only now, so that two records can swap their codes in one step.
        for id in coded:
            record = over[id]
            if record is not None and record.code:
                code = folded_code(record.code)
                if self._id_of(code) is None:
                    recoded[code] = id

    def _settle(self) -> None:
        """Count and order what differs from the base; give much of it a base of its own."""
        base, over = self._base.records, self._over
        last = next(reversed(base), 0)
        new = sorted(id for id, record in over.items() if record is not None and id not in base)
        if len(over) > len(base) // _SHARED or (new and new[0] < last):
            self._stand_on(self._base.with_records(over, self._recoded))
            return
        self._added = cast(dict[int, R], {id: over[id] for id in new})
        gone = sum(record is None and id in base for id, record in over.items())
        self._length = len(base) + len(new) - gone

    def _made(self, changes: Iterable[Change]) -> list[R]:
        """Make the records that are new, all at once."""
        new = [(c.id, c.after) for c in changes if c.before is None and c.after is not None]
        if not new:
            return []
        ids, values = zip(*new, strict=True)
        return cast(list[R], self.type.make_each(ids, values))


class Dataset:
    """All tables at one revision; `workspace` is the identity of the file they come from.

    `stamp` is the time at which the revision was written: two copies of a file that went their
    own ways have the same identity, and revisions of the same numbers, but other stamps.
    """

    __slots__ = ("_tables", "revision", "stamp", "types", "workspace")

    def __init__(
        self,
        types: Mapping[str, RecordType],
        tables: Mapping[str, Table[Any]] | None = None,
        revision: int = 0,
        workspace: str = "",
        stamp: str = "",
    ) -> None:
        self.types = types
        self.stamp = stamp
        self.revision = revision
        self.workspace = workspace
        given = tables or {}
        self._tables: dict[str, Table[Any]] = {
            name: given[name] if name in given else Table(type) for name, type in types.items()
        }

    def __getitem__(self, type_name: str) -> Table[Any]:
        return self._tables[type_name]

    def table(self, record_class: type[R]) -> Table[R]:
        """Give the table of a record class, typed."""
        return self._tables[record_class.type.name]

    def find(self, type_name: str, code: str) -> int | None:
        """Give the id of the record with this code (case does not count), or None."""
        found = self._tables[type_name].by_code(code)
        return None if found is None else int(found.id)

    def code_of(self, type_name: str, id: int) -> str | None:
        """Give the code of a record, or None when there is none with this id."""
        found = self._tables[type_name].get(id)
        return None if found is None else str(found.code)

    def get(self, type_name: str, id: int | None) -> Any:
        """Give a record or None."""
        return self._tables[type_name].get(id)

    def with_changes(
        self, changes: Iterable[Change], revision: int | None = None, stamp: str | None = None
    ) -> Dataset:
        """Give the dataset after `changes`, unchecked; untouched tables are shared."""
        by_type: dict[str, list[Change]] = {}
        for change in changes:
            by_type.setdefault(change.type, []).append(change)
        tables = dict(self._tables)
        for name, group in by_type.items():
            tables[name] = tables[name].with_changes(group)
        number = self.revision if revision is None else revision
        time = self.stamp if stamp is None else stamp
        return Dataset(self.types, tables, number, self.workspace, time)

    def referrers(self, targets: Mapping[str, set[int]]) -> Iterator[tuple[Record, str]]:
        """Give every record and field that refers to one of the targets (type -> ids)."""
        for type in self.types.values():
            fields = [(f.name, targets[f.target]) for f in type.references if f.target in targets]
            if not fields:
                continue
            for record in self._tables[type.name]:
                for name, ids in fields:
                    if getattr(record, name) in ids:
                        yield record, name

    def __eq__(self, other: object) -> bool:
        """Equal records in all tables; the revision and the workspace do not count."""
        if not isinstance(other, Dataset) or list(self.types) != list(other.types):
            return NotImplemented
        # Lists are compared quickly: a record that is in both is not looked into.
        return all(list(self._tables[name]) == list(other._tables[name]) for name in self.types)

    __hash__ = None  # type: ignore[assignment]


def proposed_code(table: Table[Any], taken: Iterable[str] = ()) -> str:
    """Give a free code such as CAP-41: the type's prefix and the next number."""
    prefix = table.type.prefix + "-"
    highest = 0
    for code in [*(record.code for record in table), *taken]:
        tail = code[len(prefix) :] if code.upper().startswith(prefix) else ""
        if tail.isdecimal() and tail.isascii():
            highest = max(highest, int(tail))
    return f"{prefix}{highest + 1}"
