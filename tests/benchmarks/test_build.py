"""The application for this system: made, started, driven and measured. It takes some minutes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_what_is_built_does_all_it_should_within_its_limits() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "dev.py"), "build", "--check"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-4000:]
    said = result.stdout.splitlines()
    for what in ("size at most", "self-check", "start at most"):
        assert any(line.startswith(f"ok  {what}") for line in said), result.stdout[-4000:]
