"""What a change writes: new records go by columns, and say the same as one by one."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import ProblemsError
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.storage import outgoing
from desktop.storage.store import Store


def capacity(n: int) -> Change:
    """Give one of many records that do not all name the same fields."""
    values = {
        "code": f"C “{n}” \\ \t", "plant": -1, "material": -1, "stage": "operating",
        "nameplate": [1.0, 1 / 3, 2.0][n % 3], "unit": "t", "basis": "contained",
        "start": PartialDate(2020 + n % 2),
    }  # fmt: skip
    if n % 4 == 0:
        values |= {"joint_with": -1 - (n + 1) % 50, "note": "두 줄\nund é"}
    return Change("capacity", -1 - n, None, values)


CHANGES = [
    *(capacity(n) for n in range(50)),
    Change("plant", -1, None, {"code": "P", "name": "Plant", "owner": -1, "country": "KR"}),
    Change("organization", -1, None, {"code": "O", "name": "Owner", "roles": ("supplier",)}),
    Change("material", -1, None, {"code": "GE", "name": "germanium"}),
]


def test_the_history_of_new_records_says_what_their_rows_say(store: Store, path: Path) -> None:
    store.apply(ChangeSet(Text("Import"), "import", CHANGES))
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    texts = connection.execute(
        "SELECT type, record, before, after FROM change WHERE revision = 2 ORDER BY position"
    ).fetchall()
    assert [row["type"] for row in texts] == [change.type for change in CHANGES]
    for row in texts:
        (held,) = connection.execute(f"SELECT * FROM {row['type']} WHERE id = ?", [row["record"]])
        known = {name: held[name] for name in held.keys() if held[name] is not None}  # noqa: SIM118
        assert row["before"] is None and json.loads(row["after"]) | {"id": row["record"]} == known
    connection.close()
    dataset = store.dataset
    store.close()
    with Store.open(path) as again:
        assert again.dataset == dataset
        again.undo()
        assert not len(again.dataset["capacity"])


def test_indexes_are_there_again_after_many_rows(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def indexes() -> list[tuple[str, str]]:
        with sqlite3.connect(path) as connection:
            return connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
            ).fetchall()

    before = indexes()
    seen: list[str] = []
    monkeypatch.setattr(outgoing, "_MANY", 10)
    store._connection.set_trace_callback(seen.append)
    store.apply(ChangeSet(Text("Import"), "import", CHANGES))
    dropped = [statement for statement in seen if statement.startswith("DROP INDEX")]
    assert 'DROP INDEX "capacity_plant"' in dropped and indexes() == before
    seen.clear()
    few = [Change("capacity", -1 - n, None, {**(capacity(n).after or {}), "code": f"D{n}",
                                             "plant": 1, "material": 1, "joint_with": None})
           for n in range(20)]  # fmt: skip
    store.apply(ChangeSet(Text("Import"), "import", few))
    assert len(store.dataset["capacity"]) == 70
    assert not [statement for statement in seen if statement.startswith("DROP INDEX")]


def test_what_was_found_sound_is_looked_at_again_once_something_changed(store: Store) -> None:
    bad = [Change("material", -1, None, {"code": "GE"})]  # without its name
    seen = store.dataset
    store.apply(ChangeSet(Text("Other"), "grid", [CHANGES[-1]]))
    with pytest.raises(ProblemsError):
        store.apply(ChangeSet(Text("Import"), "import", bad, sound_on=seen))
