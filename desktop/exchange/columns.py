"""Which sheet is which record type, and which column which field.

A sheet is known by the link data, its name, our hidden column names, the tokens of its rows, or
its headers; a column by its header in any language, with or without unit, or by the hidden name
that moved along with it. What is not known is not read, and said.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.core.errors import FieldError, Problem
from desktop.core.fields import Field, IntegerField, NumberField, folded
from desktop.core.i18n import LANGUAGES, Text, translate, variants
from desktop.core.records import RecordType
from desktop.exchange import layout
from desktop.exchange.identity import decode
from desktop.exchange.reader import Book, Row, Sheet
from desktop.exchange.values import is_blank

HEADER_ROWS = 20  # in how many rows from the top a header is looked for
_LEAST_HEADERS = 2
_LEAST_SHARE = 0.6  # of a type's headers, for a sheet known by nothing else
_SAMPLE = 50  # rows in which tokens are looked for
_BRACKETS = re.compile(r"(?P<label>.*?)\s*[\[(（](?P<unit>[^\])）]*)[\])）]\s*")


@dataclass
class TypeSheet:
    """A sheet whose type is known: header row, column of each field, column of the ID."""

    type: RecordType
    sheet: Sheet
    header_row: int
    columns: dict[str, int]
    id_column: int | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    #: Fields of columns that are known by their hidden name alone, which may have gone astray.
    renamed: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Give the rows below the header with their numbers from 0."""
        for number in range(self.header_row + 1, len(self.sheet.rows)):
            yield number, self.sheet.rows[number]

    def header(self, column: int) -> str:
        """Give the header of a column as it stands in the sheet."""
        return str(self.sheet.rows[self.header_row][column])

    def keep_renamed(self, name: str) -> None:
        """Say that a renamed column is read."""
        self.notes.append(
            Text("{cell}: the column “{header}” was read as {label}",
                 cell=self.sheet.address(self.header_row, self.columns[name]),
                 header=self.header(self.columns[name]), label=self.type.by_name[name].title)
        )  # fmt: skip

    def drop_renamed(self, name: str) -> None:
        """Do not read a column whose hidden name went astray."""
        column = self.columns.pop(name)
        self.say_unread(column, self.header(column))

    def say_unread(self, column: int, header: str) -> None:
        """Say that a column is not read."""
        self.notes.append(
            Text("{cell}: the column “{header}” was not read; no field is called so",
                 cell=self.sheet.address(self.header_row, column), header=header)
        )  # fmt: skip

    def cell(self, row: int, name: str) -> str:
        """Give the address of a field's cell; the row's first cell where there is no column."""
        column = self.columns.get(name, self.id_column)
        return self.sheet.address(row, column or 0)


def match_sheets(
    book: Book, types: Mapping[str, RecordType], workspace: str
) -> tuple[list[TypeSheet], list[Text]]:
    """Give the sheets that were recognised, in the order of the types, and what to say.

    `workspace` is the one whose tokens count, empty for none.
    """
    found: dict[str, Sheet] = {}
    free = [sheet for sheet in book.sheets if sheet.rows]
    finder = _Finder(book, types, workspace)
    for strategy in (finder.by_link, finder.by_name, finder.by_tokens, finder.by_hidden_names,
                     finder.by_headers):  # fmt: skip
        for sheet in list(free):
            type = strategy(sheet)
            if type is not None and type not in found and finder.fits(sheet, type):
                found[type] = sheet
                free.remove(sheet)
    more = [one for sheet in list(free) if (one := _more_rows(sheet, finder, found)) is not None]
    free = [sheet for sheet in free if all(one.sheet is not sheet for one in more)]
    notes = [
        Text("The sheet “{sheet}” was not read: no record type fits it", sheet=sheet.name)
        if finder.by_name(sheet) not in found and finder.by_tokens(sheet) not in found
        else Text("The sheet “{sheet}” was not read: another sheet has the same records",
                  sheet=sheet.name)
        for sheet in free
        if folded(sheet.name) not in _readme_names()
    ]  # fmt: skip
    known = [match_columns(found[name], types[name], book) for name in types if name in found]
    for one in known:
        if one.id_column is None and workspace:
            one.id_column = _token_column(one, workspace)
    return [*known, *_complete_more(more, known, book, workspace)], notes


