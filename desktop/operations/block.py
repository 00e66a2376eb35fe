"""Block: an edit of many cells at once, checked as a whole before anything is written.

Paste, fill, replace and the like first make a Block: what can be written, and what cannot, cell
by cell with the reason. A Block with faults is shown; `changes` then gives one ChangeSet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError, OfftakeError, Problem
from desktop.core.fields import Field
from desktop.core.i18n import Text, join
from desktop.core.progress import Progress
from desktop.core.records import RecordType
from desktop.core.validation import validate
from desktop.operations.cells import Reader

#: Record id -> field name -> value; negative ids are records that the edit makes.
Values = Mapping[int, Mapping[str, Any]]
#: Gives the label of an edit of so many cells.
Label = Callable[[int], Text]
_STEP = 250


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be written: of which record (None: of none alone), what, and why."""

    id: int | None
    name: str
    raw: str
    message: Text


@dataclass(frozen=True)
class Block:
    """An edit of many cells: `values` can be written, `faults` cannot; `notes` are to be seen.

    `codes` names the records of `faults` by code, new ones as they would be called.
    """

    type: RecordType
    values: Values
    label: Label
    origin: str = "grid"
    faults: Sequence[Fault] = ()
    notes: Sequence[Text] = ()
    codes: Mapping[int, str] | None = None
    #: What new records begin with, which nobody would count as cells.
    started: Values = field(default_factory=dict)
    #: The records that are there already and the fields whose cells are selected afterwards,
    #: together with those of new records; of no fields, what is selected stays.
    place: tuple[Sequence[int], Sequence[str]] = ((), ())

    @property
    def doubtful(self) -> bool:
        """Whether somebody should look at it before it is written."""
        return bool(self.faults or self.notes)

    @property
    def new(self) -> int:
        """How many records it makes."""
        return sum(id < 0 for id in self.values)

    @property
    def cells(self) -> int:
        """How many cells it writes."""
        return sum(self._counted(id, cells) for id, cells in self.values.items())

    def _counted(self, id: int, cells: Mapping[str, Any]) -> int:
        begun = self.started.get(id, {})
        return sum(name not in begun or begun[name] != value for name, value in cells.items())

    def changes(self, dataset: Dataset) -> ChangeSet:
        """Give the ChangeSet of what can be written; cells that stay as they are do not count."""
        made = changes_of(dataset, self.type, self.values)
        n = sum(self._counted(change.id, change.after or {}) for change in made)
        return ChangeSet(self.label(n), self.origin, made)


def changes_of(dataset: Dataset, type: RecordType, values: Values) -> list[Change]:
    """Give the changes that set typed values; what is gone meanwhile is left to the store."""
    table, changes = dataset[type.name], []
    for id, wanted in values.items():
        record = table.get(id)
        if id < 0:
            known = {name: value for name, value in wanted.items() if value is not None}
            changes.append(Change(type.name, id, None, known))
        elif record is not None:
            after = {name: v for name, v in wanted.items() if getattr(record, name) != v}
            if after:
                before = {name: getattr(record, name) for name in after}
                changes.append(Change(type.name, id, before, after))
    return changes


def read_block(
    reader: Reader,
    type: RecordType,
    raw: Values,
    label: Label,
    origin: str,
    started: Values | None = None,
    progress: Progress | None = None,
) -> Block:
    """Read cells as they were typed, and check all of them together.

    `started` are typed values that new records begin with. Raises `Cancelled`.
    """
    progress = progress or Progress()
    values: dict[int, dict[str, Any]] = {id: dict(v) for id, v in (started or {}).items()}
    faults: list[Fault] = []
    for done, (id, cells) in enumerate(raw.items()):
        if done % _STEP == 0:
            progress.step(done, len(raw), Text("Reading"))
        mine = values.setdefault(id, {})
        for name, cell in cells.items():
            try:
                mine[name] = reader.read(type.by_name[name], cell)
            except FieldError as error:
                mine.pop(name, None)  # a default is no stand-in for what could not be read
                faults.append(
                    Fault(id, name, reader.shown(type.by_name[name], cell), error.message)
                )
    progress.step(len(raw), len(raw), Text("Checking"))
    block = Block(type, values, label, origin, faults, reader.notes(), started=started or {})
    return checked(reader.dataset, block)


def checked(dataset: Dataset, block: Block) -> Block:
    """Move to the faults what the rules, required fields and references refuse."""
    values = {id: dict(cells) for id, cells in block.values.items()}
    faults = list(block.faults)
    codes = {id: str(cells["code"]) for id, cells in values.items() if cells.get("code")}
    while True:
        values = {id: cells for id, cells in values.items() if cells}
        changes = changes_of(dataset, block.type, values)
        problems = validate(dataset.with_changes(changes), changes) if changes else []
        if not problems:
            return replace(block, values=values, faults=faults, codes=codes)
        before = sum(map(len, values.values()))
        for problem in problems:
            _give_up(dataset, block.type, values, faults, problem)
        if sum(map(len, values.values())) == before:
            values = {}  # nothing can be said of which cell it is, so nothing is written


def _give_up(
    dataset: Dataset,
    type: RecordType,
    values: dict[int, dict[str, Any]],
    faults: list[Fault],
    problem: Problem,
) -> None:
    """Take out the cells that a problem speaks of: the one, or those of the record."""
    id = problem.id if problem.type == type.name and problem.id in values else None
    known = {(fault.id, fault.name) for fault in faults if fault.id == id}
    if (id, problem.field) not in known:
        value = None if id is None else values[id].get(problem.field)
        of = type.by_name.get(problem.field)
        raw = "" if value is None or of is None else of.format(value, lookup=dataset)
        faults.append(Fault(id, problem.field, raw, problem.message))
    if id is None:
        return
    of = type.by_name.get(problem.field)
    if id < 0 and (of is None or of.required):
        del values[id]
    elif problem.field in values[id]:
        del values[id][problem.field]
    else:
        del values[id]


def cleared(
    dataset: Dataset, type: RecordType, cells: Mapping[int, Sequence[str]], cut: bool = False
) -> ChangeSet:
    """Give the ChangeSet that makes cells unknown; raises `OfftakeError` for required ones."""
    names = dict.fromkeys(name for some in cells.values() for name in some)
    required = [type.by_name[name] for name in names if type.by_name[name].required]
    if required:
        raise OfftakeError(_is_required(required))
    values = {id: dict.fromkeys(some) for id, some in cells.items()}
    return Block(type, values, _cut if cut else _clear).changes(dataset)


def _clear(n: int) -> Text:
    return Text.count(n, "Clear {n} cell", "Clear {n} cells")


def _cut(n: int) -> Text:
    return Text.count(n, "Cut {n} cell", "Cut {n} cells")


def _is_required(fields: Iterable[Field]) -> Text:
    labels: list[Text | str] = [of.title for of in fields]
    if len(labels) == 1:
        return Text("{label} is required", label=labels[0])
    return Text("{labels} are required; nothing was cleared", labels=join(labels))
