"""`self-check --start` opens a workspace and ends; without the window's part it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop import paths
from desktop.cli import run


def test_without_the_part_of_the_window_the_check_is_refused_in_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["self-check"]) == 1
    assert "window's part" in capsys.readouterr().err


def test_the_check_is_given_the_file_whose_start_is_measured(tmp_path: Path) -> None:
    asked: list[Path | None] = []

    def try_out(start: Path | None) -> int:
        asked.append(start)
        return 0

    assert run(["self-check", "--start", str(tmp_path / "계획.offtake")], try_out=try_out) == 0
    assert run(["self-check"], try_out=try_out) == 0
    assert asked == [tmp_path / "계획.offtake", None]


def test_all_that_the_program_keeps_can_be_put_into_one_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    places = [
        paths.settings_file(), paths.backup_folder(), paths.draft_folder(), paths.lock_folder(),
        paths.run_folder(), paths.layouts_file(), paths.links_file(), paths.log_file(),
    ]  # fmt: skip
    assert all(place.is_relative_to(tmp_path) for place in places)
    assert len(set(places)) == len(places)
