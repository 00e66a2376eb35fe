"""A file is replaced only by a result that was read back and found right."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from desktop.core.errors import OfftakeError
from desktop.exchange.patch import Plan, open_target, splice, write, writing
from desktop.exchange.patch.cells import changed_cell
from desktop.exchange.patch.markup import Splice, spliced
from desktop.exchange.patch.values import Written
from tests.exchange.patch.handmade import book, by_openpyxl, changed_parts, edit, patch


def planned(path: Path) -> Plan:
    return open_target(path).plan([edit("B2", 12.5)])


def test_the_workbook_itself_is_replaced_and_kept(tmp_path: Path) -> None:
    source = book(tmp_path / "계획 (1).xlsx")
    before = source.read_bytes()
    receipt = patch(source, {"B2": 12.5}, source)
    assert by_openpyxl(source)["B2"] == 12.5
    assert receipt.backup is not None and receipt.backup.read_bytes() == before
    assert f"{dt.date.today()}" in receipt.backup.name
    assert {path.name for path in tmp_path.iterdir()} == {source.name, receipt.backup.name}
    again = patch(source, {"B2": 13}, source)
    assert again.backup is not None and again.backup != receipt.backup
    assert again.lines()[0] == "1 cell changed in sheet “Plan”; 6 other parts byte-identical"


def test_a_receipt_says_all_in_json_too(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx")
    found = patch(source, {"B2": 12.5, "C2": dt.date(2028, 3, 15)}, tmp_path / "b.xlsx",
                  dates_as_text=True).to_json()  # fmt: skip
    assert found["sheets"] == {"Plan": 2}
    assert found["identical_parts"] == 6
    assert found["changed_parts"] == ["xl/worksheets/sheet1.xml"]
    assert found["changes"] == [
        {"cell": "Plan!B2", "before": 2.5, "after": 12.5},
        {"cell": "Plan!C2", "before": None, "after": "2028-03-15"},
    ]
    assert found["backup"] is None


def test_a_workbook_that_was_saved_meanwhile_is_left_alone(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx")
    plan = planned(source)
    other = book(tmp_path / "b.xlsx", "<row r='1'/>").read_bytes()
    # As Excel does it: another file takes the name, the one that is open stays readable.
    os.replace(tmp_path / "b.xlsx", source)
    with pytest.raises(OfftakeError, match="meanwhile"):
        write(plan, source)
    assert source.read_bytes() == other
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize("owner", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_a_workbook_that_is_open_elsewhere_is_left_alone(tmp_path: Path, owner: str) -> None:
    source = book(tmp_path / "a.xlsx")
    before = source.read_bytes()
    (tmp_path / owner).write_bytes(b"x")
    with pytest.raises(OfftakeError, match="open in another program"):
        patch(source, {"B2": 12.5}, source)
    assert source.read_bytes() == before
    patch(source, {"B2": 12.5}, tmp_path / "b.xlsx")
    assert by_openpyxl(tmp_path / "b.xlsx")["B2"] == 12.5


def test_a_file_that_cannot_be_replaced_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = book(tmp_path / "a.xlsx")
    before = source.read_bytes()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "sharing violation")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OfftakeError, match="close it there"):
        patch(source, {"B2": 12.5}, source)
    assert source.read_bytes() == before


def test_places_that_take_no_workbook_are_named(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    for name, word in (
        ("none/b.xlsx", "no folder"), ("b.offtake", "name ends in"),
        ("folder.xlsx", "name ends in"),
    ):  # fmt: skip
        with pytest.raises(OfftakeError, match=word):
            patch(source, {"B2": 12.5}, tmp_path / name)


def broken(change: str) -> object:
    """Gives a splicing that does something nobody asked for."""

    def splicing(content: bytes, splices: Iterable[Splice]) -> Iterator[bytes]:
        result = b"".join(spliced(content, splices))
        old, new = change.split("|")
        assert old.encode() in result
        yield result.replace(old.encode(), new.encode(), 1)

    return splicing


@pytest.mark.parametrize("change", ["<v>1</v>|<v>2</v>", "</sheetData>|</sheetdata>", "12.5|12.50"])
def test_the_gate_stops_a_result_that_differs_from_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    source = book(tmp_path / "a.xlsx")
    before = source.read_bytes()
    monkeypatch.setattr(writing, "spliced", broken(change))
    with pytest.raises(OfftakeError, match="did not pass the check"):
        patch(source, {"B2": 12.5}, source)
    assert source.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize(
    "wrong",
    [
        b'<c r="B2" s="3"><v>13</v></c>',
        b'<c r="B2" s="2"><v>12.5</v></c>',
        b'<c r="C2" s="3"><v>12.5</v></c>',
        b'<c r="B2" s="3"><f>1</f><v>12.5</v></c>',
        b'<c r="B2" s="3" t="str"><v>12.5</v></c>',
        b'<c r="B2" s="3"><v>12.5</v></c><c r="C2"><v>1</v></c>',
        b'<c r="B2" s="3"><v>12.5</v></c></row><row r="3">',
        b'<c r="B2" s="3"><v>12.5</v>',
        b"",
    ],
)
def test_the_gate_reads_the_cells_back_whatever_the_splices_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: bytes
) -> None:
    source = book(tmp_path / "a.xlsx")

    def change(raw: bytes, value: Written | None) -> bytes:
        assert changed_cell(raw, value) == b'<c r="B2" s="3"><v>12.5</v></c>'
        return wrong

    monkeypatch.setattr(splice, "changed_cell", change)
    with pytest.raises(OfftakeError, match="did not pass the check"):
        patch(source, {"B2": 12.5}, tmp_path / "b.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_the_gate_sees_every_other_part(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx")
    plan = planned(source)
    archive = plan.target.parts.archive
    original = archive.write_copy

    def write_copy(out, replaced, dropped=frozenset(), added=None):  # type: ignore[no-untyped-def]
        original(out, {**replaced, "xl/styles.xml": [b"<styleSheet/>"]}, dropped, added)

    archive.write_copy = write_copy  # type: ignore[method-assign]
    with pytest.raises(OfftakeError, match="did not pass the check"):
        write(plan, tmp_path / "b.xlsx")


def test_a_sheet_that_breaks_off_far_from_the_cell_is_named(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", '<row r="2"><c r="B2"/></row><row r="9"><c r="A9"></row>')
    with pytest.raises(OfftakeError, match="is not built as it should be"):
        patch(source, {"B2": 12.5}, tmp_path / "b.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_another_ending_than_the_workbook_has_is_told(tmp_path: Path) -> None:
    receipt = patch(book(tmp_path / "a.xlsm"), {"B2": 12.5}, tmp_path / "b.xlsx")
    assert ".xlsm under another ending" in receipt.lines()[-1]


def test_the_result_keeps_the_rights_of_the_file_it_replaces(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx")
    source.chmod(0o640)
    patch(source, {"B2": 12.5}, source)
    assert source.stat().st_mode & 0o777 == 0o640


def test_a_link_to_a_workbook_stays_a_link(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx")
    link = tmp_path / "link.xlsx"
    try:
        link.symlink_to(source)
    except OSError:
        pytest.skip("this system makes no links")
    copy = book(tmp_path / "copy.xlsx")
    patch(link, {"B2": 12.5}, link)
    assert link.is_symlink()
    assert changed_parts(copy, source) == {"xl/worksheets/sheet1.xml"}
