"""What each journal of SQLite costs: `python3 packaging/dev.py python tests/benchmarks/journal.py`.

Writes a typical edit (a revision, its change, the record) again and again into a workspace with the
example, in each journal mode with each synchronous setting. Prints the 10th, 50th and 95th
percentile of an edit in milliseconds (the first is nearest to a disk that nobody else uses), and
which files stand beside the workspace: while it is open, after it was closed, after a process was
killed between two edits and in the middle of one. `--folder` names the disk that is measured,
`--edits` how many edits are measured in each mode.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from desktop.operations import workspace

MODES = ("DELETE", "TRUNCATE", "PERSIST", "WAL")
SETTINGS = ("NORMAL", "FULL", "EXTRA")
#: Rounds in which the modes take turns, so that a busy disk does not fall on one of them.
ROUNDS = 25


def connected(path: Path, mode: str, setting: str) -> sqlite3.Connection:
    """Open a workspace file with a journal mode and a synchronous setting."""
    file = sqlite3.connect(path, isolation_level=None)
    file.execute(f"PRAGMA journal_mode = {mode}")
    file.execute(f"PRAGMA synchronous = {setting}")
    return file


def begin_edit(file: sqlite3.Connection, number: int) -> None:
    """Write what an edit of one field writes, and leave the transaction open."""
    file.execute("BEGIN IMMEDIATE")
    file.execute(
        "INSERT INTO revision VALUES (?, ?, ?, 'grid', 'edit', NULL, ?)",
        (number, "2026-03-15T09:30:00.123456+00:00", '{"source": "Edit {field} of {code}"}',
         '{"organization": [0, 1, 0]}'),
    )  # fmt: skip
    file.execute(
        "INSERT INTO change VALUES (?, 0, 'organization', 1, ?, ?)",
        (number, '{"note": "as it was before"}', f'{{"note": "as it is since {number}"}}'),
    )
    file.execute("UPDATE organization SET note = ? WHERE id = 1", (f"as it is since {number}",))


def measured(path: Path, mode: str, setting: str, edits: int) -> tuple[list[float], str, str]:
    """Give the milliseconds of each edit, and the files beside: while open, and once closed."""
    spent = []
    with closing(connected(path, mode, setting)) as file:
        (last,) = file.execute("SELECT max(number) FROM revision").fetchone()
        for number in range(last + 1, last + 1 + edits):
            begin = time.perf_counter()
            begin_edit(file, number)
            file.execute("COMMIT")
            spent.append((time.perf_counter() - begin) * 1e3)
        open_with = beside(path)
    return spent, open_with, beside(path)


def killed(path: Path, mode: str, setting: str, during: bool) -> str:
    """Give the files beside a workspace whose process was killed, in an edit or after one."""
    subprocess.run(
        [sys.executable, __file__, "--die", str(path), mode, setting, str(int(during))], check=False
    )
    return beside(path)


def die(path: Path, mode: str, setting: str, during: bool) -> None:
    """Edit, and be killed: with pages on disk already where it is during the edit."""
    file = connected(path, mode, setting)
    if during:
        file.execute("PRAGMA cache_size = 5")
    (last,) = file.execute("SELECT max(number) FROM revision").fetchone()
    begin_edit(file, last + 1)
    if during:
        file.execute("UPDATE claim SET note = hex(randomblob(2000))")
    else:
        file.execute("COMMIT")
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def beside(path: Path) -> str:
    """Name the files beside a workspace by their endings."""
    found = sorted(p.name[len(path.name) :] for p in path.parent.iterdir() if p != path)
    return " ".join(found) or "none"


def row(values: tuple[str, ...]) -> str:
    """Give a line of the table."""
    widths = (10, 8, 8, 8, 8, 12, 12, 12, 0)
    return "".join(value.ljust(width) for value, width in zip(values, widths, strict=True))


def compare(folder: Path, edits: int) -> None:
    """Measure all pairs in turn and print the table."""
    fresh = folder / "fresh.offtake"
    workspace.new(fresh, example=True).close()
    place = folder / "place"

    def anew() -> Path:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        return Path(shutil.copy(fresh, place / "plan.offtake"))

    pairs = [(mode, setting) for mode in MODES for setting in SETTINGS]
    times: dict[tuple[str, str], list[float]] = {pair: [] for pair in pairs}
    files: dict[tuple[str, str], tuple[str, str]] = {}
    for _ in range(ROUNDS):
        for pair in pairs:
            spent, *files_of = measured(anew(), *pair, max(1, edits // ROUNDS))
            times[pair] += spent
            files[pair] = files_of[0], files_of[1]
    print(
        row(
            (
                "journal",
                "sync",
                "10 %",
                "median",
                "95 %",
                "open",
                "closed",
                "killed idle",
                "killed in",
            )
        )
    )
    for pair in pairs:
        spent = sorted(times[pair])
        dead = [killed(anew(), *pair, during) for during in (False, True)]
        figures = [f"{spent[int(len(spent) * part)]:.2f}" for part in (0.1, 0.5, 0.95)]
        print(row((*pair, *figures, *files[pair], *dead)), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="folder on the disk to measure")
    parser.add_argument("--edits", type=int, default=300, help="edits measured in each mode")
    parser.add_argument("--die", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.die:
        path, mode, setting, during = options.die
        die(Path(path), mode, setting, during == "1")
    with tempfile.TemporaryDirectory(prefix="offtake-", dir=options.folder) as name:
        compare(Path(name), options.edits)
    return 0


if __name__ == "__main__":
    sys.exit(main())
