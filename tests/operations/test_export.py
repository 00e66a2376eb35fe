"""The export that window and command line share."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from desktop.core.errors import OfftakeError
from desktop.operations.export_workbook import Choice, export
from desktop.operations.import_workbook import review
from desktop.operations.workspace import new
from tests.exchange.examples import rich


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_example_comes_back_as_it_went(tmp_path: Path, language: str) -> None:
    with new(tmp_path / "w.offtake", example=True) as store:
        link = export(store.dataset, tmp_path / "plan.xlsx", language)
        assert (link.workspace, link.revision) == (store.dataset.workspace, store.revision)
        found = review(store, tmp_path / "plan.xlsx")
        assert found.items == [] and found.problems == [] and found.notes == []


def test_an_export_of_some_types_says_nothing_of_the_others(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    export(rich(), path, choice=Choice(["plant"]))
    assert "Capacity" not in openpyxl.load_workbook(path).sheetnames
    found = review(rich(), path)
    assert found.items == [] and found.missing() == {}


def test_every_export_has_a_name_of_its_own(tmp_path: Path) -> None:
    one = export(rich(), tmp_path / "a.xlsx")
    two = export(rich(), tmp_path / "b.xlsx")
    assert one.export != two.export and one.sheets == two.sheets


@pytest.mark.parametrize("name", ["w.offtake", "notes.txt", "plan"])
def test_an_export_never_replaces_what_is_no_workbook(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"kept")
    with pytest.raises(OfftakeError, match=rf"name ends in \.xlsx; “{name}” is none"):
        export(rich(), path)
    assert path.read_bytes() == b"kept"


def test_an_export_replaces_the_last_one(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"old")
    export(rich(), path)
    assert openpyxl.load_workbook(path)["Plants"]["B2"].value == "ONSAN"
    with pytest.raises(OfftakeError, match=r"“plan\.xlsx”"):
        export(rich(), path / "plan.xlsx")
