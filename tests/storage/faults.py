"""Rounds that hunt for losses: killed processes, flipped bits, full disks.

Each round gives what came of it; `lost` is a round after which the file is not what it should be.
The tests run a few of them, `tests/benchmarks/faults.py` as many as are asked for.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.model import TYPES
from desktop.storage.backups import copy_file
from desktop.storage.migrations import SCHEMA_VERSION
from desktop.storage.soundness import verify
from desktop.storage.store import Store
from tests.storage import later

ROOT = Path(__file__).parents[2]
ACTIONS = ("edit", "import", "undo", "redo", "backup")
_IMPORTED = 400  # records of an import


def make(path: Path) -> None:
    """Make the workspace that every round starts with: a few revisions of a few records."""
    with Store.create(path) as store:
        for number in range(3):
            act(store, "edit", number)
        act(store, "import", 3)


def act(store: Store, action: str, number: int) -> None:
    """Do one thing to a workspace; `number` makes it differ from the others."""
    if action == "undo":
        store.undo()
    elif action == "redo":
        store.redo()
    elif action == "backup":
        copy_file(store.path, store.path.with_name(f"copy {number}.offtake"))
    else:
        count = 1 if action == "edit" else _IMPORTED
        added = [
            Change("material", -1 - n, None, {"code": f"M{number}-{n}", "name": "x" * 60})
            for n in range(count)
        ]
        first = next(iter(store.dataset["material"]), None)
        if first is not None:
            cover = None if first.target_cover is None else first.target_cover
            after = {"target_cover": float(number)}
            added.append(Change("material", first.id, {"target_cover": cover}, after))
        store.apply(ChangeSet(Text("{action}", action=action), "grid", added))


def plan_of(seed: int, length: int = 6) -> list[str]:
    """Give the things that a round does."""
    return random.Random(seed).choices(ACTIONS, weights=(3, 3, 2, 1, 1), k=length)


def states_of(path: Path, actions: Sequence[str]) -> list[Dataset]:
    """Give the datasets at every revision when nobody interferes."""
    with Store.open(path) as store:
        for number, action in enumerate(actions, start=100):
            act(store, action, number)
        return [store.at(n) for n in range(1, store.revision + 1)]


#: Does the things of a plan, and says "tick" every so many steps of SQLite.
WORK = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.storage import faults
from desktop.storage.store import Store

store = Store.open(Path(sys.argv[2]))
# A small cache, so that a change is in the file in part long before it is committed.
store._connection.execute("PRAGMA cache_spill = ON")
store._connection.execute("PRAGMA cache_size = 10")
store._connection.set_progress_handler(lambda: print("tick", flush=True), 1_500)
print("ready", flush=True)
for number, action in enumerate(sys.argv[3:], start=100):
    faults.act(store, action, number)
    print("tick", flush=True)
print("done", flush=True)
sys.stdin.read()
"""


def kill_round(folder: Path, seed: int) -> str:
    """Kill a process somewhere in its work; the file must be at one of its revisions, whole."""
    path, model = folder / "plan.offtake", folder / "model.offtake"
    make(path)
    shutil.copyfile(path, model)
    actions = plan_of(seed)
    states = states_of(model, actions)
    ticks = random.Random(seed + 1).randint(1, 120)
    ended = _killed(WORK, ticks, str(path), *actions)
    with Store.open(path) as store:
        if not 4 <= store.revision <= len(states):
            return "lost"
        known = [store.at(n) for n in range(1, store.revision + 1)]
        if known != states[: store.revision]:
            return "lost"
    for file in (path, *folder.glob("copy *.offtake")):
        verify(file)
    left = {p.name for p in folder.iterdir()} - {"plan.offtake", "model.offtake"}
    stray = [n for n in left if not n.startswith("copy ") and ".part" not in n]
    return "lost" if stray else ended


