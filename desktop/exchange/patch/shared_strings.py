"""The shared texts of a workbook: read one by one, never changed."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from xml.parsers import expat
from xml.sax.saxutils import unescape

from desktop.exchange.patch.markup import Node, parse_nodes, tag_end
from desktop.exchange.patch.sheet_scan import name_of_root
from desktop.exchange.patch.values import Written, shown_text

_PLAIN = re.compile(rb"<si><t(?: xml:space=\"preserve\")?>([^<&\r]*)</t></si>\s*")


class SharedStrings:
    """Texts by their number; `content` is the part in UTF-8, empty if there is none."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._starts: array[int] | None = None
        self._found: dict[str, int | None] = {}
        self._prefix = b""
        self._root = b""
        if content:
            name, start, end = name_of_root(content)
            prefix, colon, _ = name.rpartition(b":")
            self._prefix, self._name = prefix + colon, name
            self._root = content[start:end]
            first = content.find(b"<")
            self._unusual = content.find(b"<!") >= 0 or content.find(b"<?", first + 1) >= 0

    def __getitem__(self, index: int) -> str | None:
        """Give a text as a person sees it, runs joined; None for a number that there is not."""
        starts = self._index()
        if not 0 <= index < len(starts):
            return None
        end = starts[index + 1] if index + 1 < len(starts) else self._end
        raw = self._content[starts[index] : end]
        plain = _PLAIN.fullmatch(raw)
        if plain:
            return shown_text(unescape(plain[1].decode("utf-8")))
        if index + 1 == len(starts) or self._unusual:
            raw = raw[: _item_length(self._root, raw, self._name)]
        nodes = parse_nodes(self._root + raw + b"</" + self._name + b">")
        return shown_text("".join(node.text for node in nodes if _is_text(node)))

    def find(self, text: str) -> int | None:
        """Give the number of a stored text that stands there plainly, without runs."""
        if text not in self._found:
            self._found[text] = self._look_for(text)
        return self._found[text]

    def _look_for(self, text: str) -> int | None:
        if not self._content or self._unusual:
            return None
        prefix, escaped = self._prefix, Written.escaped(text)
        for space in (b"", b' xml:space="preserve"'):
            opened = b"<" + prefix + b"si><" + prefix + b"t" + space + b">"
            closed = b"</" + prefix + b"t></" + prefix + b"si>"
            at = self._content.find(opened + escaped + closed)
            if at < 0:
                continue
            starts = self._index()
            index = bisect_left(starts, at)
            if index < len(starts) and starts[index] == at and self[index] == shown_text(text):
                return index
        return None

    def _index(self) -> array[int]:
        if self._starts is None:
            self._starts = array("q")
            self._end = len(self._content)
            if self._content and self._unusual:
                nodes = parse_nodes(self._content)
                self._starts.extend(n.start for n in nodes if n.name == "si" and n.is_main)
            elif self._content:
                pattern = re.compile(rb"<" + re.escape(self._prefix) + rb"si(?=[\s/>])")
                self._starts.extend(match.start() for match in pattern.finditer(self._content))
        return self._starts


def _item_length(root: bytes, raw: bytes, name: bytes) -> int:
    """Give the length of the first item of `raw`, which may be followed by anything."""
    close = raw.rfind(b"</" + name)
    for end in (close, len(raw)):
        if end >= 0:
            try:
                nodes = parse_nodes(root + raw[:end] + b"</" + name + b">")
            except expat.ExpatError:
                continue
            return next(n.end for n in nodes if n.name == "si") - len(root)
    return tag_end(raw, 0)


def _is_text(node: Node) -> bool:
    parent = node.parent
    return (
        node.name == "t" and node.is_main and parent is not None and parent.name in ("si", "r")
        and not any(above.name == "rPh" for above in _above(node))
    )  # fmt: skip


def _above(node: Node) -> list[Node]:
    found = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found
