"""Help pages: what the help tells, as plain data that can be searched, shown and printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.core.fields import folded
from desktop.operations import guide_text


@dataclass(frozen=True)
class Row:
    """An entry: its key, by which it is opened, and its words, the name first."""

    key: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Entries under a heading, or a heading with a text alone.

    A section of the guide has `blocks`, whose words are its text; `also` are further keys by which
    it is opened.
    """

    key: str
    title: str
    text: str = ""
    rows: tuple[Row, ...] = ()
    blocks: tuple[guide_text.Block, ...] = ()
    also: tuple[str, ...] = ()

    def has(self, key: str) -> bool:
        """Tell whether the group or one of its entries has a key."""
        return key in (self.key, *self.also) or any(key == row.key for row in self.rows)


@dataclass(frozen=True)
class Page:
    """One part of the help; `heads` name the columns of its entries."""

    key: str
    title: str
    heads: tuple[str, ...]
    groups: tuple[Group, ...]

    def found(self, typed: str) -> Page:
        """Give the page with only what has all the words typed; all of it for nothing typed."""
        words = folded(typed).split()
        if not words:
            return self
        groups = (_found(group, words) for group in self.groups)
        return replace(self, groups=tuple(group for group in groups if group is not None))

    def count(self) -> int:
        """Give how many entries there are."""
        return sum(len(group.rows) or bool(group.text) for group in self.groups)

    def has(self, key: str) -> bool:
        """Tell whether an entry or a group has a key."""
        return any(group.has(key) for group in self.groups)


def _found(group: Group, words: Sequence[str]) -> Group | None:
    if _has(words, group.title, group.text):
        return group
    rows = tuple(row for row in group.rows if _has(words, group.title, *row.cells))
    return replace(group, rows=rows) if rows else None


def _has(words: Sequence[str], *texts: str) -> bool:
    whole = folded(" ".join(texts))
    return all(word in whole for word in words)
