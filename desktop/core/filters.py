"""Filters: what a person types above a column, and what it means for a value.

`ge` (contains), `=Onsan` (is), `Ons*` (starts with), `*an` (ends with), `!word` (does not
contain), `!=Onsan` (is not), `blank`, `!blank`; for numbers and dates also `>100`, `<=2028-H1`,
`10..20`, `10~20`, `2027..`. A plain date takes in all that lies within it: `2028` also 2028-H1.
Several parts stand between `|`: one of those that ask must hold, and all of those that begin
with `!`. Quotes take every sign in them as it is: `="a | b"`. A word is looked for in what the
cell shows, and also in the name behind a code and in the word of another language.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
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
    ReferenceField,
    TextField,
    folded,
)
from desktop.core.i18n import LANGUAGES, Text, variants
from desktop.core.partial_date import PartialDate
from desktop.core.territory import CountryField, CurrencyField

Test = Callable[[Any], bool]
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
#: Which end of a partial date a limit means: `<=2028` takes in all of 2028, `>2028` none of it.
_LAST_DAY_COUNTS = {"<=", ">"}
_BETWEEN = "\n"  # stands between the texts of a value; no filter can hold it
_PARTS = re.compile(r'(?:"(?:[^"]|"")*"|[^|])+')
_RANGE = re.compile(r"\.\.|[~～〜]")
_NOT = ("!", "<>")


@dataclass(frozen=True)
class TextTest:
    """A test of what a value says: `shown` gives its folded texts, `part` is in all that pass.

    `plain` tells that nothing more is asked of them.
    """

    shown: Callable[[Any], str]
    says: Callable[[str], bool]
    part: str = ""
    plain: bool = False

    def __call__(self, value: Any) -> bool:
        """Tell whether a value passes."""
        return self.says(self.shown(value))


def filter_test(field: Field, text: str, dataset: Dataset) -> Test:
    """Give the test that a filter text means for a field. Raises `FieldError` on a bad one."""
    wanted: list[Test] = []
    barred: list[Test] = []
    for part in _PARTS.findall(text):
        if part.strip():
            bare = _without_not(part.strip())
            tests = wanted if bare is None else barred
            tests.append(_one_test(field, part.strip() if bare is None else bare, dataset))
    if len(wanted) == 1 and not barred:
        return wanted[0]
    texts = [test for test in (*wanted, *barred) if isinstance(test, TextTest)]
    if texts and len(texts) == len(wanted) + len(barred):
        said = [test.says for test in texts]
        return TextTest(texts[0].shown, _combined(said[: len(wanted)], said[len(wanted) :]))
    return _combined(wanted, barred)


def _combined(wanted: Sequence[Test], barred: Sequence[Test]) -> Test:
    return lambda value: (
        (not wanted or any(test(value) for test in wanted))
        and not any(test(value) for test in barred)
    )


def exactly(field: Field, value: Any, dataset: Dataset) -> str:
    """Give the filter that passes one value alone."""
    if value is None:
        return str(Text("blank"))
    text = " ".join(field.format(value, lookup=dataset).split())
    plain = not isinstance(field, NumberField | PartialDateField)
    if plain and (re.search(r'["|*]', text) or _is_blank(text)):
        text = '"' + text.replace('"', '""') + '"'
    return f"={text}"


def any_of(field: Field, values: Iterable[Any], dataset: Dataset, barred: bool = False) -> str:
    """Give the filter that passes some values alone, or with `barred` all others."""
    sign = "!" if barred else ""
    return " | ".join(sign + exactly(field, value, dataset) for value in values)


def _without_not(part: str) -> str | None:
    """Give what stands behind the sign of a denial, None where there is none."""
    return next((part[len(sign) :].strip() for sign in _NOT if part.startswith(sign)), None)


def _is_blank(text: str) -> bool:
    return folded(text) in {folded(word) for word in variants("blank")}


def _one_test(field: Field, text: str, dataset: Dataset) -> Test:
    if _is_blank(text):
        return lambda value: value is None
    exact = text.startswith("=")
    body = text[1:].strip() if exact else text
    if not body:
        raise FieldError(Text("The filter “{filter}” lacks a value", filter=text or "!"))
    if isinstance(field, (NumberField, PartialDateField)):
        ordered = _ordered_test(field, body, exact)
        if ordered is not None:
            return ordered
    return _text_test(field, body, exact, dataset)


def _text_test(field: Field, body: str, exact: bool, dataset: Dataset) -> Test:
    shown = texts_of(field, dataset)
    starts = ends = False
    if len(body) > 1 and body.startswith('"') and body.endswith('"'):
        body = body[1:-1].replace('""', '"')
    else:
        starts, ends = body.endswith("*"), body.startswith("*")
    wanted = folded(body.strip("*") if starts or ends else body)
    if starts and not ends:
        return TextTest(shown, lambda said: any(t.startswith(wanted) for t in _each(said)), wanted)
    if ends and not starts:
        return TextTest(shown, lambda said: any(t.endswith(wanted) for t in _each(said)), wanted)
    if exact and not starts:
        return TextTest(shown, lambda said: wanted in _each(said), wanted)
    return TextTest(shown, lambda said: wanted in said, wanted, plain=True)


def _each(said: str) -> list[str]:
    return said.split(_BETWEEN)


def texts_of(field: Field, dataset: Dataset) -> Callable[[Any], str]:
    """Give what makes the folded texts of a value; each value is folded once."""
    if isinstance(field, TextField):
        return lambda value: "" if value is None else quickly_folded(value)
    known: dict[Any, str] = {None: ""}

    def shown(value: Any) -> str:
        text = known.get(value)
        if text is None:
            words = [field.format(value, lookup=dataset), *_also(field, value, dataset)]
            text = known[value] = _BETWEEN.join(dict.fromkeys(map(quickly_folded, words)))
        return text

    return shown


def _also(field: Field, value: Any, dataset: Dataset) -> Iterable[str]:
    """Give the other words by which a value is known."""
    if isinstance(field, ReferenceField):
        target = dataset.get(field.target, value)
        return () if target is None else (target.display_name(),)
    if isinstance(field, (CountryField, CurrencyField)):
        return [field.names(language).get(value, "") for language in LANGUAGES]
    if isinstance(field, ChoiceField):
        words = value if isinstance(field, ChoicesField) else (value,)
        return [said for word in words for said in (word, *sorted(variants(word, field.label)))]
    return ()


def quickly_folded(text: str) -> str:
    """Fold; plain ASCII is folded by a short way."""
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().replace("-", " ").replace("_", " ").split())
    return folded(text)


def _ordered_test(field: Field, text: str, exact: bool) -> Test | None:
    is_date = isinstance(field, PartialDateField)
    key = _day_key if is_date else _number_key
    for sign, compare in _COMPARE.items():
        if text.startswith(sign):
            limit = key(field, text[len(sign) :], text, sign in _LAST_DAY_COUNTS)
            if not is_date:
                return lambda value: value is not None and compare(value, limit)
            return lambda value: value is not None and compare(_ordered(value), limit)
    ends = _RANGE.split(text)
    if len(ends) == 2:
        low, high = ends
        least = key(field, low, text, False) if low.strip() else None
        most = key(field, high, text, True) if high.strip() else None
        if not is_date:
            return _between(least, most)
        return lambda value: (
            value is not None
            and (least is None or _ordered(value) >= least)
            and (most is None or _ordered(value) <= most)
        )
    if isinstance(field, PartialDateField):
        return _date_test(field, text, exact)
    return _number_test(field, text)


def _between(least: float | None, most: float | None) -> Test:
    """Give the test of a number. A large table asks it of every one, so it does little."""
    bottom, top = -math.inf if least is None else least, math.inf if most is None else most
    return lambda value: value is not None and bottom <= value <= top


def _date_test(field: Field, text: str, exact: bool) -> Test | None:
    try:
        wanted = PartialDateField(label=field.label).parse(text)
    except FieldError:
        if text.isascii() and not any(map(str.isdecimal, text)) and not exact:
            raise
        return None
    if wanted is None:
        return None
    if exact:
        day = wanted.earliest if isinstance(field, DateField) else wanted
        return lambda value: bool(value == day)
    first, last = wanted.earliest, wanted.latest
    return lambda value: value is not None and first <= _ordered(value) and _last(value) <= last


def _number_test(field: Field, text: str) -> Test | None:
    try:
        wanted = NumberField(label=field.label).parse(text.removesuffix("%"))
    except FieldError:
        # A part of a figure, such as 1,2 of 1,234, is looked for in what the cell shows.
        if not re.fullmatch(r"[\d.,%+\-\s*]+", text):
            raise
        return None
    return None if wanted is None else lambda value: bool(value == wanted)


def _ordered(value: Any) -> Any:
    """Give what is compared with a limit: a number, or the earliest day."""
    return value.earliest if isinstance(value, PartialDate) else value


def _last(value: Any) -> Any:
    return value.latest if isinstance(value, PartialDate) else value


def _number_key(field: Field, text: str, whole: str, last: bool) -> Any:
    # A limit may lie outside what the field itself takes: >-1 is a fair question.
    value = NumberField(label=field.label).parse(text.strip().removesuffix("%"))
    return _wanted(value, whole)


def _day_key(field: Field, text: str, whole: str, last: bool) -> Any:
    date = _wanted(PartialDateField(label=field.label).parse(text), whole)
    return date.latest if last else date.earliest


def _wanted(value: Any, whole: str) -> Any:
    if value is None:
        raise FieldError(Text("The filter “{filter}” lacks a value", filter=whole))
    return value
