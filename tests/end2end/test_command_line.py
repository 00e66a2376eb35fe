"""The command line as a script meets it, on real files; where it matters, in its own process."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop import cli
from desktop.operations.edit import set_values
from desktop.storage.store import Store

ROOT = Path(__file__).resolve().parents[2]


def offtake(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "desktop", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def done(*arguments: object, cwd: Path) -> str:
    """Gives what a command printed that did what was asked, without a process of its own."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = cli.run([str(one) for one in arguments])
    assert status == 0, err.getvalue() + out.getvalue()
    assert err.getvalue() == ""
    return out.getvalue()


def done_alone(*arguments: object, cwd: Path) -> str:
    """Gives what a command printed that did what was asked in a process of its own."""
    result = offtake(*arguments, cwd=cwd)
    assert result.returncode == 0, result.stderr + result.stdout
    assert result.stderr == ""
    return result.stdout


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    done_alone("new", "w.offtake", "--example", cwd=folder)
    return folder


@pytest.fixture
def folder(example: Path, tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "w.offtake").write_bytes((example / "w.offtake").read_bytes())
    yield tmp_path
    leftovers = {path.name for path in tmp_path.iterdir()} - {"w.offtake", "w.xlsx", "note.txt"}
    assert not leftovers, "side files stay behind"


def plan(folder: Path) -> str:
    return done(
        "plan", "w.offtake", "--material", "GE", "--from", "2026-01", "--to", "2032-12",
        "--by", "year", "--json", cwd=folder,
    )  # fmt: skip


def cells_of(path: Path, sheet: str) -> tuple[Any, Any, dict[str, int]]:
    book = openpyxl.load_workbook(path)
    page: Any = book[sheet]
    headers: dict[str, Any] = {str(c.value).split(" [")[0]: c.column for c in page[1]}
    return book, page, headers


def row_of(page: Any, column: int, code: str) -> int:
    rows = [cell.row for (cell,) in page.iter_rows(min_col=column, max_col=column)
            if cell.value == code]  # fmt: skip
    return int(rows[0])


def test_three_cells_come_back_as_three_and_undo_restores_the_plan(folder: Path) -> None:
    before = plan(folder)
    done("export", "w.offtake", "--to", "w.xlsx", cwd=folder)
    book, page, headers = cells_of(folder / "w.xlsx", "Capacity")
    row = row_of(page, headers["Code"], "CAP-ONSAN-GE")
    page.cell(row, headers["Nameplate"]).value = 10
    page.cell(row, headers["Start"]).value = "2029-Q1"
    organizations = book["Organizations"]
    names = {str(cell.value): cell.column for cell in organizations[1]}
    organizations.cell(
        row_of(organizations, names["Code"], "ORG-KZ"), names["Contact"]
    ).value = "원료구매팀"
    book.save(folder / "w.xlsx")

    result = json.loads(done("import", "w.xlsx", "--into", "w.offtake", "--json", cwd=folder))
    assert result["changed"] == {"capacity": 1, "organization": 1}
    assert result["added"] == result["removed"] == {}
    assert result["problems"] == result["conflicts"] == []
    cells = [(c["type"], c["code"], c["field"], c["theirs"]) for c in result["cells"]]
    assert sorted(cells) == [
        ("capacity", "CAP-ONSAN-GE", "nameplate", 10.0),
        ("capacity", "CAP-ONSAN-GE", "start", "2029-Q1"),
        ("organization", "ORG-KZ", "contact", "원료구매팀"),
    ]
    assert all("!" in c["cell"] for c in result["cells"])
    changed = json.loads(plan(folder))
    onsan = changed["capacity"]["by_record"]["CAP-ONSAN-GE"]
    assert sum(onsan["nameplate"][:3]) == 0 and onsan["nameplate"][4] == pytest.approx(10)

    done("undo", "w.offtake", cwd=folder)
    assert plan(folder) == before
    done("redo", "w.offtake", cwd=folder)
    assert json.loads(plan(folder)) == changed


def test_unchanged_workbook_changes_nothing(folder: Path) -> None:
    done_alone("export", "w.offtake", "--to", "w.xlsx", cwd=folder)
    result = json.loads(done_alone("import", "w.xlsx", "--into", "w.offtake", "--json", cwd=folder))
    assert result["revision"] is None
    assert result["added"] == result["changed"] == result["removed"] == {}


