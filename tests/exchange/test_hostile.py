"""Files and cells made to do harm: each is refused or read in bounded time and memory.

The limits stand in `desktop/exchange/package.py` and `reader.py`: bytes unpacked, their ratio to
the file, parts, and cells of a sheet.
"""

from __future__ import annotations

import contextlib
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.exchange import clipboard, package
from desktop.exchange.delimited import read_any
from desktop.exchange.package import open_package
from desktop.exchange.reader import MAX_CELLS, read_workbook
from desktop.operations.import_foreign import propose, review_foreign
from desktop.operations.import_workbook import review
from desktop.operations.patch_workbook import patch_workbook
from tests.exchange.examples import exported, rich

SECONDS = 20.0
#: Sixteen million cells take 715 MB, calamine included.
BYTES = 900 * 1024**2
HEADERS = ["Code", "Name", "Nameplate [per year]", "Start", "Note"]


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """Fails a test that took long, whatever else the machine does, or much memory.

    The memory is measured on Linux alone. `tracemalloc` would do it everywhere, but Python 3.11
    crashes if a thread of Qt ends while it stops.
    """
    before, began = memory_now(), time.process_time()
    yield
    took, more = time.process_time() - began, memory_peak() - before
    assert took < SECONDS, f"{took:.0f} s"
    assert more < BYTES, f"{more // 1024**2} MB"


