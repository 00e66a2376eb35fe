"""Fields of a choice: one word or several of a few, or a reference to another record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from desktop.core.errors import FieldError
from desktop.core.field import Field, Lookup, clean, folded, listed
from desktop.core.i18n import Locale, Text, locale, translate, variants


def meanings(words: str) -> tuple[tuple[str, str], ...]:
    """Give (word, choice) from `choice: word, word; choice: word`."""
    pairs = (part.partition(":") for part in words.split(";"))
    return tuple((word, choice.strip()) for choice, _, all in pairs for word in listed(all))


@dataclass(frozen=True, kw_only=True)
class ChoiceField(Field):
    """One of a few words, stored in English, translated only on screen."""

    choices: tuple[str, ...]
    #: Other words for a choice, in any language, as people write them in workbooks.
    words: tuple[tuple[str, str], ...] = ()

    def _read(self, raw: Any, where: Locale, lookup: Lookup | None) -> str:
        if raw in self.choices:
            return str(raw)
        found = self._by_spelling().get(folded(str(raw)))
        if found is None:
            raise FieldError(
                Text("“{value}” is not one of: {choices}",
                     value=raw, choices=self.shown_choices)
            )  # fmt: skip
        return found

    def _by_spelling(self) -> Mapping[str, str]:
        return {
            folded(spelling): choice
            for choice in self.choices
            for spelling in variants(choice, self.label)
        }

    def meant(self, raw: str) -> str | None:
        """Give the choice that another word for it means, or None."""
        wanted = folded(raw)
        return next((choice for word, choice in self.words if folded(word) == wanted), None)

    @property
    def shown_choices(self) -> str:
        """The choices with commas, in the language in use."""
        return ", ".join(translate(choice, self.label) for choice in self.choices)

    def check(self, value: Any) -> Text | None:
        """Refuse a word that is not among the choices."""
        if value in self.choices:
            return None
        return Text("“{value}” is not one of: {choices}",
                    value=value, choices=self.shown_choices)  # fmt: skip

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
                        value=value, choices=self.shown_choices)  # fmt: skip
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
