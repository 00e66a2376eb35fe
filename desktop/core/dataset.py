"""Dataset: all records of a workspace at one revision, immutable.

Views and planning hold a Dataset and never see it change; an edit gives a new Dataset that
shares all untouched tables with the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar, cast

from desktop.core.changes import Change
from desktop.core.records import Record, RecordType

R = TypeVar("R", bound=Record)


def folded_code(code: str) -> str:
    """Give a code as it is compared: case does not count."""
    return code.casefold()


class Table(Generic[R]):
    """The records of one type by id, in the order of their ids."""

    __slots__ = ("_codes", "_records", "type")

    def __init__(
        self,
        type: RecordType,
        records: Mapping[int, R] | None = None,
        codes: dict[str, int] | None = None,
    ) -> None:
        self.type = type
        self._records: dict[int, R] = dict(records or {})
        self._codes = codes

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[R]:
        return iter(self._records.values())

    def __contains__(self, id: object) -> bool:
        return id in self._records

    def __getitem__(self, id: int) -> R:
        return self._records[id]

    def get(self, id: int | None) -> R | None:
        """Give the record with this id, or None."""
        return None if id is None else self._records.get(id)

    @property
    def ids(self) -> Iterable[int]:
        """The ids in order."""
        return self._records.keys()

    def by_code(self, code: str) -> R | None:
        """Give the record with this code (case does not count), or None."""
        return self.get(self._by_code().get(folded_code(code)))

    def has_codes(self, records: Iterable[R]) -> bool:
        """Tell whether each of these records is the one that is found by its code."""
        codes = self._by_code()
        return all(not r.code or codes.get(folded_code(r.code)) == r.id for r in records)

    def _by_code(self) -> dict[str, int]:
        if self._codes is None:
            self._codes = {folded_code(r.code): id for id, r in self._records.items()}
        return self._codes

    def with_changes(self, changes: Iterable[Change]) -> Table[R]:
        """Give the table after changes of this type."""
        records, codes = dict(self._records), dict(self._by_code())
        highest = max(records, default=0)
        in_order = True
        coded: dict[int, None] = {}
        changes = list(changes)
        fresh = iter(self._made(changes))
        for change in changes:
            old = records.get(change.id)
            recoded = old is None or change.after is None or "code" in change.after
            # A record that keeps its code keeps its claim to it against those that come new.
            if recoded and old is not None and codes.get(folded_code(old.code)) == change.id:
                del codes[folded_code(old.code)]
            if change.after is None:
                records.pop(change.id, None)
                continue
            made = next(fresh) if change.before is None else None
            if old is None:
                if made is None:
                    made = cast(R, self.type.make(change.id, change.after))
                records[change.id] = made
                in_order = in_order and change.id > highest
                highest = max(highest, change.id)
            else:
                values = {**self.type.values(old), **change.after}
                records[change.id] = cast(R, self.type.make(change.id, values))
            if recoded:
                coded[change.id] = None
        # Only now, so that two records can swap their codes in one step.
        for id in coded:
            code = records[id].code if id in records else ""
            if code:
                codes.setdefault(folded_code(code), id)
        if not in_order:
            records = dict(sorted(records.items()))
        table: Table[R] = Table(self.type)
        table._records, table._codes = records, codes
        return table

    def _made(self, changes: Iterable[Change]) -> list[R]:
        """Make the records that are new, all at once."""
        new = [(c.id, c.after) for c in changes if c.before is None and c.after is not None]
        if not new:
            return []
        columns = ([after.get(name) for _, after in new] for name in self.type.names)
        return cast(list[R], self.type.make_all([id for id, _ in new], columns))


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
        return all(
            self._tables[name]._records == other._tables[name]._records for name in self.types
        )

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
