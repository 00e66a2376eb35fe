"""The cases: what is measured, against what, and how much is to be reached."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks import data
from tests.benchmarks.measuring import Bench, Figure, Figures, Side, compared, ratios

_MEGA = 1_000_000


@dataclass(frozen=True)
class Sizes:
    """How much each case takes; the goals are for the full sizes."""

    share: float = 1.0

    @property
    def rows(self) -> int:
        """Rows of a workbook, and records of the file that is opened."""
        return round(100_000 * self.share)

    @property
    def records(self) -> int:
        """Records of the file that is edited and arranged."""
        return round(200_000 * self.share)


Case = Callable[[Bench, Sizes], Iterator[Figure]]


def start(bench: Bench, _: Sizes) -> Iterator[Figure]:
    """Start to a painted, usable window, with the example."""
    path = bench.folder / "example.offtake"
    if not path.exists():
        from desktop.operations import workspace

        workspace.new(path, True).close()
    sides = Side("start", "ours", (path,)), Side("start", "bare")
    ours, bare = bench.in_turn(*sides, warm=True)
    found = compared("start", "start, example, against a bare window", 3.5, ours, bare)
    yield _with_figures(found, ours)


def start_large(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    """The same with many records."""
    path = data.workspace(bench.folder, sizes.rows)
    sides = Side("start", "ours", (path,)), Side("start", "bare")
    ours, bare = bench.in_turn(*sides, warm=True)
    what = f"start, {sizes.rows:,} records, against a bare window"
    yield _with_figures(compared("start-large", what, 8, ours, bare), ours)


def _with_figures(found: Figure, ours: list[Figures]) -> Figure:
    """Say, too, when the figures of the overview are there."""
    filled = statistics.median(one["filled"] for one in ours)
    return replace(found, told=f"{found.told}; with the overview's figures {filled:.3f} s")


def imports(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    """A workbook of new records, taken over with history."""
    empty, book = data.workspace(bench.folder, 0), data.workbook(bench.folder, sizes.rows)
    ours, floor, pandas = bench.in_turn(
        Side("workbooks", "import_ours", (empty, book)),
        Side("workbooks", "read_and_store", (book,)),
        Side("workbooks", "import_pandas", (book,)),
    )
    _expect(all(one["new"] for one in ours))
    what = f"import of {sizes.rows:,} x 12, new"
    yield compared("import", f"{what}, against calamine + sqlite3", 2.5, ours, floor)
    yield compared("import-pandas", f"{what}, than pandas", 4, ours, pandas, faster=True)


def reimport(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    """The same workbook again, unchanged."""
    empty, book = data.workspace(bench.folder, 0), data.workbook(bench.folder, sizes.rows)
    imported = bench.folder / f"imported-{sizes.rows}.offtake"
    if not imported.exists():
        bench.run(Side("workbooks", "import_ours", (empty, book, imported.name)))
    ours, floor = bench.in_turn(
        Side("workbooks", "import_ours", (imported, book)), Side("workbooks", "read", (book,))
    )
    _expect(not any(one["new"] for one in ours))
    what = f"the same again, unchanged, against calamine of {sizes.rows:,} x 12"
    yield compared("reimport", what, 1.8, ours, floor)


def export(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    """A workbook with table, formats and drop-downs."""
    path = data.workspace(bench.folder, sizes.rows)
    ours, bare = bench.in_turn(
        Side("workbooks", "export_ours", (path,)), Side("workbooks", "export_bare", (path,))
    )
    what = f"export of {sizes.rows:,} x 12, against XlsxWriter, bare"
    yield compared("export", what, 0.5, ours, bare)


def patch(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    """A hundred cells written back into a workbook."""
    book = data.workbook(bench.folder, sizes.rows)
    ours, theirs = bench.in_turn(
        Side("workbooks", "patch_ours", (book, sizes.rows)),
        Side("workbooks", "patch_openpyxl", (book, sizes.rows)),
    )
    what = f"100 cells into {sizes.rows:,} x 12"
    found = compared("patch", f"{what}, than openpyxl", 10, ours, theirs, faster=True)
    yield found
    shares = ratios(ours, theirs, lambda one: one["peak"])
    yield Figure("patch-memory", f"{what}, memory against openpyxl", 0.2, shares, peaks=found.peaks)


def plan(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    """A plan of 20 years against the plain reference of the tests."""
    ours, plain = bench.in_turn(
        Side("plans", "once", (sizes.share,)), Side("plans", "plainly", (sizes.share,))
    )
    yield compared("plan", "plan, than the plain reference", 100, ours, plain, faster=True)
    yield _seconds("plan-seconds", "plan, alone", 0.15, [f["seconds"] for f in ours], "s")


def scenarios(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    """Fifty scenarios against one plan."""
    many, one = bench.in_turn(
        Side("plans", "scenarios", (sizes.share,)), Side("plans", "once", (sizes.share,))
    )
    yield compared("scenarios", "plans of 50 scenarios, against one", 25, many, one)


def edit(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    """A cell typed into, until it is painted."""
    (found,) = bench.in_turn(Side("window", "edits", (_copied(bench, sizes.records),)), rounds=1)
    what = f"a cell edited in {sizes.records:,}, to repaint"
    yield from _frames("edit", what, found[0], 50, 100)


def arrange(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    """Sort, filter and search."""
    path = data.workspace(bench.folder, sizes.records)
    (found,) = bench.in_turn(Side("window", "arranging", (path,)), rounds=1)
    for name in ("sort", "filter", "search"):
        what = f"{name} over {sizes.records:,} rows"
        yield _seconds(name, what, 100, [1000 * s for s in found[0][name]], "ms")


def frames(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    """Frames of the grid and of the timeline."""
    path = data.workspace(bench.folder, sizes.records)
    (found,) = bench.in_turn(Side("window", "scrolled", (path,)), rounds=1)
    yield from _frames("scroll-grid", f"frame of a grid of {sizes.records:,}", found[0], 16, 33)
    (found,) = bench.in_turn(Side("window", "panned", (_planned(bench),)), rounds=1)
    yield from _frames("pan-timeline", "frame of a timeline of 1,000 lanes", found[0], 16, 33)


def answer(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    """The window during long work."""
    side = Side("window", "answering", (
        data.workspace(bench.folder, sizes.rows), _copied(bench, 0),
        data.workbook(bench.folder, sizes.rows), _planned(bench),
    ))  # fmt: skip
    (found,) = bench.in_turn(side, rounds=1)
    held = {k: v for k, v in found[0].items() if isinstance(v, tuple)}
    told = ", ".join(f"{k} {1000 * v[0]:.0f} ({1000 * v[1]:.0f})" for k, v in held.items())
    worst = 1000 * max(seconds for seconds, _ in held.values())
    yield Figure(
        "answer", "longest wait for the window during work", 100, [worst], "ms",
        told=f"{told} ms (of the processor)",
    )  # fmt: skip


def memory(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    """Memory with a file open, against its rows as tuples, beyond a bare window."""
    path = data.workspace(bench.folder, sizes.records)
    ours, rows, bare = bench.in_turn(
        Side("memory", "window", (path,)), Side("memory", "tuples", (path,)), Side("memory", "bare")
    )
    values = [
        (one["held"] - window["held"]) / row["held"]
        for one, row, window in zip(ours, rows, bare, strict=True)
    ]
    held = [statistics.median(f["held"] for f in side) / _MEGA for side in (ours, bare, rows)]
    yield Figure(
        "memory", f"memory with {sizes.records:,} records, against tuples", 2, values,
        peaks=tuple(max(f["peak"] for f in side) for side in (ours, rows)),
        told="{:.0f} MB with, {:.0f} MB bare window, {:.0f} MB tuples".format(*held),
    )  # fmt: skip


def growth(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    """Ten times the data."""
    few, many = sizes.rows // 10, sizes.rows
    folder = bench.folder
    empty = data.workspace(folder, 0)
    books = [Side("workbooks", "import_ours", (empty, data.workbook(folder, n)))
             for n in (few, many)]  # fmt: skip
    files = [data.workspace(folder, n) for n in (few, many)]
    shares = (sizes.share / 10, sizes.share)
    for name, sides in {
        "import": books,
        "export": [Side("workbooks", "export_ours", (path,)) for path in files],
        "open": [Side("memory", "opened", (path,)) for path in files],
        "plan": [Side("plans", "once", (share,)) for share in shares],
    }.items():
        less, more = bench.in_turn(*sides)
        yield compared(f"growth-{name}", f"{name} of 10 x the data, against once", 11, more, less)


CASES: dict[str, Case] = {
    "start": start, "start-large": start_large, "import": imports, "reimport": reimport,
    "export": export, "patch": patch, "plan": plan, "scenarios": scenarios, "edit": edit,
    "arrange": arrange, "frames": frames, "answer": answer, "memory": memory, "growth": growth,
}  # fmt: skip


def _expect(holds: bool) -> None:
    """Stop a case that did not do what it is to measure."""
    if not holds:
        raise RuntimeError("what was measured is not what was meant")


def _seconds(name: str, what: str, goal: float, values: list[float], unit: str) -> Figure:
    return Figure(name, what, goal, values, unit)


def _frames(name: str, what: str, found: Figures, middle: float, worst: float) -> Iterator[Figure]:
    """Give the median and what 99 of 100 do not exceed, in milliseconds."""
    walls, works = ([1000 * s for s in found[kind]] for kind in ("seconds", "work"))
    told = f"processor {statistics.median(works):.1f}"
    yield Figure(name, f"{what}, median", middle, walls, "ms", told=f"{told} ms")
    last, last_work = (sorted(of)[int(len(of) * 0.99)] for of in (walls, works))
    yield Figure(
        f"{name}-p99", f"{what}, 99 of 100", worst, [last], "ms",
        told=f"processor {last_work:.1f} ms",
    )  # fmt: skip


def _copied(bench: Bench, n: int) -> Path:
    """Give a copy of a workspace that may be changed."""
    import shutil

    copy = bench.folder / f"changed-{n}.offtake"
    shutil.copyfile(data.workspace(bench.folder, n), copy)
    return copy


def _planned(bench: Bench) -> Path:
    """Give a workspace with the records of a plan of 20 years."""
    path = bench.folder / "plan.offtake"
    if not path.exists():
        from desktop.storage.store import Store
        from tests.benchmarks.redraw import fill

        with Store.create(path) as store:
            fill(store)
    return path
