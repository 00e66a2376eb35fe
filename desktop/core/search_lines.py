"""Search lines: what records say, folded, as texts in which words are looked for."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from desktop.core.dataset import Dataset
from desktop.core.fields import Field, NumberField, TextField, folded
from desktop.core.filters import quickly_folded, texts_of
from desktop.core.i18n import locale
from desktop.core.records import Record, RecordType

#: Stands between the texts of values or fields; folded text does not hold it, nor does a word.
APART = "\x1e"


class Word(NamedTuple):
    """A word that is looked for: folded, and as a figure is written plainly if it may be one."""

    text: str
    figure: str | None


def words_of(search: str) -> list[Word]:
    """Give the words of a search, each of which must occur in a record, in whatever field."""
    found = []
    for word in folded(search).split():
        figure = word.replace(locale().group, "").replace(locale().decimal, ".")
        is_one = any(character.isdecimal() for character in figure)
        found.append(Word(word, figure if is_one else None))
    return found


def is_figure(field: Field) -> bool:
    """Whether words are looked for in the numbers of a field, plainly written."""
    return isinstance(field, NumberField)


def said(field: Field, values: Sequence[Any], dataset: Dataset) -> str:
    """Give what values of a field say, with a sign in between; unknown ones say nothing."""
    if isinstance(field, NumberField):
        return APART.join("" if value is None else str(value) for value in values)
    if not isinstance(field, TextField):
        return APART.join(map(texts_of(field, dataset), values))
    whole = APART.join("" if value is None else value for value in values)
    plain = whole.isascii() and whole.replace(APART, "").isprintable()
    if not plain or whole.count(APART) != len(values) - 1:
        return APART.join("" if value is None else quickly_folded(value) for value in values)
    # Plain texts are folded all at once; no piece of the whole has more than single spaces.
    whole = whole.lower().replace("-", " ").replace("_", " ")
    while "  " in whole:
        whole = whole.replace("  ", " ")
    return whole.replace(" " + APART, APART).replace(APART + " ", APART).strip(" ")


def lines_of(
    records: Sequence[Record], dataset: Dataset, type: RecordType
) -> list[tuple[str, str]]:
    """Give all that each record says: its texts, and its figures."""
    lines: tuple[list[list[str]], list[list[str]]] = [], []
    for field in type.shown_fields:
        values = list(map(attrgetter(field.name), records))
        lines[is_figure(field)].append(said(field, values, dataset).split(APART))
    texts, figures = (list(map(APART.join, zip(*part, strict=True))) for part in lines)
    nothing = [""] * len(records)
    return list(zip(texts or nothing, figures or nothing, strict=True))
