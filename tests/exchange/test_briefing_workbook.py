"""A report becomes a workbook with figures that are numbers and charts that Excel draws."""

from __future__ import annotations

import errno
import math
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.errors import Cancelled, OfftakeError
from desktop.core.progress import Progress
from desktop.core.report import Amount, Chart, Paragraph, Report, Section, Series, Table
from desktop.exchange.briefing_workbook import write_briefing

CHART = Chart(
    "Receipts", "t", ("2026", "2027", "2028"),
    (Series("Binding", (1.0, 2.0, 0.5), "binding"), Series("Free", (0.5, 0.0, 0.25))),
    (Series("Demand", (2.0, 2.0, math.nan), "demand"),), 1, "short from 2027-03",
)  # fmt: skip
TABLE = Table(
    ("t per year", "2026", "2027"),
    [["Receipts", Amount(0.5, 1.5), Amount(2.0, None)], ["=Demand", 2.25, None]],
    "Balance",
    frozenset({(1, 1)}),
)


def written(tmp_path: Path, *sections: Section) -> Any:
    path = tmp_path / "briefing.xlsx"
    write_briefing(Report("Briefing", ("A line",), sections, "2026-01-01"), path)
    return openpyxl.load_workbook(path)


def cells(sheet: Any) -> dict[Any, Any]:
    return {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}


def test_signs_that_xml_forbids_are_marked(tmp_path: Path) -> None:
    odd = "bell \x07 half \udcff"
    table = Table(("", "2026"), [[odd, 1.0]], odd, frozenset())
    path = tmp_path / "odd.xlsx"
    write_briefing(Report(odd, (odd,), (Section(odd, (table,)),), "2026-01-01"), path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert "bell \ufffd half \ufffd" in cells(sheet) and "bell" in sheet.title


def test_areas_are_stacked_and_a_line_is_drawn_over_them(tmp_path: Path) -> None:
    sheet = written(tmp_path, Section("Balance", (CHART,))).worksheets[0]
    (chart,) = sheet._charts
    assert chart.tagname == "areaChart" and chart.grouping == "stacked"
    parts = {part.tagname: part for part in chart._charts}
    assert len(parts["areaChart"].series) == 2 and len(parts["lineChart"].series) == 1
    ref = parts["areaChart"].series[0].val.numRef.f.rpartition("!")[2].replace("$", "")
    assert [cell.value for (cell,) in sheet[ref]] == [1.0, 2.0, 0.5]


def test_the_first_short_period_is_marked_in_a_cell(tmp_path: Path) -> None:
    sheet = written(tmp_path, Section("Balance", (CHART,))).worksheets[0]
    found = cells(sheet)
    mark = found["short from 2027-03"]
    assert sheet.cell(mark.row, 1).value == "2027"
    assert sheet.cell(mark.row, 1).fill.fgColor.rgb == "00FCEBE9"


def test_figures_are_numbers_intervals_two_lines_and_the_unknown_blank(tmp_path: Path) -> None:
    sheet = written(tmp_path, Section("Balance", (TABLE,))).worksheets[0]
    found = cells(sheet)
    low, high = found["Receipts, at least"].row, found["Receipts, at most"].row
    assert [sheet.cell(low, n).value for n in (2, 3)] == [0.5, 2.0]
    assert [sheet.cell(high, n).value for n in (2, 3)] == [1.5, None]
    assert sheet.cell(low, 3).number_format.startswith('"≥ "')
    plain = found["=Demand"]
    assert plain.data_type == "s", "a text that looks like a formula stays a text"
    assert sheet.cell(plain.row, 2).value == 2.25 and sheet.cell(plain.row, 3).value is None
    assert sheet.cell(plain.row, 2).font.b, "what is bad news is not told by colour alone"


def test_each_section_has_a_sheet_with_a_name_that_excel_takes(tmp_path: Path) -> None:
    said = (Paragraph("Text"),)
    names = ["Risk: a/b", "Risk: a/b", "A" * 40]
    book = written(tmp_path, *(Section(name, said) for name in names))
    assert book.sheetnames == ["Risk  a b", "Risk  a b (2)", "A" * 31]
    assert book.worksheets[0]["A1"].value == "Briefing"


def test_a_web_address_is_a_link(tmp_path: Path) -> None:
    table = Table(("URL",), [["https://example.org/a"]])
    sheet = written(tmp_path, Section("Sources", (table,))).worksheets[0]
    assert cells(sheet)["https://example.org/a"].hyperlink.target == "https://example.org/a"


def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    report = Report("Briefing", (), (Section("A", (TABLE,)),), "2026-01-01")
    with pytest.raises(OfftakeError, match="could not be written"):
        write_briefing(report, tmp_path / "no such folder" / "x.xlsx")
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        write_briefing(report, tmp_path / "x.xlsx", stopped)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(path: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    report = Report("Briefing", (), (Section("A", (TABLE,)),), "2026-01-01")
    with pytest.raises(OfftakeError, match="no room left"):
        write_briefing(report, tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == [] and capsys.readouterr().err == ""
