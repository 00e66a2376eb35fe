"""Field types: each owns how a value is read, written, checked, stored, sorted and filtered.

A field is declared once, in a record type of `desktop.model`. A value is None (unknown) or of
the field's Python type. `parse` turns what a person or a workbook gives into a value and raises
`FieldError` with a sentence on bad input: bad input never becomes blank.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from desktop.core.errors import FieldError
from desktop.core.i18n import Locale, Text, locale, translate, variants
from desktop.core.partial_date import PartialDate

#: Words that people write where they do not know a figure: read as unknown, never as zero.
UNKNOWN_WORDS = frozenset(
    {"", "-", "–", "—", "?", "tbd", "tba", "n/a", "na", "n.a.", "none", "unknown", "미정", "없음"}
)
MAX_TEXT = 32_767  # what a workbook cell can hold
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Lookup(Protocol):
    """Finds records by code and codes by id; a Dataset is one."""

    def find(self, type_name: str, code: str) -> int | None:
        """Give the id of the record with this code, or None."""
        ...

    def code_of(self, type_name: str, id: int) -> str | None:
        """Give the code of a record, or None when there is no such record."""
        ...


def clean(raw: str, keep_lines: bool = False) -> str:
    """Give text without invisible marks, odd spaces and ends; composed (NFC)."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", raw)).replace("\u00a0", " ")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not keep_lines:
        return " ".join(text.split())
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def folded(raw: str) -> str:
    """Give text as it is compared: full-width, case, hyphens and spaces made equal."""
    text = unicodedata.normalize("NFKC", clean(raw)).casefold()
    return " ".join(text.replace("-", " ").replace("_", " ").split())


@dataclass(frozen=True, kw_only=True)
class Field:
    """What is declared of one attribute: label, help, unit, limits; subclasses add the type."""

    label: str
    help: str = ""
    name: str = ""
    required: bool = False
    unit: str = ""
    section: str = "General"
    default: Any = None
    hidden: bool = False

    #: How stored values are typed in SQL and JSON: text, real, integer.
    stored_as: ClassVar[str] = "text"
    numeric: ClassVar[bool] = False

    @property
    def title(self) -> Text:
        """The label in the language in use."""
        return Text(self.label)

    @property
    def header(self) -> str:
        """The label with its unit in brackets, as in grids and workbooks, in English."""
        return f"{self.label} [{self.unit}]" if self.unit else self.label

    @property
    def shown_header(self) -> str:
        """The header in the language in use."""
        return f"{translate(self.label)} [{translate(self.unit)}]" if self.unit else str(self.title)

    def parse(self, raw: Any, where: Locale | None = None, lookup: Lookup | None = None) -> Any:
        """Read a value; blank gives None. Raises `FieldError`."""
        if raw is None or (isinstance(raw, str) and not clean(raw)):
            return None
        value = self._read(raw, where or locale(), lookup)
        fault = None if value is None else self.check(value)
        if fault is not None:
            raise FieldError(fault)
        return value

    def _read(self, raw: Any, where: Locale, lookup: Lookup | None) -> Any:
        raise NotImplementedError

    def check(self, value: Any) -> Text | None:
        """Give what is wrong with a typed value that is not None, or None."""
        return None

    def format(self, value: Any, where: Locale | None = None, lookup: Lookup | None = None) -> str:
        """Give a value as a person reads and types it; unknown is the empty text."""
        return "" if value is None else str(value)

    def to_stored(self, value: Any) -> Any:
        """Give a value as str, int, float or None for SQL and JSON."""
        return value

    def from_stored(self, stored: Any) -> Any:
        """Read what `to_stored` gave."""
        return stored

    def sort_key(self, value: Any, lookup: Lookup | None = None) -> Any:
        """Give what sorts a value that is not None."""
        return value

    @property
    def kind(self) -> str:
        """The name of the field type, for the data dictionary."""
        return re.sub(r"(?<!^)(?=[A-Z])", " ", type(self).__name__.removesuffix("Field")).lower()


