"""How long the window takes to show an edit, and to draw a frame while a chart is panned.

    python3 packaging/dev.py python tests/benchmarks/redraw.py [EDITS] [VIEW …]

Opens the real window on 1,000 capacity records, 2,000 agreements and 2,000 demand lines over 240
months (see `plan.py`), once at scale 1 and once at scale 2, and types into one cell at a time.
Prints milliseconds: `write` until the file has the edit, `redraw` from then until the view's
charts are painted (with work beside the window, if the view asks for any), `all` for both,
`held` for the longest time in which the window answered nobody after the write, `work` for the
processor time of the window's thread after the write, and `stretch` for the longest piece of that
without an answer; these two are not lengthened by other programs on the machine.
Not a test: nothing fails here, and nothing needs a screen.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES
from desktop.operations.edit import set_values
from desktop.storage.store import Store
from desktop.ui.app import make_application, make_window
from desktop.ui.charts.time_span import TimeSpan
from desktop.ui.collector import Collector
from desktop.ui.main_window import MainWindow
from desktop.ui.window_state import WindowState
from tests.benchmarks.plan import records

VIEWS = ("timeline", "balance", "promises", "overview", "risk", "scenario")
WIDTH, HEIGHT = 1440, 900
#: A time without an answer that is shorter than this is none.
_BRIEF = 0.004


def fill(store: Store) -> None:
    """Write the records, preferences that ask for all of their months, and a scenario."""
    made = records()
    changes = [
        Change(name, -record.id, None, _new(made, name, record))
        for name in made.types
        for record in made[name]
        if not made.types[name].single
    ]
    changes += [
        Change("scenario", -1, None, {"code": "S1", "name": "Slips"}),
        *(
            Change("adjustment", -n, None, {
                "code": f"S1-{n}", "scenario": -1, "kind": "shift start", "enabled": "yes",
                "amount": 6.0 * n, "organization": -n})
            for n in range(1, 4)
        ),
    ]  # fmt: skip
    store.apply(ChangeSet(Text("Benchmark"), "new", changes))
    own = store.dataset.find("organization", "O150")
    wanted = {"horizon_start": 2026, "horizon_years": 20, "own_organization": own}
    store.apply(set_values(store.dataset, TYPES["preferences"], {1: wanted}, "form"))


def _new(made: Dataset, name: str, record: Any) -> dict[str, Any]:
    """Give the values of a new record; references go to records that are new as well."""
    type = made.types[name]
    found = {key: value for key, value in type.values(record).items() if value is not None}
    return {
        key: -value if key in {f.name for f in type.references} else value
        for key, value in found.items()
    }


def edits(store: Store, seed: str) -> Iterable[tuple[str, int, dict[str, Any]]]:
    """Give cells to type into, one after another: type, id and the value."""
    chance = random.Random(seed)
    while True:
        for name, field in (
            ("capacity", "nameplate"), ("agreement", "volume"), ("demand", "quantity"),
            ("capacity", "start"), ("capacity", "end"),
        ):  # fmt: skip
            id = chance.choice(list(store.dataset[name].ids))
            value: Any = chance.uniform(0.1, 50)
            if field == "start":
                value = PartialDate.parse(f"{chance.randint(2026, 2030)}-04")
            elif field == "end":
                value = PartialDate.parse(f"{chance.randint(2041, 2045)}-06")
            if getattr(store.dataset[name][id], field) != value:
                yield name, id, {field: value}


class Clock:
    """Follows the window: how long it answered nobody at most, and what it worked when busy."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.held = self.worked = self.stretch = 0.0

    def settle(self, since: float, spent: float | None = None, quiet: int = 8) -> float:
        """Let the window work until nothing is left to do; give when that was.

        `since` is a time of the clock, `spent` one of the processor in the window's thread.
        """
        self.held = self.stretch = 0.0
        busy, beats = since, 0
        loop, timer = QEventLoop(), QTimer()
        before, worked = since, time.thread_time() if spent is None else spent

        def beat() -> None:
            nonlocal before, worked, busy, beats
            now, done = time.perf_counter(), time.thread_time()
            self.stretch, worked = max(self.stretch, done - worked), done
            gap, before = now - before, now
            self.held = max(self.held, gap)
            beats += 1
            if gap > _BRIEF or self.window.session.jobs.running:
                busy, beats, self.worked = now, 0, time.thread_time()
            if beats >= quiet:
                loop.quit()

        timer.timeout.connect(beat)
        timer.start(1)  # not without a pause: work beside the window needs the processor, too
        loop.exec()
        return busy

    def rest(self) -> None:
        """Wait until what follows an edit later, such as the list of problems, is done, too."""
        loop = QEventLoop()
        QTimer.singleShot(250, loop.quit)
        loop.exec()
        self.settle(time.perf_counter())


