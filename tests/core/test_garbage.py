"""Nobody waits for the collector while many objects are made; free memory is given back."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Iterator

import pytest

from desktop.core.garbage import give_back, let_go, without_collection


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


def test_nothing_is_walked_while_objects_without_circles_are_made(walks: list[int]) -> None:
    with without_collection():
        assert not gc.isenabled()
        kept = [[n] for n in range(200_000)]
        assert not walks
    assert gc.isenabled()
    assert len(kept) == 200_000


def test_within_another_it_stays_off() -> None:
    with without_collection():
        with without_collection():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_memory_is_given_back_on_every_system(monkeypatch: pytest.MonkeyPatch) -> None:
    give_back()
    monkeypatch.setattr(sys, "platform", "win32")
    give_back()


def test_what_is_let_go_is_gone() -> None:
    class Held:
        pass

    held = [Held() for _ in range(1001)]
    seen = [weakref.ref(one) for one in held]
    let_go(held)
    assert not held and not any(one() for one in seen)
