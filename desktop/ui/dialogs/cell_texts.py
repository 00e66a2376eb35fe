"""Cell texts: what stands in the cells of somebody else's file, shown as text and within bounds."""

from __future__ import annotations

import re

from desktop.ui.grid.tooltips import paragraphs

_LETTERS = 60  # of a word, after which a line cannot be broken as it should
_TIP = 1200  # letters of a tooltip
_LONG = re.compile(rf"(\S{{{_LETTERS}}})\S+")


def in_lines(text: str) -> str:
    """Give a text whose words all fit into a line: endless ones are cut."""
    return _LONG.sub(r"\1…", text)


def tip(text: str) -> str | None:
    """Give a tooltip of a text in which nothing is taken for markup; None for no text."""
    if not text:
        return None
    cut = text if len(text) <= _TIP else text[:_TIP] + "…"
    return paragraphs([in_lines(cut)])
