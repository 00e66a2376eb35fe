"""Countries and currencies: ISO codes, with names in English and Korean from Unicode's CLDR."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from desktop.core.errors import FieldError
from desktop.core.field import Field, Lookup, folded
from desktop.core.i18n import LANGUAGES, Locale, Text, locale

# Codes of CLDR that are no countries: unions, outlying groups and private-use codes.
_NOT_COUNTRIES = frozenset(
    ["EU", "EZ", "UN", "QO", "XA", "XB", "XK", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"]
)
# Names in daily use that CLDR spells otherwise.
_MORE_NAMES = {
    "korea": "KR",
    "republic of korea": "KR",
    "usa": "US",
    "united states of america": "US",
    "uk": "GB",
    "great britain": "GB",
    "drc": "CD",
    "dr congo": "CD",
    "democratic republic of the congo": "CD",
    "한국": "KR",
}


@functools.cache
def country_names(language: str) -> Mapping[str, str]:
    """Give ISO 3166 alpha-2 code -> name in a language."""
    import babel

    names = babel.Locale(language).territories
    return {
        code: name
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    }


@functools.cache
def currency_names(language: str) -> Mapping[str, str]:
    """Give ISO 4217 code -> name in a language."""
    import babel

    return dict(babel.Locale(language).currencies)


@functools.cache
def _by_name(kind: str) -> Mapping[str, str]:
    give = country_names if kind == "country" else currency_names
    found = {folded(name): code for lang in LANGUAGES for code, name in give(lang).items()}
    if kind == "country":
        found |= _MORE_NAMES
    return found


@dataclass(frozen=True, kw_only=True)
class _IsoField(Field):
    """A code of an ISO list; names in English or Korean are understood too."""

    iso: ClassVar[str]

    def names(self, language: str) -> Mapping[str, str]:
        """Give code -> name for the drop-down."""
        raise NotImplementedError

    def _fault(self, value: Any) -> Text:
        raise NotImplementedError

    def _read(self, raw: Any, where: Locale, lookup: Lookup | None) -> str:
        text = folded(str(raw))
        if text.upper() in self.names("en"):
            return text.upper()
        if text in _by_name(self.iso):
            return _by_name(self.iso)[text]
        raise FieldError(self._fault(raw))

    def check(self, value: Any) -> Text | None:
        """Refuse a code that is not on the list."""
        return None if value in self.names("en") else self._fault(value)

    def name_of(self, value: str | None, where: Locale | None = None) -> str:
        """Give the name in the language asked for."""
        if value is None:
            return ""
        return self.names((where or locale()).language).get(value, value)


@dataclass(frozen=True, kw_only=True)
class CountryField(_IsoField):
    """A country as ISO 3166 alpha-2 code."""

    iso: ClassVar[str] = "country"

    def names(self, language: str) -> Mapping[str, str]:
        """Give code -> country name."""
        return country_names(language)

    def _fault(self, value: Any) -> Text:
        return Text("“{value}” is not a country; write two letters such as KR, CN or US",
                    value=value)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CurrencyField(_IsoField):
    """A currency as ISO 4217 code."""

    iso: ClassVar[str] = "currency"

    def names(self, language: str) -> Mapping[str, str]:
        """Give code -> currency name."""
        return currency_names(language)

    def _fault(self, value: Any) -> Text:
        return Text("“{value}” is not a currency; write three letters such as KRW, USD or EUR",
                    value=value)  # fmt: skip
