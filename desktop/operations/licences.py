"""Licences: what the program is made of, and the terms of each part, without a network."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

from desktop import __version__
from desktop.paths import APP_NAME, RESOURCES

_FOLDERS = ("packages", "texts")


@dataclass(frozen=True, slots=True)
class ShippedPart:
    """One part: its own or inside of another, with the names of the files of its terms."""

    name: str
    version: str
    licence: str
    copyright: str = ""
    inside: str = ""
    texts: tuple[str, ...] = ()
    #: Whether it stands for itself, not for a piece of a system that came along.
    notable: bool = False


@functools.cache
def shipped_parts() -> tuple[ShippedPart, ...]:
    """Give all parts, the program first, then by name, each followed by what is inside of it."""
    rows = json.loads((_folder() / "parts.json").read_text(encoding="utf-8"))
    parts = [
        ShippedPart(
            row["name"],
            row.get("version", ""),
            row["licence"],
            row.get("copyright", ""),
            row.get("inside", ""),
            tuple(row["texts"]),
            "package" in row or row["name"] == "Python",
        )
        for row in rows
    ]
    own = ShippedPart(APP_NAME, __version__, "Apache-2.0", texts=("Apache-2.0.txt",))
    return (
        own,
        *sorted(
            parts,
            key=lambda p: ((p.inside or p.name).casefold(), bool(p.inside), p.name.casefold()),
        ),
    )


def licence_text(part: ShippedPart) -> str:
    """Give the holders of the copyright of a part and its terms, in the words of its authors."""
    head = [f"Copyright (c) {holder}" for holder in part.copyright.split("; ") if holder]
    blocks = ["\n".join(head)] if head else []
    blocks += [_text(name) for name in part.texts]
    return "\n\n".join(blocks)


@functools.lru_cache(maxsize=16)
def _text(name: str) -> str:
    for folder in _FOLDERS:
        path = _folder() / folder / name
        if path.exists():
            return path.read_text(encoding="utf-8").strip()
    raise FileNotFoundError(f"{name} is missing in {_folder()}")


def _folder() -> Path:
    return RESOURCES / "licences"
