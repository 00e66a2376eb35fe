"""Rows of a worksheet as XML: the bulk of an export, written directly because it must be fast.

Text is written as text whatever it looks like: there is no way from a value to a formula.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from desktop.exchange.layout import letters
from desktop.exchange.values import Cell

_FIRST_SERIAL = dt.date(1899, 12, 30)
# A workbook writes what XML forbids as _xHHHH_, and so must escape text that looks like that.
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPECIAL = re.compile("[&<>_\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_MAY_READ_AS_FORMULA = ("=", "+", "-", "@", "'")


def escaped(text: str) -> str:
    """Give text as it stands between tags of a worksheet."""
    if not _SPECIAL.search(text):
        return text
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    text = _FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    text = _SURROGATE.sub("\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def printable(text: str) -> str:
    """Give text with a mark in the place of signs that no XML may hold, as in a file's name."""
    return _FORBIDDEN.sub("\ufffd", _SURROGATE.sub("\ufffd", text))


class RowWriter:
    """Writes rows of one sheet; `styles` has one style number per column.

    `quoted` has the style for a text that would turn into a formula if somebody edited it.
    """

    def __init__(self, styles: Sequence[int], quoted: Sequence[int]) -> None:
        self._starts = [
            (letters(i), f'" s="{plain}"', f'" s="{careful}"')
            for i, (plain, careful) in enumerate(zip(styles, quoted, strict=True))
        ]

    def row(self, number: int, values: Iterable[Cell], height: float | None = None) -> str:
        """Give the XML of one row; `number` counts from 1, the height is in points."""
        parts = [f'<row r="{number}">' if height is None else f'<row r="{number}" ht="{height}">']
        for (letter, style, careful), value in zip(self._starts, values, strict=True):
            if value is None:
                continue
            start = f'<c r="{letter}{number}'
            if isinstance(value, str):
                shown = careful if value.startswith(_MAY_READ_AS_FORMULA) else style
                parts.append(
                    f'{start}{shown} t="inlineStr"><is><t xml:space="preserve">'
                    f"{escaped(value)}</t></is></c>"
                )
            elif isinstance(value, dt.date):
                parts.append(f"{start}{style}><v>{(value - _FIRST_SERIAL).days}</v></c>")
            else:
                parts.append(f"{start}{style}><v>{value!r}</v></c>")
        parts.append("</row>")
        return "".join(parts)
