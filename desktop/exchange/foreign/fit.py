"""Which record type a table holds, and which column is which field: proposals with a score."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.core.errors import FieldError
from desktop.core.fields import (
    ChoiceField,
    CodeField,
    Field,
    LongTextField,
    NumberField,
    PartialDateField,
    ReferenceField,
    TextField,
)
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.core.territory import CountryField, CurrencyField
from desktop.exchange.foreign.dates import read_moment
from desktop.exchange.foreign.draft import QUANTITY
from desktop.exchange.foreign.names import Names
from desktop.exchange.foreign.numbers import read_figure
from desktop.exchange.foreign.periods import Period, settle_kinds
from desktop.exchange.foreign.substances import may_spread, substance_columns
from desktop.exchange.foreign.tables import Table
from desktop.exchange.foreign.words import Hit, Vocabulary, column_words, key, type_words

#: The quantity that a wide table spreads over its periods.
SPREAD = {"demand": "quantity", "capacity": "nameplate"}
ENOUGH = 0.45  # fit from which a table is proposed to be read
_SAMPLE = 60  # rows by which the values of a column are judged
_CLOSE = 0.93  # fit of the second type, relative to the best, from which it is a question
_GENERIC = frozenset({"code", "name", "title", "note", "unit", "basis"})


@dataclass(frozen=True)
class Fit:
    """How well a table fits a type: a score of 0 to 1, and the fields of its columns."""

    type: str
    score: float
    fields: Mapping[int, Hit]
    doubles: Mapping[str, Sequence[int]] = field(default_factory=dict)


@dataclass
class Values:
    """What the cells of a column are, by a sample."""

    filled: int = 0
    figures: int = 0
    days: int = 0
    dated: int = 0  # figures that may be years or days
    texts: list[str] = field(default_factory=list)


def sample(table: Table, column: int) -> Values:
    """Look at the first cells of a column."""
    found = Values()
    grid = table.grid
    for row in itertools.islice(table.rows(), _SAMPLE * 3):
        value = grid.raw(row, column)
        if value is None or value == "":
            continue
        found.filled += 1
        if isinstance(value, (dt.date, dt.datetime)):
            found.days += 1
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            found.figures += 1
            found.dated += _may_be_date(value)
        else:
            found.texts.append(str(value))
        if found.filled >= _SAMPLE:
            break
    return found


def _may_be_date(value: float) -> bool:
    """Tell whether a figure may be a year, a month such as 202803 or 2028.3, or a day."""
    return 1900 <= value < 2200 or 190_000 <= value <= 99_991_231 or 20_000 <= value <= 90_000


def period_columns(table: Table) -> dict[int, Period]:
    """Give the columns that are periods, totals of finer ones left out; none for fewer than two."""
    periods = table.header.periods(table.grid)
    if len(periods) < 2:
        return {}
    kinds = settle_kinds(list(periods.values()))
    settled = {c: p for c, p in zip(periods, kinds, strict=True) if p is not None}
    finest = min((p.length for p in settled.values()), default=12)
    fine = {c: p for c, p in settled.items() if p.length == finest}
    return fine if len(fine) >= 2 else {}


def best_fits(table: Table, words: Vocabulary, names: Names, path: Path) -> list[Fit]:
    """Give the types that a table fits, the best first."""
    periods = period_columns(table)
    substances = {} if periods else substance_columns(table, words)
    values = {
        c: sample(table, c) for c in table.header.texts if c not in periods and c not in substances
    }
    fits = [
        fit_type(table, type, words, names, values, periods, path, bool(substances))
        for type in words.types.values()
    ]
    return sorted((fit for fit in fits if fit.score > 0), key=lambda fit: -fit.score)


def is_doubtful(fits: Sequence[Fit]) -> bool:
    """Tell whether the second type fits nearly as well as the best."""
    return (
        len(fits) > 1 and fits[1].score >= ENOUGH and fits[1].score >= _CLOSE * fits[0].score
    )  # fmt: skip


def fit_type(
    table: Table,
    type: RecordType,
    words: Vocabulary,
    names: Names,
    values: Mapping[int, Values],
    periods: Mapping[int, Period],
    path: Path,
    substances: bool = False,
) -> Fit:
    """Give how well a table fits one type; `substances` tells of materials as columns."""
    fields, doubles = assign(table, type, words, names, values)
    if periods and type.name in SPREAD:
        fields = {c: hit for c, hit in fields.items() if hit.field != SPREAD[type.name]}
    headers = table.header.texts
    direct = {c: hit for c, hit in fields.items() if "." not in hit.field}
    found = {hit.field for hit in direct.values()}
    if periods and type.name in SPREAD:
        found |= {SPREAD[type.name], "start"}
    spreads = substances and may_spread(type)
    if spreads:
        taken = ("material", QUANTITY[type.name])
        fields = {c: hit for c, hit in fields.items() if hit.field not in taken}
        found |= set(taken)
    substance = found - _GENERIC
    if not substance and len(found) < 2:
        return Fit(type.name, 0.0, fields, doubles)
    weight = sum(hit.score * words.rarity(headers[c]) for c, hit in fields.items())
    count = len([c for c in values if values[c].filled]) or 1
    coverage = sum(hit.score for hit in fields.values()) / count
    needed = [f for f in type.fields if f.required and f.name not in _GENERIC]
    had = sum(f.name in found for f in needed) / len(needed) if needed else 0.5
    score = 0.40 * min(coverage, 1.0) + 0.25 * had + 0.35 * min(weight / 3.0, 1.0)
    if periods:
        score += 0.15 if type.name in SPREAD else -0.25
    if substances:
        score += 0.15 if spreads else -0.25
    score += 0.15 * _called(table, type, path)
    return Fit(type.name, max(0.0, min(score, 1.0)), fields, doubles)


def assign(
    table: Table,
    type: RecordType,
    words: Vocabulary,
    names: Names,
    values: Mapping[int, Values],
) -> tuple[dict[int, Hit], dict[str, list[int]]]:
    """Give each column its likeliest field, each field once, and fields that two columns claim.

    Columns of the same header are doubles: which one is meant is a question.
    """
    offers: list[tuple[float, int, Hit]] = []
    for column, seen in values.items():
        for hit in words.hits(type.name, table.header.texts[column]):
            of = field_of(type, hit.field, names)
            score = hit.score * (plausible(of, seen, names) if of is not None else 0.0)
            offers.append((score, column, Hit(hit.field, score, hit.why)))
    offers.sort(key=lambda offer: (-offer[0], offer[1]))
    fields: dict[int, Hit] = {}
    owners: dict[str, int] = {}
    doubles: dict[str, list[int]] = {}
    for score, column, hit in offers:
        if column in fields or score < 0.45:
            continue
        owner = owners.get(hit.field)
        if owner is None:
            fields[column], owners[hit.field] = hit, column
        elif column_words(table.header.texts[column]) == column_words(table.header.texts[owner]):
            doubles.setdefault(hit.field, [owner]).append(column)
    return fields, doubles


def field_of(type: RecordType, name: str, names: Names) -> Field | None:
    """Give a field of a type, or of the record that one of its references names."""
    own, _, related = name.partition(".")
    of = type.by_name.get(own)
    if not related or not isinstance(of, ReferenceField):
        return of
    return names.dataset.types[of.target].by_name.get(related)


def plausible(of: Field, seen: Values, names: Names) -> float:
    """Give how well the values of a column suit a field: 1 well, less where they do not."""
    if not seen.filled:
        return 0.9
    texts = seen.texts
    if isinstance(of, NumberField):
        good = seen.figures + sum(read_figure(text).kind != "none" for text in texts)
        return 1.0 if good >= 0.3 * seen.filled else 0.35
    if isinstance(of, PartialDateField):
        good = seen.days + seen.dated + sum(read_moment(text).kind != "none" for text in texts)
        return 1.0 if good >= 0.3 * seen.filled else 0.4
    if isinstance(of, (CountryField, CurrencyField)):
        good = sum(_reads(of, text) for text in texts)
        return 1.0 if good >= 0.3 * seen.filled else 0.4
    if isinstance(of, ChoiceField):
        good = sum(_reads(of, text) or of.meant(text) is not None for text in texts)
        return 1.05 if good >= 0.5 * seen.filled else 0.8 if not seen.figures else 0.35
    if isinstance(of, ReferenceField):
        known = sum(bool(names.find(of.target, text)) for text in texts)
        if seen.figures > 0.7 * seen.filled:
            return 0.4
        return 1.05 if known >= 0.5 * seen.filled else 1.0
    if isinstance(of, CodeField) or not isinstance(of, TextField) or isinstance(of, LongTextField):
        return 1.0
    return 0.5 if seen.figures > 0.7 * seen.filled else 1.0


def _reads(of: Field, raw: Any) -> bool:
    try:
        return of.parse(raw) is not None
    except FieldError:
        return False


def _called(table: Table, type: RecordType, path: Path) -> float:
    """Give whether sheet, table, title or file are called as a type: 1 for sure, 0 for not."""
    words = type_words(type)
    sheet, name = key(table.grid.sheet.name), key(table.name)
    if sheet in words or name in words:
        return 1.0
    if any(len(word) > 1 and word in sheet for word in words):
        return 0.7
    titles = [key(text) for _, _, text in table.above]
    if any(len(word) > 1 and word in title for title in titles for word in words):
        return 0.5
    return 0.3 if any(len(word) > 2 and word in key(path.stem) for word in words) else 0.0


def why_of(hit: Hit) -> Text:
    """Give why a column is proposed for a field, with the score."""
    return Text("{why}, {score} %", why=hit.why, score=round(100 * min(hit.score, 1.0)))
