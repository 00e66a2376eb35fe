"""Files that are no workbooks, damaged ones, and what cells carry beside their values."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.errors import OfftakeError
from desktop.core.progress import Progress
from desktop.exchange import marks as marks_module
from desktop.exchange import package as package_module
from desktop.exchange import reader
from desktop.exchange.layout import column_number, letters
from desktop.exchange.marks import find_marks, percent_styles
from desktop.exchange.package import open_package
from desktop.exchange.reader import read_workbook
from tests.exchange.examples import WORKSPACE, exported, rich

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(rich(), tmp_path_factory.mktemp("read") / "plan.xlsx")


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Gives a copy of a package in which parts are changed, or dropped for None."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            content = change(entry.filename, old.read(entry))
            if content is not None:
                new.writestr(entry.filename, content)
    return target


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"just text", "not a workbook"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML><html/>", "web page"),
        (b"<?xml version='1.0'?><Workbook/>", "XML"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE + b"\0" * 5000, "damaged"),
    ],
)
def test_what_is_no_workbook_is_told_in_one_sentence(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "reply.xlsx"
    path.write_bytes(content)
    with pytest.raises(OfftakeError) as fault:
        read_workbook(path)
    assert words in str(fault.value) and "“reply.xlsx”" in str(fault.value)
    assert "\n" not in str(fault.value)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(OfftakeError, match=r"no file “.*none\.xlsx”"):
        read_workbook(tmp_path / "none.xlsx")
    with pytest.raises(OfftakeError, match="is a folder, not a workbook"):
        read_workbook(tmp_path)


def test_a_cut_off_or_altered_file_is_never_read_in_part(original: Path, tmp_path: Path) -> None:
    content = original.read_bytes()
    path = tmp_path / "x.xlsx"
    for cut in (100, len(content) // 2, len(content) - 10):
        path.write_bytes(content[:cut])
        with pytest.raises(OfftakeError, match="damaged"):
            read_workbook(path)
    middle = len(content) // 3
    path.write_bytes(content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :])
    with pytest.raises(OfftakeError, match="damaged"):
        read_workbook(path)


@settings(max_examples=40)
@given(st.data())
def test_no_altered_part_gives_anything_but_a_sentence(data: st.DataObject) -> None:
    path = PLAYGROUND / "plan.xlsx"
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
    victim = data.draw(st.sampled_from(names))
    start, stop = sorted(data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    junk = data.draw(st.sampled_from([b"", b"<", b"\x00", b"&bad;", b"]]>", b'r="XFD1048577"']))

    def damage(name: str, content: bytes) -> bytes:
        if name != victim:
            return content
        return content[: int(start * len(content))] + junk + content[int(stop * len(content)) :]

    target = rewritten(path, PLAYGROUND / "altered.xlsx", damage)
    try:
        read_workbook(target)
    except OfftakeError as fault:
        assert "altered.xlsx" in str(fault)


@pytest.fixture(scope="module", autouse=True)
def playground(tmp_path_factory: pytest.TempPathFactory, original: Path) -> None:
    global PLAYGROUND
    PLAYGROUND = tmp_path_factory.mktemp("altered")
    (PLAYGROUND / "plan.xlsx").write_bytes(original.read_bytes())


PLAYGROUND = Path()


def test_absurd_packages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("_rels/.rels", b"\0" * (package_module.RATIO_FROM + 1))
    with pytest.raises(OfftakeError, match="would unpack to 64 MB"):
        read_workbook(path)
    monkeypatch.setattr(package_module, "MAX_UNPACKED", 1000)
    with pytest.raises(OfftakeError, match="would unpack"):
        open_package(exported(rich(), tmp_path / "x.xlsx"))


def test_entities_twice_named_parts_and_other_zips_are_refused(
    original: Path, tmp_path: Path
) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    path = rewritten(original, tmp_path / "e.xlsx",
                     lambda name, c: bomb if name == "xl/workbook.xml" else c)  # fmt: skip
    with pytest.raises(OfftakeError, match="document type"):
        read_workbook(path)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("readme.txt", "no workbook")
    with pytest.raises(OfftakeError, match="not a workbook"):
        read_workbook(path)
    with zipfile.ZipFile(path, "w") as package, pytest.warns(UserWarning):
        for _ in range(2):
            package.writestr("_rels/.rels", "<a/>")
    with pytest.raises(OfftakeError, match="same name"):
        read_workbook(path)


def test_a_lone_cell_far_out_does_not_take_all_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Plants"
    page.append(["Code", "Name"])
    page["XFD1048576"] = 1
    path = tmp_path / "far.xlsx"
    book.save(path)
    with pytest.raises(OfftakeError, match="reaches to XFD1048576"):
        read_workbook(path)
    page["XFD1048576"].value = None
    page["XFD1048576"].number_format = "0.00"  # a format alone is no content
    book.save(path)
    assert read_workbook(path).sheets[0].rows == [["Code", "Name"]]


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A99999999"><v>1</v></c></row>',
        '<row r="1"><c r="a99999999"><v>1</v></c></row>',
        '<row r="99999999"><c><v>1</v></c></row>',
        '<row r="2"><c r="B2"><v>1</v></c></row><row><c r="ZZ1000000"><v>1</v></c></row>',
        '<row r="2"><c r="B2"><v>1</v></c></row><row><c r="A9999999"><v>1</v></c></row>',
        '<row r="-5"><c r="A1" t="e"><v>1</v></c></row>',
        "<row r='1'><c r='XFD1048576'><v>1</v></c><c r='A1'><v>1</v></c></row>",
        '<row r="1"><c\ts="0" r="XFD1048576"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="CM110000"><v>1</v></c><c r="A1048576"><v>1</v></c>'
        '<c r="XFD9"><v>1</v></c></row>',
    ],
)
def test_impossible_and_far_addresses_are_refused(
    original: Path, tmp_path: Path, cells: str
) -> None:
    sheet = f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode()
    path = rewritten(original, tmp_path / "far.xlsx",
                     lambda name, c: sheet if name.endswith("/sheet6.xml") else c)  # fmt: skip
    with pytest.raises(OfftakeError):
        read_workbook(path)


def test_a_far_cell_is_noticed_wherever_a_part_is_cut_into_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(marks_module, "_CHUNK", 100)
    cells = [b'<c r="%s%d" s="1"><v>1</v></c>' % (name, 1 + n * 999)
             for n, name in enumerate((b"A", b"Z", b"CL", b"B") * 25)]  # fmt: skip
    assert marks_module.is_near(b"<x>" + b"".join(cells) + b"</x>")
    for n in range(0, 100, 9):
        for far in (b'<c r="CM110000"/>', b'<x:c r="XFD1048576"/>', b"<c\tr='AAA1200000'/>"):
            part = b"<x>" + b"".join([*cells[:n], far, *cells[n:]]) + b"</x>"
            monkeypatch.setattr(marks_module, "_SMALL", 10)
            assert not marks_module.is_near(part), far


def test_link_data_survive_the_loss_of_any_copy(original: Path, tmp_path: Path) -> None:
    whole = read_workbook(original).link
    assert whole is not None and whole.workspace == WORKSPACE and len(whole.sheets) == 14
    book = openpyxl.load_workbook(original)
    del book["_link"]
    book.save(tmp_path / "a.xlsx")
    by_property = read_workbook(tmp_path / "a.xlsx").link
    assert by_property is not None and by_property.revision == 7 and not by_property.sheets
    assert by_property.export == whole.export
    bare = rewritten(original, tmp_path / "b.xlsx",
                     lambda name, c: b"<a/>" if name == "docProps/custom.xml" else c)  # fmt: skip
    assert read_workbook(bare).link == whole
    del book.custom_doc_props["Offtake workspace"]  # type: ignore[attr-defined]
    book.save(tmp_path / "c.xlsx")
    told = read_workbook(tmp_path / "c.xlsx").link
    assert told is not None and (told.revision, told.export) == (7, whole.export)
    del book["Read me"]
    book.save(tmp_path / "d.xlsx")
    assert read_workbook(tmp_path / "d.xlsx").link is None


def test_hidden_names_follow_a_column(original: Path) -> None:
    found = read_workbook(original).columns
    assert found["capacity", "nameplate"] == ("Capacity", 7)
    assert len([key for key in found if key[0] == "capacity"]) == 19


def sheet_xml(cells: str, prefix: str = "") -> bytes:
    p = prefix
    return (
        f'<{p}worksheet><{p}sheetData>{cells}</{p}sheetData></{p}worksheet>'
    ).encode()  # fmt: skip


def test_marks_of_errors_and_formulas() -> None:
    cells = (
        '<row r="2"><c r="B2" t="e"><v>#N/A</v></c><c r="C2"><f>1+1</f></c>'
        '<c r="D2"><f>1+1</f><v>2</v></c><c r="E2"><f>""</f><v></v></c>'
        '<c r="F2" t="str"><f>""</f><v></v></c></row>'
        '<row><c/><c t="e"><f>A1</f><v>#REF!</v></c></row>'
    )
    for content in (sheet_xml(cells), b"\xef\xbb\xbf" + sheet_xml(cells),
                    sheet_xml(cells).decode().encode("utf-16"),
                    re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", sheet_xml(cells))):  # fmt: skip
        marks = find_marks(content, [])
        assert marks.errors == {(1, 1): "#N/A", (2, 1): "#REF!"}
        assert marks.uncalculated == {(1, 2), (1, 4)}
        assert marks.formulas == {(1, 2), (1, 3), (1, 4), (1, 5), (2, 1)}
        assert (marks.rows, marks.columns) == (3, 6)


def test_a_sheet_without_marks_is_not_parsed() -> None:
    assert find_marks(b'<worksheet><sheetData><row r="1"><c r="A1"><v>1', []).rows == 0


def test_percent_formats_are_told_from_an_appended_sign(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for format in ("General", "0%", '0.0"%"', "0.00%", "[Red]0.0%;-0.0%", r"0\%"):
        cell = page.cell(page.max_row + 1, 1)
        cell.value, cell.number_format = 0.5, format
    path = tmp_path / "p.xlsx"
    book.save(path)
    (sheet,) = read_workbook(path).sheets
    assert sheet.marks.percents == {(2, 0), (4, 0), (5, 0)}
    assert len(percent_styles(open_package(path))) == 3


def test_values_keep_their_places(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page["C4"] = "x"
    buffer = io.BytesIO()
    book.save(buffer)
    path = tmp_path / "no extension"
    path.write_bytes(buffer.getvalue())
    (sheet,) = read_workbook(path).sheets
    assert sheet.rows[3][2] == "x" and sheet.address(3, 2) == "Sheet!C4"


def test_stopping(original: Path) -> None:
    stop = Progress()
    stop.cancel()
    with pytest.raises(OfftakeError, match="Stopped"):
        read_workbook(original, stop)


def test_limits_are_stated() -> None:
    assert package_module.MAX_UNPACKED >= 2**30 and reader.MAX_CELLS >= 10_000_000


@given(st.integers(0, 16383))
def test_column_letters(number: int) -> None:
    assert column_number(letters(number)) == number
