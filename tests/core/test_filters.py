"""What a filter text means, by type of field, and the filters that are made from values."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core import i18n
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
    TextField,
)
from desktop.core.filters import any_of, exactly, filter_test
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES

NAME = TextField(label="Name", name="name")
NUMBER = NumberField(label="Nameplate", name="nameplate")
SHARE = PercentField(label="Share", name="share")
START = PartialDateField(label="Start", name="start")
DAY = DateField(label="Day", name="day")
STAGE = ChoiceField(label="Stage", name="stage", choices=("announced", "on hold"))
ROLES = ChoicesField(label="Roles", name="roles", choices=("supplier", "consumer", "trader"))


def passes(field: Field, text: str, value: Any) -> bool:
    return bool(filter_test(field, text, Dataset(TYPES))(value))


@pytest.mark.parametrize(
    ("text", "passing", "failing"),
    [
        ("onsan", ["Onsan", "The ONSAN line"], ["Ulsan", None]),
        ("=onsan", ["Onsan"], ["Onsan line", None]),
        ("ons*", ["Onsan line"], ["The Onsan line"]),
        ("*line", ["Onsan line"], ["Line of Onsan"]),
        ("*san*", ["Onsan line"], ["Line"]),
        ("!onsan", ["Ulsan", None], ["Onsan line"]),
        ("<>onsan", ["Ulsan"], ["Onsan"]),
        ("!=onsan", ["Onsan line", None], ["Onsan"]),
        ("!ons*", ["The Onsan"], ["Onsan line"]),
        ("blank", [None], ["Onsan"]),
        ("!blank", ["Onsan"], [None]),
        ("onsan | ulsan", ["Onsan", "Ulsan"], ["Trail"]),
        ("!onsan | !ulsan", ["Trail"], ["Onsan", "Ulsan"]),
        ("line | !=line 2", ["line 1"], ["line 2", "other"]),
        ('="a | b"', ["a | b"], ["a", "b"]),
        ('"5"" pipe"', ['The 5" pipe'], ["5 pipe"]),
        ('="*"', ["*"], ["a"]),
    ],
)
def test_text(text: str, passing: list[str | None], failing: list[str | None]) -> None:
    assert [value for value in passing if not passes(NAME, text, value)] == []
    assert [value for value in failing if passes(NAME, text, value)] == []


@pytest.mark.parametrize(
    ("text", "passing", "failing"),
    [
        (">=10", [10.0, 11.0], [9.9, None]),
        ("<10", [9.9], [10.0]),
        ("5..20", [5.0, 20.0], [4.9, 20.1, None]),
        ("5~20", [5.0, 20.0], [4.9, 20.1]),
        ("5～", [5.0, 1e9], [4.0]),
        ("..20", [-3.0], [21.0]),
        ("1,250.5", [1250.5], [1250.0]),
        ("=12", [12.0], [12.5]),
        ("!12", [13.0, None], [12.0]),
        ("!10..20", [9.0], [15.0]),
        ("<5 | >20", [1.0, 30.0], [10.0]),
        ("1,2", [1234.0], [12.0]),
    ],
)
def test_numbers(text: str, passing: list[float], failing: list[float]) -> None:
    assert [value for value in passing if not passes(NUMBER, text, value)] == []
    assert [value for value in failing if passes(NUMBER, text, value)] == []


def test_percentages_are_typed_with_or_without_their_sign() -> None:
    assert passes(SHARE, ">=80%", 85.0)
    assert passes(SHARE, "85%", 85.0)
    assert passes(SHARE, "80..90", 85.0)


@pytest.mark.parametrize(
    ("text", "passing", "failing"),
    [
        ("2028", ["2028", "2028-H1", "2028-Q3", "2028-03-15"], ["2027", "2029-01", None]),
        ("2028-H1", ["2028-H1", "2028-Q2", "2028-03"], ["2028", "2028-H2"]),
        ("=2028", ["2028"], ["2028-H1"]),
        ("2027..2029", ["2027-01", "2029-12", "2029"], ["2026-12", "2030"]),
        ("2027~2029-H1", ["2029-06"], ["2029-07"]),
        (">2028-H1", ["2028-07", "2029"], ["2028", "2028-06"]),
        ("<=2028", ["2028-12", "2027"], ["2029"]),
        ("!2028", ["2027", None], ["2028-H1"]),
        ("3Q28", ["2028-Q3"], ["2028-Q2"]),
        ("blank", [None], ["2028"]),
    ],
)
def test_partial_dates(text: str, passing: list[str | None], failing: list[str | None]) -> None:
    def dates(texts: list[str | None]) -> list[PartialDate | None]:
        return [None if text is None else PartialDate.parse(text) for text in texts]

    assert [value for value in dates(passing) if not passes(START, text, value)] == []
    assert [value for value in dates(failing) if passes(START, text, value)] == []


def test_days_lie_within_partial_dates() -> None:
    assert passes(DAY, "2026-H1", dt.date(2026, 3, 15))
    assert not passes(DAY, "2026-H2", dt.date(2026, 3, 15))
    assert passes(DAY, "=2026-03-15", dt.date(2026, 3, 15))


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_choices_are_found_by_their_word_in_every_language(language: str) -> None:
    korean = i18n.translate("announced", "Stage", "ko")
    i18n.use(language)
    try:
        for text in ("=announced", f"={korean}"):
            assert passes(STAGE, text, "announced")
            assert not passes(STAGE, text, "on hold")
        assert passes(ROLES, "=supplier", ("supplier", "trader"))
        assert not passes(ROLES, "=supplier", ("consumer",))
    finally:
        i18n.use("en")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (NUMBER, ">many"), (NUMBER, "many"), (NUMBER, ">"), (NUMBER, "12 tons"), (START, "soon"),
        (START, ">=soon"), (NAME, "="), (NAME, "!"), (START, "2028..soon"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_gets_a_sentence(field: Field, text: str) -> None:
    with pytest.raises(FieldError):
        filter_test(field, text, Dataset(TYPES))


VALUES = st.one_of(
    st.none(),
    st.text('ab|*!="<> .', min_size=1, max_size=8).filter(lambda text: bool(text.strip())),
    st.sampled_from(["blank", "Blank", "!", "a..b", '"a"', "a | b", "R&D"]),
)


@given(VALUES, VALUES)
def test_a_filter_made_from_a_value_passes_it_and_nothing_that_reads_differently(
    value: str | None, other: str | None
) -> None:
    value, other = (None if v is None else NAME.parse(v) for v in (value, other))
    text = exactly(NAME, value, Dataset(TYPES))
    assert passes(NAME, text, value)
    shown = [None if v is None else " ".join(v.casefold().split()) for v in (value, other)]
    if shown[0] != shown[1]:
        assert not passes(NAME, text, other)
        assert passes(NAME, any_of(NAME, [value], Dataset(TYPES), barred=True), other)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_a_filter_made_from_a_number_passes_that_number_alone(value: float, other: float) -> None:
    text = exactly(NUMBER, value + 0.0, Dataset(TYPES))
    assert passes(NUMBER, text, value)
    assert passes(NUMBER, text, other) == (value == other)
