"""Sides in the window: edits, arranging, frames, and how long it answers nobody during work."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QLoggingCategory, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.ui.app import make_application, make_window
from desktop.ui.collector import Collector
from desktop.ui.window_state import WindowState
from tests.benchmarks.measuring import Figures

_SIZE = (1440, 900)
_FRAMES = 200


class Beat:
    """Lets the window work, and tells the longest time in which it answered nobody."""

    def __init__(self) -> None:
        self.longest = self.work = 0.0

    def until(self, done: Callable[[], bool], every: int = 1) -> None:
        """Let the window work until something holds; looks every few milliseconds."""
        loop, timer = QEventLoop(), QTimer()
        last, worked = time.perf_counter(), time.thread_time()

        def beat() -> None:
            nonlocal last, worked
            now, spent = time.perf_counter(), time.thread_time()
            self.longest = max(self.longest, now - last)
            self.work = max(self.work, spent - worked)
            last, worked = now, spent
            if done():
                loop.quit()

        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(beat)
        timer.start(every)
        loop.exec()


class Shown:
    """The window with a file open, from `with` to its end."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Shown:
        # Without a screen, each window says that it has no size to ask for.
        QLoggingCategory.setFilterRules("*.warning=false")
        self.app = make_application(["offtake"])
        folder = Path(os.environ.get("XDG_CONFIG_HOME", self._path.parent))
        self.window = make_window(self.app, WindowState(folder / "benchmark.ini"))
        Collector(self.window.session)
        self.window.resize(*_SIZE)
        self.window.show()
        self.window.documents.drop(self._path)
        Beat().until(lambda: self.window.session.is_open)
        self.rest()
        return self

    def __exit__(self, *_: object) -> None:
        self.window.close()

    def rest(self, seconds: float = 0.4) -> None:
        """Let the window work until no job has run for a while."""
        since = time.perf_counter()

        def idle() -> bool:
            nonlocal since
            if self.window.session.jobs.running:
                since = time.perf_counter()
            return time.perf_counter() - since > seconds

        Beat().until(idle, every=5)

    def records(self) -> Any:
        """Show the capacity records in the grid."""
        view: Any = self.window.navigate("capacity")
        Beat().until(lambda: not view.is_working)
        self.rest()
        return view


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    begin, worked = time.perf_counter(), time.thread_time()
    act()
    return time.perf_counter() - begin, time.thread_time() - worked


def _columns(found: list[tuple[float, float]]) -> Figures:
    return {"seconds": [one for one, _ in found], "work": [one for _, one in found]}


def edits(workspace: str, count: str = "120") -> Figures:
    """Type nameplates into cells all over the grid; each is timed from Enter to its painting."""
    chance, found = random.Random(3), []
    with Shown(Path(workspace)) as shown:
        view = shown.records()
        table, column = view.table, view.records.column_of("nameplate")
        table.setFocus()
        for n in range(int(count) + 5):
            place = view.records.index(chance.randrange(view.records.rowCount()), column)
            table.setCurrentIndex(place)
            table.scrollTo(place)
            for sign in f"{chance.randint(1, 60)}.{n + 1:03}":
                # The first sign opens an editor, which takes the others.
                QTest.keyClicks(QApplication.focusWidget() or table, sign)
            editor = QApplication.focusWidget()
            revision = shown.window.session.store.revision

            def enter(editor: Any = editor) -> None:
                QTest.keyClick(editor, Qt.Key.Key_Return)
                if view.is_working:
                    Beat().until(lambda: not view.is_working)
                table.viewport().repaint()

            took = _timed(enter)
            assert shown.window.session.store.revision == revision + 1
            if n >= 5:
                found.append(took)
            Beat().until(lambda: True)  # what follows later is not part of the next
    return _columns(found)


