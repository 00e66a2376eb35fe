"""Export and update as a script meets them, in their own process."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.end2end.test_command_line import done, offtake


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("workbooks")
    done("new", "w.offtake", "--example", cwd=made)
    return made


def test_a_questionnaire_in_korean(folder: Path) -> None:
    said = done("export", "w.offtake", "--to", "q.xlsx", "--questionnaire", "고려아연",
                "--answer-by", "2026-12-15", "--language", "ko", cwd=folder)  # fmt: skip
    assert "Capacity: 7 of 45 records" in said
    book = openpyxl.load_workbook(folder / "q.xlsx")
    assert "생산능력" in book.sheetnames and "수요" not in book.sheetnames
    told = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert "질의서" in told and "2026-12-15" in told


def test_a_choice_of_sheets_records_and_columns(folder: Path) -> None:
    done("export", "w.offtake", "--to", "some.xlsx", "--types", "capacity,demand", "--where",
         "capacity.material=GE", "--columns", "nameplate,start", cwd=folder)  # fmt: skip
    book = openpyxl.load_workbook(folder / "some.xlsx")
    assert book.sheetnames == ["Read me", "Capacity", "Demand", "_link"]
    assert [c.value for c in book["Capacity"][1]] == [
        "ID", "Code", "Nameplate [per year]", "Start",
    ]  # fmt: skip
    assert (
        json.loads(
            done("import", "some.xlsx", "--into", "w.offtake", "--dry-run", "--json", cwd=folder)
        )["missing"]
        == {}
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--types", "capcity"], "did you mean “capacity”?"),
        (["--where", "capacity.materiel=GE"], "did you mean “material”?"),
        (["--columns", "capacity.namplate"], "did you mean “nameplate”?"),
        (["--questionnaire", "Korea Zink"], "did you mean “ORG-KZ”?"),
    ],
)
def test_unknown_names_are_one_sentence(folder: Path, arguments: list[str], said: str) -> None:
    result = offtake("export", "w.offtake", "--to", "no.xlsx", *arguments, cwd=folder)
    assert result.returncode == 1 and said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1 and not (folder / "no.xlsx").exists()


def test_update_writes_back_and_refuses_with_status_1(folder: Path) -> None:
    done("export", "w.offtake", "--to", "plan.xlsx", cwd=folder)
    assert done("update", "w.offtake", "plan.xlsx", cwd=folder).strip() == "No changes"
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    book["Plants"]["F2"].value = "elsewhere"
    book.save(folder / "plan.xlsx")
    refused = offtake("update", "w.offtake", "plan.xlsx", cwd=folder)
    assert refused.returncode == 1 and "Plants!F2" in refused.stdout
    found = json.loads(
        done("update", "w.offtake", "plan.xlsx", "--changed-there", "overwrite", "--json",
             cwd=folder)
    )  # fmt: skip
    assert found["receipt"]["cells"] == 1 and found["cells"][0]["cell"] == "Plants!F2"
    assert openpyxl.load_workbook(folder / "plan.xlsx")["Plants"]["F2"].value != "elsewhere"
