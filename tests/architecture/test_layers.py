"""Imports go one way, and each foreign library has one home."""

from __future__ import annotations

from pathlib import Path

import grimp
import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[2]

#: Where each library may be imported, and nowhere else: the rest of the house does not know it.
HOMES = {
    "PySide6": "desktop.ui",
    "shiboken6": "desktop.ui",
    "pyqtgraph": "desktop.ui.charts",
    "sqlalchemy": "desktop.storage",
    "sqlite3": "desktop.storage",
    "openpyxl": "desktop.exchange",
    "python_calamine": "desktop.exchange",
    "lxml": "desktop.exchange",
}


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("desktop", include_external_packages=True, cache_dir=None)


def test_imports_go_one_way() -> None:
    # The contract stands in pyproject.toml, where the command `lint-imports` finds it, too.
    status = lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert status == EXIT_STATUS_SUCCESS, "the report above names the import that goes back"


@pytest.mark.parametrize(("library", "home"), HOMES.items())
def test_a_library_is_imported_only_in_its_home(
    imports: grimp.ImportGraph, library: str, home: str
) -> None:
    if library not in imports.modules:
        return
    importers = imports.find_modules_that_directly_import(library)
    strangers = {name for name in importers if not f"{name}.".startswith(f"{home}.")}
    assert not strangers, f"only {home} may import {library}"


def test_nothing_talks_to_the_network(imports: grimp.ImportGraph) -> None:
    network = {"ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "urllib3"}
    for library in network & imports.modules:
        assert not imports.find_modules_that_directly_import(library), f"{library} needs a network"
