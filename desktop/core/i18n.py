"""Texts for people: written in English in the code, shown in the language in use.

A `Text` keeps its English source and its arguments and is translated when it is shown, so a
message made before a switch of language follows the switch. The catalogue of a language is
`resources/translations/<language>.json`: English source (or `context|source`) -> translation.

Figures and dates in a text follow the `Locale` in use: a decimal number and whatever is `Shown`
may be given to a `Text` as they are.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from desktop.paths import RESOURCES

LANGUAGES = {"en": "English", "ko": "한국어"}
#: The ways to write numbers that can be chosen in any language: decimal sign, thousands sign.
NUMBER_SIGNS = {"point": (".", ","), "comma": (",", "."), "space": (",", "\u00a0")}


@dataclass(frozen=True, slots=True)
class Locale:
    """How numbers and dates are written: language, decimal sign and sign between thousands.

    `iso` keeps dates as `2028-03` in every language, for what programs may read as well.
    """

    language: str = "en"
    decimal: str = "."
    group: str = ","
    iso: bool = False


class _State:
    """The language in use; one for the process, as a desktop program has one user."""

    locale = Locale()


def use(language: str, decimal: str = ".", group: str = ",", iso: bool = False) -> None:
    """Show texts in `language` (`en` or `ko`) from now on; an unknown language means English."""
    _State.locale = Locale(language if language in LANGUAGES else "en", decimal, group, iso)


def use_language(language: str) -> None:
    """Show texts in another language, numbers as before."""
    now = _State.locale
    use(language, now.decimal, now.group, now.iso)


def use_signs(decimal: str, group: str) -> None:
    """Write numbers with other signs, in the same language."""
    _State.locale = replace(_State.locale, decimal=decimal, group=group)


def locale() -> Locale:
    """Give the locale in use."""
    return _State.locale


@functools.cache
def catalogue(language: str) -> Mapping[str, str]:
    """Give the translations of a language: source -> translation.

    For English there are but the few words that are stored otherwise than they are written.
    """
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


def plain(value: float, where: Locale | None = None) -> str:
    """Give a number exactly (it reads back equal), in the signs of the locale."""
    where = where or _State.locale
    if abs(value) < 1e-4 and value:
        text = repr(float(value))
    else:
        text = f"{float(value):,}".removesuffix(".0")
    swap = {",": where.group, ".": where.decimal}
    return "".join(swap.get(character, character) for character in text)


class Shown:
    """What is written in the way of the locale wherever it stands in a Text, such as a date.

    A subclass with a `kind` can be stored in a label; `from_kind` reads what `str` gave.
    """

    __slots__ = ()
    kind: ClassVar[str] = ""
    kinds: ClassVar[dict[str, type[Shown]]] = {}

    def __init_subclass__(cls) -> None:
        if cls.kind:
            cls.kinds[cls.kind] = cls

    def shown(self, where: Locale | None = None) -> str:
        """Give the text in a locale, that in use unless one is given."""
        raise NotImplementedError

    @classmethod
    def from_kind(cls, text: str) -> Any:
        """Read what `str` gave."""
        raise NotImplementedError


class _Count(int):
    """How many there are of something; other whole numbers, such as revisions, are names."""


def _shown(value: Any) -> Any:
    if isinstance(value, float | _Count):
        return plain(value)
    return value.shown() if isinstance(value, Shown) else value


def _to_json(value: Any) -> Any:
    if isinstance(value, Shown):
        return {value.kind: str(value)}
    return value.to_json() if isinstance(value, Text) else value


def _from_json(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "text" in value:
        return Text.from_json(value)
    kind, text = next(iter(value.items()), ("", ""))
    return Shown.kinds[kind].from_kind(text) if kind in Shown.kinds else value


class Text:
    """A sentence or label with named places, translated each time it is turned into `str`."""

    __slots__ = ("args", "context", "source")

    def __init__(self, source: str, context: str = "", **args: Any) -> None:
        self.source = source
        self.context = context
        self.args = args

    @classmethod
    def count(cls, n: int, one: str, many: str, **args: Any) -> Text:
        """Give `one` for n = 1, else `many`; both may use `{n}`, shown as the locale does."""
        return cls(one if n == 1 else many, n=_Count(n), **args)

    def __str__(self) -> str:
        pattern = translate(self.source, self.context)
        if not self.args:
            return pattern
        return pattern.format(**{name: _shown(value) for name, value in self.args.items()})

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
        args = {name: _to_json(value) for name, value in self.args.items()}
        return {"text": self.source, "context": self.context, "args": args}

    @classmethod
    def from_json(cls, value: Any) -> Text:
        """Read what `to_json` wrote."""
        args = {name: _from_json(held) for name, held in value.get("args", {}).items()}
        return cls(value["text"], value.get("context", ""), **args)


def join(parts: list[Text | str], separator: str = ", ") -> str:
    """Join texts in the language in use."""
    return separator.join(str(part) for part in parts)