def test_dry_run_writes_nothing(folder: Path) -> None:
    done("export", "w.offtake", "--to", "w.xlsx", cwd=folder)
    book, page, headers = cells_of(folder / "w.xlsx", "Plants")
    page.cell(2, headers["Note"]).value = "changed"
    book.save(folder / "w.xlsx")
    before = (folder / "w.offtake").read_bytes()
    result = json.loads(
        done("import", "w.xlsx", "--into", "w.offtake", "--dry-run", "--json", cwd=folder)
    )
    assert result["changed"] == {"plant": 1} and result["revision"] is None
    assert (folder / "w.offtake").read_bytes() == before


def test_bad_cells_are_named_and_nothing_is_written(folder: Path) -> None:
    done("export", "w.offtake", "--to", "w.xlsx", cwd=folder)
    book, page, headers = cells_of(folder / "w.xlsx", "Capacity")
    cell = page.cell(3, headers["Utilization"])
    cell.value = "lots"
    book.save(folder / "w.xlsx")
    before = (folder / "w.offtake").read_bytes()
    result = offtake("import", "w.xlsx", "--into", "w.offtake", "--json", cwd=folder)
    assert result.returncode == 1
    (problem,) = json.loads(result.stdout)["problems"]
    assert problem["cell"] == f"Capacity!{cell.coordinate}"
    assert "lots" in problem["message"] and problem["field"] == "utilization"
    assert (folder / "w.offtake").read_bytes() == before


def test_example_is_sound(folder: Path) -> None:
    found = json.loads(done("check", "w.offtake", "--json", cwd=folder))["problems"]
    assert [p for p in found if p["severity"] == "error"] == []
    assert {p["field"] for p in found} <= {"nameplate", "volume"}


def test_history_tells_where_everything_came_from(folder: Path) -> None:
    lines = json.loads(done("history", "w.offtake", "--json", cwd=folder))
    assert [line["label"] for line in lines] == ["Open the example", "New workspace"]
    assert "Open the example" in done("history", "w.offtake", cwd=folder)


def test_backup_is_a_workspace(folder: Path) -> None:
    (folder / "note.txt").write_text("", encoding="utf-8")
    place = folder / "note.txt"
    place.unlink()
    done("backup", "w.offtake", "--to", "note.txt", cwd=folder)
    assert json.loads(done("check", "note.txt", "--json", cwd=folder)) == json.loads(
        done("check", "w.offtake", "--json", cwd=folder)
    )


def id_of(table: Any, code: str) -> int:
    return int(table.by_code(code).id)


