"""Values of cells: what a person types, what Python holds, what a workbook stores."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

from desktop.core.i18n import Text, plain

#: What a cell can hold; None clears it.
Value = str | int | float | Decimal | bool | dt.date | dt.datetime | None

LONGEST_TEXT = 32_767  # UTF-16 units of a cell
_DIGITS = 15  # that Excel keeps of a number
_EPOCH_1900, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_LEAP_BUG = 61  # 1900-03-01; before it, Excel counts a day that never was
_LAST_DAY = 2_958_466  # the day after 9999-12-31

_NUMBER = re.compile(r"[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?")
_NO_NUMBER = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)
_LOOKS_LIKE_NUMBER = re.compile(r"[+-]?[\d.,' \u00a0]*\d[\d.,' \u00a0]*%?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NEEDS_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN = re.compile("[\ud800-\udfff\ufffe\uffff]")


class ValueFault(Exception):
    """A value that no cell can hold; `text` says why in one sentence."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


@dataclass(frozen=True)
class Written:
    """A value as a cell stores it: its type (`n` left out), its text, its shared string if any."""

    type: str
    text: str

    def content(self, prefix: bytes) -> bytes:
        """Give what stands between the cell's tags."""
        if self.type != "inlineStr":
            return b"<" + prefix + b"v>" + self.escaped(self.text) + b"</" + prefix + b"v>"
        space = b' xml:space="preserve"' if needs_space(self.text) else b""
        return (
            b"<" + prefix + b"is><" + prefix + b"t" + space + b">" + self.escaped(self.text)
            + b"</" + prefix + b"t></" + prefix + b"is>"
        )  # fmt: skip

    @staticmethod
    def escaped(text: str) -> bytes:
        """Give text as XML."""
        return escape(text).encode("utf-8")


def needs_space(text: str) -> bool:
    """Tell whether a reader could take blanks of a text for layout."""
    return text != text.strip() or "\n" in text or "\t" in text or "  " in text


def typed(text: str) -> Value:
    """Read what was typed after `Sheet!B2=`. Raises `ValueFault` for a number or day that is none.

    A leading apostrophe makes it text; a number with leading zeros is a code, hence text.
    """
    if text.startswith("'"):
        return text[1:] or None
    if not text:
        return None
    if text.casefold() in ("true", "false"):
        return text.casefold() == "true"
    if _NO_NUMBER.fullmatch(text):
        raise ValueFault(
            Text("“{value}” is no number that a cell can hold; put ' before it for text",
                 value=text)
        )  # fmt: skip
    if _NUMBER.fullmatch(text):
        return _number(text)
    day = _DATE.fullmatch(text)
    return text if day is None else _day(text, day)


def _number(text: str) -> int | float:
    digits = text.lstrip("+-")
    if digits.isdigit():
        if len(digits.rstrip("0")) > _DIGITS:
            raise ValueFault(
                Text("“{value}” has more digits than Excel keeps; put ' before it for text",
                     value=text)
            )  # fmt: skip
        return int(text)
    number = float(text)
    if math.isinf(number):
        raise ValueFault(
            Text("“{value}” is no number that a cell can hold; put ' before it for text",
                 value=text)
        )  # fmt: skip
    return number


def _day(text: str, match: re.Match[str]) -> dt.date | dt.datetime:
    year, month, day, hour, minute, second, fraction = match.groups()
    try:
        if hour is None:
            return dt.date(int(year), int(month), int(day))
        return dt.datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0),
            int((fraction or "0").ljust(6, "0")),
        )  # fmt: skip
    except ValueError:
        raise ValueFault(
            Text("“{value}” is no day of the calendar; put ' before it for text", value=text)
        ) from None


def looks_like_number(text: str) -> bool:
    """Tell whether a person may have meant a text as a number: 1,234 or 50%."""
    return _LOOKS_LIKE_NUMBER.fullmatch(text.strip()) is not None


def number_text(value: int | float | Decimal) -> str:
    """Give a number as a cell stores it. Raises `ValueFault` for one that is not finite."""
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number) or 0 < abs(number) < 2.2250738585072014e-308:
        raise ValueFault(
            Text("“{value}” is no number that a cell can hold; put ' before it for text",
                 value=str(value)[:60])
        )  # fmt: skip
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return repr(number)


def serial(value: dt.date, date_1904: bool) -> str:
    """Give a day (and time) as the number of days that a workbook stores.

    Raises `ValueFault` for days before the calendar of the workbook.
    """
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    moment = moment.replace(tzinfo=None)
    span = moment - (_EPOCH_1904 if date_1904 else _EPOCH_1900)
    days = span.days + (span.seconds + span.microseconds / 1e6) / 86_400
    if not date_1904 and days < _LEAP_BUG:
        days -= 1
    if days < (0 if date_1904 else 1):
        raise ValueFault(
            Text("{day} lies before the first day that this workbook knows ({first})",
                 day=value.isoformat(), first="1904-01-01" if date_1904 else "1900-01-01")
        )  # fmt: skip
    return number_text(round(days, 10))


def from_serial(number: float, date_1904: bool) -> dt.date | dt.datetime | None:
    """Give the day, with its time if it has one; None for a number that is no day."""
    if not 0 <= number < _LAST_DAY - (1462 if date_1904 else 0):
        return None
    if not date_1904 and number < _LEAP_BUG:
        if number < 1 or int(number) == _LEAP_BUG - 1:
            return None
        number += 1
    epoch = _EPOCH_1904 if date_1904 else _EPOCH_1900
    moment = epoch + dt.timedelta(microseconds=round(number * 86_400_000) * 1000)
    return moment.date() if moment.time() == dt.time() else moment


def stored_text(text: str) -> str:
    """Give a text with the signs that XML cannot hold escaped as Excel does it (`_x000D_`).

    Raises `ValueFault` for one that is too long or holds half a sign.
    """
    if len(text) + sum(sign > "\uffff" for sign in text) > LONGEST_TEXT:
        raise ValueFault(
            Text("The text has {n} signs; a cell holds at most {most}",
                 n=plain(len(text)), most=plain(LONGEST_TEXT))
        )  # fmt: skip
    if _FORBIDDEN.search(text):
        raise ValueFault(Text("The text holds a sign that a workbook cannot store"))
    return _NEEDS_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def shown_text(text: str) -> str:
    """Give a stored text as a person sees it: the reverse of `stored_text`."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
