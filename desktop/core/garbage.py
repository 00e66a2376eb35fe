"""Garbage: what Python looks through for unused objects, and memory that nobody uses any more."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

#: So many objects are let go at a time.
_PIECE = 200


@contextmanager
def without_collection() -> Iterator[None]:
    """Keep the garbage collector from walking all records again and again as they are made.

    Rows, records, changes and their values hold no circles, so there is nothing for it to find.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            # What was made is old at once: else all of it would be walked right now.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def let_go(held: list[Any]) -> None:
    """Empty a list a piece at a time; for objects that nobody else holds.

    Taken apart in one go, 100,000 records keep every other thread from Python for so long that
    the window would be noticed to stand still.
    """
    while held:
        del held[-_PIECE:]


def give_back() -> None:
    """Give memory that was used and is free again back to the system; takes milliseconds.

    On Linux, C's library keeps what a large piece of work used in between for the next one. Where
    the system has another library, nothing is done.
    """
    if sys.platform != "linux":
        return
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
