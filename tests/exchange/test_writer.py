"""What an export holds, seen with other eyes than ours."""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.changes import Change
from desktop.core.errors import Cancelled, OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.exchange.layout import Link, cell_address, letters
from desktop.exchange.parts import whole_parts
from desktop.exchange.rows import escaped
from desktop.exchange.writer import write_workbook
from tests.exchange.examples import RECORDS, WORKSPACE, exported, rich
from tests.refused import as_ordinary_user, needs_refusals


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(rich(), tmp_path_factory.mktemp("export") / "plan.xlsx")


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def test_a_sheet_per_type_and_a_read_me(book: Any) -> None:
    names = [type.sheet for type in rich().types.values()]
    assert book.sheetnames == ["Read me", *names, "_lists", "_link"]
    assert book["_link"].sheet_state == book["_lists"].sheet_state == "veryHidden"
    text = "\n".join(str(cell.value) for row in book["Read me"].iter_rows() for cell in row)
    assert "plan.xlsx" in text and "How to answer" in text and "Capacity" in text
    assert {"Revision", "7"} <= {str(c.value) for row in book["Read me"] for c in row}


def test_headers_values_and_formats(book: Any) -> None:
    page = book["Capacity"]
    headers = [cell.value for cell in page[1]]
    assert headers[:3] == ["ID", "Code", "Name"] and "Nameplate [per year]" in headers
    row = dict(zip(headers, page[2], strict=True))
    assert row["Code"].value == "CAP-1" and row["Plant"].value == "ONSAN"
    assert row["Nameplate [per year]"].value == 12000
    assert row["Start"].value == "2028" and row["Start"].number_format == "@"
    assert row["Utilization [%]"].value == 92.5
    assert row["Utilization [%]"].number_format == 'General"%"'
    assert row["Joint with"].value is None and page["B3"].number_format == "@"
    stock = book["Stock"]
    as_of = next(c for c in stock[2] if stock.cell(1, c.column).value == "As of")
    assert as_of.value == dt.datetime(2026, 1, 31) and as_of.number_format == "yyyy-mm-dd"
    assert page.freeze_panes == "C2" and book["Preferences"].freeze_panes == "B2"


def test_text_is_never_a_formula(book: Any) -> None:
    page = book["Materials"]
    texts = [(c.value, c.data_type) for row in page.iter_rows(min_row=2) for c in row if c.value]
    assert ("=1+1", "s") in texts and ("=SUM(A1:A9)", "s") in texts and ("#N/A", "s") in texts
    assert ("00123", "s") in texts and ("1E5", "s") in texts
    assert all(kind in ("s", "n") for _, kind in texts)


def test_tables_fit_their_headers(book: Any) -> None:
    for type in rich().types.values():
        page = book[type.sheet]
        ((name, area),) = page.tables.items()
        columns = [column.name for column in page.tables[name].tableColumns]
        assert columns == [cell.value for cell in page[1]]
        last = max(len(RECORDS[type.name]) + 1, 2)
        assert area == f"A1:{letters(len(columns) - 1)}{last}"


def test_notes_and_drop_downs(book: Any) -> None:
    page = book["Capacity"]
    stage = next(cell for cell in page[1] if cell.value == "Stage")
    assert "Required." in stage.comment.text and "on hold" in stage.comment.text
    lists = {str(v.sqref).split(":")[0]: v for v in page.data_validations.dataValidation}
    assert lists[f"{stage.column_letter}2"].formula1.startswith('"concept,feasibility,')
    material = next(cell for cell in page[1] if cell.value == "Material")
    assert lists[f"{material.column_letter}2"].formula1 == "material_codes"
    assert "Materials" in book.defined_names["material_codes"].attr_text
    for validation in lists.values():
        if not validation.formula1.startswith('"'):
            assert validation.formula1 in book.defined_names
        else:
            assert len(validation.formula1) <= 257
    assert book["_lists"]["A1"].value is not None


def test_the_way_back_is_written_twice(path: Path, book: Any) -> None:
    rows = [[cell.value for cell in row] for row in book["_link"].iter_rows()]
    link = Link.from_rows(rows)
    assert link is not None and link.workspace == WORKSPACE and link.revision == 7
    assert link.sheets["Capacity"] == "capacity"
    assert link.columns["capacity", "Nameplate [per year]"] == "nameplate"
    with zipfile.ZipFile(path) as package:
        assert WORKSPACE in package.read("docProps/custom.xml").decode()


