"""Notes written at cells of a copy of a workbook: comments part, drawing, and their names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.core.i18n import Text
from desktop.exchange.layout import LAST_COLUMN, LAST_ROW, cell_address
from desktop.exchange.patch.faults import UNSOUND
from desktop.exchange.patch.markup import (
    Node,
    Splice,
    attribute,
    is_closed,
    parse_nodes,
    prefix_of,
    spliced,
    tag_name,
)
from desktop.exchange.patch.note_shapes import drawing, more_shapes
from desktop.exchange.patch.open_sheet import OpenSheet
from desktop.exchange.patch.parts import relations_part
from desktop.exchange.patch.places import Place, address
from desktop.exchange.patch.plan import Note
from desktop.exchange.patch.values import ValueFault, Written, stored_text

if TYPE_CHECKING:
    from desktop.exchange.patch.planner import Planner

AUTHOR = "Offtake"
CONTENT_TYPES = "[Content_Types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_CONVERSATION = "tc="  # how the authors of threaded comments begin
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: What follows the name of the drawing with notes in a worksheet.
_BEHIND = frozenset(
    {
        "controls", "drawingHF", "extLst", "legacyDrawingHF", "oleObjects", "picture",
        "tableParts", "webPublishItems",
    }
)  # fmt: skip


def take_notes(planner: Planner, notes: Sequence[Note]) -> None:
    """Take notes to write, or the reasons against them."""
    by_part: dict[str, tuple[OpenSheet, dict[Place, str]]] = {}
    for note in notes:
        page = planner.page(note.sheet)
        if page is None:
            continue
        if not (0 <= note.row < LAST_ROW and 0 <= note.column < LAST_COLUMN):
            planner.refuse(page.sheet.name, Text("The cell lies outside of the sheet, which ends "
                                                 "at XFD1048576"))  # fmt: skip
            continue
        place = note.row, note.column
        try:
            text = stored_text(note.text)
        except ValueFault as fault:
            planner.refuse(cell_address(page.sheet.name, *place), fault.text)
            continue
        _, texts = by_part.setdefault(page.sheet.part, (page, {}))
        texts[place] = f"{texts[place]}\n{text}" if place in texts else text
    writer = _Writer(planner)
    for page, texts in by_part.values():
        try:
            writer.write(page, texts)
        except UNSOUND:
            planner.refuse(page.sheet.name, Text("The notes of the sheet are not stored as Excel "
                                                 "stores them"))  # fmt: skip
    writer.finish()


class _Writer:
    """Collects what changes in the parts around the sheets."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._parts = planner.target.parts
        self._splices: dict[str, list[Splice]] = {}
        self._new: dict[str, bytes] = {}

    def write(self, page: OpenSheet, texts: dict[Place, str]) -> None:
        """Write notes of one sheet."""
        texts = self._comments(page, texts)
        self._planner.plan.noted += len(texts)
        element = page.frame.child("legacyDrawing")
        ids = {r.id: r.part for r in self._parts.relations(page.sheet.part)}
        part = ids.get(element.relation, "") if element is not None else ""
        if part and self._parts.entry(part):
            content = self._parts.markup(part).content
            at = content.rstrip().rfind(b"</")
            self._splice(part, Splice(at, at, more_shapes(content, list(texts))))
        elif element is None:
            name = self._free("xl/drawings/vmlDrawing{}.vml")
            self._new[name] = drawing(page.sheet.number, list(texts))
            self._default_type("vml", _VML_TYPE)
            self._name_drawing(page, self._relate(page, "vmlDrawing", name))
        else:
            raise ValueError("the drawing of the notes is missing")

    def _comments(self, page: OpenSheet, texts: dict[Place, str]) -> dict[Place, str]:
        """Write the texts; give those that are new and need a shape."""
        found = self._parts.related(page.sheet.part, "comments")
        if not found:
            name = self._free("xl/comments{}.xml")
            self._new[name] = _comments_part(page.frame.root.space, texts)
            self._override_type(name, _COMMENTS_TYPE)
            self._relate(page, "comments", name)
            return texts
        content = self._parts.markup(found[0]).content
        nodes = parse_nodes(content)
        here = {n.get("ref"): n for n in nodes if n.name == "comment" and n.is_main}
        authors = next(n for n in nodes if n.name == "authors")
        known = [n.text for n in nodes if n.name == "author"]
        listed = next(n for n in nodes if n.name == "commentList")
        prefix = prefix_of(content, authors.start)
        if AUTHOR not in known:
            self._inside(found[0], content, authors,
                         _element(prefix, "author", Written.escaped(AUTHOR)))  # fmt: skip
            known.append(AUTHOR)
        new = {place: text for place, text in texts.items() if address(*place) not in here}
        for place in texts.keys() - new.keys():
            comment = here[address(*place)]
            if comment.number("authorId") < len(known) and known[
                comment.number("authorId")
            ].startswith(_CONVERSATION):
                self._planner.plan.notes.append(
                    Text("{cell} holds a conversation; this note was not added: {text}",
                         cell=cell_address(page.sheet.name, *place), text=texts[place])
                )  # fmt: skip
            else:
                self._extend(found[0], content, nodes, comment, texts[place])
        written = b"".join(
            _comment(prefix, place, known.index(AUTHOR), text) for place, text in new.items()
        )
        self._inside(found[0], content, listed, written)
        return new

    def _extend(
        self, part: str, content: bytes, nodes: list[Node], comment: Node, text: str
    ) -> None:
        """Put a text below the one that a note has."""
        holder = next(n for n in nodes if n.parent is comment and n.name == "text")
        prefix = prefix_of(content, holder.start)
        self._inside(part, content, holder, _element(prefix, "r", _text(prefix, f"\n{text}")))
        self._planner.plan.noted += 1

    def _name_drawing(self, page: OpenSheet, id: str) -> None:
        """Name the drawing in the sheet, in the place that the schema gives it."""
        frame, content = page.frame, page.content
        behind = {n for n in frame.nodes if n.name in _BEHIND}
        at = next(
            (n.start for n in frame.nodes if n.parent is frame.root and (
                n in behind or any(_is_inside(inner, n) for inner in behind)
            )),
            frame.root.inner_end,
        )  # fmt: skip
        prefix = prefix_of(content, frame.root.start)
        tag = b"<" + prefix + b"legacyDrawing xmlns:r=" + attribute(_office(frame.root.space))
        splice = Splice(at, at, tag + b" r:id=" + attribute(id) + b"/>")
        self._planner.patch(page).around.append(splice)

    def _relate(self, page: OpenSheet, kind: str, part: str) -> str:
        """Let the sheet name a part; give the id of the relationship."""
        owner = page.sheet.part
        name = relations_part(owner)
        entry = self._parts.entry(name)
        taken = {relation.id for relation in self._parts.relations(owner)}
        id = next(i for n in range(1, 10_000) if (i := f"rIdOfftake{kind}{n}") not in taken)
        target = posixpath.relpath(part, posixpath.dirname(owner))
        relation = b"<Relationship Id=%b Type=%b Target=%b/>" % (
            attribute(id), attribute(f"{_office(page.frame.root.space)}/{kind}"), attribute(target),
        )  # fmt: skip
        if entry is not None:
            content = self._parts.markup(entry.name).content
            root = parse_nodes(content)[0]
            self._inside(entry.name, content, root, _prefixed(relation, content, root))
            return id
        start = _DECLARATION + b"<Relationships xmlns=" + attribute(_PACKAGE) + b">"
        before = self._new.get(name, start + b"</Relationships>")
        self._new[name] = before.removesuffix(b"</Relationships>") + relation + b"</Relationships>"
        return id

    def _override_type(self, part: str, type: str) -> None:
        self._add_type(b"<Override PartName=%b ContentType=%b/>"
                       % (attribute(f"/{part}"), attribute(type)))  # fmt: skip

    def _default_type(self, extension: str, type: str) -> None:
        nodes = self._parts.nodes(CONTENT_TYPES)
        known = {n.get("Extension").casefold() for n in nodes if n.name == "Default"}
        element = b"<Default Extension=%b ContentType=%b/>" % (
            attribute(extension), attribute(type),
        )  # fmt: skip
        done = any(element in splice.content for splice in self._splices.get(CONTENT_TYPES, ()))
        if extension not in known and not done:
            self._add_type(element)

    def _add_type(self, element: bytes) -> None:
        content = self._parts.markup(CONTENT_TYPES).content
        root = parse_nodes(content)[0]
        self._inside(CONTENT_TYPES, content, root, _prefixed(element, content, root))

    def _free(self, pattern: str) -> str:
        """Give a part name that is not taken."""
        names = (pattern.format(n) for n in range(1, 100_000))
        return next(n for n in names if self._parts.entry(n) is None and n not in self._new)

    def _inside(self, part: str, content: bytes, node: Node, new: bytes) -> None:
        """Put bytes at the end of an element, which is opened if it closes itself."""
        if not new:
            return
        if is_closed(content, node.tag_end):
            name = tag_name(content, node.start)
            tag = content[node.start : node.tag_end - 2].rstrip()
            self._splice(part, Splice(node.start, node.tag_end,
                                      tag + b">" + new + b"</" + name + b">"))  # fmt: skip
        else:
            self._splice(part, Splice(node.inner_end, node.inner_end, new))

    def _splice(self, part: str, splice: Splice) -> None:
        self._splices.setdefault(part, []).append(splice)

    def finish(self) -> None:
        """Give the plan all that changed."""
        plan = self._planner.plan
        for part, splices in self._splices.items():
            markup = self._parts.markup(part)
            entry = self._parts.entry(part)
            content = b"".join(markup.stored(spliced(markup.content, splices)))
            plan.replaced[entry.key if entry is not None else part.casefold()] = content
        plan.added.update(self._new)


