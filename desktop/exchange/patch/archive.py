"""The zip file of a workbook, byte by byte: parts that do not change are copied as they lie there.

`zipfile` cannot do this: it packs every part anew. Here an entry is a stretch of bytes, from its
local header to the next one's, with data descriptor and all; only offsets in the directory at the
end are written again.
"""

from __future__ import annotations

import io
import itertools
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_FULL = 0xFFFFFFFF  # a field whose value stands in the zip64 extra field
_ZIP64 = 1
_DEFLATED = 8
_UNICODE = 0x0800  # the one flag that is kept for a part packed anew
_CHUNK = 1 << 18
#: Parts above this are packed quickly: somebody waits, and a few per cent of size do not hurt.
_LARGE = 4 << 20


class ArchiveFault(Exception):
    """The zip file is not built as it should be."""


@dataclass(frozen=True)
class Entry:
    """One entry: its name as parts are called, where it lies, and its record in the directory."""

    name: str
    start: int
    end: int
    record: bytes
    method: int
    crc: int
    packed: int
    unpacked: int

    @property
    def key(self) -> str:
        """Give the name as parts are compared."""
        return self.name.casefold()


class Archive:
    """A zip file open for reading; `entries` are in the order of its directory."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("rb")
        try:
            self._read_directory()
        except (struct.error, UnicodeError, IndexError) as fault:
            self._file.close()
            raise ArchiveFault(str(fault)) from fault
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _read_directory(self) -> None:
        size = self._file.seek(0, io.SEEK_END)
        tail_start = max(0, size - _END.size - 0xFFFF)
        tail = self._at(tail_start, size - tail_start)
        found = tail.rfind(b"PK\5\6")
        if found < 0:
            raise ArchiveFault("no end record")
        end = tail_start + found
        *_, count, length, offset, comment = _END.unpack_from(tail, found)
        self.comment = tail[found + _END.size : found + _END.size + comment]
        directory_end = end
        if end >= _LOCATOR.size:
            locator = self._at(end - _LOCATOR.size, _LOCATOR.size)
            if locator.startswith(b"PK\6\7"):
                directory_end = end - _LOCATOR.size - _END64.size
                record = _END64.unpack(self._at(directory_end, _END64.size))
                if record[0] != b"PK\6\6":
                    raise ArchiveFault("no zip64 end record")
                *_, count, length, offset = record
        self.directory = directory_end - length
        self._shift = self.directory - offset  # bytes in front of the archive
        if self._shift < 0:
            raise ArchiveFault("the directory is cut")
        self.entries = self._with_ends(self._records(self._at(self.directory, length), count))
        self._by_key = {entry.key: entry for entry in self.entries}

    def _records(self, raw: bytes, count: int) -> list[tuple[str, int, bytes, tuple[int, ...]]]:
        records: list[tuple[str, int, bytes, tuple[int, ...]]] = []
        at = 0
        for _ in range(count):
            fields = _CENTRAL.unpack_from(raw, at)
            if fields[0] != b"PK\1\2":
                raise ArchiveFault("no directory record")
            flags, method, crc, packed, unpacked = fields[3], fields[4], *fields[7:10]
            name_length, extra_length, comment_length = fields[10:13]
            size = _CENTRAL.size + name_length + extra_length + comment_length
            record = raw[at : at + size]
            stored = record[_CENTRAL.size : _CENTRAL.size + name_length]
            extra = record[_CENTRAL.size + name_length :][:extra_length]
            wide = _zip64_values(extra)
            unpacked = next(wide) if unpacked == _FULL else unpacked
            packed = next(wide) if packed == _FULL else packed
            offset = next(wide) if fields[16] == _FULL else fields[16]
            name = stored.decode("utf-8" if flags & _UNICODE else "cp437")
            start = offset + self._shift
            records.append((name, start, record, (method, crc, packed, unpacked)))
            at += size
        return records

    def _with_ends(
        self, records: list[tuple[str, int, bytes, tuple[int, ...]]]
    ) -> tuple[Entry, ...]:
        starts = [*sorted({start for _, start, _, _ in records}), self.directory]
        if len(starts) != len(records) + 1 or starts[-1] < starts[-2 if records else -1]:
            raise ArchiveFault("entries overlap")
        following = dict(itertools.pairwise(starts))
        entries = []
        for name, start, record, (method, crc, packed, unpacked) in records:
            end = following[start]
            name = name.replace("\\", "/").lstrip("/")
            entry = Entry(name, start, end, record, method, crc, packed, unpacked)
            if self._data_start(entry) + packed > end:
                raise ArchiveFault("entries overlap")
            entries.append(entry)
        return tuple(entries)

    def _at(self, start: int, length: int) -> bytes:
        self._file.seek(start)
        return self._file.read(length)

    def _local(self, entry: Entry) -> tuple[bytes, bytes]:
        """Give the name and the extra field of an entry's local header."""
        fields = _LOCAL.unpack(self._at(entry.start, _LOCAL.size))
        if fields[0] != b"PK\3\4":
            raise ArchiveFault("no local header")
        raw = self._file.read(fields[9] + fields[10])
        return raw[: fields[9]], raw[fields[9] :]

    def _data_start(self, entry: Entry) -> int:
        name, extra = self._local(entry)
        return entry.start + _LOCAL.size + len(name) + len(extra)

    def find(self, name: str) -> Entry | None:
        """Give the entry of a part; upper and lower case are the same."""
        return self._by_key.get(name.lstrip("/").casefold())

    def raw(self, entry: Entry) -> Iterator[bytes]:
        """Give all bytes of an entry as they lie in the file, header included."""
        at = entry.start
        while at < entry.end:
            chunk = self._at(at, min(_CHUNK, entry.end - at))
            if not chunk:
                raise ArchiveFault("the file is cut")
            yield chunk
            at += len(chunk)

    def read(self, entry: Entry) -> bytes:
        """Give the unpacked bytes of an entry at once; raises `ArchiveFault` as `content` does."""
        whole = io.BytesIO()  # never holds them twice, as joining pieces would
        for chunk in self.content(entry):
            whole.write(chunk)
        return whole.getvalue()

    def content(self, entry: Entry) -> Iterator[bytes]:
        """Give the unpacked bytes of an entry; raises `ArchiveFault` if its checksum is wrong."""
        unpacker = zlib.decompressobj(-15) if entry.method == _DEFLATED else None
        at, left, crc = self._data_start(entry), entry.packed, 0
        while left:
            packed = self._at(at, min(_CHUNK, left))
            if not packed:
                raise ArchiveFault("the file is cut")
            at, left = at + len(packed), left - len(packed)
            chunk = unpacker.decompress(packed) if unpacker else packed
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if unpacker:
            rest = unpacker.flush()
            crc = zlib.crc32(rest, crc)
            yield rest
        if crc != entry.crc:
            raise ArchiveFault("a checksum is wrong")

    def write_copy(
        self,
        out: BinaryIO,
        replaced: Mapping[str, Iterable[bytes]],
        dropped: frozenset[str] = frozenset(),
        added: Mapping[str, bytes] | None = None,
    ) -> None:
        """Write the archive again with some parts replaced, dropped or, at its end, added.

        `replaced` and `dropped` hold `Entry.key`s. Everything else is copied byte for byte.
        """
        records: dict[str, bytes] = {}
        by_place = sorted(self.entries, key=lambda entry: entry.start)
        _copy(self._stretch(0, by_place[0].start if by_place else self.directory), out)
        for entry in by_place:
            if entry.key in dropped:
                continue
            offset = out.tell() - self._shift
            if entry.key in replaced:
                records[entry.key] = self._write_anew(out, entry, replaced[entry.key], offset)
            else:
                _copy(self.raw(entry), out)
                records[entry.key] = _moved(entry.record, offset)
        order = [records[entry.key] for entry in self.entries if entry.key in records]
        for name, content in (added or {}).items():
            order.append(_write_new(out, name, content, out.tell() - self._shift))
        start = out.tell()
        out.writelines(order)
        length, offset = out.tell() - start, start - self._shift
        if offset + length >= _FULL or len(order) >= 0xFFFF:
            raise ArchiveFault("too large")
        end = (b"PK\5\6", 0, 0, len(order), len(order), length, offset, len(self.comment))
        out.write(_END.pack(*end) + self.comment)

    def _stretch(self, start: int, end: int) -> Iterator[bytes]:
        for at in range(start, end, _CHUNK):
            yield self._at(at, min(_CHUNK, end - at))

    def _write_anew(
        self, out: BinaryIO, entry: Entry, content: Iterable[bytes], offset: int
    ) -> bytes:
        name, extra = self._local(entry)
        fields = list(_CENTRAL.unpack_from(entry.record))
        fields[2] = max(20, fields[2] & 0xFF) | (fields[2] & 0xFF00)
        fields[3] &= _UNICODE
        fields[4] = _DEFLATED
        stored_length, extra_length = fields[10], fields[11]
        stored_end = _CENTRAL.size + stored_length
        kept = _without_zip64(entry.record[stored_end : stored_end + extra_length])
        fields[7:10] = _pack(
            out, [*fields[2:7]], name, _without_zip64(extra), content, entry.unpacked > _LARGE
        )
        fields[11], fields[16] = len(kept), offset
        rest = entry.record[stored_end + extra_length :]
        return _CENTRAL.pack(*fields) + entry.record[_CENTRAL.size : stored_end] + kept + rest


