"""The release's own steps that need no build: what is told, what is packed, what is refused."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import built_parts
import drive
import messages
import parts
import program_icons
import pytest
import release
import shipped


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gives a folder that looks like a build."""
    monkeypatch.setattr(release, "DIST", tmp_path)
    folder = tmp_path / "Offtake"
    (folder / "_internal").mkdir(parents=True)
    (folder / "offtake").write_bytes(b"x" * 1000)
    (folder / "offtake").chmod(0o755)
    return folder


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packs what Linux takes")
def test_the_archive_holds_the_program_and_its_installer_and_has_a_checksum(made: Path) -> None:
    packed = release.pack(made)
    assert packed.name.startswith(f"Offtake-{shipped.version()}-linux-")
    with tarfile.open(packed) as archive:
        modes = {entry.name: entry.mode for entry in archive}
        assert {entry.uname for entry in archive} == {""}
    assert modes["Offtake/offtake"] & 0o111 and modes["Offtake/install.sh"] & 0o111
    assert {"Offtake/offtake.desktop", "Offtake/offtake.xml"} <= set(modes)
    digest, name = Path(f"{packed}.sha256").read_text(encoding="ascii").split()
    assert name == packed.name and len(digest) == 64


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_the_size_counts_a_file_once_however_many_names_it_has(made: Path) -> None:
    (made / "_internal" / "link").symlink_to(made / "offtake")
    assert drive.size(made) == 1000


def test_stale_icons_stop_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program_icons, "is_stale", lambda: True)
    with pytest.raises(messages.Failure, match="icons"):
        release.build()


def test_nothing_is_signed_without_an_identity(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(release, "_do", lambda script, *_: asked.append(script))
    for name in ("OFFTAKE_SIGN_IDENTITY", "OFFTAKE_SIGN_THUMBPRINT"):
        monkeypatch.delenv(name, raising=False)
    for system in ("darwin", "win32"):
        monkeypatch.setattr(sys, "platform", system)
        release.sign(made)
    assert asked == []
    monkeypatch.setenv("OFFTAKE_SIGN_THUMBPRINT", "12 34")
    release.sign(made)
    assert asked == ["windows/sign.ps1"]


@pytest.mark.parametrize(
    ("newer", "shell"), [("C:\\pwsh.exe", "C:\\pwsh.exe"), (None, "powershell")]
)
def test_windows_signs_with_the_powershell_whose_modules_it_finds(
    monkeypatch: pytest.MonkeyPatch, newer: str | None, shell: str
) -> None:
    started: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        started.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(shutil, "which", lambda _: newer)
    monkeypatch.setattr(subprocess, "run", run)
    release._do("windows/sign.ps1", "dist")
    ((first, *_, script, argument),) = started
    assert first == shell
    assert (Path(script).name, argument) == ("sign.ps1", "dist")


@pytest.mark.parametrize("number", [6, 7])
def test_the_installer_is_made_by_the_inno_setup_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    program = tmp_path / f"Inno Setup {number}" / "ISCC.exe"
    program.parent.mkdir()
    program.touch()
    monkeypatch.setenv("ProgramFiles(x86)", str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    started: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        started.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    release._inno_setup(tmp_path / "Offtake.exe")
    assert started[0][0] == str(program)
    assert f"/DAppVersion={shipped.version()}" in started[0]


def test_a_file_of_unknown_origin_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tests' environment holds no PyInstaller; any package may stand for it.
    monkeypatch.setattr(parts, "locked", dict)
    monkeypatch.setattr(
        built_parts, "BOOTLOADER", dataclasses.replace(built_parts.BOOTLOADER, package="openpyxl")
    )
    stranger = tmp_path / "libstranger.so.1"
    stranger.touch()
    with pytest.raises(SystemExit, match=r"not known: libstranger\.so\.1"):
        built_parts.found_in([("libstranger.so.1", str(stranger), "BINARY")])


def test_a_tag_that_is_not_the_version_is_refused() -> None:
    command = [sys.executable, str(shipped.ROOT / "packaging" / "shipped.py"), "--is"]
    right = subprocess.run([*command, shipped.version()], capture_output=True, check=False)
    wrong = subprocess.run([*command, "9.9.9"], capture_output=True, check=False)
    assert (right.returncode, wrong.returncode) == (0, 1)
    assert b"tag it v" in wrong.stderr
