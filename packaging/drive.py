"""Drives a built application from outside, as a user without Python would, and measures it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from environment import ROOT, VENV_PYTHON
from messages import say
from shipped import version

#: What a build may weigh, in millions of bytes, and how much slower than the source it may start.
LARGEST_MB = 220
SLOWEST = 1.6
# Rounds of both in turn. What else the machine does only ever adds, so the best of each counts.
_LEAST, _MOST = 5, 25


def program_of(made: Path) -> Path:
    """Give the program with a console in what was built."""
    if made.suffix == ".app":
        return made / "Contents" / "MacOS" / "offtake"
    return made / ("offtake-cli.exe" if sys.platform == "win32" else "offtake")


def check(made: Path) -> bool:
    """Drive what was built, print a line for each thing looked at; true if all is well."""
    program = str(program_of(made))
    with tempfile.TemporaryDirectory(prefix="offtake ") as scratch, _read_only(made):
        folder = Path(scratch)
        workspace = folder / "게르마늄 plan.offtake"
        environment = bare_environment(folder)
        before = _files(made)
        results = {
            f"size at most {LARGEST_MB} MB": f"{size(made) / 1e6:.0f} MB"
            if size(made) > LARGEST_MB * 1e6
            else "",
            "version": _said(program, ["--version"], environment, f"Offtake {version()}"),
            "a new workspace, its name in Korean": _said(
                program, ["new", str(workspace), "--example"], environment, workspace.name
            ),
            "a plan": _said(
                program, ["plan", str(workspace), "--material", "GE"], environment, "nameplate"
            ),
            "a plan in Korean": _said(
                program, ["--language", "ko", "check", str(workspace)], environment, ""
            ),
            "wrong usage": _said(program, ["nonsense"], environment, "", status=2),
            "self-check": _said(program, ["self-check"], environment, "All is well"),
            "self-check in Korean": _said(
                program, ["--language", "ko", "self-check"], environment, "모두 정상입니다"
            ),
            f"start at most {SLOWEST} x as long": _start(program, workspace, environment),
            "nothing written beside the program": ", ".join(sorted(_files(made) ^ before)),
        }
    for what, fault in results.items():
        say(f"{'no' if fault else 'ok'}  {what}" + (f": {fault}" if fault else ""))
    return not any(results.values())


def size(made: Path) -> int:
    """Give the bytes of all files; one that several names lead to counts once."""
    files = (file for file in made.rglob("*") if file.is_file() and not file.is_symlink())
    return sum(file.stat().st_size for file in files)


def bare_environment(folder: Path) -> dict[str, str]:
    """Give an environment that names no Python and no screen."""
    kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    return {
        **environment,
        "HOME": str(folder),
        "OFFTAKE_HOME": str(folder / "home"),
        "QT_QPA_PLATFORM": "offscreen",
    }


def _said(
    program: str, arguments: list[str], environment: Mapping[str, str], wanted: str, status: int = 0
) -> str:
    """Run the program; gives nothing when it said what it should, else what it said."""
    result = subprocess.run(
        [program, *arguments],
        env=dict(environment),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=300,
        check=False,
    )
    output = result.stdout + result.stderr
    if result.returncode == status and wanted in output and "Traceback" not in output:
        return ""
    return f"status {result.returncode}, {output.strip()[-600:]}"


def _start(program: str, workspace: Path, environment: Mapping[str, str]) -> str:
    """Start the built program and the source in turn, and compare their best times."""
    source = [VENV_PYTHON if os.path.exists(VENV_PYTHON) else sys.executable, "-P", "-m", "desktop"]
    with_source = {**environment, "PYTHONPATH": str(ROOT)}
    built: list[float] = []
    plain: list[float] = []
    ratio = SLOWEST + 1
    while len(built) < _LEAST or (ratio > SLOWEST and len(built) < _MOST):
        plain.append(_time(source, workspace, with_source))
        built.append(_time([program], workspace, environment))
        ratio = min(built) / min(plain)
    say(f"    start: built {min(built):.2f} s, source {min(plain):.2f} s, {ratio:.2f} x")
    return "" if ratio <= SLOWEST else f"{ratio:.2f} x"


def _time(command: list[str], workspace: Path, environment: Mapping[str, str]) -> float:
    """Give the seconds until the window is there with the file, painted and answering."""
    begin = time.perf_counter()
    with subprocess.Popen(
        [*command, "self-check", "--start", str(workspace)],
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        return time.perf_counter() - begin


def _files(made: Path) -> set[str]:
    return {str(file.relative_to(made)) for file in made.rglob("*")}


@contextmanager
def _read_only(made: Path) -> Iterator[None]:
    """Protect the folders of the program, as an installation for all users is."""
    folders = [made, *(folder for folder in made.rglob("*") if folder.is_dir())]
    modes = {folder: folder.stat().st_mode for folder in folders if not folder.is_symlink()}
    try:
        for folder, mode in modes.items():
            folder.chmod(mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
        yield
    finally:
        for folder, mode in modes.items():
            folder.chmod(mode)