def memory_now() -> int:
    """Gives the bytes of memory in use, and lets their peak begin anew."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_bytes(b"5")
    return in_status("VmRSS")


def memory_peak() -> int:
    """Gives the most bytes in use since `memory_now`; 0 where nothing tells."""
    return in_status("VmHWM")


def in_status(name: str) -> int:
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    (kilobytes,) = re.findall(rf"^{name}:\s+(\d+) kB$", text, re.MULTILINE)
    return int(kilobytes) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="nothing tells the memory here")
def test_the_memory_of_a_test_is_seen() -> None:
    before = memory_now()
    made = bytearray(100 * 1024**2)
    del made
    assert memory_peak() - before > 90 * 1024**2


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(rich(), tmp_path_factory.mktemp("hostile") / "plan.xlsx")


def altered(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
    return target


def with_parts(source: Path, target: Path, **parts: bytes) -> Path:
    target.write_bytes(source.read_bytes())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target


def refused(path: Path) -> str:
    with pytest.raises(OfftakeError) as fault:
        read_workbook(path)
    said = str(fault.value)
    assert f"“{path.name}”" in said and "\n" not in said
    return said


# Packages


def test_a_bomb_of_much_zero_is_refused_by_its_ratio(plan: Path, tmp_path: Path) -> None:
    size = package.RATIO_FROM + 1
    path = with_parts(plan, tmp_path / "bomb.xlsx", **{"xl/media/a.bin": bytes(size)})
    assert path.stat().st_size < 1_000_000
    assert "would unpack" in refused(path)


def test_a_bomb_in_many_parts_is_refused_by_their_sum(plan: Path, tmp_path: Path) -> None:
    piece = bytes(package.RATIO_FROM // 64)
    parts = {f"xl/media/{n}.bin": piece for n in range(66)}
    assert "would unpack" in refused(with_parts(plan, tmp_path / "bomb.xlsx", **parts))


def test_too_many_parts_are_refused(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert package.MAX_PARTS == 20_000
    monkeypatch.setattr(package, "MAX_PARTS", 500)
    parts = {f"x/{n}": b"" for n in range(500)}
    said = refused(with_parts(plan, tmp_path / "many.xlsx", **parts))
    assert f"holds {500 + len(_parts(plan))} parts" in said and " MB" not in said


def test_a_part_that_lies_about_its_size_is_damage(plan: Path, tmp_path: Path) -> None:
    path = with_parts(plan, tmp_path / "lie.xlsx", **{"xl/media/a.bin": bytes(5_000_000)})
    content = bytearray(path.read_bytes())
    central = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, central + 24, 10)  # unpacked size in the directory
    path.write_bytes(content)
    assert "damaged" in refused(path)


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "_rels/.rels", "xl/worksheets/sheet1.xml", "xl/styles.xml"]
)
@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
    ],
    ids=["laughs", "file", "network", "parameter"],
)
def test_documents_types_and_their_entities_are_refused(
    plan: Path, tmp_path: Path, part: str, prolog: str
) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        body = re.sub(rb"^<\?xml.*?\?>", b"", content)
        return b'<?xml version="1.0"?> <!-- a --> ' + prolog.encode() + body

    said = refused(altered(plan, tmp_path / "entity.xlsx", change))
    assert "document type" in said and "ask whoever sent it" in said


def test_a_document_type_is_also_known_in_utf_16_and_after_any_number_of_comments() -> None:
    assert package._has_doctype(b"\xef\xbb\xbf\n<?xml version='1.0'?><!--x-->\n<!DOCTYPE a>")
    assert not package._has_doctype(b"<?xml version='1.0'?><a><!DOCTYPE a></a>")
    assert not package._has_doctype(b"<?a?>" * 200_000)
    assert not package._has_doctype(b"<!--" * 200_000)


def test_a_document_type_in_utf_16_is_refused(plan: Path, tmp_path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'
        return text.encode("utf-16") if name == "xl/styles.xml" else content

    assert "document type" in refused(altered(plan, tmp_path / "wide.xlsx", change))


def test_deeply_nested_xml_does_not_exhaust_the_stack(plan: Path, tmp_path: Path) -> None:
    deep = b"<a>" * 200_000 + b"</a>" * 200_000

    def change(name: str, content: bytes) -> bytes:
        return (
            content.replace(b"<sheetData>", deep + b"<sheetData>") if "sheet1" in name else content
        )

    path = altered(plan, tmp_path / "deep.xlsx", change)
    try:
        read_workbook(path)
    except OfftakeError as error:
        assert "deep.xlsx" in str(error)


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/evil.txt", "..\\..\\evil.txt", "C:\\evil.txt", "xl/../../e.txt"]
)
def test_names_that_climb_out_of_the_archive_write_nothing(
    plan: Path, tmp_path: Path, name: str
) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    book = read_workbook(with_parts(plan, inside / "climb.xlsx", **{name: b"evil"}))
    assert book.sheets
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["climb.xlsx"]
    assert not Path("/evil.txt").exists()


def test_a_relation_that_climbs_out_reads_nothing_of_this_machine(
    plan: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.xml").write_text("<worksheet/>", encoding="utf-8")

    def change(name: str, content: bytes) -> bytes:
        target = b"../../../secret.xml"
        return content.replace(b"/xl/worksheets/sheet1.xml", target) if "rels" in name else content

    path = altered(plan, tmp_path / "climb.xlsx", change)
    opened = open_package(path)
    try:
        assert opened.part("../../secret.xml") is None
    finally:
        opened.close()
    try:
        read_workbook(path)
    except OfftakeError as error:
        assert "secret" not in str(error)


def compound(marker: str) -> bytes:
    return package._OLE + bytes(500) + marker.encode("utf-16-le") + bytes(2_000)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (compound("EncryptedPackage"), "password"),
        (compound("WordDocument"), "not a workbook"),
        (package._OLE + bytes(100), "damaged"),
        (b"PK\x05\x06" + bytes(18), "not a workbook"),
        (b"\x09\x08\x10\x00" + bytes(400), "not a workbook"),
        (b"%PDF-1.7\n" + bytes(100), "not a workbook"),
        (b"MZ" + bytes(1_000), "not a workbook"),
        (zlib.compress(bytes(1_000)), "not a workbook"),
    ],
    ids=["encrypted", "word", "cut legacy", "empty zip", "old excel", "pdf", "program", "zlib"],
)
def test_files_of_other_kinds_under_this_name_are_refused(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "reply.xlsx"
    path.write_bytes(content)
    assert words in refused(path)


def test_a_part_behind_a_password_is_refused(plan: Path, tmp_path: Path) -> None:
    content = bytearray(plan.read_bytes())
    # The flag "encrypted" in every header of the archive.
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for match in re.finditer(re.escape(sign), bytes(content)):
            content[match.start() + place] |= 1
    path = tmp_path / "locked.xlsx"
    path.write_bytes(content)
    assert "password" in refused(path)


# What would act: macros, links, formulas


def test_macros_are_bytes_that_nobody_runs(plan: Path, tmp_path: Path) -> None:
    macros = b'Sub Auto_Open(): Shell "calc": End Sub'
    path = with_parts(plan, tmp_path / "macros.xlsm", **{"xl/vbaProject.bin": macros})
    assert [sheet.name for sheet in read_workbook(path).sheets]


def test_links_to_elsewhere_are_not_followed(tmp_path: Path) -> None:
    """The network is shut for all tests; the last value that is stored in the cell counts."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Materials"
    sheet.append(["Code", "Name"])
    sheet.append(["X1", "=cmd|'/C calc'!A0"])
    sheet.append(["X2", '=WEBSERVICE("http://example.invalid/")'])
    sheet.append(["X3", "='[http://example.invalid/a.xlsx]S'!A1"])
    sheet.append(["X4", '=HYPERLINK("file:///etc/passwd","name")'])
    path = tmp_path / "links.xlsx"
    book.save(path)
    found = review(rich(), path)
    names = {item.code: [c.theirs for c in item.cells if c.field == "name"] for item in found.items}
    assert not any(name for values in names.values() for name in values), "no result is stored"
    said = [str(problem.message) for item in found.items for problem in item.problems]
    assert len(said) == len(found.items) == 4
    # Opening it in Excel to have it calculated is just what such a formula waits for.
    assert all("type its value" in text and "Excel" not in text for text in said), said


FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|'/C calc'!A0", "\t=1", "\r=1", "＝1+1",
            "%0a=1", '=HYPERLINK("http://example.invalid","x")', "'=1"]  # fmt: skip


def noted(texts: list[str]) -> Dataset:
    changes = [
        Change("material", n, None, {"code": f"M{n}", "name": "x", "note": text})
        for n, text in enumerate(texts, start=1)
    ]
    return rich().with_changes([Change(c.type, c.id + 100, None, c.after) for c in changes])


def test_a_text_that_looks_like_a_formula_is_exported_as_text(tmp_path: Path) -> None:
    path = exported(noted(FORMULAS), tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    shown = {str(cell.value): cell.data_type for cell in cells if cell.value is not None}
    texts = [text for text in shown if text.lstrip("'\t\r")[:1] in "=+-@"]
    assert len([text for text in texts if "1+1" in text or "calc" in text]) >= 4
    for text in texts:
        assert shown[text] in ("s", "n", "inlineStr"), text
    content = b"".join(
        part for name, part in _parts(path).items() if name.startswith("xl/worksheets/")
    )
    assert b"<f>" not in content and b"<f " not in content


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("text", [text for text in FORMULAS if text[0] in "=+-@"])
def test_a_text_that_looks_like_a_formula_is_copied_as_text(text: str) -> None:
    dataset = noted([text])
    fields = [dataset.types["material"].by_name["note"]]
    made = clipboard.copied(fields, [[text]], dataset)
    assert made.text.lstrip('"').startswith("'")
    assert "x:str" in made.html and "\\@" in made.html
    assert clipboard.unguarded(clipboard.read_text(made.text)[0][0]) == text


# Sheets


def sheet_with(tmp_path: Path, rows: list[list[Any]], title: str = "Capacity") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    path = tmp_path / "sheet.xlsx"
    book.save(path)
    return path


def test_a_sheet_of_sixteen_billion_cells_is_refused(tmp_path: Path) -> None:
    path = sheet_with(tmp_path, [HEADERS])
    book = openpyxl.load_workbook(path)
    book["Capacity"]["XFD1048576"] = 1
    book.save(path)
    assert MAX_CELLS < 16_384 * 1_048_576
    assert "reaches to XFD1048576" in refused(path)


def test_a_sheet_of_sixteen_million_cells_is_read(tmp_path: Path) -> None:
    path = sheet_with(tmp_path, [HEADERS, ["CAP-1"]])
    book = openpyxl.load_workbook(path)
    book["Capacity"]["P1048576"] = "last"
    book.save(path)
    (sheet,) = read_workbook(path).sheets
    assert sheet.rows[1_048_575][15] == "last"


def test_a_sheet_that_says_it_is_small_and_is_not_is_refused(plan: Path, tmp_path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        if "sheet1" not in name:
            return content
        content = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', content)
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return content.replace(b"</sheetData>", far)

    assert "reaches to" in refused(altered(plan, tmp_path / "small.xlsx", change))


def found_for(tmp_path: Path, name: str, value: Any) -> tuple[Any, list[str]]:
    """Gives what a cell of the capacity CAP-1 is taken for, and what is said of it."""
    path = sheet_with(tmp_path, [["Code", name], ["CAP-1", value]])
    found = review(rich(), path)
    cells = [cell.theirs for item in found.items for cell in item.cells]
    said = [str(problem.message) for problem in found.problems]
    return (cells[0] if cells else None), said


@pytest.mark.parametrize(
    "value", [1e308, -1e308, 1e16, "1e400", "NaN", "inf", "-inf", "1.7976931348623157e309"]
)
def test_numbers_beyond_all_use_are_told(tmp_path: Path, value: Any) -> None:
    taken, said = found_for(tmp_path, "Nameplate [per year]", value)
    assert taken is None and len(said) == 1


def test_a_number_that_is_none_in_the_xml_is_told_or_damage(tmp_path: Path) -> None:
    source = sheet_with(tmp_path, [["Code", "Nameplate [per year]"], ["CAP-1", 77777]])
    for word in (b"NaN", b"INF", b"-INF", b"1e999", b"0x10", b"", b"9" * 5_000):
        path = altered(source, tmp_path / "number.xlsx",
                       lambda _, content, word=word: content.replace(b"77777", word))  # type: ignore[misc]  # fmt: skip
        try:
            found = review(rich(), path)
        except OfftakeError as error:
            assert "number.xlsx" in str(error)
            continue
        taken = [cell.theirs for item in found.items for cell in item.cells]
        assert taken in ([], [None]) or word == b"0x10", (word, taken)


def test_negative_zero_is_zero(tmp_path: Path) -> None:
    taken, said = found_for(tmp_path, "Nameplate [per year]", -0.0)
    # That a figure became none at all may be doubted, its sign not.
    assert str(taken) == "0.0" and not any("-0" in text for text in said)


@pytest.mark.parametrize(
    "value", ["9999-12-31", "0001-01-01", "1899-12-31", "2028-13", "2028-02-30", -5, 3e9, 0.5]
)
def test_dates_beyond_all_use_are_told(tmp_path: Path, value: Any) -> None:
    taken, said = found_for(tmp_path, "Start", value)
    assert taken is None and len(said) == 1


def test_a_day_of_the_year_9999_never_gets_into_a_workspace(tmp_path: Path) -> None:
    """Typed as a day it would be stored and not be read again."""
    import datetime as dt

    for day in (dt.datetime(9999, 12, 31), dt.datetime(2200, 1, 1)):
        taken, said = found_for(tmp_path, "Start", day)
        assert taken is None and "outside the years" in said[0]


@pytest.mark.parametrize("serial", ["-1", "-657435", "2958466", "1e15", "0.99999999"])
def test_a_serial_that_is_no_day_is_told_or_a_day(tmp_path: Path, serial: str) -> None:
    import datetime as dt

    source = sheet_with(tmp_path, [["Code", "Start"], ["CAP-1", dt.datetime(2028, 3, 15)]])
    new = b"<v>%b</v>" % serial.encode()
    path = altered(source, tmp_path / "serial.xlsx",
                   lambda _, content: re.sub(rb"<v>46827(?:\.0)?</v>", new, content))  # fmt: skip
    try:
        found = review(rich(), path)
    except OfftakeError as error:
        assert "serial.xlsx" in str(error)
        return
    assert found.problems or not [cell for item in found.items for cell in item.cells]


def test_a_cell_of_32767_characters_is_read_and_a_longer_text_told(tmp_path: Path) -> None:
    taken, said = found_for(tmp_path, "Note", "x" * 32_767)
    assert (taken is not None and len(taken) == 32_767) or "too long" in said[0]
    taken, said = found_for(tmp_path, "Name", "x" * 32_767)
    assert taken is None and "too long" in said[0]


def test_any_script_comes_back_as_it_went(tmp_path: Path) -> None:
    texts = [
        "שורת גרמניום",
        "\u202egermanium\u202c",
        "e\u0301\u0302\u0303" * 50,
        "👩‍🏭🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "ᄒ\u1161\u11ab글",
        "a\u200bb\ufeffc",
    ]
    dataset = noted(texts)
    assert [dataset["material"][101 + n].note for n in range(len(texts))] == texts
    path = exported(dataset, tmp_path / "plan.xlsx")
    assert not review(dataset, path).items


def test_control_characters_never_reach_a_record_or_break_a_workbook(tmp_path: Path) -> None:
    dataset = noted(["".join(map(chr, range(32))) + "\x7f\ufffe\uffff"])
    path = exported(dataset, tmp_path / "plan.xlsx")
    assert not [item for item in review(dataset, path).items if item.is_taken]
    source = sheet_with(tmp_path, [["Code", "Note"], ["CAP-1", "before-after"]])
    new = b"a_x0000_b_x0007_c&#x9;d"
    path = altered(source, tmp_path / "control.xlsx",
                   lambda _, content: content.replace(b"before-after", new))  # fmt: skip
    found = review(rich(), path)
    for item in found.items:
        for cell in item.cells:
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", str(cell.theirs))


def test_writing_back_refuses_what_reading_refuses(plan: Path, tmp_path: Path) -> None:
    bomb = with_parts(
        plan, tmp_path / "bomb.xlsx", **{"xl/media/a.bin": bytes(package.RATIO_FROM + 1)}
    )
    before = bomb.read_bytes()
    with pytest.raises(OfftakeError):
        patch_workbook(bomb, ["Materials!B2=x"], tmp_path / "out.xlsx")
    assert bomb.read_bytes() == before
    assert not (tmp_path / "out.xlsx").exists()


def test_control_characters_in_a_text_file_are_told_by_their_cells(tmp_path: Path) -> None:
    """A zero among letters does not make the whole file UTF-16."""
    path = tmp_path / "Materials.csv"
    path.write_bytes(b"Code,Name,Note\r\nX1,a\x00b\x07c,x\r\nX2,\xe2\x80\xaered,y\r\n")
    book = read_any(path)
    assert [row[0] for row in book.sheets[0].rows] == ["Code", "X1", "X2"]
    found = review_foreign(rich(), propose(rich(), path))
    said = [f"{problem.cell} {problem.message}" for problem in found.problems]
    assert any("Materials!B2" in text and "control character" in text for text in said), said


def test_text_in_utf_16_without_a_mark_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "reply.csv"
    path.write_bytes("Code,Note\r\nCAP-1,게르마늄 정광\r\n".encode("utf-16-le"))
    assert read_any(path).sheets[0].rows[1] == ["CAP-1", "게르마늄 정광"]


def test_a_text_file_of_one_endless_line_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "endless.csv"
    path.write_bytes(b"a," * 2_000_000)
    try:
        read_any(path)
    except OfftakeError as error:
        assert "endless.csv" in str(error)
    path.write_bytes(b'"' + b"x" * 10_000_000)
    try:
        read_any(path)
    except OfftakeError as error:
        assert "endless.csv" in str(error)