def _more_rows(sheet: Sheet, finder: _Finder, found: Mapping[str, Sheet]) -> TypeSheet | None:
    """Give a sheet to which rows of a sheet that was found have moved, known by their IDs.

    A sheet whose IDs stand in the other as well is a copy of it, which somebody has put aside.
    """
    type = finder.by_tokens(sheet)
    if type is None or type not in found:
        return None
    if not finder.tokens(sheet).isdisjoint(_texts(found[type])):
        return None
    return TypeSheet(finder.types[type], sheet, -1, {})


def _texts(sheet: Sheet) -> set[str]:
    return {value for row in sheet.rows for value in row if isinstance(value, str)}


def _complete_more(
    more: Sequence[TypeSheet], known: Sequence[TypeSheet], book: Book, workspace: str
) -> Iterator[TypeSheet]:
    """Give moved rows their columns: those of their own headers, else those that they came from."""
    for one in more:
        first = next(other for other in known if other.type is one.type)
        own = match_columns(one.sheet, one.type, book)
        if len(own.columns) >= min(_LEAST_HEADERS, len(one.type.shown_fields)):
            one = own
        else:
            one.columns, one.id_column = dict(first.columns), first.id_column
        if one.id_column is None or one is own:
            one.id_column = _token_column(one, workspace)
        if one.id_column is None or (one is not own and one.id_column != first.id_column):
            continue
        one.notes.append(
            Text("The sheet “{sheet}” was read as more rows of “{other}”",
                 sheet=one.sheet.name, other=first.sheet.name)
        )  # fmt: skip
        yield one


class _Finder:
    """Tells the type of a sheet, by one kind of evidence after the other."""

    def __init__(self, book: Book, types: Mapping[str, RecordType], workspace: str) -> None:
        self._book = book
        self.types = types
        self._workspace = workspace
        self._tokens: dict[str, str | None] = {}
        self._names = {
            folded(title): type.name
            for type in types.values()
            for title in variants(type.sheet, "sheet")
        }

    def fits(self, sheet: Sheet, type: str) -> bool:
        """Whether a sheet has headers of a type, and no rows of another."""
        own = self.by_tokens(sheet)
        if own is not None and own != type:
            return False
        _, columns = _best_header(sheet, self.types[type], self._book)
        return len(columns) >= min(_LEAST_HEADERS, len(self.types[type].shown_fields))

    def by_link(self, sheet: Sheet) -> str | None:
        """By the name that the sheet had when it was exported."""
        name = self._book.link.sheets.get(sheet.name) if self._book.link else None
        return name if name in self.types else None

    def by_name(self, sheet: Sheet) -> str | None:
        """By the title of a type in any language."""
        return self._names.get(folded(sheet.name))

    def by_hidden_names(self, sheet: Sheet) -> str | None:
        """By the names of columns that moved along with the sheet."""
        named = [
            type for (type, _), (title, _) in self._book.columns.items() if title == sheet.name
        ]
        best = max(set(named), key=named.count, default=None)
        return best if best in self.types else None

    def by_tokens(self, sheet: Sheet) -> str | None:
        """By the IDs of its rows."""
        if self._workspace and sheet.name not in self._tokens:
            self._tokens[sheet.name] = self._type_of_tokens(sheet)
        return self._tokens.get(sheet.name)

    def tokens(self, sheet: Sheet) -> set[str]:
        """Give the IDs in a sheet, of the type that they are of."""
        type = self.by_tokens(sheet) or ""
        likely = filter(_may_be_token, _texts(sheet))
        return {text for text in likely if _is_token(text, type, self._workspace)}

    def _type_of_tokens(self, sheet: Sheet) -> str | None:
        rows = sheet.rows[:_SAMPLE]
        texts = [value for row in rows for value in row if _may_be_token(value)]
        # A stray text may pass as a token of any type; the rows of a sheet do so of one.
        counts = {t: sum(_is_token(text, t, self._workspace) for text in texts) for t in self.types}
        most = max(counts.values())
        best = [type for type, count in counts.items() if count == most]
        return best[0] if most and len(best) == 1 else None

    def by_headers(self, sheet: Sheet) -> str | None:
        """By the headers alone: most of a type's, or all that it requires."""
        counts: dict[str, int] = {}
        for type in self.types.values():
            _, columns = _best_header(sheet, type, self._book)
            present = set(columns.values())
            required = {of.name for of in type.shown_fields if of.required}
            most = len(present) >= _LEAST_SHARE * len(type.shown_fields)
            if most or (required <= present and len(present) > _LEAST_HEADERS):
                counts[type.name] = len(present)
        best = [name for name, count in counts.items() if count == max(counts.values())]
        return best[0] if len(best) == 1 else None


