"""What is shipped with Offtake: the packages of run.lock and what is inside of them.

    python3 packaging/dev.py python packaging/parts.py

writes resources/licences anew: parts.json, which names each part, its version and its licence, and
the texts of the packages. The texts of texts/ are kept by hand. `dev.py build` adds what only a
built application holds: Python, the bootloader, libraries of the system.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path

from inside_qt import INSIDE_QT
from part import Part
from shipped import ROOT

LOCK = ROOT / "packaging" / "run.lock"
FOLDER = ROOT / "resources" / "licences"
#: Licences of packages that tell theirs in no field, or in words of their own.
LICENCES = {
    "colorama": "BSD-3-Clause",
    "et-xmlfile": "MIT",
    "pyside6-essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "numpy": "BSD-3-Clause",
}
#: The names that people know packages by.
NAMES = {
    "babel": "Babel",
    "numpy": "NumPy",
    "pyqtgraph": "PyQtGraph",
    "pyside6-essentials": "PySide6 and Qt",
    "rapidfuzz": "RapidFuzz",
    "sqlalchemy": "SQLAlchemy",
}
_LICENCE_FILE = re.compile(r"(?:licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)
QT_TEXTS = ("Qt-libraries.txt", "LGPL-3.0.txt", "GPL-3.0.txt")


#: What the wheels of other packages hold that is not their own.
INSIDE: tuple[Part, ...] = (
    Part("OpenBLAS", "", "BSD-3-Clause", "2011-2014, The OpenBLAS Project", "NumPy"),
    Part("LAPACK", "", "BSD-3-Clause",
         "1992-2013 The University of Tennessee and its Research Foundation; "
         "2000-2013 The University of California Berkeley; "
         "2006-2013 The University of Colorado Denver", "NumPy"),
    Part("GCC runtime library (libgfortran)", "", "GPL-3.0-or-later WITH GCC-exception-3.1",
         "2002-2017 Free Software Foundation, Inc.", "NumPy", ("numpy.txt",)),
    Part("libquadmath", "", "LGPL-2.1-or-later", "2010-2019 Free Software Foundation, Inc.",
         "NumPy", ("LGPL-2.1.txt",), ("linux", "darwin")),
    Part("rapidfuzz-cpp", "", "MIT", "2020 Max Bachmann", "RapidFuzz"),
    Part("Taskflow", "", "MIT", "2018-2024 Dr. Tsung-Wei Huang", "RapidFuzz"),
    Part("Unicode CLDR data", "", "Unicode-3.0", "1991-2025 Unicode, Inc.", "Babel"),
    Part("Colour maps of P. Kovesi (CET)", "", "CC-BY-4.0", "Peter Kovesi", "PyQtGraph",
         ("pyqtgraph.txt",)),
)  # fmt: skip


def locked() -> dict[str, str]:
    """Give the version of each package that the program is installed with."""
    text = LOCK.read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text, flags=re.MULTILINE))


def collect() -> tuple[list[Part], dict[str, str]]:
    """Give all parts, and the texts of the packages by file name, from what is installed."""
    parts: list[Part] = []
    texts: dict[str, str] = {}
    for name in locked():
        distribution = metadata.distribution(name)
        own = _own_texts(distribution)
        if own:
            texts[f"{name}.txt"] = own
        shown = NAMES.get(name) or distribution.metadata["Name"]
        parts.append(
            Part(
                shown,
                distribution.version,
                LICENCES.get(name) or _licence(distribution),
                texts=QT_TEXTS if not own else (f"{name}.txt",),
                package=name,
            )
        )
        parts += _crates(distribution, shown)
    parts += [with_texts(part) for part in (*INSIDE, *INSIDE_QT)]
    return parts, texts


def kept() -> list[Part]:
    """Give the parts of the list that is kept."""
    rows = json.loads((FOLDER / "parts.json").read_text(encoding="utf-8"))
    return [
        Part(
            **{
                "version": "",
                **row,
                "texts": tuple(row["texts"]),
                "systems": tuple(row.get("systems", ())),
            }
        )
        for row in rows
    ]


def of_packages(parts: Iterable[Part]) -> list[tuple[str, str, str]]:
    """Give names, versions and licences of the packages alone: the same on every system."""
    return [(part.package, part.version, part.licence) for part in parts if part.package]


def with_texts(part: Part) -> Part:
    """Give a part its texts by its licence, when it names none."""
    if part.texts:
        return part
    return replace(part, texts=tuple(licence_texts(part.licence)))


def licence_texts(expression: str) -> Iterator[str]:
    """Give the files with the texts of a licence expression; of alternatives the first known."""
    for terms in re.sub(r"[()]", "", expression).split(" AND "):
        for term in terms.split(" OR "):
            name = _TEXT_NAMES.get(term.strip(), term.strip())
            if (FOLDER / "texts" / f"{name}.txt").exists():
                yield f"{name}.txt"
                break
        else:
            raise SystemExit(f"parts: there is no text of {terms!r} in {FOLDER / 'texts'}.")


_TEXT_NAMES = {
    "libpng-2.0": "Libpng-2.0", "LicenseRef-ICC-License": "ICC",
    "Unicode-DFS-2016": "Unicode-3.0", "Unlicense": "Public-domain",
    "LGPL-3.0-only": "LGPL-3.0", "BSD-3-Clause-PCRE2": "PCRE2", "LicenseRef-Wintab": "Wintab",
    "Apache-2.0 WITH LLVM-exception": "Apache-2.0",
}  # fmt: skip


def _own_texts(distribution: metadata.Distribution) -> str:
    found = []
    for file in distribution.files or ():
        if ".dist-info/" in file.as_posix() and _LICENCE_FILE.search(file.as_posix()):
            found.append(Path(str(file.locate())).read_text(encoding="utf-8").strip())
    for extra in _DATA_LICENCES.get(distribution.metadata["Name"].lower(), ()):
        folder = Path(str(distribution.locate_file(extra)))
        found.append(folder.read_text(encoding="utf-8").strip())
    return "\n\n----\n\n".join(dict.fromkeys(found)) + "\n" if found else ""


#: Licence files that lie beside data and not where licences are looked for.
_DATA_LICENCES = {
    "pyqtgraph": (
        "pyqtgraph/colors/maps/CC-BY license - applies to CET color map data.txt",
        "pyqtgraph/colors/maps/CC0 legal code - applies to virids, magma, plasma, inferno and "
        "cividis.txt",
    ),
    "babel": ("babel/locale-data/LICENSE.unicode",),
}


def _licence(distribution: metadata.Distribution) -> str:
    about = distribution.metadata
    fields = about.json
    licence = str(fields.get("license_expression") or fields.get("license") or "")
    if not licence:
        raise SystemExit(f"parts: {about['Name']} names no licence; name it in LICENCES.")
    return licence


def _crates(distribution: metadata.Distribution, inside: str) -> Iterator[Part]:
    """Give what a package says of itself that was built into it, such as crates of Rust."""
    for file in distribution.files or ():
        if not re.search(r"\.dist-info/sboms/.*\.cyclonedx\.json$", file.as_posix()):
            continue
        inner = json.loads(Path(str(file.locate())).read_text(encoding="utf-8"))
        for component in inner["components"]:
            if component.get("scope") == "excluded":
                continue
            licence = component["licenses"][0]["expression"]
            yield with_texts(
                Part(
                    component["name"],
                    component["version"],
                    licence,
                    component.get("author", f"the authors of {component['name']}"),
                    inside,
                )
            )


def to_json(parts: Iterable[Part]) -> str:
    """Give parts as they are kept beside the texts."""
    rows = [{key: value for key, value in asdict(part).items() if value} for part in parts]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def write(parts: Iterable[Part], texts: dict[str, str], folder: Path = FOLDER) -> None:
    """Write the list and the texts of packages; the texts of texts/ are there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "packages").mkdir(exist_ok=True)
    for old in (folder / "packages").iterdir():
        if old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        (folder / "packages" / name).write_text(text, encoding="utf-8", newline="\n")
    (folder / "parts.json").write_text(to_json(parts), encoding="utf-8", newline="\n")


def main() -> int:
    """Write resources/licences anew."""
    parts, texts = collect()
    write(parts, texts)
    print(f"{len(parts)} parts, {len(texts)} texts of packages in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