def _pack(
    out: BinaryIO, head: list[int], name: bytes, extra: bytes, content: Iterable[bytes], fast: bool
) -> list[int]:
    """Write local header and packed content; give checksum, packed and unpacked size."""
    start = out.tell()
    out.write(_LOCAL.pack(b"PK\3\4", *head, 0, 0, 0, len(name), len(extra)) + name + extra)
    packer = zlib.compressobj(3 if fast else 6, zlib.DEFLATED, -15)
    crc = packed = unpacked = 0
    for chunk in content:
        crc, unpacked = zlib.crc32(chunk, crc), unpacked + len(chunk)
        packed += out.write(packer.compress(chunk))
    packed += out.write(packer.flush())
    end = out.tell()
    out.seek(start)
    head_again = _LOCAL.pack(b"PK\3\4", *head, crc, packed, unpacked, len(name), len(extra))
    out.write(head_again)
    out.seek(end)
    return [crc, packed, unpacked]


def _write_new(out: BinaryIO, name: str, content: bytes, offset: int) -> bytes:
    stored = name.encode("utf-8")
    flags = 0 if name.isascii() else _UNICODE
    head = [20, flags, _DEFLATED, 0, 0x21]  # 1980-01-01, as Excel itself writes
    sizes = _pack(out, head, stored, b"", [content], fast=False)
    fields = [b"PK\1\2", 20, *head, *sizes, len(stored), 0, 0, 0, 0, 0, offset]
    return _CENTRAL.pack(*fields) + stored