def measure_edits(window: MainWindow, view: str, count: int) -> None:
    """Type into cells and print how long the view takes."""
    session, clock = window.session, Clock(window)
    written = worked = 0.0

    def on_written(_: object) -> None:
        nonlocal written, worked
        written, worked = time.perf_counter(), time.thread_time()

    session.store.on_changed.insert(0, on_written)
    rows: list[tuple[float, ...]] = []
    for n, (name, id, values) in enumerate(edits(session.store, view)):
        if n == count + 2:
            break
        begin = time.perf_counter()
        session.apply(
            set_values(session.dataset, session.dataset.types[name], {id: values}, "grid")
        )
        done = clock.settle(written, worked)
        if n >= 2:  # the first ones find nothing that was worked out before
            work = clock.worked - worked
            rows.append(
                (written - begin, done - written, done - begin, clock.held, work, clock.stretch)
            )
        clock.rest()
    session.store.on_changed.remove(on_written)
    names = ("write", "redraw", "all", "held", "work", "stretch")
    told = zip(names, zip(*rows, strict=True), strict=True)
    print(f"{view}: " + ", ".join(f"{name} {_told(found)}" for name, found in told), flush=True)


def measure_frames(view: str, span: TimeSpan) -> None:
    """Pan the time axis of a view and print how long a frame takes."""
    span.show(span.first, span.first + 120)
    took: list[tuple[float, float]] = []
    for n in range(40):
        begin, worked = time.perf_counter(), time.thread_time()
        span.pan(1.0 if n < 20 else -1.0)
        QApplication.processEvents()
        took.append((time.perf_counter() - begin, time.thread_time() - worked))
    span.fit()
    told = zip(("frame", "work"), zip(*took[2:], strict=True), strict=True)
    print(f"{view}, panned: " + ", ".join(f"{name} {_told(found)}" for name, found in told))


def _told(seconds: Iterable[float]) -> str:
    found = [one * 1000 for one in seconds]
    return f"{statistics.median(found):.0f} ({min(found):.0f}–{max(found):.0f})"


def open_window(folder: Path) -> tuple[QApplication, MainWindow]:
    """Give the window with the workspace open, as a user sees it after some seconds."""
    path = folder / "benchmark.offtake"
    with Store.create(path) as store:
        fill(store)
    app = make_application(["offtake"])
    window = make_window(app, WindowState(folder / "window.ini"))
    Collector(window.session)
    window.resize(WIDTH, HEIGHT)
    window.show()
    window.documents.drop(path)
    clock = Clock(window)
    clock.settle(time.perf_counter(), quiet=50)
    clock.rest()
    return app, window


def run(count: int, views: Iterable[str]) -> None:
    """Measure all views in this process."""
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = scratch
        _, window = open_window(Path(scratch))
        for view in views:
            shown: Any = window.navigate(view)
            Clock(window).rest()
            measure_edits(window, view, count)
            if isinstance(span := getattr(shown, "span", None), TimeSpan):
                measure_frames(view, span)
        window.close()


def main(arguments: list[str]) -> int:
    """Measure at both scales, each in a process of its own; give the exit status."""
    if "QT_SCALE_FACTOR" in os.environ:
        run(int(arguments[0]), arguments[1:])
        return 0
    count = arguments[0] if arguments else "15"
    for scale in ("1", "2"):
        print(f"scale {scale}, milliseconds: median (least–most) of {count} edits", flush=True)
        command = [sys.executable, __file__, count, *(arguments[1:] or VIEWS)]
        subprocess.run(command, check=True, env={**os.environ, "QT_SCALE_FACTOR": scale})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
