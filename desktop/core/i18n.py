"""Texts for people: written in English in the code, shown in the language in use.

A `Text` keeps its English source and its arguments and is translated when it is shown, so a
message made before a switch of language follows the switch. The catalogue of a language is
`resources/translations/<language>.json`: English source (or `context|source`) -> translation.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.paths import RESOURCES

LANGUAGES = {"en": "English", "ko": "한국어"}


@dataclass(frozen=True, slots=True)
class Locale:
    """How numbers and dates are written: language, decimal sign and sign between thousands."""

    language: str = "en"
    decimal: str = "."
    group: str = ","


class _State:
    """The language in use; one for the process, as a desktop program has one user."""

    locale = Locale()


def use(language: str, decimal: str = ".", group: str = ",") -> None:
    """Show texts in `language` (`en` or `ko`) from now on; an unknown language means English."""
    _State.locale = Locale(language if language in LANGUAGES else "en", decimal, group)


def locale() -> Locale:
    """Give the locale in use."""
    return _State.locale


@functools.cache
def catalogue(language: str) -> Mapping[str, str]:
    """Give the translations of a language: English source -> translation (empty for English)."""
    if language == "en":
        return {}
    path = RESOURCES / "translations" / f"{language}.json"
    loaded: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def translate(source: str, context: str = "", language: str | None = None) -> str:
    """Give `source` in the language in use; a text with no translation stays English."""
    table = catalogue(language or _State.locale.language)
    if context and f"{context}|{source}" in table:
        return table[f"{context}|{source}"]
    return table.get(source, source)


def variants(source: str, context: str = "") -> set[str]:
    """Give `source` in every language, so that input in any of them is understood."""
    return {translate(source, context, language) for language in LANGUAGES}


class Text:
    """A sentence or label with named places, translated each time it is turned into `str`."""

    __slots__ = ("args", "context", "source")

    def __init__(self, source: str, context: str = "", **args: Any) -> None:
        self.source = source
        self.context = context
        self.args = args

    @classmethod
    def count(cls, n: int, one: str, many: str, **args: Any) -> Text:
        """Give `one` for n = 1, else `many`; both may use `{n}`."""
        return cls(one if n == 1 else many, n=n, **args)

    def __str__(self) -> str:
        pattern = translate(self.source, self.context)
        return pattern.format(**self.args) if self.args else pattern

    def __repr__(self) -> str:
        return f"Text({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Text):
            return NotImplemented
        return (self.source, self.context, self.args) == (other.source, other.context, other.args)

    def __hash__(self) -> int:
        return hash((self.source, self.context))

    def to_json(self) -> Any:
        """Give the text as JSON values, so that a stored label can be shown in any language."""
        args = {k: v.to_json() if isinstance(v, Text) else v for k, v in self.args.items()}
        return {"text": self.source, "context": self.context, "args": args}

    @classmethod
    def from_json(cls, value: Any) -> Text:
        """Read what `to_json` wrote."""
        args = {
            k: cls.from_json(v) if isinstance(v, dict) and "text" in v else v
            for k, v in value.get("args", {}).items()
        }
        return cls(value["text"], value.get("context", ""), **args)


def join(parts: list[Text | str], separator: str = ", ") -> str:
    """Join texts in the language in use."""
    return separator.join(str(part) for part in parts)
