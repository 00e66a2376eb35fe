"""Taking back one past revision alone: what can be put back, and what was edited since.

A conflict is one thing that somebody must decide: a cell that has another value by now, a record
that the revision added and that was edited since, or a change that cannot be made any more. It
is never decided here; a choice counts only for exactly what was seen when it was made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import Problem, ProblemsError
from desktop.core.i18n import Text
from desktop.core.validation import validate
from desktop.storage.admission import differs, merged

#: What can be chosen in a conflict: the later edit stays, or the former value comes back.
LEAVE, TAKE_BACK = "leave", "take back"


@dataclass(frozen=True)
class Cell:
    """One field: what the revision wrote, what stands there now, what stood there before it."""

    field: str
    wrote: Any
    now: Any
    former: Any


@dataclass(frozen=True)
class Conflict:
    """One thing to decide about the record `code`: one cell, or the record as a whole.

    `removes` tells that taking back would delete the record. Where there is a `reason`, taking
    back is not possible, and the only choice is to leave it.
    """

    type: str
    id: int
    code: str
    cells: tuple[Cell, ...] = ()
    removes: bool = False
    reason: Text | None = None

    def problems(self, dataset: Dataset) -> list[Problem]:
        """Give the conflict in sentences, one for each cell."""
        fields = dataset.types[self.type].by_name
        said = [
            (cell.field, differs(fields[cell.field], cell.wrote, cell.now, dataset))
            for cell in self.cells
        ]
        return [
            Problem("error", self.type, self.code, field, text, id=self.id)
            for field, text in (said if self.reason is None else [("", self.reason)])
        ]


#: What was chosen, by the very conflict that was shown.
Choices = Mapping[Conflict, str]


class ConflictsError(ProblemsError):
    """A revision that cannot be taken back before each of these conflicts is decided."""

    def __init__(self, conflicts: Sequence[Conflict], dataset: Dataset) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__([problem for one in conflicts for problem in one.problems(dataset)])


@dataclass(frozen=True)
class Settlement:
    """What taking back would do now: the changes, and all conflicts, decided or not."""

    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]

    def open(self, choices: Choices) -> list[Conflict]:
        """Give the conflicts that nobody has decided."""
        return [one for one in self.conflicts if one not in choices]


def settled(inverse: Sequence[Change], dataset: Dataset, choices: Choices) -> Settlement:
    """Give what remains of the inverse of a revision on a dataset.

    An undecided conflict stays out like one that is left, so that what depends on it shows too.
    """
    conflicts: list[Conflict] = []
    going: dict[tuple[str, int], Change] = {}
    for change in merged(inverse):
        kept = _settled(change, dataset, choices, conflicts)
        if kept is not None:
            going[change.type, change.id] = kept
    _leave_impossible(going, dataset, conflicts)
    return Settlement(tuple(going.values()), tuple(conflicts))


def _settled(
    change: Change, dataset: Dataset, choices: Choices, conflicts: list[Conflict]
) -> Change | None:
    """Give what can be done of one change, and note what must be decided about it."""
    record = dataset[change.type].get(change.id)
    if change.before is None:
        if record is None:
            return change
        reason = Text("The record was brought back since")
        conflicts.append(Conflict(change.type, change.id, record.code, reason=reason))
        return None
    if record is None:
        code = str(change.before.get("code") or f"#{change.id}")
        reason = Text("The record was deleted since")
        conflicts.append(Conflict(change.type, change.id, code, reason=reason))
        return None
    former = change.after or {}
    # A record to be removed was added by the revision: what it did not know was unknown.
    names = record.type.names if change.after is None else tuple(change.before)
    cells = [
        Cell(name, change.before.get(name), getattr(record, name), former.get(name))
        for name in names
        if getattr(record, name) != change.before.get(name)
    ]
    if change.after is None:
        if not cells:
            return change
        whole = Conflict(change.type, change.id, record.code, tuple(cells), removes=True)
        conflicts.append(whole)
        now = {cell.field: cell.now for cell in cells}
        taken = choices.get(whole) == TAKE_BACK
        return Change(change.type, change.id, {**change.before, **now}, None) if taken else None
    before, after = dict(change.before), dict(change.after)
    for cell in cells:
        if cell.now == cell.former:  # somebody took it back by hand
            before.pop(cell.field), after.pop(cell.field)
            continue
        one = Conflict(change.type, change.id, record.code, (cell,))
        conflicts.append(one)
        if choices.get(one) == TAKE_BACK:
            before[cell.field] = cell.now
        else:
            before.pop(cell.field), after.pop(cell.field)
    return Change(change.type, change.id, before, after) if after else None


def _leave_impossible(
    going: dict[tuple[str, int], Change], dataset: Dataset, conflicts: list[Conflict]
) -> None:
    """Take out what would break a rule, such as removing what a later record refers to.

    Each round takes out at least one change, and may show that others depend on it.
    """
    while going:
        after = dataset.with_changes(going.values())
        found = 0
        for problem in validate(after, list(going.values())):
            key = (problem.type, problem.id or 0)
            change = going.get(key)
            if change is None:
                continue
            found += 1
            conflicts.append(Conflict(*key, problem.code, reason=problem.message))
            if change.after is None or change.before is None or problem.field not in change.after:
                del going[key]
                continue
            rest = {name: v for name, v in change.after.items() if name != problem.field}
            going[key] = Change(*key, {name: change.before[name] for name in rest}, rest)
            if not rest:
                del going[key]
        if not found:
            return
