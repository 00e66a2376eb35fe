"""What each part of the house loads, looked at in a process of its own.

The layers say who may name whom. This says what really comes along, by whatever way: it keeps the
command line and the start of the window quick, and the inner layers usable without the outer ones.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

QT = {"PySide6", "shiboken6", "pyqtgraph"}
DATABASE = {"sqlalchemy", "sqlite3"}
WORKBOOKS = {"openpyxl", "python_calamine", "lxml"}
OUTER = {"desktop.storage", "desktop.exchange", "desktop.planning", "desktop.operations"}
WINDOW = {"desktop.ui", "desktop.cli"}

#: What must not be loaded once every module of a part has been.
UNWANTED = {
    "desktop.paths": QT | DATABASE | WORKBOOKS | OUTER | WINDOW | {"numpy", "desktop.core"},
    "desktop.core": QT | DATABASE | WORKBOOKS | OUTER | WINDOW | {"numpy", "desktop.model"},
    "desktop.model": QT | DATABASE | WORKBOOKS | OUTER | WINDOW | {"numpy"},
    "desktop.storage": QT | WORKBOOKS | (OUTER - {"desktop.storage"}) | WINDOW | {"numpy"},
    "desktop.exchange": QT | DATABASE | (OUTER - {"desktop.exchange"}) | WINDOW,
    "desktop.planning": QT | DATABASE | WORKBOOKS | (OUTER - {"desktop.planning"}) | WINDOW,
    "desktop.operations": QT | WINDOW,
    "desktop.cli": QT | {"desktop.ui"},
    "desktop.ui": {"desktop.cli"},
}

LOAD_ALL = """
import importlib, json, pkgutil, sys
part = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(getattr(part, "__path__", []), part.__name__ + "."):
    importlib.import_module(module.name)
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize("part", UNWANTED)
def test_a_part_loads_nothing_that_it_should_not_know(part: str) -> None:
    if importlib.util.find_spec(part) is None:
        pytest.skip(f"{part} is not built yet")
    result = subprocess.run(
        [sys.executable, "-c", LOAD_ALL, part],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert UNWANTED[part].isdisjoint(json.loads(result.stdout))
