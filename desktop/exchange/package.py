"""The file behind a workbook: which kind it is, whether it is safe to read, and its parts.

Reads zip packages (.xlsx, .xlsm, .xlsb, .ods) part by part. Everything that cannot be a workbook
is refused with one sentence that says what it is and what to do.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text

#: What a file may hold at most. The largest real workbooks stay far below all three.
MAX_UNPACKED = 1024**3  # bytes of all parts together
MAX_RATIO = 400  # unpacked to packed, looked at from RATIO_FROM bytes on
RATIO_FROM = 64 * 1024**2
MAX_PARTS = 20_000

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # how XML in UTF-16 begins
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: What text documents, slides and mails have in place of a workbook.
_STRANGERS = [
    name.encode("utf-16-le")
    for name in ("WordDocument", "PowerPoint Document", "__properties_version1.0")
]
_PIECE = 1 << 20  # bytes
_PROLOG = 100  # comments and instructions before the first element that are looked past


#: The name of a part, and its content.
Held = tuple[str, bytes]


@dataclass(frozen=True)
class Element:
    """One XML element that has ended: names without prefixes, text of its own."""

    parent: str
    name: str
    attributes: Mapping[str, str]
    text: str


class Package:
    """A workbook file that is open; `kind` is xlsx, xlsb, ods or xls (which has no parts)."""

    def __init__(
        self, path: Path, kind: str, archive: zipfile.ZipFile | None, held: Held = ("", b"")
    ) -> None:
        self.path = path
        self.kind = kind
        self._archive = archive
        names = archive.namelist() if archive is not None else []
        self._names = {name.replace("\\", "/").lstrip("/").casefold(): name for name in names}
        #: A part that was unpacked to check it, and the one that was asked for last: of a
        #: worksheet several things are asked in turn.
        self._held, self._last = held, held

    def close(self) -> None:
        """Let go of the file."""
        self._held = self._last = ("", b"")
        if self._archive is not None:
            self._archive.close()

    def part(self, name: str) -> bytes | None:
        """Give a part's content, None when there is no such part."""
        stored = self._names.get(name.lstrip("/").casefold())
        if stored is None or self._archive is None:
            return None
        if self._held[0] == stored:
            return self._held[1]
        if self._last[0] != stored:
            content = self._archive.read(stored)
            self._last = stored, _in_utf8(content) if self._is_wide(stored) else content
        return self._last[1]

    def recoded(self) -> bytes | None:
        """Give the package with its UTF-16 parts in UTF-8, None where there are none.

        XML may be in either; the value reader finds nothing in UTF-16, and says nothing.
        """
        if self._archive is None:
            return None
        wide = {name for name in self._archive.namelist() if self._is_wide(name)}
        if not wide:
            return None
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
            for name in self._archive.namelist():
                content = self._archive.read(name)
                archive.writestr(name, _in_utf8(content) if name in wide else content)
        return made.getvalue()

    def _is_wide(self, name: str) -> bool:
        if self._archive is None or not name.lower().endswith((".xml", ".rels")):
            return False
        with self._archive.open(name) as part:
            return part.read(2) in _WIDE

    def elements(self, name: str) -> Iterator[Element]:
        """Give the elements of a small part in the order in which they end; none if missing."""
        content = self.part(name)
        return iter(()) if content is None else iter(parse_elements(content))

    def sheet_parts(self) -> dict[str, str]:
        """Give the part of each worksheet by the sheet's name (xlsx only)."""
        workbook = self.workbook_part()
        if workbook is None:
            return {}
        targets = self._relations(workbook)
        return {
            element.attributes["name"]: targets[element.attributes["id"]]
            for element in self.elements(workbook)
            if element.name == "sheet" and element.attributes.get("id") in targets
        }

    def workbook_part(self) -> str | None:
        """Give the name of the main part (xlsx only)."""
        if self.kind != "xlsx":
            return None
        for element in self.elements("_rels/.rels"):
            if element.attributes.get("Type", "").endswith("/officeDocument"):
                return _joined("", element.attributes.get("Target", ""))
        return None

    def _relations(self, part: str) -> dict[str, str]:
        folder, name = posixpath.split(part)
        return {
            element.attributes["Id"]: _joined(folder, element.attributes["Target"])
            for element in self.elements(f"{folder}/_rels/{name}.rels")
            if {"Id", "Target"} <= element.attributes.keys()
        }


def open_package(path: Path) -> Package:
    """Open a workbook file. Raises `OfftakeError` for what is none, damaged or not safe."""
    name = path.name
    if path.is_dir():
        raise OfftakeError(
            Text("“{path}” is a folder, not a workbook; choose a file in it", path=str(path))
        )
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError:
        raise OfftakeError(
            Text("There is no file “{path}”; open it from where it is now", path=str(path))
        ) from None
    except OSError:
        raise OfftakeError(
            Text("“{file}” cannot be read; close it in other programs and try again", file=name)
        ) from None
    if head.startswith(_ZIP):
        return _open_archive(path)
    if head.startswith(_OLE):
        content = path.read_bytes()
        if _ENCRYPTED in content:
            raise locked(path)
        if any(name in content for name in _STRANGERS):
            raise OfftakeError(no_workbook(name))
        return Package(path, "xls", None)
    raise OfftakeError(_what_else(name, head))


def _what_else(name: str, head: bytes) -> Text:
    """Give the sentence for a file that is no package."""
    if not head:
        return Text("“{file}” is empty; ask for it anew, or choose another file", file=name)
    match what_else(head):
        case "html":
            return Text("“{file}” is a web page under a workbook's name; open it in Excel and "
                        "save it as .xlsx", file=name)  # fmt: skip
        case "xml":
            return Text("“{file}” is XML, not a workbook; open it in Excel and save it as .xlsx",
                        file=name)  # fmt: skip
    return no_workbook(name)


