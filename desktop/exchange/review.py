"""The review of a workbook: everything that it would change, to be looked at and ticked.

Nothing is written by it. The ticks are the `accepted` of its items and cells; what has a problem
is left out, together with what depends on it, so that the rest can be taken over.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.core.accepted import changes_of, undecided
from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.field import Lookup
from desktop.core.garbage import let_go, without_collection
from desktop.core.i18n import Text
from desktop.core.merge import ALTERED, MISSING, Cell, Item
from desktop.core.validation import validate
from desktop.exchange.cautions import doubtful
from desktop.exchange.layout import Link

Key = tuple[str, int]


@dataclass
class Review:
    """What a workbook would change in a workspace.

    `base_revision` is the revision that it was exported at, None when it is compared two ways;
    `general` are problems of sheets and columns; `notes` say how it was read. `blanks` is what
    would be cleared besides if blank cells meant it; `paths` names all workbooks of a review of
    several.
    """

    path: Path
    dataset: Dataset
    link: Link | None
    base_revision: int | None
    items: list[Item]
    codes: Lookup
    general: list[Problem] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    blanks: list[Item] = field(default_factory=list)
    paths: tuple[Path, ...] = ()
    blanks_clear: bool = False
    _left_out: list[tuple[Item, Problem]] = field(default_factory=list)
    _sound: list[Change] | None = None

    @property
    def label(self) -> Text:
        """What the import is called in the history and on the page."""
        if len(self.paths) > 1:
            return Text("Import {n} workbooks", n=len(self.paths))
        return Text("Import {file}", file=self.path.name)

    @property
    def is_copy(self) -> bool:
        """Whether it is a copy of the workspace that is reviewed, not workbooks."""
        return False

    @property
    def senders(self) -> list[str]:
        """The names of the workbooks, where there are several."""
        return file_names(self.paths) if len(self.paths) > 1 else []

    @property
    def blank_cells(self) -> int:
        """How many cells are blank in the workbook where there is a value here."""
        return sum(len(item.cells) for item in self.blanks)

    def clear_blanks(self, clear: bool) -> None:
        """Say what blank cells mean that were not known to have been cleared: nothing, or clear.

        To be followed by `settle`.
        """
        if clear == self.blanks_clear:
            return
        self.blanks_clear = clear
        known = {(item.type, item.id): item for item in self.items if item.kind == ALTERED}
        for blank in self.blanks:
            for cell in blank.cells:
                cell.accepted = clear
            item = known.get((blank.type, blank.id))
            if item is not None and item is not blank:
                others = [cell for cell in item.cells if cell not in blank.cells]
                item.cells = [*others, *blank.cells] if clear else others
                continue
            blank.accepted = clear
            if clear:
                self.items.append(blank)
        if not clear:
            ours = {id(blank) for blank in self.blanks}
            self.items = [item for item in self.items if id(item) not in ours]

    @property
    def problems(self) -> list[Problem]:
        """All problems, those of sheets and columns first, each once."""
        found = [*self.general, *(problem for item in self.items for problem in item.problems)]
        return list(dict.fromkeys(found))

    @property
    def has_errors(self) -> bool:
        """Whether anything had to be left out."""
        faulty = (item.problems for item in self.items if item.problems)
        return any(one.severity == "error" for some in (self.general, *faulty) for one in some)

    @property
    def undecided(self) -> int:
        """How many conflicts wait for a decision."""
        return undecided(self.items)

    def missing(self) -> dict[str, int]:
        """Give how many records have no row any more, by type."""
        found: dict[str, int] = {}
        for item in self.items:
            if item.kind == MISSING:
                found[item.type] = found.get(item.type, 0) + 1
        return found

    def shown(self, item: Item, name: str, value: Any) -> str:
        """Give a value of an item as a person reads it, with codes for references."""
        return self.dataset.types[item.type].by_name[name].format(value, None, self.codes)

    def decide(self, theirs: bool, sender: str | None = None) -> None:
        """Decide all conflicts that are still open, for the workbook or for what holds now.

        Of several workbooks the last one that speaks of a cell is taken, or with `sender` what
        that one says; conflicts of which it says nothing stay open.
        """
        for item in self.items:
            if item.accepted is None and (sender is None or sender in item.senders):
                item.accepted = theirs
            for cell in item.conflicts():
                if sender is None:
                    cell.accepted = theirs
                    continue
                for offer in cell.offers:
                    if offer.sender == sender:
                        cell.theirs, cell.accepted = offer.value, theirs

    def doubtful(self) -> list[tuple[Item, Cell]]:
        """Give the cells that are so odd that they wait for a tick."""
        return list(doubtful(self.items))

    def take_doubtful(self) -> None:
        """Tick all cells that are odd."""
        for _, cell in self.doubtful():
            cell.accepted = True

    def remove_missing(self) -> None:
        """Accept all removals; those of records that changed since become conflicts."""
        for item in self.items:
            if item.kind == MISSING and item.accepted is False and not item.problems:
                item.accepted = None if item.edited else True

    @without_collection()
    def settle(self) -> None:
        """Leave out what the store would refuse, until the rest stands on its own.

        To be called again after ticks and decisions, which may make up for what was wrong.
        """
        for item, problem in self._left_out:
            item.problems.remove(problem)
            item.accepted = True
        self._left_out.clear()
        while True:
            self._leave_out_dependents()
            changes = changes_of(self.items, self.dataset, proposed=True)
            after = self.dataset.with_changes(changes)
            problems = validate(after, changes)
            if not problems:
                self._sound = changes
                made = [after.get(change.type, change.id) for change in changes]
                del after
                let_go(made)
                return
            accepted = {(item.type, item.id): item for item in self.items if item.accepted}
            for problem in problems:
                for item in _to_blame(problem, accepted, after):
                    cell = _cell_of(item, problem.field)
                    self._leave_out(item, dataclasses.replace(problem, cell=cell))

    def change_set(self, theirs: bool = False) -> ChangeSet:
        """Give what is accepted as one edit; undecided cells belong to it only with `theirs`."""
        found = changes_of(self.items, self.dataset, theirs=theirs)
        sound = self.dataset if found == self._sound else None
        return ChangeSet(self.label, "import", found, sound_on=sound)

    def _leave_out(self, item: Item, problem: Problem) -> None:
        if problem not in item.problems:
            item.problems.append(problem)
            self._left_out.append((item, problem))
        item.accepted = False

    def _leave_out_dependents(self) -> None:
        """Leave out rows that refer to new rows which are left out."""
        pending = [item for item in self.items if item.id < 0 and item.accepted is False]
        if pending:
            there = {(item.type, item.id) for item in self.items if item.accepted}
            pending = [item for item in pending if (item.type, item.id) not in there]
        while pending:
            absent = {(item.type, item.id): item for item in pending}
            pending = []
            for item in self.items:
                name = (
                    next(_references_to(item, absent, self.dataset), None)
                    if item.accepted
                    else None
                )
                if name is None:
                    continue
                cell = next(cell for cell in item.cells if cell.field == name)
                of = self.dataset.types[item.type].by_name[name]
                target = self.codes.code_of(of.target, cell.theirs) if hasattr(of, "target") else ""
                message = Text("{label} refers to the new record {code}, which was left out",
                               label=of.title, code=target or "?")  # fmt: skip
                place = _cell_of(item, name)
                self._leave_out(
                    item,
                    Problem("error", item.type, item.code, name, message, item.id, place),
                )
                if item.id < 0:
                    pending.append(item)


def _cell_of(item: Item, name: str) -> str | None:
    """Give the address of a field's cell, with the file it is in where there are several."""
    if item.place is None:
        return None
    return " ".join((*item.senders[:1], item.place.cell(name)))


