"""Options: what a person can choose from while typing into a field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.fields import ChoiceField, Field, ReferenceField, clean, folded
from desktop.core.i18n import LANGUAGES, Text, locale
from desktop.core.territory import CountryField, CurrencyField

#: As many as a person reads; whoever needs another types one letter more.
MOST = 60
#: What `also` of the option says that makes a record on the way.
CREATE = "\0create"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: `text` is what the field reads, `detail` what explains it."""

    text: str
    detail: str = ""
    #: Other spellings by which it is found, in small letters.
    also: str = ""


def options(field: Field, dataset: Dataset, typed: str = "") -> list[Option]:
    """Give the options in which what was typed occurs; those that begin with it come first."""
    wanted = folded(typed)
    found: Iterable[Option] = ()
    if isinstance(field, ReferenceField):
        found = _references(field, dataset, wanted)
    elif isinstance(field, (CountryField, CurrencyField)):
        found = _territories(field)
    elif isinstance(field, ChoiceField):
        found = (Option(str(ChoiceField.format(field, word)), also=word) for word in field.choices)
    return _ranked(found, wanted) if wanted else list(islice(found, MOST))


def created(field: Field, dataset: Dataset, typed: str) -> list[Option]:
    """Give the option to make the record that was typed, unless there is one of that code."""
    name = clean(typed)
    if not isinstance(field, ReferenceField) or not name or dataset.find(field.target, name):
        return []
    kind = dataset.types[field.target].singular
    return [Option(name, str(Text("create new {type}", type=kind)), CREATE)]


def detail(field: Field, value: Any, dataset: Dataset) -> str:
    """Give what explains a value that is shown as a code: the name of the record or country."""
    if isinstance(field, ReferenceField):
        target = dataset.get(field.target, value)
        name = "" if target is None else str(target.display_name())
        return "" if target is None or name == target.code else name
    if isinstance(field, (CountryField, CurrencyField)) and value is not None:
        return field.name_of(value)
    return ""


def _references(field: ReferenceField, dataset: Dataset, wanted: str) -> Iterator[Option]:
    for record in dataset[field.target]:
        name = record.display_name()
        # Looked at before anything is made: a table may hold very many records.
        if wanted in f"{record.code} {name}".casefold().replace("-", " "):
            yield Option(record.code, "" if name == record.code else name)


def _territories(field: CountryField | CurrencyField) -> Iterator[Option]:
    shown = field.names(locale().language)
    others = [field.names(language) for language in LANGUAGES]
    english = field.names("en")
    # Money of the past has its years in its name; it stands behind money of today.
    for code in sorted(english, key=lambda code: (any(map(str.isdecimal, english[code])), code)):
        also = " ".join(names.get(code, "") for names in others).casefold()
        yield Option(code, shown.get(code, ""), also)


def _ranked(found: Iterable[Option], wanted: str) -> list[Option]:
    """Give exact matches, then beginnings, then beginnings of words, then the rest."""
    ranks: tuple[list[Option], ...] = ([], [], [], [])
    for option in found:
        rank = _rank(option, wanted)
        if rank is not None and len(ranks[rank]) < MOST:
            ranks[rank].append(option)
    return [option for rank in ranks for option in rank][:MOST]


def _rank(option: Option, wanted: str) -> int | None:
    text = option.text.casefold().replace("-", " ")
    if text == wanted:
        return 0
    if text.startswith(wanted):
        return 1
    whole = f"{text} {option.detail} {option.also}".casefold().replace("-", " ")
    place = whole.find(wanted)
    if place < 0:
        return None
    return 2 if whole[place - 1] == " " else 3
