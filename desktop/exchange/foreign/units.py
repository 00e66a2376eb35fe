"""Units as people write them: `(kg)`, `t/yr`, `톤/년`, `tpa`, `kg per month`, `억원`.

A unit of mass is told as a factor to t or kg, with the time it is per; a unit of money as a factor
and a currency. What is not understood gives None and is never guessed.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from desktop.core.fields import clean

#: Word -> (factor, unit of the record).
_MASSES: dict[str, tuple[float, str]] = {
    "t": (1, "t"), "mt": (1, "t"), "ton": (1, "t"), "tons": (1, "t"), "tonne": (1, "t"),
    "tonnes": (1, "t"), "metric ton": (1, "t"), "metric tons": (1, "t"), "톤": (1, "t"),
    "tn": (1, "t"), "m/t": (1, "t"), "m.t.": (1, "t"), "metric tonnes": (1, "t"),
    "kt": (1000, "t"), "천톤": (1000, "t"), "천 톤": (1000, "t"), "만톤": (10_000, "t"),
    "kg": (1, "kg"), "kgs": (1, "kg"), "kilogram": (1, "kg"), "kilograms": (1, "kg"),
    "kilo": (1, "kg"), "㎏": (1, "kg"), "킬로그램": (1, "kg"), "킬로": (1, "kg"), "키로": (1, "kg"),
    "g": (0.001, "kg"), "gram": (0.001, "kg"), "grams": (0.001, "kg"), "그램": (0.001, "kg"),
    "lb": (0.45359237, "kg"), "lbs": (0.45359237, "kg"), "pound": (0.45359237, "kg"),
    "pounds": (0.45359237, "kg"), "파운드": (0.45359237, "kg"),
}  # fmt: skip
_TIMES = {
    "y": "year", "yr": "year", "yrs": "year", "year": "year", "a": "year", "annum": "year",
    "annual": "year", "annually": "year", "p.a.": "year", "pa": "year", "년": "year",
    "연": "year", "연간": "year",
    "m": "month", "mo": "month", "mon": "month", "month": "month", "monthly": "month",
    "월": "month", "월간": "month", "개월": "month",
    "q": "quarter", "qtr": "quarter", "quarter": "quarter", "quarterly": "quarter",
    "분기": "quarter", "h": "half", "half": "half", "반기": "half",
}  # fmt: skip
#: How often each fits into a year.
PER_YEAR = {"year": 1, "half": 2, "quarter": 4, "month": 12}
_SHORT = {"tpa": "t/y", "tpy": "t/y", "mtpa": "t/y", "mtpy": "t/y", "ktpa": "kt/y", "tpm": "t/m",
          "kgpa": "kg/y", "kgpm": "kg/m", "kta": "kt/y"}  # fmt: skip
_BASES = (
    ("gross", "gross"), ("총중량", "gross"), ("제품중량", "gross"), ("product weight", "gross"),
    ("contained", "contained"), ("metal content", "contained"), ("순분", "contained"),
    ("함유", "contained"), ("금속량", "contained"), ("metal equivalent", "contained"),
)  # fmt: skip
_CURRENCIES = {
    "₩": "KRW", "￦": "KRW", "원": "KRW", "krw": "KRW", "won": "KRW", "$": "USD", "us$": "USD",
    "usd": "USD", "달러": "USD", "불": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR",
    "유로": "EUR", "¥": "JPY", "jpy": "JPY", "엔": "JPY", "円": "JPY", "£": "GBP", "gbp": "GBP",
    "cny": "CNY", "rmb": "CNY", "위안": "CNY", "元": "CNY", "cad": "CAD", "aud": "AUD",
}  # fmt: skip
_SCALES = {
    "k": 1e3, "thousand": 1e3, "천": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6,
    "millions": 1e6, "백만": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9, "billions": 1e9,
    "만": 1e4, "억": 1e8, "십억": 1e9, "조": 1e12, "천만": 1e7, "": 1.0,
}  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """A unit: `mass` t or kg, or `currency`; `factor` times the figure gives it; `per` a time.

    `basis` is contained or gross where the words say so.
    """

    text: str
    factor: float = 1.0
    mass: str = ""
    per: str = ""
    currency: str = ""
    basis: str = ""
    months: bool = False
    percent: bool = False

    @property
    def a_year(self) -> float:
        """By what a figure is multiplied to hold for a year; 1 where no time is stated."""
        return float(PER_YEAR.get(self.per, 1))


@functools.lru_cache(maxsize=4096)
def read_unit(raw: str) -> Unit | None:
    """Read a unit as it stands in brackets or behind a figure; None if it is none."""
    text = _normal(raw)
    if not text or len(text) > 40:
        return None
    if text in ("%", "percent", "pct", "퍼센트", "%/year", "%/yr", "% p.a.", "%/년", "%/y"):
        return Unit(raw, percent=True)
    if text in ("months", "month", "mo", "개월", "mths"):
        return Unit(raw, months=True)
    rest, basis = _without_basis(text)
    found = _mass(rest)
    if found is not None:
        return Unit(raw, *found, basis=basis)
    return _money(text, raw)


def _normal(raw: str) -> str:
    text = unicodedata.normalize("NFKC", clean(raw)).casefold().strip(" .:()[]")
    text = re.sub(r"^(?:단위|unit|units|in)\s*[:=]?\s*", "", text)
    return re.sub(r"\s+", " ", text)


def basis_of(text: str) -> str:
    """Give the basis that words state: contained, gross, or blank for none."""
    plain = _normal(text)
    if "gross" in plain and "contained" in plain:
        return ""
    return next((basis for word, basis in _BASES if word in plain), "")


def _without_basis(text: str) -> tuple[str, str]:
    basis = basis_of(text)
    for word, _ in _BASES:
        text = text.replace(word, " ")
    return re.sub(r"\s+", " ", text).strip(" ,-:·"), basis


def _mass(text: str) -> tuple[float, str, str] | None:
    """Give factor, t or kg, and the time of a unit of mass."""
    text = _SHORT.get(text, text)
    head = re.match(r"^(연간|월간|분기|연|월|annual|monthly|quarterly)\s*(.+)$", text)
    per = ""
    if head and _amount(head[2]) is not None:
        return (*_amount(head[2]), _TIMES[head[1]])  # type: ignore[misc]
    parts = re.split(r"\s*(?:/|\bper\b|당|·)\s*", text)
    if len(parts) == 2 and text not in _MASSES:
        text, time = parts[0], parts[1].strip(" .")
        if time not in _TIMES:
            return None
        per = _TIMES[time]
    else:
        words = text.rsplit(" ", 1)
        if len(words) == 2 and words[1] in ("p.a", "p.a.", "pa", "annually", "yearly"):
            text, per = words[0], "year"
    found = _amount(text)
    return None if found is None else (*found, per)


def _amount(text: str) -> tuple[float, str] | None:
    text = text.strip(" .")
    found = _MASSES.get(text)
    if found is None:
        # `t Ge`, `kg GeO2`: the substance is told by the form and the material.
        match = re.fullmatch(r"(\S+?)[ _-]([a-z]{1,3}\d?(?:o\d?|cl\d?|h\d?)?|metal)", text)
        found = _MASSES.get(match[1]) if match else None
    return found


def _money(text: str, raw: str) -> Unit | None:
    for symbol, code in _CURRENCIES.items():
        if symbol not in text:
            continue
        rest = text.replace(symbol, " ", 1).strip(" /.")
        if rest in _SCALES:
            return Unit(raw, _SCALES[rest], currency=code)
    return None


def read_currency(text: str) -> str | None:
    """Give the currency of a sign or word that stands at a figure, or None."""
    return _CURRENCIES.get(_normal(text))


def read_scale(text: str) -> float | None:
    """Give what a word such as `billion` or `억` multiplies by, or None."""
    return _SCALES.get(_normal(text))


def stated_unit(name: str) -> Unit:
    """Give the unit that a mapping states; raises `ValueError` for one that is none."""
    found = read_unit(name)
    if found is None:
        raise ValueError(name)
    return found
