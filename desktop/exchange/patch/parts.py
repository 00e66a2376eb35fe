"""Parts of a workbook and how they name each other."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from desktop.exchange.patch.archive import Archive, Entry
from desktop.exchange.patch.markup import Markup, Node, parse_nodes, read_markup


@dataclass(frozen=True)
class Relation:
    """One relationship of a part; `part` is blank where it leads out of the file."""

    id: str
    kind: str
    part: str
    target: str


class Parts:
    """The parts of a workbook that is open, read when they are asked for."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._relations: dict[str, list[Relation]] = {}

    def entry(self, name: str) -> Entry | None:
        """Give a part's entry; names may be written with %20 and in other case."""
        return self.archive.find(name) or self.archive.find(unquote(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Give a part's bytes piece by piece; nothing if there is no such part."""
        entry = self.entry(name)
        return self.archive.content(entry) if entry is not None else iter(())

    def read(self, name: str) -> bytes:
        """Give a part's bytes; none if there is no such part."""
        entry = self.entry(name)
        return self.archive.read(entry) if entry is not None else b""

    def markup(self, name: str) -> Markup:
        """Give a part as XML. Raises `ValueError` for an encoding that cannot be written back."""
        return read_markup(self.read(name))

    def nodes(self, name: str) -> list[Node]:
        """Give the elements of a part, none if it is missing. Raises `expat.ExpatError`."""
        if self.entry(name) is None:
            return []
        return parse_nodes(self.markup(name).content)

    def relations(self, part: str) -> list[Relation]:
        """Give the relationships of a part (of the file itself for a blank name)."""
        if part not in self._relations:
            folder = posixpath.dirname(part)
            self._relations[part] = [
                self._relation(folder, node)
                for node in self.nodes(relations_part(part))
                if node.name == "Relationship"
            ]
        return self._relations[part]

    def related(self, part: str, kind: str) -> list[str]:
        """Give the parts of one kind that a part names and that are there."""
        return [
            relation.part
            for relation in self.relations(part)
            if relation.kind == kind and relation.part and self.entry(relation.part)
        ]

    def _relation(self, folder: str, node: Node) -> Relation:
        target = node.get("Target")
        part = "" if node.get("TargetMode") == "External" else joined(folder, target)
        entry = self.entry(part) if part else None
        name = entry.name if entry is not None else part
        return Relation(node.get("Id"), node.get("Type").rpartition("/")[2], name, target)


def relations_part(part: str) -> str:
    """Give the name of the part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def joined(folder: str, target: str) -> str:
    """Give the part that a target means, seen from a folder of the file."""
    target = target.replace("\\", "/").partition("#")[0]
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
