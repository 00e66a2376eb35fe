"""Field types: what they read, refuse, show and store."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core import i18n
from desktop.core.errors import FieldError
from desktop.core.fields import (
    ChoiceField,
    ChoicesField,
    CodeField,
    DateField,
    IntegerField,
    LongTextField,
    NumberField,
    PartialDateField,
    PercentField,
    TextField,
    UrlField,
    YearField,
    are_clean,
    clean,
    folded,
)
from desktop.core.i18n import Locale
from desktop.core.partial_date import PartialDate
from desktop.core.territory import CountryField, CurrencyField

number = NumberField(label="Number")
GERMAN = Locale("en", decimal=",", group=".")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("12", 12.0),
        ("1,234.5", 1234.5),
        ("1234567.25", 1234567.25),
        (" 12 ", 12.0),
        ("１，２３４", 1234.0),
        ("-3", -3.0),
        ("−3", -3.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        (7, 7.0),
        ("", None),
        ("  ", None),
        ("TBD", None),
        ("n/a", None),
        ("-", None),
        ("미정", None),
    ],
)
def test_numbers(raw: Any, value: float | None) -> None:
    assert number.parse(raw, Locale()) == value


@pytest.mark.parametrize(
    "raw", ["1.234,5", "12,34", "twelve", "12 t", "1 234", "nan", "inf", math.nan, math.inf, True,
            dt.date(2028, 3, 1), "1e400", "~12", "12~15", ">10"],
)  # fmt: skip
def test_what_is_no_number_gets_a_sentence(raw: Any) -> None:
    with pytest.raises(FieldError):
        number.parse(raw, Locale())


def test_numbers_follow_the_locale() -> None:
    assert number.parse("1.234,5", GERMAN) == 1234.5
    assert number.format(1234.5, GERMAN) == "1.234,5"
    with pytest.raises(FieldError, match=r"1\.234,5"):
        number.parse("1,234.5", GERMAN)


def test_negative_zero_is_zero() -> None:
    assert math.copysign(1, number.parse("-0", Locale())) == 1
    assert math.copysign(1, number.parse(-0.0, Locale())) == 1


def test_limits_name_themselves() -> None:
    share = NumberField(label="Share", above=0, maximum=1)
    with pytest.raises(FieldError, match="more than 0"):
        share.parse("0", Locale())
    with pytest.raises(FieldError, match="at most 1"):
        share.parse("1.5", Locale())
    percent = PercentField(label="Percent")
    with pytest.raises(FieldError, match="between 0 and 100"):
        percent.parse("101", Locale())
    with pytest.raises(FieldError, match="between 0 and 100"):
        percent.parse("-1", Locale())


def test_percent_is_typed_with_or_without_its_sign() -> None:
    percent = PercentField(label="Percent")
    assert percent.parse("50", Locale()) == percent.parse("50 %", Locale()) == 50.0
    assert percent.format(50.0, Locale()) == "50%"
    assert percent.header == "Percent [%]"


def test_integers_refuse_fractions() -> None:
    rank = IntegerField(label="Rank", minimum=1)
    assert rank.parse(2.0, Locale()) == 2
    assert isinstance(rank.parse("2", Locale()), int)
    with pytest.raises(FieldError, match="whole number"):
        rank.parse("2.5", Locale())


def test_years_have_no_sign_between_thousands() -> None:
    year = YearField(label="Year", minimum=1990, maximum=2150)
    for where in (Locale(), GERMAN):
        assert year.format(2026, where) == "2026"
    assert year.parse("2,026", Locale()) == 2026
    assert str(year.check(2200)) == "2200 must lie between 1990 and 2150"


def test_choices_are_understood_in_any_spelling_and_language() -> None:
    stage = ChoiceField(label="Stage", choices=("operating", "on hold"))
    assert stage.parse("On-Hold", Locale()) == "on hold"
    assert stage.parse(i18n.translate("operating", "Stage", "ko"), Locale()) == "operating"
    with pytest.raises(FieldError, match="operating, on hold"):
        stage.parse("running", Locale())


def test_several_choices_keep_the_declared_order() -> None:
    roles = ChoicesField(label="Roles", choices=("supplier", "consumer", "trader"))
    assert roles.parse("trader, Supplier", Locale()) == ("supplier", "trader")
    assert roles.from_stored(roles.to_stored(("supplier", "trader"))) == ("supplier", "trader")
    assert roles.format(("supplier", "trader"), Locale()) == "supplier, trader"


def test_dates() -> None:
    start = PartialDateField(label="Start")
    assert start.parse(2028.0, Locale()) == PartialDate(2028)
    assert start.parse(dt.datetime(2028, 3, 15), Locale()) == PartialDate(2028, "day", 3, 15)
    # What was typed as 2028.10 is the number 2028.1 in a workbook: October, or January?
    with pytest.raises(FieldError, match="not a date"):
        start.parse(2028.1, Locale())
    as_of = DateField(label="As of")
    assert as_of.parse("2026-03-15", Locale()) == dt.date(2026, 3, 15)
    with pytest.raises(FieldError, match="not a day"):
        as_of.parse("2026-03", Locale())


def test_countries_and_currencies() -> None:
    country = CountryField(label="Country")
    assert country.parse("kr", Locale()) == "KR"
    assert country.parse("대한민국", Locale()) == "KR"
    assert country.parse("Germany", Locale()) == "DE"
    assert country.parse("NA", Locale()) == "NA"  # Namibia, not "not available"
    with pytest.raises(FieldError, match="two letters"):
        country.parse("EU", Locale())
    assert country.name_of("KR", Locale("ko")) == "대한민국"
    assert CurrencyField(label="Currency").parse("krw", Locale()) == "KRW"


def test_web_addresses() -> None:
    url = UrlField(label="URL")
    assert url.parse("https://example.org/a?b=1", Locale()) == "https://example.org/a?b=1"
    with pytest.raises(FieldError, match="https://"):
        url.parse("javascript:alert(1)", Locale())


def test_text_is_cleaned_and_bounded() -> None:
    name = TextField(label="Name", max_length=10)
    assert name.parse("  Korea\u00a0 Zinc\u200b ", Locale()) == "Korea Zinc"
    assert name.parse(12.0, Locale()) == "12"
    with pytest.raises(FieldError, match="too long"):
        name.parse("x" * 11, Locale())
    with pytest.raises(FieldError, match="control character"):
        name.parse("a\x01b", Locale())
    note = LongTextField(label="Note")
    assert note.parse("a\r\nb  ", Locale()) == "a\nb"
    # Decomposed Hangul, as a Mac writes file names, is the same text.
    assert name.parse("\u1112\u1161\u11ab", Locale()) == "한"


def test_compared_spellings() -> None:
    assert folded("  Ｏn-Hold ") == folded("on hold")
    assert clean("a\n b") == "a b"


@given(st.floats(-1e15, 1e15, allow_nan=False), st.sampled_from([Locale(), GERMAN]))
def test_a_shown_number_reads_back_exactly(value: float, where: Locale) -> None:
    assert number.parse(number.format(value, where), where) == value


@given(st.text())
def test_text_read_once_is_read_the_same_again(raw: str) -> None:
    field = LongTextField(label="Note")
    try:
        value = field.parse(raw, Locale())
    except FieldError:
        return
    assert field.parse(value, Locale()) == value


def test_codes_are_required_by_default() -> None:
    assert CodeField(label="Code").required


_ODD = st.sampled_from([
    "a b", " a", "a ", "a  b", "a|b", "| a", "", "é", "e\u0301", "가", "\u1100\u1161", "a\u00a0b",
    "a\u200bb", "a\nb", "x" * 501, "\x07", "https://a.b",
])  # fmt: skip


@given(st.lists(_ODD | st.text(), min_size=1, max_size=5))
def test_texts_that_are_called_clean_stay_as_they_are(texts: list[str]) -> None:
    if are_clean(texts):
        assert [clean(text) for text in texts] == texts
        assert [clean(text, keep_lines=True) for text in texts] == texts


@pytest.mark.parametrize(
    "field",
    [TextField(label="T"), LongTextField(label="T"), UrlField(label="U"), CodeField(label="C"),
     number, PercentField(label="P"), IntegerField(label="I", minimum=0), YearField(label="Y"),
     NumberField(label="N", above=0), NumberField(label="N", maximum=5)],
    ids=lambda field: type(field).__name__,
)  # fmt: skip
@given(values=st.lists(_ODD | st.floats() | st.integers(-200, 200) | st.booleans(), max_size=4))
def test_many_values_pass_where_each_does(field: Any, values: list[Any]) -> None:
    assert field.passes(values) is all(field.check(value) is None for value in values)
