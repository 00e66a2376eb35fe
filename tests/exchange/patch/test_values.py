"""Values: as typed, as stored, as shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.exchange.patch.places import parse_cell, parse_range
from desktop.exchange.patch.styles import shows
from desktop.exchange.patch.values import (
    ValueFault,
    from_serial,
    number_text,
    serial,
    shown_text,
    stored_text,
    typed,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5", 12.5), ("-3", -3), ("+.5", 0.5), ("1e3", 1000.0), ("0", 0), ("0.10", 0.1),
        ("007", "007"), ("1,234", "1,234"), ("12 t", "12 t"), ("'12", "12"), ("'", None),
        ("", None), ("TRUE", True), ("false", False), (" x ", " x "), ("=A1", "=A1"),
        ("2028-03-15", dt.date(2028, 3, 15)),
        ("2028-03-15T14:30", dt.datetime(2028, 3, 15, 14, 30)),
        ("2028-03-15 14:30:15.5", dt.datetime(2028, 3, 15, 14, 30, 15, 500_000)),
        ("2028-03", "2028-03"), ("2028-H1", "2028-H1"), ("100000000000000000", 10**17),
        ("'true", "true"), ("''x", "'x"), ("١٢", "١٢"),
    ],
)  # fmt: skip
def test_what_is_typed_is_read(text: str, value: Any) -> None:
    assert typed(text) == value
    assert type(typed(text)) is type(value)


@pytest.mark.parametrize(
    "text", ["nan", "-Inf", "2028-02-30", "1234567890123456", "2028-01-01T25:00"]
)
def test_what_no_cell_can_hold_is_said(text: str) -> None:
    with pytest.raises(ValueFault, match=text):
        typed(text)


@pytest.mark.parametrize(
    ("day", "date_1904", "number"),
    [
        (dt.date(1900, 1, 1), False, "1"),
        (dt.date(1900, 2, 28), False, "59"),
        (dt.date(1900, 3, 1), False, "61"),
        (dt.date(2028, 3, 15), False, "46827"),
        (dt.date(2028, 3, 15), True, "45365"),
        (dt.date(1904, 1, 1), True, "0"),
        (dt.datetime(2028, 3, 15, 6), False, "46827.25"),
    ],
)
def test_days_are_counted_as_excel_counts_them(day: dt.date, date_1904: bool, number: str) -> None:
    assert serial(day, date_1904) == number
    assert from_serial(float(number), date_1904) == day


def test_times_survive_to_the_millisecond() -> None:
    moment = dt.datetime(2028, 3, 15, 23, 59, 58, 123_000)
    assert from_serial(float(serial(moment, False)), False) == moment


@pytest.mark.parametrize(("day", "date_1904"), [("1899-12-31", False), ("1903-12-31", True)])
def test_days_before_the_calendar_are_refused(day: str, date_1904: bool) -> None:
    with pytest.raises(ValueFault, match=day):
        serial(dt.date.fromisoformat(day), date_1904)


def test_numbers_that_are_no_days_stay_numbers() -> None:
    assert from_serial(60, False) is None
    assert from_serial(-1, False) is None
    assert from_serial(3e6, False) is None
    for number in (float("nan"), float("inf"), 10**400, 1e-310):
        with pytest.raises(ValueFault):
            number_text(number)
    assert number_text(-0.0) == "0"


@pytest.mark.parametrize(
    "text", ["a\rb", "\x00\x1f", "_x0041_", "_x005F_", "__x0041_", "_x_", "\t\n"]
)
def test_texts_come_back_as_they_were(text: str) -> None:
    assert shown_text(stored_text(text)) == text


def test_the_longest_text_is_counted_as_excel_counts_it() -> None:
    assert stored_text("x" * 32_767)
    with pytest.raises(ValueFault):
        stored_text("😀" * 16_384)


@pytest.mark.parametrize(
    ("code", "day", "time"),
    [
        ("General", False, False), ("0.00", False, False), ("@", False, False),
        ("yyyy-mm-dd", True, False), ("mmm", True, False), ("h:mm", False, True),
        ("[h]:mm:ss", False, True), ("mm:ss.0", False, True), ("d/m/yyyy h:mm", True, True),
        ('yyyy"년" m"월" d"일"', True, False), ("[$-412]yyyy-mm-dd", True, False),
        ('#,##0"개월"', False, False), ('0"day"', False, False), ("0.00E+00", False, False),
        ('General" kg"', False, False), ("[Red]0", False, False), ("aaa", True, False),
        ("m/d/yy;@", True, False), ("\\d0", False, False), ("h:mm AM/PM", False, True),
    ],
)  # fmt: skip
def test_formats_tell_whether_they_show_days(code: str, day: bool, time: bool) -> None:
    assert shows(code) == (day, time)


def test_addresses_are_those_of_a_sheet() -> None:
    assert parse_cell("XFD1048576") == (1_048_575, 16_383)
    assert parse_cell("$b$2") == (1, 1)
    for text in ("XFE1", "A1048577", "A0", "1A", "", "A1:B2", "ABCD1"):
        assert parse_cell(text) is None
    assert str(parse_range("C3:$A$1")) == "A1:C3"
    assert str(parse_range("B:C")) == "B1:C1048576"
    assert str(parse_range("2:3")) == "A2:XFD3"