def test_one_past_revision_is_shown_and_taken_back_alone(folder: Path) -> None:
    with Store.open(folder / "w.offtake") as store:
        for nameplate, other in ((10.0, "CAP-TRAIL-GE"), (11.0, "CAP-OLEN-GE")):
            table = store.dataset["capacity"]
            edits: dict[int, dict[str, Any]] = {
                id_of(table, "CAP-ONSAN-GE"): {"nameplate": nameplate},
                id_of(table, other): {"note": "from the sheet"},
            }
            store.apply(set_values(store.dataset, table.type, edits, "import"))
    shown = json.loads(done("history", "w.offtake", "--revision", "3", "--json", cwd=folder))
    assert shown["changes"][0]["fields"]["nameplate"] == {"before": "12", "after": "10"}
    # The cell was imported again since: nothing is overwritten unless that is asked for.
    refused = offtake("undo", "w.offtake", "--revision", "3", cwd=folder)
    assert refused.returncode == 1
    assert "Nameplate is now “11”, no longer “10”" in refused.stderr
    done("undo", "w.offtake", "--revision", "3", "--on-conflict", "leave", cwd=folder)
    lines = done("history", "w.offtake", "--revision", "5", cwd=folder)
    assert "capacity CAP-TRAIL-GE: changed" in lines and "CAP-ONSAN-GE" not in lines


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["plan", "none.offtake", "--material", "GE"], 1, ["none.offtake"]),
        (["plan", "w.offtake", "--material", "XX"], 1, ["XX", "GE"]),
        (["plan", "w.offtake", "--material", "GE", "--from", "soon"], 1, ["soon"]),
        (["plan", "w.offtake", "--material", "GE", "--from", "2030-01", "--to", "2029-01"], 1,
         ["2030-01", "2029-01"]),
        (["plan", "w.offtake", "--material", "GE", "--for", "NOBODY"], 1, ["NOBODY"]),
        (["plan", "w.offtake", "--material", "GE", "--scenario", "NONE"], 1, ["NONE"]),
        (["plan", "w.offtake"], 2, ["--material"]),
        (["fly"], 2, ["fly"]),
        (["compare", "w.offtake", "--material", "GE"], 2, ["--scenario"]),
        (["history", "w.offtake", "--limit", "-1"], 2, ["-1"]),
        (["new", "w.offtake"], 1, ["w.offtake"]),
        (["import", "none.xlsx", "--into", "w.offtake"], 1, ["none.xlsx"]),
        (["import", "w.offtake", "--into", "w.offtake"], 1, ["w.offtake"]),
        (["check", "note.txt"], 1, ["note.txt"]),
        (["undo", "note.txt"], 1, ["note.txt"]),
        (["export", "w.offtake", "--to", "no/such/folder/x.xlsx"], 1, ["x.xlsx"]),
        (["history", "."], 1, ["."]),
        (["check", "x" * 300 + ".offtake"], 1, ["too long", "shorter"]),
        (["history", "w.offtake", "--limit", "9" * 23], 2, ["9" * 23, "up to"]),
        (["undo", "w.offtake", "--revision", "9" * 23], 2, ["9" * 23, "up to"]),
        (["risk", "w.offtake", "--material", "GE", "--year", "0"], 1, ["“0”", "1900"]),
        (["salvage", "none.offtake", "--to", "s.offtake"], 1, ["There is no file", "none.offtake"]),
        (["salvage", ".", "--to", "s.offtake"], 1, ["is a folder"]),
        (["import", "note.csv", "--into", "w.offtake", "--save-mapping", "no/folder/m.json"], 1,
         ["There is no file or folder", "m.json"]),
        (["import", "note.csv", "--into", "w.offtake", "--save-mapping", "."], 1, ["is a folder"]),
        (["import", "note.csv", "--into", "w.offtake", "--mapping", "note.json"], 1,
         ["note.json", "choose one"]),
    ],
)  # fmt: skip
def test_faults_are_one_sentence(
    folder: Path, arguments: list[str], status: int, words: list[str]
) -> None:
    (folder / "note.txt").write_text("this is no workspace", encoding="utf-8")
    (folder / "note.csv").write_text("Name,Quantity\nx,1\n", encoding="utf-8")
    (folder / "note.json").write_text("[1]", encoding="utf-8")
    before = (folder / "w.offtake").read_bytes()
    result = offtake(*arguments, cwd=folder)
    (folder / "note.csv").unlink()
    (folder / "note.json").unlink()
    assert result.returncode == status, result.stderr
    assert "Traceback" not in result.stderr and result.stdout == ""
    assert all(word in result.stderr for word in words), result.stderr
    if status == 1:
        assert len(result.stderr.strip().splitlines()) == 1
    assert (folder / "w.offtake").read_bytes() == before


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [(KeyError("lost"), 1, "KeyError: 'lost', test_command_line.py line"),
     (KeyboardInterrupt(), 130, "Stopped")],
)  # fmt: skip
def test_a_fault_of_the_program_itself_is_one_sentence_too(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fault: BaseException,
    status: int,
    words: str,
) -> None:
    def fail(_: object) -> int:
        raise fault

    monkeypatch.setitem(cli.COMMANDS, "fail", ("fail", lambda parser: None, fail))
    assert cli.run(["fail"]) == status
    told = capsys.readouterr().err
    assert words in told and told.count("\n") == 1 and "Traceback" not in told


def test_nothing_to_undo(tmp_path: Path) -> None:
    done("new", "w.offtake", cwd=tmp_path)
    result = offtake("undo", "w.offtake", cwd=tmp_path)
    assert result.returncode == 1 and "nothing to undo" in result.stderr


def test_version() -> None:
    assert done_alone("--version", cwd=ROOT).startswith("Offtake ")


def test_without_a_screen_the_window_says_so(tmp_path: Path) -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    result = subprocess.run(
        [sys.executable, "-m", "desktop"],
        cwd=tmp_path,
        env={k: v for k, v in os.environ.items() if k not in hidden} | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if sys.platform.startswith("linux"):
        assert result.returncode == 1 and result.stderr.startswith("Offtake needs a screen")