def arranging(workspace: str, rounds: str = "3") -> Figures:
    """Sort, filter and search; each is timed until the rows are painted in their new order.

    What waits for the next key, while somebody types, is not counted.
    """
    found: dict[str, list[float]] = {"sort": [], "filter": [], "search": []}
    with Shown(Path(workspace)) as shown:
        view = shown.records()
        view._pause.setInterval(0)
        filters = view.table.header.filters

        def arranged(kind: str, act: Callable[[], object]) -> None:
            def whole() -> None:
                act()
                Beat().until(lambda: not view._pause.isActive() and not view.is_working)
                view.table.viewport().repaint()

            if kind:
                found[kind].append(_timed(whole)[0])
            else:
                whole()

        for n in range(int(rounds)):
            for name in ("name", "nameplate", "start", "plant"):
                arranged("sort", lambda name=name, n=n: view.sort_by(name, bool(n % 2)))  # type: ignore[misc]
            arranged("", view.unsort)
            for name, text in (("name", "line 12"), ("nameplate", "10..20"), ("start", ">2028")):
                arranged("filter", lambda: filters.set_texts({name: text}))  # noqa: B023
            arranged("", view.clear_filters)
            for text in ("line 777", "committed p12"):
                arranged("search", lambda: view.search.setText(text))  # noqa: B023
                arranged("", view.clear_filters)
    return dict(found)


def scrolled(workspace: str) -> Figures:
    """Scroll the grid by pages, lines and sideways; each frame is timed until it is painted."""
    found = []
    with Shown(Path(workspace)) as shown:
        table = shown.records().table
        table.focus_rows()
        bar = table.horizontalScrollBar()
        for act in (
            lambda: QTest.keyClick(table, Qt.Key.Key_PageDown),
            lambda: QTest.keyClick(table, Qt.Key.Key_Down),
            lambda: table.verticalScrollBar().setValue(table.verticalScrollBar().value() + 3),
            lambda: bar.setValue((bar.value() + 30) % max(1, bar.maximum())),
        ):
            for _ in range(_FRAMES // 2):
                found.append(_timed(lambda: (act(), table.viewport().repaint())))  # noqa: B023
    return _columns(found)


def panned(workspace: str) -> Figures:
    """Pan the timeline in time and scroll its lanes; each frame is timed until it is painted."""
    found = []
    with Shown(Path(workspace)) as shown:
        view: Any = shown.window.navigate("timeline")
        shown.rest()
        view.span.show(view.span.first, view.span.first + 120)
        bar = max(
            (b for b in view.sheet.findChildren(type(view.sheet.lanes.verticalScrollBar()))),
            key=lambda b: b.maximum(),
        )
        for n in range(_FRAMES):

            def step(n: int = n) -> None:
                if n % 2:
                    view.span.pan(1.0 if n < _FRAMES // 2 else -1.0)
                else:
                    bar.setValue(bar.value() + 40)
                QApplication.processEvents()

            took = _timed(step)
            if n >= 4:
                found.append(took)
    return _columns(found)


def answering(workspace: str, empty: str, workbook: str, plan: str) -> Figures:
    """Import, export, plan and back up; gives the longest time without an answer in each."""
    found: Figures = {}
    with Shown(Path(empty)) as shown:
        window = shown.window
        documents, jobs = window.documents, window.session.jobs

        def held(name: str, act: Callable[[], object], done: Callable[[], bool]) -> None:
            beat = Beat()
            act()
            beat.until(lambda: done() and not jobs.running)
            # What follows right behind belongs to it.
            end = time.perf_counter() + 0.3
            beat.until(lambda: time.perf_counter() > end and not jobs.running)
            found[name] = (beat.longest, beat.work)

        pages: Any = window.stack
        held("read", lambda: documents.import_paths([Path(workbook)]), lambda: _is_review(pages))
        before = window.session.store.revision
        held("import", lambda: pages.view._import(),
             lambda: window.session.store.revision > before and not _is_review(pages))  # fmt: skip
        _open(shown, Path(workspace))
        for name, act, made in (
            ("export", lambda to: documents._export_to(to, None, "en"), "held.xlsx"),
            ("backup", documents._copy_to, "held.offtake"),
        ):
            to = Path(workspace).with_name(made)
            to.unlink(missing_ok=True)
            held(name, lambda: act(to), to.exists)  # noqa: B023
        _open(shown, Path(plan))
        for place in ("timeline", "balance"):
            held(f"plan, {place}", lambda: window.navigate(place), lambda: True)  # noqa: B023
    return found


def _open(shown: Shown, path: Path) -> None:
    shown.window.documents.drop(path)
    Beat().until(lambda: shown.window.session.path == path)
    shown.rest()


def _is_review(pages: Any) -> bool:
    return hasattr(pages.view, "_import")