@dataclass(frozen=True, kw_only=True)
class TextField(Field):
    """One line of text."""

    max_length: int = 500

    def _read(self, raw: Any, where: Locale, lookup: Lookup | None) -> str | None:
        if isinstance(raw, bool):
            raw = "TRUE" if raw else "FALSE"
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        if isinstance(raw, (dt.datetime, dt.date)):
            raw = raw.isoformat()[:10]
        return clean(str(raw), keep_lines=self.keeps_lines) or None

    @property
    def keeps_lines(self) -> bool:
        """Whether line breaks belong to the value."""
        return False

    def check(self, value: Any) -> Text | None:
        """Refuse what is no text, too long, or holds control characters."""
        if not isinstance(value, str) or not value.strip():
            return Text("“{value}” is not text", value=value)
        if len(value) > self.max_length:
            return Text("Text of {n} characters is too long; at most {most} fit",
                        n=len(value), most=self.max_length)  # fmt: skip
        if _CONTROL.search(value):
            return Text("Text holds a control character; remove it")
        if not self.keeps_lines and "\n" in value:
            return Text("Text must be on one line")
        return None

    def sort_key(self, value: Any, lookup: Lookup | None = None) -> Any:
        """Sort without regard to case."""
        return value.casefold()


@dataclass(frozen=True, kw_only=True)
class LongTextField(TextField):
    """Text of several lines."""

    max_length: int = MAX_TEXT

    @property
    def keeps_lines(self) -> bool:
        """Whether line breaks belong to the value."""
        return True


@dataclass(frozen=True, kw_only=True)
class CodeField(TextField):
    """The short name by which people refer to a record; unique within its type."""

    max_length: int = 60
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class UrlField(TextField):
    """An address on the web; kept, never opened without a click."""

    max_length: int = 2000

    def check(self, value: Any) -> Text | None:
        """Want http:// or https:// and no spaces."""
        fault = super().check(value)
        if fault is None and not re.fullmatch(r"https?://[^\s/]+\S*", value, re.IGNORECASE):
            return Text("“{value}” is not a web address; write it with https://", value=value)
        return fault


