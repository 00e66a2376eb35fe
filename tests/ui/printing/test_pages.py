"""Pages hold everything once, repeat what is needed to read them, and can be given up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop.core.errors import Cancelled, OfftakeError
from desktop.core.progress import Progress
from desktop.core.report import Amount, Chart, Paragraph, Report, Section, Series, Table
from desktop.ui.printing.cells import cell_text
from desktop.ui.printing.pages import Pages, lay_out
from desktop.ui.printing.paper import Paper
from desktop.ui.printing.printer import write_pdf

pytestmark = pytest.mark.usefixtures("qapp")


class Listener:
    """Stands in for a painter and keeps the texts that are drawn."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def drawText(self, *given: Any) -> None:
        self.texts.append(given[-1])

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


def texts(pages: Pages, number: int) -> list[str]:
    listener: Any = Listener()
    pages.paint(listener, number)
    found: list[str] = listener.texts
    return found


def report(*blocks: Any, lines: tuple[str, ...] = ()) -> Report:
    return Report("Capacity", lines, (Section("", blocks),), "2026-01-01")


def rows(count: int, columns: int = 3) -> Table:
    head = tuple(f"Column {n}" for n in range(columns))
    return Table(head, [[f"R{n}C{c}" for c in range(columns)] for n in range(count)])


def test_every_row_stands_once_and_each_page_repeats_the_head() -> None:
    pages = lay_out(report(rows(500)))
    found = [texts(pages, number) for number in range(len(pages))]
    assert len(pages) > 5
    assert all(page.count("Column 0") == 1 for page in found)
    cells = [text for page in found for text in page if text.startswith("R")]
    assert sorted(cells) == sorted(f"R{n}C{c}" for n in range(500) for c in range(3))


def test_each_page_says_title_day_and_which_of_how_many_it_is() -> None:
    pages = lay_out(report(rows(200), lines=("Filter: Stage operating",)))
    count = len(pages)
    for number in range(count):
        found = texts(pages, number)
        assert f"page {number + 1} of {count}" in found
        assert "Capacity   ·   2026-01-01" in found
    assert "Filter: Stage operating" in texts(pages, 0)


def test_a_table_too_wide_goes_on_beside_itself_with_its_first_column() -> None:
    pages = lay_out(report(rows(3, columns=40)))
    found = [text for number in range(len(pages)) for text in texts(pages, number)]
    assert {f"R{n}C{c}" for n in range(3) for c in range(40)} <= set(found)
    assert found.count("R1C0") == found.count("columns 1 of 3") + 2 == 3
    assert pages.paper.is_wide


def test_a_long_text_makes_its_row_higher_and_is_not_cut_off() -> None:
    long = "A sentence that is told in full however long it becomes. " * 6
    table = Table(("Code", "Note"), [["A", long], ["B", "short"]])
    pages = lay_out(report(table), Paper.a4())
    assert long in texts(pages, 0) and "short" in texts(pages, 0)


def test_figures_say_what_is_known_of_them() -> None:
    assert cell_text(None) == "?"
    assert cell_text(Amount(12.0, None)) == "≥ 12"
    assert cell_text(Amount(0.0, 2.0)) == "0–2"
    assert cell_text(3.14159) == "3.14"
    assert cell_text("") == ""


def test_a_chart_has_title_legend_unit_periods_and_mark() -> None:
    chart = Chart("Receipts", "t a year", ("2026", "2027"), (Series("Binding", (1.0, 2.0)),),
                  (Series("Demand", (2.0, 2.0), "demand"),), 1, "short from 2027-03")  # fmt: skip
    found = texts(lay_out(report(chart)), 0)
    assert {"Receipts", "t a year", "2026", "2027", "Binding", "Demand",
            "short from 2027-03"} <= set(found)  # fmt: skip


def test_a_heading_does_not_stay_alone_at_the_end_of_a_page() -> None:
    sections = tuple(Section(f"Part {n}", (Paragraph("Words."), rows(9))) for n in range(12))
    pages = lay_out(Report("Help", (), sections, "2026-01-01"))
    for number in range(len(pages)):
        found = texts(pages, number)
        for place, text in enumerate(found):
            if text.startswith("Part "):
                assert found[place + 1 : place + 3] == ["Words.", "Column 0"]


def test_a_pdf_has_its_pages_and_its_fonts_inside(tmp_path: Path, qapp: QApplication) -> None:
    path = tmp_path / "a.pdf"
    count = write_pdf(report(Paragraph("게르마늄 2026"), rows(200)), path)
    content = path.read_bytes()
    assert content.startswith(b"%PDF") and content.count(b"/Type /Page\n") == count
    assert b"/FontFile" in content and b"/ToUnicode" in content
    assert [file.name for file in tmp_path.iterdir()] == ["a.pdf"]


def test_stopping_leaves_no_file(tmp_path: Path) -> None:
    steps: list[int] = []
    progress = Progress(lambda done, total, what: stop_after(steps, progress))
    with pytest.raises(Cancelled):
        write_pdf(report(rows(3000)), tmp_path / "a.pdf", progress)
    assert len(steps) == 5 and list(tmp_path.iterdir()) == []


def stop_after(steps: list[int], progress: Progress) -> None:
    steps.append(1)
    if len(steps) == 5:
        progress.cancel()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size")
def test_a_pdf_that_was_only_begun_does_not_take_the_place_of_a_whole_one(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "x.pdf"
    path.write_bytes(b"the former one")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OfftakeError, match="could not be written"):
            write_pdf(report(rows(1)), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == b"the former one" and len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OfftakeError, match="could not be written"):
        write_pdf(report(rows(1)), tmp_path / "none" / "a.pdf")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    from desktop.core import i18n

    i18n.use("en")
    yield


def pages_of(pages: Pages, words: str) -> list[int]:
    return [
        number for number in range(len(pages)) for text in texts(pages, number) if text == words
    ]


def test_a_short_table_is_not_torn_apart() -> None:
    for above in range(20, 60):
        table = Table(("Code",), [[f"short {n}"] for n in range(5)])
        pages = lay_out(report(rows(above), table), Paper.a4())
        places = [page for n in range(5) for page in pages_of(pages, f"short {n}")]
        assert len(places) == 5 and len(set(places)) == 1


def test_a_chart_is_lower_rather_than_on_the_next_page_when_little_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chart = Chart("Receipts", "t a year", ("2026",), (Series("Binding", (1.0,)),), (), None, "")

    def most_rows_above() -> int:
        """Gives how many rows can stand above the chart on its page."""
        return max(
            above
            for above in range(10, 60)
            if pages_of(lay_out(report(rows(above), chart), Paper.a4()), "Receipts") == [0]
        )

    lower = most_rows_above()
    monkeypatch.setattr("desktop.ui.printing.pages._LOWEST", 1.0)
    assert most_rows_above() < lower < 59
