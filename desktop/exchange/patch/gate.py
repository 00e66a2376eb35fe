"""The last look before a file is replaced: is the result what was planned, and nothing else?

Everything is read back from the disk. Whatever is not exactly as it should be stops the write.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from desktop.exchange.patch.archive import Archive, Entry
from desktop.exchange.patch.cells import RawCell, RowReader
from desktop.exchange.patch.faults import UNSOUND
from desktop.exchange.patch.markup import Splice, make_parser, parse_nodes, read_markup, spliced
from desktop.exchange.patch.plan import Plan
from desktop.exchange.patch.sheet_scan import scan_sheet
from desktop.exchange.patch.splice import SheetPatch

_OFFSET = slice(42, 46)  # of a directory record: where the entry lies
#: Up to this size a sheet is read twice, by its bytes and by an XML parser, and both must agree.
_READ_TWICE = 4 << 20


class GateFault(Exception):
    """The result is not what was planned."""


def check_result(plan: Plan, path: Path) -> int:
    """Compare a written file with the workbook it came from and the plan.

    Gives the number of parts that are the same byte for byte. Raises `GateFault`.
    """
    try:
        result = Archive(path)
        try:
            return _check(plan, plan.target.parts.archive, result)
        finally:
            result.close()
    except UNSOUND as fault:
        raise GateFault(f"{type(fault).__name__}: {fault}") from fault


def _check(plan: Plan, source: Archive, result: Archive) -> int:
    kept = [entry for entry in source.entries if entry.key not in plan.dropped]
    names = [entry.name for entry in kept] + list(plan.added)
    if [entry.name for entry in result.entries] != names:
        raise GateFault("the parts are others")
    same = 0
    for before, after in zip(kept, result.entries, strict=False):
        if before.key in plan.patches:
            _check_sheet(plan.patches[before.key], result.content(after))
        elif before.key in plan.replaced:
            content = b"".join(result.content(after))
            if content != plan.replaced[before.key]:
                raise GateFault(before.name)
            parse_nodes(read_markup(content).content)
        else:
            _check_same(source, before, result, after)
            same += 1
    for name, content in plan.added.items():
        entry = result.find(name)
        if entry is None or b"".join(result.content(entry)) != content:
            raise GateFault(name)
        parse_nodes(content)
    return same


def _check_same(source: Archive, before: Entry, result: Archive, after: Entry) -> None:
    first, second = bytearray(before.record), bytearray(after.record)
    if first[_OFFSET] != b"\xff\xff\xff\xff":
        first[_OFFSET] = second[_OFFSET] = b"\0\0\0\0"
        if first != second:
            raise GateFault(before.name)
    pairs = itertools.zip_longest(source.raw(before), result.raw(after))
    if any(one != other for one, other in pairs):
        raise GateFault(before.name)
    for _ in result.content(after):  # which compares the checksum at its end
        pass


def _check_sheet(patch: SheetPatch, stored: Iterable[bytes]) -> None:
    """Compare a sheet with its source and the splices, chunk by chunk: it may be large."""
    page = patch.sheet
    if page.markup.encoding != "utf-8":
        markup = read_markup(b"".join(stored))
        if markup.encoding != page.markup.encoding:
            raise GateFault("the encoding is another")
        stored = (markup.content,)
    moved = Moved(patch.splices)
    capture = _Capture(sorted(stretches(patch, moved)))
    parser = make_parser()
    expected = _Stream(spliced(page.content, patch.splices))
    for chunk in stored:
        if expected.take(len(chunk)) != chunk:
            raise GateFault("bytes beside the cells changed")
        parser.Parse(chunk, False)
        capture.feed(chunk)
    if expected.take(1):
        raise GateFault("the sheet is cut")
    parser.Parse(b"", True)
    if len(page.content) <= _READ_TWICE:
        _read_twice(patch)
    _check_rows(patch, moved, capture.found)


def _read_twice(patch: SheetPatch) -> None:
    """See that bytes and XML tell the same rows, and that only wanted ones are new."""
    page = patch.sheet
    content = b"".join(spliced(page.content, patch.splices))
    fast, slow = scan_sheet(content), scan_sheet(content, trust_bytes=False)
    if (fast.numbers, fast.starts, fast.ends) != (slow.numbers, slow.starts, slow.ends):
        raise GateFault("rows are read in two ways")
    touched = {row for row, _ in patch.wanted}
    if not set(page.scan.numbers) <= set(slow.numbers) <= set(page.scan.numbers) | touched:
        raise GateFault("rows came or went")
    if len(set(slow.numbers)) < len(slow.numbers):
        raise GateFault("a row is there twice")


class _Stream:
    """Pieces of bytes, taken in other lengths than they come in."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""

    def take(self, length: int) -> bytes:
        taken = [self._rest[:length]]
        self._rest = self._rest[length:]
        missing = length - len(taken[0])
        while missing:
            piece = next(self._pieces, None)
            if piece is None:
                break
            taken.append(piece[:missing])
            self._rest = piece[missing:]
            missing -= len(taken[-1])
        return b"".join(taken)


