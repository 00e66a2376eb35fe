"""Files of older versions: a checked copy first, then one transaction, then a sentence."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from desktop.core.errors import OfftakeError
from desktop.core.fields import NumberField, ReferenceField, TextField
from desktop.model import TYPES
from desktop.storage.migrations import MIGRATIONS, SCHEMA_VERSION, add_column, add_table
from desktop.storage.store import Store
from tests.storage.later import with_field

REGION = with_field("region", TextField(label="Region"))


def fill(store: Store, editor: Any) -> None:
    editor(store).add("organization", code="KZ", name="Korea Zinc", roles=("supplier",))
    editor(store).add("plant", code="ONSAN", name="Onsan", owner=1, country="KR")


def columns(path: Path, table: str) -> dict[str, str]:
    connection = sqlite3.connect(path)
    found = {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({table})")}
    connection.close()
    return found


def test_every_version_has_a_way_to_the_present_one() -> None:
    assert sorted(MIGRATIONS) == list(range(1, SCHEMA_VERSION))


def test_a_field_is_a_column(path: Path, editor: Any) -> None:
    types = with_field("depth", NumberField(label="Depth", unit="m"))
    with Store.create(path, types) as store:
        fill(store, editor)
        editor(store).set("plant", 1, depth=12.5)
        store.undo()
        store.redo()
    assert columns(path, "plant")["depth"] == "REAL"
    with Store.open(path, types) as store:
        assert store.dataset["plant"][1].depth == 12.5
        assert store.at(3)["plant"][1].depth is None


def test_an_older_file_is_brought_up_to_date_after_a_copy(path: Path, editor: Any) -> None:
    with Store.create(path) as store:
        fill(store, editor)
        before = store.dataset
    steps = {1: lambda file: add_column(file, REGION["plant"], "region")}
    with Store.open(path, REGION, migrations=steps, version=2) as store:
        (copy,) = [name for name in os.listdir(path.parent) if name != path.name]
        assert copy.startswith("plan.v1-") and copy.endswith(".offtake")
        assert str(store.notice) == (
            "“plan.offtake” was brought up to date for this version of Offtake; as it was before, "
            f"it is kept as “{copy}”"
        )
        assert store.revision == 3 and store.dataset["plant"][1].region is None
        editor(store).set("plant", 1, region="Ulsan")
        for _ in range(3):
            store.undo()
        for _ in range(3):
            store.redo()
        assert store.dataset["plant"][1].region == "Ulsan"
    with Store.open(path, REGION, migrations=steps, version=2) as store:
        assert store.notice is None
        assert store.dataset["plant"][1].region == "Ulsan"
    assert len(os.listdir(path.parent)) == 2
    with Store.open(path.parent / copy) as old:
        assert old.dataset == before
    with pytest.raises(OfftakeError, match="was made by a newer version"):
        Store.open(path)


def test_a_new_reference_is_kept_like_the_others(path: Path, editor: Any) -> None:
    with Store.create(path) as store:
        fill(store, editor)
    types = with_field("operator", ReferenceField(label="Operator", target="organization"))
    twin = with_field("twin", ReferenceField(label="Twin", target="plant"), types["plant"])
    steps = {
        1: lambda file: add_column(file, types["plant"], "operator"),
        2: lambda file: add_column(file, twin["plant"], "twin"),
    }
    with Store.open(path, twin, migrations=steps, version=3) as store:
        editor(store).set("plant", 1, operator=1, twin=1)
        with pytest.raises(sqlite3.IntegrityError):
            store._connection.execute("UPDATE plant SET operator = 99")
        found = store._connection.execute("PRAGMA index_list(plant)").fetchall()
        assert {"plant_operator", "plant_twin"} <= {row[1] for row in found}
    with Store.create(path.with_name("new.offtake"), twin) as fresh:
        wanted = columns(fresh.path, "plant")
    assert columns(path, "plant") == wanted


def test_a_new_record_type_is_a_table(path: Path, editor: Any) -> None:
    types = {name: type for name, type in TYPES.items() if name != "stock"}
    Store.create(path, types).close()
    steps = {1: lambda file: add_table(file, TYPES["stock"], TYPES)}
    with Store.open(path, migrations=steps, version=2) as store:
        assert len(store.dataset["stock"]) == 0
    with Store.create(path.with_name("new.offtake")) as fresh:
        assert columns(path, "stock") == columns(fresh.path, "stock")


def test_backups_can_go_to_a_folder_of_their_own(path: Path, tmp_path: Path) -> None:
    Store.create(path).close()
    steps = {1: lambda file: add_column(file, REGION["plant"], "region")}
    folder = tmp_path / "kept" / "backups"
    with Store.open(path, REGION, migrations=steps, version=2, backups=folder) as store:
        (copy,) = folder.iterdir()
        assert str(copy) in str(store.notice)
    assert sorted(os.listdir(tmp_path)) == ["kept", "plan.offtake"]


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path, editor: Any) -> None:
    with Store.create(path) as store:
        fill(store, editor)
        before = store.dataset

    def spoil(file: sqlite3.Connection) -> None:
        add_column(file, REGION["plant"], "region")
        file.execute("UPDATE plant SET owner = 99")

    with pytest.raises(OfftakeError, match="a reference in it points nowhere"):
        Store.open(path, REGION, migrations={1: spoil}, version=2)
    with Store.open(path) as again:
        assert again.dataset == before
    assert len(os.listdir(path.parent)) == 2  # the copy stays


def test_a_file_that_is_too_old_or_only_read_is_not_migrated(path: Path) -> None:
    Store.create(path).close()
    with pytest.raises(OfftakeError, match="too old for this one"):
        Store.open(path, REGION, migrations={2: lambda file: None}, version=3)
    with pytest.raises(OfftakeError, match="is of an older version of Offtake; open it for"):
        Store.open(path, REGION, read_only=True, migrations={}, version=2)
    assert os.listdir(path.parent) == ["plan.offtake"]


def test_an_older_program_does_not_write_into_a_newer_file(path: Path, editor: Any) -> None:
    with Store.create(path) as old:
        steps = {1: lambda file: add_column(file, REGION["plant"], "region")}
        Store.open(path, REGION, migrations=steps, version=2).close()
        with pytest.raises(OfftakeError, match="was brought up to date by a newer version"):
            fill(old, editor)
        assert old.revision == 1


def test_the_history_of_a_field_that_is_gone_can_be_read(path: Path, editor: Any) -> None:
    with Store.create(path, REGION) as store:
        fill(store, editor)
        editor(store).set("plant", 1, region="Ulsan", name="Onsan smelter")
    drop = {1: lambda file: file.execute("ALTER TABLE plant DROP COLUMN region")}
    with Store.open(path, migrations=drop, version=2) as store:
        assert dict(store.revision_at(4).changes[0].after or {}) == {"name": "Onsan smelter"}
        store.undo()
        assert store.dataset["plant"][1].name == "Onsan"
        assert len(store.at(2)["plant"]) == 0
