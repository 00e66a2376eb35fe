"""How long a grid of 200,000 records takes: frames while scrolling, sorting, filtering, grouping.

    python3 packaging/dev.py python tests/benchmarks/grid.py [RECORDS]

Prints milliseconds. Not a test: nothing fails here. “Window” is how long the window's thread was
busy at a stretch; in brackets stands the whole time with what runs beside it. On a machine that
is busy with other things, the time of the processor says more than that of the clock.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES
from desktop.ui.app import make_application
from desktop.ui.session import Session
from desktop.ui.views.records import RecordsView

RECORDS = 200_000
FRAMES = 300
_BEAT = 4  # milliseconds between two looks at whether the window's thread is free


def records(n: int, seed: int = 1) -> Dataset:
    """Give capacity records of 300 plants, two metals, and every stage."""
    chance = random.Random(seed)
    stages = TYPES["capacity"].by_name["stage"].choices  # type: ignore[attr-defined]
    dates = [
        PartialDate.parse(f"{year}{part}")
        for year in range(2020, 2041)
        for part in ("", "-H1", "-Q3", "-05")
    ]
    rows: dict[str, list[dict[str, Any]]] = {
        "material": [{"code": "GE", "name": "germanium"}, {"code": "GA", "name": "gallium"}],
        "form": [{"code": "GEO2", "material": 1, "name": "dioxide", "metal_content": 0.69417}],
        "organization": [{"code": "KZ", "name": "Korea Zinc", "roles": ("supplier",)}],
        "plant": [
            {"code": f"P{i}", "name": f"Plant {i}", "owner": 1, "country": "KR"}
            for i in range(300)
        ],
        "capacity": [
            {"code": f"C{i}", "name": f"Line {chance.randint(1, n)} of {i % 977}",
             "plant": chance.randint(1, 300), "material": 1, "form": 1,
             "stage": chance.choice(stages),
             "nameplate": None if chance.random() < 0.05 else round(chance.uniform(1, 50), 3),
             "unit": chance.choice(("t", "kg")), "basis": chance.choice(("contained", "gross")),
             "start": chance.choice(dates), "utilization": float(chance.randint(50, 100))}
            for i in range(n)
        ],
    }  # fmt: skip
    changes = [
        Change(type, id, None, {k: v for k, v in values.items() if v is not None})
        for type, group in rows.items()
        for id, values in enumerate(group, start=1)
    ]
    return Dataset(TYPES, workspace="benchmark").with_changes(changes)


def milliseconds(act: Callable[[], object]) -> float:
    """Give how long something keeps the thread that calls it."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def frames(label: str, view: RecordsView, act: Callable[[], object]) -> None:
    """Print how long a key or a turn of the wheel takes until all of it is painted anew."""
    view.table.verticalScrollBar().setValue(0)
    walls, works = [], []
    for _ in range(FRAMES):
        begun = time.thread_time()
        walls.append(milliseconds(lambda: (act(), view.table.viewport().repaint())))
        works.append((time.thread_time() - begun) * 1000)
    middle, worst = statistics.median(walls), sorted(walls)[int(FRAMES * 0.99)]
    alone, most = statistics.median(works), sorted(works)[int(FRAMES * 0.99)]
    print(f"{label:32s} median {middle:6.1f}   p99 {worst:6.1f}   "
          f"[processor: median {alone:6.1f}   p99 {most:6.1f}]")  # fmt: skip


def stretch(label: str, view: RecordsView, act: Callable[[], object]) -> None:
    """Print the longest stretch for which the window's thread was busy, and the whole time."""
    loop, timer = QEventLoop(), QTimer()
    begun = last = time.perf_counter()
    longest = 0.0

    def beat() -> None:
        nonlocal last, longest
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
        if not view._beside.running and not view.is_working and not view._pause.isActive():
            loop.quit()

    timer.timeout.connect(beat)
    timer.start(_BEAT)
    act()
    beat()
    loop.exec()
    view.table.viewport().repaint()
    beat()
    whole = (last - begun) * 1000
    print(f"{label:44s} window {longest * 1000:6.1f}   [whole {whole:7.1f}]")


def main(n: int) -> None:
    """Measure a view of capacity records."""
    app = make_application(["offtake"])
    session = Session()
    dataset = records(n)
    session._store = SimpleNamespace(  # type: ignore[assignment]
        dataset=dataset, read_only=False, close=lambda: None, path=None
    )
    view = RecordsView(session, "capacity")
    view.resize(1400, 900)
    print(f"{n:,} records")
    print(f"{'shown for the first time':44s} window {milliseconds(view.show):6.1f}")
    view.activateWindow()
    QTest.qWaitForWindowExposed(view)
    table, filters = view.table, view.table.header.filters
    table.focus_rows()
    frames("Page down", view, lambda: QTest.keyClick(table, Qt.Key.Key_PageDown))
    frames("Arrow down", view, lambda: QTest.keyClick(table, Qt.Key.Key_Down))
    frames("wheel", view, lambda: turn(table))
    bar = table.horizontalScrollBar()
    frames("sideways, a column frozen", view, lambda: bar.setValue((bar.value() + 30) % 600))
    for name in ("name", "nameplate", "start", "plant"):
        stretch(f"sort by {name}", view, lambda name=name: view.sort_by(name, False))  # type: ignore[misc]
    stretch("sort by three", view, lambda: view._on_sort(
        [("plant", False), ("start", True), ("name", False)]))  # fmt: skip
    stretch("no sort", view, view.unsort)
    for name, text in (("name", "line 12"), ("nameplate", "10..20"), ("start", ">2028-H1")):
        stretch(f"filter {name} {text}", view, lambda: filters.set_texts({name: text}))  # noqa: B023
    stretch("clear filters", view, view.clear_filters)
    stretch("search in all fields", view, lambda: view.search.setText("committed p12"))
    stretch("clear search", view, view.clear_filters)
    for name in ("plant", "material", "start"):
        stretch(f"group by {name}", view, lambda name=name: view.group_by(name))  # type: ignore[misc]
    stretch("close a group", view, lambda: view.records.turn(0))
    stretch("open a group", view, lambda: view.records.turn(0))
    frames("Page down in groups", view, lambda: QTest.keyClick(table, Qt.Key.Key_PageDown))
    stretch("no groups", view, lambda: view.group_by(""))
    stretch("totals", view, view.show_totals)
    stretch("select all", view, table.selectAll)
    stretch("values to tick", view, lambda: view.choose_values("plant"))
    view._beside.finish()
    session._store = None
    app.quit()


def turn(table: Any) -> None:
    """Turn the wheel by one notch."""
    middle = QPointF(table.viewport().rect().center())
    event = QWheelEvent(
        middle, table.viewport().mapToGlobal(middle), QPoint(0, 0), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(table.viewport(), event)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS)
