"""The command that patches a workbook, in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]


def offtake(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "desktop", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = "Plan"
    page["A1"], page["B2"], page["C3"] = "Code", 1, "=B2*2"
    book.save(tmp_path / "a.xlsx")
    return tmp_path


def test_cells_are_set_and_the_receipt_says_so(folder: Path) -> None:
    result = offtake("patch", "a.xlsx", "--set", "Plan!B2=12.5", "--set", "Plan!D9=한글",
                     "--to", "b.xlsx", cwd=folder)  # fmt: skip
    assert (result.returncode, result.stderr) == (0, "")
    first = result.stdout.splitlines()[0]
    assert first.startswith("2 cells changed in sheet “Plan”; ")
    assert first.endswith(" other parts byte-identical")
    assert "calculates all formulas" in result.stdout
    page = openpyxl.load_workbook(folder / "b.xlsx")["Plan"]
    assert (page["B2"].value, page["D9"].value, page["C3"].value) == (12.5, "한글", "=B2*2")


def test_in_place_the_old_one_is_kept(folder: Path) -> None:
    before = (folder / "a.xlsx").read_bytes()
    result = offtake("patch", "a.xlsx", "--set", "1!B2=5", "--to", "a.xlsx", "--json", cwd=folder)
    assert result.returncode == 0
    receipt = json.loads(result.stdout)
    assert Path(folder / receipt["backup"]).read_bytes() == before
    assert receipt["changes"] == [{"cell": "Plan!B2", "before": 1, "after": 5}]
    assert openpyxl.load_workbook(folder / "a.xlsx")["Plan"]["B2"].value == 5


def test_refusals_are_sentences_and_leave_nothing_behind(folder: Path) -> None:
    result = offtake("patch", "a.xlsx", "--set", "Plan!C3=1", "--set", "Other!A1=1",
                     "--to", "b.xlsx", cwd=folder)  # fmt: skip
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "Plan!C3: The cell holds the formula =B2*2, which would be lost; --overwrite-formulas "
        "writes it all the same",
        "There is no sheet “Other”; the workbook has “Plan”",
    ]
    assert [path.name for path in folder.iterdir()] == ["a.xlsx"]
    result = offtake("patch", "a.xlsx", "--set", "Plan!C3=1", "--to", "b.xlsx",
                     "--overwrite-formulas", cwd=folder)  # fmt: skip
    assert result.returncode == 0
    assert "Formulas replaced: Plan!C3" in result.stdout


def test_wrong_usage_is_told_apart(folder: Path) -> None:
    for arguments in (("--set", "B2=1", "--to", "b.xlsx"), ("--to", "b.xlsx"),
                      ("--set", "Plan!B2=1")):  # fmt: skip
        result = offtake("patch", "a.xlsx", *arguments, cwd=folder)
        assert result.returncode == 2
        assert "Traceback" not in result.stderr
    (folder / "c.csv").write_text("a,b\n", encoding="utf-8")
    result = offtake("patch", "c.csv", "--set", "1!A1=1", "--to", "c.csv", cwd=folder)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