@dataclass(frozen=True, kw_only=True)
class NumberField(Field):
    """A decimal number; `minimum` and `maximum` are allowed values unless `above` is set."""

    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    stored_as: ClassVar[str] = "real"
    numeric: ClassVar[bool] = True

    def _read(self, raw: Any, where: Locale, lookup: Lookup | None) -> float | None:
        if isinstance(raw, (bool, dt.datetime, dt.date, dt.time, dt.timedelta)):
            raise FieldError(Text("“{value}” is not a number", value=raw))
        if isinstance(raw, (int, float)):
            return float(raw) + 0.0
        text = unicodedata.normalize("NFKC", clean(str(raw)))
        if text.casefold() in UNKNOWN_WORDS:
            return None
        return self._number(raw, self._strip(text), where)

    def _strip(self, text: str) -> str:
        """Take away what may stand around the figure."""
        return text

    def _number(self, raw: Any, text: str, where: Locale) -> float:
        group, decimal = re.escape(where.group), re.escape(where.decimal)
        digits = rf"(?:\d+|\d{{1,3}}(?:{group}\d{{3}})+)"
        pattern = rf"[+\-−]?(?:{digits}(?:{decimal}\d*)?|{decimal}\d+)(?:[eE][+-]?\d+)?"
        if not re.fullmatch(pattern, text):
            example = f"1{where.group}234{where.decimal}5"
            raise FieldError(
                Text("“{value}” is not a number; write it like {example}",
                     value=raw, example=example)
            )  # fmt: skip
        plain = text.replace(where.group, "").replace(where.decimal, ".").replace("−", "-")
        return float(plain) + 0.0  # + 0.0 turns negative zero into zero

    def check(self, value: Any) -> Text | None:
        """Refuse what is no finite number or lies outside the limits."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return Text("“{value}” is not a number", value=value)
        if not math.isfinite(value) or abs(value) > 1e15:
            return Text("“{value}” is not a usable number", value=value)
        if self.above is not None and value <= self.above:
            return Text("{value} must be more than {limit}",
                        value=plain(value), limit=plain(self.above))  # fmt: skip
        low, high = self.minimum, self.maximum
        if low is not None and high is not None and not low <= value <= high:
            return Text("{value} must lie between {low} and {high}",
                        value=plain(value), low=plain(low), high=plain(high))  # fmt: skip
        if low is not None and value < low:
            return Text("{value} must be at least {low}", value=plain(value), low=plain(low))
        if high is not None and value > high:
            return Text("{value} must be at most {high}", value=plain(value), high=plain(high))
        return None

    def format(self, value: Any, where: Locale | None = None, lookup: Lookup | None = None) -> str:
        """Give the shortest text that reads back as the same number, with thousands marked."""
        return "" if value is None else plain(value, where or locale())

    def to_stored(self, value: Any) -> Any:
        """Store as a float."""
        return None if value is None else float(value)


def plain(value: float, where: Locale | None = None) -> str:
    """Give a number exactly (it reads back equal), in the signs of the locale."""
    where = where or locale()
    if abs(value) < 1e-4 and value:
        text = repr(float(value))
    else:
        text = f"{float(value):,}".removesuffix(".0")
    swap = {",": where.group, ".": where.decimal}
    return "".join(swap.get(character, character) for character in text)


@dataclass(frozen=True, kw_only=True)
class IntegerField(NumberField):
    """A whole number."""

    stored_as: ClassVar[str] = "integer"

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


@dataclass(frozen=True, kw_only=True)
class ChoiceField(Field):
    """One of a few words, stored in English, translated only on screen."""

    choices: tuple[str, ...]

    def _read(self, raw: Any, where: Locale, lookup: Lookup | None) -> str:
        if raw in self.choices:
            return str(raw)
        found = self._by_spelling().get(folded(str(raw)))
        if found is None:
            raise FieldError(
                Text("“{value}” is not one of: {choices}",
                     value=raw, choices=", ".join(self.choices))
            )  # fmt: skip
        return found

    def _by_spelling(self) -> Mapping[str, str]:
        return {
            folded(spelling): choice
            for choice in self.choices
            for spelling in variants(choice, self.label)
        }

    def check(self, value: Any) -> Text | None:
        """Refuse a word that is not among the choices."""
        if value in self.choices:
            return None
        return Text("“{value}” is not one of: {choices}",
                    value=value, choices=", ".join(self.choices))  # fmt: skip

    def format(self, value: Any, where: Locale | None = None, lookup: Lookup | None = None) -> str:
        """Give the word in the language asked for."""
        if value is None:
            return ""
        return translate(value, self.label, (where or locale()).language)

    def sort_key(self, value: Any, lookup: Lookup | None = None) -> Any:
        """Sort in the order of the declaration."""
        return self.choices.index(value)


@dataclass(frozen=True, kw_only=True)
class ChoicesField(ChoiceField):
    """Several words of a few, separated by commas; kept in the order of the declaration."""

    def _read(self, raw: Any, where: Locale, lookup: Lookup | None) -> Any:
        parts = raw if isinstance(raw, (tuple, list)) else re.split("[,;、，]", str(raw))
        words = {super(ChoicesField, self)._read(part, where, lookup) for part in parts if part}
        return tuple(choice for choice in self.choices if choice in words) or None

    def check(self, value: Any) -> Text | None:
        """Refuse words that are not among the choices."""
        if not isinstance(value, tuple) or not value:
            return Text("“{value}” is not one of: {choices}",
                        value=value, choices=", ".join(self.choices))  # fmt: skip
        faults = (super(ChoicesField, self).check(word) for word in value)
        return next((fault for fault in faults if fault is not None), None)

    def format(self, value: Any, where: Locale | None = None, lookup: Lookup | None = None) -> str:
        """Give the words in the language asked for, separated by commas."""
        one = super().format
        return ", ".join(one(word, where, lookup) for word in value or ())

    def to_stored(self, value: Any) -> Any:
        """Store the words with commas."""
        return None if value is None else ",".join(value)

    def from_stored(self, stored: Any) -> Any:
        """Read the words."""
        return tuple(stored.split(",")) if stored else None

    def sort_key(self, value: Any, lookup: Lookup | None = None) -> Any:
        """Sort by the first word, then the next."""
        return [self.choices.index(word) for word in value]


@dataclass(frozen=True, kw_only=True)
class ReferenceField(Field):
    """The id of a record of type `target`; written and typed as that record's code."""

    target: str
    stored_as: ClassVar[str] = "integer"

    def _read(self, raw: Any, where: Locale, lookup: Lookup | None) -> int:
        if lookup is None:
            raise FieldError(Text("“{value}” cannot be looked up here", value=raw))
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        found = lookup.find(self.target, clean(str(raw)))
        if found is None:
            raise FieldError(
                Text("There is no {type} with the code “{value}”",
                     type=Text(self.target, context="type"), value=raw)
            )  # fmt: skip
        return found

    def check(self, value: Any) -> Text | None:
        """Refuse what is not an id; whether the record exists is checked with the dataset."""
        if isinstance(value, int) and not isinstance(value, bool):
            return None
        return Text("“{value}” is not a reference", value=value)

    def format(self, value: Any, where: Locale | None = None, lookup: Lookup | None = None) -> str:
        """Give the code of the record referred to."""
        if value is None:
            return ""
        code = lookup.code_of(self.target, value) if lookup is not None else None
        return code if code is not None else f"#{value}"

    def sort_key(self, value: Any, lookup: Lookup | None = None) -> Any:
        """Sort by code."""
        return self.format(value, None, lookup).casefold()


