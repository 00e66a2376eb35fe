"""Sides about workbooks: import, import again, export, and a hundred cells written back."""

from __future__ import annotations

import importlib
import random
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Clock, Figures

_CELLS = 100


def _fresh(path: str | Path, name: str) -> Path:
    copy = Path(path).with_name(name)
    copy.unlink(missing_ok=True)
    shutil.copyfile(path, copy)
    return copy


def import_ours(workspace: str, workbook: str, imported: str = "") -> Figures:
    """Import a workbook into a copy of a workspace; the result is kept if a name is given."""
    from desktop.operations.import_workbook import import_workbook
    from desktop.storage.store import Store

    path = _fresh(workspace, imported or "import.offtake")
    with Store.open(path) as store:
        with Clock() as clock:
            result = import_workbook(store, Path(workbook))
        assert not result.stopped
        return clock.figures(new=result.revision is not None)


def read(workbook: str) -> Figures:
    """Read all cells by calamine."""
    from python_calamine import CalamineWorkbook

    with Clock() as clock:
        rows = CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python()
    return clock.figures(rows=len(rows))


def read_and_store(workbook: str) -> Figures:
    """Read all cells by calamine and write them into a table of SQLite."""
    from python_calamine import CalamineWorkbook

    path = Path(workbook).with_name("floor.sqlite")
    path.unlink(missing_ok=True)
    with Clock() as clock:
        rows = CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python()
        connection = sqlite3.connect(path)
        columns = ", ".join(f'"{name}"' for name in rows[0])
        connection.execute(f"CREATE TABLE capacity ({columns})")
        signs = ", ".join("?" for _ in rows[0])
        connection.executemany(f"INSERT INTO capacity VALUES ({signs})", rows[1:])
        connection.commit()
        connection.close()
    return clock.figures()


def import_pandas(workbook: str) -> Figures:
    """Read by pandas with openpyxl, and write by its to_sql."""
    pandas = importlib.import_module("pandas")
    importlib.import_module("openpyxl")
    path = Path(workbook).with_name("pandas.sqlite")
    path.unlink(missing_ok=True)
    with Clock() as clock:
        connection = sqlite3.connect(path)
        pandas.read_excel(workbook, engine="openpyxl").to_sql("capacity", connection, index=False)
        connection.commit()
        connection.close()
    return clock.figures()


def export_ours(workspace: str) -> Figures:
    """Export the twelve columns, with table, formats and drop-downs."""
    from desktop.operations.export_workbook import Choice, export
    from desktop.storage.store import Store
    from tests.benchmarks.data import COLUMNS

    with Store.open(Path(workspace), read_only=True) as store:
        choice = Choice(types=("capacity",), columns={"capacity": COLUMNS})
        with Clock() as clock:
            export(store.dataset, Path(workspace).with_name("export.xlsx"), "en", choice)
    return clock.figures()


def export_bare(workspace: str) -> Figures:
    """Write the same cells by XlsxWriter with constant memory, without any of that."""
    from desktop.storage.store import Store
    from tests.benchmarks.data import cells, write_bare

    importlib.import_module("xlsxwriter")
    with Store.open(Path(workspace), read_only=True) as store:
        rows = cells(store.dataset)
    with Clock() as clock:
        write_bare(Path(workspace).with_name("bare.xlsx"), rows)
    return clock.figures()


def _changes(rows: int) -> list[tuple[int, int, float]]:
    """Give row, column and value of cells to change: nameplates all over the sheet."""
    chance = random.Random(_CELLS)
    return [(row, 6, chance.uniform(1, 50)) for row in chance.sample(range(1, rows), _CELLS)]


def patch_ours(workbook: str, rows: str) -> Figures:
    """Write cells into the workbook in place."""
    from desktop.exchange.patch import Edit, open_target, write

    path = _fresh(workbook, "patch.xlsx")
    with Clock() as clock, open_target(path) as target:
        plan = target.plan([Edit("Capacity", *change) for change in _changes(int(rows))])
        assert not plan.refusals
        write(plan, path)
    return clock.figures()


def patch_openpyxl(workbook: str, rows: str) -> Figures:
    """Load the workbook by openpyxl, set the cells, and save it."""
    openpyxl: Any = importlib.import_module("openpyxl")
    path = _fresh(workbook, "openpyxl.xlsx")
    with Clock() as clock:
        book = openpyxl.load_workbook(path)
        for row, column, value in _changes(int(rows)):
            book["Capacity"].cell(row + 1, column + 1).value = value
        book.save(path)
    return clock.figures()
