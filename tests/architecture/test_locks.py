"""The lock files hold what pyproject.toml asks for, and nothing of the place they were made at."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = {name: ROOT / "packaging" / f"{name}.lock" for name in ("run", "dev", "bench", "build")}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def read_pins(name: str) -> dict[str, str]:
    """Gives the locked version of each package."""
    text = LOCKS[name].read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text, flags=re.MULTILINE))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("run", PROJECT["project"]["dependencies"]),
        ("dev", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
        ("bench", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["bench"]),
        ("build", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]),
    ],
)
def test_a_lock_file_holds_what_the_project_asks_for(name: str, wanted: list[str]) -> None:
    pins = read_pins(name)
    for requirement in map(Requirement, wanted):
        locked = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(locked), f"run `dev.py lock`: {requirement}"


def test_the_tests_run_with_what_the_program_runs_with() -> None:
    assert read_pins("run").items() <= read_pins("dev").items()
    assert read_pins("run").items() <= read_pins("bench").items()
    assert read_pins("run").items() <= read_pins("build").items()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_address_and_pins_every_line(name: str) -> None:
    text = LOCKS[name].read_text(encoding="utf-8")
    assert "://" not in text
    for line in text.splitlines():
        assert re.match(r"\s*#|    --hash=sha256:[0-9a-f]{64}( \\)?$|[a-z0-9-]+==.+ \\$", line), (
            line
        )
