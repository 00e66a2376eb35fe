"""Import of foreign workbooks: proposed, corrected, answered, then reviewed like our own exports.

A workbook is foreign when it is none of our exports and its headers are not ours throughout. Blank
cells and missing rows of it mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError, UnknownLayoutError
from desktop.core.garbage import without_collection
from desktop.core.i18n import Text
from desktop.core.merge import Item, merge
from desktop.core.progress import Progress
from desktop.exchange.cautions import look_at
from desktop.exchange.columns import TypeSheet, match_sheets
from desktop.exchange.delimited import ENDINGS, read_any
from desktop.exchange.foreign.draft import QUANTITY
from desktop.exchange.foreign.mapping import Mapping
from desktop.exchange.foreign.proposal import Proposal
from desktop.exchange.foreign.questions import Question
from desktop.exchange.foreign.skipping import is_total
from desktop.exchange.foreign.table_proposal import TableProposal
from desktop.exchange.reader import Book, has_link
from desktop.exchange.review import Review
from desktop.exchange.sheet_rows import Codes, Origin
from desktop.operations.import_result import ImportResult
from desktop.operations.import_workbook import History, Workspace, take_over
from desktop.operations.layout_memory import LayoutMemory

_LISTED = 5  # tables that are named in a sentence

__all__ = ["ForeignResult", "Mapping", "Proposal", "Question", "import_foreign", "is_foreign",
           "propose", "review_foreign"]  # fmt: skip


def is_foreign(source: History | Dataset, path: Path, progress: Progress | None = None) -> bool:
    """Tell whether a workbook needs a mapping: it is no export, and not in the layout of one.

    Raises `OfftakeError` for what cannot be read.
    """
    path = Path(path)
    if path.suffix.lower() not in ENDINGS and has_link(path):
        return False  # a large export need not be read twice
    return _is_foreign(_dataset(source), read_any(path, progress))


def propose(
    source: History | Dataset,
    path: Path,
    *,
    memory: LayoutMemory | None = None,
    mapping: Mapping | None = None,
    progress: Progress | None = None,
) -> Proposal:
    """Propose how to read a workbook of any make; nothing is written.

    `mapping` is followed where it fits, else what `memory` knows of the layout is proposed.
    Raises `OfftakeError` with one sentence for what cannot be read or holds no table.
    """
    book = read_any(Path(path), progress)
    return propose_book(source, book, memory=memory, mapping=mapping, progress=progress)


def propose_book(
    source: History | Dataset,
    book: Book,
    *,
    memory: LayoutMemory | None = None,
    mapping: Mapping | None = None,
    progress: Progress | None = None,
) -> Proposal:
    """Propose how to read a workbook that was read already; see `propose`."""
    recall = memory.recall if memory is not None else None
    found = Proposal(_dataset(source), book, recall, mapping, progress)
    if not found.tables:
        raise UnknownLayoutError(
            Text("“{file}” holds no table; put a row of headings above its rows, or choose another "
                 "file",
                 file=book.path.name), book.path,
        )  # fmt: skip
    return found


def is_clear(proposal: Proposal) -> bool:
    """Tell whether a workbook can be read as proposed without asking anybody."""
    return not proposal.open_questions and any(table.include for table in proposal.tables)


def review_foreign(
    source: History | Dataset, proposal: Proposal, progress: Progress | None = None
) -> Review:
    """Compare a workbook, read as proposed, with a workspace.

    Raises `OfftakeError` while a question is open, or when no table is read.
    """
    found = compared_foreign(source, proposal, progress)
    found.settle()
    return found


def compared_foreign(
    source: History | Dataset,
    proposal: Proposal,
    progress: Progress | None = None,
    new: Sequence[Change] = (),
) -> Review:
    """Give the review before anything is left out.

    `new` are the new records of workbooks that were compared before, to which rows are matched.
    """
    if new:
        below = min(change.id for change in new)
        known = _dataset(source).with_changes(new)
        proposal = Proposal(known, proposal.book, None, proposal.mapping, progress, below)
    waiting = proposal.open_questions
    if waiting:
        raise OfftakeError(
            Text.count(len(waiting), "One question is open: {question}",
                       "{n} questions are open; the first: {question}", question=waiting[0].text)
        )  # fmt: skip
    included = [table for table in proposal.tables if table.include]
    if not included:
        raise UnknownLayoutError(
            Text("“{file}” has no table that fits a record type ({tables}); say which records a "
                 "table holds", file=proposal.path.name, tables=_listed(proposal)), proposal.path,
        )  # fmt: skip
    ours = _dataset(source)
    (progress or Progress()).step(0, 1, Text("Comparing"))
    notes = [*proposal.notes, *_left_out(proposal)]
    for table in included:
        notes += table.notes
    items = list(_items(proposal, ours))
    look_at(items, ours)
    return Review(proposal.path, ours, None, None, items,
                  _codes(proposal, ours), [], list(dict.fromkeys(notes)))  # fmt: skip


def _listed(proposal: Proposal) -> str:
    """Give the first tables of a workbook by sheet and area."""
    found = [f"{table.key} {table.area}" for table in proposal.tables]
    more = [Text("{n} more", n=len(found) - _LISTED)] if len(found) > _LISTED else []
    return ", ".join([*found[:_LISTED], *map(str, more)])


def import_foreign(
    store: Workspace,
    proposal: Proposal,
    on_conflict: str = "stop",
    dry_run: bool = False,
    skip_problems: bool = False,
    memory: LayoutMemory | None = None,
    progress: Progress | None = None,
    take_doubtful: bool = False,
) -> ImportResult:
    """Take a workbook over as proposed, as one revision; with `memory`, keep how it was read.

    With open questions nothing is written: the result is stopped and tells them.
    """
    if proposal.open_questions:
        return waiting_result(store, [proposal])
    with without_collection():
        found = compared_foreign(store, proposal, progress)
        result = take_over(store, found, on_conflict, dry_run, skip_problems, False, progress,
                           take_doubtful)  # fmt: skip
    if memory is not None and not dry_run and not result.stopped:
        memory.keep(proposal)
    return ForeignResult(**vars(result), proposals=(proposal,))


@dataclass(frozen=True)
class ForeignResult(ImportResult):
    """What the import of foreign workbooks did: with their mapping and their questions."""

    proposals: tuple[Proposal, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the JSON shape of the command line; a question of several says of which file."""
        several = len(self.proposals) > 1
        questions = [
            question.to_json() | ({"file": str(proposal.path)} if several else {})
            for proposal in self.proposals
            for question in proposal.questions
        ]
        mapping = joined([proposal.mapping for proposal in self.proposals])
        return super().to_json() | {"mapping": mapping.to_json(), "questions": questions}

    def lines(self) -> Iterator[str]:
        """Give the result as lines of text."""
        for proposal in self.proposals:
            if len(self.proposals) > 1:
                yield f"{proposal.path.name}:"
            for table in proposal.tables:
                if table.include:
                    yield from _table_lines(proposal, table.key)
            for question in proposal.open_questions:
                yield from question_lines(question)
        if not any(proposal.open_questions for proposal in self.proposals):
            yield from super().lines()
            return
        yield str(Text("Nothing was written; answer the questions with --answer KEY=OPTION"))


