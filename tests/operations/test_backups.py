"""Backups from the command line: listed, looked at, restored; the former file is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.cli import run
from desktop.core.errors import OfftakeError
from desktop.operations import backups
from desktop.operations.edit import delete
from desktop.operations.workspace import new
from desktop.storage.store import Store


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(backups, "backup_folder", lambda: tmp_path / "kept")
    path = tmp_path / "plan.offtake"
    with new(path, example=True) as store:
        backups.keep(store)
        type = store.dataset.types["claim"]
        store.apply(delete(store.dataset, type, list(store.dataset["claim"].ids)[:2]))
    return path


def test_the_preview_says_what_restoring_would_do(plan: Path) -> None:
    (copy,) = backups.backups_of(plan)
    preview = backups.look_into(copy.path, plan)
    assert preview.back == {"added": 2, "changed": 0, "removed": 0}
    assert preview.revision == 2


def test_restoring_keeps_the_former_file(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = plan.read_bytes()
    assert run(["restore", str(plan), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert Path(said["kept"]).read_bytes() == before
    with Store.open(plan) as store:
        assert store.revision == 2


def test_a_dry_run_writes_nothing(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = plan.read_bytes()
    assert run(["restore", str(plan), "--dry-run"]) == 0
    assert "2 records more, 0 changed, 0 fewer" in capsys.readouterr().out
    assert plan.read_bytes() == before


def test_a_damaged_file_is_restored_from_its_newest_backup(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan.write_bytes(b"\0" * 5000)
    assert run(["restore", str(plan)]) == 0
    assert "the former file is kept as plan before restore" in capsys.readouterr().out
    with Store.open(plan) as store:
        assert store.revision == 2


def test_a_damaged_backup_replaces_nothing(plan: Path) -> None:
    (copy,) = backups.backups_of(plan)
    content = bytearray(copy.path.read_bytes())
    content[-4096:] = b"\xff" * 4096
    copy.path.write_bytes(content)
    before = plan.read_bytes()
    with pytest.raises(OfftakeError, match="damaged"):
        backups.restore(copy.path, plan)
    assert plan.read_bytes() == before
    assert sorted(p.name for p in plan.parent.iterdir()) == ["kept", "plan.offtake"]


def test_a_number_that_is_not_in_the_list_is_told(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["restore", str(plan), "--backup", "9"]) == 1
    assert "There is no backup 9 of “plan.offtake”" in capsys.readouterr().err


def test_the_list_names_time_and_revision(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["backups", str(plan), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["revision"] == 2


def test_salvage_by_command(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = bytearray(plan.read_bytes())
    content[:100] = bytes(100)
    plan.write_bytes(content)
    to = plan.with_name("saved.offtake")
    assert run(["salvage", str(plan), "--to", str(to)]) == 0
    assert "records read into" in capsys.readouterr().out
    assert to.exists()
