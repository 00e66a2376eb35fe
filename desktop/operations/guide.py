"""Guide: its chapters, in the order in which a new user reads them, in the language in use.

What is told elsewhere is not told again: the paragraphs of views, the formulas, the glossary, the
fields and the keys come from where the program itself has them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

from desktop.core import i18n
from desktop.operations.guide_text import Block, Part, Prose, Span, ViewText, read_chapter, words_of
from desktop.operations.help_page import Group, Page
from desktop.operations.view_help import PARAGRAPHS, view_key
from desktop.paths import RESOURCES

GUIDE = RESOURCES / "guide"

#: What each version brought, and the key of the page that tells it.
CHANGES = RESOURCES / "changelog"
CHANGELOG = "changelog"

#: The chapters that are written, each a file of every language.
CHAPTERS = ("start", "figures", "round-trip", "timeline", "balance", "promises", "scenarios",
            "trouble")  # fmt: skip

START = CHAPTERS[0]


def section_key(chapter: str, section: str) -> str:
    """Give the key of a section; links in the guide are written in the same way."""
    return f"{chapter}#{section}"


def chapters() -> list[Page]:
    """Give the written chapters."""
    return [chapter(key) for key in CHAPTERS]


def chapter(key: str) -> Page:
    """Give a chapter; each section is a group, which is found by a search of its own."""
    return _page(key, GUIDE / i18n.locale().language / f"{key}.md")


def changelog() -> Page:
    """Give what each version brought, the newest first."""
    return _page(CHANGELOG, CHANGES / f"{i18n.locale().language}.md")


def _page(key: str, file: Path) -> Page:
    title, parts = _read(file)
    groups = [group for part in parts for group in _groups(key, part)]
    return Page(key, title, (), tuple(groups))


def picture_file(name: str, language: str | None = None) -> Path:
    """Give the file of a picture in a language, the one in use unless one is given."""
    return GUIDE / "images" / (language or i18n.locale().language) / f"{name}.png"


@functools.cache
def _read(file: Path) -> tuple[str, list[Part]]:
    return read_chapter(file.read_text(encoding="utf-8"))


def _groups(chapter: str, part: Part) -> Iterator[Group]:
    """Give a section; one that tells of a view bears the key of the view, by which it is opened."""
    views = [block.view for block in part.blocks if isinstance(block, ViewText)]
    blocks = tuple(map(_told, part.blocks))
    if not blocks and not part.title:
        return
    keys = [section_key(chapter, part.key), *map(view_key, views)]
    words = " ".join(map(words_of, blocks))
    yield Group(keys[0], part.title, words, blocks=blocks, also=tuple(keys[1:]))


def _told(block: Block) -> Block:
    """Give a block with the paragraph of a view in its place."""
    if not isinstance(block, ViewText):
        return block
    return Prose((Span(str(PARAGRAPHS[block.view][1])),))
