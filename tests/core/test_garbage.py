"""Nobody waits for the collector: neither while many objects are made nor right after."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from desktop.core.garbage import without_collection


@pytest.fixture
def walks() -> Iterator[list[int]]:
    """Gives the generations that were collected, as it happens."""
    found: list[int] = []

    def note(phase: str, about: dict[str, int]) -> None:
        if phase == "start":
            found.append(about["generation"])

    gc.collect()
    gc.callbacks.append(note)
    yield found
    gc.callbacks.remove(note)
    gc.unfreeze()


@pytest.mark.parametrize("made", [100, 200_000])
def test_nothing_is_walked_for_objects_without_circles(walks: list[int], made: int) -> None:
    frozen = gc.get_freeze_count()
    with without_collection():
        assert not gc.isenabled()
        kept = [[n] for n in range(made)]
    more = [[n] for n in range(10)]
    assert (gc.isenabled(), len(kept), len(more)) == (True, made, 10)
    assert not walks
    assert (gc.get_freeze_count() - frozen > made) is (made > 1_000)


def test_within_another_it_stays_off() -> None:
    with without_collection():
        with without_collection():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
