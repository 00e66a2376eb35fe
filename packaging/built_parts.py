"""What a built application holds beyond its packages, found from the files that go into it.

Each file must belong to a part whose licence is known: a package, Python, or a library of the
system that it was built on. One that belongs to none stops the build.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path, PurePosixPath

import parts
import sbom
from part import Part
from shipped import Entry

_PYTHON = "Python"
#: What is built into Python itself, or comes with its installers for Windows and macOS.
INSIDE_PYTHON = (
    Part("Expat", "", "MIT", "1998-2025 Thai Open Source Software Center Ltd, Clark Cooper and the "
         "Expat maintainers", _PYTHON),
    Part("mpdecimal", "", "BSD-2-Clause", "2008-2024 Stefan Krah", _PYTHON),
    Part("HACL* hashes", "", "MIT", "2016-2024 INRIA, CMU and Microsoft Corporation", _PYTHON),
    Part("bzip2", "", "bzip2-1.0.6", "1996-2019 Julian Seward", _PYTHON, (), ("win32", "darwin")),
    Part("liblzma", "", "0BSD", "The XZ Utils authors", _PYTHON, (), ("win32", "darwin")),
    Part("zlib", "", "Zlib", "1995-2024 Jean-loup Gailly and Mark Adler", _PYTHON, (),
         ("win32", "darwin")),
    Part("libffi", "", "MIT", "1996-2024 Anthony Green, Red Hat, Inc and others", _PYTHON, (),
         ("win32", "darwin")),
    Part("SQLite", "", "Public-domain", "", _PYTHON, (), ("win32", "darwin")),
)  # fmt: skip
BOOTLOADER = Part(
    "PyInstaller bootloader", "", "GPL-2.0-or-later WITH Bootloader-exception",
    texts=("PyInstaller.txt",), package="pyinstaller",
)  # fmt: skip
_RUNTIME = re.compile(r"(vcruntime|msvcp|concrt|ucrtbase|api-ms-win)[\w-]*\.dll$", re.IGNORECASE)
RUNTIME = Part("Microsoft Visual C++ runtime", "", "LicenseRef-Microsoft-runtime",
               "Microsoft Corporation", "", ("Microsoft-runtime.txt",), ("win32",))  # fmt: skip


def with_small_python(files: Sequence[Entry], work: Path) -> list[Entry]:
    """Cut the symbols for debuggers off Python's own library, which some builds of it hold."""
    strip = shutil.which("strip")
    result = []
    for target, source, kind in files:
        if (
            strip
            and sys.platform.startswith("linux")
            and kind == "BINARY"
            and "libpython" in target
        ):
            small = work / "small" / target
            small.parent.mkdir(parents=True, exist_ok=True)
            command = [strip, "--strip-unneeded", "-o", str(small), source]
            if subprocess.run(command, check=False).returncode == 0:
                source = str(small)
        result.append((target, source, kind))
    return result


def needed_on_linux(source: str) -> list[str]:
    """Give the names of the libraries that a library was linked with."""
    return re.findall(r"^\s*NEEDED\s+(\S+)", _ask("objdump", "-p", source), re.MULTILINE)


def with_licences(files: Sequence[Entry], work: Path) -> list[Entry]:
    """Give the files with the list of all parts of this build, its texts and its SBOM."""
    # Packages hold other things on other systems, so the list is made anew from those of this one.
    packages, texts = parts.collect()
    if parts.of_packages(packages) != parts.of_packages(parts.kept()):
        raise SystemExit("resources/licences is not that of the packages: run packaging/parts.py.")
    more, more_texts = found_in(files)
    every = [part for part in (*packages, *more) if _is_shipped(part)]
    shutil.rmtree(work, ignore_errors=True)
    parts.write(every, {**texts, **more_texts}, work)
    sbom.write(every, work / "offtake.cdx.json")
    place = PurePosixPath("resources/licences")
    changed = [
        (str(place / file.relative_to(work).as_posix()), str(file), "DATA")
        for file in sorted(work.rglob("*"))
        if file.is_file()
    ]
    replaced = {target for target, _, _ in changed}
    kept = [entry for entry in files if entry[0].replace("\\", "/") not in replaced]
    return kept + changed


def _is_shipped(part: Part) -> bool:
    system = "linux" if sys.platform.startswith("linux") else sys.platform
    return not part.systems or system in part.systems


def found_in(files: Iterable[Entry]) -> tuple[list[Part], dict[str, str]]:
    """Give the parts beside the packages that files belong to, with texts of their own."""
    python = Part(
        _PYTHON, platform.python_version(), "PSF-2.0", "2001 Python Software Foundation",
        texts=("PSF-2.0.txt",),
    )  # fmt: skip
    found = [
        python,
        *map(parts.with_texts, INSIDE_PYTHON),
        replace(BOOTLOADER, version=metadata.version(BOOTLOADER.package)),
    ]
    texts: dict[str, str] = {}
    strangers = []
    of_packages = _files_of_packages()
    for target, source, kind in files:
        if kind not in ("BINARY", "EXTENSION"):
            continue
        if _RUNTIME.match(PurePosixPath(target.replace("\\", "/")).name):
            found.append(RUNTIME)
        elif os.path.realpath(source) in of_packages or _is_python(source) or "small" in source:
            continue
        elif (part := _debian_part(source, texts)) is not None:
            found.append(part)
        else:
            strangers.append(f"{target} ({source})")
    if strangers:
        raise SystemExit("The licence of these files is not known: " + ", ".join(strangers))
    return list(dict.fromkeys(found)), texts


def _files_of_packages() -> set[str]:
    return {
        os.path.realpath(str(file.locate()))
        for name in (*parts.locked(), BOOTLOADER.package)
        for file in metadata.distribution(name).files or ()
    }


def _is_python(source: str) -> bool:
    """Tell whether a file came with Python, and not from the system beside it."""
    if sys.base_prefix == "/usr":
        return "python3" in source
    folders = (sys.base_prefix, sysconfig.get_config_var("LIBDIR") or sys.base_prefix)
    return any(Path(os.path.realpath(source)).is_relative_to(os.path.realpath(f)) for f in folders)


def _debian_part(source: str, texts: dict[str, str]) -> Part | None:
    """Give the package of Debian or its kin that a library is from, and keep its terms."""
    if not shutil.which("dpkg-query"):
        return None
    for name in (source, os.path.realpath(source), os.path.realpath(source).removeprefix("/usr")):
        answer = _ask("dpkg-query", "-S", name)
        if answer:
            package = answer.split(":")[0]
            break
    else:
        return None
    version = _ask("dpkg-query", "-W", "-f=${Version}", package).split("\n")[0]
    terms = Path("/usr/share/doc", package, "copyright")
    texts[f"{package}.txt"] = terms.read_text(encoding="utf-8")
    return Part(package, version, "see its terms", texts=(f"{package}.txt",))


def _ask(*command: str) -> str:
    result = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return result.stdout.strip() if result.returncode == 0 else ""
