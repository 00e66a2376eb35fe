"""What Windows and macOS are told about the program: version resource and Info.plist."""

from __future__ import annotations

import plistlib
from pathlib import Path
from typing import Any

from shipped import ROOT, version

NAME = "Offtake"
PUBLISHER = "The Offtake project"
DESCRIPTION = "Offtake - supply planning of scarce metals"
COPYRIGHT = "Apache License 2.0"

_VERSION_RESOURCE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('040904B0', [
{strings}
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])]),
  ],
)
"""


def version_numbers(text: str) -> tuple[int, int, int, int]:
    """Give the four numbers that Windows wants for a version such as 1.2.3."""
    numbers = [int(part) for part in text.split(".")]
    if len(numbers) > 4:
        raise ValueError(f"Windows knows four numbers of a version, not {text}")
    first, second, third, fourth = (*numbers, 0, 0, 0, 0)[:4]
    return first, second, third, fourth


def windows_version(path: Path) -> str:
    """Write the version resource of the programs for PyInstaller; gives the file's name."""
    strings = {
        "CompanyName": PUBLISHER,
        "FileDescription": DESCRIPTION,
        "FileVersion": version(),
        "InternalName": NAME,
        "LegalCopyright": COPYRIGHT,
        "OriginalFilename": f"{NAME}.exe",
        "ProductName": NAME,
        "ProductVersion": version(),
    }
    lines = ",\n".join(f"      StringStruct({name!r}, {text!r})" for name, text in strings.items())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        _VERSION_RESOURCE.format(numbers=version_numbers(version()), strings=lines),
        encoding="utf-8",
    )
    return str(path)


def info_plist() -> dict[str, Any]:
    """Give what macOS reads about the program, with the version in it."""
    with open(ROOT / "packaging" / "macos" / "Info.plist", "rb") as file:
        info: dict[str, Any] = plistlib.load(file)
    return {**info, "CFBundleShortVersionString": version(), "CFBundleVersion": version()}
