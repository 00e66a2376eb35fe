"""What people type into cells, and what it means: written down here, not asked of the program."""

from __future__ import annotations

import datetime as dt
import random
import unicodedata
from dataclasses import dataclass
from typing import Any

from desktop.core.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    Field,
    IntegerField,
    LongTextField,
    NumberField,
    PartialDateField,
    PercentField,
    ReferenceField,
    TextField,
    UrlField,
)
from desktop.core.i18n import translate
from desktop.core.partial_date import PartialDate
from desktop.core.territory import CountryField, CurrencyField

#: What no cell of the kind can mean.
FAULT = object()
#: A blank where something is required.
LACKING = object()


@dataclass(frozen=True)
class Typed:
    """What stands in a cell: value, number format (where the person set one), and its meaning."""

    raw: Any
    meaning: Any
    format: str | None = None


_LINES: list[tuple[Any, str]] = [
    ("plain words", "plain words"),
    ("  odd\u00a0 spaces \t here ", "odd spaces here"),
    ("=1+1", "=1+1"),
    ("+82 2 519 3416", "+82 2 519 3416"),
    ("-minus first", "-minus first"),
    ("@somebody", "@somebody"),
    ("'quoted'", "'quoted'"),
    ("#N/A as a word", "#N/A as a word"),
    ("온산 제련소", "온산 제련소"),
    (unicodedata.normalize("NFD", "고려아연"), "고려아연"),
    ("a & <b> \"c\" ’d’ 🛰", "a & <b> \"c\" ’d’ 🛰"),
    ("zero\u200bwidth", "zerowidth"),
    ("TBD", "TBD"),
    ("00123", "00123"),
    ("1E5", "1E5"),
    ("x" * 499, "x" * 499),
    (12.0, "12"),
    (12.5, "12.5"),
    (True, "TRUE"),
]  # fmt: skip
_PARAGRAPHS: list[tuple[str, str]] = [
    ("one\ntwo\n\n  three", "one\ntwo\n\n  three"),
    ("ends with spaces   \nnext \n", "ends with spaces\nnext"),
    ("글\n" * 300, ("글\n" * 300).rstrip("\n")),
    ("=HYPERLINK(\"x\")\n@y", "=HYPERLINK(\"x\")\n@y"),
    ("z" * 32_000, "z" * 32_000),
]  # fmt: skip
_UNKNOWN = ["TBD", "-", "n/a", "미정", "?", "unknown"]
_NO_NUMBERS = ["abc", "12~15", "ten", "1.2.3", "12 boxes", "#REF"]


def draw(chance: random.Random, of: Field, refs: dict[str, list[tuple[str, Any]]]) -> Typed:
    """Gives something to type into a cell of a field; `refs` has (code, id) by type."""
    if not of.required and chance.random() < 0.12:
        return Typed(chance.choice([None, None, "", "  ", "\u00a0"]), None)
    if chance.random() < 0.06:
        wrong = _wrong(chance, of)
        if wrong is not None:
            return wrong
    return _right(chance, of, refs)


def _right(chance: random.Random, of: Field, refs: dict[str, list[tuple[str, Any]]]) -> Typed:
    match of:
        case ReferenceField():
            code, id = chance.choice(refs[of.target])
            return Typed(chance.choice([code, f" {code} ", code.lower()]), id)
        case ChoicesField():
            some = chance.sample(of.choices, chance.randint(1, min(3, len(of.choices))))
            chosen = tuple(word for word in of.choices if word in some)
            return Typed(chance.choice([", ", ",", "; "]).join(some), chosen)
        case ChoiceField():
            one = chance.choice(of.choices)
            spelling = [one, one, one.upper(), f"{one} ", translate(one, of.label, "ko")]
            return Typed(chance.choice(spelling), one)
        case CountryField():
            return Typed(*chance.choice([("KR", "KR"), ("us", "US"), (" CA", "CA"), ("DE", "DE")]))
        case CurrencyField():
            return Typed(*chance.choice([("KRW", "KRW"), ("usd", "USD"), ("EUR", "EUR")]))
        case NumberField():
            return _number(chance, of)
        case DateField():
            day = dt.date(chance.randint(2020, 2030), chance.randint(1, 12), chance.randint(1, 28))
            moment = dt.datetime(day.year, day.month, day.day)
            return Typed(chance.choice([moment, moment, day.isoformat()]), day)
        case PartialDateField():
            return _date(chance, of)
        case UrlField():
            url = f"https://example.org/{chance.randint(1, 999)}?a=1&b=<2>"
            return Typed(url, url)
        case LongTextField() if chance.random() < 0.6:
            return Typed(*chance.choice(_PARAGRAPHS))
        case TextField():
            fit = [line for line in _LINES if len(line[1]) <= of.max_length]
            raw, meaning = chance.choice(fit)
            if isinstance(of, LongTextField) and isinstance(raw, str) and "  " in raw:
                raw = meaning = "plain words"
            if not isinstance(of, LongTextField) and of.max_length > 9 and chance.random() < 0.1:
                raw, meaning = "two\nlines", "two lines"
            return Typed(raw, meaning)
    raise AssertionError(of)


