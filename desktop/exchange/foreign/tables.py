"""Tables on a sheet: Excel's own by name, and every other block under a header row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from desktop.exchange.foreign.grid import Grid
from desktop.exchange.foreign.headers import LOOKED_AT, Header, Repeats, find_header, shown
from desktop.exchange.foreign.words import Vocabulary, key

_MOST = 40  # tables of one sheet that are looked at
_MOST_COLUMNS = 400
_SHARE = 0.34  # of its texts that a header row must be known by
_SHARE_BELOW_ROWS = 0.5  # the same, by its words alone, for one right under the rows of a table


@dataclass
class Table:
    """One table: its header, the rows below it up to `last`, and the texts above it.

    `name` is that of an Excel table, blank for others; `totals` how many rows end it as totals.
    """

    grid: Grid
    header: Header
    last: int
    name: str = ""
    totals: int = 0
    number: int = 1
    above: Sequence[tuple[int, int, str]] = field(default=())

    @property
    def first_column(self) -> int:
        """The leftmost column."""
        return min(self.header.texts)

    @property
    def last_column(self) -> int:
        """The rightmost column."""
        return max(self.header.texts)

    def rows(self) -> Sequence[int]:
        """The numbers of the rows below the header that hold anything."""
        return self.grid.used_between(self.header.last + 1, self.last)


def find_tables(grid: Grid, words: Vocabulary) -> list[Table]:
    """Give the tables of a sheet from top to bottom, then left to right."""
    found: list[Table] = list(_named(grid, words))
    taken = [(t.header.first, t.first_column, t.last, t.last_column) for t in found]
    headers = _headers(grid, words, taken)
    for header in headers:
        below = [
            other.first - 1 for other in headers
            if other.first > header.last and _overlap(header, other)
        ] + [
            first - 1 for first, left, _, right in taken
            if first > header.last and left <= max(header.texts) and right >= min(header.texts)
        ]  # fmt: skip
        found.append(Table(grid, header, min([grid.height - 1, *below])))
    if not found:
        found = list(_unknown(grid, words))
    found.sort(key=lambda t: (t.header.first, t.first_column))
    for number, table in enumerate(found[:_MOST], start=1):
        table.number = number
        top = max((t.last for t in found if t.last < table.header.first), default=-1)
        table.above = list(_texts_above(grid, top + 1, table))
    return found[:_MOST]


def _named(grid: Grid, words: Vocabulary) -> Iterator[Table]:
    for one in grid.sheet.around.tables:
        first, left, last, right = one.area
        if one.headers == 0 or first >= grid.height or right - left > _MOST_COLUMNS:
            continue
        texts = {c: shown(grid, first, c) for c in range(left, right + 1) if shown(grid, first, c)}
        if texts:
            known = float(sum(words.is_known(text) for text in texts.values()))
            # Excel's tables may have a merged row of years above; the two are read as one.
            wide = find_header(grid, words, first - 1, left, right) if first else None
            header = (
                wide
                if wide is not None and wide.last == first and wide.known > known + 1
                else Header(first, first, texts, known)
            )
            end = min(last, grid.height - 1)
            yield Table(grid, header, end, one.name, one.totals)


def _headers(
    grid: Grid, words: Vocabulary, taken: Sequence[tuple[int, int, int, int]]
) -> list[Header]:
    """Give the header rows that are not part of an Excel table."""
    found: list[Header] = []
    right = min(grid.width, _MOST_COLUMNS) - 1
    for row in grid.used:
        if any(row <= header.last and row >= header.first for header in found):
            continue
        if row >= LOOKED_AT and not _may_begin(grid, row):
            continue
        for left, end in _stretches(grid, row, right):
            if any(first <= row <= last and left <= r and end >= a for first, a, last, r in taken):
                continue
            header = find_header(grid, words, row, left, end)
            if header is not None and _is_good(grid, words, header, found):
                found.append(header)
    return found


def _may_begin(grid: Grid, row: int) -> bool:
    """Tell whether a table may begin far down: after a blank row."""
    return not grid.is_used(row - 1) and len(grid.filled(row)) >= 2


def _stretches(grid: Grid, row: int, right: int) -> Iterator[tuple[int, int]]:
    """Give the stretches of a row that are parted by columns which are blank below as well."""
    filled = [c for c in range(right + 1) if shown(grid, row, c)]
    if not filled:
        return
    start = filled[0]
    for left, next_one in zip(filled, [*filled[1:], None], strict=True):
        if next_one is None:
            yield start, left
        elif next_one - left > 1 and _is_gap(grid, row, left + 1, next_one - 1):
            yield start, left
            start = next_one


def _is_gap(grid: Grid, row: int, first: int, last: int) -> bool:
    """Tell whether columns are blank in the rows around, and so part two tables."""
    rows = range(row, min(row + 12, grid.height))
    return all(not grid.filled(r, first, last) for r in rows)


def _is_good(grid: Grid, words: Vocabulary, header: Header, found: Sequence[Header]) -> bool:
    if header.known < 2 or header.known < _SHARE * len(set(header.texts.values())):
        return False
    if any(Repeats(grid, other).at(header.last) and _overlap(header, other)
           and other.columns == header.columns for other in found):  # fmt: skip
        return False  # the header again, as on a new page
    last = [other for other in found if _overlap(header, other)]
    if last and header.first == last[-1].last + 1:
        return False  # a row of words right under a header is its first record
    if last and len(grid.filled(header.first - 1, min(header.texts), max(header.texts))) > 1:
        # In the midst of a table, a word that we know and two dates are a record like any other.
        texts = set(header.texts.values())
        if sum(words.is_known(text) for text in texts) < _SHARE_BELOW_ROWS * len(texts):
            return False
    return header.last + 1 < grid.height


def _overlap(one: Header, other: Header) -> bool:
    return min(one.texts) <= max(other.texts) and max(one.texts) >= min(other.texts)


def _unknown(grid: Grid, words: Vocabulary) -> Iterator[Table]:
    """Give the likeliest table of a sheet without any header that we know."""
    best: tuple[int, int] | None = None
    for row in range(min(grid.height, LOOKED_AT)):
        texts = {c: shown(grid, row, c) for c in grid.filled(row, 0, _MOST_COLUMNS - 1)}
        words_only = [t for t in texts.values() if t and not t[0].isdigit() and len(t) <= 80]
        if len(words_only) >= 2 and len(words_only) == len(texts) and len(set(texts.values())) > 1:
            below = len(grid.filled(row + 1)) if row + 1 < grid.height else 0
            if below >= 2 and (best is None or len(texts) > best[1]):
                best = (row, len(texts))
    if best is not None:
        row = best[0]
        texts = {c: shown(grid, row, c) for c in grid.filled(row, 0, _MOST_COLUMNS - 1)}
        yield Table(grid, Header(row, row, texts, 0.0), grid.height - 1)


def _texts_above(grid: Grid, top: int, table: Table) -> Iterator[tuple[int, int, str]]:
    """Give the titles above a table: what it is about may stand there alone."""
    for row in range(max(top, table.header.first - LOOKED_AT), table.header.first):
        for column in grid.filled(row, 0, _MOST_COLUMNS - 1):
            text = grid.text(row, column)
            if text and key(text):
                yield row, column, text
