"""The stretch of time in view."""

from __future__ import annotations

import pytest

from desktop.ui.charts.time_span import FEWEST_MONTHS, TimeSpan


def test_new_limits_are_fitted_at_first(span: TimeSpan) -> None:
    assert (span.low, span.high) == (2026 * 12, 2031 * 12)
    assert span.is_fitted


def test_zoom_keeps_the_month_under_the_pointer(span: TimeSpan) -> None:
    about = 2027 * 12
    share = (about - span.low) / span.width
    span.zoom(0.5, about)
    assert span.width == pytest.approx(30)
    assert (about - span.low) / span.width == pytest.approx(share)


def test_zoom_ends_at_everything_and_at_a_few_months(span: TimeSpan) -> None:
    span.zoom(1e-6)
    assert span.width == FEWEST_MONTHS
    span.zoom(1e6)
    assert span.is_fitted


def test_pan_stops_at_the_limits(span: TimeSpan) -> None:
    span.zoom(0.5)
    span.pan(10_000)
    assert span.high == span.last
    assert span.width == pytest.approx(30)
    span.pan(-10_000)
    assert span.low == span.first


def test_a_longer_horizon_keeps_what_is_in_view(span: TimeSpan) -> None:
    span.zoom(0.5, span.first)
    seen = (span.low, span.high)
    span.set_limits(2025 * 12, 2040 * 12)
    assert (span.low, span.high) == seen
    span.set_limits(2060 * 12, 2070 * 12)
    assert span.is_fitted


def test_changes_are_told_once(span: TimeSpan) -> None:
    told: list[float] = []
    span.changed.connect(lambda: told.append(span.low))
    span.fit()
    assert told == []
    span.zoom(0.5)
    span.fit()
    assert len(told) == 2
