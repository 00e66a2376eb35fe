"""Labels of the axes."""

from __future__ import annotations

import pytest

from desktop.core import i18n
from desktop.ui.charts.axes import Cell, month_name, time_cells, value_ticks


def width(text: str) -> float:
    return 7.0 * len(text)


def test_a_wide_view_has_years_and_months() -> None:
    years, parts = time_cells(2028 * 12, 2029 * 12, 1200, width)
    assert years == [Cell(2028 * 12, 2029 * 12, "2028")]
    assert [cell.label for cell in parts[:3]] == ["Jan", "Feb", "Mar"]
    assert len(parts) == 12


def test_less_room_gives_quarters_then_years_alone() -> None:
    _, parts = time_cells(2026 * 12, 2031 * 12, 700, width)
    assert [cell.label for cell in parts[:5]] == ["Q1", "Q2", "Q3", "Q4", "Q1"]
    years, parts = time_cells(2026 * 12, 2046 * 12, 900, width)
    assert len(years) == 20 and parts == []


def test_years_thin_out() -> None:
    years, _ = time_cells(2020 * 12, 2060 * 12, 400, width)
    assert [cell.label for cell in years] == [str(y) for y in range(2020, 2060, 5)]


def test_half_a_quarter_in_view_has_a_cell() -> None:
    _, parts = time_cells(2026 * 12 + 1, 2029 * 12 + 1, 700, width)
    assert parts[0] == Cell(2026 * 12, 2026 * 12 + 3, "Q1")


def test_months_have_the_names_of_the_language() -> None:
    assert month_name(2) == "Mar"
    i18n.use("ko")
    assert month_name(2) == "3월"


@pytest.mark.parametrize(
    ("top", "pixels", "expected"),
    [
        (12.0, 300, [0, 2, 4, 6, 8, 10, 12]),
        (0.05, 200, [0, 0.01, 0.02, 0.03, 0.04, 0.05]),
        (1000.0, 120, [0, 500, 1000]),
        (0.0, 100, [0]),
    ],
)
def test_values_are_round(top: float, pixels: float, expected: list[float]) -> None:
    assert value_ticks(top, pixels, 40) == expected
