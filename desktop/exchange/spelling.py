"""Spelling: a value as a column of a planner's own workbook writes it.

The column itself says how: its unit by what its figures were read as, its language and order of
words by its other cells. What comes of it is read back before it is trusted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError
from desktop.core.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    Field,
    NumberField,
    PartialDateField,
    PercentField,
    ReferenceField,
)
from desktop.core.i18n import Locale, Text, translate
from desktop.core.partial_date import PartialDate
from desktop.core.territory import CountryField, CurrencyField

Raw = str | int | float | bool | dt.date | None
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_FIGURE = re.compile(r"[+\-−]?\d[\d,]*(?:\.\d+)?")
_ASIDE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # of a number format: quoted text, [colour]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Sample:
    """A cell of the column: what it holds, as what it was read, in which unit if in any."""

    raw: Raw
    value: Any
    unit: str = ""
    number_format: str = "General"


class Spelling:
    """How one column writes the values of a field; `plain` tells that it is a column of ours."""

    def __init__(
        self, of: Field, samples: Sequence[Sample], lookup: Dataset, *, plain: bool = False
    ) -> None:
        self._of = of
        self._samples = [s for s in samples if s.raw not in (None, "") and s.value is not None]
        self._lookup = lookup
        self._plain = plain
        texts = [str(sample.raw) for sample in self._samples]
        self._korean = any(_HANGUL.search(text) for text in texts)

    def spell(self, value: Any, old: Sample) -> Raw:
        """Give what the cell that holds `old` shall hold. Raises `FieldError` if nothing tells."""
        if value is None:
            return None
        for sample in (old, *self._samples):
            if sample.value == value and sample.raw is not None and not self._of.numeric:
                return sample.raw
        match self._of:
            case NumberField():
                return self._number(float(value), old)
            case DateField():
                return self._day(value, old)
            case PartialDateField():
                return self._date(value, old)
            case ChoicesField():
                return ", ".join(self._word(word) for word in value)
            case ChoiceField():
                return self._word(value)
            case CountryField() | CurrencyField():
                return self._place(value)
            case ReferenceField():
                return self._reference(value)
        return str(value)

    # Figures

    def _number(self, value: float, old: Sample) -> Raw:
        factor = self._factor(old)
        made = float(f"{value * factor:.12g}")
        figure = int(made) if made.is_integer() and abs(made) < 1e15 else made
        if not isinstance(old.raw, str) or self._plain:
            return figure
        found = _FIGURE.findall(old.raw)
        if len(found) != 1:
            return figure
        written = f"{figure:,}" if "," in found[0] else str(figure)
        return old.raw.replace(found[0], written)

    def _factor(self, old: Sample) -> float:
        """Give by what a value is multiplied to stand in the column."""
        own = _ratio(old)
        if own is not None:
            return own
        weights = {"kg": 0.001}
        scale = weights.get(old.unit, 1.0)
        found = [(r, s) for s in self._samples if (r := _ratio(s)) is not None]
        per_tonne = [ratio / weights.get(sample.unit, 1.0) for ratio, sample in found]
        if per_tonne:
            if max(per_tonne) - min(per_tonne) > 1e-6 * abs(max(per_tonne)):
                raise FieldError(Text("the figures of the column are not all in one unit"))
            return per_tonne[0] * scale
        if isinstance(self._of, PercentField):
            return 0.01 if "%" in _ASIDE.sub("", old.number_format) else 1.0
        if self._plain or not self._of.unit:
            return 1.0
        raise FieldError(Text("no figure of the column tells its unit"))

    # Words

    def _word(self, choice: str) -> str:
        known = next((s.raw for s in self._samples if s.value == choice), None)
        if isinstance(known, str):
            return known
        if self._korean:
            return translate(choice, self._of.label, "ko")
        texts = [s.raw for s in self._samples if isinstance(s.raw, str)]
        if texts and all(text[:1].isupper() for text in texts):
            return choice.upper() if all(text.isupper() for text in texts) else choice.capitalize()
        return choice

    def _place(self, code: str) -> str:
        assert isinstance(self._of, (CountryField, CurrencyField))
        names = any(isinstance(s.raw, str) and len(s.raw.strip()) > 3 for s in self._samples)
        if not names and not self._korean:
            return code
        return self._of.name_of(code, Locale(language="ko" if self._korean else "en"))

    def _reference(self, id: int) -> str:
        assert isinstance(self._of, ReferenceField)
        record = self._lookup.get(self._of.target, id)
        if record is None:
            raise FieldError(Text("the record that it refers to is gone"))
        for name in ("name", "title", "local_name", "symbol"):
            if self._is_written_by(name):
                return str(getattr(record, name, None) or record.code)
        return str(record.code)

    def _is_written_by(self, name: str) -> bool:
        """Whether most cells of the column call records by this field, not by their codes."""
        assert isinstance(self._of, ReferenceField)
        records = [(s, self._lookup.get(self._of.target, s.value)) for s in self._samples]
        alike = [s for s, record in records if s.raw == getattr(record, name, None)]
        codes = [s for s, record in records if record is not None and s.raw == record.code]
        return len(alike) > len(codes)

    # Dates

    def _day(self, day: dt.date, old: Sample) -> Raw:
        texts = [s.raw for s in (old, *self._samples) if s.raw is not None]
        if not texts or not isinstance(texts[0], str):
            return day
        return self._date(PartialDate.of_day(day), old)

    def _date(self, date: PartialDate, old: Sample) -> Raw:
        samples = [s for s in (old, *self._samples) if s.raw is not None and s.value is not None]
        if date.precision == "day" and samples and isinstance(samples[0].raw, dt.date):
            return date.earliest
        if date.precision == "year" and samples and isinstance(samples[0].raw, (int, float)):
            return date.year
        counts = [0] * len(_STYLES)
        for sample in samples:
            value = sample.value
            known = PartialDate.of_day(value) if isinstance(value, dt.date) else value
            for number, style in enumerate(_STYLES):
                # A style that says more than the bare year counts for more.
                weight = 3 if known.precision == date.precision else 1
                counts[number] += weight * (str(sample.raw).strip() == style(known))
        best = counts.index(max(counts))
        return _STYLES[best](date) if counts[best] else str(date)


def _ratio(sample: Sample) -> float | None:
    """Give what the cell's figure is to the value it was read as; None where that says nothing."""
    raw = sample.raw
    if isinstance(raw, str):
        figures = _FIGURE.findall(raw)
        raw = float(figures[0].replace(",", "").replace("−", "-")) if len(figures) == 1 else None
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not sample.value or not raw:
        return None
    return float(f"{raw / sample.value:.12g}")


