"""Checks that every locked package has a ready-made build for every system and Python we support.

Run it with `python3 packaging/dev.py wheels`. It asks pip what it would install on each of them,
installs nothing, prints a table and ends with status 1 when a build is missing. On macOS each
package is looked for on macOS 11 first; which ones need a newer macOS is told below the table.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

#: With these, the program is run, tested and built.
LOCKS = [Path(__file__).with_name(f"{name}.lock") for name in ("dev", "build")]
PYTHONS = ("3.11", "3.12", "3.13")
# The oldest systems, and then those that are tried for what has no build for them: the locked Qt
# needs macOS 13. pip takes a build for an older macOS, too. On Linux, pip takes every tag as it
# stands, so all those that such a system can use are named.
PLATFORMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "Windows x64": (("win_amd64",),),
    "macOS arm64": (("macosx_11_0_arm64",), ("macosx_13_0_arm64",)),
    "macOS x86_64": (("macosx_11_0_x86_64",), ("macosx_13_0_x86_64",)),
    "Linux x86_64": (
        (
            *(f"manylinux_2_{minor}_x86_64" for minor in range(34, 4, -1)),
            "manylinux2014_x86_64",
        ),
    ),
}


#: How a lock file says that a package is for one system alone.
SYSTEMS = {"Windows x64": "win32", "macOS arm64": "darwin", "macOS x86_64": "darwin"}


class Target(NamedTuple):
    """One column of what we support: a system's name and a Python version."""

    platform: str
    python: str


class Build(NamedTuple):
    """A build that pip would take: its file, and the tag of the newer system that it needs."""

    file: str
    newer: str = ""


def read_lock(text: str) -> dict[str, str]:
    """Gives each package's requirement, hashes included, by its name and version."""
    requirements = re.findall(r"^\S+==[^#]*?(?<!\\)$", text, flags=re.MULTILINE)
    return {requirement.split()[0]: requirement for requirement in requirements}


def wanted_on(requirements: dict[str, str], platform: str) -> dict[str, str]:
    """Gives the requirements of a system, without the words that say which one they are for."""
    wanted = {}
    for name, requirement in requirements.items():
        only = re.search(r" ; sys_platform == '(\w+)'", requirement)
        if only is None or only[1] == SYSTEMS.get(platform, "linux"):
            # pip would ask the system that it runs on, not the one that it is asked about.
            wanted[name] = requirement.replace(only[0], "") if only else requirement
    return wanted


def find_wheels(requirements: dict[str, str], target: Target) -> dict[str, Build]:
    """Gives the build that pip would take for each requirement that has one, by its package."""
    found: dict[str, Build] = {}
    missing = dict(requirements)
    for step, tags in enumerate(PLATFORMS[target.platform]):
        left, missing = missing, {}
        while left:
            answer = ask_pip(left, target.python, tags)
            if isinstance(answer, dict):
                found |= {
                    name: Build(file, tags[0] if step else "") for name, file in answer.items()
                }
                break
            # pip stops at the first package without a build: note it, and ask for the others.
            missing[answer] = left.pop(answer)
    return found


def ask_pip(requirements: dict[str, str], python: str, tags: Sequence[str]) -> dict[str, str] | str:
    """Gives the files of the builds by package, or the first package that has none."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        wanted = Path(folder, "wanted.txt")
        wanted.write_text("\n".join(requirements.values()), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--no-deps"]
        command += ["--ignore-installed", "--target", folder, "--require-hashes"]
        command += ["--only-binary=:all:", "--implementation", "cp", "--disable-pip-version-check"]
        command += ["--python-version", python, "--report", str(report), "-r", str(wanted)]
        for tag in tags:
            command += ["--platform", tag]
        result = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        if result.returncode == 0:
            items = json.loads(report.read_text(encoding="utf-8"))["install"]
            return {
                canonical(item["metadata"]["name"]): item["download_info"]["url"].rsplit("/")[-1]
                for item in items
            }
    if missing := re.search(r"No matching distribution found for (\S+)", result.stderr):
        for requirement in requirements:
            if canonical(requirement) == canonical(missing[1]):
                return requirement
    raise SystemExit(f"wheels: pip could not answer. It said: {result.stderr.strip()}")


def canonical(name: str) -> str:
    """Gives a package's name in its normal spelling."""
    return re.sub(r"[-_.]+", "-", name.partition("==")[0]).lower()


def main() -> int:
    """Prints the table and tells by the exit status whether anything is missing."""
    requirements: dict[str, str] = {}
    for lock in LOCKS:
        requirements |= read_lock(lock.read_text(encoding="utf-8"))
    found: dict[Target, dict[str, Build]] = {}
    for platform in PLATFORMS:
        for python in PYTHONS:
            print(f"{platform}, Python {python} ...", file=sys.stderr, flush=True)
            target = Target(platform, python)
            found[target] = find_wheels(wanted_on(requirements, platform), target)
    print(f"{'':36}" + "".join(f"{platform:16}" for platform in PLATFORMS))
    gaps = 0
    newer: dict[str, list[str]] = {}
    for requirement in requirements:
        cells = []
        for platform in PLATFORMS:
            builds = {p: found[Target(platform, p)].get(canonical(requirement)) for p in PYTHONS}
            if requirement not in wanted_on(requirements, platform):
                cells.append("not needed")
                continue
            without = [python for python, build in builds.items() if build is None]
            gaps += len(without)
            there = [build for build in builds.values() if build is not None]
            pure = all(build.file.endswith("-any.whl") for build in there)
            for tag in sorted({build.newer for build in there if build.newer}):
                newer.setdefault(tag, []).append(requirement)
            cells.append("not " + ",".join(without) if without else "pure" if pure else "built")
        print(f"{requirement:36}" + "".join(f"{cell:16}" for cell in cells))
    for tag, needing in newer.items():
        print(f"only for {tag} or newer: {', '.join(needing)}")
    targets = f"{len(PLATFORMS)} systems x Python {', '.join(PYTHONS)}"
    print(f"{len(requirements)} packages, {targets}: {gaps} builds missing")
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
