"""A planner's own workbook takes over what the workspace says: those cells, and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.operations.export_workbook import Choice, export
from desktop.operations.import_workbook import review
from desktop.operations.update_workbook import UpdateResult, update_workbook
from desktop.operations.workbook_rows import compare_workbook
from desktop.operations.workspace import new
from desktop.storage.store import Store
from tests.exchange.examples import Book, date
from tests.exchange.round_trip import Source


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Source(tmp_path_factory.mktemp("source")).make()[0]


@pytest.fixture
def store(source: Path, tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "w.offtake"
    path.write_bytes(source.read_bytes())
    with Store.open(path) as opened:
        yield opened


@pytest.fixture
def workbook(store: Store, tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    export(store.dataset, path)
    return path


def edit(store: Store, type: str, code: str, **values: Any) -> None:
    id = store.dataset.find(type, code)
    assert id is not None
    record = store.dataset[type][id]
    before = {name: getattr(record, name) for name in values}
    store.apply(ChangeSet(Text("Ours"), "grid", [Change(type, id, before, values)]))


def add(store: Store, type: str, **values: Any) -> None:
    store.apply(ChangeSet(Text("New"), "grid", [Change(type, -1, None, values)]))


def digests(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as package:
        return {n: hashlib.sha256(package.read(n)).hexdigest() for n in package.namelist()}


def written(result: UpdateResult) -> dict[str, Any]:
    assert result.receipt is not None, [*result.lines()]
    return {change.cell: change.after for change in result.receipt.changes}


def test_only_the_cells_that_differ_are_written(store: Store, workbook: Path) -> None:
    before, old = digests(workbook), workbook.read_bytes()
    edit(store, "capacity", "CAP-1", nameplate=13_000.0, start=date("2029-Q1"), probability=None)
    edit(store, "stock", "STK-1", as_of=dt.date(2026, 3, 1))
    result = update_workbook(store, workbook)
    assert written(result) == {
        "Capacity!H2": 13_000, "Capacity!K2": "2029-Q1", "Capacity!P2": None,
        "Stock!J2": dt.date(2026, 3, 1),
    }  # fmt: skip
    changed = {name for name, digest in digests(workbook).items() if digest != before[name]}
    assert len(changed) == 2 and all("worksheets/sheet" in name for name in changed)
    assert result.receipt is not None and result.receipt.backup is not None
    assert result.receipt.backup.read_bytes() == old
    assert review(store, workbook).items == []
    assert "other parts byte-identical" in "\n".join(result.lines())


def test_nothing_differs_nothing_is_written(store: Store, workbook: Path) -> None:
    old = workbook.read_bytes()
    result = update_workbook(store, workbook)
    assert [*result.lines()] == ["No changes"] and workbook.read_bytes() == old


def test_a_dry_run_tells_and_writes_nothing(store: Store, workbook: Path) -> None:
    old = workbook.read_bytes()
    edit(store, "capacity", "CAP-1", nameplate=13_000.0)
    result = update_workbook(store, workbook, dry_run=True)
    assert "Capacity!H2: 12,000 → 13,000" in [*result.lines()]
    assert workbook.read_bytes() == old and not result.stopped
    assert sorted(path.name for path in workbook.parent.iterdir()) == ["plan.xlsx", "w.offtake"]


@pytest.mark.parametrize(("choice", "there"), [("stop", 15), ("keep", 15), ("overwrite", 12_500)])
def test_edits_in_the_workbook_are_never_lost_silently(
    store: Store, workbook: Path, choice: str, there: float
) -> None:
    book = Book(workbook)
    book.set("Capacity", "CAP-1", "Nameplate [per year]", 15)
    book.set("Plants", "ONSAN", "Place", "moved")
    book.save()
    edit(store, "capacity", "CAP-1", nameplate=12_500.0, utilization=50.0)
    result = update_workbook(store, workbook, changed_there=choice)
    after = openpyxl.load_workbook(workbook)
    assert after["Capacity"]["H2"].value == there
    assert after["Capacity"]["O2"].value == (92.5 if choice == "stop" else 50)
    assert after["Plants"]["F2"].value == ("온산, 울산" if choice == "overwrite" else "moved")
    assert result.stopped == (choice == "stop")
    if choice == "stop":
        assert {p.cell for p in result.problems} == {"Capacity!H2", "Plants!F2"}
        assert all("import it first" in str(p) for p in result.problems)


def test_a_workbook_that_is_saved_while_it_is_compared_is_left_alone(
    store: Store, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(store, "capacity", "CAP-1", nameplate=13_000.0)
    meanwhile: list[bytes] = []

    def saved_meanwhile(*given: Any) -> Any:
        found = compare_workbook(*given)
        book = Book(workbook)
        book.sheet("Capacity").insert_rows(2)  # the places that were found are others now
        book.save()
        meanwhile.append(workbook.read_bytes())
        return found

    monkeypatch.setattr("desktop.operations.update_workbook.compare_workbook", saved_meanwhile)
    with pytest.raises(OfftakeError, match="saved by somebody else"):
        update_workbook(store, workbook)
    assert [workbook.read_bytes()] == meanwhile


def test_formulas_are_named_before_they_go(store: Store, workbook: Path) -> None:
    book = Book(workbook)
    book.set("Capacity", "CAP-1", "Nameplate [per year]", "=6000*2")
    book.save()
    with zipfile.ZipFile(workbook) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(workbook, "w") as package:
        for name, content in parts.items():
            # As Excel would have left it, with the result of the formula.
            package.writestr(name, re.sub(rb"(<f>6000\*2</f>)<v ?/>", rb"\1<v>12000</v>", content))
    edit(store, "capacity", "CAP-1", nameplate=13_000.0)
    refused = update_workbook(store, workbook)
    assert refused.stopped and [p.cell for p in refused.problems] == ["Capacity!H2"]
    assert "--overwrite-formulas" in str(refused.problems[0])
    agreed = update_workbook(store, workbook, overwrite_formulas=True)
    assert written(agreed) == {"Capacity!H2": 13_000} and list(agreed.formulas) == ["Capacity!H2"]


def test_records_that_the_workbook_lacks_are_appended_when_asked(
    store: Store, workbook: Path
) -> None:
    plant, metal = store.dataset.find("plant", "ONSAN"), store.dataset.find("material", "GA")
    add(store, "capacity", code="CAP-9", plant=plant, material=metal, stage="concept", unit="t",
        basis="contained")  # fmt: skip
    assert update_workbook(store, workbook).lacking == ["CAP-9"]
    assert Book(workbook).sheet("Capacity").max_row == 5
    result = update_workbook(store, workbook, append=True)
    assert result.appended == ["CAP-9"]
    page = Book(workbook).sheet("Capacity")
    assert [c.value for c in page[6]][1:5] == ["CAP-9", None, "ONSAN", "GA"]
    assert next(iter(page.tables.values())).ref.endswith("6")
    assert review(store, workbook).items == []


def test_a_choice_of_records_is_not_filled_up(store: Store, workbook: Path) -> None:
    export(store.dataset, workbook, choice=Choice(["capacity"], {"capacity": [1]}))
    result = update_workbook(store, workbook, append=True)
    assert result.lacking == [] and result.receipt is None


def foreign(path: Path, rows: list[list[Any]], percent: str = "H") -> Path:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = "계획"
    for row in [["2026 계획"], [], *rows]:
        page.append(row)
    for cell in page[percent][3:]:
        cell.number_format = "0%"
    book.save(path)
    return path


HEADERS = ["코드", "설비명", "공장", "소재", "단계", "설계 능력 (kg/년)", "가동 시작", "확률"]


def test_a_foreign_column_gets_its_own_unit_and_words(tmp_path: Path) -> None:
    path = foreign(tmp_path / "mine.xlsx", [
        HEADERS,
        ["CAP-ONSAN-GE", "Onsan germanium", "Onsan smelter", "Germanium", "확정", 12_000,
         "2028년 상반기", 0.65],
        ["CAP-ONSAN-GA", "Onsan gallium", "Onsan smelter", "Gallium", "확정", 15_500,
         "2028년 상반기", 0.65],
    ])  # fmt: skip
    with new(tmp_path / "w.offtake", example=True) as store:
        edit(store, "capacity", "CAP-ONSAN-GE", nameplate=13.5, start=date("2029-Q1"),
             stage="construction", probability=55.0)  # fmt: skip
        result = update_workbook(store, path)
        assert written(result) == {"계획!E4": "건설", "계획!F4": 13_500, "계획!G4": "2029년 1분기",
                                   "계획!H4": 0.55}  # fmt: skip
        # What the workspace does not know is no reason to clear the planner's own figure.
        assert [one.row.cell(one.name) for one in result.kept] == ["계획!H5"]
        assert openpyxl.load_workbook(path)["계획"]["H5"].value == 0.65
        again = update_workbook(store, path)
        assert again.written == [] and again.receipt is None


def test_an_open_question_stops_it(tmp_path: Path) -> None:
    path = foreign(tmp_path / "mine.xlsx", [
        HEADERS,
        ["CAP-ONSAN-GE", "Onsan", "Onsan smelter", "Germanium", "뭔가", 12_000, "2028", 1],
    ])  # fmt: skip
    with (
        new(tmp_path / "w.offtake", example=True) as store,
        pytest.raises(OfftakeError, match="answer it with --answer stage="),
    ):
        update_workbook(store, path)


def test_a_figure_that_may_be_in_another_unit_stays_and_is_named(tmp_path: Path) -> None:
    path = foreign(tmp_path / "mine.xlsx", [
        [*HEADERS[:5], "설계 능력", *HEADERS[6:]],
        ["CAP-ONSAN-GE", "Onsan", "Onsan smelter", "Germanium", "확정", 12_000,
         "2028년 상반기", 1],
    ])  # fmt: skip
    with new(tmp_path / "w.offtake", example=True) as store:
        old = path.read_bytes()
        result = update_workbook(store, path)
        assert {one.row.cell(one.name) for one in result.kept} >= {"계획!F4"}
        (doubt,) = (problem for problem in result.problems if problem.cell == "계획!F4")
        assert doubt.severity == "warning" and "12 t became 12,000 t" in str(doubt)
        assert result.receipt is None and path.read_bytes() == old
        # Rows in one unit below rows in another would be worse still.
        refused = update_workbook(store, path, append=True)
        assert refused.stopped and path.read_bytes() == old
        agreed = update_workbook(store, path, take_doubtful=True)
        assert written(agreed)["계획!F4"] == 12


def test_cells_and_rows_that_were_not_compared_are_named(store: Store, workbook: Path) -> None:
    book = Book(workbook)
    book.set("Capacity", "CAP-1", "Nameplate [per year]", "#N/A")
    page = book.sheet("Plants")
    page.append([None, "NEW-1", "New plant"])
    book.save()
    edit(store, "capacity", "CAP-1", utilization=50.0)
    result = update_workbook(store, workbook)
    assert written(result) == {"Capacity!O2": 50}
    assert [(p.severity, p.cell) for p in result.problems] == [("warning", "Capacity!H2")]
    assert any("record that is not here" in str(note) for note in result.notes)


def test_a_planners_own_sheet_grows_in_its_own_words(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        HEADERS,
        ["CAP-ONSAN-GE", "Onsan", "Onsan smelter", "Germanium", "확정", 12_000,
         "2028년 상반기", 1],
    ]  # fmt: skip
    path = foreign(tmp_path / "mine.xlsx", rows)
    below = foreign(tmp_path / "below.xlsx", [*rows, ["합계", None, None, None, None, "=F4"]])
    with new(tmp_path / "w.offtake", example=True) as store:
        result = update_workbook(store, path, append=True)
        assert "CAP-ONSAN-GA" in result.appended and result.receipt is not None
        page: Any = openpyxl.load_workbook(path)["계획"]
        added = {row[0].value: [cell.value for cell in row] for row in page.iter_rows(min_row=5)}
        assert added["CAP-ONSAN-GA"][2:7] == [
            "Onsan smelter", "Gallium", "확정", 15_500, "2028년 상반기",
        ]  # fmt: skip
        again = update_workbook(store, path, append=True)
        assert again.appended == [] and again.receipt is None
        old = below.read_bytes()
        refused = update_workbook(store, below, append=True)
        assert [problem.cell for problem in refused.problems] == ["계획!A5"]
        assert below.read_bytes() == old
