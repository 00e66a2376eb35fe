"""Conflicted copies: what a sync program leaves when a file was edited in two places.

Such a copy has the identity of the workspace and its history up to some revision; from there on
the two went their own ways. What the copy has besides is compared three ways and reviewed like a
workbook: base is the newest revision that both have.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desktop.core.dataset import Dataset, Table
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.merge import Item, Row, merge
from desktop.core.progress import Progress
from desktop.core.records import Record, RecordType
from desktop.exchange.review import Review
from desktop.storage.store import Store

_MOST = 20  # files of a folder that are looked into
#: What restoring and backing up leave beside a file on purpose.
_OURS = re.compile(r".* (?:before restore|backup) \d{4}-\d\d-\d\d \d{6}.*")


@dataclass(frozen=True)
class ConflictedCopy:
    """A file beside a workspace that was edited separately since revision `common`."""

    path: Path
    common: int
    revisions: int


def conflicted_copies(store: Store, progress: Progress | None = None) -> list[ConflictedCopy]:
    """Give the copies beside a workspace that hold revisions which it does not have."""
    steps = progress or Progress()
    stem = store.path.stem.casefold()
    beside = [
        path
        for path in sorted(store.path.parent.glob(f"*{store.path.suffix}"))
        if path != store.path
        and path.stem.casefold().startswith(stem)
        and not _OURS.fullmatch(path.stem)
    ]
    found = []
    for number, path in enumerate(beside[:_MOST]):
        steps.step(number, len(beside), Text("Looking for copies"))
        try:
            with Store.open(path, read_only=True) as other:
                copy = _compared(store, other)
        except OfftakeError:  # no workspace, or one that is not for us to judge
            continue
        if copy is not None:
            found.append(copy)
    return found


def _compared(store: Store, other: Store) -> ConflictedCopy | None:
    if other.dataset.workspace != store.dataset.workspace:
        return None
    common = common_revision(store, other)
    more = other.revision - common
    return ConflictedCopy(other.path, common, more) if common and more else None


def common_revision(one: Store, other: Store) -> int:
    """Give the newest revision that two files have, by number and time; 0 for none."""
    times = {revision.number: revision.time for revision in one.history()}
    shared = 0
    for revision in reversed(other.history()):
        if times.get(revision.number) != revision.time:
            break
        shared = revision.number
    return shared


@dataclass
class CopyReview(Review):
    """A review of a conflicted copy in place of a workbook."""

    @property
    def label(self) -> Text:
        """What the merge is called in the history and on the page."""
        return Text("Merge {file}", file=self.path.name)

    @property
    def is_copy(self) -> bool:
        """Whether it is a copy of the workspace that is reviewed, not workbooks."""
        return True


def review_copy(store: Store, path: Path, progress: Progress | None = None) -> CopyReview:
    """Compare a conflicted copy with a workspace, three ways; nothing is written.

    Raises `OfftakeError` for a file that is no copy of it.
    """
    steps = progress or Progress()
    ours = store.dataset
    with Store.open(path, read_only=True) as other:
        if other.dataset.workspace != ours.workspace:
            raise OfftakeError(
                Text("“{file}” is another workspace, not a copy of this one", file=path.name)
            )
        common = common_revision(store, other)
        if not common:
            raise OfftakeError(
                Text("“{file}” and this workspace have no revision in common", file=path.name)
            )
        theirs, base = other.dataset, other.at(common)
    steps.step(0, 1, Text("Comparing"))
    matched = _Matched(base, ours, theirs)
    found = CopyReview(
        path, ours, None, common, list(matched.items()), matched,
        notes=[Text("Compared with revision {n}, the newest that both files have", n=common)],
    )  # fmt: skip
    # A record that was deleted in our own file was meant to be.
    found.remove_missing()
    found.settle()
    return found


@dataclass
class _Matched:
    """Gives every record of a copy the id that it has, or would have, in the workspace."""

    base: Dataset
    ours: Dataset
    theirs: Dataset
    new: dict[tuple[str, int], int] = field(default_factory=dict)
    codes: dict[tuple[str, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.numbers = itertools.count(-1, -1)
        for name in self.theirs.types:
            for record in self.theirs[name]:
                if record.id in self.base[name]:
                    continue
                # Entered in both places under one code: one record, cell by cell.
                same = self.ours[name].by_code(record.code) if record.code else None
                fresh = same is None or same.id in self.base[name]
                id = next(self.numbers) if fresh or same is None else same.id
                self.new[name, record.id] = id
                self.codes[name, id] = record.code

    def find(self, type_name: str, code: str) -> int | None:
        """Give the id of the record with a code."""
        return self.ours.find(type_name, code)

    def code_of(self, type_name: str, id: int) -> str | None:
        """Give the code of a record, also of one that is new in the copy."""
        return self.codes.get((type_name, id)) or self.ours.code_of(type_name, id)

    def items(self) -> Iterator[Item]:
        """Give what differs, type by type."""
        for name, type in self.theirs.types.items():
            base, ours = self.base[name], self.ours[name]
            rows = (self._row(type, record, base) for record in self.theirs[name])
            yield from merge(
                type, base, ours, [row for row in rows if row is not None],
                spare=lambda: next(self.numbers),
            )  # fmt: skip

    def _row(self, type: RecordType, record: Record, base: Table[Record]) -> Row | None:
        id = self.new.get((type.name, record.id), record.id)
        values = dict(type.values(record))
        for of in type.references:
            target = values.get(of.name)
            if target is not None:
                values[of.name] = self.new.get((of.target, target), target)
        return Row(id, values, _Place(str(type.title), record.code))


@dataclass(frozen=True)
class _Place:
    """Where a record stands in the copy; it has no cells."""

    type: str
    code: str

    def cell(self, name: str) -> str:
        return f"{self.type} {self.code}".strip()
