"""Folders as users have them: names in any script, spaces, and deeper than Windows once allowed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

from desktop import cli, paths
from desktop.operations import backups
from desktop.storage.store import Store


@pytest.fixture
def deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Gives a folder with a path of more than 260 characters; the user's own lies there, too."""
    folder = tmp_path / "사용자 김영희 & Söhne’s"
    while len(str(folder)) < 300:
        folder = folder / "공급 계획 (plan of germanium) 2028"
    folder.mkdir(parents=True)
    for kind in ("config", "data", "log"):
        name = f"user_{kind}_dir"
        monkeypatch.setattr(platformdirs, name, lambda *_, **__: str(folder / "own"))
    yield folder


def test_a_workspace_in_a_deep_folder_of_korean_names_does_all_it_does_elsewhere(
    deep: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, book = deep / "계획 1%.offtake", deep / "보내기.xlsx"
    assert cli.run(["new", str(file), "--example"]) == 0
    assert cli.run(["export", str(file), "--to", str(book), "--types", "capacity"]) == 0
    capsys.readouterr()
    assert cli.run(["import", str(book), "--into", str(file), "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changed"] == {}
    with Store.open(file) as store:
        kept = backups.keep(store)
    assert kept is not None
    assert kept.path.is_relative_to(deep)
    assert paths.backup_folder().is_relative_to(deep)
    assert sorted(path.name for path in deep.iterdir()) == sorted([file.name, book.name, "own"])


def test_a_path_beyond_what_the_database_takes_is_told_as_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path
    while len(str(folder).encode()) < 500:
        folder = folder / "게르마늄 공급 계획"
    folder.mkdir(parents=True)
    assert cli.run(["new", str(folder / "계획.offtake")]) == 1
    assert "too long for a workspace" in capsys.readouterr().err
    assert not list(folder.iterdir())