def question_lines(question: Question) -> Iterator[str]:
    """Give a question as lines of text: key, sentence, options, cells."""
    yield f"? {question.key}: {question.text}"
    for option in question.options:
        yield f"    {option.value}: {option.label}"
    if question.free:
        yield "    " + str(Text("or any text that fits"))
    cells = ", ".join(f"{one.cell} “{one.shown}”" for one in question.evidence)
    if cells:
        more = question.cells - len(question.evidence)
        yield f"    ({cells}{f', … +{more}' if more > 0 else ''})"


def joined(mappings: Sequence[Mapping]) -> Mapping:
    """Give several mappings as one: each table finds its own by its headers."""
    if len(mappings) == 1:
        return mappings[0]
    tables = [table for one in mappings for table in one.tables]
    return Mapping("", tables, any(one.create_references for one in mappings))


def read_notes(proposal: Proposal) -> list[Text]:
    """Say for each table that is read which records it was taken for."""
    return [_read_note(proposal, table) for table in proposal.tables if table.include]


def _read_note(proposal: Proposal, table: TableProposal) -> Text:
    return Text("{sheet} {area}: {n} rows read as {type}, {score} % sure", sheet=table.sheet,
                area=table.area, n=table.rows, type=proposal.types[table.type].title,
                score=round(100 * table.confidence))  # fmt: skip


