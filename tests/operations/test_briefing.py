"""A briefing tells the figures of the plan, what is unknown, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.report import Amount, Cell, Paragraph, Report, Table
from desktop.operations import workspace
from desktop.operations.briefing import BAND, Choice, briefing
from desktop.operations.plan import plan, promises


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dataset]:
    path = tmp_path_factory.mktemp("briefing") / "example.offtake"
    with workspace.new(path, example=True) as store:
        yield store.dataset


def section(report: Report, title: str) -> list[object]:
    return next(list(s.blocks) for s in report.sections if s.title == title)


def tables(report: Report, title: str) -> list[Table]:
    return [block for block in section(report, title) if isinstance(block, Table)]


def row(table: Table, label: str) -> list[Cell]:
    return next(list(cells[1:]) for cells in table.rows if cells[0] == label)


def ends(cell: Cell) -> tuple[float, float | None]:
    if isinstance(cell, Amount):
        return cell.low, cell.high
    assert isinstance(cell, float)
    return cell, cell


@pytest.mark.parametrize("scenario", [None, "SCN-CHINA"])
@pytest.mark.parametrize("whose", [None, "all"])
def test_its_balance_is_that_of_the_plan(
    example: Dataset, whose: str | None, scenario: str | None
) -> None:
    report = briefing(example, Choice("GE", whose, scenario))
    found = plan(example, "GE", whose=whose, scenario=scenario)["balance"]
    verdicts, balance = tables(report, "Balance")
    demand = [ends(cell)[0] for cell in row(balance, "Demand")]
    assert demand == pytest.approx(found["demand"])
    names = {"binding": "binding", "conditional": "conditional", "non-binding": "non-binding",
             "free capacity": "free capacity"}  # fmt: skip
    for band, name in names.items():
        receipts = [ends(cell) for cell in row(balance, f"Receipts, {name}")]
        assert [low for low, _ in receipts] == pytest.approx(found["receipts"][band])
        for (_, high), expected in zip(receipts, found["receipts_high"][band], strict=True):
            assert (high is None) == (expected is None)
            assert high is None or high == pytest.approx(expected)
    bands = found["bands"]
    labels = {"binding": "Binding only", "conditional": "+ conditional",
              "non-binding": "+ non-binding", "free capacity": "+ free capacity"}  # fmt: skip
    for band, label in labels.items():
        first, total, _ = row(verdicts, label)
        assert first == (bands[band]["first_short"] or "never short")
        assert total == pytest.approx(bands[band]["total_shortage"])


def test_its_capacity_is_that_of_the_plan_and_says_at_least(example: Dataset) -> None:
    report = briefing(example, Choice("GE"))
    found = plan(example, "GE")["capacity"]
    by_year = tables(report, "Capacity timeline")[0]
    total = row(by_year, "Total")
    assert [ends(cell)[0] for cell in total] == pytest.approx(found["effective"])
    unbounded = [isinstance(cell, Amount) and cell.high is None for cell in total]
    assert unbounded == found["at_least_periods"] and any(unbounded)
    records = tables(report, "Capacity timeline")[1]
    unknown = {cells[0] for cells in records.rows if cells[-1] is None}
    assert unknown >= set(found["unknown"]), "an unknown nameplate is no zero"


def test_its_charts_add_up_to_its_tables(example: Dataset) -> None:
    report = briefing(example, Choice("GE"))
    found = plan(example, "GE", by="quarter")
    capacity, balance = report.charts()[:2]
    sums = [sum(values) for values in zip(*(a.values for a in capacity.areas), strict=True)]
    assert sums == pytest.approx(found["capacity"]["effective"])
    assert list(balance.lines[1].values) == pytest.approx(
        found["balance"]["bands"][BAND]["shortage"]
    )
    assert balance.mark is not None and "2027-07" in balance.mark_text
    assert balance.periods[balance.mark] == "2027-Q3"


def test_its_promises_are_those_of_the_ledger(example: Dataset) -> None:
    report = briefing(example, Choice("GE"))
    found = promises(example, "GE")
    (table,) = tables(report, "Promises")
    free = {cells[0]: cells[4:] for cells in table.rows if cells[3] == "free"}
    assert free
    for code, cells in free.items():
        for cell, (low, high) in zip(cells, found["capacity"][str(code)]["free"], strict=True):
            assert ends(cell)[0] == pytest.approx(low, abs=1e-9)
            assert (ends(cell)[1] is None) == (high is None)


def test_a_scenario_is_told_with_what_it_does(example: Dataset) -> None:
    report = briefing(example, Choice("GE", scenario="SCN-CHINA"))
    adjustments, steps = tables(report, "Scenario")
    assert "ADJ-CHINA-GE" in {cells[0] for cells in adjustments.rows}
    parts = [float(ends(cells[1])[0]) for cells in steps.rows]
    assert sum(parts[:-1]) == pytest.approx(parts[-1])
    assert any("Scenario:" in line for line in report.lines)
    without = briefing(example, Choice("GE"))
    assert "Scenario" not in {section.title for section in without.sections}


def test_sources_stand_with_publisher_date_and_address(example: Dataset) -> None:
    (table,) = tables(briefing(example, Choice("GE")), "Sources")
    chosun = next(cells for cells in table.rows if cells[0] == "SRC-CHOSUN-2511")
    assert chosun[1] == "Chosun Biz" and chosun[3] == "2025-11-20"
    assert str(chosun[4]).startswith("https://") and "CAP-ONSAN-GE" in str(chosun[5])


def test_open_problems_are_those_of_the_material(example: Dataset) -> None:
    codes = {
        str(cells[1]) for cells in tables(briefing(example, Choice("GE")), "Open problems")[0].rows
    }
    assert "CAP-TRAIL-GE" in codes and not any(code.endswith("-GA") for code in codes)


def test_assumptions_name_the_probability_of_each_stage(example: Dataset) -> None:
    stages = tables(briefing(example, Choice("GE")), "Assumptions")[0]
    assert ["announced", "45 %"] in [list(cells) for cells in stages.rows]


def test_risks_are_told_in_words(example: Dataset) -> None:
    said = [
        b.text for b in section(briefing(example, Choice("GE")), "Risk") if isinstance(b, Paragraph)
    ]
    assert any(text.startswith("Losing 5N Plus adds") for text in said)


def test_months_can_be_chosen_and_nonsense_is_refused(example: Dataset) -> None:
    report = briefing(example, Choice("GE", first="2027-01", last="2028-12"))
    assert tables(report, "Balance")[1].head[1:] == ("2027", "2028")
    with pytest.raises(OfftakeError, match="not a month"):
        briefing(example, Choice("GE", first="soon"))
    with pytest.raises(OfftakeError, match="XX"):
        briefing(example, Choice("XX"))


def test_a_material_without_anything_still_gives_a_briefing(tmp_path: Path) -> None:
    from desktop.core.changes import Change, ChangeSet
    from desktop.core.i18n import Text

    with workspace.new(tmp_path / "empty.offtake") as store:
        made = Change("material", -1, None, {"code": "GE", "name": "Germanium"})
        store.apply(ChangeSet(Text("Small plan"), "form", [made]))
        report = briefing(store.dataset, Choice("GE"))
    assert report.title == "Briefing: Germanium"
    assert len(report.sections) >= 7
