"""Creating, opening and recognising workspace files, and what is refused with which sentence."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.core.changes import Revision
from desktop.core.errors import OfftakeError
from desktop.model import TYPES
from desktop.storage import workspace_file
from desktop.storage.store import Store


def pragma(path: Path, name: str) -> object:
    with sqlite3.connect(path) as connection:
        (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    connection.close()
    return value


def test_a_new_file_says_what_it_is(store: Store, path: Path) -> None:
    store.close()
    assert pragma(path, "application_id") == int.from_bytes(b"OFTK")
    assert pragma(path, "user_version") == 1
    assert pragma(path, "journal_mode") == "delete"
    assert pragma(path, "integrity_check") == "ok"


def test_the_connection_is_as_safe_as_it_gets(store: Store) -> None:
    def ask(name: str) -> object:
        return store._connection.execute(f"PRAGMA {name}").fetchone()[0]

    assert ask("foreign_keys") == 1
    assert ask("synchronous") == 3  # EXTRA
    assert ask("journal_mode") == "delete"
    assert ask("busy_timeout") == 10_000


def test_a_new_file_holds_the_preferences(store: Store) -> None:
    (preferences,) = store.dataset["preferences"]
    type = TYPES["preferences"]
    assert type.values(preferences) == {field.name: field.default for field in type.fields}
    assert store.revision == 1
    (first,) = store.history()
    assert (str(first.label), first.origin, first.kind) == ("New workspace", "new", "edit")
    assert first.counts()["added"] == {"preferences": 1}


def test_the_identity_stays_over_closing_and_differs_between_files(tmp_path: Path) -> None:
    with Store.create(tmp_path / "a.offtake") as a, Store.create(tmp_path / "b.offtake") as b:
        identity = a.dataset.workspace
        assert identity and identity != b.dataset.workspace
    with Store.open(tmp_path / "a.offtake") as again:
        assert again.dataset.workspace == identity
        assert again.dataset.with_changes([]).workspace == identity


@pytest.mark.parametrize("name", ["게르마늄 계획.offtake", "a #1?&b%20c.offtake", "é'\"x.offtake"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    if os.name == "nt" and set(name) & set('?"'):
        pytest.skip("no such names on Windows")
    Store.create(tmp_path / name).close()
    Store.open(tmp_path / name).close()
    assert os.listdir(tmp_path) == [name]


def test_nothing_is_left_beside_the_file(store: Store, edit: Any, path: Path) -> None:
    edit.add("material", code="GE", name="Germanium")
    store.backup(path.with_name("copy.offtake"))
    store.close()
    store.close()
    assert sorted(os.listdir(path.parent)) == ["copy.offtake", "plan.offtake"]


def missing(path: Path) -> None:
    pass


def folder(path: Path) -> None:
    path.mkdir()


def empty(path: Path) -> None:
    path.touch()


def words(path: Path) -> None:
    path.write_text("Germanium, 12 t a year from 2028. " * 100)


def foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE demand (id INTEGER PRIMARY KEY)")
    connection.close()


def newer(path: Path) -> None:
    Store.create(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 7")
    connection.close()


def hollow(path: Path) -> None:
    Store.create(path).close()
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE capacity")
    connection.close()


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (missing, "There is no file “{path}”; open it from where it is now"),
        (folder, "“{path}” is a folder, not a workspace file; choose a file in it"),
        (empty, "“plan.offtake” is empty, so it is no workspace; open another file or a backup"),
        (
            words,
            "“plan.offtake” is not an Offtake workspace; open another file, or import it if it is "
            "a workbook",
        ),
        (
            foreign,
            "“plan.offtake” is a database of another program, not an Offtake workspace; open "
            "another file",
        ),
        (
            newer,
            "“plan.offtake” was made by a newer version of Offtake; update the program to open it",
        ),
        (
            hollow,
            "“plan.offtake” is damaged; restore a backup of it, or salvage what can be read",
        ),
    ],
)
def test_what_cannot_be_opened_is_refused_in_one_sentence(
    path: Path, make: Callable[[Path], None], sentence: str, read_only: bool
) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(OfftakeError) as refusal:
        Store.open(path, read_only=read_only)
    assert str(refusal.value) == sentence.format(path=path)
    assert before == (path.read_bytes() if path.is_file() else None)
    assert os.listdir(path.parent) == ([] if make is missing else ["plan.offtake"])


def test_another_programs_journal_mode_is_left_alone(path: Path) -> None:
    foreign(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    with pytest.raises(OfftakeError):
        Store.open(path)
    assert pragma(path, "journal_mode") == "wal"


def test_a_workspace_that_was_put_in_wal_mode_is_brought_back(store: Store, path: Path) -> None:
    store.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    Store.open(path).close()
    assert pragma(path, "journal_mode") == "delete"


def test_an_existing_file_is_never_overwritten(store: Store, edit: Any, path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(OfftakeError, match=r"“plan.offtake” already exists; choose another name"):
        Store.create(path)
    with pytest.raises(OfftakeError, match="is a folder"):
        Store.create(path.parent)
    with pytest.raises(OfftakeError, match=r"There is no folder “.*nowhere”"):
        Store.create(path.parent / "nowhere" / "plan.offtake")
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["plan.offtake"]


def test_a_new_file_that_cannot_be_made_is_called_by_its_own_name(tmp_path: Path) -> None:
    with pytest.raises(OfftakeError, match=r"“plan\.offtake”"):
        workspace_file.connect(
            tmp_path / "nowhere" / "x.part", "rwc", shown=tmp_path / "plan.offtake"
        )


def test_a_write_protected_file_can_be_read(
    store: Store, edit: Any, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit.add("material", code="GE", name="Germanium")
    store.close()
    # The tests may run as root, for whom nothing is write-protected.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(workspace_file.WriteProtectedError, match="open it read-only, or copy it"):
        Store.open(path)
    with pytest.raises(workspace_file.WriteProtectedError, match="Nothing can be written in"):
        Store.create(path.with_name("other.offtake"))
    with Store.open(path, read_only=True) as reader:
        assert [m.code for m in reader.dataset["material"]] == ["GE"]
    assert os.listdir(path.parent) == ["plan.offtake"]


def test_read_only_reads_and_refuses_to_write(
    store: Store, edit: Any, path: Path, editor: Any
) -> None:
    edit.add("material", code="GE", name="Germanium")
    with Store.open(path, read_only=True) as reader:
        assert reader.dataset == store.dataset
        with pytest.raises(OfftakeError, match=r"“plan.offtake” is open read-only"):
            editor(reader).add("material", code="GA", name="Gallium")
        edit.add("material", code="IN", name="Indium")
        assert [r.number for r in reader.refresh()] == [3]
        assert reader.dataset == store.dataset
        assert len(reader.at(2)["material"]) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let go of an open file")
def test_a_file_that_is_moved_away_is_not_written_to(store: Store, edit: Any, path: Path) -> None:
    path.rename(path.with_name("moved.offtake"))
    with pytest.raises(OfftakeError, match="was moved, renamed or replaced while it was open"):
        edit.add("material", code="GE", name="Germanium")
    assert store.revision == 1


def test_a_file_that_is_replaced_in_place_is_noticed(
    store: Store, edit: Any, path: Path, editor: Any
) -> None:
    shutil.copyfile(path, path.with_name("other.offtake"))
    edit.add("material", code="GE", name="Germanium")
    with Store.open(path.with_name("other.offtake")) as other:
        editor(other).add("material", code="GA", name="Gallium")
        editor(other).add("material", code="IN", name="Indium")
    path.write_bytes(path.with_name("other.offtake").read_bytes())
    with pytest.raises(OfftakeError, match="was replaced by another copy while it was open"):
        edit.add("material", code="TE", name="Tellurium")
    with pytest.raises(OfftakeError, match="was replaced by another copy while it was open"):
        store.refresh()
    assert [m.code for m in store.dataset["material"]] == ["GE"]


def test_a_full_disk_is_told_and_changes_nothing(store: Store, edit: Any, path: Path) -> None:
    edit.add("material", code="GE", name="Germanium")
    before = store.dataset
    told: list[Revision] = []
    store.on_changed.append(told.append)
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(OfftakeError) as refusal:
        edit.add("material", code="GA", name="Gallium", note="x" * 30_000)
    assert str(refusal.value) == (
        "The disk is full, so nothing was written to “plan.offtake”; make room and try again"
    )
    assert store.dataset is before
    assert (store.revision, str(store.undo_label), told) == (2, "Add material", [])
    store._connection.execute("PRAGMA max_page_count = 1000000")
    assert edit.add("material", code="GA", name="Gallium", note="x" * 30_000) == 2
    assert len(told) == 1


def test_a_file_in_use_is_told(store: Store, edit: Any, path: Path) -> None:
    store._connection.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OfftakeError, match=r"“plan.offtake” is in use by another program"):
        edit.add("material", code="GE", name="Germanium")
    other.execute("ROLLBACK")
    other.close()
    assert store.revision == 1
    assert edit.add("material", code="GE", name="Germanium") == 1


def test_a_backup_is_a_whole_workspace(store: Store, edit: Any, path: Path) -> None:
    edit.add("material", code="GE", name="Germanium")
    target = path.with_name("backup.offtake")
    store.backup(target)
    with Store.open(target) as copy:
        assert copy.dataset == store.dataset
        assert copy.dataset.workspace == store.dataset.workspace
        assert copy.undo() is not None
    assert store.revision == 2
    with pytest.raises(OfftakeError, match=r"“backup.offtake” already exists"):
        store.backup(target)
    with pytest.raises(OfftakeError, match="cannot be its own backup"):
        store.backup(path, replace=True)
    store.backup(target, replace=True)
    with Store.open(target) as copy:
        assert copy.revision == 2
    assert sorted(os.listdir(path.parent)) == ["backup.offtake", "plan.offtake"]
