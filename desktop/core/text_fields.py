"""Fields of text: one line, several lines, codes, web addresses."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from desktop.core.field import Field, Lookup, clean
from desktop.core.i18n import Locale, Text

MAX_TEXT = 32_767  # what a workbook cell can hold
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


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

    def passes(self, values: Collection[Any]) -> bool:
        """Look at all texts in one piece first, which is sound where nothing odd is in it."""
        if set(map(type, values)) == {str}:
            longest, shown = max(map(len, values)), "".join(values).isprintable()
            if shown and longest <= self.max_length and all(map(str.strip, values)):
                return True
        return super().passes(values)

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

    def passes(self, values: Collection[Any]) -> bool:
        """Look at the addresses one by one."""
        return Field.passes(self, values)

    def check(self, value: Any) -> Text | None:
        """Want http:// or https:// and no spaces."""
        fault = super().check(value)
        if fault is None and not re.fullmatch(r"https?://[^\s/]+\S*", value, re.IGNORECASE):
            return Text("“{value}” is not a web address; write it with https://", value=value)
        return fault
