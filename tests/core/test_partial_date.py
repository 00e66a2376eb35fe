"""Partial dates: spellings, what they may mean, order."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.errors import FieldError
from desktop.core.partial_date import PartialDate, month_index, month_text


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("2028", "2028"),
        ("2028-H1", "2028-H1"),
        ("2028-Q3", "2028-Q3"),
        ("2028-03", "2028-03"),
        ("2028-03-15", "2028-03-15"),
        ("H1 2028", "2028-H1"),
        ("1H 2028", "2028-H1"),
        ("h2 2028", "2028-H2"),
        ("Q3 2028", "2028-Q3"),
        ("3Q28", "2028-Q3"),
        ("Q3'28", "2028-Q3"),
        ("Mar 2028", "2028-03"),
        ("march 2028", "2028-03"),
        ("Mar-28", "2028-03"),
        ("2028년", "2028"),
        ("2028년 상반기", "2028-H1"),
        ("2028년 하반기", "2028-H2"),
        ("2028년 3월", "2028-03"),
        ("2028년 3월 15일", "2028-03-15"),
        ("2028년 2분기", "2028-Q2"),
        ("2028/3", "2028-03"),
        ("2028.3.15", "2028-03-15"),
        ("15 March 2028", "2028-03-15"),
        ("25/03/2028", "2028-03-25"),
        ("２０２８", "2028"),
        ("  2028 - H1 ".replace(" - ", "-"), "2028-H1"),
    ],
)
def test_accepted_spellings(spelling: str, canonical: str) -> None:
    assert str(PartialDate.parse(spelling)) == canonical


@pytest.mark.parametrize(
    ("spelling", "likely", "earliest", "latest"),
    [
        ("2028", "2028-07", (2028, 1, 1), (2028, 12, 31)),
        ("2028-H1", "2028-04", (2028, 1, 1), (2028, 6, 30)),
        ("2028-H2", "2028-10", (2028, 7, 1), (2028, 12, 31)),
        ("2028-Q1", "2028-02", (2028, 1, 1), (2028, 3, 31)),
        ("2028-Q2", "2028-05", (2028, 4, 1), (2028, 6, 30)),
        ("2028-Q3", "2028-08", (2028, 7, 1), (2028, 9, 30)),
        ("2028-Q4", "2028-11", (2028, 10, 1), (2028, 12, 31)),
        ("2028-02", "2028-02", (2028, 2, 1), (2028, 2, 29)),
        ("2028-03-15", "2028-03", (2028, 3, 15), (2028, 3, 15)),
    ],
)
def test_what_a_date_may_mean(
    spelling: str, likely: str, earliest: tuple[int, int, int], latest: tuple[int, int, int]
) -> None:
    date = PartialDate.parse(spelling)
    assert month_text(date.likely_month) == likely
    assert date.earliest == dt.date(*earliest)
    assert date.latest == dt.date(*latest)


def test_sorts_by_earliest_day() -> None:
    spellings = ["2028-H2", "2028-Q1", "2028", "2027-12-31", "2028-06", "2028-H1"]
    ordered = [str(d) for d in sorted(PartialDate.parse(s) for s in spellings)]
    assert ordered == ["2027-12-31", "2028-Q1", "2028-H1", "2028", "2028-06", "2028-H2"]


def test_ambiguous_day_and_month_are_never_guessed() -> None:
    with pytest.raises(FieldError, match="2026-04-03 or 2026-03-04"):
        PartialDate.parse("03/04/2026")
    assert str(PartialDate.parse("04/04/2026")) == "2026-04-04"


@pytest.mark.parametrize("bad", ["soon", "2028-13", "2028-02-30", "28", "1066", "12028", "2028-H3"])
def test_bad_dates_get_a_sentence(bad: str) -> None:
    with pytest.raises(FieldError) as fault:
        PartialDate.parse(bad)
    assert bad in str(fault.value)


@pytest.mark.parametrize(
    ("bad", "remedy"),
    [
        ("2028-02-30", "that month has the days 2028-02-01 to 2028-02-29"),
        ("2027-02-29", "that month has the days 2027-02-01 to 2027-02-28"),
        ("31 Apr 2026", "that month has the days 2026-04-01 to 2026-04-30"),
        ("2028-03-00", "that month has the days 2028-03-01 to 2028-03-31"),
        ("9999-12-31", "outside the years 1900 to 2199; write a year in between"),
        ("0001-01-01", "outside the years 1900 to 2199; write a year in between"),
    ],
)
def test_a_day_that_is_none_is_told_with_those_that_are(bad: str, remedy: str) -> None:
    with pytest.raises(FieldError) as fault:
        PartialDate.parse(bad)
    assert str(fault.value).startswith(f"“{bad}” is ") and str(fault.value).endswith(remedy)


def test_korean_format() -> None:
    shown = [PartialDate.parse(s).format("ko") for s in ("2028", "2028-H1", "2028-Q3", "2028-03")]
    assert shown == ["2028년", "2028년 상반기", "2028년 3분기", "2028년 3월"]


dates = st.one_of(
    st.integers(1900, 2199).map(PartialDate),
    st.builds(PartialDate, st.integers(1900, 2199), st.just("half"), st.integers(1, 2)),
    st.builds(PartialDate, st.integers(1900, 2199), st.just("quarter"), st.integers(1, 4)),
    st.builds(PartialDate, st.integers(1900, 2199), st.just("month"), st.integers(1, 12)),
    st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)).map(PartialDate.of_day),
)


@given(dates, st.sampled_from(["en", "ko"]))
def test_what_is_shown_reads_back(date: PartialDate, language: str) -> None:
    assert PartialDate.parse(date.format(language)) == date
    assert date.earliest <= date.latest
    assert date.months[0] <= date.likely_month <= date.months[1]


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_a_sentence(text: str) -> None:
    try:
        found = PartialDate.parse(text)
    except FieldError:
        return
    assert PartialDate.parse(str(found)) == found


def test_month_numbers() -> None:
    assert month_text(month_index(2028, 3)) == "2028-03"
    assert month_index(2029, 1) - month_index(2028, 12) == 1
