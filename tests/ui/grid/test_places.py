"""Rows of records are found, in whatever order they stand and however often one asks."""

from __future__ import annotations

import random

import pytest

from desktop.ui.grid.places import Places


@pytest.mark.parametrize("ascending", [True, False])
def test_every_row_is_found_and_what_is_not_shown_is_not(ascending: bool) -> None:
    chance = random.Random(4)
    ids = sorted(chance.sample(range(1, 10_000), 2_000))
    asked = chance.choices(range(1, 10_000), k=500)
    if not ascending:
        chance.shuffle(ids)
        asked += ids[:300]
    places = Places(ids, ascending)
    for id in asked:
        assert places.row_of(id) == (ids.index(id) if id in ids else None)
    assert Places([], ascending).row_of(1) is None
