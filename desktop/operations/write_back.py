"""Write back: a workbook is compared with the workspace both ways, and each side takes its part.

What goes to the workspace is one revision; what goes to the workbook is written in place, and read
back beforehand as an import would. Where one of them cannot be done, neither is.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.core.changes import Change, ChangeSet, Revision
from desktop.core.errors import OfftakeError, ProblemsError
from desktop.core.i18n import Text
from desktop.core.likeness import same
from desktop.core.progress import Progress
from desktop.core.validation import validate
from desktop.exchange.foreign.proposal import Proposal
from desktop.exchange.patch import Append, Edit, Plan, Receipt, Target, open_target, write
from desktop.exchange.patch.target import fingerprint
from desktop.operations.import_foreign import is_foreign, propose
from desktop.operations.import_workbook import History, Workspace
from desktop.operations.layout_memory import LayoutMemory
from desktop.operations.linked_workbooks import Link, LinkedWorkbooks, layout_of
from desktop.operations.two_way import (
    TO_OFFTAKE,
    TO_WORKBOOK,
    NewRow,
    Pair,
    RowPart,
    SheetPart,
    TwoWay,
)
from desktop.operations.workbook_differences import Columns, differences, told
from desktop.operations.workbook_rows import Comparison, compare_proposed, compare_workbook
from desktop.operations.write_back_obstacles import OPTIONS, look_against


class ChangedError(OfftakeError):
    """The workbook or the workspace is not as it was when they were compared."""


@dataclass(frozen=True)
class Outcome:
    """What was done: the receipt of the workbook and the revision here, None for nothing."""

    receipt: Receipt | None
    revision: Revision | None

    @property
    def text(self) -> Text:
        """All of it in one sentence."""
        here = None
        if self.revision is not None:
            cells = sum(len(change.after or {}) for change in self.revision.changes)
            here = Text.count(cells, "{n} value taken over here. Undo takes it back.",
                              "{n} values taken over here. Undo takes them back.")  # fmt: skip
        if self.receipt is None:
            return here or Text("Nothing was written")
        done = self.receipt.lines()[0]
        if self.receipt.backup is None:
            return self._text_elsewhere(done, here)
        kept = self.receipt.backup.name
        if here is None:
            return Text("{done}; copy kept as “{copy}”", done=done, copy=kept)
        return Text("{done}; copy kept as “{copy}”; {here}", done=done, copy=kept, here=here)

    def _text_elsewhere(self, done: str, here: Text | None) -> Text:
        file = "" if self.receipt is None else self.receipt.to.name
        if here is None:
            return Text("{done}; written as “{file}”", done=done, file=file)
        return Text("{done}; written as “{file}”; {here}", done=done, file=file, here=here)


def look(
    source: History,
    path: Path,
    links: LinkedWorkbooks,
    memory: LayoutMemory | None = None,
    progress: Progress | None = None,
) -> TwoWay | Proposal:
    """Compare a workbook with the workspace; one whose layout is new gives how it would be read.

    Raises `OfftakeError` with one sentence for what cannot be read or cannot be written into.
    """
    path, progress = Path(path), progress or Progress()
    with open_target(path):
        pass  # tells at once of a workbook into which nothing can be written
    if not is_foreign(source, path, progress):
        return compare_both(source, path, links, None, progress)
    proposal = propose(source, path, memory=memory, progress=progress)
    read = [table for table in proposal.tables if table.include]
    if proposal.open_questions or not read or not all(table.remembered for table in read):
        return proposal
    return compare_both(source, path, links, proposal, progress)


def compare_both(
    source: History,
    path: Path,
    links: LinkedWorkbooks,
    proposal: Proposal | None = None,
    progress: Progress | None = None,
) -> TwoWay:
    """Compare a workbook with the workspace, read as proposed if it is of any other make.

    Raises `OfftakeError`, also while a question is open.
    """
    progress = progress or Progress()
    digest = _digest(path)
    if proposal is not None:
        # Read anew: the file may have been saved while the mapping was looked at.
        proposal = propose(source, path, mapping=proposal.mapping, progress=progress)
    found = _read(source, path, proposal, progress)
    progress.step(0, 1, Text("Comparing"))
    link = links.find(path)
    synced = link.synced(source) if link is not None else None
    sheets = _sheets(found, [Pair(one) for one in differences(found, synced)])
    both = TwoWay(path, digest, found, sheets, bool(synced or found.base),
                  [*found.notes, *_notes(found, link)],
                  None if proposal is None else proposal.mapping)  # fmt: skip
    with open_target(path) as target:
        if target.digest != digest:
            raise ChangedError(_saved_meanwhile(path))
        look_against(target, both)
    for pair in both.pairs:
        pair.propose()
    return both


def _read(source: History, path: Path, proposal: Proposal | None, progress: Progress) -> Comparison:
    if proposal is None:
        return compare_workbook(source, path, (), progress)
    waiting = proposal.open_questions
    if waiting:
        raise OfftakeError(
            Text("“{file}” leaves a question open: {question}", file=path.name,
                 question=waiting[0].text)
        )  # fmt: skip
    return compare_proposed(source, proposal)


def _notes(found: Comparison, link: Link | None) -> Iterator[Text]:
    yield from found.strangers_note()
    proposal = found.proposal
    before = set(link.layout) if link is not None else set()
    if before and proposal is not None and before != set(layout_of(proposal)):
        yield Text("The layout of the workbook has changed since it was last read")


def _sheets(found: Comparison, pairs: Sequence[Pair]) -> list[SheetPart]:
    """Put the cells under their rows and sheets, and the records that a sheet lacks below."""
    sheets: dict[tuple[str, str], SheetPart] = {}
    rows: dict[tuple[str, int], RowPart] = {}
    for pair in pairs:
        row = pair.difference.row
        place = row.places[pair.difference.name][0], row.type.name
        part = rows.get((row.type.name, row.id))
        if part is None:
            part = rows[row.type.name, row.id] = RowPart(row.code, _name(found, *_key(pair)))
            sheets.setdefault(place, SheetPart(*place)).rows.append(part)
        part.pairs.append(pair)
    for model, record in found.lacking():
        type = model.type.name
        place = next(iter(model.places.values()))[0], type
        new = NewRow(type, record.id, record.code, _name(found, type, record.id))
        sheets.setdefault(place, SheetPart(*place)).new.append(new)
    return list(sheets.values())


def _key(pair: Pair) -> tuple[str, int]:
    return pair.difference.row.type.name, pair.difference.row.id


def _name(found: Comparison, type: str, id: int) -> str:
    record = found.ours.get(type, id)
    name = "" if record is None else str(record.display_name())
    return "" if record is None or name == record.code else name


# Accepting


def write_back(
    store: Workspace,
    both: TwoWay,
    links: LinkedWorkbooks,
    progress: Progress | None = None,
    to: Path | None = None,
) -> Outcome:
    """Do what was chosen: both parts, or none. A copy of the workbook is kept beside it.

    With `to` the workbook itself stays as it is, and what it would become is written there.
    Raises `ChangedError` where workbook or workspace changed since they were compared,
    `ProblemsError` or `OfftakeError` for what else stands against it; all is as it was then. A
    cell that would not be read back as it is meant is marked, and its choice taken away.
    """
    progress = progress or Progress()
    if store.dataset.revision != both.found.ours.revision:
        raise ChangedError(Text("The workspace has changed since; compare again"))
    if _digest(both.path) != both.digest:
        raise ChangedError(_saved_meanwhile(both.path))
    changes = _changes(both)
    if changes.changes:
        problems = validate(store.dataset.with_changes(changes.changes), changes.changes)
        if problems:
            raise ProblemsError(problems)
    writes = bool(both.chosen(TO_WORKBOOK) or both.appended)
    receipt = revision = None
    written = ""
    if writes:
        progress.step(0, 3, Text("Checking"))
        _check_reading(store, both)
        progress.step(1, 3, Text("Writing {file}", file=(to or both.path).name))
        receipt = _write(both, to or both.path)
        written = _digest(receipt.to)
    try:
        if changes.changes:
            revision = store.apply(changes, None if writes else progress)
    except BaseException:
        _put_back(receipt, written)
        raise
    left = {pair.difference.key: told(pair.difference.there) for pair in both.chosen("")}
    with contextlib.suppress(OfftakeError):  # what was done is done, remembered or not
        links.keep_written(to or both.path, store.dataset, left, both.found.proposal)
    return Outcome(receipt, revision)


def _changes(both: TwoWay) -> ChangeSet:
    """Give the changes of the workspace, one for each record."""
    found: dict[tuple[str, int], Change] = {}
    for pair in both.chosen(TO_OFFTAKE):
        one, key = pair.difference, _key(pair)
        known = found.get(key)
        before, after = ({}, {}) if known is None else (known.before or {}, known.after or {})
        found[key] = Change(*key, {**before, one.name: one.here}, {**after, one.name: one.there})
    return ChangeSet(Text("Take over from {file}", file=both.path.name), "import",
                     list(found.values()))  # fmt: skip


def _plan(target: Target, both: TwoWay) -> Plan:
    columns = Columns(target, both.found)
    columns.learn([(p.difference.row, p.difference.name) for p in both.chosen(TO_WORKBOOK)])
    edits = []
    for pair in both.chosen(TO_WORKBOOK):
        one = pair.difference
        value = columns.spell(one.row, one.name, one.here)
        edits.append(Edit(*one.row.places[one.name], value))
    wanted = {(new.type, new.id) for new in both.appended}
    appends: list[Append] = list(both.found.appends(columns.spell, wanted)) if wanted else []
    return target.plan(edits, appends, options=OPTIONS)


def _check_reading(store: Workspace, both: TwoWay) -> None:
    """Write a copy elsewhere and read it as an import would; mark what does not read as meant."""
    with tempfile.TemporaryDirectory() as folder, open_target(both.path) as target:
        copy = Path(folder) / both.path.name
        write(_plan(target, both), copy)
        proposal = None
        if both.mapping is not None:
            proposal = propose(store, copy, mapping=both.mapping)
        again = _read(store, copy, proposal, Progress())
    rows = {(row.type.name, row.id): row.values for row in again.rows}
    wrong = Text("the column has no way to say it that would be read as meant; change it by hand")
    marked = 0
    for pair in both.chosen(TO_WORKBOOK):
        one = pair.difference
        values = rows.get(_key(pair), {})
        of = one.row.type.by_name[one.name]
        if one.name not in values or not same(of, values[one.name], one.here):
            pair.against_workbook, pair.choice, marked = wrong, "", marked + 1
    for new in both.appended:
        if (new.type, new.id) not in rows:
            new.against_workbook, new.choice, marked = wrong, "", marked + 1
    if marked:
        raise OfftakeError(
            Text.count(marked, "{n} cell would not be read as meant and is left now; nothing was "
                       "written yet", "{n} cells would not be read as meant and are left now; "
                       "nothing was written yet")
        )  # fmt: skip
    _check_others(both, again)


def _check_others(both: TwoWay, again: Comparison) -> None:
    """Refuse a write by which another cell would be read in another way than before."""
    known = {pair.difference.key for pair in both.pairs}
    added = {(new.type, new.id) for new in both.appended}
    for one in differences(again):
        if one.key not in known and (one.row.type.name, one.row.id) not in added:
            raise OfftakeError(
                Text("{cell} would be read in another way than before; nothing was written",
                     cell=one.cell)
            )  # fmt: skip


def _write(both: TwoWay, to: Path) -> Receipt:
    with open_target(both.path) as target:
        if target.digest != both.digest:
            raise ChangedError(_saved_meanwhile(both.path))
        return write(_plan(target, both), to, keep=True)


def _put_back(receipt: Receipt | None, written: str) -> None:
    """Let the workbook be as it was, unless somebody has saved it since."""
    if receipt is not None:
        with contextlib.suppress(OSError):
            if fingerprint(receipt.to) != written:
                return
            if receipt.backup is None:
                receipt.to.unlink()  # there was none
            else:
                os.replace(receipt.backup, receipt.to)


def _digest(path: Path) -> str:
    try:
        return fingerprint(path)
    except FileNotFoundError:
        raise OfftakeError(
            Text("“{file}” is not in {folder} any more; put it back there and try again",
                 file=path.name, folder=str(path.parent))
        ) from None  # fmt: skip
    except OSError:
        raise OfftakeError(
            Text("“{file}” cannot be read: it is open in another program, or protected; close it "
                 "there and try again", file=path.name)
        ) from None  # fmt: skip


def _saved_meanwhile(path: Path) -> Text:
    return Text("“{file}” was saved by somebody else since it was read; nothing was written, "
                "compare again", file=path.name)  # fmt: skip
