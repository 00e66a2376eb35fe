"""What the house looks like from the street: files, their sizes, and what must not be in them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

TOP_LEVEL = {
    ".ci",
    ".gitattributes",
    ".github",
    ".gitignore",
    "LICENSE",
    "README.md",
    "desktop",
    "packaging",
    "pyproject.toml",
    "resources",
    "tests",
}
LONGEST = 400
#: Files of desktop/ that may be longer than that, each with the reason.
MAY_BE_LONGER: dict[str, str] = {}

# Each pattern is written so that it does not match itself.
WAITING = re.compile(r"\btime\.sleep[(]|\bqtbot\.wait[(]|\bprocessEvents[(]")
REGISTRY = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|yarnpkg|(?:deb|security|snapshot)\.debian|crates)\.(?:org|io|com)\b"
)
WORKPLACE = re.compile(r"(?<![\w./])/(?:work|root)(?:/|\b)")


def find_tracked() -> list[Path]:
    """Gives the files that belong to the project; skips where git does not tell."""
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    result = subprocess.run(command, capture_output=True, check=False)
    if result.returncode:
        pytest.skip("this is not a git checkout")
    names = result.stdout.decode("utf-8").split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def find_lines(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    """Gives each line of a text file that matches, with its place."""
    found = []
    for file in files:
        content = file.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{file.relative_to(ROOT).as_posix()}:{number}: {line.strip()[:120]}")
    return found


def test_the_top_level_holds_only_what_it_should() -> None:
    assert {file.relative_to(ROOT).parts[0] for file in find_tracked()} <= TOP_LEVEL


def test_no_file_names_a_package_registry() -> None:
    assert not find_lines(REGISTRY, find_tracked())


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    assert not find_lines(WORKPLACE, find_tracked())


def test_no_test_waits_for_time_to_pass() -> None:
    tests = (ROOT / "tests").rglob("*.py")
    # A benchmark measures time, so it may spend some.
    waiting = [file for file in tests if "benchmarks" not in file.relative_to(ROOT).parts]
    assert not find_lines(WAITING, waiting)


def test_a_file_fits_the_head() -> None:
    for file in (ROOT / "desktop").rglob("*.py"):
        name = file.relative_to(ROOT).as_posix()
        if name not in MAY_BE_LONGER:
            lines = len(file.read_text(encoding="utf-8").splitlines())
            assert lines <= LONGEST, f"{name} has {lines} lines: split it by subject"


def test_packaging_is_no_package() -> None:
    # With an __init__.py, it would hide the library of the same name from pytest.
    assert not (ROOT / "packaging" / "__init__.py").exists()
