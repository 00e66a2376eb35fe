"""Binary workbooks (.xlsb), written record by record: texts and numbers on one sheet."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

_BOOK, _END_BOOK, _SHEETS, _END_SHEETS, _ABOUT_SHEET = 131, 132, 143, 144, 156
_SHEET, _END_SHEET, _EXTENT, _DATA, _END_DATA = 129, 130, 148, 145, 146
_ROW, _REAL, _TEXT = 0, 5, 6
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def save_binary(path: Path, sheet: str, rows: Sequence[Sequence[str | float | None]]) -> Path:
    """Writes a workbook of one sheet."""
    about = struct.pack("<II", 0, 1) + _text("rId1") + _text(sheet)
    book = _record(_BOOK) + _record(_SHEETS) + _record(_ABOUT_SHEET, about)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="bin" ContentType='
            '"application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        )
        archive.writestr("_rels/.rels", _relation("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/workbook.bin", book + _record(_END_SHEETS) + _record(_END_BOOK))
        archive.writestr(
            "xl/_rels/workbook.bin.rels", _relation("worksheet", "worksheets/sheet1.bin")
        )
        archive.writestr("xl/worksheets/sheet1.bin", _sheet(rows))
    return path


def _sheet(rows: Sequence[Sequence[str | float | None]]) -> bytes:
    extent = struct.pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    found = [_record(_SHEET), _record(_EXTENT, extent), _record(_DATA)]
    for number, row in enumerate(rows):
        found.append(_record(_ROW, struct.pack("<I", number) + bytes(13)))
        for column, value in enumerate(row):
            head = struct.pack("<II", column, 0)
            if isinstance(value, str):
                found.append(_record(_TEXT, head + _text(value)))
            elif value is not None:
                found.append(_record(_REAL, head + struct.pack("<d", value)))
    return b"".join([*found, _record(_END_DATA), _record(_END_SHEET)])


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _record(kind: int, content: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, rest = b"", len(content)
    while rest >= 0x80:
        size, rest = size + bytes([rest & 0x7F | 0x80]), rest >> 7
    return number + size + bytes([rest]) + content


def _text(value: str) -> bytes:
    content = value.encode("utf-16-le")
    return struct.pack("<I", len(content) // 2) + content
