"""What holds when a process is killed in the midst of writing, and when two write at once."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import BusyError
from desktop.core.i18n import Text
from desktop.storage.store import Store

ROOT = Path(__file__).parents[2]

#: Says "tick" every so many steps of SQLite while it writes a large change, then "done".
IMPORT = """
import sys
from pathlib import Path
from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.storage.store import Store

store = Store.open(Path(sys.argv[1]))
# A small cache, so that half of the change is in the file long before it is committed.
store._connection.execute("PRAGMA cache_spill = ON")
store._connection.execute("PRAGMA cache_size = 20")
store._connection.set_progress_handler(lambda: print("tick", flush=True), 20_000)
values = [{"code": f"M{n}", "name": "x" * 40} for n in range(8000)]
changes = [Change("material", -1 - n, None, after) for n, after in enumerate(values)]
print("ready", flush=True)
store.apply(ChangeSet(Text("Import"), "import", changes))
print("done", flush=True)
sys.stdin.read()
"""

#: Adds records of its own and counts one shared cell up, again and again.
WRITE = """
import sys
from pathlib import Path
from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import StaleError
from desktop.core.i18n import Text
from desktop.storage.store import Store

path, name, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Store.open(path) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    for n in range(rounds):
        while True:
            cover = store.dataset["material"][1].target_cover
            own = Change("material", -1, None, {"code": f"{name}{n}", "name": name})
            shared = Change("material", 1, {"target_cover": cover}, {"target_cover": cover + 1})
            try:
                store.apply(ChangeSet(Text("Add"), "command line", [own, shared]))
                break
            except StaleError:
                continue
print("done", flush=True)
"""


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


def wait_for(process: subprocess.Popen[str], word: str, count: int = 1) -> bool:
    """Read lines until `word` came `count` times; False if the process says "done" before."""
    assert process.stdout is not None
    for line in process.stdout:
        count -= line.strip() == word
        if not count:
            return True
        if line.strip() == "done":
            return False
    raise AssertionError("the process ended too soon")


@pytest.mark.parametrize("ticks", [1, 9, 20, 33, None])
def test_a_killed_import_is_there_whole_or_not_at_all(path: Path, ticks: int | None) -> None:
    with Store.create(path) as store:
        before = store.dataset
    process = start(IMPORT, path)
    try:
        if ticks is None:
            wait_for(process, "done")
        else:
            wait_for(process, "tick", ticks)
    finally:
        process.kill()
        process.communicate()
    with Store.open(path) as store:
        assert (len(store.dataset["material"]), store.revision) in [(0, 1), (8000, 2)]
        assert ticks is not None or store.revision == 2
        assert store.at(1) == before
        verdict = store._connection.execute("PRAGMA integrity_check").fetchone()[0]
        assert verdict == "ok"
    assert os.listdir(path.parent) == ["plan.offtake"]


def test_two_processes_that_write_at_once_lose_nothing(store: Store, path: Path) -> None:
    first = {"code": "SHARED", "name": "shared", "target_cover": 0.0}
    store.apply(ChangeSet(Text("Add"), "grid", [Change("material", -1, None, first)]))
    rounds = 25
    processes = [start(WRITE, path, name, rounds) for name in ("a", "b")]
    for process in processes:
        wait_for(process, "ready")
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0 and "done" in output
    told: list[int] = []
    store.on_changed.append(lambda revision: told.append(revision.number))
    store.refresh()
    assert told == list(range(3, 3 + 2 * rounds))
    assert store.dataset["material"][1].target_cover == 2 * rounds
    codes = {material.code for material in store.dataset["material"]}
    assert codes == {"SHARED"} | {f"{name}{n}" for name in "ab" for n in range(rounds)}
    with Store.open(path) as again:
        assert again.dataset == store.dataset
    while store.undo():
        pass
    assert store.dataset == store.at(1)


def test_a_window_is_told_soon_that_another_is_writing(store: Store, path: Path) -> None:
    change = ChangeSet(
        Text("Add"), "grid", [Change("material", -1, None, {"code": "A", "name": "A"})]
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError), store.briefly():
            timeout = store._connection.execute("PRAGMA busy_timeout").fetchone()[0]
            store.apply(change)
        other.execute("ROLLBACK")
    assert timeout < 100, "in milliseconds"
    assert store._connection.execute("PRAGMA busy_timeout").fetchone()[0] == 10_000
    assert store.apply(change) is not None


def test_a_window_is_told_soon_that_its_own_work_is_writing(store: Store) -> None:
    begun, done = threading.Event(), threading.Event()

    def work() -> None:
        with store._lock:
            begun.set()
            done.wait()

    worker = threading.Thread(target=work)
    worker.start()
    begun.wait()
    with pytest.raises(BusyError), store.briefly():
        pass
    done.set()
    worker.join()
    with store.briefly():
        assert store.refresh() == []
