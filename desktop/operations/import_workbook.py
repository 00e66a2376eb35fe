"""Import: a workbook that comes back is compared, reviewed, and taken over as one revision.

A workbook is compared three ways when it was exported from this workspace at a revision that is
still known: what holds now, what was exported, and what came back. Any other workbook is compared
two ways, its rows matched by code. Nothing is written before the review is accepted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop.core.changes import Change, ChangeSet, Revision
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError, UnknownLayoutError
from desktop.core.garbage import without_collection
from desktop.core.i18n import Text
from desktop.core.merge import ALTERED, CLEARED, Item, blanks, merge
from desktop.core.progress import Progress
from desktop.exchange.cautions import look_at
from desktop.exchange.columns import TypeSheet, match_sheets
from desktop.exchange.layout import Link
from desktop.exchange.matching import Matched, match_rows
from desktop.exchange.reader import Book, read_workbook
from desktop.exchange.review import Review
from desktop.exchange.sheet_rows import Origin
from desktop.operations.import_result import ImportResult, conflicts_of

if TYPE_CHECKING:
    from desktop.operations.import_effect import Effect

__all__ = ["ImportResult", "Review", "changes", "import_workbook", "review"]

ON_CONFLICT = ("stop", "ours", "theirs")


class History(Protocol):
    """A workspace with its past; a `Store` is one."""

    dataset: Dataset

    def at(self, number: int) -> Dataset:
        """Give the dataset at a revision; raises `OfftakeError` if there is none."""
        ...


class Workspace(History, Protocol):
    """A workspace that can be changed; a `Store` is one."""

    def apply(self, changes: ChangeSet, progress: Progress | None = None) -> Revision | None:
        """Write changes, whole or not at all."""
        ...


def review(source: History | Dataset, path: Path, progress: Progress | None = None) -> Review:
    """Compare a workbook with a workspace; a plain Dataset is taken to have no past.

    Raises `OfftakeError` with one sentence for a file that cannot be read or has nothing of ours.
    """
    found = compared(source, Path(path), progress or Progress())
    found.settle()
    return found


@without_collection()
def compared(
    source: History | Dataset, path: Path, progress: Progress, new: Sequence[Change] = ()
) -> Review:
    """Give the review of a workbook before anything is left out.

    `new` are the new records of workbooks that were compared before, to which rows are matched.
    """
    ours = source if isinstance(source, Dataset) else source.dataset
    book = read_workbook(path, progress)
    base, notes, is_ours = exported_base(source, ours, book.link)
    origin = Origin(
        ours.with_changes(new),
        base,
        trusted=book.link is None or is_ours,
        checked=is_ours,
        below=min((change.id for change in new), default=0),
    )
    sheets, unread = match_sheets(book, ours.types, ours.workspace if origin.trusted else "")
    if not sheets:
        raise UnknownLayoutError(
            Text("“{file}” has no sheet that fits a record type; its headers must be those of an "
                 "export", file=path.name),
            path,
        )  # fmt: skip
    matched = match_rows(sheets, origin, progress, only_touched=True)
    if base is not None and not book.tells_errors:
        notes.append(
            Text("In a file of this kind a blank cannot be told from an error, so blank cells "
                 "change nothing; save it as .xlsx to clear values")
        )  # fmt: skip
    notes += [note for sheet in sheets for note in _told(sheet)] + unread
    general = [problem for sheet in sheets for problem in sheet.problems]
    progress.step(0, 1, Text("Checking"))
    items = list(_items(matched, ours, base, book))
    look_at(items, ours)
    open_blanks = list(_blanks(matched, ours)) if base is None and book.tells_errors else []
    if book.link is not None and book.link.questionnaire:
        cleared = _without_cleared(items)
        open_blanks += cleared
        if cleared:
            notes.append(
                Text("The workbook is a questionnaire that came back: what is blank in it clears "
                     "nothing unless that is said")
            )  # fmt: skip
    return Review(
        path,
        ours,
        book.link,
        None if base is None else base.revision,
        items,
        matched.codes,
        [*general, *matched.repeated],
        notes,
        open_blanks,
    )


def _without_cleared(items: list[Item]) -> list[Item]:
    """Take cleared cells out of items, and give them as blanks that wait for their meaning."""
    found: list[Item] = []
    for item in list(items):
        cleared = [cell for cell in item.cells if cell.kind == CLEARED and cell.accepted]
        if item.kind != ALTERED or not cleared or item.is_faulty:
            continue
        item.cells = [cell for cell in item.cells if cell not in cleared]
        for cell in cleared:
            cell.accepted = False
        found.append(Item(item.type, item.id, item.code, ALTERED, cleared, item.place))
        if not item.cells and not item.problems:
            items.remove(item)
    return found


def exported_base(
    source: History | Dataset, ours: Dataset, link: Link | None
) -> tuple[Dataset | None, list[Text], bool]:
    """Give the dataset that was exported, None when it is not known, and what to say then.

    The last value tells whether the workbook is of this workspace, so that its IDs count.
    """
    if link is None:
        return None, [
            Text("The workbook does not say from which workspace it was exported; it is compared "
                 "with what holds now, and blank cells and missing rows mean nothing")
        ], False  # fmt: skip
    if link.workspace != ours.workspace:
        return None, [
            Text("The workbook was exported from another workspace; its rows are matched by code, "
                 "and blank cells and missing rows mean nothing")
        ], False  # fmt: skip
    base: Dataset | None = None
    if link.revision == ours.revision:
        base = ours
    elif not isinstance(source, Dataset):
        with contextlib.suppress(OfftakeError):
            base = source.at(link.revision)
    if base is None:
        return None, [
            Text("The workbook was exported at revision {number}, which this workspace does not "
                 "have; its rows are matched by code, and blank cells and missing rows mean "
                 "nothing", number=link.revision)
        ], False  # fmt: skip
    if link.stamp and base.stamp and link.stamp != base.stamp:
        return None, [
            Text("The workbook was exported from a copy of this workspace that was changed "
                 "separately; its rows are matched by code, and blank cells and missing rows mean "
                 "nothing")
        ], False  # fmt: skip
    return base, [], True


def _told(found: TypeSheet) -> Iterator[Text]:
    """Give what a person should know about how a sheet was read."""
    yield from found.notes
    sheet = found.sheet
    if sheet.hidden:
        yield Text("The sheet “{sheet}” is hidden; it was read all the same", sheet=sheet.name)
    columns = set(found.columns.values())
    said = sorted(place for place in sheet.looks.notes if place[0] > found.header_row)
    if said:
        texts = (f"{sheet.address(*at)} “{sheet.looks.notes[at][:200]}”" for at in said[:12])
        yield Text.count(
            len(said), "{sheet}: {n} comment: {texts}", "{sheet}: {n} comments: {texts}",
            sheet=sheet.name, texts=", ".join([*texts, *(["…"] if len(said) > 12 else [])]),
        )  # fmt: skip
    calculated = sheet.marks.formulas - sheet.marks.uncalculated
    formulas = sum(column in columns for _, column in calculated)
    if formulas:
        yield Text.count(
            formulas,
            "{sheet}: {n} cell holds a formula; its last result was read",
            "{sheet}: {n} cells hold formulas; their last results were read",
            sheet=sheet.name,
        )


def _items(matched: Matched, ours: Dataset, base: Dataset | None, book: Book) -> Iterator[Item]:
    exported = set(book.link.sheets.values()) if book.link else set()
    partial = book.link.partial if book.link else frozenset()
    for name, type in ours.types.items():
        if name in matched.rows:
            yield from merge(
                type,
                None if base is None else base[name],
                ours[name],
                matched.rows[name],
                complete=(not exported or name in exported)
                and name not in partial
                and name not in matched.unidentified,
                clears=book.tells_errors,
                spare=matched.spare,
            )


def _blanks(matched: Matched, ours: Dataset) -> Iterator[Item]:
    for name, type in ours.types.items():
        if name in matched.rows:
            yield from blanks(type, ours[name], matched.rows[name])


@without_collection()
def changes(review: Review, on_conflict: str = "stop", remove_missing: bool = False) -> ChangeSet:
    """Give the ChangeSet of what the review accepts.

    Conflicts that nobody has decided go to `theirs` or `ours`; with `stop` they raise
    `OfftakeError`. With `remove_missing`, missing records are removed too.
    """
    if on_conflict not in ON_CONFLICT:
        raise ValueError(f"on_conflict is one of {ON_CONFLICT}, not {on_conflict!r}")
    if remove_missing:
        review.remove_missing()
    open_conflicts = review.undecided
    if open_conflicts and on_conflict == "stop":
        raise OfftakeError(
            Text.count(
                open_conflicts,
                "{n} cell was changed both here and in the workbook; decide which holds",
                "{n} cells were changed both here and in the workbook; decide which hold",
            )
        )
    return review.change_set(theirs=on_conflict == "theirs")


@without_collection()
def import_workbook(
    store: Workspace,
    path: Path,
    on_conflict: str = "stop",
    dry_run: bool = False,
    skip_problems: bool = False,
    remove_missing: bool = False,
    progress: Progress | None = None,
    take_doubtful: bool = False,
) -> ImportResult:
    """Review a workbook and take it over as one revision, which undo takes back.

    Nothing is written where there are conflicts and `on_conflict` is `stop`, nor where there are
    errors, unless `skip_problems` leaves the faulty rows out and takes the sound ones over. Cells
    that are odd are left as they are unless `take_doubtful`. A dry run tells besides what the
    import would do to the plan.
    """
    found = compared(store, Path(path), progress or Progress())
    return take_over(
        store, found, on_conflict, dry_run, skip_problems, remove_missing, progress, take_doubtful
    )


@without_collection()
def take_over(
    store: Workspace,
    found: Review,
    on_conflict: str,
    dry_run: bool,
    skip_problems: bool,
    remove_missing: bool,
    progress: Progress | None,
    take_doubtful: bool = False,
) -> ImportResult:
    """Do with a review that nobody looks at what was ordered; see `import_workbook`."""
    if take_doubtful:
        found.take_doubtful()
    if remove_missing:
        found.remove_missing()
    conflicts = list(conflicts_of(found))
    if on_conflict != "stop":
        found.decide(theirs=on_conflict == "theirs")
    found.settle()
    made = found.change_set()
    stopped = bool(found.undecided) or (found.has_errors and not skip_problems)
    effect = _effect(found, progress) if dry_run else None
    revision = None
    if not stopped and not dry_run and made.changes:
        revision = store.apply(made, progress)
    number = None if revision is None else revision.number
    return ImportResult(found, made.counts(), conflicts, found.problems, number, stopped, effect)


def _effect(found: Review, progress: Progress | None) -> list[Effect]:
    # The numeric library is loaded only where something is planned.
    from desktop.operations.import_effect import import_effect

    return import_effect(found, progress)
