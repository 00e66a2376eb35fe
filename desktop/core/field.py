"""Field: what all field types have in common.

A field is declared once, in a record type of `desktop.model`. A value is None (unknown) or of
the field's Python type. `parse` turns what a person or a workbook gives into a value and raises
`FieldError` with a sentence on bad input: bad input never becomes blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from desktop.core.errors import FieldError
from desktop.core.i18n import Locale, Text, locale, translate

#: Words that people write where they do not know a figure: read as unknown, never as zero.
UNKNOWN_WORDS = frozenset(
    {"", "-", "–", "—", "?", "tbd", "tba", "n/a", "na", "n.a.", "none", "unknown", "미정", "없음"}
)
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")


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
    if raw.isascii() and raw.isprintable():  # most texts: nothing of the kind can be in them
        return raw.rstrip() if keep_lines else " ".join(raw.split())
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", raw)).replace("\u00a0", " ")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not keep_lines:
        return " ".join(text.split())
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def are_clean(texts: Collection[str]) -> bool:
    """Tell of many texts at once whether `clean` gives all of them back; False if not sure."""
    whole = "|".join(texts)
    return (
        whole.isprintable()  # no line breaks, no invisible marks, no spaces but the plain one
        and (whole.isascii() or unicodedata.is_normalized("NFC", whole))
        and not any(odd in whole for odd in ("  ", " |", "| "))
        and not whole.startswith(" ")
        and not whole.endswith(" ")
    )


def folded(raw: str) -> str:
    """Give text as it is compared: full-width, case, hyphens and spaces made equal."""
    text = unicodedata.normalize("NFKC", clean(raw)).casefold()
    return " ".join(text.replace("-", " ").replace("_", " ").split())


def listed(words: str) -> tuple[str, ...]:
    """Give words that stand with commas, for a declaration that fits a line."""
    return tuple(word.strip() for word in words.split(","))


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
    #: Other words of the trade for the label, in any language: headers of workbooks use them.
    also: tuple[str, ...] = ()

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

    def passes(self, values: Collection[Any]) -> bool:
        """Tell whether `check` finds nothing wrong with any of many values."""
        return all(self.check(value) is None for value in values)

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
