"""What reads from outside, as functions of bytes: each gives a value or an `OfftakeError`.

The tests feed them what hypothesis makes up, `tests/benchmarks/fuzz.py` as much as is asked for.
Whatever else they raise is a fault of the program.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Locale
from desktop.core.partial_date import PartialDate
from desktop.exchange import clipboard
from desktop.exchange.delimited import read_any
from desktop.exchange.foreign.dates import read_moment
from desktop.exchange.foreign.numbers import read_figure
from desktop.exchange.foreign.periods import read_period
from desktop.exchange.foreign.units import read_unit
from desktop.exchange.package import open_package
from desktop.exchange.reader import read_workbook
from desktop.model import TYPES
from desktop.operations.import_foreign import propose
from desktop.operations.import_workbook import review
from tests.exchange.examples import exported, rich

LOCALES = (Locale("en", decimal=".", group=","), Locale("ko", decimal=",", group="."))


def text_of(content: bytes) -> str:
    """Give any bytes as a text; what is no UTF-8 gives lone surrogates, as a clipboard may."""
    return content.decode("utf-8", "surrogateescape")


def read_date(content: bytes) -> None:
    """Read a partial date, and show it in both languages."""
    found = PartialDate.parse(text_of(content))
    assert PartialDate.parse(str(found)) == found
    for language in ("en", "ko"):
        assert found.format(language)
    assert found.earliest <= found.latest


def read_fields(content: bytes) -> None:
    """Read a text as a value of each field of each record type; show, store and read it again."""
    text = text_of(content)
    for type in TYPES.values():
        for of in type.fields:
            for where in LOCALES:
                with contextlib.suppress(OfftakeError):
                    value = of.parse(text, where, dataset())
                    of.format(value, where, dataset())
                    if value is not None:
                        assert of.check(value) is None
                        of.from_stored(of.to_stored(value))
                        of.sort_key(value, dataset())


def read_foreign_words(content: bytes) -> None:
    """Read a text as the foreign reader reads figures, days, periods and units."""
    text = text_of(content)
    for read in (read_figure, read_moment, read_period, read_unit):
        with contextlib.suppress(OfftakeError):
            read(text)


def read_clipboard_text(content: bytes) -> None:
    """Read cells from a text."""
    rows = clipboard.read(text_of(content))
    assert all(isinstance(cell, str) for row in rows for cell in row)


def read_clipboard_markup(content: bytes) -> None:
    """Read cells from a table in HTML."""
    markup = text_of(content)
    clipboard.read("", f"<table>{markup}</table>")
    clipboard.read("a\tb", markup)


def read_file(content: bytes) -> None:
    """Read a file of any content under each ending that is offered."""
    for name in ("reply.xlsx", "reply.csv"):
        path = folder() / name
        path.write_bytes(content)
        with contextlib.suppress(OfftakeError):
            read_any(path)
        with contextlib.suppress(OfftakeError):
            open_package(path).close()


def read_table(content: bytes) -> None:
    """Read a text file to its end: propose how its columns are read."""
    path = folder() / "table.csv"
    path.write_bytes(content)
    proposal = propose(dataset(), path)
    for table in proposal.tables:
        table.preview()


def read_altered_workbook(content: bytes) -> None:
    """Alter our own export in a part that the first bytes choose, and compare what comes back."""
    choice, place, piece = content[:1], content[1:4], content[4:]
    path = folder() / "altered.xlsx"
    entries = parts()
    name = sorted(entries)[(choice or b"\0")[0] % len(entries)]
    part = entries[name]
    start = int.from_bytes(place, "big") % (len(part) + 1)
    altered = part[:start] + piece + part[start + len(piece) // 2 :]
    with zipfile.ZipFile(path, "w") as package:
        for other, whole in entries.items():
            package.writestr(other, altered if other == name else whole)
    with contextlib.suppress(OfftakeError):
        read_workbook(path)
    review(dataset(), path)


@cache
def dataset() -> Dataset:
    """Give the dataset against which all is read."""
    return rich()


@cache
def folder() -> Path:
    """Give a folder for the files of this process."""
    return Path(tempfile.mkdtemp(prefix="offtake-fuzz-"))


@cache
def parts() -> dict[str, bytes]:
    """Give the parts of our own export."""
    content = exported(rich(), folder() / "plan.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


TARGETS: dict[str, Callable[[bytes], None]] = {
    "partial dates": read_date,
    "fields": read_fields,
    "foreign figures": read_foreign_words,
    "clipboard text": read_clipboard_text,
    "clipboard table": read_clipboard_markup,
    "files": read_file,
    "text tables": read_table,
    "altered workbooks": read_altered_workbook,
}

#: What each begins with; the rest is made of it.
SEEDS: dict[str, list[bytes]] = {
    "partial dates": [b"2028-H1", b"Q3 2028", "2028년 상반기".encode(), b"3Q28", b"2028-02-29"],
    "fields": [b"1,250.5", b"85 %", b"2028-Q3", b"KR", b"https://a.b/c", b"supplier, trader",
               b"1e308", b"-0.0", "−3".encode(), "１２".encode()],
    "foreign figures": [b"12.5 t/y", b"USD 3 bn", "3억 원".encode(), b"FY2028", b"~12", b"3Q28"],
    "clipboard text": [b"a\tb\r\n1\t2", b'"a\nb"\t"c""d"', b"\t\t\n\n", b'"'],
    "clipboard table": [b'<tr><td x:num="1">1</td><td rowspan=2 colspan=3>x</td></tr>',
                        b"<td sdval='2' sdnum='1033;0;YYYY'>2028</td>", b"<table><table>",
                        b"<tr><td>1</td></tr><![dv<?>"],
    "files": [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>", b"a,b\n1,2"],
    "text tables": [b"Code;Name;Country\nA;B;KR\n", b"Plant,2026,2027\nOnsan,1.5,\n",
                    "코드,이름\nA,가\n".encode(), b"\xff\xfea\x00,\x00"],
    "altered workbooks": [b"\x00\x00\x10\x00<", b"\x05\x00\x40\x00&#0;", b"\x07\x00\x00\x80</v>",
                          b'\x09\x00\x01\x00" r="XFD1048577"', b"\x03\x00\x00\x00"],
}  # fmt: skip
