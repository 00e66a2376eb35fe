"""What a killed process left beside a workspace goes; nothing else does."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from desktop.operations.opening import open_workspace
from desktop.storage.leftovers import clear
from desktop.storage.store import Store

NOW = dt.datetime(2026, 3, 15, 12, 0, 0, tzinfo=dt.UTC)
OURS = [
    ".offtake-0123456789ab.part",
    ".offtake-0123456789ab.part-journal",
    ".offtake-restore-093015123456.offtake",
    ".Plan 2028.xlsx.0123abcd.tmp",
]
OTHERS = [
    "offtake-0123456789ab.part",
    ".offtake-0123456789ab.part.bak",
    ".offtake-notes.part",
    ".offtake-0123456789ab.former",
    ".~plan.offtake.open",
    "Plan 2028.xlsx.0123abcd.tmp",
    ".letter.docx.0123abcd.tmp",
    ".offtake-restore-plan.offtake",
]


def put(folder: Path, name: str, age: dt.timedelta = dt.timedelta(days=2)) -> Path:
    path = folder / name
    path.write_text("left", encoding="utf-8")
    time = (NOW - age).timestamp()
    os.utime(path, (time, time))
    return path


@pytest.mark.parametrize("name", OURS)
def test_what_is_ours_and_old_goes(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name)
    assert clear(tmp_path, NOW) == [path]
    assert not path.exists()


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_not_surely_ours_stays(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name)
    assert clear(tmp_path, NOW) == []
    assert path.exists()


@pytest.mark.parametrize("hours", [-48, 0, 23])
def test_what_somebody_may_be_writing_stays(tmp_path: Path, hours: int) -> None:
    path = put(tmp_path, OURS[0], dt.timedelta(hours=hours))
    assert clear(tmp_path, NOW) == []
    assert path.exists()


def test_a_folder_and_a_link_of_such_a_name_stay(tmp_path: Path) -> None:
    (tmp_path / OURS[0]).mkdir()
    aim = put(tmp_path, "aim")
    (tmp_path / OURS[1]).symlink_to(aim)
    assert clear(tmp_path, NOW + dt.timedelta(days=9_000)) == []
    assert aim.exists() and (tmp_path / OURS[1]).is_symlink()


def test_a_folder_that_is_gone_is_no_fault(tmp_path: Path) -> None:
    assert clear(tmp_path / "gone", NOW) == []


def test_opening_a_workspace_clears_its_folder(store: Store, path: Path) -> None:
    store.close()
    left, kept = put(path.parent, OURS[0]), put(path.parent, "notes.txt")
    open_workspace(path).close()
    assert not left.exists()
    assert kept.exists()


def test_looking_at_a_workspace_clears_nothing(store: Store, path: Path) -> None:
    store.close()
    left = put(path.parent, OURS[0])
    open_workspace(path, read_only=True).close()
    assert left.exists()
