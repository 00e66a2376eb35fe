"""Fields of time: partial dates and calendar days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from desktop.core.errors import FieldError
from desktop.core.field import UNKNOWN_WORDS, Field, Lookup
from desktop.core.i18n import Locale, Text
from desktop.core.partial_date import FIRST_YEAR, LAST_YEAR, PartialDate


def _outside(year: int, value: Any) -> Text | None:
    """Give the sentence for a year that no text may have, so that no cell brings one in."""
    if FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return Text("“{value}” is outside the years {first} to {last}; write a year in between",
                value=str(value), first=FIRST_YEAR, last=LAST_YEAR)  # fmt: skip


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
        if isinstance(raw, float):
            if not raw.is_integer():
                # 2028.1 may have been typed as 2028.10: as a number they are the same.
                raise FieldError(self._no_date(raw))
            raw = int(raw)
        if str(raw).strip().casefold() in UNKNOWN_WORDS:
            return None
        return PartialDate.parse(str(raw))

    def check(self, value: Any) -> Text | None:
        """Refuse what is no partial date, or one that could not be read again."""
        if isinstance(value, PartialDate):
            return _outside(value.year, value)
        return self._no_date(value)

    @staticmethod
    def _no_date(value: Any) -> Text:
        return Text("“{value}” is not a date; write 2028, 2028-H1, 2028-Q3, 2028-03 or 2028-03-15",
                    value=value)  # fmt: skip

    def format(self, value: Any, where: Locale | None = None, lookup: Lookup | None = None) -> str:
        """Give the date as written in the language."""
        return "" if value is None else value.shown(where)

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
        return _outside(value.year, value)

    def format(self, value: Any, where: Locale | None = None, lookup: Lookup | None = None) -> str:
        """Give the day as written in the language."""
        if value is None:
            return ""
        return PartialDate.of_day(value).shown(where)

    def to_stored(self, value: Any) -> Any:
        """Store as ISO text."""
        return None if value is None else value.isoformat()

    def from_stored(self, stored: Any) -> Any:
        """Read ISO text."""
        return None if stored is None else dt.date.fromisoformat(stored)

    def sort_key(self, value: Any, lookup: Lookup | None = None) -> Any:
        """Sort by the day."""
        return value
