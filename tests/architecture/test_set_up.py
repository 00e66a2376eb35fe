"""The set-up script: quiet when all is in place, whole after an interruption, never a traceback."""

from __future__ import annotations

import ast
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import environment
import messages
import pytest
import system

ROOT = Path(__file__).parents[2]
DEV = ROOT / "packaging" / "dev.py"


def start(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs this Python with these arguments in a folder."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lists the steps that a set-up takes, in an environment that is only pretended."""
    taken: list[str] = []
    python = tmp_path / "bin" / "python"

    def make_venv() -> None:
        taken.append("make")
        python.parent.mkdir(exist_ok=True)
        python.touch()

    monkeypatch.setattr(environment, "STAMP", str(tmp_path / "stamp"))
    monkeypatch.setattr(environment, "SETUP_LOCK", str(tmp_path / "lock"))
    monkeypatch.setattr(environment, "VENV_PYTHON", str(python))
    # The file that makes the project importable is written there, with a relative path.
    monkeypatch.setattr(environment, "ROOT", str(tmp_path))
    monkeypatch.setattr(environment, "SITE_PACKAGES", str(tmp_path))
    for level in ("run", "dev", "bench"):
        lock = tmp_path / f"{level}.lock"
        lock.write_text(f"packages of {level}", encoding="utf-8")
        monkeypatch.setitem(environment.LOCKS, level, str(lock))
    monkeypatch.setattr(environment, "make_venv", make_venv)
    monkeypatch.setattr(environment, "install_packages", taken.append)
    for name in ("missing_libraries", "missing_tools"):
        monkeypatch.setattr(environment, name, lambda *_: {})
    monkeypatch.setattr(environment, "missing_fonts", list)
    return taken


def test_an_environment_is_made_once(steps: list[str]) -> None:
    environment.ensure("run")
    environment.ensure("run")
    assert steps == ["make", "run"]


def test_the_one_for_tests_serves_the_program_too(steps: list[str]) -> None:
    environment.ensure("dev")
    environment.ensure("run")
    assert steps == ["make", "dev"]


def test_the_tests_add_to_the_one_of_the_program(steps: list[str]) -> None:
    environment.ensure("run")
    environment.ensure("dev")
    assert steps == ["make", "run", "dev"]


def test_the_benchmarks_add_to_what_is_there_and_stay(steps: list[str]) -> None:
    environment.ensure("dev")
    environment.ensure("bench")
    environment.ensure("dev")
    environment.ensure("run")
    assert steps == ["make", "dev", "dev", "bench"]


def test_a_changed_lock_file_brings_it_up_to_date(steps: list[str]) -> None:
    environment.ensure("dev")
    Path(environment.LOCKS["run"]).write_text("newer packages", encoding="utf-8")
    environment.ensure("run")
    assert steps == ["make", "dev", "dev"], "what the tests need stays"


def test_an_interrupted_update_is_made_anew(
    steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.ensure("run")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(environment, "install_packages", interrupt)
        environment.ensure("dev")
    environment.ensure("run")
    assert steps == ["make", "run", "make", "run"]


def interrupt(level: str) -> None:
    raise KeyboardInterrupt(level)


def test_another_python_makes_it_anew(steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    environment.ensure("run")
    stamp = Path(environment.STAMP)
    text = stamp.read_text(encoding="utf-8").replace("python cpython", "python pypy")
    stamp.write_text(text, encoding="utf-8")
    environment.ensure("run")
    assert steps == ["make", "run", "make", "run"]


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("NewConnectionError: no route", "The package index cannot be reached"),
        ("SSLError: CERTIFICATE_VERIFY_FAILED", "a certificate that is not trusted"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that the lock file names"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: No matching distribution found for numpy", "no ready-made build"),
        ("ERROR: something new", "It said: Collecting numpy / ERROR: something new"),
        ("", "It said: nothing"),
    ],
)
def test_what_stopped_pip_is_told_in_a_sentence(output: str, sentence: str) -> None:
    assert sentence in environment.explain_pip(f"Collecting numpy\n{output}\n" if output else "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux leaves these out")
def test_missing_libraries_are_named_with_the_command_that_adds_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os.path, "exists", lambda _: False)
    monkeypatch.setattr(system, "_loads", lambda library: library != "libEGL.so.1")
    monkeypatch.setattr(system, "is_debian", lambda: True)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    missing = system.missing_libraries(with_window=True)
    assert missing == {"libEGL.so.1": "libegl1"}
    with pytest.raises(messages.Failure, match="sudo apt-get install libegl1") as failure:
        system.add_packages(missing)
    assert failure.value.status == 2


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_a_wrong_python_is_told_in_a_sentence(version: tuple[int, int], tmp_path: Path) -> None:
    pretend = f"import runpy, sys; sys.version_info = {version}; runpy.run_path({str(DEV)!r})"
    result = start(tmp_path, "-c", pretend)
    assert result.returncode == 1
    assert f"this is Python {version[0]}.{version[1]} " in result.stderr
    assert "Traceback" not in result.stderr


def test_an_old_python_can_read_as_far_as_that_sentence() -> None:
    ast.parse(DEV.read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize(("arguments", "word"), [(["paint"], "paint"), (["check", "x"], "check")])
def test_wrong_usage_is_told_in_a_sentence(arguments: list[str], word: str, tmp_path: Path) -> None:
    result = start(tmp_path, str(DEV), *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert word in result.stderr and len(result.stderr.splitlines()) == 1


@pytest.fixture
def in_place() -> None:
    """Lets a test start the real environment only when that sets nothing up."""
    stamp = ROOT / ".venv" / "offtake-stamp"
    lock = hashlib.sha256((ROOT / "packaging" / "run.lock").read_bytes()).hexdigest()
    if not (stamp.exists() and f"run {lock}" in stamp.read_text(encoding="utf-8")):
        pytest.skip("the tests run in an environment that dev.py did not make")


@pytest.mark.usefixtures("in_place")
def test_the_output_and_the_status_are_those_of_the_program(tmp_path: Path) -> None:
    program = "import desktop, os, sys; print(os.getcwd()); sys.exit(7)"
    result = start(tmp_path, str(DEV), "python", "-c", program)
    assert (result.returncode, result.stderr) == (7, "")
    assert Path(result.stdout.strip()).samefile(tmp_path)


@pytest.mark.usefixtures("in_place")
def test_a_start_that_finds_all_in_place_loads_little(tmp_path: Path) -> None:
    program = (
        f"import runpy, sys; dev = runpy.run_path({str(DEV)!r})\n"
        "dev['ensure']('run'); print(*sorted(sys.modules))"
    )
    result = start(tmp_path, "-S", "-c", program)
    slow = {"argparse", "ctypes", "json", "pathlib", "shutil", "subprocess", "tempfile", "urllib"}
    assert result.returncode == 0, result.stderr
    assert slow.isdisjoint(result.stdout.split())