def _table_lines(proposal: Proposal, key: str) -> Iterator[str]:
    table = proposal.table(key)
    yield str(_read_note(proposal, table))
    for column in table.columns:
        if column.field:
            unit = f" [{column.unit}]" if column.unit else ""
            yield f"    {column.letter} “{column.header}” → {column.field}{unit} ({column.why})"


def waiting_result(store: Workspace, proposals: Sequence[Proposal]) -> ForeignResult:
    """Give the result of an import that waits for answers: nothing was written."""
    first = proposals[0]
    found = Review(first.path, store.dataset, None, None, [], _codes(first, store.dataset),
                   [], [note for proposal in proposals for note in proposal.notes])  # fmt: skip
    counts: dict[str, dict[str, int]] = {"added": {}, "changed": {}, "removed": {}}
    return ForeignResult(found, counts, [], [], None, True, proposals=tuple(proposals))


def _dataset(source: History | Dataset) -> Dataset:
    return source if isinstance(source, Dataset) else source.dataset


def _items(proposal: Proposal, ours: Dataset) -> Iterator[Item]:
    for name, type in ours.types.items():
        rows = proposal.rows_by_type.get(name)
        if rows:
            yield from merge(type, None, ours[name], rows, complete=False, clears=False)


def _codes(proposal: Proposal, ours: Dataset) -> Codes:
    codes = Codes(Origin(ours, None, trusted=False, checked=False))
    for name, rows in proposal.rows_by_type.items():
        for row in rows:
            if row.values.get("code"):
                codes.add(name, str(row.values["code"]), row.id)
    return codes


def _left_out(proposal: Proposal) -> Iterator[Text]:
    """Say which sheets and tables are not read."""
    for table in proposal.tables:
        if not table.include:
            yield Text("{sheet} {area}: the table was not read", sheet=table.sheet,
                       area=table.name or table.area)  # fmt: skip
    seen = {table.sheet for table in proposal.tables}
    for sheet in proposal.book.sheets:
        if sheet.name not in seen and any(any(v not in (None, "") for v in r) for r in sheet.rows):
            yield Text("The sheet “{sheet}” was not read: it holds no table", sheet=sheet.name)


def _is_foreign(ours: Dataset, book: Book) -> bool:
    if book.kind == "csv":
        return True
    if book.link is not None:
        return False
    sheets, unread = match_sheets(book, ours.types, ours.workspace)
    if not sheets or unread:
        return True
    return not all(_is_plain(one) for one in sheets)


def _is_plain(one: TypeSheet) -> bool:
    """Tell whether a sheet is in our layout throughout, so that nothing has to be asked."""
    if one.id_column is not None:
        return True
    quantity = QUANTITY.get(one.type.name, "")
    has_quantity = quantity not in one.columns or {"unit", "basis"} <= one.columns.keys()
    first = one.header_row + 1
    return (
        has_quantity
        and not one.problems
        and not one.notes
        and one.header_row == 0
        and not any(last > first_row >= first for first_row, _, last, _ in one.sheet.around.merged)
        and not any(
            isinstance(value, str) and is_total(value)
            for _, row in one.rows() for value in list(row)[:3]
        )
    )  # fmt: skip