def file_names(paths: Sequence[Path]) -> list[str]:
    """Give names by which files are told apart: with the folder where two are called the same."""
    names = [path.name for path in paths]
    return [
        path.name if names.count(path.name) == 1 else f"{path.parent.name}/{path.name}"
        for path in paths
    ]


def _references_to(item: Item, targets: Mapping[Key, Item], dataset: Dataset) -> Iterator[str]:
    """Give the fields in which an item would refer to one of the targets."""
    by_name = {of.name: of.target for of in dataset.types[item.type].references}
    for cell in item.cells:
        if cell.accepted and (by_name.get(cell.field, ""), cell.theirs) in targets:
            yield cell.field


def _to_blame(problem: Problem, accepted: Mapping[Key, Item], after: Dataset) -> list[Item]:
    """Give the items that bring a problem in: its own, else those its record refers to, else all.

    A changed form makes a problem of a capacity that uses it, although the capacity itself is
    not among the changes.
    """
    if problem.id is not None and (problem.type, problem.id) in accepted:
        return [accepted[problem.type, problem.id]]
    record = after.get(problem.type, problem.id)
    keys = (
        []
        if record is None
        else [(of.target, getattr(record, of.name)) for of in record.type.references]
    )
    found = [accepted[key] for key in keys if key in accepted]
    return found or list(accepted.values())
