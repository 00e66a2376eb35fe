"""Dates and fields take whatever is typed, pasted or stored, or refuse it in a sentence."""

from __future__ import annotations

import contextlib
import datetime as dt
import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError, OfftakeError
from desktop.core.i18n import Locale
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES

WHERE = Locale("en", decimal=".", group=",")
EMPTY = Dataset(TYPES)
WORDS = ["2028", "28", "Q3", "3Q", "H1", "1H", "-", "/", ".", " ", "Mar", "March", "년", "상반기",
         "월", "일", "W12", "29", "13", "0", "00", "99999", "+", "T00:00", "\u202e", "\u0301",
         "²", "٣", "Ⅳ", "\x00", "\ud800"]  # fmt: skip
VALUES = st.one_of(
    st.text(),
    st.lists(st.sampled_from(WORDS), max_size=6).map("".join),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from([math.nan, math.inf, -math.inf, 1e308, -0.0, 5e-324, 10**400, -657435, 2**63]),
)


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=6).map("".join)))
def test_any_text_is_a_partial_date_or_a_sentence(text: str) -> None:
    try:
        found = PartialDate.parse(text)
    except FieldError as error:
        assert str(error)
        return
    assert PartialDate.parse(str(found)) == found
    assert found.earliest <= found.latest
    assert found.format("en") and found.format("ko")


@given(VALUES)
def test_any_value_is_read_by_a_field_or_refused_in_a_sentence(raw: Any) -> None:
    for type in TYPES.values():
        for of in type.fields:
            try:
                value = of.parse(raw, WHERE, EMPTY)
            except FieldError as error:
                assert str(error)
                continue
            if value is None:
                continue
            assert of.check(value) is None
            assert not (isinstance(value, float) and not math.isfinite(value))
            of.sort_key(value, EMPTY)
            stored = of.to_stored(value)
            assert stored is None or isinstance(stored, str | int | float)
            assert of.from_stored(stored) == value
            # What is shown can be typed again.
            with contextlib.suppress(OfftakeError):
                of.parse(of.format(value, WHERE, EMPTY), WHERE, EMPTY)


@given(st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)))
def test_every_day_of_the_calendar_is_a_date_or_refused(day: dt.date) -> None:
    with contextlib.suppress(FieldError):
        found = PartialDate.parse(day.isoformat())
        assert found.earliest == found.latest == day
