"""Writing back: workbook and workspace compared both ways, each side takes its part, or neither."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import Cancelled, OfftakeError, ProblemsError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.exchange.foreign.proposal import Proposal
from desktop.operations.export_workbook import export
from desktop.operations.layout_memory import LayoutMemory
from desktop.operations.linked_workbooks import LinkedWorkbooks
from desktop.operations.questionnaire import find_organization, questionnaire
from desktop.operations.two_way import (
    LEAVE,
    TO_OFFTAKE,
    TO_WORKBOOK,
    Pair,
    TwoWay,
    choose,
    next_choice,
    share,
)
from desktop.operations.workspace import new
from desktop.operations.write_back import ChangedError, compare_both, look, write_back
from desktop.storage.store import Store

HEADERS = ["코드", "설비명", "공장", "소재", "단계", "설계 능력 (kg/년)", "가동 시작", "확률"]
ROWS = [
    HEADERS,
    ["CAP-ONSAN-GE", "Onsan germanium", "Onsan smelter", "Germanium", "확정", 12_000,
     "2028년 상반기", 65],
    ["CAP-ONSAN-GA", "Onsan gallium", "Onsan smelter", "Gallium", "확정", 15_500,
     "2028년 상반기", 65],
]  # fmt: skip


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "w.offtake"
    new(path, example=True).close()
    return path


@pytest.fixture
def store(example: Path, tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "w.offtake"
    shutil.copy(example, path)
    with Store.open(path) as opened:
        yield opened


@pytest.fixture
def links(store: Store, tmp_path: Path) -> LinkedWorkbooks:
    return LinkedWorkbooks(store.dataset.workspace, tmp_path / "links.json")


@pytest.fixture
def workbook(store: Store, links: LinkedWorkbooks, tmp_path: Path) -> Path:
    """Gives an export of the example."""
    path = tmp_path / "plan.xlsx"
    export(store.dataset, path)
    links.keep_exported(path, store.dataset)
    return path


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    path = tmp_path / "mine.xlsx"
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = "계획"
    for row in [["2026 계획"], [], *ROWS]:
        page.append(row)
    book.save(path)
    return path


def edit(store: Store, code: str, **values: Any) -> None:
    id = store.dataset.find("capacity", code)
    assert id is not None
    record = store.dataset["capacity"][id]
    before = {name: getattr(record, name) for name in values}
    store.apply(ChangeSet(Text("Ours"), "grid", [Change("capacity", id, before, values)]))


def put(path: Path, cell: str, value: Any) -> None:
    """Types a value into a cell, such as Capacity!H2."""
    book = openpyxl.load_workbook(path)
    sheet, _, address = cell.partition("!")
    book[sheet][address] = value
    book.save(path)


def cell_of(path: Path, code: str, label: str) -> str:
    page = openpyxl.load_workbook(path)["Capacity"]
    column = next(c for c in page[1] if str(c.value).split(" [")[0] == label).coordinate[:-1]
    codes = next(c for c in page[1] if c.value == "Code").column - 1
    row = next(r for r in page.iter_rows(min_row=2) if r[codes].value == code)[0].row
    return f"Capacity!{column}{row}"


def value(path: Path, cell: str) -> Any:
    sheet, _, address = cell.partition("!")
    return openpyxl.load_workbook(path)[sheet][address].value


def capacity(store: Store, code: str) -> Any:
    record = store.dataset["capacity"].by_code(code)
    assert record is not None
    return record


def both_of(store: Store, path: Path, links: LinkedWorkbooks) -> TwoWay:
    found = look(store, path, links)
    if isinstance(found, Proposal):
        found = compare_both(store, path, links, found)
    return found


def pair(both: TwoWay, code: str, name: str) -> Pair:
    return next(p for p in both.pairs if p.difference.row.code == code
                and p.difference.name == name)  # fmt: skip


def folder(path: Path) -> list[str]:
    return sorted(one.name for one in path.parent.glob("*.xlsx"))


def test_each_side_takes_what_the_other_changed(
    store: Store, workbook: Path, links: LinkedWorkbooks
) -> None:
    there, here = (
        cell_of(workbook, code, "Nameplate") for code in ("CAP-ONSAN-GE", "CAP-ONSAN-GA")
    )
    put(workbook, there, 14)
    edit(store, "CAP-ONSAN-GA", nameplate=16.25)
    both = both_of(store, workbook, links)
    assert {(p.difference.cell, p.choice) for p in both.pairs} == {
        (there, TO_OFFTAKE), (here, TO_WORKBOOK)}  # fmt: skip
    outcome = write_back(store, both, links)
    assert capacity(store, "CAP-ONSAN-GE").nameplate == 14
    assert value(workbook, here) == 16.25 and value(workbook, there) == 14
    assert outcome.receipt is not None and outcome.receipt.backup is not None
    assert "1 cell changed in sheet “Capacity”" in str(outcome.text)
    assert f"copy kept as “{outcome.receipt.backup.name}”" in str(outcome.text)
    assert both_of(store, workbook, links).lines == []
    store.undo()
    assert capacity(store, "CAP-ONSAN-GE").nameplate == 12, "one revision takes it back"


def test_what_both_changed_waits_and_a_formula_is_never_proposed(
    store: Store, workbook: Path, links: LinkedWorkbooks
) -> None:
    both_changed = cell_of(workbook, "CAP-ONSAN-GE", "Nameplate")
    put(workbook, both_changed, 14)
    edit(store, "CAP-ONSAN-GE", nameplate=13.0)
    one = pair(both_of(store, workbook, links), "CAP-ONSAN-GE", "nameplate")
    assert (one.difference.kind, one.difference.then, one.choice) == ("conflict", 12, LEAVE)


@pytest.mark.parametrize("odd", [0, 12_000_000])
def test_an_odd_figure_says_why_and_waits(
    store: Store, workbook: Path, links: LinkedWorkbooks, odd: float
) -> None:
    code, cell = "CAP-ONSAN-GE", cell_of(workbook, "CAP-ONSAN-GE", "Nameplate")
    put(workbook, cell, odd)
    put(workbook, cell_of(workbook, code, "Utilization"), 55)
    both = both_of(store, workbook, links)
    found = pair(both, code, "nameplate")
    assert found.doubt is not None and "became" in str(found.doubt)
    assert found.choice == LEAVE and found.allows(TO_OFFTAKE) and found.allows(TO_WORKBOOK)
    assert pair(both, code, "utilization").choice == TO_OFFTAKE
    write_back(store, both, links)
    assert (capacity(store, code).nameplate, capacity(store, code).utilization) == (12.0, 55.0)
    assert value(workbook, cell) == odd


def test_figures_of_an_unknown_unit_are_written_to_neither_side(
    store: Store, foreign: Path, links: LinkedWorkbooks
) -> None:
    put(foreign, "계획!F3", "설계 능력")
    both = both_of(store, foreign, links)
    found = pair(both, "CAP-ONSAN-GE", "nameplate")
    assert "1,000 times as much" in str(found.doubt) and found.choice == LEAVE


def test_a_formula_is_named_and_goes_only_by_choice(
    store: Store, foreign: Path, links: LinkedWorkbooks
) -> None:
    import re
    import zipfile

    put(foreign, "계획!F4", "=6000*2")
    with zipfile.ZipFile(foreign) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(foreign, "w") as package:
        for name, content in parts.items():
            package.writestr(name, re.sub(rb"(<f>6000\*2</f>)<v ?/>", rb"\1<v>12000</v>", content))
    edit(store, "CAP-ONSAN-GE", nameplate=13.0)
    both = both_of(store, foreign, links)
    one = pair(both, "CAP-ONSAN-GE", "nameplate")
    assert (one.formula, one.choice) == ("6000*2", LEAVE) and one.allows(TO_WORKBOOK)
    choose([one], TO_WORKBOOK)
    write_back(store, both, links)
    assert value(foreign, "계획!F4") == 13_000


def test_refused_cells_say_why(store: Store, workbook: Path, links: LinkedWorkbooks) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Capacity"].protection.sheet = True
    book.save(workbook)
    edit(store, "CAP-ONSAN-GE", nameplate=13.0)
    both = both_of(store, workbook, links)
    one = pair(both, "CAP-ONSAN-GE", "nameplate")
    assert "locked on a protected sheet" in str(one.against_workbook)
    assert one.choice == LEAVE and not one.allows(TO_WORKBOOK) and one.allows(TO_OFFTAKE)
    choose(both.lines, TO_WORKBOOK)
    assert both.is_idle


def test_a_merged_cell_that_counts_for_several_records_is_refused(
    store: Store, foreign: Path, links: LinkedWorkbooks
) -> None:
    book = openpyxl.load_workbook(foreign)
    book["계획"].merge_cells("G4:G5")
    book.save(foreign)
    edit(store, "CAP-ONSAN-GE", start=None)
    both = both_of(store, foreign, links)
    assert "several records" in str(pair(both, "CAP-ONSAN-GE", "start").against_workbook)


def test_records_that_are_lacking_are_offered_and_appended_only_when_ticked(
    store: Store, foreign: Path, links: LinkedWorkbooks
) -> None:
    both = both_of(store, foreign, links)
    (sheet,) = both.sheets
    lacking = {row.code: row for row in sheet.new}
    assert lacking and all(row.choice == LEAVE for row in lacking.values())
    assert "CAP-ONSAN-GE" not in lacking
    choose(both.lines, LEAVE)
    chosen = next(row for row in lacking.values() if row.allows(TO_WORKBOOK))
    choose([chosen], TO_WORKBOOK)
    outcome = write_back(store, both, links)
    assert outcome.receipt is not None and outcome.receipt.appended == 1
    assert value(foreign, "계획!A6") == chosen.code
    again = both_of(store, foreign, links)
    assert chosen.code not in {row.code for row in again.sheets[0].new}


def test_a_layout_is_asked_once_and_its_link_knows_who_changed_what(
    store: Store, foreign: Path, links: LinkedWorkbooks, tmp_path: Path
) -> None:
    memory = LayoutMemory(tmp_path / "layouts.json")
    proposal = look(store, foreign, links, memory)
    assert isinstance(proposal, Proposal)
    edit(store, "CAP-ONSAN-GE", nameplate=13.0)
    both = compare_both(store, foreign, links, proposal)
    assert not both.has_base
    one = pair(both, "CAP-ONSAN-GE", "nameplate")
    assert (one.difference.kind, one.choice) == ("two-way", TO_WORKBOOK)
    unknown = pair(both, "CAP-ONSAN-GA", "probability")
    assert unknown.choice == LEAVE, "what is unknown here clears nothing there"
    write_back(store, both, links)
    memory.keep(proposal)
    assert value(foreign, "계획!F4") == 13_000
    put(foreign, "계획!F5", 20_000)
    edit(store, "CAP-ONSAN-GE", nameplate=14.0)
    again = look(store, foreign, links, memory)
    assert isinstance(again, TwoWay) and again.has_base
    kinds = {p.difference.cell: (p.difference.kind, p.choice) for p in again.pairs}
    assert kinds["계획!F4"] == ("ours", TO_WORKBOOK)
    assert kinds["계획!F5"] == ("changed", TO_OFFTAKE)
    assert kinds["계획!H5"] == ("left", LEAVE), "it was left last time"


def test_links_are_kept_by_workspace_and_can_be_forgotten(
    store: Store, workbook: Path, links: LinkedWorkbooks
) -> None:
    assert [link.path for link in links.all] == [workbook]
    assert links.all[0].written_at is not None and links.all[0].read_at is None
    assert LinkedWorkbooks("another", links.path).all == []
    links.path.write_text("{broken", encoding="utf-8")
    assert links.all == []
    links.keep_exported(workbook, store.dataset)
    links.forget(workbook)
    assert links.all == [] and workbook.exists()


def test_a_workbook_saved_meanwhile_is_left_alone(
    store: Store, workbook: Path, links: LinkedWorkbooks
) -> None:
    edit(store, "CAP-ONSAN-GE", nameplate=13.0)
    both = both_of(store, workbook, links)
    put(workbook, "Capacity!A1", value(workbook, "Capacity!A1"))
    with pytest.raises(ChangedError, match="saved by somebody else"):
        write_back(store, both, links)
    again = both_of(store, workbook, links)
    again.take_up(both)
    assert [p.choice for p in again.pairs] == [TO_WORKBOOK]
    assert write_back(store, again, links).receipt is not None


def test_a_workbook_that_is_open_or_gone_is_told_and_nothing_is_written(
    store: Store, workbook: Path, links: LinkedWorkbooks
) -> None:
    edit(store, "CAP-ONSAN-GE", nameplate=13.0)
    put(workbook, cell_of(workbook, "CAP-ONSAN-GA", "Nameplate"), 20)
    both, old, revision = both_of(store, workbook, links), workbook.read_bytes(), store.revision
    lock = workbook.with_name(f"~${workbook.name}")
    lock.write_bytes(b"somebody")
    with pytest.raises(OfftakeError, match="open in another program"):
        write_back(store, both, links)
    assert (workbook.read_bytes(), store.revision) == (old, revision)
    lock.unlink()
    away = workbook.rename(workbook.with_name("away.xlsx"))
    with pytest.raises(OfftakeError, match=r"not in .* any more"):
        write_back(store, both, links)
    away.rename(workbook)
    assert write_back(store, both, links).revision is not None, "trying again does it"


def test_the_workbook_is_put_back_where_the_workspace_refuses(
    store: Store, workbook: Path, links: LinkedWorkbooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(store, "CAP-ONSAN-GE", nameplate=13.0)
    put(workbook, cell_of(workbook, "CAP-ONSAN-GA", "Nameplate"), 20)
    both, old = both_of(store, workbook, links), workbook.read_bytes()

    def full(*_: object) -> None:
        raise OfftakeError(Text("There is no room left on the disk"))

    monkeypatch.setattr(store, "apply", full)
    with pytest.raises(OfftakeError, match="no room"):
        write_back(store, both, links)
    assert workbook.read_bytes() == old and folder(workbook) == ["plan.xlsx"]


@pytest.mark.parametrize("there", [False, True], ids=["new", "replaced"])
def test_written_as_another_file_it_is_taken_away_where_the_workspace_refuses(
    store: Store,
    workbook: Path,
    links: LinkedWorkbooks,
    monkeypatch: pytest.MonkeyPatch,
    there: bool,
) -> None:
    edit(store, "CAP-ONSAN-GE", nameplate=13.0)
    put(workbook, cell_of(workbook, "CAP-ONSAN-GA", "Nameplate"), 20)
    both, old = both_of(store, workbook, links), workbook.read_bytes()
    other = workbook.with_name("other.xlsx")
    if there:
        other.write_bytes(b"what was there")

    def full(*_: object) -> None:
        raise OfftakeError(Text("There is no room left on the disk"))

    with monkeypatch.context() as patched:
        patched.setattr(store, "apply", full)
        with pytest.raises(OfftakeError, match="no room"):
            write_back(store, both, links, to=other)
    assert workbook.read_bytes() == old and other.exists() == there
    assert not there or other.read_bytes() == b"what was there"
    outcome = write_back(store, both, links, to=other)
    assert "other.xlsx" in str(outcome.text) or there
    assert value(other, cell_of(other, "CAP-ONSAN-GE", "Nameplate")) == 13.0
    assert workbook.read_bytes() == old


def test_a_value_that_the_workspace_refuses_stops_both(
    store: Store, workbook: Path, links: LinkedWorkbooks
) -> None:
    edit(store, "CAP-ONSAN-GE", nameplate=13.0)
    put(workbook, cell_of(workbook, "CAP-ONSAN-GA", "End"), "2020-01")
    both, old = both_of(store, workbook, links), workbook.read_bytes()
    assert pair(both, "CAP-ONSAN-GA", "end").choice == TO_OFFTAKE
    with pytest.raises(ProblemsError):
        write_back(store, both, links)
    assert workbook.read_bytes() == old


def test_stopped_in_time_nothing_is_written(
    store: Store, workbook: Path, links: LinkedWorkbooks
) -> None:
    edit(store, "CAP-ONSAN-GE", nameplate=13.0)
    both, old = both_of(store, workbook, links), workbook.read_bytes()
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_back(store, both, links, progress)
    assert workbook.read_bytes() == old and folder(workbook) == ["plan.xlsx"]


def test_a_workbook_of_another_kind_is_refused_at_once(
    store: Store, links: LinkedWorkbooks, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Code,Nameplate\nCAP-1,3\n", encoding="utf-8")
    with pytest.raises(OfftakeError, match=r"save it as \.xlsx"):
        look(store, path, links)


def test_choices_go_round_and_are_counted_where_they_can_be_made(
    store: Store, workbook: Path, links: LinkedWorkbooks
) -> None:
    edit(store, "CAP-ONSAN-GE", nameplate=13.0, utilization=50.0)
    lines = both_of(store, workbook, links).lines
    assert share(lines, TO_WORKBOOK) == 1
    seen = []
    for _ in range(3):
        choose(lines, next_choice(lines))
        seen.append(lines[0].choice)
    assert seen == [TO_OFFTAKE, LEAVE, TO_WORKBOOK]
    lines[0].choice = LEAVE
    assert share(lines, TO_WORKBOOK) == 0.5 and next_choice(lines) == TO_WORKBOOK


def test_a_blank_of_a_questionnaire_that_came_back_is_left(
    store: Store, links: LinkedWorkbooks, tmp_path: Path
) -> None:
    path, data = tmp_path / "reply.xlsx", store.dataset
    export(data, path, choice=questionnaire(data, find_organization(data, "ORG-KZ")))
    put(path, cell_of(path, "CAP-ONSAN-GE", "Nameplate"), None)
    put(path, cell_of(path, "CAP-ONSAN-GA", "Nameplate"), 16)
    both = both_of(store, path, links)
    blank, figure = (pair(both, code, "nameplate") for code in ("CAP-ONSAN-GE", "CAP-ONSAN-GA"))
    assert figure.choice == TO_OFFTAKE
    assert blank.choice == LEAVE and "may be no answer" in str(blank.doubt)
    assert blank.allows(TO_OFFTAKE)
