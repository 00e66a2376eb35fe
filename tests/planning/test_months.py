"""Horizons, and months added up to quarters and years."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.errors import OfftakeError
from desktop.planning.months import PERIODS, Horizon, json_numbers


def test_both_ends_belong_to_the_horizon() -> None:
    horizon = Horizon.parse("2026-01", "2032-12")
    assert (horizon.count, horizon.from_text, horizon.to_text) == (84, "2026-01", "2032-12")


def test_years_are_understood_as_whole_years() -> None:
    assert Horizon.parse("2026", "2032") == Horizon.parse("2026-01", "2032-12")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-13", "2027-01", "“2026-13” is not a month"),
        ("soon", "2027-01", "“soon” is not a month"),
        ("2028-02", "2028-01", "2028-02, after its end in 2028-01"),
    ],
)
def test_a_bad_horizon_is_told(first: str, last: str, told: str) -> None:
    with pytest.raises(OfftakeError, match=told):
        Horizon.parse(first, last)


def test_a_bad_period_is_told() -> None:
    with pytest.raises(OfftakeError, match="“week” is not a length of period"):
        Horizon.parse("2026-01", "2026-12").periods("week")


@pytest.mark.parametrize(
    ("by", "labels", "sums", "lasts"),
    [
        ("month", ("2026-11", "2026-12", "2027-01", "2027-02"), [1, 2, 4, 8], [1, 2, 4, 8]),
        ("quarter", ("2026-Q4", "2027-Q1"), [3, 12], [2, 8]),
        ("year", ("2026", "2027"), [3, 12], [2, 8]),
    ],
)
def test_partial_periods_sum_the_months_they_have(
    by: str, labels: tuple[str, ...], sums: list[float], lasts: list[float]
) -> None:
    periods = Horizon.parse("2026-11", "2027-02").periods(by)
    monthly = np.array([1.0, 2.0, 4.0, 8.0])
    assert periods.labels == labels
    assert periods.sums(monthly).tolist() == sums
    assert periods.lasts(monthly).tolist() == lasts


@given(st.integers(23000, 25000), st.integers(1, 90), st.sampled_from(PERIODS))
@settings(derandomize=True, max_examples=200)
def test_periods_sum_to_the_whole(first: int, count: int, by: str) -> None:
    horizon = Horizon(first, count)
    monthly = np.arange(2.0 * count).reshape(2, count)
    periods = horizon.periods(by)
    assert periods.sums(monthly).shape == (2, periods.count)
    assert periods.sums(monthly).sum() == monthly.sum()


def test_a_slice_holds_the_months_in_the_horizon() -> None:
    horizon = Horizon(100, 10)
    assert horizon.slice(None, None) == slice(0, 10)
    assert horizon.slice(103, 105) == slice(3, 6)
    assert horizon.slice(90, 100) == slice(0, 1)
    for first, last in ((90, 99), (110, 120), (105, 103)):
        outside = horizon.slice(first, last)
        assert outside.start >= outside.stop


def test_what_has_no_bound_is_unknown_in_json() -> None:
    assert json_numbers(np.array([[1.0, np.inf], [2.0, 3.0]])) == [[1.0, None], [2.0, 3.0]]