def _number(chance: random.Random, of: NumberField) -> Typed:
    low = 0.0 if of.minimum is None else max(of.minimum, 0.0)
    high = min(9_000.0 if of.maximum is None else of.maximum, 9_000.0)
    if isinstance(of, IntegerField):
        whole = chance.randint(int(max(low, 1)), int(min(high, 5)))
        return Typed(chance.choice([whole, float(whole), str(whole), f" {whole} "]), whole)
    value = round(chance.uniform(low, high), chance.choice([0, 1, 3]))
    value = min(max(value, low), high)
    if of.above is not None and value <= of.above:
        value = of.above + 0.5
    ways = [Typed(value, value), Typed(f"{value:,}", value), Typed(f" {value} ", value),
            Typed(value + value * 1e-16, value)]  # fmt: skip
    wide = str(value).translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    ways.append(Typed(wide, value))
    if isinstance(of, PercentField):
        part = round(value / 100, 6)
        ways += [Typed(f"{value}%", value), Typed(part, round(part * 100, 10), "0.0%")]
    if not of.required:
        ways.append(Typed(chance.choice(_UNKNOWN), None))
    if low == 0 and of.above is None:
        ways.append(Typed(0, 0.0))
    return chance.choice(ways)


def _date(chance: random.Random, of: PartialDateField) -> Typed:
    """Gives a date; starts lie before 2027 and ends after 2059, so that all fit together."""
    first, last = {"start": (2020, 2026), "end": (2060, 2070)}.get(of.name, (2020, 2030))
    year, half, quarter = chance.randint(first, last), chance.randint(1, 2), chance.randint(1, 4)
    month, day = chance.randint(1, 12), chance.randint(1, 28)
    typed, meaning = chance.choice([
        (f"{year}", f"{year}"),
        (float(year), f"{year}"),
        (f"H{half} {year}", f"{year}-H{half}"),
        (f"{half}H {year}", f"{year}-H{half}"),
        (f"{year}-Q{quarter}", f"{year}-Q{quarter}"),
        (f"Q{quarter} {year}", f"{year}-Q{quarter}"),
        (f"{year}년", f"{year}"),
        (f"{year}년 상반기", f"{year}-H1"),
        (f"{year}년 {month}월", f"{year}-{month:02d}"),
        (f"{year}-{month:02d}", f"{year}-{month:02d}"),
        (dt.datetime(year, month, max(day, 2)), f"{year}-{month:02d}-{max(day, 2):02d}"),
    ])  # fmt: skip
    return Typed(typed, PartialDate.parse(meaning), "yyyy-mm-dd" if _is_day(typed) else None)


def _is_day(raw: Any) -> bool:
    return isinstance(raw, dt.datetime)


def _wrong(chance: random.Random, of: Field) -> Typed | None:
    """Gives something that the field cannot mean, or None where everything has a meaning."""
    raw: Any
    match of:
        case ReferenceField():
            raw = "NO-SUCH-CODE"
        case ChoiceField():
            raw = chance.choice(["nonsense", "operatingg", "1"])
        case CountryField() | CurrencyField():
            raw = "Nowhere land"
        case IntegerField():
            raw = chance.choice(["abc", 2.5])
        case PercentField():
            raw = chance.choice([*_NO_NUMBERS, 101, -1, "150%"])
        case NumberField():
            raw = chance.choice(_NO_NUMBERS)
        case DateField():
            raw = chance.choice(["soon", "2026", "31.31.2026"])
        case PartialDateField():
            raw = chance.choice(["soon", "Q5 2028", "spring", 2028.5])
        case UrlField():
            raw = "www example"
        case LongTextField():
            return None
        case TextField():
            raw = "y" * (of.max_length + 1)
        case _:
            return None
    return Typed(raw, FAULT)
