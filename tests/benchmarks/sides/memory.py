"""Sides about memory and about opening a file."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.measuring import Clock, Figures, memory


def opened(workspace: str) -> Figures:
    """Read a workspace file."""
    from desktop.storage.store import Store

    with Clock() as clock, Store.open(Path(workspace), read_only=True) as store:
        pass
    return clock.figures(records=len(store.dataset["capacity"]))


def tuples(workspace: str) -> Figures:
    """Hold the rows of a file as tuples in a list; `held` is what they take, in bytes."""
    import sqlite3

    connection = sqlite3.connect(workspace)
    before = memory("VmRSS")
    rows = list(connection.execute("SELECT * FROM capacity"))
    return {"held": memory("VmRSS") - before, "records": len(rows)}


def window(workspace: str) -> Figures:
    """Have a file open in the window and its records shown; `held` is all memory, in bytes."""
    from tests.benchmarks.sides.window import Shown

    with Shown(Path(workspace)) as shown:
        shown.records()
        return {"held": memory("VmRSS")}


def bare() -> Figures:
    """Have a bare window; `held` is all memory, in bytes."""
    from tests.benchmarks.sides import start

    start.bare()
    return {"held": memory("VmRSS")}