def _day_text(date: PartialDate, between: str) -> str:
    return f"{date.year}{between}{date.part:02d}{between}{date.day:02d}"


def _worded(date: PartialDate, part: str) -> str:
    match date.precision:
        case "half" | "quarter":
            return part
        case "month":
            return f"{_MONTHS[date.part - 1]} {date.year}"
        case "day":
            return f"{date.day} {_MONTHS[date.part - 1]} {date.year}"
    return str(date.year)


def _letter(date: PartialDate) -> str:
    return "H" if date.precision == "half" else "Q"


def _dotted(date: PartialDate, between: str) -> str:
    if date.precision == "month":
        return f"{date.year}{between}{date.part:02d}"
    return _day_text(date, between) if date.precision == "day" else str(date)


def _styles() -> Iterator[Callable[[PartialDate], str]]:
    yield str
    yield lambda d: _worded(d, f"{_letter(d)}{d.part} {d.year}")
    yield lambda d: _worded(d, f"{d.part}{_letter(d)} {d.year}")
    yield lambda d: _worded(d, f"{d.part}{_letter(d)}{d.year % 100:02d}")
    yield lambda d: _worded(d, f"{d.year} {_letter(d)}{d.part}")
    yield lambda d: _worded(d, f"{d.year}{_letter(d)}{d.part}")
    yield lambda d: d.format("ko")
    yield lambda d: _dotted(d, ".")
    yield lambda d: _dotted(d, "/")


_STYLES = tuple(_styles())
