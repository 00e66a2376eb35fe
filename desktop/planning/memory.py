"""Memory: what planning worked out lately, so that an edit costs what it changes.

The functions of planning stay pure. One that is asked over and over keeps its latest answers
together with everything that they were computed from. Before any part of an answer is used again,
what it was computed from is compared with what is asked now: numbers by their values, records and
tables by being the very same objects, which never change. What differs is computed anew. So an
answer can be old but never out of date; `tests/planning/test_memory.py` holds every one that was
given after random edits against one that was worked out from the start.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

T = TypeVar("T")
#: What sets an answer apart from what is asked: rows, pools; empty where nothing does.
D = TypeVar("D", bound=Sized)

#: Bytes that the answers of one function may take together.
_ROOM = 128 * 1024**2

_remembers: ContextVar[bool] = ContextVar("remembers", default=True)
_memories: weakref.WeakSet[Memory[Any]] = weakref.WeakSet()


@contextmanager
def afresh() -> Iterator[None]:
    """Work everything out from the start within this block; nothing of it is kept."""
    token = _remembers.set(False)
    try:
        yield
    finally:
        _remembers.reset(token)


class Memory(Generic[T]):
    """The latest answers of one function, `most` of them; may be asked from any thread.

    Answers that are large leave room for fewer: one about 200,000 records would take half a
    gigabyte for as long as a file is open, and is worked out again instead.
    """

    def __init__(self, most: int = 4) -> None:
        self._most = most
        self._kept: list[tuple[T, int]] = []
        self._lock = threading.Lock()
        _memories.add(self)

    def nearest(self, differences: Callable[[T], D | None], enough: int = 0) -> tuple[T, D] | None:
        """Give the answer that differs least from what is asked, and in what it differs.

        `differences` gives None for an answer that cannot serve. The search goes from the newest
        answer to the oldest and ends with one that differs in no more than `enough`.
        """
        if not _remembers.get():
            return None
        with self._lock:
            kept = [answer for answer, _ in self._kept]
        best: tuple[T, D] | None = None
        for answer in kept:
            found = differences(answer)
            if found is not None and (best is None or len(found) < len(best[1])):
                best = answer, found
                if len(found) <= enough:
                    break
        return best

    def keep(self, answer: T, size: int = 0) -> None:
        """Keep an answer, which takes so many bytes, as the newest."""
        if not _remembers.get():
            return
        with self._lock:
            others = [one for one in self._kept if one[0] is not answer]
            room, kept = _ROOM, []
            for one in [(answer, size), *others][: self._most]:
                if one[1] <= room:
                    room -= one[1]
                    kept.append(one)
            self._kept = kept

    def forget(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._kept = []


def forget() -> None:
    """Let go of all answers: the records that they were computed from are needed no more."""
    for memory in list(_memories):
        memory.forget()
