"""Random edits in a workbook and in the workspace come together as they must, and nothing else."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.exchange.round_trip import Source, play

SETS, PER_TEST = 40, 5


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return Source(tmp_path_factory.mktemp("sources")).make()


@pytest.mark.parametrize("first", range(0, SETS, PER_TEST))
def test_exactly_what_was_typed_comes_back(sources: list[Path], tmp_path: Path, first: int) -> None:
    for seed in range(first, first + PER_TEST):
        # The example is large, so one set in ten is enough of it.
        source = sources[1] if seed % 10 == 9 else sources[seed % 2 * 2]
        assert play(seed, source, tmp_path) == [], f"set {seed}"


@pytest.mark.parametrize(("seed", "number"), list(itertools.product((1, 2), (0, 1, 2))))
def test_a_workbook_nobody_touched_changes_nothing(
    sources: list[Path], tmp_path: Path, seed: int, number: int
) -> None:
    assert play(seed, sources[number], tmp_path, edits=False) == []