def test_korean_export(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(exported(rich(), tmp_path / "k.xlsx", "ko"))
    assert "생산능력" in book.sheetnames and "코드" in [c.value for c in book["생산능력"][1]]
    stage = [cell.value for cell in book["생산능력"]["G"]]
    assert "on hold" in stage  # choices stay English in the file
    assert "revision" not in str(book.worksheets[0]["A3"].value).lower()


def test_only_some_types(tmp_path: Path) -> None:
    path = tmp_path / "some.xlsx"
    write_workbook(rich(), path, parts=whole_parts(rich(), ["capacity", "plant"]))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Read me", "Plants", "Capacity", "_lists", "_link"]
    area = book.defined_names["material_codes"].attr_text
    assert area.startswith("_lists!") and area.endswith("$4")
    with pytest.raises(OfftakeError, match="unheard"):
        write_workbook(rich(), path, parts=whole_parts(rich(), ["unheard"]))


def test_an_empty_workspace_has_a_blank_row_in_each_table(tmp_path: Path) -> None:
    empty = rich().with_changes([])
    for type, records in RECORDS.items():
        empty = empty.with_changes(
            [Change(type, id, {}, None) for id in range(1, len(records) + 1)]
        )
    book = openpyxl.load_workbook(exported(empty, tmp_path / "e.xlsx"))
    assert next(iter(book["Capacity"].tables.values())).ref.endswith("2")


def test_characters_that_xml_forbids_do_not_break_the_file(tmp_path: Path) -> None:
    values = {"code": "X", "name": "bell \x07 nul \x00 \ud800 \uffff", "note": "a\rb\x0bc"}
    dataset = rich().with_changes([Change("material", 9, None, values)])
    book = openpyxl.load_workbook(exported(dataset, tmp_path / "c.xlsx"))
    assert book["Materials"].max_row == 6
    assert escaped("_x0041_ & <b>") == "_x005F_x0041_ &amp; &lt;b&gt;"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes such names")
def test_a_file_name_that_is_no_text_does_not_break_the_file(tmp_path: Path) -> None:
    for name in ("half \udcff.xlsx", "bell \x07.xlsx"):
        dataset, to = rich(), tmp_path / name
        write_workbook(dataset, to)
        with to.open("rb") as file:
            book = openpyxl.load_workbook(file)
        shown = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
        assert f"{name[:5]}\ufffd.xlsx" in shown


def test_nothing_is_left_behind_when_it_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OfftakeError, match=r"x\.xlsx.*no folder"):
        exported(rich(), tmp_path / "none" / "x.xlsx")
    blocked = tmp_path / "dir.xlsx"
    blocked.mkdir()
    with pytest.raises(OfftakeError, match="open in another program"):
        exported(rich(), blocked)
    assert list(tmp_path.iterdir()) == [blocked]


@needs_refusals
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with as_ordinary_user(), pytest.raises(OfftakeError, match="cannot be written"):
        exported(rich(), tmp_path / "x.xlsx")
    tmp_path.chmod(0o700)


def test_stopping_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"old")
    stop = Progress()
    stop.cancel()
    with pytest.raises(Cancelled):
        write_workbook(rich(), path, progress=stop)
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_progress_reaches_its_end(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []

    def report(done: int, total: int, what: Text) -> None:
        steps.append((done, total))

    write_workbook(rich(), tmp_path / "x.xlsx", progress=Progress(report))
    assert steps[-1][0] == steps[-1][1] == sum(map(len, RECORDS.values()))


def test_addresses() -> None:
    assert cell_address("Capacity", 13, 7) == "Capacity!H14"
    assert cell_address("My sheet's", 0, 26) == "'My sheet''s'!AA1"
    assert [letters(n) for n in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA",
                                                                 "XFD"]  # fmt: skip


def test_every_part_is_well_formed(path: Path) -> None:
    from xml.dom.minidom import parseString

    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if re.search(r"\.(xml|rels|vml)$", name):
                parseString(package.read(name))


def test_a_sheet_prints_as_wide_as_a_page_with_its_header_on_each(book: Any) -> None:
    page = book["Capacity"]
    assert page.page_setup.orientation == "landscape" and page.page_setup.fitToHeight == 0
    assert page.sheet_properties.pageSetUpPr.fitToPage and page.print_title_rows == "$1:$1"


def test_ids_look_locked_and_columns_fit_what_they_hold(book: Any) -> None:
    page = book["Capacity"]
    assert page["A2"].fill.fgColor.rgb == "00EDEDED" and page["B2"].fill.fill_type is None
    widths = {c.value: page.column_dimensions[c.column_letter].width for c in page[1]}
    assert widths["Capex"] > 16 and 7 < widths["Unit"] < 12
    assert page["B2"].font.name == page["B1"].font.name == "Calibri"
    capex = next(c for c in page[1] if c.value == "Capex")
    assert page.cell(2, capex.column).number_format == "[>=10000]#,##0;General"


def test_a_protected_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # the tests may run as root
    with pytest.raises(OfftakeError, match="is write-protected"):
        exported(rich(), path)
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("owner", ["~$x.xlsx", ".~lock.x.xlsx#"])
def test_a_workbook_that_is_open_elsewhere_is_not_replaced(tmp_path: Path, owner: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"old")
    (tmp_path / owner).touch()
    with pytest.raises(OfftakeError, match=r"“x\.xlsx” is open in another program"):
        exported(rich(), path)
    assert path.read_bytes() == b"old"


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def protected(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "replace", protected)
    with pytest.raises(OfftakeError) as fault:
        exported(rich(), tmp_path / "x.xlsx")
    assert f"in the folder “{tmp_path}”; choose another" in str(fault.value)


def test_a_full_disk_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OfftakeError, match=r"no room left on the disk for “x\.xlsx”; make room"):
        exported(rich(), path)
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_what_was_written_wrongly_never_takes_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr(zipfile.ZipFile, "testzip", lambda _: "xl/workbook.xml")
    with pytest.raises(OfftakeError, match=r"x\.xlsx"):
        exported(rich(), path)
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]