def _comments_part(space: str, texts: dict[Place, str]) -> bytes:
    listed = b"".join(_comment(b"", place, 0, text) for place, text in texts.items())
    authors = _element(b"", "authors", _element(b"", "author", Written.escaped(AUTHOR)))
    root = b"<comments xmlns=" + attribute(space) + b">"
    return _DECLARATION + root + authors + _element(b"", "commentList", listed) + b"</comments>"


def _comment(prefix: bytes, place: Place, author: int, text: str) -> bytes:
    body = _element(prefix, "text", _element(prefix, "r", _text(prefix, text)))
    tag = b'<%bcomment ref="%b" authorId="%d">' % (prefix, address(*place).encode(), author)
    return tag + body + b"</" + prefix + b"comment>"


def _text(prefix: bytes, text: str) -> bytes:
    name = prefix + b"t"
    return b"<" + name + b' xml:space="preserve">' + Written.escaped(text) + b"</" + name + b">"


def _element(prefix: bytes, name: str, content: bytes) -> bytes:
    full = prefix + name.encode("ascii")
    return b"<" + full + b">" + content + b"</" + full + b">"


def _prefixed(element: bytes, content: bytes, root: Node) -> bytes:
    return re.sub(rb"^<", b"<" + prefix_of(content, root.start), element)


def _office(space: str) -> str:
    return _STRICT_OFFICE if "purl.oclc.org" in space else _OFFICE


def _is_inside(node: Node, outer: Node) -> bool:
    parent = node.parent
    while parent is not None:
        if parent is outer:
            return True
        parent = parent.parent
    return False
