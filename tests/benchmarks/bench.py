"""Measures the program against other ways to do the same, in turn, on the same data.

    python3 packaging/dev.py bench [CASES] [--json FILE] [--rounds N] [--share X] [--keep FOLDER]

Every side runs in a process of its own, A B A B …, on data made from a seed. Printed are the
median ratio with the least and the most, what is to be reached, and the most memory of both
sides. Nothing fails here but a side that cannot be run. `--share 0.1` takes a tenth of the data:
quick, but not what the goals are about. `--keep` leaves the data in a folder for the next time.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.cases import CASES, Sizes
from tests.benchmarks.measuring import Bench, Figure

_MEGA = 1_000_000


def main() -> int:
    """Measure what is asked for; give the exit status, 1 if a case could not be measured."""
    parser = argparse.ArgumentParser(
        prog="dev.py bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("cases", nargs="*", metavar="CASES", help=", ".join(CASES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--rounds", type=int, default=5, help="of each comparison; 5 unless told")
    parser.add_argument("--share", type=float, default=1.0, help="of the data; 1 unless told")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the data there, once")
    options = parser.parse_args()
    unknown = [name for name in options.cases if name not in CASES]
    if unknown:
        parser.error(f"there is no case {unknown[0]!r}; there are {', '.join(CASES)}")
    if options.rounds < 1 or not 0 < options.share <= 10:
        parser.error("--rounds is at least 1, and --share more than 0 and at most 10")
    found, failed = measured(options.cases or list(CASES), options)
    if options.json is not None:
        written = {figure.name: figure.to_json() for figure in found}
        options.json.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    missed = [figure.name for figure in found if not figure.reached]
    print(f"{len(found) - len(missed)} of {len(found)} reached"
          + (f"; not: {', '.join(missed)}" if missed else "")
          + (f"; not measured: {', '.join(failed)}" if failed else ""))  # fmt: skip
    return 1 if failed else 0


def measured(
    names: list[str], options: argparse.Namespace
) -> tuple[list[Figure], list[str]]:  # fmt: skip
    """Measure cases and print what was found of each; gives the names of those that failed, too."""
    found: list[Figure] = []
    failed: list[str] = []
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(
        f"{time.strftime('%Y-%m-%d')}, {_machine()}{load}, {options.rounds} rounds"
        + (f", {options.share:g} of the data: the goals are for all" * (options.share != 1))
    )
    print(f"{'case':16}{'median':>10}  {'least … most':18}{'goal':>9}    memory of both")
    with _folder(options.keep) as folder:
        bench, sizes = Bench(folder, options.rounds), Sizes(options.share)
        for name in names:
            try:
                for figure in CASES[name](bench, sizes):
                    print(line(figure), flush=True)
                    found.append(figure)
            except (subprocess.CalledProcessError, RuntimeError) as error:
                side = error.cmd[-3:] if isinstance(error, subprocess.CalledProcessError) else error
                print(f"{name:16}cannot be measured: {side}", file=sys.stderr, flush=True)
                failed.append(name)
    return found, failed


def line(figure: Figure) -> str:
    """Give a line of the table, and one with what it is about."""
    values = f"{figure.middle:.3g} {figure.unit}"
    spread = f"{min(figure.values):.3g} … {max(figure.values):.3g}"
    goal = ("≥ " if figure.at_least else "≤ ") + f"{figure.goal:g}"
    sign = "  " if figure.reached else " !"
    peaks = " / ".join(f"{peak / _MEGA:.0f} MB" for peak in figure.peaks)
    return (f"{figure.name:16}{values:>10}  {spread:18}{goal:>9}{sign}  {peaks}\n"
            f"{'':6}{figure.what}" + (f"; {figure.told}" if figure.told else ""))  # fmt: skip


@contextlib.contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="offtake-bench-") as name:
        yield Path(name)


def _machine() -> str:
    """Give what is known of the machine: system, processor, cores."""
    import platform

    processor = platform.processor() or platform.machine()
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, StopIteration), open("/proc/cpuinfo") as lines:
            processor = next(x for x in lines if x.startswith("model name")).split(":")[1].strip()
    return f"{platform.system()}, {processor}, {os.cpu_count()} cores, Python " + (
        platform.python_version()
    )


if __name__ == "__main__":
    sys.exit(main())
