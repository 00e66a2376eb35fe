"""Guide text: reads what a chapter of the guide is written in into blocks that can be laid out.

It is a small part of Markdown: `#` for the title, `## Title {#key}` for a section, paragraphs,
`1.` for steps, `-` for points, `>` for a note, `|` for a table and `![caption](picture)`. In a
line, `**name**` is a word of the program, `` `key` `` a key to press and `[words](chapter#section)`
a link. A line `@view key` stands for the paragraph that tells of a view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

#: What a part of a line is.
PLAIN, NAME, KEY, LINK = "plain", "name", "key", "link"

_SPAN = re.compile(
    r"\*\*(?P<name>.+?)\*\*|`(?P<key>[^`]+)`|\[(?P<words>[^\]]+)\]\((?P<target>[^)]+)\)"
)
_SECTION = re.compile(r"## (?P<title>.+?) \{#(?P<key>[a-z0-9-]+)\}")
_PICTURE = re.compile(r"!\[(?P<caption>.+)\]\((?P<name>[a-z-]+)\)")
_STEP = re.compile(r"\d+\. ")


@dataclass(frozen=True)
class Span:
    """A part of a line: its words, what they are, and where they lead to."""

    text: str
    kind: str = PLAIN
    target: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Prose:
    """A paragraph, or a note that is set apart from it."""

    line: Line
    is_note: bool = False


@dataclass(frozen=True)
class Items:
    """Steps, which are numbered, or points."""

    items: tuple[Line, ...]
    are_steps: bool


@dataclass(frozen=True)
class Cells:
    """A table; its first row names the columns."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A picture of the program, by its name, and what is said under it."""

    name: str
    caption: Line


@dataclass(frozen=True)
class ViewText:
    """The paragraph that tells of a view, which stands elsewhere."""

    view: str


Block = Prose | Items | Cells | Picture | ViewText


@dataclass
class Part:
    """A section of a chapter, blank in title and key before the first one."""

    key: str
    title: str
    blocks: list[Block] = field(default_factory=list)


def read_chapter(text: str) -> tuple[str, list[Part]]:
    """Give the title of a chapter and its sections.

    Raises `ValueError` for a line that looks like a section or a picture and is none.
    """
    title, parts = "", [Part("", "")]
    for piece in re.split(r"\n\s*\n", text.strip()):
        lines = piece.split("\n")
        if lines[0].startswith("# "):
            title = lines.pop(0)[2:].strip()
        elif lines[0].startswith("#"):
            found = _SECTION.fullmatch(lines.pop(0).strip())
            if found is None:
                raise ValueError(f"a section is written “## Title {{#key}}”: {piece[:60]}")
            parts.append(Part(found["key"], found["title"]))
        if lines:
            parts[-1].blocks.append(_block(lines))
    return title, parts


def _block(lines: list[str]) -> Block:
    first = lines[0]
    if first.startswith("@view "):
        return ViewText(first.removeprefix("@view ").strip())
    if first.startswith("!"):
        found = _PICTURE.fullmatch(" ".join(lines))
        if found is None:
            raise ValueError(f"a picture is written “![caption](name)”: {first[:60]}")
        return Picture(found["name"], read_line(found["caption"]))
    if first.startswith("|"):
        rows = [_cells(line) for line in lines]
        return Cells(rows[0], tuple(rows[2:]))
    if first.startswith("> "):
        return Prose(read_line(" ".join(line.removeprefix("> ") for line in lines)), is_note=True)
    if first.startswith("- ") or _STEP.match(first):
        items = tuple(map(read_line, _items(lines)))
        return Items(items, are_steps=not first.startswith("- "))
    return Prose(read_line(" ".join(lines)))


def _cells(line: str) -> tuple[Line, ...]:
    return tuple(read_line(cell.strip()) for cell in line.strip().strip("|").split("|"))


def _items(lines: list[str]) -> Iterator[str]:
    """Give each item whole: what follows it, moved in, belongs to it."""
    held: list[str] = []
    for line in lines:
        begins = _STEP.match(line) or re.match("- ", line)
        if begins and held:
            yield " ".join(held)
            held = []
        held.append(line[begins.end() :] if begins else line.strip())
    yield " ".join(held)


def read_line(text: str) -> Line:
    """Give the parts of a line."""
    spans, end = [], 0
    for found in _SPAN.finditer(text):
        if found.start() > end:
            spans.append(Span(text[end : found.start()]))
        if found["name"]:
            spans.append(Span(found["name"], NAME))
        elif found["key"]:
            spans.append(Span(found["key"], KEY))
        else:
            spans.append(Span(found["words"], LINK, found["target"]))
        end = found.end()
    if end < len(text):
        spans.append(Span(text[end:]))
    return tuple(spans)


def lines_of(block: Block) -> list[Line]:
    """Give all lines of a block, in the order in which they are read."""
    if isinstance(block, Prose):
        return [block.line]
    if isinstance(block, Items):
        return list(block.items)
    if isinstance(block, Cells):
        return [*block.head, *(cell for row in block.rows for cell in row)]
    return [block.caption] if isinstance(block, Picture) else []


def words_of(block: Block) -> str:
    """Give the words of a block, to be searched."""
    return " ".join("".join(span.text for span in line) for line in lines_of(block))
