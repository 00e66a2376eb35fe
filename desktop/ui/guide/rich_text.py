"""Rich text: a page of the help as Qt's documents take it, for the screen and for paper."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtGui import QImageReader

from desktop.operations.guide import picture_file
from desktop.operations.guide_text import (
    KEY,
    LINK,
    NAME,
    Block,
    Cells,
    Items,
    Line,
    Picture,
    Prose,
    Span,
    words_of,
)
from desktop.operations.help_page import Group, Page
from desktop.ui.dialogs.shortcuts import native

#: Where the document asks for its pictures.
SCHEME = "picture"
#: How many dots of a picture stand for one of the window.
DENSITY = 1.5

#: Widths of columns in percent, by how many there are.
_WIDTHS = {1: (100,), 2: (36, 64), 3: (24, 28, 48)}


@dataclass(frozen=True)
class Look:
    """The colours, the height of a line and the room of a page, in dots of the document."""

    text: str
    muted: str
    border: str
    soft: str
    link: str
    line: float
    room: float
    #: Dots of the document for a dot of the window, in pictures.
    dot: float = 1.0
    #: What a link to another place says on paper, where nobody can press it; None on screen.
    refer: Callable[[str], str] | None = None

    def px(self, lines: float) -> int:
        """Give a measure in lines as whole dots."""
        return max(round(lines * self.line), 1)

    def picture_width(self, name: str) -> int:
        """Give how wide a picture is: its natural width, where there is so much room."""
        width = QImageReader(str(picture_file(name))).size().width() / DENSITY
        return max(int(min(width * self.dot, self.room)), 1)


def page_html(page: Page, look: Look) -> str:
    """Give a page; every group and entry has its key as an anchor."""
    return "".join(_page(page, look))


def safe(text: str) -> str:
    """Give a text with all signs as themselves."""
    return html.escape(text).replace("\n", "<br>")


def _page(page: Page, look: Look) -> Iterator[str]:
    yield _heading(page.title, 2, page.key, look)
    for group in page.groups:
        yield "".join(_anchor(key) for key in group.also)
        if group.title:
            yield _heading(group.title, 3, group.key, look)
        else:
            yield _anchor(group.key)
        if group.blocks:
            for block in group.blocks:
                yield from _block(block, look)
        elif group.text:
            yield _paragraph(safe(group.text), look)
        if group.rows:
            yield from _entries(page, group, look)


def _anchor(key: str) -> str:
    return f'<a name="{safe(key)}"></a>'


def _heading(title: str, level: int, key: str, look: Look) -> str:
    size, above = (1.15, 0.0) if level == 2 else (0.85, 0.9)
    style = f"font-size:{look.px(size)}px; margin-top:{look.px(above)}px; "
    style += f"margin-bottom:{look.px(0.3)}px"
    return f'<h{level} style="{style}">{_anchor(key)}{safe(title)}</h{level}>'


def _paragraph(inner: str, look: Look, more: str = "") -> str:
    style = f"margin-top:0px; margin-bottom:{look.px(0.45)}px; line-height:115%; {more}"
    return f'<p style="{style}">{inner}</p>'


def _block(block: Block, look: Look) -> Iterator[str]:
    if isinstance(block, Prose) and block.is_note:
        pad = look.px(0.4)
        cell = f'<td bgcolor="{look.soft}">{_line(block.line, look)}</td>'
        yield (f'<table width="100%" cellpadding="{pad}" cellspacing="0" border="0">'
               f"<tr>{cell}</tr></table>")  # fmt: skip
        yield _gap(look)
    elif isinstance(block, Prose):
        yield _paragraph(_line(block.line, look), look)
    elif isinstance(block, Items):
        tag = "ol" if block.are_steps else "ul"
        style = f"margin-top:0px; margin-bottom:{look.px(0.3)}px; line-height:115%"
        yield f'<{tag} style="margin:0px">'
        for item in block.items:
            yield f'<li style="{style}">{_line(item, look)}</li>'
        yield f"</{tag}>{_gap(look, 0.15)}"
    elif isinstance(block, Cells):
        heads = [_line(cell, look) for cell in block.head]
        rows = [[_line(cell, look) for cell in row] for row in block.rows]
        yield from _table(heads, rows, look)
        yield _gap(look)
    elif isinstance(block, Picture):
        width = look.picture_width(block.name)
        words = safe(words_of(block))
        image = f'<img src="{SCHEME}:{block.name}" width="{width}" alt="{words}">'
        # Higher lines would leave a gap under the picture.
        yield f'<p style="margin-top:0px; margin-bottom:{look.px(0.2)}px">{image}</p>'
        caption = f'<span style="color:{look.muted}">{_line(block.caption, look)}</span>'
        yield _paragraph(caption, look, f"margin-bottom:{look.px(0.8)}px")


def _gap(look: Look, lines: float = 0.45) -> str:
    return f'<p style="font-size:{look.px(lines)}px; margin:0px">&nbsp;</p>'


def _line(line: Line, look: Look) -> str:
    return "".join(_span(span, look) for span in line)


def _span(span: Span, look: Look) -> str:
    words = safe(span.text)
    if span.kind == NAME:
        return f"<b>{words}</b>"
    if span.kind == KEY:
        keys = safe(native(span.text)).replace(" ", "&nbsp;")
        return f'<span style="background-color:{look.soft}">&nbsp;{keys}&nbsp;</span>'
    if span.kind == LINK and look.refer is not None:
        return f"{words}{safe(look.refer(span.target))}"
    if span.kind == LINK:
        return f'<a href="#{safe(span.target)}" style="color:{look.link}">{words}</a>'
    return words


def _entries(page: Page, group: Group, look: Look) -> Iterator[str]:
    rows = []
    for row in group.rows:
        name, *others = map(safe, row.cells)
        rows.append([f"{_anchor(row.key)}<b>{name}</b>", *others])
    yield from _table([safe(head) for head in page.heads], rows, look)


def _table(heads: list[str], rows: list[list[str]], look: Look) -> Iterator[str]:
    widths = _WIDTHS.get(len(heads), (100 // len(heads),) * len(heads))
    side = "border-collapse: collapse; border-style: solid"
    yield (f'<table width="100%" cellpadding="{look.px(0.25)}" cellspacing="0" '
           f'border="{look.px(0.04)}" style="{side}; border-color: {look.border}">')  # fmt: skip
    cells = zip(heads, widths, strict=True)
    heading = (f'<th align="left" width="{width}%">{head}</th>' for head, width in cells)
    yield f"<thead><tr>{''.join(heading)}</tr></thead>"
    for row in rows:
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
    yield "</table>"