def _may_be_token(value: object) -> bool:
    return isinstance(value, str) and 8 <= len(value) <= 20 and "-" in value


def _is_token(text: str, type: str, workspace: str) -> bool:
    try:
        decode(text, type, workspace)
    except FieldError:
        return False
    return True


def _token_column(one: TypeSheet, workspace: str) -> int | None:
    """Give the column that holds tokens although its header does not say so."""
    used = set(one.columns.values())
    for _, row in list(one.rows())[:_SAMPLE]:
        for column, value in enumerate(row):
            if (
                column not in used
                and isinstance(value, str)
                and _is_token(value, one.type.name, workspace)
            ):
                return column
    return None


def _best_header(sheet: Sheet, type: RecordType, book: Book) -> tuple[int, Mapping[int, str]]:
    """Give the row, of the first ones, in which most cells are headers of a type."""
    best: tuple[int, Mapping[int, str]] = (0, {})
    for number, row in enumerate(sheet.rows[:HEADER_ROWS]):
        columns = {
            column: name
            for column, cell in enumerate(row)
            if not is_blank(cell) and (name := _field_of(str(cell), type, book)) is not None
        }
        if len(set(columns.values())) > len(set(best[1].values())):
            best = (number, columns)
    return best


def match_columns(sheet: Sheet, type: RecordType, book: Book) -> TypeSheet:
    """Give the columns of a sheet whose type is known, with what is doubtful about them."""
    header_row, headers = _best_header(sheet, type, book)
    found = TypeSheet(type, sheet, header_row, {})
    row = sheet.rows[header_row]
    twice = {name for name in headers.values() if list(headers.values()).count(name) > 1}
    for column, name in headers.items():
        fault = _fault(str(row[column]), type.by_name[name], name in twice, book, type)
        if fault is None:
            found.columns[name] = column
        else:
            cell = sheet.address(header_row, column)
            found.problems.append(Problem("error", type.name, "", name, fault, cell=cell))
    ids = {folded(title) for title in variants(layout.ID_HEADER.source)}
    for column, cell in enumerate(row):
        if column not in headers and not is_blank(cell):
            if found.id_column is None and folded(str(cell)) in ids:
                found.id_column = column
            else:
                _match_unknown(found, column, str(cell), book, twice | set(headers.values()))
    return found


def _match_unknown(found: TypeSheet, column: int, header: str, book: Book, taken: set[str]) -> None:
    """Read a renamed column by the hidden name that stayed with it, or say it is not read."""
    place = (found.sheet.name, column)
    for name in found.type.names:
        if name not in taken and book.columns.get((found.type.name, name)) == place:
            found.columns[name] = column
            found.renamed.append(name)
            return
    found.say_unread(column, header)


def _field_of(header: str, type: RecordType, book: Book) -> str | None:
    if book.link is not None:
        linked = book.link.columns.get((type.name, header))
        if linked in type.by_name:
            return linked
    known = _headers(type.name, type.shown_fields)
    found = known.get(folded(header.rstrip(" *")))
    if found is None:
        match = _BRACKETS.fullmatch(header.rstrip(" *"))
        found = known.get(folded(match["label"])) if match else None
    return found


@functools.lru_cache(maxsize=64)
def _headers(type_name: str, fields: Sequence[Field]) -> Mapping[str, str]:
    """Give field names by all spellings of their headers."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for of in fields:
            for header in (translate(of.label, "", language), layout.header(of, language)):
                found.setdefault(folded(header), of.name)
    return found


def _fault(header: str, of: Field, twice: bool, book: Book, type: RecordType) -> Text | None:
    """Give what keeps a column with a known header from being read."""
    if twice:
        return Text("Two columns are called “{header}”; rename one of them", header=header)
    match = _BRACKETS.fullmatch(header)
    if match is None or not isinstance(of, NumberField) or isinstance(of, IntegerField):
        return None
    units = {folded(unit) for unit in variants(of.unit)} if of.unit else set()
    if folded(match["unit"]) in units or folded(header) in _headers(type.name, type.shown_fields):
        return None
    if not of.unit:
        return Text("“{header}” states a unit, but {label} has none of its own; take it out of "
                    "the header", header=header, label=of.title)  # fmt: skip
    return Text("“{header}” is in another unit than {label}, which is in {unit}; convert the "
                "column and its header", header=header, label=of.title,
                unit=translate(of.unit))  # fmt: skip


@functools.cache
def _readme_names() -> frozenset[str]:
    return frozenset(folded(layout.readme_title(language)) for language in LANGUAGES)
