"""Garbage: keeps Python from looking for unused circles of objects where there cannot be any."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: So many new objects are not walked when the collector is on again: it would stop every thread.
_MANY = 50_000


@contextmanager
def without_collection() -> Iterator[None]:
    """Keep the garbage collector from walking all records again and again as they are made.

    Rows, records, changes and their values hold no circles, so there is nothing for it to find.
    Where very many were made they are frozen, for whoever collects later to thaw.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if gc.get_count()[0] > _MANY:
                gc.freeze()
            gc.enable()
