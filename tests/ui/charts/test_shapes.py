"""Shapes of whole arrays, with known corners."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.ui.charts.shapes import area_of, hatch_lines, line_of, polygon, stretches
from desktop.ui.charts.stack_layer import steps

X = np.array([0.0, 10.0, 20.0])


def test_a_line_is_level_over_each_period() -> None:
    corners = [(p.x(), p.y()) for p in steps(X, np.array([3.0, 5.0]))]
    assert corners == [(0, 3), (10, 3), (10, 5), (20, 5)]
    drawn = line_of(X, np.array([3.0, 5.0]))
    assert [(drawn.at(i).x(), drawn.at(i).y()) for i in range(drawn.size())] == corners


def test_an_area_goes_there_and_back() -> None:
    area = area_of(X, np.array([3.0, 5.0]), np.array([8.0, 8.0]))
    assert area.size() == 8
    assert area.boundingRect().getRect() == (0, 3, 20, 5)


def test_nothing_gives_nothing() -> None:
    none = np.zeros(0)
    assert polygon(none, none).isEmpty()
    assert stretches(none, none) == []
    assert hatch_lines(np.zeros(1), none, none, 5) == []
    assert hatch_lines(X, np.ones(2), np.ones(2), 5) == []


@pytest.mark.parametrize("falling", [False, True])
def test_hatching_stays_inside_its_boxes(falling: bool) -> None:
    top, below = np.array([0.0, 8.0]), np.array([20.0, 14.0])
    lines = hatch_lines(X, top, below, 5, falling)
    assert lines
    for one in lines:
        for x, y in ((one.x1(), one.y1()), (one.x2(), one.y2()), one.center().toTuple()):
            box = 0 if x < 10 or (x == 10 and not 8 <= y <= 14) else 1
            assert 0 <= x <= 20 and top[box] - 1e-9 <= y <= below[box] + 1e-9
        assert (one.dy() > 0) == falling


def test_a_line_through_several_boxes_is_one() -> None:
    many = np.linspace(0.0, 20.0, 21)
    level = np.zeros(20), np.full(20, 20.0)
    assert len(hatch_lines(many, *level, 5)) == len(hatch_lines(X, level[0][:2], level[1][:2], 5))
