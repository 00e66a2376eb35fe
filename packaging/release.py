"""Makes the application of the system that it runs on, in dist. `dev.py build` starts it.

    python3 packaging/dev.py build [--check] [--pack] [--only]

Without arguments: dist/Offtake, one folder that runs without Python (on macOS dist/Offtake.app).
--check drives what was built: starts it, opens the example, imports, exports, and measures it.
--pack makes of it what is handed out: an archive on Linux, an installer on Windows (needs Inno
Setup), a disk image on macOS. --only leaves out the building and does the rest with what is there.

Signing is off. It is done where the environment names what to sign with, see packaging/README.md.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

import program_icons
from messages import Failure, say
from shipped import ROOT, version

DIST = ROOT / "dist"
WORK = ROOT / "build" / "work"
LINUX_FILES = ROOT / "packaging" / "linux"


def build() -> Path:
    """Run PyInstaller; gives the folder or bundle that it made."""
    if program_icons.is_stale():
        raise Failure("The icons are not of today's drawing: run packaging/program_icons.py.")
    say("Building the application; this takes a minute or two ...")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN"]
    command += ["--distpath", str(DIST), "--workpath", str(WORK)]
    # The same source gives the same files, whoever builds it and when.
    environment = {"PYTHONHASHSEED": "0", **os.environ}
    environment.setdefault("SOURCE_DATE_EPOCH", "1767225600")
    spec = ROOT / "packaging" / "offtake.spec"
    if subprocess.run([*command, str(spec)], cwd=ROOT, env=environment, check=False).returncode:
        raise Failure("PyInstaller stopped; what it said stands above.")
    made = DIST / ("Offtake.app" if sys.platform == "darwin" else "Offtake")
    shutil.copyfile(licences(made) / "offtake.cdx.json", DIST / f"{stem()}.cdx.json")
    sign(made)
    return made


def licences(made: Path) -> Path:
    """Give the folder of the licences in what was built."""
    inside = made / "Contents" / "Resources" if made.suffix == ".app" else made / "_internal"
    return inside / "resources" / "licences"


def stem() -> str:
    """Give the name of what is handed out, without suffix: program, version, system, machine."""
    import platform

    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
    machine = platform.machine().lower().replace("amd64", "x86_64")
    return f"Offtake-{version()}-{system}-{machine}"


def sign(made: Path) -> None:
    """Sign what was built, where the environment names an identity."""
    if sys.platform == "darwin" and os.environ.get("OFFTAKE_SIGN_IDENTITY"):
        _do("macos/sign.sh", str(made))
    if sys.platform == "win32" and os.environ.get("OFFTAKE_SIGN_THUMBPRINT"):
        _do("windows/sign.ps1", str(made))


def pack(made: Path) -> Path:
    """Make what is handed out; gives the file."""
    if sys.platform == "darwin":
        target = DIST / f"{stem()}.dmg"
        _do("macos/dmg.sh", str(made), str(target))
    elif sys.platform == "win32":
        target = DIST / f"{stem()}.exe"
        _inno_setup(target)
        sign(target)
    else:
        target = DIST / f"{stem()}.tar.gz"
        _archive(made, target)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    target.with_name(target.name + ".sha256").write_text(
        f"{digest}  {target.name}\n", encoding="ascii", newline="\n"
    )
    return target


def _archive(made: Path, target: Path) -> None:
    """Pack the folder with what puts it into a user's menu."""

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        return entry

    with tarfile.open(target, "w:gz", compresslevel=9) as archive:
        archive.add(made, "Offtake", filter=plain)
        for file in sorted(LINUX_FILES.iterdir()):
            archive.add(file, f"Offtake/{file.name}", filter=plain)


def _inno_setup(target: Path) -> None:
    names = ("ProgramFiles(x86)", "ProgramFiles")
    folders = [Path(os.environ.get(name, ""), f"Inno Setup {n}") for n in (6, 7) for name in names]
    programs = (str(folder / "ISCC.exe") for folder in folders)
    found = shutil.which("iscc") or next(filter(os.path.exists, programs), None)
    if not found:
        raise Failure("The installer needs Inno Setup 6.3 or newer (iscc), which is not installed.")
    command = [found, "/Qp", f"/DAppVersion={version()}", f"/O{DIST}", f"/F{target.stem}"]
    script = str(ROOT / "packaging" / "windows" / "offtake.iss")
    if subprocess.run([*command, script], check=False).returncode:
        raise Failure("Inno Setup stopped; what it said stands above.")


def _do(script: str, *arguments: str) -> None:
    path = ROOT / "packaging" / script
    if subprocess.run([*_shell_of(path), str(path), *arguments], check=False).returncode:
        raise Failure(f"{script} stopped; what it said stands above.")


def _shell_of(script: Path) -> list[str]:
    if script.suffix == ".sh":
        return ["bash"]
    # Started from within a newer PowerShell, as on runners, the old one finds the other's modules
    # and cannot load them.
    shell = shutil.which("pwsh") or "powershell"
    return [shell, "-NoProfile", "-ExecutionPolicy", "Bypass", "-File"]


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for; gives the exit status."""
    parser = argparse.ArgumentParser(prog="dev.py build", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="drive and measure what was built")
    parser.add_argument("--pack", action="store_true", help="make what is handed out")
    parser.add_argument("--only", action="store_true", help="build nothing, use what is there")
    options = parser.parse_args(arguments)
    made = DIST / ("Offtake.app" if sys.platform == "darwin" else "Offtake")
    try:
        if not options.only:
            made = build()
        elif not made.exists():
            raise Failure("There is nothing in dist yet: leave out --only.")
        say(f"Made {made}.")
        if options.check:
            from drive import check

            if not check(made):
                return 1
        if options.pack:
            say(f"Made {pack(made)}.")
    except Failure as failure:
        say(f"build: {failure}")
        return failure.status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
