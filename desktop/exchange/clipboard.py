"""Clipboard: cells as other programs give and take them, as text with tabs and as a table in HTML.

Both say the same. The HTML also holds each number exactly, in the marks that Excel and
LibreOffice know; the text holds what a person sees. A text that a spreadsheet would take for a
formula gets an apostrophe before it, and loses it again when it comes back.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.core.fields import Field, Lookup, NumberField, PartialDateField
from desktop.core.i18n import Locale, locale
from desktop.core.partial_date import PartialDate
from desktop.exchange.clipboard_html import DAY_ZERO, Percent, Raw, read_table

__all__ = ["Copied", "Percent", "Raw", "copied", "read", "read_text", "unguarded"]

#: Before it, spreadsheets count with a 29 February 1900 that never was.
_FIRST_DAY = dt.date(1900, 3, 1)
_FORMULA = re.compile(r"'*[=+\-@]")
_GUARDED = re.compile(r"'+[=+\-@]")
#: Spaces that a page would not show.
_SPACES = re.compile(r"^ +| {2,}| +$", re.MULTILINE)
_HEAD = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
    '<meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body><table>'
)
_AS_TEXT = """style='mso-number-format:"\\@"'"""
_AS_DAY = """style='mso-number-format:"yyyy\\-mm\\-dd"'"""
_BREAKS = re.compile(r"[\n\t]")
#: How Office writes a tab on a page; other readers see a space.
_TAB = """<span style='mso-tab-count:1'> </span>"""
_LINE = '<br style="mso-data-placement:same-cell">'


@dataclass(frozen=True, slots=True)
class Copied:
    """Cells for the clipboard, in both forms."""

    text: str
    html: str


def copied(
    fields: Sequence[Field],
    rows: Sequence[Sequence[Any]],
    lookup: Lookup,
    headers: bool = False,
    where: Locale | None = None,
) -> Copied:
    """Give typed values, row by row in the order of `fields`, for the clipboard."""
    where = where or locale()
    lines = ["\t".join(field.shown_header for field in fields)] if headers else []
    table = ["".join(_text_cell(field.shown_header) for field in fields)] if headers else []
    for row in rows:
        texts = [
            _text(field, value, lookup, where) for field, value in zip(fields, row, strict=True)
        ]
        lines.append("\t".join(map(_quoted, texts)))
        table.append("".join(map(_html_cell, fields, row, texts)))
    body = "".join(f"<tr>{row}</tr>" for row in table)
    return Copied("\r\n".join(lines), f"{_HEAD}{body}</table></body></html>")


def _text(field: Field, value: Any, lookup: Lookup, where: Locale) -> str:
    """Give a value as it is typed: no marks for thousands, days and partial dates as in ISO."""
    if value is None:
        return ""
    if isinstance(field, PartialDateField):
        return str(value)
    text = field.format(value, where, lookup)
    if isinstance(field, NumberField):
        return text.replace(where.group, "")
    return guarded(text)


def guarded(text: str) -> str:
    """Give a text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Take away the apostrophe that `guarded` has put before a text."""
    return text[1:] if _GUARDED.match(text) else text


def _quoted(text: str) -> str:
    if not any(sign in text for sign in '\t\r\n"'):
        return text
    return '"' + text.replace('"', '""') + '"'


def _html_cell(field: Field, value: Any, text: str) -> str:
    if value is None:
        return "<td></td>"
    if isinstance(field, NumberField):
        return _number_cell(float(value), text)
    day = _day(value) if isinstance(field, PartialDateField) else None
    if day is not None:
        serial = (day - DAY_ZERO).days
        return f'<td {_AS_DAY} sdval="{serial}" sdnum="1033;1033;YYYY-MM-DD">{text}</td>'
    return _text_cell(unguarded(text))


def _number_cell(value: float, text: str) -> str:
    exact, shape, code = value, "General", "1033;"
    if text.endswith("%"):
        # Excel and LibreOffice hold the share, and show it as a percentage.
        exact = round(value / 100, 14)
        # Only these two formats are known to LibreOffice as a percentage.
        shape = "0%" if value.is_integer() else "0.00%"
        code = f"1033;0;{shape}"
    number = repr(exact).removesuffix(".0")
    style = f"""style='mso-number-format:"{shape}"'"""
    return f'<td align="right" {style} x:num="{number}" sdval="{number}" sdnum="{code}">{text}</td>'


def _day(value: Any) -> dt.date | None:
    """Give a calendar day that spreadsheets can hold as one."""
    if isinstance(value, PartialDate):
        value = value.earliest if value.precision == "day" else None
    return value if value is not None and value >= _FIRST_DAY else None


def _text_cell(text: str) -> str:
    hard = _SPACES.sub(lambda run: "&nbsp;" * len(run.group()), html.escape(text))
    # LibreOffice takes `@` as text too.
    return f'<td {_AS_TEXT} x:str sdnum="1033;0;@">{_BREAKS.sub(_broken, hard)}</td>'


def _broken(sign: re.Match[str]) -> str:
    return _LINE if sign.group() == "\n" else _TAB


def read(text: str, markup: str = "") -> list[list[Raw]]:
    """Give the cells that another program put on the clipboard, row by row.

    The HTML counts where it holds numbers exactly or cells that span several rows; else the text
    does. Numbers and days come typed from there, everything else as text.
    """
    table = read_table(markup) if "<t" in markup.lower() else None
    if table is not None and (table.exact or not text.strip()):
        return table.rows
    return [list(row) for row in read_text(text)]


def read_text(text: str) -> list[list[str]]:
    """Read text with tabs; a cell in quotes may hold tabs, line breaks and doubled quotes."""
    if '"' not in text:  # the usual case, and quick
        lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
        return [line.split("\t") for line in lines]
    rows: list[list[str]] = [[]]
    place = 0
    while True:
        quoted = _QUOTED.match(text, place)
        bare = _BARE.match(text, place)
        assert bare is not None  # it takes anything, even nothing
        cell = bare.group() if quoted is None else quoted.group(1).replace('""', '"')
        rows[-1].append(cell.replace("\r\n", "\n"))
        place = bare.end() if quoted is None else quoted.end()
        sign = text[place : place + 1]
        place += 2 if text.startswith("\r\n", place) else 1
        if not sign or (sign != "\t" and place >= len(text)):
            return rows
        if sign != "\t":
            rows.append([])


_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\r\n]|\Z)')
_BARE = re.compile(r"[^\t\r\n]*")