def what_else(head: bytes) -> str | None:
    """Tell from a file's first bytes whether it is `html` or `xml`; None for neither."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if re.match(rb"<(!doctype html|html|head|body|table|meta|div)", start):
        return "html"
    return "xml" if start.startswith((b"<?xml", b"<workbook")) else None


def _open_archive(path: Path) -> Package:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError):
        raise damaged(path) from None
    try:
        kind, held = _checked(path, archive)
        return Package(path, kind, archive, held)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        archive.close()
        raise damaged(path) from None
    except RuntimeError:  # what zipfile raises for a password
        archive.close()
        raise locked(path) from None
    except BaseException:
        archive.close()
        raise


def _checked(path: Path, archive: zipfile.ZipFile) -> tuple[str, Held]:
    """Give the kind of a workbook whose every part is sound, and its largest worksheet."""
    entries = archive.infolist()
    _refuse_absurd(path.name, entries)
    names = {entry.filename.replace("\\", "/").lstrip("/").casefold() for entry in entries}
    if len(names) < len(entries):
        raise OfftakeError(
            Text("“{file}” holds two parts of the same name; save it anew in Excel", file=path.name)
        )
    kind = next((kind for kind, part in _MAIN_PARTS.items() if part in names), None)
    if kind is None:
        raise OfftakeError(no_workbook(path.name))
    largest = max(filter(_is_worksheet, entries), key=lambda one: one.file_size, default=None)
    held: Held = ("", b"")
    for entry in entries:
        pieces = _read_through(path.name, archive, entry)
        if entry is not largest:
            deque(pieces, maxlen=0)
            continue
        content = b"".join(pieces)
        if content[:2] not in _WIDE:
            held = entry.filename, content
    return kind, held


def _is_worksheet(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.startswith("xl/worksheets/")


def _read_through(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give a part piece by piece; its end checks it. Raises for damage, and a document type."""
    with archive.open(entry) as part:
        piece = part.read(_PIECE)
        if _has_doctype(piece.replace(b"\x00", b"")[2:] if piece[:2] in _WIDE else piece):
            raise OfftakeError(
                Text("“{file}” holds a document type, by which files do harm and which no workbook "
                     "needs; ask whoever sent it for one that Excel has saved", file=name)
            )  # fmt: skip
        while piece:
            yield piece
            piece = part.read(_PIECE)


def _has_doctype(head: bytes) -> bool:
    """Tell whether XML begins with a document type, after comments and instructions."""
    rest = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for _ in range(_PROLOG):
        end = b"?>" if rest.startswith(b"<?") else b"-->" if rest.startswith(b"<!--") else b""
        if not end:
            break
        rest = rest.partition(end)[2].lstrip()
    return rest.startswith(b"<!DOCTYPE")


#: By which part each kind is known. Any other main part of an xlsx is found by its relations.
_MAIN_PARTS = {"xlsb": "xl/workbook.bin", "ods": "content.xml", "xlsx": "_rels/.rels"}


def _refuse_absurd(name: str, entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    absurd = unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1)
    if len(entries) > MAX_PARTS:
        raise OfftakeError(
            Text("“{file}” holds {count} parts, which no workbook needs; ask whoever sent it for "
                 "one that Excel has saved anew", file=name, count=len(entries))
        )  # fmt: skip
    if unpacked > MAX_UNPACKED or absurd:
        raise OfftakeError(
            Text("“{file}” would unpack to {size} MB, which no workbook needs; ask whoever sent it "
                 "for a smaller one", file=name, size=unpacked // 1024**2)
        )  # fmt: skip


def no_workbook(name: str) -> Text:
    """Give the sentence for a file that is something else under a workbook's name."""
    return Text("“{file}” is not a workbook; choose an Excel, OpenDocument or CSV file", file=name)


def locked(path: Path) -> OfftakeError:
    """Give the sentence for a workbook behind a password."""
    return OfftakeError(
        Text("“{file}” is protected with a password; open it in Excel, take the password off and "
             "save it again", file=path.name)
    )  # fmt: skip


def damaged(path: Path) -> OfftakeError:
    """Give the sentence for a workbook that cannot be read to its end."""
    return OfftakeError(
        Text("“{file}” is damaged; open it in Excel, let it be repaired, and save it again",
             file=path.name)
    )  # fmt: skip


def parse_elements(content: bytes) -> list[Element]:
    """Give all elements of a small XML part. Raises `expat.ExpatError`; takes no DTD."""
    found: list[Element] = []
    stack: list[tuple[str, dict[str, str], list[str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        stack.append((local(name), {local(k): v for k, v in attributes.items()}, []))

    def end(_: str) -> None:
        name, attributes, text = stack.pop()
        parent = stack[-1][0] if stack else ""
        found.append(Element(parent, name, attributes, "".join(text)))

    parser = safe_parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: stack[-1][2].append(text)
    parser.Parse(content, True)
    return found


def safe_parser() -> expat.XMLParserType:
    """Give an XML parser that refuses document types, and with them every entity bomb."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise expat.ExpatError("a workbook has no document type")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def local(name: str) -> str:
    """Give an XML name without its prefix."""
    return name.rpartition(":")[2]


def _in_utf8(content: bytes) -> bytes:
    text = content.decode("utf-16")
    return re.sub(r"""(<\?xml[^>]*encoding=["'])[^"']*""", r"\1UTF-8", text, count=1).encode()


def _joined(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    return (
        target.lstrip("/")
        if target.startswith("/")
        else posixpath.normpath(posixpath.join(folder, target))
    )