def _moved(record: bytes, offset: int) -> bytes:
    """Give a directory record with another offset, which may stand in its zip64 field."""
    fields = list(_CENTRAL.unpack_from(record))
    if fields[16] != _FULL:
        fields[16] = offset
        return _CENTRAL.pack(*fields) + record[_CENTRAL.size :]
    extra_start = _CENTRAL.size + fields[10]
    before = sum(fields[n] == _FULL for n in (8, 9))
    for start, kind, data_start, _ in _extra_fields(record[extra_start : extra_start + fields[11]]):
        if kind == _ZIP64:
            at = extra_start + start + (data_start - start) + 8 * before
            return record[:at] + struct.pack("<Q", offset) + record[at + 8 :]
    raise ArchiveFault("no zip64 field")


def _extra_fields(extra: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Give start, kind, data start and end of each extra field."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        yield at, kind, at + 4, min(at + 4 + length, len(extra))
        at += 4 + length


def _zip64_values(extra: bytes) -> Iterator[int]:
    for _, kind, start, end in _extra_fields(extra):
        if kind == _ZIP64:
            for at in range(start, end - 7, 8):
                yield struct.unpack_from("<Q", extra, at)[0]
    raise ArchiveFault("no zip64 field")


def _without_zip64(extra: bytes) -> bytes:
    return b"".join(
        extra[start:end] for start, kind, _, end in _extra_fields(extra) if kind != _ZIP64
    )


def _copy(chunks: Iterable[bytes], out: BinaryIO) -> None:
    for chunk in chunks:
        out.write(chunk)
