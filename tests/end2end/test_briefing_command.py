"""The command `briefing` writes pages or a workbook, in a process without a screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM"}
    return subprocess.run(
        [sys.executable, "-m", "desktop", *map(str, arguments)],
        cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("command") / "example.offtake"
    assert run("new", path, "--example").returncode == 0
    return path


def test_it_writes_a_pdf_without_a_screen(example: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    found = run("briefing", example, "--material", "GE", "--to", target, "--language", "ko")
    assert found.returncode == 0, found.stderr
    assert target.read_bytes().startswith(b"%PDF")


def test_it_writes_a_workbook_of_the_months_asked_for(example: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    found = run("briefing", example, "--material", "GE", "--for", "all", "--scenario", "SCN-CHINA",
                "--from", "2027-01", "--until", "2028-12", "--to", target)  # fmt: skip
    assert found.returncode == 0, found.stderr
    book = openpyxl.load_workbook(target)
    assert {"Balance", "Promises", "Risk", "Scenario", "Sources"} <= set(book.sheetnames)
    assert any("2027-01 to 2028-12" in str(cell.value) for (cell,) in book.worksheets[0]["A1:A8"])


@pytest.mark.parametrize(
    ("more", "said"),
    [(("GE", "out.doc"), "neither"), (("XX", "out.xlsx"), "There is no material “XX”")],
)
def test_what_is_wrong_is_one_sentence(
    example: Path, tmp_path: Path, more: tuple[str, str], said: str
) -> None:
    material, name = more
    found = run("briefing", example, "--material", material, "--to", tmp_path / name)
    assert found.returncode == 1
    assert said in found.stderr and len(found.stderr.splitlines()) == 1
    assert not (tmp_path / name).exists()
