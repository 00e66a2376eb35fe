"""Import of several workbooks in one review: the replies of five suppliers, one revision.

They are compared one after another with what holds now, and laid on top of each other. Where they
disagree nobody wins by itself: the cell is a conflict that names its senders.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.garbage import without_collection
from desktop.core.i18n import Text
from desktop.core.merge import Item
from desktop.core.progress import Progress
from desktop.core.senders import additions, combine
from desktop.exchange.foreign.proposal import Proposal
from desktop.exchange.review import Review, file_names
from desktop.operations.import_foreign import (
    ForeignResult,
    compared_foreign,
    read_notes,
    waiting_result,
)
from desktop.operations.import_result import ImportResult
from desktop.operations.import_workbook import History, Workspace, compared, take_over

#: A workbook in the layout of an export, or how one of any other make is read.
Reply = Path | Proposal


def review_several(
    source: History | Dataset, paths: Sequence[Reply], progress: Progress | None = None
) -> Review:
    """Compare workbooks with a workspace and merge them into one review; one is enough.

    One of any other make is given as the proposal by which it is read. Raises `OfftakeError` with
    one sentence that names the file that cannot be read.
    """
    with without_collection():
        found = _merged(source, paths, progress or Progress())
        found.settle()
    return found


def import_several(
    store: Workspace,
    paths: Sequence[Reply],
    on_conflict: str = "stop",
    dry_run: bool = False,
    skip_problems: bool = False,
    remove_missing: bool = False,
    progress: Progress | None = None,
    take_doubtful: bool = False,
) -> ImportResult:
    """Take workbooks over as one revision; see `import_workbook`.

    With `theirs`, the last workbook that speaks of a cell wins its conflict.
    """
    proposals = [one for one in paths if isinstance(one, Proposal)]
    if any(proposal.open_questions for proposal in proposals):
        return waiting_result(store, proposals)
    with without_collection():
        found = _merged(store, paths, progress or Progress())
        result = take_over(
            store,
            found,
            on_conflict,
            dry_run,
            skip_problems,
            remove_missing,
            progress,
            take_doubtful,
        )
    return ForeignResult(**vars(result), proposals=tuple(proposals)) if proposals else result


def _merged(source: History | Dataset, paths: Sequence[Reply], progress: Progress) -> Review:
    # The same file chosen twice says nothing more.
    given = {one.path if isinstance(one, Proposal) else Path(one): one for one in paths}
    each = list(given)
    new: list[Change] = []
    replies: list[Review] = []
    for path, one in given.items():
        if isinstance(one, Proposal):
            reply = compared_foreign(source, one, progress, new)
            if len(given) > 1:
                reply.notes[:0] = read_notes(one)
        else:
            reply = compared(source, path, progress, new)
        replies.append(reply)
        if len(replies) < len(given):
            known = {change.id for change in new}
            new += additions(item for item in reply.items if item.id not in known)
    if len(replies) == 1:
        return replies[0]
    names = file_names(each)
    pairs = list(zip(names, replies, strict=True))
    first = replies[0]
    return Review(
        path=first.path,
        dataset=first.dataset,
        link=first.link,
        base_revision=first.base_revision,
        items=combine([(name, reply.items) for name, reply in pairs], first.dataset.types),
        codes=_Codes(replies),
        general=[
            dataclasses.replace(problem, cell=_placed(name, problem.cell))
            for name, reply in pairs
            for problem in reply.general
        ],
        notes=[
            Text("{file}: {note}", file=name, note=note)
            for name, reply in pairs
            for note in reply.notes
        ],
        blanks=_blanks(replies),
        paths=tuple(each),
    )


def _placed(name: str, cell: str | None) -> str | None:
    return None if cell is None else f"{name} {cell}"


def _blanks(replies: Sequence[Review]) -> list[Item]:
    """Give blank cells where no other workbook has a value: what one leaves open, one may know."""
    told = {
        (item.type, item.id, cell.field)
        for reply in replies
        for item in reply.items
        for cell in item.cells
    }
    found: dict[tuple[str, int], Item] = {}
    for reply in replies:
        for item in reply.blanks:
            known = found.setdefault((item.type, item.id), item)
            fields = {cell.field for cell in known.cells} if known is not item else set()
            cells = [
                cell
                for cell in item.cells
                if (item.type, item.id, cell.field) not in told and cell.field not in fields
            ]
            known.cells = [*known.cells, *cells] if known is not item else cells
    return [item for item in found.values() if item.cells]


class _Codes:
    """Finds the codes of records in all the workbooks, the first that has one."""

    def __init__(self, replies: Sequence[Review]) -> None:
        self._each = [reply.codes for reply in replies]

    def code_of(self, type_name: str, id: int) -> str | None:
        """Give the code of a record, that of the workbooks first."""
        found = (codes.code_of(type_name, id) for codes in self._each)
        return next((code for code in found if code is not None), None)

    def find(self, type_name: str, code: str) -> Any:
        """Give the id of the record with this code, or None."""
        found = (codes.find(type_name, code) for codes in self._each)
        return next((id for id in found if id is not None), None)
