"""Backups: made once a revision, checked whole, thinned by age, found again without the file."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import Cancelled, OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.storage.backups import Backups, copy_file
from desktop.storage.soundness import verify
from desktop.storage.store import Store

NOON = dt.datetime(2026, 3, 15, 12, 0, 0, tzinfo=dt.UTC)


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path / "backups")


def kept(backups: Backups, store: Store, now: dt.datetime) -> Any:
    return backups.make(store.path, store.dataset.workspace, store.revision, now)


def test_a_backup_is_made_once_for_a_revision(backups: Backups, store: Store, edit: Any) -> None:
    first = kept(backups, store, NOON)
    assert kept(backups, store, NOON + dt.timedelta(minutes=30)) is None
    edit.add("organization", code="A", name="A", roles=("supplier",))
    second = kept(backups, store, NOON + dt.timedelta(minutes=61))
    assert [b.revision for b in backups.of(store.dataset.workspace)] == [2, 1]
    assert (first.revision, second.revision) == (1, 2)


def test_other_edits_of_the_same_numbers_are_kept_too(
    backups: Backups, store: Store, edit: Any, tmp_path: Path
) -> None:
    """As after a restore, when the numbers are given again."""
    former = tmp_path / "former.offtake"
    copy_file(store.path, former)
    edit.add("organization", code="A", name="A", roles=("supplier",))
    first = kept(backups, store, NOON)
    store.close()
    former.replace(store.path)
    with Store.open(store.path) as restored:
        values = {"code": "B", "name": "B", "roles": ("supplier",)}
        change = Change("organization", -1, None, values)
        restored.apply(ChangeSet(Text("Add"), "grid", [change]))
        assert restored.revision == first.revision
        second = kept(backups, restored, NOON + dt.timedelta(hours=2))
        assert second is not None and second.path != first.path
        assert kept(backups, restored, NOON + dt.timedelta(hours=4)) is None


def test_a_newest_backup_that_cannot_be_read_is_made_anew(backups: Backups, store: Store) -> None:
    first = kept(backups, store, NOON)
    first.path.write_bytes(b"damaged")
    second = kept(backups, store, NOON + dt.timedelta(hours=2))
    assert second is not None and verify(second.path) == store.revision


def test_a_backup_opens_as_the_workspace_it_was(backups: Backups, store: Store, edit: Any) -> None:
    edit.add("organization", code="A", name="A", roles=("supplier",))
    copy = kept(backups, store, NOON)
    edit.add("organization", code="B", name="B", roles=("supplier",))
    with Store.open(copy.path, read_only=True) as opened:
        assert opened.dataset == store.at(2)
        assert opened.history()[0].label == store.revision_at(2).label


def test_nothing_stands_beside_a_backup(backups: Backups, store: Store) -> None:
    copy = kept(backups, store, NOON)
    assert sorted(p.name for p in copy.path.parent.iterdir()) == [copy.path.name, "workspace.json"]


@pytest.mark.parametrize(
    ("every", "span", "expected"),
    [
        (dt.timedelta(minutes=10), dt.timedelta(hours=6), 7),  # one an hour, both ends counted
        (dt.timedelta(hours=3), dt.timedelta(days=10), 9 + 9),  # 9 in the last day, one a day
        (dt.timedelta(days=5), dt.timedelta(days=365), 7 + 11),  # 7 in the month, one a month
    ],
)
def test_backups_are_thinned_by_age(
    backups: Backups,
    tmp_path: Path,
    every: dt.timedelta,
    span: dt.timedelta,
    expected: int,
) -> None:
    folder = backups.folder / "w"
    folder.mkdir(parents=True)
    moment, number = NOON - span, 0
    while moment <= NOON:
        number += 1
        (folder / f"{moment:%Y%m%dT%H%M%SZ} r{number}.offtake").touch()
        moment += every
    gone = backups.thin("w", NOON)
    left = backups.of("w")
    assert len(left) + len(gone) == number
    assert left[0].revision == number, "the newest always stays"
    assert abs(len(left) - expected) <= 1


def test_months_of_work_leave_a_few_dozen_copies(backups: Backups) -> None:
    """Each working day has two backups, each followed by the thinning, as it happens."""
    folder = backups.folder / "w"
    folder.mkdir(parents=True)
    day, number = dt.datetime(2026, 8, 3, tzinfo=dt.UTC), 0
    while day < dt.datetime(2026, 12, 31, tzinfo=dt.UTC):
        for time in (dt.timedelta(hours=hour) for hour in (9.5, 16)):
            if day.weekday() < 5:
                number += 1
                (folder / f"{day + time:%Y%m%dT%H%M%SZ} r{number}.offtake").touch()
                backups.thin("w", day + time)
        day += dt.timedelta(days=1)
    times = [copy.time for copy in backups.of("w")]
    # Of the last day each hour, of the last month each working day, of each month the last one.
    assert [f"{time:%m-%d %H:%M}" for time in times[:2]] == ["12-30 16:00", "12-30 09:30"]
    assert {f"{time:%m-%d}" for time in times if time.month == 12} == {
        f"12-{n:02}" for n in range(1, 31) if dt.date(2026, 12, n).weekday() < 5
    }
    before = [f"{time:%m-%d %H:%M}" for time in times if time.month < 12]
    assert before == [
        "11-30 16:00", "11-27 16:00", "10-30 16:00", "09-30 16:00", "08-31 16:00",
    ]  # fmt: skip


def test_the_newest_of_an_hour_is_the_one_that_stays(backups: Backups) -> None:
    folder = backups.folder / "w"
    folder.mkdir(parents=True)
    for minute, number in ((5, 1), (25, 2), (55, 3)):
        (folder / f"20260315T11{minute:02}00Z r{number}.offtake").touch()
    backups.thin("w", NOON)
    assert [copy.revision for copy in backups.of("w")] == [3]


def test_backups_of_a_file_that_cannot_be_read_are_found_by_its_place(
    backups: Backups, store: Store, path: Path
) -> None:
    copy = kept(backups, store, NOON)
    store.close()
    path.write_bytes(b"damaged")
    assert backups.of_file(path) == [copy]
    assert backups.of_file(path.with_name("other.offtake")) == []


def test_a_copy_with_fewer_records_than_its_history_says_is_refused(
    store: Store, edit: Any, tmp_path: Path
) -> None:
    edit.add("organization", code="A", name="A", roles=("supplier",))
    copy_file(store.path, tmp_path / "copy.offtake")
    assert verify(tmp_path / "copy.offtake") == 2
    with sqlite3.connect(tmp_path / "copy.offtake") as file:
        file.execute("DELETE FROM organization")
    file.close()
    with pytest.raises(OfftakeError, match="damaged"):
        verify(tmp_path / "copy.offtake")


def test_a_backup_that_is_cancelled_leaves_nothing(store: Store, tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    folder = tmp_path / "empty"
    folder.mkdir()
    with pytest.raises(Cancelled):
        copy_file(store.path, folder / "copy.offtake", progress)
    assert list(folder.iterdir()) == []


def test_edits_go_on_while_a_backup_is_made(
    store: Store, edit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.storage.backups._PAGES", 5)
    seen: list[int] = []

    def during(*_: object) -> None:
        if not seen:
            seen.append(edit.add("organization", code="A", name="A", roles=("supplier",)))

    assert copy_file(store.path, tmp_path / "copy.offtake", Progress(during)) == 2
    assert seen


def test_a_folder_that_cannot_be_made_is_told(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OfftakeError, match="No backup could be made in"):
        kept(Backups(tmp_path / "file"), store, NOON)


def test_a_clock_that_was_set_back_costs_no_backup(
    backups: Backups, store: Store, edit: Any
) -> None:
    kept(backups, store, NOON + dt.timedelta(minutes=50))
    edit.add("organization", code="A", name="A", roles=("supplier",))
    made = kept(backups, store, NOON + dt.timedelta(minutes=10))
    assert made.path.exists(), "the same hour, and earlier than the newest"
    assert 2 in [copy.revision for copy in backups.of(store.dataset.workspace)]


def test_checking_stops_when_it_is_asked_to(store: Store) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        verify(store.path, progress=progress)
    assert verify(store.path) == store.revision
