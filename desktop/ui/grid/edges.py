"""Edges: how far the filled cells of a row or a column go on, as Excel counts them."""

from __future__ import annotations

from collections.abc import Callable


def edge(filled: Callable[[int], bool], here: int, step: int, last: int) -> int:
    """Give the place that Ctrl and an arrow lead to from `here`, among the places 0 to `last`.

    It is the end of the block of filled cells, from there the next filled cell, and the last
    place where none comes; `step` is 1 or -1.
    """
    place = here + step
    if not 0 <= place <= last:
        return here
    if filled(here) and filled(place):
        while 0 <= place + step <= last and filled(place + step):
            place += step
        return place
    while 0 <= place <= last and not filled(place):
        place += step
    return max(0, min(place, last))


def length(filled: Callable[[int], bool], start: int, last: int) -> int:
    """Give how many places in a row are filled from `start` on."""
    place = start
    while place <= last and filled(place):
        place += 1
    return place - start
