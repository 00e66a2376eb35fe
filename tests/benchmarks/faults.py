"""Hunt for losses: `python3 packaging/dev.py python tests/benchmarks/faults.py [--rounds 200]`.

Kills a process somewhere in its work, and in a migration; flips bits, fills disks; prints what came
of each round and ends with status 1 if anything was lost. `--small-disk FOLDER` fills a real file
system, which should be a small one made for it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.storage import faults


def rounds_of(do: Callable[[Path, int], str], count: int, folder: Path) -> Iterable[str]:
    """Do a round for each seed, in an empty folder."""
    for seed in range(count):
        yield do(faults.emptied(folder), seed)


def told(name: str, found: Iterable[str]) -> int:
    """Print what came of the rounds, and give how many lost something."""
    counts = Counter(found)
    parts = ", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items()))
    print(f"{name}: {counts.total()} rounds: {parts}; {counts['lost']} lost", flush=True)
    return counts["lost"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="rounds of kills and full disks")
    parser.add_argument("--flips", type=int, default=400, help="bits that are flipped")
    parser.add_argument("--small-disk", type=Path, help="folder on a small file system")
    options = parser.parse_args()
    lost = 0
    with tempfile.TemporaryDirectory(prefix="offtake-") as name:
        folder = Path(name)
        lost += told("kill", rounds_of(faults.kill_round, options.rounds, folder))
        lost += told(
            "kill migration", rounds_of(faults.kill_migration_round, options.rounds, folder)
        )
        faults.emptied(folder)
        lost += told("bit flips", faults.flip_rounds(folder, 1, options.flips))
        lost += told("disk full", rounds_of(faults.full_disk_round, options.rounds, folder))
    if options.small_disk:
        lost += told(
            "small disk", rounds_of(faults.small_disk_round, options.rounds, options.small_disk)
        )
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
