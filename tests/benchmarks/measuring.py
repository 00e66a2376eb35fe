"""Sides of a comparison: each in a process of its own, in turn, with its time and its memory.

A side is a function of a module in `tests/benchmarks/sides`. It takes texts, prepares, times what
is compared with a `Clock`, and gives figures by name: `seconds` of the clock, `work` of the
processor, and what else it found. Added to them is `peak`, the most memory that the process had.
"""

from __future__ import annotations

import ast
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
Figures = dict[str, Any]
_CALL = """
import sys
from importlib import import_module
found = getattr(import_module(sys.argv[1]), sys.argv[2])(*sys.argv[3:])
from tests.benchmarks.measuring import memory
print(repr({**found, "peak": memory("VmHWM")}))
"""


class Clock:
    """Times what happens inside `with`, by the clock and by the processor."""

    def __enter__(self) -> Clock:
        self._begin, self._worked = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._begin
        self.work = time.process_time() - self._worked

    def figures(self, **more: Any) -> Figures:
        """Give what was found."""
        return {"seconds": self.seconds, "work": self.work, **more}


def memory(what: str) -> int:
    """Give memory of this process in bytes: `VmRSS` now, `VmHWM` at most so far."""
    if sys.platform.startswith("linux"):
        with open("/proc/self/status", encoding="ascii") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith(what)) * 1024
    if sys.platform == "win32":
        return 0  # not known there without another package
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@dataclass(frozen=True)
class Side:
    """A side to measure: module in `sides`, function, and what it is told."""

    module: str
    function: str
    arguments: tuple[object, ...] = ()


class Bench:
    """Runs sides; `folder` holds what they read, write, and remember."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder, self.rounds = folder, rounds
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        homes = {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "CACHE")}
        # The second start finds compiled code, as an installed program does.
        compiled = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONHASHSEED": "0"}
        self._environment = {"QT_QPA_PLATFORM": "offscreen", **kept, **homes, **compiled}

    def run(self, side: Side) -> Figures:
        """Measure one side once; raises `CalledProcessError` if it fails."""
        command = [sys.executable, "-c", _CALL, f"tests.benchmarks.sides.{side.module}"]
        command += [side.function, *map(str, side.arguments)]
        begin = {"OFFTAKE_BEGIN": str(time.monotonic())}
        done = subprocess.run(
            command, cwd=ROOT, env=self._environment | begin, check=True, stdout=subprocess.PIPE,
            encoding="utf-8",
        )  # fmt: skip
        found: Figures = ast.literal_eval(done.stdout.splitlines()[-1])
        return found

    def in_turn(self, *sides: Side, rounds: int = 0, warm: bool = False) -> list[list[Figures]]:
        """Measure sides A B A B …; gives the figures of each. `warm` leaves a first round out."""
        found: list[list[Figures]] = [[] for _ in sides]
        for n in range(-1 if warm else 0, rounds or self.rounds):
            for side, figures in zip(sides, found, strict=True):
                one = self.run(side)
                if n >= 0:
                    figures.append(one)
        return found


@dataclass
class Figure:
    """What a case found of one thing: a ratio, or a time where there is nothing to compare with.

    `values` are those of all rounds; `peaks` the memory of ours and of the other side in bytes.
    """

    name: str
    what: str
    goal: float
    values: Sequence[float]
    unit: str = "x"
    at_least: bool = False
    work: Sequence[float] = ()
    peaks: tuple[int, ...] = ()
    told: str = ""

    @property
    def middle(self) -> float:
        """The median, by which the goal is reached or not."""
        return statistics.median(self.values)

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.middle >= self.goal if self.at_least else self.middle <= self.goal

    def to_json(self) -> dict[str, Any]:
        """Give the figure for a file; `ratio` is in `unit`, `x` for times as much."""
        return {
            "what": self.what, "ratio": self.middle, "least": min(self.values),
            "most": max(self.values), "unit": self.unit, "goal": self.goal,
            "better": "more" if self.at_least else "less", "reached": self.reached,
            "ratio_of_work": statistics.median(self.work) if self.work else None,
            "peaks": list(self.peaks), "told": self.told,
        }  # fmt: skip


def ratios(
    over: Sequence[Figures], under: Sequence[Figures], of: Callable[[Figures], float]
) -> list[float]:
    """Give one side over the other, round by round."""
    return [of(one) / of(other) for one, other in zip(over, under, strict=True)]


def compared(
    name: str, what: str, goal: float, ours: Sequence[Figures], theirs: Sequence[Figures],
    *, faster: bool = False,
) -> Figure:  # fmt: skip
    """Give how many times as long ours takes; `faster` tells how many times less instead."""
    over, under = (theirs, ours) if faster else (ours, theirs)
    one, other = (statistics.median(f["seconds"] for f in side) for side in (ours, theirs))
    return Figure(
        name, what, goal, ratios(over, under, lambda f: f["seconds"]), at_least=faster,
        work=ratios(over, under, lambda f: max(f["work"], 1e-9)),
        peaks=tuple(max(f["peak"] for f in side) for side in (ours, theirs)),
        told=f"{one:.3f} s against {other:.3f} s",
    )  # fmt: skip
