"""A proposal: how a foreign workbook would be read, to be looked at, corrected and answered.

Everything that follows from a correction is proposed anew. Nothing is written by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.merge import Row
from desktop.core.progress import Progress
from desktop.core.records import RecordType
from desktop.exchange.foreign.completing import ask_identity, claim_rows, complete
from desktop.exchange.foreign.draft import Context, Draft
from desktop.exchange.foreign.fit import SPREAD, period_columns
from desktop.exchange.foreign.grid import Grid
from desktop.exchange.foreign.headers import Header, shown
from desktop.exchange.foreign.keys import Keys, default_key
from desktop.exchange.foreign.mapping import MANY, ColumnMap, TableMap
from desktop.exchange.foreign.mapping import Mapping as Layout
from desktop.exchange.foreign.names import Names, substance_names
from desktop.exchange.foreign.notes import file_notes, table_notes
from desktop.exchange.foreign.questions import Evidence, Option, Question
from desktop.exchange.foreign.reading import TableReader
from desktop.exchange.foreign.references import References
from desktop.exchange.foreign.remarks import keep_comments
from desktop.exchange.foreign.table_proposal import TableProposal
from desktop.exchange.foreign.tables import find_tables
from desktop.exchange.foreign.units import read_unit
from desktop.exchange.foreign.words import Vocabulary, column_words
from desktop.exchange.reader import Book

Recall = Callable[[str], TableMap | None]


class Proposal:
    """How a workbook would be read; `rows_by_type` are its records, complete when nothing is open.

    `recall` gives the mapping that was kept for a layout, None for none. New records get negative
    ids under `below`.
    """

    def __init__(
        self,
        dataset: Dataset,
        book: Book,
        recall: Recall | None = None,
        mapping: Layout | None = None,
        progress: Progress | None = None,
        below: int = 0,
    ) -> None:
        self.dataset = dataset
        self._below = below
        self.book = book
        self.path: Path = book.path
        self.create_references = mapping.create_references if mapping is not None else False
        self.keeps_comments = False
        self.notes: list[Text] = file_notes(book, dataset)
        self.rows_by_type: dict[str, list[Row]] = {}
        self.context = Context(dataset, book.path, book.from_1904, False, below)
        self._words = words = Vocabulary(dataset.types, substance_names(dataset))
        self.tables: list[TableProposal] = []
        progress = progress or Progress()
        for number, sheet in enumerate(book.sheets):
            progress.step(number, len(book.sheets), Text("Looking for tables"))
            for table in find_tables(Grid(sheet), words):
                self.tables.append(TableProposal(table, words, book.path))
        self._names = Names(dataset)
        for one in self.tables:
            kept = _fitting(one, mapping) if mapping is not None else None
            if kept is None and recall is not None:
                kept = recall(one.fingerprint)
                one.remembered = kept is not None
            if kept is not None:
                apply_map(one, kept)
        self._recompute()

    @property
    def types(self) -> Mapping[str, RecordType]:
        """The record types."""
        return self.dataset.types

    @property
    def questions(self) -> list[Question]:
        """All questions, in the order of the tables; answered ones too."""
        return [question for table in self.tables for question in table.questions]

    @property
    def open_questions(self) -> list[Question]:
        """The questions that wait for an answer."""
        return [question for question in self.questions if question.open]

    @property
    def rows(self) -> int:
        """How many rows would be read."""
        return sum(table.rows for table in self.tables if table.include)

    @property
    def mapping(self) -> Layout:
        """How the workbook is read, as data that can be kept."""
        return Layout(self.path.name, [table.map for table in self.tables if table.type],
                      self.create_references)  # fmt: skip

    def table(self, key: str) -> TableProposal:
        """Give a table by its key. Raises `OfftakeError` when there is none."""
        for one in self.tables:
            if one.key == key:
                return one
        raise OfftakeError(Text("There is no table “{table}” in the workbook", table=key))

    def question(self, key: str) -> Question:
        """Give a question by its key, or by its name where only one has it."""
        found = [q for q in self.questions if q.key == key]
        found = found or [q for q in self.questions if q.name == key]
        if not found:
            raise OfftakeError(Text("The workbook asks no question “{key}”", key=key))
        return found[0]

    # Corrections

    def answer(self, key: str, option: str) -> None:
        """Answer a question; a name alone answers it for every table that asks it."""
        asked = [q for q in self.questions if q.key == key]
        asked = asked or [q for q in self.questions if q.name == key]
        if not asked:
            self.question(key)
        for question in asked:
            given = question.option(option)
            self.table(question.table).choices.answers[question.name] = given
        self._recompute()

    def unanswer(self, key: str) -> None:
        """Open a question again."""
        question = self.question(key)
        self.table(question.table).choices.answers.pop(question.name, None)
        self._recompute()

    def set_include(self, table: str, include: bool) -> None:
        """Read a table, or leave it out."""
        self.table(table).choices.include = include
        self._recompute()

    def set_type(self, table: str, type: str) -> None:
        """Read a table as records of a type; blank reads nothing of it."""
        if type and (type not in self.types or self.types[type].single):
            raise OfftakeError(Text("There is no record type “{type}”", type=type))
        choices = self.table(table).choices
        choices.type = type
        choices.columns.clear()
        self._recompute()

    def set_header_rows(self, table: str, first: int, last: int) -> None:
        """Say in which rows, counted from 0, the header stands."""
        one = self.table(table)
        header = read_header(one.table.grid, first, last)
        if header is None or last >= one.table.last:
            raise OfftakeError(Text("There is no header in row {row}", row=first + 1))
        one.table.header = header
        one.choices.columns.clear()
        one.choices.kept.clear()
        self._recompute()

    def set_column(self, table: str, column: int, field: str) -> None:
        """Read a column as a field; blank does not read it."""
        one = self.table(table)
        known = {name for name, _ in one.fields}
        if field and field not in known:
            raise OfftakeError(Text("There is no field “{field}” here", field=field))
        if column not in one.table.header.texts:
            raise OfftakeError(Text("There is no such column in the table"))
        for other, name in list(one.choices.columns.items()):
            if field and field not in MANY and name == field and other != column:
                one.choices.columns[other] = ""
        for proposed in one.columns:
            if field and field not in MANY and proposed.field == field:
                one.choices.columns[proposed.column] = ""
        one.choices.columns[column] = field
        self._recompute()

    def set_unit(self, table: str, column: int, unit: str) -> None:
        """Say in which unit the figures of a column are; blank takes the proposed one."""
        if unit and read_unit(unit) is None:
            raise OfftakeError(Text("“{unit}” is no unit; write it like t, kg or t/month",
                                    unit=unit))  # fmt: skip
        units = self.table(table).choices.units
        units.pop(column, None)
        if unit:
            units[column] = unit
        self._recompute()

    def set_constant(self, table: str, field: str, text: str) -> None:
        """Say what a field is in all rows; blank takes it back."""
        one = self.table(table)
        of = self.types[one.type].by_name.get(field) if one.type else None
        if of is None:
            raise OfftakeError(Text("There is no field “{field}” here", field=field))
        if text.strip():
            References(self.context).parsed(of, text)
            one.choices.constants[field] = text.strip()
        else:
            one.choices.constants.pop(field, None)
            one.choices.answers.pop(field, None)
        self._recompute()

    def set_key(self, table: str, fields: Sequence[str]) -> None:
        """Say which fields identify a record where no column has the code."""
        one = self.table(table)
        if any(name not in self.types[one.type].by_name for name in fields):
            raise OfftakeError(Text("There is no field “{field}” here", field=", ".join(fields)))
        one.choices.key = list(fields)
        self._recompute()

    def set_wide(self, table: str, how: str) -> None:
        """Say how periods become records: `runs` of equal figures, or `each` period."""
        if how not in ("runs", "each"):
            raise OfftakeError(Text("“{how}” is neither runs nor each", how=how))
        self.table(table).choices.wide = how
        self._recompute()

    def set_row(self, table: str, row: int, read: bool) -> None:
        """Read a row, counted from 0, that was skipped, or skip one."""
        self.table(table).choices.rows[row] = read
        self._recompute()

    def set_create_references(self, create: bool) -> None:
        """Make new records of all unknown names without asking."""
        self.create_references = create
        self._recompute()

    def set_keep_comments(self, keep: bool) -> None:
        """Add comments beside a row to the note of its record."""
        self.keeps_comments = keep
        self._recompute()

    # What follows

    def _recompute(self) -> None:
        self.context = Context(self.dataset, self.path, self.book.from_1904,
                               self.create_references, self._below)  # fmt: skip
        for table in self.tables:
            table.propose(self._names)
        if not any(table.include for table in self.tables):
            best = max(self.tables, key=lambda table: table.confidence, default=None)
            if best is not None:
                best.decide(True)
        self._ask_tables()
        references = References(self.context)
        found: dict[str, list[Row]] = {}
        readers: list[tuple[TableProposal, TableReader, list[Draft]]] = []
        for name, type in self.types.items():
            of_type = [
                (table, *self._read(table, type, references))
                for table in self.tables if table.include and table.type == name
            ]  # fmt: skip
            for _, reader, drafts in of_type:
                reader.read_selfs(drafts)
            readers += of_type
        for table, reader, drafts in readers:
            for claimed, row in claim_rows(drafts, table.questioned, self.context):
                found.setdefault(claimed, []).append(row)
            for draft in drafts:
                found.setdefault(draft.type.name, []).append(_row(draft))
            table.show_constants(reader.constants.used, reader.type)
            table.notes = table_notes(table, reader)
        for made, row in references.finish():
            found.setdefault(made, []).append(row)
        self.rows_by_type = found

    def _read(
        self, table: TableProposal, type: RecordType, references: References
    ) -> tuple[TableReader, list[Draft]]:
        periods = period_columns(table.table) if type.name in SPREAD else {}
        reader = TableReader(table.table, table.map, type, periods, self.context, references,
                             table.questioned, self._words)  # fmt: skip
        drafts = reader.read(table.row_numbers, table.skipped)
        ask_identity(reader, drafts, self.context)
        present = {name for draft in drafts[:50] for name in draft.values}
        chosen = table.choices.key
        spread = bool(table.wide)
        key = chosen or default_key(type, sorted(present), spread)
        keys = Keys(type, key, self.context, table.questioned)
        kept = keys.settle(drafts, bool(chosen))
        has_codes = any(one.field == "code" for one in table.columns)
        table.key_fields = [] if has_codes else list(keys.key)
        for draft in kept:
            complete(reader, draft, self.context)
            if self.keeps_comments:
                keep_comments(draft, self.dataset)
            assert draft.id is not None
            self.context.names.add(type.name, draft.id, draft.values)
        return reader, kept

    def _ask_tables(self) -> None:
        """Ask which of several tables on one sheet are read."""
        sheets: dict[str, list[TableProposal]] = {}
        for table in self.tables:
            if table.include:
                sheets.setdefault(table.sheet, []).append(table)
        for name, tables in sheets.items():
            if len(tables) < 2 or any(t.choices.include is not None for t in tables):
                continue
            options = [Option("all", Text("All of them"))]
            options += [
                Option(str(t.number), Text("{area}: {type}, {n} rows", area=t.name or t.area,
                                           type=self.types[t.type].title, n=t.rows))
                for t in tables
            ]  # fmt: skip
            asker = tables[0].questioned
            answer: str | None = None
            for table in tables:
                cell = table.table.grid.address(table.table.header.first, table.table.first_column)
                answer = asker.ask(
                    "tables",
                    Text("The sheet “{sheet}” has {n} tables: which are read?", sheet=name,
                         n=len(tables)), options, Evidence(cell, table.name or table.area),
                )  # fmt: skip
            for table in tables:
                table.decide(answer in ("all", str(table.number)))


def _row(draft: Draft) -> Row:
    assert draft.id is not None
    return Row(draft.id, draft.values, draft.place, None, tuple(draft.problems))


def read_header(grid: Grid, first: int, last: int) -> Header | None:
    """Read given rows as a header, None where there are no words; two rows are joined."""
    if not 0 <= first <= last < grid.height or last - first > 1:
        return None
    texts = {}
    running = ""
    for column in range(grid.width):
        top, bottom = shown(grid, first, column), shown(grid, last, column)
        if first != last:
            running = top or running
            same = grid.origin(first, column) == grid.origin(last, column)
            top, bottom = (top or running if bottom else top), ("" if same else bottom)
            text = f"{top} / {bottom}" if top and bottom and top != bottom else bottom or top
        else:
            text = top
        if text:
            texts[column] = text
    return Header(first, last, texts) if len(texts) >= 2 else None


def _fitting(one: TableProposal, mapping: Layout) -> TableMap | None:
    """Give the table of a mapping that is this one: its place and headers, else its headers."""
    words = {column_words(text) for text in one.table.header.texts.values()}

    def alike(kept: TableMap) -> float:
        theirs = {column_words(column.header) for column in kept.columns}
        return len(words & theirs) / max(len(words | theirs), 1)

    ranked = sorted(mapping.tables, key=lambda kept: (
        alike(kept) + 0.3 * (kept.sheet == one.sheet) + 0.1 * (kept.number == one.number)
    ), reverse=True)  # fmt: skip
    for kept in ranked:
        if alike(kept) >= 0.5:
            return kept
        header = read_header(one.table.grid, *kept.header_rows)
        same_place = kept.sheet == one.sheet and kept.number == one.number
        if same_place and header is not None:
            texts = {column_words(text) for text in header.texts.values()}
            if len(texts & {column_words(c.header) for c in kept.columns}) >= 0.5 * len(texts):
                one.table.header = header
                return kept
    return None


def apply_map(one: TableProposal, kept: TableMap) -> None:
    """Take over what a mapping decided, its columns found again by their headers."""
    choices = one.choices
    choices.type, choices.include = kept.type, kept.include
    choices.constants, choices.key = dict(kept.constants), list(kept.key)
    choices.wide, choices.answers = kept.wide, dict(kept.answers)
    for column, was in _same_columns(one, kept):
        if was.field not in MANY:
            choices.columns[column] = was.field
        choices.kept[column] = was
    if kept.sheet == one.sheet and kept.last_row == one.table.last:
        choices.rows = {row: False for row in kept.skip}


def _same_columns(one: TableProposal, kept: TableMap) -> Iterator[tuple[int, ColumnMap]]:
    """Give columns with what they were: by header, those of the same header in their order."""
    left = list(kept.columns)
    for column, text in sorted(one.table.header.texts.items()):
        words = column_words(text)
        was = next((c for c in left if column_words(c.header) == words), None)
        if was is not None:
            left.remove(was)
            yield column, was
