"""Fields of numbers: decimal numbers, whole numbers, percentages."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar

from desktop.core.errors import FieldError
from desktop.core.field import UNKNOWN_WORDS, Field, Lookup, clean
from desktop.core.i18n import Locale, Text, locale, plain

_MOST = 1e15  # beyond all that is counted here, and still exact to the unit


@dataclass(frozen=True, kw_only=True)
class NumberField(Field):
    """A decimal number; `minimum` and `maximum` are allowed values unless `above` is set."""

    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    stored_as: ClassVar[str] = "real"
    #: The Python type of a value that was read.
    made: ClassVar[type] = float
    numeric: ClassVar[bool] = True

    def _read(self, raw: Any, where: Locale, lookup: Lookup | None) -> float | None:
        if isinstance(raw, (bool, dt.datetime, dt.date, dt.time, dt.timedelta)):
            raise FieldError(Text("“{value}” is not a number", value=raw))
        if isinstance(raw, (int, float)):
            try:
                return float(raw) + 0.0
            except OverflowError:
                raise FieldError(_unusable("> 1e308")) from None
        text = unicodedata.normalize("NFKC", clean(str(raw)))
        if text.casefold() in UNKNOWN_WORDS:
            return None
        return self._number(raw, self._strip(text), where)

    def _strip(self, text: str) -> str:
        """Take away what may stand around the figure."""
        return text

    def _number(self, raw: Any, text: str, where: Locale) -> float:
        sign = _comparable(where.group)
        group, decimal = re.escape(sign), re.escape(where.decimal)
        text = _comparable(text)
        digits = rf"(?:\d+|\d{{1,3}}(?:{group}\d{{3}})+)"
        pattern = rf"[+\-−]?(?:{digits}(?:{decimal}\d*)?|{decimal}\d+)(?:[eE][+-]?\d+)?"
        if not re.fullmatch(pattern, text):
            example = f"1{where.group}234{where.decimal}5"
            raise FieldError(
                Text("“{value}” is not a number; write it like {example}",
                     value=raw, example=example)
            )  # fmt: skip
        digits = text.replace(sign, "").replace(where.decimal, ".").replace("−", "-")
        value = float(digits) + 0.0  # + 0.0 turns negative zero into zero
        if not math.isfinite(value):
            raise FieldError(_unusable(raw))
        return value

    def check(self, value: Any) -> Text | None:
        """Refuse what is no finite number or lies outside the limits."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return Text("“{value}” is not a number", value=value)
        if not math.isfinite(value) or abs(value) > _MOST:
            return _unusable(value)
        show, low, high = self.figure, self.minimum, self.maximum
        if self.above is not None and value <= self.above:
            return Text("{value} must be more than {limit}",
                        value=show(value), limit=show(self.above))  # fmt: skip
        if low is not None and high is not None and not low <= value <= high:
            return Text("{value} must lie between {low} and {high}",
                        value=show(value), low=show(low), high=show(high))  # fmt: skip
        if low is not None and value < low:
            return Text("{value} must be at least {low}", value=show(value), low=show(low))
        if high is not None and value > high:
            return Text("{value} must be at most {high}", value=show(value), high=show(high))
        return None

    def passes(self, values: Collection[Any]) -> bool:
        """Look at the least and the most of finite numbers: the limits have no gaps."""
        if values and set(map(type, values)) <= {self.made} and all(map(math.isfinite, values)):
            return super().passes((min(values), max(values)))
        return super().passes(values)

    def format(self, value: Any, where: Locale | None = None, lookup: Lookup | None = None) -> str:
        """Give the shortest text that reads back as the same number, with thousands marked."""
        return "" if value is None else self.figure(value, where)

    def figure(self, value: float, where: Locale | None = None) -> str:
        """Give a number of this field exactly, in the signs of the locale."""
        return plain(value, where)

    def to_stored(self, value: Any) -> Any:
        """Store as a float."""
        return None if value is None else float(value)


def _unusable(value: Any) -> Text:
    return Text("“{value}” is not a usable number; write one of at most 15 digits", value=value)


def _comparable(text: str) -> str:
    """Give a text in which every space is the same space, and every apostrophe the same."""
    return unicodedata.normalize("NFKC", text).replace("’", "'")


@dataclass(frozen=True, kw_only=True)
class IntegerField(NumberField):
    """A whole number."""

    stored_as: ClassVar[str] = "integer"
    made: ClassVar[type] = int

    def _read(self, raw: Any, where: Locale, lookup: Lookup | None) -> Any:
        number = super()._read(raw, where, lookup)
        if number is None:
            return None
        if not math.isfinite(number) or not number.is_integer():
            raise FieldError(Text("“{value}” is not a whole number", value=raw))
        return int(number)

    def check(self, value: Any) -> Text | None:
        """Refuse fractions too."""
        fault = super().check(value)
        if fault is None and not isinstance(value, int):
            return Text("“{value}” is not a whole number", value=value)
        return fault

    def to_stored(self, value: Any) -> Any:
        """Store as an integer."""
        return value


@dataclass(frozen=True, kw_only=True)
class YearField(IntegerField):
    """A calendar year: a whole number that is written without a sign between its thousands."""

    def figure(self, value: float, where: Locale | None = None) -> str:
        """Give the year without a sign between its thousands."""
        return super().figure(value, where).replace((where or locale()).group, "")


@dataclass(frozen=True, kw_only=True)
class PercentField(NumberField):
    """A percentage, typed and stored as 0-100 and shown with %."""

    unit: str = "%"
    minimum: float | None = 0
    maximum: float | None = 100

    def _strip(self, text: str) -> str:
        return text.removesuffix("%").rstrip()

    def format(self, value: Any, where: Locale | None = None, lookup: Lookup | None = None) -> str:
        """Give the number with %."""
        return "" if value is None else plain(value, where or locale()) + "%"