def _killed(work: str, ticks: int, *arguments: str) -> str:
    """Kill a process at one of its ticks, or when it is done."""
    process = subprocess.Popen(
        [sys.executable, "-c", work, str(ROOT), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    ended = "killed"
    for line in process.stdout:
        ticks -= line == "tick\n"
        if line == "done\n":
            ended = "finished"
        if ticks <= 0 or ended == "finished":
            break
    else:
        raise AssertionError("the process ended by itself")
    process.kill()
    process.communicate()
    return ended


#: Brings a file up to date, and says "tick" every so many steps of SQLite, on any connection.
MIGRATION = """
import sqlite3
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.storage import later
from desktop.storage.store import Store

connect = sqlite3.connect
def ticking(*arguments, **named):
    made = connect(*arguments, **named)
    made.set_progress_handler(lambda: print("tick", flush=True), 1_500)
    return made
sqlite3.connect = ticking

def spilling(step):
    def do(file):
        # A small cache, so that much is in the file long before it is committed.
        file.execute("PRAGMA cache_spill = ON")
        file.execute("PRAGMA cache_size = 10")
        step(file)
        print("tick", flush=True)
    return do

steps = {number: spilling(step) for number, step in later.STEPS.items()}
Store.open(Path(sys.argv[2]), later.LATER, migrations=steps, version=later.VERSION)
print("done", flush=True)
sys.stdin.read()
"""
_TICKS = 440  # of a migration, about


def kill_migration_round(folder: Path, seed: int) -> str:
    """Kill a process that brings a file up to date; the file is of the one version or the other."""
    path = folder / "plan.offtake"
    make(path)
    with Store.open(path) as store:
        right = [store.at(n) for n in range(1, store.revision + 1)]
    ended = _killed(MIGRATION, random.Random(seed).randint(1, _TICKS), str(path))
    with _raw(path) as file:
        (version,) = file.execute("PRAGMA user_version").fetchone()
    if version not in (SCHEMA_VERSION, later.VERSION):
        return "lost"
    for copy in folder.glob("plan.v*.offtake"):
        if not _holds(copy, right, TYPES, SCHEMA_VERSION):
            return "lost"
    if version == later.VERSION and not list(folder.glob("plan.v*.offtake")):
        return "lost"
    if version == SCHEMA_VERSION and not _holds(path, right, TYPES, SCHEMA_VERSION):
        return "lost"
    # Whatever happened, the next start brings it up to date.
    if not _holds(path, right, later.LATER, later.VERSION):
        return "lost"
    return ended if ended == "finished" else f"killed at version {version}"


@contextlib.contextmanager
def _raw(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path)) as file:
        yield file


def _holds(
    path: Path, right: Sequence[Dataset], types: Mapping[str, RecordType], version: int
) -> bool:
    """Tell whether a file opens at a version with these revisions, by what their records say."""
    with Store.open(path, types, migrations=later.STEPS, version=version) as store:
        found = [store.at(n) for n in range(1, store.revision + 1)]
    verify(path)
    return [_told(dataset) for dataset in found] == [_told(dataset) for dataset in right]


def _told(dataset: Dataset) -> dict[tuple[str, int], dict[str, object]]:
    """Give the values of all records that are not blank."""
    return {
        (name, record.id): {k: v for k, v in type.values(record).items() if v is not None}
        for name, type in dataset.types.items()
        for record in dataset[name]
    }


def flip_rounds(folder: Path, seed: int, count: int) -> Iterator[str]:
    """Flip one bit of a file and open it: told, or the same records, or noticed by `verify`."""
    path, broken = folder / "plan.offtake", folder / "broken.offtake"
    make(path)
    content = path.read_bytes()
    with Store.open(path) as store:
        right = [store.at(n) for n in range(1, store.revision + 1)]
    noise = random.Random(seed)
    for _ in range(count):
        flipped = bytearray(content)
        place = noise.randrange(len(flipped))
        flipped[place] ^= 1 << noise.randrange(8)
        broken.write_bytes(flipped)
        yield _opened(broken, right)
        for left in folder.glob("broken.offtake-*"):
            left.unlink()


def _opened(path: Path, right: Sequence[Dataset]) -> str:
    try:
        with Store.open(path) as store:
            same = [store.at(n) for n in range(1, store.revision + 1)] == right
            # Everything that a window asks of a file must give an answer or a sentence.
            for revision in store.history():
                str(store.revision_at(revision.number).label)
            _ = store.undo_label
        if same:
            return "same records"
    except OfftakeError:
        return "told"
    try:
        verify(path)
    except OfftakeError:
        return "noticed"
    return "lost"


def full_disk_round(folder: Path, seed: int) -> str:
    """Let the disk run full somewhere in a change: told, and the file as it was; then room."""
    path = folder / "plan.offtake"
    make(path)
    noise = random.Random(seed)
    with Store.open(path) as store:
        before = store.dataset
        connection = store._connection
        pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
        limit = pages + noise.randrange(12)
        connection.execute(f"PRAGMA max_page_count = {limit}")
        outcome = "fitted"
        try:
            act(store, "import", 500)
        except OfftakeError as error:
            outcome = "told"
            if "disk is full" not in str(error) or store.dataset is not before:
                return "lost"
            with Store.open(path, read_only=True) as other:
                if other.dataset != before:
                    return "lost"
            connection.execute("PRAGMA max_page_count = 1000000")
            act(store, "import", 500)
        after = store.dataset
    with Store.open(path) as again:
        if again.dataset != after or again.at(before.revision) != before:
            return "lost"
    verify(path)
    return outcome


def small_disk_round(folder: Path, seed: int) -> str:
    """Fill a real file system up to some bytes and edit: told and unchanged, or done."""
    path, filler = folder / "plan.offtake", folder / "filler"
    make(path)
    room = shutil.disk_usage(folder).free - random.Random(seed).randrange(1, 400_000)
    with Store.open(path) as store:
        before = store.dataset
        filler.write_bytes(bytes(max(room, 0)))
        outcome = "fitted"
        try:
            act(store, "import", 500)
        except OfftakeError as error:
            outcome = "told" if path.name in str(error) else "lost"
            if store.dataset is not before:
                return "lost"
        filler.unlink()
        if outcome == "told":
            act(store, "import", 500)
        after = store.dataset
    with Store.open(path) as again:
        if again.dataset != after or again.at(before.revision) != before:
            return "lost"
    verify(path)
    return outcome


def emptied(folder: Path) -> Path:
    """Give the folder with nothing in it."""
    for path in folder.iterdir():
        path.unlink()
    return folder