class _Capture:
    """Keeps some stretches of a stream that goes by; they must not overlap."""

    def __init__(self, wanted: list[tuple[int, int]]) -> None:
        self.found: dict[int, bytes] = {}
        self._wanted = deque(wanted)
        self._at = 0

    def feed(self, chunk: bytes) -> None:
        end = self._at + len(chunk)
        while self._wanted and self._wanted[0][0] < end:
            start, stop = self._wanted[0]
            piece = chunk[max(start, self._at) - self._at : stop - self._at]
            self.found[start] = self.found.get(start, b"") + piece
            if stop > end:
                break
            self._wanted.popleft()
        self._at = end


class Moved:
    """Where places of the source lie after the splices."""

    def __init__(self, splices: Iterable[Splice]) -> None:
        ordered = sorted(splices, key=lambda splice: (splice.end, splice.start))
        self._keys = [(splice.end, splice.start) for splice in ordered]
        self._shifts = [0, *itertools.accumulate(
            len(splice.content) - (splice.end - splice.start) for splice in ordered
        )]  # fmt: skip

    def start(self, at: int) -> int:
        """Give where what starts at `at` starts now, behind what was put in front of it."""
        return at + self._shifts[bisect_left(self._keys, (at + 1, 0))]

    def end(self, at: int) -> int:
        """Give where what ends at `at` ends now, in front of what was put behind it."""
        return at + self._shifts[bisect_left(self._keys, (at, at))]


def stretches(patch: SheetPatch, moved: Moved) -> Iterator[tuple[int, int]]:
    """Give where the rows that changed or are new lie in the result."""
    scan = patch.sheet.scan
    for number in _touched(patch):
        index = patch.sheet.row_index(number)
        if index is not None:
            yield moved.start(scan.starts[index]), moved.end(scan.ends[index])
    for splice in patch.new_rows:
        start = moved.end(splice.start)
        yield start, start + len(splice.content)


def _touched(patch: SheetPatch) -> set[int]:
    return {row for row, _ in patch.wanted} | {row for row, _ in patch.own_formulas}


def _check_rows(patch: SheetPatch, moved: Moved, found: dict[int, bytes]) -> None:
    page = patch.sheet
    new: dict[int, tuple[bytes, list[RawCell]]] = {}
    for splice in patch.new_rows:
        new.update(_new_rows(patch, found[moved.end(splice.start)]))
    for number in _touched(patch):
        index = page.row_index(number)
        if index is None:
            content, cells = new.pop(number, (b"", []))
            _check_cells(patch, number, {}, _by_column(cells), content)
            continue
        content = found[moved.start(page.scan.starts[index])]
        after = page.reader.parse(content, number, 0)[1]
        before = page.reader.row(index)[1]
        _check_cells(patch, number, _by_column(before), _by_column(after), content)
    if new:
        raise GateFault("rows came that nobody wanted")


def _new_rows(
    patch: SheetPatch, content: bytes
) -> Iterator[tuple[int, tuple[bytes, list[RawCell]]]]:
    """Read rows that were put in; `content` holds them, and sheetData where there was none."""
    page = patch.sheet
    scan = scan_sheet(page.reader.wrapped(content, page.scan.data_closed))
    reader = RowReader(scan)
    for index, number in enumerate(scan.numbers):
        raw = scan.content[scan.starts[index] : scan.ends[index]]
        yield number, (raw, reader.parse(raw, number, 0)[1])


def _by_column(cells: list[RawCell]) -> dict[int, RawCell]:
    return {cell.column: cell for cell in cells}


def _check_cells(
    patch: SheetPatch,
    row: int,
    before: dict[int, RawCell],
    after: dict[int, RawCell],
    content: bytes,
) -> None:
    wanted = {column for at, column in patch.wanted if at == row}
    for column in before.keys() | after.keys() | wanted:
        found, was = after.get(column), before.get(column)
        if column in wanted:
            if found is None or not _is_as_wanted(patch, found, was):
                raise GateFault(f"a cell of row {row + 1} is not as wanted")
        elif found is None or was is None:
            raise GateFault(f"a cell of row {row + 1} came or went")
        elif (row, column) in patch.own_formulas:
            text = found.formula.text if found.formula is not None else ""
            if text != patch.own_formulas[row, column] or found.value != was.value:
                raise GateFault(f"a formula of row {row + 1} is not as wanted")
        elif content[found.start : found.end] != patch.sheet.raw(was):
            raise GateFault(f"another cell of row {row + 1} changed")


def _is_as_wanted(patch: SheetPatch, found: RawCell, was: RawCell | None) -> bool:
    wanted = patch.wanted[found.row, found.column]
    if found.style != (was.style if was is not None else wanted.style) or found.special:
        return False
    if wanted.formula:
        return found.formula is not None and found.formula.text == wanted.formula
    if found.formula is not None:
        return False
    if wanted.value is None:
        return found.is_blank
    held = found.text if wanted.value.type == "inlineStr" else found.value
    return found.type == (wanted.value.type or "n") and held == wanted.value.text