@dataclass(frozen=True, kw_only=True)
class PartialDateField(Field):
    """A date known to the year, half, quarter, month or day."""

    def _read(self, raw: Any, where: Locale, lookup: Lookup | None) -> PartialDate | None:
        if isinstance(raw, PartialDate):
            return raw
        if isinstance(raw, dt.datetime):
            raw = raw.date()
        if isinstance(raw, dt.date):
            return PartialDate.of_day(raw)
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        if str(raw).strip().casefold() in UNKNOWN_WORDS:
            return None
        return PartialDate.parse(str(raw))

    def check(self, value: Any) -> Text | None:
        """Refuse what is no partial date."""
        if isinstance(value, PartialDate):
            return None
        return Text("“{value}” is not a date; write 2028, 2028-H1, 2028-Q3, 2028-03 or 2028-03-15",
                    value=value)  # fmt: skip

    def format(self, value: Any, where: Locale | None = None, lookup: Lookup | None = None) -> str:
        """Give the date as written in the language."""
        return "" if value is None else value.format((where or locale()).language)

    def to_stored(self, value: Any) -> Any:
        """Store the canonical text."""
        return None if value is None else str(value)

    def from_stored(self, stored: Any) -> Any:
        """Read the canonical text."""
        return None if stored is None else PartialDate.parse(stored)

    def sort_key(self, value: Any, lookup: Lookup | None = None) -> Any:
        """Sort by the earliest day."""
        return (value.earliest, value.latest)


@dataclass(frozen=True, kw_only=True)
class DateField(PartialDateField):
    """A calendar day."""

    def _read(self, raw: Any, where: Locale, lookup: Lookup | None) -> Any:
        found = super()._read(raw, where, lookup)
        if found is None:
            return None
        if found.precision != "day":
            raise FieldError(Text("“{value}” is not a day; write it like 2026-03-15", value=raw))
        return found.earliest

    def check(self, value: Any) -> Text | None:
        """Refuse what is no calendar day in range."""
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            return Text("“{value}” is not a day; write it like 2026-03-15", value=value)
        return None

    def format(self, value: Any, where: Locale | None = None, lookup: Lookup | None = None) -> str:
        """Give the day as written in the language."""
        if value is None:
            return ""
        return PartialDate.of_day(value).format((where or locale()).language)

    def to_stored(self, value: Any) -> Any:
        """Store as ISO text."""
        return None if value is None else value.isoformat()

    def from_stored(self, stored: Any) -> Any:
        """Read ISO text."""
        return None if stored is None else dt.date.fromisoformat(stored)

    def sort_key(self, value: Any, lookup: Lookup | None = None) -> Any:
        """Sort by the day."""
        return value
