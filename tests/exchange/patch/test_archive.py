"""Zip files of many makers: what does not change is copied as it lies there."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from desktop.exchange.patch.archive import Archive, ArchiveFault

NAMES = ["[Content_Types].xml", "xl/workbook.xml", "xl/한글.xml", "xl\\odd.bin", "folder/"]


class Stream(io.BytesIO):
    """A file that cannot go back, so that sizes follow the data."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError

    def seek(self, *_: int) -> int:
        raise OSError


def made(path: Path, kind: str) -> Path:
    out = Stream() if kind == "descriptors" else io.BytesIO()
    if kind == "prefixed":
        out.write(b"something in front" * 3)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, name in enumerate(NAMES):
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_STORED if number == 3 else zipfile.ZIP_DEFLATED
            if kind == "extra":
                entry.extra = struct.pack("<2H4s", 0xA220, 4, b"\x28\xa0\x02\x00")
            with archive.open(entry, "w", force_zip64=kind == "zip64") as file:
                file.write(f"{name} ".encode() * (0 if name.endswith("/") else 100 + number))
        archive.comment = b"a comment" if kind == "extra" else b""
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.parametrize("kind", ["plain", "descriptors", "prefixed", "extra", "zip64"])
def test_only_the_named_entry_is_packed_anew(tmp_path: Path, kind: str) -> None:
    source = made(tmp_path / "a.zip", kind)
    archive = Archive(source)
    result = tmp_path / "b.zip"
    with result.open("xb") as out:
        archive.write_copy(
            out, {"xl/workbook.xml": [b"new ", b"content"]}, frozenset({"xl/odd.bin"}),
            {"xl/added 한글.xml": b"added"},
        )  # fmt: skip
    copy = Archive(result)
    with zipfile.ZipFile(result) as again:
        assert again.testzip() is None
        assert again.read("xl/workbook.xml") == b"new content"
        assert again.read("xl/added 한글.xml") == b"added"
        assert again.namelist() == [
            "[Content_Types].xml", "xl/workbook.xml", "xl/한글.xml", "folder/", "xl/added 한글.xml",
        ]  # fmt: skip
    for name in ("[Content_Types].xml", "xl/한글.xml", "folder/"):
        before, after = archive.find(name), copy.find(name)
        assert before is not None and after is not None
        assert b"".join(archive.raw(before)) == b"".join(copy.raw(after))
        assert before.record[:42] + before.record[46:] == after.record[:42] + after.record[46:]
    assert copy.comment == archive.comment
    archive.close()
    copy.close()


def test_a_copy_without_changes_is_the_same_file(tmp_path: Path) -> None:
    for kind in ("plain", "descriptors", "prefixed", "extra", "zip64"):
        source = made(tmp_path / f"{kind}.zip", kind)
        archive = Archive(source)
        out = io.BytesIO()
        archive.write_copy(out, {})
        archive.close()
        assert out.getvalue() == source.read_bytes()


def test_large_archives_with_records_for_64_bits_are_read(tmp_path: Path) -> None:
    source = made(tmp_path / "a.zip", "plain")
    data = source.read_bytes()
    end = data.rindex(b"PK\5\6")
    count, length, offset = struct.unpack_from("<H2L", data, end + 10)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, length, offset)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    full = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    source.write_bytes(data[:end] + end64 + locator + full)
    archive = Archive(source)
    assert [entry.name for entry in archive.entries] == [n.replace("\\", "/") for n in NAMES]
    with (tmp_path / "b.zip").open("xb") as out:
        archive.write_copy(out, {})
    archive.close()
    with zipfile.ZipFile(tmp_path / "b.zip") as again:
        assert again.testzip() is None and len(again.namelist()) == len(NAMES)


@pytest.mark.parametrize("cut", [10, 30, 100, 400])
def test_a_cut_archive_is_a_fault(tmp_path: Path, cut: int) -> None:
    source = made(tmp_path / "a.zip", "plain")
    source.write_bytes(source.read_bytes()[:-cut])
    with pytest.raises(ArchiveFault):
        Archive(source)


def test_a_wrong_checksum_is_a_fault(tmp_path: Path) -> None:
    source = made(tmp_path / "a.zip", "plain")
    source.write_bytes(source.read_bytes().replace(b"xl\\odd.bin xl", b"xl\\odd.bin XL", 1))
    archive = Archive(source)
    entry = archive.find("XL/odd.bin")
    assert entry is not None
    with pytest.raises(ArchiveFault, match="checksum"):
        archive.read(entry)
    archive.close()
