"""Delimited text: .csv, .tsv and .txt, in the encodings and with the separators that people use."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.exchange.marks import Marks
from desktop.exchange.package import no_workbook, open_package, what_else
from desktop.exchange.reader import MAX_CELLS, Book, Row, Sheet, read_workbook

ENDINGS = (".csv", ".tsv", ".txt")
MAX_BYTES = 256 * 1024**2
_SEPARATORS = {",": Text("commas"), ";": Text("semicolons"), "\t": Text("tabs"), "|": Text("bars")}
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_STRAY = 16  # one byte of so many being zero does not make UTF-16
_LOOKED_AT = 100  # rows by which the separator is told
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)


def read_any(path: Path, progress: Progress | None = None) -> Book:
    """Read a workbook or delimited text, by what the file is.

    Raises `OfftakeError` with one sentence for what cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        open_package(path).close()  # says what is wrong with it
        raise
    is_text = path.suffix.lower() in ENDINGS
    if not head or head.startswith(_BINARY) or (not is_text and not _may_be_text(head)):
        return read_workbook(path, progress)
    if is_text or path.suffix.lower() in (".xls", ".xlsx", ".xlsm"):
        return read_delimited(path)
    return read_workbook(path, progress)


def read_delimited(path: Path) -> Book:
    """Read delimited text as a workbook of one sheet that is called as the file is."""
    if path.stat().st_size > MAX_BYTES:
        raise OfftakeError(
            Text("“{file}” has {size} MB of text, more than {most}; split it", file=path.name,
                 size=path.stat().st_size // 1024**2, most=MAX_BYTES // 1024**2)
        )  # fmt: skip
    content = path.read_bytes()
    if what_else(content[:4096]) is not None:
        open_package(path).close()  # a web page or XML: raises its sentence
    text, encoding = _decoded(content, path.name)
    text, stated = _stated_separator(text)
    separator = stated or _best_separator(text)
    if path.suffix.lower() not in ENDINGS and separator is None:
        open_package(path).close()
    rows = _rows(text, separator or ",", path.name)
    notes = [
        Text("Read as text: {encoding}, separated by {separator}", encoding=encoding,
             separator=_SEPARATORS.get(separator or ",", separator or ",")),
    ]  # fmt: skip
    if path.suffix.lower() not in ENDINGS:
        notes.append(Text("“{file}” is text under a workbook's name", file=path.name))
    return Book(path, "csv", [Sheet(path.stem, rows, Marks())], notes=notes)


def _may_be_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\x00" not in head and not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    """Give the text and the name of its encoding."""
    for mark, codec, shown in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(codec, "replace"), shown
    if b"\x00" in content[:4096] and not _is_stray(content):
        # Every other byte of UTF-16 text in Latin letters is zero.
        odd = content[1:4096:2].count(0) >= content[0:4096:2].count(0)
        text = content.decode("utf-16-le" if odd else "utf-16-be", "replace")
        if "\ufffd" in text or "\x00" in text:
            raise OfftakeError(no_workbook(name))
        return text, "UTF-16"
    for codec, shown in (("utf-8", "UTF-8"), ("cp949", "CP949")):
        try:
            return content.decode(codec), shown
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", "replace"), "Windows-1252"


def _is_stray(content: bytes) -> bool:
    """Tell whether zeros stand in UTF-8 text as any control character may."""
    head = content[:4096]
    if head.count(0) * _STRAY > len(head):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _stated_separator(text: str) -> tuple[str, str | None]:
    """Give the text below a line such as `sep=;`, and what it states."""
    line, _, rest = text.partition("\n")
    line = line.strip().strip('"')
    if line.lower().startswith("sep=") and len(line) == 5:
        return rest, line[4]
    return text, "\t" if line.lower() == "sep=" else None


def _best_separator(text: str) -> str | None:
    """Give the separator by which most rows have the same number of cells, None for none."""
    best: tuple[float, str | None] = (0.0, None)
    sample = text[: 1 << 18]
    for separator in _SEPARATORS:
        widths = _widths(sample, separator)
        usual = max((w for w in set(widths) if w > 1), key=widths.count, default=0)
        if usual:
            # Cells alone decide little: the commas of numbers are many, but not in every row.
            score = widths.count(usual) / len(widths) * 10 + min(usual, 40) / 40
            score -= sum(width > usual for width in widths) / len(widths)
            best = max(best, (score, separator), key=lambda pair: pair[0])
    return best[1]


def _widths(sample: str, separator: str) -> Sequence[int]:
    found: list[int] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            if any(cell.strip() for cell in row):
                found.append(len(row))
            if len(found) >= _LOOKED_AT:
                break
    except csv.Error:
        return found
    return found


def _rows(text: str, separator: str, name: str) -> list[Row]:
    """Give the rows, all as wide as the widest, so that the sheet is a rectangle."""
    found: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            found.append(row)
    except csv.Error:
        raise OfftakeError(
            Text("“{file}”: the text after line {line} cannot be told into cells; check its "
                 "quotation marks", file=name, line=len(found) + 1)
        ) from None  # fmt: skip
    width = max(map(len, found), default=0)
    if width * len(found) > MAX_CELLS:
        raise OfftakeError(
            Text("“{file}” has {n} rows of {width} cells, more than can be read; split it",
                 file=name, n=len(found), width=width)
        )  # fmt: skip
    for row in found:
        row += [""] * (width - len(row))
    return list(found)
